//! When a forum of another home is compared with what its home shows, and where the next comparison
//! goes on (`docs/spec/thread_sync.md`).

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};

use super::Forum;
use crate::store::entity::compared_forum;
use crate::{Job, Millis, Result, Tx, queue};

/// A forum is compared once in this time, unless this node trusts a host more than before.
const PAUSE: Millis = 600_000;
/// The least time between the daily comparisons of a forum, and what chance adds to it.
const HOUR: Millis = 3_600_000;
const DAILY: Millis = 20 * HOUR;
const SPREAD: u64 = 8 * 3_600_000;

/// A forum is compared at once: this node lets in what it kept out before.
pub async fn now(tx: &mut Tx, forum: &Forum) -> Result<()> {
    let now = tx.now();
    queue::enqueue_by(tx, job(forum), now).await
}

/// A forum is compared after `patience`, and not before `PAUSE` has passed since the last time:
/// whoever asks for it again and again does not make this node read in circles.
pub async fn soon(tx: &mut Tx, forum: &Forum, patience: Millis) -> Result<()> {
    let rested = row(tx, &forum.uri)
        .await?
        .map_or(Millis::MIN, |last| last.begun_at + PAUSE);
    let due = rested.max(tx.now() + patience);
    queue::enqueue_by(tx, job(forum), due).await
}

/// A forum whose home is silent is compared in an hour.
pub async fn later(tx: &mut Tx, forum: &Forum) -> Result<()> {
    let due = tx.now() + HOUR;
    queue::enqueue_ahead(tx, job(forum), due).await
}

/// Dates the next daily comparison of a forum, once.
pub async fn daily(tx: &mut Tx, forum: &Forum) -> Result<()> {
    let spread = Millis::try_from(tx.core().env().chance.bits() % SPREAD).unwrap_or(0);
    let due = tx.now() + DAILY + spread;
    let forum = forum.uri.clone();
    queue::enqueue_ahead(tx, Job::Daily { forum }, due).await
}

/// Begins a comparison; answers the page of the home's list where the last one stopped.
pub async fn begin(tx: &Tx, forum: &Forum) -> Result<Option<String>> {
    let next = row(tx, &forum.uri).await?.and_then(|last| last.next);
    end(tx, forum, next.as_deref()).await?;
    Ok(next)
}

/// Remembers where the next comparison goes on; nothing once the whole list was read.
pub async fn end(tx: &Tx, forum: &Forum, next: Option<&str>) -> Result<()> {
    let row = compared_forum::ActiveModel {
        forum: Set(forum.uri.clone()),
        begun_at: Set(tx.now()),
        next: Set(next.map(str::to_owned)),
    };
    let mut known = OnConflict::column(compared_forum::Column::Forum);
    known.update_columns([
        compared_forum::Column::BegunAt,
        compared_forum::Column::Next,
    ]);
    compared_forum::Entity::insert(row)
        .on_conflict(known)
        .exec_without_returning(tx.conn().await?)
        .await?;
    Ok(())
}

async fn row(tx: &Tx, forum: &str) -> Result<Option<compared_forum::Model>> {
    Ok(compared_forum::Entity::find_by_id(forum.to_owned())
        .one(tx.conn().await?)
        .await?)
}

fn job(forum: &Forum) -> Job {
    Job::Compare {
        host: forum.host.clone(),
        forum: forum.uri.clone(),
    }
}
