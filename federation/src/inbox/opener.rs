//! Letters of several hosts, opened in one commit. Lanes read and check their letters side by side,
//! since a key may have to be fetched; what they then do to the ledger waits here, up to 64 letters
//! together (ledger §9).

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use palabre_core::ledger::{self, Ahead};
use palabre_core::queue::After;
use palabre_core::{Core, Error, Fault, Refusal, Result, letters, queue};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout_at};

use super::open::{Prepared, settle};

/// Letters in one commit; those of one lane stay together, so that it may be somewhat more.
const TOGETHER: usize = 64;
/// How long the first waits for lanes that are about to bring more.
const PATIENCE: Duration = Duration::from_millis(5);
/// Where so many came together the last time, more are on their way: the next commit waits until
/// so much time has passed since the last one began, and the cost of a commit is shared by more.
const STREAM: usize = 8;
const PACE: Duration = Duration::from_millis(20);

/// Letters of one lane, read and checked, in their order.
pub(crate) struct Ready {
    pub(crate) letters: Vec<i64>,
    pub(crate) jobs: Vec<i64>,
    pub(crate) prepared: Vec<Prepared>,
    /// The lane, if nothing more was due in it: it is let go of in the same commit.
    pub(crate) last_of: Option<String>,
    /// Whether they get a commit of their own: one that failed together with others is tried by
    /// itself, so that no letter is judged by its company.
    pub(crate) alone: bool,
}

type Waiter = oneshot::Sender<Result<After>>;

/// Where lanes bring their letters.
#[derive(Debug, Clone)]
pub(crate) struct Opener {
    sender: mpsc::UnboundedSender<(Ready, Waiter)>,
    coming: Arc<AtomicUsize>,
}

/// A lane that reads its letters now; counted until it has brought them.
pub(crate) struct Coming(Arc<AtomicUsize>);

impl Drop for Coming {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Opener {
    /// Starts the task that opens; it ends when the last handle is dropped.
    pub(crate) fn start(core: Core) -> Self {
        let (sender, receiver) = mpsc::unbounded_channel();
        let coming = Arc::<AtomicUsize>::default();
        tokio::spawn(open(core, receiver, coming.clone()));
        Self { sender, coming }
    }

    /// Says that letters are on their way.
    pub(crate) fn coming(&self) -> Coming {
        self.coming.fetch_add(1, Ordering::Relaxed);
        Coming(self.coming.clone())
    }

    /// Answers once the letters are opened and that is on disk, with what is known of the lane if it
    /// was let go of. A fault keeps all of them in their
    /// place, those of other lanes that were to be opened in the same commit too.
    pub(crate) async fn open(&self, ready: Ready, coming: Coming) -> Result<After> {
        let (answer, wait) = oneshot::channel();
        let sent = self.sender.send((ready, answer));
        drop(coming);
        sent.map_err(|_| Refusal::Full)?;
        wait.await.unwrap_or_else(|_| Err(Refusal::Full.into()))
    }
}

async fn open(
    core: Core,
    mut receiver: mpsc::UnboundedReceiver<(Ready, Waiter)>,
    coming: Arc<AtomicUsize>,
) {
    let mut paced = None;
    let mut next: Option<(Ready, Waiter)> = None;
    loop {
        let first = match next.take() {
            Some(first) => first,
            None => match receiver.recv().await {
                Some(first) => first,
                None => return,
            },
        };
        let now = Instant::now();
        let deadline = paced.unwrap_or(now).max(now + PATIENCE);
        let mut count = first.0.prepared.len();
        let alone = first.0.alone;
        let mut batch = vec![first];
        while count < TOGETHER && !alone {
            let more = if coming.load(Ordering::Relaxed) == 0 && paced.is_none() {
                receiver.try_recv().ok()
            } else {
                let next = timeout_at(deadline, receiver.recv()).await;
                next.ok().flatten()
            };
            let Some(more) = more else { break };
            if more.0.alone {
                next = Some(more);
                break;
            }
            count += more.0.prepared.len();
            batch.push(more);
        }
        let (ready, waiters): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
        let lanes: Vec<_> = ready.iter().map(|one| one.last_of.clone()).collect();
        paced = (count >= STREAM).then(|| Instant::now() + PACE);
        let rung = core.wake().rung();
        // A task of its own: a panic takes these letters' commit with it, and not the opener.
        let task = tokio::spawn(open_all(core.clone(), ready));
        let outcome = task
            .await
            .unwrap_or_else(|error| Err(Fault::Other(error.to_string()).into()));
        for (waiter, lane) in waiters.into_iter().zip(lanes) {
            let after = |more: &Vec<String>| match lane {
                Some(lane) if more.contains(&lane) => After::More,
                _ => After::Nothing { rung },
            };
            let _ = waiter.send(outcome.as_ref().map(after).map_err(Error::told));
        }
    }
}

/// Opens letters in one commit. What is refused is logged and let go of. Answers the lanes that
/// were let go of and have more to do.
async fn open_all(core: Core, ready: Vec<Ready>) -> Result<Vec<String>> {
    let mut tx = core.begin().await?;
    let mut ahead = Ahead::default();
    for prepared in ready.iter().flat_map(|one| &one.prepared) {
        prepared.look_ahead(&mut ahead);
    }
    ledger::read_ahead(&mut tx, &ahead).await?;
    let (mut opened, mut done, mut lanes) = (Vec::new(), Vec::new(), Vec::new());
    for one in ready {
        for prepared in one.prepared {
            match settle(&mut tx, prepared).await {
                Ok(()) => {}
                Err(Error::Refused(Refusal::DiskFull)) => return Err(Refusal::DiskFull.into()),
                Err(Error::Refused(refusal)) => {
                    tracing::info!(%refusal, "a letter is refused after it was read");
                }
                Err(fault) => return Err(fault),
            }
        }
        opened.extend(one.letters);
        done.extend(one.jobs);
        lanes.extend(one.last_of);
    }
    letters::opened(&tx, &opened).await?;
    queue::finish(&tx, &done).await?;
    lanes.sort();
    let more = match lanes.as_slice() {
        [] => Vec::new(),
        lanes => queue::let_go_opened(&tx, lanes).await?,
    };
    palabre_core::crash::point("open-before-commit");
    tx.commit().await?;
    palabre_core::crash::point("open-after-commit");
    Ok(more)
}
