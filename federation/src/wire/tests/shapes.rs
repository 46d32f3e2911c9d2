//! One shape at a time: the liberal list of federation §1.3 and the limits.

use serde_json::{Value, json};

use super::{Activity, ActorDoc, Collection, Inner, Malformed, Object, ObjectRef, Shape, group_of};
use crate::wire::limits;
use crate::wire::read::{id_of, strings};

const A: &str = "https://a.example/1";
const B: &str = "https://b.example/2";

fn activity(field: &str, value: Value) -> Value {
    let mut activity = json!({"id": A, "type": "Like", "actor": A, "object": B});
    activity[field] = value;
    activity
}

fn note(field: &str, value: Value) -> Value {
    let mut note = json!({"id": A, "type": "Note", "attributedTo": A, "content": "<p>x</p>"});
    note[field] = value;
    note
}

#[test]
fn an_id_is_a_text_an_object_or_a_list_of_one() {
    for value in [json!(A), json!({"id": A}), json!([A]), json!([{"id": A}])] {
        assert_eq!(id_of(&value), Some(A), "{value}");
    }
    for value in [
        json!(null),
        json!([A, B]),
        json!(1),
        json!({}),
        json!(""),
        json!([[A]]),
    ] {
        assert_eq!(id_of(&value), None, "{value}");
    }
    let longest = "x".repeat(limits::ID_BYTES);
    assert_eq!(id_of(&json!(longest)), Some(longest.as_str()));
    assert_eq!(id_of(&json!("x".repeat(limits::ID_BYTES + 1))), None);
    assert_eq!(strings(&json!([A, null, {"id": B}, 3])), [A, B]);
}

// ledger.11
#[test]
fn public_has_three_spellings_and_is_found_at_the_end_of_a_long_list() {
    for public in [
        "https://www.w3.org/ns/activitystreams#Public",
        "as:Public",
        "Public",
    ] {
        for field in ["to", "cc"] {
            let value = activity(field, json!(public));
            assert!(
                Activity::read(&value).expect("it reads").is_public(),
                "{value}"
            );
        }
        let elsewhere = activity("audience", json!(public));
        assert!(!Activity::read(&elsewhere).expect("it reads").is_public());
    }
    let mut many: Vec<String> = (0..1_000)
        .map(|n| format!("https://x.example/{n}"))
        .collect();
    many.push("Public".to_owned());
    let value = activity("to", json!(many));
    let read = Activity::read(&value).expect("it reads");
    assert!(read.is_public());
    assert_eq!(read.to.len(), limits::ADDRESSEES);
    let near = activity(
        "to",
        json!("https://evil.example/ns/activitystreams#Public"),
    );
    assert!(!Activity::read(&near).expect("it reads").is_public());
}

#[test]
fn an_actor_is_one_whatever_its_shape() {
    for actor in [
        json!(A),
        json!({"id": A, "type": "Person"}),
        json!([A]),
        json!([{"id": A}]),
    ] {
        assert_eq!(
            Activity::read(&activity("actor", actor))
                .expect("it reads")
                .actor,
            A
        );
    }
    let refused = |actor| {
        Activity::read(&activity("actor", actor))
            .map(|_| ())
            .expect_err("refused")
    };
    assert_eq!(refused(json!([A, B])), Malformed::Several("actor"));
    assert_eq!(refused(json!(null)), Malformed::Missing("actor"));
    assert_eq!(refused(json!([])), Malformed::Missing("actor"));
    assert_eq!(refused(json!(1)), Malformed::NotAUrl("actor"));
    assert_eq!(
        refused(json!("acct:a@a.example")),
        Malformed::NotAUrl("actor")
    );
    assert_eq!(
        Malformed::Several("actor").to_string(),
        "`actor` holds several values where one is needed"
    );
}

#[test]
fn an_author_is_exactly_one() {
    let refused = |author| {
        Object::read(&note("attributedTo", author))
            .map(|_| ())
            .expect_err("refused")
    };
    // A local number that one server took for its own administrator.
    assert_eq!(refused(json!(1)), Malformed::NotAUrl("attributedTo"));
    assert_eq!(refused(json!([A, B])), Malformed::Several("attributedTo"));
    let two = json!([{"type": "Person", "id": A}, {"type": "Person", "id": B}]);
    assert_eq!(refused(two), Malformed::Several("attributedTo"));
    assert_eq!(refused(json!(null)), Malformed::Missing("attributedTo"));
    let value = note(
        "attributedTo",
        json!([{"type": "Group", "id": B}, {"type": "Person", "id": A}]),
    );
    let object = Object::read(&value).expect("it reads");
    assert_eq!((object.attributed_to, object.group), (Some(A), Some(B)));
    let gone = json!({"id": A, "type": "Tombstone"});
    assert_eq!(Object::read(&gone).expect("it reads").attributed_to, None);
}

