//! One play: its clock, its network, its nodes.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, Once};

use palabre_core::Millis;
use palabre_core::clock::{Clock as _, StillClock};
use tracing_subscriber::EnvFilter;

use super::network::Network;
use super::node::{Node, NodeOptions};
use super::{Backend, Forum, Peer, Person, Thread, actor};

/// 2026-11-21T10:00:00Z.
const BEGINNING: Millis = 1_795_255_200_000;
/// More rounds than any play needs: nodes that never come to rest are a fault.
const ROUNDS: usize = 200;

/// A world of nodes. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct World(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    backend: Backend,
    clock: Arc<StillClock>,
    network: Network,
    client: reqwest::Client,
    nodes: Mutex<Vec<Node>>,
    /// Hosts that the play makes misbehave: what fails because of them is no fault.
    rude: Mutex<Vec<String>>,
}

/// One thread on two nodes, and those who made it so.
#[derive(Debug)]
pub(crate) struct Followed {
    /// The home of the forum.
    pub(crate) quebec: Node,
    pub(crate) senegal: Node,
    /// Runs the forum, and has opened the thread.
    pub(crate) ana: Person,
    /// Follows the forum from Senegal.
    pub(crate) awa: Person,
    pub(crate) acces: Forum,
    pub(crate) thread: Thread,
}

impl World {
    /// Plays a sentence in a world of its own, and clears the stage after it.
    pub(crate) async fn play<F: Future<Output = ()>>(backend: Backend, play: fn(Self) -> F) {
        log();
        let world = Self(Arc::new(Inner {
            backend,
            clock: Arc::new(StillClock::at(BEGINNING)),
            network: Network::default(),
            client: actor::client(),
            nodes: Mutex::default(),
            rude: Mutex::default(),
        }));
        play(world.clone()).await;
        for node in world.all() {
            node.end().await;
        }
    }

    pub(crate) fn backend(&self) -> Backend {
        self.0.backend
    }

    pub(crate) fn clock(&self) -> Arc<StillClock> {
        self.0.clock.clone()
    }

    pub(crate) fn now(&self) -> Millis {
        self.0.clock.now()
    }

    /// What whoever is no node of ours asks with.
    pub(crate) fn client(&self) -> &reqwest::Client {
        &self.0.client
    }

    pub(crate) fn network(&self) -> &Network {
        &self.0.network
    }

    /// Starts nodes on the hosts of these names.
    pub(crate) async fn nodes<const N: usize>(&self, hosts: [&str; N]) -> [Node; N] {
        let mut nodes = Vec::with_capacity(N);
        for host in hosts {
            nodes.push(self.node(host, NodeOptions::default()).await);
        }
        nodes.try_into().expect("as many nodes as names")
    }

    /// Starts one node, run in its own way.
    pub(crate) async fn node(&self, host: &str, options: NodeOptions) -> Node {
        let node = Node::create(self, host, options).await;
        node.start().await;
        self.list().push(node.clone());
        node
    }

    /// Starts a foreign server.
    pub(crate) async fn peer(&self, host: &str) -> Peer {
        Peer::start(self, host).await
    }

    /// Starts two nodes that follow one thread: Quebec holds a forum of ana's that awa follows from
    /// Dakar, and what ana has opened in it has arrived there.
    pub(crate) async fn followed_thread(&self) -> Followed {
        let [quebec, senegal] = self.nodes(["quebec.test", "senegal.test"]).await;
        let (ana, awa) = (quebec.person("ana").await, senegal.person("awa").await);
        let acces = quebec.forum("acces").await.run_by(&ana).await;
        awa.follows(&acces).await;
        self.settle().await;
        let thread = ana.opens(&acces, "Un IXP à Ziguinchor ?").await;
        self.settle().await;
        Followed {
            quebec,
            senegal,
            ana,
            awa,
            acces,
            thread,
        }
    }

    /// Every node of this world, running or not.
    pub(crate) fn all(&self) -> Vec<Node> {
        self.list().clone()
    }

    fn list(&self) -> MutexGuard<'_, Vec<Node>> {
        self.0.nodes.lock().expect("nobody has panicked here")
    }

    /// The play makes this host misbehave from now on.
    pub(crate) fn is_rude(&self, host: &str) {
        self.0
            .rude
            .lock()
            .expect("nobody has panicked here")
            .push(host.to_owned());
    }

    /// Whether a delivery from one host to another may fail in this play, as it stands.
    pub(crate) fn excuses(&self, from: &str, to: &str) -> bool {
        let rude = self.0.rude.lock().expect("nobody has panicked here");
        rude.iter().any(|host| host == to) || !self.0.network.reaches(from, to)
    }

    /// Works everything that is due on every node until nothing is. A lane that waits for a host
    /// that can be reached, or a delivery that a well-behaved host has refused, is a fault.
    pub(crate) async fn settle(&self) {
        let mut rounds = 0;
        loop {
            let mut worked = 0;
            for node in self.all() {
                worked += node.work().await;
            }
            if worked == 0 {
                break;
            }
            rounds += 1;
            assert!(rounds < ROUNDS, "the nodes do not come to rest");
        }
        for node in self.all() {
            node.must_be_well().await;
        }
    }

    /// Moves the clock of every node, then works what has come due.
    pub(crate) async fn advance(&self, by: Millis) {
        self.0.clock.advance(by);
        self.settle().await;
    }

    /// All nodes have the thread whole and the same: equal digests, nothing missing, nothing
    /// waiting, equal texts for a guest. Answers the digest.
    pub(crate) async fn agrees_on(&self, thread: &Thread) -> String {
        let nodes = self.all();
        let first = nodes.first().expect("a world with nodes");
        let digest = first.digest(thread).await;
        let page = first.page(thread).await;
        assert!(
            !page.is_empty(),
            "{} shows nothing of {thread:?}",
            first.host()
        );
        for node in &nodes {
            let other = node.digest(thread).await;
            assert_eq!(other.core_lines, digest.core_lines, "{}", node.host());
            assert_eq!(other.react_lines, digest.react_lines, "{}", node.host());
            assert_eq!(other.line, digest.line, "{}", node.host());
            assert_eq!(other.missing, Vec::<String>::new(), "{}", node.host());
            assert_eq!(other.pending, 0, "{}", node.host());
            assert_eq!(node.page(thread).await, page, "{}", node.host());
        }
        digest.line
    }
}

/// What the nodes log is shown with a play that fails.
fn log() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| {
            EnvFilter::new("warn,palabre=debug,palabre_core=debug,palabre_federation=debug")
        });
        tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_test_writer()
            .init();
    });
}
