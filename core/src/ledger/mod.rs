//! The ledger: the grow-only set of signed activities that made a forum what it is. Posts,
//! threads, likes and moderation are a fold of it; [`apply`] is the only way in.
//!
//! A record counts once the forum's Group has announced it (at home: once accepted). The same
//! records in any order, duplicated, in any batches, give the same state and the same digest.

mod acts;
mod ahead;
mod apply;
pub mod digest;
mod fold;
pub(crate) mod hear;
mod history;
mod place;
mod rebuild;
mod refold;
mod rows;
#[cfg(test)]
mod tests;
mod thread;

use crate::{Content, Millis, Result, Tx};

pub use ahead::{Ahead, read_ahead};
pub use apply::{
    Applied, apply, apply_with_reason, apply_withheld, private_like, set_standing, withhold,
};
pub use digest::Digest;
pub(crate) use hear::like as hear_of_like;
pub(crate) use history::{
    after_the_last, doubted_deletions, held_by, highest_rev, last_like, latest_act, standing_of,
    versions, whole,
};
pub use history::{
    announce_of, asked_to_go, by_activity, by_rid, forum_of, history, is_taken_back, is_whole,
    known_in, record_raw,
};
pub(crate) use place::id_for;
pub use rebuild::refold_everything;
pub use refold::Change;
pub(crate) use refold::{Beside, fill, write};
pub use rows::Entry;
pub(crate) use rows::{deletes_in_doubt, stands};

/// The row of a post by its `ActivityPub` id, inside a write.
pub(crate) async fn post(tx: &Tx, uri: &str) -> Result<Option<crate::threads::Post>> {
    refold::find(tx, uri).await
}

/// The row of a thread by its local id, inside a write.
pub(crate) async fn thread(tx: &Tx, id: i64) -> Result<Option<crate::threads::Thread>> {
    thread::by_id(tx, id).await
}

/// Says what a record to be applied in this write says, where that was just read: its bytes need
/// not be parsed again.
pub fn know_content(tx: &Tx, rid: &[u8; 32], content: &Content) {
    let known = &tx.memo().ledger.contents;
    known.keep(rid.to_vec(), content.clone());
}

/// The local id that a contribution from elsewhere is going to have, or a fresh one.
pub fn id_to_come(tx: &Tx, uri: &str, published: Millis) -> i64 {
    let drawn = tx.memo().ledger.ids.get(uri);
    drawn.unwrap_or_else(|| tx.id(published))
}

/// The rid that 64 hex digits say, as jobs and stubs of erased records carry it; nothing for any
/// other text.
pub fn rid_of_hex(digits: &str) -> Option<[u8; 32]> {
    hex::decode(digits).ok()?.try_into().ok()
}

/// What a record does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Create,
    Update,
    Delete,
    /// The deletion of an actor by itself.
    DeleteActor,
    Like,
    UndoLike,
    Remove,
    UndoRemove,
    Lock,
    UndoLock,
    Pin,
    Unpin,
}

impl Kind {
    const NAMES: [(Self, &'static str); 12] = [
        (Self::Create, "create"),
        (Self::Update, "update"),
        (Self::Delete, "delete"),
        (Self::DeleteActor, "delete_actor"),
        (Self::Like, "like"),
        (Self::UndoLike, "undo_like"),
        (Self::Remove, "remove"),
        (Self::UndoRemove, "undo_remove"),
        (Self::Lock, "lock"),
        (Self::UndoLock, "undo_lock"),
        (Self::Pin, "pin"),
        (Self::Unpin, "unpin"),
    ];

    pub fn as_str(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("", |(_, name)| name)
    }

    pub(crate) fn from_column(text: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(_, name)| *name == text)
            .map(|(kind, _)| *kind)
    }

    /// Whether it is about a like.
    pub fn is_reaction(self) -> bool {
        matches!(self, Self::Like | Self::UndoLike)
    }

    /// Whether it hides a post or shows it again.
    pub(crate) fn is_hiding(self) -> bool {
        matches!(self, Self::Remove | Self::UndoRemove)
    }

