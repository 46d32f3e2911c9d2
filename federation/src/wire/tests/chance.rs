//! Any JSON at all: the readers never panic, and what they answer keeps to the limits.

use palabre_core::address::{Located as _, ObjectUrl, is_address, same_origin};
use proptest::prelude::*;
use serde_json::{Map, Value};

use super::{Activity, ActorDoc, Collection, Inner, Object, group_of, tell};
use crate::wire::read::{id_of, one_or_many, strings, type_of, url_of};
use crate::wire::{compose, date, ids, limits};

/// Field names that the readers look at, so that chance meets them.
const FIELDS: &[&str] = &[
    "id",
    "type",
    "actor",
    "object",
    "target",
    "origin",
    "to",
    "cc",
    "audience",
    "published",
    "updated",
    "palabre:rev",
    "summary",
    "content",
    "contentMap",
    "result",
    "attributedTo",
    "inReplyTo",
    "context",
    "conversation",
    "contextHistory",
    "name",
    "nameMap",
    "source",
    "mediaType",
    "language",
    "identifier",
    "inLanguage",
    "sensitive",
    "tag",
    "href",
    "attachment",
    "url",
    "replies",
    "likes",
    "inbox",
    "endpoints",
    "sharedInbox",
    "publicKey",
    "owner",
    "publicKeyPem",
    "assertionMethod",
    "controller",
    "publicKeyMultibase",
    "generator",
    "implements",
    "alsoKnownAs",
    "icon",
    "items",
    "orderedItems",
    "posts",
    "first",
    "next",
    "totalItems",
    "palabre:digest",
];

/// Texts that the readers look for.
const TEXTS: &[&str] = &[
    "Create",
    "Update",
    "Announce",
    "Undo",
    "Lock",
    "Warn",
    "Note",
    "Article",
    "Page",
    "Tombstone",
    "Person",
    "Group",
    "Application",
    "OrderedCollection",
    "CollectionPage",
    "Conversation",
    "Mention",
    "Hashtag",
    "Link",
    "Multikey",
    "as:Public",
    "Public",
    "fr",
    "und",
    "",
    "https://www.w3.org/ns/activitystreams#Public",
    "https://a.example/1",
    "https://b.example/2#x",
    "http://[::1]:8080/a",
    "https://u:p@c.example/",
    "data:text/plain,x",
    "text/markdown",
    "2026-11-21T10:00:00Z",
    "9999-12-31T23:59:59Z",
    "#É",
];

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => ".{0,12}".prop_map(Value::from),
        6 => proptest::sample::select(TEXTS).prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 8, |inner| {
        let field = prop_oneof![
            8 => proptest::sample::select(FIELDS).prop_map(str::to_owned),
            1 => ".{0,6}",
        ];
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            3 => prop::collection::vec((field, inner), 0..10)
                .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// A document with the fields that get it past the first checks.
fn document() -> impl Strategy<Value = Value> {
    (json(), proptest::sample::select(TEXTS)).prop_map(|(mut value, kind)| {
        if let Some(map) = value.as_object_mut() {
            map.insert("type".to_owned(), kind.into());
            for field in ["id", "actor", "attributedTo", "inbox"] {
                map.entry(field)
                    .or_insert_with(|| "https://a.example/1".into());
            }
        }
        value
    })
}

fn read_all(value: &Value) -> Result<(), TestCaseError> {
    let _ = (
        id_of(value),
        url_of(value),
        strings(value),
        one_or_many(value),
        type_of(value),
    );
    let activity = Activity::read(value).ok();
    let object = Object::read(value).ok();
    if let Some(activity) = &activity {
        prop_assert!(is_address(activity.actor));
        prop_assert!(activity.to.len() <= limits::ADDRESSEES);
        if let Ok(inner) = Inner::of(activity) {
            prop_assert!((1..=limits::BATCH).contains(&inner.len()));
        }
    }
    if let Some(object) = &object {
        prop_assert!(is_address(object.id));
        prop_assert!(object.hashtags.iter().all(|tag| !tag.is_empty()));
        prop_assert!(object.attachments.iter().all(|file| is_address(file.url)));
    }
    prop_assert!(group_of(activity.as_ref(), object.as_ref()).len() <= limits::CANDIDATES);
    let _ = (ActorDoc::read(value), Collection::read(value));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_json_is_survived(value in json()) {
        read_all(&value)?;
    }

    #[test]
    fn any_document_is_survived(value in document()) {
        read_all(&value)?;
        // A Create whose author is another is for the caller to refuse, not for this telling.
        if type_of(&value) != Some("Create") {
            let _ = tell(&value);
        }
    }

    #[test]
    fn what_is_undone_is_embedded_without_nulls(value in document()) {
        let deed = compose::Deed {
            id: "https://a.example/2",
            actor: "https://a.example/1",
            forum: None,
            published_ms: 0,
        };
        let undo = compose::undo(&deed, &value);
        if let Some(inner) = undo["object"].as_object() {
            prop_assert!(inner.values().all(|field| !field.is_null()));
        }
        prop_assert!(Activity::read(&undo).is_ok() || undo["object"].get("type").is_none());
    }

    #[test]
    fn any_text_is_an_address_or_none(text in "\\PC{0,40}", path in "/(ap|f|c|mots|@)?[a-z0-9/%#.]{0,30}") {
        if let Ok(address) = ObjectUrl::parse(&text) {
            let other = format!("{}/x", address.origin());
            prop_assert!(same_origin(&text, &other));
        }
        let base = palabre_core::naming::Base::new("https", "a.example");
        let address = format!("https://a.example{path}");
        prop_assert_eq!(ids::local(&base, &address), ids::parse(&path));
    }

    #[test]
    fn a_date_is_read_back(ms in 0..date::END_MS) {
        prop_assert_eq!(date::read(&date::write(ms)), Some(ms));
    }

    #[test]
    fn any_moment_is_written(ms in any::<i64>()) {
        prop_assert!(date::read(&date::write(ms)).is_some());
    }
}
