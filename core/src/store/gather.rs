//! Many letters, one commit. Letters, and only they, wait here before the writer: up to 128 of
//! them, or 5 ms, go into one transaction, and each waiter is answered after it is on disk
//! (ledger §9). A full queue refuses at once.

use std::time::Duration;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{ConnectionTrait, EntityTrait, QueryTrait};
use tokio::sync::{mpsc, oneshot};

use super::entity::letter;
use crate::{Core, Job, Refusal, Result};

const BATCH: usize = 128;
const PATIENCE: Duration = Duration::from_millis(5);
/// When nothing has come for so long, those who write to us are waiting for our answer, and to wait
/// for more of them would only keep them.
const LULL: Duration = Duration::from_millis(1);
const WAITING: usize = 1_024;

/// A letter whose signature was verified, on its way to disk.
#[derive(Debug)]
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
        let outcome = keep_all(&core, letters).await;
        if let Err(error) = &outcome {
            tracing::error!(%error, "letters could not be kept");
        }
        for waiter in waiters {
            let _ = waiter.send(
                outcome
                    .as_ref()
                    .map_or_else(|error| Err(error.told()), |()| Ok(())),
            );
        }
    }
}

async fn keep_all(core: &Core, letters: Vec<Incoming>) -> Result<()> {
    let mut tx = core.begin().await?;
    let now = tx.now();
    let rows = letters.into_iter().map(|one| letter::ActiveModel {
        signer: Set(one.signer),
        activity_id: Set(one.activity_id),
        host: Set(one.host),
        body: Set(Some(one.body)),
        received_at: Set(now),
        ..Default::default()
    });
    let mut hosts: std::collections::BTreeSet<String> = std::collections::BTreeSet::new();
    // The answer leaves out the bodies, which were just sent the other way.
    let mut insert = letter::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([letter::Column::Signer, letter::Column::ActivityId])
                .do_nothing()
                .to_owned(),
        )
        .into_query();
    insert.returning(Query::returning().columns([letter::Column::Id, letter::Column::Host]));
    for row in tx.conn().await?.query_all(&insert).await? {
        let (letter, host): (i64, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        hosts.insert(host.clone());
        tx.enqueue(Job::Open { letter, host });
    }
    let hosts: Vec<String> = hosts.into_iter().collect();
    if !hosts.is_empty() {
        crate::peering::heard_from(&tx, &hosts).await?;
    }
    crate::crash::point("gather-before-commit");
    tx.commit().await?;
    crate::crash::point("gather-after-commit");
    Ok(())
}
