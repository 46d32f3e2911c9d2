//! Marks on posts: bookmarks, what stands on top of one's page, discussions one hears no more of; and
//! what somebody supports.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::page::{Line, Page};
use crate::people::Person;
use crate::store::entity::{bookmark, hushed, pin};
use crate::store::lines::{lines, lines_of_moments};
use crate::threads::Post;
use crate::threads::read::Viewer;
use crate::timelines::sql::{self, Piece};
use crate::{Core, Refusal, Result, Tx};

/// Posts that stand on top of one page at most.
pub const PINNED: usize = 5;

/// Keeps a post to be found again, or not any longer. Doing it twice is doing it once.
pub async fn bookmark(tx: &Tx, reader: &Person, post: i64, yes: bool) -> Result<()> {
    if !yes {
        bookmark::Entity::delete_many()
            .filter(bookmark::Column::PersonId.eq(reader.id))
            .filter(bookmark::Column::PostId.eq(post))
            .exec(tx.conn().await?)
            .await?;
        return Ok(());
    }
    let row = bookmark::ActiveModel {
        person_id: Set(reader.id),
        post_id: Set(post),
        made_at: Set(tx.now()),
        ..Default::default()
    };
    bookmark::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn().await?)
        .await?;
    Ok(())
}

/// Puts a post of one's own on top of one's page, or takes it from there.
///
/// # Errors
/// Another's post; a letter to a few; five already.
pub async fn pin(tx: &Tx, author: &Person, post: &Post, yes: bool) -> Result<()> {
    if post.author_id != author.id {
        return Err(Refusal::NotYours.into());
    }
    let of_author = pin::Entity::find()
        .filter(pin::Column::PersonId.eq(author.id))
        .all(tx.conn().await?)
        .await?;
    let pinned = of_author.iter().find(|row| row.post_id == post.id);
    if let (false, Some(row)) = (yes, pinned) {
        pin::Entity::delete_by_id(row.id)
            .exec(tx.conn().await?)
            .await?;
    }
    if !yes || pinned.is_some() {
        return Ok(());
    }
    if post.visibility == "direct" {
        return Err(Refusal::NotForAPage.into());
    }
    if of_author.len() >= PINNED {
        return Err(Refusal::TooManyPins { limit: PINNED }.into());
    }
    let row = pin::ActiveModel {
        person_id: Set(author.id),
        post_id: Set(post.id),
        made_at: Set(tx.now()),
        ..Default::default()
    };
    pin::Entity::insert(row)
        .exec_without_returning(tx.conn().await?)
        .await?;
    Ok(())
}

/// What stands on top of somebody's page, newest first.
pub async fn pins(core: &Core, author: i64) -> Result<Vec<Line>> {
    let page = Page::first(PINNED as u64);
    let words = "SELECT id AS place, post_id AS shown FROM pin WHERE person_id = ?";
    lines(core, words, "id", vec![author.into()], &page).await
}

/// Hears no more of a discussion, or hears of it again.
pub async fn hush(tx: &Tx, reader: &Person, post: &Post, yes: bool) -> Result<()> {
    let thread = post.thread_id.unwrap_or(post.id);
    if yes {
        hushed::Entity::insert(hushed::ActiveModel {
            person_id: Set(reader.id),
            thread_id: Set(thread),
        })
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn().await?)
        .await?;
    } else {
        hushed::Entity::delete_by_id((reader.id, thread))
            .exec(tx.conn().await?)
            .await?;
    }
    Ok(())
}

/// What a member wants to find again, the newest bookmark first.
pub async fn bookmarks(core: &Core, reader: &Person, page: &Page) -> Result<Vec<Line>> {
    let words = "SELECT id AS place, post_id AS shown FROM bookmark WHERE person_id = ?";
    lines(core, words, "id", vec![reader.id.into()], page).await
}

/// What a member supports, the latest support first; places are its moments.
pub async fn favourites(core: &Core, reader: &Person, page: &Page) -> Result<Vec<Line>> {
    let words = "SELECT l.liked_at AS place, p.id AS shown FROM post_like l \
                 JOIN post p ON p.uri = l.object WHERE l.active AND l.actor = ?";
    lines_of_moments(
        core,
        words,
        "l.liked_at",
        vec![reader.uri.as_str().into()],
        page,
    )
    .await
}

/// Who supports a post, the latest first; places are the moments of it.
pub async fn liked_by(core: &Core, viewer: &Viewer, post: &Post, page: &Page) -> Result<Vec<Line>> {
    let words = "SELECT l.liked_at AS place, a.id AS shown FROM post_like l \
                 JOIN person a ON a.uri = l.actor WHERE l.active AND l.object = ?";
    let who = Piece::new(words, [post.uri.as_str().into()]).and(told_to(core, viewer, "a.id"));
    lines_of_moments(core, &who.words, "l.liked_at", who.values, page).await
}

/// Who has passed a post on, the latest first; places are the boosts.
pub async fn boosted_by(
    core: &Core,
    viewer: &Viewer,
    post: &Post,
    page: &Page,
) -> Result<Vec<Line>> {
    let words = "SELECT b.id AS place, b.person_id AS shown FROM boost b WHERE b.post_id = ?";
    let who = Piece::new(words, [post.id.into()])
        .and(sql::boosts_for(viewer))
        .and(told_to(core, viewer, "b.person_id"));
    lines(core, &who.words, "b.id", who.values, page).await
}

/// Those whom the viewer may read at all and does not avoid, by the column that says who it is.
fn told_to(core: &Core, viewer: &Viewer, whom: &str) -> Piece {
    sql::nobody_kept_out(whom).and(sql::nobody_avoided(core, viewer, whom))
}
