//! From what somebody types, `@salon@host` or an address, to an actor that is kept here.

use palabre_core::address::{Handle, Host, host_of_uri, same_origin};
use palabre_core::forums::{self, Forum};
use palabre_core::people::{self, Person};
use palabre_core::{Error, Fault, Refusal, Result};

use crate::Federation;
use crate::door;
use crate::object::{self, ActorError};

/// A forum by handle or address.
pub(crate) async fn find_forum(fed: &Federation, text: &str) -> Result<Forum> {
    let uri = find(fed, text).await?;
    if let Some(forum) = forums::by_uri(fed.core(), &uri).await? {
        return Ok(forum);
    }
    fetch(fed, &uri).await?;
    let found = forums::by_uri(fed.core(), &uri).await?;
    found.ok_or_else(|| Refusal::NoSuchForum(text.to_owned()).into())
}

/// A person by handle or address.
pub(crate) async fn find_person(fed: &Federation, text: &str) -> Result<Person> {
    let uri = find(fed, text).await?;
    if let Some(person) = people::by_uri(fed.core(), &uri).await? {
        return Ok(person);
    }
    fetch(fed, &uri).await
}

async fn fetch(fed: &Federation, uri: &str) -> Result<Person> {
    if fed.core().base().is_ours(uri) {
        return Err(Refusal::NoSuchPerson(uri.to_owned()).into());
    }
    object::fetch_actor(fed.library(), uri)
        .await
        .map_err(|error| match error {
            ActorError::Gone => Refusal::NothingThere(uri.to_owned()).into(),
            ActorError::Unreachable(why) | ActorError::Store(why) => {
                Error::Fault(Fault::Other(why))
            }
            ActorError::Unusable(why) => {
                tracing::info!(uri, why, "an actor cannot be used");
                Refusal::AddressInvalid(uri.to_owned()).into()
            }
        })
}

/// The ActivityPub id behind what was typed.
async fn find(fed: &Federation, text: &str) -> Result<String> {
    let text = text.trim();
    let invalid = || Refusal::AddressInvalid(text.to_owned());
    if text.starts_with("https://") || text.starts_with("http://") {
        let host = host_of_uri(text);
        may_ask(fed, &host).await?;
        if fed.core().base().is_ours(text) || forums::by_uri(fed.core(), text).await?.is_some() {
            return Ok(text.to_owned());
        }
        // A page of a forum is asked for its document, which says the id.
        let answer = fed.client().document(text).await.map_err(super::failed)?;
        let id = crate::wire::read::id_of(&answer.document).ok_or_else(invalid)?;
        return if same_origin(id, text) {
            Ok(id.to_owned())
        } else {
            Err(invalid().into())
        };
    }
    let handle = Handle::parse(text).map_err(|_| invalid())?;
    let Some(host) = handle.host else {
        return local(fed, &handle.name).await;
    };
    if host.as_str() == fed.core().base().host() {
        return local(fed, &handle.name).await;
    }
    may_ask(fed, host.as_str()).await?;
    webfinger(fed, &handle.name, &host).await
}

async fn local(fed: &Federation, name: &str) -> Result<String> {
    let base = fed.core().base();
    if forums::by_slug(fed.core(), name, None).await?.is_some() {
        return Ok(base.forum(name));
    }
    Ok(base.person(name))
}

/// RFC 7033, and the subject must be what was asked.
async fn webfinger(fed: &Federation, name: &str, host: &Host) -> Result<String> {
    let scheme = if host.is_trial() { "http" } else { "https" };
    let resource = format!("acct:{name}@{host}");
    let query: String = url::form_urlencoded::byte_serialize(resource.as_bytes()).collect();
    let url = format!("{scheme}://{host}/.well-known/webfinger?resource={query}");
    let answer = fed.client().json(&url).await.map_err(super::failed)?;
    let invalid = || Refusal::AddressInvalid(resource.clone());
    let links = answer
        .get("links")
        .and_then(|links| links.as_array())
        .ok_or_else(invalid)?;
    let own = links.iter().take(50).find_map(|link| {
        let of = |field: &str| link.get(field).and_then(|value| value.as_str());
        let kind = of("type")?;
        let activity = kind.starts_with("application/activity+json")
            || kind.starts_with("application/ld+json");
        (of("rel") == Some("self") && activity)
            .then(|| of("href"))
            .flatten()
    });
    let own = own.ok_or_else(invalid)?;
    if fed.core().base().is_ours(own) {
        return Err(invalid().into());
    }
    Ok(own.to_owned())
}

async fn may_ask(fed: &Federation, host: &str) -> Result<()> {
    door::policy(fed, host)
        .await
        .map(|_| ())
        .map_err(|_| Refusal::HostBlocked(host.to_owned()).into())
}
