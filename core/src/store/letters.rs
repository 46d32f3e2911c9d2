//! Letters that were received: kept with their body until they are opened, remembered by (signer,
//! activity id) for 14 days (ledger §3).

use std::borrow::Borrow;
use std::collections::{BTreeSet, HashMap};

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::dialect::evenly;
use super::entity::{lane, letter};
use crate::{Core, Incoming, Job, Millis, Result, Tx};

/// How long the name of a letter is remembered.
const REMEMBERED: Millis = 14 * 86_400_000;

/// Keeps letters to be opened later, each in the lane of its host. A letter that was kept before is
/// kept once.
pub(crate) async fn keep(tx: &mut Tx, letters: &[Incoming]) -> Result<()> {
    let all: Vec<_> = letters.iter().map(|one| (one, true)).collect();
    enter(tx, &all).await.map(|_| ())
}

/// Takes letters that can be opened in this very write. Answers, for each, whether it is to be: one
/// that has come before is not, and one whose host has letters waiting joins those.
pub async fn take<L: Borrow<Incoming>>(tx: &mut Tx, letters: &[L]) -> Result<Vec<bool>> {
    // Before any lane: whoever else writes takes them in this order too.
    tx.lock_ledger().await?;
    let lanes: BTreeSet<String> = letters.iter().map(|one| lane_of(one.borrow())).collect();
    let lanes: Vec<String> = lanes.into_iter().collect();
    let busy: Vec<String> = lane::Entity::find()
        .select_only()
        .column(lane::Column::Name)
        .filter(lane::Column::Name.is_in(evenly(&lanes)))
        .filter(lane::Column::NextDue.is_not_null())
        .into_tuple()
        .all(tx.conn().await?)
        .await?;
    let letters = letters.iter().map(Borrow::borrow);
    let letters: Vec<_> = letters
        .map(|one| (one, busy.contains(&lane_of(one))))
        .collect();
    let new = enter(tx, &letters).await?;
    let both = letters.iter().zip(new);
    Ok(both.map(|((_, waits), new)| new && !waits).collect())
}

/// Where a letter waits to be opened.
fn lane_of(letter: &Incoming) -> String {
    let (letter, host) = (0, letter.host.clone());
    Job::Open { letter, host }.lane()
}

/// Remembers the names of letters, and keeps the bodies of those that wait. Answers, for each,
/// whether it is new.
async fn enter(tx: &mut Tx, letters: &[(&Incoming, bool)]) -> Result<Vec<bool>> {
    let rows = letters.iter().map(|(one, waits)| letter::ActiveModel {
        signer: Set(one.signer.clone()),
        activity_id: Set(one.activity_id.clone()),
        host: Set(one.host.clone()),
        body: Set(waits.then(|| one.body.clone())),
        received_at: Set(tx.now()),
        ..Default::default()
    });
    let rows: Vec<_> = rows.collect();
    // The answer leaves out the bodies, which were just sent the other way.
    let mut insert = letter::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([letter::Column::Signer, letter::Column::ActivityId])
                .do_nothing()
                .to_owned(),
        )
        .into_query();
    insert.returning(Query::returning().columns([
        letter::Column::Id,
        letter::Column::Signer,
        letter::Column::ActivityId,
    ]));
    let mut ids: HashMap<(String, String), i64> = HashMap::new();
    for row in tx.conn().await?.query_all(&insert).await? {
        let name = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        ids.insert(name, row.try_get_by_index(0)?);
    }
    let (mut hosts, mut new) = (BTreeSet::new(), Vec::with_capacity(letters.len()));
    for (one, waits) in letters {
        let id = ids.remove(&(one.signer.clone(), one.activity_id.clone()));
        new.push(id.is_some());
        let Some(letter) = id else { continue };
        let host = one.host.clone();
        hosts.insert(host.clone());
        if *waits {
            tx.enqueue(Job::Open { letter, host });
        }
    }
    let hosts: Vec<String> = hosts.into_iter().collect();
    if !hosts.is_empty() {
        crate::peering::heard_from(tx, &hosts).await?;
    }
    Ok(new)
}

/// The letters of some ids that still have a body.
pub async fn read(core: &Core, ids: &[i64]) -> Result<Vec<(i64, Incoming)>> {
    let rows = letter::Entity::find()
        .filter(letter::Column::Id.is_in(evenly(ids)))
        .all(core.reader())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let body = row.body?;
            let incoming = Incoming {
                signer: row.signer,
                activity_id: row.activity_id,
                host: row.host,
                body,
            };
            Some((row.id, incoming))
        })
        .collect())
}

/// Lets go of the bodies of letters that were opened; their names stay for 14 days.
pub async fn opened(tx: &Tx, ids: &[i64]) -> Result<()> {
    letter::Entity::update_many()
        .col_expr(letter::Column::Body, Expr::value(None::<Vec<u8>>))
        .filter(letter::Column::Id.is_in(evenly(ids)))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// Forgets the names of letters older than 14 days; answers how many. A letter that still waits to be
/// opened stays.
pub async fn forget_old(tx: &Tx) -> Result<u64> {
    let gone = letter::Entity::delete_many()
        .filter(letter::Column::ReceivedAt.lt(tx.now() - REMEMBERED))
        .filter(letter::Column::Body.is_null())
        .exec(tx.conn().await?)
        .await?;
    Ok(gone.rows_affected)
}
