//! A node at rest: memory, the time to its first answer, and what a contribution takes on disk.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::node::Node;
use crate::report::{self, Figure, Goal};
use crate::store::{self, Contents};
use crate::wire::{self, Wire};

/// What a node is left alone before its memory is read.
const IDLE: Duration = Duration::from_secs(5);
/// A contribution, its signed record included.
const CONTENTS: Contents = Contents::THOUSAND_BY_TEN;

pub(crate) async fn run() -> Result<()> {
    let place = store::copy(CONTENTS, "rest").await?;
    let disk = bytes(&place)? / f64::from(u32::try_from(CONTENTS.posts())?);
    // The very first start makes the node's own keys.
    Node::start(&place).await?.stop().await?;
    let begun = Instant::now();
    let node = Node::start(&place).await?;
    let mut wire = Wire::open(node.addr).await?;
    let answer = wire.send(&wire::get("/", "text/html", false)).await?;
    let first = begun.elapsed();
    report::section("at rest, 10 000 contributions stored", &node);
    println!("  GET / answers {}", answer.status);
    line(
        "from start to the first answer",
        first.as_secs_f64() * 1e3,
        "ms",
        100.0,
    );
    tokio::time::sleep(IDLE).await;
    line("memory when idle", node.resident_mb()?, "MB", 40.0);
    line(
        "on disk a contribution, its record included",
        disk,
        "bytes",
        4_000.0,
    );
    node.stop().await
}

/// Bytes of a database that was closed: all of it is in one file then.
fn bytes(place: &Path) -> Result<f64> {
    let bytes = std::fs::metadata(place.join("palabre.sqlite"))?.len();
    Ok(f64::from(u32::try_from(bytes)?))
}

fn line(name: &str, value: f64, unit: &str, goal: f64) {
    report::line(&Figure {
        name,
        value,
        unit,
        goal: Goal::AtMost(goal),
    });
}
