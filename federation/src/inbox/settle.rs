//! What a letter that was read does, inside the one transaction of many.

use palabre_core::forums::{self, Forum};
use palabre_core::peering::{self, Level};
use palabre_core::threads::{self, Announce};
use palabre_core::{Audience, Error, Job, Millis, Refusal, Result, Tx, moderation, people, queue};

use super::open::Prepared;
use super::record::Made;
use super::{Proved, contribution, polls, quotes};
use crate::fetch;

/// Addresses of one Announce that are fetched.
const IDS: usize = 20;

/// Does what a letter says.
pub(super) async fn settle(tx: &mut Tx, prepared: Prepared) -> Result<()> {
    match prepared {
        Prepared::Follow { actor, object, id } => follow(tx, &actor, object, &id).await,
        Prepared::Unfollow {
            actor,
            object,
            follow,
        } => {
            // What is named by its id alone may be either.
            if object.is_none() {
                taken_back(tx, &actor, follow.as_deref(), None).await?;
            }
            forums::receive_undo_follow(tx, &actor, object.as_deref(), follow.as_deref()).await
        }
        Prepared::Unboosted {
            actor,
            announce,
            object,
        } => taken_back(tx, &actor, announce.as_deref(), object.as_deref()).await,
        Prepared::Answer {
            group,
            id,
            accepted,
            reason,
        } => {
            let about_record = !accepted
                && contribution::refused_by_home(tx, &group, &id, reason.as_deref()).await?;
            if about_record {
                return Ok(());
            }
            forums::answer_to_follow(tx, &id, &group, accepted).await
        }
        Prepared::Direct { made, proved, host } => {
            let level = peering::level_in(tx, &host).await?;
            if level == Level::Block {
                return Err(Refusal::HostBlocked(host).into());
            }
            let author = people::get(tx, &made.record.actor).await?;
            let level = author.map_or(level, |author| peering::level_of(&author, level));
            if level == Level::Block {
                return Err(Refusal::ActivityRefused("its actor is suspended here").into());
            }
            Box::pin(contribution::direct(tx, *made, level, proved)).await
        }
        Prepared::Vote {
            voter,
            post,
            option,
        } => polls::count(tx, &voter, &post, &option).await,
        Prepared::Quote(said) => Box::pin(quotes::settle(tx, said)).await,
        Prepared::Announced {
            group,
            deeds,
            context,
            ids,
            announce,
        } => told(tx, &group, (deeds, context, ids), announce).await,
        Prepared::Report {
            id,
            actor,
            objects,
            reason,
        } => moderation::keep_report(tx, &id, &actor, &objects, &reason).await,
        Prepared::Arrived(forums) => fetch::compare::arrived(tx, &forums).await,
        Prepared::Actor(_) | Prepared::Later | Prepared::Nothing => Ok(()),
        #[cfg(test)]
        Prepared::Fails => Err(palabre_core::Fault::Other("it fails".to_owned()).into()),
        #[cfg(test)]
        Prepared::Panics => panic!("it panics"),
    }
}

/// Somebody follows one of ours.
async fn follow(tx: &mut Tx, actor: &str, object: String, id: &str) -> Result<()> {
    let follower = people::get(tx, actor).await?;
    let ours = people::get(tx, &object)
        .await?
        .filter(|person| person.local);
    match (follower, ours) {
        (Some(follower), Some(ours)) if ours.state == "active" => {
            forums::receive_follow(tx, &follower, &ours, id).await
        }
        _ => Err(Refusal::NoSuchPerson(object).into()),
    }
}

/// A forum tells of what it holds, or a person passes something on.
async fn told(
    tx: &mut Tx,
    by: &str,
    (deeds, context, ids): (Vec<(Made, Proved)>, Option<String>, Vec<String>),
    announce: (String, Option<Audience>, Millis),
) -> Result<()> {
    match forums::get(tx, by).await? {
        Some(forum) if forum.local => Ok(()),
        Some(forum) => announced(tx, &forum, deeds, context, ids).await,
        None => passed_on(tx, by, &ids, announce).await,
    }
}

/// A person passes something on no longer.
async fn taken_back(tx: &Tx, by: &str, announce: Option<&str>, object: Option<&str>) -> Result<()> {
    match people::get(tx, by).await? {
        Some(by) => threads::receive_unboost(tx, &by, announce, object).await,
        None => Ok(()),
    }
}

/// A person passes one post on.
async fn passed_on(
    tx: &mut Tx,
    by: &str,
    ids: &[String],
    (activity, audience, at): (String, Option<Audience>, Millis),
) -> Result<()> {
    let ([id], Some(audience), Some(by)) = (ids, audience, people::get(tx, by).await?) else {
        return Ok(());
    };
    let host = palabre_core::address::host_of_uri(id);
    if by.kind == "Group" || peering::level_in(tx, &host).await? == Level::Block {
        return Ok(());
    }
    // A date ahead would put it on top of every list.
    let announce = Announce {
        activity: &activity,
        audience,
        at: at.min(tx.now()),
    };
    threads::receive_boost(tx, &by, id, &announce).await
}

async fn announced(
    tx: &mut Tx,
    forum: &Forum,
    deeds: Vec<(Made, Proved)>,
    context: Option<String>,
    ids: Vec<String>,
) -> Result<()> {
    for (made, proved) in deeds {
        let host = palabre_core::address::host_of_uri(&made.record.actor);
        if peering::level_in(tx, &host).await? == Level::Block {
            tracing::debug!(host, "an announced activity of a blocked host is left out");
            continue;
        }
        // What was counted is told by its author, and is in no ledger.
        let counts = made.counts.as_ref().map(|counts| counts.said.alone);
        let consent = made.consent.as_ref().map(|consent| consent.marked);
        if counts.or(consent) == Some(true) {
            continue;
        }
        let outcome = contribution::announced(tx, forum, made, proved, context.clone()).await;
        match outcome {
            Err(Error::Refused(refusal)) if refusal != Refusal::DiskFull => {
                tracing::info!(%refusal, group = forum.uri, "an announced activity is refused");
            }
            other => other?,
        }
    }
    for id in ids.into_iter().take(IDS) {
        let host = palabre_core::address::host_of_uri(&id);
        if peering::level_in(tx, &host).await? == Level::Block {
            continue;
        }
        if threads::get_by_uri(tx, &id).await?.is_none() {
            let forum = Some(forum.uri.clone());
            queue::enqueue_once(
                tx,
                Job::FetchThread {
                    host,
                    uri: id,
                    forum,
                },
            )
            .await?;
        }
    }
    Ok(())
}
