//! Letters about polls (docs/spec/polls.md): votes in those of ours, and what was counted of others. None
//! of them is a record.

use palabre_core::address::{host_of_uri, same_origin};
use palabre_core::peering::{self, Level};
use palabre_core::people;
use palabre_core::polls;
use palabre_core::threads::Post;
use palabre_core::{Refusal, Result, Tx, notes};

use super::open::Prepared;
use super::record::Made;
use crate::pinned;
use crate::wire::read::{Activity, Kind, Object, ObjectRef};

/// A vote in a poll of ours, if that is what an activity is.
pub(super) fn vote(activity: &Activity<'_>, is_ours: impl Fn(&str) -> bool) -> Option<Prepared> {
    let ObjectRef::Embedded(document) = activity.object else {
        return None;
    };
    let note = Object::read(document).ok()?;
    let (option, post) = (note.vote()?, note.in_reply_to?);
    let own = note.attributed_to == Some(activity.actor) && same_origin(note.id, activity.actor);
    let is_vote = activity.kind == Kind::Create && own && is_ours(post);
    is_vote.then(|| Prepared::Vote {
        voter: activity.actor.to_owned(),
        post: post.to_owned(),
        option: option.to_owned(),
    })
}

/// Counts a vote.
pub(super) async fn count(tx: &mut Tx, voter: &str, post: &str, option: &str) -> Result<()> {
    let host = host_of_uri(voter);
    if peering::level_in(tx, &host).await? == Level::Block {
        return Err(Refusal::HostBlocked(host).into());
    }
    certain(tx, voter).await?;
    polls::receive_vote(tx, voter, post, option).await
}

/// Takes what the author of a poll says was counted, where their letter says no more than that; answers
/// whether it does. What says the words of a post anew is a record, and is none of this.
pub(super) async fn counted(tx: &mut Tx, made: &Made, post: Option<&Post>) -> Result<bool> {
    let Some(counts) = &made.counts else {
        return Ok(false);
    };
    let edits = post.is_none_or(|post| counts.said.is_newer(post)) && !counts.said.alone;
    let takes_back = made.stands_in && post.is_some_and(|post| !notes::is_private(post));
    if edits || takes_back {
        return Ok(false);
    }
    if let Some(post) = post {
        certain(tx, &made.record.actor).await?;
        polls::receive_counts(tx, post, &made.record.actor, &counts.question).await?;
    }
    Ok(true)
}

/// Of somebody whose keys have changed nothing is taken that no moderator can look at.
pub(super) async fn certain(tx: &Tx, actor: &str) -> Result<()> {
    let actor = people::get(tx, actor).await?;
    if actor.is_some_and(|actor| actor.changed_at.is_some()) {
        return Err(Refusal::ActivityRefused(pinned::WORDS).into());
    }
    Ok(())
}
