//! Whom a member may want to follow: salons of this node and of those that it exchanges with, then those
//! whom the people follow that they follow.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

use super::listed;
use crate::people::Person;
use crate::store::dialect::statement;
use crate::store::entity::dismissed;
use crate::timelines::sql::{self, Piece, Reader};
use crate::{Core, Result, Tx};

/// Of salons, and of those whom one's own follow, so many are looked at.
const LOOKED_AT: u64 = 10_000;

/// Why somebody is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A salon of this node, or of one that it exchanges with.
    Salon,
    /// Somebody whom they follow follows them.
    Followed,
}

/// Somebody who is suggested, by local id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suggested {
    pub id: i64,
    pub why: Why,
}

/// Whom a member may want to follow, the likeliest first: nobody whom they follow or have asked to, avoid or
/// have dismissed.
pub async fn suggestions(core: &Core, reader: &Person, limit: usize) -> Result<Vec<Suggested>> {
    let mut found: Vec<Suggested> = Vec::new();
    for (from, order, why) in [
        (salons(), OF_SALONS, Why::Salon),
        (followed(reader), OF_FOLLOWED, Why::Followed),
    ] {
        let what = from.and(listed()).and(strangers(core, reader));
        let words = format!("{} {order} LIMIT {limit}", what.words);
        let asked = statement(core.backend(), &words, what.values);
        for row in core.reader().query_all_raw(asked).await? {
            let id: i64 = row.try_get("", "id")?;
            if found.len() < limit && found.iter().all(|one| one.id != id) {
                found.push(Suggested { id, why });
            }
        }
    }
    Ok(found)
}

/// Salons of this node, of hosts that are allowed, and those that somebody here has followed.
fn salons() -> Piece {
    let words = format!(
        "SELECT p.id FROM (SELECT s.uri, \
         CASE WHEN s.local THEN 0 WHEN h.level = 'allow' THEN 1 ELSE 2 END AS place, \
         COALESCE((SELECT MAX(t.last_at) FROM thread t WHERE t.forum_id = s.id), 0) AS spoken \
         FROM forum s LEFT JOIN peer h ON h.host = s.host WHERE (s.local = ? \
         OR s.backfilled_at IS NOT NULL OR h.level = 'allow') \
         AND (h.level IS NULL OR h.level <> 'limit') LIMIT {LOOKED_AT}) AS salons \
         JOIN person p ON p.uri = salons.uri WHERE p.kind <> 'Application'"
    );
    Piece::new(words, [true.into()])
}

/// Our own first, and what was last spoken in before the others.
const OF_SALONS: &str = "ORDER BY salons.place, salons.spoken DESC, p.id";

/// Those whom those follow whom somebody follows, but for those who hide it.
fn followed(reader: &Person) -> Piece {
    let words = format!(
        "SELECT p.id FROM (SELECT v.followed FROM follow w JOIN person m ON m.uri = w.followed \
         AND m.hides_follows IS NOT TRUE JOIN follow v ON v.follower = w.followed \
         WHERE w.follower = ? AND w.state = 'accepted' AND v.state = 'accepted' LIMIT {LOOKED_AT}) \
         AS theirs JOIN person p ON p.uri = theirs.followed WHERE p.kind <> 'Application'"
    );
    Piece::new(words, [reader.uri.as_str().into()])
}

/// Whom more of them follow comes first.
const OF_FOLLOWED: &str = "GROUP BY p.id ORDER BY COUNT(*) DESC, p.id DESC";

/// Nobody whom a member follows or has asked to, avoids, has dismissed or is.
fn strangers(core: &Core, reader: &Person) -> Piece {
    let words = "p.id <> ? AND NOT EXISTS (SELECT 1 FROM follow k WHERE k.follower = ? \
        AND k.followed = p.uri) AND NOT EXISTS (SELECT 1 FROM dismissed d WHERE d.person_id = ? \
        AND d.target_id = p.id)";
    let values = [
        reader.id.into(),
        reader.uri.as_str().into(),
        reader.id.into(),
    ];
    Piece::new(words, values).and(sql::nobody_avoided(core, Reader::One(reader), "p.id"))
}

/// Somebody, by local id, is suggested no more.
pub async fn dismiss(tx: &Tx, reader: &Person, target: i64) -> Result<()> {
    let row = dismissed::ActiveModel {
        person_id: Set(reader.id),
        target_id: Set(target),
    };
    dismissed::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn().await?)
        .await?;
    Ok(())
}
