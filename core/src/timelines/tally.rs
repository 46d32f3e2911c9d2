//! How much somebody has written and how many follow, as lists say it beside a name.

use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::{ConnectionTrait, QueryResult, Value};
use tokio::sync::Mutex;

use crate::store::dialect::{evenly, statement};
use crate::threads::read::Actor;
use crate::{Core, Millis, Result, id};

/// How long a count is shown in lists before it is counted again, milliseconds.
const FRESH: Millis = 60_000;
/// Counts that are remembered at most.
const KEPT: usize = 10_000;

/// The numbers beside a name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub followers: u64,
    pub following: u64,
    /// What everybody may read of theirs; of a salon its threads.
    pub statuses: u64,
    /// When the newest of these came to be, milliseconds UTC.
    pub last: Option<Millis>,
}

/// What was counted last.
#[derive(Debug, Default)]
pub(crate) struct Tallies(Mutex<HashMap<i64, (Millis, Tally)>>);

/// The numbers of some accounts, as they were a minute ago at most.
pub async fn recent_tallies<'a>(
    core: &Core,
    actors: impl IntoIterator<Item = &'a Arc<Actor>>,
) -> Result<HashMap<i64, Tally>> {
    let now = core.now();
    let mut found = HashMap::new();
    let mut missing = Vec::new();
    {
        let known = core.tallies().0.lock().await;
        for actor in actors {
            match known.get(&actor.person.id) {
                Some((at, tally)) if now - at < FRESH => {
                    found.insert(actor.person.id, *tally);
                }
                _ => missing.push(&**actor),
            }
        }
    }
    if missing.is_empty() {
        return Ok(found);
    }
    // Nobody waits for another one's count.
    let counted = tallies(core, &missing).await?;
    let mut known = core.tallies().0.lock().await;
    if known.len() + counted.len() > KEPT {
        known.clear();
    }
    known.extend(counted.iter().map(|(id, tally)| (*id, (now, *tally))));
    found.extend(counted);
    Ok(found)
}

/// The numbers of some accounts, counted now.
pub async fn tallies(core: &Core, actors: &[&Actor]) -> Result<HashMap<i64, Tally>> {
    let ids = actors.iter().map(|actor| actor.person.id);
    let mut found: HashMap<i64, Tally> = ids.map(|id| (id, Tally::default())).collect();
    let authors = actors.iter().filter(|actor| actor.forum.is_none());
    let authors: HashMap<i64, i64> = authors.map(|one| (one.person.id, one.person.id)).collect();
    let salons = actors
        .iter()
        .filter_map(|actor| Some((actor.forum.as_ref()?.id, actor.person.id)));
    let salons: HashMap<i64, i64> = salons.collect();
    for (whose, words) in [(&authors, BY_AUTHOR), (&salons, BY_SALON)] {
        let ids: Vec<i64> = whose.keys().copied().collect();
        for row in counted(core, words, &ids).await? {
            let tally = whose
                .get(&row.try_get("", "whose")?)
                .and_then(|id| found.get_mut(id));
            let newest: Option<i64> = row.try_get("", "newest")?;
            if let Some(tally) = tally {
                tally.statuses = number(&row)?;
                tally.last = newest.map(id::moment);
            }
        }
    }
    let by_uri: HashMap<&str, i64> = actors
        .iter()
        .map(|actor| (actor.person.uri.as_str(), actor.person.id))
        .collect();
    let uris: Vec<&str> = by_uri.keys().copied().collect();
    for (words, slot) in [
        (FOLLOWERS, followers as fn(&mut Tally) -> &mut u64),
        (FOLLOWING, following),
    ] {
        for row in counted(core, words, &uris).await? {
            let uri: String = row.try_get("", "whose")?;
            let tally = by_uri.get(uri.as_str()).and_then(|id| found.get_mut(id));
            if let Some(tally) = tally {
                *slot(tally) = number(&row)?;
            }
        }
    }
    Ok(found)
}

const BY_AUTHOR: &str = "SELECT author_id AS whose, COUNT(*) AS n, MAX(id) AS newest FROM post \
    WHERE state = 'live' AND visibility IN ('public', 'unlisted') AND author_id IN ({}) \
    GROUP BY author_id";
const BY_SALON: &str = "SELECT forum_id AS whose, COUNT(*) AS n, MAX(id) AS newest FROM thread \
    WHERE posts > 0 AND forum_id IS NOT NULL AND forum_id IN ({}) GROUP BY forum_id";
const FOLLOWERS: &str = "SELECT followed AS whose, COUNT(*) AS n FROM follow \
    WHERE state = 'accepted' AND followed IN ({}) GROUP BY followed";
const FOLLOWING: &str = "SELECT follower AS whose, COUNT(*) AS n FROM follow \
    WHERE state = 'accepted' AND follower IN ({}) GROUP BY follower";

fn followers(tally: &mut Tally) -> &mut u64 {
    &mut tally.followers
}

fn following(tally: &mut Tally) -> &mut u64 {
    &mut tally.following
}

async fn counted<T>(core: &Core, words: &str, whose: &[T]) -> Result<Vec<QueryResult>>
where
    T: Clone + Into<Value>,
{
    if whose.is_empty() {
        return Ok(Vec::new());
    }
    let values: Vec<Value> = evenly(whose).map(Into::into).collect();
    let marks = vec!["?"; values.len()].join(", ");
    let asked = statement(core.backend(), &words.replace("{}", &marks), values);
    Ok(core.reader().query_all_raw(asked).await?)
}

fn number(row: &QueryResult) -> Result<u64> {
    let number: i64 = row.try_get("", "n")?;
    Ok(u64::try_from(number).unwrap_or_default())
}
