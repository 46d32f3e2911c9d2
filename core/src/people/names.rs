//! One table of names for people, forums and reserved words, never freed (ledger §8).

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::store::entity::name;
use crate::{Refusal, Result, Tx};

/// Takes a name for ever, or says that it is taken.
pub async fn take(tx: &Tx, wanted: &str, kind: &'static str) -> Result<()> {
    let row = row(tx, wanted, kind);
    let taken = name::Entity::insert(row)
        .on_conflict(
            OnConflict::column(name::Column::Name)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx.conn().await?)
        .await?;
    if taken == 0 {
        Err(Refusal::NameTaken(wanted.to_owned()).into())
    } else {
        Ok(())
    }
}

/// Keeps the reserved words out of reach.
pub(crate) async fn reserve(tx: &Tx) -> Result<()> {
    let rows = crate::address::RESERVED
        .iter()
        .map(|word| row(tx, word, "reserved"));
    name::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::column(name::Column::Name)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx.conn().await?)
        .await?;
    Ok(())
}

fn row(tx: &Tx, wanted: &str, kind: &str) -> name::ActiveModel {
    name::ActiveModel {
        name: Set(wanted.to_owned()),
        kind: Set(kind.to_owned()),
        created_at: Set(tx.now()),
    }
}
