//! A poll.

use palabre_core::Millis;
use palabre_core::polls::Shown;
use schemars::JsonSchema;
use serde::Serialize;

use super::CustomEmoji;
use crate::api::dates;

/// A poll as one reader sees it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Poll {
    /// The local number of its post.
    id: String,
    expires_at: Option<String>,
    expired: bool,
    multiple: bool,
    votes_count: i64,
    voters_count: Option<i64>,
    options: Vec<Choice>,
    emojis: Vec<CustomEmoji>,
    /// What it is to the reader, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    voted: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    own_votes: Option<Vec<i64>>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "PollOption")]
struct Choice {
    title: String,
    /// Nothing as long as nobody is told.
    votes_count: Option<i64>,
}

impl Poll {
    /// A poll for a reader, who may be signed in, with the emoji in its options.
    pub(crate) fn of(
        shown: &Shown,
        emojis: Vec<CustomEmoji>,
        signed_in: bool,
        now: Millis,
    ) -> Self {
        let poll = &shown.poll;
        let tally = poll.tally();
        let told = poll.tells_totals(now);
        let options = poll.titles().into_iter().enumerate();
        let choice = |(at, title)| Choice {
            title,
            votes_count: tally.votes.get(at).copied().map(small).filter(|_| told),
        };
        Self {
            id: poll.post_id.to_string(),
            expires_at: poll.ends_at.map(dates::full),
            expired: poll.is_over(now),
            multiple: poll.multiple,
            votes_count: small(tally.votes.iter().sum()),
            voters_count: tally.voters.map(small),
            options: options.map(choice).collect(),
            emojis,
            voted: signed_in.then_some(shown.voted),
            own_votes: signed_in.then(|| shown.own.clone()),
        }
    }
}

/// A number that every client can read: some have room for no larger one.
fn small(count: i64) -> i64 {
    count.min(i32::MAX.into())
}
