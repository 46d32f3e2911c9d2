//! The only place where a database is a database: opening, transactions, the queue, and the bell.

pub(crate) mod dialect;
pub(crate) mod entity;
pub(crate) mod gather;
mod later;
pub mod letters;
pub(crate) mod lines;
pub(crate) mod memo;
mod once;
pub(crate) mod packed;
#[cfg(any(test, feature = "testing"))]
pub mod probe;
pub mod queue;
pub(crate) mod shelf;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
pub(crate) mod tx;
pub(crate) mod wake;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use palabre_migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, TransactionTrait};
use tokio::sync::broadcast;

pub use dialect::Backend;

use crate::clock::{Chance, Clock};
use crate::naming::Base;
use crate::{Event, Fault, Millis, Result, Scribe, Tx, Wake};

/// Events that a listener may be behind before it is told that it has lost some.
const EVENTS: usize = 1_024;

/// What a node is given from outside: time, chance, and the one who writes and reads letters.
#[derive(Debug, Clone)]
pub struct Env {
    pub clock: Arc<dyn Clock>,
    pub chance: Arc<dyn Chance>,
    pub scribe: Arc<dyn Scribe>,
}

/// Where the store is and whose it is.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// `sqlite://PATH` or `postgres://…`.
    pub url: String,
    /// Addresses of this node.
    pub base: Base,
    pub limits: Limits,
}

/// Limits on what people write.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Words in one contribution.
    pub words: usize,
    /// Characters in a title.
    pub title: usize,
    /// People mentioned in one contribution.
    pub mentions: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            words: 3_000,
            title: 200,
            mentions: 10,
        }
    }
}

/// Why a store does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the database cannot be opened: {0}")]
    Unreadable(String),
    #[error("the tables cannot be brought up to date: {0}")]
    Migration(String),
    #[error("this data directory belongs to {pinned}, not to {asked}")]
    OtherHost { pinned: String, asked: String },
}

/// The heart of a node: its store, its clock and its limits. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Core(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    backend: Backend,
    env: Env,
    base: Base,
    limits: Limits,
    wake: Wake,
    events: broadcast::Sender<Event>,
    unindexed: Wake,
    trust: crate::peering::AtHand,
    usage: crate::threads::serving::LastUsage,
    tallies: crate::timelines::Tallies,
    trends: crate::discovery::Trends,
    /// Commits so far, those of commands included.
    writes: AtomicU64,
    bearers: crate::access::Bearers,
    posts: crate::threads::read::AtHand,
    media: crate::media::AtHand,
    polls: crate::polls::AtHand,
    sifts: crate::filters::AtHand,
    homes: crate::timelines::AtHand,
    url: String,
}

impl Core {
    /// Opens the store, brings its tables up to date and pins it to its host.
    pub async fn open(options: StoreOptions, env: Env) -> Result<Self, OpenError> {
        let words = |error: DbErr| dialect::without_address(&error.to_string(), &options.url);
        let (reader, writer, backend) = dialect::open(&options.url)
            .await
            .map_err(|error| OpenError::Unreadable(words(error)))?;
        migrate(&writer, backend)
            .await
            .map_err(|error| OpenError::Migration(words(error)))?;
        let core = Self(Arc::new(Inner {
            reader,
            writer,
            backend,
            env,
            base: options.base,
            limits: options.limits,
            wake: Wake::default(),
            events: broadcast::Sender::new(EVENTS),
            unindexed: Wake::default(),
            trust: crate::peering::AtHand::default(),
            usage: crate::threads::serving::LastUsage::default(),
            tallies: crate::timelines::Tallies::default(),
            trends: crate::discovery::Trends::default(),
            writes: AtomicU64::new(0),
            bearers: crate::access::Bearers::default(),
            posts: crate::threads::read::AtHand::default(),
            media: crate::media::AtHand::default(),
            polls: crate::polls::AtHand::default(),
            sifts: crate::filters::AtHand::default(),
            homes: crate::timelines::AtHand::default(),
            url: options.url,
        }));
        crate::site::pin(&core).await?;
        Ok(core)
    }

    /// On `PostgreSQL`, hears what other processes do, their work and this one's events; on `SQLite`
    /// there is no other process and it answers at once. `begun` is called once it listens.
    pub async fn listen(&self, begun: impl FnOnce()) {
        match self.0.backend {
            Backend::Postgres => wake::listen(&self.0.url, self, begun).await,
            Backend::Sqlite => begun(),
        }
    }

    /// Begins a write. Nothing is kept until [`Tx::commit`].
    pub async fn begin(&self) -> Result<Tx> {
        let conn = self
            .0
            .writer
            .begin_with_options(dialect::write_options(self.0.backend))
            .await
            .map_err(|error| store_fault(&error))?;
        Ok(Tx::new(self.clone(), conn))
    }

