//! Polls: what a post asks, who has voted for what, and what was counted. What is asked is in the
//! post's words, and in a forum its record vouches for it. What was counted is no part of any record:
//! the node of the author counts, and tells the others (docs/decisions/0020).

mod asked;
mod counted;
mod read;
mod rows;
pub mod rules;
#[cfg(test)]
mod tests;
mod verbs;

use std::str::FromStr;

use crate::Millis;
use crate::scribe::{Question, Tally};
use crate::text::clean;

pub use crate::store::entity::poll::Model as Poll;
pub(crate) use asked::{ask, follow_post, settle};
pub use counted::{close, receive_counts, refresh, tell};
pub(crate) use counted::{holders, words_of};
pub(crate) use read::AtHand;
pub use read::{Shown, of_post, of_posts};
pub(crate) use rows::{find, forget_of_posts, forget_voter};
pub use verbs::{receive_vote, vote};

/// Options of one poll at least.
pub const LEAST: usize = 2;
/// Options of one poll of ours at most.
pub const MOST: usize = 4;
/// Longest option of ours, in characters.
pub const OPTION: usize = 50;
/// How long a poll of ours is open at least, in seconds: five minutes.
pub const SHORTEST: i64 = 300;
/// How long a poll of ours is open at most, in seconds: a month.
pub const LONGEST: i64 = 2_629_746;

/// A poll that a member would open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    pub options: Vec<String>,
    /// Whether more than one may be chosen.
    pub multiple: bool,
    /// How long it is open, in seconds.
    pub open_for: i64,
    /// Whether nobody is told what was counted before it ends.
    pub hides_totals: bool,
}

/// What a draft says of a poll.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Wish {
    /// Nothing: an edited post asks what it has asked before.
    #[default]
    AsBefore,
    /// It asks nothing any more.
    Nothing,
    Poll(New),
}

impl Poll {
    /// The options as their author wrote them: votes name them so.
    pub fn options(&self) -> Vec<String> {
        listed(&self.options)
    }

    /// The options as they are shown.
    pub fn titles(&self) -> Vec<String> {
        let options = self.options().into_iter();
        options.map(|one| clean::name(&one, usize::MAX)).collect()
    }

    /// What was counted, whoever may know it.
    pub fn tally(&self) -> Tally {
        Tally {
            votes: listed(&self.votes),
            voters: self.voters,
        }
    }

    /// Whether nobody votes any more.
    pub fn is_over(&self, now: Millis) -> bool {
        self.ends_at.is_some_and(|end| end <= now)
    }

    /// Whether it may be told yet what was counted.
    pub fn tells_totals(&self, now: Millis) -> bool {
        !self.hides_totals || self.is_over(now)
    }

    /// What its post asks, without what was counted.
    fn question(&self) -> Question {
        let options = self.options();
        Question {
            tally: Tally::none(options.len()),
            options,
            multiple: self.multiple,
            ends_at: self.ends_at,
        }
    }
}

/// What stands between the entries of a list in a column.
const BETWEEN: char = '\u{1f}';

fn listed<T: FromStr>(column: &str) -> Vec<T> {
    let entries = column.split(BETWEEN).filter(|_| !column.is_empty());
    entries.filter_map(|one| one.parse().ok()).collect()
}

fn list<T: ToString>(some: &[T]) -> String {
    let entries = some.iter().map(|one| one.to_string().replace(BETWEEN, " "));
    entries.collect::<Vec<_>>().join(&BETWEEN.to_string())
}
