//! Reading letters: one match on verb × object. Keys are looked up before the transaction begins, in
//! which the [`super::opener`] settles the letters of all hosts.

use palabre_core::address::host_of_uri;
use palabre_core::forums;
use palabre_core::ledger::{Ahead, Vouch};
use palabre_core::queue::{After, Work};
use palabre_core::{Audience, Fault, Incoming, Job, Result, letters, people};
use serde_json::Value;

use super::authority::proof_at_hand;
use super::opener::Ready;
use super::polls;
use super::quotes;
use super::record::{self, Made, NoRecord};
use super::{Proved, prove};
use crate::Federation;
use crate::door;
use crate::fetch;
use crate::object::{self, ActorError};
use crate::pinned;
use crate::proof::jcs::{MAX_DEPTH, parse_strict};
use crate::wire::read::{Activity, Inner, Kind, ObjectRef};

mod announced;

use announced::{announce, unfollow};

/// Deeds of one Announce that are done while its sender waits.
const AT_DOOR: usize = 16;

/// A letter that was read, with every key that it needs at hand.
pub(crate) enum Prepared {
    Follow {
        actor: String,
        object: String,
        id: String,
    },
    Unfollow {
        actor: String,
        object: Option<String>,
        follow: Option<String>,
    },
    Answer {
        group: String,
        id: String,
        accepted: bool,
        reason: Option<String>,
    },
    Direct {
        made: Box<Made>,
        proved: Proved,
        host: String,
    },
    Announced {
        group: String,
        deeds: Vec<(Made, Proved)>,
        context: Option<String>,
        ids: Vec<String>,
        /// The Announce itself, for whom it is where somebody passes something on, and when it was made.
        announce: (String, Option<Audience>, palabre_core::Millis),
    },
    /// Somebody passes something on no longer: the Announce, and what it was of.
    Unboosted {
        actor: String,
        announce: Option<String>,
        object: Option<String>,
    },
    Quote(quotes::Said),
    Vote {
        voter: String,
        post: String,
        option: String,
    },
    Report {
        id: String,
        actor: String,
        objects: Vec<String>,
        reason: String,
    },
    Actor(Box<Value>),
    /// A host is back, or lets us in again: its forums that are followed here.
    Arrived(Vec<forums::Forum>),
    /// A fault of ours: it is opened later.
    Later,
    Nothing,
    #[cfg(test)]
    Fails,
    #[cfg(test)]
    Panics,
}

/// Opens the letters of some jobs of one lane, and lets go of the lane if it is named as having
/// no more; `alone` gives them a commit of their own. Answers what is known of the lane then, or
/// nothing where some are left, which ask for what the others bring. What is refused is logged and
/// let go of; a fault keeps the letters in their place.
pub(crate) async fn open_all(
    fed: &Federation,
    works: &[Work],
    last_of: Option<&str>,
    alone: bool,
) -> Result<Option<After>> {
    let coming = fed.opener().coming();
    let ids: Vec<i64> = works.iter().filter_map(letter_of).collect();
    let mut found = letters::read(fed.core(), &ids).await?;
    found.sort_by_key(|(id, _)| *id);
    let read: Vec<(i64, Incoming, Option<Value>)> = found
        .into_iter()
        .map(|(id, letter)| {
            let value = said(&letter);
            (id, letter, value)
        })
        .collect();
    let asks = |value: &Option<Value>| value.as_ref().is_some_and(asks_back);
    let wait = read.iter().skip(1).find(|(_, _, value)| asks(value));
    let wait = wait.map(|(id, ..)| *id);
    let goes_on = |id: &i64| wait.is_none_or(|wait| *id < wait);
    let ids: Vec<i64> = ids.into_iter().filter(goes_on).collect();
    let now = works
        .iter()
        .filter(|work| letter_of(work).as_ref().is_none_or(goes_on));
    let jobs: Vec<i64> = now.map(|work| work.id).collect();
    let mut prepared = Vec::with_capacity(read.len());
    for (_, incoming, value) in read.iter().filter(|(id, ..)| goes_on(id)) {
        prepared.push(prepare(fed, incoming, value.as_ref()).await);
    }
    for one in &prepared {
        match one {
            Prepared::Actor(value) => refresh(fed, value).await?,
            Prepared::Later => {
                let why = "what a letter needs cannot be looked up".to_owned();
                return Err(Fault::Store(why).into());
            }
            _ => {}
        }
    }
    let ready = Ready {
        letters: ids,
        jobs,
        prepared,
        last_of: last_of.filter(|_| wait.is_none()).map(str::to_owned),
        alone,
    };
    let after = fed.opener().open(ready, coming).await?;
    Ok(Some(after).filter(|_| wait.is_none()))
}

