//! What may become of a deed of somebody whose keys have changed after a long silence
//! (docs/decisions/0009). Whoever holds the new keys may be somebody else: nothing of theirs shows
//! unseen, and nothing that stood before them is changed or erased.

use palabre_core::Millis;
use palabre_core::ledger::{Kind, Record};
use palabre_core::people::Person;
use palabre_core::threads::Post;

use super::contribution::by_group;

/// What becomes of a deed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Its actor is who it was.
    None,
    /// It is taken as from a limited host: a moderator looks at it.
    Hold,
    /// It is kept without effect until a moderator has looked.
    Wait,
    /// It is not taken.
    Refuse,
}

/// Judges a deed by its actor; `home` says whether its forum is ours.
pub(super) fn of(
    actor: Option<&Person>,
    record: &Record,
    post: Option<&Post>,
    home: bool,
) -> Doubt {
    let Some((actor, since)) = actor.and_then(|actor| Some((actor, actor.changed_at?))) else {
        return Doubt::None;
    };
    match record.kind {
        Kind::DeleteActor => Doubt::Wait,
        Kind::Delete => deletion(actor, since, post),
        kind if by_group(kind) => Doubt::Refuse,
        _ if home => Doubt::Hold,
        _ => Doubt::Refuse,
    }
}

fn deletion(actor: &Person, since: Millis, post: Option<&Post>) -> Doubt {
    match post {
        Some(post) if post.author_id != actor.id => Doubt::Refuse,
        // What was never seen by anybody may go.
        Some(post) if post.received_at.min(post.published) >= since => Doubt::None,
        Some(_) => Doubt::Wait,
        None => Doubt::Refuse,
    }
}
