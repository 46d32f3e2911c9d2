//! A post of ours at its address, its replies and its likes.

use palabre_core::ledger::{self, Entry, Standing};
use palabre_core::threads::{self, Post, serving};
use palabre_core::{Core, Result, forums, polls, quotes};
use serde_json::Value;

use super::answer::{Page, Served, Unserved};
use crate::wire::{compose, ids};

/// What an address of a post answers.
pub(super) enum Seen {
    /// It is for everybody.
    Open(Post),
    /// It was there and its author has deleted it.
    Erased(Post),
}

/// A post of this node by its local id. Held, pending, removed and withheld ones are not there.
pub(super) async fn seen(core: &Core, id: i64) -> Result<Seen, Unserved> {
    let post = threads::post(core, id).await?.ok_or(Unserved::Unknown)?;
    if serving::is_open(&post) {
        Ok(Seen::Open(post))
    } else if was_public(core, &post).await? {
        Ok(Seen::Erased(post))
    } else {
        Err(Unserved::Unknown)
    }
}

/// Whether a post was deleted by its author after others could have had it. One that was deleted
/// while a moderator still held it was never anywhere.
pub(super) async fn was_public(core: &Core, post: &Post) -> Result<bool> {
    if post.state != "deleted" {
        return Ok(false);
    }
    if post.line.is_some() {
        return Ok(true);
    }
    let Some(rid) = post.created_by.as_deref() else {
        return Ok(false);
    };
    let create = ledger::by_rid(core, rid).await?;
    Ok(
        create
            .is_some_and(|entry| matches!(entry.standing, Standing::Accepted | Standing::Pending)),
    )
}

/// The object as its author signed it, or its Tombstone; posts of others are at their own id.
pub(super) async fn post(core: &Core, id: i64) -> Result<Served, Unserved> {
    let ours = core.base().post(id);
    match seen(core, id).await? {
        Seen::Open(post) | Seen::Erased(post) if post.uri != ours => {
            Ok(Served::Elsewhere(post.uri))
        }
        Seen::Open(post) => {
            let object = object(core, &post).await?.ok_or(Unserved::Unknown)?;
            Ok(Served::value(&object))
        }
        Seen::Erased(post) => Ok(Served::Gone(tombstone(core, &post).await?)),
    }
}

/// The object out of the record that gave a post its text, with its proof; of what asks something, with
/// what was counted.
pub(super) async fn object(core: &Core, post: &Post) -> Result<Option<Value>> {
    match signed(core, post).await? {
        Some(object) => {
            let object = with_counts(core, post, object).await?;
            with_consent(core, post, object).await.map(Some)
        }
        None => Ok(None),
    }
}

/// The object as its author has signed it.
async fn signed(core: &Core, post: &Post) -> Result<Option<Value>> {
    let Some(rid) = post.winner.as_deref() else {
        return Ok(None);
    };
    let winner = ledger::by_rid(core, rid).await?;
    Ok(winner
        .filter(|entry| entry.standing == Standing::Accepted)
        .and_then(|entry| {
            let mut activity: Value = serde_json::from_slice(entry.raw.as_deref()?).ok()?;
            activity
                .get_mut("object")
                .map(Value::take)
                .filter(Value::is_object)
        }))
}

/// An object with what was counted, where it asks something that may be told.
async fn with_counts(core: &Core, post: &Post, object: Value) -> Result<Value> {
    if object.get("type").and_then(Value::as_str) != Some("Question") {
        return Ok(object);
    }
    let poll = polls::of_post(core, post.id).await?;
    let Some(poll) = poll.filter(|poll| poll.tells_totals(core.now())) else {
        return Ok(object);
    };
    let tally = poll.tally();
    let counts = compose::CountsDoc {
        votes: &tally.votes,
        voters: tally.voters,
        over_ms: poll.ends_at.filter(|end| *end <= core.now()),
    };
    Ok(compose::counted(object, &counts))
}

/// An object with the consent to what it quotes, and with who may quote it by now.
async fn with_consent(core: &Core, post: &Post, object: Value) -> Result<Value> {
    let quote = match object.get("quote") {
        Some(_) => quotes::of_post(core, post.id).await?,
        None => None,
    };
    let agreed = quote.filter(|quote| quote.state == quotes::ACCEPTED);
    let approval = agreed.and_then(|quote| quote.approval);
    let chosen = quotes::chosen(core, post.id).await?;
    let author = object.get("attributedTo").and_then(Value::as_str);
    let author = author.unwrap_or_default().to_owned();
    let followers = ids::followers(&author);
    let chosen = chosen.map(|whom| (whom, author.as_str(), followers.as_str()));
    Ok(compose::agreed(object, approval.as_deref(), chosen))
}

/// That a quote of a post of ours is agreed to, as long as it is.
pub(super) async fn approval(core: &Core, id: i64, number: i64) -> Result<Served, Unserved> {
    let address = core.base().approval(id, number);
    let said = quotes::approval(core, &address).await?;
    let said = said.filter(|said| said.quoted == core.base().post(id));
    let said = said.ok_or(Unserved::Unknown)?;
    Ok(Served::value(&compose::approval(&address, &said)))
}

async fn tombstone(core: &Core, post: &Post) -> Result<Value, Unserved> {
    let thread = match post.thread_id {
        Some(id) => threads::thread(core, id).await?,
        None => None,
    };
    let forum = match post.forum_id {
        Some(id) => forums::by_id(core, id).await?,
        None => None,
    };
    let deleted = ledger::by_activity(core, &core.base().delete(post.id)).await?;
    Ok(compose::tombstone(&compose::TombstoneDoc {
        id: &post.uri,
        former_type: if post.parent.is_none() && post.forum_id.is_some() {
            "Article"
        } else {
            "Note"
        },
        context: thread.as_ref().map(|thread| thread.context.as_str()),
        forum: forum.as_ref().map(|forum| forum.uri.as_str()),
        deleted_ms: deleted.map_or(post.published, |entry: Entry| entry.published),
    }))
}

/// A post of ours that is for everybody; nothing else has replies and likes to show.
async fn own(core: &Core, id: i64) -> Result<Post, Unserved> {
    match seen(core, id).await? {
        Seen::Open(post) if post.uri == core.base().post(id) => Ok(post),
        Seen::Open(_) | Seen::Erased(_) => Err(Unserved::Unknown),
    }
}

/// The direct replies by address, with the first page inside (FEP-7458).
pub(super) async fn replies(core: &Core, id: i64, page: Page) -> Result<Served, Unserved> {
    let post = own(core, id).await?;
    let address = core.base().replies(id);
    let found = serving::replies(core, &post.uri).await?;
    let total = found.len() as u64;
    let items = found.into_iter().map(Value::from).collect();
    let first = format!("{address}?page=1");
    let first = compose::collection_page(&first, &address, total, None, items);
    match page.number()? {
        None => Ok(Served::value(&compose::collection(
            &address,
            total,
            Some(&first),
        ))),
        Some(1) => Ok(Served::value(&first)),
        Some(_) => Err(Unserved::Unknown),
    }
}

/// How many support a post; who they are is in the ledger for who reads it.
pub(super) async fn likes(core: &Core, id: i64) -> Result<Served, Unserved> {
    let post = own(core, id).await?;
    let total = u64::try_from(post.likes).unwrap_or_default();
    Ok(Served::value(&compose::collection(
        &core.base().likes(id),
        total,
        None,
    )))
}
