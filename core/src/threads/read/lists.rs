//! Lists of threads and contributions: front page, salon, person, hashtag, collections.

use std::collections::HashSet;

use sea_orm::sea_query::{Expr, IntoColumnRef, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Value,
};

use super::heading::{self, Heading};
use super::rows::{self, Shown};
use super::{PAGE, Viewer};
use crate::forums::{self, Forum};
use crate::ledger;
use crate::peering::{self, Level};
use crate::people::{self, Person};
use crate::store::dialect::statement;
use crate::store::entity::{forum, peer, person, post, post_tag, record, thread};
use crate::threads::Thread;
use crate::timelines::sql;
use crate::{Core, Millis, Result, Tx};

/// Of what waits for moderators so much is shown.
const HELD: usize = 100;

/// A thread in a list, with the one who opened it.
#[derive(Debug, Clone)]
pub struct Listed {
    pub thread: Thread,
    pub author: Option<Person>,
    /// What stands above it; a thread whose opening comes from a blocked host has no author either.
    pub heading: Heading,
}

/// A page of a forum.
#[derive(Debug, Clone)]
pub struct Salon {
    pub forum: Forum,
    pub threads: Vec<Listed>,
    pub page: u64,
    pub pages: u64,
    pub total: u64,
}

/// One page of a forum's threads, pinned first, then by newest contribution.
pub async fn salon(core: &Core, forum: Forum, page: u64) -> Result<Salon> {
    let query = thread::Entity::find()
        .filter(thread::Column::ForumId.eq(forum.id))
        .filter(thread::Column::Posts.gt(0))
        .filter(not_blocked((thread::Entity, thread::Column::AuthorId)))
        .order_by_desc(thread::Column::Pinned)
        .order_by_desc(thread::Column::LastAt);
    let total = query.clone().count(core.reader()).await?;
    let pages = total.div_ceil(PAGE).max(1);
    let page = page.clamp(1, pages);
    let found = query
        .offset((page - 1) * PAGE)
        .limit(PAGE)
        .all(core.reader())
        .await?;
    Ok(Salon {
        forum,
        threads: listed(core, found).await?,
        page,
        pages,
        total,
    })
}

/// That whoever stands in a column of authors is not suspended, and of no host that is blocked.
fn not_blocked(author: impl IntoColumnRef) -> Expr {
    nobody(author, kept_out())
}

/// As [`not_blocked`], and not silenced: shown to those who do not know them.
fn for_strangers(author: impl IntoColumnRef) -> Expr {
    use sea_orm::ExprTrait as _;

    let silenced = Expr::col((person::Entity, person::Column::LimitedAt)).is_not_null();
    nobody(author, kept_out().or(silenced))
}

fn kept_out() -> Expr {
    use sea_orm::ExprTrait as _;

    let suspended = Expr::col((person::Entity, person::Column::SuspendedAt)).is_not_null();
    Expr::col((peer::Entity, peer::Column::Level))
        .eq(Level::Block.as_str())
        .or(suspended)
}

/// That nobody of some people stands in a column of authors. Nothing is asked of the column but its
/// person, so that a list still ends at its limit.
fn nobody(author: impl IntoColumnRef, which: Expr) -> Expr {
    use sea_orm::ExprTrait as _;

    let some = Query::select()
        .expr(Expr::val(1))
        .from(person::Entity)
        .left_join(
            peer::Entity,
            Expr::col((peer::Entity, peer::Column::Host))
                .equals((person::Entity, person::Column::Host)),
        )
        .and_where(Expr::col((person::Entity, person::Column::Id)).equals(author))
        .and_where(which)
        .to_owned();
    Expr::exists(some).not()
}

/// The threads with the newest contributions, whatever their forum; what is written outside forums is
/// on its author's page.
pub async fn newest_threads(core: &Core, limit: u64) -> Result<Vec<Listed>> {
    let found = thread::Entity::find()
        .filter(thread::Column::Posts.gt(0))
        .filter(thread::Column::ForumId.is_not_null())
        .filter(for_strangers((thread::Entity, thread::Column::AuthorId)))
        .order_by_desc(thread::Column::LastAt)
        .limit(limit)
        .all(core.reader())
        .await?;
    listed(core, found).await
}

/// What the front page shows: forums, and threads with news.
pub async fn front(core: &Core) -> Result<(Vec<Forum>, Vec<Listed>)> {
    Ok((forums::list(core).await?, newest_threads(core, 10).await?))
}

/// The live contributions of a person, newest first.
pub async fn by_author(core: &Core, author: i64, page: u64, limit: u64) -> Result<Vec<Shown>> {
    let ids: Vec<i64> = post::Entity::find()
        .select_only()
        .column(post::Column::Id)
        .filter(post::Column::AuthorId.eq(author))
        .filter(post::Column::State.eq("live"))
        .filter(post::Column::Visibility.eq("public"))
        .filter(not_blocked((post::Entity, post::Column::AuthorId)))
        .order_by_desc(post::Column::Published)
        .offset(page.saturating_sub(1) * limit)
        .limit(limit)
        .into_tuple()
        .all(core.reader())
        .await?;
    rows::shown(core, &ids).await
}

