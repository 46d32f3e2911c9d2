//! The one write for every deed (ledger §1).

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};

use super::refold::{self, Change};
use super::rows::{self, Entry};
use super::{Keeping, Kind, Record, Standing, Vouch, acts, hear, place};
use crate::store::entity::post_like;
use crate::{Job, Refusal, Result, Tx, notes};

/// What became of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// It was new, or counts for the first time; what changed is said.
    Changed(Box<Change>),
    /// It was known already and nothing changed.
    Known,
}

/// Puts a record into the ledger and folds what it is about.
///
/// # Errors
/// [`Refusal::SecondBody`] when the same activity id comes with another body, or the object has
/// another Create.
pub async fn apply(tx: &mut Tx, record: Record) -> Result<Applied> {
    apply_with_reason(tx, record, None).await
}

/// As [`apply`], with the reason that a moderator gave, as the activity says it.
pub async fn apply_with_reason(
    tx: &mut Tx,
    record: Record,
    reason: Option<&str>,
) -> Result<Applied> {
    let keeping = if record.raw.is_none() {
        Keeping::Erased
    } else {
        Keeping::Whole
    };
    enter(tx, record, keeping, reason).await
}

/// As [`apply`], for a record that its server withholds: same columns, no text, same lines.
pub async fn apply_withheld(tx: &mut Tx, mut record: Record) -> Result<Applied> {
    record.raw = None;
    enter(tx, record, Keeping::Withheld, None).await
}

/// This node refuses to hold the texts of an object any longer; its lines stay (ledger §5).
pub async fn withhold(tx: &mut Tx, object: &str) -> Result<Change> {
    tx.lock_ledger().await?;
    rows::let_go(tx, object, Keeping::Declined).await?;
    let all = rows::about(tx, object).await?;
    Box::pin(refold::post(tx, object, &all)).await
}

async fn enter(
    tx: &mut Tx,
    mut record: Record,
    keeping: Keeping,
    reason: Option<&str>,
) -> Result<Applied> {
    tx.lock_ledger().await?;
    only_its_own_threads(&mut record);
    if record.kind != Kind::DeleteActor && is_for_a_few(tx, &record.object).await? {
        return Err(Refusal::ActivityRefused("what is for a few is in no ledger").into());
    }
    let mut entries = rows::about(tx, &record.object).await?;
    let known = entries
        .iter()
        .position(|entry| entry.activity_id == record.activity_id);
    if let Some(at) = known {
        if entries[at].rid == record.rid {
            let known = entries.swap_remove(at);
            return again(tx, known, &record).await;
        }
        may_give_way(&entries[at], &record)?;
    }
    // Struck further down, once nothing can refuse the new one any more.
    let struck = known.map(|at| entries.swap_remove(at).rid);
    if record.kind == Kind::Create && entries.iter().any(|entry| is_in_the_way(entry, &record)) {
        tracing::warn!(
            activity = record.activity_id,
            "a second Create of one object is refused"
        );
        return Err(Refusal::SecondBody.into());
    }
    if record.is_early(tx.now()) {
        hold_back(tx, &mut record);
    }
    if record.context.is_none()
        && !entries.is_empty()
        && !matches!(record.kind, Kind::Create | Kind::DeleteActor)
    {
        record.context = refold::context_of(tx, &record.object).await?;
    }
    if record.kind == Kind::Create
        && record.context.is_none()
        && record.in_reply_to.is_none()
        && !record.actor.is_empty()
    {
        // A root that nobody has named opens the thread of its own name.
        record.context = Some(place::own_context(tx, &record.object));
    }
    if let Some(rid) = struck {
        rows::forget(tx, &rid).await?;
    }
    let Some(entry) = rows::insert(tx, &record, keeping, reason).await? else {
        second_body(&record);
        return Err(Refusal::SecondBody.into());
    };
    entries.push(entry);
    entries.sort_by(|a, b| a.rid.cmp(&b.rid));
    changed(
        Box::pin(refold::after(
            tx,
            &record.object,
            record.kind,
            &record.actor,
            &entries,
        ))
        .await,
    )
}

/// Whether an object is kept here as a note for a few: nobody makes a record of it afterwards.
async fn is_for_a_few(tx: &Tx, object: &str) -> Result<bool> {
    let post = refold::find(tx, object).await?;
    Ok(post.as_ref().is_some_and(notes::is_private))
}

fn changed(change: Result<Change>) -> Result<Applied> {
    change.map(|change| Applied::Changed(Box::new(change)))
}

/// A forum's home names its own threads, and nobody else's.
fn only_its_own_threads(record: &mut Record) {
    if let (Some(forum), Some(context)) = (&record.forum, &record.context)
        && !crate::address::same_origin(forum, context)
    {
        record.context = None;
    }
}

/// Changes whether a held, early or unproved record counts: a moderator, the clock or its origin
/// has spoken. What the home has accepted meanwhile stays accepted.
pub async fn set_standing(
    tx: &mut Tx,
    rid: &[u8; 32],
    standing: Standing,
    reason: Option<&str>,
) -> Result<Change> {
    tx.lock_ledger().await?;
    let row = super::history::row(tx, rid)
        .await?
        .ok_or(Refusal::NoSuchPost)?;
    if row.standing != Standing::Accepted.as_str() {
        rows::stand(tx, rid, standing, None, None, reason).await?;
    }
    let all = rows::about(tx, &row.object).await?;
    let kind = Kind::from_column(&row.kind).unwrap_or(Kind::Update);
    Box::pin(refold::after(tx, &row.object, kind, &row.actor, &all)).await
}

