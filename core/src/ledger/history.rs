//! Reading the ledger: a thread's `contextHistory`, one record, the versions of a post.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::fold;
use super::rows::{self, Entry};
use super::{Keeping, Kind, Record, Standing, Vouch, thread as threads};
use crate::store::entity::{forum, post_like, record, thread};
use crate::{Content, Core, Millis, Refusal, Result, Tx};

/// Every accepted record of a thread, oldest first; deletions of its authors by themselves too.
pub async fn history(core: &Core, thread_id: i64) -> Result<Vec<Entry>> {
    let thread = thread::Entity::find_by_id(thread_id)
        .one(core.reader())
        .await?
        .ok_or(Refusal::NoSuchThread)?;
    let authors = threads::authors(core, thread_id).await?;
    let rows = rows::of_context(core.reader(), &thread.context, &authors).await?;
    let forum = match thread.forum_id {
        Some(id) => forum::Entity::find_by_id(id).one(core.reader()).await?,
        None => None,
    };
    // The end of an actor is part of the history once it counts in this forum.
    let counts = |row: &record::Model| {
        row.kind != Kind::DeleteActor.as_str()
            || forum.as_ref().is_none_or(|forum| {
                forum.local
                    || row
                        .forum
                        .as_deref()
                        .is_some_and(|all| all.lines().any(|one| one == forum.uri))
            })
    };
    Ok(rows.into_iter().filter(counts).map(Entry::from).collect())
}

/// A record by its rid.
pub async fn by_rid(core: &Core, rid: &[u8]) -> Result<Option<Entry>> {
    let row = record::Entity::find_by_id(rid.to_vec())
        .one(core.reader())
        .await?;
    Ok(rows::one(row)?.map(Entry::from))
}

/// Whether a record is here with its text.
pub async fn is_whole(core: &Core, rid: &[u8]) -> Result<bool> {
    let keeping: Option<String> = record::Entity::find_by_id(rid.to_vec())
        .select_only()
        .column(record::Column::Keeping)
        .into_tuple()
        .one(core.reader())
        .await?;
    Ok(keeping.as_deref() == Some(Keeping::Whole.as_str()))
}

/// A record by its activity id.
pub async fn by_activity(core: &Core, activity_id: &str) -> Result<Option<Entry>> {
    Ok(rows::by_activity(core.reader(), activity_id)
        .await?
        .map(Entry::from))
}

/// As [`by_activity`], inside a write, where the object of the activity is known.
pub async fn known_in(tx: &Tx, object: &str, activity_id: &str) -> Result<Option<Entry>> {
    let entries = rows::about(tx, object).await?;
    let mut entries = entries.into_iter();
    Ok(entries.find(|entry| entry.activity_id == activity_id))
}

/// The raw bytes of a record that may be sent; nothing once it is erased or withheld.
pub async fn record_raw(core: &Core, rid: &[u8]) -> Result<Option<Vec<u8>>> {
    Ok(by_rid(core, rid).await?.and_then(|entry| entry.raw))
}

/// Whether somebody has deleted an object before it came, in a letter that named no forum. At the
/// forum's home such an object is never taken: no other node has heard of its Delete.
pub async fn is_taken_back(tx: &Tx, object: &str, actor: &str) -> Result<bool> {
    let entries = rows::about(tx, object).await?;
    Ok(entries
        .iter()
        .any(|entry| entry.kind == Kind::Delete && entry.actor == actor && entry.forum.is_none()))
}

/// The record that an Announce of one of our forums names by the first 32 hex digits of its rid.
pub async fn announce_of(core: &Core, forum_uri: &str, rid_prefix: &str) -> Result<Option<Entry>> {
    let Ok(prefix) = hex::decode(rid_prefix) else {
        return Ok(None);
    };
    let mut above = prefix.clone();
    above.resize(32, 0xff);
    let rows = record::Entity::find()
        .filter(record::Column::Rid.gte(prefix.clone()))
        .filter(record::Column::Rid.lte(above))
        .filter(record::Column::Standing.eq(Standing::Accepted.as_str()))
        .all(core.reader())
        .await?;
    let named = rows
        .into_iter()
        .find(|row| row.rid.starts_with(&prefix) && row.forum.as_deref() == Some(forum_uri));
    Ok(rows::one(named)?.map(Entry::from))
}

/// The versions of a post by its author, oldest first: (when, content). Once the home has accepted
/// the post, only those that it accepted. Who may read them is decided in `threads::read`.
pub(crate) async fn versions(core: &Core, object: &str) -> Result<Vec<(Millis, Content)>> {
    let mut entries = rows::of(core.reader(), object).await?;
    let Some(create) = fold::post(&entries, object, None).create.cloned() else {
        return Ok(Vec::new());
    };
    let accepted = create.standing == Standing::Accepted;
    entries.retain(|entry| {
        matches!(entry.kind, Kind::Create | Kind::Update)
            && entry.actor == create.actor
            && match entry.standing {
                Standing::Accepted => true,
                Standing::Pending | Standing::Held => !accepted,
                _ => false,
            }
    });
    entries.sort_by(|a, b| a.weight().cmp(&b.weight()));
    Ok(entries
        .iter()
        .filter_map(|entry| {
            let content = core.env().scribe.read(entry.raw.as_ref()?)?;
            Some((entry.updated.unwrap_or(entry.published), content))
        })
        .collect())
}

