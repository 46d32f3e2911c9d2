//! What a member does with uploads, and what becomes of them.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

use super::{DESCRIPTION, FOCUS, Kind, Media, PER_POST, UNATTACHED};
use crate::people::Person;
use crate::scribe::Attachment;
use crate::store::dialect::evenly;
use crate::store::entity::media::{ActiveModel, Column, Entity};
use crate::{Job, Refusal, Result, Tx};

/// What a member uploads.
#[derive(Debug, Clone)]
pub struct New {
    /// 128 bits of chance, hex: its files are named after it.
    pub token: String,
    pub kind: Kind,
    pub mime: String,
    pub description: String,
    /// In ten-thousandths.
    pub focus: (i64, i64),
    /// Its files, where they are made already; else a job makes them.
    pub files: Option<Files>,
}

/// What has been made of an upload or of a file of another node.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    pub mime: String,
    pub original: String,
    pub small: Option<String>,
    /// Of all files.
    pub bytes: i64,
    pub size: Option<(i64, i64)>,
    pub small_size: Option<(i64, i64)>,
    /// Milliseconds.
    pub duration: Option<i64>,
    pub blurhash: Option<String>,
}

/// A small picture: its key, its size in pixels and in bytes.
pub type Small = (String, (i64, i64), i64);

/// What is said of a medium anew; what is not said stays.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub description: Option<String>,
    pub focus: Option<(i64, i64)>,
    /// Another small picture.
    pub small: Option<Small>,
}

/// Takes an upload in.
///
/// # Errors
/// A description that is too long.
pub async fn create(tx: &mut Tx, owner: &Person, new: New) -> Result<Media> {
    let mut row = blank(tx.id(tx.now()), tx.now(), new.token);
    row.person_id = Some(owner.id);
    new.kind.as_str().clone_into(&mut row.kind);
    row.mime = new.mime;
    row.description = described(&new.description)?;
    (row.focus_x, row.focus_y) = within(new.focus);
    match new.files {
        Some(files) => fill(&mut row, files),
        None => tx.enqueue(Job::Process { media: row.id }),
    }
    Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx.conn().await?)
        .await?;
    Ok(row)
}

/// What was being made is ready. Answers false where it is gone meanwhile: its files are of no use.
pub async fn ready(tx: &mut Tx, id: i64, files: Files) -> Result<bool> {
    let Some(mut row) = find(tx, id).await? else {
        return Ok(false);
    };
    let waiting = row.waiting_key();
    // A small picture of the member's own stays.
    let own = row
        .small
        .take()
        .map(|key| (key, row.small_width, row.small_height));
    let mut keys = vec![waiting];
    fill(&mut row, files);
    if let Some((key, width, height)) = own {
        keys.extend(row.small.replace(key));
        (row.small_width, row.small_height) = (width, height);
    }
    save(tx, &row).await?;
    tx.enqueue(Job::Discard { keys });
    Ok(true)
}

/// What was being made cannot be made: `reason` names the message that says why.
pub async fn fail(tx: &mut Tx, id: i64, reason: &str) -> Result<()> {
    let Some(mut row) = find(tx, id).await? else {
        return Ok(());
    };
    tx.enqueue(Job::Discard { keys: row.keys() });
    "failed".clone_into(&mut row.state);
    row.reason = Some(reason.to_owned());
    save(tx, &row).await
}

/// Says anew what an upload of one's own shows.
///
/// # Errors
/// Not there or another's, or a description that is too long.
pub async fn describe(tx: &mut Tx, owner: &Person, id: i64, change: Change) -> Result<Media> {
    let mut row = own(tx, owner, id).await?;
    if let Some(description) = &change.description {
        row.description = described(description)?;
    }
    if let Some(focus) = change.focus {
        (row.focus_x, row.focus_y) = within(focus);
    }
    if let Some((key, size, bytes)) = change.small {
        let old = row
            .small
            .replace(key)
            .filter(|old| row.small.as_ref() != Some(old));
        if let Some(old) = old {
            tx.enqueue(Job::Discard { keys: vec![old] });
        }
        (row.small_width, row.small_height) = (Some(size.0), Some(size.1));
        row.bytes += bytes;
    }
    save(tx, &row).await?;
    Ok(row)
}

/// Hangs uploads of one's own on a post that has none, in their order.
///
/// # Errors
/// Too many, not there or another's, not ready, or on a post already.
pub async fn attach(tx: &mut Tx, owner: &Person, post: i64, media: &[Media]) -> Result<()> {
    if media.len() > PER_POST {
        return Err(Refusal::TooManyMedia { limit: PER_POST }.into());
    }
    for (position, one) in (0..).zip(media) {
        let row = own(tx, owner, one.id).await?;
        if row.post_id.is_some_and(|other| other != post) {
            return Err(Refusal::MediaAttached.into());
        }
        if !row.is_ready() {
            return Err(Refusal::MediaUnready.into());
        }
        // Whoever came first has it: two posts at once are not given the same picture.
        let free = Condition::any()
            .add(Column::PostId.is_null())
            .add(Column::PostId.eq(post));
        let taken = Entity::update_many()
            .col_expr(Column::PostId, Expr::value(Some(post)))
            .col_expr(Column::Position, Expr::value(position))
            .filter(Column::Id.eq(one.id))
            .filter(free)
            .exec(tx.conn().await?)
            .await?;
        if taken.rows_affected == 0 {
            return Err(Refusal::MediaAttached.into());
        }
    }
    Ok(())
}

/// Makes some uploads all that hangs on a post of one's own: others go with their files.
///
/// # Errors
/// As [`attach`].
pub async fn settle(tx: &mut Tx, owner: &Person, post: i64, media: &[Media]) -> Result<()> {
    let old = on_post(tx, post).await?;
    let kept = |row: &Media| media.iter().any(|one| one.id == row.id);
    let gone = old.into_iter().filter(|row| !kept(row)).collect();
    forget(tx, gone).await?;
    attach(tx, owner, post, media).await
}

