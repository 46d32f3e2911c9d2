//! Which keys are believed. The keys that are first seen of somebody are; so are those that come
//! while they are heard from. A key that first shows after a long silence stands in doubt until one
//! that is believed has spoken, or a moderator has looked: the host's name may have lapsed, and
//! belong to somebody else (docs/decisions/0009).
//!
//! That a document still lists an old key vouches for nothing, since public keys are public.

use super::Key;
use crate::Millis;
use crate::store::entity::actor_key::Model as Row;

/// How long somebody may be silent and still change keys unasked.
pub const SILENCE: Millis = 30 * 86_400_000;

/// What a document's keys are to what was known of their owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// First seen, known before, or new while their owner is heard from.
    Believed,
    /// Some are new after a long silence, beside others that are believed.
    Doubted,
    /// None of them is believed.
    Changed,
}

/// How one key is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pin {
    pub(crate) heard_at: Option<Millis>,
    pub(crate) doubted_at: Option<Millis>,
    pub(crate) former: Option<Vec<u8>>,
}

/// Judges the keys of a document by the rows of its owner; a pin for each key, in their order.
pub(crate) fn judge(known: &[Row], listed: &[Key], now: Millis) -> (Verdict, Vec<Pin>) {
    let last = last_heard(known);
    let silent = last.is_none_or(|last| now - last >= SILENCE);
    let stood = known.iter().any(|row| row.doubted_at.is_some());
    let doubtful = !known.is_empty() && (stood || silent);
    let pins: Vec<Pin> = listed
        .iter()
        .map(|key| {
            if doubtful && !is_believed(known, &key.public, now) {
                let row = known.iter().find(|row| row.uri == key.uri);
                return Pin {
                    heard_at: None,
                    doubted_at: Some(row.and_then(|row| row.doubted_at).unwrap_or(now)),
                    former: row.and_then(|row| replaced(row, now)),
                };
            }
            Pin {
                heard_at: if known.is_empty() { Some(now) } else { last },
                doubted_at: None,
                former: None,
            }
        })
        .collect();
    let doubted = pins.iter().filter(|pin| pin.doubted_at.is_some()).count();
    let verdict = match doubted {
        0 => Verdict::Believed,
        all if all == pins.len() => Verdict::Changed,
        _ => Verdict::Doubted,
    };
    (verdict, pins)
}

/// When somebody was last heard from, or first seen, with a key that is believed.
pub(crate) fn last_heard(known: &[Row]) -> Option<Millis> {
    known
        .iter()
        .filter(|row| row.doubted_at.is_none())
        .map(|row| row.heard_at.unwrap_or(row.created_at))
        .max()
}

fn is_believed(known: &[Row], public: &[u8], now: Millis) -> bool {
    known.iter().any(|row| {
        row.former.as_deref() == Some(public)
            || (row.public == public && row.doubted_at.is_none() && holds(row, now))
    })
}

/// What a key takes the place of that is to be known again: what was rotated away is not.
fn replaced(row: &Row, now: Millis) -> Option<Vec<u8>> {
    match row.doubted_at {
        Some(_) => row.former.clone(),
        None => holds(row, now).then(|| row.public.clone()),
    }
}

fn holds(row: &Row, now: Millis) -> bool {
    row.ended_at.is_none_or(|ended| ended > now)
}

#[cfg(test)]
mod tests;
