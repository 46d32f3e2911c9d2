//! Activities at their own address: as they were signed, to the byte.

use palabre_core::ledger::{self, Entry, Keeping, Kind, Standing};
use palabre_core::threads::{self, serving};
use palabre_core::{Core, Result, forums};
use serde_json::Value;

use super::answer::{Served, Unserved};
use super::posts;
use crate::outbox::joined;
use crate::wire::compose::{self, ErasedDoc};
use crate::wire::ids::{self, Owner};
use crate::wire::read::{Activity, Kind as Verb};

/// What becomes of a record that is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Sight {
    Open,
    Erased,
    Hidden,
}

/// Whether everybody may have a record: it counts, it is public, and where it carries a text, the
/// post is shown to everybody.
async fn sight(core: &Core, entry: &Entry) -> Result<Sight> {
    let Some(raw) = entry
        .raw
        .as_deref()
        .filter(|_| entry.keeping == Keeping::Whole)
    else {
        return erased(core, entry).await;
    };
    if entry.standing != Standing::Accepted || !is_public(entry.kind, raw) {
        return Ok(Sight::Hidden);
    }
    if !matches!(entry.kind, Kind::Create | Kind::Update) {
        return Ok(Sight::Open);
    }
    let post = threads::post_by_uri(core, &entry.object).await?;
    let open = post.as_ref().is_some_and(serving::is_open);
    Ok(if open { Sight::Open } else { Sight::Hidden })
}

async fn erased(core: &Core, entry: &Entry) -> Result<Sight> {
    let post = threads::post_by_uri(core, &entry.object).await?;
    let counted = matches!(entry.standing, Standing::Accepted | Standing::Pending);
    Ok(match post {
        Some(post) if entry.keeping == Keeping::Erased && counted => {
            if posts::was_public(core, &post).await? {
                Sight::Erased
            } else {
                Sight::Hidden
            }
        }
        _ => Sight::Hidden,
    })
}

/// Whether the bytes say that they are for everybody, and carry a text only where the ledger counts
/// them as one: what counts as a Delete never shows words.
pub(super) fn is_public(kind: Kind, raw: &[u8]) -> bool {
    let Ok(value) = serde_json::from_slice::<Value>(raw) else {
        return false;
    };
    Activity::read(&value).is_ok_and(|activity| {
        let speaks = matches!(activity.kind, Verb::Create | Verb::Update);
        let counts = matches!(kind, Kind::Create | Kind::Update);
        activity.is_public() && (counts || !speaks)
    })
}

/// The verb of a kind of record.
pub(super) fn verb(kind: Kind) -> &'static str {
    match kind {
        Kind::Create => "Create",
        Kind::Update => "Update",
        Kind::Delete | Kind::DeleteActor => "Delete",
        Kind::Like => "Like",
        Kind::Remove | Kind::Unpin => "Remove",
        Kind::Lock => "Lock",
        Kind::Pin => "Add",
        Kind::UndoLike | Kind::UndoRemove | Kind::UndoLock => "Undo",
    }
}

fn gone(entry: &Entry) -> Served {
    let mut stub = compose::erased_record(&ErasedDoc {
        id: &entry.activity_id,
        former_type: verb(entry.kind),
        rid: &hex::encode(&entry.rid),
        object: &entry.object,
        published_ms: entry.published,
    });
    stub["@context"] = compose::context::collection();
    Served::Gone(stub)
}

/// The Create, an Update or the Delete of a post of ours.
pub(super) async fn of_post(core: &Core, address: &str) -> Result<Served, Unserved> {
    let entry = ledger::by_activity(core, address)
        .await?
        .ok_or(Unserved::Unknown)?;
    match sight(core, &entry).await? {
        Sight::Open => entry.raw.map(Served::Document).ok_or(Unserved::Unknown),
        Sight::Erased => Ok(gone(&entry)),
        Sight::Hidden => Err(Unserved::Unknown),
    }
}

/// A Like, a Remove, a Lock or an Undo of these. A Follow, an Accept and a Flag are letters
/// between two and no public documents (ledger §3).
pub(super) async fn of_owner(core: &Core, owner: Owner<'_>, id: i64) -> Result<Served, Unserved> {
    let base = core.base();
    let address = match owner {
        Owner::Node => base.node_activity(id),
        Owner::Person(name) => base.activity(name, id),
        Owner::Forum(slug) => base.forum_activity(slug, id),
    };
    let entry = ledger::by_activity(core, &address)
        .await?
        .ok_or(Unserved::Unknown)?;
    let own = entry.actor == ids::of(base, owner);
    match sight(core, &entry).await? {
        Sight::Open if own => entry.raw.map(Served::Document).ok_or(Unserved::Unknown),
        _ => Err(Unserved::Unknown),
    }
}

/// The forum's Announce of a record.
pub(super) async fn announce(core: &Core, slug: &str, rid: &str) -> Result<Served, Unserved> {
    let (forum, entry) = announced(core, slug, rid).await?;
    match sight(core, &entry).await? {
        Sight::Open => {
            let bytes = joined::announce_bytes(core, &forum, &entry).await?;
            bytes.map(Served::Document).ok_or(Unserved::Unknown)
        }
        Sight::Erased => Ok(gone(&entry)),
        Sight::Hidden => Err(Unserved::Unknown),
    }
}

/// The forum's plain Announce of a thread's opening.
pub(super) async fn announce_root(core: &Core, slug: &str, rid: &str) -> Result<Served, Unserved> {
    let (forum, entry) = announced(core, slug, rid).await?;
    if sight(core, &entry).await? != Sight::Open {
        return Err(Unserved::Unknown);
    }
    let bytes = joined::announce_root_bytes(core, &forum, &entry).await?;
    bytes.map(Served::Document).ok_or(Unserved::Unknown)
}

async fn announced(core: &Core, slug: &str, rid: &str) -> Result<(forums::Forum, Entry), Unserved> {
    let forum = local_forum(core, slug).await?;
    let entry = ledger::announce_of(core, &forum.uri, rid).await?;
    Ok((forum, entry.ok_or(Unserved::Unknown)?))
}

/// A forum of this node.
pub(super) async fn local_forum(core: &Core, slug: &str) -> Result<forums::Forum, Unserved> {
    let forum = forums::by_uri(core, &core.base().forum(slug)).await?;
    forum.filter(|forum| forum.local).ok_or(Unserved::Unknown)
}
