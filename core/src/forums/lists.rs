//! Who follows whom, in pages and for some at once, as clients ask.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult, Value};

use crate::page::{Line, Page};
use crate::people::Person;
use crate::store::dialect::{evenly, statement};
use crate::store::entity::follow;
use crate::store::lines::lines;
use crate::{Core, Result, Tx};

/// Who follows an actor, newest first.
pub async fn follower_page(core: &Core, whom: &str, page: &Page) -> Result<Vec<Line>> {
    let words = "SELECT w.id AS place, a.id AS shown FROM follow w JOIN person a \
                 ON a.uri = w.follower WHERE w.followed = ? AND w.state = 'accepted'";
    lines(core, words, "w.id", vec![whom.into()], page).await
}

/// Whom an actor follows, newest first.
pub async fn following_page(core: &Core, who: &str, page: &Page) -> Result<Vec<Line>> {
    let words = "SELECT w.id AS place, a.id AS shown FROM follow w JOIN person a \
                 ON a.uri = w.followed WHERE w.follower = ? AND w.state = 'accepted'";
    lines(core, words, "w.id", vec![who.into()], page).await
}

/// The actors whom somebody follows with their consent, by `ActivityPub` id, for another question.
pub(crate) fn followed_by(who: &str) -> SelectStatement {
    Query::select()
        .column(follow::Column::Followed)
        .from(follow::Entity)
        .and_where(follow::Column::Follower.eq(who))
        .and_where(follow::Column::State.eq("accepted"))
        .to_owned()
}

/// How somebody and another one follow each other: nothing, `pending` or `accepted`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ties {
    pub follows: Option<String>,
    pub followed_by: Option<String>,
    /// Whether somebody wants none of what the other one passes on.
    pub hides_boosts: bool,
    /// Whether somebody is notified of what the other one writes.
    pub notifies: bool,
}

/// How somebody and some others follow each other, by the others' `ActivityPub` ids.
pub async fn ties(core: &Core, who: &str, others: &[&str]) -> Result<HashMap<String, Ties>> {
    let mut found: HashMap<String, Ties> = HashMap::new();
    if others.is_empty() {
        return Ok(found);
    }
    let others: Vec<&str> = evenly(others).collect();
    let marks = vec!["?"; others.len()].join(", ");
    let words = format!(
        "SELECT followed AS other, 0 AS side, state, hides_boosts, notifies FROM follow WHERE follower = ? AND followed IN ({marks}) \
         UNION ALL SELECT follower AS other, 1 AS side, state, hides_boosts, notifies FROM follow WHERE followed = ? AND follower IN ({marks})"
    );
    let half = || std::iter::once(who).chain(others.iter().copied());
    let values = half().chain(half()).map(Value::from).collect();
    let rows = core
        .reader()
        .query_all_raw(statement(core.backend(), &words, values))
        .await?;
    for row in rows {
        let other: String = row.try_get("", "other")?;
        let side: i32 = row.try_get("", "side")?;
        let ties = found.entry(other).or_default();
        let state = row.try_get("", "state")?;
        if side == 0 {
            ties.follows = Some(state);
            let flag = |name: &str| row.try_get::<Option<bool>>("", name);
            ties.hides_boosts = flag("hides_boosts")?.unwrap_or_default();
            ties.notifies = flag("notifies")?.unwrap_or_default();
        } else {
            ties.followed_by = Some(state);
        }
    }
    Ok(found)
}

/// Says what somebody of ours wants of whom they follow: what is not said stays as it is.
pub async fn heed(
    tx: &Tx,
    person: &Person,
    whom: &str,
    boosts: Option<bool>,
    notifies: Option<bool>,
) -> Result<()> {
    for (column, value) in [
        (follow::Column::HidesBoosts, boosts.map(|yes| !yes)),
        (follow::Column::Notifies, notifies),
    ] {
        if value.is_none() {
            continue;
        }
        follow::Entity::update_many()
            .col_expr(column, Expr::value(value))
            .filter(follow::Column::Follower.eq(person.uri.as_str()))
            .filter(follow::Column::Followed.eq(whom))
            .exec(tx.conn().await?)
            .await?;
    }
    tx.memo().forget_follows();
    Ok(())
}

/// Those whom somebody follows and who follow some others themselves, by local id: (the other, who follows
/// them), with consent each. Who hides whom they follow, or who follows them, is left out, and so is who is
/// suspended or blocks the reader.
pub async fn familiar(core: &Core, reader: &str, others: &[i64]) -> Result<Vec<(i64, i64)>> {
    if others.is_empty() {
        return Ok(Vec::new());
    }
    let others: Vec<i64> = evenly(others).collect();
    let words = format!(
        "SELECT t.id AS other, a.id AS familiar FROM person t JOIN follow w ON w.follower = ? \
         JOIN follow v ON v.follower = w.followed AND v.followed = t.uri \
         JOIN person a ON a.uri = v.follower WHERE t.id IN ({}) AND w.state = 'accepted' \
         AND v.state = 'accepted' AND a.hides_follows IS NOT TRUE AND t.hides_follows IS NOT TRUE \
         AND a.suspended_at IS NULL AND t.suspended_at IS NULL AND NOT EXISTS (SELECT 1 FROM block u \
         JOIN person r ON r.id = u.target_id WHERE r.uri = ? AND u.person_id IN (a.id, t.id)) \
         ORDER BY a.id",
        vec!["?"; others.len()].join(", ")
    );
    let mut values: Vec<Value> = vec![reader.into()];
    values.extend(others.into_iter().map(Value::from));
    values.push(reader.into());
    let asked = statement(core.backend(), &words, values);
    let rows = core.reader().query_all_raw(asked).await?;
    let pair = |row: &QueryResult| Ok((row.try_get("", "other")?, row.try_get("", "familiar")?));
    rows.iter().map(pair).collect()
}
