//! The one write for every deed (ledger §1).

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};

use super::refold::{self, Change};
use super::rows::{self, Entry};
use super::{AHEAD, Keeping, Kind, Record, Standing};
use crate::store::entity::post_like;
use crate::{Job, Refusal, Result, Tx};

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
    mut record: Record,
    reason: Option<&str>,
) -> Result<Applied> {
    let entries = rows::of(tx.conn(), &record.object).await?;
    if let Some(known) = known(tx, &entries, &record).await? {
        return again(tx, known, &record).await;
    }
    let other_create =
        |entry: &Entry| entry.kind == Kind::Create && entry.standing != Standing::Refused;
    if record.kind == Kind::Create && entries.iter().any(other_create) {
        return Err(Refusal::SecondBody.into());
    }
    if record.published.max(record.updated.unwrap_or(0)) > tx.now() + AHEAD {
        hold_back(tx, &mut record);
    }
    if record.context.is_none() && record.kind != Kind::DeleteActor {
        record.context = refold::context_of(tx, &record.object).await?;
    }
    let keeping = if record.raw.is_none() {
        Keeping::Erased
    } else {
        Keeping::Whole
    };
    if !rows::insert(tx, &record, keeping, reason).await? {
        return Err(Refusal::SecondBody.into());
    }
    let mut all = entries;
    all.push(entry_of(tx, &record, keeping, reason));
    refold::after(tx, &record.object, record.kind, &record.actor, all)
        .await
        .map(|change| Applied::Changed(Box::new(change)))
}

/// Changes whether a held, early or unproved record counts: a moderator, the clock or its origin
/// has spoken.
pub async fn set_standing(
    tx: &mut Tx,
    rid: &[u8; 32],
    standing: Standing,
    reason: Option<&str>,
) -> Result<Change> {
    rows::stand(tx, rid, standing, None, None, reason).await?;
    let row = super::history::row(tx, rid)
        .await?
        .ok_or(Refusal::NoSuchPost)?;
    let all = rows::of(tx.conn(), &row.object).await?;
    let kind = Kind::from_column(&row.kind).unwrap_or(Kind::Update);
    refold::after(tx, &row.object, kind, &row.actor, all).await
}

/// Counts a Like that is not public: on this node only, never announced, not in the digest.
pub async fn private_like(
    tx: &mut Tx,
    object: &str,
    actor: &str,
    activity_id: &str,
    active: bool,
) -> Result<()> {
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
    .exec_without_returning(tx.conn())
    .await?;
    refold::count_likes(tx, object).await
}

async fn known(tx: &Tx, entries: &[Entry], record: &Record) -> Result<Option<Entry>> {
    if let Some(entry) = entries
        .iter()
        .find(|entry| entry.activity_id == record.activity_id)
    {
        return Ok(Some(entry.clone()));
    }
    // The same id about another object is a second body as well; the insert would not say which.
    if entries.is_empty() {
        return Ok(None);
    }
    Ok(rows::by_activity(tx.conn(), &record.activity_id)
        .await?
        .map(Entry::from))
}

/// A record that is known already: it may count from now on.
async fn again(tx: &mut Tx, known: Entry, record: &Record) -> Result<Applied> {
    if known.rid != record.rid {
        tracing::warn!(
            activity = record.activity_id,
            known = hex::encode(&known.rid),
            came = hex::encode(record.rid),
            "a second body for the same activity id is refused"
        );
        return Err(Refusal::SecondBody.into());
    }
    let promoted = record.standing == Standing::Accepted
        && matches!(
            known.standing,
            Standing::Pending | Standing::Unproved | Standing::Refused
        );
    if !promoted {
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
    let all = rows::of(tx.conn(), &record.object).await?;
    refold::after(tx, &record.object, record.kind, &record.actor, all)
        .await
        .map(|change| Applied::Changed(Box::new(change)))
}

fn hold_back(tx: &mut Tx, record: &mut Record) {
    let due = record.published.max(record.updated.unwrap_or(0)) - AHEAD;
    let then = record.standing.as_str().to_owned();
    tx.enqueue_at(
        Job::Due {
            rid: hex::encode(record.rid),
            then,
        },
        due,
    );
    record.standing = Standing::Early;
}

fn entry_of(tx: &Tx, record: &Record, keeping: Keeping, reason: Option<&str>) -> Entry {
    Entry {
        rid: record.rid.to_vec(),
        activity_id: record.activity_id.clone(),
        kind: record.kind,
        actor: record.actor.clone(),
        object: record.object.clone(),
        forum: record.forum.clone(),
        context: record.context.clone(),
        in_reply_to: record.in_reply_to.clone(),
        rev: record.rev,
        updated: record.updated,
        published: record.published,
        raw: record.raw.clone(),
        standing: record.standing,
        keeping,
        reason: reason.map(str::to_owned),
        received_at: tx.now(),
    }
}
