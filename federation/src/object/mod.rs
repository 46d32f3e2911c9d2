//! Actors of other hosts through `activitypub_federation`: its object and actor traits, its
//! dereferencing with a counter, its `Data`. Everything it fetches passes through our own client,
//! which signs, resolves and refuses; what it reads is checked again here.

use std::fmt;

use activitypub_federation::config::{Data, FederationConfig, UrlVerifier};
use activitypub_federation::error::Error as LibraryError;
use activitypub_federation::fetch::object_id::ObjectId;
use activitypub_federation::traits::{Actor, Object};
use http::StatusCode;
use palabre_core::address::{host_of_uri, same_origin};
use palabre_core::peering::{self, Scheme};
use palabre_core::people::{self, Key, Person, RemoteActor};
use palabre_core::{Core, Error, Refusal, forums, profiles};
use serde_json::Value;
use url::Url;

use crate::Options;
use crate::client::{Answered, Client, root_cause};
use crate::network::Reach;
use crate::proof::keys::PublicKey;
use crate::wire::read::{ActorDoc, ActorKind};
use crate::wire::{RFC_9421, RFC_9421_ED25519};

/// Fetches that one piece of work may cause.
const FETCHES: u32 = 20;

pub(crate) type Library = FederationConfig<Core>;

/// Sets the library up on our client. Its own checks of ports and addresses know nothing of networks
/// that this node is allowed to reach: they are off where it is a trial host or some are allowed. Ours
/// run in every mode.
pub(crate) async fn library(
    core: &Core,
    options: &Options,
    client: &Client,
) -> Result<Library, String> {
    FederationConfig::builder()
        .domain(core.base().host())
        .app_data(core.clone())
        .client(client.for_library())
        .http_fetch_limit(FETCHES)
        .request_timeout(options.timeout)
        .debug(client.reach().trial || !client.reach().allow_private.is_empty())
        .url_verifier(Box::new(Verifier(client.reach().clone())))
        .build()
        .await
        .map_err(|error| error.to_string())
}

#[derive(Clone)]
struct Verifier(Reach);

#[async_trait::async_trait]
impl UrlVerifier for Verifier {
    async fn verify(&self, url: &Url) -> Result<(), LibraryError> {
        self.0
            .check(url)
            .map_err(LibraryError::UrlVerificationError)
    }
}

/// Why an actor is not there.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ActorError {
    #[error("the actor's host cannot be reached: {0}")]
    Unreachable(String),
    #[error("the actor is gone")]
    Gone,
    #[error("the actor cannot be used: {0}")]
    Unusable(String),
    #[error("the actor cannot be kept here now: {0}")]
    Store(String),
}

impl ActorError {
    /// A host that says no has answered: asking again would not help.
    fn of_answer(error: &reqwest_middleware::Error) -> Self {
        let answered = match error {
            reqwest_middleware::Error::Middleware(error) => error.downcast_ref::<Answered>(),
            reqwest_middleware::Error::Reqwest(_) => None,
        };
        match answered {
            Some(Answered(StatusCode::NOT_FOUND)) => Self::Gone,
            Some(Answered(status))
                if status.is_client_error()
                    && *status != StatusCode::TOO_MANY_REQUESTS
                    && *status != StatusCode::REQUEST_TIMEOUT =>
            {
                Self::Unusable(format!("its host answers {status}"))
            }
            _ => Self::Unreachable(root_cause(error)),
        }
    }
}

impl From<LibraryError> for ActorError {
    fn from(error: LibraryError) -> Self {
        match error {
            LibraryError::ObjectDeleted(_) | LibraryError::NotFound => Self::Gone,
            LibraryError::Reqwest(error) => Self::Unreachable(root_cause(&error)),
            LibraryError::ReqwestMiddleware(error) => Self::of_answer(&error),
            LibraryError::DomainResolveError(host) => Self::Unreachable(host),
            other => Self::Unusable(other.to_string()),
        }
    }
}

impl From<Error> for ActorError {
    fn from(error: Error) -> Self {
        match error {
            Error::Fault(_) | Error::Refused(Refusal::DiskFull) => Self::Store(error.to_string()),
            Error::Refused(_) => Self::Unusable(error.to_string()),
        }
    }
}

/// An actor as the library sees it.
pub(crate) struct FedPerson {
    id: Url,
    person: Person,
}

impl fmt::Debug for FedPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FedPerson").field(&self.id.as_str()).finish()
    }
}

impl FedPerson {
    fn of(person: Person) -> Option<Self> {
        Some(Self {
            id: Url::parse(&person.uri).ok()?,
            person,
        })
    }

    pub(crate) fn into_person(self) -> Person {
        self.person
    }
}

#[async_trait::async_trait]
impl Object for FedPerson {
    type DataType = Core;
    type Kind = Value;
    type Error = ActorError;

    fn id(&self) -> &Url {
        &self.id
    }

    async fn read_from_id(id: Url, data: &Data<Core>) -> Result<Option<Self>, ActorError> {
        Ok(people::by_uri(data.app_data(), id.as_str())
            .await?
            .and_then(Self::of))
    }

    async fn into_json(self, _: &Data<Core>) -> Result<Value, ActorError> {
        Ok(Value::String(self.person.uri))
    }

    async fn verify(json: &Value, from: &Url, _: &Data<Core>) -> Result<(), ActorError> {
        let document = read(json)?;
        if !same_origin(document.id, from.as_str()) {
            return Err(ActorError::Unusable("its id is of another host".to_owned()));
        }
        Ok(())
    }

    async fn from_json(json: Value, data: &Data<Core>) -> Result<Self, ActorError> {
        let person = keep(data.app_data(), &json).await?;
        Self::of(person).ok_or_else(|| ActorError::Unusable("its id is no address".to_owned()))
    }
}

