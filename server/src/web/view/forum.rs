//! Front page, salons, threads of a salon, threads of a hashtag.

use askama::Template;

use super::{ForumRef, May, Paging, PersonRef, SafeHtml, Shell, Title};
use crate::i18n::direction;

/// A salon in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForumRow {
    /// The salon.
    pub forum: ForumRef,
    /// What it is for, plain text.
    pub description: String,
    /// Declared language of title and description.
    pub lang: Option<String>,
    /// Number of threads.
    pub threads: u32,
    /// Time of the last contribution, milliseconds UTC.
    pub last: Option<i64>,
}

impl ForumRow {
    /// `rtl`, `ltr` or `auto`.
    pub fn dir(&self) -> &'static str {
        direction(self.lang.as_deref())
    }
}

/// A thread in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThreadRow {
    /// Local id.
    pub id: i64,
    /// What stands above it.
    pub title: Title,
    /// Declared language of the title.
    pub lang: Option<String>,
    /// Who opened it.
    pub author: PersonRef,
    /// The salon, in lists across salons.
    pub forum: Option<ForumRef>,
    /// Number of contributions, the opening included.
    pub contributions: u32,
    /// Time of the last contribution, milliseconds UTC.
    pub last: i64,
    /// Whether no one may reply any more.
    pub locked: bool,
    /// Whether it stands first.
    pub pinned: bool,
    /// Whether it waits to be accepted or confirmed.
    pub pending: bool,
}

impl ThreadRow {
    /// `rtl`, `ltr` or `auto`.
    pub fn dir(&self) -> &'static str {
        direction(self.lang.as_deref())
    }
}

/// `/`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "front.html")]
pub struct FrontPage {
    /// What surrounds the page.
    pub shell: Shell,
    /// What this node is, plain text of its keeper.
    pub description: String,
    /// What it announces, the newest first.
    pub announcements: Vec<SafeHtml>,
    /// Its salons, the liveliest first.
    pub forums: Vec<ForumRow>,
    /// Threads with the newest contributions.
    pub threads: Vec<ThreadRow>,
    /// Hosts of the chapters this node exchanges with.
    pub peers: Vec<String>,
}

/// `/fils`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "forums.html")]
pub struct ForumsPage {
    /// What surrounds the page.
    pub shell: Shell,
    /// Salons that live here.
    pub here: Vec<ForumRow>,
    /// Salons of other chapters that someone here follows.
    pub elsewhere: Vec<ForumRow>,
}

/// `/salons/{salon}`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "forum.html")]
pub struct ForumPage {
    /// What surrounds the page; its title is the salon's.
    pub shell: Shell,
    /// The salon.
    pub forum: ForumRef,
    /// What it is for, plain text.
    pub description: String,
    /// Declared language of title and description.
    pub lang: Option<String>,
    /// Address to follow it from elsewhere, `@acces@quebec.test`.
    pub address: String,
    /// Whether the keys of its home have changed and nobody has looked yet.
    pub changed: bool,
    /// Its moderators.
    pub moderators: Vec<PersonRef>,
    /// Threads of this page, pinned first, then by last activity.
    pub threads: Vec<ThreadRow>,
    /// Place among its pages.
    pub paging: Paging,
    /// Whether the reader follows it; `None` for guests.
    pub followed: Option<bool>,
    /// `REPLY` to open a thread, `MODERATE` for the link to the moderation page.
    pub may: May,
    /// Contributions that wait for a moderator, shown to moderators.
    pub held: u32,
}

impl ForumPage {
    /// `rtl`, `ltr` or `auto`.
    pub fn dir(&self) -> &'static str {
        direction(self.lang.as_deref())
    }
}

/// `/mots/{mot}`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "hashtag.html")]
pub struct HashtagPage {
    /// What surrounds the page.
    pub shell: Shell,
    /// The word without `#`.
    pub word: String,
    /// Threads that carry it.
    pub threads: Vec<ThreadRow>,
    /// Place among its pages.
    pub paging: Paging,
}
