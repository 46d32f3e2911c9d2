//! Jobs that were refused for good are kept to be told, not for ever.

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::entity::job;
use super::super::letters;
use crate::{Core, Millis, Result};

/// Refused jobs that a lane keeps.
const KEPT: u64 = 100;
/// How long a refused job is kept after it was made.
const KEPT_FOR: Millis = 90 * 86_400_000;
/// Jobs that go in one commit.
const BATCH: u64 = 500;

/// Takes away refused jobs beyond the newest `KEPT` of each lane, and those made more than 90 days
/// ago; answers how many. The letter of a job that could not be opened lets go of its body with it.
pub async fn forget_refused(core: &Core) -> Result<u64> {
    let too_old = core.now() - KEPT_FOR;
    let lanes: Vec<(String, i64, i64)> = job::Entity::find()
        .select_only()
        .column(job::Column::Lane)
        .column_as(job::Column::Id.count(), "jobs")
        .column_as(job::Column::MadeAt.min(), "oldest")
        .filter(job::Column::State.eq("refused"))
        .group_by(job::Column::Lane)
        .into_tuple()
        .all(core.reader())
        .await?;
    let mut gone = 0;
    for (lane, count, oldest) in lanes {
        if u64::try_from(count).unwrap_or(0) > KEPT || oldest < too_old {
            gone += forget_in(core, &lane, too_old).await?;
        }
    }
    Ok(gone)
}

async fn forget_in(core: &Core, lane: &str, too_old: Millis) -> Result<u64> {
    let refused = Condition::all()
        .add(job::Column::Lane.eq(lane))
        .add(job::Column::State.eq("refused"));
    let first_kept: Option<i64> = job::Entity::find()
        .select_only()
        .column(job::Column::Id)
        .filter(refused.clone())
        .order_by_desc(job::Column::Id)
        .offset(KEPT - 1)
        .limit(1)
        .into_tuple()
        .one(core.reader())
        .await?;
    let over = Condition::any()
        .add(job::Column::Id.lt(first_kept.unwrap_or(0)))
        .add(job::Column::MadeAt.lt(too_old));
    let mut gone = 0;
    loop {
        let tx = core.begin().await?;
        let some: Vec<(i64, String)> = job::Entity::find()
            .select_only()
            .column(job::Column::Id)
            .column(job::Column::Body)
            .filter(refused.clone())
            .filter(over.clone())
            .order_by_asc(job::Column::Id)
            .limit(BATCH)
            .into_tuple()
            .all(tx.conn().await?)
            .await?;
        if some.is_empty() {
            return Ok(gone);
        }
        let shut: Vec<i64> = some
            .iter()
            .filter_map(|(_, body)| super::letter_of(body))
            .collect();
        if !shut.is_empty() {
            letters::opened(&tx, &shut).await?;
        }
        let ids: Vec<i64> = some.into_iter().map(|(id, _)| id).collect();
        super::finish(&tx, &ids).await?;
        tx.commit().await?;
        gone += u64::try_from(ids.len()).unwrap_or(0);
    }
}
