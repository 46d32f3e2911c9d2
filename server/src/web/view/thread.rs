//! A thread: its contributions in order of time, flat, twenty-five a page.

use askama::Template;

use super::{ForumRef, Paging, PersonRef, SafeHtml, Shell};
use crate::i18n::direction;

/// What the reader may do with a contribution or thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct May(u8);

impl May {
    /// Only read.
    pub const READ: Self = Self(0);
    /// Support, or withdraw it.
    pub const SUPPORT: Self = Self(1);
    /// Reply.
    pub const REPLY: Self = Self(2);
    /// Change one's own text.
    pub const EDIT: Self = Self(4);
    /// Delete one's own contribution.
    pub const DELETE: Self = Self(8);
    /// Remove, restore, lock, accept or refuse.
    pub const MODERATE: Self = Self(16);
    /// Report to the moderators.
    pub const REPORT: Self = Self(32);

    /// Both rights.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// See [`Self::SUPPORT`].
    pub fn support(self) -> bool {
        self.has(Self::SUPPORT)
    }

    /// See [`Self::REPLY`].
    pub fn reply(self) -> bool {
        self.has(Self::REPLY)
    }

    /// See [`Self::EDIT`].
    pub fn edit(self) -> bool {
        self.has(Self::EDIT)
    }

    /// See [`Self::DELETE`].
    pub fn delete(self) -> bool {
        self.has(Self::DELETE)
    }

    /// See [`Self::MODERATE`].
    pub fn moderate(self) -> bool {
        self.has(Self::MODERATE)
    }

    /// See [`Self::REPORT`].
    pub fn report(self) -> bool {
        self.has(Self::REPORT)
    }
}

/// Where a contribution stands (ledger §2, §4, §5, §7). Said in words on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Shown as written.
    #[default]
    Live,
    /// Deleted by its author; the text is gone.
    Deleted,
    /// Removed by the moderators of the salon, with their reason if they gave one.
    Removed {
        /// Plain text of the moderators.
        reason: Option<String>,
        /// When, milliseconds UTC.
        at: Option<i64>,
    },
    /// Never published: the salon, or its node, refused it. Only its author sees it.
    Refused {
        /// Why, in the words of who refused it.
        reason: Option<String>,
    },
    /// Waits for the moderators, or for its author's account to be approved.
    Held,
    /// Sent to the salon's home, which has not answered yet.
    Unconfirmed {
        /// The home's host.
        host: String,
    },
    /// Known by a reply to it only.
    Missing,
    /// This node does not keep its text.
    Withheld,
    /// It comes from a node that this one has blocked.
    Blocked,
}

/// The contribution that another one answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parent {
    /// Its local id; `None` for a message that never arrived.
    pub id: Option<i64>,
    /// Display name of its author; empty when unknown.
    pub name: String,
    /// Whether it comes from a blocked node, so that nobody is named.
    pub blocked: bool,
    /// Whether it stands on the same page, so that the link is a jump.
    pub here: bool,
}

/// Something that hangs on a contribution.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hung {
    /// Where the whole is.
    pub whole: String,
    /// A small picture with its width and height; `None` of what is no picture.
    pub small: Option<(String, i64, i64)>,
    /// What it shows, in words.
    pub description: String,
    /// The message that names its kind.
    pub kind: &'static str,
    /// Kibibytes; zero where that is not known.
    pub size: u32,
}

/// An option of a poll.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Its words.
    pub title: String,
    /// What it was given; `None` as long as nobody is told.
    pub votes: Option<u32>,
    /// Whether the reader has chosen it.
    pub own: bool,
}

/// What a contribution asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Poll {
    /// What there is to choose from.
    pub options: Vec<Choice>,
    /// Whether more than one may be chosen.
    pub multiple: bool,
    /// Whether the reader may still choose.
    pub open: bool,
    /// How many have voted, where that is known.
    pub voters: Option<u32>,
    /// Milliseconds UTC; `None` of one that stays open.
    pub ends: Option<i64>,
    /// Whether it has ended.
    pub over: bool,
}

impl Poll {
    /// The message that names it.
    pub fn title(&self) -> &'static str {
        if self.multiple {
            "poll-several"
        } else {
            "poll"
        }
    }

    /// Whether nobody is told yet what was counted.
    pub fn hidden(&self) -> bool {
        self.options.iter().any(|one| one.votes.is_none())
    }
}

/// What a contribution quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cited {
    /// The reader may read it.
    Shown {
        /// Local id.
        id: i64,
        /// Who wrote it.
        author: PersonRef,
        /// Its first words, or what it warns of.
        words: String,
        /// Message that stands there where it has none.
        unsaid: &'static str,
        /// Declared language, BCP-47.
        lang: Option<String>,
    },
    /// Whoever wrote it has not agreed yet.
    Waits,
    /// The reader is shown nothing of it.
    Hidden,
}

