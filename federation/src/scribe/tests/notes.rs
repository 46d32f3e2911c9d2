//! For whom a post is, what it warns of, and how a note outside forums is put in words.

use palabre_core::scribe::{Content, PostDoc};
use palabre_core::{Audience, Deed, Scribe as _};
use serde_json::{Value, json};

use super::{AT, base, post, signer, written};
use crate::scribe::Quill;
use crate::wire::read::Activity;

/// A Create of somebody elsewhere; what is null is not said.
fn elsewhere(to: [&Value; 2], object: Value) -> Content {
    const AUTHOR: &str = "https://m.test/users/lea";
    let mut object = object;
    object["id"] = json!("https://m.test/1");
    object["attributedTo"] = json!(AUTHOR);
    let value = json!({
        "id": "https://m.test/1/a", "type": "Create", "actor": AUTHOR,
        "to": to[0], "cc": to[1], "object": object,
    });
    let raw = serde_json::to_vec(&value).expect("JSON");
    Quill::default().read(&raw).expect("content")
}

// notes.26
#[test]
fn the_addressees_say_for_whom_it_is_and_the_fewer_hold() {
    use Audience::{Direct, Followers, Public, Unlisted};
    let public = json!("https://www.w3.org/ns/activitystreams#Public");
    let (own, bob) = (
        json!("https://m.test/users/lea/followers"),
        json!("https://q.test/bob"),
    );
    let foreign = json!("https://q.test/users/lea/followers");
    let (none, nobody) = (Value::Null, json!([]));
    for (to, cc, audience) in [
        (&public, &own, Public),
        (&public, &none, Public),
        (&own, &public, Unlisted),
        (&own, &bob, Followers),
        (&bob, &own, Followers),
        (&bob, &nobody, Direct),
        (&foreign, &nobody, Direct),
        (&nobody, &nobody, Direct),
    ] {
        let silent = json!({"type": "Note", "content": "x"});
        let same = json!({"type": "Note", "content": "x", "to": to, "cc": cc});
        let to_all = json!({"type": "Note", "content": "x", "to": public, "cc": own});
        let read = [
            elsewhere([to, cc], silent),
            elsewhere([to, cc], same.clone()),
            elsewhere([to, cc], to_all),
            elsewhere([&none, &none], same.clone()),
            elsewhere([&public, &own], same),
        ];
        for content in read {
            assert_eq!(content.audience, audience, "{to} {cc}");
        }
    }
}

// notes.28
#[test]
fn a_summary_warns_unless_it_is_an_excerpt() {
    for (kind, extra, warning) in [
        ("Note", json!({"summary": "Colère"}), Some("Colère")),
        (
            "Note",
            json!({"summary": "Colère", "sensitive": true}),
            Some("Colère"),
        ),
        ("Note", json!({"sensitive": true}), Some("")),
        ("Note", json!({"summary": "", "sensitive": false}), None),
        ("Question", json!({"summary": "Vote"}), Some("Vote")),
        (
            "Article",
            json!({"summary": "Un extrait", "sensitive": false}),
            None,
        ),
        ("Page", json!({"summary": "Un extrait"}), None),
        (
            "Page",
            json!({"summary": "Colère", "sensitive": true}),
            Some("Colère"),
        ),
        (
            "Page",
            json!({"summary": "Colère", "inReplyTo": "https://q.test/1"}),
            Some("Colère"),
        ),
    ] {
        let mut object = extra;
        object["type"] = json!(kind);
        object["content"] = json!("x");
        let read = elsewhere([&json!("as:Public"), &Value::Null], object);
        assert_eq!(read.warning.as_deref(), warning, "{kind}");
    }
    let quill = Quill::default();
    for (root, words) in [(true, "Colère"), (true, ""), (false, "Colère"), (false, "")] {
        let doc = PostDoc {
            warning: Some(words.to_owned()),
            ..post(root)
        };
        let ana = doc.author.clone();
        let deed = Deed::Create(Box::new(doc));
        let letter = quill.write(&deed, &signer(&ana)).expect("words");
        let read = quill.read(&letter.raw).expect("content");
        assert_eq!(read.warning.as_deref(), Some(words), "{root}");
        let value: Value = serde_json::from_slice(&letter.raw).expect("JSON");
        assert_eq!(value["object"]["sensitive"], true);
    }
}

// notes.29
#[test]
fn a_note_is_addressed_to_whom_it_is_for() {
    use Audience::{Direct, Followers, Public, Unlisted};
    let (base, all) = (base(), "https://www.w3.org/ns/activitystreams#Public");
    let (ana, ben) = (base.person("ana"), base.person("ben"));
    let (own, awa) = (format!("{ana}/followers"), "https://senegal.test/ap/u/awa");
    for (audience, to, cc) in [
        (Public, json!([all]), json!([own, awa, ben])),
        (Unlisted, json!([own]), json!([all, awa, ben])),
        (Followers, json!([own]), json!([awa, ben])),
        (Direct, json!([awa, ben]), json!([])),
    ] {
        let doc = PostDoc {
            forum: None,
            audience,
            context: None,
            history: None,
            ..post(false)
        };
        let deed = Deed::Create(Box::new(doc.clone()));
        let value = written(&deed, &ana);
        let object = &value["object"];
        for one in [&value, object] {
            assert_eq!((&one["to"], &one["cc"]), (&to, &cc), "{audience:?}");
            assert_eq!(one["audience"], Value::Null);
        }
        let open = audience.is_open();
        assert_eq!(
            (object["replies"].is_string(), object["likes"].is_string()),
            (open, open)
        );
        let named: Vec<&Value> = object["tag"]
            .as_array()
            .expect("tags")
            .iter()
            .map(|one| &one["href"])
            .collect();
        assert_eq!(named[..2], [&json!(ben), &json!(awa)]);
        let raw = serde_json::to_vec(&value).expect("JSON");
        assert_eq!(
            Quill::default().read(&raw).expect("content").audience,
            audience
        );
        let alone = PostDoc {
            in_reply_to: None,
            parent_author: None,
            ..doc
        };
        let value = written(&Deed::Create(Box::new(alone)), &ana);
        assert_eq!(
            (&value["object"]["type"], &value["object"]["name"]),
            (&json!("Note"), &Value::Null)
        );
        let delete = Deed::Delete {
            id: base.delete(7),
            post: base.post(7),
            former: "Note",
            forum: None,
            context: None,
            audience,
            named: vec![ben.clone()],
            at: AT,
        };
        let delete = written(&delete, &ana);
        let activity = Activity::read(&delete).expect("an activity");
        assert_eq!(activity.reach.is_open(), open, "{audience:?}");
        assert!(open || activity.reach == audience, "{audience:?}");
    }
}
