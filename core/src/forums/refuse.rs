//! Whoever somebody of ours does not want as a follower.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::listed::off_lists;
use super::spread;
use crate::people::Person;
use crate::store::dialect::statement;
use crate::store::entity::follow;
use crate::{Deed, Result, Tx, notifications};

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
    off_lists(tx, &follower.uri, &person.uri).await?;
    notifications::no_follow(tx, &follower.uri, &person.uri).await?;
    reject(tx, person, follower, &row.activity_id).await
}

/// Tells somebody elsewhere that they do not follow.
pub(super) async fn reject(
    tx: &mut Tx,
    person: &Person,
    follower: &Person,
    follow: &str,
) -> Result<()> {
    let Some(inbox) = follower.delivery_inbox().filter(|_| !follower.local) else {
        return Ok(());
    };
    let id = tx.id(tx.now());
    let deed = Deed::Reject {
        id: tx.core().base().activity(&person.name, id),
        follow: follow.to_owned(),
        follower: follower.uri.clone(),
        at: tx.now(),
    };
    let dispatch = spread::dispatch(tx, id, &person.uri, &deed).await?;
    spread::letter_to(tx, inbox, &person.uri, dispatch, &follower.uri);
    Ok(())
}

/// Whether somebody of ours, by `ActivityPub` id, has blocked whoever would follow, or their host.
pub(crate) async fn is_shut_out(tx: &Tx, follower: &Person, whom: &str) -> Result<bool> {
    let words = "SELECT 1 AS one FROM person a JOIN block b ON b.person_id = a.id \
                 AND b.target_id = ? WHERE a.uri = ? UNION ALL SELECT 1 FROM person a \
                 JOIN host_block h ON h.person_id = a.id AND h.host = ? WHERE a.uri = ?";
    let values = vec![
        follower.id.into(),
        whom.into(),
        follower.host.as_str().into(),
        whom.into(),
    ];
    let asked = statement(tx.core().backend(), words, values);
    Ok(tx.conn().await?.query_one_raw(asked).await?.is_some())
}
