//! Reading what other servers write (federation §1.3, the liberal list).
//!
//! Everything here borrows from the received value and is total: any JSON at all ends in a struct,
//! in `None` or in [`Malformed`], never in a panic and never in unbounded work.

mod activity;
mod actor;
mod collection;
mod forum;
mod inner;
mod object;
mod parts;
mod quotes;

pub use activity::{Activity, Kind, ObjectRef};
pub use actor::{ActorDoc, ActorKind, Multikey, RsaKey};
pub use collection::{Collection, CollectionKind};
pub use forum::group_of;
pub use inner::Inner;
pub use object::{Attachment, Mention, Object, ObjectKind, Poll};
pub use quotes::Quote;

use std::slice;

use palabre_core::address::is_address;
use serde_json::{Map, Value};

use super::{Malformed, date, is_public, limits};

/// What family a document belongs to, by its `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Something done: Create, Announce, Lock …
    Activity,
    /// Something said: Article, Note, Tombstone …
    Object,
    /// Someone: Person, Group …
    Actor,
    /// A list: `OrderedCollection`, a page, an old `NodeBB`'s `Conversation`.
    Collection,
    /// None of these; for instance `ChatMessage`.
    Unknown,
}

impl Shape {
    /// Classifies a document. A type that this node does not know is an activity when the document
    /// has both `actor` and `object`.
    pub fn of(value: &Value) -> Self {
        let name = type_of(value).unwrap_or_default();
        if ObjectKind::of(name).is_some() {
            Self::Object
        } else if ActorKind::of(name).is_some() {
            Self::Actor
        } else if CollectionKind::of(name).is_some() {
            Self::Collection
        } else if !matches!(Kind::of(name), Kind::Other(_))
            || (value.get("actor").is_some() && value.get("object").is_some())
        {
            Self::Activity
        } else {
            Self::Unknown
        }
    }
}

/// The id in a string, in an object with an `id`, or in a list of exactly one of these. It is not
/// empty, no longer than [`limits::ID_BYTES`] and otherwise unchecked: see [`url_of`].
pub fn id_of(value: &Value) -> Option<&str> {
    match value {
        Value::Array(list) if list.len() == 1 => bare_id(&list[0]),
        other => bare_id(other),
    }
}

/// As [`id_of`], for ids that must be `http` or `https` addresses.
pub fn url_of(value: &Value) -> Option<&str> {
    id_of(value).filter(|id| is_address(id))
}

/// The ids of a value that may be one or a list, at most [`limits::ADDRESSEES`] of them.
pub fn strings(value: &Value) -> Vec<&str> {
    one_or_many(value)
        .iter()
        .filter_map(bare_id)
        .take(limits::ADDRESSEES)
        .collect()
}

/// A list as it stands, null as an empty list, anything else as a list of itself.
pub fn one_or_many(value: &Value) -> &[Value] {
    match value {
        Value::Null => &[],
        Value::Array(list) => list,
        other => slice::from_ref(other),
    }
}

/// The (first) type of a document, without the prefix of `ActivityStreams`.
pub fn type_of(value: &Value) -> Option<&str> {
    let name = one_or_many(value.get("type")?)
        .iter()
        .find_map(Value::as_str)?;
    let name = name
        .strip_prefix("as:")
        .or_else(|| name.strip_prefix("https://www.w3.org/ns/activitystreams#"))
        .unwrap_or(name);
    (!name.is_empty() && name.len() <= limits::TYPE_BYTES).then_some(name)
}

/// Whom a document is addressed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audience<'a> {
    /// `to` without Public.
    pub to: Vec<&'a str>,
    /// `cc` without Public.
    pub cc: Vec<&'a str>,
    /// `audience` without Public: in the group dialect, the forum.
    pub audience: Vec<&'a str>,
    /// Whether `to` or `cc` holds Public (ledger §3).
    pub public: bool,
    /// Whether `to` itself does.
    pub listed: bool,
}

impl<'a> Audience<'a> {
    /// Reads `to`, `cc` and `audience`, each one or a list or absent.
    pub fn read(document: &'a Map<String, Value>) -> Self {
        let (to, public_to) = addresses(document.get("to"));
        let (cc, public_cc) = addresses(document.get("cc"));
        let (audience, _) = addresses(document.get("audience"));
        Self {
            to,
            cc,
            audience,
            public: public_to || public_cc,
            listed: public_to,
        }
    }

