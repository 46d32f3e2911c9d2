//! Where a post belongs: its thread, its forum and its local id. Parent, thread and forum come
//! from the Create alone (ledger §4): the thread that it names, else its parent's, else its own.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::fold::Folded;
use super::rows::{self, Entry};
use super::{Standing, refold, thread as threads};
use crate::store::dialect::statement;
use crate::store::entity::{post, thread};
use crate::{Job, Millis, Result, Tx, notes};

/// Where a post was put.
#[derive(Debug, Clone, Default)]
pub(super) struct Placed {
    pub(super) thread: Option<thread::Model>,
    /// Whether the post came to this thread just now.
    pub(super) arrived: bool,
    /// Whether the thread was opened for this post, and counts it already.
    pub(super) opened: bool,
    /// Whether the thread must be counted afresh.
    pub(super) recount: bool,
    /// The thread that the post has left for this one.
    pub(super) left: Option<i64>,
}

/// What a post says of its place.
struct Claim<'e> {
    context: Option<&'e str>,
    /// The thread that the author's own Delete names, where nothing else tells.
    fallback: Option<&'e str>,
    parent: Option<&'e str>,
    forum: Option<&'e str>,
    is_root: bool,
}

impl<'e> Claim<'e> {
    /// A line without a Create still belongs to the thread that its Delete names.
    fn of(folded: &Folded<'e>) -> Option<Self> {
        let said = folded.create.or(folded.deleted_by)?;
        Some(Self {
            context: said.context.as_deref(),
            fallback: folded.deleted_by.and_then(|entry| entry.context.as_deref()),
            parent: said
                .in_reply_to
                .as_deref()
                .filter(|_| folded.create.is_some()),
            forum: said.forum.as_deref(),
            is_root: folded.create.is_some_and(is_root),
        })
    }
}

/// Whether a Create opens a thread. The stub of an erased one that says not even its actor does
/// not say its parent either.
pub(super) fn is_root(create: &Entry) -> bool {
    create.in_reply_to.is_none() && !create.actor.is_empty()
}

/// The local id of a post: our own posts carry theirs in their address; for others it is made
/// from `published`, and if taken it is the next free number.
/// `context` is that of a root: where this node has named the thread, the root has its number.
pub(crate) async fn id_for(
    tx: &Tx,
    uri: &str,
    published: Millis,
    context: Option<&str>,
) -> Result<i64> {
    let base = tx.core().base();
    if let Some(id) = base.post_id(uri).or_else(|| tx.kept_id(uri)) {
        return Ok(id);
    }
    if let Some(id) = context.and_then(|context| base.thread_id(context))
        && !taken(tx, id).await?
    {
        return Ok(id);
    }
    if let Some(id) = tx.memo().ledger.ids.get(uri)
        && !taken(tx, id).await?
    {
        return Ok(id);
    }
    free_id(tx, published).await
}

/// Posts and threads share their numbers, since a thread has the id of its root.
async fn free_id(tx: &Tx, published: Millis) -> Result<i64> {
    let mut id = tx.id(published);
    while taken(tx, id).await? {
        id += 1;
    }
    Ok(id)
}

async fn taken(tx: &Tx, id: i64) -> Result<bool> {
    if tx.memo().ledger.free.has(&id) {
        return Ok(false);
    }
    let words = "SELECT id FROM post WHERE id = ? UNION ALL SELECT id FROM thread WHERE id = ?";
    let asked = statement(tx.core().backend(), words, vec![id.into(), id.into()]);
    Ok(tx.conn().await?.query_one_raw(asked).await?.is_some())
}

