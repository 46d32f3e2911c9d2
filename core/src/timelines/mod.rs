//! Timelines: which posts stand in a list, newest first, a page at a time. Posts are told by
//! [`crate::threads::read::told`], which decides once more who may read them.
//!
//! An entry is a post by its author, the opening of a thread as its salon passes it on, or a post that
//! somebody has boosted. Each has a [`Place`], by which lists are ordered and pages are asked for.

mod account;
mod home;
mod open;
mod sql;
mod tally;
#[cfg(test)]
mod tests;

pub use account::{OfAccount, of_person, of_salon, pinned_in};
pub use home::home;
pub use open::{Among, Tagged, open, tagged};
pub(crate) use tally::Tallies;
pub use tally::{Tally, recent_tallies, tallies};

/// What an entry is: its number distinguishes what shares a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A post by its author.
    Post,
    /// The opening of a thread, passed on by its salon.
    Salon,
}

impl Kind {
    const ALL: [Self; 2] = [Self::Post, Self::Salon];
    /// So many numbers stand for one local id.
    const SLOTS: i128 = 4;

    fn number(self) -> i128 {
        match self {
            Self::Post => 0,
            Self::Salon => 1,
        }
    }
}

/// Where an entry stands among all: by the local id of what it shows, then by its kind. As a number it
/// is the id that clients are given.
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

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let Bound(number) = text.parse()?;
        let id = i64::try_from(number.div_euclid(Kind::SLOTS)).map_err(|_| NoPlace)?;
        let kind = number.rem_euclid(Kind::SLOTS);
        let kind = Kind::ALL.into_iter().find(|one| one.number() == kind);
        kind.map(|kind| Self { id, kind }).ok_or(NoPlace)
    }
}

/// An end of a page: a number that need not be the place of anything any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bound(i128);

impl std::str::FromStr for Bound {
    type Err = NoPlace;

    /// Digits; what is beyond every place is as good as its end.
    fn from_str(text: &str) -> Result<Self, NoPlace> {
        if text.is_empty() || text.len() > 30 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NoPlace);
        }
        let most = i128::from(i64::MAX) * Kind::SLOTS;
        let number: i128 = text.parse().map_err(|_| NoPlace)?;
        Ok(Self(number.min(most)))
    }
}

impl From<Place> for Bound {
    fn from(place: Place) -> Self {
        Self(place.number())
    }
}

/// A text that is no place in a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in a timeline")]
pub struct NoPlace;

/// A part of a list. Bounds are strict and may be combined.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Page {
    pub limit: u64,
    /// What is older than this.
    pub max: Option<Bound>,
    /// What is newer than this, the newest first.
    pub since: Option<Bound>,
    /// What is newer than this, those that come next to it.
    pub min: Option<Bound>,
}

impl Page {
    /// The first page.
    pub fn first(limit: u64) -> Self {
        let page = Self::default();
        Self { limit, ..page }
    }

    /// Whether the entries next to the lower bound are asked for.
    fn is_upward(&self) -> bool {
        self.min.is_some()
    }

    /// Local ids strictly between these are of this page, for entries of a kind.
    fn ids(&self, kind: Kind) -> (i64, i64) {
        let slot = kind.number();
        let clamp = |number: i128| {
            i64::try_from(number).unwrap_or(if number < 0 { i64::MIN } else { i64::MAX })
        };
        // `id * SLOTS + slot > low` and `id * SLOTS + slot < high`, for whole ids.
        let low = self.min.max(self.since).map_or(i64::MIN, |Bound(low)| {
            clamp((low - slot).div_euclid(Kind::SLOTS))
        });
        let high = self.max.map_or(i64::MAX, |Bound(high)| {
            clamp((high - slot + Kind::SLOTS - 1).div_euclid(Kind::SLOTS))
        });
        (low, high)
    }
}

/// What stands in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    pub place: Place,
    /// The post that it shows.
    pub post: i64,
    /// Who passes it on, a salon's Group or a person, by local id; nobody where the author does.
    pub by: Option<i64>,
}
