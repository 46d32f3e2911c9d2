//! What a member's home shows: what they and those whom they follow write outside salons, and of each
//! salon that they follow every thread once, when it is opened. Answers in salons are read in their
//! threads.

use super::sql::{self, Piece};
use super::{Entry, Kind, Page};
use crate::people::Person;
use crate::threads::read::Viewer;
use crate::{Core, Result};

/// A page of somebody's home.
pub async fn home(core: &Core, viewer: &Viewer, page: &Page) -> Result<Vec<Entry>> {
    let Some(person) = &viewer.person else {
        return Ok(Vec::new());
    };
    let selections = vec![
        by_people(core, viewer, person, page),
        by_salons(core, viewer, person, page),
        boosts(core, viewer, person, page),
    ];
    sql::page(core, page, selections).await
}

/// What is written outside salons by those who are followed and by the reader; and the openings of
/// threads in salons that the reader does not follow. Of answers only those to one of them.
fn by_people(core: &Core, viewer: &Viewer, reader: &Person, page: &Page) -> Piece {
    let uri = reader.uri.as_str();
    let outer = Piece::new(
        "SELECT a.id FROM follow w JOIN person a ON a.uri = w.followed \
         WHERE w.follower = ? AND w.state = 'accepted' UNION SELECT id FROM person WHERE id = ?",
        [uri.into(), reader.id.into()],
    );
    let theirs = Piece::new(
        "x.author_id = f.id AND (x.parent IS NULL OR x.forum_id IS NULL)",
        [],
    );
    let answers = Piece::new(
        "(x.parent IS NULL OR EXISTS (SELECT 1 FROM post y JOIN person ya ON ya.id = y.author_id \
         WHERE y.uri = x.parent AND (ya.id = ? OR ya.id = x.author_id OR EXISTS (SELECT 1 \
         FROM follow yw WHERE yw.follower = ? AND yw.followed = ya.uri AND yw.state = 'accepted'))))",
        [reader.id.into(), uri.into()],
    );
    let once = Piece::new(
        "NOT EXISTS (SELECT 1 FROM forum xf JOIN follow xg ON xg.followed = xf.uri \
         WHERE xf.id = x.forum_id AND xg.follower = ? AND xg.state = 'accepted')",
        [uri.into()],
    );
    let inner = theirs
        .and(sql::between(page, Kind::Post))
        .and(sql::for_viewer(viewer))
        .and(answers)
        .and(once)
        .and(sql::not_avoided(core, viewer));
    sql::posts_of_each(core, &outer, sql::POST, &inner, page)
}

/// The openings of threads in the salons that the reader follows and does not mute.
fn by_salons(core: &Core, viewer: &Viewer, reader: &Person, page: &Page) -> Piece {
    let outer = Piece::new(
        "SELECT s.id, g.id AS by_id FROM follow w JOIN forum s ON s.uri = w.followed \
         JOIN person g ON g.uri = s.uri WHERE w.follower = ? AND w.state = 'accepted' \
         AND w.hides_boosts IS NOT TRUE",
        [reader.uri.as_str().into()],
    );
    let outer = outer.and(sql::not_muted(core, reader.id, "g.id"));
    let inner = Piece::new("x.forum_id = f.id AND x.parent IS NULL", [])
        .and(sql::between(page, Kind::Salon))
        .and(own_or_open(reader.id))
        .and(sql::not_avoided(core, viewer));
    sql::posts_of_each(core, &outer, sql::SALON, &inner, page)
}

/// What those who are followed pass on, and the reader.
fn boosts(core: &Core, viewer: &Viewer, reader: &Person, page: &Page) -> Piece {
    let followed = Piece::new(
        "SELECT a.id FROM follow w JOIN person a ON a.uri = w.followed WHERE w.follower = ? \
         AND w.state = 'accepted' AND w.hides_boosts IS NOT TRUE",
        [reader.uri.as_str().into()],
    );
    let mut outer = followed.and(sql::not_muted(core, reader.id, "a.id"));
    outer.push(Piece::new(
        " UNION SELECT id FROM person WHERE id = ?",
        [reader.id.into()],
    ));
    let inner = Piece::new("b.person_id = f.id", [])
        .and(sql::between_of("b.id", page, Kind::Boost))
        .and(sql::for_viewer(viewer))
        .and(sql::not_avoided(core, viewer));
    sql::boosts_of_each(core, &outer, &inner, page)
}

/// What everybody may read, and what the reader has written that waits for the salon's home.
fn own_or_open(reader: i64) -> Piece {
    let words = "(x.state = 'live' AND x.visibility IN ('public', 'unlisted') \
                 OR x.state IN ('pending', 'held') AND x.author_id = ?)";
    Piece::new(words, [reader.into()]).and(sql::of_no_blocked_host())
}
