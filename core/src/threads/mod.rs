//! Threads: opening, replying, editing, deleting, supporting; and the pages that show them.

mod boost;
pub mod compared;
mod compose;
mod draft;
mod note;
pub mod read;
pub mod rules;
mod same;
pub mod serving;
#[cfg(test)]
mod tests;
pub mod title;
mod verbs;

pub use crate::store::entity::post::Model as Post;
pub use crate::store::entity::thread::Model as Thread;
pub use boost::{Announce, boost, receive_boost, receive_unboost, unboost};
pub use draft::{Draft, draft, draft_beside};
pub use note::note;
pub(crate) use note::told_by;
pub(crate) use verbs::stands;
pub use verbs::{delete, delete_account, edit, like, open, publish, publish_record, reply};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::store::entity::{post, thread};
use crate::{Core, Refusal, Result, Tx};

/// A post by local id, whatever its state; who may see it is decided in [`read`].
pub async fn post(core: &Core, id: i64) -> Result<Option<Post>> {
    Ok(post::Entity::find_by_id(id).one(core.reader()).await?)
}

/// A post by `ActivityPub` id, whatever its state.
pub async fn post_by_uri(core: &Core, uri: &str) -> Result<Option<Post>> {
    Ok(post::Entity::find()
        .filter(post::Column::Uri.eq(uri))
        .one(core.reader())
        .await?)
}

/// A thread by local id.
pub async fn thread(core: &Core, id: i64) -> Result<Option<Thread>> {
    Ok(thread::Entity::find_by_id(id).one(core.reader()).await?)
}

/// A thread by the id of its collection or of its root.
pub async fn thread_by_uri(core: &Core, uri: &str) -> Result<Option<Thread>> {
    let named = thread::Entity::find()
        .filter(thread::Column::Context.eq(uri))
        .one(core.reader())
        .await?;
    if named.is_some() {
        return Ok(named);
    }
    let Some(id) = post_by_uri(core, uri)
        .await?
        .and_then(|post| post.thread_id)
    else {
        return Ok(None);
    };
    Ok(self::thread(core, id)
        .await?
        .filter(|thread| thread.root.as_deref() == Some(uri)))
}

/// A post inside a write, or the refusal that there is none.
pub(crate) async fn must_get(tx: &Tx, id: i64) -> Result<Post> {
    post::Entity::find_by_id(id)
        .one(tx.conn().await?)
        .await?
        .ok_or_else(|| Refusal::NoSuchPost.into())
}

/// A post by `ActivityPub` id inside a write.
pub async fn get_by_uri(tx: &Tx, uri: &str) -> Result<Option<Post>> {
    crate::ledger::post(tx, uri).await
}

/// A thread by local id inside a write.
pub async fn get_thread(tx: &Tx, id: Option<i64>) -> Result<Option<Thread>> {
    match id {
        Some(id) => crate::ledger::thread(tx, id).await,
        None => Ok(None),
    }
}
