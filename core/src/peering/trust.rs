//! How far hosts are trusted, at hand for every letter and every delivery without a question to the
//! database. What somebody changes here, by command or from another process, counts at once: the
//! commit that changes it, the control socket and the bell between processes make it forgotten.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{Level, Peer, Signing, get};
use crate::store::entity::person;
use crate::{Core, Millis, Result};

/// How long trust is at hand at most, in case nobody could say that it has changed.
const AT_HAND: Millis = 10_000;
/// Hosts that are remembered; beyond, all are forgotten.
const HOSTS: usize = 4_096;

/// What decides how a host is spoken with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trust {
    pub level: Level,
    /// The signatures that it is known to take.
    pub signing: Option<Signing>,
}

/// Trust by host.
#[derive(Debug, Default)]
pub(crate) struct AtHand(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// Counts how often all was forgotten: what was read before is not kept after.
    forgotten: u64,
    hosts: HashMap<String, (Trust, Millis)>,
    /// Who of other nodes is suspended here, by `ActivityPub` id.
    suspended: Option<(Arc<HashSet<String>>, Millis)>,
}

impl AtHand {
    /// Something has changed.
    pub(crate) fn forget(&self) {
        let mut known = self.open();
        known.forgotten += 1;
        known.hosts.clear();
        known.suspended = None;
    }

    fn open(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How far a host is trusted, and which signatures it takes.
pub async fn trust(core: &Core, host: &str) -> Result<Trust> {
    let now = core.now();
    let before = {
        let known = core.trust_at_hand().open();
        match known.hosts.get(host) {
            Some((trust, until)) if now < *until => return Ok(*trust),
            _ => known.forgotten,
        }
    };
    let row = get(core, host).await?;
    let trust = Trust {
        level: row.as_ref().map_or(Level::None, Peer::trust),
        signing: row.as_ref().and_then(Peer::signing),
    };
    let mut known = core.trust_at_hand().open();
    if known.forgotten == before {
        if known.hosts.len() >= HOSTS {
            known.hosts.clear();
        }
        known.hosts.insert(host.to_owned(), (trust, now + AT_HAND));
    }
    Ok(trust)
}

/// Whether somebody of another node, by `ActivityPub` id, is suspended on this one.
pub async fn is_suspended(core: &Core, actor: &str) -> Result<bool> {
    let now = core.now();
    let before = {
        let known = core.trust_at_hand().open();
        match &known.suspended {
            Some((all, until)) if now < *until => return Ok(all.contains(actor)),
            _ => known.forgotten,
        }
    };
    let all: Vec<String> = person::Entity::find()
        .select_only()
        .column(person::Column::Uri)
        // In the words of the index.
        .filter(person::Column::SuspendedAt.gt(0))
        .filter(person::Column::Local.eq(false))
        .into_tuple()
        .all(core.reader())
        .await?;
    let all: Arc<HashSet<String>> = Arc::new(all.into_iter().collect());
    let mut known = core.trust_at_hand().open();
    if known.forgotten == before {
        known.suspended = Some((all.clone(), now + AT_HAND));
    }
    Ok(all.contains(actor))
}
