//! Who may do what in a forum of this node. Pure: a table can test them. They are applied at the
//! forum's home, once; elsewhere the home's word is enough (ledger §2).

use crate::forums::Forum;
use crate::ledger::Standing;
use crate::peering::Level;
use crate::{Limits, Refusal};

/// What is known of somebody who contributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contributor {
    /// Whether an administrator has still to approve the account.
    pub waiting: bool,
    pub moderator: bool,
    /// How far their host is trusted; [`Level::Allow`] for our own people.
    pub level: Level,
}

/// Whether a contribution to a forum of ours counts at once, waits for a moderator, or is refused.
pub fn may_contribute(forum: &Forum, who: Contributor, locked: bool) -> Result<Standing, Refusal> {
    if who.level == Level::Block {
        return Err(Refusal::HostBlocked(String::new()));
    }
    if locked && !who.moderator {
        return Err(Refusal::ThreadLocked);
    }
    let held =
        who.waiting || who.level == Level::Limit || (forum.moderated_before() && !who.moderator);
    Ok(if held {
        Standing::Held
    } else {
        Standing::Accepted
    })
}

/// Longest warning, in characters.
pub const WARNING: usize = 500;

/// Whether a warning keeps the limits, together with the words of the text behind it.
pub fn may_be_warned(limits: &Limits, words: usize, warning: &str) -> Result<(), Refusal> {
    let chars = warning.chars().count();
    if chars > WARNING {
        let limit = WARNING;
        return Err(Refusal::WarningTooLong { chars, limit });
    }
    let words = words + warning.split_whitespace().count();
    if words > limits.words {
        let limit = limits.words;
        return Err(Refusal::TextTooLong { words, limit });
    }
    Ok(())
}

/// Whether a text and its title keep the limits.
pub fn may_be_written(limits: &Limits, words: usize, title: Option<&str>) -> Result<(), Refusal> {
    if words > limits.words {
        return Err(Refusal::TextTooLong {
            words,
            limit: limits.words,
        });
    }
    if let Some(title) = title {
        let chars = title.chars().count();
        if chars == 0 {
            return Err(Refusal::TitleEmpty);
        }
        if chars > limits.title {
            return Err(Refusal::TitleTooLong {
                chars,
                limit: limits.title,
            });
        }
    }
    Ok(())
}
