//! What moderators of a forum do at its home: remove and restore, lock and unlock, accept and
//! refuse what was held. Each act is a record of the Group, which every node follows; removal
//! hides and never erases.

pub mod changed;
pub mod desk;
pub mod hosts;
mod report;
mod reports;
mod sanctions;
#[cfg(test)]
mod tests;

use crate::forums::{self, Forum};
use crate::ledger::{self, Kind, Record, Standing, Vouch};
use crate::people::{self, Person};
use crate::threads::{self, Post, Thread};
use crate::{Deed, Millis, Refusal, Result, Tx, access};

pub use report::{COMMENT, Category, NewReport, REPORTED, report};
pub use reports::{OF_ONE_HOST, Report, close_report, closed_reports, keep_report, reports};
pub use sanctions::{Sanction, erase, let_in, lift, sanction, turn_away};

/// Longest reason, in characters.
pub const REASON: usize = 500;

/// Who acts.
#[derive(Debug, Clone, Copy)]
pub enum By<'p> {
    /// A person on the page, who must be a moderator of the forum or an administrator.
    Person { person: &'p Person, admin: bool },
    /// The one who runs the node, by command.
    Command,
}

impl By<'_> {
    /// An administrator at this moment, or whoever runs the node.
    async fn must_decide(self, tx: &Tx) -> Result<()> {
        match self {
            Self::Person { person, .. } => access::must_be_admin(tx, person.id).await,
            Self::Command => Ok(()),
        }
    }
}

/// Hides a post, with a reason that everybody reads.
pub async fn remove(tx: &mut Tx, by: By<'_>, post: i64, reason: &str) -> Result<()> {
    let reason = reason_of(reason)?;
    let (post, thread, forum) = place(tx, by, post).await?;
    match post.state.as_str() {
        "live" => {}
        "removed" => return Err(Refusal::AlreadyRemoved.into()),
        _ => return Err(Refusal::Gone.into()),
    }
    let deed = |id, at| Deed::Remove {
        id,
        post: post.uri.clone(),
        context: thread.context.clone(),
        reason: reason.clone(),
        at,
    };
    let (kind, why) = (Kind::Remove, Some(reason.as_str()));
    act(tx, &forum, &thread, &post.uri, kind, why, deed).await
}

/// Shows a removed post again.
pub async fn restore(tx: &mut Tx, by: By<'_>, post: i64, reason: &str) -> Result<()> {
    let reason = reason_of(reason)?;
    let (post, thread, forum) = place(tx, by, post).await?;
    match post.state.as_str() {
        "removed" => {}
        "deleted" => return Err(Refusal::Gone.into()),
        _ => return Err(Refusal::NotRemoved.into()),
    }
    let removal = ledger::latest_act(tx, &post.uri, Kind::Remove).await?;
    let deed = |id, at| Deed::UndoRemove {
        id,
        remove: removal.unwrap_or_default(),
        post: post.uri.clone(),
        context: thread.context.clone(),
        reason: reason.clone(),
        at,
    };
    let (kind, why) = (Kind::UndoRemove, Some(reason.as_str()));
    act(tx, &forum, &thread, &post.uri, kind, why, deed).await
}

/// Locks a thread: nobody but moderators adds to it. `post` is any post of it.
pub async fn lock(tx: &mut Tx, by: By<'_>, post: i64, reason: &str) -> Result<()> {
    let reason = reason_of(reason)?;
    let (_, thread, forum) = place(tx, by, post).await?;
    if thread.locked {
        return Err(Refusal::AlreadyLocked.into());
    }
    let root = thread.root.clone().ok_or(Refusal::NoSuchThread)?;
    let deed = |id, at| Deed::Lock {
        id,
        root: root.clone(),
        context: thread.context.clone(),
        reason: reason.clone(),
        at,
    };
    let why = Some(reason.as_str());
    act(tx, &forum, &thread, &root, Kind::Lock, why, deed).await
}

/// Opens a locked thread again.
pub async fn unlock(tx: &mut Tx, by: By<'_>, post: i64) -> Result<()> {
    let (_, thread, forum) = place(tx, by, post).await?;
    if !thread.locked {
        return Err(Refusal::NotLocked.into());
    }
    let root = thread.root.clone().ok_or(Refusal::NoSuchThread)?;
    let lock = ledger::latest_act(tx, &root, Kind::Lock).await?;
    let deed = |id, at| Deed::UndoLock {
        id,
        lock: lock.unwrap_or_default(),
        root: root.clone(),
        context: thread.context.clone(),
        at,
    };
    act(tx, &forum, &thread, &root, Kind::UndoLock, None, deed).await
}

/// Lets a held contribution count, and edits of it that were held. Who accepts a contribution of
/// somebody whose keys have changed has looked, and trusts them.
pub async fn accept(tx: &mut Tx, by: By<'_>, post: i64) -> Result<()> {
    let (post, _, forum) = place(tx, by, post).await?;
    for record in must_be_held(tx, &post).await? {
        stand(tx, record, Standing::Accepted, &forum).await?;
    }
    let author = people::get_by_id(tx, post.author_id).await?;
    if let Some(author) = author.filter(|author| author.changed_at.is_some()) {
        changed::trust(tx, &author).await?;
    }
    Ok(())
}

