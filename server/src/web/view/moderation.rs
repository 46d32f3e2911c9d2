//! `/salons/{salon}/moderation`: what waits, what was removed, which threads are closed; and
//! `/moderation/signalements`: what was reported.

use askama::Template;

use super::{ForumRef, PersonRef, SafeHtml, Shell, Title};
use crate::i18n::direction;

/// A contribution that waits for a decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldRow {
    /// Local id.
    pub id: i64,
    /// Who wrote it.
    pub author: PersonRef,
    /// Title of its thread.
    pub thread: String,
    /// Cleaned text.
    pub html: SafeHtml,
    /// Declared language.
    pub lang: Option<String>,
    /// Milliseconds UTC.
    pub published: i64,
    /// Why it is held, translated plain text.
    pub why: String,
}

impl HeldRow {
    /// `rtl`, `ltr` or `auto`.
    pub fn dir(&self) -> &'static str {
        direction(self.lang.as_deref())
    }
}

/// A contribution that was removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemovedRow {
    /// Local id.
    pub id: i64,
    /// Who wrote it.
    pub author: PersonRef,
    /// First words, plain text.
    pub excerpt: String,
    /// Words of the moderators.
    pub reason: Option<String>,
    /// When it was removed, milliseconds UTC.
    pub at: i64,
}

/// A contribution that was reported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reported {
    /// Local id.
    pub id: i64,
    /// Who wrote it.
    pub author: PersonRef,
    /// First words, plain text.
    pub excerpt: String,
}

/// A report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportRow {
    /// Local id of the report.
    pub report: i64,
    /// The contributions that it is about.
    pub about: Vec<Reported>,
    /// Those whom it is about by themselves, without a contribution.
    pub people: Vec<PersonRef>,
    /// Addresses of what it is about and this node does not know.
    pub elsewhere: Vec<String>,
    /// Words of who reported it, plain text.
    pub reason: String,
    /// Who reported it: a handle, or the address of another node's actor.
    pub by: String,
    /// When it was received, milliseconds UTC.
    pub at: i64,
    /// When it was closed, milliseconds UTC, and by whom; nobody is the one who runs the node.
    pub closed: Option<(i64, Option<PersonRef>)>,
}

/// A thread that can be locked or opened again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThreadLock {
    /// Local id.
    pub id: i64,
    /// What stands above it.
    pub title: Title,
    /// Whether it is locked.
    pub locked: bool,
    /// Whether it is pinned.
    pub pinned: bool,
}

/// `/moderation/signalements`: what was reported in the salons that the reader moderates.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "reports.html")]
pub struct ReportsPage {
    /// What surrounds the page.
    pub shell: Shell,
    /// What nobody has dealt with, oldest first.
    pub reports: Vec<ReportRow>,
    /// What was dealt with, newest first.
    pub closed: Vec<ReportRow>,
}

/// The moderators' page of a salon.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "moderation.html")]
pub struct ModerationPage {
    /// What surrounds the page.
    pub shell: Shell,
    /// The salon.
    pub forum: ForumRef,
    /// What waits, oldest first.
    pub held: Vec<HeldRow>,
    /// What was reported, oldest first.
    pub reports: Vec<ReportRow>,
    /// What was removed, newest first.
    pub removed: Vec<RemovedRow>,
    /// Recent threads.
    pub threads: Vec<ThreadLock>,
}
