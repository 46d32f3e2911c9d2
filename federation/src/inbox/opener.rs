//! Letters of several hosts, opened in one commit, up to 64 together (ledger §9). Most come straight
//! from the door: what can be opened without asking anybody is kept and opened by the same commit,
//! and answered after it. Others were kept first; lanes read and check them side by side, since a key
//! may have to be fetched, and bring them here.

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use palabre_core::ledger::{self, Ahead};
use palabre_core::queue::After;
use palabre_core::{Core, Error, Fault, Incoming, Refusal, Result, Tx, letters, queue};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch};
use tokio::time::{Instant, sleep_until, timeout, timeout_at};

use super::open::Prepared;
use super::settle::settle;

/// Letters in one commit; those of one lane stay together, so that it may be somewhat more.
const TOGETHER: usize = 64;
/// How long the first waits for others that are about to come.
const PATIENCE: Duration = Duration::from_millis(5);
/// At the door somebody waits for our answer: when nobody else has come for so long, and as many are
/// there as the last time, nobody is about to come.
const LULL: Duration = Duration::from_millis(1);
/// So many together are a rush, and more are on their way.
const RUSH: usize = 8;
/// Where lanes have brought a rush, the next commit waits until so much time has passed since the
/// last one began, and the cost of a commit is shared by more.
const PACE: Duration = Duration::from_millis(20);
/// A rush is over when nobody has come for so long.
const CALM: Duration = Duration::from_millis(30);
/// What may wait at the door, in KiB of letters: 1 024 of up to 64 KiB, or fewer that are larger. Who
/// comes after them is asked to come again.
const WAITING: usize = 1_024 * PLACE as usize;
const PLACE: u32 = 64;

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
/// Who waits at the door, with the place that is taken until then.
type Sender = (oneshot::Sender<Result<()>>, OwnedSemaphorePermit);

/// A letter whose sender waits.
struct AtDoor {
    letter: Arc<Incoming>,
    prepared: Prepared,
    answer: oneshot::Sender<Result<()>>,
    place: OwnedSemaphorePermit,
}

enum Brought {
    ByLane(Ready, Waiter),
    AtDoor(AtDoor),
}

/// Where letters are brought.
#[derive(Debug, Clone)]
pub(crate) struct Opener {
    sender: mpsc::UnboundedSender<Brought>,
    coming: Arc<AtomicUsize>,
    room: Arc<Semaphore>,
    rush: watch::Receiver<Instant>,
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
        let (rushes, rush) = watch::channel(Instant::now());
        tokio::spawn(open(core, receiver, coming.clone(), rushes));
        let room = Arc::new(Semaphore::new(WAITING));
        Self {
            sender,
            coming,
            room,
            rush,
        }
    }

    /// Waits while letters come in a rush, at most for `longest`: who writes to us waits for our
    /// answer, and whom we write to does not.
    pub(crate) async fn after_rush(&self, longest: Duration) {
        let calm = async {
            loop {
                let until = *self.rush.borrow();
                if until <= Instant::now() {
                    return;
                }
                sleep_until(until).await;
            }
        };
        let _ = timeout(longest, calm).await;
    }

    /// Says that letters are on their way.
    pub(crate) fn coming(&self) -> Coming {
        self.coming.fetch_add(1, Ordering::Relaxed);
        Coming(self.coming.clone())
    }

    /// Answers once the letters are opened and that is on disk, with what is known of the lane if it
    /// was let go of. A fault keeps all of them in their place, those of other lanes that were to be
    /// opened in the same commit too.
    pub(crate) async fn open(&self, ready: Ready, coming: Coming) -> Result<After> {
        let (answer, wait) = oneshot::channel();
        let sent = self.sender.send(Brought::ByLane(ready, answer));
        drop(coming);
        sent.map_err(|_| Refusal::Full)?;
        wait.await.unwrap_or_else(|_| Err(Refusal::Full.into()))
    }

    /// Keeps a letter that has just come, and opens it unless others of its host wait. Answers once
    /// that is on disk.
    ///
    /// # Errors
    /// [`Refusal::Full`] where too many wait. After a fault nothing is kept: the letter, or another
    /// one in the same commit, cannot be opened now.
    pub(crate) async fn at_door(&self, letter: Arc<Incoming>, prepared: Prepared) -> Result<()> {
        let size = u32::try_from(letter.body.len() / 1_024).unwrap_or(u32::MAX);
        let room = self.room.clone();
        let place = room.try_acquire_many_owned(size.max(PLACE));
        let (answer, wait) = oneshot::channel();
        let brought = Brought::AtDoor(AtDoor {
            letter,
            prepared,
            answer,
            // It is taken until the letter is opened, whether or not its sender still waits.
            place: place.map_err(|_| Refusal::Full)?,
        });
        self.sender.send(brought).map_err(|_| Refusal::Full)?;
        wait.await.unwrap_or_else(|_| Err(Refusal::Full.into()))
    }
}

