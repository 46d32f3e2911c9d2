//! Rows that one write has made and that nobody has read from the database yet. They wait here and
//! go there together, many rows in a statement: the way to the database costs more than a row.
//!
//! [`Tx::conn`](crate::Tx::conn) writes them before it hands out the connection, so that whatever
//! asks the database, asks one that has them. Only what cannot fail may wait: an insert that is
//! known to meet no other row, a count that is added to another.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseTransaction, EntityTrait};

use super::dialect::{Backend, statement};
use super::entity::{mention, post, post_tag, record, thread, unindexed, unindexed_person};
use crate::{Millis, Result};

/// Rows of one kind in one statement.
const TOGETHER: usize = 64;
/// Rows that wait at most.
const WAITING: usize = 512;

/// What a thread gets from posts that have come to it.
#[derive(Debug, Default, Clone, Copy)]
struct Added {
    posts: i64,
    last_at: Millis,
}

#[derive(Debug, Default)]
struct Rows {
    threads: Vec<thread::Model>,
    posts: Vec<post::Model>,
    tags: Vec<(String, i64)>,
    mentions: Vec<mention::Model>,
    records: Vec<record::ActiveModel>,
    unindexed: BTreeSet<i64>,
    renamed: BTreeSet<i64>,
    /// By id, threads that the database has.
    added: BTreeMap<i64, Added>,
    /// Where a thread waits in `threads`.
    opened: HashMap<i64, usize>,
    failed: bool,
    /// Whether there are words to be read of what was written.
    to_index: bool,
}

impl Rows {
    fn waiting(&self) -> usize {
        let rows = self.threads.len() + self.posts.len() + self.tags.len() + self.records.len();
        let marks = self.unindexed.len() + self.renamed.len();
        rows + self.mentions.len() + marks + self.added.len()
    }
}

/// The rows that wait.
#[derive(Debug, Default)]
pub(super) struct Later(Mutex<Rows>);

impl Later {
    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn thread(&self, row: thread::Model) {
        let mut rows = self.rows();
        let at = rows.threads.len();
        rows.opened.insert(row.id, at);
        rows.threads.push(row);
    }

    pub(super) fn post(&self, row: post::Model) {
        self.rows().posts.push(row);
    }

    pub(super) fn tag(&self, tag: String, post: i64) {
        self.rows().tags.push((tag, post));
    }

    pub(super) fn mention(&self, uri: String, post_id: i64) {
        self.rows().mentions.push(mention::Model { post_id, uri });
    }

    pub(super) fn record(&self, row: record::ActiveModel) {
        self.rows().records.push(row);
    }

    pub(super) fn unindexed(&self, post: i64) {
        let mut rows = self.rows();
        rows.unindexed.insert(post);
        rows.to_index = true;
    }

    pub(super) fn unindexed_person(&self, person: i64) {
        let mut rows = self.rows();
        rows.renamed.insert(person);
        rows.to_index = true;
    }

    pub(super) fn is_to_index(&self) -> bool {
        self.rows().to_index
    }

    /// A thread has `posts` more, one of them of `last_at`.
    pub(super) fn count(&self, thread: i64, posts: i64, last_at: Millis) {
        let mut rows = self.rows();
        if let Some(at) = rows.opened.get(&thread).copied() {
            let row = &mut rows.threads[at];
            row.posts += posts;
            row.last_at = Ord::max(row.last_at, last_at);
            return;
        }
        let added = rows.added.entry(thread).or_default();
        added.posts += posts;
        added.last_at = Ord::max(added.last_at, last_at);
    }

    /// Whether so much waits that it had better be written.
    pub(super) fn is_full(&self) -> bool {
        self.rows().waiting() >= WAITING
    }

    /// Writes what waits. Once this has failed the whole write has failed, whoever asks next.
    pub(super) async fn write(&self, conn: &DatabaseTransaction, backend: Backend) -> Result<()> {
        let rows = {
            let mut rows = self.rows();
            if rows.failed {
                return Err(
                    crate::Fault::Other("an earlier row was not written".to_owned()).into(),
                );
            }
            if rows.waiting() == 0 {
                return Ok(());
            }
            let to_index = rows.to_index;
            let taken = std::mem::take(&mut *rows);
            rows.to_index = to_index;
            taken
        };
        // Whoever asks for the connection carries no more than this with them.
        let written = Box::pin(write(rows, conn, backend)).await;
        self.rows().failed = written.is_err();
        written
    }
}

