//! The queries behind a thread's page: head, outline, texts, likes.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, FromQueryResult, IdenStatic, Iterable, QueryResult, Value};

use super::Viewer;
use crate::ledger::digest::{Counted, Parts};
use crate::peering::Level;
use crate::people::Person;
use crate::store::dialect::statement;
use crate::store::entity::{forum, post};
use crate::threads::compared::Compared;
use crate::{Core, Millis, Result, forums};

/// A contribution with what a page says beside it.
#[derive(Debug, Clone)]
pub struct Shown {
    pub post: post::Model,
    pub author_uri: String,
    pub author_name: String,
    pub author_host: String,
    pub author_display: String,
    pub author_local: bool,
    pub author_url: Option<String>,
    /// Whether its author's host is blocked: a page of the node shows its place, and nothing of it.
    pub blocked: bool,
    /// The contribution that it answers, if it is known here.
    pub parent: Option<ShownParent>,
}

/// The contribution that another one answers.
#[derive(Debug, Clone)]
pub struct ShownParent {
    pub id: i64,
    /// Empty where its author's host is blocked.
    pub display: String,
    pub blocked: bool,
}

impl Shown {
    /// Whether it answers a contribution that has not come.
    pub fn parent_missing(&self) -> bool {
        self.post.parent.is_some() && self.parent.is_none()
    }
}

/// A thread with its forum and the last sign of life of the forum's home.
#[derive(Debug, Clone)]
pub(super) struct Head {
    pub(super) title: String,
    pub(super) lang: String,
    pub(super) locked: bool,
    pub(super) pinned: bool,
    pub(super) root: Option<String>,
    pub(super) context: String,
    pub(super) forum: Option<forums::Forum>,
    pub(super) last_in: Option<Millis>,
    pub(super) compared: Option<Compared>,
    /// Whether the host of whoever opened it is blocked, and its title hidden with the opening.
    pub(super) blocked: bool,
}

/// A post without its text: what the predicate and the digest need.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) uri: String,
    pub(super) thread_id: Option<i64>,
    pub(super) author_id: i64,
    pub(super) parent: Option<String>,
    pub(super) line: Option<String>,
    pub(super) state: String,
    pub(super) visibility: String,
    pub(super) created_by: Option<Vec<u8>>,
    pub(super) winner: Option<Vec<u8>>,
    pub(super) received_at: Millis,
    /// Whether it goes to the reader; asked only of a post that is read by itself.
    #[sea_orm(skip)]
    pub(super) addressed: bool,
}

impl Row {
    /// Whether it waits for the home or for a moderator.
    pub(super) fn waits(&self) -> bool {
        matches!(self.state.as_str(), "pending" | "held" | "unproved")
    }
}

pub(super) const ROW: &str = "SELECT p.id, p.uri, p.thread_id, p.author_id, p.parent, p.line, p.state, p.visibility, p.created_by, p.winner, p.received_at \
    FROM post p";

/// A thread with its forum, in one query.
pub(super) async fn head(core: &Core, id: i64) -> Result<Option<Head>> {
    let columns: Vec<String> = forum::Column::iter()
        .map(|column| format!("f.{0} AS f_{0}", column.as_str()))
        .collect();
    let columns = columns.join(", ");
    let words = format!(
        "SELECT t.title, t.lang, t.locked, t.pinned, t.root, t.context, h.last_in, c.theirs, \
         c.read_at, c.outcome, {} AS o_level, {columns} \
         FROM thread t LEFT JOIN forum f ON f.id = t.forum_id LEFT JOIN peer h ON h.host = f.host \
         LEFT JOIN compared_thread c ON c.context = t.context \
         LEFT JOIN person a ON a.id = t.author_id LEFT JOIN peer o ON o.host = a.host \
         WHERE t.id = ?",
        level("o", "a")
    );
    let found = core
        .reader()
        .query_one_raw(statement(core.backend(), &words, vec![id.into()]))
        .await?;
    let Some(row) = found else { return Ok(None) };
    Ok(Some(Head {
        title: row.try_get("", "title")?,
        lang: row.try_get("", "lang")?,
        locked: row.try_get("", "locked")?,
        pinned: row.try_get("", "pinned")?,
        root: row.try_get("", "root")?,
        context: row.try_get("", "context")?,
        forum: forum::Model::from_query_result_optional(&row, "f_")?,
        last_in: row.try_get("", "last_in")?,
        compared: compared(&row)?,
        blocked: blocks(&row, "o_level")?,
    }))
}

