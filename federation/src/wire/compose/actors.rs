//! The actors of this node: its people, its forums and itself.

use serde_json::{Value, json};

use super::{Doc, context};
use crate::wire::{RFC_9421, RFC_9421_ED25519, date};

/// A Multikey of ours, in use or retired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MultikeyDoc<'a> {
    /// The key's address; it holds a `#` (Lemmy and `NodeBB` strip the fragment to find the actor).
    pub id: &'a str,
    /// The public key in multibase.
    pub multibase: &'a str,
    /// When it ceased to sign, in milliseconds.
    pub expires_ms: Option<i64>,
}

/// The keys that speak for an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keys<'a> {
    /// The RSA key's address; it holds a `#`.
    pub rsa_id: &'a str,
    /// The RSA key in PEM (SPKI).
    pub rsa_pem: &'a str,
    /// The Ed25519 keys, the current one first.
    pub multikeys: &'a [MultikeyDoc<'a>],
}

/// A person of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "the shape is the document's")]
pub struct PersonDoc<'a> {
    /// The actor's address.
    pub id: &'a str,
    /// The name before the host.
    pub username: &'a str,
    /// The display name.
    pub name: &'a str,
    /// A presentation in HTML.
    pub summary: Option<&'a str>,
    /// The page for people.
    pub url: &'a str,
    /// Where letters go.
    pub inbox: &'a str,
    /// What this person did.
    pub outbox: &'a str,
    /// Who follows.
    pub followers: &'a str,
    /// The host's shared inbox.
    pub shared_inbox: &'a str,
    /// The node's own actor.
    pub node: &'a str,
    /// A picture: its address and media type.
    pub icon: Option<(&'a str, &'a str)>,
    /// The picture above their page.
    pub image: Option<(&'a str, &'a str)>,
    /// Names and values, as HTML.
    pub fields: &'a [(String, String)],
    /// Whether a program posts for them.
    pub bot: bool,
    /// Whether follows wait for this person.
    pub manually_approves: bool,
    /// Whether this person wants to be found.
    pub discoverable: bool,
    /// Whether search engines may keep what they write.
    pub indexable: bool,
    /// Other names of the same person.
    pub also_known_as: &'a [&'a str],
    /// Where this person went.
    pub moved_to: Option<&'a str>,
    /// The keys.
    pub keys: Keys<'a>,
    /// Milliseconds.
    pub published_ms: i64,
}

/// A forum of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupDoc<'a> {
    /// The actor's address.
    pub id: &'a str,
    /// The slug.
    pub slug: &'a str,
    /// The title.
    pub name: &'a str,
    /// What it is about, in HTML.
    pub summary: Option<&'a str>,
    /// The page for people.
    pub url: &'a str,
    /// Where letters go.
    pub inbox: &'a str,
    /// What the forum relayed.
    pub outbox: &'a str,
    /// Who follows.
    pub followers: &'a str,
    /// The host's shared inbox.
    pub shared_inbox: &'a str,
    /// The collection of moderators.
    pub moderators: &'a str,
    /// Pinned threads.
    pub featured: &'a str,
    /// All threads with their digests.
    pub threads: &'a str,
    /// The node's own actor.
    pub node: &'a str,
    /// A picture: its address and media type.
    pub icon: Option<(&'a str, &'a str)>,
    /// Whether only moderators open threads.
    pub posting_restricted: bool,
    /// Whether follows wait for a moderator.
    pub manually_approves: bool,
    /// Whether the forum wants to be found.
    pub discoverable: bool,
    /// The forum's activities, where they are served.
    pub history: Option<&'a str>,
    /// The keys.
    pub keys: Keys<'a>,
    /// Milliseconds.
    pub published_ms: i64,
}

/// The node itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeDoc<'a> {
    /// The actor's address.
    pub id: &'a str,
    /// The host with its port: `acct:HOST@HOST` (ledger §8).
    pub host: &'a str,
    /// The node's title.
    pub name: &'a str,
    /// What it is, in HTML.
    pub summary: Option<&'a str>,
    /// The front page.
    pub url: &'a str,
    /// The shared inbox.
    pub inbox: &'a str,
    /// What the node did.
    pub outbox: &'a str,
    /// Who follows.
    pub followers: &'a str,
    /// The keys.
    pub keys: Keys<'a>,
    /// Milliseconds.
    pub published_ms: i64,
}

