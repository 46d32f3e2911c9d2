//! Letters that were received: kept with their body until they are opened, remembered by (signer,
//! activity id) for 14 days (ledger §3).

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::dialect::evenly;
use super::entity::letter;
use crate::{Core, Incoming, Millis, Result, Tx};

/// How long the name of a letter is remembered.
const REMEMBERED: Millis = 14 * 86_400_000;

/// The letters of some ids that still have a body.
pub async fn read(core: &Core, ids: &[i64]) -> Result<Vec<(i64, Incoming)>> {
    let rows = letter::Entity::find()
        .filter(letter::Column::Id.is_in(evenly(ids)))
        .all(core.reader())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let body = row.body?;
            let incoming = Incoming {
                signer: row.signer,
                activity_id: row.activity_id,
                host: row.host,
                body,
            };
            Some((row.id, incoming))
        })
        .collect())
}

/// Lets go of the bodies of letters that were opened; their names stay for 14 days.
pub async fn opened(tx: &Tx, ids: &[i64]) -> Result<()> {
    letter::Entity::update_many()
        .col_expr(letter::Column::Body, Expr::value(None::<Vec<u8>>))
        .filter(letter::Column::Id.is_in(evenly(ids)))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// Forgets the names of letters older than 14 days; answers how many. A letter that still waits to be
/// opened stays.
pub async fn forget_old(tx: &Tx) -> Result<u64> {
    let gone = letter::Entity::delete_many()
        .filter(letter::Column::ReceivedAt.lt(tx.now() - REMEMBERED))
        .filter(letter::Column::Body.is_null())
        .exec(tx.conn().await?)
        .await?;
    Ok(gone.rows_affected)
}
