//! Whether an activity that only its forum vouched for is true: its origin is asked.

use palabre_core::ledger::{self, Kind, Standing};
use palabre_core::{Error, Result};

use super::{document, failed};
use crate::Federation;
use crate::client::FetchError;
use crate::proof::jcs;
use crate::wire::read::{Object, id_of, type_of};

/// Asks the origin of an unproved record, and lets it stand or fall; `live` says whether people hear
/// of it.
pub(crate) async fn confirm(fed: &Federation, rid: &str, live: bool) -> Result<()> {
    let Some(rid) = ledger::rid_of_hex(rid) else {
        return Ok(());
    };
    let Some(entry) = ledger::by_rid(fed.core(), &rid).await? else {
        return Ok(());
    };
    if entry.standing != Standing::Unproved {
        return Ok(());
    }
    let truth = says_the_same(fed, &entry).await?;
    let standing = if truth {
        Standing::Accepted
    } else {
        Standing::Refused
    };
    let mut tx = fed.core().begin().await?;
    if !live {
        tx.notify_nobody();
    }
    let reason = (!truth).then_some("its origin does not say so");
    ledger::set_standing(&mut tx, &rid, standing, reason).await?;
    tx.commit().await
}

async fn says_the_same(fed: &Federation, entry: &ledger::Entry) -> Result<bool> {
    match entry.kind {
        Kind::Create | Kind::Update => same_text(fed, entry).await,
        Kind::Delete | Kind::DeleteActor => is_gone(fed, &entry.object).await,
        _ => same_activity(fed, entry).await,
    }
}

/// The object at its origin has the same author and the same text.
async fn same_text(fed: &Federation, entry: &ledger::Entry) -> Result<bool> {
    let Some(document) = ask(fed, &entry.object).await? else {
        return Ok(false);
    };
    let Ok(there) = Object::read(&document) else {
        return Ok(false);
    };
    let raw = entry.raw.as_deref().unwrap_or_default();
    let said = fed.core().env().scribe.read(raw);
    Ok(id_of(&document) == Some(entry.object.as_str())
        && !is_private(&there)
        && there.attributed_to == Some(entry.actor.as_str())
        && said.is_some_and(|said| there.content == Some(said.html.as_str())))
}

/// What was deleted is not there for everybody: its origin says 404 or 410, shows a Tombstone, or
/// shows it to some people only (`docs/decisions/0011`). A host that does not let us in says nothing
/// about it.
async fn is_gone(fed: &Federation, uri: &str) -> Result<bool> {
    match document(fed, uri).await {
        Ok(document) => Ok(type_of(&document) == Some("Tombstone")
            || (id_of(&document) == Some(uri)
                && Object::read(&document).is_ok_and(|object| is_private(&object)))),
        Err(FetchError::Absent(_, 404 | 410)) => Ok(true),
        Err(error @ FetchError::Unreachable(..)) => Err(failed(error)),
        Err(_) => Ok(false),
    }
}

/// Whether an object says whom it is for, and not that it is for everybody. Servers that address
/// their activities only say nothing with their objects.
fn is_private(object: &Object<'_>) -> bool {
    let says = ["to", "cc"]
        .iter()
        .any(|field| object.raw.get(*field).is_some_and(|to| !to.is_null()));
    says && !object.is_public()
}

/// The very same activity is at its origin.
async fn same_activity(fed: &Federation, entry: &ledger::Entry) -> Result<bool> {
    let Some(document) = ask(fed, &entry.activity_id).await? else {
        return Ok(false);
    };
    Ok(jcs::rid(&document).is_ok_and(|rid| rid[..] == entry.rid[..]))
}

async fn ask(fed: &Federation, uri: &str) -> Result<Option<serde_json::Value>> {
    match document(fed, uri).await.map_err(failed) {
        Ok(document) => Ok(Some(document)),
        Err(Error::Refused(_)) => Ok(None),
        Err(fault) => Err(fault),
    }
}
