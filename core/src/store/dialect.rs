//! Every difference between the two databases, behind a word.

mod words;

use sea_orm::sea_query::SimpleExpr;
use sea_orm::{
    ColumnTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection,
    DatabaseTransaction, DbErr, RuntimeErr, SqliteTransactionMode, TransactionOptions,
};
use sqlx::Connection as _;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::SqliteConnectOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::time::Duration;

pub(crate) use words::{Either, Sought, has_words, leaving_out_taken, list_of_words, whose_words};

/// Which database a store runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// Connections for reading: several on either database.
const READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 12;
/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(15);
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
            .acquire_timeout(CONNECT)
            .sqlx_logging(false);
        knock(url).await?;
        let pool = Database::connect(options).await?;
        return Ok((pool.clone(), pool, Backend::Postgres));
    }
    make_closed(url);
    let writer = Database::connect(sqlite(url, 1, true)).await?;
    let reader = Database::connect(sqlite(url, READERS, false)).await?;
    Ok((reader, writer, Backend::Sqlite))
}

/// Connects to `PostgreSQL` once, for the cause when it does not: a pool tries again in silence until
/// its time is up, and then knows only that.
async fn knock(url: &str) -> Result<(), DbErr> {
    let refused = |words: String| DbErr::Conn(RuntimeErr::Internal(words));
    let options: PgConnectOptions = url
        .parse()
        .map_err(|error: sqlx::Error| refused(error.to_string()))?;
    let place = match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    };
    let connection = tokio::time::timeout(CONNECT, PgConnection::connect_with(&options)).await;
    match connection {
        Ok(Ok(connection)) => {
            // That the connection is open was the question; how it ends does not matter.
            let _ = connection.close().await;
            Ok(())
        }
        Ok(Err(error)) if comes_up(&error) => Ok(()),
        Ok(Err(error)) => Err(refused(format!("{place}: {}", cause(&error)))),
        Err(_) => Err(refused(format!("{place}: no answer within {CONNECT:?}"))),
    }
}

/// Whether the server only needs a moment: it starts, or has all its connections in use. The pool
/// waits for that.
fn comes_up(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(|error| matches!(error.code().as_deref(), Some("57P03" | "53300")))
}

/// What the server or the system said, without the driver's words around it.
fn cause(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        sqlx::Error::Io(error) => error.to_string(),
        other => other.to_string(),
    }
}

/// Words about a database without its address, which may hold a password.
pub(crate) fn without_address(words: &str, url: &str) -> String {
    let words = words.replace(url, "…");
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    match after_scheme.rsplit_once('@') {
        Some((user, _)) if !user.is_empty() => words.replace(&format!("{user}@"), "…@"),
        _ => words,
    }
}

/// Makes the file of a `SQLite` database where there is none yet, for its owner only: it holds the
/// private keys. Its log and its index get the same rights.
fn make_closed(url: &str) {
    let Ok(options) = url.parse::<SqliteConnectOptions>() else {
        return;
    };
    if url.contains(":memory:") || url.contains("mode=memory") {
        return;
    }
    // What stands in the way is said by the driver, which meets it as well.
    let _ = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(options.get_filename());
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

/// That a column is one of some values; nothing where there are none. A list without values would
/// be written as a comparison of two numbers, and beside an `OR` the database would then read every row.
pub(crate) fn within<C, T>(column: C, some: &[T]) -> Option<SimpleExpr>
where
    C: ColumnTrait,
    T: Clone + Into<sea_orm::Value>,
{
    (!some.is_empty()).then(|| column.is_in(evenly(some)))
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

/// What a column says in lower case, as indexes of names have it: letters of ASCII alone, in the order of
/// their bytes.
pub(crate) fn lowered(backend: Backend, column: &str) -> String {
    match backend {
        Backend::Sqlite => format!("lower({column})"),
        Backend::Postgres => format!("lower({column} COLLATE \"C\")"),
    }
}

/// Of each row of `outer`, which is called `f`, the first rows `z` of a table that
/// `inner` finds by their ids, which it calls `key`, and `end` cuts off. Both databases read no more of
/// an index than that.
pub(crate) fn newest_of_each(
    backend: Backend,
    outer: &str,
    (columns, table): (&str, &str),
    (key, inner): (&str, &str),
    end: &str,
) -> String {
    match backend {
        Backend::Sqlite => format!(
            "SELECT {columns} FROM ({outer}) AS f CROSS JOIN {table} z ON z.id IN \
             (SELECT {key} FROM {inner} {end})"
        ),
        Backend::Postgres => format!(
            "SELECT {columns} FROM ({outer}) AS f CROSS JOIN LATERAL \
             (SELECT {key} AS id FROM {inner} {end}) AS k JOIN {table} z ON z.id = k.id"
        ),
    }
}
