//! A forum at home, a peer that follows it, a foreign writer, and what was promised to whom.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use palabre_core::clock::SystemClock;
use palabre_core::forums::{self, NewForum};
use palabre_core::{access, people};
use serde_json::Value;
use tempfile::TempDir;

use crate::database::{Backend, Database};
use crate::keys;
use crate::node::Node;
use crate::process::Plan;
use crate::writer::{self, Letter, Writer};

pub(crate) const HOME: &str = "quebec.test";
pub(crate) const PEER: &str = "senegal.test";
const SLUG: &str = "acces";
/// More than any wait of a lane.
const LATER: &str = "later 7200000";

/// Which of the two nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Home,
    Peer,
}

/// Everything of one play.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) home: Node,
    pub(crate) peer: Node,
    pub(crate) home_database: Database,
    pub(crate) peer_database: Database,
    pub(crate) writer: Writer,
    pub(crate) forum: String,
    /// The root of the thread in which everything is said.
    pub(crate) thread: String,
    pub(crate) promises: Promises,
    /// Holds the nodes' folders.
    _root: TempDir,
}

/// What was said, and what was acknowledged.
#[derive(Debug, Default)]
pub(crate) struct Promises {
    said: Vec<String>,
    kept: Vec<String>,
    /// Letters that were taken, and those that nobody answered.
    taken: Vec<Letter>,
    unanswered: Vec<Letter>,
    /// The number of the writer's newest name, and of those that the home and the peer have taken.
    name: usize,
    named: [usize; 2],
}

impl Promises {
    /// Words that nobody has said.
    pub(crate) fn words(&mut self, kind: &str) -> String {
        let words = format!("{kind}-{:05}-mots", self.said.len());
        self.said.push(words.clone());
        words
    }

    pub(crate) fn kept(&mut self, words: String) {
        self.kept.push(words);
    }

    pub(crate) fn letter(&mut self, letter: Letter, status: Option<u16>) {
        if status == Some(202) {
            self.kept.push(letter.words.clone());
            self.taken.push(letter);
        } else {
            self.unanswered.push(letter);
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.kept.len()
    }
}

/// An address that no other process of this machine uses: of this process alone on loopback, below
/// the ports that the system gives away.
pub(crate) fn fresh_address() -> SocketAddr {
    static PORT: AtomicU16 = AtomicU16::new(20_000);
    let [_, high, middle, low] = std::process::id().to_be_bytes();
    let address = Ipv4Addr::new(127, 64 + high % 64, middle, low);
    SocketAddr::from((address, PORT.fetch_add(1, Ordering::SeqCst)))
}

impl Stage {
    /// Sets the stage: the peer follows the forum, and a thread is open on both.
    pub(crate) async fn set(backend: Backend) -> Self {
        Self::set_in(backend, TempDir::new().expect("a temporary folder"), |_| {}).await
    }

    /// The same, with something done to the home's folder before it is used.
    pub(crate) async fn set_in(
        backend: Backend,
        root: TempDir,
        prepare: impl FnOnce(&Path),
    ) -> Self {
        let foreign = fresh_address();
        let places = HashMap::from([
            (HOME.to_owned(), fresh_address()),
            (PEER.to_owned(), fresh_address()),
            (writer::HOST.to_owned(), foreign),
        ]);
        let folder = root.path().join(HOME);
        std::fs::create_dir(&folder).expect("a folder");
        prepare(&folder);
        std::fs::create_dir(root.path().join(PEER)).expect("a folder");
        let (home_plan, home_database) = plan(backend, root.path(), HOME, &places).await;
        let (peer_plan, peer_database) = plan(backend, root.path(), PEER, &places).await;
        let forum = people_the(&home_plan, "ana", true).await;
        people_the(&peer_plan, "awa", false).await;
        let mut home = Node::start(&home_plan, None).await;
        let mut peer = Node::start(&peer_plan, None).await;
        peer.must(&format!("follow awa @{SLUG}@{HOME}")).await;
        let thread = home.must(&format!("open ana {forum} Endurance")).await;
        let thread = thread["kept"].as_str().expect("an id").to_owned();
        let mut stage = Self {
            home,
            peer,
            home_database,
            peer_database,
            writer: Writer::start(foreign).await,
            forum,
            thread,
            promises: Promises::default(),
            _root: root,
        };
        stage.quiet().await;
        let shown = stage.peer.must(&format!("shown {}", stage.thread)).await;
        assert!(!shown.is_null(), "the peer follows: {}", stage.peer.log());
        stage
    }

