//! What decides about polls. Pure: a table can test it.

use std::collections::BTreeSet;

use super::{LEAST, LONGEST, MOST, New, OPTION, Poll, SHORTEST, list};
use crate::scribe::Question;
use crate::text::clean;
use crate::{Millis, Refusal};

/// A poll of ours as it will be asked, its empty options left out.
///
/// # Errors
/// Too few options or too many, one that is too long or there twice, a time that is too short or too
/// long.
pub fn sound(mut new: New) -> Result<New, Refusal> {
    let cleaned = new.options.iter().map(|one| clean::name(one, usize::MAX));
    new.options = cleaned.filter(|one| !one.is_empty()).collect();
    if !(LEAST..=MOST).contains(&new.options.len()) {
        return Err(Refusal::PollOptions {
            least: LEAST,
            most: MOST,
        });
    }
    let lengths = new.options.iter().map(|one| one.chars().count());
    if let Some(chars) = lengths.max().filter(|chars| *chars > OPTION) {
        let limit = OPTION;
        return Err(Refusal::OptionTooLong { chars, limit });
    }
    if new.options.iter().collect::<BTreeSet<_>>().len() < new.options.len() {
        return Err(Refusal::OptionTwice);
    }
    if !(SHORTEST..=LONGEST).contains(&new.open_for) {
        return Err(Refusal::PollTime);
    }
    Ok(new)
}

/// Whether a post still asks the same, so that votes stay: when it ends may change.
pub(super) fn is_same(poll: &Poll, question: &Question) -> bool {
    poll.multiple == question.multiple && poll.options == list(&question.options)
}

/// Whether some options, by place, are a choice.
pub(super) fn chosen(poll: &Poll, choices: &[usize]) -> Result<BTreeSet<usize>, Refusal> {
    let options = poll.options().len();
    let chosen: BTreeSet<usize> = choices.iter().copied().collect();
    let known = chosen.iter().all(|choice| *choice < options);
    if chosen.is_empty() || !known {
        return Err(Refusal::NoSuchOption);
    }
    if !poll.multiple && chosen.len() > 1 {
        return Err(Refusal::OneOption);
    }
    Ok(chosen)
}

/// What is counted once somebody has chosen.
pub(super) fn count(votes: &mut [i64], choices: &BTreeSet<usize>) {
    for choice in choices {
        if let Some(votes) = votes.get_mut(*choice) {
            *votes = votes.saturating_add(1);
        }
    }
}

/// Whether the counts of a poll from elsewhere are old enough to be asked for again, `fresh` after
/// they came. What was counted at its end is final.
pub(super) fn is_stale(poll: &Poll, now: Millis, fresh: Millis) -> bool {
    poll.asked_at
        .is_some_and(|at| at + fresh <= now && poll.ends_at.is_none_or(|end| at < end))
}
