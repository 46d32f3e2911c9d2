//! Where a post belongs: its thread, its forum and its local id. Parent, thread and forum come
//! from the Create alone (ledger §4).

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect};

use super::fold::Folded;
use super::{Standing, refold};
use crate::store::entity::{forum, person, post, thread};
use crate::{Core, Job, Millis, Result, Tx};

/// Where a post was put.
#[derive(Debug, Clone, Default)]
pub(super) struct Placed {
    pub(super) context: Option<String>,
    /// Whether its thread is new.
    pub(super) opened: bool,
}

/// The local id of a post: our own posts carry theirs in their address; for others it is made
/// from `published`, and if taken it is the next free number.
/// `context` is that of a root: where this node has named the thread, the root has its number.
pub(super) async fn id_for(
    tx: &Tx,
    uri: &str,
    published: Millis,
    context: Option<&str>,
) -> Result<i64> {
    let base = tx.core().base();
    if let Some(id) = base.post_id(uri).or_else(|| tx.kept_id(uri)) {
        return Ok(id);
    }
    if let Some(id) = context.and_then(|context| base.thread_id(context)) {
        if !taken(tx, id).await? {
            return Ok(id);
        }
    }
    let mut id = tx.id(published);
    while taken(tx, id).await? {
        id += 1;
    }
    Ok(id)
}

async fn taken(tx: &Tx, id: i64) -> Result<bool> {
    let found: Option<i64> = post::Entity::find_by_id(id)
        .select_only()
        .column(post::Column::Id)
        .into_tuple()
        .one(tx.conn())
        .await?;
    Ok(found.is_some())
}

/// Finds or opens the thread of a post and writes thread and forum into its row.
pub(super) async fn find(
    tx: &mut Tx,
    row: &mut post::Model,
    folded: &Folded<'_>,
) -> Result<Placed> {
    let Some(create) = folded.create else {
        return from_delete(tx, row).await;
    };
    if row.thread_id.is_some() {
        return stay(tx, row, create).await;
    }
    if let Some(uri) = create.forum.as_deref() {
        row.forum_id = forum_id(tx, uri).await?;
    }
    let parent = match create.in_reply_to.as_deref() {
        Some(uri) => by_uri(tx, uri).await?,
        None => None,
    };
    let is_root = create.in_reply_to.is_none();
    if create.in_reply_to.is_some() && parent.is_none() {
        miss_parent(tx, create).await?;
    }
    let parent_thread = parent.as_ref().and_then(|parent| parent.thread_id);
    let context = match (parent_thread, &create.context) {
        (Some(id), _) => thread_by_id(tx, id).await?.map(|thread| thread.context),
        (None, Some(context)) => Some(context.clone()),
        (None, None) if is_root => Some(own_context(tx, row)),
        (None, None) => None,
    };
    let Some(context) = context else {
        return Ok(Placed::default());
    };
    let known = thread::Entity::find()
        .filter(thread::Column::Context.eq(context.as_str()))
        .one(tx.conn())
        .await?;
    if let Some(known) = known {
        row.thread_id = Some(known.id);
        row.forum_id = row.forum_id.or(known.forum_id);
        return Ok(Placed {
            context: Some(context),
            opened: false,
        });
    }
    let id = thread_id(tx, &context, row, is_root);
    row.thread_id = Some(id);
    open_thread(tx, row, id, &context, is_root).await?;
    Ok(Placed {
        context: Some(context),
        opened: true,
    })
}

