//! A person as others see them, and one's own page.

use askama::Template;

use super::{ForumRef, Paging, SafeHtml, Shell};
use crate::i18n::direction;

/// A contribution in a list of one person's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExcerptRow {
    /// Local id.
    pub id: i64,
    /// Title of its thread; empty outside threads.
    pub thread: String,
    /// First words, plain text.
    pub excerpt: String,
    /// What its author warns of, which stands in the place of the excerpt; empty without words.
    pub warning: Option<String>,
    /// Declared language.
    pub lang: Option<String>,
    /// Milliseconds UTC.
    pub published: i64,
    /// Whether it waits to be accepted or confirmed.
    pub pending: bool,
}

impl ExcerptRow {
    /// `rtl`, `ltr` or `auto`.
    pub fn dir(&self) -> &'static str {
        direction(self.lang.as_deref())
    }

    /// Whether what stands below the title says no more than the title, as with a note of one line.
    pub fn repeats(&self) -> bool {
        *self.warning.as_ref().unwrap_or(&self.excerpt) == self.thread
    }
}

/// `/@{name}` and `/@{name}@{host}`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "person.html")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a mark of its own on the page"
)]
pub struct PersonPage {
    /// What surrounds the page.
    pub shell: Shell,
    /// Display name, plain text.
    pub name: String,
    /// Full address with host, `@ana@quebec.test`.
    pub address: String,
    /// Cleaned presentation.
    pub bio: SafeHtml,
    /// A picture above the page, and one beside the name, both small.
    pub banner: Option<String>,
    /// See `banner`.
    pub face: Option<String>,
    /// Names and cleaned values.
    pub fields: Vec<(String, SafeHtml)>,
    /// Whether a program posts for them.
    pub bot: bool,
    /// Whether each follow waits for their answer.
    pub locked: bool,
    /// Whether search engines are to leave the page out.
    pub hidden: bool,
    /// Host, for someone of another node.
    pub host: Option<String>,
    /// Their page at home, for someone of another node (http or https).
    pub home: Option<String>,
    /// Hashtags that they show.
    pub tags: Vec<String>,
    /// First known here, milliseconds UTC.
    pub since: i64,
    /// Whether their keys have changed and nobody has looked yet.
    pub changed: bool,
    /// Whether their node is blocked, and nothing of theirs shown.
    pub blocked: bool,
    /// Contributions of this page, newest first.
    pub contributions: Vec<ExcerptRow>,
    /// Place among their pages.
    pub paging: Paging,
}

/// `/moi/demandes`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "requests.html")]
pub struct RequestsPage {
    /// What surrounds the page.
    pub shell: Shell,
    /// Who waits, newest first: local id, handle without the first `@`, display name.
    pub rows: Vec<(i64, String, String)>,
}

/// `/moi`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "me.html")]
pub struct MePage {
    /// What surrounds the page; its visitor is who reads.
    pub shell: Shell,
    /// Full address with host.
    pub address: String,
    /// How many wait for an answer to follow.
    pub requests: u64,
    /// Whether the account still waits for approval.
    pub waiting: bool,
    /// Salons followed, with whether the follow was accepted.
    pub follows: Vec<(ForumRef, bool)>,
    /// One's own contributions, newest first.
    pub contributions: Vec<ExcerptRow>,
    /// Place among their pages.
    pub paging: Paging,
}
