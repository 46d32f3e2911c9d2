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

/// What the author's deletion of itself means for one post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gone {
    /// It has erased itself here; the forum of the post has not announced it.
    Erased,
    /// The forum of the post has announced it, or is ours.
    Counted,
}

/// What the records of a post add up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Folded<'r> {
    pub(crate) create: Option<&'r Entry>,
    /// The author's own Delete that counts.
    pub(crate) deleted_by: Option<&'r Entry>,
    /// The record whose text is shown.
    pub(crate) winner: Option<&'r Entry>,
    /// What the digest counts; nothing while the home has not spoken.
    pub(crate) line: Option<Line>,
    /// What is shown here.
    pub(crate) state: &'static str,
    /// Whether the texts must go.
    pub(crate) erase: bool,
    pub(crate) reason: Option<&'r str>,
    /// When the removal that holds was decided.
    pub(crate) removed_at: Option<i64>,
}

impl Folded<'_> {
    /// Who wrote the post, as far as its records say.
    pub(crate) fn author(&self) -> Option<&str> {
        self.create
            .filter(|create| !create.actor.is_empty())
            .or(self.deleted_by)
            .map(|entry| entry.actor.as_str())
    }
}

/// Folds the records of one post.
pub(crate) fn post<'r>(entries: &'r [Entry], object: &str, gone: Option<Gone>) -> Folded<'r> {
    let create = the_create(entries);
    let own = |entry: &&Entry| by_author(create, object, entry);
    let accepted = create.is_some_and(|entry| entry.standing == Standing::Accepted);
    let deletions = || {
        entries
            .iter()
            .filter(|entry| entry.kind == Kind::Delete)
            .filter(own)
    };
    let deleted_by = deletions()
        .filter(|entry| entry.standing == Standing::Accepted)
        .min_by(|a, b| a.moment().cmp(&b.moment()));
    // A stub that says not even its actor is an erased Create.
    let erased_stub = create.is_some_and(|entry| entry.actor.is_empty());
    let deleted =
        deleted_by.is_some() || (accepted && (gone == Some(Gone::Counted) || erased_stub));
    let hidden = hiding(entries, create);
    let line = match (deleted, accepted, hidden) {
        (true, ..) => Some(Line::Deleted),
        (_, false, _) => None,
        (_, _, Some(_)) => Some(Line::Removed),
        _ => Some(Line::Live),
    };
    let erase = gone.is_some() || deletions().any(|entry| is_verified(entry.standing));
    let state = state(create, line, erase);
    let refused_for = create
        .filter(|create| create.standing == Standing::Refused)
        .and_then(|create| create.reason.as_deref());
    Folded {
        create,
        deleted_by,
        winner: winner(entries, create, accepted),
        line,
        state,
        erase,
        removed_at: hidden
            .filter(|_| state == "removed")
            .map(|entry| entry.published),
        reason: hidden
            .filter(|_| state == "removed")
            .and_then(|entry| entry.reason.as_deref())
            .or(refused_for),
    }
}

/// The Create that counts: the home's choice before one that waits, and that before a refused one.
fn the_create(entries: &[Entry]) -> Option<&Entry> {
    let rank = |entry: &Entry| match entry.standing {
        Standing::Accepted => 0,
        Standing::Refused => 2,
        _ => 1,
    };
    entries
        .iter()
        .filter(|entry| entry.kind == Kind::Create)
        .min_by(|a, b| (rank(a), &a.rid).cmp(&(rank(b), &b.rid)))
}

/// Whether a deed is the author's own. Without a Create that tells, only an actor of the object's
/// origin can be its author.
fn by_author(create: Option<&Entry>, object: &str, entry: &Entry) -> bool {
    match create.filter(|create| !create.actor.is_empty()) {
        Some(create) => create.actor == entry.actor,
        None => entry.actor != object && crate::address::same_origin(&entry.actor, object),
    }
}

/// Whether the deed is its author's beyond doubt, counted by the forum or not.
pub(crate) fn is_verified(standing: Standing) -> bool {
    matches!(
        standing,
        Standing::Accepted | Standing::Pending | Standing::Held
    )
}

/// The record that gives the text: once the home has accepted the Create, only what it accepted
/// counts.
fn winner<'r>(
    entries: &'r [Entry],
    create: Option<&'r Entry>,
    accepted: bool,
) -> Option<&'r Entry> {
    let create = create?;
    let counts = |entry: &&Entry| match entry.standing {
        Standing::Accepted => true,
        Standing::Pending | Standing::Held => !accepted,
        _ => false,
    };
    entries
        .iter()
        .filter(|entry| entry.kind == Kind::Update && entry.actor == create.actor)
        .filter(counts)
        .chain(std::iter::once(create))
        .max_by(|a, b| a.weight().cmp(&b.weight()))
}

/// The removal that holds: the latest of the Group's Remove and Undo(Remove), moderators' Deletes
/// of others' posts counting as Remove.
fn hiding<'r>(entries: &'r [Entry], create: Option<&Entry>) -> Option<&'r Entry> {
    let create = create?;
    let forum = create.forum.as_deref();
    entries
        .iter()
        .filter(|entry| entry.standing == Standing::Accepted)
        .filter(|entry| match entry.kind {
            Kind::Remove => forum.is_none_or(|forum| entry.actor == forum),
            Kind::UndoRemove | Kind::Delete => entry.actor != create.actor,
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
    match (create.keeping, create.standing) {
        (Keeping::Erased, _) => "deleted",
        // Its home serves what it has removed without its text: it is removed all the same.
        (_, Standing::Accepted) if line == Some(Line::Removed) => "removed",
        (Keeping::Withheld | Keeping::Declined, _) => "withheld",
        (_, Standing::Accepted) => "live",
        (_, Standing::Pending) => "pending",
        (_, Standing::Held) => "held",
        (_, Standing::Refused) => "refused",
        (_, Standing::Early | Standing::Unproved) => "unproved",
    }
}

/// The latest of two kinds of act, Like and its Undo or Lock and its Undo, by all that was not
/// refused; and whether, of what counts, the latest is the first kind.
pub(crate) fn latest_is<'r>(
    entries: &(impl Iterator<Item = &'r Entry> + Clone),
    yes: Kind,
    no: Kind,
) -> (Option<&'r Entry>, bool) {
    let latest = |counted: bool| {
        entries
            .clone()
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