    /// Clears the stage.
    pub(crate) async fn end(self) {
        self.home.stop().await;
        self.peer.stop().await;
        self.home_database.delete().await;
        self.peer_database.delete().await;
    }

    pub(crate) fn node(&mut self, side: Side) -> &mut Node {
        match side {
            Side::Home => &mut self.home,
            Side::Peer => &mut self.peer,
        }
    }

    /// Somebody of a node replies in the thread. Answers whether the node lives.
    pub(crate) async fn reply(&mut self, side: Side) -> bool {
        let (who, kind) = match side {
            Side::Home => ("ana", "ici"),
            Side::Peer => ("awa", "ailleurs"),
        };
        let words = self.promises.words(kind);
        let command = format!("reply {who} {} {words}", self.thread);
        match self.node(side).ask(&command).await {
            Some(answer) if answer["kept"].is_string() => self.promises.kept(words),
            Some(answer) => panic!("a reply is refused: {answer}"),
            None => return false,
        }
        true
    }

    /// A letter that says something new.
    pub(crate) fn new_letter(&mut self) -> Letter {
        let words = self.promises.words("lettre");
        self.writer.reply(&words, &self.thread, &self.forum)
    }

    /// The foreign writer replies at the forum's home.
    pub(crate) async fn letter(&mut self) {
        let letter = self.new_letter();
        let at = self.home.plan().listen;
        let answer = self.writer.send(&letter, HOME, at).await;
        self.promises
            .letter(letter, answer.map(|answer| answer.status));
    }

    /// The foreign writer tells a node of a new name.
    pub(crate) async fn rename(&mut self, side: Side) {
        self.promises.name += 1;
        let number = self.promises.name;
        let (host, at) = match side {
            Side::Home => (HOME, self.home.plan().listen),
            Side::Peer => (PEER, self.peer.plan().listen),
        };
        let letter = self.writer.rename(number);
        let answer = self.writer.send(&letter, host, at).await;
        if answer.is_some_and(|answer| answer.status == 202) {
            self.promises.named[side as usize] = number;
        }
    }

    /// Letters that nobody answered come again, as they do in life, and some that were taken too.
    pub(crate) async fn repeat_letters(&mut self) {
        let again: Vec<Letter> = std::mem::take(&mut self.promises.unanswered);
        let taken = self.promises.taken.iter().rev().take(8).cloned();
        let twice: Vec<Letter> = taken.collect();
        let at = self.home.plan().listen;
        for letter in &twice {
            let answer = self.writer.send(letter, HOME, at).await;
            let answer = answer.unwrap_or_else(|| panic!("{}", self.home.log()));
            assert_eq!(answer.status, 202, "{answer:?}");
        }
        for letter in again {
            let answer = self.writer.send(&letter, HOME, at).await;
            let answer = answer.unwrap_or_else(|| panic!("{}", self.home.log()));
            assert_eq!(answer.status, 202, "{answer:?}");
            self.promises.letter(letter, Some(answer.status));
        }
    }

    /// Works until neither node has anything to do and nothing is on its way between them: both are
    /// found empty twice, and no letter has come in between.
    pub(crate) async fn quiet(&mut self) {
        self.home.must(LATER).await;
        self.peer.must(LATER).await;
        let mut before = None;
        loop {
            let seen = (self.rest(Side::Home).await, self.rest(Side::Peer).await);
            if before.replace(seen) == Some(seen) {
                return;
            }
        }
    }

    /// Waits until a node has nothing to do; answers how many letters it has ever taken.
    async fn rest(&mut self, side: Side) -> i64 {
        self.node(side).must("idle").await;
        let database = match side {
            Side::Home => &self.home_database,
            Side::Peer => &self.peer_database,
        };
        database.number("SELECT count(*) FROM letter").await
    }

