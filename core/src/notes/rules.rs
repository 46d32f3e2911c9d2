//! What decides about notes for a few. Pure: a table can test it.

use super::Note;
use crate::ledger::{self, Beside};
use crate::threads::Post;
use crate::{Audience, Millis};

/// For whom a note is, once its author's document says where their followers are: what looked like
/// that collection and is another is no wider than those who are named.
pub(super) fn narrowed(audience: Audience, followers: Option<&str>, lists: &[String]) -> Audience {
    let Some(followers) = followers else {
        return audience;
    };
    if lists.iter().any(|one| one == followers) {
        Audience::Followers
    } else {
        Audience::Direct
    }
}

/// Whether a note is any of this node's business.
pub(super) fn is_for_us(audience: Audience, named_here: bool, followed_here: bool) -> bool {
    named_here || (audience == Audience::Followers && followed_here)
}

/// Whether a text takes the place of the one that is shown: the higher edit number, then the later
/// second. Of two in one second the one that comes later holds, since no letter is opened twice.
pub(super) fn is_newer(post: &Post, note: &Note) -> bool {
    let second = |at: Millis| at.div_euclid(1_000);
    let shown = (post.rev, second(post.updated.unwrap_or(post.published)));
    (note.rev, second(note.updated.unwrap_or(note.published))) >= shown
}

/// Puts the text of a note into its row; answers what is kept beside it.
pub(super) fn fill(row: &mut Post, note: &Note) -> Beside {
    let mut beside = ledger::fill(row, Some(&note.content));
    // No list of a hashtag ever has to leave it out.
    beside.tags.clear();
    beside.mentions.extend(note.addressed.iter().cloned());
    beside
}

/// What is left of a note that is gone.
pub(super) fn erased(old: &Post) -> Post {
    Post {
        state: "deleted".to_owned(),
        url: None,
        title: None,
        html: String::new(),
        source: String::new(),
        lang: String::new(),
        warning: None,
        ..old.clone()
    }
}
