//! Pages of threads, and posts as clients are told of them. Who may see a post is decided in `sight`.

mod context;
mod found;
mod heading;
mod lists;
mod marks;
mod quoted;
mod rows;
pub(crate) mod sight;
mod told;

use std::collections::HashMap;

use super::Thread;
use crate::access::Member;
use crate::ledger::{self, Digest, digest};
use crate::people::Person;
use crate::{Content, Core, Millis, Refusal, Result, forums, peering};

pub use context::{Context, context};
pub(crate) use found::AtHand;
pub use found::who;
pub use heading::Heading;
pub use lists::{
    Listed, Salon, by_author, by_tag, forums_of, front, held, newest_roots, newest_threads, own,
    removed, salon, tags_beginning_with, tallies, threads_of,
};
pub use quoted::{Avoided, Quoted};
pub use rows::{Shown, ShownParent};
use sight::Sight;
pub use told::{Actor, Batch, Mine, Told, told};

/// Contributions on one page.
pub const PAGE: u64 = 25;

/// Who reads.
#[derive(Debug, Clone, Default)]
pub struct Viewer {
    pub person: Option<Person>,
    pub admin: bool,
}

impl Viewer {
    /// Somebody who is not signed in.
    pub fn guest() -> Self {
        Self::default()
    }

    pub(crate) fn id(&self) -> i64 {
        self.person.as_ref().map_or(0, |person| person.id)
    }

    /// Whether somebody is there for the reader. Whoever is gone is there for nobody; whose account waits
    /// for approval, for themselves and the administrators.
    pub fn meets(&self, other: &Person) -> bool {
        match other.state.as_str() {
            "gone" => false,
            "held" => self.admin || self.id() == other.id,
            _ => true,
        }
    }
}

impl From<&Member> for Viewer {
    fn from(member: &Member) -> Self {
        Self {
            person: Some(member.person.clone()),
            admin: member.role == "admin",
        }
    }
}

/// A thread with one page of its contributions.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing of the page"
)]
pub struct ThreadPage {
    pub id: i64,
    pub heading: Heading,
    pub lang: String,
    pub locked: bool,
    pub pinned: bool,
    pub root: Option<String>,
    pub context: String,
    pub forum: Option<forums::Forum>,
    /// Whether the reader moderates this forum here.
    pub moderator: bool,
    pub posts: Vec<Shown>,
    /// Posts of the reader's that they support, by local id.
    pub supported: Vec<i64>,
    pub page: u64,
    pub pages: u64,
    /// Places on all pages, those of deleted and removed contributions included.
    pub total: u64,
    /// Contributions that are live: what lists count.
    pub live: u64,
    /// Places of contributions that were deleted or removed.
    pub gone: u64,
    pub digest: Digest,
    /// Whether the forum's home has been silent for ten minutes while something waits for it.
    pub home_silent: bool,
}

/// One page of a thread; pages count from 1. At most four queries for a guest, and one
/// more where there is no title.
pub async fn page(core: &Core, thread_id: i64, page: u64, viewer: &Viewer) -> Result<ThreadPage> {
    let head = rows::head(core, thread_id)
        .await?
        .ok_or(Refusal::NoSuchThread)?;
    let moderator = match (&head.forum, &viewer.person) {
        (Some(forum), Some(person)) if forum.local => {
            viewer.admin || forums::is_moderator(core, forum.id, &person.uri).await?
        }
        _ => false,
    };
    let sight = sight(core, &head, viewer, moderator);
    let outline = rows::outline(core, thread_id).await?;
    let visible: Vec<&rows::Row> = outline.iter().filter(|row| sight.sees(*row)).collect();
    if visible.is_empty() {
        return Err(Refusal::NoSuchThread.into());
    }
    let total = visible.len() as u64;
    let pages = total.div_ceil(PAGE).max(1);
    let page = page.clamp(1, pages);
    let from = usize::try_from((page - 1) * PAGE).unwrap_or(0);
    let ids: Vec<i64> = visible
        .iter()
        .skip(from)
        .take(25)
        .map(|row| row.id)
        .collect();
    let mut posts = rows::shown(core, &ids).await?;
    for shown in &mut posts {
        sight.cover(shown);
    }
    let likes = rows::counted_likes(core, thread_id).await?;
    let digest = digest_from(&head, &outline, likes);
    let supported = match &viewer.person {
        Some(person) => rows::supported(core, &person.uri, &ids).await?,
        None => Vec::new(),
    };
    let home_silent = head.forum.as_ref().is_some_and(|forum| !forum.local)
        && outline
            .iter()
            .any(|row| row.waits() && peering::silent(head.last_in, row.received_at, sight.now));
    // Whoever may read what was removed reads its title too.
    let opening = posts.iter().find(|one| one.post.id == thread_id);
    let own = opening.and_then(|one| one.post.title.as_ref());
    let title = own.unwrap_or(&head.title);
    let heading = heading::one(core, thread_id, title, head.blocked).await?;
    Ok(ThreadPage {
        id: thread_id,
        heading,
        lang: head.lang,
        locked: head.locked,
        pinned: head.pinned,
        root: head.root,
        context: head.context,
        forum: head.forum,
        moderator,
        posts,
        supported,
        page,
        pages,
        total,
        live: stand(&outline, &["live"]),
        gone: stand(&outline, &["deleted", "removed"]),
        digest,
        home_silent,
    })
}

/// How many posts of a thread are in one of some states.
fn stand(outline: &[rows::Row], states: &[&str]) -> u64 {
    let among = |row: &&rows::Row| states.contains(&row.state.as_str());
    outline.iter().filter(among).count() as u64
}

