//! Those whose deeds wait until a member looks at them.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult,
    QuerySelect, Value,
};

use super::Kind;
use super::read::theirs;
use crate::page::Page;
use crate::people::Person;
use crate::store::dialect::{evenly, statement};
use crate::store::entity::{notice_leave, notice_policy, notice_request, notification};
use crate::{Core, Event, Millis, Refusal, Result, Tx};

/// Somebody whose deeds wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub id: i64,
    /// By local id.
    pub actor: i64,
    pub made_at: Millis,
    pub updated_at: Millis,
    /// How many of their deeds wait.
    pub count: i64,
    /// The last post in which they name the member, by local id.
    pub last: Option<i64>,
}

/// How much waits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    pub people: i64,
    pub notices: i64,
}

/// Writes down who has done what waits, each once.
pub(super) async fn keep(tx: &Tx, notices: &[i64]) -> Result<()> {
    if notices.is_empty() {
        return Ok(());
    }
    let ids: Vec<Value> = evenly(notices).map(Value::from).collect();
    let words = format!(
        "INSERT INTO notice_request (person_id, actor_id, made_at, updated_at) \
         SELECT n.person_id, n.actor_id, n.made_at, n.made_at FROM notification n WHERE n.id IN ({}) \
         ON CONFLICT (person_id, actor_id) DO UPDATE SET updated_at = excluded.updated_at",
        vec!["?"; ids.len()].join(", ")
    );
    let asked = statement(tx.core().backend(), &words, ids);
    tx.conn().await?.execute_raw(asked).await?;
    Ok(())
}

/// A page of those whose deeds wait, the newest first.
pub async fn requests(core: &Core, reader: &Person, page: &Page) -> Result<Vec<Request>> {
    let (low, high) = page.ids();
    let theirs = theirs(core, reader);
    let words = format!(
        "SELECT r.id, r.actor_id, r.made_at, r.updated_at, COUNT(n.id) AS number, \
         MAX(CASE WHEN n.kind = '{}' THEN n.post_id END) AS last_post FROM notice_request r \
         JOIN notification n ON n.person_id = r.person_id AND n.actor_id = r.actor_id AND n.aside \
         WHERE {} AND r.person_id = ? AND r.id > ? AND r.id < ? \
         GROUP BY r.id, r.actor_id, r.made_at, r.updated_at ORDER BY r.id {} LIMIT {}",
        Kind::Mention.as_str(),
        theirs.words,
        page.order(),
        page.limit
    );
    let mut values = theirs.values;
    values.extend([reader.id.into(), low.into(), high.into()]);
    let asked = statement(core.backend(), &words, values);
    let rows = core.reader().query_all_raw(asked).await?;
    let mut found = rows.iter().map(request).collect::<Result<Vec<_>>>()?;
    found.sort_by_key(|one| std::cmp::Reverse(one.id));
    Ok(found)
}

fn request(row: &QueryResult) -> Result<Request> {
    Ok(Request {
        id: row.try_get("", "id")?,
        actor: row.try_get("", "actor_id")?,
        made_at: row.try_get("", "made_at")?,
        updated_at: row.try_get("", "updated_at")?,
        count: row.try_get("", "number")?,
        last: row.try_get("", "last_post")?,
    })
}

/// One of a member's, by its id.
///
/// # Errors
/// None of theirs, or nothing that waits any more.
pub async fn request_of(core: &Core, reader: &Person, id: i64) -> Result<Request> {
    let only = Page::only(id);
    let found = requests(core, reader, &only).await?;
    found
        .into_iter()
        .next()
        .ok_or_else(|| Refusal::NoSuchRequest.into())
}

/// How much waits for a member.
pub async fn waiting(core: &Core, reader: &Person) -> Result<Waiting> {
    let theirs = theirs(core, reader);
    let words = format!(
        "SELECT COUNT(DISTINCT n.actor_id) AS people, COUNT(*) AS notices FROM notification n \
         WHERE {} AND n.aside",
        theirs.words
    );
    let asked = statement(core.backend(), &words, theirs.values);
    let row = core.reader().query_one_raw(asked).await?;
    let Some(row) = row else {
        return Ok(Waiting::default());
    };
    Ok(Waiting {
        people: row.try_get("", "people")?,
        notices: row.try_get("", "notices")?,
    })
}

/// A member hears of what some have done, and of all that they do from now on.
///
/// # Errors
/// None of the member's.
pub async fn accept(tx: &Tx, reader: &Person, ids: &[i64]) -> Result<()> {
    let actors = done_with(tx, reader, ids).await?;
    let row = |actor: &i64| notice_leave::ActiveModel {
        person_id: Set(reader.id),
        actor_id: Set(*actor),
    };
    notice_leave::Entity::insert_many(actors.iter().map(row))
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn().await?)
        .await?;
    notification::Entity::update_many()
        .col_expr(notification::Column::Aside, Expr::value(false))
        .filter(notification::Column::PersonId.eq(reader.id))
        .filter(notification::Column::ActorId.is_in(evenly(&actors)))
        .filter(notification::Column::Aside.eq(true))
        .exec(tx.conn().await?)
        .await?;
    tx.happens(Event::Merged(reader.id));
    Ok(())
}

/// What some have done is let go.
///
/// # Errors
/// None of the member's.
pub async fn refuse(tx: &Tx, reader: &Person, ids: &[i64]) -> Result<()> {
    let actors = done_with(tx, reader, ids).await?;
    notification::Entity::delete_many()
        .filter(notification::Column::PersonId.eq(reader.id))
        .filter(notification::Column::ActorId.is_in(evenly(&actors)))
        .filter(notification::Column::Aside.eq(true))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// Whose they are, by local id; they wait no longer.
async fn done_with(tx: &Tx, reader: &Person, ids: &[i64]) -> Result<Vec<i64>> {
    use notice_request::Column;
    let ids: Vec<i64> = evenly(ids).collect();
    let those = || {
        notice_request::Entity::find()
            .filter(Column::PersonId.eq(reader.id))
            .filter(Column::Id.is_in(ids.iter().copied()))
    };
    let actors: Vec<i64> = those()
        .select_only()
        .column(Column::ActorId)
        .into_tuple()
        .all(tx.conn().await?)
        .await?;
    if actors.is_empty() {
        return Err(Refusal::NoSuchRequest.into());
    }
    notice_request::Entity::delete_many()
        .filter(Column::PersonId.eq(reader.id))
        .filter(Column::Id.is_in(ids))
        .exec(tx.conn().await?)
        .await?;
    Ok(actors)
}

/// Somebody is gone: nothing of theirs waits, and nothing for them.
pub(super) async fn forget(tx: &Tx, person: i64) -> Result<()> {
    let conn = tx.conn().await?;
    for column in [
        notice_request::Column::ActorId,
        notice_request::Column::PersonId,
    ] {
        let rows = notice_request::Entity::delete_many().filter(column.eq(person));
        rows.exec(conn).await?;
    }
    for column in [
        notice_leave::Column::ActorId,
        notice_leave::Column::PersonId,
    ] {
        let rows = notice_leave::Entity::delete_many().filter(column.eq(person));
        rows.exec(conn).await?;
    }
    notice_policy::Entity::delete_by_id(person)
        .exec(conn)
        .await?;
    Ok(())
}
