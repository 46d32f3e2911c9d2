//! A thread's page of 25 contributions of 180 words, among 10 000 threads.

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use palabre_core::threads;

use crate::node::Node;
use crate::report::{self, Figure, Goal};
use crate::store::{self, Contents, FULL_PAGE};
use crate::wire::{self, Wire};
use crate::{inbox, machine};

const PAGES: u32 = 1_000;

pub(crate) async fn run() -> Result<()> {
    let place = store::copy(Contents::THREADS, "thread_page").await?;
    let core = inbox::open(&place).await?;
    let newest = threads::read::newest_threads(&core, 1).await?;
    let thread = newest.first().context("a thread")?.thread.id;
    let read = read_only(&core, thread).await?;
    core.close().await;

    let node = Node::start(&place).await?;
    report::section("thread page, 10 000 threads stored", &node);
    line(
        "CPU to read a page of 25 out of the database",
        read,
        Goal::None,
    );
    let mut wire = Wire::open(node.addr).await?;
    let path = format!("/f/{thread}");
    for gzip in [false, true] {
        let request = wire::get(&path, "text/html", gzip);
        let answer = wire.send(&request).await?;
        if answer.status != 200 {
            println!("  GET {path} answers {}: no page to measure", answer.status);
            break;
        }
        let packed = answer.head.contains("content-encoding: gzip");
        ensure!(packed == gzip, "asked for gzip: {gzip}, got it: {packed}");
        if !gzip {
            let page = String::from_utf8_lossy(&answer.body);
            let shown = page.matches("<article").count();
            ensure!(shown >= FULL_PAGE, "the page shows {shown} contributions");
        }
        let (begun, before) = (Instant::now(), node.cpu_ms()?);
        for _ in 0..PAGES {
            wire.send(&request).await?;
        }
        let cpu = (node.cpu_ms()? - before) / f64::from(PAGES);
        let bytes = f64::from(u32::try_from(answer.body.len())?);
        if gzip {
            line("CPU a page, with gzip", cpu, Goal::None);
        } else {
            line("CPU a page", cpu, Goal::AtMost(1.0));
        }
        let each = begun.elapsed().as_secs_f64() * 1_000.0 / f64::from(PAGES);
        line("  time of one page after the other", each, Goal::None);
        report::line(&Figure {
            name: "  size",
            value: bytes,
            unit: "bytes",
            goal: Goal::None,
        });
    }
    node.stop().await
}

/// CPU of the reading alone, in this process.
async fn read_only(core: &palabre_core::Core, thread: i64) -> Result<f64> {
    let (viewer, me) = (threads::read::Viewer::default(), std::process::id());
    let before = machine::cpu_ms(me)?;
    for _ in 0..PAGES {
        let page = threads::read::page(core, thread, 1, &viewer).await?;
        ensure!(page.posts.len() == FULL_PAGE, "the page is not full");
    }
    Ok((machine::cpu_ms(me)? - before) / f64::from(PAGES))
}

fn line(name: &str, value: f64, goal: Goal) {
    report::line(&Figure {
        name,
        value,
        unit: "ms",
        goal,
    });
}
