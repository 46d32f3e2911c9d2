//! The activities of people and forums.

use palabre_core::Audience;
use serde_json::{Map, Value, json};

use super::{Doc, PostDoc, bare, context, list};
use crate::wire::PUBLIC;

/// What every activity has in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deed<'a> {
    /// The activity's address.
    pub id: &'a str,
    /// The one who acts.
    pub actor: &'a str,
    /// The forum's actor, where the deed is about a forum.
    pub forum: Option<&'a str>,
    /// Milliseconds.
    pub published_ms: i64,
}

impl Deed<'_> {
    /// The head of an activity, up to and with its date.
    pub(super) fn start(&self, context: Value, kind: &str) -> Doc {
        Doc::new(context)
            .set("id", self.id)
            .set("type", kind)
            .set("actor", self.actor)
            .date("published", self.published_ms)
    }
}

/// The Create of a post. `object` is [`super::object_post`] of the same post, with its proof.
pub fn create(id: &str, post: &PostDoc<'_>, object: Value) -> Value {
    Doc::new(context::post())
        .set("id", id)
        .set("type", "Create")
        .set("actor", post.author)
        .date("published", post.published_ms)
        .set("to", post.to())
        .set("cc", post.cc())
        .set_some("audience", post.forum)
        .set("object", object)
        .done()
}

/// The Update of a post, with `palabre:rev` (ledger §4). `replaces` is the rid of the activity it
/// takes the place of. The date is the post's `updated_ms`, else its `published_ms`.
pub fn update(id: &str, post: &PostDoc<'_>, object: Value, replaces: Option<&str>) -> Value {
    let edited_ms = post.updated_ms.unwrap_or(post.published_ms);
    Doc::new(context::post())
        .set("id", id)
        .set("type", "Update")
        .set("actor", post.author)
        .date("published", edited_ms)
        .date("updated", edited_ms)
        .set("to", post.to())
        .set("cc", post.cc())
        .set_some("audience", post.forum)
        .set("palabre:rev", post.rev)
        .set_some("palabre:replaces", replaces)
        .set("object", object)
        .done()
}

/// The Update of a person: `object` is their document.
pub fn introduce(deed: &Deed<'_>, followers: &str, object: &Value) -> Value {
    deed.start(context::introduction(), "Update")
        .date("updated", deed.published_ms)
        .set("to", list([PUBLIC]))
        .set("cc", list([followers]))
        .set("object", bare(object))
        .done()
}

/// A post that its author deletes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GoneDoc<'a> {
    /// Its address.
    pub id: &'a str,
    /// `Article` or `Note`.
    pub former_type: &'a str,
    /// For whom it was.
    pub audience: Audience,
    /// Its author's followers.
    pub followers: &'a str,
    /// Who was named in it.
    pub named: &'a [String],
}

/// The Delete of a post by its author, for whom the post was: the object is a Tombstone, and nothing
/// of the text is said again.
pub fn delete(deed: &Deed<'_>, gone: &GoneDoc<'_>) -> Value {
    let tombstone = json!({"id": gone.id, "type": "Tombstone", "formerType": gone.former_type});
    let named = gone.named.iter().map(String::as_str);
    let (to, cc) = match gone.audience {
        Audience::Public | Audience::Unlisted => (
            list(deed.forum.into_iter().chain([PUBLIC])),
            list([gone.followers]),
        ),
        Audience::Followers => (list([gone.followers]), list(named)),
        Audience::Direct => (list(named), list([])),
    };
    deed.start(context::plain(), "Delete")
        .set("to", to)
        .set("cc", cc)
        .set_some("audience", deed.forum)
        .set("object", tombstone)
        .done()
}

/// The Delete of an account: actor and object are one.
pub fn delete_actor(deed: &Deed<'_>, followers: &str) -> Value {
    deed.start(context::plain(), "Delete")
        .set("to", list([PUBLIC]))
        .set("cc", list([followers]))
        .set("object", deed.actor)
        .done()
}

/// A Like: `to` the author, `cc` the forum and everybody (ledger §4), so that the forum may relay
/// it. Outside forums it is between two.
pub fn like(deed: &Deed<'_>, object: &str, author: &str) -> Value {
    let relayed = deed.forum.map(|forum| list([forum, PUBLIC]));
    deed.start(context::plain(), "Like")
        .set("to", list([author]))
        .set_some("cc", relayed)
        .set_some("audience", deed.forum)
        .set("object", object)
        .done()
}

