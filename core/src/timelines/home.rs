//! What a member's home shows: what they and those whom they follow write outside salons, and of each
//! salon that they follow every thread once, when it is opened. Answers in salons are read in their
//! threads. And what others write for everybody with a hashtag that they follow.

use super::sql::{self, Piece, Reader, Source};
use super::{Entry, Kind, Page};
use crate::people::Person;
use crate::store::shelf::Shelf;
use crate::threads::read::Viewer;
use crate::{Core, Result};

/// Pages of homes that were asked for, by the member and what was asked.
pub(crate) type AtHand = Shelf<(i64, Page), Vec<Entry>>;

/// A page of somebody's home.
pub async fn home(core: &Core, viewer: &Viewer, page: &Page) -> Result<Vec<Entry>> {
    let Some(person) = &viewer.person else {
        return Ok(Vec::new());
    };
    let read = async || entries(core, person, page).await;
    let found = core.homes_at_hand().one(core, (person.id, *page), read);
    Ok(found.await?.to_vec())
}

async fn entries(core: &Core, person: &Person, page: &Page) -> Result<Vec<Entry>> {
    let reader = Reader::One(person);
    let sources = |page: &Page| {
        vec![
            people(core, reader, page),
            salons(core, reader, page),
            boosts(core, reader, page),
            tags(core, reader, page),
        ]
    };
    sql::sifted(core, page, &Piece::default(), sources).await
}

fn people(core: &Core, reader: Reader<'_>, page: &Page) -> Source {
    let followed = reader.says(
        "SELECT a.id FROM follow w JOIN person a ON a.uri = w.followed \
         WHERE w.follower = {uri} AND w.state = 'accepted'",
    );
    let mut outer = followed.and(not_set_aside(reader, "a.id"));
    outer.push(reader.says(" UNION SELECT id FROM person WHERE id = {id}"));
    posts_by(core, &outer, by_people(core, reader), page)
}

fn salons(core: &Core, reader: Reader<'_>, page: &Page) -> Source {
    let outer = reader.says(
        "SELECT s.id, g.id AS by_id FROM follow w JOIN forum s ON s.uri = w.followed \
         JOIN person g ON g.uri = s.uri WHERE w.follower = {uri} AND w.state = 'accepted' \
         AND w.hides_boosts IS NOT TRUE",
    );
    let outer = outer
        .and(sql::not_muted(core, reader, "g.id"))
        .and(not_set_aside(reader, "g.id"));
    threads_of(core, reader, &outer, page)
}

fn boosts(core: &Core, reader: Reader<'_>, page: &Page) -> Source {
    let followed = reader.says(
        "SELECT a.id FROM follow w JOIN person a ON a.uri = w.followed WHERE w.follower = {uri} \
         AND w.state = 'accepted' AND w.hides_boosts IS NOT TRUE",
    );
    let mut outer = followed
        .and(sql::not_muted(core, reader, "a.id"))
        .and(sql::nobody_kept_out("a.id"))
        .and(not_set_aside(reader, "a.id"));
    outer.push(reader.says(" UNION SELECT id FROM person WHERE id = {id}"));
    boosts_by(core, reader, &outer, page)
}

fn tags(core: &Core, reader: Reader<'_>, page: &Page) -> Source {
    let followed = reader.says("SELECT tag FROM followed_tag WHERE person_id = {id}");
    let inner = Piece::new("g.tag = f.tag", [])
        .and(sql::between_of("g.post_id", page, Kind::Post))
        .and(outside_or_opening());
    sql::posts_of_each_tag(core, &followed, &inner, by_tags(core, reader), page)
}

/// What stands outside salons, and openings, by each author `f` of some, of which `which` is wanted.
pub(super) fn posts_by(core: &Core, outer: &Piece, which: Piece, page: &Page) -> Source {
    let inner = Piece::new("x.author_id = f.id", [])
        .and(outside_or_opening())
        .and(sql::between(page, Kind::Post));
    sql::posts_of_each(core, outer, sql::POST, &inner, which, page)
}

/// The threads of each salon `f` of some.
pub(super) fn threads_of(core: &Core, reader: Reader<'_>, outer: &Piece, page: &Page) -> Source {
    let inner = Piece::new("x.forum_id = f.id AND x.parent IS NULL", [])
        .and(sql::between(page, Kind::Salon));
    let which = by_salons(core, reader);
    sql::posts_of_each(core, outer, sql::SALON, &inner, which, page)
}

/// What each `f` of some passes on.
pub(super) fn boosts_by(core: &Core, reader: Reader<'_>, outer: &Piece, page: &Page) -> Source {
    let inner =
        Piece::new("b.person_id = f.id", []).and(sql::between_of("b.id", page, Kind::Boost));
    sql::boosts_of_each(core, outer, &inner, by_others(core, reader), page)
}

/// Nobody whom the reader wants to read on a list alone, by the column that says who it is. What they
/// write themselves is at home whatever list they are on.
pub(super) fn not_set_aside(reader: Reader<'_>, whom: &str) -> Piece {
    let words = format!(
        "({whom} = {{id}} OR NOT EXISTS (SELECT 1 FROM listed el JOIN list e ON e.id = el.list_id \
         WHERE el.target_id = {whom} AND el.person_id = {{id}} AND e.exclusive))"
    );
    reader.says(&words)
}

