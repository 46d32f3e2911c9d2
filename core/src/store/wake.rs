//! How workers hear that there is work: in the process at once, from commands through the data
//! directory's socket, and across processes on one `PostgreSQL` through LISTEN/NOTIFY. A missed call
//! costs a delay, never a job: the queue itself is the truth.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};
use tokio::sync::Notify;

use crate::{Core, Event, Result};

/// A bell that the dispatcher sleeps beside.
#[derive(Debug, Clone, Default)]
pub struct Wake(Arc<Bell>);

#[derive(Debug, Default)]
struct Bell {
    notify: Notify,
    rung: AtomicU64,
}

impl Wake {
    /// Rings: something is due.
    pub fn ring(&self) {
        self.0.rung.fetch_add(1, Ordering::SeqCst);
        self.0.notify.notify_one();
    }

    /// How often it has rung.
    pub fn rung(&self) -> u64 {
        self.0.rung.load(Ordering::SeqCst)
    }

    /// Waits for the next ring; one that came before is not lost.
    pub async fn heard(&self) {
        self.0.notify.notified().await;
    }
}

/// What one process tells the others on one `PostgreSQL`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    /// There is work.
    Work,
    /// It has changed how far hosts are trusted.
    Trust,
}

impl Call {
    fn word(self) -> &'static str {
        match self {
            Self::Work => "",
            Self::Trust => "trust",
        }
    }
}

/// Tells the other processes once the transaction is committed.
pub(super) async fn notify(conn: &DatabaseTransaction, call: Call) -> Result<()> {
    tell(conn, call.word()).await
}

/// Tells all processes, this one included, what has happened once the transaction is committed.
pub(super) async fn notify_of(conn: &DatabaseTransaction, events: &[Event]) -> Result<()> {
    for some in events.chunks(TOGETHER) {
        let words: Vec<String> = some.iter().map(|event| event.word()).collect();
        tell(conn, &format!("{EVENTS}{}", words.join(" "))).await?;
    }
    Ok(())
}

async fn tell(conn: &DatabaseTransaction, words: &str) -> Result<()> {
    let told = Statement::from_sql_and_values(
        conn.get_database_backend(),
        "SELECT pg_notify($1, $2)",
        [CHANNEL.into(), words.into()],
    );
    conn.execute_raw(told).await?;
    Ok(())
}

/// Listens to the other processes on one `PostgreSQL`, for ever. After a cut it rings once, since
/// something may have been missed.
pub(super) async fn listen(url: &str, core: &Core, begun: impl FnOnce()) {
    const AGAIN: std::time::Duration = std::time::Duration::from_secs(2);
    let mut begun = Some(begun);
    loop {
        if let Ok(mut listener) = sqlx::postgres::PgListener::connect(url).await
            && listener.listen(CHANNEL).await.is_ok()
        {
            core.heard_outside();
            match begun.take() {
                Some(begun) => begun(),
                None => core.happened([Event::Lost]),
            }
            while let Ok(call) = listener.try_recv().await {
                let Some(call) = call else {
                    // It was cut off, and has come back by itself.
                    core.heard_outside();
                    core.happened([Event::Lost]);
                    continue;
                };
                if let Some(words) = call.payload().strip_prefix(EVENTS) {
                    core.happened(words.split(' ').filter_map(Event::of_word));
                } else if call.payload() == Call::Trust.word() {
                    core.heard_outside();
                } else {
                    core.wake().ring();
                }
            }
        }
        tracing::warn!("the database does not say when there is work; trying again");
        tokio::time::sleep(AGAIN).await;
    }
}

/// What a call begins with that tells what has happened.
const EVENTS: &str = "events ";
/// Events in one call: each is 42 letters at most, and a call 8000.
const TOGETHER: usize = 128;
/// The channel on `PostgreSQL`.
const CHANNEL: &str = "palabre_wake";
