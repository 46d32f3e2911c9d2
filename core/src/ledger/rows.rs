//! The only file of the ledger that knows sea-orm.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};

use super::{Keeping, Kind, Record, Standing, Vouch};
use crate::store::entity::record;
use crate::store::packed;
use crate::{Millis, Result, Tx};

/// A record as it is kept: what is folded, and what is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub rid: Vec<u8>,
    pub activity_id: String,
    pub kind: Kind,
    pub actor: String,
    pub object: String,
    pub forum: Option<String>,
    pub context: Option<String>,
    pub in_reply_to: Option<String>,
    pub rev: i64,
    pub updated: Option<Millis>,
    pub published: Millis,
    /// The bytes as they were signed; nothing of what was erased or never told.
    pub raw: Option<Vec<u8>>,
    pub standing: Standing,
    pub keeping: Keeping,
    /// Why a moderator or the home refused it.
    pub reason: Option<String>,
    pub vouch: Vouch,
    pub received_at: Millis,
    pub accepted_at: Option<Millis>,
}

impl Entry {
    /// What decides between a Create and its Updates.
    pub(crate) fn weight(&self) -> (i64, i64, &[u8]) {
        (
            self.rev,
            self.updated.unwrap_or(self.published).div_euclid(1_000),
            &self.rid,
        )
    }

    /// Whether a forum has announced the end of an actor: its record lists such forums, one id a
    /// line, since it belongs to none alone.
    pub(crate) fn announced_in(&self, forum: &str) -> bool {
        self.forum
            .as_deref()
            .is_some_and(|forums| forums.lines().any(|one| one == forum))
    }

    /// What decides between acts of the same kind, to the millisecond: who supports a post and takes
    /// the support back within a second has taken it back.
    pub(crate) fn moment(&self) -> (Millis, &[u8]) {
        (self.published, &self.rid)
    }
}

impl From<record::Model> for Entry {
    fn from(row: record::Model) -> Self {
        Self {
            kind: Kind::from_column(&row.kind).unwrap_or(Kind::Update),
            standing: Standing::from_column(&row.standing),
            keeping: Keeping::from_column(&row.keeping),
            rid: row.rid,
            activity_id: row.activity_id,
            actor: row.actor,
            object: row.object,
            forum: row.forum,
            context: row.context,
            in_reply_to: row.in_reply_to,
            rev: row.rev,
            updated: row.updated,
            published: row.published,
            raw: row.raw,
            reason: row.reason,
            vouch: Vouch::from_column(&row.vouch),
            received_at: row.received_at,
            accepted_at: row.accepted_at,
        }
    }
}

/// Records as they were signed; the database keeps them packed. Every reading of the table ends
/// here.
pub(crate) fn plain<R: FromIterator<record::Model>>(
    rows: impl IntoIterator<Item = record::Model>,
) -> Result<R> {
    let unpacked = |mut row: record::Model| {
        row.raw = row.raw.map(packed::unpack).transpose()?;
        Ok(row)
    };
    rows.into_iter().map(unpacked).collect()
}

async fn select(conn: &impl ConnectionTrait, object: &str) -> Result<Vec<record::Model>> {
    let rows = record::Entity::find()
        .filter(record::Column::Object.eq(object))
        .order_by_asc(record::Column::Rid)
        .all(conn)
        .await?;
    plain(rows)
}

