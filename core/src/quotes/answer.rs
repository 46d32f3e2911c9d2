//! Asked, answered and taken back: between those who quote and those who are quoted.

use std::collections::BTreeSet;

use super::follow::{check, may_ask};
use super::{ACCEPTED, Consent, Letter, PENDING, Quote, REJECTED, REVOKED, ask, rows};
use crate::address::same_origin;
use crate::people::{self, Person};
use crate::polls;
use crate::threads::{self, Post};
use crate::{Audience, Deed, Error, Event, Refusal, Result, Tx, forums, notifications};

/// Quotes of one post that somebody may be granted before they have come.
const AHEAD: u64 = 8;

/// That somebody asks to quote a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The id of the letter.
    pub id: String,
    /// Who asks.
    pub actor: String,
    /// The post that would be quoted.
    pub quoted: String,
    /// The post that quotes it.
    pub quoting: String,
}

/// Somebody elsewhere asks to quote a post of ours, and is answered: at once, as its author has said.
///
/// # Errors
/// No such post of ours, or one that is another's.
pub async fn receive_request(tx: &mut Tx, asked: &Asked) -> Result<()> {
    tx.lock_ledger().await?;
    let stranger = people::get(tx, &asked.actor).await?;
    let stranger = stranger.filter(|one| !one.local && one.state != "gone");
    let quoted = threads::get_by_uri(tx, &asked.quoted).await?;
    let (Some(stranger), Some(quoted)) = (stranger, quoted) else {
        return Err(Refusal::NoSuchPost.into());
    };
    let author = people::get_by_id(tx, quoted.author_id).await?;
    let author = author.filter(|author| author.local);
    let author = author.ok_or(Refusal::NoSuchPost)?;
    if !same_origin(&asked.quoting, &asked.actor) {
        return Err(Refusal::NotYours.into());
    }
    let known = rows::find(tx, &asked.quoting).await?;
    if known.as_ref().is_some_and(|row| row.actor != asked.actor) {
        return Err(Refusal::NotYours.into());
    }
    let known = known.filter(|row| row.quoted == asked.quoted);
    let row = judged(tx, asked, (&stranger, &quoted, &author), known.as_ref()).await?;
    if let Some(row) = &row {
        match known {
            Some(_) => rows::save(tx, row).await?,
            None => rows::add(tx, row.clone()).await?,
        }
    }
    let granted = row.filter(|row| row.state == ACCEPTED);
    answer(tx, asked, (&stranger, &author), granted.as_ref()).await?;
    match granted {
        Some(row) => shown(tx, &row).await,
        None => Ok(()),
    }
}

/// What is kept of a request. Of a refused one nothing is, but where the post has come already.
async fn judged(
    tx: &Tx,
    asked: &Asked,
    (stranger, quoted, author): (&Person, &Post, &Person),
    known: Option<&Quote>,
) -> Result<Option<Quote>> {
    if let Some(row) = known.filter(|row| row.state != PENDING) {
        return Ok(Some(row.clone()));
    }
    let ahead =
        known.is_none() && rows::granted_ahead(tx, &asked.quoted, &asked.actor).await? >= AHEAD;
    let shut_out = forums::is_shut_out(tx, stranger, &author.uri).await?;
    let consent = ask::consent(tx, stranger, quoted, author).await?;
    let grants = consent == Consent::Automatic && quoted.state == "live" && !shut_out && !ahead;
    if !grants {
        return Ok(known.map(|row| Quote {
            state: REJECTED.to_owned(),
            ..row.clone()
        }));
    }
    let approval = tx.core().base().approval(quoted.id, tx.id(tx.now()));
    Ok(Some(Quote {
        uri: asked.quoting.clone(),
        post_id: known.and_then(|row| row.post_id),
        actor: asked.actor.clone(),
        quoted: asked.quoted.clone(),
        state: ACCEPTED.to_owned(),
        approval: Some(approval),
        asked_at: None,
        made_at: known.map_or(tx.now(), |row| row.made_at),
    }))
}

async fn answer(
    tx: &mut Tx,
    asked: &Asked,
    (stranger, author): (&Person, &Person),
    granted: Option<&Quote>,
) -> Result<()> {
    let Some(inbox) = stranger.delivery_inbox() else {
        return Ok(());
    };
    let asked = asked.clone();
    let line = asked.quoting.clone();
    let letter = match granted.and_then(|row| row.approval.clone()) {
        Some(approval) => Letter::Agree { asked, approval },
        None => Letter::Decline { asked },
    };
    let dispatch = dispatch(tx, author, letter).await?;
    forums::letter_to(tx, inbox, &author.uri, dispatch, &line);
    Ok(())
}

