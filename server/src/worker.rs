//! The dispatcher: takes lanes that have due work and gives each to a task of its own, so that a
//! hanging host delays nobody else. Nothing is polled: it sleeps until the bell rings or the next
//! job is due.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures::FutureExt as _;
use palabre_core::queue::{self, After, Work};
use palabre_core::{CALLS, PUBLISHED};

use crate::api;
use crate::app::App;
use crate::indexing;
use crate::push;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

/// Lanes worked at the same time.
const LANES: usize = 256;
/// How long a quiet dispatcher sleeps at most: it then renews leases and tidies up.
const LONGEST_SLEEP: Duration = Duration::from_secs(20);
const TIDY_EVERY: i64 = 600_000;

/// A lane that this process holds until this is dropped, by a panic too.
struct Held<'w> {
    worker: &'w Worker,
    lane: &'w str,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.worker.let_go(self.lane);
    }
}

/// Works the lanes of one process.
#[derive(Debug)]
pub(crate) struct Worker {
    app: App,
    owner: String,
    held: Mutex<BTreeSet<String>>,
    settled: Arc<Notify>,
}

impl Worker {
    pub(crate) fn new(app: App) -> Self {
        let owner = app.core.env().chance.token();
        Self {
            app,
            owner,
            held: Mutex::default(),
            settled: Arc::default(),
        }
    }

    pub(crate) fn settled(&self) -> Arc<Notify> {
        self.settled.clone()
    }

    /// Works until it is told to stop, then finishes what is under way.
    pub(crate) async fn run(self: Arc<Self>, mut stopped: watch::Receiver<bool>) {
        let mut lanes = JoinSet::new();
        let mut tidied = 0;
        let mut renewed = Instant::now();
        while !*stopped.borrow() {
            while lanes.try_join_next().is_some() {}
            for (lane, due) in self.claim(LANES.saturating_sub(lanes.len())).await {
                lanes.spawn(self.clone().work(lane, due));
            }
            tidied = self.tidy(tidied).await;
            let left = LONGEST_SLEEP.saturating_sub(renewed.elapsed());
            let sleep = tokio::time::sleep(self.sleep().await.min(left));
            tokio::pin!(sleep);
            loop {
                tokio::select! {
                    () = self.app.federation.core().wake().heard() => break,
                    () = &mut sleep => break,
                    _ = stopped.changed() => break,
                    // What ends makes room, where there was none.
                    _ = lanes.join_next(), if !lanes.is_empty() => {
                        if lanes.len() + 1 == LANES {
                            break;
                        }
                    }
                }
            }
            // Also where the bell rings all the time.
            if renewed.elapsed() >= LONGEST_SLEEP {
                self.renew().await;
                renewed = Instant::now();
            }
        }
        while lanes.join_next().await.is_some() {}
    }

    /// Works every lane that is due until none is left, and indexes all there is.
    pub(crate) async fn settle(&self) -> usize {
        let mut worked = 0;
        loop {
            let lanes = self.claim(LANES).await;
            if lanes.is_empty() {
                if let Err(error) = indexing::all(self.app.federation.core()).await {
                    tracing::error!(%error, "what was written cannot be indexed");
                }
                return worked;
            }
            worked += lanes.len();
            let work = async |(lane, due): (String, Option<Vec<Work>>)| {
                self.work_lane(&lane, due).await;
                lane
            };
            for lane in futures::future::join_all(lanes.into_iter().map(work)).await {
                self.let_go(&lane);
            }
        }
    }

    async fn work(self: Arc<Self>, lane: String, due: Option<Vec<Work>>) {
        let held = Held {
            worker: &self,
            lane: &lane,
        };
        let after = self.work_lane(&lane, due).await;
        drop(held);
        self.settled.notify_waiters();
        if after.asks_for_a_look(self.app.federation.core()) {
            self.app.federation.core().wake().ring();
        }
    }

    /// What is done with pictures, for members' clients and with what members have written before is done
    /// here; everything else speaks to other servers.
    async fn work_lane(&self, lane: &str, due: Option<Vec<Work>>) -> After {
        let media = lane == "media";
        let calls = lane.starts_with(CALLS);
        if !media && !calls && !lane.starts_with(PUBLISHED) {
            return self.app.federation.work(lane, due).await;
        }
        let deed = |job| {
            let app = self.app.clone();
            async move {
                if media {
                    app.workshop.work(job).await
                } else if calls {
                    push::work(&app, job).await
                } else {
                    api::scheduled::work(&app, job).await
                }
            }
            .boxed()
        };
        self.app.federation.work_by(lane, &deed).await
    }

    /// Takes lanes, with what is due in them where that was read for all of them together.
    async fn claim(&self, limit: usize) -> Vec<(String, Option<Vec<Work>>)> {
        if limit == 0 {
            return Vec::new();
        }
        let held = self.held();
        let limit = u64::try_from(limit).unwrap_or(1);
        match queue::claim(self.app.federation.core(), &self.owner, &held, limit).await {
            Ok(lanes) => {
                if let Ok(mut held) = self.held.lock() {
                    held.extend(lanes.iter().cloned());
                }
                let mut due = self.app.federation.first_due(&lanes).await;
                let with_due = |lane: String| {
                    let due = due.remove(&lane);
                    (lane, due)
                };
                lanes.into_iter().map(with_due).collect()
            }
            Err(error) => {
                tracing::error!(%error, "the queue cannot be read");
                Vec::new()
            }
        }
    }

    fn let_go(&self, lane: &str) {
        if let Ok(mut held) = self.held.lock() {
            held.remove(lane);
        }
    }

    fn held(&self) -> Vec<String> {
        self.held
            .lock()
            .map(|held| held.iter().cloned().collect())
            .unwrap_or_default()
    }

    async fn renew(&self) {
        let held = self.held();
        if let Err(error) = queue::renew(self.app.federation.core(), &self.owner, &held).await {
            tracing::warn!(%error, "the leases could not be renewed");
        }
    }

    /// How long until the next job is due, by the node's clock.
    async fn sleep(&self) -> Duration {
        let core = self.app.federation.core();
        let held = self.held();
        match queue::next_due(core, &held).await {
            Ok(Some(due)) => {
                let left = u64::try_from(due - core.now()).unwrap_or(0);
                Duration::from_millis(left.max(1)).min(LONGEST_SLEEP)
            }
            Ok(None) => LONGEST_SLEEP,
            Err(_) => Duration::from_secs(1),
        }
    }

    /// Now and then: forgets old letters and old refusals, and shortens lanes that have grown too
    /// long.
    async fn tidy(&self, last: i64) -> i64 {
        let core = self.app.federation.core();
        let now = core.now();
        if now - last < TIDY_EVERY {
            return last;
        }
        let tidied = async {
            let mut tx = core.begin().await?;
            palabre_core::letters::forget_old(&tx).await?;
            palabre_core::media::forget_old(&mut tx).await?;
            palabre_core::access::forget_attempts(&tx).await?;
            palabre_core::access::apps::forget(&tx).await?;
            tx.commit().await?;
            queue::trim(core, queue::LONGEST).await?;
            queue::forget_refused(core).await
        };
        if let Err(error) = tidied.await {
            tracing::warn!(%error, "the queue could not be tidied");
        }
        now
    }
}
