//! The `@context` of each family of documents: a list, the same on every node, byte for byte. All
//! terms are defined inline, so that nobody fetches a context over a bad line.

use serde_json::{Value, json};

const AS2: &str = "https://www.w3.org/ns/activitystreams";
const INTEGRITY: &str = "https://w3id.org/security/data-integrity/v2";
const PALABRE: &str = "https://w3id.org/palabre/ns#";

/// Activities without terms of others: Announce, Like, Follow, Accept, Undo …
pub fn plain() -> Value {
    json!([AS2, INTEGRITY])
}

/// Posts, Tombstones and the Create and Update of them.
pub fn post() -> Value {
    json!([AS2, INTEGRITY, {
        "sensitive": "as:sensitive",
        "Hashtag": "as:Hashtag",
        "contextHistory": "https://w3id.org/fep/171b/contextHistory",
        "gts": "https://gotosocial.org/ns#",
        "interactionPolicy": {"@id": "gts:interactionPolicy", "@type": "@id"},
        "canQuote": {"@id": "gts:canQuote", "@type": "@id"},
        "canReply": {"@id": "gts:canReply", "@type": "@id"},
        "automaticApproval": {"@id": "gts:automaticApproval", "@type": "@id"},
        "pt": "https://joinpeertube.org/ns#",
        "commentsEnabled": "pt:commentsEnabled",
        "sc": "http://schema.org/",
        "language": "sc:inLanguage",
        "identifier": "sc:identifier",
        "palabre": PALABRE
    }])
}

/// A post with something that hangs on it: the words of Mastodon for pictures.
pub fn illustrated() -> Value {
    let mut context = post();
    let words = context.as_array_mut().and_then(|all| all.last_mut());
    if let Some(Value::Object(words)) = words {
        words.insert("toot".to_owned(), json!("http://joinmastodon.org/ns#"));
        words.insert("blurhash".to_owned(), json!("toot:blurhash"));
        let focus = json!({"@id": "toot:focalPoint", "@container": "@list"});
        words.insert("focalPoint".to_owned(), focus);
    }
    context
}

/// A post that asks something: the word of Mastodon for those who have voted.
pub fn asked() -> Value {
    let mut context = post();
    let words = context.as_array_mut().and_then(|all| all.last_mut());
    if let Some(Value::Object(words)) = words {
        words.insert("toot".to_owned(), json!("http://joinmastodon.org/ns#"));
        words.insert("votersCount".to_owned(), json!("toot:votersCount"));
    }
    context
}

/// A post that quotes: FEP-044f, and the words of those who have quoted before.
pub fn quoting(mut context: Value) -> Value {
    let words = context.as_array_mut().and_then(|all| all.last_mut());
    if let Some(Value::Object(words)) = words {
        let mut put = |word: &str, means: Value| words.insert(word.to_owned(), means);
        put(
            "quote",
            json!({"@id": "https://w3id.org/fep/044f#quote", "@type": "@id"}),
        );
        let agreed = "https://w3id.org/fep/044f#quoteAuthorization";
        put("quoteAuthorization", json!({"@id": agreed, "@type": "@id"}));
        put("quoteUrl", json!("as:quoteUrl"));
        put("quoteUri", json!("http://fedibird.com/ns#quoteUri"));
        put(
            "_misskey_quote",
            json!("https://misskey-hub.net/ns#_misskey_quote"),
        );
    }
    context
}

/// What is asked and answered about quotes.
pub fn quotes() -> Value {
    json!([AS2, INTEGRITY, {
        "QuoteRequest": "https://w3id.org/fep/044f#QuoteRequest",
        "QuoteAuthorization": "https://w3id.org/fep/044f#QuoteAuthorization",
        "gts": "https://gotosocial.org/ns#",
        "interactingObject": {"@id": "gts:interactingObject", "@type": "@id"},
        "interactionTarget": {"@id": "gts:interactionTarget", "@type": "@id"}
    }])
}

/// Acts of moderation: Lock is Lemmy's word.
pub fn moderation() -> Value {
    json!([AS2, INTEGRITY, {
        "lemmy": "https://join-lemmy.org/ns#",
        "Lock": "lemmy:Lock",
        "palabre": PALABRE
    }])
}

/// What twinned nodes tell each other.
pub fn peering() -> Value {
    json!([AS2, INTEGRITY, {"palabre": PALABRE}])
}

/// Actors with their keys.
pub fn actor() -> Value {
    json!([AS2, "https://w3id.org/security/v1", "https://www.w3.org/ns/cid/v1", {
        "toot": "http://joinmastodon.org/ns#",
        "discoverable": "toot:discoverable",
        "indexable": "toot:indexable",
        "schema": "http://schema.org#",
        "PropertyValue": "schema:PropertyValue",
        "value": "schema:value",
        "featured": {"@id": "toot:featured", "@type": "@id"},
        "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
        "movedTo": {"@id": "as:movedTo", "@type": "@id"},
        "alsoKnownAs": {"@id": "as:alsoKnownAs", "@type": "@id"},
        "lemmy": "https://join-lemmy.org/ns#",
        "postingRestrictedToMods": "lemmy:postingRestrictedToMods",
        "implements": {"@id": "https://w3id.org/fep/844e/implements", "@type": "@id"},
        "palabre": PALABRE,
        "history": {"@id": "palabre:history", "@type": "@id"},
        "sync": {"@id": "palabre:sync", "@type": "@id"},
        "threads": {"@id": "palabre:threads", "@type": "@id"},
        "term": "palabre:term",
        "successors": {"@id": "palabre:successors", "@type": "@id", "@container": "@list"}
    }])
}

/// The Update of an actor: its words, and those of the proof under it.
pub fn introduction() -> Value {
    let mut context = actor();
    if let Some(all) = context.as_array_mut() {
        all.insert(1, json!(INTEGRITY));
    }
    context
}

/// Collections and their pages.
pub fn collection() -> Value {
    json!([AS2, {
        "history": "https://w3id.org/fep/bad1/history",
        "palabre": PALABRE
    }])
}
