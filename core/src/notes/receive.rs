//! Notes for a few that come from elsewhere. Who says it was proved before; here is decided whether
//! it is kept.

use super::{Note, change, erase, is_private, keep, may_read, rules};
use crate::ledger::{self, AHEAD};
use crate::people::{self, Person};
use crate::threads::Post;
use crate::{Millis, Refusal, Result, Tx, forums};

/// A note for a few, as it comes in a letter of its author.
#[derive(Debug, Clone)]
pub struct Received {
    /// Its author.
    pub actor: String,
    pub note: Note,
    /// Actors of this node whom it addresses or names, by `ActivityPub` id.
    pub here: Vec<String>,
    /// What it addresses at its author's host: among these may be their followers.
    pub lists: Vec<String>,
}

/// Keeps a note that is for somebody here; answers whether it is. One that is known, or was erased,
/// stays what it is.
///
/// # Errors
/// [`Refusal::TooEarly`] where it is dated more than ten minutes ahead.
pub async fn receive(tx: &mut Tx, received: &Received) -> Result<bool> {
    tx.lock_ledger().await?;
    let author = people::get_or_guess(tx, &received.actor).await?;
    if author.local || author.state == "gone" {
        return Ok(false);
    }
    let mut note = received.note.clone();
    note.audience = rules::narrowed(note.audience, author.followers.as_deref(), &received.lists);
    let named = readers(tx, &received.here).await?;
    let followed = forums::has_followers_here(tx, &author.uri).await?;
    if !rules::is_for_us(note.audience, !named.is_empty(), followed) {
        return Ok(false);
    }
    if ledger::is_taken_back(tx, &note.uri, &author.uri).await?
        || ledger::post(tx, &note.uri).await?.is_some()
    {
        return Ok(true);
    }
    in_time(&note, tx.now())?;
    note.addressed.extend(named);
    keep(tx, &author, &note).await?;
    Ok(true)
}

/// Takes another text of a note by its author; the newest holds. Whoever it names now may read it
/// too; it never becomes wider than it was, whatever it says.
pub async fn receive_change(tx: &mut Tx, old: &Post, received: &Received) -> Result<()> {
    tx.lock_ledger().await?;
    by_author(tx, old, &received.actor).await?;
    in_time(&received.note, tx.now())?;
    if old.state == "deleted" || !rules::is_newer(old, &received.note) {
        return Ok(());
    }
    let mut note = received.note.clone();
    note.addressed.extend(readers(tx, &received.here).await?);
    change(tx, old, &note).await?;
    Ok(())
}

/// The author of a note deletes it.
pub async fn receive_delete(tx: &mut Tx, old: &Post, actor: &str) -> Result<()> {
    tx.lock_ledger().await?;
    by_author(tx, old, actor).await?;
    erase(tx, old).await
}

/// Somebody who may read a note supports it, or does so no longer.
pub async fn receive_like(
    tx: &mut Tx,
    old: &Post,
    actor: &str,
    activity_id: &str,
    active: bool,
) -> Result<()> {
    let Some(person) = people::get(tx, actor).await? else {
        return Ok(());
    };
    if !is_private(old) || old.state != "live" || !may_read(tx, &person, old).await? {
        return Err(Refusal::NoSuchPost.into());
    }
    ledger::private_like(tx, &old.uri, actor, activity_id, active).await
}

/// Those of some actors who are people of this node.
async fn readers(tx: &Tx, here: &[String]) -> Result<Vec<String>> {
    let reads = |one: &Person| one.local && one.kind == "Person" && one.state != "gone";
    let mut found = Vec::new();
    for uri in here {
        let person = people::get(tx, uri).await?;
        found.extend(person.filter(reads).map(|one| one.uri));
    }
    Ok(found)
}

async fn by_author(tx: &Tx, post: &Post, actor: &str) -> Result<()> {
    let author = people::get_by_id(tx, post.author_id).await?;
    if author.is_none_or(|author| author.uri != actor) {
        return Err(Refusal::NotYours.into());
    }
    Ok(())
}

fn in_time(note: &Note, now: Millis) -> Result<()> {
    if note.published.max(note.updated.unwrap_or(0)) - AHEAD > now {
        return Err(Refusal::TooEarly.into());
    }
    Ok(())
}
