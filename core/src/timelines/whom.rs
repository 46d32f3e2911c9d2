//! The other way round: for whom of some people an entry stands in a list. What a list shows and what
//! is said as it happens is told apart by nobody; a test compares both.

use sea_orm::{ConnectionTrait, QueryResult};

use super::home;
use super::list::{self, EACH};
use super::sql::{self, Piece, Reader};
use super::{Entry, Kind};
use crate::store::dialect::{evenly, statement};
use crate::{Core, Result};

/// So many people are asked for by one statement.
const TOGETHER: usize = 512;

/// Those of some people, by local id, in whose home an entry stands.
pub async fn at_home(core: &Core, entry: &Entry, among: &[i64]) -> Result<Vec<i64>> {
    let reader = Reader::Each;
    let not_aside = |whom: &str| home::not_set_aside(reader, whom);
    let what = match entry.place.kind {
        Kind::Post => home::is_followed()
            .and(not_aside("x.author_id"))
            .and(home::outside_or_opening())
            .and(home::by_people(core, reader))
            .or(home::follows_a_tag().and(home::by_tags(core, reader))),
        Kind::Salon => home::follows_salon(core, not_aside("g.id"))
            .and(Piece::new("x.parent IS NULL", []))
            .and(home::by_salons(core, reader)),
        Kind::Boost => home::heeds_boosts(core)
            .and(not_aside("b.person_id"))
            .and(home::by_others(core, reader)),
    };
    of_some(core, PEOPLE, from(entry), &what, among).await
}

/// Those of some lists in which an entry stands.
pub async fn in_list(core: &Core, entry: &Entry, among: &[i64]) -> Result<Vec<i64>> {
    let reader = Reader::Each;
    let what = match entry.place.kind {
        Kind::Post => home::is_followed()
            .and(list::has(EACH, "x.author_id"))
            .and(home::outside_or_opening())
            .and(list::by_people(core, reader, EACH)),
        Kind::Salon => home::follows_salon(core, list::has(EACH, "g.id"))
            .and(Piece::new("x.parent IS NULL", []))
            .and(home::by_salons(core, reader)),
        Kind::Boost => home::heeds_boosts(core)
            .and(list::has(EACH, "b.person_id"))
            .and(home::by_others(core, reader)),
    };
    of_some(core, LISTS, from(entry), &what, among).await
}

fn from(entry: &Entry) -> (&'static str, i64) {
    match entry.place.kind {
        Kind::Post | Kind::Salon => ("post x ON x.id = ?", entry.post),
        Kind::Boost => (
            "boost b ON b.id = ? JOIN post x ON x.id = b.post_id",
            entry.place.id,
        ),
    }
}

/// Those of some people, by local id, who avoid neither the author of a post, nor are avoided by them, nor
/// avoid its salon.
pub async fn not_avoiding(core: &Core, post: i64, among: &[i64]) -> Result<Vec<i64>> {
    let what = sql::wanted(core, Reader::Each);
    of_some(core, PEOPLE, ("post x ON x.id = ?", post), &what, among).await
}

/// Those of some people, by local id, who hear that a post is gone: whom it was for, as far as that is still
/// known. Who was named in it is not.
pub async fn missing_it(core: &Core, post: i64, among: &[i64]) -> Result<Vec<i64>> {
    let what = sql::is_for(Reader::Each);
    of_some(core, PEOPLE, ("post x ON x.id = ?", post), &what, among).await
}

/// Those of some people, by local id, who follow somebody, by theirs, or are they.
pub async fn near(core: &Core, person: i64, among: &[i64]) -> Result<Vec<i64>> {
    let person = ("person a ON a.id = ?", person);
    of_some(core, PEOPLE, person, &near_them(), among).await
}

/// Who of some people, by local id, follows or is somebody who passes a post on, with the local id of the
/// boost: of its newest ones.
pub async fn near_boosts(core: &Core, post: i64, among: &[i64]) -> Result<Vec<(i64, i64)>> {
    let newest = format!(
        "(SELECT z.id, z.person_id FROM boost z WHERE z.post_id = ? ORDER BY z.id DESC LIMIT {BOOSTS}) \
         b ON 1 = 1 JOIN person a ON a.id = b.person_id"
    );
    let columns = "r.id, b.id AS boost";
    let rows = rows_of_some(core, columns, PEOPLE, (&newest, post), &near_them(), among).await?;
    let pair = |row: &QueryResult| Ok((row.try_get("", "id")?, row.try_get("", "boost")?));
    rows.iter().map(pair).collect()
}

