//! Every difference between the two databases, behind a word.

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbErr,
    RuntimeErr, SqliteTransactionMode, TransactionOptions,
};
use sqlx::Connection as _;
use std::time::Duration;

/// Which database a store runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// Connections for reading: several on either database.
const READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 12;
/// Pages of the log that are written back together: of 4 kB each, 16 MB. A page that was changed
/// twice meanwhile is written back once.
const CHECKPOINT: &str = "4000";
const BUSY: Duration = Duration::from_secs(10);

/// Opens (reader, writer). On `SQLite` the writer is alone and the reader cannot write.
pub(crate) async fn open(
    url: &str,
) -> Result<(DatabaseConnection, DatabaseConnection, Backend), DbErr> {
    if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        let mut options = ConnectOptions::new(url.to_owned());
        options
            .max_connections(POSTGRES_CONNECTIONS)
            .min_connections(1)
            .acquire_timeout(Duration::from_secs(15))
            .sqlx_logging(false);
        let pool = Database::connect(options).await?;
        return Ok((pool.clone(), pool, Backend::Postgres));
    }
    let writer = Database::connect(sqlite(url, 1, true)).await?;
    let reader = Database::connect(sqlite(url, READERS, false)).await?;
    Ok((reader, writer, Backend::Sqlite))
}

fn sqlite(url: &str, connections: u32, writer: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.to_owned());
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(15))
        .idle_timeout(Duration::from_hours(24))
        .max_lifetime(Duration::from_hours(8760))
        // A file does not hang up: asking the connection first whether it lives would cost as
        // much as the query itself.
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .create_if_missing(true)
                .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
                .synchronous(sqlx::sqlite::SqliteSynchronous::Full)
                .busy_timeout(BUSY)
                .foreign_keys(false)
                .statement_cache_capacity(256)
                .pragma("journal_size_limit", "67108864")
                .pragma("cache_size", "-4000")
                .pragma("wal_autocheckpoint", CHECKPOINT)
                // What is erased leaves the file too, and with it the copies made of it.
                .pragma("secure_delete", "on")
                // A statement that may fail half-way notes what it changes, until it has ended.
                .pragma("temp_store", "memory");
            if writer {
                sqlite
            } else {
                sqlite.pragma("query_only", "1")
            }
        });
    if writer {
        options.map_sqlx_sqlite_pool_opts(|pool| {
            pool.after_release(|connection, _| Box::pin(at_rest(connection)))
        });
    }
    options
}

/// Whether the writer's connection may be used again.
///
/// Where the disk is full, `SQLite` ends a transaction by itself; the rollback that follows fails,
/// and the driver then believes for ever that a transaction is open: what it would call a commit
/// after that is none. Such a connection is closed, and a fresh one takes its place.
async fn at_rest(connection: &mut sqlx::SqliteConnection) -> Result<bool, sqlx::Error> {
    // The rollback of a dropped transaction has been done when this is answered.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// How a write transaction begins: on `SQLite` it takes the write lock at once, since a read that
/// turns into a write fails when somebody else wrote in between.
pub(crate) fn write_options(backend: Backend) -> TransactionOptions {
    TransactionOptions {
        sqlite_transaction_mode: match backend {
            Backend::Sqlite => Some(SqliteTransactionMode::Immediate),
            Backend::Postgres => None,
        },
        ..Default::default()
    }
}

/// Holds the ledger until the transaction ends. One number for the whole database: folds are short.
pub(crate) async fn lock_ledger(conn: &DatabaseTransaction, backend: Backend) -> Result<(), DbErr> {
    const LEDGER: i64 = 0x7061_6c61_6272_6531;
    if backend == Backend::Postgres {
        let words = format!("SELECT pg_advisory_xact_lock({LEDGER})");
        conn.execute_raw(sea_orm::Statement::from_string(
            sea_orm::DbBackend::Postgres,
            words,
        ))
        .await?;
    }
    Ok(())
}

/// Some values for `IN (…)`, the last one repeated until their number is a power of two: to a database
/// a list of another length is another statement, and it would prepare each of them.
pub(crate) fn evenly<T: Clone>(some: &[T]) -> impl Iterator<Item = T> {
    let missing = some.len().next_power_of_two() - some.len();
    let more = std::iter::repeat_n(some.last(), missing).flatten();
    some.iter().chain(more).cloned()
}

/// Whether an error says that the disk is full: by the code of the database, whatever the language
/// of its words; and by the words of the operating system where it was hit before the database.
pub(crate) fn disk_is_full(error: &DbErr) -> bool {
    let code = match error {
        DbErr::Conn(error) | DbErr::Exec(error) | DbErr::Query(error) => code_of(error),
        _ => None,
    };
    code.as_deref().is_some_and(says_full) || error.to_string().contains("No space left on device")
}

/// The code that the database gave: `SQLSTATE` of PostgreSQL, the extended result code of `SQLite`.
fn code_of(error: &RuntimeErr) -> Option<String> {
    let RuntimeErr::SqlxError(error) = error else {
        return None;
    };
    let code = error.as_database_error()?.code()?;
    Some(code.into_owned())
}

/// `disk_full` of PostgreSQL, `SQLITE_FULL` of `SQLite`.
fn says_full(code: &str) -> bool {
    matches!(code, "53100" | "13")
}

/// A statement written once with `?` for its values, whichever the database.
pub(crate) fn statement(
    backend: Backend,
    words: &str,
    values: Vec<sea_orm::Value>,
) -> sea_orm::Statement {
    match backend {
        Backend::Sqlite => {
            sea_orm::Statement::from_sql_and_values(sea_orm::DbBackend::Sqlite, words, values)
        }
        Backend::Postgres => {
            let mut numbered = String::with_capacity(words.len() + 8);
            let mut count = 0;
            for letter in words.chars() {
                if letter == '?' {
                    count += 1;
                    numbered.push('$');
                    numbered.push_str(&count.to_string());
                } else {
                    numbered.push(letter);
                }
            }
            sea_orm::Statement::from_sql_and_values(sea_orm::DbBackend::Postgres, numbered, values)
        }
    }
}