async fn dispatch(tx: &mut Tx, author: &Person, letter: Letter) -> Result<i64> {
    let number = tx.id(tx.now());
    let deed = Deed::Quote {
        id: tx.core().base().activity(&author.name, number),
        letter: Box::new(letter),
        at: tx.now(),
    };
    forums::dispatch(tx, number, &author.uri, &deed).await
}

/// Whoever wrote what a post of ours quotes has answered: with the address of their consent, or with a
/// refusal, which may come after a consent too.
///
/// # Errors
/// An answer of somebody else, or one whose consent is of another host.
pub async fn receive_answer(
    tx: &mut Tx,
    actor: &str,
    quoting: &str,
    approval: Option<&str>,
) -> Result<()> {
    tx.lock_ledger().await?;
    let Some(mut row) = rows::find(tx, quoting).await? else {
        return Err(Refusal::NoSuchPost.into());
    };
    written_by(tx, &row.quoted, actor).await?;
    let post = match row.post_id {
        Some(post) => threads::must_get(tx, post).await?,
        None => return Ok(()),
    };
    let author = people::get_by_id(tx, post.author_id).await?;
    let author = author.filter(|author| author.local);
    let author = author.ok_or(Refusal::NoSuchPost)?;
    match approval {
        Some(approval) => {
            if !same_origin(approval, actor) {
                return Err(Refusal::NotYours.into());
            }
            if row.state == ACCEPTED && row.approval.as_deref() == Some(approval) {
                return Ok(());
            }
            ACCEPTED.clone_into(&mut row.state);
            row.approval = Some(approval.to_owned());
        }
        None if row.state == ACCEPTED => REVOKED.clone_into(&mut row.state),
        None => REJECTED.clone_into(&mut row.state),
    }
    rows::save(tx, &row).await?;
    if let (ACCEPTED, Some(approval)) = (row.state.as_str(), &row.approval) {
        tell(tx, &post, &author, approval).await?;
    }
    shown(tx, &row).await
}

/// Tells those who have a post of ours that what it quotes is quoted with consent. The words that were
/// signed stay what they are.
async fn tell(tx: &mut Tx, post: &Post, author: &Person, approval: &str) -> Result<()> {
    if !matches!(post.state.as_str(), "live" | "pending") {
        return Ok(());
    }
    let Some((said, line)) = polls::words_of(tx, post).await? else {
        return Ok(());
    };
    let number = tx.id(tx.now());
    let deed = Deed::Quote {
        id: format!("{}#quote/{number}", post.uri),
        letter: Box::new(Letter::Approved {
            post: post.id,
            said,
            approval: approval.to_owned(),
        }),
        at: tx.now(),
    };
    forums::dispatch(tx, number, &author.uri, &deed).await?;
    for inbox in polls::holders(tx, post, author).await? {
        forums::letter_to(tx, &inbox, &author.uri, number, &line);
    }
    Ok(())
}

/// The author of a post from elsewhere says where the consent to what it quotes is: that is looked at,
/// once in a while. Answers whether the post quotes.
pub async fn receive_approval(
    tx: &mut Tx,
    post: &Post,
    actor: &str,
    quoted: &str,
    approval: &str,
) -> Result<bool> {
    tx.lock_ledger().await?;
    let Some(mut row) = rows::find(tx, &post.uri).await? else {
        return Ok(false);
    };
    if row.actor != actor || row.quoted != quoted {
        return Ok(false);
    }
    let news = row.approval.as_deref() != Some(approval);
    if row.state == PENDING && news {
        row.approval = Some(approval.to_owned());
        row.post_id = Some(post.id);
        let asks = may_ask(&row, tx.now());
        if asks {
            row.asked_at = Some(tx.now());
        }
        rows::save(tx, &row).await?;
        if asks {
            check(tx, &row);
        }
    }
    Ok(true)
}

/// A consent was found where the quote from elsewhere says that it is: `by` is whoever gives it there.
/// Without an address it is the author of both.
pub async fn confirm(tx: &mut Tx, post: i64, by: &str, approval: Option<&str>) -> Result<()> {
    tx.lock_ledger().await?;
    let Some(mut row) = rows::of_post(tx, post).await? else {
        return Ok(());
    };
    written_by(tx, &row.quoted, by).await?;
    let sound = match approval {
        Some(approval) => same_origin(approval, &row.quoted) && same_origin(approval, by),
        None => row.actor == by,
    };
    if row.state != PENDING || !sound {
        return Ok(());
    }
    ACCEPTED.clone_into(&mut row.state);
    row.approval = approval.map(str::to_owned);
    rows::save(tx, &row).await?;
    shown(tx, &row).await
}

