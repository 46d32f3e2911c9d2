//! One durable queue in lanes (ledger §9). Order, back-off and pause belong to the lane, so a
//! peer's health is its lane's health.
//!
//! A lane is held by one worker at a time. On `SQLite` there is one process, which remembers what it
//! holds; on `PostgreSQL` the lease is a row, 60 s by the database's clock. Two holders for a moment
//! cost a duplicate, which the receiver ignores.

mod aside;
mod clerk;
mod status;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ops::RangeInclusive;

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};

use super::dialect::{evenly, statement};
use super::entity::{job, lane};
use crate::{Backend, Core, Job, Millis, Result};

pub use aside::forget_refused;
pub(crate) use clerk::healthy;
pub use clerk::let_go_opened;
pub use clerk::{After, Clerk, Report};
pub use status::{LaneStatus, Refused, last_refusals, refused, status, unfinished};

/// How long a lease holds, and how often its holder renews it.
pub const LEASE: Millis = 60_000;
pub const RENEW: Millis = 20_000;
/// A lane that is longer keeps its newest jobs.
pub const LONGEST: u64 = 100_000;

/// A job with its place in the queue.
#[derive(Debug, Clone)]
pub struct Work {
    pub id: i64,
    pub job: Job,
    pub attempts: i64,
}

/// Takes lanes that have due work and that nobody holds; at most `limit`, leaving out those that
/// the caller holds already.
pub async fn claim(core: &Core, owner: &str, held: &[String], limit: u64) -> Result<Vec<String>> {
    let now = core.now();
    // What is held is left out here and not in the query, whose text is then always the same and
    // is prepared once.
    let more = limit + u64::try_from(held.len()).unwrap_or_default();
    let ready = lane::Entity::find()
        .select_only()
        .column(lane::Column::Name)
        .filter(lane::Column::NextDue.lte(now))
        .filter(lane::Column::WaitUntil.lte(now))
        .order_by_asc(lane::Column::NextDue)
        .limit(more);
    let free = |names: Vec<String>| {
        let free = names.into_iter().filter(|name| !held.contains(name));
        free.take(usize::try_from(limit).unwrap_or(usize::MAX))
    };
    if core.backend() == Backend::Sqlite {
        let names = ready.into_tuple().all(core.reader()).await?;
        return Ok(free(names).collect());
    }
    let clock = database_clock(core).await?;
    let names: Vec<String> = ready
        .filter(lane::Column::LeaseUntil.lt(clock))
        .into_tuple()
        .all(core.reader())
        .await?;
    let mut taken = Vec::with_capacity(names.len());
    for name in free(names) {
        let change = lane::Entity::update_many()
            .col_expr(lane::Column::Owner, Expr::value(Some(owner.to_owned())))
            .col_expr(lane::Column::LeaseUntil, Expr::value(clock + LEASE))
            .filter(lane::Column::Name.eq(name.as_str()))
            .filter(lane::Column::LeaseUntil.lt(clock))
            .exec(core.writer())
            .await?;
        if change.rows_affected == 1 {
            taken.push(name);
        }
    }
    Ok(taken)
}

/// Holds some lanes for another 60 s. On `SQLite` there is nothing to renew.
pub async fn renew(core: &Core, owner: &str, held: &[String]) -> Result<()> {
    if core.backend() == Backend::Sqlite || held.is_empty() {
        return Ok(());
    }
    let clock = database_clock(core).await?;
    lane::Entity::update_many()
        .col_expr(lane::Column::LeaseUntil, Expr::value(clock + LEASE))
        .filter(lane::Column::Owner.eq(owner))
        .filter(lane::Column::Name.is_in(held.iter().cloned()))
        .exec(core.writer())
        .await?;
    Ok(())
}

/// The due jobs of a lane in their order, leaving out some that are under way.
pub async fn due(core: &Core, lane: &str, under_way: &[i64], limit: u64) -> Result<Vec<Work>> {
    // What is under way is left out here, so that the query is always the same.
    let more = limit + u64::try_from(under_way.len()).unwrap_or_default();
    let rows = job::Entity::find()
        .filter(job::Column::Lane.eq(lane))
        .filter(job::Column::State.eq("ready"))
        .filter(job::Column::Due.lte(core.now()))
        .order_by_asc(job::Column::Id)
        .limit(more)
        .all(core.reader())
        .await?;
    let mut works = Vec::new();
    let free = rows.into_iter().filter(|row| !under_way.contains(&row.id));
    for row in free.take(usize::try_from(limit).unwrap_or(usize::MAX)) {
        works.extend(readable(core, row).await?);
    }
    Ok(works)
}

