//! A transaction that also carries the time, fresh ids, and the work that its facts call for.
//!
//! Begin, verb, commit. Dropped without [`Tx::commit`] it is a silent rollback. While one is open
//! there is no network call, no argon2, no key generation, no RSA and no page rendering.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DatabaseTransaction, EntityTrait};

use super::entity::{job, lane, once, post, record, thread};
use super::later::{self, Later};
use super::memo::Memo;
use super::wake;
use crate::{Core, Event, Fault, Job, Millis, Result, Signer, id};

/// An open write.
#[must_use = "a transaction that is not committed is rolled back"]
#[derive(Debug)]
pub struct Tx {
    core: Core,
    conn: DatabaseTransaction,
    now: Millis,
    jobs: Mutex<Vec<(Job, Millis)>>,
    kept_ids: HashMap<String, i64>,
    memo: Memo,
    later: Later,
    ledger_locked: bool,
    quiet: bool,
}

impl Tx {
    pub(super) fn new(core: Core, conn: DatabaseTransaction) -> Self {
        let now = core.now();
        Self {
            core,
            conn,
            now,
            jobs: Mutex::default(),
            kept_ids: HashMap::new(),
            memo: Memo::default(),
            later: Later::default(),
            ledger_locked: false,
            quiet: false,
        }
    }

    /// The moment of this deed; the same in every row that it writes.
    pub fn now(&self) -> Millis {
        self.now
    }

    pub fn core(&self) -> &Core {
        &self.core
    }

    /// The connection, with everything written that this write has made so far.
    pub(crate) async fn conn(&self) -> Result<&DatabaseTransaction> {
        self.later.write(&self.conn, self.core.backend()).await?;
        Ok(&self.conn)
    }

    /// A thread that the database does not have; it is written before anything is read.
    pub(crate) async fn add_thread(&self, row: thread::Model) -> Result<()> {
        self.later.thread(row);
        self.bound().await
    }

    /// A post that the database does not have.
    pub(crate) async fn add_post(&self, row: post::Model) -> Result<()> {
        self.later.post(row);
        self.bound().await
    }

    /// The hashtags of a post that has none in the database.
    pub(crate) async fn add_tags(&self, post: i64, tags: BTreeSet<String>) -> Result<()> {
        for tag in tags {
            self.later.tag(tag, post);
        }
        self.bound().await
    }

    /// Who is named in a post that has nobody named in the database.
    pub(crate) async fn add_mentions(&self, post: i64, named: BTreeSet<String>) -> Result<()> {
        for uri in named {
            self.later.mention(uri, post);
        }
        self.bound().await
    }

    /// The words of a post are to be read: it is new, or not what it was.
    pub(crate) async fn unindexed(&self, post: i64) -> Result<()> {
        self.later.unindexed(post);
        self.bound().await
    }

    /// The words of somebody's name are to be read: they are new, or called otherwise.
    pub(crate) async fn unindexed_person(&self, person: i64) -> Result<()> {
        self.later.unindexed_person(person);
        self.bound().await
    }

    /// A record that the database does not have, neither its rid nor its activity.
    pub(crate) async fn add_record(&self, row: record::ActiveModel) -> Result<()> {
        self.later.record(row);
        self.bound().await
    }

    /// A thread has `posts` more, one of them of `last_at`.
    pub(crate) async fn count_in(&self, thread: i64, posts: i64, last_at: Millis) -> Result<()> {
        self.later.count(thread, posts, last_at);
        self.bound().await
    }

    async fn bound(&self) -> Result<()> {
        if self.later.is_full() {
            self.conn().await?;
        }
        Ok(())
    }

    pub(crate) fn memo(&self) -> &Memo {
        &self.memo
    }

    /// Nobody is notified of what this write brings: it was said before, and only comes here now.
    pub fn notify_nobody(&mut self) {
        self.quiet = true;
    }

    /// Tells whoever listens, once this is on disk.
    pub(crate) fn happens(&self, event: Event) {
        self.memo.happens(event);
    }

    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// A fresh id for something that came to be at `at`.
    pub fn id(&self, at: Millis) -> i64 {
        id::fresh(at, self.now, &*self.core.env().chance)
    }

    /// Local ids that posts get back when everything is folded again.
    pub(crate) fn keep_ids(&mut self, ids: Vec<(String, i64)>) {
        self.kept_ids.extend(ids);
    }

    pub(crate) fn kept_id(&self, uri: &str) -> Option<i64> {
        self.kept_ids.get(uri).copied()
    }

    /// Waits until no other process folds: two folds of one object at once would each miss what
    /// the other writes. On `SQLite` the write lock does it from the beginning.
    pub(crate) async fn lock_ledger(&mut self) -> Result<()> {
        if !self.ledger_locked {
            super::dialect::lock_ledger(&self.conn, self.core.backend()).await?;
            if self.core.backend() == crate::Backend::Postgres {
                // Another process may have folded what was read before.
                self.memo.ledger.forget();
            }
            self.ledger_locked = true;
        }
        Ok(())
    }

    /// Leaves work to be done once this is on disk.
    pub fn enqueue(&self, job: Job) {
        let now = self.now;
        self.enqueue_at(job, now);
    }

    /// Leaves work to be done not before `due`.
    pub fn enqueue_at(&self, job: Job, due: Millis) {
        self.jobs().push((job, due));
    }

