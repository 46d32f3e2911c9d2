//! Voting: by a member in any poll they may read, and by somebody elsewhere in a poll of ours.

use super::{Poll, list, rows, rules};
use crate::people::{self, Person};
use crate::threads::{self, Post};
use crate::{Deed, Job, Refusal, Result, Tx, forums, notes, queue};

/// How long counts of a poll of ours are gathered before they are told: three minutes, as with
/// Mastodon.
const GATHERED: crate::Millis = 180_000;

/// A member votes for some options, by place. That they may read the post is known.
///
/// # Errors
/// A poll that is over or one's own, a second vote, options that are none.
pub async fn vote(tx: &mut Tx, voter: &Person, post: i64, choices: &[usize]) -> Result<()> {
    voter.approved()?;
    tx.lock_ledger().await?;
    let post = threads::must_get(tx, post).await?;
    let poll = open(tx, &post, voter).await?;
    if !rows::votes_of(tx, post.id, voter.id).await?.is_empty() {
        return Err(Refusal::VotedAlready.into());
    }
    let chosen = rules::chosen(&poll, choices)?;
    let options = poll.options();
    let mut row = poll;
    let mut tally = row.tally();
    rules::count(&mut tally.votes, &chosen);
    (row.votes, row.voters) = (
        list(&tally.votes),
        row.voters.map(|voters| voters.saturating_add(1)),
    );
    rows::add_votes(tx, post.id, voter.id, &chosen).await?;
    rows::save(tx, &row).await?;
    let Some(author) = people::get_by_id(tx, post.author_id).await? else {
        return Ok(());
    };
    if author.local {
        return tell_soon(tx, post.id).await;
    }
    if let Some(end) = row.ends_at {
        queue::enqueue_by(tx, Job::ClosePoll { post: post.id }, end).await?;
    }
    let chosen = chosen.into_iter().filter_map(|at| options.get(at).cloned());
    for option in chosen.collect::<Vec<_>>() {
        send(tx, voter, &post, &author, option).await?;
    }
    Ok(())
}

/// Somebody elsewhere votes for an option of a poll of ours. Of one choice the first holds; a vote that
/// comes again is the same vote.
///
/// # Errors
/// No such poll, or none that they may read; one that is over; no such option.
pub async fn receive_vote(tx: &mut Tx, voter: &str, post: &str, option: &str) -> Result<()> {
    tx.lock_ledger().await?;
    let voter = people::get(tx, voter).await?;
    let post = threads::get_by_uri(tx, post).await?;
    let Some((voter, post)) = voter.filter(|one| one.state != "gone").zip(post) else {
        return Err(Refusal::NoSuchPost.into());
    };
    readable(tx, &voter, &post).await?;
    let mut poll = open(tx, &post, &voter).await?;
    if poll.asked_at.is_some() {
        return Err(Refusal::NoSuchPost.into());
    }
    let options = poll.options();
    let place = options.iter().position(|one| one == option);
    let chosen = rules::chosen(&poll, &[place.ok_or(Refusal::NoSuchOption)?])?;
    let before = rows::votes_of(tx, post.id, voter.id).await?;
    let again = |choice: &usize| {
        before
            .iter()
            .any(|one| usize::try_from(*one) == Ok(*choice))
    };
    if chosen.iter().any(again) || !(before.is_empty() || poll.multiple) {
        return Ok(());
    }
    let mut tally = poll.tally();
    rules::count(&mut tally.votes, &chosen);
    poll.votes = list(&tally.votes);
    poll.voters = poll
        .voters
        .map(|voters| voters + i64::from(before.is_empty()));
    rows::add_votes(tx, post.id, voter.id, &chosen).await?;
    rows::save(tx, &poll).await?;
    tell_soon(tx, post.id).await
}

/// The poll of a post, where somebody may vote in it.
async fn open(tx: &Tx, post: &Post, voter: &Person) -> Result<Poll> {
    if !matches!(post.state.as_str(), "live" | "pending") {
        return Err(Refusal::NoSuchPost.into());
    }
    let poll = rows::find(tx, post.id).await?;
    let poll = poll.ok_or(Refusal::NoSuchPost)?;
    if poll.author_id == voter.id {
        return Err(Refusal::OwnPoll.into());
    }
    if poll.is_over(tx.now()) {
        return Err(Refusal::PollOver.into());
    }
    Ok(poll)
}

/// Whether somebody elsewhere may read a post of ours: it is for them, and its author has not blocked
/// them.
async fn readable(tx: &Tx, voter: &Person, post: &Post) -> Result<()> {
    let kept_out = notes::is_private(post) && !notes::may_read(tx, voter, post).await?;
    let author = people::get_by_id(tx, post.author_id).await?;
    let author = author.map(|author| author.uri).unwrap_or_default();
    if kept_out || forums::is_shut_out(tx, voter, &author).await? {
        return Err(Refusal::NoSuchPost.into());
    }
    Ok(())
}

/// What was counted is told once a while, however many vote.
async fn tell_soon(tx: &mut Tx, post: i64) -> Result<()> {
    let due = tx.now() + GATHERED;
    queue::enqueue_ahead(tx, Job::TellPoll { post }, due).await
}

/// A vote is a letter to the author of the poll alone.
async fn send(
    tx: &mut Tx,
    voter: &Person,
    post: &Post,
    author: &Person,
    option: String,
) -> Result<()> {
    let Some(inbox) = author.delivery_inbox() else {
        return Ok(());
    };
    let number = tx.id(tx.now());
    let deed = Deed::Vote {
        id: format!("{}#votes/{number}", voter.uri),
        post: post.uri.clone(),
        author: author.uri.clone(),
        option,
        at: tx.now(),
    };
    let dispatch = forums::dispatch(tx, number, &voter.uri, &deed).await?;
    forums::letter_to(tx, inbox, &voter.uri, dispatch, &post.uri);
    Ok(())
}
