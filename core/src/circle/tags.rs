//! Hashtags that a member follows.

use std::collections::HashMap;

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QuerySelect, Value,
};

use crate::page::Page;
use crate::people::Person;
use crate::store::dialect::{evenly, statement};
use crate::store::entity::followed_tag;
use crate::store::lines::part;
use crate::{Core, Refusal, Result, Tx};

/// Hashtags that one member follows at most: a home looks at each of them.
const FOLLOWED: usize = 100;

/// Follows a hashtag, by its key, or no longer. Doing it twice is doing it once.
///
/// # Errors
/// A hundred already.
pub async fn follow_tag(tx: &Tx, reader: &Person, tag: &str, yes: bool) -> Result<()> {
    if !yes {
        followed_tag::Entity::delete_many()
            .filter(followed_tag::Column::PersonId.eq(reader.id))
            .filter(followed_tag::Column::Tag.eq(tag))
            .exec(tx.conn().await?)
            .await?;
        return Ok(());
    }
    let row = followed_tag::ActiveModel {
        person_id: Set(reader.id),
        tag: Set(tag.to_owned()),
        ..Default::default()
    };
    followed_tag::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn().await?)
        .await?;
    let own = followed_tag::Entity::find().filter(followed_tag::Column::PersonId.eq(reader.id));
    let limit = FOLLOWED;
    if own.count(tx.conn().await?).await? > limit as u64 {
        return Err(Refusal::TooManyTags { limit }.into());
    }
    Ok(())
}

/// Which hashtags a member follows, the latest first: (place, key).
pub async fn followed_tags(
    core: &Core,
    reader: &Person,
    page: &Page,
) -> Result<Vec<(i64, String)>> {
    let own = followed_tag::Entity::find()
        .select_only()
        .column(followed_tag::Column::Id)
        .column(followed_tag::Column::Tag)
        .filter(followed_tag::Column::PersonId.eq(reader.id));
    let mut rows: Vec<(i64, String)> = part(own, followed_tag::Column::Id, page)
        .into_tuple()
        .all(core.reader())
        .await?;
    rows.sort_by_key(|(place, _)| std::cmp::Reverse(*place));
    Ok(rows)
}

/// What a member has to do with a hashtag.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TagTie {
    pub follows: bool,
    /// Whether it stands on their page.
    pub features: bool,
}

/// What a member has to do with some hashtags, by their keys; those with which they have nothing to do
/// are left out.
pub async fn ties_to_tags(
    core: &Core,
    reader: &Person,
    tags: &[&str],
) -> Result<HashMap<String, TagTie>> {
    let mut found: HashMap<String, TagTie> = HashMap::new();
    if tags.is_empty() {
        return Ok(found);
    }
    let named: Vec<&str> = evenly(tags).collect();
    let marks = vec!["?"; named.len()].join(", ");
    let words = format!(
        "SELECT tag, 0 AS kind FROM followed_tag WHERE person_id = ? AND tag IN ({marks}) \
         UNION ALL SELECT tag, 1 FROM featured_tag WHERE person_id = ? AND tag IN ({marks})"
    );
    let mut values: Vec<Value> = Vec::new();
    for _ in 0..2 {
        values.push(reader.id.into());
        values.extend(named.iter().map(|tag| Value::from(*tag)));
    }
    let asked = statement(core.backend(), &words, values);
    for row in core.reader().query_all_raw(asked).await? {
        let tie = found.entry(row.try_get("", "tag")?).or_default();
        match row.try_get::<i32>("", "kind")? {
            0 => tie.follows = true,
            _ => tie.features = true,
        }
    }
    Ok(found)
}
