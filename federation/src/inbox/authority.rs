//! Whether somebody really said something: the author's own proof (FEP-8b32). The key may have to
//! be fetched; nothing else is.

use palabre_core::address::same_origin;
use serde_json::Value;

use crate::Federation;
use crate::keyring::KeyError;
use crate::pinned;
use crate::proof::integrity;
use crate::wire::read::Activity;

/// What an activity says for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proved {
    /// Its actor has proved it.
    Yes,
    /// It carries no proof that can be checked.
    No,
    /// It carries a proof that is wrong.
    False,
    /// It cannot be told now.
    Later,
}

/// Checks the proof of an activity against the keys of its actor.
pub(crate) async fn prove(fed: &Federation, activity: &Activity<'_>, value: &Value) -> Proved {
    if value.get("proof").is_none() {
        return Proved::No;
    }
    let Ok(claim) = integrity::claim(value) else {
        return Proved::False;
    };
    if !same_origin(&claim.verification_method, activity.actor) {
        return Proved::False;
    }
    let known = match fed.keyring().key(fed, &claim.verification_method).await {
        Ok(known) => known,
        // A fault of ours says nothing about the proof: the letter keeps its place.
        Err(KeyError::Store(_)) => return Proved::Later,
        Err(error) => {
            tracing::debug!(%error, "the key of a proof cannot be had");
            return Proved::No;
        }
    };
    let said = activity.published_ms.or(activity.updated_ms);
    let made = claim.created.as_deref().and_then(crate::wire::date::read);
    let late = known
        .ended_at
        .is_some_and(|ended| said.max(made).is_none_or(|at| at > ended));
    if known.owner != activity.actor || late {
        return Proved::False;
    }
    if claim.verify(&known.public).is_err() {
        return Proved::False;
    }
    let at = said.unwrap_or(0);
    match pinned::used(fed, &claim.verification_method, &known, at).await {
        Ok(_) => Proved::Yes,
        Err(error) => {
            tracing::error!(%error, "whose proof this is cannot be told");
            Proved::Later
        }
    }
}

/// Whether a proof can be checked, or found to be none, with what is known here.
pub(super) async fn proof_at_hand(fed: &Federation, document: &Value) -> bool {
    let Some(key) = integrity::key_of(document) else {
        return true;
    };
    let key = fed.keyring().at_hand(fed, key).await;
    key.is_ok_and(|known| known.is_some())
}
