//! The words that all timelines share. `x` is the post that is looked at.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};

use super::{Entry, Kind, Page, Place};
use crate::peering::Level;
use crate::people::Person;
use crate::store::dialect::{newest_of_each, statement};
use crate::threads::read::Viewer;
use crate::{Core, Result};

/// A piece of a statement with its values.
#[derive(Debug, Clone, Default)]
pub(crate) struct Piece {
    pub(crate) words: String,
    pub(crate) values: Vec<Value>,
}

impl Piece {
    pub(crate) fn new(words: impl Into<String>, values: impl IntoIterator<Item = Value>) -> Self {
        Self {
            words: words.into(),
            values: values.into_iter().collect(),
        }
    }

    pub(crate) fn and(mut self, other: Self) -> Self {
        self.words.push_str(" AND ");
        self.words.push_str(&other.words);
        self.values.extend(other.values);
        self
    }

    pub(super) fn or(self, other: Self) -> Self {
        let mut either = Self::new("(", []);
        either.push(self);
        either.words.push_str(" OR ");
        either.push(other);
        either.words.push(')');
        either
    }

    pub(crate) fn push(&mut self, other: Self) {
        self.words.push_str(&other.words);
        self.values.extend(other.values);
    }
}

/// For whom a list is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reader<'r> {
    Nobody,
    One(&'r Person),
    /// Each of the people `r` that a statement looks at.
    Each,
}

impl<'r> From<&'r Person> for Reader<'r> {
    fn from(person: &'r Person) -> Self {
        Self::One(person)
    }
}

impl<'r> From<&'r Viewer> for Reader<'r> {
    fn from(viewer: &'r Viewer) -> Self {
        viewer.person.as_ref().map_or(Self::Nobody, Self::One)
    }
}

impl Reader<'_> {
    /// Words with `{id}` and `{uri}` where the reader's are meant.
    pub(super) fn says(self, words: &str) -> Piece {
        let mut piece = Piece::default();
        let mut rest = words;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            piece.words.push_str(before);
            piece.push(match (self, name) {
                (Self::Each, "id") => Piece::new("r.id", []),
                (Self::Each, _) => Piece::new("r.uri", []),
                (Self::One(person), "id") => Piece::new("?", [person.id.into()]),
                (Self::One(person), _) => Piece::new("?", [person.uri.as_str().into()]),
                (Self::Nobody, _) => Piece::new("NULL", []),
            });
            rest = after;
        }
        piece.words.push_str(rest);
        piece
    }
}

/// Ids between the ends of a page.
pub(super) fn between(page: &Page, kind: Kind) -> Piece {
    between_of("x.id", page, kind)
}

/// As [`between`], of another column that holds the id.
pub(crate) fn between_of(column: &str, page: &Page, kind: Kind) -> Piece {
    let (low, high) = super::ids(page, kind);
    let words = format!("{column} > ? AND {column} < ?");
    Piece::new(words, [low.into(), high.into()])
}

/// What is live and for everybody, of no host that is blocked and of nobody who is suspended.
pub(crate) fn for_all() -> Piece {
    Piece::new("x.state = 'live' AND x.visibility = 'public'", []).and(of_no_blocked_host())
}

/// What the viewer may read: a fair copy, for the database, of the predicate that
/// [`crate::threads::read::sight`] is; what it lets through is asked there again.
pub(crate) fn for_viewer<'r>(reader: impl Into<Reader<'r>>) -> Piece {
    let reader = reader.into();
    let live = Piece::new("x.state = 'live'", []).and(is_for(reader));
    let shown = match reader {
        Reader::Nobody => live,
        Reader::One(_) | Reader::Each => {
            let own = "x.state IN ('pending', 'held') AND x.author_id = {id}";
            live.or(reader.says(own))
        }
    };
    shown.and(of_no_blocked_host())
}

/// What was written for the reader, among others or alone.
pub(crate) fn is_for<'r>(reader: impl Into<Reader<'r>>) -> Piece {
    let reader = reader.into();
    let words = match reader {
        Reader::Nobody => "x.visibility IN ('public', 'unlisted')",
        Reader::One(_) | Reader::Each => {
            "(x.visibility IN ('public', 'unlisted') OR x.author_id = {id} \
             OR EXISTS (SELECT 1 FROM mention m WHERE m.post_id = x.id AND m.uri = {uri}) \
             OR (x.visibility = 'followers' AND EXISTS (SELECT 1 FROM person xa JOIN follow xw \
             ON xw.followed = xa.uri WHERE xa.id = x.author_id AND xw.follower = {uri} \
             AND xw.state = 'accepted')))"
        }
    };
    reader.says(words)
}