/// What a post of one's own tells other nodes that it carries, once it carries `media`; nothing said
/// leaves it what it has.
///
/// # Errors
/// As [`attach`].
pub async fn hang(
    tx: &mut Tx,
    owner: &Person,
    post: i64,
    media: Option<&[Media]>,
) -> Result<Vec<Attachment>> {
    if let Some(media) = media {
        settle(tx, owner, post, media).await?;
    }
    let base = tx.core().base().clone();
    let told = |row: Media| {
        let url = base.media(row.original.as_deref()?);
        Some(row.told(url))
    };
    let rows = on_post(tx, post).await?.into_iter();
    Ok(rows
        .filter(|row| !row.is_remote())
        .filter_map(told)
        .collect())
}

/// Takes an upload of one's own away that hangs on nothing.
///
/// # Errors
/// Not there or another's, or on a post.
pub async fn delete(tx: &mut Tx, owner: &Person, id: i64) -> Result<()> {
    let row = own(tx, owner, id).await?;
    if row.post_id.is_some() {
        return Err(Refusal::MediaAttached.into());
    }
    forget(tx, vec![row]).await
}

/// What hung on a post that is about to go, or on what is no post yet, hangs on nothing again, for a day.
pub async fn let_go(tx: &Tx, post: i64) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::PostId, Expr::value(None::<i64>))
        .col_expr(Column::CreatedAt, Expr::value(tx.now()))
        .filter(Column::PostId.eq(post))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// Forgets what was never hung on a post within a day.
pub async fn forget_old(tx: &mut Tx) -> Result<()> {
    let old = Entity::find()
        .filter(Column::PostId.is_null())
        .filter(Column::PortraitOf.is_null())
        .filter(Column::CreatedAt.lt(tx.now() - UNATTACHED))
        .all(tx.conn().await?)
        .await?;
    forget(tx, old).await
}

/// Rows and their files: the rows now, the files once that is on disk.
pub(super) async fn forget(tx: &Tx, rows: Vec<Media>) -> Result<()> {
    for some in rows.chunks(100) {
        let ids: Vec<i64> = some.iter().map(|row| row.id).collect();
        Entity::delete_many()
            .filter(Column::Id.is_in(evenly(&ids)))
            .exec(tx.conn().await?)
            .await?;
        let keys: Vec<String> = some.iter().flat_map(Media::keys).collect();
        if !keys.is_empty() {
            tx.enqueue(Job::Discard { keys });
        }
    }
    Ok(())
}

/// What hangs on some posts of which nothing is kept any more.
pub(crate) async fn forget_of_posts(tx: &Tx, posts: &[i64]) -> Result<()> {
    let hung = Entity::find()
        .filter(Column::PostId.is_in(evenly(posts)))
        .all(tx.conn().await?)
        .await?;
    forget(tx, hung).await
}

/// What hangs on a post, inside a write.
pub(crate) async fn on_post(tx: &Tx, post: i64) -> Result<Vec<Media>> {
    Ok(Entity::find()
        .filter(Column::PostId.eq(post))
        .order_by_asc(Column::Position)
        .all(tx.conn().await?)
        .await?)
}

pub(super) async fn find(tx: &Tx, id: i64) -> Result<Option<Media>> {
    Ok(Entity::find_by_id(id).one(tx.conn().await?).await?)
}

pub(super) async fn save(tx: &Tx, row: &Media) -> Result<()> {
    let row = ActiveModel::from(row.clone()).reset_all();
    row.update(tx.conn().await?).await?;
    Ok(())
}

/// A row of which nothing is known yet.
pub(super) fn blank(id: i64, now: crate::Millis, token: String) -> Media {
    Media {
        id,
        person_id: None,
        post_id: None,
        position: 0,
        url: None,
        kind: String::new(),
        state: "processing".to_owned(),
        mime: String::new(),
        token,
        original: None,
        small: None,
        bytes: 0,
        width: None,
        height: None,
        small_width: None,
        small_height: None,
        duration: None,
        blurhash: None,
        description: String::new(),
        focus_x: 0,
        focus_y: 0,
        reason: None,
        used_at: None,
        tried_at: None,
        created_at: now,
        portrait_of: None,
    }
}

pub(super) fn fill(row: &mut Media, files: Files) {
    "ready".clone_into(&mut row.state);
    Kind::of(&files.mime).as_str().clone_into(&mut row.kind);
    row.mime = files.mime;
    row.original = Some(files.original);
    row.small = files.small;
    row.bytes = files.bytes;
    (row.width, row.height) = files.size.unzip();
    (row.small_width, row.small_height) = files.small_size.unzip();
    row.duration = files.duration;
    row.blurhash = files.blurhash;
    row.reason = None;
    row.tried_at = None;
}

async fn own(tx: &Tx, owner: &Person, id: i64) -> Result<Media> {
    let row = find(tx, id).await?;
    let row = row.filter(|row| row.person_id == Some(owner.id));
    row.ok_or_else(|| Refusal::NoSuchMedia.into())
}

fn described(text: &str) -> Result<String> {
    let text = text.replace('\0', "");
    let chars = text.chars().count();
    if chars > DESCRIPTION {
        let limit = DESCRIPTION;
        return Err(Refusal::DescriptionTooLong { chars, limit }.into());
    }
    Ok(text)
}

pub(super) fn within((x, y): (i64, i64)) -> (i64, i64) {
    (x.clamp(-FOCUS, FOCUS), y.clamp(-FOCUS, FOCUS))
}