/// The live contributions with a hashtag, newest first.
pub async fn by_tag(core: &Core, tag: &str, page: u64) -> Result<Vec<Shown>> {
    let ids: Vec<i64> = post::Entity::find()
        .select_only()
        .column(post::Column::Id)
        .filter(
            post::Column::Id.in_subquery(
                sea_orm::sea_query::Query::select()
                    .column(post_tag::Column::PostId)
                    .from(post_tag::Entity)
                    .and_where(post_tag::Column::Tag.eq(tag))
                    .to_owned(),
            ),
        )
        .filter(post::Column::State.eq("live"))
        .filter(post::Column::Visibility.eq("public"))
        .filter(for_strangers((post::Entity, post::Column::AuthorId)))
        .order_by_desc(post::Column::Published)
        .offset(page.saturating_sub(1) * PAGE)
        .limit(PAGE)
        .into_tuple()
        .all(core.reader())
        .await?;
    rows::shown(core, &ids).await
}

/// Hashtags in what everybody is shown that begin with some letters, by their keys.
pub async fn tags_beginning_with(core: &Core, letters: &str, limit: u64) -> Result<Vec<String>> {
    if letters.is_empty() {
        return Ok(Vec::new());
    }
    let open = sql::for_strangers();
    let words = format!(
        "SELECT DISTINCT g.tag FROM post_tag g JOIN post x ON x.id = g.post_id \
         WHERE g.tag >= ? AND g.tag < ? AND {} ORDER BY g.tag LIMIT {limit}",
        open.words
    );
    let mut values: Vec<Value> = vec![letters.into(), format!("{letters}\u{10ffff}").into()];
    values.extend(open.values);
    let asked = statement(core.backend(), &words, values);
    let rows = core.reader().query_all_raw(asked).await?;
    rows.iter().map(|row| Ok(row.try_get("", "tag")?)).collect()
}

/// Posts in a state other than live. The condition is written out once more in the words of the index
/// that holds only those.
fn aside(state: &str) -> Condition {
    Condition::all()
        .add(post::Column::State.eq(state))
        .add(Expr::cust("\"post\".\"state\" <> 'live'"))
}

/// Edits that are held, and deletions whose author has changed.
fn held_changes() -> sea_orm::sea_query::SelectStatement {
    let edits = Condition::all()
        .add(ledger::stands(ledger::Standing::Held))
        .add(record::Column::Kind.eq("update"));
    sea_orm::sea_query::Query::select()
        .column(record::Column::Object)
        .from(record::Entity)
        .cond_where(Condition::any().add(edits).add(ledger::deletes_in_doubt()))
        .to_owned()
}

/// What waits for a moderator of a forum, edits and doubted deletions of what
/// counts already included, oldest first.
pub async fn held(core: &Core, forum_id: Option<i64>) -> Result<Vec<Shown>> {
    // Two questions: of both at once PostgreSQL would read every post.
    let changed = post::Column::Uri.in_subquery(held_changes());
    let mut found: Vec<(i64, Millis)> = Vec::new();
    for which in [aside("held"), Condition::all().add(changed)] {
        let mut query = post::Entity::find()
            .select_only()
            .column(post::Column::Id)
            .column(post::Column::ReceivedAt)
            .filter(which)
            .filter(post::Column::State.ne("deleted"))
            .order_by_asc(post::Column::ReceivedAt)
            .limit(HELD as u64);
        if let Some(forum_id) = forum_id {
            query = query.filter(post::Column::ForumId.eq(forum_id));
        }
        found.extend(
            query
                .into_tuple::<(i64, Millis)>()
                .all(core.reader())
                .await?,
        );
    }
    found.sort_by_key(|(id, received)| (*received, *id));
    found.dedup();
    let ids: Vec<i64> = found.into_iter().map(|(id, _)| id).take(HELD).collect();
    rows::shown(core, &ids).await
}

/// The newest threads of a forum: (context, root, rid of the root's Create).
pub async fn newest_roots(
    core: &Core,
    forum_id: i64,
    limit: u64,
) -> Result<Vec<(Thread, Option<Vec<u8>>)>> {
    let threads = thread::Entity::find()
        .filter(thread::Column::ForumId.eq(forum_id))
        .filter(thread::Column::Posts.gt(0))
        .order_by_desc(thread::Column::LastAt)
        .limit(limit)
        .all(core.reader())
        .await?;
    let roots: Vec<String> = threads.iter().filter_map(|one| one.root.clone()).collect();
    let rids: Vec<(String, Option<Vec<u8>>)> = post::Entity::find()
        .select_only()
        .column(post::Column::Uri)
        .column(post::Column::CreatedBy)
        .filter(post::Column::Uri.is_in(roots))
        .filter(post::Column::State.eq("live"))
        .into_tuple()
        .all(core.reader())
        .await?;
    Ok(threads
        .into_iter()
        .map(|one| {
            let rid = rids
                .iter()
                .find(|(uri, _)| Some(uri) == one.root.as_ref())
                .and_then(|(_, rid)| rid.clone());
            (one, rid)
        })
        .collect())
}