/// What a person passes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Boost<'a> {
    pub object: &'a str,
    /// Who has written it.
    pub author: &'a str,
    /// The followers of who passes it on.
    pub followers: &'a str,
    /// Everybody, or the followers alone.
    pub audience: Audience,
}

/// The Announce of a person: everybody may know, or followers alone; these and the author are told.
pub fn boost(deed: &Deed<'_>, boost: &Boost<'_>) -> Value {
    let (to, cc) = match boost.audience {
        Audience::Public | Audience::Unlisted => {
            (list([PUBLIC]), list([boost.followers, boost.author]))
        }
        Audience::Followers | Audience::Direct => (list([boost.followers]), list([boost.author])),
    };
    deed.start(context::plain(), "Announce")
        .set("to", to)
        .set("cc", cc)
        .set("object", boost.object)
        .done()
}

/// The Undo of an activity of the same actor, addressed as that one was. The activity is embedded
/// without its context and proof; everything else of it stays.
pub fn undo(deed: &Deed<'_>, undone: &Value) -> Value {
    undo_in(context::plain(), deed, undone)
}

pub(super) fn undo_in(context: Value, deed: &Deed<'_>, undone: &Value) -> Value {
    let field = |name: &str| undone.get(name).cloned();
    deed.start(context, "Undo")
        .set_some("to", field("to"))
        .set_some("cc", field("cc"))
        .set_some("audience", field("audience"))
        .set("object", bare(undone))
        .done()
}

/// A Follow.
pub fn follow(deed: &Deed<'_>, object: &str) -> Value {
    deed.start(context::plain(), "Follow")
        .set("to", list([object]))
        .set("object", object)
        .done()
}

/// The Accept of a Follow. `follow` is the Follow as it was received: Lemmy reads it whole.
pub fn accept(deed: &Deed<'_>, follow: &Value, follower: &str) -> Value {
    answer("Accept", deed, follow, follower)
}

/// The Reject of a Follow.
pub fn reject(deed: &Deed<'_>, follow: &Value, follower: &str) -> Value {
    answer("Reject", deed, follow, follower)
}

/// The Reject of a contribution: the forum's home says why it does not take it.
pub fn refuse(deed: &Deed<'_>, activity: &str, author: &str, reason: &str) -> Value {
    deed.start(context::plain(), "Reject")
        .set("to", list([author]))
        .set("object", activity)
        .set("summary", reason)
        .done()
}

fn answer(kind: &str, deed: &Deed<'_>, follow: &Value, follower: &str) -> Value {
    deed.start(context::plain(), kind)
        .set("to", list([follower]))
        .set("object", bare(follow))
        .done()
}

/// What a forum relays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Announcing<'a> {
    /// The Announce's address, derived from the rid.
    pub id: &'a str,
    /// The forum's actor.
    pub group: &'a str,
    /// The forum's followers.
    pub followers: &'a str,
    /// Who did what is relayed.
    pub author: Option<&'a str>,
    /// The thread's posts: a reply from elsewhere does not name the thread that it is in.
    pub context: Option<&'a str>,
    /// Milliseconds.
    pub published_ms: i64,
}

/// The forum's Announce of a record (FEP-1b12): `object` is the activity as it was accepted, or its
/// address. It is carried untouched, nulls and all.
pub fn announce(relay: &Announcing<'_>, object: Value) -> Value {
    Doc::new(context::plain())
        .set("id", relay.id)
        .set("type", "Announce")
        .set("actor", relay.group)
        .date("published", relay.published_ms)
        .set("to", list([PUBLIC]))
        .set(
            "cc",
            list([relay.followers].into_iter().chain(relay.author)),
        )
        .set("audience", relay.group)
        .set_some("context", relay.context)
        .set("object", object)
        .done()
}

/// The forum's share of a new thread's opening by its address, for microblogs.
pub fn announce_root(relay: &Announcing<'_>, root: &str) -> Value {
    announce(relay, Value::from(root))
}

/// This node is back (federation §4.2): `lag` says how many records of each forum it holds.
pub fn arrive(deed: &Deed<'_>, peers: &[&str], lag: &[(&str, u64)]) -> Value {
    let lag: Map<String, Value> = lag
        .iter()
        .map(|(forum, count)| ((*forum).to_owned(), Value::from(*count)))
        .collect();
    deed.start(context::peering(), "Arrive")
        .set("to", list(peers.iter().copied()))
        .set("palabre:lag", lag)
        .done()
}
