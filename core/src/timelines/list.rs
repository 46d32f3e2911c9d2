//! What a member's list shows: of those on it what their home would show, whether it does or not.

use super::home::{self, FOLLOWS_SALON, FOLLOWS_THEM};
use super::sql::{self, Piece, Reader, Source};
use super::{Entry, Page};
use crate::people::Person;
use crate::store::entity::list::Model as List;
use crate::{Core, Result};

/// How a statement calls a list `l` that it looks at, and to whom that shows answers.
pub(super) const EACH: (&str, &str) = ("l.id", "l.answers");

/// A page of a member's own list.
pub async fn of_list(core: &Core, reader: &Person, list: &List, page: &Page) -> Result<Vec<Entry>> {
    let who = Reader::One(reader);
    let beside = Piece::new("JOIN list l ON l.id = ?", [list.id.into()]);
    let sources = |page: &Page| {
        vec![
            people(core, who, list, page),
            salons(core, who, list, page),
            boosts(core, who, list, page),
        ]
    };
    sql::sifted(core, page, &beside, sources).await
}

fn people(core: &Core, reader: Reader<'_>, list: &List, page: &Page) -> Source {
    let words = "SELECT a.id FROM listed e JOIN person a ON a.id = e.target_id WHERE e.list_id = ?";
    let outer = Piece::new(words, [list.id.into()]).and(reader.says(
        "(a.id = {id} OR EXISTS (SELECT 1 FROM follow w WHERE w.follower = {uri} \
         AND w.followed = a.uri AND w.state = 'accepted'))",
    ));
    home::posts_by(core, &outer, by_people(core, reader, EACH), page)
}

fn salons(core: &Core, reader: Reader<'_>, list: &List, page: &Page) -> Source {
    let words = "SELECT s.id, g.id AS by_id FROM listed e JOIN person g ON g.id = e.target_id \
         JOIN forum s ON s.uri = g.uri JOIN follow w ON w.followed = s.uri WHERE e.list_id = ?";
    let outer = Piece::new(words, [list.id.into()])
        .and(
            reader
                .says("w.follower = {uri} AND w.state = 'accepted' AND w.hides_boosts IS NOT TRUE"),
        )
        .and(sql::not_muted(core, reader, "g.id"));
    home::threads_of(core, reader, &outer, page)
}

fn boosts(core: &Core, reader: Reader<'_>, list: &List, page: &Page) -> Source {
    let words = "SELECT a.id FROM listed e JOIN person a ON a.id = e.target_id WHERE e.list_id = ?";
    let outer = Piece::new(words, [list.id.into()])
        .and(reader.says(
            "(a.id = {id} OR EXISTS (SELECT 1 FROM follow w WHERE w.follower = {uri} \
             AND w.followed = a.uri AND w.state = 'accepted' AND w.hides_boosts IS NOT TRUE))",
        ))
        .and(sql::not_muted(core, reader, "a.id"))
        .and(sql::nobody_kept_out("a.id"));
    home::boosts_by(core, reader, &outer, page)
}

/// Of what is written by those on a list: what is outside salons, and the openings of threads in salons
/// that are not on it. Of answers those that the list is to show.
pub(super) fn by_people(core: &Core, reader: Reader<'_>, (list, answers): (&str, &str)) -> Piece {
    let heard = format!(
        "{answers} = 'followed' AND {FOLLOWS_THEM} OR {answers} = 'list' AND EXISTS (SELECT 1 \
         FROM listed ye WHERE ye.list_id = {list} AND ye.target_id = ya.id)"
    );
    let beside = format!(
        "{FOLLOWS_SALON} AND EXISTS (SELECT 1 FROM person xp JOIN listed xe \
         ON xe.target_id = xp.id WHERE xp.uri = xf.uri AND xe.list_id = {list})"
    );
    home::by_some(core, reader, &heard, &beside)
}

/// That somebody is on a list, by the column that says who it is.
pub(super) fn has((list, _): (&str, &str), whom: &str) -> Piece {
    let words = format!(
        "EXISTS (SELECT 1 FROM listed e WHERE e.list_id = {list} AND e.target_id = {whom})"
    );
    Piece::new(words, [])
}
