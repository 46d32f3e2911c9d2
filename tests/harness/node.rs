//! A real node of Palabre, started as the binary starts it, with a host name and a database of its
//! own.

use std::path::Path;
use std::sync::{Arc, Mutex};

use palabre::config::{Config, FederationMode, Flags, Registration};
use palabre::control::Control;
use palabre::{Given, Server};
use palabre_core::forums::{self, NewForum};
use palabre_core::ledger::{self, Digest};
use palabre_core::queue::{self, LaneStatus, Refused};
use palabre_core::threads::{self, read};
use palabre_core::{Core, access, peering, people};
use palabre_federation::Federation;
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::actor::{self, Answer};
use super::backend::Database;
use super::chance::Seeded;
use super::command::{self, Told};
use super::network::Place;
use super::peer;
use super::{Forum, Person, Post, Thread, World, keys};

/// How a node is run.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct NodeOptions {
    /// Speaks to allowed hosts only.
    pub(crate) allowlist: bool,
    /// Whoever asks for an account waits for an administrator.
    pub(crate) approval: bool,
    /// Works its queue by itself, as it does in life, and not when the play says so.
    pub(crate) workers: bool,
    /// Bytes of the cache of others' media, where they are not those of every node.
    pub(crate) cache_bytes: Option<u64>,
}

/// A node. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Node(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    world: World,
    host: String,
    config: Config,
    given: Given,
    /// Holds everything that it keeps, for as long as the play lasts.
    folder: TempDir,
    database: Database,
    running: Mutex<Option<Arc<Server>>>,
    /// Where commands ring.
    control: Mutex<Option<tokio::task::JoinHandle<()>>>,
}

/// One contribution as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Shown {
    pub(crate) uri: String,
    pub(crate) author: String,
    pub(crate) state: String,
    pub(crate) title: Option<String>,
    pub(crate) html: String,
    pub(crate) parent: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) published: i64,
}

impl Shown {
    /// What is removed or gone says no more than that: its words are for moderators and author,
    /// and where it stood is told by the nodes that saw it.
    fn of(shown: read::Shown) -> Self {
        let post = shown.post;
        let hidden = matches!(post.state.as_str(), "deleted" | "removed" | "withheld");
        Self {
            uri: post.uri,
            author: shown.author_uri,
            title: post.title.filter(|_| !hidden),
            html: if hidden { String::new() } else { post.html },
            parent: post.parent.filter(|_| post.state != "deleted"),
            reason: post.reason,
            published: post.published,
            state: post.state,
        }
    }
}

impl Place for Node {
    fn host(&self) -> &str {
        &self.0.host
    }
}

