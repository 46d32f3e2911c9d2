//! How workers hear that there is work: in the process at once, from commands through the data
//! directory's socket, and across processes on one `PostgreSQL` through LISTEN/NOTIFY. A missed call
//! costs a delay, never a job: the queue itself is the truth.

use std::sync::Arc;

use tokio::sync::Notify;

/// A bell that the dispatcher sleeps beside.
#[derive(Debug, Clone, Default)]
pub struct Wake(Arc<Notify>);

impl Wake {
    /// Rings: something is due.
    pub fn ring(&self) {
        self.0.notify_one();
    }

    /// Waits for the next ring; one that came before is not lost.
    pub async fn heard(&self) {
        self.0.notified().await;
    }
}

/// Listens to the other processes on one `PostgreSQL`, for ever. After a cut it rings once, since
/// something may have been missed.
pub(super) async fn listen(url: &str, wake: &Wake) {
    const AGAIN: std::time::Duration = std::time::Duration::from_secs(2);
    loop {
        if let Ok(mut listener) = sqlx::postgres::PgListener::connect(url).await
            && listener.listen(CHANNEL).await.is_ok()
        {
            wake.ring();
            while listener.recv().await.is_ok() {
                wake.ring();
            }
        }
        tracing::warn!("the database does not say when there is work; trying again");
        tokio::time::sleep(AGAIN).await;
    }
}

/// The channel on `PostgreSQL`.
pub(crate) const CHANNEL: &str = "palabre_wake";
