//! What the queue looks like, for the one who runs the node.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use super::super::entity::{job, lane};
use crate::{Core, Millis, Result};

/// A lane that has work, waits, or has been refused something.
#[derive(Debug, Clone, serde::Serialize)]
pub struct LaneStatus {
    pub lane: String,
    pub ready: u64,
    pub refused: u64,
    pub dropped: i64,
    pub failures: i64,
    /// Milliseconds UTC; nothing when the lane is healthy.
    pub failing_since: Option<Millis>,
    pub waits_until: Option<Millis>,
    /// What the peer last said.
    pub words: Option<String>,
}

/// A delivery that a peer refused for good.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Refused {
    pub id: i64,
    pub lane: String,
    pub words: String,
    pub body: String,
}

/// Every lane with something to say; what is dated ahead is not counted before its time.
pub async fn status(core: &Core) -> Result<Vec<LaneStatus>> {
    let counts: Vec<(String, String, i64)> = job::Entity::find()
        .select_only()
        .column(job::Column::Lane)
        .column(job::Column::State)
        .column_as(job::Column::Id.count(), "jobs")
        .filter(job::Column::Due.lte(core.now()))
        .group_by(job::Column::Lane)
        .group_by(job::Column::State)
        .into_tuple()
        .all(core.reader())
        .await?;
    let lanes = lane::Entity::find()
        .order_by_asc(lane::Column::Name)
        .all(core.reader())
        .await?;
    let now = core.now();
    let counts: HashMap<(&str, &str), i64> = counts
        .iter()
        .map(|(lane, state, jobs)| ((lane.as_str(), state.as_str()), *jobs))
        .collect();
    let count = |name: &str, state: &str| {
        let jobs = counts.get(&(name, state));
        jobs.map_or(0, |jobs| u64::try_from(*jobs).unwrap_or(0))
    };
    Ok(lanes
        .into_iter()
        .map(|row| LaneStatus {
            ready: count(&row.name, "ready"),
            refused: count(&row.name, "refused"),
            dropped: row.dropped,
            failures: row.failures,
            failing_since: row.failing_since,
            waits_until: (row.wait_until > now).then_some(row.wait_until),
            words: row.words,
            lane: row.name,
        })
        .filter(|lane| lane.ready > 0 || lane.refused > 0 || lane.dropped > 0 || lane.failures > 0)
        .collect())
}

/// The newest deliveries that were refused.
pub async fn refused(core: &Core, limit: u64) -> Result<Vec<Refused>> {
    let rows = job::Entity::find()
        .filter(job::Column::State.eq("refused"))
        .order_by_desc(job::Column::Id)
        .limit(limit)
        .all(core.reader())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Refused {
            id: row.id,
            lane: row.lane,
            words: row.words.unwrap_or_default(),
            body: row.body,
        })
        .collect())
}

/// The newest refusal of each lane that has one, in the peer's words: (lane, words).
pub async fn last_refusals(core: &Core) -> Result<Vec<(String, String)>> {
    let newest = job::Entity::find()
        .select_only()
        .column_as(job::Column::Id.max(), "newest")
        .filter(job::Column::State.eq("refused"))
        .group_by(job::Column::Lane)
        .into_query();
    let rows: Vec<(String, Option<String>)> = job::Entity::find()
        .select_only()
        .column(job::Column::Lane)
        .column(job::Column::Words)
        .filter(job::Column::Id.in_subquery(newest))
        .into_tuple()
        .all(core.reader())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(lane, words)| (lane, words.unwrap_or_default()))
        .collect())
}

/// How many jobs are not done yet, those of waiting lanes included. What is dated ahead is a
/// calendar and no backlog: it is not counted before its time.
pub async fn unfinished(core: &Core) -> Result<u64> {
    Ok(job::Entity::find()
        .filter(job::Column::State.eq("ready"))
        .filter(job::Column::Due.lte(core.now()))
        .count(core.reader())
        .await?)
}