/// A `Person`, or a `Service` where a program posts for them.
pub fn actor_person(person: &PersonDoc<'_>) -> Value {
    let doc = Doc::new(context::actor())
        .set("id", person.id)
        .set("type", if person.bot { "Service" } else { "Person" })
        .set("preferredUsername", person.username)
        .set("name", person.name)
        .set_some("summary", person.summary)
        .set("url", person.url)
        .set("inbox", person.inbox)
        .set("outbox", person.outbox)
        .set("followers", person.followers)
        .set("endpoints", json!({"sharedInbox": person.shared_inbox}))
        .set("manuallyApprovesFollowers", person.manually_approves)
        .set("discoverable", person.discoverable)
        .set("indexable", person.indexable)
        .set_some("icon", person.icon.map(icon))
        .set_some("image", person.image.map(icon))
        .set(
            "attachment",
            person.fields.iter().map(field).collect::<Vec<_>>(),
        )
        .set_some(
            "alsoKnownAs",
            Some(person.also_known_as)
                .filter(|list| !list.is_empty())
                .map(<[&str]>::to_vec),
        )
        .set_some("movedTo", person.moved_to)
        .set("generator", generator(person.node));
    keys(doc, person.id, &person.keys)
        .date("published", person.published_ms)
        .done()
}

/// A `Group`. `outbox` and `followers` are always there: Lemmy and Mastodon want them.
pub fn actor_group(forum: &GroupDoc<'_>) -> Value {
    let doc = Doc::new(context::actor())
        .set("id", forum.id)
        .set("type", "Group")
        .set("preferredUsername", forum.slug)
        .set("name", forum.name)
        .set_some("summary", forum.summary)
        .set("url", forum.url)
        .set("inbox", forum.inbox)
        .set("outbox", forum.outbox)
        .set("followers", forum.followers)
        .set("featured", forum.featured)
        .set("threads", forum.threads)
        .set("attributedTo", forum.moderators)
        .set("endpoints", json!({"sharedInbox": forum.shared_inbox}))
        .set("manuallyApprovesFollowers", forum.manually_approves)
        .set("discoverable", forum.discoverable)
        .set("postingRestrictedToMods", forum.posting_restricted)
        .set_some("history", forum.history)
        .set_some("icon", forum.icon.map(icon))
        .set("generator", generator(forum.node));
    keys(doc, forum.id, &forum.keys)
        .date("published", forum.published_ms)
        .done()
}

/// The node's `Application`, which says itself what it implements.
pub fn actor_application(node: &NodeDoc<'_>) -> Value {
    let doc = Doc::new(context::actor())
        .set("id", node.id)
        .set("type", "Application")
        .set("preferredUsername", node.host)
        .set("name", node.name)
        .set_some("summary", node.summary)
        .set("url", node.url)
        .set("inbox", node.inbox)
        .set("outbox", node.outbox)
        .set("followers", node.followers)
        .set("endpoints", json!({"sharedInbox": node.inbox}))
        .set("manuallyApprovesFollowers", true)
        .set("discoverable", false)
        .set("implements", implements());
    keys(doc, node.id, &node.keys)
        .date("published", node.published_ms)
        .done()
}

fn keys(doc: Doc, owner: &str, keys: &Keys<'_>) -> Doc {
    let multikeys: Vec<Value> = keys
        .multikeys
        .iter()
        .map(|key| {
            Doc::inner()
                .set("id", key.id)
                .set("type", "Multikey")
                .set("controller", owner)
                .set("publicKeyMultibase", key.multibase)
                .set_some("expires", key.expires_ms.map(date::write))
                .done()
        })
        .collect();
    doc.set(
        "publicKey",
        json!({"id": keys.rsa_id, "owner": owner, "publicKeyPem": keys.rsa_pem}),
    )
    .set("assertionMethod", multikeys)
}

fn implements() -> Value {
    json!([
        {"href": RFC_9421, "name": "RFC-9421: HTTP Message Signatures"},
        {"href": RFC_9421_ED25519, "name": "RFC-9421 signatures using the Ed25519 algorithm"}
    ])
}

fn generator(node: &str) -> Value {
    json!({"type": "Application", "id": node, "implements": implements()})
}

fn field((name, value): &(String, String)) -> Value {
    json!({"type": "PropertyValue", "name": name, "value": value})
}

fn icon((url, media_type): (&str, &str)) -> Value {
    json!({"type": "Image", "url": url, "mediaType": media_type})
}
