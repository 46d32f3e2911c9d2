//! Letters about what is for a few (docs/spec/notes.md): the same proofs as for any other, and no
//! record of it.

use palabre_core::ledger::Kind;
use palabre_core::notes::{self, Note, Received};
use palabre_core::people;
use palabre_core::threads::Post;
use palabre_core::{Refusal, Result, Tx};

use super::doubt::{self, Doubt};
use super::record::Made;
use crate::pinned;

/// Keeps a note for a few that is for somebody here; answers whether that is what came. A salon is
/// nobody: what it takes is for everybody.
pub(super) async fn come(tx: &mut Tx, made: &Made) -> Result<bool> {
    let Some(received) = made.private.as_deref() else {
        return Ok(false);
    };
    doubted(tx, made, None).await?;
    if notes::receive(tx, received).await? {
        return Ok(true);
    }
    if made.record.kind == Kind::Create {
        let (actor, activity) = (&made.record.actor, &made.record.activity_id);
        tracing::info!(actor, activity, "a note for a few is for nobody here");
        return Ok(true);
    }
    Ok(false)
}

/// Does what a letter says of a note that is kept. What a salon would do to it is not done: it is in
/// none.
pub(super) async fn about(tx: &mut Tx, made: &Made, note: &Post) -> Result<()> {
    doubted(tx, made, Some(note)).await?;
    let record = &made.record;
    match record.kind {
        // It is known, or was erased.
        Kind::Create => Ok(()),
        Kind::Update => notes::receive_change(tx, note, &said(made)).await,
        Kind::Delete if made.stands_in => notes::receive_change(tx, note, &said(made)).await,
        Kind::Delete => notes::receive_delete(tx, note, &record.actor).await,
        Kind::Like | Kind::UndoLike => {
            let active = record.kind == Kind::Like;
            notes::receive_like(tx, note, &record.actor, &record.activity_id, active).await
        }
        _ => Err(Refusal::NotAModerator.into()),
    }
}

/// What an edit says, whoever it is for now: the note stays for whom it was.
fn said(made: &Made) -> Received {
    if let Some(private) = &made.private {
        return (**private).clone();
    }
    let record = &made.record;
    let content = made.content.clone().unwrap_or_default();
    Received {
        actor: record.actor.clone(),
        note: Note {
            uri: record.object.clone(),
            parent: record.in_reply_to.clone(),
            published: record.published,
            updated: record.updated,
            rev: record.rev,
            audience: content.audience,
            content,
            addressed: Vec::new(),
        },
        here: Vec::new(),
        lists: Vec::new(),
    }
}

/// Of somebody whose keys have changed nothing is taken that no moderator can look at.
async fn doubted(tx: &Tx, made: &Made, post: Option<&Post>) -> Result<()> {
    let actor = people::get(tx, &made.record.actor).await?;
    match doubt::of(actor.as_ref(), &made.record, post, false) {
        Doubt::None => Ok(()),
        _ => Err(Refusal::ActivityRefused(pinned::WORDS).into()),
    }
}