async fn write(rows: Rows, conn: &DatabaseTransaction, backend: Backend) -> Result<()> {
    let threads = rows.threads.into_iter().map(thread::ActiveModel::from);
    insert(conn, threads.collect()).await?;
    let posts = rows.posts.into_iter().map(post::ActiveModel::from);
    insert(conn, posts.collect()).await?;
    let tags = rows.tags.into_iter();
    let tags = tags.map(|(tag, post_id)| post_tag::Model { tag, post_id }.into());
    insert::<post_tag::ActiveModel>(conn, tags.collect()).await?;
    let mentions = rows.mentions.into_iter().map(mention::ActiveModel::from);
    insert(conn, mentions.collect()).await?;
    insert(conn, rows.records).await?;
    let unindexed = rows.unindexed.into_iter();
    let unindexed = unindexed.map(|post_id| unindexed::Model { post_id }.into());
    mark::<unindexed::ActiveModel>(conn, unindexed::Column::PostId, unindexed.collect()).await?;
    let renamed = rows.renamed.into_iter();
    let renamed = renamed.map(|person_id| unindexed_person::Model { person_id }.into());
    let key = unindexed_person::Column::PersonId;
    mark::<unindexed_person::ActiveModel>(conn, key, renamed.collect()).await?;
    let added: Vec<_> = rows.added.into_iter().collect();
    for some in added.chunks(TOGETHER) {
        count(conn, backend, some).await?;
    }
    Ok(())
}

/// Leaves marks. One that is there already is written again, so that whoever reads the words meanwhile
/// waits.
async fn mark<A: ActiveModelTrait>(
    conn: &DatabaseTransaction,
    key: <A::Entity as EntityTrait>::Column,
    marks: Vec<A>,
) -> Result<()> {
    let mut again = OnConflict::column(key);
    again.update_column(key);
    insert_or(conn, marks, Some(&again)).await
}

/// Inserts rows, many in a statement. A statement of another length is another one to prepare: a
/// few lengths, powers of two, serve all.
pub(super) async fn insert<A>(conn: &DatabaseTransaction, rows: Vec<A>) -> Result<()>
where
    A: ActiveModelTrait,
{
    insert_or(conn, rows, None).await
}

/// As [`insert`], where a row may be there already.
async fn insert_or<A>(
    conn: &DatabaseTransaction,
    mut rows: Vec<A>,
    there: Option<&OnConflict>,
) -> Result<()>
where
    A: ActiveModelTrait,
{
    while !rows.is_empty() {
        let some = Ord::min(rows.len(), TOGETHER);
        let rest = rows.split_off(1 << some.ilog2());
        let mut all = A::Entity::insert_many(rows);
        if let Some(there) = there {
            all = all.on_conflict(there.clone());
        }
        all.exec_without_returning(conn).await?;
        rows = rest;
    }
    Ok(())
}

async fn count(conn: &DatabaseTransaction, backend: Backend, added: &[(i64, Added)]) -> Result<()> {
    let padded = added.len().next_power_of_two();
    let marks = vec!["(?, ?, ?)"; padded].join(", ");
    let words = format!(
        "UPDATE thread SET posts = thread.posts + more.column2, last_at = CASE \
         WHEN thread.last_at < more.column3 THEN more.column3 ELSE thread.last_at END \
         FROM (VALUES {marks}) AS more WHERE thread.id = more.column1"
    );
    // What fills the list up is of no thread.
    let none = std::iter::repeat((i64::MIN, Added::default()));
    let values = added.iter().copied().chain(none).take(padded);
    let values = values.flat_map(|(id, more)| [id, more.posts, more.last_at]);
    let values = values.map(sea_orm::Value::from).collect();
    conn.execute_raw(statement(backend, &words, values)).await?;
    Ok(())
}