/// Whether a letter names something that a letter before it may bring, and that is looked up before
/// both are opened: an Undo of an id, by itself or in an Announce.
fn asks_back(letter: &Value) -> bool {
    Activity::read(letter)
        .is_ok_and(|activity| names_what_it_undoes(&activity, &announced_in(&activity)))
}

fn names_what_it_undoes(activity: &Activity<'_>, inner: &[Inner<'_>]) -> bool {
    let by_id = |activity: &Activity<'_>| {
        activity.kind == Kind::Undo && matches!(activity.object, ObjectRef::Id(_))
    };
    let inside = |document| Activity::read(document).is_ok_and(|inside| by_id(&inside));
    by_id(activity) || in_full(inner).any(inside)
}

/// What an Announce carries; nothing in any other activity.
fn announced_in<'a>(activity: &Activity<'a>) -> Vec<Inner<'a>> {
    match activity.kind {
        Kind::Announce => Inner::of(activity).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// The activities among it that are there in full.
fn in_full<'a>(inner: &[Inner<'a>]) -> impl Iterator<Item = &'a Value> {
    inner.iter().filter_map(|one| match one {
        Inner::Activity(document) => Some(*document),
        _ => None,
    })
}

impl Prepared {
    /// How much is to be done: an Announce may tell of many deeds.
    pub(super) fn deeds(&self) -> usize {
        match self {
            Self::Announced { deeds, .. } => deeds.len().max(1),
            _ => 1,
        }
    }

    /// What settling this will ask the database for.
    pub(super) fn look_ahead(&self, ahead: &mut Ahead) {
        match self {
            Self::Direct { made, host, .. } => {
                ahead.hosts.insert(host.clone());
                made.look_ahead(ahead);
            }
            Self::Announced {
                deeds,
                context,
                group,
                ..
            } => {
                ahead.actors.insert(group.clone());
                ahead.groups.insert(group.clone());
                ahead.contexts.extend(context.clone());
                for (made, _) in deeds {
                    ahead.hosts.insert(host_of_uri(&made.record.actor));
                    made.look_ahead(ahead);
                }
            }
            Self::Vote { voter, post, .. } => {
                ahead.actors.insert(voter.clone());
                ahead.objects.insert(post.clone());
            }
            Self::Follow { actor, object, .. } => {
                ahead.actors.extend([actor.clone(), object.clone()]);
            }
            _ => {}
        }
    }
}

fn letter_of(work: &Work) -> Option<i64> {
    match work.job {
        Job::Open { letter, .. } => Some(letter),
        _ => None,
    }
}

/// Who vouches for an activity: its host is let in, and its actor has signed the letter or proved
/// the words. Else what is done instead.
async fn vouched(
    fed: &Federation,
    activity: &Activity<'_>,
    value: &Value,
    signed_by_actor: bool,
) -> Result<Proved, Prepared> {
    let host = host_of_uri(activity.actor);
    let admitted = match door::policy(fed, &host).await {
        Ok(_) => door::person(fed, activity.actor).await,
        Err(denied) => Err(denied),
    };
    if let Err(denied) = admitted {
        if denied.is_our_fault() {
            return Err(Prepared::Later);
        }
        let actor = activity.actor;
        tracing::info!(actor, "a forwarded activity of somebody who is kept out");
        return Err(Prepared::Nothing);
    }
    if signed_by_actor && value.get("proof").is_none() {
        return Ok(Proved::No);
    }
    match prove(fed, activity, value).await {
        Proved::Later => Err(Prepared::Later),
        // What a forum says counts at once: one that is in doubt is heard at the door only.
        Proved::Yes if !signed_by_actor && speaks_for_a_forum(activity) => {
            match pinned::is_changed(fed.core(), activity.actor).await {
                Ok(false) => Ok(Proved::Yes),
                Ok(true) => Err(Prepared::Nothing),
                Err(_) => Err(Prepared::Later),
            }
        }
        proved if proved == Proved::Yes || (signed_by_actor && proved == Proved::No) => Ok(proved),
        _ => {
            tracing::info!(activity = activity.id, "nobody vouches for this activity");
            Err(Prepared::Nothing)
        }
    }
}

/// A letter that has just come, if it can be opened without asking anybody: every key is at hand.
pub(super) async fn at_door(
    fed: &Federation,
    incoming: &Incoming,
    activity: &Activity<'_>,
    value: &Value,
) -> Option<Prepared> {
    let inner = announced_in(activity);
    let waits = match activity.kind {
        Kind::Arrive => true,
        Kind::Update => is_actor(activity),
        // What it names may be in a letter that is not opened yet.
        _ => names_what_it_undoes(activity, &inner),
    };
    if waits || inner.len() > AT_DOOR {
        return None;
    }
    for document in std::iter::once(value).chain(in_full(&inner)) {
        if !proof_at_hand(fed, document).await {
            return None;
        }
    }
    match read(fed, incoming, activity, value).await {
        Prepared::Later => None,
        prepared => Some(prepared),
    }
}

