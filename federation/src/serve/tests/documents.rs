//! Actors, posts and activities.

use http::{StatusCode, header};
use palabre_core::people::keys::ed25519_key_uri;
use palabre_core::{forums, ledger};
use serde_json::{Value, json};

use super::node::{AS2, AWA, Node, announce_path};
use crate::outbox::joined;
use crate::proof::integrity;
use crate::proof::test_support::ed25519_secret;
use crate::wire::read::{ActorDoc, ActorKind, Collection, Object};

fn proved(value: &Value, actor: &str, number: u8) {
    let claim = integrity::claim(value).expect("a proof");
    assert_eq!(claim.verification_method, ed25519_key_uri(actor));
    claim
        .verify(ed25519_secret(number).public())
        .expect("the proof verifies");
}

#[tokio::test]
async fn actors_are_served_with_their_keys() {
    let node = Node::new().await;
    let ana = node.person("ana").await;
    let forum = node.forum("acces", false).await;
    for (path, kind, id) in [
        (
            "/ap/actor",
            ActorKind::Application,
            "https://quebec.test/ap/actor",
        ),
        ("/ap/u/ana", ActorKind::Person, ana.uri.as_str()),
        ("/ap/f/acces", ActorKind::Group, forum.uri.as_str()),
    ] {
        let answer = node.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(
            answer.header(header::CONTENT_TYPE),
            "application/activity+json; charset=utf-8"
        );
        assert_eq!(answer.header(header::VARY), "Accept");
        let value = answer.json();
        let actor = ActorDoc::read(&value).expect("an actor");
        assert_eq!((actor.kind, actor.id), (kind, id));
        assert_eq!(
            value["assertionMethod"][0]["id"],
            json!(ed25519_key_uri(id))
        );
        assert!(
            value["publicKey"]["publicKeyPem"]
                .as_str()
                .expect("PEM")
                .contains("BEGIN")
        );
    }
    let group = node.get("/ap/f/acces").await.json();
    assert_eq!(group["summary"], "<p>Réseaux &amp; coûts</p>");
    let multibase = ed25519_secret(1).public_multibase();
    assert_eq!(
        group["assertionMethod"][0]["publicKeyMultibase"],
        json!(multibase)
    );
    for path in [
        "/ap/u/acces",
        "/ap/f/ana",
        "/ap/u/nobody",
        "/ap/u/Ana",
        "/ap/x",
        "/ap/f/acces/x",
    ] {
        assert_eq!(node.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_post_is_served_as_it_was_signed() {
    let node = Node::new().await;
    let (ana, forum) = (node.person("ana").await, node.forum("acces", false).await);
    let post = node.open(&ana, &forum, "Quels **équipements** ?").await;
    let path = format!("/ap/p/{}", post.id);
    let create = node.record(&format!("{}/create", post.uri)).await;
    let raw: Value = serde_json::from_slice(&create.raw.expect("raw")).expect("JSON");
    let value = node.get(&path).await.json();
    assert_eq!(value, raw["object"]);
    proved(&value, &ana.uri, 1);
    assert_eq!(Object::read(&value).expect("an object").id, post.uri);

    node.edit(&ana, &post, "Quel *modèle* ?", Some("Un autre titre"))
        .await;
    let value = node.get(&path).await.json();
    assert_eq!(value["name"], "Un autre titre");
    proved(&value, &ana.uri, 1);
    for address in [
        format!("{}/create", post.uri),
        format!("{}/update/1", post.uri),
    ] {
        let answer = node.get(&address).await;
        assert_eq!(
            Some(answer.bytes),
            node.record(&address).await.raw,
            "{address}"
        );
    }
    for path in [
        format!("{path}/update/2"),
        format!("{path}/delete"),
        "/ap/p/1".to_owned(),
    ] {
        let answer = node.get(&path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(
            answer.header(header::CONTENT_TYPE),
            "application/problem+json"
        );
        assert_eq!(answer.json()["title"], "Introuvable / Not found");
    }
}

#[tokio::test]
async fn what_is_known_is_not_sent_again() {
    let node = Node::new().await;
    let (ana, forum) = (node.person("ana").await, node.forum("acces", false).await);
    let post = node.open(&ana, &forum, "Bonjour").await;
    let path = format!("/ap/p/{}", post.id);
    let first = node.get(&path).await;
    let tag = first.header(header::ETAG).to_owned();
    for known in [
        tag.clone(),
        format!("\"x\", {}", tag.trim_start_matches("W/")),
        "*".to_owned(),
    ] {
        let headers = [
            (header::ACCEPT, AS2),
            (header::IF_NONE_MATCH, known.as_str()),
        ];
        let again = node.ask("GET", &path, &headers).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{known}");
        assert!(again.bytes.is_empty());
        assert_eq!(again.header(header::ETAG), tag);
    }
    let head = node.ask("HEAD", &path, &[(header::ACCEPT, AS2)]).await;
    assert_eq!(head.status, StatusCode::OK);
    assert!(head.bytes.is_empty());
    assert_eq!(
        head.header(header::CONTENT_LENGTH),
        first.bytes.len().to_string()
    );
    node.edit(&ana, &post, "Bonsoir", Some("Titre")).await;
    let headers = [(header::ACCEPT, AS2), (header::IF_NONE_MATCH, tag.as_str())];
    assert_eq!(
        node.ask("GET", &path, &headers).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn posts_of_others_are_at_their_own_id() {
    let node = Node::new().await;
    let (ana, forum) = (node.person("ana").await, node.forum("acces", false).await);
    let root = node.open(&ana, &forum, "Bonjour").await;
    let far = node.foreign_reply(&root, &forum, 5).await;
    let answer = node.get(&format!("/ap/p/{}", far.id)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        answer.header(header::LOCATION),
        "https://senegal.test/ap/p/5"
    );
    for what in ["replies", "likes", "create"] {
        let answer = node.get(&format!("/ap/p/{}/{what}", far.id)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{what}");
    }
}

#[tokio::test]
async fn replies_and_likes_are_counted() {
    let node = Node::new().await;
    let (ana, ben) = (node.person("ana").await, node.person("ben").await);
    let forum = node.forum("acces", false).await;
    let root = node.open(&ana, &forum, "Bonjour").await;
    let near = node.reply(&ben, &root, "Bonsoir").await;
    node.foreign_reply(&root, &forum, 5).await;
    node.reply(&ana, &near, "À qui ?").await;
    node.like(&ben, &root, true).await;
    let replies = node.get(&format!("/ap/p/{}/replies", root.id)).await.json();
    assert_eq!(replies["totalItems"], 2);
    let items = replies["first"]["orderedItems"].as_array().expect("items");
    assert!(items.contains(&json!(near.uri)) && items.len() == 2);
    let page = node
        .get(replies["first"]["id"].as_str().expect("an id"))
        .await
        .json();
    assert_eq!(page["orderedItems"], replies["first"]["orderedItems"]);
    let likes = node.get(&format!("/ap/p/{}/likes", root.id)).await.json();
    assert_eq!(
        (&likes["totalItems"], &likes["first"]),
        (&json!(1), &Value::Null)
    );
}

// ledger.12
#[tokio::test]
async fn acts_are_served_and_letters_are_not() {
    let node = Node::new().await;
    let (ana, ben) = (node.person("ana").await, node.person("ben").await);
    let forum = node.forum("acces", false).await;
    let root = node.open(&ana, &forum, "Bonjour").await;
    let reply = node.reply(&ben, &root, "Bonsoir").await;
    node.like(&ben, &root, true).await;
    node.like(&ben, &root, false).await;
    node.remove(&reply).await;
    let thread = root.thread_id.expect("a thread");
    let history = ledger::history(&node.core, thread)
        .await
        .expect("a history");
    let mut acts = Vec::new();
    for entry in history
        .iter()
        .filter(|entry| !entry.activity_id.contains("/p/"))
    {
        let answer = node.get(&entry.activity_id).await;
        assert_eq!(
            Some(&answer.bytes),
            entry.raw.as_ref(),
            "{}",
            entry.activity_id
        );
        acts.push(entry.kind.as_str());
    }
    assert_eq!(acts, ["like", "undo_like", "remove"]);
    let mut tx = node.core.begin().await.expect("a write");
    forums::follow(&mut tx, &ana, AWA, "https://senegal.test/ap/inbox")
        .await
        .expect("asked");
    tx.commit().await.expect("kept");
    let follow = &forums::following(&node.core, &ana.uri)
        .await
        .expect("a read")[0]
        .activity_id;
    assert_eq!(node.get(follow).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        node.get("/ap/actor/a/7").await.status,
        StatusCode::NOT_FOUND
    );
    // An act of one is not there under the name of another.
    let like = history
        .iter()
        .find(|entry| entry.kind == ledger::Kind::Like)
        .expect("a like");
    let other = like.activity_id.replace("/u/ben/", "/u/ana/");
    assert_eq!(node.get(&other).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_announce_is_the_same_whenever_it_is_made() {
    let node = Node::new().await;
    let (ana, forum) = (node.person("ana").await, node.forum("acces", false).await);
    let root = node.open(&ana, &forum, "Bonjour").await;
    let far = node.foreign_reply(&root, &forum, 5).await;
    let context = node.core.base().thread(root.id);
    for (post, author) in [(&root, ana.uri.as_str()), (&far, AWA)] {
        let entry = node.record(&format!("{}/create", post.uri)).await;
        let path = announce_path("acces", "a", &entry);
        let first = node.get(&path).await;
        let value = first.json();
        assert_eq!(value["id"], format!("https://quebec.test{path}"));
        assert_eq!(value["context"], json!(context));
        assert_eq!(
            value["cc"],
            json!([format!("{}/followers", forum.uri), author])
        );
        let raw: Value = serde_json::from_slice(entry.raw.as_ref().expect("raw")).expect("JSON");
        assert_eq!(value["object"], raw);
        proved(&value, &forum.uri, 1);
        let sent = joined::announce_bytes(&node.core, &forum, &entry)
            .await
            .expect("made");
        assert_eq!(sent, Some(first.bytes));
    }
    let entry = node.record(&format!("{}/create", root.uri)).await;
    let plain = node.get(&announce_path("acces", "r", &entry)).await.json();
    assert_eq!(plain["object"], json!(root.uri));
    proved(&plain, &forum.uri, 1);
    let reply = node.record("https://senegal.test/ap/p/5/create").await;
    let unrooted = node.get(&announce_path("acces", "r", &reply)).await;
    assert_eq!(unrooted.status, StatusCode::NOT_FOUND);
    node.forum("autre", false).await;
    let elsewhere = node.get(&announce_path("autre", "a", &entry)).await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn actors_have_their_collections() {
    let node = Node::new().await;
    let (ana, forum) = (node.person("ana").await, node.forum("acces", false).await);
    let root = node.open(&ana, &forum, "Bonjour").await;
    for number in 0..21 {
        node.reply(&ana, &root, &format!("Réponse {number}")).await;
    }
    let mut tx = node.core.begin().await.expect("a write");
    forums::add_moderator(&tx, forum.id, &ana.uri)
        .await
        .expect("added");
    forums::follow(&mut tx, &ana, &forum.uri, &forum.inbox)
        .await
        .expect("followed");
    tx.commit().await.expect("kept");

    for (actor, kind) in [("/ap/f/acces", "Announce"), ("/ap/u/ana", "Create")] {
        let outbox = node.get(&format!("{actor}/outbox")).await.json();
        assert_eq!(outbox["totalItems"], 22, "{actor}");
        let page = node
            .get(outbox["first"].as_str().expect("a page"))
            .await
            .json();
        let items = page["orderedItems"].as_array().expect("items");
        assert_eq!((items.len(), &items[0]["type"]), (20, &json!(kind)));
        let rest = node
            .get(page["next"].as_str().expect("a next page"))
            .await
            .json();
        assert_eq!(rest["orderedItems"].as_array().map(Vec::len), Some(2));
        assert!(rest.get("next").is_none());
    }
    let followers = node.get("/ap/f/acces/followers").await.json();
    assert_eq!(followers["totalItems"], 1);
    let page = node
        .get(followers["first"].as_str().expect("a page"))
        .await
        .json();
    assert_eq!(page["orderedItems"], json!([ana.uri]));
    let own = node.get("/ap/u/ana/followers").await.json();
    assert_eq!((&own["totalItems"], own.get("first")), (&json!(0), None));
    let moderators = node.get("/ap/f/acces/moderators").await.json();
    assert_eq!(moderators["orderedItems"], json!([ana.uri]));
    assert_eq!(
        Collection::read(&moderators)
            .expect("a collection")
            .total_items,
        Some(1)
    );
    assert_eq!(
        node.get("/ap/f/acces/featured").await.json()["orderedItems"],
        json!([])
    );
    assert_eq!(node.get("/ap/actor/outbox").await.json()["totalItems"], 0);
    for bad in ["0", "x", "-1", ""] {
        let answer = node.get(&format!("/ap/f/acces/outbox?page={bad}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{bad}");
    }
}

#[tokio::test]
async fn pinned_threads_are_featured_while_they_are_shown() {
    let node = Node::new().await;
    let (ana, forum) = (node.person("ana").await, node.forum("acces", false).await);
    let root = node.open(&ana, &forum, "Bonjour").await;
    node.open(&ana, &forum, "Pas celui-ci").await;
    let id = node.core.base().forum_activity("acces", 9);
    let raw = json!({"id": id, "type": "Add", "actor": forum.uri, "object": root.uri});
    let raw = serde_json::to_vec(&raw).expect("JSON");
    let record = ledger::Record {
        rid: node.core.env().scribe.rid(&raw).expect("a rid"),
        activity_id: id.clone(),
        kind: ledger::Kind::Pin,
        actor: forum.uri.clone(),
        object: root.uri.clone(),
        forum: Some(forum.uri.clone()),
        context: Some(node.core.base().thread(root.id)),
        in_reply_to: None,
        rev: 0,
        updated: None,
        published: node.core.now(),
        raw: Some(raw),
        vouch: ledger::Vouch::Proof,
        standing: ledger::Standing::Accepted,
    };
    let mut tx = node.core.begin().await.expect("a write");
    ledger::apply(&mut tx, record).await.expect("applied");
    tx.commit().await.expect("kept");
    let featured = node.get("/ap/f/acces/featured").await.json();
    assert_eq!(featured["totalItems"], 1);
    proved(&featured["orderedItems"][0], &ana.uri, 1);
    assert_eq!(featured["orderedItems"][0]["id"], json!(root.uri));
    // An act that is not for everybody is a record, but no document.
    assert_eq!(node.get(&id).await.status, StatusCode::NOT_FOUND);
    node.remove(&root).await;
    assert_eq!(
        node.get("/ap/f/acces/featured").await.json()["totalItems"],
        0
    );
}
