//! Whether an edit says anything that is not there yet.

use super::{Draft, Post};
use crate::polls::{self, Wish};
use crate::{Result, Tx, ledger, media, notes, quotes};

/// Whether a post would say what it says already: no version is made of it then, and nobody is told.
pub(super) async fn says_the_same(tx: &Tx, old: &Post, draft: &Draft) -> Result<bool> {
    let titled = old.parent.is_none() && old.forum_id.is_some();
    Ok(!draft.renewed
        && draft.source == old.source
        && draft.html == old.html
        && draft.lang == old.lang
        && draft.warning == old.warning
        && (!titled || draft.title == old.title)
        && is_latest(tx, old).await?
        && asks_the_same(tx, old, &draft.poll).await?
        && carries_the_same(tx, old, draft).await?
        && quotes::says_the_same(tx, old, draft.quotable).await?)
}

/// Whether no edit of it waits for the salon's home, or was refused there.
async fn is_latest(tx: &Tx, old: &Post) -> Result<bool> {
    Ok(notes::is_private(old) || ledger::highest_rev(tx, &old.uri).await? == old.rev)
}

async fn asks_the_same(tx: &Tx, old: &Post, wish: &Wish) -> Result<bool> {
    Ok(match wish {
        Wish::AsBefore => true,
        Wish::Nothing => polls::find(tx, old.id).await?.is_none(),
        // Its time would begin anew.
        Wish::Poll(_) => false,
    })
}

async fn carries_the_same(tx: &Tx, old: &Post, draft: &Draft) -> Result<bool> {
    let Some(media) = &draft.media else {
        return Ok(true);
    };
    let hung = media::on_post(tx, old.id).await?;
    let ids = hung.iter().map(|one| one.id);
    Ok(ids.eq(media.iter().map(|one| one.id)))
}
