//! Pages of lists whose lines are a place and what it shows, both numbers.

use std::cmp::Reverse;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QueryResult,
    QuerySelect, Select, Value,
};

use super::dialect::statement;
use crate::page::{Line, Page};
use crate::{Core, Result};

/// A page of the lines that `words` select as `place` and `shown`, the highest place first; `place` is
/// the column that the words call so, and they end in a condition.
pub(crate) async fn lines(
    core: &Core,
    words: &str,
    place: &str,
    mut values: Vec<Value>,
    page: &Page,
) -> Result<Vec<Line>> {
    let (low, high) = page.ids();
    let words = format!(
        "{words} AND {place} > ? AND {place} < ? ORDER BY {place} {} LIMIT {}",
        page.order(),
        page.limit
    );
    values.extend([Value::from(low), Value::from(high)]);
    let rows = core
        .reader()
        .query_all_raw(statement(core.backend(), &words, values))
        .await?;
    let line = |row: &QueryResult| Ok((row.try_get("", "place")?, row.try_get("", "shown")?));
    let mut found = rows.iter().map(line).collect::<Result<Vec<Line>>>()?;
    found.sort_by_key(|(place, _)| Reverse(*place));
    Ok(found)
}

/// As [`lines`], where the place is a moment, which several lines may share: no page ends between those,
/// and one is longer where they go on.
pub(crate) async fn lines_of_moments(
    core: &Core,
    words: &str,
    place: &str,
    values: Vec<Value>,
    page: &Page,
) -> Result<Vec<Line>> {
    let mut found = lines(core, words, place, values.clone(), page).await?;
    let last = match page.order() {
        "ASC" => found.first(),
        _ => found.last(),
    };
    let Some(&(last, _)) = last else {
        return Ok(found);
    };
    found.retain(|(moment, _)| *moment != last);
    let words = format!("{words} AND {place} = ?");
    let values = values.into_iter().chain([last.into()]).collect();
    let rows = core
        .reader()
        .query_all_raw(statement(core.backend(), &words, values))
        .await?;
    for row in rows {
        found.push((row.try_get("", "place")?, row.try_get("", "shown")?));
    }
    found.sort_by_key(|line| Reverse(*line));
    Ok(found)
}

/// As [`lines`], of rows whose place a column holds: what to read, in the order of the page.
pub(crate) fn part<E: EntityTrait>(all: Select<E>, place: E::Column, page: &Page) -> Select<E> {
    let (low, high) = page.ids();
    let order = if page.order() == "ASC" {
        Order::Asc
    } else {
        Order::Desc
    };
    all.filter(place.gt(low))
        .filter(place.lt(high))
        .order_by(place, order)
        .limit(page.limit)
}
