//! An actor: a person, a forum or a server, with the keys that speak for it.

use palabre_core::address::is_address;
use serde_json::{Map, Value};

use super::{
    Malformed, bounded, date_of, first_url, limits, map_of, need_type, need_url, one_or_many,
    parts, short, strings, translated, url_of,
};

/// The types of actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    /// A person.
    Person,
    /// A forum, a channel, an association.
    Group,
    /// A server.
    Application,
    /// A robot.
    Service,
    /// A body that posts.
    Organization,
}

impl ActorKind {
    /// The type of that name.
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "Person" => Self::Person,
            "Group" => Self::Group,
            "Application" => Self::Application,
            "Service" => Self::Service,
            "Organization" => Self::Organization,
            _ => return None,
        })
    }
}

/// A key of `publicKey`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RsaKey<'a> {
    /// The key's address.
    pub id: &'a str,
    /// Whom it says it belongs to.
    pub owner: &'a str,
    /// The key in PEM, not parsed.
    pub pem: &'a str,
}

/// A key of `assertionMethod` (FEP-521a).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Multikey<'a> {
    /// The key's address.
    pub id: &'a str,
    /// Whom it says it belongs to.
    pub controller: &'a str,
    /// The key in multibase, not decoded.
    pub multibase: &'a str,
    /// When it ceased to sign, in milliseconds (ledger §3: old keys stay listed).
    pub expires_ms: Option<i64>,
}

/// What this node wants to know of an actor. HTML is as received, not cleaned; that a key's owner
/// is this actor, on this origin, is judged by the caller.
#[derive(Debug, Clone, PartialEq)]
pub struct ActorDoc<'a> {
    /// The document as received.
    pub raw: &'a Value,
    /// The actor's address.
    pub id: &'a str,
    /// Its type.
    pub kind: ActorKind,
    /// The name before the host in a handle.
    pub preferred_username: Option<&'a str>,
    /// The display name, cut at [`limits::NAME_CHARS`].
    pub name: Option<&'a str>,
    /// What it says about itself, cut at [`limits::BIO_CHARS`].
    pub summary: Option<&'a str>,
    /// The page for people.
    pub url: Option<&'a str>,
    /// Where letters go.
    pub inbox: &'a str,
    /// Where letters for many of the host go: `endpoints.sharedInbox`, else Discourse's top level.
    pub shared_inbox: Option<&'a str>,
    /// What it did.
    pub outbox: Option<&'a str>,
    /// Who follows.
    pub followers: Option<&'a str>,
    /// Pinned posts.
    pub featured: Option<&'a str>,
    /// The collection of moderators of a Group.
    pub moderators: Option<&'a str>,
    /// The forum's posts and activities (FEP-bad1).
    pub history: Option<&'a str>,
    /// RSA keys, at most [`limits::KEYS`].
    pub rsa: Vec<RsaKey<'a>>,
    /// Multikeys, at most [`limits::KEYS`].
    pub multikeys: Vec<Multikey<'a>>,
    /// Whether follows wait for a person.
    pub manually_approves: bool,
    /// Whether it wants to be found; absent is not said.
    pub discoverable: Option<bool>,
    /// Whether search engines may keep what it writes; absent is not said.
    pub indexable: Option<bool>,
    /// Whether only moderators open threads (Lemmy).
    pub posting_restricted: bool,
    /// Its other names, at most [`limits::ALIASES`].
    pub also_known_as: Vec<&'a str>,
    /// Where it went.
    pub moved_to: Option<&'a str>,
    /// A picture.
    pub icon: Option<&'a str>,
    /// The picture above its page.
    pub image: Option<&'a str>,
    /// Names and values in HTML, at most [`limits::FIELDS`].
    pub fields: Vec<(&'a str, &'a str)>,
    /// Milliseconds, 1970 to 2100.
    pub published_ms: Option<i64>,
    /// The actor of the server (FEP-844e `generator`).
    pub generator: Option<&'a str>,
    /// What the server or this actor implements (FEP-844e), as addresses of specifications.
    pub implements: Vec<&'a str>,
}

