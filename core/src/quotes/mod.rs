//! Quotes: that a post quotes another one, and whether whoever wrote that agrees (FEP-044f). What is
//! quoted is in the post's words, and in a forum its record vouches for it. Whether its author agrees
//! is no part of any record: it is asked, answered and told beside them (docs/decisions/0022).

mod answer;
mod ask;
mod follow;
mod policy;
mod read;
mod rows;
pub mod rules;
#[cfg(test)]
mod tests;

use crate::{Millis, scribe};

pub use crate::store::entity::quote::Model as Quote;
pub use answer::{
    Asked, confirm, receive_answer, receive_approval, receive_request, receive_withdrawal, revoke,
};
pub(crate) use ask::{ask, audience, says_the_same};
pub(crate) use follow::follow_post;
pub use policy::{Consent, Crowd, Policy, Quotable, choose};
pub use read::{Approval, approval, chosen, of_post, page, quoting_among, refresh};
pub(crate) use rows::{forget_of_posts, quoting_edited};

/// Whoever wrote the quoted post was not asked yet, or has not answered.
pub const PENDING: &str = "pending";
/// They agree.
pub const ACCEPTED: &str = "accepted";
/// They do not agree.
pub const REJECTED: &str = "rejected";
/// They agree no longer.
pub const REVOKED: &str = "revoked";

/// How long it is not asked again whether a quote from elsewhere is agreed to.
const FRESH: Millis = 3_600_000;

/// What is asked, answered and told about quotes, ready to be put in words.
#[derive(Debug, Clone)]
pub enum Letter {
    /// The author of a post asks to quote another one.
    Ask {
        asked: Asked,
        /// Who wrote what is quoted.
        author: String,
        /// The local id of the post that quotes, and the activity with its words as it was signed.
        said: Option<(i64, Vec<u8>)>,
    },
    /// The author of what is quoted agrees, and where that is said.
    Agree { asked: Asked, approval: String },
    /// They do not.
    Decline { asked: Asked },
    /// They agree no longer.
    Withdraw {
        approval: String,
        quoted: String,
        quoting: String,
        /// Who quotes.
        to: String,
    },
    /// That somebody agrees, told beside the words that the author has signed.
    Approved {
        /// The local id of the post that quotes.
        post: i64,
        /// The activity with these words, as it was signed.
        said: Vec<u8>,
        approval: String,
    },
}

impl Letter {
    /// The local id of the post whose text it carries.
    pub(crate) fn about(&self) -> Option<i64> {
        match self {
            Self::Ask { said, .. } => said.as_ref().map(|(post, _)| *post),
            Self::Approved { post, .. } => Some(*post),
            Self::Agree { .. } | Self::Decline { .. } | Self::Withdraw { .. } => None,
        }
    }
}

impl Quote {
    /// Whether it is what a post by somebody says now.
    fn is(&self, actor: &str, said: &scribe::Quote) -> bool {
        self.actor == actor && self.quoted == said.uri
    }
}

/// The id of the letter in which a post of ours asks to quote; the post is in it, so that an answer
/// which names no more than this finds it.
fn request_of(quoting: &str) -> String {
    format!("{quoting}{REQUEST}")
}

/// The post that asks in a letter of such an id.
pub fn asking(request: &str) -> Option<&str> {
    request.strip_suffix(REQUEST)
}

const REQUEST: &str = "#quote-request";