/// As [`due`], for some lanes by one question. A lane that has nothing, or more than `limit`, is not
/// in the answer: it costs as little to find that out as to read one of `limit` jobs.
pub async fn due_in_each(
    core: &Core,
    lanes: &[String],
    limit: u64,
) -> Result<HashMap<String, Vec<Work>>> {
    let of_lane = "SELECT id FROM (SELECT id FROM job \
                   WHERE lane = ? AND state = 'ready' AND due <= ? LIMIT ?) AS one";
    let each = vec![of_lane; evenly(lanes).count()].join(" UNION ALL ");
    let words = format!("SELECT * FROM job WHERE id IN ({each}) ORDER BY id");
    let now = core.now();
    let one_more = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let asked = evenly(lanes)
        .flat_map(|lane| [sea_orm::Value::from(lane), now.into(), one_more.into()])
        .collect();
    let rows = job::Entity::find()
        .from_raw_sql(statement(core.backend(), &words, asked))
        .all(core.reader())
        .await?;
    let mut found: HashMap<String, Vec<Work>> = HashMap::new();
    for row in rows {
        let lane = row.lane.clone();
        if let Some(work) = readable(core, row).await? {
            found.entry(lane).or_default().push(work);
        }
    }
    found.retain(|_, works| works.len() as u64 <= limit);
    Ok(found)
}

/// What a row says is to be done. One that says nothing is set aside.
async fn readable(core: &Core, row: job::Model) -> Result<Option<Work>> {
    match serde_json::from_str(&row.body) {
        Ok(job) => Ok(Some(Work {
            id: row.id,
            job,
            attempts: row.attempts,
        })),
        Err(error) => {
            tracing::error!(job = row.id, %error, "a job cannot be read");
            let tx = core.begin().await?;
            clerk::refuse(&tx, row.id, &error.to_string()).await?;
            tx.commit().await?;
            Ok(None)
        }
    }
}

/// When the dispatcher must look again if nobody rings, leaving out the lanes that it holds. A lane
/// that another process holds is looked at when its lease ends, not before.
pub async fn next_due(core: &Core, held: &[String]) -> Result<Option<Millis>> {
    let rows: Vec<(String, Option<Millis>, Millis, Millis)> = lane::Entity::find()
        .select_only()
        .column(lane::Column::Name)
        .column(lane::Column::NextDue)
        .column(lane::Column::WaitUntil)
        .column(lane::Column::LeaseUntil)
        .filter(lane::Column::NextDue.is_not_null())
        .into_tuple()
        .all(core.reader())
        .await?;
    Ok(rows
        .into_iter()
        .filter(|(name, ..)| !held.contains(name))
        .filter_map(|(_, due, wait, lease)| Some(Ord::max(Ord::max(due?, wait), lease)))
        .min())
}

/// Leaves work to be done unless the very same is waiting already.
pub async fn enqueue_once(tx: &mut crate::Tx, job: Job) -> Result<()> {
    if !is_waiting(tx, &job, Millis::MIN..=Millis::MAX).await? {
        tx.enqueue(job);
    }
    Ok(())
}

/// Leaves work to be done from `due` on, unless the very same will be done by then.
pub async fn enqueue_by(tx: &mut crate::Tx, job: Job, due: Millis) -> Result<()> {
    if !is_waiting(tx, &job, Millis::MIN..=due).await? {
        tx.enqueue_at(job, due);
    }
    Ok(())
}

/// Leaves work to be done at `due`, unless the very same is dated ahead already. What is due now
/// does not count: it may be the job that dates its own return.
pub async fn enqueue_ahead(tx: &mut crate::Tx, job: Job, due: Millis) -> Result<()> {
    if !is_waiting(tx, &job, tx.now() + 1..=Millis::MAX).await? {
        tx.enqueue_at(job, due);
    }
    Ok(())
}

