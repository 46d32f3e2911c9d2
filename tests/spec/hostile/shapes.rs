//! Documents of every shape: rows 30 to 32.

use serde_json::{Value, json};

use super::stage;
use crate::harness::spec;

const VERBS: [&str; 21] = [
    "Create", "Update", "Delete", "Like", "Dislike", "Announce", "Undo", "Follow", "Accept",
    "Reject", "Add", "Remove", "Move", "Block", "Flag", "Lock", "Join", "Leave", "Arrive", "View",
    "Question",
];

spec! {
    // hostile.30
    async fn every_verb_answers_every_shape(world) {
        let stage = stage(&world).await;
        let followers = format!("{}/followers", stage.acces.uri);
        let note = stage.mallory.reply("/notes/1", stage.thread.uri(), "Bonjour", &[]);
        let shapes = [
            Value::Null,
            json!(0),
            json!(""),
            json!("not an address"),
            json!(followers),
            json!(stage.ana.uri()),
            json!(stage.thread.uri()),
            json!(stage.mallory.uri),
            json!([]),
            json!([[], {}, 1]),
            json!({}),
            json!({ "type": "Tombstone" }),
            json!({ "id": 7, "type": ["Note", "Note"] }),
            json!({ "id": followers, "type": "OrderedCollection", "orderedItems": [note] }),
            json!([note, note]),
            stage.mallory.create(&note),
            stage.mallory.public("Undo", "/undos/1", stage.mallory.create(&note)),
            stage.mallory.document("Person"),
        ];
        for verb in VERBS {
            for (number, shape) in shapes.iter().enumerate() {
                let id = format!("/acts/{verb}/{number}");
                let mut activity = stage.mallory.public(verb, &id, shape.clone());
                activity["target"] = shape.clone();
                let answer = stage.mallory.sends(&stage.quebec, &activity).await;
                let sentence = answer.status == 202 || !answer.words().is_empty();
                assert!(answer.status < 500 && sentence, "{verb} {shape}: {answer:?}");
            }
        }
        world.settle().await;
        assert!(stage.quebec.shows("Un fil honn", &stage.thread).await);
        let answer = stage.quebec.reads(stage.thread.uri()).await;
        assert_eq!(answer.status, 200);
    }
}

spec! {
    // hostile.31
    async fn a_document_that_says_two_things_is_refused(world) {
        let stage = stage(&world).await;
        let create = stage.reply_of(&stage.mallory, "/notes/1", "Bonjour").to_string();
        for (member, value) in [
            ("id", json!(stage.alice.peer.url("/notes/1/activity"))),
            ("actor", json!(stage.alice.uri)),
            ("type", json!("Delete")),
            ("object", json!(stage.thread.uri())),
            ("attributedTo", json!(stage.alice.uri)),
        ] {
            let twice = format!("{{\"{member}\":{value},\"{member}\":{value},{}", &create[1..]);
            let mut letter = stage.mallory.envelope(&stage.quebec, &Value::Null);
            letter.digest = Some(crate::harness::actor::digest(twice.as_bytes()));
            letter.body = twice.into_bytes();
            let answer = letter.send(&stage.quebec).await;
            assert_eq!(answer.status, 400, "{member}: {answer:?}");
        }
        assert_eq!(stage.quebec.kept()[0], 0);
    }
}

spec! {
    // hostile.35
    async fn a_document_that_holds_a_null_is_refused(world) {
        let stage = stage(&world).await;
        let null = json!("Bon\0jour");
        for member in ["content", "summary", "name"] {
            let mut create = stage.reply_of(&stage.mallory, "/notes/1", "Bonjour");
            create["object"][member] = null.clone();
            let answer = stage.mallory.sends(&stage.quebec, &create).await;
            assert_eq!(answer.status, 400, "{member}: {answer:?}");
        }
        let mut flag = stage.mallory.activity("Flag", "/flags/1", stage.thread.uri());
        flag["content"] = null;
        assert_eq!(stage.mallory.sends(&stage.quebec, &flag).await.status, 400);
        assert_eq!(stage.quebec.kept()[0], 0);
        for path in [
            "/salons/a%00b",
            "/@a%00b",
            "/.well-known/webfinger?resource=acct:a%00b@quebec.test",
            "/ap/u/a%00b",
        ] {
            let answer = crate::harness::actor::get(&stage.quebec, path, "*/*").await;
            assert_eq!(answer.status, 404, "{path}");
        }
        let typed = stage.ana.replies(&stage.thread, "Bon\0jour").await;
        assert!(stage.quebec.post(&typed).await.expect("kept").html.contains("Bonjour"));
    }
}

spec! {
    // hostile.32
    async fn a_document_beyond_its_bounds_is_refused(world) {
        let stage = stage(&world).await;
        let create = stage.reply_of(&stage.mallory, "/notes/1", "Bonjour");
        let mut large = create.clone();
        large["object"]["content"] = json!("a".repeat(1_048_576));
        assert_eq!(stage.mallory.sends(&stage.quebec, &large).await.status, 413);

        let mut deep = json!("x");
        for _ in 0..80 {
            deep = json!([deep]);
        }
        let mut nested = create.clone();
        nested["object"]["tag"] = deep;
        assert_eq!(stage.mallory.sends(&stage.quebec, &nested).await.status, 400);
        for date in ["1969-12-31T23:59:59Z", "2100-01-01T00:00:00Z", "soon"] {
            let mut dated = create.clone();
            dated["published"] = json!(date);
            dated["object"]["published"] = json!(date);
            let answer = stage.mallory.sends(&stage.quebec, &dated).await;
            assert!((400..500).contains(&answer.status), "{date}: {answer:?}");
        }
        assert_eq!(stage.quebec.kept()[0], 0);
    }
}
