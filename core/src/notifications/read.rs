//! Which notifications a member is shown, and which they have done with.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult, Value};

use super::{ALONE, Kind, Notice};
use crate::page::Page;
use crate::people::Person;
use crate::store::dialect::statement;
use crate::store::entity::notification;
use crate::timelines::sql::{self, Piece};
use crate::{Core, Result, Tx};

/// Which notifications are asked for.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub kinds: Vec<Kind>,
    /// Only what this one did, by local id.
    pub actor: Option<i64>,
    /// Also what waits until the member looks.
    pub waiting: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            kinds: Kind::ALL.to_vec(),
            actor: None,
            waiting: false,
        }
    }
}

/// Of a member, what is not of somebody whom they avoid since, who blocks them or is suspended, nor about
/// what is gone or no longer theirs to read.
pub(super) fn theirs(core: &Core, reader: &Person) -> Piece {
    let muted = "n.person_id = ? AND NOT EXISTS (SELECT 1 FROM mute u \
                 WHERE u.person_id = n.person_id AND u.target_id = n.actor_id AND u.notifications \
                 AND (u.until IS NULL OR u.until > ?))";
    let suspended = "NOT EXISTS (SELECT 1 FROM person v WHERE v.id = n.actor_id \
                     AND v.suspended_at IS NOT NULL)";
    let theirs = sql::is_for(reader);
    let about = format!(
        "(n.post_id IS NULL OR EXISTS (SELECT 1 FROM post x WHERE x.id = n.post_id \
         AND x.state = 'live' AND {}))",
        theirs.words
    );
    Piece::new(muted, [reader.id.into(), core.now().into()])
        .and(sql::nobody_blocked(reader, "n.actor_id"))
        .and(Piece::new(suspended, []))
        .and(Piece::new(about, theirs.values))
}

/// What does not wait.
const HEARD: &str = " AND NOT n.aside";

/// A page of what a member hears of, the newest first.
pub async fn page(
    core: &Core,
    reader: &Person,
    wanted: &Wanted,
    page: &Page,
) -> Result<Vec<Notice>> {
    if wanted.kinds.is_empty() {
        return Ok(Vec::new());
    }
    let mut more = if wanted.waiting { "" } else { HEARD }.to_owned();
    let mut values = Vec::new();
    if wanted.kinds.len() < Kind::ALL.len() {
        // Words of ours, a few dozen statements at most.
        let mut kinds = wanted.kinds.clone();
        kinds.sort();
        kinds.dedup();
        let words: Vec<String> = kinds
            .iter()
            .map(|kind| format!("'{}'", kind.as_str()))
            .collect();
        more.extend([" AND n.kind IN (", &words.join(", "), ")"]);
    }
    if let Some(actor) = wanted.actor {
        more.push_str(" AND n.actor_id = ?");
        values.push(actor.into());
    }
    find(core, reader, &more, values, page).await
}

/// One notification of a member, by its id.
pub async fn one(core: &Core, reader: &Person, id: i64) -> Result<Option<Notice>> {
    let page = Page::first(1);
    let found = find(core, reader, " AND n.id = ?", vec![id.into()], &page).await?;
    Ok(found.into_iter().next())
}

/// A page of what is shown together under a key.
pub async fn of_group(core: &Core, reader: &Person, key: &str, page: &Page) -> Result<Vec<Notice>> {
    if let Some(id) = alone(key) {
        return find(core, reader, " AND n.id = ?", vec![id.into()], page).await;
    }
    if key.is_empty() {
        return Ok(Vec::new());
    }
    let more = format!(" AND n.group_key = ?{HEARD}");
    find(core, reader, &more, vec![key.into()], page).await
}

/// The id in the key of what is shown alone.
fn alone(key: &str) -> Option<i64> {
    key.strip_prefix(ALONE)?.parse().ok()
}

async fn find(
    core: &Core,
    reader: &Person,
    more: &str,
    values: Vec<Value>,
    page: &Page,
) -> Result<Vec<Notice>> {
    let (low, high) = page.ids();
    let theirs = theirs(core, reader);
    let words = format!(
        "SELECT n.id, n.kind, n.actor_id, n.post_id, n.report_id, n.group_key, \
         n.made_at FROM notification n \
         WHERE {}{more} AND n.id > ? AND n.id < ? ORDER BY n.id {} LIMIT {}",
        theirs.words,
        page.order(),
        page.limit
    );
    let mut all = theirs.values;
    all.extend(values);
    all.extend([low.into(), high.into()]);
    let rows = core
        .reader()
        .query_all_raw(statement(core.backend(), &words, all))
        .await?;
    let found = rows.iter().map(notice).collect::<Result<Vec<_>>>()?;
    let mut found: Vec<Notice> = found.into_iter().flatten().collect();
    found.sort_by_key(|one| std::cmp::Reverse(one.id));
    Ok(found)
}

/// Nothing where the kind is one of a later version.
fn notice(row: &QueryResult) -> Result<Option<Notice>> {
    let kind: String = row.try_get("", "kind")?;
    let Some(kind) = Kind::named(&kind) else {
        return Ok(None);
    };
    Ok(Some(Notice {
        id: row.try_get("", "id")?,
        kind,
        actor: row.try_get("", "actor_id")?,
        post: row.try_get("", "post_id")?,
        report: row.try_get("", "report_id")?,
        made_at: row.try_get("", "made_at")?,
        together: row.try_get("", "group_key")?,
    }))
}

/// A member has done with all that they heard of.
pub async fn clear(tx: &Tx, reader: &Person) -> Result<()> {
    notification::Entity::delete_many()
        .filter(notification::Column::PersonId.eq(reader.id))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// A member has done with a notification; one that is not there, or is another's, stays as it is.
pub async fn dismiss(tx: &Tx, reader: &Person, id: i64) -> Result<()> {
    notification::Entity::delete_many()
        .filter(notification::Column::Id.eq(id))
        .filter(notification::Column::PersonId.eq(reader.id))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// A member has done with what is shown together under a key.
pub async fn dismiss_group(tx: &Tx, reader: &Person, key: &str) -> Result<()> {
    if let Some(id) = alone(key) {
        return dismiss(tx, reader, id).await;
    }
    if key.is_empty() {
        return Ok(());
    }
    notification::Entity::delete_many()
        .filter(notification::Column::PersonId.eq(reader.id))
        .filter(notification::Column::GroupKey.eq(key))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}
