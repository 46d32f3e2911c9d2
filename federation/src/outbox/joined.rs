//! The forum's Announces, made when they are read or sent: an Announce is never kept, so that what
//! is erased in between is in none (ledger §5). Made twice, it is the same to the byte.

use palabre_core::forums::Forum;
use palabre_core::ledger::{Entry, Kind};
use palabre_core::people::keys;
use palabre_core::{Core, Fault, Result, threads};
use serde_json::Value;

use crate::proof::integrity;
use crate::proof::keys::Ed25519Secret;
use crate::wire::compose::{self, Announcing};
use crate::wire::{date, ids};

/// The forum's Announce of a record, the activity in it as it was accepted; nothing once the
/// record is erased or withheld. Who may see it is the caller's question.
pub(crate) async fn announce_bytes(
    core: &Core,
    forum: &Forum,
    entry: &Entry,
) -> Result<Option<Vec<u8>>> {
    match announce_value(core, forum, entry).await? {
        Some(value) => Ok(Some(serde_json::to_vec(&value).map_err(fault)?)),
        None => Ok(None),
    }
}

/// As [`announce_bytes`], for a page of an outbox.
pub(crate) async fn announce_value(
    core: &Core,
    forum: &Forum,
    entry: &Entry,
) -> Result<Option<Value>> {
    let Some(raw) = &entry.raw else {
        return Ok(None);
    };
    let activity: Value = serde_json::from_slice(raw).map_err(fault)?;
    let id = core.base().announce(&forum.slug, &hex::encode(&entry.rid));
    let words = |relay: &Announcing<'_>| compose::announce(relay, activity);
    signed(core, forum, entry, &id, words).await.map(Some)
}

/// The plain Announce of a new thread's opening by its address; nothing for any other record.
pub(crate) async fn announce_root_bytes(
    core: &Core,
    forum: &Forum,
    entry: &Entry,
) -> Result<Option<Vec<u8>>> {
    if entry.kind != Kind::Create || entry.in_reply_to.is_some() || entry.raw.is_none() {
        return Ok(None);
    }
    let id = core
        .base()
        .announce_root(&forum.slug, &hex::encode(&entry.rid));
    let words = |relay: &Announcing<'_>| compose::announce_root(relay, &entry.object);
    let value = signed(core, forum, entry, &id, words).await?;
    Ok(Some(serde_json::to_vec(&value).map_err(fault)?))
}

async fn signed(
    core: &Core,
    forum: &Forum,
    entry: &Entry,
    id: &str,
    words: impl FnOnce(&Announcing<'_>) -> Value,
) -> Result<Value> {
    let at = entry.accepted_at.unwrap_or(entry.published);
    let followers = ids::followers(&forum.uri);
    let context = context_of(core, entry).await?;
    let mut value = words(&Announcing {
        id,
        group: &forum.uri,
        followers: &followers,
        author: Some(entry.actor.as_str()).filter(|actor| *actor != forum.uri),
        context: context.as_deref(),
        published_ms: at,
    });
    let (key, secret) = keys::secret(core, &forum.uri, "ed25519")
        .await?
        .ok_or_else(|| Fault::Store(format!("{} has no key to sign with", forum.uri)))?;
    let secret = Ed25519Secret::from_bytes(&secret).map_err(fault)?;
    integrity::attach(&mut value, &secret, &key, &date::write(at)).map_err(fault)?;
    Ok(value)
}

/// The thread of a record, as its own or as that of the post that it is about.
async fn context_of(core: &Core, entry: &Entry) -> Result<Option<String>> {
    if entry.context.is_some() {
        return Ok(entry.context.clone());
    }
    let post = threads::post_by_uri(core, &entry.object).await?;
    let Some(id) = post.and_then(|post| post.thread_id) else {
        return Ok(None);
    };
    Ok(threads::thread(core, id)
        .await?
        .map(|thread| thread.context))
}

fn fault(error: impl std::fmt::Display) -> Fault {
    Fault::Scribe(error.to_string())
}
