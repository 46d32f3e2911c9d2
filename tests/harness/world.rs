//! One play: its clock, its network, its nodes.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, Once};

use palabre_core::Millis;
use palabre_core::clock::{Clock as _, StillClock};
use tracing_subscriber::EnvFilter;

use super::network::Network;
use super::node::{Node, NodeOptions};
use super::{Backend, Thread};

/// 2026-11-21T10:00:00Z.
const BEGINNING: Millis = 1_795_255_200_000;
/// More rounds than any play needs: nodes that never come to rest are a fault.
const ROUNDS: usize = 200;

/// A world of nodes. Cheap to clone.
#[derive(Debug, Clone)]
pub struct World(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    backend: Backend,
    clock: Arc<StillClock>,
    network: Network,
    nodes: Mutex<Vec<Node>>,
    /// Hosts that the play makes misbehave: what fails because of them is no fault.
    rude: Mutex<Vec<String>>,
}

impl World {
    /// Plays a sentence in a world of its own, and clears the stage after it.
    pub async fn play<F: Future<Output = ()>>(backend: Backend, play: fn(Self) -> F) {
        log();
        let world = Self(Arc::new(Inner {
            backend,
            clock: Arc::new(StillClock::at(BEGINNING)),
            network: Network::default(),
            nodes: Mutex::default(),
            rude: Mutex::default(),
        }));
        play(world.clone()).await;
        for node in world.all() {
            node.end().await;
        }
    }

    pub fn backend(&self) -> Backend {
        self.0.backend
    }

    pub fn clock(&self) -> Arc<StillClock> {
        self.0.clock.clone()
    }

    pub fn now(&self) -> Millis {
        self.0.clock.now()
    }

    pub fn network(&self) -> &Network {
        &self.0.network
    }

    /// Starts nodes on the hosts of these names.
    pub async fn nodes<const N: usize>(&self, hosts: [&str; N]) -> [Node; N] {
        let mut nodes = Vec::with_capacity(N);
        for host in hosts {
            nodes.push(self.node(host, NodeOptions::default()).await);
        }
        nodes.try_into().expect("as many nodes as names")
    }

    /// Starts one node, run in its own way.
    pub async fn node(&self, host: &str, options: NodeOptions) -> Node {
        let node = Node::create(self, host, options).await;
        node.start().await;
        self.list().push(node.clone());
        node
    }

    /// Every node of this world, running or not.
    pub fn all(&self) -> Vec<Node> {
        self.list().clone()
    }

    fn list(&self) -> MutexGuard<'_, Vec<Node>> {
        self.0.nodes.lock().expect("nobody has panicked here")
    }

    /// The play makes this host misbehave from now on.
    pub fn is_rude(&self, host: &str) {
        self.0
            .rude
            .lock()
            .expect("nobody has panicked here")
            .push(host.to_owned());
    }

    /// Whether a delivery from one host to another may fail in this play, as it stands.
    pub fn excuses(&self, from: &str, to: &str) -> bool {
        let rude = self.0.rude.lock().expect("nobody has panicked here");
        rude.iter().any(|host| host == to) || !self.0.network.reaches(from, to)
    }

    /// Works everything that is due on every node until nothing is. A lane that waits for a host
    /// that can be reached, or a delivery that a well-behaved host has refused, is a fault.
    pub async fn settle(&self) {
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
    pub async fn advance(&self, by: Millis) {
        self.0.clock.advance(by);
        self.settle().await;
    }

    /// All nodes have the thread whole and the same: equal digests, nothing missing, nothing
    /// waiting, equal texts for a guest. Answers the digest.
    pub async fn agrees_on(&self, thread: &Thread) -> String {
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
