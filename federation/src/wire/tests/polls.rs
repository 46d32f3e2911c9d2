//! Polls as others write them and as this node does.

use serde_json::{Value, json};

use crate::wire::compose::{self, CountsDoc, PollDoc, PostDoc};
use crate::wire::read::Object;

use super::fixtures::ROOT_POST;

fn question(more: &Value) -> Value {
    let mut question = json!({
        "id": "https://a.example/1",
        "type": "Question",
        "attributedTo": "https://a.example/u",
        "content": "<p>Quand ?</p>",
        "published": "2026-11-22T12:00:00Z",
    });
    for (field, value) in more.as_object().expect("fields") {
        question[field] = value.clone();
    }
    question
}

// polls.24
#[test]
fn a_poll_is_read_whatever_its_numbers() {
    let option = |name: &str, votes: Value| json!({ "type": "Note", "name": name, "replies": { "totalItems": votes } });
    let asked = question(&json!({
        "anyOf": [
            option("a", json!(3)),
            option("b", json!(-1)),
            option("c", json!("4")),
            option("d", json!(u64::MAX)),
            { "content": "e", "replies": null },
        ],
        "votersCount": 2.5,
        "endTime": "2026-11-23T12:00:00Z",
    }));
    let object = Object::read(&asked).expect("an object");
    let poll = object.poll.expect("a poll");
    let expected = [("a", 3), ("b", 0), ("c", 0), ("d", i64::MAX), ("e", 0)];
    assert_eq!(poll.options, expected);
    assert_eq!((poll.multiple, poll.voters), (true, None));
    assert_eq!(poll.ends_ms, Some(1_795_435_200_000));
    for (closed, ends) in [
        (json!("2026-11-22T18:00:00Z"), 1_795_370_400_000),
        (json!(true), 1_795_435_200_000),
        (json!(false), 1_795_435_200_000),
    ] {
        let mut asked = asked.clone();
        asked["closed"] = closed;
        let poll = Object::read(&asked).expect("an object").poll;
        assert_eq!(poll.expect("a poll").ends_ms, Some(ends));
    }
}

// polls.24
#[test]
fn what_is_too_large_or_says_no_option_is_no_poll() {
    let long = "x".repeat(501);
    let many: Vec<Value> = (0..33).map(|n| json!({ "name": n.to_string() })).collect();
    for options in [
        json!([]),
        json!(many),
        json!([{ "name": "a" }, { "name": long }]),
        json!([{ "name": "a" }, { "name": " " }]),
        json!([{ "name": "a" }, "b"]),
        json!([{ "name": "a\u{0}" }]),
        json!({ "name": "a" }),
    ] {
        let asked = question(&json!({ "oneOf": options }));
        let object = Object::read(&asked).expect("an object");
        assert_eq!(
            (object.poll, object.content),
            (None, Some("<p>Quand ?</p>"))
        );
    }
    let mut note = question(&json!({ "oneOf": [{ "name": "a" }] }));
    assert!(Object::read(&note).expect("an object").poll.is_some());
    note["type"] = json!("Note");
    assert!(Object::read(&note).expect("an object").poll.is_none());
}

// polls.13
#[test]
fn a_note_with_a_name_that_says_nothing_is_a_vote() {
    let vote = json!({
        "id": "https://a.example/1",
        "type": "Note",
        "attributedTo": "https://a.example/u",
        "name": "lundi",
        "inReplyTo": "https://b.example/1",
    });
    assert_eq!(
        Object::read(&vote).expect("an object").vote(),
        Some("lundi")
    );
    for (field, value) in [
        ("content", json!("<p>lundi</p>")),
        ("name", json!("")),
        ("inReplyTo", Value::Null),
        ("type", json!("Article")),
    ] {
        let mut other = vote.clone();
        other[field] = value;
        assert_eq!(
            Object::read(&other).expect("an object").vote(),
            None,
            "{field}"
        );
    }
}

// polls.23
#[test]
fn a_poll_of_ours_is_read_as_it_was_asked_and_counted() {
    let options = ["lundi".to_owned(), "mardi".to_owned()];
    let poll = PollDoc {
        options: &options,
        multiple: false,
        ends_ms: Some(1_795_435_200_000),
    };
    let mut asked = compose::object_post(&PostDoc {
        poll: Some(poll),
        ..ROOT_POST
    });
    assert_eq!(
        (&asked["type"], &asked["name"]),
        (&json!("Question"), &json!("Un IXP à Ziguinchor ?"))
    );
    assert_eq!(
        asked["summary"],
        Value::Null,
        "others take it for a warning"
    );
    asked["proof"] = json!({});
    let read = |asked: &Value| {
        Object::read(asked).expect("an object").poll.map(|poll| {
            let votes: Vec<i64> = poll.options.iter().map(|(_, votes)| *votes).collect();
            (votes, poll.voters, poll.ends_ms)
        })
    };
    assert_eq!(
        read(&asked),
        Some((vec![0, 0], Some(0), Some(1_795_435_200_000)))
    );
    let counted = compose::counted(
        asked,
        &CountsDoc {
            votes: &[2, 5],
            voters: Some(7),
            over_ms: Some(1_795_370_400_000),
        },
    );
    assert_eq!(
        read(&counted),
        Some((vec![2, 5], Some(7), Some(1_795_370_400_000)))
    );
    assert_eq!(counted.get("proof"), None);
}