/// Whether the very same job waits, dated within some time, or is left by this very write.
async fn is_waiting(tx: &crate::Tx, job: &Job, dated: RangeInclusive<Millis>) -> Result<bool> {
    let body =
        serde_json::to_string(job).map_err(|error| crate::Fault::Other(error.to_string()))?;
    let waiting = job::Entity::find()
        .filter(job::Column::Lane.eq(job.lane()))
        .filter(job::Column::State.eq("ready"))
        .filter(job::Column::Body.eq(body))
        .filter(job::Column::Due.between(*dated.start(), *dated.end()))
        .one(tx.conn().await?)
        .await?;
    Ok(waiting.is_some() || tx.has_job(job))
}

/// Strikes finished jobs from the queue, in the transaction of what they did.
pub async fn finish(tx: &crate::Tx, ids: &[i64]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    job::Entity::delete_many()
        .filter(job::Column::Id.is_in(evenly(ids)))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// Lets the wait of lanes end: their hosts have just spoken to us.
pub async fn end_wait(tx: &crate::Tx, hosts: &[String]) -> Result<bool> {
    let names = ["peer", "fetch"].into_iter();
    let names = names.flat_map(|kind| hosts.iter().map(move |host| format!("{kind}:{host}")));
    let change = lane::Entity::update_many()
        .col_expr(lane::Column::WaitUntil, Expr::value(0_i64))
        .col_expr(lane::Column::Failures, Expr::value(0_i64))
        .col_expr(lane::Column::FailingSince, Expr::value(None::<Millis>))
        .filter(
            Condition::all()
                .add(lane::Column::Name.is_in(names))
                .add(lane::Column::WaitUntil.gt(0_i64)),
        )
        .exec(tx.conn().await?)
        .await?;
    Ok(change.rows_affected > 0)
}

/// The back-off after `failures` in a row: 1 min doubling to 1 h, plus 0–20 % of chance.
pub fn back_off(failures: i64, chance: u64) -> Millis {
    const MINUTE: Millis = 60_000;
    const HOUR: Millis = 60 * MINUTE;
    let doublings = u32::try_from((failures - 1).clamp(0, 6)).unwrap_or(6);
    let base = Ord::min(MINUTE << doublings, HOUR);
    let percent = Millis::try_from(chance % 21).unwrap_or(0);
    base + base * percent / 100
}

/// Takes away the oldest jobs of lanes that have grown over [`LONGEST`], and counts them.
pub async fn trim(core: &Core, longest: u64) -> Result<u64> {
    let lanes: Vec<(String, i64)> = job::Entity::find()
        .select_only()
        .column(job::Column::Lane)
        .column_as(job::Column::Id.count(), "jobs")
        .filter(job::Column::State.eq("ready"))
        .group_by(job::Column::Lane)
        .into_tuple()
        .all(core.reader())
        .await?;
    let mut dropped = 0;
    for (name, count) in lanes {
        let over = u64::try_from(count).unwrap_or(0).saturating_sub(longest);
        if over == 0 {
            continue;
        }
        let tx = core.begin().await?;
        let oldest: Vec<i64> = job::Entity::find()
            .select_only()
            .column(job::Column::Id)
            .filter(job::Column::Lane.eq(name.as_str()))
            .filter(job::Column::State.eq("ready"))
            .order_by_asc(job::Column::Id)
            .limit(over)
            .into_tuple()
            .all(tx.conn().await?)
            .await?;
        for some in oldest.chunks(500) {
            finish(&tx, some).await?;
        }
        lane::Entity::update_many()
            .col_expr(
                lane::Column::Dropped,
                ExprTrait::add(
                    Expr::col(lane::Column::Dropped),
                    i64::try_from(over).unwrap_or(i64::MAX),
                ),
            )
            .filter(lane::Column::Name.eq(name.as_str()))
            .exec(tx.conn().await?)
            .await?;
        tx.commit().await?;
        tracing::warn!(
            lane = name,
            dropped = over,
            "the lane was too long and lost its oldest"
        );
        dropped += over;
    }
    Ok(dropped)
}

/// The letter that a job was to open.
fn letter_of(body: &str) -> Option<i64> {
    match serde_json::from_str(body) {
        Ok(Job::Open { letter, .. }) => Some(letter),
        _ => None,
    }
}

async fn database_clock(core: &Core) -> Result<Millis> {
    let statement = Statement::from_string(
        core.reader().get_database_backend(),
        "SELECT CAST(extract(epoch from clock_timestamp()) * 1000 AS bigint)",
    );
    let row = core.reader().query_one_raw(statement).await?;
    Ok(match row {
        Some(row) => row.try_get_by_index::<i64>(0)?,
        None => core.now(),
    })
}
