//! Writes down what became of deliveries, many in one commit. A lost line costs a duplicate
//! delivery, which the receiver ignores.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio::sync::{mpsc, oneshot};

use super::super::entity::{job, lane};
use super::back_off;
use crate::{Backend, Core, Millis, Result, Tx};

const BATCH: usize = 512;
const PATIENCE: Duration = Duration::from_millis(3);
/// How long the clerk waits when the disk is full or the database does not answer.
const PAUSE: Duration = Duration::from_secs(1);

/// What became of a job or of a lane.
#[derive(Debug, Clone)]
pub enum Report {
    /// The job is done; `took` is the host that accepted a delivery.
    Done { id: i64, took: Option<String> },
    /// The peer refuses it, in its own words; the lane goes on.
    Refused { id: i64, words: String },
    /// The lane waits; the job keeps its place. `after`: what the peer asked for, in milliseconds.
    Wait {
        lane: String,
        id: i64,
        words: String,
        after: Option<Millis>,
    },
    /// The holder lets go of the lane.
    Release { lane: String },
}

/// A job that keeps its place, the peer's words, and the wait it asked for.
type Waiting = (i64, String, Option<Millis>);

/// Longest wait that a peer's `Retry-After` can ask for.
const LONGEST_AFTER: Millis = 86_400_000;

/// The one who writes reports down.
#[derive(Debug, Clone)]
pub struct Clerk(mpsc::UnboundedSender<(Report, oneshot::Sender<()>)>);

impl Clerk {
    /// Starts the clerk's task; it ends when the last handle is dropped.
    pub fn start(core: Core) -> Self {
        let (sender, receiver) = mpsc::unbounded_channel();
        tokio::spawn(write(core, receiver));
        Self(sender)
    }

    /// Answers once the report is on disk, or has been given up with an error in the log.
    pub async fn report(&self, report: Report) {
        let (answer, wait) = oneshot::channel();
        if self.0.send((report, answer)).is_ok() {
            let _ = wait.await;
        }
    }
}

async fn write(core: Core, mut receiver: mpsc::UnboundedReceiver<(Report, oneshot::Sender<()>)>) {
    while let Some(first) = receiver.recv().await {
        let mut batch = vec![first];
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while batch.len() < BATCH {
            match tokio::time::timeout_at(deadline, receiver.recv()).await {
                Ok(Some(next)) => batch.push(next),
                _ => break,
            }
        }
        let (reports, answers): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
        if let Err(error) = file(&core, reports).await {
            tracing::error!(%error, "reports of deliveries could not be written");
            // The lanes are still due: without a pause they would be worked again at once.
            tokio::time::sleep(PAUSE).await;
        }
        for answer in answers {
            let _ = answer.send(());
        }
    }
}

async fn file(core: &Core, reports: Vec<Report>) -> Result<()> {
    let tx = core.begin().await?;
    let mut done = Vec::new();
    let mut took = BTreeSet::new();
    // Lanes are touched in one order, so that two clerks on PostgreSQL never wait for each other
    // in a circle.
    let mut lanes: BTreeMap<String, (Vec<Waiting>, bool)> = BTreeMap::new();
    for report in reports {
        match report {
            Report::Done { id, took: host } => {
                done.push(id);
                took.extend(host);
            }
            Report::Refused { id, words } => refuse(&tx, id, &words).await?,
            Report::Wait {
                lane,
                id,
                words,
                after,
            } => {
                lanes.entry(lane).or_default().0.push((id, words, after));
            }
            Report::Release { lane } => lanes.entry(lane).or_default().1 = true,
        }
    }
    super::finish(&tx, &done).await?;
    let took: Vec<String> = took.into_iter().collect();
    for hosts in took.chunks(100) {
        crate::peering::took_from_us(&tx, hosts).await?;
    }
    let mut released = Vec::new();
    for (name, (waits, freed)) in lanes {
        for (id, words, after) in waits {
            wait(&tx, &name, id, &words, after).await?;
        }
        if freed {
            released.push(name);
        }
    }
    for names in released.chunks(100) {
        release(&tx, names).await?;
    }
    tx.commit().await
}