#[async_trait::async_trait]
impl Actor for FedPerson {
    fn public_key_pem(&self) -> &'static str {
        // Signatures are checked by `proof`, with keys of a table of their own.
        ""
    }

    fn private_key_pem(&self) -> Option<String> {
        None
    }

    fn inbox(&self) -> Url {
        let inbox = self
            .person
            .inbox
            .as_deref()
            .and_then(|inbox| Url::parse(inbox).ok());
        inbox.unwrap_or_else(|| self.id.clone())
    }
}

/// Fetches an actor from its origin, whatever is known of it, and keeps what it says.
pub(crate) async fn fetch_actor(library: &Library, uri: &str) -> Result<Person, ActorError> {
    let id = ObjectId::<FedPerson>::parse(uri)
        .map_err(|_| ActorError::Unusable("its id is no address".to_owned()))?;
    let data = library.to_request_data();
    id.dereference_forced(&data)
        .await
        .map(FedPerson::into_person)
}

/// Keeps what an actor's document says; a Group is kept as a forum too.
pub(crate) async fn keep(core: &Core, json: &Value) -> Result<Person, ActorError> {
    let document = read(json)?;
    if core.base().is_ours(document.id) {
        return Err(ActorError::Unusable(
            "it claims to be one of ours".to_owned(),
        ));
    }
    let actor = remote(&document)?;
    let tx = core.begin().await?;
    let person = people::keep_remote(&tx, &actor).await?;
    forums::keep_inbox(&tx, &person).await?;
    // What may be in other hands shows nothing new.
    if person.changed_at.is_none() {
        let (icon, image) = (document.icon, document.image);
        Box::pin(profiles::keep_pictures(&tx, &person, icon, image)).await?;
    }
    // What a forum's home says that may be in other hands changes nothing that is known of it.
    if document.kind == ActorKind::Group && person.changed_at.is_none() {
        forums::keep_remote(&tx, &forum(&document, &actor)).await?;
    }
    tx.commit().await?;
    if let Some(scheme) = announced(&document).filter(|_| person.changed_at.is_none()) {
        peering::says_it_takes(core, &actor.host, scheme).await?;
    }
    Ok(person)
}

/// The best signatures that an actor's server says it takes.
fn announced(document: &ActorDoc<'_>) -> Option<Scheme> {
    if document.implements(RFC_9421_ED25519) {
        Some(Scheme::Ed25519)
    } else if document.implements(RFC_9421) {
        Some(Scheme::Rfc9421)
    } else {
        None
    }
}

fn read(json: &Value) -> Result<ActorDoc<'_>, ActorError> {
    ActorDoc::read(json).map_err(|error| ActorError::Unusable(error.to_string()))
}

fn remote(document: &ActorDoc<'_>) -> Result<RemoteActor, ActorError> {
    let near = |address: Option<&str>| {
        address
            .filter(|address| same_origin(address, document.id))
            .map(str::to_owned)
    };
    let named = document.preferred_username.or(document.name);
    let name = handle(named.unwrap_or_default());
    if name.is_empty() {
        return Err(ActorError::Unusable("it has no name".to_owned()));
    }
    Ok(RemoteActor {
        uri: document.id.to_owned(),
        host: host_of_uri(document.id),
        name: name.clone(),
        display: document.name.unwrap_or(&name).to_owned(),
        summary: document.summary.unwrap_or_default().to_owned(),
        url: document.url.map(str::to_owned),
        inbox: near(Some(document.inbox)),
        shared_inbox: near(document.shared_inbox),
        followers: near(document.followers),
        kind: format!("{:?}", document.kind),
        fields: document
            .fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        locked: document.manually_approves,
        discoverable: document.discoverable,
        indexable: document.indexable,
        keys: keys(document),
    })
}

/// The name before the host of a handle, with what can stand there: it is part of an address here.
fn handle(name: &str) -> String {
    let sound = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '~');
    name.chars().filter(sound).collect()
}

/// The keys that an actor lists and owns: of its own origin, naming it as owner.
fn keys(document: &ActorDoc<'_>) -> Vec<Key> {
    let own = |id: &str, owner: &str| owner == document.id && same_origin(id, document.id);
    let rsa = document
        .rsa
        .iter()
        .filter(|key| own(key.id, key.owner))
        .filter_map(|key| {
            let public = PublicKey::from_pem(key.pem).ok()?;
            Some(stored(key.id, document.id, &public, None))
        });
    let multikeys = document
        .multikeys
        .iter()
        .filter(|key| own(key.id, key.controller))
        .filter_map(|key| {
            let public = PublicKey::from_multibase(key.multibase).ok()?;
            Some(stored(key.id, document.id, &public, key.expires_ms))
        });
    rsa.chain(multikeys).collect()
}

fn stored(id: &str, owner: &str, public: &PublicKey, ended_at: Option<i64>) -> Key {
    Key {
        uri: id.to_owned(),
        owner: owner.to_owned(),
        kind: match public {
            PublicKey::Rsa(_) => "rsa",
            PublicKey::Ed25519(_) => "ed25519",
        }
        .to_owned(),
        public: public.to_stored_bytes(),
        ended_at,
    }
}

fn forum(document: &ActorDoc<'_>, actor: &RemoteActor) -> forums::RemoteForum {
    forums::RemoteForum {
        uri: actor.uri.clone(),
        host: actor.host.clone(),
        slug: actor.name.clone(),
        title: actor.display.clone(),
        summary: actor.summary.clone(),
        lang: String::new(),
        inbox: actor.inbox.clone().unwrap_or_default(),
        shared_inbox: actor.shared_inbox.clone(),
        followers: actor.followers.clone(),
        outbox: document.outbox.map(str::to_owned),
        url: actor.url.clone(),
        moderators: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