/// A post that is placed stays where it is. When the forum's home has named the thread of a root
/// that waited for it, the thread takes that name.
async fn stay(tx: &Tx, row: &mut post::Model, create: &super::rows::Entry) -> Result<Placed> {
    let Some(id) = row.thread_id else {
        return Ok(Placed::default());
    };
    let Some(thread) = thread_by_id(tx, id).await? else {
        return Ok(Placed::default());
    };
    let named = create
        .context
        .clone()
        .filter(|_| create.in_reply_to.is_none());
    let Some(context) = named.filter(|context| *context != thread.context) else {
        return Ok(Placed {
            context: Some(thread.context),
            opened: false,
        });
    };
    let other = thread::Entity::find()
        .filter(thread::Column::Context.eq(context.as_str()))
        .one(tx.conn())
        .await?;
    let mut rename = thread::Entity::update_many()
        .col_expr(thread::Column::Context, Expr::value(context.clone()))
        .filter(thread::Column::Id.eq(id));
    if let Some(other) = other {
        post::Entity::update_many()
            .col_expr(post::Column::ThreadId, Expr::value(Some(id)))
            .filter(post::Column::ThreadId.eq(other.id))
            .exec(tx.conn())
            .await?;
        thread::Entity::delete_by_id(other.id)
            .exec(tx.conn())
            .await?;
        rename = rename.col_expr(
            thread::Column::Posts,
            refold::add(thread::Column::Posts, other.posts),
        );
    }
    rename.exec(tx.conn()).await?;
    super::rows::rename_context(tx, &thread.context, &context).await?;
    Ok(Placed {
        context: Some(context),
        opened: false,
    })
}

/// A line without a Create still belongs to the thread that its Delete names.
async fn from_delete(tx: &Tx, row: &mut post::Model) -> Result<Placed> {
    let entries = super::rows::of(tx.conn(), &row.uri).await?;
    let Some(context) = entries.iter().find_map(|entry| entry.context.clone()) else {
        return Ok(Placed::default());
    };
    let known = thread::Entity::find()
        .filter(thread::Column::Context.eq(context.as_str()))
        .one(tx.conn())
        .await?;
    row.thread_id = known.as_ref().map(|thread| thread.id);
    row.forum_id = known.and_then(|thread| thread.forum_id);
    Ok(Placed {
        context: Some(context),
        opened: false,
    })
}

/// Writes what a post changes about its thread: root, title, number and date of contributions.
pub(super) async fn settle(
    tx: &Tx,
    row: &post::Model,
    old: Option<&post::Model>,
    folded: &Folded<'_>,
    placed: &Placed,
) -> Result<()> {
    let Some(thread_id) = row.thread_id else {
        return Ok(());
    };
    let is_root = folded
        .create
        .is_some_and(|create| create.in_reply_to.is_none());
    let change = refold::shown_change(old, row);
    let root_changed = is_root
        && (placed.opened || old.is_none_or(|old| old.title != row.title || old.lang != row.lang));
    if change == 0 && !root_changed {
        return Ok(());
    }
    let mut update = thread::Entity::update_many().filter(thread::Column::Id.eq(thread_id));
    if change != 0 {
        update = update.col_expr(
            thread::Column::Posts,
            refold::add(thread::Column::Posts, change),
        );
    }
    if change > 0 {
        update = update.col_expr(
            thread::Column::LastAt,
            Expr::case(
                Expr::col(thread::Column::LastAt).lt(row.published),
                Expr::value(row.published),
            )
            .finally(Expr::col(thread::Column::LastAt))
            .into(),
        );
    }
    if root_changed {
        update = update
            .col_expr(thread::Column::Root, Expr::value(Some(row.uri.clone())))
            .col_expr(
                thread::Column::Title,
                Expr::value(row.title.clone().unwrap_or_default()),
            )
            .col_expr(thread::Column::Lang, Expr::value(row.lang.clone()))
            .col_expr(thread::Column::AuthorId, Expr::value(Some(row.author_id)))
            .col_expr(thread::Column::OpenedAt, Expr::value(row.published));
    }
    update.exec(tx.conn()).await?;
    Ok(())
}

