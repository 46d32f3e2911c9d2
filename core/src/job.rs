//! What is to be done because of what has happened. A job carries ids, never content: what is
//! erased before it is sent is not sent.

use serde::{Deserialize, Serialize};

/// What a delivery sends. The bytes are joined when it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "b", content = "v", rename_all = "snake_case")]
pub enum Body {
    /// The record itself, as stored.
    Record(String),
    /// The forum's Announce of the record.
    Announce(String),
    /// The forum's plain Announce of a new root, by the rid of its Create.
    Root(String),
    /// A letter that is no record.
    Dispatch(i64),
}

/// One piece of work. Its lane gives order, back-off and pause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "j", rename_all = "snake_case")]
pub enum Job {
    /// Open a letter that was received.
    Open { letter: i64, host: String },
    /// Send something to an inbox, signed by an actor of ours. Jobs of one `line` keep their order.
    Deliver {
        host: String,
        inbox: String,
        signer: String,
        body: Body,
        line: String,
    },
    /// Fetch a thread whole from its forum's home, by the id of its context or of a post in it.
    FetchThread {
        host: String,
        uri: String,
        forum: Option<String>,
    },
    /// Fetch a post that somebody who is followed here has passed on, and keep that they did.
    FetchBoosted {
        host: String,
        uri: String,
        by: String,
        activity: String,
        /// Whether it is for those who follow them alone.
        #[serde(default)]
        few: bool,
        at: crate::Millis,
    },
    /// Read a thread's history on from a page, after `parts` parts of it.
    FetchHistory {
        host: String,
        page: String,
        forum: String,
        context: Option<String>,
        parts: u32,
    },
    /// Fetch the newest threads of a forum that was just followed.
    FetchForum { host: String, forum: String },
    /// Compare the threads of a forum that is followed here with what its home shows.
    Compare { host: String, forum: String },
    /// The daily comparison of a forum is due.
    Daily { forum: String },
    /// This node trusts a host more than before.
    Raised { host: String },
    /// Ask the origin of an unsigned activity whether it is true.
    Confirm {
        host: String,
        rid: String,
        /// Whether it came as it happened, so that people hear of it; what is fetched they do not.
        #[serde(default)]
        live: bool,
    },
    /// Call a client of a member because of a notification.
    Call {
        host: String,
        push: i64,
        notice: i64,
    },
    /// Publish what a member has written for now.
    Publish { person: i64, scheduled: i64 },
    /// Make an upload ready to be shown.
    Process { media: i64 },
    /// Take files of media away that no row names any more, by their keys.
    Discard { keys: Vec<String> },
    /// Ask the home of a poll what was counted, by the local id of its post.
    FetchPoll { host: String, post: i64 },
    /// Tell those who have voted in a poll of ours what was counted.
    TellPoll { post: i64 },
    /// Find out whether a quote from elsewhere is agreed to, by the local id of the post that quotes.
    FetchQuote { host: String, post: i64 },
    /// A poll ends.
    ClosePoll { post: i64 },
    /// A record dated in the future is due now, and stands as `then` says.
    Due { rid: String, then: String },
}

/// What the lanes begin with in which members' clients are called.
pub const CALLS: &str = "push:";
/// What the lanes begin with in which members publish what they have written before.
pub const PUBLISHED: &str = "publish:";

impl Job {
    /// The lane that the job waits in (ledger §9).
    pub fn lane(&self) -> String {
        match self {
            Self::Open { host, .. } => format!("from:{host}"),
            Self::Deliver { host, .. } => format!("peer:{host}"),
            Self::FetchThread { host, .. }
            | Self::FetchBoosted { host, .. }
            | Self::FetchHistory { host, .. }
            | Self::FetchForum { host, .. }
            | Self::FetchPoll { host, .. }
            | Self::FetchQuote { host, .. }
            | Self::Compare { host, .. }
            | Self::Confirm { host, .. } => format!("fetch:{host}"),
            Self::Call { host, .. } => format!("{CALLS}{host}"),
            Self::Publish { person, .. } => format!("{PUBLISHED}{person}"),
            Self::Process { .. } | Self::Discard { .. } => "media".to_owned(),
            Self::Due { .. }
            | Self::Daily { .. }
            | Self::Raised { .. }
            | Self::TellPoll { .. }
            | Self::ClosePoll { .. } => "local".to_owned(),
        }
    }

    /// Jobs of one line never overtake each other.
    pub fn line(&self) -> Option<&str> {
        match self {
            Self::Deliver { line, .. } => Some(line),
            _ => None,
        }
    }
}
