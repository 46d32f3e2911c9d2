//! What the node knows of itself: the host that its data belongs to, and its own actor.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::store::entity::site;
use crate::{Core, OpenError, Result, Tx};

/// Pins the data directory to its host at the first start, and refuses another one later.
pub(crate) async fn pin(core: &Core) -> Result<(), OpenError> {
    let asked = core.base().origin().to_owned();
    let unreadable = |error: crate::Error| OpenError::Unreadable(error.to_string());
    if let Some(pinned) = get(core, "origin").await.map_err(unreadable)? {
        return if pinned == asked {
            Ok(())
        } else {
            Err(OpenError::OtherHost { pinned, asked })
        };
    }
    let tx = core.begin().await.map_err(unreadable)?;
    put(&tx, "origin", &asked).await.map_err(unreadable)?;
    crate::people::names::reserve(&tx)
        .await
        .map_err(unreadable)?;
    tx.commit().await.map_err(unreadable)
}

/// A value that the node remembers.
pub async fn get(core: &Core, key: &str) -> Result<Option<String>> {
    Ok(site::Entity::find_by_id(key.to_owned())
        .one(core.reader())
        .await?
        .map(|row| row.value))
}

/// Remembers a value where there is none yet; answers what is remembered.
pub async fn keep(tx: &Tx, key: &str, value: &str) -> Result<String> {
    site::Entity::insert(site::ActiveModel {
        key: Set(key.to_owned()),
        value: Set(value.to_owned()),
    })
    .on_conflict(
        OnConflict::column(site::Column::Key)
            .do_nothing()
            .to_owned(),
    )
    .exec_without_returning(tx.conn().await?)
    .await?;
    let row = site::Entity::find_by_id(key.to_owned())
        .one(tx.conn().await?)
        .await?;
    Ok(row.map_or_else(|| value.to_owned(), |row| row.value))
}

/// Forgets a value.
pub async fn forget(tx: &Tx, key: &str) -> Result<()> {
    site::Entity::delete_by_id(key.to_owned())
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// Remembers a value.
pub async fn put(tx: &Tx, key: &str, value: &str) -> Result<()> {
    site::Entity::insert(site::ActiveModel {
        key: Set(key.to_owned()),
        value: Set(value.to_owned()),
    })
    .on_conflict(
        OnConflict::column(site::Column::Key)
            .update_column(site::Column::Value)
            .to_owned(),
    )
    .exec_without_returning(tx.conn().await?)
    .await?;
    Ok(())
}