impl Node {
    /// Prepares a node that has never run: its database, and the actor that it would make itself,
    /// with keys that are ready.
    pub(super) async fn create(world: &World, host: &str, options: NodeOptions) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let database = Database::create(world.backend(), &folder);
        let flags = Flags {
            data: Some(folder.path().to_owned()),
            host: Some(host.to_owned()),
            database_url: Some(database.url.clone()),
            ..Flags::default()
        };
        let mut config = Config::load(&flags, []).expect("the configuration is understood");
        config.node.name = host.to_owned();
        config.node.registration = Registration::Open;
        config.federation.allow_private = vec!["127.0.0.0/8".parse().expect("a network")];
        config.federation.timeout_s = 2;
        config.limits.max_words = 1_000;
        if let Some(bytes) = options.cache_bytes {
            config.media.cache_bytes = bytes;
        }
        if options.approval {
            config.node.registration = Registration::Approval;
        }
        if options.allowlist {
            config.federation.mode = FederationMode::Allowlist;
        }
        let given = Given {
            clock: world.clock(),
            chance: Arc::new(Seeded::of(host)),
            overrides: world.network().lay(host).await,
            workers: options.workers,
            pages: true,
        };
        let core = palabre::open(&config, &given)
            .await
            .expect("the store opens");
        let (actor, keys) = (core.base().actor(), keys::fresh().await);
        let tx = core.begin().await.expect("a write begins");
        people::create_local(&tx, host, &actor, host, "Application", &keys)
            .await
            .expect("the node's actor is made");
        tx.commit().await.expect("the node's actor is kept");
        core.close().await;
        Self(Arc::new(Inner {
            world: world.clone(),
            host: host.to_owned(),
            config,
            given,
            folder,
            database,
            running: Mutex::default(),
            control: Mutex::default(),
        }))
    }

    /// Starts it, with what its database holds.
    pub(crate) async fn start(&self) {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("loopback has ports");
        let at = listener.local_addr().expect("a bound port");
        let (config, given) = (self.0.config.clone(), self.0.given.clone());
        let server = Server::start(config, given, listener)
            .await
            .expect("the node starts");
        let control = Control::open(self.folder()).expect("commands can ring");
        let serving = control.serve(server.core().clone(), server.settled());
        *self.0.control.lock().expect("no panic while held") = Some(tokio::spawn(serving));
        *self.running() = Some(Arc::new(server));
        self.0.world.network().place(&self.0.host, at);
    }

    /// Stops it; other hosts find nobody there.
    pub(crate) async fn stop(&self) {
        self.0.world.network().remove(&self.0.host);
        if let Some(control) = self.0.control.lock().expect("no panic while held").take() {
            control.abort();
        }
        let server = self.running().take();
        if let Some(server) = server {
            let server = Arc::try_unwrap(server).expect("nobody else holds the server");
            server.stop().await;
        }
    }

    pub(super) async fn end(&self) {
        self.stop().await;
        self.0.database.delete();
    }

    pub(crate) fn host(&self) -> &str {
        &self.0.host
    }

    /// Where it keeps everything.
    pub(crate) fn folder(&self) -> &Path {
        self.0.folder.path()
    }

    pub(crate) fn world(&self) -> &World {
        &self.0.world
    }

    /// Where it listens now.
    pub(crate) fn address(&self) -> std::net::SocketAddr {
        self.server().addr()
    }

    pub(crate) fn server(&self) -> Arc<Server> {
        self.running().clone().expect("the node runs")
    }

    pub(crate) fn core(&self) -> Core {
        self.server().core().clone()
    }

    pub(crate) fn federation(&self) -> Federation {
        self.server().federation().clone()
    }

    fn running(&self) -> std::sync::MutexGuard<'_, Option<Arc<Server>>> {
        self.0.running.lock().expect("nobody has panicked here")
    }

    /// Works what is due here; answers how many lanes that were.
    pub(super) async fn work(&self) -> usize {
        let server = self.running().clone();
        match server {
            Some(server) => server.settle().await,
            None => 0,
        }
    }

    /// Fails if a lane waits for a host that can be reached, or if a well-behaved host has refused
    /// something of ours.
    pub(super) async fn must_be_well(&self) {
        if self.running().is_none() {
            return;
        }
        let core = self.core();
        let excused = |lane: &str| {
            let (_, to) = lane.split_once(':').unwrap_or_default();
            self.0.world.excuses(&self.0.host, to)
        };
        for lane in queue::status(&core).await.expect("the queue can be read") {
            let waits = lane.failures > 0 || lane.waits_until.is_some();
            assert!(!waits || excused(&lane.lane), "{}: {lane:?}", self.0.host);
        }
        for refused in self.refused().await {
            assert!(excused(&refused.lane), "{}: {refused:?}", self.0.host);
        }
    }

    /// What other hosts have refused of ours, newest first.
    pub(crate) async fn refused(&self) -> Vec<Refused> {
        queue::refused(&self.core(), 100)
            .await
            .expect("the queue can be read")
    }

    /// Makes somebody with an approved account here.
    pub(crate) async fn person(&self, name: &str) -> Person {
        self.newcomer(name, true).await
    }

    /// What opens the account of a [`Self::member`].
    pub(crate) const PASSWORD: &str = "un mot de passe";

    /// Makes somebody who can sign in.
    pub(crate) async fn member(&self, name: &str) -> Person {
        let gate = palabre::passwords::PasswordGate::default();
        let hash = gate.hash(Self::PASSWORD, [9; 16]).await.expect("a hash");
        let member = self.person(name).await;
        let mut tx = self.core().begin().await.expect("a write begins");
        access::set_password(&mut tx, name, &hash)
            .await
            .expect("the password is set");
        tx.commit().await.expect("the password is kept");
        member
    }

    /// Makes somebody with an account that may wait for approval.
    pub(crate) async fn newcomer(&self, name: &str, approved: bool) -> Person {
        let keys = keys::fresh().await;
        let new = access::NewAccount {
            name: name.to_owned(),
            display: name.to_owned(),
            email: format!("{name}@{}", self.0.host),
            password: "no password opens this".to_owned(),
            lang: "fr".to_owned(),
            admin: false,
            confirmed: true,
            approved,
        };
        let mut tx = self.core().begin().await.expect("a write begins");
        let made = access::create(&mut tx, &new, &keys)
            .await
            .expect("the account is made");
        tx.commit().await.expect("the account is kept");
        Person::new(self, made)
    }

    /// Makes a forum here.
    pub(crate) async fn forum(&self, slug: &str) -> Forum {
        self.new_forum(slug, false).await
    }

    /// Makes a forum whose contributions are read by a moderator first.
    pub(crate) async fn moderated_forum(&self, slug: &str) -> Forum {
        self.new_forum(slug, true).await
    }

    async fn new_forum(&self, slug: &str, moderated_before: bool) -> Forum {
        let keys = keys::fresh().await;
        let new = NewForum {
            slug: slug.to_owned(),
            title: slug.to_owned(),
            description: String::new(),
            lang: "fr".to_owned(),
            moderated_before,
        };
        let mut tx = self.core().begin().await.expect("a write begins");
        let made = forums::create(&mut tx, &new, &keys)
            .await
            .expect("the forum is made");
        tx.commit().await.expect("the forum is kept");
        Forum::new(self, &made)
    }

    /// The local id of a thread; nothing while it is not known here.
    pub(crate) async fn thread_id(&self, thread: &Thread) -> Option<i64> {
        let core = self.core();
        let found = threads::thread_by_uri(&core, thread.uri())
            .await
            .expect("threads can be read");
        found.map(|thread| thread.id)
    }

    /// A post's row, whatever its state.
    pub(crate) async fn post(&self, post: &Post) -> Option<threads::Post> {
        threads::post_by_uri(&self.core(), post.uri())
            .await
            .expect("posts can be read")
    }

    /// Whether a post of that id is known here at all.
    pub(crate) async fn holds_post(&self, uri: String) -> bool {
        self.post(&Post::at(&uri)).await.is_some()
    }

    /// What this node says that the thread is.
    pub(crate) async fn digest(&self, thread: &Thread) -> Digest {
        let id = self.thread_id(thread).await;
        let id = id.unwrap_or_else(|| panic!("{} does not know {thread:?}", self.0.host));
        read::digest_of(&self.core(), id)
            .await
            .expect("the digest is made")
    }

    /// Everything of a thread that a guest sees.
    pub(crate) async fn page(&self, thread: &Thread) -> Vec<Shown> {
        self.page_for(thread, &read::Viewer::guest()).await
    }

    /// Everything of a thread that a reader sees; nothing if there is no such thread for them.
    pub(crate) async fn page_for(&self, thread: &Thread, viewer: &read::Viewer) -> Vec<Shown> {
        let Some(id) = self.thread_id(thread).await else {
            return Vec::new();
        };
        let core = self.core();
        let (mut page, mut found) = (1, Vec::new());
        loop {
            let Ok(read) = read::page(&core, id, page, viewer).await else {
                return found;
            };
            found.extend(read.posts.into_iter().map(Shown::of));
            if page >= read.pages {
                return found;
            }
            page += 1;
        }
    }

    /// Whether somebody elsewhere follows a forum of this node.
    pub(crate) async fn is_followed(&self, forum: &Forum, by: &str) -> bool {
        let state = forums::is_following(&self.core(), by, &forum.uri).await;
        state.expect("follows can be read").is_some()
    }

    /// A lane that has something to say.
    pub(crate) async fn lane(&self, name: &str) -> Option<LaneStatus> {
        let lanes = queue::status(&self.core())
            .await
            .expect("the queue can be read");
        lanes.into_iter().find(|lane| lane.lane == name)
    }

    /// Works what is due here, and nowhere else.
    pub(crate) async fn settles_alone(&self) {
        while self.work().await > 0 {}
    }

    /// Somebody who has an account here.
    pub(crate) async fn somebody(&self, name: &str) -> Person {
        let found = people::by_name(&self.core(), name, None)
            .await
            .expect("people can be read");
        Person::new(self, found.expect("they have an account here"))
    }

    /// The record of an activity, as it is kept here.
    pub(crate) async fn record(&self, activity: &str) -> Option<ledger::Entry> {
        ledger::by_activity(&self.core(), activity)
            .await
            .expect("the ledger can be read")
    }

    /// Runs a command beside this node, in a process of its own.
    pub(crate) async fn runs(&self, words: &[&str]) -> Told {
        let folder = self.0.folder.path().to_string_lossy();
        let mut all = words.to_vec();
        all.extend(["--data", &folder, "--host", self.host()]);
        all.extend(["--database-url", &self.0.database.url]);
        command::run(&all).await
    }

    /// Whether these words stand anywhere in what this node keeps.
    pub(crate) fn holds(&self, words: &str) -> bool {
        self.0.database.holds(words)
    }

    /// Whether these words stand in its file, whose rows or remains they may be.
    pub(crate) fn file_holds(&self, words: &str) -> Option<bool> {
        self.0.database.file_holds(words)
    }

    /// How many letters, records and jobs this node keeps.
    pub(crate) fn kept(&self) -> [usize; 3] {
        ["letter", "record", "job"].map(|table| self.0.database.rows(table))
    }

    /// Sets how far a host is trusted here.
    pub(crate) async fn trusts(&self, host: &str, level: peering::Level) {
        let mut tx = self.core().begin().await.expect("a write begins");
        peering::set_level(&mut tx, host, level, "so it was decided")
            .await
            .expect("a level is set");
        tx.commit().await.expect("the level is kept");
    }

    /// Forgets what was said about a host.
    pub(crate) async fn forgives(&self, host: &str) {
        let mut tx = self.core().begin().await.expect("a write begins");
        peering::remove(&mut tx, host)
            .await
            .expect("a level is taken back");
        tx.commit().await.expect("it is kept");
    }

    /// Loses everything that is due in a lane, as no queue should.
    pub(crate) async fn loses(&self, lane: &str) {
        let core = self.core();
        let due = queue::due(&core, lane, &[], 1_000).await;
        let lost: Vec<i64> = due.expect("a lane").iter().map(|work| work.id).collect();
        assert!(!lost.is_empty(), "nothing waits in {lane}");
        let tx = core.begin().await.expect("a write begins");
        queue::finish(&tx, &lost).await.expect("jobs are struck");
        tx.commit().await.expect("they are gone");
    }

    /// What the page of a thread says to a guest who reads French.
    pub(crate) async fn says(&self, thread: &Thread) -> String {
        let id = self.thread_id(thread).await.expect("the thread is known");
        let answer = actor::get(self, &format!("/f/{id}?lang=fr"), "text/html").await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    /// What one of this node's addresses answers to a server that signs nothing.
    pub(crate) async fn reads(&self, url: &str) -> Answer {
        let path = url
            .strip_prefix(&format!("http://{}", self.0.host))
            .unwrap_or(url);
        actor::get(self, path, peer::ACTIVITY).await
    }

    /// Whether a guest reads these words in a thread.
    pub(crate) async fn shows(&self, words: &str, thread: &Thread) -> bool {
        self.page(thread)
            .await
            .iter()
            .any(|one| one.html.contains(words))
    }
}
