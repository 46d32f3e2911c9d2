//! The bytes of a delivery with their digest, made once for all the hosts that get them, and the
//! keys that sign them.

use std::sync::Arc;

use bytes::Bytes;
use moka::{future, sync};
use palabre_core::{Body, Error, Result, forums, ledger, people};

use super::joined;
use crate::Federation;
use crate::proof::digest::BodyDigest;
use crate::proof::keys::{Ed25519Secret, RsaSecret};

/// What goes into one request.
#[derive(Clone)]
pub(crate) struct Envelope {
    pub(crate) body: Bytes,
    pub(crate) digest: BodyDigest,
}

/// An actor's keys for HTTP signatures with their addresses, parsed.
pub(crate) struct Seal {
    pub(crate) rsa: (String, RsaSecret),
    pub(crate) ed25519: (String, Ed25519Secret),
}

/// Bodies being sent now and keys in use. Whether what is sent is erased is looked up again for every
/// host: a body that is at hand is no reason to send it.
pub(crate) struct Envelopes {
    bodies: future::Cache<(String, Body), Envelope>,
    seals: sync::Cache<String, Arc<Seal>>,
}

impl Default for Envelopes {
    fn default() -> Self {
        let second = std::time::Duration::from_secs(1);
        Self {
            bodies: future::Cache::builder()
                .max_capacity(256)
                .time_to_live(second)
                .build(),
            seals: sync::Cache::builder().max_capacity(1_024).build(),
        }
    }
}

impl Envelopes {
    /// The bytes that `signer` sends; nothing when what they said is gone meanwhile.
    pub(crate) async fn envelope(
        &self,
        fed: &Federation,
        signer: &str,
        body: &Body,
    ) -> Result<Option<Envelope>> {
        if let Body::Dispatch(id) = body
            && !forums::is_dispatched(fed.core(), *id).await?
        {
            return Ok(None);
        }
        let name = (signer.to_owned(), body.clone());
        let rid = match record_of(body).map(ledger::rid_of_hex) {
            None => None,
            Some(Some(rid)) if ledger::is_whole(fed.core(), &rid).await? => Some(rid),
            Some(_) => return Ok(None),
        };
        // A hundred hosts ask at the same moment: one of them makes it, the others wait.
        let made = self.bodies.try_get_with(name, make(fed, signer, body, rid));
        match made.await {
            Ok(ready) => Ok(Some(ready)),
            Err(why) => match &*why {
                Missing::Gone => Ok(None),
                Missing::Error(error) => Err(error.told()),
            },
        }
    }

    /// The keys that sign for an actor of ours.
    pub(crate) async fn seal(&self, fed: &Federation, actor: &str) -> Result<Option<Arc<Seal>>> {
        if let Some(ready) = self.seals.get(actor) {
            return Ok(Some(ready));
        }
        let rsa = people::keys::secret(fed.core(), actor, "rsa").await?;
        let ed25519 = people::keys::secret(fed.core(), actor, "ed25519").await?;
        let (Some((rsa_uri, rsa)), Some((ed25519_uri, ed25519))) = (rsa, ed25519) else {
            return Ok(None);
        };
        let (rsa, ed25519) = (
            RsaSecret::from_bytes(&rsa),
            Ed25519Secret::from_bytes(&ed25519),
        );
        let (Ok(rsa), Ok(ed25519)) = (rsa, ed25519) else {
            return Ok(None);
        };
        let seal = Arc::new(Seal {
            rsa: (rsa_uri, rsa),
            ed25519: (ed25519_uri, ed25519),
        });
        self.seals.insert(actor.to_owned(), seal.clone());
        Ok(Some(seal))
    }
}

/// Why there is nothing to send.
enum Missing {
    Gone,
    Error(Error),
}

async fn make(
    fed: &Federation,
    signer: &str,
    body: &Body,
    rid: Option<[u8; 32]>,
) -> Result<Envelope, Missing> {
    let entry = match rid {
        Some(rid) => match ledger::by_rid(fed.core(), &rid).await {
            Ok(Some(entry)) if entry.raw.is_some() => Some(entry),
            Ok(_) => return Err(Missing::Gone),
            Err(error) => return Err(Missing::Error(error)),
        },
        None => None,
    };
    let joined = join(fed, signer, body, entry).await;
    let bytes = joined.map_err(Missing::Error)?.ok_or(Missing::Gone)?;
    Ok(Envelope {
        digest: BodyDigest::of(&bytes),
        body: bytes.into(),
    })
}

fn record_of(body: &Body) -> Option<&str> {
    match body {
        Body::Record(rid) | Body::Announce(rid) | Body::Root(rid) => Some(rid),
        Body::Dispatch(_) => None,
    }
}

/// What a forum announces is announced in the name of the one that signs: the farewell of an actor
/// belongs to every forum that it has written in.
async fn join(
    fed: &Federation,
    signer: &str,
    body: &Body,
    entry: Option<ledger::Entry>,
) -> Result<Option<Vec<u8>>> {
    let entry = match (body, entry) {
        (Body::Dispatch(id), _) => return forums::dispatch_raw(fed.core(), *id).await,
        (Body::Record(_), entry) => return Ok(entry.and_then(|entry| entry.raw)),
        (_, Some(entry)) => entry,
        (_, None) => return Ok(None),
    };
    let Some(forum) = forums::by_uri(fed.core(), signer).await? else {
        return Ok(None);
    };
    match body {
        Body::Root(_) => joined::announce_root_bytes(fed.core(), &forum, &entry).await,
        _ => joined::announce_bytes(fed.core(), &forum, &entry).await,
    }
}