    pub(crate) fn tallies(&self) -> &crate::timelines::Tallies {
        &self.0.tallies
    }

    /// Commits so far, those of commands included.
    pub(crate) fn writes(&self) -> u64 {
        self.0.writes.load(Ordering::SeqCst)
    }

    /// Something was written: what lies at hand holds no longer.
    pub(crate) fn has_written(&self) {
        self.0.writes.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn bearers(&self) -> &crate::access::Bearers {
        &self.0.bearers
    }

    pub(crate) fn posts_at_hand(&self) -> &crate::threads::read::AtHand {
        &self.0.posts
    }

    pub(crate) fn media_at_hand(&self) -> &crate::media::AtHand {
        &self.0.media
    }

    pub(crate) fn polls_at_hand(&self) -> &crate::polls::AtHand {
        &self.0.polls
    }

    pub(crate) fn sifts_at_hand(&self) -> &crate::filters::AtHand {
        &self.0.sifts
    }

    pub(crate) fn homes_at_hand(&self) -> &crate::timelines::AtHand {
        &self.0.homes
    }

    pub(crate) fn trends(&self) -> &crate::discovery::Trends {
        &self.0.trends
    }

    pub(crate) fn last_usage(&self) -> &crate::threads::serving::LastUsage {
        &self.0.usage
    }

    pub fn now(&self) -> Millis {
        self.0.env.clock.now()
    }

    pub fn env(&self) -> &Env {
        &self.0.env
    }

    pub fn base(&self) -> &Base {
        &self.0.base
    }

    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub fn wake(&self) -> &Wake {
        &self.0.wake
    }

    /// What happens from now on, in any process on this store.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.0.events.subscribe()
    }

    /// Tells whoever listens in this process.
    pub fn happened(&self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            // That nobody listens is no fault.
            let _ = self.0.events.send(event);
        }
    }

    /// Rings when this process has written what is to be found by its words.
    pub fn unindexed(&self) -> &Wake {
        &self.0.unindexed
    }

    pub(crate) fn trust_at_hand(&self) -> &crate::peering::AtHand {
        &self.0.trust
    }

    /// A command or another process has changed something: nothing that is at hand is believed any
    /// more, and there may be work.
    pub fn heard_outside(&self) {
        self.has_written();
        self.0.trust.forget();
        self.0.wake.ring();
        self.happened([Event::Outside]);
    }

    pub fn backend(&self) -> Backend {
        self.0.backend
    }

    pub(crate) fn reader(&self) -> &DatabaseConnection {
        &self.0.reader
    }

    pub(crate) fn writer(&self) -> &DatabaseConnection {
        &self.0.writer
    }

    /// What the database says of its own durability, for `doctor` and the benchmarks:
    /// `synchronous` on `SQLite` (2 is FULL), `synchronous_commit` on `PostgreSQL`.
    pub async fn durability(&self) -> Result<String> {
        let words = match self.0.backend {
            Backend::Sqlite => "PRAGMA synchronous",
            Backend::Postgres => "SHOW synchronous_commit",
        };
        let statement =
            sea_orm::Statement::from_string(self.0.writer.get_database_backend(), words);
        let row = self.0.writer.query_one_raw(statement).await?;
        let Some(row) = row else {
            return Ok("unknown".to_owned());
        };
        Ok(match self.0.backend {
            Backend::Sqlite => match row.try_get_by_index::<i32>(0)? {
                2 => "FULL".to_owned(),
                other => other.to_string(),
            },
            Backend::Postgres => row.try_get_by_index::<String>(0)?,
        })
    }

    /// Closes every connection; the last writer leaves the WAL checkpointed.
    pub async fn close(&self) {
        let _ = self.0.reader.clone().close().await;
        if self.0.backend == Backend::Sqlite {
            let _ = self.0.writer.clone().close().await;
        }
    }
}

/// Brings the tables up to date in one transaction: a command and a server that start at the same
/// moment wait for each other, and a power cut leaves the old tables.
async fn migrate(writer: &DatabaseConnection, backend: Backend) -> Result<(), sea_orm::DbErr> {
    let tx = writer
        .begin_with_options(dialect::write_options(backend))
        .await?;
    if backend == Backend::Postgres {
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(72612615)")
            .await?;
    }
    Migrator::up(&tx, None).await?;
    tx.commit().await
}

pub(crate) fn store_fault(error: &sea_orm::DbErr) -> crate::Error {
    if dialect::disk_is_full(error) {
        return crate::Refusal::DiskFull.into();
    }
    Fault::Store(error.to_string()).into()
}
