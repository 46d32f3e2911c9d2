//! Who may quote a post: what its author says, and what that means to somebody.

use std::ops::BitOr;

use super::rows;
use crate::people::Person;
use crate::threads;
use crate::{Audience, Event, Refusal, Result, Tx};

/// People of whom an author says something together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Crowd(u8);

impl Crowd {
    pub const NOBODY: Self = Self(0);
    pub const EVERYBODY: Self = Self(1);
    /// Those who follow the author.
    pub const FOLLOWERS: Self = Self(2);
    /// Those whom the author follows.
    pub const FOLLOWED: Self = Self(4);
    /// Some of whom nothing is known here.
    pub const OTHERS: Self = Self(8);

    /// Whether all of some are among them.
    pub fn holds(self, some: Self) -> bool {
        self.0 & some.0 == some.0 && some != Self::NOBODY
    }
}

impl BitOr for Crowd {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Who may quote a post at once, and who after being asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Quotable {
    pub automatic: Crowd,
    pub manual: Crowd,
}

impl Quotable {
    /// As a column holds it.
    pub(crate) fn column(self) -> i64 {
        i64::from(self.automatic.0) << 8 | i64::from(self.manual.0)
    }

    pub(crate) fn from_column(whom: i64) -> Self {
        let crowd = |bits: i64| Crowd(u8::try_from(bits & 0xff).unwrap_or_default());
        Self {
            automatic: crowd(whom >> 8),
            manual: crowd(whom),
        }
    }

    /// Who may quote a post, by what was chosen last and what its words say. What a member wrote for
    /// everybody before they could choose, everybody may.
    pub(crate) fn of(chosen: Option<Self>, said: Option<i64>, by_member: bool) -> Option<Self> {
        let unsaid = by_member.then(|| Policy::default().into());
        chosen.or(said.map(Self::from_column)).or(unsaid)
    }
}

/// Who may quote what a member writes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Policy {
    #[default]
    Everybody,
    Followers,
    Nobody,
}

impl Policy {
    /// The policy of a name, as columns and clients have it.
    pub fn named(text: &str) -> Option<Self> {
        let all = [Self::Everybody, Self::Followers, Self::Nobody];
        all.into_iter().find(|one| one.as_str() == text)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Everybody => "public",
            Self::Followers => "followers",
            Self::Nobody => "nobody",
        }
    }
}

impl From<Policy> for Quotable {
    fn from(policy: Policy) -> Self {
        let automatic = match policy {
            Policy::Everybody => Crowd::EVERYBODY,
            Policy::Followers => Crowd::FOLLOWERS,
            Policy::Nobody => Crowd::NOBODY,
        };
        Self {
            automatic,
            manual: Crowd::NOBODY,
        }
    }
}

/// What becomes of it when somebody quotes a post.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Consent {
    /// Its author agrees at once.
    Automatic,
    /// Its author is asked.
    Manual,
    /// Only its author's server knows.
    Unknown,
    #[default]
    Denied,
}

impl Consent {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Manual => "manual",
            Self::Unknown => "unknown",
            Self::Denied => "denied",
        }
    }
}

/// A member chooses anew who may quote a post of theirs. Who quotes it already is asked nothing.
///
/// # Errors
/// Another's post; one for a few, which nobody else may quote.
pub async fn choose(tx: &mut Tx, author: &Person, post: i64, policy: Policy) -> Result<()> {
    let post = threads::must_get(tx, post).await?;
    if post.author_id != author.id {
        return Err(Refusal::NotYours.into());
    }
    if post.state == "deleted" {
        return Err(Refusal::Gone.into());
    }
    let open = Audience::from_column(&post.visibility).is_open();
    if !open && policy != Policy::Nobody {
        return Err(Refusal::QuoteOfAFew.into());
    }
    if open {
        rows::choose(tx, post.id, policy.into()).await?;
        tx.happens(Event::Changed(post.id));
    }
    Ok(())
}