/// Every record about an object.
pub(crate) async fn of(conn: &impl ConnectionTrait, object: &str) -> Result<Vec<Entry>> {
    let rows = select(conn, object).await?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

/// Every record about an object, inside a write.
pub(crate) async fn about(tx: &Tx, object: &str) -> Result<Vec<Entry>> {
    if let Some(known) = tx.memo().ledger.records.get(object) {
        return Ok(known.into_iter().map(Entry::from).collect());
    }
    let rows = select(tx.conn().await?, object).await?;
    let known = &tx.memo().ledger.records;
    known.keep(object.to_owned(), rows.clone());
    Ok(rows.into_iter().map(Entry::from).collect())
}

/// The record of an activity.
pub(crate) async fn by_activity(
    conn: &impl ConnectionTrait,
    activity_id: &str,
) -> Result<Option<record::Model>> {
    let row = record::Entity::find()
        .filter(record::Column::ActivityId.eq(activity_id))
        .one(conn)
        .await?;
    one(row)
}

/// As [`plain`], for one record.
pub(crate) fn one(row: Option<record::Model>) -> Result<Option<record::Model>> {
    Ok(plain::<Vec<_>>(row)?.pop())
}

/// Inserts a record; answers it as the fold sees it, or nothing where it was not new.
pub(crate) async fn insert(
    tx: &Tx,
    record: &Record,
    keeping: Keeping,
    reason: Option<&str>,
) -> Result<Option<Entry>> {
    let row = record::Model {
        rid: record.rid.to_vec(),
        activity_id: record.activity_id.clone(),
        kind: record.kind.as_str().to_owned(),
        actor: record.actor.clone(),
        object: record.object.clone(),
        forum: record.forum.clone(),
        context: record.context.clone(),
        in_reply_to: record.in_reply_to.clone(),
        rev: record.rev,
        updated: record.updated,
        published: record.published,
        raw: record.raw.clone().filter(|_| keeping == Keeping::Whole),
        vouch: record.vouch.as_str().to_owned(),
        standing: record.standing.as_str().to_owned(),
        keeping: keeping.as_str().to_owned(),
        reason: reason.map(str::to_owned),
        received_at: tx.now(),
        accepted_at: (record.standing == Standing::Accepted).then(|| tx.now()),
    };
    let mut kept = record::ActiveModel::from(row.clone());
    kept.raw = Set(row.raw.as_deref().map(packed::pack).transpose()?);
    if tx.memo().ledger.hear(&record.activity_id, &record.rid) {
        tx.add_record(kept).await?;
    } else {
        let inserted = record::Entity::insert(kept)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(tx.conn().await?)
            .await?;
        if inserted != 1 {
            return Ok(None);
        }
    }
    let entry = Entry::from(row.clone());
    tx.memo().ledger.records.change(&record.object, |rows| {
        rows.push(row);
        rows.sort_by(|a, b| a.rid.cmp(&b.rid));
    });
    Ok(Some(entry))
}

/// Changes whether a record counts, and what the home adds to it.
pub(crate) async fn stand(
    tx: &Tx,
    rid: &[u8],
    standing: Standing,
    forum: Option<&str>,
    context: Option<&str>,
    reason: Option<&str>,
) -> Result<()> {
    let mut change = record::Entity::update_many()
        .col_expr(record::Column::Standing, Expr::value(standing.as_str()))
        .filter(record::Column::Rid.eq(rid));
    if standing == Standing::Accepted {
        change = change.col_expr(record::Column::AcceptedAt, Expr::value(Some(tx.now())));
    }
    if let Some(forum) = forum {
        change = change.col_expr(record::Column::Forum, Expr::value(Some(forum.to_owned())));
    }
    if let Some(context) = context {
        change = change.col_expr(
            record::Column::Context,
            Expr::value(Some(context.to_owned())),
        );
    }
    if let Some(reason) = reason {
        change = change.col_expr(record::Column::Reason, Expr::value(Some(reason.to_owned())));
    }
    change.exec(tx.conn().await?).await?;
    tx.memo().ledger.forget_record(rid);
    Ok(())
}

/// Erases the raw bytes of an object's Create and Updates.
pub(crate) async fn erase(tx: &Tx, object: &str) -> Result<()> {
    let_go(tx, object, Keeping::Erased).await
}

/// Lets go of the raw bytes of an object's Create and Updates; what is erased stays erased.
pub(crate) async fn let_go(tx: &Tx, object: &str, keeping: Keeping) -> Result<()> {
    record::Entity::update_many()
        .col_expr(record::Column::Raw, Expr::value(None::<Vec<u8>>))
        .col_expr(record::Column::Keeping, Expr::value(keeping.as_str()))
        .filter(record::Column::Object.eq(object))
        .filter(record::Column::Kind.is_in([Kind::Create.as_str(), Kind::Update.as_str()]))
        .filter(record::Column::Keeping.ne(Keeping::Erased.as_str()))
        .exec(tx.conn().await?)
        .await?;
    tx.memo().ledger.records.forget(object);
    Ok(())
}

/// Records that stand in one way other than accepted. The condition is written out once more in the
/// words of the index that holds only those.
pub(crate) fn stands(standing: Standing) -> Condition {
    Condition::all()
        .add(record::Column::Standing.eq(standing.as_str()))
        .add(Expr::cust("\"record\".\"standing\" <> 'accepted'"))
}

/// Deletions that came from their author while nothing vouched for the author's keys. What only a
/// forum vouches for waits in the same standing for another reason.
pub(crate) fn deletes_in_doubt() -> Condition {
    Condition::all()
        .add(stands(Standing::Unproved))
        .add(record::Column::Vouch.ne("forum"))
        .add(record::Column::Kind.is_in([Kind::Delete.as_str(), Kind::DeleteActor.as_str()]))
}

/// Gives a record the raw bytes that were kept back, with what vouches for them.
pub(crate) async fn fill(tx: &Tx, record: &Record) -> Result<()> {
    let packed = record.raw.as_deref().map(packed::pack).transpose()?;
    record::Entity::update_many()
        .col_expr(record::Column::Raw, Expr::value(packed))
        .col_expr(
            record::Column::Keeping,
            Expr::value(Keeping::Whole.as_str()),
        )
        .col_expr(record::Column::Vouch, Expr::value(record.vouch.as_str()))
        .col_expr(
            record::Column::Standing,
            Expr::value(record.standing.as_str()),
        )
        .filter(record::Column::Rid.eq(record.rid.as_slice()))
        .exec(tx.conn().await?)
        .await?;
    tx.memo().ledger.forget_record(&record.rid);
    Ok(())
}

/// Strikes a record that never counted and that the home's own choice replaces.
pub(crate) async fn forget(tx: &Tx, rid: &[u8]) -> Result<()> {
    record::Entity::delete_by_id(rid.to_vec())
        .exec(tx.conn().await?)
        .await?;
    tx.memo().ledger.forget_record(rid);
    Ok(())
}

/// Gives the records of an object the thread that its Create has now shown.
pub(crate) async fn set_context(tx: &Tx, object: &str, context: &str) -> Result<()> {
    record::Entity::update_many()
        .col_expr(
            record::Column::Context,
            Expr::value(Some(context.to_owned())),
        )
        .filter(record::Column::Object.eq(object))
        .filter(record::Column::Context.is_null())
        .exec(tx.conn().await?)
        .await?;
    tx.memo().ledger.records.forget(object);
    Ok(())
}

/// A thread has taken another name.
pub(crate) async fn rename_context(tx: &Tx, old: &str, new: &str) -> Result<()> {
    record::Entity::update_many()
        .col_expr(record::Column::Context, Expr::value(Some(new.to_owned())))
        .filter(record::Column::Context.eq(old))
        .exec(tx.conn().await?)
        .await?;
    tx.memo().ledger.records.clear();
    Ok(())
}

/// The accepted records of a thread, oldest first.
pub(crate) async fn of_context(
    conn: &impl ConnectionTrait,
    context: &str,
    actors: &[String],
) -> Result<Vec<record::Model>> {
    let mut wanted = Condition::any().add(record::Column::Context.eq(context));
    if !actors.is_empty() {
        wanted = wanted.add(
            Condition::all()
                .add(record::Column::Kind.eq(Kind::DeleteActor.as_str()))
                .add(record::Column::Object.is_in(actors.iter().cloned())),
        );
    }
    let rows = record::Entity::find()
        .filter(wanted)
        .filter(record::Column::Standing.eq(Standing::Accepted.as_str()))
        .order_by_asc(record::Column::Published)
        .order_by_asc(record::Column::Rid)
        .all(conn)
        .await?;
    plain(rows)
}
