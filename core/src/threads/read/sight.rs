//! The one predicate that decides who may see a post.
//!
//! Default deny: a post is shown when it is live and for everybody, when it is the trace of something
//! deleted or removed, or when the reader is its author or a moderator of its forum. What waits for a
//! forum's home that has been silent for ten minutes is shown to all, marked (ledger §2). What goes to
//! followers or to a few is shown to them and its author. What comes from a blocked host keeps its
//! place and its line in the digest, and nobody reads it.

use super::rows::{Row, Shown};
use crate::{Millis, peering};

/// What the predicate needs to know about the reader and the forum.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sight {
    pub(crate) reader: i64,
    pub(crate) moderator: bool,
    /// The home's last sign of life, when pending posts may be shown to all.
    pub(crate) last_in: Option<Millis>,
    pub(crate) moderated_before: bool,
    pub(crate) now: Millis,
}

/// What the predicate needs to know about a post.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'p> {
    pub(crate) author: i64,
    pub(crate) state: &'p str,
    pub(crate) visibility: &'p str,
    pub(crate) received_at: Millis,
    /// Whether it goes to the reader, who is named in it or is one of the followers that it is for.
    pub(crate) addressed: bool,
}

impl<'p> From<&'p Row> for Facts<'p> {
    /// A row of a forum's thread: what is in one is for everybody.
    fn from(row: &'p Row) -> Self {
        Self {
            author: row.author_id,
            state: &row.state,
            visibility: &row.visibility,
            received_at: row.received_at,
            addressed: row.addressed,
        }
    }
}

impl Sight {
    /// The predicate. Everything that shows a post asks it, and nothing else decides.
    pub(crate) fn sees<'p>(&self, post: impl Into<Facts<'p>>) -> bool {
        let post = post.into();
        let own = self.reader != 0 && post.author == self.reader;
        let open = matches!(post.visibility, "public" | "unlisted");
        match post.state {
            "live" => open || own || post.addressed,
            "deleted" | "removed" | "withheld" => open || own,
            "pending" => {
                own || self.moderator
                    || (!self.moderated_before
                        && open
                        && peering::silent(self.last_in, post.received_at, self.now))
            }
            "held" => own || self.moderator,
            "refused" => own,
            _ => false,
        }
    }

    /// The text of what was removed is for its author and the moderators only.
    pub(crate) fn covers(&self, state: &str, author: i64) -> bool {
        let own = self.reader != 0 && author == self.reader;
        state == "removed" && !own && !self.moderator
    }

    pub(super) fn cover(&self, shown: &mut Shown) {
        if shown.blocked || self.covers(&shown.post.state, shown.post.author_id) {
            shown.post.title = None;
            shown.post.html.clear();
            shown.post.source.clear();
            shown.post.warning = None;
        }
    }
}
