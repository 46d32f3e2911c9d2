//! What posts ask: read from their words, whoever has written them.

use super::{Poll, Wish, list, rows, rules};
use crate::scribe::{PostDoc, Question};
use crate::threads::Post;
use crate::{Job, Millis, Refusal, Result, Tx};

/// The most votes that are believed of one option.
const COUNTED: i64 = 1_000_000_000;

/// Writes into a post of ours what it asks.
///
/// # Errors
/// [`Refusal::PollWithMedia`], and what [`rules::sound`] refuses.
pub(crate) async fn ask(tx: &Tx, doc: &mut PostDoc, wish: &Wish) -> Result<()> {
    doc.question = match wish {
        Wish::Nothing => None,
        // A new post has asked nothing before.
        Wish::AsBefore if doc.updated.is_none() => None,
        Wish::AsBefore => rows::find(tx, doc.id).await?.map(|poll| poll.question()),
        Wish::Poll(new) => {
            let new = rules::sound(new.clone())?;
            Some(Question {
                tally: crate::scribe::Tally::none(new.options.len()),
                options: new.options,
                multiple: new.multiple,
                ends_at: Some(tx.now() + new.open_for * 1_000),
            })
        }
    };
    if doc.question.is_some() && !doc.attachments.is_empty() {
        return Err(Refusal::PollWithMedia.into());
    }
    Ok(())
}

/// Keeps of a poll of ours what its words do not say. Where it is edited and votes stay, they are told
/// again: the words that were sent say nothing of them.
pub(crate) async fn settle(tx: &mut Tx, post: &Post, wish: &Wish) -> Result<()> {
    if matches!(wish, Wish::AsBefore) && post.updated.is_none() {
        return Ok(());
    }
    let Some(mut row) = rows::find(tx, post.id).await? else {
        return Ok(());
    };
    if let Wish::Poll(new) = wish
        && new.hides_totals != row.hides_totals
    {
        row.hides_totals = new.hides_totals;
        rows::save(tx, &row).await?;
    }
    if row.tally().votes.iter().any(|votes| *votes > 0) {
        tx.enqueue(Job::TellPoll { post: post.id });
    }
    Ok(())
}

/// Brings the poll of a post in line with what its words say: votes stay while it asks the same. Of a
/// deleted one nothing stays.
pub(crate) async fn follow_post(
    tx: &mut Tx,
    post: &Post,
    question: Option<&Question>,
) -> Result<()> {
    let Some(question) = question.filter(|_| post.state != "deleted") else {
        // What is withheld says nothing, and may be told again.
        if post.state != "withheld" {
            rows::forget_of_posts(tx, &[post.id]).await?;
        }
        return Ok(());
    };
    let ours = tx.core().base().is_ours(&post.uri);
    let old = rows::find(tx, post.id).await?;
    let ended_before = old.as_ref().map(|poll| poll.ends_at);
    match old {
        Some(poll) if rules::is_same(&poll, question) => {
            if poll.ends_at == question.ends_at {
                return Ok(());
            }
            let row = Poll {
                ends_at: question.ends_at,
                closed: false,
                ..poll
            };
            rows::save(tx, &row).await?;
        }
        Some(poll) => {
            rows::forget_votes(tx, &[post.id]).await?;
            let row = Poll {
                hides_totals: poll.hides_totals,
                told: poll.told,
                ..blank(post, question, !ours, tx.now())
            };
            rows::save(tx, &row).await?;
        }
        None => rows::add(tx, blank(post, question, !ours, tx.now())).await?,
    }
    if let Some(end) = question.ends_at.filter(|end| ours && *end > tx.now())
        && ended_before != Some(Some(end))
    {
        tx.enqueue_at(Job::ClosePoll { post: post.id }, end);
    }
    Ok(())
}

/// A poll in which nobody of this node has voted yet.
fn blank(post: &Post, question: &Question, remote: bool, now: Millis) -> Poll {
    let votes = counted(question);
    Poll {
        post_id: post.id,
        author_id: post.author_id,
        options: list(&question.options),
        multiple: question.multiple,
        ends_at: question.ends_at,
        hides_totals: false,
        votes: list(&votes),
        voters: question.tally.voters.map(within),
        closed: false,
        asked_at: remote.then_some(now),
        told: None,
    }
}

/// What was counted of each option, within what is believed.
pub(super) fn counted(question: &Question) -> Vec<i64> {
    let said = question.tally.votes.iter().copied();
    let all = said.chain(std::iter::repeat(0));
    all.take(question.options.len()).map(within).collect()
}

/// A count as it is believed.
pub(super) fn within(count: i64) -> i64 {
    count.clamp(0, COUNTED)
}
