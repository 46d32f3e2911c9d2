//! Parts of lists, by what is older or newer than an entry.

/// An end of a page: a number that need not be the place of anything any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bound(i128);

impl Bound {
    /// The largest number that is told apart from larger ones.
    const MOST: i128 = i64::MAX as i128 * 4;

    pub(crate) fn at(number: i128) -> Self {
        Self(number)
    }

    pub(crate) fn number(self) -> i128 {
        self.0
    }
}

impl std::str::FromStr for Bound {
    type Err = NoPlace;

    /// Digits; what is beyond every place is as good as its end.
    fn from_str(text: &str) -> Result<Self, NoPlace> {
        if text.is_empty() || text.len() > 30 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NoPlace);
        }
        let number: i128 = text.parse().map_err(|_| NoPlace)?;
        Ok(Self(number.min(Self::MOST)))
    }
}

/// A text that is no place in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in a list")]
pub struct NoPlace;

/// A part of a list. Bounds are strict and may be combined.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
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

    /// The page of one place.
    pub(crate) fn only(place: i64) -> Self {
        let place = i128::from(place);
        Self {
            max: Some(Bound::at(place + 1)),
            since: Some(Bound::at(place - 1)),
            ..Self::first(1)
        }
    }

    /// What is left of it from a place on, which is read again.
    pub(crate) fn onward(self, place: impl Into<Bound>) -> Self {
        let Bound(number) = place.into();
        let (max, min) = match self.min {
            Some(_) => (self.max, Some(Bound(number - 1))),
            None => (Some(Bound(number + 1)), None),
        };
        Self { max, min, ..self }
    }

    /// What of a list, newest first, stands on the page, which begins next to its end.
    pub(crate) fn cut<T>(&self, mut list: Vec<T>) -> Vec<T> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        if self.min.is_some() {
            list.drain(..list.len().saturating_sub(limit));
        } else {
            list.truncate(limit);
        }
        list
    }

    /// In which order it is read: from its newest end, or from its oldest.
    pub(crate) fn order(&self) -> &'static str {
        if self.min.is_some() { "ASC" } else { "DESC" }
    }

    /// The numbers strictly between which it lies.
    pub(crate) fn ends(&self) -> (Option<i128>, Option<i128>) {
        let low = self.min.max(self.since).map(Bound::number);
        (low, self.max.map(Bound::number))
    }

    /// As [`Self::ends`], of a list whose places are local ids.
    pub(crate) fn ids(&self) -> (i64, i64) {
        let (low, high) = self.ends();
        let clamp = |number: i128| i64::try_from(number).unwrap_or(i64::MAX);
        (low.map_or(i64::MIN, clamp), high.map_or(i64::MAX, clamp))
    }
}

/// A line of a list: its place in the list, and what it shows, a post or a person, by local id.
pub type Line = (i64, i64);
