//! The row of a thread: opened by the first post that names it, counted from its posts.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
};

use super::fold::Line;
use super::place::Placed;
use super::{refold, rows};
use crate::store::dialect::statement;
use crate::store::entity::{person, post, thread};
use crate::{Core, Millis, Result, Tx};

/// A thread by local id, inside a write.
pub(crate) async fn by_id(tx: &Tx, id: i64) -> Result<Option<thread::Model>> {
    if let Some(known) = tx.memo().ledger.threads.get(&id) {
        return Ok(Some(known));
    }
    let found = thread::Entity::find_by_id(id).one(tx.conn().await?).await?;
    if let Some(thread) = &found {
        tx.memo().ledger.keep_thread(thread);
    }
    Ok(found)
}

pub(super) async fn by_context(tx: &Tx, context: &str) -> Result<Option<thread::Model>> {
    match tx.memo().ledger.contexts.get(context) {
        Some(Some(id)) => return by_id(tx, id).await,
        Some(None) => return Ok(None),
        None => {}
    }
    let found = thread::Entity::find()
        .filter(thread::Column::Context.eq(context))
        .one(tx.conn().await?)
        .await?;
    match &found {
        Some(thread) => tx.memo().ledger.keep_thread(thread),
        None => tx.memo().ledger.contexts.keep(context.to_owned(), None),
    }
    Ok(found)
}

/// Opens a thread for a post that names it. It counts this one post; what else is in it is counted
/// by [`recount`].
pub(super) async fn open(
    tx: &Tx,
    row: &post::Model,
    id: i64,
    context: &str,
    is_root: bool,
) -> Result<thread::Model> {
    let of_root = |text: Option<&str>| text.filter(|_| is_root).unwrap_or_default().to_owned();
    // As in [`recount`], the title of what was removed is told to nobody.
    let title = row.title.as_deref().filter(|_| row.state != "removed");
    let made = thread::Model {
        id,
        context: context.to_owned(),
        root: is_root.then(|| row.uri.clone()),
        forum_id: row.forum_id,
        title: of_root(title),
        lang: of_root(Some(&row.lang)),
        author_id: is_root.then_some(row.author_id),
        locked: false,
        pinned: false,
        posts: i64::from(shows(row)),
        opened_at: row.published,
        last_at: row.published,
    };
    tx.add_thread(made.clone()).await?;
    tx.memo().ledger.free.forget(&id);
    tx.memo().ledger.keep_thread(&made);
    Ok(made)
}

/// Writes what a post changes about its thread: root, title, number and date of contributions.
/// A new reply is added to its thread; whatever is rarer counts the thread afresh.
pub(super) async fn settle(
    tx: &Tx,
    row: &post::Model,
    old: Option<&post::Model>,
    is_root: bool,
    placed: &Placed,
) -> Result<()> {
    if let Some(left) = placed.left {
        recount(tx, left).await?;
    }
    let Some(thread) = &placed.thread else {
        return Ok(());
    };
    if placed.opened && !placed.recount {
        return Ok(());
    }
    let takes_root = is_root && thread.root.is_none();
    if takes_root {
        thread::Entity::update_many()
            .col_expr(thread::Column::Root, Expr::value(Some(row.uri.clone())))
            .filter(thread::Column::Id.eq(thread.id))
            .exec(tx.conn().await?)
            .await?;
        tx.memo().ledger.threads.forget(&thread.id);
    }
    let was = old.filter(|old| old.thread_id == row.thread_id);
    let change = i64::from(shows(row)) - i64::from(was.is_some_and(shows));
    let of_root = takes_root || thread.root.as_ref() == Some(&row.uri);
    let moved = was.is_some_and(|was| was.published != row.published);
    if placed.recount || of_root || moved || thread.root.is_none() || change < 0 {
        return recount(tx, thread.id).await;
    }
    if change == 0 {
        return Ok(());
    }
    tx.count_in(thread.id, change, row.published).await?;
    tx.memo().ledger.threads.change(&thread.id, |known| {
        known.posts += change;
        known.last_at = Ord::max(known.last_at, row.published);
    });
    Ok(())
}

