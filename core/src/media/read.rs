//! Media as they are shown.

use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::{EntityTrait, QueryFilter, QueryOrder};

use super::Media;
use crate::store::dialect::within;
use crate::store::entity::media::{Column, Entity};
use crate::store::shelf::Shelf;
use crate::{Core, Result};

/// What hangs on posts that were asked for, by local id.
pub(crate) type AtHand = Shelf<i64, Vec<Media>>;

/// What hangs on some posts, by one question at most: in the order of their ids, and of each its own
/// order. Whether a post may be read is for the caller to know.
pub async fn of_posts(core: &Core, posts: &[i64]) -> Result<Vec<Media>> {
    let mut found: Vec<_> = by_post(core, posts).await?.into_iter().collect();
    found.sort_by_key(|(post, _)| *post);
    let each = found.iter().flat_map(|(_, hung)| hung.iter());
    Ok(each.cloned().collect())
}

/// As [`of_posts`], by their local ids; posts on which nothing hangs are among them.
pub async fn by_post(core: &Core, posts: &[i64]) -> Result<HashMap<i64, Arc<Vec<Media>>>> {
    let shelf = core.media_at_hand();
    let looked = shelf.look(core, posts.iter().copied());
    let mut read: HashMap<i64, Vec<Media>> = looked
        .missing
        .iter()
        .map(|post| (*post, Vec::new()))
        .collect();
    if let Some(those) = within(Column::PostId, &looked.missing) {
        let rows = Entity::find()
            .filter(those)
            .order_by_asc(Column::PostId)
            .order_by_asc(Column::Position)
            .all(core.reader())
            .await?;
        for one in rows {
            let of = one.post_id.and_then(|post| read.get_mut(&post));
            if let Some(of) = of {
                of.push(one);
            }
        }
    }
    Ok(shelf.keep(looked, read))
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
