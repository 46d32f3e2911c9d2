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

/// What is known of a lane that was let go of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// It has more to do, now or later.
    More,
    /// It had nothing when the bell had rung so often: who has rung since may have brought more,
    /// and was not heard while the lane was held.
    Nothing { rung: u64 },
}

impl After {
    /// Whether the dispatcher must look again once the lane is free.
    pub fn asks_for_a_look(self, core: &Core) -> bool {
        match self {
            Self::More => true,
            Self::Nothing { rung } => core.wake().rung() != rung,
        }
    }
}

/// A job that keeps its place, the peer's words, and the wait it asked for.
type Waiting = (i64, String, Option<Millis>);

/// Longest wait that a peer's `Retry-After` can ask for.
const LONGEST_AFTER: Millis = 86_400_000;

/// The one who writes reports down.
#[derive(Debug, Clone)]
pub struct Clerk(mpsc::UnboundedSender<Message>);

/// Reports for one commit, and who waits for it.
type Message = (Vec<Report>, oneshot::Sender<After>);

impl Clerk {
    /// Starts the clerk's task; it ends when the last handle is dropped.
    pub fn start(core: Core) -> Self {
        let (sender, receiver) = mpsc::unbounded_channel();
        tokio::spawn(write(core, receiver));
        Self(sender)
    }

    /// Answers once the report is on disk, or has been given up with an error in the log.
    pub async fn report(&self, report: Report) {
        self.report_all(vec![report]).await;
    }

    /// As [`Self::report`], for some in one commit. Answers what is known of a lane that they let
    /// go of.
    pub async fn report_all(&self, reports: Vec<Report>) -> After {
        let (answer, wait) = oneshot::channel();
        match self.0.send((reports, answer)) {
            Ok(()) => wait.await.unwrap_or(After::More),
            Err(_) => After::More,
        }
    }
}

async fn write(core: Core, mut receiver: mpsc::UnboundedReceiver<Message>) {
    while let Some(first) = receiver.recv().await {
        let mut count = first.0.len();
        let mut batch = vec![first];
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while count < BATCH {
            match tokio::time::timeout_at(deadline, receiver.recv()).await {
                Ok(Some(next)) => {
                    count += next.0.len();
                    batch.push(next);
                }
                _ => break,
            }
        }
        let reports = batch.iter().flat_map(|(reports, _)| reports).cloned();
        let rung = core.wake().rung();
        let more = file(&core, reports).await;
        if let Err(error) = &more {
            tracing::error!(%error, "reports of deliveries could not be written");
            // The lanes are still due: without a pause they would be worked again at once.
            tokio::time::sleep(PAUSE).await;
        }
        for (reports, answer) in batch {
            let has_more = |report: &Report| match (report, &more) {
                (Report::Release { lane }, Ok(more)) => more.contains(lane),
                (Report::Release { .. }, Err(_)) => true,
                _ => false,
            };
            let _ = answer.send(if reports.iter().any(has_more) {
                After::More
            } else {
                After::Nothing { rung }
            });
        }
    }
}

/// Answers the lanes that were let go of and have more to do.
async fn file(core: &Core, reports: impl Iterator<Item = Report>) -> Result<BTreeSet<String>> {
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
    let mut more = BTreeSet::new();
    for names in released.chunks(100) {
        more.extend(let_go(&tx, names).await?);
    }
    tx.commit().await?;
    Ok(more)
}

/// Sets a job aside with the words that say why.
pub(super) async fn refuse(tx: &Tx, id: i64, words: &str) -> Result<()> {
    let words: String = words.chars().take(500).collect();
    job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value("refused"))
        .col_expr(job::Column::Words, Expr::value(Some(words)))
        .filter(job::Column::Id.eq(id))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

async fn wait(tx: &Tx, name: &str, id: i64, words: &str, after: Option<Millis>) -> Result<()> {
    let failures: Option<(i64, Option<Millis>)> = lane::Entity::find_by_id(name.to_owned())
        .select_only()
        .column(lane::Column::Failures)
        .column(lane::Column::FailingSince)
        .into_tuple()
        .one(tx.conn().await?)
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
        .exec(tx.conn().await?)
        .await?;
    job::Entity::update_many()
        .col_expr(
            job::Column::Attempts,
            Expr::col(job::Column::Attempts).add(1),
        )
        .filter(job::Column::Id.eq(id))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// Letters of some lanes were opened: what has failed before says nothing any more. Frees them as
/// `let_go` does.
pub async fn let_go_opened(tx: &Tx, names: &[String]) -> Result<Vec<String>> {
    healthy(tx, names.iter().cloned()).await?;
    let_go(tx, names).await
}

/// Frees some lanes, given by name in their order; answers those that have more to do. Their rows are locked first, in that order, so
/// that a job which another process is just adding is seen by the last statement and never
/// forgotten, and two clerks never wait for each other in a circle.
async fn let_go(tx: &Tx, names: &[String]) -> Result<Vec<String>> {
    let those = || lane::Column::Name.is_in(names.iter().cloned());
    if tx.core().backend() == Backend::Postgres {
        let _: Vec<String> = lane::Entity::find()
            .select_only()
            .column(lane::Column::Name)
            .filter(those())
            .order_by_asc(lane::Column::Name)
            .lock_exclusive()
            .into_tuple()
            .all(tx.conn().await?)
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
    let freed = lane::Entity::update_many()
        .col_expr(lane::Column::Owner, Expr::value(None::<String>))
        .col_expr(lane::Column::LeaseUntil, Expr::value(0_i64))
        .col_expr(
            lane::Column::NextDue,
            Expr::SubQuery(None, Box::new(next.into())),
        )
        .filter(those())
        .exec_with_returning(tx.conn().await?)
        .await?;
    let more = freed.into_iter().filter(|lane| lane.next_due.is_some());
    Ok(more.map(|lane| lane.name).collect())
}

/// Deliveries went through: these lanes are healthy again.
pub(crate) async fn healthy(tx: &Tx, names: impl Iterator<Item = String>) -> Result<()> {
    lane::Entity::update_many()
        .col_expr(lane::Column::WaitUntil, Expr::value(0_i64))
        .col_expr(lane::Column::Failures, Expr::value(0_i64))
        .col_expr(lane::Column::FailingSince, Expr::value(None::<Millis>))
        .filter(lane::Column::Name.is_in(names))
        .filter(lane::Column::Failures.gt(0_i64))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}