/// What goes into one commit.
#[derive(Default)]
struct Batch {
    lanes: Vec<Ready>,
    waiters: Vec<(Waiter, Option<String>)>,
    letters: Vec<(Arc<Incoming>, Prepared)>,
    senders: Vec<Sender>,
    count: usize,
    alone: bool,
}

impl Batch {
    fn add(&mut self, brought: Brought) {
        match brought {
            Brought::ByLane(ready, waiter) => {
                self.count += ready.prepared.iter().map(Prepared::deeds).sum::<usize>();
                self.alone |= ready.alone;
                self.waiters.push((waiter, ready.last_of.clone()));
                self.lanes.push(ready);
            }
            Brought::AtDoor(one) => {
                self.count += one.prepared.deeds();
                self.letters.push((one.letter, one.prepared));
                self.senders.push((one.answer, one.place));
            }
        }
    }

    fn is_full(&self) -> bool {
        self.alone || self.count >= TOGETHER
    }

    /// How long to wait for the next: not at all, where nothing says that it is coming.
    fn patience(&self, begun: Instant, last: &Last, coming: bool) -> Option<Instant> {
        if !self.letters.is_empty() {
            let all = self.letters.len() >= last.letters;
            let lull = Instant::now() + LULL;
            let end = begun + PATIENCE;
            return Some(if all { Ord::min(end, lull) } else { end });
        }
        match last.paced {
            Some(paced) => Some(Ord::max(paced, begun + PATIENCE)),
            None => coming.then(|| begun + PATIENCE),
        }
    }
}

/// What the last commit says of the next.
#[derive(Default)]
struct Last {
    /// Letters that came to the door.
    letters: usize,
    /// When the next begins, if lanes have brought a rush.
    paced: Option<Instant>,
}

async fn open(
    core: Core,
    mut receiver: mpsc::UnboundedReceiver<Brought>,
    coming: Arc<AtomicUsize>,
    rushes: watch::Sender<Instant>,
) {
    let mut last = Last::default();
    let mut next: Option<Brought> = None;
    loop {
        let first = match next.take() {
            Some(first) => first,
            None => match receiver.recv().await {
                Some(first) => first,
                None => return,
            },
        };
        let begun = Instant::now();
        let mut batch = Batch::default();
        batch.add(first);
        while !batch.is_full() {
            let coming = coming.load(Ordering::Relaxed) > 0;
            let more = match batch.patience(begun, &last, coming) {
                Some(until) => timeout_at(until, receiver.recv()).await.ok().flatten(),
                None => receiver.try_recv().ok(),
            };
            match more {
                Some(Brought::ByLane(ready, waiter)) if ready.alone => {
                    next = Some(Brought::ByLane(ready, waiter));
                    break;
                }
                Some(more) => batch.add(more),
                None => break,
            }
        }
        let by_lanes: usize = batch.lanes.iter().map(|one| one.prepared.len()).sum();
        last = Last {
            letters: batch.letters.len(),
            paced: (by_lanes >= RUSH).then(|| Instant::now() + PACE),
        };
        let rush = batch.count >= RUSH;
        if rush {
            rushes.send_replace(Instant::now() + CALM);
        }
        let answers = commit(&core, batch).await;
        if rush {
            rushes.send_replace(Instant::now() + CALM);
        }
        answers.tell();
    }
}

