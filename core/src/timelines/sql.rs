//! The words that all timelines share. `x` is the post that is looked at.

use sea_orm::{ConnectionTrait, QueryResult, Value};

use super::{Entry, Kind, Page, Place};
use crate::peering::Level;
use crate::store::dialect::statement;
use crate::threads::read::Viewer;
use crate::{Core, Result};

/// A piece of a statement with its values.
#[derive(Debug, Clone, Default)]
pub(super) struct Piece {
    pub(super) words: String,
    pub(super) values: Vec<Value>,
}

impl Piece {
    pub(super) fn new(words: impl Into<String>, values: impl IntoIterator<Item = Value>) -> Self {
        Self {
            words: words.into(),
            values: values.into_iter().collect(),
        }
    }

    pub(super) fn and(mut self, other: Self) -> Self {
        self.words.push_str(" AND ");
        self.words.push_str(&other.words);
        self.values.extend(other.values);
        self
    }

    pub(super) fn push(&mut self, other: Self) {
        self.words.push_str(&other.words);
        self.values.extend(other.values);
    }
}

/// Ids between the ends of a page.
pub(super) fn between(page: &Page, kind: Kind) -> Piece {
    between_of("x.id", page, kind)
}

/// As [`between`], of another column that holds the id.
pub(super) fn between_of(column: &str, page: &Page, kind: Kind) -> Piece {
    let (low, high) = super::ids(page, kind);
    let words = format!("{column} > ? AND {column} < ?");
    Piece::new(words, [low.into(), high.into()])
}

/// What is live and for everybody, of no host that is blocked.
pub(super) fn for_all() -> Piece {
    Piece::new("x.state = 'live' AND x.visibility = 'public'", []).and(of_no_blocked_host())
}

/// What the viewer may read: a fair copy, for the database, of the predicate that
/// [`crate::threads::read::sight`] is; what it lets through is asked there again.
pub(super) fn for_viewer(viewer: &Viewer) -> Piece {
    let Some(person) = &viewer.person else {
        let open = Piece::new(
            "x.state = 'live' AND x.visibility IN ('public', 'unlisted')",
            [],
        );
        return open.and(of_no_blocked_host());
    };
    let uri = person.uri.as_str();
    let words = "(x.state = 'live' AND (x.visibility IN ('public', 'unlisted') OR x.author_id = ? \
        OR EXISTS (SELECT 1 FROM mention m WHERE m.post_id = x.id AND m.uri = ?) \
        OR (x.visibility = 'followers' AND EXISTS (SELECT 1 FROM person xa JOIN follow xw \
        ON xw.followed = xa.uri WHERE xa.id = x.author_id AND xw.follower = ? \
        AND xw.state = 'accepted'))) \
        OR x.state IN ('pending', 'held') AND x.author_id = ?)";
    let values = [person.id.into(), uri.into(), uri.into(), person.id.into()];
    Piece::new(words, values).and(of_no_blocked_host())
}

pub(super) fn of_no_blocked_host() -> Piece {
    let words = "NOT EXISTS (SELECT 1 FROM person xb JOIN peer xh ON xh.host = xb.host \
                 WHERE xb.id = x.author_id AND xh.level = ?)";
    Piece::new(words, [Level::Block.as_str().into()])
}

/// Of each row of `outer`, the entries next to the end of a page: so many of each, and no more is
/// read. `columns` of the entry say its kind and who passes it on.
pub(super) fn newest_of_each(
    core: &Core,
    outer: &Piece,
    columns: &str,
    inner: &Piece,
    page: &Page,
) -> Piece {
    let (order, limit) = (page.order(), page.limit);
    let words = crate::store::dialect::newest_of_each(
        core.backend(),
        &outer.words,
        columns,
        &inner.words,
        &format!("ORDER BY x.id {order} LIMIT {limit}"),
    );
    let mut piece = Piece::new(words, outer.values.clone());
    piece.values.extend(inner.values.iter().cloned());
    piece
}

/// The entries of a page among those that some selections of (id, kind, by) find, newest first.
pub(super) async fn page(core: &Core, page: &Page, selections: Vec<Piece>) -> Result<Vec<Entry>> {
    let mut whole = Piece::new("SELECT id, kind, by_id FROM (", []);
    for (at, selection) in selections.into_iter().enumerate() {
        if at > 0 {
            whole.words.push_str(" UNION ALL ");
        }
        whole.push(selection);
    }
    let (order, limit) = (page.order(), page.limit);
    let end = format!(") AS entries ORDER BY id {order}, kind {order} LIMIT {limit}");
    whole.words.push_str(&end);
    let asked = statement(core.backend(), &whole.words, whole.values);
    let rows = core.reader().query_all_raw(asked).await?;
    let mut entries = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.place));
    Ok(entries)
}

fn read(row: &QueryResult) -> Result<Entry> {
    let id: i64 = row.try_get("", "id")?;
    let kind: i32 = row.try_get("", "kind")?;
    let kind = match kind {
        0 => Kind::Post,
        _ => Kind::Salon,
    };
    Ok(Entry {
        place: Place { id, kind },
        post: id,
        by: row.try_get("", "by_id")?,
    })
}
