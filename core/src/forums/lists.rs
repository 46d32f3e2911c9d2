//! Who follows whom, in pages and for some at once, as clients ask.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, Value};

use crate::page::Page;
use crate::store::dialect::{evenly, statement};
use crate::{Core, Result};

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
        "SELECT followed AS other, 0 AS side, state FROM follow WHERE follower = ? AND followed IN ({marks}) \
         UNION ALL SELECT follower AS other, 1 AS side, state FROM follow WHERE followed = ? AND follower IN ({marks})"
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
        } else {
            ties.followed_by = Some(state);
        }
    }
    Ok(found)
}
