//! Asking others: an address becomes an actor, a thread becomes whole (ledger §7). Bounded,
//! remembered, silent: nobody is notified of what was fetched.

pub(crate) mod compare;
mod confirm;
mod dead;
mod posts;
mod resolve;
mod thread;

pub(crate) use confirm::confirm;
pub(crate) use dead::Dead;
pub(crate) use resolve::{find_forum, find_person};
pub(crate) use thread::{newest_threads, thread};

use palabre_core::address::{host_of_uri, same_origin};
use palabre_core::{Error, Fault, Refusal};
use serde_json::Value;

use crate::Federation;
use crate::client::FetchError;
use crate::door;

/// Reads a document from a host that this node speaks to; a host that is kept out is not asked.
/// What a host serves under the id of another host, or as ours, is not what it claims to be.
pub(crate) async fn document(fed: &Federation, url: &str) -> Result<Value, FetchError> {
    admitted(fed, url).await?;
    answer(fed, url).await
}

/// As [`document`], for what letters make this node ask for: an address that failed for good is not
/// asked again for a while.
async fn told_of(fed: &Federation, url: &str) -> Result<Value, FetchError> {
    admitted(fed, url).await?;
    if fed.dead().holds(url, fed.core().now()) {
        let why = "it was asked for in vain lately".to_owned();
        return Err(FetchError::Unusable(url.to_owned(), why));
    }
    let answer = answer(fed, url).await;
    if let Err(error) = &answer {
        fed.dead().judge(url, error, fed.core().now());
    }
    answer
}

async fn admitted(fed: &Federation, url: &str) -> Result<(), FetchError> {
    let host = host_of_uri(url);
    if let Err(denied) = door::policy(fed, &host).await {
        return Err(if denied.is_our_fault() {
            let why = "whether its host is let in cannot be told now".to_owned();
            FetchError::Unreachable(url.to_owned(), why)
        } else {
            FetchError::Unusable(url.to_owned(), format!("{host} is kept out"))
        });
    }
    Ok(())
}

async fn answer(fed: &Federation, url: &str) -> Result<Value, FetchError> {
    let (place, document) = fed.client().document(url).await?;
    let id = crate::wire::read::id_of(&document);
    let foreign =
        |id: &str| !same_origin(id, place.as_str()) || same_origin(id, fed.core().base().origin());
    if id.is_some_and(foreign) {
        let why = "its id is of another host".to_owned();
        return Err(FetchError::Unusable(url.to_owned(), why));
    }
    Ok(document)
}

/// What a failed fetch means for the one who asked: absent is final, silence is not.
pub(crate) fn failed(error: FetchError) -> Error {
    match error {
        FetchError::Absent(place, _) => Refusal::NothingThere(place).into(),
        FetchError::Unusable(..) => Refusal::ActivityRefused("the answer cannot be used").into(),
        FetchError::Unreachable(..) => Fault::Other(error.to_string()).into(),
    }
}
