//! Filters as their owner reads them.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Filter, Of, Rule, Whole};
use crate::people::Person;
use crate::store::entity::{filter, filter_rule};
use crate::{BadFilter, Core, Result};

/// A member's filters, the oldest first, in two queries.
pub async fn all(core: &Core, reader: &Person) -> Result<Vec<Whole>> {
    let filters = filter::Entity::find()
        .filter(filter::Column::PersonId.eq(reader.id))
        .order_by_asc(filter::Column::Id)
        .all(core.reader())
        .await?;
    let rules = filter_rule::Entity::find()
        .filter(filter_rule::Column::PersonId.eq(reader.id))
        .order_by_asc(filter_rule::Column::Id)
        .all(core.reader())
        .await?;
    let mut of: HashMap<i64, Vec<Rule>> = HashMap::new();
    for rule in rules {
        of.entry(rule.filter_id).or_default().push(rule);
    }
    let whole = |filter: Filter| Whole {
        rules: of.remove(&filter.id).unwrap_or_default(),
        filter,
    };
    Ok(filters.into_iter().map(whole).collect())
}

/// A filter of one's own.
///
/// # Errors
/// Another's filter.
pub async fn one(core: &Core, reader: &Person, id: i64) -> Result<Whole> {
    whole(core.reader(), reader, id).await
}

/// A keyword or a post in a filter of one's own.
///
/// # Errors
/// Another's filter.
pub async fn rule(core: &Core, reader: &Person, id: i64, of: Of) -> Result<Rule> {
    own_rule(core.reader(), reader, id, of).await
}

pub(super) async fn whole(conn: &impl ConnectionTrait, reader: &Person, id: i64) -> Result<Whole> {
    let filter = own(conn, reader, id).await?;
    let rules = filter_rule::Entity::find()
        .filter(filter_rule::Column::FilterId.eq(filter.id))
        .order_by_asc(filter_rule::Column::Id)
        .all(conn)
        .await?;
    Ok(Whole { filter, rules })
}

pub(super) async fn own(conn: &impl ConnectionTrait, reader: &Person, id: i64) -> Result<Filter> {
    let row = filter::Entity::find_by_id(id).one(conn).await?;
    let row = row.filter(|row| row.person_id == reader.id);
    row.ok_or_else(|| BadFilter::NoSuchFilter.into())
}

pub(super) async fn own_rule(
    conn: &impl ConnectionTrait,
    reader: &Person,
    id: i64,
    of: Of,
) -> Result<Rule> {
    let row = filter_rule::Entity::find_by_id(id).one(conn).await?;
    let row = row.filter(|row| row.person_id == reader.id && row.names() == of);
    row.ok_or_else(|| BadFilter::NoSuchFilter.into())
}
