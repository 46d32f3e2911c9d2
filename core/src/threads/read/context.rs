//! What stands above and below a post: the whole discussion, as far as the reader may see it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use sea_orm::{FromQueryResult, Value};

use super::rows::{self, Row};
use super::{Seen, Viewer, digest_from, seen};
use crate::ledger::Digest;
use crate::people::Person;
use crate::store::dialect::statement;
use crate::store::shelf::Shelf;
use crate::threads::Post;
use crate::{Core, Result};

/// Posts that are followed upwards where no thread says them: each costs a query.
const STEPS: usize = 40;
/// Answers that are not for everybody, in one discussion.
const PRIVATE: u64 = 1_000;

/// What stands around a post, by local id, in reading order. What the reader may not see is still
/// among it, and is left out by [`super::told()`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// From the opening down to the post that it answers.
    pub above: Vec<i64>,
    /// Depth first: each answer with what answers it.
    pub below: Vec<i64>,
    /// What each post of the discussion answers in it, be that shown or not: by local ids.
    pub answers: Arc<HashMap<i64, i64>>,
    /// What the whole thread adds up to on this node, without its lines; nothing outside salons.
    pub digest: Option<Digest>,
}

/// Discussions that were asked for, by the reader, the post and how much of it was asked for.
pub(super) type AtHand = Shelf<(i64, i64, usize), Context>;

/// What stands around a post that the reader may see: at most `most` above and below.
pub async fn context(core: &Core, id: i64, viewer: &Viewer, most: usize) -> Result<Context> {
    let shelf = &core.posts_at_hand().contexts;
    let read = async || around(core, id, viewer, most).await;
    let found = shelf.one(core, (viewer.id(), id, most), read).await?;
    Ok((*found).clone())
}

async fn around(core: &Core, id: i64, viewer: &Viewer, most: usize) -> Result<Context> {
    let Seen {
        row: post, head, ..
    } = seen(core, id, viewer).await?;
    let mut all = match post.thread_id {
        Some(thread) => rows::outline(core, thread).await?,
        None => vec![post.clone()],
    };
    let digest = match (post.thread_id, head) {
        (Some(thread), Some(head)) if head.forum.is_some() => {
            let likes = rows::counted_likes(core, thread).await?;
            let digest = digest_from(&head, &all, likes);
            Some(Digest {
                core_lines: Vec::new(),
                react_lines: Vec::new(),
                ..digest
            })
        }
        _ => None,
    };
    if let Some(reader) = &viewer.person {
        all.extend(private(core, &post, reader).await?);
    }
    let by_uri: HashMap<&str, &Row> = all.iter().map(|row| (row.uri.as_str(), row)).collect();
    let mut above = above(&by_uri, &post);
    let mut top = above.last().copied().unwrap_or(&post).parent.clone();
    let mut further = Vec::new();
    while let Some(uri) = top.filter(|uri| !by_uri.contains_key(uri.as_str()))
        && further.len() < STEPS
    {
        let found: Option<Post> = crate::threads::post_by_uri(core, &uri).await?;
        top = found.as_ref().and_then(|post| post.parent.clone());
        further.extend(found.map(|post| post.id));
    }
    let mut ids: Vec<i64> = above.drain(..).map(|row| row.id).collect();
    ids.extend(further);
    ids.reverse();
    let over = ids.len().saturating_sub(most);
    ids.drain(..over);
    let answers = all.iter().filter_map(|row| {
        let parent = by_uri.get(row.parent.as_deref()?)?;
        Some((row.id, parent.id))
    });
    Ok(Context {
        answers: Arc::new(answers.collect()),
        above: ids,
        below: below(&all, &post, most),
        digest,
    })
}

/// What a post answers, and what that answers, as far as it is known; the nearest first.
fn above<'r>(by_uri: &HashMap<&str, &'r Row>, post: &Row) -> Vec<&'r Row> {
    let mut found: Vec<&Row> = Vec::new();
    let mut next = post.parent.as_deref();
    while let Some(row) = next.and_then(|uri| by_uri.get(uri).copied())
        && row.id != post.id
        && found.len() < by_uri.len()
    {
        found.push(row);
        next = row.parent.as_deref();
    }
    found
}

fn below(all: &[Row], post: &Row, most: usize) -> Vec<i64> {
    let mut answers: HashMap<&str, Vec<&Row>> = HashMap::new();
    for row in all {
        if let Some(parent) = row.parent.as_deref() {
            answers.entry(parent).or_default().push(row);
        }
    }
    let mut found = Vec::new();
    let mut seen = HashSet::from([post.id]);
    let mut waiting = vec![post];
    while let Some(row) = waiting.pop() {
        if row.id != post.id {
            found.push(row.id);
        }
        if found.len() >= most {
            break;
        }
        let answers = answers.get(row.uri.as_str()).into_iter().flatten().rev();
        waiting.extend(answers.filter(|answer| seen.insert(answer.id)));
    }
    found
}

/// Answers of the discussion that stand in no thread, since they are not for everybody: those that may be
/// for the reader, a bounded number.
async fn private(core: &Core, post: &Row, reader: &Person) -> Result<Vec<Row>> {
    let (begun, of): (&str, Value) = match post.thread_id {
        Some(thread) => ("SELECT uri FROM post WHERE thread_id = ?", thread.into()),
        None => ("SELECT uri FROM post WHERE id = ?", post.id.into()),
    };
    let words = format!(
        "WITH RECURSIVE down(uri) AS ({begun} UNION SELECT q.uri FROM down d \
         JOIN post q ON q.parent = d.uri WHERE q.thread_id IS NULL) \
         {} JOIN down d ON d.uri = p.uri WHERE p.thread_id IS NULL AND p.id <> ? \
         AND (p.author_id = ? OR EXISTS (SELECT 1 FROM mention m WHERE m.post_id = p.id \
         AND m.uri = ?) OR p.visibility = 'followers') ORDER BY p.published, p.uri LIMIT {PRIVATE}",
        rows::ROW
    );
    let values = vec![
        of,
        post.id.into(),
        reader.id.into(),
        reader.uri.as_str().into(),
    ];
    let asked = statement(core.backend(), &words, values);
    Ok(Row::find_by_statement(asked).all(core.reader()).await?)
}
