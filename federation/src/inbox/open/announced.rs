//! What somebody announces, and what they take back.

use palabre_core::ledger::Vouch;
use palabre_core::{Audience, forums, people};
use serde_json::Value;

use super::super::record::{self, NoRecord};
use super::super::{Proved, prove};
use super::Prepared;
use crate::Federation;
use crate::wire::read::{Activity, Inner, Kind, ObjectRef};

/// What a Group announces: activities with their proofs checked, or ids to be fetched.
pub(super) async fn announce(fed: &Federation, activity: &Activity<'_>, value: &Value) -> Prepared {
    // A Group that nobody here follows has nothing to tell, and neither has anybody else but of what is
    // ours; their letters cost no fetch.
    let Ok(followed) = forums::is_followed_here(fed.core(), activity.actor).await else {
        return Prepared::Later;
    };
    let Ok(inner) = Inner::of(activity) else {
        return Prepared::Nothing;
    };
    let announce = (
        activity.id.to_owned(),
        activity.published_ms.unwrap_or(fed.core().now()),
    );
    let Ok(audience) = audience(fed, activity).await else {
        return Prepared::Later;
    };
    if !followed {
        return of_ours(fed, activity, &inner, (announce.0, audience, announce.1));
    }
    let context = value
        .get("context")
        .and_then(crate::wire::read::id_of)
        .map(str::to_owned);
    let (mut deeds, mut ids) = (Vec::new(), Vec::new());
    for one in inner {
        match one {
            Inner::Activity(document) => {
                let Ok(inside) = Activity::read(document) else {
                    continue;
                };
                if !palabre_core::address::same_origin(inside.id, inside.actor) {
                    continue;
                }
                let proved = prove(fed, &inside, document).await;
                if proved == Proved::Later {
                    return Prepared::Later;
                }
                match record::make(fed.core(), &inside, document, Vouch::Forum).await {
                    Ok(made) => deeds.push((made, proved)),
                    Err(NoRecord::Store) => return Prepared::Later,
                    Err(_) => {}
                }
            }
            Inner::Object(document) => {
                ids.extend(crate::wire::read::id_of(document).map(str::to_owned));
            }
            Inner::Id(id) => ids.push(id.to_owned()),
        }
    }
    Prepared::Announced {
        group: activity.actor.to_owned(),
        deeds,
        context,
        ids,
        announce: (announce.0, audience, announce.1),
    }
}

/// Of what somebody announces whom nobody here follows: what is ours. Where it is for their followers
/// alone, its author is told and nobody else.
fn of_ours(
    fed: &Federation,
    activity: &Activity<'_>,
    inner: &[Inner<'_>],
    announce: (String, Option<Audience>, palabre_core::Millis),
) -> Prepared {
    let ours = inner.iter().filter_map(|one| match one {
        Inner::Id(id) => Some((*id).to_owned()),
        Inner::Object(document) => crate::wire::read::id_of(document).map(str::to_owned),
        Inner::Activity(_) => None,
    });
    let ours: Vec<String> = ours.filter(|id| fed.core().base().is_ours(id)).collect();
    if ours.is_empty() || announce.1.is_none() {
        return Prepared::Nothing;
    }
    Prepared::Announced {
        group: activity.actor.to_owned(),
        deeds: Vec::new(),
        context: None,
        ids: ours,
        announce,
    }
}

/// For whom somebody passes something on: everybody, or those who follow them; nobody else is told.
async fn audience(
    fed: &Federation,
    activity: &Activity<'_>,
) -> palabre_core::Result<Option<Audience>> {
    if activity.is_public() {
        return Ok(Some(Audience::Public));
    }
    let by = people::by_uri(fed.core(), activity.actor).await?;
    let followers = by.and_then(|by| by.followers);
    let mut told = activity.to.iter().chain(&activity.cc);
    let named = told.any(|uri| Some(*uri) == followers.as_deref());
    Ok(named.then_some(Audience::Followers))
}

pub(super) fn unfollow(activity: &Activity<'_>) -> Prepared {
    let actor = activity.actor.to_owned();
    match &activity.object {
        ObjectRef::Embedded(inner) => match Activity::read(inner) {
            Ok(inner) if inner.actor == activity.actor && inner.kind == Kind::Announce => {
                Prepared::Unboosted {
                    actor,
                    announce: Some(inner.id.to_owned()),
                    object: inner.object.id().map(str::to_owned),
                }
            }
            Ok(inner) if inner.actor == activity.actor => Prepared::Unfollow {
                actor,
                object: inner.object.id().map(str::to_owned),
                follow: Some(inner.id.to_owned()),
            },
            _ => Prepared::Nothing,
        },
        ObjectRef::Id(id) => Prepared::Unfollow {
            actor,
            object: None,
            follow: Some((*id).to_owned()),
        },
        _ => Prepared::Nothing,
    }
}
