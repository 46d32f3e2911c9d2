//! Quotes as they are shown and served.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Value};

use super::{ACCEPTED, FRESH, Quotable, Quote, follow, rows};
use crate::page::{Line, Page};
use crate::people::Person;
use crate::store::dialect::evenly;
use crate::store::entity::{person, post, quotable, quote};
use crate::store::lines::lines;
use crate::threads::read::Viewer;
use crate::timelines::sql::{for_viewer, not_avoided};
use crate::{Core, Millis, Result};

/// Quotes that are asked about because of one page.
const AT_ONCE: usize = 5;

/// What a post quotes, by the local id of the post. Whether it may be read is for the caller to know.
pub async fn of_post(core: &Core, post: i64) -> Result<Option<Quote>> {
    Ok(quote::Entity::find()
        .filter(quote::Column::PostId.eq(post))
        .one(core.reader())
        .await?)
}

/// Those of some posts that quote another one, by local id.
pub async fn quoting_among(core: &Core, posts: &[i64]) -> Result<Vec<i64>> {
    if posts.is_empty() {
        return Ok(Vec::new());
    }
    let found: Vec<Option<i64>> = quote::Entity::find()
        .select_only()
        .column(quote::Column::PostId)
        .filter(quote::Column::PostId.is_in(evenly(posts)))
        .into_tuple()
        .all(core.reader())
        .await?;
    Ok(found.into_iter().flatten().collect())
}

/// Who may quote a post, where its author has chosen after it was written.
pub async fn chosen(core: &Core, post: i64) -> Result<Option<Quotable>> {
    let row = quotable::Entity::find_by_id(post)
        .one(core.reader())
        .await?;
    Ok(row.map(|row| Quotable::from_column(row.whom)))
}

/// A page of what quotes a post with its author's consent and the viewer may read, the newest first.
pub async fn page(core: &Core, viewer: &Viewer, quoted: &str, page: &Page) -> Result<Vec<Line>> {
    let reads = for_viewer(viewer).and(not_avoided(core, viewer));
    let words = format!(
        "SELECT u.post_id AS place, u.post_id AS shown FROM quote u JOIN post x ON x.id = u.post_id \
         WHERE u.quoted = ? AND u.state = 'accepted' AND {}",
        reads.words
    );
    let mut values: Vec<Value> = vec![quoted.into()];
    values.extend(reads.values);
    lines(core, &words, "u.post_id", values, page).await
}

/// What says that a quote is agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Who agrees.
    pub author: String,
    pub quoting: String,
    pub quoted: String,
}

/// What an address of ours says; nothing where nobody agrees any more, or what is quoted is not for
/// everybody.
pub async fn approval(core: &Core, address: &str) -> Result<Option<Approval>> {
    let row = quote::Entity::find()
        .filter(quote::Column::Approval.eq(address))
        .filter(quote::Column::State.eq(ACCEPTED))
        .one(core.reader())
        .await?;
    let Some(row) = row.filter(|row| core.base().is_ours(&row.quoted)) else {
        return Ok(None);
    };
    let quoted = post::Entity::find()
        .filter(post::Column::Uri.eq(row.quoted.as_str()))
        .one(core.reader())
        .await?;
    let Some(quoted) = quoted.filter(crate::threads::serving::is_open) else {
        return Ok(None);
    };
    let author: Option<Person> = person::Entity::find_by_id(quoted.author_id)
        .one(core.reader())
        .await?;
    Ok(author.map(|author| Approval {
        author: author.uri,
        quoting: row.uri,
        quoted: row.quoted,
    }))
}

/// Leaves it to be asked whether quotes from elsewhere are agreed to, which a member is shown and which
/// are pending: of each once in a while, of a few at once.
pub async fn refresh(core: &Core, shown: impl Iterator<Item = (i64, Millis)>) {
    let now = core.now();
    let stale = shown.filter(|(_, asked)| asked + FRESH <= now);
    let stale: Vec<i64> = stale.map(|(post, _)| post).take(AT_ONCE).collect();
    if stale.is_empty() {
        return;
    }
    if let Err(error) = ask_again(core, &stale).await {
        tracing::warn!(%error, "quotes cannot be asked about");
    }
}

async fn ask_again(core: &Core, posts: &[i64]) -> Result<()> {
    let tx = core.begin().await?;
    for id in posts {
        let before = tx.now() - FRESH;
        if rows::is_first_to_ask(&tx, *id, before).await?
            && let Some(row) = rows::of_post(&tx, *id).await?
        {
            follow::check(&tx, &row);
        }
    }
    tx.commit().await
}
