//! The fold of one object (ledger §4): a pure function of its records, whatever their order.

use super::rows::Entry;
use super::{Keeping, Kind, Standing};

/// What the digest says of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    Live,
    Removed,
    Deleted,
}

impl Line {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Removed => "removed",
            Self::Deleted => "deleted",
        }
    }
}

/// What the records of a post add up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Folded<'r> {
    pub(crate) create: Option<&'r Entry>,
    /// The record whose text is shown.
    pub(crate) winner: Option<&'r Entry>,
    /// What the digest counts; nothing while the home has not spoken.
    pub(crate) line: Option<Line>,
    /// What is shown here.
    pub(crate) state: &'static str,
    /// Whether the texts must go.
    pub(crate) erase: bool,
    pub(crate) reason: Option<&'r str>,
}

/// Folds the records of one post. `author_gone` says that the author has deleted itself, and
/// whether that counts already.
pub(crate) fn post(entries: &[Entry], author_gone: Option<Standing>) -> Folded<'_> {
    let create = entries.iter().find(|entry| entry.kind == Kind::Create);
    let author = create
        .or_else(|| entries.iter().find(|entry| entry.kind == Kind::Delete))
        .map(|entry| entry.actor.as_str());
    let accepted = create.is_some_and(|entry| entry.standing == Standing::Accepted);
    let counts = |entry: &&Entry| {
        if accepted {
            entry.standing == Standing::Accepted
        } else {
            !matches!(
                entry.standing,
                Standing::Refused | Standing::Early | Standing::Unproved
            )
        }
    };
    let by_author = |entry: &&Entry| author == Some(entry.actor.as_str());
    let winner = create.and_then(|_| {
        entries
            .iter()
            .filter(|entry| matches!(entry.kind, Kind::Create | Kind::Update))
            .filter(by_author)
            .filter(counts)
            .max_by(|a, b| a.weight().cmp(&b.weight()))
    });
    let mut by_themselves = entries
        .iter()
        .filter(|entry| entry.kind == Kind::Delete && entry.standing != Standing::Refused)
        .filter(by_author)
        .peekable();
    let erase = by_themselves.peek().is_some() || author_gone.is_some();
    let deleted = by_themselves.any(|entry| entry.standing == Standing::Accepted)
        || (author_gone == Some(Standing::Accepted) && accepted);
    let hidden = hiding(entries, author);
    let line = if deleted {
        Some(Line::Deleted)
    } else if !accepted {
        None
    } else if hidden.is_some() {
        Some(Line::Removed)
    } else {
        Some(Line::Live)
    };
    Folded {
        create,
        winner: winner.or(create),
        line,
        state: state(create, line, erase),
        erase,
        reason: hidden
            .and_then(|entry| entry.reason.as_deref())
            .or_else(|| create.and_then(|entry| entry.reason.as_deref())),
    }
}

/// The removal that holds: the latest of the Group's Remove and Undo(Remove), moderators' Deletes
/// of others' posts counting as Remove.
fn hiding<'r>(entries: &'r [Entry], author: Option<&str>) -> Option<&'r Entry> {
    entries
        .iter()
        .filter(|entry| entry.standing == Standing::Accepted)
        .filter(|entry| match entry.kind {
            Kind::Remove | Kind::UndoRemove => true,
            Kind::Delete => author != Some(entry.actor.as_str()),
            _ => false,
        })
        .max_by(|a, b| a.moment().cmp(&b.moment()))
        .filter(|entry| entry.kind != Kind::UndoRemove)
}

fn state(create: Option<&Entry>, line: Option<Line>, erase: bool) -> &'static str {
    if erase || line == Some(Line::Deleted) {
        return "deleted";
    }
    let Some(create) = create else {
        return "unknown";
    };
    if create.keeping == Keeping::Withheld {
        return "withheld";
    }
    match create.standing {
        Standing::Accepted if line == Some(Line::Removed) => "removed",
        Standing::Accepted => "live",
        Standing::Pending => "pending",
        Standing::Held => "held",
        Standing::Refused => "refused",
        Standing::Early | Standing::Unproved => "unproved",
    }
}

/// Whether the latest of two kinds of act is the first: Like against its Undo, Lock against its.
/// Answers (by all that was not refused, by what counts).
pub(crate) fn latest_is(entries: &[Entry], yes: Kind, no: Kind) -> (Option<&Entry>, bool) {
    let latest = |counted: bool| {
        entries
            .iter()
            .filter(|entry| entry.kind == yes || entry.kind == no)
            .filter(|entry| match entry.standing {
                Standing::Accepted => true,
                Standing::Pending | Standing::Held => !counted,
                _ => false,
            })
            .max_by(|a, b| a.moment().cmp(&b.moment()))
    };
    (
        latest(false),
        latest(true).is_some_and(|entry| entry.kind == yes),
    )
}
