//! What other servers are told of posts: only what everybody may see, by id, never a text. The
//! texts are in the records, as they were signed.

use std::collections::HashSet;

use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Value,
};
use tokio::sync::Mutex;

use super::{Post, Thread};
use crate::store::dialect::statement;
use crate::store::entity::{account, post, thread};
use crate::{Audience, Core, Millis, Result, peering};

/// So many direct replies to a post are listed.
const REPLIES: u64 = 500;

/// Whether a post may be served to anybody: live, and for everybody.
pub fn is_open(post: &Post) -> bool {
    post.state == "live" && Audience::from_column(&post.visibility).is_open()
}

/// What may be served to anybody: what is kept out of public lists is not kept from who asks for it.
fn open() -> Condition {
    let audiences = [Audience::Public, Audience::Unlisted].map(Audience::as_str);
    Condition::all()
        .add(post::Column::State.eq("live"))
        .add(post::Column::Visibility.is_in(audiences))
}

/// The posts of a thread that may be served, by `ActivityPub` id.
pub async fn open_posts(core: &Core, thread_id: i64) -> Result<HashSet<String>> {
    let found: Vec<String> = post::Entity::find()
        .select_only()
        .column(post::Column::Uri)
        .filter(post::Column::ThreadId.eq(thread_id))
        .filter(open())
        .into_tuple()
        .all(core.reader())
        .await?;
    Ok(found.into_iter().collect())
}

/// Whether the forum's home has accepted anything in a thread: only then is there a thread for
/// others.
pub async fn is_begun(core: &Core, thread_id: i64) -> Result<bool> {
    let found = post::Entity::find()
        .filter(post::Column::ThreadId.eq(thread_id))
        .filter(post::Column::Line.is_not_null())
        .limit(1)
        .count(core.reader())
        .await?;
    Ok(found > 0)
}

/// The `ActivityPub` ids of a thread's posts that may be served, oldest first: its `context`
/// collection.
pub async fn in_thread(core: &Core, thread_id: i64) -> Result<Vec<String>> {
    Ok(post::Entity::find()
        .select_only()
        .column(post::Column::Uri)
        .filter(post::Column::ThreadId.eq(thread_id))
        .filter(open())
        .order_by_asc(post::Column::Published)
        .order_by_asc(post::Column::Uri)
        .into_tuple()
        .all(core.reader())
        .await?)
}

/// The `ActivityPub` ids of the direct replies to a post that may be served, oldest first.
pub async fn replies(core: &Core, uri: &str) -> Result<Vec<String>> {
    Ok(post::Entity::find()
        .select_only()
        .column(post::Column::Uri)
        .filter(post::Column::Parent.eq(uri))
        .filter(open())
        .order_by_asc(post::Column::Published)
        .limit(REPLIES)
        .into_tuple()
        .all(core.reader())
        .await?)
}

/// The newest posts of a person of ours that may be served, newest first.
pub async fn of_author(core: &Core, author: i64, offset: u64, limit: u64) -> Result<Vec<Post>> {
    Ok(post::Entity::find()
        .filter(post::Column::AuthorId.eq(author))
        .filter(open())
        .order_by_desc(post::Column::Published)
        .offset(offset)
        .limit(limit)
        .all(core.reader())
        .await?)
}

/// How many posts of a person may be served.
pub async fn count_by_author(core: &Core, author: i64) -> Result<u64> {
    Ok(post::Entity::find()
        .filter(post::Column::AuthorId.eq(author))
        .filter(open())
        .count(core.reader())
        .await?)
}

/// How many posts of a forum are live.
pub async fn count_in_forum(core: &Core, forum_id: i64) -> Result<u64> {
    let words =
        "SELECT CAST(COALESCE(SUM(posts), 0) AS BIGINT) AS n FROM thread WHERE forum_id = ?";
    let row = core
        .reader()
        .query_one_raw(statement(core.backend(), words, vec![forum_id.into()]))
        .await?;
    let count: i64 = row
        .map(|row| row.try_get("", "n"))
        .transpose()?
        .unwrap_or_default();
    Ok(u64::try_from(count).unwrap_or_default())
}

