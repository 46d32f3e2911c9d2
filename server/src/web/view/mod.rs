//! The look of every page: plain data and a template each, without database and without HTTP.
//!
//! A handler fills a [`Shell`] and one page struct and renders it with [`askama::Template`].
//! Everything printed is escaped by the template; the one exception is [`SafeHtml`].
//!
//! Addresses the templates link to or post to, all by `POST` with the fields `csrf` and `once`
//! where a deed is done:
//!
//! | address | deed |
//! |---|---|
//! | `/inscription`, `/connexion`, `/deconnexion` | account |
//! | `/salons/{salon}/nouveau` | open a thread |
//! | `/c/{id}/repondre`, `/modifier`, `/supprimer`, `/signaler` | reply, edit, delete, report |
//! | `/c/{id}/appui`, `/c/{id}/appui/retrait` | support, withdraw support |
//! | `/c/{id}/voter` | vote, with one `choix` or several |
//! | `/c/{id}/retirer`, `/retablir`, `/accepter`, `/refuser` | moderation, with `reason` |
//! | `/f/{id}/verrouiller`, `/deverrouiller` | moderation |
//! | `/suivre`, `/salons/{salon}/suivre`, `/salons/{salon}/ne-plus-suivre` | follow |
//!
//! The support buttons of a page share one form, hence one `once`: a deed is known by its address
//! and its token together. `/connexion?back=` and the field `back` hold a path of this node, which
//! the handler checks.
//!
//! `{salon}` is `slug` for a salon of this node and `slug@host` for one of another.

pub mod account;
pub mod assets;
pub mod consent;
pub mod contribution;
pub mod form;
pub mod forum;
pub mod moderation;
pub mod network;
pub mod refusal;
pub mod rules;
pub mod shell;
pub mod source;
#[cfg(test)]
mod tests;
pub mod thread;

use std::fmt;

pub use account::{MePage, PersonPage};
pub use contribution::{ContributionPage, Origin, Version};
pub(crate) use form::with_back;
pub use form::{Draft, FLAGS, FieldError, FormPage, Profile, ROWS, SignUp};
pub use forum::{ForumPage, ForumRow, ForumsPage, FrontPage, HashtagPage, ThreadRow};
pub use moderation::{
    HeldRow, ModerationPage, RemovedRow, ReportRow, Reported, ReportsPage, ThreadLock,
};
pub use network::{NetworkPage, PeerLevel, PeerRow, Policy};
pub use refusal::{FollowedPage, RefusedPage, WaitingPage};
pub use rules::RulesPage;
pub use shell::{FooterLink, Notice, NoticeKind, Shell, Visitor};
pub use source::SourcePage;
pub use thread::{
    Choice, Cited, Contribution, Digest, Hung, May, Parent, Poll, State, ThreadPage, Title,
};

/// An HTML fragment that was cleaned by the house's sanitiser. It is the only value that a
/// template prints without escaping.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// Takes a fragment that the caller has just cleaned; nothing is checked here.
    pub fn from_cleaned(html: String) -> Self {
        Self(html)
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fragment.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SafeHtml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::FastWritable for SafeHtml {
    fn write_into(
        &self,
        dest: &mut dyn fmt::Write,
        _values: &dyn askama::Values,
    ) -> askama::Result<()> {
        Ok(dest.write_str(&self.0)?)
    }
}

impl askama::filters::HtmlSafe for SafeHtml {}

/// Someone as named on a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonRef {
    /// The name they show, plain text.
    pub name: String,
    /// `ana` for one of this node, `awa@senegal.test` for one of another.
    pub handle: String,
}

impl PersonRef {
    /// The host of a person of another node.
    pub fn host(&self) -> Option<&str> {
        self.handle.split_once('@').map(|(_, host)| host)
    }
}

/// A salon as named on a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForumRef {
    /// Its title, plain text.
    pub title: String,
    /// `acces` for a salon of this node, `acces@quebec.test` for one of another.
    pub salon: String,
}

impl ForumRef {
    /// The host of a salon of another node.
    pub fn host(&self) -> Option<&str> {
        self.salon.split_once('@').map(|(_, host)| host)
    }
}

/// A page among others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paging {
    /// Where the newer or earlier neighbour is.
    pub previous: Option<String>,
    /// Where the next page is.
    pub next: Option<String>,
    /// This page and the last, counted from one, where both are known.
    pub place: Option<(u32, u32)>,
}

impl Paging {
    /// Pages by number: `base` is the address of the first, the others add `?page=`.
    pub fn numbered(base: &str, page: u32, last: u32) -> Self {
        let at = |n: u32| match n {
            1 => base.to_owned(),
            n => format!("{base}?page={n}"),
        };
        Self {
            previous: (page > 1).then(|| at(page - 1)),
            next: (page < last).then(|| at(page + 1)),
            place: (last > 1).then_some((page, last)),
        }
    }

    /// Whether there is anything to print.
    pub fn is_single(&self) -> bool {
        self.previous.is_none() && self.next.is_none()
    }
}