/// Of the boosts `b` those that are for the reader: for everybody, or by somebody whom they follow; and
/// by nobody who blocks them.
pub(crate) fn boosts_for<'r>(reader: impl Into<Reader<'r>>) -> Piece {
    let words = "(b.visibility = 'public' OR b.person_id = {id} OR EXISTS (SELECT 1 FROM person ba \
                 JOIN follow bw ON bw.followed = ba.uri WHERE ba.id = b.person_id \
                 AND bw.follower = {uri} AND bw.state = 'accepted')) \
                 AND NOT EXISTS (SELECT 1 FROM block bc WHERE bc.person_id = b.person_id \
                 AND bc.target_id = {id})";
    reader.into().says(words)
}

/// What is shown to those who do not know its author: by nobody who is limited.
pub(crate) fn for_strangers() -> Piece {
    let words = "NOT EXISTS (SELECT 1 FROM person xl WHERE xl.id = x.author_id \
                 AND xl.limited_at IS NOT NULL)";
    for_all().and(Piece::new(words, []))
}

/// What carries pictures, sounds or films.
pub(super) fn has_media() -> Piece {
    Piece::new("EXISTS (SELECT 1 FROM media h WHERE h.post_id = x.id)", [])
}

/// By nobody of a host that is blocked, and by nobody who is suspended.
pub(super) fn of_no_blocked_host() -> Piece {
    nobody_kept_out("x.author_id")
}

/// As [`of_no_blocked_host`], by the column that says who it is.
pub(crate) fn nobody_kept_out(whom: &str) -> Piece {
    let words = format!(
        "NOT EXISTS (SELECT 1 FROM person xb LEFT JOIN peer xh ON xh.host = xb.host \
         WHERE xb.id = {whom} AND (xh.level = ? OR xb.suspended_at IS NOT NULL))"
    );
    Piece::new(words, [Level::Block.as_str().into()])
}

/// By nobody whom the reader mutes or blocks, or who blocks them, and of no host that they block.
pub(crate) fn not_avoided<'r>(core: &Core, reader: impl Into<Reader<'r>>) -> Piece {
    nobody_avoided(core, reader, "x.author_id")
}

/// What is [`not_avoided`], nor in a salon that the reader mutes now or blocks, or whose host they block.
pub(crate) fn wanted<'r>(core: &Core, reader: impl Into<Reader<'r>>) -> Piece {
    let reader = reader.into();
    not_avoided(core, reader).and(in_no_avoided_salon(core, reader))
}

/// As [`not_avoided`], by the column that says who it is.
pub(crate) fn nobody_avoided<'r>(core: &Core, reader: impl Into<Reader<'r>>, whom: &str) -> Piece {
    let reader = reader.into();
    if matches!(reader, Reader::Nobody) {
        return Piece::new("1 = 1", []);
    }
    not_muted(core, reader, whom).and(nobody_blocked(reader, whom))
}

/// Nobody whom the reader blocks or who blocks them, and of no host that they block, by the column that
/// says who it is.
pub(crate) fn nobody_blocked<'r>(reader: impl Into<Reader<'r>>, whom: &str) -> Piece {
    let words = format!(
        "NOT EXISTS (SELECT 1 FROM block u WHERE u.person_id = {{id}} AND u.target_id = {whom}) \
         AND NOT EXISTS (SELECT 1 FROM block u WHERE u.person_id = {whom} AND u.target_id = {{id}}) \
         AND NOT EXISTS (SELECT 1 FROM person v JOIN host_block u ON u.host = v.host \
         AND u.person_id = {{id}} WHERE v.id = {whom})"
    );
    reader.into().says(&words)
}

