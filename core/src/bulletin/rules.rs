//! The rules of the node, which reports name.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder,
};

pub use crate::store::entity::rule::Model as Rule;
use crate::store::entity::rule::{ActiveModel, Column, Entity};
use crate::{Core, Refusal, Result, Tx};

/// Rules at once, at most.
const RULES: usize = 50;
/// Longest rule, in characters.
const RULE: usize = 300;
/// Longest explanation, in characters.
const HINT: usize = 1_000;

/// Adds a rule after the others.
///
/// # Errors
/// Empty, too long, or one too many.
pub async fn add_rule(tx: &Tx, text: &str, hint: &str) -> Result<Rule> {
    let (text, hint) = (text.trim(), hint.trim());
    if text.is_empty() {
        return Err(Refusal::TextEmpty.into());
    }
    for (said, limit) in [(text, RULE), (hint, HINT)] {
        let chars = said.chars().count();
        if chars > limit {
            return Err(Refusal::RuleTooLong { chars, limit }.into());
        }
    }
    let standing = Entity::find().filter(Column::Withdrawn.eq(false));
    if standing.count(tx.conn().await?).await? >= RULES as u64 {
        return Err(Refusal::TooManyRules { limit: RULES }.into());
    }
    let row = ActiveModel {
        text: Set(text.to_owned()),
        hint: Set(hint.to_owned()),
        withdrawn: Set(false),
        ..Default::default()
    };
    Ok(row.insert(tx.conn().await?).await?)
}

/// Takes a rule back. Reports that name it still do.
///
/// # Errors
/// There is none of that number.
pub async fn withdraw_rule(tx: &Tx, id: i64) -> Result<()> {
    let row = Entity::find_by_id(id).filter(Column::Withdrawn.eq(false));
    let Some(row) = row.one(tx.conn().await?).await? else {
        return Err(Refusal::NoSuchRule.into());
    };
    let mut row: ActiveModel = row.into();
    row.withdrawn = Set(true);
    row.update(tx.conn().await?).await?;
    Ok(())
}

/// The rules, in their order.
pub async fn rules(core: &Core) -> Result<Vec<Rule>> {
    Ok(Entity::find()
        .filter(Column::Withdrawn.eq(false))
        .order_by_asc(Column::Id)
        .all(core.reader())
        .await?)
}

/// Every rule that there ever was, in their order: what reports name.
pub async fn all_rules(core: &Core) -> Result<Vec<Rule>> {
    Ok(Entity::find()
        .order_by_asc(Column::Id)
        .all(core.reader())
        .await?)
}
