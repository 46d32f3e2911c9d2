//! Keys of other hosts' actors: from memory, from the store, or by one fetch of the actor.
//!
//! An unknown key costs one fetch; what failed is remembered for five minutes, so that nobody can
//! make us ask again and again (ledger §9). A key that does not verify is asked for once more in
//! five minutes, since it may have been rotated.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use moka::sync::Cache;
use palabre_core::address::host_of_uri;
use palabre_core::people;

use crate::Federation;
use crate::door;
use crate::object::{self, ActorError};
use crate::pinned::Pin;
use crate::proof::keys::PublicKey;

/// Keys that one host is asked for in a minute.
const PER_MINUTE: u32 = 60;

/// A key with the actor that owns it.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) owner: String,
    pub(crate) public: PublicKey,
    /// Milliseconds UTC; what is signed later does not count.
    pub(crate) ended_at: Option<i64>,
    pub(crate) pin: Pin,
}

/// Why there is no key.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum KeyError {
    #[error("the key {0} is not one of its actor's")]
    Bad(String),
    #[error("the key {0} cannot be fetched: {1}")]
    Unreachable(String, String),
    /// The fault is ours: the sender is asked to come again, and nothing is remembered against it.
    #[error("the key {0} cannot be read or kept here now")]
    Store(String),
}

/// Remembers keys and refusals.
pub(crate) struct Keyring {
    known: Cache<String, Arc<Known>>,
    failed: Cache<String, KeyError>,
    asked_again: Cache<String, ()>,
    /// Fetches that a host was asked for in the last minute.
    asked: Cache<String, Arc<AtomicU32>>,
}

impl Default for Keyring {
    fn default() -> Self {
        let five_minutes = Duration::from_mins(5);
        Self {
            known: Cache::builder()
                .max_capacity(10_000)
                .time_to_live(Duration::from_hours(1))
                .build(),
            asked: Cache::builder()
                .max_capacity(10_000)
                .time_to_live(Duration::from_mins(1))
                .build(),
            failed: Cache::builder()
                .max_capacity(10_000)
                .time_to_live(five_minutes)
                .build(),
            asked_again: Cache::builder()
                .max_capacity(10_000)
                .time_to_live(five_minutes)
                .build(),
        }
    }
}

impl Keyring {
    /// A key by its id; fetched once if it is not known.
    pub(crate) async fn key(&self, fed: &Federation, id: &str) -> Result<Arc<Known>, KeyError> {
        if let Some(known) = self.at_hand(fed, id).await? {
            return Ok(known);
        }
        if let Some(failed) = self.failed.get(id) {
            return Err(failed);
        }
        self.fetch(fed, id).await.inspect_err(|error| {
            if !matches!(error, KeyError::Store(_)) {
                self.failed.insert(id.to_owned(), error.clone());
            }
        })
    }

    /// A key by its id if it is known, without a fetch.
    pub(crate) async fn at_hand(
        &self,
        fed: &Federation,
        id: &str,
    ) -> Result<Option<Arc<Known>>, KeyError> {
        if let Some(known) = self.known.get(id) {
            return Ok(Some(known));
        }
        let stored = people::keys::by_uri(fed.core(), id)
            .await
            .map_err(|error| {
                tracing::error!(%error, key = id, "a key cannot be read");
                KeyError::Store(id.to_owned())
            })?;
        let Some(stored) = stored else {
            return Ok(None);
        };
        let public = PublicKey::from_stored_bytes(&stored.key.public)
            .map_err(|_| KeyError::Bad(id.to_owned()))?;
        let known = Arc::new(Known {
            pin: Pin::of(&stored),
            owner: stored.key.owner,
            public,
            ended_at: stored.key.ended_at,
        });
        self.known.insert(id.to_owned(), known.clone());
        Ok(Some(known))
    }

    /// Asks the origin again for a key that did not verify; nothing if that was done lately.
    pub(crate) async fn again(&self, fed: &Federation, id: &str) -> Option<Arc<Known>> {
        if self.asked_again.contains_key(id) {
            return None;
        }
        self.asked_again.insert(id.to_owned(), ());
        self.known.invalidate(id);
        self.fetch(fed, id).await.ok()
    }

    /// Forgets what is known of an actor's keys: its document has changed.
    pub(crate) fn forget(&self, ids: impl Iterator<Item = String>) {
        for id in ids {
            self.known.invalidate(&id);
            self.failed.invalidate(&id);
        }
    }

    async fn fetch(&self, fed: &Federation, id: &str) -> Result<Arc<Known>, KeyError> {
        let actor = id.split('#').next().unwrap_or(id);
        if fed.core().base().is_ours(actor) {
            return Err(KeyError::Bad(id.to_owned()));
        }
        // A proof may name a host that is kept out, in a letter of one that is not.
        if let Err(denied) = door::policy(fed, &host_of_uri(actor)).await {
            return Err(if denied.is_our_fault() {
                KeyError::Store(id.to_owned())
            } else {
                KeyError::Bad(id.to_owned())
            });
        }
        let asked = self.asked.get_with(host_of_uri(actor), Arc::default);
        if asked.fetch_add(1, Ordering::Relaxed) >= PER_MINUTE {
            let why = "its host was asked for too many keys".to_owned();
            return Err(KeyError::Unreachable(id.to_owned(), why));
        }
        let person =
            object::fetch_actor(fed.library(), actor)
                .await
                .map_err(|error| match error {
                    ActorError::Unreachable(why) => KeyError::Unreachable(id.to_owned(), why),
                    ActorError::Gone | ActorError::Unusable(_) => KeyError::Bad(id.to_owned()),
                    ActorError::Store(error) => {
                        tracing::error!(error, key = id, "a key cannot be kept");
                        KeyError::Store(id.to_owned())
                    }
                })?;
        // A rotated key takes the place of its sisters as well.
        let keys = people::keys::of(fed.core(), &person.uri).await;
        self.forget(keys.unwrap_or_default().into_iter().map(|key| key.uri));
        self.at_hand(fed, id)
            .await?
            .ok_or_else(|| KeyError::Bad(id.to_owned()))
    }
}
