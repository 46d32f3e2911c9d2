//! The one who writes and reads letters. Core never parses an activity; federation implements
//! [`Scribe`] with Ed25519 and no network, so that a deed is composed and signed inside its own
//! transaction.

use crate::people::{Key, Person};
use crate::quotes::{self, Quotable};
use crate::{Audience, Fault, Millis};

/// Who signs: an actor of ours and the stored form of its Ed25519 secret.
#[derive(Clone)]
pub struct Signer {
    pub actor: String,
    pub key_uri: String,
    pub secret: Vec<u8>,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer")
            .field("actor", &self.actor)
            .finish_non_exhaustive()
    }
}

/// A person or a forum named in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// `ActivityPub` id.
    pub uri: String,
    /// `@name@host`.
    pub handle: String,
}

/// A picture or a document attached to a post.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attachment {
    pub url: String,
    pub media_type: String,
    /// What it shows, in words.
    pub name: String,
    /// Width and height, where they are said.
    pub size: Option<(i64, i64)>,
    pub blurhash: Option<String>,
    /// What of it is to be seen first: right and up of its middle, in ten-thousandths of its half.
    pub focus: Option<(i64, i64)>,
}

/// What was counted of a poll.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Of each option.
    pub votes: Vec<i64>,
    /// Who has voted, where that is said.
    pub voters: Option<i64>,
}

impl Tally {
    /// Nothing yet, of so many options.
    pub fn none(options: usize) -> Self {
        Self {
            votes: vec![0; options],
            voters: Some(0),
        }
    }
}

/// What a post asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    pub options: Vec<String>,
    /// Whether more than one may be chosen.
    pub multiple: bool,
    pub ends_at: Option<Millis>,
    /// What was counted when it was said.
    pub tally: Tally,
}

/// What a post quotes, as its words say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quote {
    /// `ActivityPub` id.
    pub uri: String,
    /// Address of what is said to be the consent of whoever wrote it.
    pub approval: Option<String>,
}

/// The typed content of a Create or an Update, as read from its raw bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    pub title: Option<String>,
    /// HTML as received; core cleans it.
    pub html: String,
    /// What its author warns of; empty where they say only that it is sensitive.
    pub warning: Option<String>,
    /// Markdown, when the origin gives it.
    pub source: String,
    pub lang: String,
    pub url: Option<String>,
    pub mentions: Vec<Mention>,
    pub tags: Vec<String>,
    pub attachments: Vec<Attachment>,
    pub question: Option<Question>,
    pub quote: Option<Quote>,
    /// Who may quote it; nothing where that is not said.
    pub quotable: Option<Quotable>,
    /// For whom it is, as its `to` and `cc` say.
    pub audience: Audience,
}

/// The forum of a post of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocForum {
    pub uri: String,
    /// `@slug@host`.
    pub handle: String,
}

/// A post of ours as it goes on the wire.
#[derive(Debug, Clone)]
pub struct PostDoc {
    pub id: i64,
    pub uri: String,
    pub author: String,
    pub author_name: String,
    /// The forum that it is in; nothing of a note outside forums.
    pub forum: Option<DocForum>,
    /// For whom it is; in a forum for everybody.
    pub audience: Audience,
    /// The thread's collection, once the forum's home has named it.
    pub context: Option<String>,
    pub history: Option<String>,
    pub in_reply_to: Option<String>,
    /// Author of the parent, who is addressed.
    pub parent_author: Option<String>,
    pub title: Option<String>,
    pub summary: String,
    /// What its author warns of; empty where they say only that it is sensitive.
    pub warning: Option<String>,
    pub html: String,
    pub source: String,
    pub lang: String,
    pub mentions: Vec<Mention>,
    /// (tag as typed, address of its page).
    pub tags: Vec<(String, String)>,
    pub attachments: Vec<Attachment>,
    pub question: Option<Question>,
    /// What it quotes, and the page of that.
    pub quote: Option<(Quote, String)>,
    /// Who may quote it.
    pub quotable: Quotable,
    pub url: String,
    pub published: Millis,
    pub updated: Option<Millis>,
    /// 0 for the Create, 1, 2 … for Updates.
    pub rev: i64,
}

