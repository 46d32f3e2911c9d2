//! One contribution with all that is known of it: versions, origin, proof, gestures.

use askama::Template;

use super::{Cited, Contribution, ForumRef, SafeHtml, Shell, State};

/// An earlier or current text of a contribution.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    /// Milliseconds UTC.
    pub at: i64,
    /// Cleaned text.
    pub html: SafeHtml,
}

/// Where a contribution comes from and what vouches for it (ledger §1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Its permanent `ActivityPub` id; `None` where a link to it would lead to a blocked node.
    pub object: Option<String>,
    /// Host it was written on.
    pub host: String,
    /// Record id, 64 hex; empty when it is in no ledger.
    pub rid: String,
    /// Whether the author's own proof was verified (FEP-8b32).
    pub proof: bool,
    /// When this node received it, milliseconds UTC.
    pub received: Option<i64>,
}

/// `/c/{id}`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "contribution.html")]
pub struct ContributionPage {
    /// What surrounds the page.
    pub shell: Shell,
    /// The salon, if it belongs to one.
    pub forum: Option<ForumRef>,
    /// Local id of its thread.
    pub thread: Option<i64>,
    /// Title of its thread, or the words that stand for it.
    pub thread_title: String,
    /// The contribution.
    pub contribution: Contribution,
    /// Texts newest first; fewer than two are not shown.
    pub versions: Vec<Version>,
    /// Where it comes from.
    pub origin: Origin,
}