/// The level of a host `peer` for what `person` has written: whoever is suspended is read no more than
/// people of a blocked host.
pub(super) fn level(peer: &str, person: &str) -> String {
    format!("CASE WHEN {person}.suspended_at IS NOT NULL THEN 'block' ELSE {peer}.level END")
}

/// Whether a column holds the level of a host that is blocked; nothing is known of most hosts.
pub(super) fn blocks(row: &QueryResult, column: &str) -> Result<bool> {
    let level: Option<String> = row.try_get("", column)?;
    Ok(level.is_some_and(|level| level == Level::Block.as_str()))
}

/// Whether media of a post `p` are sensitive whatever its author `a` says, as a number.
pub(super) const SENSITIVE: &str = "CASE WHEN a.sensitized_at IS NOT NULL \
    AND EXISTS (SELECT 1 FROM media xm WHERE xm.post_id = p.id) THEN 1 ELSE 0 END";

/// Puts a warning without words before media that are sensitive whatever their author says.
pub(super) fn warned(post: &mut post::Model, row: &QueryResult, column: &str) -> Result<()> {
    let sensitive: i32 = row.try_get("", column)?;
    if sensitive != 0 && post.warning.is_none() {
        post.warning = Some(String::new());
    }
    Ok(())
}

fn compared(row: &QueryResult) -> Result<Option<Compared>> {
    let theirs: Option<String> = row.try_get("", "theirs")?;
    let read_at: Option<Millis> = row.try_get("", "read_at")?;
    let outcome: Option<String> = row.try_get("", "outcome")?;
    let all = theirs.zip(read_at).zip(outcome);
    Ok(all.map(|((theirs, read_at), outcome)| Compared {
        theirs,
        read_at,
        outcome,
    }))
}

/// Every post of a thread without its text, in the order of the page: by date, then by
/// `ActivityPub` id, so that all nodes show the same order.
pub(super) async fn outline(core: &Core, thread_id: i64) -> Result<Vec<Row>> {
    let words = format!("{ROW} WHERE p.thread_id = ? ORDER BY p.published, p.uri");
    rows(core, &words, vec![thread_id.into()]).await
}

/// As [`outline`], of some threads, by their local ids.
pub(super) async fn outlines(core: &Core, ids: &[i64]) -> Result<HashMap<i64, Vec<Row>>> {
    let mut by_thread: HashMap<i64, Vec<Row>> = HashMap::new();
    if ids.is_empty() {
        return Ok(by_thread);
    }
    let words = format!("{ROW} WHERE p.thread_id IN ({})", marks(ids));
    let values = ids.iter().map(|id| Value::from(*id)).collect();
    for row in rows(core, &words, values).await? {
        if let Some(thread) = row.thread_id {
            by_thread.entry(thread).or_default().push(row);
        }
    }
    Ok(by_thread)
}

/// One post without its text.
pub(super) async fn one(core: &Core, id: i64, viewer: &Viewer) -> Result<Option<Row>> {
    let words = format!("{ROW} WHERE p.id = ?");
    let Some(mut row) = rows(core, &words, vec![id.into()]).await?.pop() else {
        return Ok(None);
    };
    if matches!(row.visibility.as_str(), "followers" | "direct")
        && let Some(person) = &viewer.person
    {
        row.addressed = addressed(core, &row, person).await?;
    }
    Ok(Some(row))
}

