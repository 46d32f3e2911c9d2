//! The task that reads the words of what has been written, so that it is found by them.

use std::time::Duration;

use palabre_core::{Core, search};
use tokio::sync::watch;

/// What is written within such a time is read together.
const TOGETHER: Duration = Duration::from_millis(500);
/// So often it is looked at what other processes have written, whose bell is not heard here, and at what
/// could not be read before.
const LONGEST_SLEEP: Duration = Duration::from_secs(20);

/// Reads until it is told to stop.
pub(crate) async fn run(core: Core, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        match search::index(&core).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "what was written cannot be indexed yet"),
        }
        tokio::select! {
            () = rung(&core) => {}
            () = tokio::time::sleep(LONGEST_SLEEP) => {}
            _ = stopped.changed() => {}
        }
    }
}

async fn rung(core: &Core) {
    core.unindexed().heard().await;
    tokio::time::sleep(TOGETHER).await;
}

/// Reads all there is.
pub(crate) async fn all(core: &Core) -> palabre_core::Result<()> {
    while search::index(core).await? {}
    Ok(())
}
