//! Hashtags that a member shows on their page.

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder,
};

use crate::people::Person;
use crate::store::dialect::statement;
use crate::store::entity::featured_tag;
use crate::{Core, Millis, Refusal, Result, Tx, id};

/// Hashtags on one page at most.
pub const FEATURED: usize = 10;
/// Of what somebody has written so much is looked at for what they may want to show.
const LOOKED_AT: u64 = 1_000;

/// A hashtag on somebody's page, and how much they have used it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Featured {
    pub id: i64,
    /// Its key.
    pub tag: String,
    /// How many of their posts that everybody may read have it.
    pub posts: u64,
    /// When the newest of these came to be.
    pub last: Option<Millis>,
}

/// Shows a hashtag, by its key, on one's page, or no longer. Doing it twice is doing it once.
///
/// # Errors
/// Ten already.
pub async fn feature_tag(tx: &Tx, author: &Person, tag: &str, yes: bool) -> Result<()> {
    let own = featured_tag::Column::PersonId.eq(author.id);
    if !yes {
        featured_tag::Entity::delete_many()
            .filter(own)
            .filter(featured_tag::Column::Tag.eq(tag))
            .exec(tx.conn().await?)
            .await?;
        return Ok(());
    }
    let row = featured_tag::ActiveModel {
        person_id: Set(author.id),
        tag: Set(tag.to_owned()),
        ..Default::default()
    };
    featured_tag::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn().await?)
        .await?;
    let shown = featured_tag::Entity::find().filter(own);
    let limit = FEATURED;
    if shown.count(tx.conn().await?).await? > limit as u64 {
        return Err(Refusal::TooManyTags { limit }.into());
    }
    Ok(())
}

/// As [`feature_tag`] no longer, by the id of what is shown.
///
/// # Errors
/// Nothing that the member shows.
pub async fn unfeature(tx: &Tx, author: &Person, id: i64) -> Result<()> {
    let gone = featured_tag::Entity::delete_many()
        .filter(featured_tag::Column::Id.eq(id))
        .filter(featured_tag::Column::PersonId.eq(author.id))
        .exec(tx.conn().await?)
        .await?;
    if gone.rows_affected == 0 {
        return Err(Refusal::NothingThere(id.to_string()).into());
    }
    Ok(())
}

/// What somebody shows on their page, by local id, the first that they chose first.
pub async fn featured_tags(core: &Core, author: i64) -> Result<Vec<Featured>> {
    let rows = featured_tag::Entity::find()
        .filter(featured_tag::Column::PersonId.eq(author))
        .order_by_asc(featured_tag::Column::Id)
        .all(core.reader())
        .await?;
    let mut shown: Vec<Featured> = rows
        .into_iter()
        .map(|row| Featured {
            id: row.id,
            tag: row.tag,
            posts: 0,
            last: None,
        })
        .collect();
    if shown.is_empty() {
        return Ok(shown);
    }
    let words = "SELECT g.tag, COUNT(*) AS posts, MAX(g.post_id) AS newest \
        FROM featured_tag h JOIN post_tag g ON g.tag = h.tag JOIN post x ON x.id = g.post_id \
        WHERE h.person_id = ? AND x.author_id = ? AND x.state = 'live' \
        AND x.visibility IN ('public', 'unlisted') GROUP BY g.tag";
    let asked = statement(core.backend(), words, vec![author.into(), author.into()]);
    for row in core.reader().query_all_raw(asked).await? {
        let tag: String = row.try_get("", "tag")?;
        let Some(featured) = shown.iter_mut().find(|one| one.tag == tag) else {
            continue;
        };
        let posts: i64 = row.try_get("", "posts")?;
        featured.posts = u64::try_from(posts).unwrap_or_default();
        featured.last = Some(id::moment(row.try_get("", "newest")?));
    }
    Ok(shown)
}

/// Hashtags that somebody has used most of late and does not show.
pub async fn tags_to_feature(core: &Core, author: &Person) -> Result<Vec<String>> {
    let words = format!(
        "SELECT g.tag, COUNT(*) AS posts FROM (SELECT x.id FROM post x WHERE x.author_id = ? \
         AND x.state = 'live' AND x.visibility IN ('public', 'unlisted') ORDER BY x.id DESC \
         LIMIT {LOOKED_AT}) AS own JOIN post_tag g ON g.post_id = own.id WHERE g.tag NOT IN \
         (SELECT tag FROM featured_tag WHERE person_id = ?) GROUP BY g.tag \
         ORDER BY COUNT(*) DESC, g.tag LIMIT {FEATURED}"
    );
    let values = vec![author.id.into(), author.id.into()];
    let asked = statement(core.backend(), &words, values);
    let rows = core.reader().query_all_raw(asked).await?;
    let tag = |row: &sea_orm::QueryResult| Ok(row.try_get("", "tag")?);
    rows.iter().map(tag).collect()
}
