//! Collections: outboxes, followers, the posts and the activities of a thread.

use serde_json::{Value, json};

use super::{Doc, bare, context};
use crate::wire::date;

/// An `OrderedCollection` that counts and has its first page, by address or embedded (`replies`);
/// without a page, the entries are nobody's business (followers).
pub fn collection(id: &str, total: u64, first: Option<&Value>) -> Value {
    Doc::new(context::collection())
        .set("id", id)
        .set("type", "OrderedCollection")
        .set("totalItems", total)
        .set_some("first", first.map(bare))
        .done()
}

/// One page of [`collection`].
pub fn collection_page(
    id: &str,
    part_of: &str,
    total: u64,
    next: Option<&str>,
    items: Vec<Value>,
) -> Value {
    Doc::new(context::collection())
        .set("id", id)
        .set("type", "OrderedCollectionPage")
        .set("partOf", part_of)
        .set("totalItems", total)
        .set_some("next", next)
        .set("orderedItems", items)
        .done()
}

/// A thread, for its two collections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThreadDoc<'a> {
    /// The address of the posts (`context`).
    pub id: &'a str,
    /// The address of the activities (`contextHistory`).
    pub history: &'a str,
    /// The title.
    pub name: &'a str,
    /// The forum's actor.
    pub forum: &'a str,
    /// The printed digest (ledger §6).
    pub digest: &'a str,
    /// How many entries there are in all.
    pub total: u64,
    /// When it last changed, in milliseconds.
    pub updated_ms: i64,
    /// The first page, when the entries do not fit into the document itself.
    pub first: Option<&'a str>,
}

/// The posts of a thread by address, oldest first (FEP-f228; federation §2.4 "Thread context
/// JSON"). With a first page, `posts` is not written: the pages hold them.
pub fn thread_context(thread: &ThreadDoc<'_>, posts: &[&str]) -> Value {
    let doc = of_thread(thread, thread.id).set("history", thread.history);
    entries(doc, thread, Value::from(posts.to_vec()))
}

/// The activities of a thread, oldest first: each as accepted, or [`erased_record`]. With a first
/// page, `records` is not written.
pub fn thread_history(thread: &ThreadDoc<'_>, records: Vec<Value>) -> Value {
    let doc = of_thread(thread, thread.history).set("context", thread.id);
    entries(doc, thread, Value::from(records))
}

fn entries(doc: Doc, thread: &ThreadDoc<'_>, entries: Value) -> Value {
    match thread.first {
        Some(first) => doc.set("first", first).done(),
        None => doc.set("orderedItems", entries).done(),
    }
}

fn of_thread(thread: &ThreadDoc<'_>, id: &str) -> Doc {
    Doc::new(context::collection())
        .set("id", id)
        .set("type", "OrderedCollection")
        .set("name", thread.name)
        .set("attributedTo", thread.forum)
        .set("audience", thread.forum)
        .set("totalItems", thread.total)
        .set("palabre:digest", thread.digest)
        .date("updated", thread.updated_ms)
}

/// A thread in the list of its forum's threads: no more than its name and its digest.
pub fn thread_listed(id: &str, digest: &str, updated_ms: i64) -> Value {
    json!({
        "type": "OrderedCollection",
        "id": id,
        "palabre:digest": digest,
        "updated": date::write(updated_ms),
    })
}

/// A record whose text is gone (ledger §5, §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErasedDoc<'a> {
    /// The activity's address.
    pub id: &'a str,
    /// The verb that it was: `Create`, `Update`.
    pub former_type: &'a str,
    /// The record id, 64 hex digits.
    pub rid: &'a str,
    /// The post's address.
    pub object: &'a str,
    /// Milliseconds.
    pub published_ms: i64,
}

/// What stands for an erased record in [`thread_history`].
pub fn erased_record(record: &ErasedDoc<'_>) -> Value {
    json!({
        "type": "Tombstone",
        "id": record.id,
        "formerType": record.former_type,
        "palabre:rid": record.rid,
        "palabre:object": record.object,
        "published": date::write(record.published_ms),
    })
}
