//! What was counted: told by the node of the author, and asked of it where that is long ago.

use std::collections::BTreeSet;

use super::asked::{counted, within};
use super::{Poll, list, rows, rules};
use crate::address::host_of_uri;
use crate::people::{self, Person};
use crate::scribe::Question;
use crate::store::entity::dispatch;
use crate::threads::{self, Post};
use crate::{
    Audience, Core, Deed, Job, Millis, Refusal, Result, Tx, forums, ledger, notes, notifications,
    queue,
};

use sea_orm::EntityTrait;

/// How old counts may be before they are asked for again, where a member is shown them.
const FRESH: Millis = 300_000;
/// Polls that are asked for because of one page.
const AT_ONCE: usize = 5;

/// The author of a poll of elsewhere says what was counted. What asks something else says nothing.
///
/// # Errors
/// [`Refusal::NotYours`] where it is another's.
pub async fn receive_counts(
    tx: &mut Tx,
    post: &Post,
    actor: &str,
    question: &Question,
) -> Result<()> {
    tx.lock_ledger().await?;
    let author = people::get_by_id(tx, post.author_id).await?;
    if author.is_none_or(|author| author.uri != actor) {
        return Err(Refusal::NotYours.into());
    }
    let Some(poll) = rows::find(tx, post.id).await? else {
        return Ok(());
    };
    if poll.asked_at.is_none() || !rules::is_same(&poll, question) {
        return Ok(());
    }
    let ended = question.ends_at.filter(|end| *end <= tx.now());
    let row = Poll {
        votes: list(&counted(question)),
        voters: question.tally.voters.map(within),
        ends_at: ended.or(poll.ends_at),
        asked_at: Some(tx.now()),
        ..poll
    };
    rows::save(tx, &row).await
}

/// Leaves it to be asked what was counted of the polls of elsewhere that a member is shown, where that
/// is old: of each once in a while, of a few at once. What cannot be asked is shown as it is.
pub async fn refresh(core: &Core, shown: impl Iterator<Item = &Poll>) {
    let now = core.now();
    let stale = shown.filter(|poll| rules::is_stale(poll, now, FRESH));
    let stale: Vec<i64> = stale.map(|poll| poll.post_id).take(AT_ONCE).collect();
    if stale.is_empty() {
        return;
    }
    if let Err(error) = ask_again(core, &stale).await {
        tracing::warn!(%error, "counts of polls cannot be asked for");
    }
}

async fn ask_again(core: &Core, posts: &[i64]) -> Result<()> {
    let tx = core.begin().await?;
    for id in posts {
        let before = tx.now() - FRESH;
        let post = threads::must_get(&tx, *id).await?;
        // Nobody is served what is for a few.
        if rows::is_first_to_ask(&tx, *id, before).await? && !notes::is_private(&post) {
            tx.enqueue(asking(&post));
        }
    }
    tx.commit().await
}

fn asking(post: &Post) -> Job {
    Job::FetchPoll {
        host: host_of_uri(&post.uri),
        post: post.id,
    }
}

/// Tells those who have voted in a poll of ours, and those who follow its author, what was counted.
pub async fn tell(tx: &mut Tx, post: i64) -> Result<()> {
    tx.lock_ledger().await?;
    let Some(poll) = rows::find(tx, post).await? else {
        return Ok(());
    };
    let post = threads::must_get(tx, post).await?;
    let author = people::get_by_id(tx, post.author_id).await?;
    let Some(author) = author.filter(|author| author.local) else {
        return Ok(());
    };
    let shown = matches!(post.state.as_str(), "live" | "pending");
    if !shown || !poll.tells_totals(tx.now()) {
        return Ok(());
    }
    let Some((said, line)) = words_of(tx, &post).await? else {
        return Ok(());
    };
    // Where the last ones still wait to be sent, these take their place.
    if let Some(told) = poll.told {
        dispatch::Entity::delete_by_id(told)
            .exec(tx.conn().await?)
            .await?;
    }
    let number = tx.id(tx.now());
    let deed = Deed::Counts {
        id: format!("{}#counts/{number}", post.uri),
        post: post.id,
        said,
        tally: poll.tally(),
        over: poll.ends_at.filter(|end| *end <= tx.now()),
        at: tx.now(),
    };
    forums::dispatch(tx, number, &author.uri, &deed).await?;
    let told = Some(number);
    rows::save(tx, &Poll { told, ..poll }).await?;
    let mut inboxes = holders(tx, &post, &author).await?;
    // What is for a few goes with its text to those for whom it is now, who may be fewer than voted.
    if !notes::is_private(&post) {
        inboxes.extend(rows::inboxes_of_voters(tx, post.id).await?);
    }
    for inbox in inboxes {
        forums::letter_to(tx, &inbox, &author.uri, number, &line);
    }
    Ok(())
}

/// Where those are who have a post of ours: the followers of its author, those who are named in it, and
/// the home of its forum.
pub(crate) async fn holders(tx: &Tx, post: &Post, author: &Person) -> Result<BTreeSet<String>> {
    let mut inboxes = BTreeSet::new();
    if Audience::from_column(&post.visibility) != Audience::Direct {
        inboxes.extend(forums::inboxes(tx, &author.uri).await?);
    }
    for named in notes::named(tx, post).await? {
        let named = people::get(tx, &named).await?;
        let inbox = named
            .as_ref()
            .filter(|one| !one.local && one.kind == "Person");
        inboxes.extend(
            inbox
                .and_then(|one| one.delivery_inbox())
                .map(str::to_owned),
        );
    }
    if let Some(id) = post.forum_id
        && let Some(forum) = forums::get_by_id(tx, id).await?.filter(|one| !one.local)
    {
        inboxes.insert(forum.delivery_inbox().to_owned());
    }
    Ok(inboxes)
}

/// The activity that gave a post its words, as it was signed, and the line in which it was sent.
pub(crate) async fn words_of(tx: &Tx, post: &Post) -> Result<Option<(Vec<u8>, String)>> {
    let Some(rid) = post.winner.as_deref() else {
        let letter = rows::last_letter(tx, post.id).await?;
        return Ok(letter.map(|raw| (raw, post.uri.clone())));
    };
    let Ok(rid) = <[u8; 32]>::try_from(rid) else {
        return Ok(None);
    };
    let record = ledger::whole(tx, &rid).await?;
    Ok(record.and_then(|record| {
        let line = record.context.unwrap_or(record.object);
        Some((record.raw?, line))
    }))
}

/// A poll ends, once: members who have voted in it and its author hear of it. Whoever has one of ours is
/// told what was counted; of one from elsewhere the home is asked.
pub async fn close(tx: &mut Tx, post: i64) -> Result<()> {
    tx.lock_ledger().await?;
    let Some(mut poll) = rows::find(tx, post).await? else {
        return Ok(());
    };
    if let Some(end) = poll.ends_at.filter(|end| *end > tx.now()) {
        // It stays open for longer than it was to.
        return queue::enqueue_ahead(tx, Job::ClosePoll { post }, end).await;
    }
    if poll.closed || poll.ends_at.is_none() {
        return Ok(());
    }
    poll.closed = true;
    rows::save(tx, &poll).await?;
    let post = threads::must_get(tx, post).await?;
    if matches!(post.state.as_str(), "live" | "pending") {
        notifications::of_ending(tx, &post).await?;
    }
    if poll.asked_at.is_none() {
        return tell(tx, post.id).await;
    }
    if !notes::is_private(&post) {
        tx.enqueue(asking(&post));
    }
    Ok(())
}
