//! Polls in the words of Mastodon (FEP-9967): what a post asks, a vote, and what was counted.

use serde_json::{Map, Value, json};

use super::{Deed, Doc, context, list};

/// What a post asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PollDoc<'a> {
    /// The words of its options.
    pub options: &'a [String],
    /// Whether more than one may be chosen.
    pub multiple: bool,
    /// Milliseconds.
    pub ends_ms: Option<i64>,
}

/// Puts a poll into its post. What was counted is no part of what its author signs: it is always none.
pub(super) fn asked(doc: Doc, poll: &PollDoc<'_>) -> Doc {
    let option = |name: &String| {
        let replies = json!({"type": "Collection", "totalItems": 0});
        json!({"type": "Note", "name": name, "replies": replies})
    };
    let options: Vec<Value> = poll.options.iter().map(option).collect();
    let kind = if poll.multiple { "anyOf" } else { "oneOf" };
    let doc = doc.set(kind, options).set("votersCount", 0);
    match poll.ends_ms {
        Some(end) => doc.date("endTime", end),
        None => doc,
    }
}

/// A vote: a `Note` that has the name of an option and says nothing, to the author of the poll alone.
pub fn vote(deed: &Deed<'_>, option: &str, post: &str, author: &str) -> Value {
    let note = Doc::inner()
        .set("id", deed.id)
        .set("type", "Note")
        .set("name", option)
        .set("attributedTo", deed.actor)
        .set("to", list([author]))
        .set("inReplyTo", post)
        .done();
    let activity = format!("{}/activity", deed.id);
    let create = Deed {
        id: &activity,
        ..*deed
    };
    create
        .start(context::plain(), "Create")
        .set("to", list([author]))
        .set("object", note)
        .done()
}

/// What was counted of a poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountsDoc<'a> {
    /// Of each option, in their order.
    pub votes: &'a [i64],
    /// How many have voted.
    pub voters: Option<i64>,
    /// Since when it is over, in milliseconds.
    pub over_ms: Option<i64>,
}

/// Puts what was counted into a poll as its author has signed it. What is signed no longer stands there,
/// and neither does its proof.
pub fn counted(mut question: Value, counts: &CountsDoc<'_>) -> Value {
    let Some(map) = question.as_object_mut() else {
        return question;
    };
    map.remove("proof");
    for kind in ["oneOf", "anyOf"] {
        let options = map.get_mut(kind).and_then(Value::as_array_mut);
        for (option, votes) in options.into_iter().flatten().zip(counts.votes) {
            option["replies"] = json!({"type": "Collection", "totalItems": votes});
        }
    }
    if let Some(voters) = counts.voters {
        map.insert("votersCount".to_owned(), Value::from(voters));
    }
    if let Some(over) = counts.over_ms {
        let over = Doc::inner().date("closed", over).0;
        map.extend(over);
    }
    question
}

/// The Update that tells what was counted. It says nothing else anew, and says so, since what changes
/// the words of a post is a record. `said` is the activity that gave the post its words.
pub fn counts(deed: &Deed<'_>, said: &Value, counts: &CountsDoc<'_>) -> Value {
    let field = |name: &str| said.get(name).cloned();
    let object = field("object").unwrap_or(Value::Object(Map::new()));
    deed.start(context::asked(), "Update")
        .set_some("to", field("to"))
        .set_some("cc", field("cc"))
        .set_some("audience", field("audience"))
        .set("palabre:counts", true)
        .set("object", counted(object, counts))
        .done()
}