/// A person of ours as they go on the wire.
#[derive(Debug, Clone)]
pub struct ActorDoc {
    pub person: Person,
    pub keys: Vec<Key>,
    /// The node's own actor.
    pub node: String,
    pub shared_inbox: String,
    pub page: String,
    /// Address and media type.
    pub avatar: Option<(String, &'static str)>,
    pub header: Option<(String, &'static str)>,
    /// Names and values, as HTML.
    pub fields: Vec<(String, String)>,
}

/// Something one of our actors does, ready to be put in words.
#[derive(Debug, Clone)]
pub enum Deed {
    Create(Box<PostDoc>),
    Update(Box<PostDoc>),
    Delete {
        id: String,
        post: String,
        former: &'static str,
        forum: Option<String>,
        context: Option<String>,
        audience: Audience,
        /// Those named in the post, who have it.
        named: Vec<String>,
        at: Millis,
    },
    DeleteActor {
        id: String,
        at: Millis,
    },
    Like {
        id: String,
        post: String,
        author: String,
        /// Nothing outside forums: there it is between two.
        forum: Option<String>,
        at: Millis,
    },
    UndoLike {
        id: String,
        like: String,
        post: String,
        author: String,
        forum: Option<String>,
        at: Millis,
    },
    /// Somebody votes for an option in a poll: a letter to its author.
    Vote {
        id: String,
        post: String,
        author: String,
        option: String,
        at: Millis,
    },
    /// What was counted of a poll, told beside the words that its author has signed.
    Counts {
        id: String,
        /// The local id of its post.
        post: i64,
        /// The activity with these words, as it was signed.
        said: Vec<u8>,
        tally: Tally,
        /// Since when it is over.
        over: Option<Millis>,
        at: Millis,
    },
    /// What is asked, answered and told about quotes.
    Quote {
        id: String,
        letter: Box<quotes::Letter>,
        at: Millis,
    },
    /// Somebody says something else of themselves.
    Introduce {
        id: String,
        actor: Box<ActorDoc>,
        at: Millis,
    },
    /// Somebody passes a post on, to everybody or to their followers.
    Announce {
        id: String,
        post: String,
        author: String,
        audience: Audience,
        at: Millis,
    },
    UndoAnnounce {
        id: String,
        announce: String,
        post: String,
        author: String,
        audience: Audience,
        at: Millis,
    },
    Remove {
        id: String,
        post: String,
        context: String,
        reason: String,
        at: Millis,
    },
    UndoRemove {
        id: String,
        remove: String,
        post: String,
        context: String,
        reason: String,
        at: Millis,
    },
    Lock {
        id: String,
        root: String,
        context: String,
        reason: String,
        at: Millis,
    },
    UndoLock {
        id: String,
        lock: String,
        root: String,
        context: String,
        at: Millis,
    },
    Follow {
        id: String,
        object: String,
        at: Millis,
    },
    UndoFollow {
        id: String,
        follow: String,
        object: String,
        at: Millis,
    },
    Accept {
        id: String,
        follow: String,
        follower: String,
        at: Millis,
    },
    /// A contribution that the forum's home does not take, with the reason.
    Refuse {
        id: String,
        activity: String,
        author: String,
        reason: String,
        at: Millis,
    },
    Reject {
        id: String,
        follow: String,
        follower: String,
        at: Millis,
    },
    Flag {
        id: String,
        objects: Vec<String>,
        to: String,
        reason: String,
        at: Millis,
    },
    Arrive {
        id: String,
        at: Millis,
    },
}

/// A deed in words: signed bytes and their name.
#[derive(Debug, Clone)]
pub struct Letter {
    pub rid: [u8; 32],
    pub raw: Vec<u8>,
}

/// Writes and reads activities.
pub trait Scribe: Send + Sync + std::fmt::Debug {
    /// Composes the activity of a deed and signs it (FEP-8b32).
    fn write(&self, deed: &Deed, signer: &Signer) -> Result<Letter, Fault>;

    /// The typed content of a Create or an Update; nothing for other activities.
    fn read(&self, raw: &[u8]) -> Option<Content>;

    /// The rid of an activity: SHA-256 of its JCS form without `signature` (ledger §6).
    fn rid(&self, raw: &[u8]) -> Option<[u8; 32]>;
}
