//! What members have written to be published later. It is kept as it was said, and read again when it
//! is due; what cannot be published then stays with its author, with the reason.

#[cfg(test)]
mod tests;

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect,
};

use crate::media::{self, Media};
use crate::page::{Line, Page};
use crate::people::Person;
use crate::store::dialect::within;
use crate::store::entity::scheduled::{Column, Entity};
use crate::store::lines::lines;
use crate::{Core, Error, Job, Millis, Refusal, Result, Tx};

pub use crate::store::entity::scheduled::Model as Scheduled;

/// So far ahead at least: five minutes, as with Mastodon.
pub const SOONEST: Millis = 300_000;
/// So far ahead at most: five years.
pub const LATEST: Millis = 5 * 365 * DAY;
/// Of one member at most, and for one day (UTC).
pub const OF_ONE: usize = 300;
pub const OF_A_DAY: usize = 25;
const DAY: Millis = 86_400_000;

/// What is to be published later.
#[derive(Debug, Clone, Copy)]
pub struct NewScheduled<'n> {
    /// Milliseconds UTC.
    pub due: Millis,
    pub said: &'n str,
    /// Uploads that will hang on it.
    pub media: &'n [Media],
}

/// Keeps what is to be published later.
///
/// # Errors
/// Too soon or too late, too many, uploads that hang on something already.
pub async fn keep(tx: &mut Tx, person: &Person, new: &NewScheduled<'_>) -> Result<Scheduled> {
    let row = Scheduled {
        id: tx.id(tx.now()),
        person_id: person.id,
        due: new.due,
        said: new.said.to_owned(),
        refused: None,
    };
    fits(tx, &row).await?;
    Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx.conn().await?)
        .await?;
    media::attach(tx, person, row.id, new.media).await?;
    tx.enqueue_at(job(&row), row.due);
    Ok(row)
}

/// Sets another time, also for what could not be published.
///
/// # Errors
/// Another's or none, too soon or too late, too many for that day.
pub async fn change(tx: &mut Tx, person: &Person, id: i64, due: Millis) -> Result<Scheduled> {
    let mut row = own(tx, person, id).await?;
    row.due = due;
    row.refused = None;
    fits(tx, &row).await?;
    let dated = Entity::update_many()
        .col_expr(Column::Due, Expr::value(due))
        .col_expr(Column::Refused, Expr::value(None::<String>))
        .filter(Column::Id.eq(id))
        .exec(tx.conn().await?)
        .await?;
    // It may have been published meanwhile.
    if dated.rows_affected == 0 {
        return Err(nothing(id));
    }
    tx.enqueue_at(job(&row), row.due);
    Ok(row)
}

/// Gives up what was to be published; its uploads hang on nothing again.
///
/// # Errors
/// Another's or none.
pub async fn delete(tx: &Tx, person: &Person, id: i64) -> Result<()> {
    let row = own(tx, person, id).await?;
    let gone = Entity::delete_by_id(row.id).exec(tx.conn().await?).await?;
    // It may have been published meanwhile.
    if gone.rows_affected == 0 {
        return Err(nothing(id));
    }
    media::let_go(tx, row.id).await
}

/// Takes away what is published in this very write; its uploads are free for it. Answers false where it was
/// given up, dated anew or published meanwhile.
pub async fn take(tx: &Tx, row: &Scheduled) -> Result<bool> {
    let taken = Entity::delete_many()
        .filter(Column::Id.eq(row.id))
        .filter(Column::Due.lte(tx.now()))
        .filter(Column::Refused.is_null())
        .exec(tx.conn().await?)
        .await?;
    if taken.rows_affected == 0 {
        return Ok(false);
    }
    media::let_go(tx, row.id).await?;
    Ok(true)
}

/// Keeps with its author what cannot be published, with the reason in words.
pub async fn refuse(tx: &Tx, row: &Scheduled, why: &str) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Refused, Expr::value(Some(why)))
        .filter(Column::Id.eq(row.id))
        .filter(Column::Due.eq(row.due))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// What somebody who goes had to be published goes with its uploads.
pub(crate) async fn forget_person(tx: &Tx, person: i64) -> Result<()> {
    let ids: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::PersonId.eq(person))
        .into_tuple()
        .all(tx.conn().await?)
        .await?;
    if ids.is_empty() {
        return Ok(());
    }
    media::forget_of_posts(tx, &ids).await?;
    Entity::delete_many()
        .filter(Column::PersonId.eq(person))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// What is to be published now: nothing where it was given up, or dated anew.
pub async fn due(tx: &Tx, id: i64) -> Result<Option<Scheduled>> {
    let row = Entity::find_by_id(id).one(tx.conn().await?).await?;
    Ok(row.filter(|row| row.due <= tx.now() && row.refused.is_none()))
}

/// A page of what a member has to be published, the latest written first.
pub async fn page(core: &Core, person: &Person, page: &Page) -> Result<Vec<Scheduled>> {
    let words = "SELECT id AS place, id AS shown FROM scheduled WHERE person_id = ?";
    let found: Vec<Line> = lines(core, words, "id", vec![person.id.into()], page).await?;
    let ids: Vec<i64> = found.into_iter().map(|(_, id)| id).collect();
    let Some(those) = within(Column::Id, &ids) else {
        return Ok(Vec::new());
    };
    let mut rows = Entity::find().filter(those).all(core.reader()).await?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.id));
    Ok(rows)
}

/// One of a member's own.
///
/// # Errors
/// Another's or none.
pub async fn one(core: &Core, person: &Person, id: i64) -> Result<Scheduled> {
    let row = Entity::find_by_id(id).one(core.reader()).await?;
    of_person(row, person, id)
}

async fn own(tx: &Tx, person: &Person, id: i64) -> Result<Scheduled> {
    let row = Entity::find_by_id(id).one(tx.conn().await?).await?;
    of_person(row, person, id)
}

fn of_person(row: Option<Scheduled>, person: &Person, id: i64) -> Result<Scheduled> {
    let row = row.filter(|row| row.person_id == person.id);
    row.ok_or_else(|| nothing(id))
}

fn nothing(id: i64) -> Error {
    Refusal::NothingThere(id.to_string()).into()
}

/// Whether its time may be, beside what else the member has to be published.
async fn fits(tx: &Tx, row: &Scheduled) -> Result<()> {
    if !(tx.now() + SOONEST..=tx.now() + LATEST).contains(&row.due) {
        return Err(Refusal::ScheduleTime.into());
    }
    let others = Entity::find()
        .filter(Column::PersonId.eq(row.person_id))
        .filter(Column::Id.ne(row.id));
    let day = row.due - row.due.rem_euclid(DAY);
    let that_day = others
        .clone()
        .filter(Column::Due.between(day, day + DAY - 1));
    for (found, limit) in [(others, OF_ONE), (that_day, OF_A_DAY)] {
        if found.count(tx.conn().await?).await? >= limit as u64 {
            return Err(Refusal::TooManyScheduled { limit }.into());
        }
    }
    Ok(())
}

fn job(row: &Scheduled) -> Job {
    Job::Publish {
        person: row.person_id,
        scheduled: row.id,
    }
}