/// In no salon that the reader mutes now or blocks, and in none of a host that they block. A salon that
/// blocks somebody is for them to read.
fn in_no_avoided_salon(core: &Core, reader: Reader<'_>) -> Piece {
    if matches!(reader, Reader::Nobody) {
        return Piece::new("1 = 1", []);
    }
    let salons = "SELECT xf.id FROM forum xf JOIN person xg ON xg.uri = xf.uri";
    // Asked once for a reader, and not of each post.
    let muted = format!(
        "COALESCE(x.forum_id, 0) NOT IN ({salons} JOIN mute u ON u.target_id = xg.id \
         WHERE u.person_id = {{id}} AND {MUTED_YET}"
    );
    let others = format!(
        " AND COALESCE(x.forum_id, 0) NOT IN ({salons} JOIN block u ON u.target_id = xg.id \
         WHERE u.person_id = {{id}}) AND NOT EXISTS (SELECT 1 FROM forum xf JOIN host_block u \
         ON u.host = xf.host AND u.person_id = {{id}} WHERE xf.id = x.forum_id)"
    );
    let mut piece = reader.says(&muted);
    piece.push(Piece::new("?))", [core.now().into()]));
    piece.push(reader.says(&others));
    piece
}

/// A mute that has not run out at the moment that follows.
const MUTED_YET: &str = "(u.until IS NULL OR u.until > ";

/// Nobody whom a reader mutes now, by the column that says who it is.
pub(super) fn not_muted(core: &Core, reader: Reader<'_>, whom: &str) -> Piece {
    let words = format!(
        "NOT EXISTS (SELECT 1 FROM mute u WHERE u.person_id = {{id}} AND u.target_id = {whom} \
         AND {MUTED_YET}"
    );
    let mut piece = reader.says(&words);
    piece.push(Piece::new("?))", [core.now().into()]));
    piece
}

/// A post by its author, as a column of lists writes it.
pub(super) const POST: &str =
    "z.id, 0 AS kind, CAST(NULL AS BIGINT) AS by_id, z.id AS post_id, 0 AS few";
/// A post that its salon passes on; `f` is the salon with its Group.
pub(super) const SALON: &str = "z.id, 1 AS kind, f.by_id, z.id AS post_id, 0 AS few";
/// A post that somebody passes on.
pub(super) const BOOST: &str = "z.id, 2 AS kind, z.person_id AS by_id, z.post_id, \
     CASE WHEN z.visibility = 'public' THEN 0 ELSE 1 END AS few";

/// What may stand in a list, found by an index alone, and what of the posts `x` that it shows does.
pub(super) struct Source {
    among: Piece,
    which: Piece,
}

/// Of each row of `outer`, the posts `x` next to the end of a page that `inner` asks for: so many of
/// each, and no more is read. Of these stand in the list those that `which` asks for.
pub(super) fn posts_of_each(
    core: &Core,
    outer: &Piece,
    columns: &str,
    inner: &Piece,
    which: Piece,
    page: &Page,
) -> Source {
    let found = ("x.id", "post x");
    let among = of_each(core, outer, (columns, "post"), found, inner, page);
    Source { among, which }
}

/// As [`posts_of_each`], the posts that have the hashtag `tag` of a row: each once, whatever it has.
pub(super) fn posts_of_each_tag(
    core: &Core,
    outer: &Piece,
    inner: &Piece,
    which: Piece,
    page: &Page,
) -> Source {
    let found = ("g.post_id", "post_tag g JOIN post x ON x.id = g.post_id");
    let all = of_each(core, outer, (POST, "post"), found, inner, page);
    let words = format!("SELECT DISTINCT * FROM ({}) AS tagged", all.words);
    let among = Piece::new(words, all.values);
    Source { among, which }
}

/// As [`posts_of_each`], the boosts `b` of posts.
pub(super) fn boosts_of_each(
    core: &Core,
    outer: &Piece,
    inner: &Piece,
    which: Piece,
    page: &Page,
) -> Source {
    let found = ("b.id", "boost b");
    let among = of_each(core, outer, (BOOST, "boost"), found, inner, page);
    Source { among, which }
}

fn of_each(
    core: &Core,
    outer: &Piece,
    what: (&str, &str),
    (key, from): (&str, &str),
    inner: &Piece,
    page: &Page,
) -> Piece {
    let found = format!("{from} WHERE {}", inner.words);
    let end = format!("ORDER BY {key} {} LIMIT {}", page.order(), page.limit);
    let words = newest_of_each(core.backend(), &outer.words, what, (key, &found), &end);
    let mut piece = Piece::new(words, outer.values.clone());
    piece.values.extend(inner.values.iter().cloned());
    piece
}

