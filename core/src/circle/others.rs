//! People and hosts whom a member mutes or blocks, and notes about people.

use std::collections::HashMap;

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Value,
};

use crate::page::{Line, Page};
use crate::people::{self, Person};
use crate::store::dialect::{evenly, statement};
use crate::store::entity::{block, follow, host_block, mute, remark};
use crate::store::lines::{lines, part};
use crate::{Core, Millis, Refusal, Result, Tx, forums};

/// Longest note about somebody, in characters.
const REMARK: usize = 2_000;

/// Mutes somebody, notifications included or not, for a while or for ever; or no longer.
pub async fn mute(
    tx: &Tx,
    reader: &Person,
    target: &Person,
    how: Option<(bool, Option<Millis>)>,
) -> Result<()> {
    not_oneself(reader, target)?;
    let Some((notifications, until)) = how else {
        mute::Entity::delete_many()
            .filter(mute::Column::PersonId.eq(reader.id))
            .filter(mute::Column::TargetId.eq(target.id))
            .exec(tx.conn().await?)
            .await?;
        return Ok(());
    };
    let row = mute::ActiveModel {
        person_id: Set(reader.id),
        target_id: Set(target.id),
        notifications: Set(notifications),
        until: Set(until),
        made_at: Set(tx.now()),
        ..Default::default()
    };
    mute::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([mute::Column::PersonId, mute::Column::TargetId])
                .update_columns([mute::Column::Notifications, mute::Column::Until])
                .to_owned(),
        )
        .exec_without_returning(tx.conn().await?)
        .await?;
    Ok(())
}

/// Blocks somebody, or no longer. Whoever is blocked neither follows nor is followed any more, and is
/// told only that.
pub async fn block(tx: &mut Tx, reader: &Person, target: &Person, yes: bool) -> Result<()> {
    not_oneself(reader, target)?;
    if !yes {
        block::Entity::delete_many()
            .filter(block::Column::PersonId.eq(reader.id))
            .filter(block::Column::TargetId.eq(target.id))
            .exec(tx.conn().await?)
            .await?;
        return Ok(());
    }
    let row = block::ActiveModel {
        person_id: Set(reader.id),
        target_id: Set(target.id),
        made_at: Set(tx.now()),
        ..Default::default()
    };
    block::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn().await?)
        .await?;
    let inbox = target.delivery_inbox().unwrap_or_default().to_owned();
    forums::unfollow(tx, reader, &target.uri, &inbox).await?;
    forums::refuse_follower(tx, reader, target).await
}

/// Blocks a host for oneself, or no longer: nothing of it is read, and nobody of it follows or is
/// followed.
pub async fn block_host(tx: &mut Tx, reader: &Person, host: &str, yes: bool) -> Result<()> {
    if !yes {
        host_block::Entity::delete_many()
            .filter(host_block::Column::PersonId.eq(reader.id))
            .filter(host_block::Column::Host.eq(host))
            .exec(tx.conn().await?)
            .await?;
        return Ok(());
    }
    if host == tx.core().base().host() {
        return Err(Refusal::HostInvalid(host.to_owned()).into());
    }
    let row = host_block::ActiveModel {
        person_id: Set(reader.id),
        host: Set(host.to_owned()),
        made_at: Set(tx.now()),
        ..Default::default()
    };
    host_block::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn().await?)
        .await?;
    let followers = follow::Entity::find()
        .filter(follow::Column::Followed.eq(reader.uri.as_str()))
        .filter(follow::Column::Host.eq(host))
        .all(tx.conn().await?)
        .await?;
    for row in followers {
        if let Some(follower) = people::get(tx, &row.follower).await? {
            forums::refuse_follower(tx, reader, &follower).await?;
        }
    }
    forums::unfollow_host(tx, reader, host).await
}

/// Notes something about somebody; nothing takes the note away.
pub async fn note(tx: &Tx, reader: &Person, target: &Person, words: &str) -> Result<()> {
    let words = words.trim();
    let chars = words.chars().count();
    if chars > REMARK {
        return Err(Refusal::NoteTooLong {
            chars,
            limit: REMARK,
        }
        .into());
    }
    if words.is_empty() {
        remark::Entity::delete_by_id((reader.id, target.id))
            .exec(tx.conn().await?)
            .await?;
        return Ok(());
    }
    let row = remark::ActiveModel {
        person_id: Set(reader.id),
        target_id: Set(target.id),
        words: Set(words.to_owned()),
    };
    remark::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([remark::Column::PersonId, remark::Column::TargetId])
                .update_column(remark::Column::Words)
                .to_owned(),
        )
        .exec_without_returning(tx.conn().await?)
        .await?;
    Ok(())
}