/// What became of a batch, for those who wait for it.
struct Answers {
    outcome: Result<Vec<String>>,
    rung: u64,
    waiters: Vec<(Waiter, Option<String>)>,
    senders: Vec<Sender>,
}

impl Answers {
    fn tell(self) {
        let (outcome, rung) = (self.outcome, self.rung);
        for (waiter, lane) in self.waiters {
            let after = |more: &Vec<String>| match lane {
                Some(lane) if more.contains(&lane) => After::More,
                _ => After::Nothing { rung },
            };
            let _ = waiter.send(outcome.as_ref().map(after).map_err(Error::told));
        }
        for (sender, _) in self.senders {
            let _ = sender.send(outcome.as_ref().map(|_| ()).map_err(Error::told));
        }
    }
}

async fn commit(core: &Core, batch: Batch) -> Answers {
    let rung = core.wake().rung();
    // A task of its own: a panic takes these letters' commit with it, and not the opener.
    let task = tokio::spawn(open_all(core.clone(), batch.lanes, batch.letters));
    let outcome = task
        .await
        .unwrap_or_else(|error| Err(Fault::Other(error.to_string()).into()));
    Answers {
        outcome,
        rung,
        waiters: batch.waiters,
        senders: batch.senders,
    }
}

/// Opens letters in one commit. What is refused is logged and let go of. Answers the lanes that
/// were let go of and have more to do.
async fn open_all(
    core: Core,
    ready: Vec<Ready>,
    at_door: Vec<(Arc<Incoming>, Prepared)>,
) -> Result<Vec<String>> {
    let mut tx = core.begin().await?;
    let taken = take(&mut tx, at_door).await?;
    let mut ahead = Ahead::default();
    let by_lanes = ready.iter().flat_map(|one| &one.prepared);
    for prepared in by_lanes.chain(&taken) {
        prepared.look_ahead(&mut ahead);
    }
    ledger::read_ahead(&mut tx, &ahead).await?;
    let (mut opened, mut done, mut lanes) = (Vec::new(), Vec::new(), Vec::new());
    for one in ready {
        settle_each(&mut tx, one.prepared).await?;
        opened.extend(one.letters);
        done.extend(one.jobs);
        lanes.extend(one.last_of);
    }
    settle_each(&mut tx, taken).await?;
    if !opened.is_empty() {
        letters::opened(&tx, &opened).await?;
    }
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

/// Takes letters in; answers those that are opened now.
async fn take(tx: &mut Tx, at_door: Vec<(Arc<Incoming>, Prepared)>) -> Result<Vec<Prepared>> {
    if at_door.is_empty() {
        return Ok(Vec::new());
    }
    let (letters, prepared): (Vec<_>, Vec<_>) = at_door.into_iter().unzip();
    let now = letters::take(tx, &letters).await?;
    let both = prepared.into_iter().zip(now);
    Ok(both.filter_map(|(one, now)| now.then_some(one)).collect())
}

async fn settle_each(tx: &mut Tx, all: Vec<Prepared>) -> Result<()> {
    for prepared in all {
        match Box::pin(settle(tx, prepared)).await {
            Ok(()) => {}
            Err(Error::Refused(Refusal::DiskFull)) => return Err(Refusal::DiskFull.into()),
            Err(Error::Refused(refusal)) => {
                tracing::info!(%refusal, "a letter is refused after it was read");
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(())
}
