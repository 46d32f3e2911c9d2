//! Comparing a thread with its forum's home: what the home showed last, and whether this node
//! showed the same (`docs/spec/thread_sync.md`). A gap that no missing parent betrays is found so.
//!
//! A comparison changes nothing that a forum shows; what differs is fetched again.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use super::{Thread, read};
use crate::forums::Forum;
use crate::store::entity::{compared_thread, post, thread};
use crate::{Core, Millis, Result, Tx};

/// Threads that are looked at to say how many differ.
const DOUBTS: u64 = 1_000;

/// How a comparison has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Equal,
    Differs,
    /// The thread has changed here with each look: nothing is known of it but that people write.
    Moving,
}

impl Outcome {
    fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Differs => "differs",
            Self::Moving => "moving",
        }
    }
}

/// The last comparison of a thread with its forum's home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Compared {
    pub(super) theirs: String,
    pub(super) read_at: Millis,
    pub(super) outcome: String,
}

impl Compared {
    /// When the two were found different, as far as they still are: a letter or an answer that
    /// came later may have brought what was wanting.
    pub(super) fn differs(&self, ours: &str) -> Option<Millis> {
        let differs = self.outcome == Outcome::Differs.as_str() && self.theirs != ours;
        differs.then_some(self.read_at)
    }
}

/// Remembers what the home showed of some threads, by the ids of their collections.
pub async fn note(tx: &Tx, threads: &[(&str, &str, Outcome)]) -> Result<()> {
    if threads.is_empty() {
        return Ok(());
    }
    let rows = threads
        .iter()
        .map(|(context, theirs, outcome)| compared_thread::ActiveModel {
            context: Set((*context).to_owned()),
            theirs: Set((*theirs).to_owned()),
            read_at: Set(tx.now()),
            outcome: Set(outcome.as_str().to_owned()),
        });
    compared_thread::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::column(compared_thread::Column::Context)
                .update_columns([
                    compared_thread::Column::Theirs,
                    compared_thread::Column::ReadAt,
                    compared_thread::Column::Outcome,
                ])
                .to_owned(),
        )
        .exec_without_returning(tx.conn().await?)
        .await?;
    Ok(())
}

/// Some threads of a forum of ours with their digests, newest contribution first.
pub async fn listed(
    core: &Core,
    forum: &Forum,
    offset: u64,
    limit: u64,
) -> Result<Vec<(Thread, String)>> {
    let found = begun(forum)
        .order_by_desc(thread::Column::LastAt)
        .order_by_desc(thread::Column::Id)
        .offset(offset)
        .limit(limit)
        .all(core.reader())
        .await?;
    let mut lines = read::lines_of(core, forum, &found).await?;
    Ok(found
        .into_iter()
        .filter_map(|one| lines.remove(&one.id).map(|line| (one, line)))
        .collect())
}

/// How many threads of a forum [`listed`] counts through.
pub async fn count(core: &Core, forum: &Forum) -> Result<u64> {
    Ok(begun(forum).count(core.reader()).await?)
}

/// The threads in which the forum's home has accepted anything: those that others may read.
fn begun(forum: &Forum) -> Select<thread::Entity> {
    let accepted = Query::select()
        .expr(Expr::value(1))
        .from(post::Entity)
        .and_where(
            Expr::col((post::Entity, post::Column::ThreadId))
                .equals((thread::Entity, thread::Column::Id)),
        )
        .and_where(Expr::col((post::Entity, post::Column::Line)).is_not_null())
        .to_owned();
    thread::Entity::find()
        .filter(thread::Column::ForumId.eq(forum.id))
        .filter(Expr::exists(accepted))
}

/// What this node shows of some threads of a forum, by the ids of their collections; those that it
/// does not know are left out.
pub async fn ours(
    core: &Core,
    forum: &Forum,
    contexts: &[&str],
) -> Result<HashMap<String, String>> {
    let found = thread::Entity::find()
        .filter(thread::Column::ForumId.eq(forum.id))
        .filter(thread::Column::Context.is_in(contexts.iter().copied()))
        .all(core.reader())
        .await?;
    let mut lines = read::lines_of(core, forum, &found).await?;
    Ok(found
        .into_iter()
        .filter_map(|one| lines.remove(&one.id).map(|line| (one.context, line)))
        .collect())
}

/// How many of the threads that were last found different still are; at most `DOUBTS` are looked
/// at.
pub async fn differing(core: &Core) -> Result<u64> {
    let doubtful = Query::select()
        .column(compared_thread::Column::Context)
        .from(compared_thread::Entity)
        .and_where(compared_thread::Column::Outcome.eq(Outcome::Differs.as_str()))
        .to_owned();
    let ids: Vec<i64> = thread::Entity::find()
        .select_only()
        .column(thread::Column::Id)
        .filter(thread::Column::Context.in_subquery(doubtful))
        .limit(DOUBTS)
        .into_tuple()
        .all(core.reader())
        .await?;
    let mut count = 0;
    for id in ids {
        count += u64::from(read::digest_of(core, id).await?.differs.is_some());
    }
    Ok(count)
}
