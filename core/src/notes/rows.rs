//! The only file of the slice that knows sea-orm.

use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Value,
};

use super::Note;
use crate::store::dialect::{evenly, statement};
use crate::store::entity::{dispatch, mention, post, post_tag};
use crate::{Event, Millis, Result, Tx, conversations, media, polls, quotes};

/// So many notes are erased by one statement.
const TOGETHER: usize = 256;

/// The posts that are for a few, in the words of the index that holds only those.
fn private() -> Condition {
    let words = "\"post\".\"visibility\" IN ('followers', 'direct')";
    Condition::all().add(Expr::cust(words))
}

/// The local ids of all notes for a few.
pub(crate) fn all() -> SelectStatement {
    Query::select()
        .column((post::Entity, post::Column::Id))
        .from(post::Entity)
        .cond_where(private())
        .to_owned()
}

/// The row of a note that has no text yet.
pub(super) fn blank(id: i64, author_id: i64, note: &Note, now: Millis) -> post::Model {
    post::Model {
        id,
        uri: note.uri.clone(),
        url: None,
        thread_id: None,
        forum_id: None,
        author_id,
        parent: note.parent.clone(),
        line: None,
        state: "live".to_owned(),
        visibility: note.audience.as_str().to_owned(),
        title: None,
        html: String::new(),
        source: String::new(),
        lang: String::new(),
        published: note.published,
        updated: note.updated,
        rev: note.rev,
        likes: 0,
        reason: None,
        removed_at: None,
        created_by: None,
        winner: None,
        received_at: now,
        warning: None,
        quotable: None,
    }
}

/// Who is named in a post or addressed by it.
pub(super) async fn named(tx: &Tx, post_id: i64) -> Result<Vec<String>> {
    Ok(mention::Entity::find()
        .select_only()
        .column(mention::Column::Uri)
        .filter(mention::Column::PostId.eq(post_id))
        .into_tuple()
        .all(tx.conn().await?)
        .await?)
}

/// Whether somebody is among them.
pub(super) async fn is_named(tx: &Tx, post_id: i64, uri: &str) -> Result<bool> {
    let found = mention::Entity::find_by_id((post_id, uri.to_owned()))
        .one(tx.conn().await?)
        .await?;
    Ok(found.is_some())
}

/// Lets go of the letters that carry the text of a note, sent or not.
pub(super) async fn forget_letters(tx: &Tx, post_id: i64) -> Result<()> {
    dispatch::Entity::delete_many()
        .filter(dispatch::Column::About.eq(post_id))
        .filter(dispatch::Column::About.is_not_null())
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// Whom somebody has named or addressed in what they wrote for a few.
pub(crate) async fn told_by(tx: &Tx, author_id: i64) -> Result<Vec<String>> {
    let written = Query::select()
        .column((post::Entity, post::Column::Id))
        .from(post::Entity)
        .and_where(post::Column::AuthorId.eq(author_id))
        .cond_where(private())
        .to_owned();
    Ok(mention::Entity::find()
        .select_only()
        .column(mention::Column::Uri)
        .distinct()
        .filter(mention::Column::PostId.in_subquery(written))
        .into_tuple()
        .all(tx.conn().await?)
        .await?)
}

/// Erases everything that somebody has written for a few.
pub(crate) async fn erase_all(tx: &Tx, author_id: i64) -> Result<()> {
    let ids: Vec<i64> = post::Entity::find()
        .select_only()
        .column(post::Column::Id)
        .filter(post::Column::AuthorId.eq(author_id))
        .filter(private())
        .into_tuple()
        .all(tx.conn().await?)
        .await?;
    for some in ids.chunks(TOGETHER) {
        dispatch::Entity::delete_many()
            .filter(dispatch::Column::About.is_in(evenly(some)))
            .filter(dispatch::Column::About.is_not_null())
            .exec(tx.conn().await?)
            .await?;
        post_tag::Entity::delete_many()
            .filter(post_tag::Column::PostId.is_in(evenly(some)))
            .exec(tx.conn().await?)
            .await?;
        told_it_is_gone(tx, some).await?;
        mention::Entity::delete_many()
            .filter(mention::Column::PostId.is_in(evenly(some)))
            .exec(tx.conn().await?)
            .await?;
        conversations::forget_posts(tx, some).await?;
        polls::forget_of_posts(tx, some).await?;
        quotes::forget_of_posts(tx, some).await?;
        media::forget_of_posts(tx, some).await?;
        empty(tx, some).await?;
    }
    if !ids.is_empty() {
        tx.memo().ledger.posts.clear();
    }
    Ok(())
}

/// Members to whom some of it was said hear that it is gone.
pub(super) async fn told_it_is_gone(tx: &Tx, ids: &[i64]) -> Result<()> {
    let words = format!(
        "SELECT m.post_id AS post, a.id AS person FROM mention m JOIN person a ON a.uri = m.uri \
         WHERE a.local AND m.post_id IN ({})",
        vec!["?"; ids.len()].join(", ")
    );
    let values = ids.iter().map(|id| Value::from(*id)).collect();
    let asked = statement(tx.core().backend(), &words, values);
    for row in tx.conn().await?.query_all_raw(asked).await? {
        tx.happens(Event::GoneFor {
            person: row.try_get("", "person")?,
            post: row.try_get("", "post")?,
        });
    }
    Ok(())
}

async fn empty(tx: &Tx, ids: &[i64]) -> Result<()> {
    for id in ids {
        tx.unindexed(*id).await?;
        tx.happens(Event::Gone(*id));
    }
    let nothing = || Expr::value(None::<String>);
    post::Entity::update_many()
        .col_expr(post::Column::State, Expr::value("deleted"))
        .col_expr(post::Column::Url, nothing())
        .col_expr(post::Column::Title, nothing())
        .col_expr(post::Column::Warning, nothing())
        .col_expr(post::Column::Html, Expr::value(""))
        .col_expr(post::Column::Source, Expr::value(""))
        .col_expr(post::Column::Lang, Expr::value(""))
        .filter(post::Column::Id.is_in(evenly(ids)))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}
