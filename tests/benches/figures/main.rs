//! The figures that a node has to reach, measured on the whole server: `cargo bench -p
//! palabre-tests` runs them all, `cargo bench -p palabre-tests -- inbox rest` some of them;
//! `inbox_small` and `inbox_large` are one half of `inbox` each, the large one with 100 000
//! contributions stored; `inbox_postgres`, which runs only where it is named, takes the cluster at
//! `PALABRE_TEST_POSTGRES`.
//!
//! The server runs in a process of its own, which is this program started again, so that its CPU
//! is read from `/proc` without what the client costs. What is measured and how to read it is in
//! `docs/operating/performance.md`.

mod clients;
mod fan_out;
mod inbox;
mod letters;
mod machine;
mod node;
mod postgres;
mod report;
mod rest;
mod scene;
mod store;
mod streams;
mod stub;
mod thread_page;
mod wire;

use anyhow::Result;
use store::Contents;

fn main() -> Result<()> {
    if let Some(place) = node::asked_for() {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        return runtime.block_on(node::be(&place));
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(all())
}

async fn all() -> Result<()> {
    let named: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .collect();
    let wanted = |name: &str| named.is_empty() || named.iter().any(|one| one == name);
    report::machine();
    if wanted("inbox") {
        inbox::run(&[Contents::SMALL, Contents::LARGE]).await?;
    } else if wanted("inbox_small") {
        inbox::run(&[Contents::SMALL]).await?;
    } else if wanted("inbox_large") {
        inbox::run(&[Contents::LARGE]).await?;
    }
    if named.iter().any(|one| one == "inbox_postgres") {
        inbox::run_on_postgres(Contents::SMALL).await?;
    }
    if wanted("fan_out") {
        fan_out::run().await?;
    }
    if wanted("thread_page") {
        thread_page::run().await?;
    }
    if wanted("clients") {
        Box::pin(clients::run()).await?;
    }
    if wanted("streams") {
        streams::run().await?;
    }
    if wanted("rest") {
        rest::run().await?;
    }
    Ok(())
}
