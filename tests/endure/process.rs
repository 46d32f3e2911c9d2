//! The other side of [`crate::node`]: a whole node in a process of its own.
//!
//! It reads commands from its standard input, one a line, and answers each with one line of JSON
//! after `endure: ` on its standard output. When the input ends it stops in good order.

use std::collections::HashMap;
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use palabre::config::{Config, Flags, Registration};
use palabre::{Given, Server};
use palabre_core::clock::{Clock, SystemChance, SystemClock};

use palabre_core::threads::{self, read};
use palabre_core::{Millis, Result, forums, people, queue, search};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// Holds the node's [`Plan`] where this program is to be a node.
pub(crate) const NODE: &str = "PALABRE_ENDURE_NODE";
/// Stands before each answer: the test runner writes to the same output.
pub(crate) const MARK: &str = "endure: ";
/// How often a node that has nothing to do itself looks whether its neighbour on the same database
/// is done.
const LOOK: Duration = Duration::from_millis(50);

/// What a node is told at its start.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) host: String,
    pub(crate) listen: SocketAddr,
    pub(crate) folder: String,
    pub(crate) database: String,
    /// Where the other hosts are.
    pub(crate) places: HashMap<String, SocketAddr>,
}

impl Plan {
    pub(crate) fn write(&self) -> String {
        let places: HashMap<&String, String> = self
            .places
            .iter()
            .map(|(host, at)| (host, at.to_string()))
            .collect();
        json!({
            "host": self.host,
            "listen": self.listen.to_string(),
            "folder": self.folder,
            "database": self.database,
            "places": places,
        })
        .to_string()
    }

    fn read(text: &str) -> Self {
        let plan: Value = serde_json::from_str(text).expect("the plan is JSON");
        let word = |name: &str| plan[name].as_str().expect("a text").to_owned();
        let places = plan["places"].as_object().expect("places");
        let place = |(host, at): (&String, &Value)| {
            let at = at.as_str().expect("a text").parse().expect("an address");
            (host.clone(), at)
        };
        Self {
            host: word("host"),
            listen: word("listen").parse().expect("an address"),
            folder: word("folder"),
            database: word("database"),
            places: places.iter().map(place).collect(),
        }
    }

    /// The configuration of this node.
    pub(crate) fn config(&self) -> Config {
        let flags = Flags {
            data: Some(self.folder.clone().into()),
            host: Some(self.host.clone()),
            database_url: Some(self.database.clone()),
            ..Flags::default()
        };
        let loopback = "127.0.0.0/8".parse().expect("a network");
        let mut config = Config::load(&flags, []).expect("the configuration is understood");
        config.node.registration = Registration::Open;
        config.federation.allow_private = vec![loopback];
        config.federation.timeout_s = 10;
        config.limits.exempt = vec![loopback];
        config.limits.rates.letters.count = std::num::NonZeroU32::MAX;
        config
    }

    /// What this node is given from outside.
    pub(crate) fn given(&self, clock: Arc<dyn Clock>) -> Given {
        Given {
            clock,
            chance: Arc::new(SystemChance),
            overrides: self.places.clone(),
            workers: true,
            pages: true,
        }
    }
}

/// The machine's clock, which can be set forward so that nobody waits for a lane that waits.
#[derive(Debug, Default)]
struct Forward(AtomicI64);

impl Clock for Forward {
    fn now(&self) -> Millis {
        SystemClock.now() + self.0.load(Ordering::SeqCst)
    }
}

/// Is a node where the environment says so; else it has nothing to test.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn node_process() {
    let Ok(plan) = std::env::var(NODE) else {
        return;
    };
    palabre_core::crash::arm();
    log();
    let plan = Plan::read(&plan);
    let clock = Arc::new(Forward::default());
    let listener = TcpListener::bind(plan.listen).await.expect("a free port");
    let server = Server::start(plan.config(), plan.given(clock.clone()), listener)
        .await
        .expect("the node starts");
    say(&json!("ready"));
    let mut commands = commands();
    while let Some(command) = commands.recv().await {
        let answer = match obey(&server, &clock, &command).await {
            Ok(answer) => answer,
            Err(error) => json!({ "error": error.to_string() }),
        };
        say(&answer);
    }
    server.stop().await;
}

