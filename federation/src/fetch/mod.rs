//! Asking others: an address becomes an actor, a thread becomes whole (ledger §7). Bounded,
//! remembered, silent: nobody is notified of what was fetched.

mod resolve;
mod thread;

pub(crate) use resolve::{find_forum, find_person};
pub(crate) use thread::{confirm, newest_threads, thread};

use palabre_core::{Error, Fault, Refusal};

use crate::client::FetchError;

/// What a failed fetch means for the one who asked: absent is final, silence is not.
pub(crate) fn failed(error: FetchError) -> Error {
    match error {
        FetchError::Absent(place, _) => Refusal::NothingThere(place).into(),
        FetchError::Unusable(..) => Refusal::ActivityRefused("the answer cannot be used").into(),
        FetchError::Unreachable(..) => Fault::Other(error.to_string()).into(),
    }
}
