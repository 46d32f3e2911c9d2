//! What is used and liked most of late: hashtags, and what was opened, from what everybody may read. It is
//! computed every few minutes from the newest posts, and asked again for each reader.

use std::cmp::Reverse;
use std::collections::HashSet;

use sea_orm::{ConnectionTrait, Value};
use tokio::sync::Mutex;

use crate::store::dialect::{evenly, statement};
use crate::threads::read::Viewer;
use crate::timelines::sql::{self, Piece};
use crate::{Core, Millis, Result, id};

/// How long what was computed holds.
const FRESH: Millis = 300_000;
/// What is older makes no trend.
const SPAN: Millis = 7 * 86_400_000;
/// A post counts for half as much after so long.
const HALF: Millis = 86_400_000;
/// Of the newest posts so many are looked at.
const LOOKED_AT: u64 = 5_000;
/// Hashtags and posts that are remembered.
const KEPT: usize = 200;
/// One person alone makes no trend.
const PEOPLE: u64 = 2;

/// What was computed last, and when.
#[derive(Debug, Default)]
pub(crate) struct Trends(Mutex<Option<(Millis, Computed)>>);

#[derive(Debug, Clone, Default)]
struct Computed {
    tags: Vec<String>,
    posts: Vec<i64>,
}

/// A part of the hashtags that most people use, by their keys.
pub async fn trending_tags(core: &Core, offset: usize, limit: usize) -> Result<Vec<String>> {
    let tags = computed(core).await?.tags.into_iter();
    Ok(tags.skip(offset).take(limit).collect())
}

/// A part of what was opened and is liked, passed on and answered most, by local id, without whom the viewer
/// avoids.
pub async fn trending_posts(
    core: &Core,
    viewer: &Viewer,
    offset: usize,
    limit: usize,
) -> Result<Vec<i64>> {
    let mut posts = computed(core).await?.posts;
    if posts.is_empty() {
        return Ok(posts);
    }
    let named: Vec<i64> = evenly(&posts).collect();
    let words = format!(
        "SELECT x.id FROM post x WHERE x.id IN ({})",
        vec!["?"; named.len()].join(", ")
    );
    let what = Piece::new(words, named.into_iter().map(Value::from))
        .and(sql::for_strangers())
        .and(sql::wanted(core, viewer));
    let asked = statement(core.backend(), &what.words, what.values);
    let mut shown = HashSet::new();
    for row in core.reader().query_all_raw(asked).await? {
        shown.insert(row.try_get::<i64>("", "id")?);
    }
    posts.retain(|id| shown.contains(id));
    Ok(posts.into_iter().skip(offset).take(limit).collect())
}

/// What was computed a few minutes ago at most. Who asks while it is computed waits for that.
async fn computed(core: &Core) -> Result<Computed> {
    let Trends(last) = core.trends();
    let mut last = last.lock().await;
    let now = core.now();
    if let Some((at, computed)) = &*last
        && now - at < FRESH
    {
        return Ok(computed.clone());
    }
    let computed = Computed {
        tags: tags(core, now).await?,
        posts: posts(core, now).await?,
    };
    *last = Some((now, computed.clone()));
    Ok(computed)
}

/// The newest posts `x` that everybody may read, of which `columns` are wanted.
fn newest(columns: &str, which: &str, now: Millis) -> Piece {
    let open = sql::for_strangers();
    let words = format!(
        "SELECT {columns} FROM post x WHERE {which}x.id > ? AND {} ORDER BY x.id DESC LIMIT {LOOKED_AT}",
        open.words
    );
    let since: Value = id::beginning(now - SPAN).into();
    Piece::new(words, std::iter::once(since).chain(open.values))
}

async fn tags(core: &Core, now: Millis) -> Result<Vec<String>> {
    let newest = newest("x.id, x.author_id", "", now);
    let words = format!(
        "SELECT g.tag FROM ({}) AS latest JOIN post_tag g ON g.post_id = latest.id GROUP BY g.tag \
         HAVING COUNT(DISTINCT latest.author_id) >= {PEOPLE} \
         ORDER BY COUNT(DISTINCT latest.author_id) DESC, COUNT(*) DESC, g.tag LIMIT {KEPT}",
        newest.words
    );
    let asked = statement(core.backend(), &words, newest.values);
    let rows = core.reader().query_all_raw(asked).await?;
    let tag = |row: &sea_orm::QueryResult| Ok(row.try_get("", "tag")?);
    rows.iter().map(tag).collect()
}

/// What was opened of late and moves others, those who do least lately last.
async fn posts(core: &Core, now: Millis) -> Result<Vec<i64>> {
    let columns = "x.id, x.likes, (SELECT COUNT(*) FROM boost b WHERE b.post_id = x.id \
        AND b.visibility = 'public' AND b.person_id <> x.author_id) AS boosts, (SELECT COUNT(DISTINCT y.author_id) FROM post y \
        WHERE y.parent = x.uri AND y.state = 'live' AND y.visibility = 'public' \
        AND y.author_id <> x.author_id) AS answers";
    let newest = newest(columns, "x.parent IS NULL AND ", now);
    let asked = statement(core.backend(), &newest.words, newest.values);
    let mut found: Vec<(u64, i64)> = Vec::new();
    for row in core.reader().query_all_raw(asked).await? {
        let id: i64 = row.try_get("", "id")?;
        let mut weight = 0;
        for column in ["likes", "boosts", "answers"] {
            let number: i64 = row.try_get("", column)?;
            weight += u64::try_from(number).unwrap_or_default();
        }
        if weight > 0 {
            found.push((weight_after(weight, now - id::moment(id)), id));
        }
    }
    found.sort_unstable_by_key(|one| Reverse(*one));
    found.truncate(KEPT);
    Ok(found.into_iter().map(|(_, id)| id).collect())
}

/// What a weight is worth after some time, in thousandths: half of it for each day, evenly between.
fn weight_after(weight: u64, age: Millis) -> u64 {
    let age = u64::try_from(age).unwrap_or_default();
    let half = HALF.unsigned_abs();
    let (days, rest) = (age / half, age % half);
    let whole = weight.saturating_mul(1_000) >> days.min(63);
    whole - whole / 2 * rest / half
}
