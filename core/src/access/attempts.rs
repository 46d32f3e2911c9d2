//! Attempts to sign in that have failed, and how long a name waits after them.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::store::entity::failed_login;
use crate::{Core, Millis, Result, Tx};

/// Seconds that a name still has to wait after failed attempts: none for four, then doubling from
/// 5 s to an hour.
pub async fn must_wait(core: &Core, name: &str) -> Result<i64> {
    let row = failed_login::Entity::find_by_id(name.to_lowercase())
        .one(core.reader())
        .await?;
    Ok(row.map_or(0, |row| {
        if row.count < 5 {
            return 0;
        }
        let doublings = (row.count - 5).clamp(0, 10);
        let pause = Ord::min(5_000_i64 << doublings, 3_600_000);
        let left = Ord::max(row.last_at + pause - core.now(), 0);
        (left + 999) / 1_000
    }))
}

/// Remembers whether an attempt to sign in went well.
pub async fn attempted(tx: &Tx, name: &str, well: bool) -> Result<()> {
    let name = name.to_lowercase();
    if well {
        failed_login::Entity::delete_by_id(name)
            .exec(tx.conn().await?)
            .await?;
        return Ok(());
    }
    let mut conflict = OnConflict::column(failed_login::Column::Name);
    conflict.update_column(failed_login::Column::LastAt).value(
        failed_login::Column::Count,
        Expr::col((failed_login::Entity, failed_login::Column::Count)).add(1),
    );
    failed_login::Entity::insert(failed_login::ActiveModel {
        name: Set(name),
        count: Set(1),
        last_at: Set(tx.now()),
    })
    .on_conflict(conflict)
    .exec_without_returning(tx.conn().await?)
    .await?;
    Ok(())
}

/// Forgets failed attempts that are older than a day.
pub async fn forget_attempts(tx: &Tx) -> Result<u64> {
    const DAY: Millis = 86_400_000;
    let gone = failed_login::Entity::delete_many()
        .filter(failed_login::Column::LastAt.lt(tx.now() - DAY))
        .exec(tx.conn().await?)
        .await?;
    Ok(gone.rows_affected)
}