impl<'a> ActorDoc<'a> {
    /// Reads an actor of one of the types of [`ActorKind`]. It must have an address and an inbox.
    pub fn read(value: &'a Value) -> Result<Self, Malformed> {
        let map = map_of(value)?;
        let name = need_type(value)?;
        let kind = ActorKind::of(name).ok_or_else(|| Malformed::Type(name.to_owned()))?;
        let flag = |field: &str| map.get(field).and_then(Value::as_bool);
        let generator = map.get("generator").and_then(Value::as_object);
        Ok(Self {
            raw: value,
            id: need_url(map, "id")?,
            kind,
            preferred_username: bounded(map, "preferredUsername", limits::USERNAME_BYTES),
            name: translated(map, "name", "nameMap", limits::NAME_CHARS),
            summary: translated(map, "summary", "summaryMap", limits::BIO_CHARS),
            url: parts::page(map),
            inbox: need_url(map, "inbox")?,
            shared_inbox: shared_inbox(map),
            outbox: first_url(map, "outbox"),
            followers: first_url(map, "followers"),
            featured: first_url(map, "featured"),
            moderators: moderators(map, kind),
            history: first_url(map, "history"),
            rsa: rsa_keys(map),
            multikeys: multikeys(map),
            manually_approves: flag("manuallyApprovesFollowers").unwrap_or_default(),
            discoverable: flag("discoverable"),
            indexable: flag("indexable"),
            posting_restricted: flag("postingRestrictedToMods").unwrap_or_default(),
            also_known_as: map
                .get("alsoKnownAs")
                .map(strings)
                .unwrap_or_default()
                .into_iter()
                .take(limits::ALIASES)
                .collect(),
            moved_to: first_url(map, "movedTo"),
            icon: map.get("icon").and_then(picture),
            image: map.get("image").and_then(picture),
            fields: fields(map),
            published_ms: date_of(map, "published"),
            generator: first_url(map, "generator"),
            implements: implements(map, generator),
        })
    }

    /// Whether its server says that it implements a specification (FEP-844e).
    pub fn implements(&self, specification: &str) -> bool {
        self.implements.contains(&specification)
    }
}

fn shared_inbox(map: &Map<String, Value>) -> Option<&str> {
    map.get("endpoints")
        .and_then(Value::as_object)
        .and_then(|endpoints| first_url(endpoints, "sharedInbox"))
        .or_else(|| first_url(map, "sharedInbox"))
}

/// The moderators of a Group: FEP-1b12's `attributedTo` when it is one plain address, else Mitra's
/// `moderators`. A list of owners (`PeerTube`) is no collection.
fn moderators(map: &Map<String, Value>, kind: ActorKind) -> Option<&str> {
    if kind != ActorKind::Group {
        return None;
    }
    map.get("attributedTo")
        .filter(|value| value.is_string())
        .and_then(url_of)
        .or_else(|| first_url(map, "moderators"))
}

/// The first picture of `icon`: an address, an Image, or a list of them.
fn picture(value: &Value) -> Option<&str> {
    one_or_many(value)
        .iter()
        .take(limits::ENTRIES)
        .find_map(|icon| match icon {
            Value::Object(icon) => parts::link(icon.get("url")),
            other => parts::link(Some(other)),
        })
}

/// What it says of itself in names and values.
fn fields(map: &Map<String, Value>) -> Vec<(&str, &str)> {
    let field = |entry: &'_ Value| super::type_of(entry) == Some("PropertyValue");
    entries(map, "attachment")
        .filter(|entry| field(entry))
        .filter_map(|entry| {
            let field = entry.as_object()?;
            let name = short(field, "name", limits::NAME_CHARS)?;
            let value = short(field, "value", limits::FIELD_CHARS);
            Some((name, value.unwrap_or_default()))
        })
        .take(limits::FIELDS)
        .collect()
}

fn entries<'a>(map: &'a Map<String, Value>, field: &str) -> impl Iterator<Item = &'a Value> {
    map.get(field)
        .map_or(&[][..], one_or_many)
        .iter()
        .take(limits::ENTRIES)
}

fn rsa_keys(map: &Map<String, Value>) -> Vec<RsaKey<'_>> {
    entries(map, "publicKey")
        .filter_map(|entry| {
            let key = entry.as_object()?;
            Some(RsaKey {
                id: first_url(key, "id")?,
                owner: first_url(key, "owner")?,
                pem: bounded(key, "publicKeyPem", limits::PEM_BYTES)?,
            })
        })
        .take(limits::KEYS)
        .collect()
}

fn multikeys(map: &Map<String, Value>) -> Vec<Multikey<'_>> {
    entries(map, "assertionMethod")
        .filter_map(|entry| {
            let key = entry.as_object()?;
            if super::type_of(entry) != Some("Multikey") {
                return None;
            }
            Some(Multikey {
                id: first_url(key, "id")?,
                controller: first_url(key, "controller")?,
                multibase: bounded(key, "publicKeyMultibase", limits::MULTIBASE_BYTES)?,
                expires_ms: date_of(key, "expires"),
            })
        })
        .take(limits::KEYS)
        .collect()
}

/// `implements` of the generator and of the actor itself: addresses, or Links with `href`.
fn implements<'a>(
    map: &'a Map<String, Value>,
    generator: Option<&'a Map<String, Value>>,
) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    for owner in generator.into_iter().chain([map]) {
        for entry in entries(owner, "implements") {
            let address = match entry {
                Value::Object(link) => short(link, "href", limits::URL_BYTES)
                    .or_else(|| short(link, "id", limits::URL_BYTES)),
                other => other.as_str(),
            };
            if let Some(address) = address.filter(|address| is_address(address))
                && found.len() < limits::IMPLEMENTS
                && !found.contains(&address)
            {
                found.push(address);
            }
        }
    }
    found
}
