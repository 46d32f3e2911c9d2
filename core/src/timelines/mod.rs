//! Timelines: which posts stand in a list, newest first, a page at a time. Posts are told by
//! [`crate::threads::read::told`], which decides once more who may read them.
//!
//! An entry is a post by its author, the opening of a thread as its salon passes it on, or a post that
//! somebody has boosted. Each has a [`Place`], by which lists are ordered and pages are asked for.

mod account;
mod history;
mod home;
mod list;
mod open;
pub(crate) mod sql;
mod talks;
mod tally;
#[cfg(test)]
mod tests;
mod whom;

use sea_orm::ConnectionTrait;

use self::sql::Piece;
use crate::store::dialect::statement;
use crate::threads::read::Viewer;
use crate::{Core, Result};

pub use crate::page::{Bound, NoPlace, Page};
pub use account::{OfAccount, of_person, of_salon, pinned_in};
pub use history::{DAYS, Used, histories};
pub(crate) use home::AtHand;
pub use home::home;
pub use list::of_list;
pub use open::{Among, Opened, Tagged, open, tagged};
pub use talks::conversations;
pub(crate) use tally::Tallies;
pub use tally::{Tally, recent_tallies, tallies};
pub use whom::{Standing, at_home, in_list, missing_it, near, near_boosts, not_avoiding, standing};

/// What an entry is: its number distinguishes what shares a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A post by its author.
    Post,
    /// The opening of a thread, passed on by its salon.
    Salon,
    /// A post that somebody passes on.
    Boost,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Post, Self::Salon, Self::Boost];
    /// So many numbers stand for one local id.
    const SLOTS: i128 = 4;

    fn number(self) -> i128 {
        match self {
            Self::Post => 0,
            Self::Salon => 1,
            Self::Boost => 2,
        }
    }
}

/// Where an entry stands among all: by the local id of its post, or of the boost that it is, then by its
/// kind. As a number it is the id that clients are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub id: i64,
    pub kind: Kind,
}

impl Place {
    /// A post by its author.
    pub fn post(id: i64) -> Self {
        let kind = Kind::Post;
        Self { id, kind }
    }

    /// A post as its salon passes it on.
    pub fn salon(id: i64) -> Self {
        let kind = Kind::Salon;
        Self { id, kind }
    }

    /// A boost, by its own local id.
    pub fn boost(id: i64) -> Self {
        let kind = Kind::Boost;
        Self { id, kind }
    }

    fn number(self) -> i128 {
        i128::from(self.id) * Kind::SLOTS + self.kind.number()
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.number())
    }
}

impl std::str::FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> std::result::Result<Self, NoPlace> {
        let number = text.parse::<Bound>()?.number();
        let id = i64::try_from(number.div_euclid(Kind::SLOTS)).map_err(|_| NoPlace)?;
        let kind = number.rem_euclid(Kind::SLOTS);
        let kind = Kind::ALL.into_iter().find(|one| one.number() == kind);
        kind.map(|kind| Self { id, kind }).ok_or(NoPlace)
    }
}

impl From<Place> for Bound {
    fn from(place: Place) -> Self {
        Self::at(place.number())
    }
}

/// Local ids strictly between these are of a page, for entries of a kind.
fn ids(page: &Page, kind: Kind) -> (i64, i64) {
    let slot = kind.number();
    let clamp = |number: i128| {
        i64::try_from(number).unwrap_or(if number < 0 { i64::MIN } else { i64::MAX })
    };
    // `id * SLOTS + slot > low` and `id * SLOTS + slot < high`, for whole ids.
    let (low, high) = page.ends();
    let low = low.map_or(i64::MIN, |low| clamp((low - slot).div_euclid(Kind::SLOTS)));
    let high = high.map_or(i64::MAX, |high| {
        clamp((high - slot + Kind::SLOTS - 1).div_euclid(Kind::SLOTS))
    });
    (low, high)
}

/// What stands in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    pub place: Place,
    /// The post that it shows.
    pub post: i64,
    /// Who passes it on, a salon's Group or a person, by local id; nobody where the author does.
    pub by: Option<i64>,
    /// Whether whoever passes it on does so for their followers alone.
    pub few: bool,
}

impl Entry {
    /// A post by its author.
    pub fn by_author(post: i64) -> Self {
        Self {
            place: Place::post(post),
            post,
            by: None,
            few: false,
        }
    }
}

/// A page of a few entries that are all known.
pub fn part(mut entries: Vec<Entry>, page: &Page) -> Vec<Entry> {
    let (low, high) = page.ends();
    entries.retain(|entry| {
        let number = entry.place.number();
        low.is_none_or(|low| number > low) && high.is_none_or(|high| number < high)
    });
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.place));
    page.cut(entries)
}

/// What stands at a place, where there is something for a reader to know of. Whether they may see the
/// post is asked of it.
pub async fn at(core: &Core, viewer: &Viewer, place: Place) -> Result<Option<Entry>> {
    at_place(core, place, || sql::boosts_for(viewer)).await
}

/// As [`at`], for whomever: who may see it is asked of each.
pub async fn passed_on_by(core: &Core, place: Place) -> Result<Option<Entry>> {
    at_place(core, place, || Piece::new("1 = 1", [])).await
}

async fn at_place(
    core: &Core,
    place: Place,
    boosts: impl FnOnce() -> Piece,
) -> Result<Option<Entry>> {
    let what = match place.kind {
        Kind::Post => return Ok(Some(Entry::by_author(place.id))),
        Kind::Salon => {
            let words = "SELECT g.id AS by_id, p.id AS post_id, 0 AS few FROM post p \
                         JOIN forum f ON f.id = p.forum_id JOIN person g ON g.uri = f.uri \
                         WHERE p.id = ? AND p.parent IS NULL";
            Piece::new(words, [place.id.into()])
        }
        Kind::Boost => {
            let words = "SELECT b.person_id AS by_id, b.post_id, CASE WHEN b.visibility = 'public' \
                         THEN 0 ELSE 1 END AS few FROM boost b WHERE b.id = ?";
            Piece::new(words, [place.id.into()])
                .and(sql::nobody_kept_out("b.person_id"))
                .and(boosts())
        }
    };
    let asked = statement(core.backend(), &what.words, what.values);
    let Some(row) = core.reader().query_one_raw(asked).await? else {
        return Ok(None);
    };
    Ok(Some(Entry {
        place,
        post: row.try_get("", "post_id")?,
        by: Some(row.try_get("", "by_id")?),
        few: row.try_get::<i32>("", "few")? == 1,
    }))
}
