//! How far a member has read a list, so that each of their clients goes on from there.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::people::Person;
use crate::store::dialect::evenly;
use crate::store::entity::marker;
pub use crate::store::entity::marker::Model as Marker;
use crate::{Core, Result, Tx};

/// The lists that have a marker.
pub const HOME: &str = "home";
pub const NOTIFICATIONS: &str = "notifications";

/// A member's markers of some lists; those that were never set are left out.
pub async fn markers(core: &Core, reader: &Person, timelines: &[&str]) -> Result<Vec<Marker>> {
    if timelines.is_empty() {
        return Ok(Vec::new());
    }
    Ok(marker::Entity::find()
        .filter(marker::Column::PersonId.eq(reader.id))
        .filter(marker::Column::Timeline.is_in(evenly(timelines)))
        .all(core.reader())
        .await?)
}

/// Sets a member's marker of a list, and answers it. Where it is to follow upon a `version` and another
/// client has set it meanwhile, it stays as it is and nothing is answered.
pub async fn mark(
    tx: &Tx,
    reader: &Person,
    timeline: &str,
    last_read_id: &str,
    version: Option<i64>,
) -> Result<Option<Marker>> {
    let key = (reader.id, timeline.to_owned());
    let known = marker::Entity::find_by_id(key.clone())
        .one(tx.conn().await?)
        .await?;
    let now = known.as_ref().map_or(0, |known| known.version);
    if version.is_some_and(|version| version != now) {
        return Ok(None);
    }
    let row = marker::Model {
        person_id: reader.id,
        timeline: timeline.to_owned(),
        last_read_id: last_read_id.to_owned(),
        version: now + 1,
        updated_at: tx.now(),
    };
    // Another process may have set it since it was read.
    let mut conflict = OnConflict::columns([marker::Column::PersonId, marker::Column::Timeline]);
    conflict
        .update_columns([
            marker::Column::LastReadId,
            marker::Column::Version,
            marker::Column::UpdatedAt,
        ])
        .action_and_where(Expr::col((marker::Entity, marker::Column::Version)).eq(now));
    let written = marker::Entity::insert(marker::ActiveModel {
        person_id: Set(row.person_id),
        timeline: Set(row.timeline.clone()),
        last_read_id: Set(row.last_read_id.clone()),
        version: Set(row.version),
        updated_at: Set(row.updated_at),
    })
    .on_conflict(conflict)
    .exec_without_returning(tx.conn().await?)
    .await?;
    Ok((written > 0).then_some(row))
}