/// Counts a thread afresh from its posts. A thread that has lost its last post goes.
pub(super) async fn recount(tx: &Tx, id: i64) -> Result<()> {
    let words = "SELECT COUNT(*) AS every, MIN(published) AS first, MIN(forum_id) AS forum, \
                 SUM(CASE WHEN line = 'live' AND state = 'live' THEN 1 ELSE 0 END) AS live, \
                 MAX(CASE WHEN line = 'live' AND state = 'live' THEN published END) AS last \
                 FROM post WHERE thread_id = ?";
    let asked = statement(tx.core().backend(), words, vec![id.into()]);
    let Some(sums) = tx.conn().await?.query_one_raw(asked).await? else {
        return Ok(());
    };
    let every: i64 = sums.try_get("", "every")?;
    if every == 0 {
        thread::Entity::delete_by_id(id)
            .exec(tx.conn().await?)
            .await?;
        tx.memo().ledger.forget_threads();
        return Ok(());
    }
    let Some(thread) = by_id(tx, id).await? else {
        return Ok(());
    };
    let root = match thread.root.as_deref() {
        Some(uri) => refold::find(tx, uri).await?,
        None => None,
    };
    let first: Option<Millis> = sums.try_get("", "first")?;
    let any_forum: Option<i64> = sums.try_get("", "forum")?;
    let last: Option<Millis> = sums.try_get("", "last")?;
    let opened_at = root
        .as_ref()
        .map(|root| root.published)
        .or(first)
        .unwrap_or(thread.opened_at);
    let forum_id = root.as_ref().and_then(|root| root.forum_id).or(any_forum);
    let counted = thread::Model {
        // What was removed is told to nobody, its title included.
        title: root
            .as_ref()
            .filter(|root| root.state != "removed")
            .and_then(|root| root.title.clone())
            .unwrap_or_default(),
        lang: root
            .as_ref()
            .map(|root| root.lang.clone())
            .unwrap_or_default(),
        author_id: root.as_ref().map(|root| root.author_id),
        posts: sums.try_get::<Option<i64>>("", "live")?.unwrap_or(0),
        opened_at,
        last_at: last.unwrap_or(opened_at),
        forum_id,
        ..thread.clone()
    };
    if counted == thread {
        return Ok(());
    }
    tx.memo().ledger.keep_thread(&counted);
    thread::Entity::update(thread::ActiveModel::from(counted).reset_all())
        .exec(tx.conn().await?)
        .await?;
    match forum_id {
        Some(forum) => belong(tx, id, forum).await,
        None => Ok(()),
    }
}

/// What is in the thread of a forum and says no forum itself is of that forum.
async fn belong(tx: &Tx, thread: i64, forum: i64) -> Result<()> {
    let change = post::Entity::update_many()
        .col_expr(post::Column::ForumId, Expr::value(Some(forum)))
        .filter(post::Column::ThreadId.eq(thread))
        .filter(post::Column::ForumId.is_null())
        .exec(tx.conn().await?)
        .await?;
    if change.rows_affected > 0 {
        tx.memo().ledger.posts.clear();
    }
    Ok(())
}

/// All posts of one thread go to another, and the first thread goes.
pub(super) async fn merge(tx: &Tx, from: i64, to: i64) -> Result<()> {
    post::Entity::update_many()
        .col_expr(post::Column::ThreadId, Expr::value(Some(to)))
        .filter(post::Column::ThreadId.eq(from))
        .exec(tx.conn().await?)
        .await?;
    thread::Entity::delete_by_id(from)
        .exec(tx.conn().await?)
        .await?;
    tx.memo().ledger.forget();
    Ok(())
}

/// A thread takes the name that its forum's home gives it.
pub(super) async fn rename(tx: &Tx, id: i64, old: &str, new: &str) -> Result<()> {
    thread::Entity::update_many()
        .col_expr(thread::Column::Context, Expr::value(new))
        .filter(thread::Column::Id.eq(id))
        .exec(tx.conn().await?)
        .await?;
    tx.memo().ledger.forget_threads();
    rows::rename_context(tx, old, new).await
}

/// A thread takes the id of its root.
pub(super) async fn change_id(tx: &Tx, from: i64, to: i64) -> Result<()> {
    thread::Entity::update_many()
        .col_expr(thread::Column::Id, Expr::value(to))
        .filter(thread::Column::Id.eq(from))
        .exec(tx.conn().await?)
        .await?;
    post::Entity::update_many()
        .col_expr(post::Column::ThreadId, Expr::value(Some(to)))
        .filter(post::Column::ThreadId.eq(from))
        .exec(tx.conn().await?)
        .await?;
    tx.memo().ledger.forget();
    Ok(())
}

/// Whether a post counts among the contributions of its thread.
fn shows(row: &post::Model) -> bool {
    row.line.as_deref() == Some(Line::Live.as_str()) && row.state == "live"
}

/// The authors of a thread, by `ActivityPub` id.
pub(super) async fn authors(core: &Core, thread_id: i64) -> Result<Vec<String>> {
    let ids: Vec<i64> = post::Entity::find()
        .select_only()
        .column(post::Column::AuthorId)
        .distinct()
        .filter(post::Column::ThreadId.eq(thread_id))
        .into_tuple()
        .all(core.reader())
        .await?;
    Ok(person::Entity::find()
        .select_only()
        .column(person::Column::Uri)
        .filter(person::Column::Id.is_in(ids))
        .into_tuple()
        .all(core.reader())
        .await?)
}