/// Sets a job aside with the words that say why.
pub(super) async fn refuse(tx: &Tx, id: i64, words: &str) -> Result<()> {
    let words: String = words.chars().take(500).collect();
    job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value("refused"))
        .col_expr(job::Column::Words, Expr::value(Some(words)))
        .filter(job::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

async fn wait(tx: &Tx, name: &str, id: i64, words: &str, after: Option<Millis>) -> Result<()> {
    let failures: Option<(i64, Option<Millis>)> = lane::Entity::find_by_id(name.to_owned())
        .select_only()
        .column(lane::Column::Failures)
        .column(lane::Column::FailingSince)
        .into_tuple()
        .one(tx.conn())
        .await?;
    let (failures, since) = failures.unwrap_or((0, None));
    let pause = after.map_or_else(
        || back_off(failures + 1, tx.core().env().chance.bits()),
        |asked| asked.clamp(1_000, LONGEST_AFTER),
    );
    let words: String = words.chars().take(500).collect();
    lane::Entity::update_many()
        .col_expr(lane::Column::WaitUntil, Expr::value(tx.now() + pause))
        .col_expr(lane::Column::Failures, Expr::value(failures + 1))
        .col_expr(
            lane::Column::FailingSince,
            Expr::value(Some(since.unwrap_or(tx.now()))),
        )
        .col_expr(lane::Column::Words, Expr::value(Some(words)))
        .filter(lane::Column::Name.eq(name))
        .exec(tx.conn())
        .await?;
    job::Entity::update_many()
        .col_expr(
            job::Column::Attempts,
            Expr::col(job::Column::Attempts).add(1),
        )
        .filter(job::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Frees some lanes, given by name in their order. Their rows are locked first, in that order, so
/// that a job which another process is just adding is seen by the last statement and never
/// forgotten, and two clerks never wait for each other in a circle.
async fn release(tx: &Tx, names: &[String]) -> Result<()> {
    let those = || lane::Column::Name.is_in(names.iter().cloned());
    if tx.core().backend() == Backend::Postgres {
        let _: Vec<String> = lane::Entity::find()
            .select_only()
            .column(lane::Column::Name)
            .filter(those())
            .order_by_asc(lane::Column::Name)
            .lock_exclusive()
            .into_tuple()
            .all(tx.conn())
            .await?;
    }
    let next = Query::select()
        .expr(Expr::col((job::Entity, job::Column::Due)).min())
        .from(job::Entity)
        .and_where(
            Expr::col((job::Entity, job::Column::Lane)).equals((lane::Entity, lane::Column::Name)),
        )
        .and_where(Expr::col((job::Entity, job::Column::State)).eq("ready"))
        .to_owned();
    lane::Entity::update_many()
        .col_expr(lane::Column::Owner, Expr::value(None::<String>))
        .col_expr(lane::Column::LeaseUntil, Expr::value(0_i64))
        .col_expr(
            lane::Column::NextDue,
            Expr::SubQuery(None, Box::new(next.into())),
        )
        .filter(those())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Deliveries went through: these lanes are healthy again.
pub(crate) async fn healthy(tx: &Tx, names: impl Iterator<Item = String>) -> Result<()> {
    lane::Entity::update_many()
        .col_expr(lane::Column::WaitUntil, Expr::value(0_i64))
        .col_expr(lane::Column::Failures, Expr::value(0_i64))
        .col_expr(lane::Column::FailingSince, Expr::value(None::<Millis>))
        .filter(lane::Column::Name.is_in(names))
        .filter(lane::Column::Failures.gt(0_i64))
        .exec(tx.conn())
        .await?;
    Ok(())
}
