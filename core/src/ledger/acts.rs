//! What is folded beside the post itself: likes, acts on a whole thread, an actor's own end.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
};

use super::fold::{self, Gone};
use super::rows::{self, Entry};
use super::{Kind, Standing, Vouch, hear, refold};
use crate::store::dialect::statement;
use crate::store::entity::{post, post_like, thread};
use crate::{
    Result, Tx, bulletin, conversations, filters, forums, media, notes, notifications, people,
    polls, scheduled,
};

pub(super) async fn like(tx: &Tx, object: &str, actor: &str, entries: &[Entry]) -> Result<()> {
    let own = entries.iter().filter(|one| one.actor == actor);
    let (latest, counted) = fold::latest_is(&own, Kind::Like, Kind::UndoLike);
    let Some(latest) = latest else { return Ok(()) };
    let before = Box::pin(hear::likes_already(tx, object, actor)).await?;
    let row = post_like::ActiveModel {
        object: Set(object.to_owned()),
        actor: Set(actor.to_owned()),
        active: Set(latest.kind == Kind::Like),
        counted: Set(counted),
        activity_id: Set(latest.activity_id.clone()),
        liked_at: Set(latest.published),
    };
    post_like::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([post_like::Column::Object, post_like::Column::Actor])
                .update_columns([
                    post_like::Column::Active,
                    post_like::Column::Counted,
                    post_like::Column::ActivityId,
                    post_like::Column::LikedAt,
                ])
                .to_owned(),
        )
        .exec_without_returning(tx.conn().await?)
        .await?;
    count_likes(tx, object).await?;
    // What waits for a moderator nobody hears of; who lets it stand says it.
    let active = latest.kind == Kind::Like;
    if active && (before || latest.standing == Standing::Held) {
        return Ok(());
    }
    Box::pin(hear::like(tx, object, actor, active)).await
}

/// How many people support a post; nobody counts whose account waits for approval, or who is gone.
pub(super) async fn likes_of(tx: &Tx, object: &str) -> Result<i64> {
    if let Some(known) = tx.memo().ledger.likes.get(object) {
        return Ok(known);
    }
    let words = "SELECT COUNT(*) AS likes FROM post_like l WHERE l.object = ? AND l.active \
                 AND NOT EXISTS (SELECT 1 FROM person a WHERE a.uri = l.actor \
                 AND a.state IN ('held', 'gone'))";
    let asked = statement(tx.core().backend(), words, vec![object.into()]);
    let row = tx.conn().await?.query_one_raw(asked).await?;
    let likes = row.map_or(Ok(0), |row| row.try_get("", "likes"))?;
    Ok(likes)
}

/// Counts the likes of a post again.
pub(super) async fn count_likes(tx: &Tx, object: &str) -> Result<()> {
    let known = &tx.memo().ledger;
    known.likes.forget(object);
    let likes = likes_of(tx, object).await?;
    post::Entity::update_many()
        .col_expr(post::Column::Likes, Expr::value(likes))
        .filter(post::Column::Uri.eq(object))
        .exec(tx.conn().await?)
        .await?;
    known.posts.forget(object);
    Ok(())
}

/// Whether a thread is locked and pinned: the latest of its Group's acts.
pub(super) async fn about_thread(tx: &Tx, root: &str, entries: &[Entry]) -> Result<()> {
    if !entries.iter().any(|entry| entry.kind.is_about_thread()) {
        return Ok(());
    }
    let Some(id) = super::refold::find(tx, root)
        .await?
        .and_then(|row| row.thread_id)
    else {
        return Ok(());
    };
    let created = entries.iter().find(|entry| entry.kind == Kind::Create);
    let group = created.and_then(|entry| entry.forum.as_deref());
    let by_group = entries
        .iter()
        .filter(|one| group.is_none_or(|group| one.actor == group));
    let (_, locked) = fold::latest_is(&by_group, Kind::Lock, Kind::UndoLock);
    let (_, pinned) = fold::latest_is(&by_group, Kind::Pin, Kind::Unpin);
    thread::Entity::update_many()
        .col_expr(thread::Column::Locked, Expr::value(locked))
        .col_expr(thread::Column::Pinned, Expr::value(pinned))
        .filter(thread::Column::Id.eq(id))
        .filter(thread::Column::Root.eq(root))
        .exec(tx.conn().await?)
        .await?;
    tx.memo().ledger.forget_threads();
    Ok(())
}