#[test]
fn nothing_is_nothing() {
    for field in [
        "tag",
        "attachment",
        "to",
        "cc",
        "audience",
        "inReplyTo",
        "summary",
        "name",
        "contentMap",
        "source",
        "language",
        "published",
        "updated",
        "url",
        "replies",
        "context",
    ] {
        for nothing in [json!(null), json!([]), json!({}), json!("")] {
            let value = note(field, nothing);
            let object = Object::read(&value).unwrap_or_else(|e| panic!("{value}: {e}"));
            assert!(object.is_root(), "{value}");
        }
    }
}

#[test]
fn an_answer_to_something_unreadable_opens_no_thread() {
    let value = note("inReplyTo", json!("tag:a.example,2026:1"));
    let object = Object::read(&value).expect("it reads");
    assert_eq!((object.in_reply_to, object.is_root()), (None, false));
}

// posting.7
#[test]
fn the_original_language_comes_first() {
    let value = note(
        "contentMap",
        json!({"en": "<p>y</p>", "fr": "<p>x</p>", "de": "<p>z</p>"}),
    );
    let object = Object::read(&value).expect("it reads");
    assert_eq!(object.content_map.first(), Some(&("fr", "<p>x</p>")));
    assert_eq!(object.content_map.len(), 3);
    assert_eq!(object.language, Some("fr"));
    let mut only_map = value.clone();
    only_map
        .as_object_mut()
        .expect("an object")
        .remove("content");
    assert!(Object::read(&only_map).expect("it reads").content.is_some());
    let lemmy = note("language", json!({"identifier": "wo", "name": "Wolof"}));
    assert_eq!(Object::read(&lemmy).expect("it reads").language, Some("wo"));
    assert_eq!(
        Object::read(&note("language", json!("und")))
            .expect("it reads")
            .language,
        None
    );
}

#[test]
fn hashtags_are_lower_case_each_once_and_at_most_twenty() {
    let mut tags = vec![
        json!({"type": "Hashtag", "name": "#Éducation"}),
        json!({"type": "as:Hashtag", "name": "ÉDUCATION"}),
        json!({"type": "Hashtag", "name": "#"}),
        json!({"type": "Hashtag"}),
        json!({"type": "Mention", "href": "javascript:alert(1)", "name": "@x"}),
        json!({"type": "Mention", "href": B, "name": "@x@b.example"}),
        json!("loose"),
    ];
    tags.extend((0..50).map(|n| json!({"type": "Hashtag", "name": format!("#t{n}")})));
    let value = note("tag", json!(tags));
    let object = Object::read(&value).expect("it reads");
    assert_eq!(object.hashtags.len(), limits::HASHTAGS);
    assert_eq!(object.hashtags[..2], ["éducation", "t0"]);
    assert_eq!(object.mentions.len(), 1);
    let single = note("tag", json!({"type": "Hashtag", "name": "#Seul"}));
    assert_eq!(Object::read(&single).expect("it reads").hashtags, ["seul"]);
}

#[test]
fn attachments_have_web_addresses() {
    let value = note(
        "attachment",
        json!([
            {"type": "Image", "url": [{"type": "Link", "href": A, "mediaType": "image/png"}]},
            {"type": "Link", "href": B}, {"type": "Document", "url": "javascript:alert(1)"},
            {"type": "PropertyValue", "name": "x", "value": "y"}, null, 3
        ]),
    );
    let object = Object::read(&value).expect("it reads");
    let urls: Vec<&str> = object.attachments.iter().map(|file| file.url).collect();
    assert_eq!(urls, [A, B]);
    let many: Vec<Value> = (0..40)
        .map(|_| json!({"type": "Image", "url": A}))
        .collect();
    let value = note("attachment", json!(many));
    assert_eq!(
        Object::read(&value).expect("it reads").attachments.len(),
        limits::ATTACHMENTS
    );
}

