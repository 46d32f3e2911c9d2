//! What members hear of: that somebody names them or answers them, supports or passes on what they
//! wrote, follows them or asks to, or opens a thread where they want to hear of each; that a poll has ended,
//! that somebody quotes them, or that what they have passed on or quote was edited; and, for those who look
//! after the node, that somebody asks for an account or reports something. Written by the very write
//! that does it, for people of this node alone; and how far each member has read.

mod marker;
mod office;
mod policy;
#[cfg(test)]
mod policy_tests;
mod read;
mod requests;
mod screen;
#[cfg(test)]
mod tests;
mod write;

use crate::Millis;

pub use marker::{HOME, Marker, NOTIFICATIONS, mark, markers};
pub(crate) use office::{forget_office, of_report, of_sign_up};
pub use policy::{Answer, Policy, policy, set_policy};
pub use read::{Wanted, clear, dismiss, dismiss_group, of_group, one, page};
pub use requests::{Request, Waiting, accept, refuse, request_of, requests, waiting};
pub(crate) use write::{
    forget_person, forget_post, no_follow, no_like, no_quote, of_edit, of_ending, of_follow,
    of_like, of_naming, of_opening, of_quote,
};
pub use write::{no_boost, of_boost};

/// What a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Somebody names the member, or answers them.
    Mention,
    /// Somebody supports a post of theirs.
    Favourite,
    /// Somebody passes a post of theirs on.
    Reblog,
    /// Somebody follows them.
    Follow,
    /// Somebody asks to follow them.
    FollowRequest,
    /// Somebody whom they follow has written something, or a thread was opened in a salon.
    Status,
    /// A poll has ended that they have opened or voted in.
    Poll,
    /// Somebody asks for an account: for administrators.
    SignUp,
    /// Something is reported: for those who may deal with it.
    Report,
    /// Something that they have passed on was edited.
    Update,
    /// Somebody quotes a post of theirs.
    Quote,
    /// Something that they quote was edited; the post is theirs.
    QuotedUpdate,
}

impl Kind {
    pub const ALL: [Self; 12] = [
        Self::Mention,
        Self::Favourite,
        Self::Reblog,
        Self::Follow,
        Self::FollowRequest,
        Self::Status,
        Self::Poll,
        Self::SignUp,
        Self::Report,
        Self::Update,
        Self::Quote,
        Self::QuotedUpdate,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mention => "mention",
            Self::Favourite => "favourite",
            Self::Reblog => "reblog",
            Self::Follow => "follow",
            Self::FollowRequest => "follow_request",
            Self::Status => "status",
            Self::Poll => "poll",
            Self::SignUp => "admin.sign_up",
            Self::Report => "admin.report",
            Self::Update => "update",
            Self::Quote => "quote",
            Self::QuotedUpdate => "quoted_update",
        }
    }

    /// The kind of a name; nothing where there is none.
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// What several notifications of this kind are shown together by: the post, and the hour.
    fn together(self, post: Option<i64>, at: Millis) -> String {
        let (word, hour) = (self.as_str(), at.div_euclid(HOUR));
        match (self, post) {
            (Self::Favourite | Self::Reblog, Some(post)) => format!("{word}-{post}-{hour}"),
            (Self::Follow | Self::SignUp, _) => format!("{word}-{hour}"),
            _ => String::new(),
        }
    }
}

const HOUR: Millis = 3_600_000;

/// Something that a member hears of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its place among all: it only grows.
    pub id: i64,
    pub kind: Kind,
    /// Who did it, by local id; of a thread in a salon, its Group.
    pub actor: i64,
    pub post: Option<i64>,
    /// The report that it is about.
    pub report: Option<i64>,
    pub made_at: Millis,
    together: String,
}

impl Notice {
    /// What it is shown together with others by; one that stands alone has a key of its own.
    pub fn key(&self) -> String {
        if self.together.is_empty() {
            return self.own_key();
        }
        self.together.clone()
    }

    /// The key that it has where nothing is shown together.
    pub fn own_key(&self) -> String {
        format!("{ALONE}{}", self.id)
    }
}

/// What the key of a notification begins with that is shown alone.
const ALONE: &str = "ungrouped-";
