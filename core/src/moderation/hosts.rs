//! What administrators decide about hosts. A command decides as whoever runs the node.

use super::{By, changed};
use crate::peering::{self, Level};
use crate::people::Person;
use crate::{Result, Tx};

/// Says how far a host is trusted, as [`peering::set_level`] does; answers those of its people who are
/// trusted again with it.
///
/// # Errors
/// Only administrators decide, at the moment when it is written.
pub async fn rule(
    tx: &mut Tx,
    by: By<'_>,
    host: &str,
    level: Level,
    reason: &str,
) -> Result<Vec<Person>> {
    by.must_decide(tx).await?;
    peering::set_level(tx, host, level, reason).await?;
    match level {
        Level::Allow => changed::trust_host(tx, host).await,
        _ => Ok(Vec::new()),
    }
}

/// Forgets what was said about a host, as [`peering::remove`] does.
///
/// # Errors
/// As [`rule`].
pub async fn forget(tx: &mut Tx, by: By<'_>, host: &str) -> Result<bool> {
    by.must_decide(tx).await?;
    peering::remove(tx, host).await
}
