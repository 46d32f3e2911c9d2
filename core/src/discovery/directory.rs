//! The directory: people and salons, by what they did last or by when they came.

use std::cmp::Reverse;
use std::collections::HashSet;

use sea_orm::ConnectionTrait;

use super::{CANDIDATES, listed};
use crate::store::dialect::{evenly, statement};
use crate::threads::read::Viewer;
use crate::timelines::sql::{self, Piece};
use crate::{Core, Result, id};

/// Of what was written last so much is looked at for those who have written it.
const LATEST: u64 = 2_000;

/// In which order the directory is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// Who has written for everybody last; of a salon its newest contribution.
    #[default]
    Active,
    /// Who came to be known here last.
    New,
}

/// Which part of the directory is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Which {
    /// Only people and salons of this node.
    pub local: bool,
    pub order: Order,
    pub offset: usize,
    pub limit: usize,
}

/// A part of the directory, by local id, without whom the viewer avoids. It goes as deep as
/// its candidates do.
pub async fn directory(core: &Core, viewer: &Viewer, which: Which) -> Result<Vec<i64>> {
    let mut candidates = people(core, which).await?;
    candidates.extend(salons(core, which).await?);
    candidates.sort_unstable_by_key(|(at, id)| Reverse((*at, *id)));
    let mut seen = HashSet::new();
    let mut ids: Vec<i64> = candidates.into_iter().map(|(_, id)| id).collect();
    ids.retain(|id| seen.insert(*id));
    if ids.is_empty() {
        return Ok(ids);
    }
    let named: Vec<i64> = evenly(&ids).collect();
    let words = format!(
        "SELECT p.id FROM person p WHERE p.id IN ({})",
        vec!["?"; named.len()].join(", ")
    );
    let what = Piece::new(words, named.into_iter().map(sea_orm::Value::from))
        .and(listed())
        .and(sql::nobody_avoided(core, viewer, "p.id"));
    let asked = statement(core.backend(), &what.words, what.values);
    let mut shown = HashSet::new();
    for row in core.reader().query_all_raw(asked).await? {
        shown.insert(row.try_get::<i64>("", "id")?);
    }
    ids.retain(|id| shown.contains(id));
    ids.truncate(CANDIDATES);
    Ok(ids
        .into_iter()
        .skip(which.offset)
        .take(which.limit)
        .collect())
}

/// People with their places in an order.
async fn people(core: &Core, which: Which) -> Result<Vec<(i64, i64)>> {
    let words = match (which.local, which.order) {
        (true, Order::New) => "SELECT person_id AS id, person_id AS at FROM account".to_owned(),
        (true, Order::Active) => "SELECT c.person_id AS id, COALESCE((SELECT x.id FROM post x \
             WHERE x.author_id = c.person_id AND x.state = 'live' AND x.visibility = 'public' \
             ORDER BY x.id DESC LIMIT 1), 0) AS at FROM account c"
            .to_owned(),
        // Ids are above zero: to say so is to say in whose order they are read.
        (false, Order::New) => {
            format!(
                "SELECT p.id, p.id AS at FROM person p WHERE p.id > 0 AND p.discoverable \
             ORDER BY p.id DESC LIMIT {LATEST}"
            )
        }
        (false, Order::Active) => format!(
            "SELECT x.author_id AS id, x.id AS at FROM post x WHERE x.id > 0 \
             AND x.state = 'live' AND x.visibility = 'public' ORDER BY x.id DESC LIMIT {LATEST}"
        ),
    };
    let asked = statement(core.backend(), &words, Vec::new());
    let mut found = Vec::new();
    for row in core.reader().query_all_raw(asked).await? {
        found.push((row.try_get("", "at")?, row.try_get("", "id")?));
    }
    Ok(found)
}

/// Salons with their places in an order.
async fn salons(core: &Core, which: Which) -> Result<Vec<(i64, i64)>> {
    let words = "SELECT g.id, s.local, (SELECT MAX(t.last_at) FROM thread t \
        WHERE t.forum_id = s.id AND t.posts > 0) AS last FROM forum s JOIN person g ON g.uri = s.uri";
    let asked = statement(core.backend(), words, Vec::new());
    let mut found = Vec::new();
    for row in core.reader().query_all_raw(asked).await? {
        let group: i64 = row.try_get("", "id")?;
        let last: Option<i64> = row.try_get("", "last")?;
        let at = match which.order {
            Order::New => group,
            Order::Active => last.map_or(0, id::beginning),
        };
        if !which.local || row.try_get("", "local")? {
            found.push((at, group));
        }
    }
    Ok(found)
}