/// Finds or opens the thread of a post and writes thread and forum into its row.
pub(super) async fn find(
    tx: &mut Tx,
    row: &mut post::Model,
    folded: &Folded<'_>,
    old: Option<&post::Model>,
) -> Result<Placed> {
    let create_is_new = folded.create.is_some() && old.is_none_or(|old| old.created_by.is_none());
    if let Some(id) = row.thread_id.filter(|_| !create_is_new) {
        return stay(tx, row, folded, id).await;
    }
    let Some(claim) = Claim::of(folded) else {
        return Ok(Placed::default());
    };
    let left = row.thread_id.take();
    row.forum_id = match claim.forum {
        Some(uri) => forum_id(tx, uri).await?,
        None => None,
    };
    let parent = match claim.parent {
        Some(uri) => refold::find(tx, uri).await?,
        None => None,
    };
    if let (Some(create), Some(_), None) = (folded.create, claim.parent, &parent) {
        miss_parent(tx, create).await?;
    }
    let known = match (claim.context, parent.and_then(|parent| parent.thread_id)) {
        (Some(context), _) => threads::by_context(tx, context).await?,
        (None, Some(id)) => threads::by_id(tx, id).await?,
        (None, None) if claim.is_root => {
            threads::by_context(tx, &own_context(tx, &row.uri)).await?
        }
        (None, None) => match claim.fallback {
            Some(context) => threads::by_context(tx, context).await?,
            None => None,
        },
    };
    if let Some(known) = known {
        return join(tx, row, known, &claim, old, left).await;
    }
    let own = claim.is_root.then(|| own_context(tx, &row.uri));
    let named = claim.context.map(str::to_owned).or(own);
    let Some(context) = named.or(claim.fallback.map(str::to_owned)) else {
        return Ok(Placed {
            left,
            ..Placed::default()
        });
    };
    let id = if claim.is_root {
        row.id
    } else {
        rootless_id(tx, &context, row).await?
    };
    let opened = threads::open(tx, row, id, &context, claim.is_root).await?;
    row.thread_id = Some(id);
    Ok(Placed {
        thread: Some(opened),
        arrived: true,
        opened: true,
        left,
        ..Placed::default()
    })
}

/// A post comes to a thread that is there already.
async fn join(
    tx: &Tx,
    row: &mut post::Model,
    mut known: thread::Model,
    claim: &Claim<'_>,
    old: Option<&post::Model>,
    left: Option<i64>,
) -> Result<Placed> {
    // Only the thread's own forum decides what it holds.
    if row.forum_id.is_some() && known.forum_id.is_some() && row.forum_id != known.forum_id {
        return Ok(Placed {
            left,
            ..Placed::default()
        });
    }
    let takes_root = claim.is_root && known.root.is_none();
    if takes_root && known.id != row.id {
        let free = old.is_none() && tx.core().base().post_id(&row.uri).is_none();
        if free {
            row.id = known.id;
        } else {
            threads::change_id(tx, known.id, row.id).await?;
            known.id = row.id;
        }
    }
    row.thread_id = Some(known.id);
    row.forum_id = row.forum_id.or(known.forum_id);
    let recount = takes_root || known.root.is_none() || known.forum_id != row.forum_id;
    let left = left.filter(|left| *left != known.id);
    Ok(Placed {
        thread: Some(known),
        arrived: true,
        recount,
        left,
        ..Placed::default()
    })
}

/// A post that is placed stays where it is. When the forum's home has named the thread of a root
/// that waited for it, the thread takes that name, with what came under that name meanwhile.
async fn stay(tx: &Tx, row: &post::Model, folded: &Folded<'_>, id: i64) -> Result<Placed> {
    let Some(mut thread) = threads::by_id(tx, id).await? else {
        return Ok(Placed::default());
    };
    let named = folded
        .create
        .filter(|create| is_root(create) && thread.root.as_ref() == Some(&row.uri))
        .and_then(|create| create.context.clone())
        .filter(|context| *context != thread.context);
    let Some(context) = named else {
        return Ok(Placed {
            thread: Some(thread),
            ..Placed::default()
        });
    };
    let other = threads::by_context(tx, &context).await?;
    if other.as_ref().is_some_and(|other| other.root.is_some()) {
        return Ok(Placed {
            thread: Some(thread),
            ..Placed::default()
        });
    }
    if let Some(other) = other {
        threads::merge(tx, other.id, id).await?;
    }
    threads::rename(tx, id, &thread.context, &context).await?;
    thread.context = context;
    Ok(Placed {
        thread: Some(thread),
        recount: true,
        ..Placed::default()
    })
}