/// The lines of the standard input, read on a thread of their own until it ends.
fn commands() -> mpsc::UnboundedReceiver<String> {
    let (sender, receiver) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        let lines = std::io::stdin().lines().map_while(std::io::Result::ok);
        for line in lines {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

/// Standard error, and no colours: it is kept in a file beside the database.
fn log() {
    let filter = tracing_subscriber::EnvFilter::new("warn,palabre=debug");
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(std::io::stderr)
        .init();
}

/// Past the test runner, which would keep what is printed; and at once.
fn say(answer: &Value) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{MARK}{answer}").expect("the output can be written");
    out.flush().expect("the output can be written");
}

async fn obey(server: &Server, clock: &Forward, command: &str) -> Result<Value> {
    let words: Vec<&str> = command.splitn(4, ' ').collect();
    match *words.as_slice() {
        ["open", who, forum, title] => write(server, who, Place::Forum(forum), title).await,
        ["reply", who, to, text] => write(server, who, Place::Post(to), text).await,
        ["follow", who, forum] => follow(server, who, forum).await,
        ["shown", thread] => shown(server, thread).await,
        ["idle"] => idle(server).await,
        ["later", millis] => {
            let by: Millis = millis.parse().expect("a number");
            clock.0.fetch_add(by, Ordering::SeqCst);
            server.core().wake().ring();
            Ok(json!("later"))
        }
        _ => panic!("{command} is no command"),
    }
}

enum Place<'a> {
    Forum(&'a str),
    Post(&'a str),
}

/// Answers the id of a contribution, after its commit.
async fn write(server: &Server, who: &str, place: Place<'_>, text: &str) -> Result<Value> {
    let core = server.core();
    let title = matches!(place, Place::Forum(_)).then_some(text);
    let draft = threads::draft(core, text, title, "fr").await?;
    let me = people::by_name(core, who, None).await?.expect("a person");
    let post = match place {
        Place::Forum(uri) => {
            let forum = forums::by_uri(core, uri).await?.expect("a forum");
            let mut tx = core.begin().await?;
            let post = threads::open(&mut tx, &me, &forum, &draft).await?;
            tx.commit().await?;
            post
        }
        Place::Post(uri) => {
            let parent = threads::post_by_uri(core, uri).await?.expect("a post").id;
            let mut tx = core.begin().await?;
            let post = threads::reply(&mut tx, &me, parent, &draft).await?;
            tx.commit().await?;
            post
        }
    };
    Ok(json!({ "kept": post.uri }))
}

async fn follow(server: &Server, who: &str, handle: &str) -> Result<Value> {
    let core = server.core();
    let forum = server.federation().find_forum(handle).await?;
    let me = people::by_name(core, who, None).await?.expect("a person");
    let mut tx = core.begin().await?;
    forums::follow(&mut tx, &me, &forum.uri, forum.delivery_inbox()).await?;
    tx.commit().await?;
    Ok(json!({ "kept": forum.uri }))
}

/// Answers when no job is left and everything is indexed.
async fn idle(server: &Server) -> Result<Value> {
    let settled = server.settled();
    loop {
        let ring = settled.notified();
        if queue::unfinished(server.core()).await? == 0 {
            while search::index(server.core()).await? {}
            return Ok(json!("idle"));
        }
        let _ = tokio::time::timeout(LOOK, ring).await;
    }
}

/// The whole thread as a guest reads it, with its digest.
async fn shown(server: &Server, thread: &str) -> Result<Value> {
    let core = server.core();
    let Some(thread) = threads::thread_by_uri(core, thread).await? else {
        return Ok(json!(null));
    };
    let digest = threads::read::digest_of(core, thread.id).await?;
    let (mut number, mut posts) = (1, Vec::new());
    loop {
        let page = read::page(core, thread.id, number, &read::Viewer::guest()).await?;
        for shown in page.posts {
            posts.push(json!([shown.post.uri, shown.post.state, shown.post.html]));
        }
        if number >= page.pages {
            break;
        }
        number += 1;
    }
    Ok(json!({
        "digest": digest.line,
        "missing": digest.missing,
        "pending": digest.pending,
        "posts": posts,
    }))
}
