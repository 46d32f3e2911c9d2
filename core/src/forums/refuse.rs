//! Whoever somebody of ours does not want as a follower.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::spread;
use crate::people::Person;
use crate::store::entity::follow;
use crate::{Deed, Result, Tx};

/// Somebody of ours has a follower no longer, who is told by a Reject of the Follow.
pub async fn refuse_follower(tx: &mut Tx, person: &Person, follower: &Person) -> Result<()> {
    let row = follow::Entity::find()
        .filter(follow::Column::Follower.eq(follower.uri.as_str()))
        .filter(follow::Column::Followed.eq(person.uri.as_str()))
        .one(tx.conn().await?)
        .await?;
    let Some(row) = row else { return Ok(()) };
    follow::Entity::delete_by_id(row.id)
        .exec(tx.conn().await?)
        .await?;
    tx.memo().forget_follows();
    let Some(inbox) = follower.delivery_inbox().filter(|_| !follower.local) else {
        return Ok(());
    };
    let id = tx.id(tx.now());
    let deed = Deed::Reject {
        id: tx.core().base().activity(&person.name, id),
        follow: row.activity_id,
        follower: follower.uri.clone(),
        at: tx.now(),
    };
    let dispatch = spread::dispatch(tx, id, &person.uri, &deed).await?;
    spread::letter_to(tx, inbox, &person.uri, dispatch, &follower.uri);
    Ok(())
}