/// Refuses a held contribution, or the held edits of one that counts already; the author reads
/// the reason.
pub async fn refuse(tx: &mut Tx, by: By<'_>, post: i64, reason: &str) -> Result<()> {
    let reason = reason_of(reason)?;
    let (post, _, forum) = place(tx, by, post).await?;
    for record in must_be_held(tx, &post).await? {
        ledger::set_standing(tx, &record.rid, Standing::Refused, Some(&reason)).await?;
        if let Some(author) = people::get(tx, &record.actor).await? {
            forums::answer_no(tx, &forum, &author, &record.activity_id, &reason).await?;
        }
    }
    Ok(())
}

async fn must_be_held(tx: &Tx, post: &Post) -> Result<Vec<Record>> {
    let mut held = ledger::standing_of(tx, &post.uri, Standing::Held).await?;
    // A like waits for its account, not for the forum.
    held.retain(|record| !record.kind.is_reaction());
    let author = people::get_by_id(tx, post.author_id).await?;
    if let Some(author) = author.filter(|author| author.changed_at.is_some()) {
        held.extend(ledger::doubted_deletions(tx, &author.uri, Some(&post.uri)).await?);
    }
    if held.is_empty() || post.state == "deleted" {
        return Err(Refusal::NoSuchPost.into());
    }
    Ok(held)
}

/// An account was approved: what its person wrote meanwhile goes where it belongs.
pub async fn release_author(tx: &mut Tx, author: &Person) -> Result<()> {
    for record in ledger::held_by(tx, &author.uri).await? {
        let Some(uri) = record.forum.as_deref() else {
            continue;
        };
        let Some(forum) = forums::get(tx, uri).await? else {
            continue;
        };
        let Some(post) = threads::get_by_uri(tx, &record.object).await? else {
            continue;
        };
        // What its author has deleted meanwhile was never seen by anybody.
        if post.state == "deleted" {
            continue;
        }
        let thread = threads::get_thread(tx, post.thread_id).await?;
        let locked = thread.is_some_and(|thread| thread.locked);
        if forum.local && (forum.moderated_before() || locked) {
            continue;
        }
        let standing = if forum.local {
            Standing::Accepted
        } else {
            Standing::Pending
        };
        stand(tx, record, standing, &forum).await?;
        forums::ensure_follow(tx, author, &forum).await?;
    }
    Ok(())
}

async fn stand(tx: &mut Tx, mut record: Record, standing: Standing, forum: &Forum) -> Result<()> {
    ledger::set_standing(tx, &record.rid, standing, None).await?;
    record.standing = standing;
    if record.kind == Kind::Like {
        let heard = ledger::hear_of_like(tx, &record.object, &record.actor, true);
        Box::pin(heard).await?;
    }
    let author = people::get(tx, &record.actor).await?;
    threads::publish(tx, author.as_ref(), forum, &record, &[]).await
}

async fn place(tx: &Tx, by: By<'_>, post: i64) -> Result<(Post, Thread, Forum)> {
    let post = threads::must_get(tx, post).await?;
    let thread = threads::get_thread(tx, post.thread_id)
        .await?
        .ok_or(Refusal::NoSuchThread)?;
    let forum_id = thread
        .forum_id
        .or(post.forum_id)
        .ok_or(Refusal::NoSuchThread)?;
    let forum = forums::get_by_id(tx, forum_id)
        .await?
        .ok_or(Refusal::NoSuchThread)?;
    let allowed = forum.local
        && match by {
            By::Command | By::Person { admin: true, .. } => true,
            By::Person { person, .. } => forums::is_moderator_in(tx, forum.id, &person.uri).await?,
        };
    if allowed {
        Ok((post, thread, forum))
    } else {
        Err(Refusal::NotAModerator.into())
    }
}

fn reason_of(text: &str) -> Result<String> {
    let reason = within(text)?;
    if reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    Ok(reason)
}

/// A reason in one line, or none.
///
/// # Errors
/// It is too long.
fn within(text: &str) -> Result<String> {
    let reason = crate::text::clean::name(text, usize::MAX);
    let chars = reason.chars().count();
    if chars > REASON {
        let limit = REASON;
        return Err(Refusal::ReasonTooLong { chars, limit }.into());
    }
    Ok(reason)
}

/// An act of a forum's Group: decides against earlier ones of its kind about the same post or thread,
/// is signed, kept and published.
async fn act(
    tx: &mut Tx,
    forum: &Forum,
    thread: &Thread,
    object: &str,
    kind: Kind,
    reason: Option<&str>,
    deed: impl FnOnce(String, Millis) -> Deed,
) -> Result<()> {
    let base = tx.core().base().clone();
    let id = base.forum_activity(&forum.slug, tx.id(tx.now()));
    let of_kind = if kind.is_hiding() {
        Kind::is_hiding
    } else {
        Kind::is_about_thread
    };
    let at = ledger::after_the_last(tx, object, &forum.uri, of_kind).await?;
    let deed = deed(id.clone(), at);
    let signer = tx.signer(&forum.uri).await?;
    let letter = tx.core().env().scribe.write(&deed, &signer)?;
    let record = Record {
        rid: letter.rid,
        activity_id: id,
        kind,
        actor: forum.uri.clone(),
        object: object.to_owned(),
        forum: Some(forum.uri.clone()),
        context: Some(thread.context.clone()),
        in_reply_to: None,
        rev: 0,
        updated: None,
        published: at,
        raw: Some(letter.raw),
        vouch: Vouch::Proof,
        standing: Standing::Accepted,
    };
    ledger::apply_with_reason(tx, record.clone(), reason).await?;
    threads::publish(tx, None, forum, &record, &[]).await
}
