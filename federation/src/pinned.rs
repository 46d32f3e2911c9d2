//! What the use of a verified key says about its owner: that they are heard from, or that they have
//! changed (docs/decisions/0009). In the ordinary case this costs nothing: what is known stands
//! beside the key in memory, and is written once a day.

use std::sync::atomic::{AtomicI64, Ordering};

use http::StatusCode;
use palabre_core::{Core, Millis, Result, forums, moderation, people};

use crate::Federation;
use crate::door::{Denied, Signed};
use crate::keyring::Known;
use crate::object;

/// How often it is written that somebody is heard from.
const DAY: Millis = 86_400_000;

/// What is said to a forum's home, and to people, whose keys nobody vouches for.
pub(crate) const WORDS: &str =
    "its keys have changed after a long silence: the people of this node have to look at it first";

/// When a key was last heard from, as far as it is written.
#[derive(Debug)]
pub(crate) struct Pin {
    heard: AtomicI64,
    doubted: bool,
}

impl Pin {
    pub(crate) fn of(kept: &people::keys::KeptKey) -> Self {
        Self {
            heard: AtomicI64::new(kept.heard_at.unwrap_or(0)),
            doubted: kept.doubted,
        }
    }
}

/// A key has verified something that was made at `at`; answers whether it stands in doubt.
pub(crate) async fn used(fed: &Federation, key: &str, known: &Known, at: Millis) -> Result<bool> {
    let core = fed.core();
    let at = at.min(core.now());
    if known.pin.doubted {
        let doubted = moderation::changed::doubted(core, key).await?;
        if !doubted {
            fed.keyring().forget(std::iter::once(key.to_owned()));
        }
        return Ok(doubted);
    }
    if at - known.pin.heard.load(Ordering::Relaxed) > DAY {
        moderation::changed::heard(core, key, at).await?;
        known.pin.heard.store(at, Ordering::Relaxed);
    }
    Ok(false)
}

/// A letter was verified. That of a forum whose home may be in other hands is refused: what it says
/// would count at once, and when somebody has looked, what was missed is fetched. What other changed
/// people send is kept, and held when it is opened.
pub(crate) async fn letter(fed: &Federation, signed: &Signed) -> Result<(), Denied> {
    let broken = |error| {
        tracing::error!(%error, "who has written a letter cannot be told");
        Denied::later("the store does not answer", 60)
    };
    let now = fed.core().now();
    let doubted = used(fed, &signed.key_id, &signed.known, now)
        .await
        .map_err(broken)?;
    if doubted {
        let forum = forums::by_uri(fed.core(), &signed.actor).await;
        if forum.map_err(broken)?.is_some() {
            let words = format!("{}: {WORDS}", signed.actor);
            return Err(Denied::new(StatusCode::FORBIDDEN, words));
        }
    }
    Ok(())
}

/// Whether somebody counts as changed.
pub(crate) async fn is_changed(core: &Core, uri: &str) -> Result<bool> {
    let person = people::by_uri(core, uri).await?;
    Ok(person.is_some_and(|person| person.changed_at.is_some()))
}

/// Whether a forum's home may tell of its threads. One that was long silent is looked at first.
pub(crate) async fn is_itself(fed: &Federation, forum: &str) -> Result<bool> {
    let core = fed.core();
    if core.base().is_ours(forum) {
        return Ok(true);
    }
    let last = people::keys::last_heard(core, forum).await?;
    if last.is_some_and(|last| core.now() - last >= people::SILENCE)
        && let Err(error) = object::fetch_actor(fed.library(), forum).await
    {
        tracing::info!(%error, forum, "a forum's home that was long silent does not say who it is");
    }
    let changed = is_changed(core, forum).await?;
    if changed {
        tracing::info!(forum, "a forum is not fetched: its keys have changed");
    }
    Ok(!changed)
}