/// The posts `x` next to the end of a page that `what` asks for.
pub(super) fn posts(page: &Page, what: &Piece, columns: &str) -> Piece {
    let (order, limit) = (page.order(), page.limit);
    let words = format!(
        "SELECT {columns} FROM post z WHERE z.id IN (SELECT x.id FROM post x WHERE {} \
         ORDER BY x.id {order} LIMIT {limit})",
        what.words
    );
    Piece::new(words, what.values.clone())
}

/// As [`posts`], the boosts `b` of posts `x`.
pub(super) fn boosts(page: &Page, what: &Piece) -> Piece {
    let (order, limit) = (page.order(), page.limit);
    let words = format!(
        "SELECT {BOOST} FROM boost z WHERE z.id IN (SELECT b.id FROM boost b \
         JOIN post x ON x.id = b.post_id WHERE {} ORDER BY b.id {order} LIMIT {limit})",
        what.words
    );
    Piece::new(words, what.values.clone())
}

/// The entries of a page among those that some selections find, newest first.
pub(super) async fn page(core: &Core, page: &Page, selections: Vec<Piece>) -> Result<Vec<Entry>> {
    let mut whole = Piece::new("SELECT id, kind, by_id, post_id, few FROM (", []);
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

/// As [`page`], of what some sources find. What may stand in the list is read first, by indexes alone and
/// from all of them together, so that the rest is asked of few posts: a page and as much again, and
/// twice as many each time that too few of them stand in it. `beside` joins what the sources ask by.
pub(super) async fn sifted(
    core: &Core,
    page: &Page,
    beside: &Piece,
    sources: impl Fn(&Page) -> Vec<Source>,
) -> Result<Vec<Entry>> {
    let mut part = Page {
        limit: page.limit * 2 + SPARE,
        ..*page
    };
    let mut entries = BTreeSet::new();
    loop {
        let asked = candidates(core, &part, beside, sources(&part));
        let rows = core.reader().query_all_raw(asked).await?;
        for row in &rows {
            if row.try_get::<i32>("", "shown")? == 1 {
                entries.insert(read(row)?);
            }
        }
        let Some(last) = rows.last().filter(|_| rows.len() as u64 == part.limit) else {
            break;
        };
        if entries.len() as u64 >= page.limit {
            break;
        }
        part = Page {
            limit: part.limit * 2,
            ..part.onward(read(last)?.place)
        };
    }
    Ok(page.cut(entries.into_iter().rev().collect()))
}

/// What is read beyond twice a page: more than all the sources that may find one entry.
const SPARE: u64 = 10;

/// What may stand next to the end of a page, and whether it does.
fn candidates(core: &Core, page: &Page, beside: &Piece, sources: Vec<Source>) -> Statement {
    let (mut shown, mut among) = (Vec::new(), Vec::new());
    let (mut asks, mut finds) = (Vec::new(), Vec::new());
    for (at, source) in sources.into_iter().enumerate() {
        shown.push(format!("c.source = {at} AND ({})", source.which.words));
        among.push(format!(
            "SELECT s{at}.*, {at} AS source FROM ({}) AS s{at}",
            source.among.words
        ));
        asks.extend(source.which.values);
        finds.extend(source.among.values);
    }
    let (order, limit) = (page.order(), page.limit);
    let words = format!(
        "SELECT c.id, c.kind, c.by_id, c.post_id, c.few, CASE WHEN {} THEN 1 ELSE 0 END AS shown \
         FROM (SELECT * FROM ({}) AS a ORDER BY a.id {order}, a.kind {order} LIMIT {limit}) AS c \
         JOIN post x ON x.id = c.post_id {} ORDER BY c.id {order}, c.kind {order}",
        shown.join(" OR "),
        among.join(" UNION ALL "),
        beside.words
    );
    let values = asks.into_iter().chain(finds).chain(beside.values.clone());
    statement(core.backend(), &words, values.collect())
}

fn read(row: &QueryResult) -> Result<Entry> {
    let id: i64 = row.try_get("", "id")?;
    let kind = match row.try_get::<i32>("", "kind")? {
        0 => Kind::Post,
        1 => Kind::Salon,
        _ => Kind::Boost,
    };
    Ok(Entry {
        place: Place { id, kind },
        post: row.try_get("", "post_id")?,
        by: row.try_get("", "by_id")?,
        few: row.try_get::<i32>("", "few")? == 1,
    })
}
