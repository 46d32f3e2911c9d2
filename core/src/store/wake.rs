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

/// The channel on `PostgreSQL`.
pub(crate) const CHANNEL: &str = "palabre_wake";
