//! A real node of Palabre, started as the binary starts it, with a host name and a database of its
//! own.

use std::sync::{Arc, Mutex};

use palabre::config::{Config, FederationMode, Flags, Registration};
use palabre::{Given, Server};
use palabre_core::forums::{self, NewForum};
use palabre_core::ledger::{Digest, digest};
use palabre_core::queue::{self, Refused};
use palabre_core::threads::{self, read};
use palabre_core::{Core, access, people};
use palabre_federation::Federation;
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::backend::Database;
use super::chance::Seeded;
use super::network::Place;
use super::{Forum, Person, Post, Thread, World, keys};

/// How a node is run.
#[derive(Debug, Clone, Copy, Default)]
pub struct NodeOptions {
    /// Speaks to allowed hosts only.
    pub allowlist: bool,
    /// Works its queue by itself, as it does in life, and not when the play says so.
    pub workers: bool,
}

/// A node. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Node(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    world: World,
    host: String,
    config: Config,
    options: NodeOptions,
    given: Given,
    folder: TempDir,
    database: Database,
    running: Mutex<Option<Arc<Server>>>,
}

/// One contribution as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown {
    pub uri: String,
    pub author: String,
    pub state: String,
    pub title: Option<String>,
    pub html: String,
    pub parent: Option<String>,
    pub reason: Option<String>,
    pub published: i64,
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
            options,
            given,
            folder,
            database,
            running: Mutex::default(),
        }))
    }

    /// Starts it, with what its database holds.
    pub async fn start(&self) {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("loopback has ports");
        let at = listener.local_addr().expect("a bound port");
        let (config, given) = (self.0.config.clone(), self.0.given.clone());
        let server = Server::start(config, given, listener)
            .await
            .expect("the node starts");
        *self.running() = Some(Arc::new(server));
        self.0.world.network().place(&self.0.host, at);
    }

    /// Stops it; other hosts find nobody there.
    pub async fn stop(&self) {
        self.0.world.network().remove(&self.0.host);
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

    pub fn host(&self) -> &str {
        &self.0.host
    }

    pub fn world(&self) -> &World {
        &self.0.world
    }

    pub fn options(&self) -> NodeOptions {
        self.0.options
    }

    /// The folder that holds everything it keeps.
    pub fn folder(&self) -> &std::path::Path {
        self.0.folder.path()
    }

    pub fn server(&self) -> Arc<Server> {
        self.running().clone().expect("the node runs")
    }

    pub fn core(&self) -> Core {
        self.server().core().clone()
    }

    pub fn federation(&self) -> Federation {
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
    pub async fn refused(&self) -> Vec<Refused> {
        queue::refused(&self.core(), 100)
            .await
            .expect("the queue can be read")
    }

    /// Makes somebody with an approved account here.
    pub async fn person(&self, name: &str) -> Person {
        self.newcomer(name, true).await
    }

    /// Makes somebody with an account that may wait for approval.
    pub async fn newcomer(&self, name: &str, approved: bool) -> Person {
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
    pub async fn forum(&self, slug: &str) -> Forum {
        self.new_forum(slug, false).await
    }

    /// Makes a forum whose contributions are read by a moderator first.
    pub async fn moderated_forum(&self, slug: &str) -> Forum {
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
    pub async fn thread_id(&self, thread: &Thread) -> Option<i64> {
        let core = self.core();
        let found = threads::thread_by_uri(&core, thread.uri())
            .await
            .expect("threads can be read");
        found.map(|thread| thread.id)
    }

    /// A post's row, whatever its state.
    pub async fn post(&self, post: &Post) -> Option<threads::Post> {
        threads::post_by_uri(&self.core(), post.uri())
            .await
            .expect("posts can be read")
    }

    /// What this node says that the thread is.
    pub async fn digest(&self, thread: &Thread) -> Digest {
        let id = self.thread_id(thread).await;
        let id = id.unwrap_or_else(|| panic!("{} does not know {thread:?}", self.0.host));
        digest::of_thread(&self.core(), id)
            .await
            .expect("the digest is made")
    }

    /// Everything of a thread that a guest sees.
    pub async fn page(&self, thread: &Thread) -> Vec<Shown> {
        self.page_for(thread, &read::Viewer::guest()).await
    }

    /// Everything of a thread that a reader sees; nothing if there is no such thread for them.
    pub async fn page_for(&self, thread: &Thread, viewer: &read::Viewer) -> Vec<Shown> {
        let Some(id) = self.thread_id(thread).await else {
            return Vec::new();
        };
        let core = self.core();
        let (mut page, mut found) = (1, Vec::new());
        loop {
            let Ok(read) = read::page(&core, id, page, viewer).await else {
                return found;
            };
            found.extend(read.posts.into_iter().map(|one| Shown {
                uri: one.post.uri,
                author: one.author_uri,
                state: one.post.state,
                title: one.post.title,
                html: one.post.html,
                parent: one.post.parent,
                reason: one.post.reason,
                published: one.post.published,
            }));
            if page >= read.pages {
                return found;
            }
            page += 1;
        }
    }

    /// Whether a guest reads these words in a thread.
    pub async fn shows(&self, words: &str, thread: &Thread) -> bool {
        self.page(thread)
            .await
            .iter()
            .any(|one| one.html.contains(words))
    }
}