    pub(crate) fn has_job(&self, job: &Job) -> bool {
        self.jobs().iter().any(|(waiting, _)| waiting == job)
    }

    fn jobs(&self) -> MutexGuard<'_, Vec<(Job, Millis)>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a repeated request answered the first time, if it was made before.
    pub async fn seen(&self, owner: &str, key: &str) -> Result<Option<i64>> {
        let row = once::Entity::find_by_id((owner.to_owned(), key.to_owned()))
            .one(self.conn().await?)
            .await?;
        Ok(row.map(|row| row.result))
    }

    /// Remembers the answer to a request that may be repeated.
    pub async fn remember(&self, owner: &str, key: &str, result: i64) -> Result<()> {
        once::Entity::insert(once::ActiveModel {
            owner: Set(owner.to_owned()),
            key: Set(key.to_owned()),
            result: Set(result),
            made_at: Set(self.now),
        })
        .exec_without_returning(self.conn().await?)
        .await?;
        Ok(())
    }

    /// The Ed25519 signer of an actor of ours.
    pub async fn signer(&self, actor: &str) -> Result<Signer> {
        crate::people::keys::signer(self, actor).await
    }

    /// Puts it on disk, then rings for the workers. Once it has begun it ends, with all that is told of
    /// it, even where nobody waits for it any more.
    pub async fn commit(self) -> Result<()> {
        self.conn().await?;
        let ring = self.write_jobs().await?;
        crate::crash::point("tx-before-commit");
        let ending = Ending {
            ring,
            trust_changes: self.memo.trust_changes(),
            events: self.memo.take_events(),
            to_index: self.later.is_to_index(),
        };
        let Self { core, conn, .. } = self;
        match tokio::spawn(ending.commit(core, conn)).await {
            Ok(done) => done,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(error) => Err(Fault::Other(error.to_string()).into()),
            },
        }
    }

    /// Gives up, in words; dropping does the same.
    pub async fn abandon(self) -> Result<()> {
        self.conn.rollback().await?;
        Ok(())
    }

    async fn write_jobs(&self) -> Result<bool> {
        let jobs = std::mem::take(&mut *self.jobs());
        if jobs.is_empty() {
            return Ok(false);
        }
        let mut lanes: BTreeMap<String, Millis> = BTreeMap::new();
        let mut rows = Vec::with_capacity(jobs.len());
        for (work, due) in jobs {
            let name = work.lane();
            lanes
                .entry(name.clone())
                .and_modify(|next| *next = Ord::min(*next, due))
                .or_insert(due);
            rows.push(job::ActiveModel {
                lane: Set(name),
                line: Set(work.line().map(str::to_owned)),
                body: Set(serde_json::to_string(&work)
                    .map_err(|error| Fault::Other(error.to_string()))?),
                state: Set("ready".to_owned()),
                words: Set(None),
                attempts: Set(0),
                due: Set(due),
                made_at: Set(self.now),
                ..Default::default()
            });
        }
        later::insert(&self.conn, rows).await?;
        let lanes: Vec<_> = lanes.into_iter().collect();
        for chunk in lanes.chunks(100) {
            self.open_lanes(chunk).await?;
        }
        Ok(true)
    }

    /// Makes lanes known and due. They come by name, so that two writers on PostgreSQL never wait
    /// for each other in a circle.
    async fn open_lanes(&self, lanes: &[(String, Millis)]) -> Result<()> {
        let due = || Expr::col(("excluded", lane::Column::NextDue));
        let known = || Expr::col((lane::Entity, lane::Column::NextDue));
        let mut conflict = OnConflict::column(lane::Column::Name);
        conflict.value(
            lane::Column::NextDue,
            Expr::case(known().is_null().or(known().gt(due())), due()).finally(known()),
        );
        let rows = lanes.iter().map(|(name, due)| lane::ActiveModel {
            name: Set(name.clone()),
            next_due: Set(Some(*due)),
            owner: Set(None),
            lease_until: Set(0),
            wait_until: Set(0),
            failures: Set(0),
            failing_since: Set(None),
            words: Set(None),
            dropped: Set(0),
        });
        lane::Entity::insert_many(rows)
            .on_conflict(conflict)
            .exec_without_returning(&self.conn)
            .await?;
        Ok(())
    }
}

/// What a commit has to tell, and whom.
struct Ending {
    ring: bool,
    trust_changes: bool,
    events: Vec<Event>,
    to_index: bool,
}

impl Ending {
    async fn commit(self, core: Core, conn: DatabaseTransaction) -> Result<()> {
        if core.backend() == crate::Backend::Postgres {
            // After a statement that failed, COMMIT rolls back and is answered like any other.
            conn.execute_unprepared("SELECT 1").await?;
            if self.ring {
                wake::notify(&conn, wake::Call::Work).await?;
            }
            if self.trust_changes {
                wake::notify(&conn, wake::Call::Trust).await?;
            }
            wake::notify_of(&conn, &self.events).await?;
        }
        conn.commit()
            .await
            .map_err(|error| super::store_fault(&error))?;
        core.has_written();
        crate::crash::point("tx-after-commit");
        if self.trust_changes {
            core.trust_at_hand().forget();
        }
        if self.ring {
            core.wake().ring();
        }
        if self.to_index {
            core.unindexed().ring();
        }
        if core.backend() == crate::Backend::Sqlite {
            core.happened(self.events);
        }
        Ok(())
    }
}
