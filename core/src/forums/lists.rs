//! Who follows whom, in pages and for some at once, as clients ask.

use std::collections::HashMap;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Value};

use crate::page::Page;
use crate::people::Person;
use crate::store::dialect::{evenly, statement};
use crate::store::entity::follow;
use crate::{Core, Result, Tx};

/// A line of a list of people: its place in the list, and the person, by local id.
pub type Line = (i64, i64);

/// Who follows an actor, newest first.
pub async fn follower_page(core: &Core, whom: &str, page: &Page) -> Result<Vec<Line>> {
    lines(core, "w.follower", "w.followed", whom, "accepted", page).await
}

/// Whom an actor follows, newest first.
pub async fn following_page(core: &Core, who: &str, page: &Page) -> Result<Vec<Line>> {
    lines(core, "w.followed", "w.follower", who, "accepted", page).await
}

async fn lines(
    core: &Core,
    shown: &str,
    of: &str,
    uri: &str,
    state: &str,
    page: &Page,
) -> Result<Vec<Line>> {
    let words = format!(
        "SELECT w.id AS place, a.id AS person FROM follow w JOIN person a ON a.uri = {shown} \
         WHERE {of} = ? AND w.state = ? AND w.id > ? AND w.id < ? ORDER BY w.id {} LIMIT {}",
        page.order(),
        page.limit
    );
    let (low, high) = page.ids();
    let values = vec![uri.into(), state.into(), low.into(), high.into()];
    let rows = core
        .reader()
        .query_all_raw(statement(core.backend(), &words, values))
        .await?;
    let line =
        |row: &sea_orm::QueryResult| Ok((row.try_get("", "place")?, row.try_get("", "person")?));
    let mut found = rows.iter().map(line).collect::<Result<Vec<Line>>>()?;
    found.sort_by_key(|(place, _)| std::cmp::Reverse(*place));
    Ok(found)
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
    Ok(())
}
