//! What is said of hosts, one by one and in the order in which it was said, for administrators.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{Level, Peer};
use crate::page::Page;
use crate::store::entity::peer;
use crate::store::lines::part;
use crate::{Core, Refusal, Result, Tx};

/// Longest remark about a host, in characters.
pub const REMARK: usize = 1_000;

/// A page of the hosts with one of some levels, the one that was last given it first.
pub async fn ruled(core: &Core, levels: &[Level], page: &Page) -> Result<Vec<Peer>> {
    let ruled = peer::Entity::find()
        .filter(peer::Column::Level.is_in(levels.iter().map(|level| level.as_str())));
    let mut rows = part(ruled, peer::Column::Ruling, page)
        .all(core.reader())
        .await?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.ruling));
    Ok(rows)
}

/// The host of a ruling, where it has one of some levels.
pub async fn by_ruling(core: &Core, ruling: i64, levels: &[Level]) -> Result<Option<Peer>> {
    let row = peer::Entity::find()
        .filter(peer::Column::Ruling.eq(ruling))
        .one(core.reader())
        .await?;
    Ok(row.filter(|row| levels.contains(&row.trust())))
}

/// Notes something about a host that only administrators read, or nothing any more. It goes with what is
/// said of the host.
///
/// # Errors
/// Too long.
pub async fn remark(tx: &Tx, host: &str, words: &str) -> Result<()> {
    let words = words.trim();
    let chars = words.chars().count();
    if chars > REMARK {
        let limit = REMARK;
        return Err(Refusal::ReasonTooLong { chars, limit }.into());
    }
    let kept = (!words.is_empty()).then_some(words);
    peer::Entity::update_many()
        .col_expr(peer::Column::Remark, Expr::value(kept))
        .filter(peer::Column::Host.eq(host))
        .exec(tx.conn().await?)
        .await?;
    tx.memo().change_trust();
    Ok(())
}

/// The ruling by which a host gets a level. To be limited or blocked is one ruling, milder or harder.
pub(super) async fn of(tx: &Tx, host: &str, level: Level) -> Result<Option<i64>> {
    if level == Level::None {
        return Ok(None);
    }
    let before = peer::Entity::find_by_id(host.to_owned())
        .one(tx.conn().await?)
        .await?;
    let is_kept = |before: &Peer| {
        let allows = |level| level == Level::Allow;
        before.trust() != Level::None && allows(before.trust()) == allows(level)
    };
    let kept = before.filter(is_kept).and_then(|before| before.ruling);
    Ok(Some(kept.unwrap_or_else(|| tx.id(tx.now()))))
}