/// The digest of a thread on this node, by local id.
pub async fn digest_of(core: &Core, thread_id: i64) -> Result<Digest> {
    let head = rows::head(core, thread_id)
        .await?
        .ok_or(Refusal::NoSuchThread)?;
    let outline = rows::outline(core, thread_id).await?;
    let likes = rows::counted_likes(core, thread_id).await?;
    Ok(digest_from(&head, &outline, likes))
}

/// A digest with what is said beside it, from rows that were read anyway.
fn digest_from(head: &rows::Head, outline: &[rows::Row], likes: Vec<(String, String)>) -> Digest {
    let digest = digest::compute_with(
        &rows::parts(head, outline, likes),
        outline.iter().filter(|row| row.waits()).count() as u64,
        stand(outline, &["withheld"]),
    );
    let compared = head.compared.as_ref();
    Digest {
        differs: compared.and_then(|compared| compared.differs(&digest.line)),
        ..digest
    }
}

/// The digest strings of some threads of one forum, by local id, in two queries.
pub(super) async fn lines_of(
    core: &Core,
    forum: &forums::Forum,
    threads: &[Thread],
) -> Result<HashMap<i64, String>> {
    let ids: Vec<i64> = threads.iter().map(|thread| thread.id).collect();
    let mut outlines = rows::outlines(core, &ids).await?;
    let mut likes = rows::counted_likes_of(core, &ids).await?;
    let line = |thread: &Thread| {
        let outline = outlines.remove(&thread.id).unwrap_or_default();
        let likes = likes.remove(&thread.id).unwrap_or_default();
        let parts = digest::Parts {
            root: thread
                .root
                .clone()
                .unwrap_or_else(|| thread.context.clone()),
            forum: forum.uri.clone(),
            locked: thread.locked,
            posts: rows::counted(&outline),
            likes,
        };
        (thread.id, digest::compute(&parts).line)
    };
    Ok(threads.iter().map(line).collect())
}

/// One contribution, if the reader may see it.
pub async fn post(
    core: &Core,
    id: i64,
    viewer: &Viewer,
) -> Result<(Shown, Option<ThreadPageHead>)> {
    let Seen { row, head, sight } = seen(core, id, viewer).await?;
    let mut shown = rows::shown(core, &[id]).await?;
    let mut shown = shown.pop().ok_or(Refusal::NoSuchPost)?;
    sight.cover(&mut shown);
    let Some(head) = head else {
        return Ok((shown, None));
    };
    let is_root = head.root.as_ref() == Some(&row.uri);
    let own = shown.post.title.as_ref().filter(|_| is_root);
    let title = own.unwrap_or(&head.title);
    let thread = row.thread_id.unwrap_or(row.id);
    let head = ThreadPageHead {
        heading: heading::one(core, thread, title, head.blocked).await?,
        forum: head.forum,
        moderator: sight.moderator,
    };
    Ok((shown, Some(head)))
}

/// The versions of a contribution that the reader may see, oldest first: (when, content). Of what
/// was removed there is none but for its author and the moderators, of a blocked host's there is none.
pub async fn versions(core: &Core, id: i64, viewer: &Viewer) -> Result<Vec<(Millis, Content)>> {
    let Seen { row, sight, .. } = seen(core, id, viewer).await?;
    if sight.covers(&row.state, row.author_id) || rows::is_blocked(core, row.author_id).await? {
        return Ok(Vec::new());
    }
    ledger::versions(core, &row.uri).await
}

struct Seen {
    row: rows::Row,
    head: Option<rows::Head>,
    sight: Sight,
}

/// A contribution without its text that the reader may see, with what decided that.
async fn seen(core: &Core, id: i64, viewer: &Viewer) -> Result<Seen> {
    let row = rows::one(core, id, viewer)
        .await?
        .ok_or(Refusal::NoSuchPost)?;
    let head = match row.thread_id {
        Some(thread) => rows::head(core, thread).await?,
        None => None,
    };
    let moderator = match (
        head.as_ref().and_then(|head| head.forum.as_ref()),
        &viewer.person,
    ) {
        (Some(forum), Some(person)) if forum.local => {
            viewer.admin || forums::is_moderator(core, forum.id, &person.uri).await?
        }
        _ => false,
    };
    let sight = match &head {
        Some(head) => sight(core, head, viewer, moderator),
        None => Sight {
            reader: viewer.id(),
            moderator: false,
            last_in: None,
            moderated_before: true,
            now: core.now(),
        },
    };
    let closed = match &viewer.person {
        Some(person) => rows::is_closed_to(core, row.author_id, person.id).await?,
        None => false,
    };
    if !closed && sight.sees(&row) {
        Ok(Seen { row, head, sight })
    } else {
        Err(Refusal::NoSuchPost.into())
    }
}

/// Which of some posts, by local id, a person supports.
pub async fn supported(core: &Core, person: &Person, ids: &[i64]) -> Result<Vec<i64>> {
    rows::supported(core, &person.uri, ids).await
}

/// What a contribution's own page says of its thread.
#[derive(Debug, Clone)]
pub struct ThreadPageHead {
    pub heading: Heading,
    pub forum: Option<forums::Forum>,
    pub moderator: bool,
}

fn sight(core: &Core, head: &rows::Head, viewer: &Viewer, moderator: bool) -> Sight {
    Sight {
        reader: viewer.id(),
        moderator,
        last_in: head.last_in,
        moderated_before: head
            .forum
            .as_ref()
            .is_some_and(forums::Forum::moderated_before),
        now: core.now(),
    }
}
