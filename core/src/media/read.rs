//! Media as they are shown.

use sea_orm::{EntityTrait, QueryFilter, QueryOrder};

use super::Media;
use crate::store::dialect::within;
use crate::store::entity::media::{Column, Entity};
use crate::{Core, Result};

/// What hangs on some posts, by one question: in the order of their ids, and of each its own order.
/// Whether a post may be read is for the caller to know.
pub async fn of_posts(core: &Core, posts: &[i64]) -> Result<Vec<Media>> {
    let Some(those) = within(Column::PostId, posts) else {
        return Ok(Vec::new());
    };
    Ok(Entity::find()
        .filter(those)
        .order_by_asc(Column::PostId)
        .order_by_asc(Column::Position)
        .all(core.reader())
        .await?)
}

/// An upload of somebody's own, whether it hangs on a post or not.
pub async fn of_person(core: &Core, person: i64, id: i64) -> Result<Option<Media>> {
    let row = by_id(core, id).await?;
    Ok(row.filter(|row| row.person_id == Some(person)))
}

/// A medium by its local id, whoever's it is: for who shows a token of it, and for its own job.
pub async fn by_id(core: &Core, id: i64) -> Result<Option<Media>> {
    Ok(Entity::find_by_id(id).one(core.reader()).await?)
}
