//! Letters out: one contribution to a hundred hosts that follow the forum.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use palabre_core::Core;
use palabre_core::peering::Scheme;
use palabre_core::threads;
use tokio::sync::Notify;

use crate::node::{self, Node};
use crate::report::{self, Figure, Goal};
use crate::stub::{Manner, Stub};
use crate::{inbox, scene, store};

const HOSTS: usize = 100;
const REFUSING: usize = 20;
const HANGING: usize = 5;
/// Contributions sent one after the other: CPU is counted in ticks of 10 ms.
const ROUNDS: usize = 20;
const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) async fn run() -> Result<()> {
    healthy(Scheme::Cavage).await?;
    healthy(Scheme::Ed25519).await?;
    mixed().await
}

async fn healthy(scheme: Scheme) -> Result<()> {
    let mut stage = Stage::set(0, 0, scheme).await?;
    let signed = match scheme {
        Scheme::Ed25519 => "RFC 9421 with Ed25519",
        _ => "draft-cavage with RSA",
    };
    let title = format!("fan-out, one contribution to 100 hosts, {signed}");
    report::section(&title, &stage.node);
    let first = stage.round().await?;
    let before = stage.node.cpu_ms()?;
    let mut took = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        took.push(stage.round().await?);
    }
    let cpu = stage.node.cpu_ms()? - before;
    took.sort();
    time(
        "until all have it, connections still to be made",
        first,
        None,
    );
    let middle = took.get(ROUNDS / 2).context("a round")?;
    time("until all have it, middle of 20", *middle, Some(100.0));
    let last = took.last().context("a round")?;
    time("until all have it, longest of 20", *last, Some(100.0));
    report::line(&Figure {
        name: "CPU a delivery, the contribution itself included",
        value: cpu / 2_000.0,
        unit: "ms",
        goal: Goal::AtMost(0.5),
    });
    stage.end().await
}

async fn mixed() -> Result<()> {
    let mut stage = Stage::set(REFUSING, HANGING, Scheme::Cavage).await?;
    let title = "fan-out, 20 of the 100 hosts refuse and 5 never answer";
    report::section(title, &stage.node);
    for round in ["first", "second", "third"] {
        let took = stage.round().await?;
        let name = format!("until the 75 healthy have it, {round} contribution");
        time(&name, took, Some(1_000.0));
    }
    stage.end().await
}

fn time(name: &str, took: Duration, goal: Option<f64>) {
    report::line(&Figure {
        name,
        value: took.as_secs_f64() * 1_000.0,
        unit: "ms",
        goal: goal.map_or(Goal::None, Goal::AtMost),
    });
}

/// A node whose forum is followed on a hundred hosts.
struct Stage {
    node: Node,
    /// For looks at the database from outside.
    core: Core,
    hosts: Vec<Stub>,
    bell: Arc<Notify>,
    /// The contribution that is answered.
    parent: i64,
    mixed: bool,
}

impl Stage {
    async fn set(refusing: usize, hanging: usize, scheme: Scheme) -> Result<Self> {
        let place = store::copy(store::Contents::SMALL, "fan_out").await?;
        let core = inbox::open(&place).await?;
        let bell = Arc::new(Notify::new());
        let mut hosts = Vec::with_capacity(HOSTS);
        for number in 0..HOSTS {
            let manner = match number {
                _ if number < refusing => Manner::Refuses,
                _ if number < refusing + hanging => Manner::Hangs,
                _ => Manner::Takes,
            };
            let stub = Stub::open(&format!("h{number}"), manner, bell.clone()).await?;
            scene::follows_the_forum(&core, &stub.host).await?;
            scene::takes(&core, &stub.host, scheme).await?;
            hosts.push(stub);
        }
        let newest = threads::read::newest_threads(&core, 1).await?;
        let parent = newest.first().context("a thread")?.thread.id;
        let mixed = refusing + hanging > 0;
        let node = Node::start(&place).await?;
        if !mixed {
            // The answers to the follows go first. Hosts that hang would never let them all go.
            node::quiet(&core).await?;
        }
        let stage = Self {
            node,
            core,
            hosts,
            bell,
            parent,
            mixed,
        };
        // The answer to the Follow, and the word that the node is back.
        stage.all_have(&vec![2; HOSTS]).await?;
        Ok(stage)
    }

    /// Writes a contribution; answers how long it takes until every healthy host has it.
    async fn round(&mut self) -> Result<Duration> {
        let wanted: Vec<usize> = self.hosts.iter().map(|host| host.taken() + 1).collect();
        let begun = Instant::now();
        self.node.ask(&format!("reply {}", self.parent)).await?;
        self.all_have(&wanted).await?;
        let took = begun.elapsed();
        if !self.mixed {
            node::quiet(&self.core).await?;
        }
        Ok(took)
    }

    async fn all_have(&self, wanted: &[usize]) -> Result<()> {
        let until = Instant::now() + PATIENCE;
        let missing = || {
            let each = self.hosts.iter().zip(wanted);
            each.filter(|(host, wanted)| host.manner == Manner::Takes && host.taken() < **wanted)
                .count()
        };
        while missing() > 0 {
            ensure!(Instant::now() < until, "{} hosts have nothing", missing());
            let _ = tokio::time::timeout(Duration::from_secs(1), self.bell.notified()).await;
        }
        Ok(())
    }

    async fn end(self) -> Result<()> {
        self.core.close().await;
        self.node.stop().await
    }
}