fn not_oneself(reader: &Person, target: &Person) -> Result<()> {
    if reader.id == target.id {
        return Err(Refusal::NotOneself.into());
    }
    Ok(())
}

/// Whom a member mutes, the latest first.
pub async fn muted(core: &Core, reader: &Person, page: &Page) -> Result<Vec<Line>> {
    let words = "SELECT id AS place, target_id AS shown FROM mute WHERE person_id = ? \
                 AND (until IS NULL OR until > ?)";
    let values = vec![reader.id.into(), core.now().into()];
    lines(core, words, "id", values, page).await
}

/// Whom a member blocks, the latest first.
pub async fn blocked(core: &Core, reader: &Person, page: &Page) -> Result<Vec<Line>> {
    let words = "SELECT id AS place, target_id AS shown FROM block WHERE person_id = ?";
    lines(core, words, "id", vec![reader.id.into()], page).await
}

/// Which hosts a member blocks for themselves, the latest first: (place, host).
pub async fn blocked_hosts(
    core: &Core,
    reader: &Person,
    page: &Page,
) -> Result<Vec<(i64, String)>> {
    let own = host_block::Entity::find()
        .select_only()
        .column(host_block::Column::Id)
        .column(host_block::Column::Host)
        .filter(host_block::Column::PersonId.eq(reader.id));
    let mut rows: Vec<(i64, String)> = part(own, host_block::Column::Id, page)
        .into_tuple()
        .all(core.reader())
        .await?;
    rows.sort_by_key(|(place, _)| std::cmp::Reverse(*place));
    Ok(rows)
}

/// How a member stands to somebody besides following.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a stand of its own")]
pub struct Stand {
    pub mutes: bool,
    pub mutes_notifications: bool,
    pub mute_ends: Option<Millis>,
    pub blocks: bool,
    pub is_blocked: bool,
    pub blocks_host: bool,
    pub endorses: bool,
    pub note: String,
}

/// How a member stands to some others, by local id; those to whom there is nothing are left out.
pub async fn stands(core: &Core, reader: &Person, others: &[i64]) -> Result<HashMap<i64, Stand>> {
    let mut found: HashMap<i64, Stand> = HashMap::new();
    if others.is_empty() {
        return Ok(found);
    }
    let others: Vec<i64> = evenly(others).collect();
    let marks = vec!["?"; others.len()].join(", ");
    let words = format!(
        "SELECT target_id AS other, 0 AS kind, CAST(until AS BIGINT) AS until, \
         CASE WHEN notifications THEN 'all' ELSE '' END AS words FROM mute \
         WHERE person_id = ? AND (until IS NULL OR until > ?) AND target_id IN ({marks}) \
         UNION ALL SELECT target_id, 1, NULL, '' FROM block WHERE person_id = ? AND target_id IN ({marks}) \
         UNION ALL SELECT person_id, 2, NULL, '' FROM block WHERE target_id = ? AND person_id IN ({marks}) \
         UNION ALL SELECT a.id, 3, NULL, '' FROM person a JOIN host_block h ON h.host = a.host \
         AND h.person_id = ? WHERE a.id IN ({marks}) \
         UNION ALL SELECT target_id, 4, NULL, words FROM remark WHERE person_id = ? AND target_id IN ({marks}) \
         UNION ALL SELECT target_id, 5, NULL, '' FROM endorsement WHERE person_id = ? AND target_id IN ({marks})"
    );
    let mut values: Vec<Value> = Vec::new();
    for part in 0..6 {
        values.push(reader.id.into());
        if part == 0 {
            values.push(core.now().into());
        }
        values.extend(others.iter().map(|id| Value::from(*id)));
    }
    let rows = core
        .reader()
        .query_all_raw(statement(core.backend(), &words, values))
        .await?;
    for row in rows {
        let stand = found.entry(row.try_get("", "other")?).or_default();
        let kind: i32 = row.try_get("", "kind")?;
        let words: String = row.try_get("", "words")?;
        match kind {
            0 => {
                stand.mutes = true;
                stand.mutes_notifications = words == "all";
                stand.mute_ends = row.try_get("", "until")?;
            }
            1 => stand.blocks = true,
            2 => stand.is_blocked = true,
            3 => stand.blocks_host = true,
            4 => stand.note = words,
            _ => stand.endorses = true,
        }
    }
    Ok(found)
}