#[test]
fn the_page_is_the_html_link() {
    let links = json!([
        {"type": "Link", "href": A, "mediaType": "video/mp4"},
        {"type": "Link", "href": B, "mediaType": "text/html"}
    ]);
    assert_eq!(
        Object::read(&note("url", links)).expect("it reads").url,
        Some(B)
    );
    let link = json!({"type": "Link", "href": A});
    assert_eq!(
        Object::read(&note("url", link)).expect("it reads").url,
        Some(A)
    );
    let none = note("url", json!("javascript:alert(1)"));
    assert_eq!(Object::read(&none).expect("it reads").url, None);
}

#[test]
fn texts_keep_to_their_limits() {
    let value = note("name", json!("é".repeat(limits::NAME_CHARS + 5)));
    let object = Object::read(&value).expect("it reads");
    assert_eq!(
        object.name.map(|name| name.chars().count()),
        Some(limits::NAME_CHARS)
    );
    let at_most = note("content", json!("x".repeat(limits::CONTENT_BYTES)));
    assert!(Object::read(&at_most).is_ok());
    let value = note("content", json!("x".repeat(limits::CONTENT_BYTES + 1)));
    let error = Object::read(&value).expect_err("too long");
    assert_eq!(
        error,
        Malformed::TooLong {
            field: "content",
            max: limits::CONTENT_BYTES
        }
    );
}

#[test]
fn a_conversation_is_an_address() {
    assert_eq!(
        Object::read(&note("context", json!("data:,x")))
            .expect("it reads")
            .context,
        None
    );
    assert_eq!(
        Object::read(&note("context", json!({"id": B, "type": "Collection"})))
            .expect("it reads")
            .context,
        Some(B)
    );
    assert_eq!(
        Object::read(&note("conversation", json!(B)))
            .expect("it reads")
            .context,
        Some(B)
    );
}

#[test]
fn the_forum_is_looked_for_in_order() {
    let value = json!({"id": A, "type": "Note", "attributedTo": A, "audience": "https://g.example/audience",
        "to": ["https://g.example/to", "as:Public"], "cc": "https://g.example/cc",
        "tag": {"type": "Mention", "href": "https://g.example/mention"}});
    let object = Object::read(&value).expect("it reads");
    let outer = activity("cc", json!("https://g.example/outer"));
    let outer = Activity::read(&outer).expect("it reads");
    let ends: Vec<&str> = group_of(Some(&outer), Some(&object))
        .iter()
        .filter_map(|id| id.rsplit('/').next())
        .collect();
    assert_eq!(ends, ["audience", "outer", "to", "cc", "mention"]);
}

#[test]
fn announces_in_announces_and_batches_are_bounded() {
    let wrap = |object: Value| json!({"id": A, "type": "Announce", "actor": A, "object": object});
    let like = activity("type", json!("Like"));
    let mut value = like.clone();
    for _ in 0..limits::NESTING {
        value = wrap(value);
    }
    let read = Activity::read(&value).expect("it reads");
    assert_eq!(Inner::of(&read), Ok(vec![Inner::Activity(&like)]));
    let deeper = wrap(value.clone());
    let read = Activity::read(&deeper).expect("it reads");
    assert_eq!(Inner::of(&read), Err(Malformed::TooDeep("object")));
    let batch =
        json!({"type": "OrderedCollection", "orderedItems": vec![like.clone(); limits::BATCH]});
    let value = wrap(batch.clone());
    let read = Activity::read(&value).expect("it reads");
    assert_eq!(Inner::of(&read).map(|inner| inner.len()), Ok(limits::BATCH));
    let value = wrap(json!([batch, like]));
    let read = Activity::read(&value).expect("it reads");
    let too_long = Malformed::TooLong {
        field: "object",
        max: limits::BATCH,
    };
    assert_eq!(Inner::of(&read), Err(too_long));
    let value = wrap(json!({"type": "OrderedCollection", "orderedItems": [3]}));
    let read = Activity::read(&value).expect("it reads");
    assert_eq!(Inner::of(&read), Err(Malformed::Shape("orderedItems")));
    let empty = wrap(json!([]));
    let read = Activity::read(&empty).expect("it reads");
    assert_eq!(Inner::of(&read), Err(Malformed::Missing("object")));
}

