//! A fault of ours says nothing about a letter: it keeps its place.

use palabre_core::Incoming;
use serde_json::{Value, json};

use super::{Prepared, announce, direct, prepare, refresh, said};
use crate::inbox::{Proved, prove};
use crate::proof::integrity;
use crate::proof::test_support::ed25519_secret;
use crate::wire::read::Activity;
use crate::{Federation, testing};

const ALICE: &str = "https://good.test/u/alice";

async fn federation(folder: &std::path::Path) -> Federation {
    let core = testing::core(folder).await;
    Federation::start(core, testing::options())
        .await
        .expect("it starts")
}

fn letter(signer: &str, activity: &Value) -> Incoming {
    Incoming {
        signer: signer.to_owned(),
        activity_id: activity["id"].as_str().unwrap_or_default().to_owned(),
        host: "good.test".to_owned(),
        body: activity.to_string().into_bytes(),
    }
}

fn activity(kind: &str, object: &Value) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/activitystreams"],
        "id": "https://good.test/a/1",
        "type": kind,
        "actor": ALICE,
        "object": object,
        "to": ["https://www.w3.org/ns/activitystreams#Public"],
        "published": "2026-11-21T10:00:00Z",
    })
}

fn proved(mut activity: Value) -> Value {
    let key = format!("{ALICE}#ed25519-key");
    let secret = ed25519_secret(1);
    integrity::attach(&mut activity, &secret, &key, "2026-11-21T10:00:00Z").expect("a proof");
    activity
}

#[tokio::test]
async fn while_the_store_does_not_answer_every_letter_keeps_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let fed = federation(folder.path()).await;
    let like = activity("Like", &json!("https://quebec.test/ap/p/1"));
    let cases = [
        // Forwarded by somebody else: the key of its proof is looked up.
        letter("https://evil.test/u/mallory", &proved(like.clone())),
        // Whether somebody here follows the Group.
        letter(ALICE, &activity("Announce", &proved(like.clone()))),
        // What an Undo by id takes back.
        letter(ALICE, &activity("Undo", &json!("https://good.test/a/0"))),
        // Whether the host is let in.
        letter(ALICE, &like),
    ];
    for case in &cases {
        let before = prepare(&fed, case, said(case).as_ref()).await;
        assert!(!matches!(before, Prepared::Later), "{}", case.signer);
    }
    // A key that could not be had is remembered: another node has nothing in memory.
    let folder = tempfile::tempdir().expect("a folder");
    let fed = federation(folder.path()).await;
    fed.core().clone().close().await;
    for case in &cases {
        let after = prepare(&fed, case, said(case).as_ref()).await;
        let words = String::from_utf8_lossy(&case.body);
        assert!(matches!(after, Prepared::Later), "{words}");
    }

    // The host is asked for first; each of the others by itself.
    let forwarded = proved(like.clone());
    let read = Activity::read(&forwarded).expect("an activity");
    assert_eq!(prove(&fed, &read, &forwarded).await, Proved::Later);
    let announced = activity("Announce", &forwarded);
    let read = Activity::read(&announced).expect("an activity");
    assert!(matches!(
        announce(&fed, &read, &announced).await,
        Prepared::Later
    ));
    let undo = activity("Undo", &json!("https://good.test/a/0"));
    let read = Activity::read(&undo).expect("an activity");
    assert!(matches!(
        direct(&fed, &read, &undo, Proved::No).await,
        Prepared::Later
    ));
    let actor = json!({
        "id": ALICE, "type": "Person", "preferredUsername": "alice", "inbox": format!("{ALICE}/inbox"),
    });
    assert!(
        refresh(&fed, &actor).await.is_err(),
        "an actor's update is not lost"
    );
}
