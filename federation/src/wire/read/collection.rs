//! A collection, one of its pages, or an old `NodeBB`'s `Conversation`.

use serde_json::{Map, Value};

use super::{
    Malformed, ObjectRef, bounded, first_url, limits, map_of, need_type, one_or_many, short,
};

/// The types of list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CollectionKind {
    /// A list without order.
    Collection,
    /// A list in order.
    OrderedCollection,
    /// A part of a list without order.
    CollectionPage,
    /// A part of a list in order.
    OrderedCollectionPage,
    /// An old `NodeBB`'s thread, with `posts`.
    Conversation,
}

impl CollectionKind {
    /// The type of that name.
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "Collection" => Self::Collection,
            "OrderedCollection" => Self::OrderedCollection,
            "CollectionPage" => Self::CollectionPage,
            "OrderedCollectionPage" => Self::OrderedCollectionPage,
            "Conversation" => Self::Conversation,
            _ => return None,
        })
    }
}

/// What this node wants to know of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Collection<'a> {
    /// Its type.
    pub kind: CollectionKind,
    /// Its address; an embedded page may have none.
    pub id: Option<&'a str>,
    /// The entries of this document, at most [`limits::ITEMS`]: addresses and documents.
    pub items: Vec<ObjectRef<'a>>,
    /// How many entries were left out: beyond the maximum, or unreadable (a bare number).
    pub left_out: usize,
    /// How many entries the whole list claims.
    pub total_items: Option<u64>,
    /// The first page: nothing, an address or the page itself.
    pub first: ObjectRef<'a>,
    /// The next page.
    pub next: Option<&'a str>,
    /// The last page.
    pub last: Option<&'a str>,
    /// The list that a page is a part of.
    pub part_of: Option<&'a str>,
    /// The title of a thread.
    pub name: Option<&'a str>,
    /// Whose it is: the forum of a thread.
    pub attributed_to: Option<&'a str>,
    /// The activities behind it (FEP-bad1 `history`).
    pub history: Option<&'a str>,
    /// `palabre:digest` (ledger §6).
    pub digest: Option<&'a str>,
}

impl<'a> Collection<'a> {
    /// Reads a list of one of the types of [`CollectionKind`].
    pub fn read(value: &'a Value) -> Result<Self, Malformed> {
        let map = map_of(value)?;
        let name = need_type(value)?;
        let kind = CollectionKind::of(name).ok_or_else(|| Malformed::Type(name.to_owned()))?;
        let (items, left_out) = items(map, kind);
        let posts = map.get("posts").filter(|posts| posts.is_string());
        Ok(Self {
            kind,
            id: first_url(map, "id"),
            items,
            left_out,
            total_items: map
                .get("totalItems")
                .and_then(Value::as_u64)
                .filter(|total| *total <= limits::REV),
            first: ObjectRef::read(map.get("first").or(posts), "first", 1)?,
            next: first_url(map, "next"),
            last: first_url(map, "last"),
            part_of: first_url(map, "partOf"),
            name: short(map, "name", limits::NAME_CHARS),
            attributed_to: first_url(map, "attributedTo"),
            history: first_url(map, "history"),
            digest: bounded(map, "palabre:digest", limits::DIGEST_BYTES),
        })
    }
}

/// The entries and the number of those left out. Ordered lists are read from `orderedItems` first,
/// but either name is taken, and `posts` when it is a list.
fn items(map: &Map<String, Value>, kind: CollectionKind) -> (Vec<ObjectRef<'_>>, usize) {
    let names: &[&str] = match kind {
        CollectionKind::Conversation => &["posts", "orderedItems", "items"],
        _ => &["orderedItems", "items"],
    };
    let list = names
        .iter()
        .filter_map(|name| map.get(*name))
        .find(|list| match kind {
            CollectionKind::Conversation => list.is_array(),
            _ => !list.is_null(),
        })
        .map_or(&[][..], one_or_many);
    let kept: Vec<ObjectRef<'_>> = list
        .iter()
        .take(limits::ITEMS)
        .filter_map(|item| ObjectRef::one(item, "items").ok())
        .collect();
    let left_out = list.len() - kept.len();
    (kept, left_out)
}