    /// Nothing that was acknowledged is lost, nothing shows twice, and both nodes show the same.
    pub(crate) async fn holds(&mut self) {
        self.quiet().await;
        let question = format!("shown {}", self.thread);
        let home = self.home.must(&question).await;
        let peer = self.peer.must(&question).await;
        for (side, shown) in [(Side::Home, &home), (Side::Peer, &peer)] {
            self.promised(side, shown);
        }
        assert_eq!(home, peer, "{}", self.peer.log());
        let databases = [&self.home_database, &self.peer_database];
        for (database, promised) in databases.into_iter().zip(self.promises.named) {
            let name = "SELECT display FROM person WHERE name = 'kofi' AND NOT local";
            let names = database.texts(name).await;
            let number = names.first().and_then(|name| name.strip_prefix("Kofi "));
            let number = number.map_or(0, |number| number.parse().expect("a number"));
            assert!(number >= promised, "{names:?} is older than {promised}");
        }
        for database in [&self.home_database, &self.peer_database] {
            let refused = "SELECT words FROM job WHERE state <> 'ready'";
            assert_eq!(database.texts(refused).await, Vec::<String>::new());
        }
    }

    fn promised(&self, side: Side, shown: &Value) {
        let posts = shown["posts"].as_array().expect("posts");
        let mut uris: Vec<&str> = posts.iter().filter_map(|post| post[0].as_str()).collect();
        assert_eq!(uris.len(), posts.len());
        uris.sort_unstable();
        uris.dedup();
        assert_eq!(uris.len(), posts.len(), "{side:?} shows an id twice");
        assert_eq!(shown["pending"], 0, "{side:?}");
        assert_eq!(shown["missing"], serde_json::json!([]), "{side:?}");
        let times = |words: &str| {
            let says = |post: &&Value| post[2].as_str().is_some_and(|html| html.contains(words));
            posts.iter().filter(says).count()
        };
        for words in &self.promises.said {
            assert!(times(words) <= 1, "{side:?} shows {words} twice");
        }
        for words in &self.promises.kept {
            assert_eq!(times(words), 1, "{side:?} has lost {words}");
        }
    }
}

async fn plan(
    backend: Backend,
    root: &Path,
    host: &str,
    places: &HashMap<String, SocketAddr>,
) -> (Plan, Database) {
    let folder = root.join(host);
    let database = Database::create(backend, &folder).await;
    let plan = Plan {
        host: host.to_owned(),
        listen: places[host],
        folder: folder.to_string_lossy().into_owned(),
        database: database.url.clone(),
        places: places.clone(),
    };
    (plan, database)
}

/// Makes the actor of a node that has never run, somebody, and perhaps a forum; answers its id.
async fn people_the(plan: &Plan, name: &str, with_forum: bool) -> String {
    let given = plan.given(Arc::new(SystemClock));
    let core = palabre::open(&plan.config(), &given)
        .await
        .expect("the store opens");
    let (actor, keys) = (core.base().actor(), keys::fresh().await);
    let host = plan.host.as_str();
    let mut tx = core.begin().await.expect("a write begins");
    people::create_local(&tx, host, &actor, host, "Application", &keys)
        .await
        .expect("the node's actor is made");
    let new = access::NewAccount {
        name: name.to_owned(),
        display: name.to_owned(),
        email: format!("{name}@{host}"),
        password: "no password opens this".to_owned(),
        lang: "fr".to_owned(),
        admin: false,
        confirmed: true,
        approved: true,
    };
    access::create(&mut tx, &new, &keys::fresh().await)
        .await
        .expect("the account is made");
    let mut uri = String::new();
    if with_forum {
        let new = NewForum {
            slug: SLUG.to_owned(),
            title: SLUG.to_owned(),
            description: String::new(),
            lang: "fr".to_owned(),
            moderated_before: false,
        };
        let made = forums::create(&mut tx, &new, &keys::fresh().await).await;
        uri = made.expect("the forum is made").uri;
    }
    tx.commit().await.expect("they are kept");
    core.close().await;
    uri
}