/// Counts a Like that is not public: on this node only, never announced, not in the digest.
pub async fn private_like(
    tx: &mut Tx,
    object: &str,
    actor: &str,
    activity_id: &str,
    active: bool,
) -> Result<()> {
    tx.lock_ledger().await?;
    let before = Box::pin(hear::likes_already(tx, object, actor)).await?;
    post_like::Entity::insert(post_like::ActiveModel {
        object: Set(object.to_owned()),
        actor: Set(actor.to_owned()),
        active: Set(active),
        counted: Set(false),
        activity_id: Set(activity_id.to_owned()),
        liked_at: Set(tx.now()),
    })
    .on_conflict(
        OnConflict::columns([post_like::Column::Object, post_like::Column::Actor])
            .update_columns([post_like::Column::Active, post_like::Column::ActivityId])
            .to_owned(),
    )
    .exec_without_returning(tx.conn().await?)
    .await?;
    acts::count_likes(tx, object).await?;
    if active && before {
        return Ok(());
    }
    Box::pin(hear::like(tx, object, actor, active)).await
}

fn counts(record: &Record) -> bool {
    record.standing == Standing::Accepted
}

/// Whether there is no place for another Create beside this record: only the home's choice takes the
/// place of one that waits.
fn is_in_the_way(entry: &Entry, create: &Record) -> bool {
    entry.kind == Kind::Create
        && match entry.standing {
            Standing::Accepted => true,
            Standing::Refused => false,
            _ => !counts(create),
        }
}

/// A second body for a known activity id is refused, unless the first one only waits and the
/// forum's home has chosen the second: only the home decides (ledger §2).
fn may_give_way(known: &Entry, record: &Record) -> Result<()> {
    second_body(record);
    if !counts(record) || matches!(known.standing, Standing::Accepted | Standing::Early) {
        return Err(Refusal::SecondBody.into());
    }
    Ok(())
}

fn second_body(record: &Record) {
    tracing::warn!(
        activity = record.activity_id,
        came = hex::encode(record.rid),
        "a second body for the same activity id"
    );
}

/// A record that is known already: it may count from now on.
async fn again(tx: &mut Tx, known: Entry, record: &Record) -> Result<Applied> {
    if record.kind == Kind::DeleteActor {
        return announced_again(tx, known, record).await;
    }
    if known.keeping == Keeping::Withheld && record.raw.is_some() {
        return told_whole(tx, &known, record).await;
    }
    if !counts(record) || known.standing == Standing::Accepted {
        return Ok(Applied::Known);
    }
    let mut record = record.clone();
    if known.standing == Standing::Early {
        // It counts when it is due, whatever it was to be before.
        hold_back(tx, &mut record);
        return Ok(Applied::Known);
    }
    let context = record.context.as_deref();
    rows::stand(
        tx,
        &known.rid,
        Standing::Accepted,
        record.forum.as_deref(),
        context,
        None,
    )
    .await?;
    let all = rows::about(tx, &record.object).await?;
    changed(
        Box::pin(refold::after(
            tx,
            &record.object,
            record.kind,
            &record.actor,
            &all,
        ))
        .await,
    )
}

/// A record whose text was kept back is told with it. It is the same to the byte, but nobody has
/// vouched for a text before: it stands as whoever tells it can make sure, and the forum's word
/// alone shows nothing in another's name. What was refused meanwhile stays so.
async fn told_whole(tx: &mut Tx, known: &Entry, record: &Record) -> Result<Applied> {
    let sure = match record.standing {
        Standing::Accepted => record.vouch != Vouch::Forum,
        standing => standing == Standing::Unproved,
    };
    if known.standing != Standing::Accepted || !sure {
        return Ok(Applied::Known);
    }
    rows::fill(tx, record).await?;
    let all = rows::about(tx, &record.object).await?;
    changed(Box::pin(refold::post(tx, &record.object, &all)).await)
}

/// The end of an actor counts in each forum that announces it, and everywhere once the actor itself
/// has said so, whichever of the letters came first.
async fn announced_again(tx: &mut Tx, known: Entry, record: &Record) -> Result<Applied> {
    let own_word = known.vouch == Vouch::Forum && record.vouch != Vouch::Forum;
    let better = known.standing != Standing::Accepted || own_word;
    let forum = record.forum.as_deref();
    let forum = forum.filter(|forum| !known.announced_in(forum));
    if !counts(record) || (!better && forum.is_none()) {
        return Ok(Applied::Known);
    }
    if better && record.raw.is_some() {
        rows::fill(tx, record).await?;
    }
    let forums = forum.map(|forum| {
        let all = known.forum.into_iter().chain([forum.to_owned()]);
        all.collect::<Vec<_>>().join("\n")
    });
    rows::stand(
        tx,
        &known.rid,
        Standing::Accepted,
        forums.as_deref(),
        None,
        None,
    )
    .await?;
    let all = rows::about(tx, &record.object).await?;
    changed(
        Box::pin(refold::after(
            tx,
            &record.object,
            record.kind,
            &record.actor,
            &all,
        ))
        .await,
    )
}

fn hold_back(tx: &mut Tx, record: &mut Record) {
    let due = record.counts_from();
    let then = record.standing.as_str().to_owned();
    let rid = hex::encode(record.rid);
    tx.enqueue_at(Job::Due { rid, then }, due);
    record.standing = Standing::Early;
}