/// The moment of a deed that must decide against earlier ones of its kind. Acts are compared to the
/// millisecond, but a peer may write its dates without fractions: it is at least a whole second
/// later than the last.
pub(crate) async fn after_the_last(
    tx: &Tx,
    object: &str,
    actor: &str,
    of_kind: fn(Kind) -> bool,
) -> Result<Millis> {
    let entries = rows::about(tx, object).await?;
    let last = entries
        .iter()
        .filter(|entry| entry.actor == actor && of_kind(entry.kind))
        .map(|entry| (entry.published.div_euclid(1_000) + 1) * 1_000)
        .max();
    Ok(tx.now().max(last.unwrap_or(0)))
}

/// The highest edit number that a post has had.
pub(crate) async fn highest_rev(tx: &Tx, object: &str) -> Result<i64> {
    let entries = rows::about(tx, object).await?;
    Ok(entries
        .iter()
        .filter(|one| one.kind == Kind::Update)
        .map(|one| one.rev)
        .max()
        .unwrap_or(0))
}

/// The activity id of the latest act of a kind about an object.
pub(crate) async fn latest_act(tx: &Tx, object: &str, kind: Kind) -> Result<Option<String>> {
    let mut entries = rows::about(tx, object).await?;
    entries.retain(|one| one.kind == kind && one.standing == Standing::Accepted);
    entries.sort_by(|a, b| a.moment().cmp(&b.moment()));
    Ok(entries.pop().map(|one| one.activity_id))
}

/// The records of an object that stand in one way, oldest first.
pub(crate) async fn standing_of(tx: &Tx, object: &str, standing: Standing) -> Result<Vec<Record>> {
    let mut found = record::Entity::find()
        .filter(record::Column::Object.eq(object))
        .filter(record::Column::Standing.eq(standing.as_str()))
        .all(tx.conn().await?)
        .await?;
    found.sort_by_key(|row| row.published);
    let found: Vec<_> = rows::plain(found)?;
    Ok(found.into_iter().filter_map(record_of).collect())
}

/// What somebody did that is held, oldest first.
pub(crate) async fn held_by(tx: &Tx, actor: &str) -> Result<Vec<Record>> {
    let mut found = record::Entity::find()
        .filter(rows::stands(Standing::Held))
        .filter(record::Column::Actor.eq(actor))
        .all(tx.conn().await?)
        .await?;
    found.sort_by_key(|row| row.published);
    let found: Vec<_> = rows::plain(found)?;
    Ok(found.into_iter().filter_map(record_of).collect())
}

/// What somebody has deleted while nothing vouched for their keys, themselves included, or of that
/// only one object.
pub(crate) async fn doubted_deletions(
    tx: &Tx,
    actor: &str,
    object: Option<&str>,
) -> Result<Vec<Record>> {
    let mut query = record::Entity::find()
        .filter(rows::deletes_in_doubt())
        .filter(record::Column::Actor.eq(actor));
    if let Some(object) = object {
        query = query.filter(record::Column::Object.eq(object));
    }
    let found: Vec<_> = rows::plain(query.all(tx.conn().await?).await?)?;
    Ok(found.into_iter().filter_map(record_of).collect())
}

/// The objects that somebody wants erased whose keys nothing vouches for.
pub async fn asked_to_go(core: &Core) -> Result<Vec<String>> {
    Ok(record::Entity::find()
        .select_only()
        .column(record::Column::Object)
        .filter(rows::deletes_in_doubt())
        .into_tuple()
        .all(core.reader())
        .await?)
}

/// A record by its rid, inside a write.
pub(crate) async fn whole(tx: &Tx, rid: &[u8; 32]) -> Result<Option<Record>> {
    Ok(row(tx, rid).await?.and_then(record_of))
}

fn record_of(row: record::Model) -> Option<Record> {
    Some(Record {
        rid: row.rid.try_into().ok()?,
        activity_id: row.activity_id,
        kind: Kind::from_column(&row.kind)?,
        actor: row.actor,
        object: row.object,
        forum: row.forum,
        context: row.context,
        in_reply_to: row.in_reply_to,
        rev: row.rev,
        updated: row.updated,
        published: row.published,
        raw: row.raw,
        vouch: Vouch::from_column(&row.vouch),
        standing: Standing::from_column(&row.standing),
    })
}

/// Whether an actor likes a post, and the activity that said so last.
pub(crate) async fn last_like(
    tx: &Tx,
    object: &str,
    actor: &str,
) -> Result<Option<(bool, String)>> {
    Ok(
        post_like::Entity::find_by_id((object.to_owned(), actor.to_owned()))
            .one(tx.conn().await?)
            .await?
            .map(|row| (row.active, row.activity_id)),
    )
}

pub(super) async fn row(tx: &Tx, rid: &[u8; 32]) -> Result<Option<record::Model>> {
    let row = record::Entity::find_by_id(rid.to_vec())
        .one(tx.conn().await?)
        .await?;
    rows::one(row)
}

/// The `ActivityPub` id of the forum of a thread.
pub async fn forum_of(core: &Core, thread_id: i64) -> Result<Option<String>> {
    let Some(thread) = thread::Entity::find_by_id(thread_id)
        .one(core.reader())
        .await?
    else {
        return Ok(None);
    };
    let Some(forum_id) = thread.forum_id else {
        return Ok(None);
    };
    Ok(forum::Entity::find_by_id(forum_id)
        .one(core.reader())
        .await?
        .map(|row| row.uri))
}