/// Whoever has agreed to a quote agrees no longer; answers whether an address is a consent at all.
///
/// # Errors
/// A consent to quote somebody else.
pub async fn receive_withdrawal(tx: &mut Tx, actor: &str, approval: &str) -> Result<bool> {
    // Most of what is asked about is no consent, and locks nothing.
    if rows::by_approval(tx, approval).await?.is_empty() {
        return Ok(false);
    }
    tx.lock_ledger().await?;
    let mut theirs = false;
    for mut row in rows::by_approval(tx, approval).await? {
        match written_by(tx, &row.quoted, actor).await {
            Ok(()) => theirs = true,
            Err(Error::Refused(_)) => continue,
            Err(broken) => return Err(broken),
        }
        if !matches!(row.state.as_str(), ACCEPTED | PENDING) {
            continue;
        }
        REVOKED.clone_into(&mut row.state);
        rows::save(tx, &row).await?;
        if let Some(post) = row.post_id {
            tx.happens(Event::Changed(post));
        }
    }
    if theirs {
        Ok(true)
    } else {
        Err(Refusal::NotYours.into())
    }
}

/// A member no longer agrees that a post of theirs is quoted by another one, by their local ids.
///
/// # Errors
/// Another's post; no such quote.
pub async fn revoke(tx: &mut Tx, author: &Person, quoted: i64, quoting: i64) -> Result<()> {
    tx.lock_ledger().await?;
    let quoted = threads::must_get(tx, quoted).await?;
    if quoted.author_id != author.id {
        return Err(Refusal::NotYours.into());
    }
    let row = rows::of_post(tx, quoting).await?;
    let row = row.filter(|row| row.quoted == quoted.uri && row.state != REJECTED);
    let mut row = row.ok_or(Refusal::NoSuchPost)?;
    if row.state == REVOKED {
        return Ok(());
    }
    REVOKED.clone_into(&mut row.state);
    rows::save(tx, &row).await?;
    tx.happens(Event::Changed(quoting));
    notifications::no_quote(tx, quoting).await?;
    let Some(approval) = row.approval.clone() else {
        return Ok(());
    };
    let post = threads::must_get(tx, quoting).await?;
    let Some(writer) = people::get_by_id(tx, post.author_id).await? else {
        return Ok(());
    };
    let letter = Letter::Withdraw {
        approval,
        quoted: row.quoted.clone(),
        quoting: row.uri.clone(),
        to: row.actor.clone(),
    };
    let number = dispatch(tx, author, letter).await?;
    for inbox in told_of(tx, author, &writer, &post).await? {
        forums::letter_to(tx, &inbox, &author.uri, number, &row.uri);
    }
    Ok(())
}

/// Who may show the quote: whoever quotes, those who follow them or the author of what is quoted.
async fn told_of(
    tx: &Tx,
    author: &Person,
    writer: &Person,
    post: &Post,
) -> Result<BTreeSet<String>> {
    let inbox = writer.delivery_inbox().filter(|_| !writer.local);
    let mut inboxes: BTreeSet<String> = inbox.map(str::to_owned).into_iter().collect();
    if writer.local {
        inboxes.extend(polls::holders(tx, post, writer).await?);
    }
    if Audience::from_column(&post.visibility).is_open() {
        inboxes.extend(forums::inboxes(tx, &author.uri).await?);
    }
    Ok(inboxes)
}

/// A quote is shown from now on, or no longer.
async fn shown(tx: &Tx, row: &Quote) -> Result<()> {
    let Some(post) = row.post_id else {
        return Ok(());
    };
    tx.happens(Event::Changed(post));
    let post = threads::must_get(tx, post).await?;
    if row.state == ACCEPTED && post.state == "live" {
        notifications::of_quote(tx, &post, &row.quoted).await?;
    }
    Ok(())
}

/// Whether somebody has written a post.
async fn written_by(tx: &Tx, post: &str, actor: &str) -> Result<()> {
    let post = threads::get_by_uri(tx, post).await?;
    let author = match post {
        Some(post) => people::get_by_id(tx, post.author_id).await?,
        None => None,
    };
    if author.is_none_or(|author| author.uri != actor) {
        return Err(Refusal::NotYours.into());
    }
    Ok(())
}
