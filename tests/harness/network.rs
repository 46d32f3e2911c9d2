//! The network between hosts. Every node reaches every other host through a wire of its own, a
//! small relay on loopback, so that one direction can be cut, or left hanging, and mended.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Every host name that a play may use.
pub const HOSTS: [&str; 10] = [
    "quebec.test",
    "senegal.test",
    "benin.test",
    "mastodon.test",
    "lemmy.test",
    "good.test",
    "evil.test",
    "other.test",
    "slow.test",
    "nowhere.test",
];

/// How a wire behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wire {
    Whole,
    /// Connections are closed at once.
    Cut,
    /// Connections stand, and nothing is ever answered.
    Hanging,
}

/// The network of one world.
#[derive(Debug, Clone, Default)]
pub struct Network(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    places: HashMap<String, SocketAddr>,
    wires: HashMap<(String, String), watch::Sender<Wire>>,
}

/// Whoever has a host name.
pub trait Place {
    fn host(&self) -> &str;
}

impl Place for str {
    fn host(&self) -> &str {
        self
    }
}

impl Network {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("nobody has panicked here")
    }

    /// A host is there now.
    pub fn place(&self, host: &str, at: SocketAddr) {
        self.state().places.insert(host.to_owned(), at);
    }

    /// A host is there no longer.
    pub fn remove(&self, host: &str) {
        self.state().places.remove(host);
    }

    /// Where a host is.
    pub fn find(&self, host: &str) -> Option<SocketAddr> {
        self.state().places.get(host).copied()
    }

    /// Lays the wires of a new host to all the others: where each of them seems to be.
    pub async fn lay(&self, from: &str) -> HashMap<String, SocketAddr> {
        let mut seen = HashMap::new();
        for to in HOSTS {
            let listener = TcpListener::bind("127.0.0.1:0")
                .await
                .expect("loopback has ports");
            seen.insert(to.to_owned(), listener.local_addr().expect("a bound port"));
            let (sender, wire) = watch::channel(Wire::Whole);
            self.state()
                .wires
                .insert((from.to_owned(), to.to_owned()), sender);
            tokio::spawn(relay(self.clone(), listener, wire, to));
        }
        seen
    }

    /// Cuts both directions between two hosts.
    pub fn cut(&self, one: &impl Place, other: &impl Place) {
        self.set(one.host(), other.host(), Wire::Cut);
        self.set(other.host(), one.host(), Wire::Cut);
    }

    /// Lets everything that one host asks of another hang.
    pub fn hang(&self, from: &impl Place, to: &impl Place) {
        self.set(from.host(), to.host(), Wire::Hanging);
    }

    /// Mends every wire.
    pub fn mend(&self) {
        for wire in self.state().wires.values() {
            wire.send_replace(Wire::Whole);
        }
    }

    /// Whether what one host sends arrives at the other.
    pub fn reaches(&self, from: &str, to: &str) -> bool {
        let state = self.state();
        let wire = state.wires.get(&(from.to_owned(), to.to_owned()));
        wire.is_some_and(|wire| *wire.borrow() == Wire::Whole) && state.places.contains_key(to)
    }

    fn set(&self, from: &str, to: &str, how: Wire) {
        if let Some(wire) = self.state().wires.get(&(from.to_owned(), to.to_owned())) {
            wire.send_replace(how);
        }
    }
}

async fn relay(
    network: Network,
    listener: TcpListener,
    wire: watch::Receiver<Wire>,
    to: &'static str,
) {
    while let Ok((near, _)) = listener.accept().await {
        tokio::spawn(carry(network.find(to), near, wire.clone()));
    }
}

/// Carries one connection for as long as its wire is as it was when it began.
async fn carry(place: Option<SocketAddr>, mut near: TcpStream, mut wire: watch::Receiver<Wire>) {
    let how = *wire.borrow();
    match (how, place) {
        (Wire::Cut, _) | (Wire::Whole, None) => {}
        (Wire::Hanging, _) => {
            let _ = wire.wait_for(|now| *now != Wire::Hanging).await;
        }
        (Wire::Whole, Some(place)) => {
            let Ok(mut far) = TcpStream::connect(place).await else {
                return;
            };
            tokio::select! {
                _ = copy_bidirectional(&mut near, &mut far) => {}
                _ = wire.wait_for(|now| *now != Wire::Whole) => {}
            }
        }
    }
}