/// Takes in replies that came before their parent and name no thread themselves.
pub(super) async fn adopt(tx: &Tx, parent: &str, thread: &thread::Model) -> Result<bool> {
    let mut parents = vec![parent.to_owned()];
    let mut some = false;
    while let Some(parent) = parents.pop() {
        if tx.memo().ledger.childless.has(&parent) {
            continue;
        }
        let orphans = post::Entity::find()
            .filter(post::Column::Parent.eq(parent.as_str()))
            .filter(post::Column::ThreadId.is_null())
            .all(tx.conn().await?)
            .await?;
        // What is for a few answers whom it answers, and joins nobody's thread.
        for orphan in orphans.into_iter().filter(|one| !notes::is_private(one)) {
            if orphan.forum_id.is_some()
                && thread.forum_id.is_some()
                && orphan.forum_id != thread.forum_id
            {
                continue;
            }
            post::Entity::update_many()
                .col_expr(post::Column::ThreadId, Expr::value(Some(thread.id)))
                .col_expr(
                    post::Column::ForumId,
                    Expr::value(orphan.forum_id.or(thread.forum_id)),
                )
                .filter(post::Column::Id.eq(orphan.id))
                .exec(tx.conn().await?)
                .await?;
            rows::set_context(tx, &orphan.uri, &thread.context).await?;
            tx.memo().ledger.posts.forget(&orphan.uri);
            parents.push(orphan.uri);
            some = true;
        }
    }
    Ok(some)
}

/// The name of the thread that a root opens when nobody has named it.
pub(super) fn own_context(tx: &Tx, root: &str) -> String {
    let base = tx.core().base();
    base.post_id(root)
        .map_or_else(|| root.to_owned(), |id| base.thread(id))
}

/// The id of a thread whose root is not here yet: our own contexts tell it, and for others a
/// number is set aside, which the root takes when it comes.
async fn rootless_id(tx: &Tx, context: &str, row: &post::Model) -> Result<i64> {
    if let Some(id) = tx.core().base().thread_id(context) {
        return Ok(id);
    }
    if let Some(id) = tx.kept_id(context) {
        return Ok(id);
    }
    let mut id = free_id(tx, row.published).await?;
    if id == row.id {
        id = free_id(tx, row.published).await?.max(id + 1);
    }
    Ok(id)
}

/// A missing parent is a placeholder and a job in the lane of the forum's home.
async fn miss_parent(tx: &mut Tx, create: &Entry) -> Result<()> {
    if create.standing == Standing::Refused {
        return Ok(());
    }
    let Some(missing) = create
        .context
        .clone()
        .or_else(|| create.in_reply_to.clone())
    else {
        return Ok(());
    };
    let own = |uri: &str| tx.core().base().is_ours(uri);
    let home = create.forum.clone().filter(|forum| !own(forum));
    // At the forum's home nobody else has the thread: the parent itself is asked for.
    let uri = match (home, &create.in_reply_to) {
        (Some(_), _) => missing,
        (None, Some(parent)) => parent.clone(),
        (None, None) => return Ok(()),
    };
    // The lane is that of the host which is really asked: a dead one delays nobody else.
    let host = crate::address::host_of_uri(&uri);
    if host.is_empty() || own(&uri) {
        return Ok(());
    }
    let job = Job::FetchThread {
        host,
        uri,
        forum: create.forum.clone(),
    };
    crate::queue::enqueue_once(tx, job).await
}

async fn forum_id(tx: &Tx, uri: &str) -> Result<Option<i64>> {
    Ok(crate::forums::get(tx, uri).await?.map(|forum| forum.id))
}