    /// Whether it is about the thread rather than one post.
    pub fn is_about_thread(self) -> bool {
        matches!(self, Self::Lock | Self::UndoLock | Self::Pin | Self::Unpin)
    }
}

/// What vouched for a record when it came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vouch {
    /// The author's own proof (FEP-8b32).
    Proof,
    /// The HTTP signature of the author's host.
    Signature,
    /// The document at the author's host.
    Origin,
    /// Only the forum that announced it.
    Forum,
}

impl Vouch {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proof => "proof",
            Self::Signature => "signature",
            Self::Origin => "origin",
            Self::Forum => "forum",
        }
    }

    pub(crate) fn from_column(text: &str) -> Self {
        match text {
            "proof" => Self::Proof,
            "signature" => Self::Signature,
            "origin" => Self::Origin,
            _ => Self::Forum,
        }
    }
}

/// Whether a record counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The forum's home has announced it, or is us and has accepted it.
    Accepted,
    /// It waits for the home's announcement.
    Pending,
    /// It waits for a moderator of ours.
    Held,
    /// The home does not want it.
    Refused,
    /// It is dated more than ten minutes ahead.
    Early,
    /// Nobody but the announcing forum vouches for it yet.
    Unproved,
}

impl Standing {
    const NAMES: [(Self, &'static str); 6] = [
        (Self::Accepted, "accepted"),
        (Self::Pending, "pending"),
        (Self::Held, "held"),
        (Self::Refused, "refused"),
        (Self::Early, "early"),
        (Self::Unproved, "unproved"),
    ];

    pub fn as_str(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(one, _)| *one == self)
            .map_or("", |(_, name)| name)
    }

    /// The standing of a name, as jobs and rows write it; what is unknown counts as refused.
    pub fn from_column(text: &str) -> Self {
        Self::NAMES
            .iter()
            .find(|(_, name)| *name == text)
            .map_or(Self::Refused, |(one, _)| *one)
    }
}

/// How much of a record is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    Whole,
    /// Its author has deleted it: no text, same lines (ledger §5).
    Erased,
    /// Whoever told it kept its text back: no text, same lines, until it is told whole.
    Withheld,
    /// This node refuses to hold it: no text, same lines.
    Declined,
}

impl Keeping {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Erased => "erased",
            Self::Withheld => "withheld",
            Self::Declined => "declined",
        }
    }

    pub(crate) fn from_column(text: &str) -> Self {
        match text {
            "erased" => Self::Erased,
            "withheld" => Self::Withheld,
            "declined" => Self::Declined,
            _ => Self::Whole,
        }
    }
}

/// A ledger entry, made by federation from an activity whose authority was proved.
#[derive(Debug, Clone)]
pub struct Record {
    pub rid: [u8; 32],
    pub activity_id: String,
    pub kind: Kind,
    /// `ActivityPub` id of the one who did it.
    pub actor: String,
    /// The post, or for [`Kind::DeleteActor`] the actor, that it is about.
    pub object: String,
    pub forum: Option<String>,
    /// The thread's collection, as the forum's home names it.
    pub context: Option<String>,
    pub in_reply_to: Option<String>,
    /// `palabre:rev`, or 0.
    pub rev: i64,
    pub updated: Option<Millis>,
    pub published: Millis,
    /// The bytes received or sent; nothing when it comes erased.
    pub raw: Option<Vec<u8>>,
    pub vouch: Vouch,
    pub standing: Standing,
}

/// How far a date may lie ahead before its record is held back.
pub const AHEAD: Millis = 600_000;

impl Record {
    /// From when on it counts, by its dates.
    pub(crate) fn counts_from(&self) -> Millis {
        self.published.max(self.updated.unwrap_or(0)) - AHEAD
    }

    /// Whether it is dated so far ahead that it does not count yet.
    pub fn is_early(&self, now: Millis) -> bool {
        self.counts_from() > now
    }
}