/// Whoever `r` is, or follows, `a`.
fn near_them() -> Piece {
    let words = "(a.id = r.id OR EXISTS (SELECT 1 FROM follow w WHERE w.followed = a.uri \
                 AND w.follower = r.uri AND w.state = 'accepted'))";
    Piece::new(words, [])
}

/// So many boosts of a post that is gone are told to be gone too; the others are in no list.
const BOOSTS: usize = 100;

/// People, with the column of their ids.
const PEOPLE: (&str, &str) = ("person r", "r.id");
/// Lists, each with its reader.
const LISTS: (&str, &str) = ("list l JOIN person r ON r.id = l.person_id", "l.id");

async fn of_some(
    core: &Core,
    whose: (&str, &str),
    from: (&str, i64),
    what: &Piece,
    among: &[i64],
) -> Result<Vec<i64>> {
    let rows = rows_of_some(core, whose.1, whose, from, what, among).await?;
    let id = |row: &QueryResult| Ok(row.try_get("", "id")?);
    rows.iter().map(id).collect()
}

/// As [`of_some`], with the columns that are wanted.
async fn rows_of_some(
    core: &Core,
    columns: &str,
    (whose, key): (&str, &str),
    (from, id): (&str, i64),
    what: &Piece,
    among: &[i64],
) -> Result<Vec<QueryResult>> {
    let mut found = Vec::new();
    for some in among.chunks(TOGETHER) {
        let readers: Vec<i64> = evenly(some).collect();
        let words = format!(
            "SELECT {columns} FROM {whose} JOIN {from} WHERE {key} IN ({}) AND {}",
            vec!["?"; readers.len()].join(", "),
            what.words
        );
        let mut values = vec![id.into()];
        values.extend(readers.into_iter().map(sea_orm::Value::from));
        values.extend(what.values.iter().cloned());
        let asked = statement(core.backend(), &words, values);
        found.extend(core.reader().query_all_raw(asked).await?);
    }
    Ok(found)
}

/// Where a post stands that everybody may read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing of the post"
)]
pub struct Standing {
    /// It answers nothing, so that it stands among what was opened.
    pub opens: bool,
    /// Among what was opened it is of this node.
    pub local: bool,
    /// Its author is of this node.
    pub ours: bool,
    /// It carries pictures, sounds or films.
    pub media: bool,
    /// Its hashtags, by their keys.
    pub tags: Vec<String>,
}

/// Where a post stands; nowhere if not everybody may read it.
pub async fn standing(core: &Core, post: i64) -> Result<Option<Standing>> {
    let open = sql::for_strangers();
    let words = format!(
        "SELECT x.parent IS NULL AS opens, COALESCE(xf.local, a.local) AS local, a.local AS ours, \
         EXISTS (SELECT 1 FROM media h WHERE h.post_id = x.id) AS media \
         FROM post x JOIN person a ON a.id = x.author_id LEFT JOIN forum xf ON xf.id = x.forum_id \
         WHERE x.id = ? AND {}",
        open.words
    );
    let mut values = vec![post.into()];
    values.extend(open.values);
    let asked = statement(core.backend(), &words, values);
    let Some(row) = core.reader().query_one_raw(asked).await? else {
        return Ok(None);
    };
    let words = "SELECT tag FROM post_tag WHERE post_id = ? ORDER BY tag";
    let asked = statement(core.backend(), words, vec![post.into()]);
    let tags = core.reader().query_all_raw(asked).await?;
    let tag = |row: &QueryResult| row.try_get("", "tag");
    Ok(Some(Standing {
        opens: row.try_get("", "opens")?,
        local: row.try_get("", "local")?,
        ours: row.try_get("", "ours")?,
        media: row.try_get("", "media")?,
        tags: tags.iter().map(tag).collect::<Result<_, _>>()?,
    }))
}