/// The forums of this node's knowledge that a person has contributed to.
pub async fn forums_of(tx: &Tx, author: i64) -> Result<Vec<Forum>> {
    let ids: Vec<Option<i64>> = post::Entity::find()
        .select_only()
        .column(post::Column::ForumId)
        .distinct()
        .filter(post::Column::AuthorId.eq(author))
        .into_tuple()
        .all(tx.conn().await?)
        .await?;
    let ids: Vec<i64> = ids.into_iter().flatten().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(forum::Entity::find()
        .filter(forum::Column::Id.is_in(ids))
        .all(tx.conn().await?)
        .await?)
}

/// The reader's own contributions in every state, newest first.
pub async fn own(core: &Core, viewer: &Viewer, limit: u64) -> Result<Vec<Shown>> {
    let Some(person) = &viewer.person else {
        return Ok(Vec::new());
    };
    let ids: Vec<i64> = post::Entity::find()
        .select_only()
        .column(post::Column::Id)
        .filter(post::Column::AuthorId.eq(person.id))
        .order_by_desc(post::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(core.reader())
        .await?;
    rows::shown(core, &ids).await
}

async fn listed(core: &Core, threads: Vec<Thread>) -> Result<Vec<Listed>> {
    let ids: Vec<i64> = threads.iter().filter_map(|one| one.author_id).collect();
    let authors = people::by_ids(core, &ids).await?;
    let untitled = threads.iter().filter(|one| one.title.is_empty());
    let untitled = untitled.map(|one| one.id).collect();
    let mut headings = heading::untitled(core, untitled).await?;
    let hosts = blocked_among(core, &authors).await?;
    Ok(threads
        .into_iter()
        .map(|thread| {
            let author = authors
                .iter()
                .find(|one| Some(one.id) == thread.author_id)
                .cloned();
            let is_blocked = |one: &Person| one.suspended_at.is_some() || hosts.contains(&one.host);
            let blocked = author.as_ref().is_some_and(is_blocked);
            let heading = match headings.remove(&thread.id) {
                _ if blocked => Heading::Blocked,
                None if thread.title.is_empty() => Heading::Missing,
                None => Heading::Words(thread.title.clone()),
                Some(heading) => heading,
            };
            Listed {
                thread,
                author: author.filter(|_| !blocked),
                heading,
            }
        })
        .collect())
}

/// Hosts of some people that are blocked.
async fn blocked_among(core: &Core, people: &[Person]) -> Result<HashSet<String>> {
    let mut blocked = HashSet::new();
    for person in people.iter().filter(|person| !person.local) {
        if peering::level(core, &person.host).await? == Level::Block {
            blocked.insert(person.host.clone());
        }
    }
    Ok(blocked)
}

/// Some threads with those who opened them, in no order.
pub async fn threads_of(core: &Core, ids: &[i64]) -> Result<Vec<Listed>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = thread::Entity::find()
        .filter(thread::Column::Id.is_in(ids.iter().copied()))
        .all(core.reader())
        .await?;
    listed(core, found).await
}

/// How many threads each forum lists, and when the newest came: (forum, threads,
/// milliseconds UTC).
pub async fn tallies(core: &Core) -> Result<Vec<(i64, u64, Millis)>> {
    let rows: Vec<(Option<i64>, i64, Option<i64>)> = thread::Entity::find()
        .select_only()
        .column(thread::Column::ForumId)
        .column_as(thread::Column::Id.count(), "threads")
        .column_as(thread::Column::LastAt.max(), "last")
        .filter(thread::Column::Posts.gt(0))
        .filter(not_blocked((thread::Entity, thread::Column::AuthorId)))
        .group_by(thread::Column::ForumId)
        .into_tuple()
        .all(core.reader())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(forum, threads, last)| {
            Some((
                forum?,
                u64::try_from(threads).unwrap_or(0),
                last.unwrap_or(0),
            ))
        })
        .collect())
}

/// What moderators of a forum have removed, newest first.
pub async fn removed(core: &Core, forum_id: i64, limit: u64) -> Result<Vec<Shown>> {
    let ids: Vec<i64> = post::Entity::find()
        .select_only()
        .column(post::Column::Id)
        .filter(aside("removed"))
        .filter(post::Column::ForumId.eq(forum_id))
        .order_by_desc(post::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(core.reader())
        .await?;
    rows::shown(core, &ids).await
}