/// Takes in replies that came before their parent.
pub(super) async fn adopt(tx: &mut Tx, row: &post::Model) -> Result<()> {
    let Some(thread_id) = row.thread_id else {
        return Ok(());
    };
    let Some(thread) = thread_by_id(tx, thread_id).await? else {
        return Ok(());
    };
    let mut parents = vec![row.uri.clone()];
    while let Some(parent) = parents.pop() {
        let orphans = post::Entity::find()
            .filter(post::Column::Parent.eq(parent.as_str()))
            .filter(post::Column::ThreadId.is_null())
            .all(tx.conn())
            .await?;
        for orphan in orphans {
            let mut placed = orphan.clone();
            placed.thread_id = Some(thread_id);
            placed.forum_id = placed.forum_id.or(thread.forum_id);
            post::Entity::update_many()
                .col_expr(post::Column::ThreadId, Expr::value(placed.thread_id))
                .col_expr(post::Column::ForumId, Expr::value(placed.forum_id))
                .filter(post::Column::Id.eq(orphan.id))
                .exec(tx.conn())
                .await?;
            super::rows::set_context(tx, &orphan.uri, &thread.context).await?;
            let change = i64::from(refold::shows(&placed));
            if change > 0 {
                thread::Entity::update_many()
                    .col_expr(
                        thread::Column::Posts,
                        refold::add(thread::Column::Posts, change),
                    )
                    .filter(thread::Column::Id.eq(thread_id))
                    .exec(tx.conn())
                    .await?;
            }
            parents.push(orphan.uri);
        }
    }
    Ok(())
}

fn own_context(tx: &Tx, row: &post::Model) -> String {
    let base = tx.core().base();
    base.post_id(&row.uri)
        .map_or_else(|| row.uri.clone(), |id| base.thread(id))
}

/// A thread's id is its root's. Where the root is not here yet, our own contexts still tell it.
fn thread_id(tx: &Tx, context: &str, row: &post::Model, is_root: bool) -> i64 {
    if is_root {
        return row.id;
    }
    tx.core()
        .base()
        .thread_id(context)
        .unwrap_or_else(|| tx.id(row.published))
}

async fn open_thread(
    tx: &Tx,
    row: &post::Model,
    id: i64,
    context: &str,
    is_root: bool,
) -> Result<()> {
    let made = thread::Model {
        id,
        context: context.to_owned(),
        root: is_root.then(|| row.uri.clone()),
        forum_id: row.forum_id,
        title: if is_root {
            row.title.clone().unwrap_or_default()
        } else {
            String::new()
        },
        lang: row.lang.clone(),
        author_id: is_root.then_some(row.author_id),
        locked: false,
        pinned: false,
        posts: 0,
        opened_at: row.published,
        last_at: row.published,
    };
    thread::Entity::insert(thread::ActiveModel::from(made))
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// A missing parent is a placeholder and a job in the lane of the forum's home.
async fn miss_parent(tx: &mut Tx, create: &super::rows::Entry) -> Result<()> {
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
    let (asked, uri) = match (home, &create.in_reply_to) {
        (Some(forum), _) => (forum, missing),
        (None, Some(parent)) => (parent.clone(), parent.clone()),
        (None, None) => return Ok(()),
    };
    let host = crate::address::host_of_uri(&asked);
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
    Ok(forum::Entity::find()
        .select_only()
        .column(forum::Column::Id)
        .filter(forum::Column::Uri.eq(uri))
        .into_tuple()
        .one(tx.conn())
        .await?)
}

async fn by_uri(tx: &Tx, uri: &str) -> Result<Option<post::Model>> {
    Ok(post::Entity::find()
        .filter(post::Column::Uri.eq(uri))
        .one(tx.conn())
        .await?)
}

async fn thread_by_id(tx: &Tx, id: i64) -> Result<Option<thread::Model>> {
    Ok(thread::Entity::find_by_id(id).one(tx.conn()).await?)
}

/// The authors of a thread, by `ActivityPub` id.
pub(super) async fn authors(core: &Core, thread_id: i64) -> Result<Vec<String>> {
    let ids: Vec<i64> = post::Entity::find()
        .select_only()
        .column(post::Column::AuthorId)
        .distinct()
        .filter(post::Column::ThreadId.eq(thread_id))
        .into_tuple()
        .all(core.reader())
        .await?;
    Ok(person::Entity::find()
        .select_only()
        .column(person::Column::Uri)
        .filter(person::Column::Id.is_in(ids))
        .into_tuple()
        .all(core.reader())
        .await?)
}