/// What the body of a letter says, if it can be read.
fn said(letter: &Incoming) -> Option<Value> {
    parse_strict(&letter.body, MAX_DEPTH).ok()
}

/// Reads a letter that was kept, whose body says `value`.
async fn prepare(fed: &Federation, incoming: &Incoming, value: Option<&Value>) -> Prepared {
    let Some(value) = value else {
        return Prepared::Nothing;
    };
    match Activity::read(value) {
        Ok(activity) => read(fed, incoming, &activity, value).await,
        Err(_) => Prepared::Nothing,
    }
}

async fn read(
    fed: &Federation,
    incoming: &Incoming,
    activity: &Activity<'_>,
    value: &Value,
) -> Prepared {
    let signed_by_actor = activity.actor == incoming.signer;
    let proved = match vouched(fed, activity, value, signed_by_actor).await {
        Ok(proved) => proved,
        Err(instead) => return instead,
    };
    let actor = activity.actor.to_owned();
    let id = activity.id.to_owned();
    if signed_by_actor
        && let Some(said) = quotes::said(activity, |uri| fed.core().base().is_ours(uri))
    {
        return Prepared::Quote(said);
    }
    match activity.kind {
        Kind::Follow if signed_by_actor => match activity.object.id() {
            Some(object) => Prepared::Follow {
                actor,
                object: object.to_owned(),
                id,
            },
            None => Prepared::Nothing,
        },
        Kind::Accept | Kind::Reject => match activity.object.id() {
            Some(answered) => Prepared::Answer {
                group: actor,
                id: answered.to_owned(),
                accepted: activity.kind == Kind::Accept,
                reason: activity.summary.map(str::to_owned),
            },
            None => Prepared::Nothing,
        },
        Kind::Announce => announce(fed, activity, value).await,
        Kind::Flag => Prepared::Report {
            objects: activity
                .object
                .each()
                .iter()
                .filter_map(ObjectRef::id)
                .map(str::to_owned)
                .collect(),
            reason: activity
                .content
                .or(activity.summary)
                .unwrap_or_default()
                .to_owned(),
            id,
            actor,
        },
        Kind::Arrive if signed_by_actor => match fetch::compare::of_host(fed, &incoming.host).await
        {
            Ok(forums) => Prepared::Arrived(forums),
            Err(_) => Prepared::Later,
        },
        Kind::Undo => match direct(fed, activity, value, proved).await {
            Prepared::Nothing => unfollow(activity),
            about_a_record => about_a_record,
        },
        // Nobody but the actor itself, at its own host, says who it is.
        Kind::Update if is_actor(activity) => match activity.object.embedded() {
            Some(document) if signed_by_actor => Prepared::Actor(Box::new(document.clone())),
            _ => Prepared::Nothing,
        },
        _ => direct(fed, activity, value, proved).await,
    }
}

async fn direct(
    fed: &Federation,
    activity: &Activity<'_>,
    value: &Value,
    proved: Proved,
) -> Prepared {
    if let Some(vote) = polls::vote(activity, |uri| fed.core().base().is_ours(uri)) {
        return vote;
    }
    match record::make_any(fed.core(), activity, value, Vouch::Signature).await {
        Ok(made) => Prepared::Direct {
            host: host_of_uri(activity.actor),
            made: Box::new(made),
            proved,
        },
        Err(NoRecord::Store) => Prepared::Later,
        Err(why) => {
            tracing::debug!(activity = activity.id, %why, "an activity makes no record");
            Prepared::Nothing
        }
    }
}

fn speaks_for_a_forum(activity: &Activity<'_>) -> bool {
    matches!(activity.kind, Kind::Announce | Kind::Accept | Kind::Reject)
}

/// Whether an Update is of the actor itself.
fn is_actor(activity: &Activity<'_>) -> bool {
    activity.object.id() == Some(activity.actor)
}

async fn refresh(fed: &Federation, document: &Value) -> Result<()> {
    match object::keep(fed.core(), document).await {
        Ok(person) => {
            let keys = people::keys::of(fed.core(), &person.uri)
                .await
                .unwrap_or_default();
            fed.keyring().forget(keys.into_iter().map(|key| key.uri));
        }
        Err(ActorError::Store(why)) => return Err(Fault::Store(why).into()),
        Err(error) => tracing::info!(%error, "an actor's update is not used"),
    }
    Ok(())
}

#[cfg(test)]
mod tests;