impl Cited {
    /// `rtl`, `ltr` or `auto`.
    pub fn dir(&self) -> &'static str {
        match self {
            Self::Shown { lang, .. } => direction(lang.as_deref()),
            Self::Waits | Self::Hidden => direction(None),
        }
    }
}

/// One contribution in a thread.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contribution {
    /// Local id, decimal in addresses.
    pub id: i64,
    /// Who wrote it; `None` for a message that was not received, or of a blocked node.
    pub author: Option<PersonRef>,
    /// Milliseconds UTC; zero, and not shown, when unknown.
    pub published: i64,
    /// Time of the last change, milliseconds UTC.
    pub edited: Option<i64>,
    /// Declared language, BCP-47.
    pub lang: Option<String>,
    /// What its author warns of, so that the text is opened first; empty where they say only that it
    /// is sensitive.
    pub warning: Option<String>,
    /// Cleaned text; empty when it must not be shown to this reader.
    pub html: SafeHtml,
    /// Pictures, sounds and films that hang on it.
    pub media: Vec<Hung>,
    /// What it asks.
    pub poll: Option<Poll>,
    /// What it quotes.
    pub cited: Option<Cited>,
    /// What it answers; `None` for the opening and for what answers the opening directly when
    /// the page leaves that unsaid.
    pub parent: Option<Parent>,
    /// Where it stands.
    pub state: State,
    /// How many support it.
    pub supports: u32,
    /// Whether the reader is among them.
    pub supported: bool,
    /// What the reader may do.
    pub may: May,
}

impl Contribution {
    /// `rtl`, `ltr` or `auto`.
    pub fn dir(&self) -> &'static str {
        direction(self.lang.as_deref())
    }

    /// Whether it can be answered and supported, by whoever has the right to.
    pub fn stands(&self) -> bool {
        matches!(self.state, State::Live | State::Unconfirmed { .. })
    }

    /// The message that stands where its author would be named.
    pub fn nobody(&self) -> &'static str {
        match self.state {
            State::Blocked => "message-blocked",
            _ => "message-missing",
        }
    }

    /// Whether there is anything to print below the text.
    pub fn has_gestures(&self) -> bool {
        let open = self.supports > 0 || self.may.reply() || self.may.support();
        let own = self.may.edit() || self.may.delete() || self.may.moderate();
        own || (open && self.stands())
    }

    /// Whether the article is set back: there is nothing of the author to read.
    pub fn quiet(&self) -> bool {
        self.html.is_empty() && self.media.is_empty() && self.poll.is_none()
    }

    /// Whether what hangs on it may be shown: what was taken away says nothing any more.
    pub fn speaks(&self) -> bool {
        !self.html.is_empty() || self.stands()
    }
}

/// The thread digest of ledger §6, as printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    /// `core:<64 hex>:<posts> react:<64 hex>:<likes>`.
    pub text: String,
    /// Missing parents; zero is "complete".
    pub missing: u32,
    /// Contributions not yet confirmed by the salon's home.
    pub pending: u32,
    /// Contributions whose text this node does not keep.
    pub withheld: u32,
    /// The salon's home, and when this node found its thread different, milliseconds UTC; `None`
    /// where the two are equal or were never compared.
    pub differs: Option<(String, i64)>,
}

impl Digest {
    /// Whether nothing is known to be missing.
    pub fn complete(&self) -> bool {
        self.missing == 0 && self.differs.is_none()
    }
}

/// What stands above a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Title {
    /// Its title, or what stands for one in the words of its author.
    Words(String),
    /// The key of the node's words, where there is none.
    Key(&'static str),
}

impl Default for Title {
    fn default() -> Self {
        Self::Key("thread-untitled")
    }
}

/// `/f/{id}`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "thread.html")]
pub struct ThreadPage {
    /// What surrounds the page; its title is the thread's.
    pub shell: Shell,
    /// The salon it belongs to; a note outside salons belongs to none.
    pub forum: Option<ForumRef>,
    /// Local id of thread and opening.
    pub id: i64,
    /// What stands above it.
    pub title: Title,
    /// Declared language of the title.
    pub lang: Option<String>,
    /// Whether no one may reply any more.
    pub locked: bool,
    /// Whether it stands first in its salon.
    pub pinned: bool,
    /// Contributions of this page, oldest first.
    pub contributions: Vec<Contribution>,
    /// Contributions of the whole thread, as lists count them.
    pub total: u32,
    /// Places of contributions that were deleted or removed.
    pub gone: u32,
    /// Place among its pages.
    pub paging: Paging,
    /// The digest, once the thread has one.
    pub digest: Option<Digest>,
    /// What the reader may do with the thread as a whole: `REPLY`, `MODERATE`.
    pub may: May,
}

impl ThreadPage {
    /// `rtl`, `ltr` or `auto` for the title.
    pub fn dir(&self) -> &'static str {
        direction(self.lang.as_deref())
    }

    /// Whether any contribution has a support button, so that their one form is needed.
    pub fn supportable(&self) -> bool {
        self.contributions.iter().any(|c| c.may.support())
    }
}