/// That the reader follows `ya`.
pub(super) const FOLLOWS_THEM: &str = "EXISTS (SELECT 1 FROM follow yw WHERE yw.follower = {uri} \
     AND yw.followed = ya.uri AND yw.state = 'accepted')";
/// That the reader follows the salon `xf`.
pub(super) const FOLLOWS_SALON: &str = "EXISTS (SELECT 1 FROM follow xg WHERE xg.follower = {uri} \
     AND xg.followed = xf.uri AND xg.state = 'accepted')";

/// Of what is written by those who are followed and by the reader: what is outside salons, and the
/// openings of threads in salons that the reader does not follow. Of answers only those to one of them.
pub(super) fn by_people(core: &Core, reader: Reader<'_>) -> Piece {
    by_some(core, reader, FOLLOWS_THEM, FOLLOWS_SALON)
}

/// Of what some people write: no openings in a salon `xf` that shows them beside it, and of answers only
/// those to the reader, to the author, and to whoever `ya` is heard of.
pub(super) fn by_some(core: &Core, reader: Reader<'_>, heard: &str, beside: &str) -> Piece {
    let answers = format!(
        "(x.parent IS NULL OR EXISTS (SELECT 1 FROM post y JOIN person ya ON ya.id = y.author_id \
         WHERE y.uri = x.parent AND (ya.id = {{id}} OR ya.id = x.author_id OR {heard})))"
    );
    sql::for_viewer(reader)
        .and(reader.says(&answers))
        .and(not_beside(reader, beside))
        .and(sql::not_avoided(core, reader))
}

/// In no salon `xf` that shows it beside.
fn not_beside(reader: Reader<'_>, beside: &str) -> Piece {
    let words =
        format!("NOT EXISTS (SELECT 1 FROM forum xf WHERE xf.id = x.forum_id AND {beside})");
    reader.says(&words)
}

/// Of what has a hashtag that the reader follows: what everybody may read, by nobody and in no salon that
/// they follow, which decide by themselves what of it is at home; and in none that they avoid.
pub(super) fn by_tags(core: &Core, reader: Reader<'_>) -> Piece {
    let others = format!(
        "x.author_id <> {{id}} AND NOT EXISTS (SELECT 1 FROM person ya WHERE ya.id = x.author_id \
         AND {FOLLOWS_THEM})"
    );
    outside_or_opening()
        .and(sql::for_strangers())
        .and(reader.says(&others))
        .and(not_beside(reader, FOLLOWS_SALON))
        .and(sql::wanted(core, reader))
}

/// That each reader `r` follows one of the hashtags.
pub(super) fn follows_a_tag() -> Piece {
    let words = "EXISTS (SELECT 1 FROM post_tag g JOIN followed_tag t ON t.tag = g.tag \
        AND t.person_id = {id} WHERE g.post_id = x.id)";
    Reader::Each.says(words)
}

/// What stands outside salons, and openings. The words are those of an index.
pub(super) fn outside_or_opening() -> Piece {
    Piece::new("(x.parent IS NULL OR x.forum_id IS NULL)", [])
}

/// Of the openings of threads: what everybody may read, and what the reader has written that waits for
/// the salon's home.
pub(super) fn by_salons(core: &Core, reader: Reader<'_>) -> Piece {
    let words = "(x.state = 'live' AND x.visibility IN ('public', 'unlisted') \
                 OR x.state IN ('pending', 'held') AND x.author_id = {id})";
    reader
        .says(words)
        .and(sql::of_no_blocked_host())
        .and(sql::not_avoided(core, reader))
}

/// Of what is passed on, what the reader may and wants to see.
pub(super) fn by_others(core: &Core, reader: Reader<'_>) -> Piece {
    sql::for_viewer(reader).and(sql::not_avoided(core, reader))
}

/// That each reader `r` follows the author, or is the author.
pub(super) fn is_followed() -> Piece {
    let words = "(x.author_id = {id} OR EXISTS (SELECT 1 FROM person a JOIN follow w \
        ON w.followed = a.uri WHERE a.id = x.author_id AND w.follower = {uri} AND w.state = 'accepted'))";
    Reader::Each.says(words)
}

/// That each reader `r` follows the salon, of whose Group `g` something more is true, and neither mutes it
/// nor hides what it passes on.
pub(super) fn follows_salon(core: &Core, more: Piece) -> Piece {
    let words = "EXISTS (SELECT 1 FROM forum s JOIN person g ON g.uri = s.uri JOIN follow w \
        ON w.followed = s.uri WHERE s.id = x.forum_id AND w.follower = {uri} \
        AND w.state = 'accepted' AND w.hides_boosts IS NOT TRUE AND ";
    let mut piece = Reader::Each.says(words);
    piece.push(sql::not_muted(core, Reader::Each, "g.id"));
    let mut piece = piece.and(more);
    piece.words.push(')');
    piece
}

/// That each reader `r` has passed it on, or wants to see what whoever has passes on.
pub(super) fn heeds_boosts(core: &Core) -> Piece {
    let words = "(b.person_id = {id} OR EXISTS (SELECT 1 FROM person a JOIN follow w \
        ON w.followed = a.uri WHERE a.id = b.person_id AND w.follower = {uri} \
        AND w.state = 'accepted' AND w.hides_boosts IS NOT TRUE AND ";
    let mut piece = Reader::Each.says(words);
    piece.push(sql::not_muted(core, Reader::Each, "a.id"));
    piece.words.push_str("))");
    piece.and(sql::nobody_kept_out("b.person_id"))
}