/// The newest posts of a forum that may be served, newest first.
pub async fn newest(core: &Core, forum_id: i64, offset: u64, limit: u64) -> Result<Vec<Post>> {
    // A post is never newer than its thread's newest, so that only so many threads are looked at.
    let mut threads = Query::select();
    threads
        .column(thread::Column::Id)
        .from(thread::Entity)
        .and_where(thread::Column::ForumId.eq(forum_id))
        .and_where(thread::Column::Posts.gt(0))
        .order_by(thread::Column::LastAt, sea_orm::Order::Desc)
        .limit(offset + limit);
    Ok(post::Entity::find()
        .filter(post::Column::ThreadId.in_subquery(threads))
        .filter(open())
        .order_by_desc(post::Column::Published)
        .order_by_desc(post::Column::Id)
        .offset(offset)
        .limit(limit)
        .all(core.reader())
        .await?)
}

/// The pinned threads of a forum, newest first.
pub async fn pinned(core: &Core, forum_id: i64) -> Result<Vec<Thread>> {
    Ok(thread::Entity::find()
        .filter(thread::Column::ForumId.eq(forum_id))
        .filter(thread::Column::Pinned.eq(true))
        .order_by_desc(thread::Column::LastAt)
        .limit(50)
        .all(core.reader())
        .await?)
}

/// How a node is used, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Approved accounts.
    pub people: u64,
    /// People of ours who wrote in the last 30 days.
    pub month: u64,
    /// People of ours who wrote in the last 180 days.
    pub half_year: u64,
    /// Threads that our people opened.
    pub threads: u64,
    /// Replies that our people wrote.
    pub replies: u64,
    /// Hosts with a level or a history here.
    pub hosts: u64,
}

const DAY: Millis = 86_400_000;
/// How long a count of the node's use holds.
const FRESH: Millis = 600_000;

/// The last count of how the node is used, and its moment.
#[derive(Debug, Default)]
pub(crate) struct LastUsage(Mutex<Option<(Millis, Usage)>>);

/// How the node is used, as it was counted ten minutes ago at most. Who asks while it is counted
/// waits for that count.
pub async fn recent_usage(core: &Core) -> Result<Usage> {
    let LastUsage(last) = core.last_usage();
    let mut last = last.lock().await;
    let now = core.now();
    if let Some((at, usage)) = *last
        && now - at < FRESH
    {
        return Ok(usage);
    }
    let usage = usage(core).await?;
    *last = Some((now, usage));
    Ok(usage)
}

/// Counts how the node is used: it reads all that its people have written.
pub async fn usage(core: &Core) -> Result<Usage> {
    let people = account::Entity::find()
        .filter(account::Column::ApprovedAt.is_not_null())
        .count(core.reader())
        .await?;
    let ours = "FROM post p JOIN person a ON a.id = p.author_id \
                WHERE a.local = ? AND p.state = 'live' \
                AND p.visibility IN ('public', 'unlisted')";
    let writers = format!("SELECT COUNT(DISTINCT p.author_id) AS n {ours} AND p.published >= ?");
    let since = |days: i64| -> Vec<Value> { vec![true.into(), (core.now() - days * DAY).into()] };
    let opened = format!("SELECT COUNT(*) AS n {ours} AND p.parent IS NULL");
    let answered = format!("SELECT COUNT(*) AS n {ours} AND p.parent IS NOT NULL");
    Ok(Usage {
        people,
        month: count(core, &writers, since(30)).await?,
        half_year: count(core, &writers, since(180)).await?,
        threads: count(core, &opened, vec![true.into()]).await?,
        replies: count(core, &answered, vec![true.into()]).await?,
        hosts: u64::try_from(peering::list(core).await?.len()).unwrap_or(u64::MAX),
    })
}

async fn count(core: &Core, words: &str, values: Vec<Value>) -> Result<u64> {
    let row = core
        .reader()
        .query_one_raw(statement(core.backend(), words, values))
        .await?;
    let count: i64 = row
        .map(|row| row.try_get("", "n"))
        .transpose()?
        .unwrap_or_default();
    Ok(u64::try_from(count).unwrap_or_default())
}
