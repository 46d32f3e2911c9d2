//! Composing what this node sends (federation §1.2), without the proof.
//!
//! Each function takes plain texts and moments and answers one document. Nothing is ever `null`:
//! what there is none of is left out (federation §1.1: a null kills the document for Lemmy). The
//! caller attaches the FEP-8b32 proof: to the object first, then to the activity that holds it.
//! A proof repeats the document's `@context`, which is therefore always a list, made by one
//! function a family in [`context`].

mod activities;
mod actors;
mod collections;
pub mod context;
mod discovery;
mod moderation;
mod polls;
mod post;
mod quotes;

pub use activities::{
    Announcing, Boost, Deed, GoneDoc, accept, announce, announce_root, arrive, boost, create,
    delete, delete_actor, follow, introduce, like, refuse, reject, undo, update,
};
pub use actors::{
    GroupDoc, Keys, MultikeyDoc, NodeDoc, PersonDoc, actor_application, actor_group, actor_person,
};
pub use collections::{
    ErasedDoc, ThreadDoc, collection, collection_page, erased_record, thread_context,
    thread_history, thread_listed,
};
pub use discovery::{
    NodeInfo, NodeInfoDoc, WebfingerDoc, host_meta, nodeinfo, nodeinfo_index, webfinger,
};
pub use moderation::{ReportDoc, delete_by_moderator, flag, lock, remove, undo_lock, undo_remove};
pub use polls::{CountsDoc, PollDoc, counted, counts, vote};
pub use post::{AttachmentDoc, Place, PostDoc, TombstoneDoc, object_post, tombstone};
pub use quotes::{QuoteDoc, answer_to_quote, approval, approved, ask_to_quote, withdraw};
pub(crate) use quotes::{agreed, without_link};

use serde_json::{Map, Value};

use super::date;

/// A document under way: fields in the order in which they are set, none of them null.
struct Doc(Map<String, Value>);

impl Doc {
    fn new(context: Value) -> Self {
        Self(Map::new()).set("@context", context)
    }

    /// A document inside another, without a context of its own.
    fn inner() -> Self {
        Self(Map::new())
    }

    fn set(mut self, field: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        if !value.is_null() {
            self.0.insert(field.to_owned(), value);
        }
        self
    }

    fn set_some<V: Into<Value>>(self, field: &str, value: Option<V>) -> Self {
        match value {
            Some(value) => self.set(field, value),
            None => self,
        }
    }

    fn date(self, field: &str, ms: i64) -> Self {
        self.set(field, date::write(ms))
    }

    fn done(self) -> Value {
        Value::Object(self.0)
    }
}

/// A list of addresses, each once, in order.
fn list<'a>(addresses: impl IntoIterator<Item = &'a str>) -> Value {
    let mut kept: Vec<&str> = Vec::new();
    for address in addresses {
        if !kept.contains(&address) {
            kept.push(address);
        }
    }
    Value::from(kept)
}

/// A document to be embedded: no context and no signature of its own, and nothing null.
fn bare(document: &Value) -> Value {
    match document {
        Value::Object(map) => map
            .iter()
            .filter(|(field, value)| {
                !value.is_null() && !matches!(field.as_str(), "@context" | "proof" | "signature")
            })
            .map(|(field, value)| (field.clone(), value.clone()))
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}
