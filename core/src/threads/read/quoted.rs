//! What posts quote, beside what is told of them.

use std::collections::HashMap;

use sea_orm::QueryResult;

use super::marks::Marks;
use crate::{Millis, Result, quotes};

/// What a post quotes, as its reader sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quoted {
    /// A word of the API.
    pub state: &'static str,
    /// The post, where the reader may see it here.
    pub post: Option<i64>,
    /// Of what is pending elsewhere, when it was last asked about; 0 where it was not yet.
    pub asked: Option<Millis>,
}

/// In what way a reader avoids somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Avoided {
    Blocked,
    HostBlocked,
    Muted,
}

/// What a post quotes, as the first query finds it.
#[derive(Debug)]
pub(super) struct Quotes {
    state: String,
    /// Local id and state of the post, where it is here.
    post: Option<(i64, String)>,
    asked_at: Option<Millis>,
    /// Whether a member wrote what quotes.
    ours: bool,
}

impl Quotes {
    pub(super) fn of(row: &QueryResult) -> Result<Option<Self>> {
        let Some(state) = row.try_get("", "x_quote")? else {
            return Ok(None);
        };
        let post: Option<i64> = row.try_get("", "x_quoted")?;
        Ok(Some(Self {
            state,
            post: post.zip(row.try_get("", "x_quoted_state")?),
            asked_at: row.try_get("", "x_asked")?,
            ours: row.try_get("", "x_local")?,
        }))
    }

    /// The post, where its author agrees.
    pub(super) fn agreed(&self) -> Option<i64> {
        let (post, _) = self.post.as_ref()?;
        (self.state == quotes::ACCEPTED).then_some(*post)
    }

    /// What a reader sees of it, by what they see of posts.
    pub(super) fn seen(&self, seen: &HashMap<i64, Option<Avoided>>) -> Quoted {
        let pending = self.state == quotes::PENDING && !self.ours;
        let nothing = |state| Quoted {
            state,
            post: None,
            asked: pending.then(|| self.asked_at.unwrap_or_default()),
        };
        match self.state.as_str() {
            quotes::ACCEPTED => {}
            quotes::REJECTED => return nothing("rejected"),
            quotes::REVOKED => return nothing("revoked"),
            _ => return nothing("pending"),
        }
        let Some((post, state)) = &self.post else {
            return nothing("unauthorized");
        };
        let state = match seen.get(post) {
            None if state == "deleted" => return nothing("deleted"),
            None => return nothing("unauthorized"),
            Some(None) => "accepted",
            Some(Some(Avoided::Blocked)) => "blocked_account",
            Some(Some(Avoided::HostBlocked)) => "blocked_domain",
            Some(Some(Avoided::Muted)) => "muted_account",
        };
        Quoted {
            post: Some(*post),
            ..nothing(state)
        }
    }
}

/// In what way a reader avoids the author of a post, by their marks.
pub(super) fn avoided(marks: &Marks, author: i64, host: &str) -> Option<Avoided> {
    if marks.blocked.contains(&author) {
        Some(Avoided::Blocked)
    } else if marks.blocked_hosts.contains(host) {
        Some(Avoided::HostBlocked)
    } else {
        marks.muted.contains(&author).then_some(Avoided::Muted)
    }
}
