//! Acts of moderation, in both dialects, and reports.

use serde_json::Value;

use super::{Deed, Doc, activities::undo_in, context, list};
use crate::wire::PUBLIC;

/// A moderator's Delete of somebody's post, with its reason (Lemmy, `PieFed`, Mitra). An empty
/// reason is still written: without `summary`, Lemmy takes it for the author's own.
pub fn delete_by_moderator(deed: &Deed<'_>, object: &str, reason: &str) -> Value {
    deed.start(context::moderation(), "Delete")
        .set("to", list([PUBLIC]))
        .set("cc", list(deed.forum))
        .set_some("audience", deed.forum)
        .set("summary", reason)
        .set("object", object)
        .done()
}

/// The forum's own Remove of a post from its thread; `deed.actor` is the forum.
pub fn remove(
    deed: &Deed<'_>,
    followers: &str,
    object: &str,
    context_id: &str,
    reason: Option<&str>,
) -> Value {
    by_forum(deed, "Remove", followers)
        .set("object", object)
        .set("target", context_id)
        .set_some("summary", reason)
        .done()
}

/// The post is shown again. `removed` is the Remove as it was sent.
pub fn undo_remove(deed: &Deed<'_>, removed: &Value) -> Value {
    undo_in(context::moderation(), deed, removed)
}

/// The thread takes no more answers (Lemmy's word).
pub fn lock(deed: &Deed<'_>, followers: &str, root: &str, reason: Option<&str>) -> Value {
    by_forum(deed, "Lock", followers)
        .set("object", root)
        .set_some("summary", reason)
        .done()
}

/// The thread takes answers again. `locked` is the Lock as it was sent.
pub fn undo_lock(deed: &Deed<'_>, locked: &Value) -> Value {
    undo_in(context::moderation(), deed, locked)
}

fn by_forum(deed: &Deed<'_>, kind: &str, followers: &str) -> Doc {
    deed.start(context::moderation(), kind)
        .set("to", list([PUBLIC]))
        .set("cc", list(deed.forum.into_iter().chain([followers])))
        .set_some("audience", deed.forum)
}

/// A report to the moderators of another host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportDoc<'a> {
    /// The person reported.
    pub person: &'a str,
    /// The posts reported.
    pub posts: &'a [&'a str],
    /// Whom it goes to: the forum, else the person.
    pub to: &'a str,
    /// The words of the one who reports, without a name.
    pub reason: &'a str,
}

/// A Flag from the node's own actor, so that the one who reports is not named. It is never public.
/// The reason stands twice: Mastodon reads `content`, Lemmy `summary`.
pub fn flag(deed: &Deed<'_>, report: &ReportDoc<'_>) -> Value {
    deed.start(context::plain(), "Flag")
        .set("to", list([report.to]))
        .set_some("audience", deed.forum)
        .set(
            "object",
            list(
                [report.person]
                    .into_iter()
                    .chain(report.posts.iter().copied()),
            ),
        )
        .set("content", report.reason)
        .set("summary", report.reason)
        .done()
}