    /// For whom a document of `author` is, as Mastodon reads it: Public in `to`, or in `cc`, or the
    /// author's followers, or only those who are named.
    pub fn reach(&self, author: &str) -> palabre_core::Audience {
        use palabre_core::Audience::{Direct, Followers, Public, Unlisted};

        let named = self.to.iter().chain(&self.cc);
        match (self.listed, self.public) {
            (true, _) => Public,
            (_, true) => Unlisted,
            _ if named.clone().any(|one| is_followers_of(one, author)) => Followers,
            _ => Direct,
        }
    }
}

/// Whether an address looks like the followers of an actor: of its host, and named so. What its
/// document says is asked where a note is kept.
pub fn is_followers_of(address: &str, actor: &str) -> bool {
    let path = address.trim_end_matches('/');
    path.ends_with("/followers") && palabre_core::address::same_origin(address, actor)
}

fn addresses(value: Option<&Value>) -> (Vec<&str>, bool) {
    let list = value.map_or(&[][..], one_or_many);
    let mut kept = Vec::new();
    let mut public = false;
    for address in list.iter().filter_map(bare_id) {
        if is_public(address) {
            public = true;
        } else if kept.len() < limits::ADDRESSEES && !kept.contains(&address) {
            kept.push(address);
        }
    }
    (kept, public)
}

fn bare_id(value: &Value) -> Option<&str> {
    let id = match value {
        Value::String(id) => id,
        Value::Object(map) => map.get("id")?.as_str()?,
        _ => return None,
    };
    (!id.is_empty() && id.len() <= limits::ID_BYTES).then_some(id)
}

/// The document as a map.
fn map_of(value: &Value) -> Result<&Map<String, Value>, Malformed> {
    value.as_object().ok_or(Malformed::NotAnObject)
}

/// The type, or why there is none.
fn need_type(value: &Value) -> Result<&str, Malformed> {
    type_of(value).ok_or(Malformed::Missing("type"))
}

/// The one address of a field that the document cannot do without.
fn need_url<'a>(
    document: &'a Map<String, Value>,
    field: &'static str,
) -> Result<&'a str, Malformed> {
    match document.get(field) {
        None | Some(Value::Null) => Err(Malformed::Missing(field)),
        Some(Value::Array(list)) if list.is_empty() => Err(Malformed::Missing(field)),
        Some(Value::Array(list)) if list.len() > 1 => Err(Malformed::Several(field)),
        Some(value) => url_of(value).ok_or(Malformed::NotAUrl(field)),
    }
}

/// The address of a field, or the first readable one of a list.
fn first_url<'a>(document: &'a Map<String, Value>, field: &str) -> Option<&'a str> {
    one_or_many(document.get(field)?)
        .iter()
        .take(limits::ENTRIES)
        .find_map(|entry| bare_id(entry).filter(|id| is_address(id)))
}

/// A text of at most `chars` characters; longer ones are cut, empty ones are none.
fn short<'a>(document: &'a Map<String, Value>, field: &str, chars: usize) -> Option<&'a str> {
    let text = document.get(field)?.as_str()?;
    let cut = text
        .char_indices()
        .nth(chars)
        .map_or(text, |(end, _)| &text[..end]);
    (!cut.is_empty()).then_some(cut)
}

/// A text that is left out when it passes `bytes`.
fn bounded<'a>(document: &'a Map<String, Value>, field: &str, bytes: usize) -> Option<&'a str> {
    document
        .get(field)?
        .as_str()
        .filter(|text| !text.is_empty() && text.len() <= bytes)
}

/// A text, or the first of its translations (`nameMap` beside `name`), cut at `chars`.
fn translated<'a>(
    document: &'a Map<String, Value>,
    field: &str,
    map_field: &str,
    chars: usize,
) -> Option<&'a str> {
    short(document, field, chars).or_else(|| {
        let map = document.get(map_field)?.as_object()?;
        map.keys()
            .take(limits::TRANSLATIONS)
            .find_map(|language| short(map, language, chars))
    })
}

fn date_of(document: &Map<String, Value>, field: &str) -> Option<i64> {
    document.get(field)?.as_str().and_then(date::read)
}

/// `palabre:rev`, 0 where there is none or nonsense.
fn rev_of(document: &Map<String, Value>) -> u64 {
    document
        .get("palabre:rev")
        .and_then(Value::as_u64)
        .filter(|rev| *rev <= limits::REV)
        .unwrap_or_default()
}