/// Whether an actor's verified deletion of itself is known, and whether it counts in a forum: in
/// ours at once, elsewhere when the forum has announced it.
pub(super) async fn gone(tx: &Tx, actor: &str, forum: Option<&str>) -> Result<Option<Gone>> {
    let entries = rows::about(tx, actor).await?;
    let verified: Vec<&Entry> = entries.iter().filter(|entry| ends(entry, actor)).collect();
    let announced = |forum: &str| verified.iter().any(|entry| entry.announced_in(forum));
    // What only a forum vouches for, or a key that stands in doubt, ends nobody in other forums.
    let changed = people::get(tx, actor).await?.and_then(|one| one.changed_at);
    let own_word = verified.iter().any(|entry| entry.vouch != Vouch::Forum);
    if !own_word || changed.is_some() {
        return Ok(forum
            .filter(|forum| announced(forum))
            .map(|_| Gone::Counted));
    }
    let counts = forum.is_none_or(|forum| tx.core().base().is_ours(forum) || announced(forum));
    Ok(Some(if counts { Gone::Counted } else { Gone::Erased }))
}

fn ends(entry: &Entry, actor: &str) -> bool {
    entry.kind == Kind::DeleteActor
        && entry.actor == actor
        && entry.object == actor
        && fold::is_verified(entry.standing)
}

/// An actor has deleted itself: all its contributions here go.
pub(super) async fn author_gone(tx: &mut Tx, actor: &str, entries: &[Entry]) -> Result<()> {
    if !entries.iter().any(|entry| ends(entry, actor)) {
        return Ok(());
    }
    // An actor that nothing else is known of gets its row, so that what comes later is erased.
    let author = people::get_or_guess(tx, actor).await?;
    people::set_gone(tx, actor).await?;
    media::forget_portraits(tx, author.id).await?;
    notes::erase_all(tx, author.id).await?;
    notifications::forget_person(tx, author.id).await?;
    bulletin::forget_person(tx, author.id).await?;
    forget_marks(tx, author.id).await?;
    forget_likes(tx, actor).await?;
    polls::forget_voter(tx, author.id).await?;
    forums::forget_lists(tx, author.id).await?;
    if !author.local {
        // Those who follow somebody of ours are told of the end first.
        forums::forget_follows(tx, &author).await?;
    }
    scheduled::forget_person(tx, author.id).await?;
    conversations::forget_person(tx, author.id).await?;
    filters::forget(tx, author.id).await?;
    // Whatever has a Create has a post.
    let objects: Vec<String> = post::Entity::find()
        .select_only()
        .column(post::Column::Uri)
        .filter(post::Column::AuthorId.eq(author.id))
        .into_tuple()
        .all(tx.conn().await?)
        .await?;
    for object in objects {
        let all = rows::about(tx, &object).await?;
        refold::post(tx, &object, &all).await?;
        tx.memo().ledger.records.forget(&object);
    }
    Ok(())
}

/// What somebody has supported counts without them.
async fn forget_likes(tx: &Tx, actor: &str) -> Result<()> {
    let words = "SELECT l.object FROM post_like l WHERE l.active AND l.actor = ?";
    let asked = statement(tx.core().backend(), words, vec![actor.into()]);
    let liked = tx.conn().await?.query_all_raw(asked).await?;
    for object in liked {
        count_likes(tx, &object.try_get::<String>("", "object")?).await?;
    }
    Ok(())
}

/// What somebody has marked, passed on, avoided and chosen, of which nobody else has a part.
async fn forget_marks(tx: &Tx, person: i64) -> Result<()> {
    const TABLES: [&str; 12] = [
        "boost",
        "bookmark",
        "pin",
        "hushed",
        "mute",
        "block",
        "host_block",
        "remark",
        "followed_tag",
        "featured_tag",
        "endorsement",
        "dismissed",
    ];
    for table in TABLES {
        let words = format!("DELETE FROM {table} WHERE person_id = ?");
        let asked = statement(tx.core().backend(), &words, vec![person.into()]);
        tx.conn().await?.execute_raw(asked).await?;
    }
    Ok(())
}