#[test]
fn a_collection_counts_what_it_leaves_out() {
    let value = json!({"type": "OrderedCollection", "id": A, "totalItems": 4,
        "orderedItems": ["103076", A, {"id": B}, {"type": "Note"}]});
    let list = Collection::read(&value).expect("it reads");
    assert_eq!(
        (list.items.len(), list.left_out, list.total_items),
        (3, 1, Some(4))
    );
    let value =
        json!({"type": "Collection", "items": vec![A; limits::ITEMS + 7], "totalItems": -1});
    let list = Collection::read(&value).expect("it reads");
    assert_eq!(
        (list.items.len(), list.left_out, list.total_items),
        (limits::ITEMS, 7, None)
    );
    let value = json!({"type": "Collection", "first": {"type": "CollectionPage", "items": A}});
    let list = Collection::read(&value).expect("it reads");
    let page = Collection::read(list.first.embedded().expect("a page")).expect("it reads");
    assert_eq!(page.items, [ObjectRef::Id(A)]);
    let old = json!({"type": "Conversation", "id": A, "posts": B});
    assert_eq!(
        Collection::read(&old).expect("it reads").first,
        ObjectRef::Id(B)
    );
}

#[test]
fn an_actor_needs_an_inbox_and_keeps_few_keys() {
    let key = json!({"id": A, "owner": A, "publicKeyPem": "x"});
    let value = json!({"id": A, "type": "Service", "inbox": A, "publicKey": vec![key; 20],
        "assertionMethod": [A, {"type": "Multikey", "id": A, "controller": A}]});
    let actor = ActorDoc::read(&value).expect("it reads");
    assert_eq!((actor.rsa.len(), actor.multikeys.len()), (limits::KEYS, 0));
    let error = ActorDoc::read(&json!({"id": A, "type": "Person"})).expect_err("no inbox");
    assert_eq!(error, Malformed::Missing("inbox"));
}

#[test]
fn a_shared_inbox_stands_under_endpoints_or_at_the_top() {
    let mut value = json!({"id": A, "type": "Group", "inbox": A, "sharedInbox": B});
    assert_eq!(
        ActorDoc::read(&value).expect("it reads").shared_inbox,
        Some(B)
    );
    value["endpoints"] = json!({"sharedInbox": "https://b.example/3"});
    let read = ActorDoc::read(&value).expect("it reads");
    assert_eq!(read.shared_inbox, Some("https://b.example/3"));
}

#[test]
fn the_moderators_are_a_collection_and_no_owner() {
    let mut value = json!({"id": A, "type": "Group", "inbox": A, "attributedTo": B});
    assert_eq!(
        ActorDoc::read(&value).expect("it reads").moderators,
        Some(B)
    );
    value["attributedTo"] = json!([{"type": "Person", "id": B}]);
    assert_eq!(ActorDoc::read(&value).expect("it reads").moderators, None);
    value["moderators"] = json!(B);
    assert_eq!(
        ActorDoc::read(&value).expect("it reads").moderators,
        Some(B)
    );
    value["type"] = json!("Person");
    assert_eq!(ActorDoc::read(&value).expect("it reads").moderators, None);
}

#[test]
fn an_activity_names_a_bounded_number_of_objects() {
    let at_most = activity("object", json!(vec![A; limits::OBJECTS]));
    let read = Activity::read(&at_most).expect("it reads");
    assert_eq!(read.object.each().len(), limits::OBJECTS);
    let value = activity("object", json!(vec![A; limits::OBJECTS + 1]));
    let error = Activity::read(&value).map(|_| ()).expect_err("too many");
    assert_eq!(
        error,
        Malformed::TooLong {
            field: "object",
            max: limits::OBJECTS
        }
    );
    let holes = activity("object", json!([null, A, null]));
    assert_eq!(
        Activity::read(&holes).expect("it reads").object,
        ObjectRef::Id(A)
    );
    for (object, error) in [
        (json!("numéro 7"), Malformed::NotAUrl("object")),
        (json!([[A]]), Malformed::Shape("object")),
        (json!(7), Malformed::Shape("object")),
    ] {
        let value = activity("object", object);
        assert_eq!(Activity::read(&value).map(|_| ()), Err(error), "{value}");
    }
}

#[test]
fn a_shape_is_told_by_type_and_else_by_actor_and_object() {
    for (value, shape) in [
        (
            json!({"type": "Warn", "actor": A, "object": B}),
            Shape::Activity,
        ),
        (
            json!({"type": "Event", "actor": A, "object": B}),
            Shape::Object,
        ),
        (json!({"type": ["Service", "x"]}), Shape::Actor),
        (json!({"type": "ChatMessage"}), Shape::Unknown),
        (json!([]), Shape::Unknown),
    ] {
        assert_eq!(Shape::of(&value), shape, "{value}");
    }
}
