//! What posts of other nodes name, and what of it lies in the cache. The rows belong to their post as
//! its tags do: they come and go with its records. Their files come when somebody wants to see them.

use std::collections::BTreeSet;

use sea_orm::sea_query::{Expr, Func, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};

use super::verbs::{Files, blank, fill, find, forget, on_post, save, within};
use super::{DESCRIPTION, Kind, Media, PER_POST};
use crate::scribe::Attachment;
use crate::store::entity::media::{Column, Entity};
use crate::store::entity::post::Model as Post;
use crate::{Core, Job, Millis, Result, Tx};

/// What is shown often is noted once an hour.
const NOTED: Millis = 3_600_000;
/// Rows that lose their files in one write.
const TOGETHER: u64 = 64;
/// Longest text that is kept of what others say of a file.
const WORDS: usize = 255;

/// Brings what hangs on a post in line with what its records say. Of a deleted one nothing stays, its
/// author's uploads included.
pub(crate) async fn follow_post(
    tx: &mut Tx,
    post: &Post,
    known: bool,
    named: &[Attachment],
) -> Result<()> {
    let base = tx.core().base().clone();
    let foreign = |one: &&Attachment| !base.is_ours(&one.url);
    // One statement may not write a row twice.
    let mut seen = BTreeSet::new();
    let once = |one: &&Attachment| seen.insert(one.url.clone());
    let named: Vec<Media> = (0..)
        .zip(named.iter().filter(foreign).filter(once).take(PER_POST))
        .map(|(position, one)| row_of(tx, post, position, one))
        .collect();
    if known {
        let mut gone = on_post(tx, post.id).await?;
        // Uploads are hung on their post by who writes it, not by its records.
        gone.retain(|row| {
            let kept = named.iter().any(|one| one.id == row.id);
            post.state == "deleted" || (row.is_remote() && !kept)
        });
        forget(tx, gone).await?;
    }
    if named.is_empty() {
        return Ok(());
    }
    let mut again = OnConflict::column(Column::Id);
    again.update_columns([Column::PostId, Column::Position, Column::Description]);
    again.update_columns([Column::FocusX, Column::FocusY]);
    Entity::insert_many(named.into_iter().map(IntoActiveModel::into_active_model))
        .on_conflict(again)
        .exec_without_returning(tx.conn().await?)
        .await?;
    Ok(())
}

/// The same file of the same post has the same id, however often its post is folded: what is in
/// the cache stays there.
fn row_of(tx: &Tx, post: &Post, position: i64, named: &Attachment) -> Media {
    let digest: [u8; 32] = Sha256::digest(format!("{}\n{}", post.uri, named.url)).into();
    let first = digest.first_chunk().copied().unwrap_or_default();
    let id = i64::from_be_bytes(first) & i64::MAX;
    let mut chance = [0; 16];
    tx.core().env().chance.fill(&mut chance);
    let mut row = blank(id, tx.now(), hex::encode(chance));
    row.post_id = Some(post.id);
    row.position = position;
    row.url = Some(named.url.clone());
    "remote".clone_into(&mut row.state);
    Kind::of(&named.media_type)
        .as_str()
        .clone_into(&mut row.kind);
    row.mime.clone_from(&named.media_type);
    row.description = named.name.chars().take(DESCRIPTION).collect();
    let sound = |side: &i64| (1..=100_000).contains(side);
    let size = named
        .size
        .filter(|(width, height)| sound(width) && sound(height));
    (row.width, row.height) = size.unzip();
    let hash = named.blurhash.clone();
    row.blurhash =
        hash.filter(|hash| hash.len() <= WORDS && hash.bytes().all(|b| b.is_ascii_graphic()));
    (row.focus_x, row.focus_y) = within(named.focus.unwrap_or_default());
    row
}

/// The files of a medium of another node lie in the cache. Answers false where its post is gone
/// meanwhile: they are of no use.
pub async fn cached(tx: &Tx, id: i64, files: Files) -> Result<bool> {
    let Some(mut row) = find(tx, id).await? else {
        return Ok(false);
    };
    fill(&mut row, files);
    row.used_at = Some(tx.now());
    save(tx, &row).await?;
    Ok(true)
}

/// It could not be fetched, or is nothing that is shown: it is not asked for again for a while.
pub async fn tried_in_vain(tx: &Tx, id: i64, reason: &str) -> Result<()> {
    let Some(mut row) = find(tx, id).await? else {
        return Ok(());
    };
    "failed".clone_into(&mut row.state);
    row.reason = Some(reason.to_owned());
    row.tried_at = Some(tx.now());
    save(tx, &row).await
}

/// What lies in the cache is shown.
pub async fn touch(core: &Core, media: &Media) -> Result<()> {
    let now = core.now();
    if media.used_at.is_none_or(|used| used > now - NOTED) {
        return Ok(());
    }
    let tx = core.begin().await?;
    Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(Some(now)))
        .filter(Column::Id.eq(media.id))
        .filter(Column::UsedAt.is_not_null())
        .exec(tx.conn().await?)
        .await?;
    tx.commit().await
}

/// The file of a cached medium is not where its row says: it is fetched again when it is wanted.
pub async fn forget_cached(tx: &Tx, id: i64) -> Result<()> {
    if let Some(row) = find(tx, id).await? {
        save(tx, &uncached(row)).await?;
    }
    Ok(())
}

/// Takes what was shown longest ago out of the cache until it has no more than `most` bytes.
/// Answers how many media lost their files.
pub async fn evict(tx: &mut Tx, most: i64) -> Result<usize> {
    let held: Option<Option<i64>> = Entity::find()
        .select_only()
        .expr_as(
            Func::cast_as(Func::sum(Expr::col(Column::Bytes)), "bigint"),
            "held",
        )
        .filter(Column::UsedAt.is_not_null())
        .into_tuple()
        .one(tx.conn().await?)
        .await?;
    let mut over = held.flatten().unwrap_or_default() - most;
    let mut count = 0;
    while over > 0 {
        let oldest = Entity::find()
            .filter(Column::UsedAt.is_not_null())
            .order_by_asc(Column::UsedAt)
            .limit(TOGETHER)
            .all(tx.conn().await?)
            .await?;
        if oldest.is_empty() {
            break;
        }
        let mut keys = Vec::new();
        for row in oldest {
            if over <= 0 {
                break;
            }
            over -= row.bytes;
            count += 1;
            keys.extend(row.keys());
            save(tx, &uncached(row)).await?;
        }
        tx.enqueue(Job::Discard { keys });
    }
    Ok(count)
}

fn uncached(mut row: Media) -> Media {
    "remote".clone_into(&mut row.state);
    (row.original, row.small, row.used_at) = (None, None, None);
    row.bytes = 0;
    row
}
