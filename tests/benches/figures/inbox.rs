//! Letters in: 2 000 signed Creates of 2 kB over 16 connections, until the last one can be read.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use palabre::Given;
use palabre_core::{Core, threads};
use tokio::sync::Notify;

use crate::letters::{self, About, Ready};
use crate::node::{self, Node};
use crate::postgres;
use crate::report::{self, Figure, Goal};
use crate::scene::{self, Stranger};
use crate::store::{self, Contents};
use crate::stub::{Manner, Stub};
use crate::wire::Wire;

const LETTERS: usize = 2_000;
const WARM_UP: usize = 96;
const CONNECTIONS: usize = 16;
/// People of each of the three hosts who write.
const WRITERS: usize = 4;
/// Of the letters to the forum, one in so many opens a thread; the others answer.
const ROOTS: usize = 10;
/// Stored threads that are answered in.
const THREADS: u64 = 80;
/// Letters on their way at the same time, and those before them that may have been overtaken: one
/// of them is the last of its host.
const LAST: usize = 64;
const PATIENCE: Duration = Duration::from_mins(3);

#[derive(Clone, Copy, PartialEq, Eq)]
enum To {
    Followers,
    Forum { proved: bool },
}

impl To {
    fn words(self) -> &'static str {
        match self {
            Self::Followers => "(a) of followed people",
            Self::Forum { proved: false } => "(b) to a forum followed on three hosts",
            Self::Forum { proved: true } => "(b) with the authors' own proofs",
        }
    }
}

pub(crate) async fn run(contents: &[Contents]) -> Result<()> {
    for contents in contents.iter().copied() {
        for to in [
            To::Followers,
            To::Forum { proved: false },
            To::Forum { proved: true },
        ] {
            let place = store::copy(contents, "inbox").await?;
            let before = size(&place)?;
            once(contents, to, &place).await?;
            let grown = (size(&place)? - before) / lossy(LETTERS + WARM_UP);
            let name = "on disk a letter that became a contribution";
            line(name, grown, "bytes");
        }
    }
    Ok(())
}

/// The same on `PostgreSQL`, with the CPU of the cluster.
pub(crate) async fn run_on_postgres(contents: Contents) -> Result<()> {
    for to in [To::Followers, To::Forum { proved: false }] {
        let place = postgres::copy(contents, "inbox").await?;
        once(contents, to, &place).await?;
    }
    Ok(())
}

async fn once(contents: Contents, to: To, place: &Path) -> Result<()> {
    let core = open(place).await?;
    let bell = Arc::new(Notify::new());
    let mut hosts = Vec::new();
    let mut writers = Vec::new();
    for name in ["un", "deux", "trois"] {
        let stub = Stub::open(name, Manner::Takes, bell.clone()).await?;
        writers.extend(scene::strangers(&core, &stub.host, WRITERS).await?);
        hosts.push(stub);
    }
    match to {
        To::Followers => scene::followed(&core, &writers).await?,
        To::Forum { .. } => {
            for stub in &hosts {
                scene::follows_the_forum(&core, &stub.host).await?;
            }
        }
    }
    let ready = write(&core, &writers, to).await?;
    let (first, rest) = ready.split_at(WARM_UP);

    let node = Node::start(place).await?;
    send(&node, first).await?;
    readable(&core, first).await?;
    node::quiet(&core).await?;
    let taken: usize = hosts.iter().map(Stub::taken).sum();

    let (begun, before) = (Instant::now(), node.cpu_ms()?);
    let latency = send(&node, rest).await?;
    let accepted = begun.elapsed();
    readable(&core, &rest[rest.len() - LAST..]).await?;
    let (until, cpu) = (begun.elapsed(), node.cpu_ms()? - before);
    node::quiet(&core).await?;
    let (whole, total) = (begun.elapsed(), node.cpu_ms()? - before);
    readable(&core, rest).await?;
    let sent = hosts.iter().map(Stub::taken).sum::<usize>() - taken;

    let posts = contents.posts();
    report::section(
        &format!("inbox {}, {posts} contributions stored", to.words()),
        &node,
    );
    show(cpu, until, accepted, latency);
    line("CPU a letter, deliveries included", total / count(), "ms");
    if to != To::Followers {
        ensure!(sent > 0, "nothing was delivered to the followers");
        line("deliveries to the three hosts", lossy(sent), "");
        line("until the last delivery", whole.as_secs_f64() * 1e3, "ms");
        let each = (total - cpu).max(0.0) / lossy(sent);
        line("CPU a delivery, after the last can be read", each, "ms");
    }
    node.stop().await?;
    core.close().await;
    Ok(())
}

