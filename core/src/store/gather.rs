//! Many letters, one commit. Letters, and only they, wait here before the writer: up to 128 of
//! them, or 5 ms, go into one transaction, and each waiter is answered after it is on disk
//! (ledger §9). A full queue refuses at once.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::letters;
use crate::{Core, Error, Refusal, Result};

const BATCH: usize = 128;
const PATIENCE: Duration = Duration::from_millis(5);
/// When nothing has come for so long, those who write to us are waiting for our answer, and to wait
/// for more of them would only keep them.
const LULL: Duration = Duration::from_millis(1);
const WAITING: usize = 1_024;

/// A letter whose signature was verified, on its way to disk.
#[derive(Debug, Clone)]
pub struct Incoming {
    pub signer: String,
    pub activity_id: String,
    pub host: String,
    pub body: Vec<u8>,
}

type Waiter = oneshot::Sender<Result<()>>;

/// The queue before the writer.
#[derive(Debug, Clone)]
pub struct Gather(mpsc::Sender<(Incoming, Waiter)>);

impl Gather {
    /// Starts the writer's task; it ends when the last handle is dropped.
    pub fn start(core: Core) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING);
        tokio::spawn(write(core, receiver));
        Self(sender)
    }

    /// Answers once the letter is on disk. A letter that was kept before is kept once.
    pub async fn keep(&self, incoming: Incoming) -> Result<()> {
        let (answer, wait) = oneshot::channel();
        self.0
            .try_send((incoming, answer))
            .map_err(|_| Refusal::Full)?;
        wait.await.unwrap_or_else(|_| Err(Refusal::Full.into()))
    }
}

async fn write(core: Core, mut receiver: mpsc::Receiver<(Incoming, Waiter)>) {
    while let Some(first) = receiver.recv().await {
        let mut batch = vec![first];
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while batch.len() < BATCH {
            let lull = Ord::min(deadline, tokio::time::Instant::now() + LULL);
            match tokio::time::timeout_at(lull, receiver.recv()).await {
                Ok(Some(next)) => batch.push(next),
                _ => break,
            }
        }
        let (letters, waiters): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
        let outcome = keep_all(&core, &letters).await;
        if matches!(outcome, Err(Error::Fault(_))) && letters.len() > 1 {
            // No letter is judged by its company.
            for (letter, waiter) in letters.iter().zip(waiters) {
                let outcome = keep_all(&core, std::slice::from_ref(letter)).await;
                answer(waiter, &outcome);
            }
            continue;
        }
        for waiter in waiters {
            answer(waiter, &outcome);
        }
    }
}

fn answer(waiter: Waiter, outcome: &Result<()>) {
    if let Err(error) = outcome {
        tracing::error!(%error, "a letter could not be kept");
    }
    let _ = waiter.send(outcome.as_ref().copied().map_err(Error::told));
}

async fn keep_all(core: &Core, letters: &[Incoming]) -> Result<()> {
    let mut tx = core.begin().await?;
    letters::keep(&mut tx, letters).await?;
    crate::crash::point("gather-before-commit");
    tx.commit().await?;
    crate::crash::point("gather-after-commit");
    Ok(())
}
