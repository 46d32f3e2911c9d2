//! What administrators decide about hosts. A command decides as whoever runs the node.

use super::{By, changed};
use crate::peering::{self, Level};
use crate::people::Person;
use crate::{Result, Tx, access};

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
    must_decide(tx, by).await?;
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
    must_decide(tx, by).await?;
    peering::remove(tx, host).await
}

async fn must_decide(tx: &Tx, by: By<'_>) -> Result<()> {
    match by {
        By::Command => Ok(()),
        By::Person { person, .. } => access::must_be_admin(tx, person.id).await,
    }
}
