//! Who is on members' lists and is endorsed by them: those whom they follow, and nobody any more whom they
//! do not.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::store::dialect::statement;
use crate::store::entity::{endorsement, list, listed};
use crate::{Result, Tx};

/// Somebody follows somebody no longer: they neither list nor endorse them.
pub(super) async fn off_lists(tx: &Tx, follower: &str, whom: &str) -> Result<()> {
    for table in ["listed", "endorsement"] {
        let words = format!(
            "DELETE FROM {table} WHERE target_id IN (SELECT id FROM person WHERE uri = ?) \
             AND person_id IN (SELECT id FROM person WHERE uri = ?)"
        );
        let values = vec![whom.into(), follower.into()];
        let asked = statement(tx.core().backend(), &words, values);
        tx.conn().await?.execute_raw(asked).await?;
    }
    Ok(())
}

/// Somebody is gone, by local id: their lists are too, they are on nobody's, and nobody endorses them.
pub(crate) async fn forget_lists(tx: &Tx, person: i64) -> Result<()> {
    listed::Entity::delete_many()
        .filter(listed::Column::TargetId.eq(person))
        .exec(tx.conn().await?)
        .await?;
    endorsement::Entity::delete_many()
        .filter(endorsement::Column::TargetId.eq(person))
        .exec(tx.conn().await?)
        .await?;
    let words = "DELETE FROM listed WHERE list_id IN (SELECT id FROM list WHERE person_id = ?)";
    let asked = statement(tx.core().backend(), words, vec![person.into()]);
    tx.conn().await?.execute_raw(asked).await?;
    list::Entity::delete_many()
        .filter(list::Column::PersonId.eq(person))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}