fn show(cpu: f64, until: Duration, accepted: Duration, latency: Duration) {
    report::line(&Figure {
        name: "CPU a letter until the last can be read",
        value: cpu / count(),
        unit: "ms",
        goal: Goal::AtMost(0.5),
    });
    report::line(&Figure {
        name: "letters a second until the last can be read",
        value: count() / until.as_secs_f64(),
        unit: "1/s",
        goal: Goal::AtLeast(1_000.0),
    });
    let a_second = count() / accepted.as_secs_f64();
    line("letters accepted a second", a_second, "1/s");
    line("longest answer", latency.as_secs_f64() * 1e3, "ms");
}

fn line(name: &str, value: f64, unit: &str) {
    let goal = Goal::None;
    report::line(&Figure {
        name,
        value,
        unit,
        goal,
    });
}

fn count() -> f64 {
    lossy(LETTERS)
}

fn lossy(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::NAN, f64::from)
}

pub(crate) async fn open(place: &Path) -> Result<Core> {
    Ok(palabre::open(&node::config(place)?, &Given::real()).await?)
}

/// Bytes of the database with its log, as far as it was not written back yet.
fn size(place: &Path) -> Result<f64> {
    let mut bytes = std::fs::metadata(place.join("palabre.sqlite"))?.len();
    if let Ok(log) = std::fs::metadata(place.join("palabre.sqlite-wal")) {
        bytes += log.len();
    }
    Ok(lossy(usize::try_from(bytes)?))
}

async fn write(core: &Core, writers: &[Stranger], to: To) -> Result<Vec<Ready>> {
    let listed = threads::read::newest_threads(core, THREADS).await?;
    let roots = listed.into_iter().filter_map(|one| one.thread.root);
    let roots: Vec<String> = roots.collect();
    let mut ready = Vec::with_capacity(LETTERS + WARM_UP);
    for number in 0..LETTERS + WARM_UP {
        let writer = &writers[number % writers.len()];
        let parent = roots.get(number % roots.len().max(1)).map(String::as_str);
        let about = match to {
            To::Followers => About::Followers,
            To::Forum { .. } => About::Forum {
                parent: parent.filter(|_| number % ROOTS != 0),
            },
        };
        let proved = to == To::Forum { proved: true };
        ready.push(letters::create(writer, number, about, proved)?);
    }
    Ok(ready)
}

/// Sends letters over all the connections; answers the longest time that one of them took.
async fn send(node: &Node, letters: &[Ready]) -> Result<Duration> {
    let next = AtomicUsize::new(0);
    let one = async || -> Result<Duration> {
        let mut wire = Wire::open(node.addr).await?;
        let mut longest = Duration::ZERO;
        while let Some(letter) = letters.get(next.fetch_add(1, Ordering::Relaxed)) {
            let begun = Instant::now();
            let answer = wire.send(&letter.request).await?;
            let words = String::from_utf8_lossy(&answer.body);
            ensure!(answer.status == 202, "{} {words}", answer.status);
            longest = longest.max(begun.elapsed());
        }
        Ok(longest)
    };
    let all = futures::future::try_join_all((0..CONNECTIONS).map(|_| one())).await?;
    all.into_iter().max().context("a connection")
}

/// Waits until some letters can be read: it asks the database, from outside the server, for what
/// is still missing.
async fn readable(core: &Core, letters: &[Ready]) -> Result<()> {
    let until = Instant::now() + PATIENCE;
    for letter in letters {
        loop {
            let post = threads::post_by_uri(core, &letter.object).await?;
            if post.is_some_and(|post| post.state == "live") {
                break;
            }
            ensure!(Instant::now() < until, "{} never came", letter.object);
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
    Ok(())
}
