//! Quoting: what a member's post says of it, before it is signed.

use super::rules::{self, Who};
use super::{ACCEPTED, Consent, Policy, Quotable, rows};
use crate::people::{self, Person};
use crate::scribe::{self, PostDoc};
use crate::threads::{self, Draft, Post};
use crate::{Audience, Refusal, Result, Tx, forums, notes};

/// Writes into a post of ours what it quotes, and who may quote it. Answers who wrote what it quotes,
/// to be told, where they live elsewhere.
///
/// # Errors
/// [`Refusal::NotQuotable`] where whoever wrote it does not agree, [`Refusal::QuoteOfAFew`] for what is
/// for a few, [`Refusal::NoSuchPost`] for what is not there to be read.
pub(crate) async fn ask(
    tx: &Tx,
    author: &Person,
    doc: &mut PostDoc,
    draft: &Draft,
) -> Result<Option<Person>> {
    let edited = doc.updated.is_some();
    doc.quotable = whom(tx, doc, draft.quotable).await?;
    if edited {
        doc.quote = before(tx, &doc.uri).await?;
        return Ok(None);
    }
    let Some(id) = draft.quote else {
        return Ok(None);
    };
    let quoted = threads::must_get(tx, id).await?;
    let by = people::get_by_id(tx, quoted.author_id).await?;
    let by = by.ok_or(Refusal::NoSuchPost)?;
    may_quote(tx, author, &quoted, &by).await?;
    if notes::is_private(&quoted) && (doc.forum.is_some() || doc.audience.is_open()) {
        return Err(Refusal::QuoteOfAFew.into());
    }
    // Whoever agrees at once and lives here has agreed before the words are signed.
    let agreed = by.local && by.id != author.id;
    let approval = agreed.then(|| tx.core().base().approval(quoted.id, tx.id(tx.now())));
    let page = quoted.url.clone().unwrap_or_else(|| quoted.uri.clone());
    let said = scribe::Quote {
        uri: quoted.uri,
        approval,
    };
    doc.quote = Some((said, page));
    Ok(Some(by).filter(|by| !by.local))
}

/// For whom a note is that quotes: what is for followers is quoted for no more than those.
pub(crate) async fn audience(tx: &Tx, draft: &Draft, wished: Audience) -> Result<Audience> {
    let Some(id) = draft.quote.filter(|_| wished.is_open()) else {
        return Ok(wished);
    };
    let quoted = threads::must_get(tx, id).await?;
    Ok(if notes::is_private(&quoted) {
        Audience::Followers
    } else {
        wished
    })
}

/// Who may quote a post, once it is written.
async fn whom(tx: &Tx, doc: &PostDoc, said: Option<Policy>) -> Result<Quotable> {
    let open = doc.forum.is_some() || doc.audience.is_open();
    if !open {
        return Ok(Policy::Nobody.into());
    }
    if doc.updated.is_none() {
        return Ok(said.unwrap_or_default().into());
    }
    if let Some(policy) = said {
        rows::forget_chosen(tx, doc.id).await?;
        return Ok(policy.into());
    }
    let chosen = rows::chosen(tx, doc.id).await?;
    let post = threads::must_get(tx, doc.id).await?;
    Ok(Quotable::of(chosen, post.quotable, true).unwrap_or_default())
}

/// Whether what an edit says of who may quote a post holds already.
pub(crate) async fn says_the_same(
    tx: &Tx,
    post: &threads::Post,
    said: Option<Policy>,
) -> Result<bool> {
    let Some(policy) = said.filter(|_| !notes::is_private(post)) else {
        return Ok(true);
    };
    let chosen = rows::chosen(tx, post.id).await?;
    Ok(Quotable::of(chosen, post.quotable, true) == Some(policy.into()))
}

/// What a post quotes already: an edit quotes the same.
async fn before(tx: &Tx, uri: &str) -> Result<Option<(scribe::Quote, String)>> {
    let Some(row) = rows::find(tx, uri).await? else {
        return Ok(None);
    };
    let quoted = threads::get_by_uri(tx, &row.quoted).await?;
    let page = quoted.and_then(|quoted| quoted.url);
    let page = page.unwrap_or_else(|| row.quoted.clone());
    let approval = row.approval.filter(|_| row.state == ACCEPTED);
    let uri = row.quoted;
    Ok(Some((scribe::Quote { uri, approval }, page)))
}

async fn may_quote(tx: &Tx, author: &Person, quoted: &Post, by: &Person) -> Result<()> {
    let own = quoted.author_id == author.id;
    if own {
        threads::stands(quoted, author)?;
    }
    let stands = own || quoted.state == "live";
    let reads = !notes::is_private(quoted) || notes::may_read(tx, author, quoted).await?;
    if !stands || !reads || forums::is_shut_out(tx, author, &by.uri).await? {
        return Err(Refusal::NoSuchPost.into());
    }
    match consent(tx, author, quoted, by).await? {
        Consent::Denied if notes::is_private(quoted) => Err(Refusal::QuoteOfAFew.into()),
        Consent::Denied => Err(Refusal::NotQuotable.into()),
        // Whoever lives here agrees at once or not at all.
        Consent::Manual | Consent::Unknown if by.local => Err(Refusal::NotQuotable.into()),
        _ => Ok(()),
    }
}

/// What becomes of it when somebody quotes a post by `by`.
pub(super) async fn consent(
    tx: &Tx,
    reader: &Person,
    quoted: &Post,
    by: &Person,
) -> Result<Consent> {
    let author = reader.id == by.id;
    let chosen = rows::chosen(tx, quoted.id).await?;
    let said = Quotable::of(chosen, quoted.quotable, by.local);
    let mut who = Who {
        author,
        ..Who::default()
    };
    if !author {
        who.follows = forums::follows(tx, &reader.uri, &by.uri).await?;
        // Whom somebody elsewhere follows is not all known here.
        let followed = forums::follows(tx, &by.uri, &reader.uri).await?;
        who.followed = Some(followed).filter(|follows| *follows || by.local);
    }
    let audience = Audience::from_column(&quoted.visibility);
    Ok(rules::consent(said, audience, who))
}