/// Whether a post that is not for everybody goes to somebody: they are named in it, or follow its
/// author and it is for followers.
async fn addressed(core: &Core, row: &Row, reader: &Person) -> Result<bool> {
    let words = "SELECT 1 AS one FROM mention m WHERE m.post_id = ? AND m.uri = ? \
                 UNION ALL SELECT 1 FROM person a JOIN follow w ON w.followed = a.uri \
                 WHERE a.id = ? AND w.follower = ? AND w.state = 'accepted' AND ? = 'followers'";
    let values = vec![
        row.id.into(),
        reader.uri.as_str().into(),
        row.author_id.into(),
        reader.uri.as_str().into(),
        row.visibility.as_str().into(),
    ];
    let asked = statement(core.backend(), words, values);
    Ok(core.reader().query_one_raw(asked).await?.is_some())
}

/// Whether a person is suspended, or their host is blocked.
pub(super) async fn is_blocked(core: &Core, author: i64) -> Result<bool> {
    let words = format!(
        "SELECT {} AS level FROM person a LEFT JOIN peer h ON h.host = a.host WHERE a.id = ?",
        level("h", "a")
    );
    let found = core
        .reader()
        .query_one_raw(statement(core.backend(), &words, vec![author.into()]))
        .await?;
    found.map_or(Ok(false), |row| blocks(&row, "level"))
}

/// Whether somebody blocks a reader.
pub(super) async fn is_closed_to(core: &Core, author: i64, reader: i64) -> Result<bool> {
    let words = "SELECT 1 AS one FROM block WHERE person_id = ? AND target_id = ?";
    let asked = statement(core.backend(), words, vec![author.into(), reader.into()]);
    Ok(core.reader().query_one_raw(asked).await?.is_some())
}

pub(super) async fn rows(core: &Core, words: &str, values: Vec<Value>) -> Result<Vec<Row>> {
    Ok(
        Row::find_by_statement(statement(core.backend(), words, values))
            .all(core.reader())
            .await?,
    )
}

/// Some posts with their texts, authors and parents, in the order of `ids`.
pub(super) async fn shown(core: &Core, ids: &[i64]) -> Result<Vec<Shown>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let marks = vec!["?"; ids.len()].join(", ");
    let words = format!(
        "SELECT p.*, a.uri AS a_uri, a.name AS a_name, a.host AS a_host, a.display AS a_display, \
         a.local AS a_local, a.url AS a_url, {} AS a_level, {SENSITIVE} AS a_sensitive, \
         pp.id AS parent_id, pa.display AS parent_display, {} AS parent_level \
         FROM post p JOIN person a ON a.id = p.author_id LEFT JOIN peer h ON h.host = a.host \
         LEFT JOIN post pp ON pp.uri = p.parent AND pp.visibility IN ('public', 'unlisted') \
         LEFT JOIN person pa ON pa.id = pp.author_id \
         LEFT JOIN peer ph ON ph.host = pa.host \
         WHERE p.id IN ({marks})",
        level("h", "a"),
        level("ph", "pa")
    );
    let values = ids.iter().map(|id| Value::from(*id)).collect();
    let found = core
        .reader()
        .query_all_raw(statement(core.backend(), &words, values))
        .await?;
    let mut by_id = HashMap::with_capacity(found.len());
    for row in found {
        let one = read(&row)?;
        by_id.insert(one.post.id, one);
    }
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

