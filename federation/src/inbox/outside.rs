//! What is said outside forums, for everybody.

use palabre_core::ledger::{self, Kind, Record, Standing};
use palabre_core::people;
use palabre_core::threads::{self, Post};
use palabre_core::{Content, Refusal, Result, Tx, forums};

use super::contribution::{author_of, by_group, in_doubt};
use super::doubt::{self, Doubt};
use super::private;
use super::record::Made;

/// A deed outside forums is kept when somebody here follows its author, when it names or answers
/// somebody who matters here, or when it is about something that is kept.
pub(super) async fn take(tx: &mut Tx, made: Made, post: Option<&Post>) -> Result<()> {
    // An edit of what is for a few may overtake it.
    if post.is_none() && private::come(tx, &made).await? {
        return Ok(());
    }
    let mut record = made.record;
    if by_group(record.kind) {
        return Err(Refusal::NotAModerator.into());
    }
    if record.kind.is_reaction() {
        if post.is_none() {
            return Ok(());
        }
        let active = record.kind == Kind::Like;
        let (object, actor) = (record.object.clone(), record.actor.clone());
        return ledger::private_like(tx, &object, &actor, &record.activity_id, active).await;
    }
    let followed = forums::is_followed(tx, &record.actor).await?;
    if !followed && post.is_none() && !concerns_us(tx, &record, made.content.as_ref()).await? {
        return before_its_create(tx, record).await;
    }
    let own = match author_of(tx, post).await? {
        Some(author) => author == record.actor,
        None => palabre_core::address::same_origin(&record.object, &record.actor),
    };
    if !own {
        return Err(Refusal::NotYours.into());
    }
    let actor = people::get(tx, &record.actor).await?;
    match doubt::of(actor.as_ref(), &record, post, false) {
        Doubt::None => {}
        doubt => return in_doubt(tx, record, doubt, None).await,
    }
    record.standing = Standing::Accepted;
    ledger::apply(tx, record).await?;
    Ok(())
}

/// Whether something that is new names somebody of this node, quotes one of them, or answers one of them or somebody whom
/// they follow.
async fn concerns_us(tx: &Tx, record: &Record, content: Option<&Content>) -> Result<bool> {
    if record.kind != Kind::Create {
        return Ok(false);
    }
    let ours = tx.core().base().person("");
    for one in content.into_iter().flat_map(|content| &content.mentions) {
        if one.uri.starts_with(&ours) && people::get(tx, &one.uri).await?.is_some() {
            return Ok(true);
        }
    }
    let quoted = content.and_then(|content| content.quote.as_ref());
    if let Some(quoted) = quoted.filter(|quoted| tx.core().base().is_ours(&quoted.uri))
        && threads::get_by_uri(tx, &quoted.uri).await?.is_some()
    {
        return Ok(true);
    }
    let Some(parent) = &record.in_reply_to else {
        return Ok(false);
    };
    let parent = threads::get_by_uri(tx, parent).await?;
    match author_of(tx, parent.as_ref()).await? {
        Some(author) => Ok(author.starts_with(&ours) || forums::is_followed(tx, &author).await?),
        None => Ok(false),
    }
}

/// A Delete may come before its Create, which is then not taken any more. Only the author's host
/// can say so; whether it was the author is known when the Create comes.
async fn before_its_create(tx: &mut Tx, mut record: Record) -> Result<()> {
    let own_host = palabre_core::address::same_origin(&record.object, &record.actor);
    if record.kind == Kind::Delete && own_host {
        let actor = people::get(tx, &record.actor).await?;
        if doubt::of(actor.as_ref(), &record, None, false) != Doubt::None {
            return Ok(());
        }
        record.standing = Standing::Pending;
        ledger::apply(tx, record).await?;
    }
    Ok(())
}
