//! The actors of this node, with the keys that speak for them.

use palabre_core::people::{self, Key, Person, keys};
use palabre_core::profiles;
use palabre_core::scribe::ActorDoc;
use palabre_core::{Core, Error, Fault, Result};
use serde_json::{Value, json};

use super::activities::local_forum;
use super::answer::{Served, Unserved};
use crate::Federation;
use crate::proof::keys::PublicKey;
use crate::scribe::paragraphs;
use crate::wire::compose::{self, GroupDoc, Keys, MultikeyDoc, NodeDoc, PersonDoc};
use crate::wire::ids;

/// The keys of an actor as its document shows them.
struct Shown {
    rsa: (String, String),
    /// Key id, multibase and end; the one in use first.
    ed25519: Vec<(String, String, Option<i64>)>,
}

impl Shown {
    fn of(actor: &str, mut all: Vec<Key>) -> Result<Self, Fault> {
        // Old keys stay listed with their end (ledger §3), after the one in use.
        all.sort_by_key(|key| (key.ended_at.is_some(), key.ended_at.map(std::cmp::Reverse)));
        let public = |key: &Key| {
            PublicKey::from_stored_bytes(&key.public)
                .map_err(|error| Fault::Store(format!("{} is no key: {error}", key.uri)))
        };
        let rsa = all
            .iter()
            .find(|key| key.kind == "rsa" && key.ended_at.is_none())
            .ok_or_else(|| Fault::Store(format!("{actor} has no RSA key")))?;
        let rsa = (rsa.uri.clone(), public(rsa)?.to_pem());
        let ed25519 = all
            .iter()
            .filter(|key| key.kind == "ed25519")
            .map(|key| Ok((key.uri.clone(), public(key)?.to_multibase(), key.ended_at)))
            .collect::<Result<_, Fault>>()?;
        Ok(Self { rsa, ed25519 })
    }

    /// Lends the keys to a document.
    fn lend<T>(&self, work: impl FnOnce(Keys<'_>) -> T) -> T {
        let multikeys: Vec<MultikeyDoc<'_>> = self
            .ed25519
            .iter()
            .map(|(id, multibase, expires_ms)| MultikeyDoc {
                id,
                multibase,
                expires_ms: *expires_ms,
            })
            .collect();
        work(Keys {
            rsa_id: &self.rsa.0,
            rsa_pem: &self.rsa.1,
            multikeys: &multikeys,
        })
    }
}

async fn keys_of(core: &Core, actor: &str) -> Result<Shown> {
    Ok(Shown::of(actor, keys::of(core, actor).await?)?)
}

/// The node itself.
pub(super) async fn node(fed: &Federation) -> Result<Served, Unserved> {
    let core = fed.core();
    let base = core.base();
    let id = base.actor();
    let actor = people::by_uri(core, &id).await?.ok_or(Unserved::Unknown)?;
    let info = &fed.options().node;
    let summary = paragraphs(&info.description);
    let url = format!("{}/", base.origin());
    let shown = keys_of(core, &id).await?;
    let doc = shown.lend(|keys| {
        compose::actor_application(&NodeDoc {
            id: &id,
            host: base.host(),
            name: if info.name.is_empty() {
                &actor.display
            } else {
                &info.name
            },
            summary: said(&summary),
            url: &url,
            inbox: &base.shared_inbox(),
            outbox: &ids::outbox(&id),
            followers: &ids::followers(&id),
            keys,
            published_ms: actor.created_at,
        })
    });
    Ok(Served::value(&doc))
}

/// A person of ours who is in; one whose account waits is not there, one who left is gone.
pub(super) async fn person(core: &Core, name: &str) -> Result<Served, Unserved> {
    let person = local_person(core, name).await?;
    if person.state == "gone" {
        return Ok(Served::Gone(left(&person)));
    }
    let keys = keys::of(core, &person.uri).await?;
    let doc = document(&profiles::document(core.base(), &person, keys)).map_err(Error::from)?;
    Ok(Served::value(&doc))
}

/// A person of ours in words.
pub(crate) fn document(actor: &ActorDoc) -> Result<Value, Fault> {
    let person = &actor.person;
    let shown = Shown::of(&person.uri, actor.keys.clone())?;
    Ok(shown.lend(|keys| {
        compose::actor_person(&PersonDoc {
            id: &person.uri,
            username: &person.name,
            name: &person.display,
            summary: said(&person.summary),
            url: &actor.page,
            inbox: &format!("{}/inbox", person.uri),
            outbox: &ids::outbox(&person.uri),
            followers: &ids::followers(&person.uri),
            shared_inbox: &actor.shared_inbox,
            node: &actor.node,
            icon: actor.avatar.as_ref().map(picture),
            image: actor.header.as_ref().map(picture),
            fields: &actor.fields,
            bot: person.is_bot(),
            manually_approves: person.is_locked(),
            discoverable: person.discoverable.unwrap_or_default(),
            indexable: person.indexable.unwrap_or_default(),
            also_known_as: &[],
            moved_to: None,
            keys,
            published_ms: person.created_at,
        })
    }))
}

fn picture<'a>((url, kind): &'a (String, &'static str)) -> (&'a str, &'static str) {
    (url, kind)
}

/// A person of ours, in or gone. The faces of forums and of the node are no people.
pub(super) async fn local_person(core: &Core, name: &str) -> Result<Person, Unserved> {
    people::by_uri(core, &core.base().person(name))
        .await?
        .filter(|person| person.local && matches!(person.state.as_str(), "active" | "gone"))
        .ok_or(Unserved::Unknown)
}

fn left(person: &Person) -> Value {
    json!({
        "@context": compose::context::plain(),
        "id": person.uri,
        "type": "Tombstone",
        "formerType": "Person",
    })
}

/// A forum of ours.
pub(super) async fn forum(core: &Core, slug: &str) -> Result<Served, Unserved> {
    let forum = local_forum(core, slug).await?;
    let base = core.base();
    let summary = paragraphs(&forum.summary);
    let shown = keys_of(core, &forum.uri).await?;
    let doc = shown.lend(|keys| {
        compose::actor_group(&GroupDoc {
            id: &forum.uri,
            slug: &forum.slug,
            name: &forum.title,
            summary: said(&summary),
            url: &base.forum_page(&forum.slug),
            inbox: &forum.inbox,
            outbox: &ids::outbox(&forum.uri),
            followers: &ids::followers(&forum.uri),
            shared_inbox: &base.shared_inbox(),
            moderators: &ids::moderators(&forum.uri),
            featured: &ids::featured(&forum.uri),
            threads: &ids::threads(&forum.uri),
            node: &base.actor(),
            icon: None,
            posting_restricted: false,
            manually_approves: false,
            discoverable: true,
            history: None,
            keys,
            published_ms: forum.created_at,
        })
    });
    Ok(Served::value(&doc))
}

fn said(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