fn read(row: &QueryResult) -> Result<Shown> {
    let parent_id: Option<i64> = row.try_get("", "parent_id")?;
    let parent_display: Option<String> = row.try_get("", "parent_display")?;
    let parent_blocked = blocks(row, "parent_level")?;
    let mut post = post::Model::from_query_result(row, "")?;
    warned(&mut post, row, "a_sensitive")?;
    Ok(Shown {
        post,
        author_uri: row.try_get("", "a_uri")?,
        author_name: row.try_get("", "a_name")?,
        author_host: row.try_get("", "a_host")?,
        author_display: row.try_get("", "a_display")?,
        author_local: row.try_get("", "a_local")?,
        author_url: row.try_get("", "a_url")?,
        blocked: blocks(row, "a_level")?,
        parent: parent_id.map(|id| ShownParent {
            id,
            display: parent_display
                .filter(|_| !parent_blocked)
                .unwrap_or_default(),
            blocked: parent_blocked,
        }),
    })
}

/// (object, actor) of every counted like of a thread's live posts.
pub(super) async fn counted_likes(core: &Core, thread_id: i64) -> Result<Vec<(String, String)>> {
    let words = "SELECT l.object, l.actor FROM post_like l JOIN post p ON p.uri = l.object \
                 WHERE p.thread_id = ? AND p.line = 'live' AND l.counted = ?";
    let values = vec![thread_id.into(), true.into()];
    let found = core
        .reader()
        .query_all_raw(statement(core.backend(), words, values))
        .await?;
    found
        .iter()
        .map(|row| Ok((row.try_get("", "object")?, row.try_get("", "actor")?)))
        .collect()
}

/// As [`counted_likes`], of some threads, by their local ids.
pub(super) async fn counted_likes_of(
    core: &Core,
    ids: &[i64],
) -> Result<HashMap<i64, Vec<(String, String)>>> {
    let mut by_thread: HashMap<i64, Vec<(String, String)>> = HashMap::new();
    if ids.is_empty() {
        return Ok(by_thread);
    }
    let words = format!(
        "SELECT p.thread_id, l.object, l.actor FROM post_like l JOIN post p ON p.uri = l.object \
         WHERE p.thread_id IN ({}) AND p.line = 'live' AND l.counted = ?",
        marks(ids)
    );
    let mut values: Vec<Value> = ids.iter().map(|id| Value::from(*id)).collect();
    values.push(true.into());
    let found = core
        .reader()
        .query_all_raw(statement(core.backend(), &words, values))
        .await?;
    for row in found {
        let like = (row.try_get("", "object")?, row.try_get("", "actor")?);
        let thread = row.try_get("", "thread_id")?;
        by_thread.entry(thread).or_default().push(like);
    }
    Ok(by_thread)
}

pub(super) fn marks(ids: &[i64]) -> String {
    vec!["?"; ids.len()].join(", ")
}

/// Which of some posts an actor supports.
pub(super) async fn supported(core: &Core, actor: &str, ids: &[i64]) -> Result<Vec<i64>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let marks = vec!["?"; ids.len()].join(", ");
    let words = format!(
        "SELECT p.id FROM post p JOIN post_like l ON l.object = p.uri \
         WHERE l.actor = ? AND l.active = ? AND p.id IN ({marks})"
    );
    let mut values: Vec<Value> = vec![actor.into(), true.into()];
    values.extend(ids.iter().map(|id| Value::from(*id)));
    let found = core
        .reader()
        .query_all_raw(statement(core.backend(), &words, values))
        .await?;
    found.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

/// What the digest is made of, from rows that the page has read anyway.
pub(super) fn parts(head: &Head, outline: &[Row], likes: Vec<(String, String)>) -> Parts {
    Parts {
        root: head.root.clone().unwrap_or_else(|| head.context.clone()),
        forum: head
            .forum
            .as_ref()
            .map(|forum| forum.uri.clone())
            .unwrap_or_default(),
        locked: head.locked,
        posts: counted(outline),
        likes,
    }
}

/// The posts that have a line.
pub(super) fn counted(outline: &[Row]) -> Vec<Counted> {
    outline
        .iter()
        .filter_map(|row| {
            Some(Counted {
                uri: row.uri.clone(),
                line: row.line.clone()?,
                create: row.created_by.clone(),
                winner: row.winner.clone(),
                parent: row.parent.clone(),
            })
        })
        .collect()
}
