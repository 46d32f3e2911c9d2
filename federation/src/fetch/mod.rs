//! Asking others: an address becomes an actor, a thread becomes whole (ledger §7). Bounded,
//! remembered, silent: nobody is notified of what was fetched.

pub(crate) mod compare;
mod confirm;
mod dead;
mod history;
mod passed_on;
mod poll;
mod posts;
mod quote;
mod resolve;
mod thread;

pub(crate) use confirm::confirm;
pub(crate) use dead::Dead;
pub(crate) use history::rest as rest_of_history;
pub(crate) use passed_on::{boosted, find_post};
pub(crate) use poll::poll;
pub(crate) use quote::quote;
pub(crate) use resolve::{find_forum, find_person};
pub(crate) use thread::{newest_threads, thread};

use palabre_core::address::{host_of_uri, same_origin};
use palabre_core::{Error, Fault, Refusal};
use serde_json::Value;
use url::Url;

use crate::Federation;
use crate::client::{Answer, FetchError};
use crate::door;

/// Reads a document from a host that this node speaks to; a host that is kept out is not asked.
/// Its id is the address that answered at last (`docs/spec/hostile.md` 12).
pub(crate) async fn document(fed: &Federation, url: &str) -> Result<Value, FetchError> {
    Ok(weighed(fed, url).await?.0)
}

/// As [`document`], with the bytes that were read for it.
async fn weighed(fed: &Federation, url: &str) -> Result<(Value, usize), FetchError> {
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
    Ok(answer?.0)
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

/// A page of a post leads to its document, and so does an address that somebody has put a document
/// of their making at. Where the id is another address of the same host, that address is asked,
/// once, and what it shows is what counts.
async fn answer(fed: &Federation, url: &str) -> Result<(Value, usize), FetchError> {
    let shown = fed.client().document(url).await?;
    let Some(id) = other_name(fed, url, &shown).await? else {
        return Ok((shown.document, shown.bytes));
    };
    let own = fed
        .client()
        .document(&id)
        .await
        .map_err(|error| match error {
            // What was asked for is there, only not as it says.
            FetchError::Absent(place, status) => FetchError::Unusable(
                url.to_owned(),
                format!("its own address {place} is {status}"),
            ),
            other => other,
        })?;
    if other_name(fed, &id, &own).await?.is_some() {
        let why = "its id is another address again".to_owned();
        return Err(FetchError::Unusable(url.to_owned(), why));
    }
    Ok((own.document, shown.bytes + own.bytes))
}

/// The id of a document where it is not the address that has answered. What a host serves under the
/// id of another host, or as ours, is not what it claims to be; and a redirect lets nobody in who is
/// kept out.
async fn other_name(
    fed: &Federation,
    asked: &str,
    answer: &Answer,
) -> Result<Option<String>, FetchError> {
    let place = answer.place.as_str();
    if !same_origin(place, asked) {
        admitted(fed, place).await?;
    }
    // A page of a list may have no id.
    let Some(id) = crate::wire::read::id_of(&answer.document) else {
        return Ok(None);
    };
    if !same_origin(id, place) || same_origin(id, fed.core().base().origin()) {
        let why = "its id is of another host".to_owned();
        return Err(FetchError::Unusable(asked.to_owned(), why));
    }
    Ok((!is_at(id, &answer.place)).then(|| id.to_owned()))
}

/// Whether an id is the address that a document was found at. What follows a `#` is never sent.
fn is_at(id: &str, place: &Url) -> bool {
    let mut sent = place.clone();
    sent.set_fragment(None);
    Url::parse(id).is_ok_and(|id| id == sent || id == *place)
}

/// What a failed fetch means for the one who asked: absent is final, silence is not.
pub(crate) fn failed(error: FetchError) -> Error {
    match error {
        FetchError::Absent(place, _) => Refusal::NothingThere(place).into(),
        FetchError::Unusable(..) | FetchError::Ours(_) => {
            Refusal::ActivityRefused("the answer cannot be used").into()
        }
        FetchError::Unreachable(..) => Fault::Other(error.to_string()).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_address_that_answered_however_it_is_written() {
        for (id, place, same) in [
            ("https://a.example/1", "https://a.example/1", true),
            ("https://A.example:443/1", "https://a.example/1", true),
            ("https://a.example?c=148", "https://a.example/?c=148", true),
            ("https://a.example/1", "https://a.example/1#create", true),
            ("https://a.example/1#it", "https://a.example/1#it", true),
            ("https://a.example/1#it", "https://a.example/1", false),
            ("https://a.example/1", "https://a.example/1/", false),
            ("https://a.example/1", "https://a.example/2", false),
            ("https://a.example/1", "https://a.example/1?x", false),
            ("1", "https://a.example/1", false),
        ] {
            let place = Url::parse(place).expect("an address");
            assert_eq!(is_at(id, &place), same, "{id} at {place}");
        }
    }
}
