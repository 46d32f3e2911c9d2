//! What is not for everybody is nowhere.

use http::StatusCode;
use palabre_core::access::{self, NewAccount};
use palabre_core::peering::Mode;
use palabre_core::{people, threads};
use serde_json::json;

use super::node::{Node, announce_path, keys};

/// Every address of a post and of its records.
fn addresses(uri: &str) -> Vec<String> {
    ["", "/create", "/update/1", "/replies", "/likes"]
        .iter()
        .map(|end| format!("{uri}{end}"))
        .collect()
}

async fn nowhere(node: &Node, uri: &str) {
    for address in addresses(uri) {
        let answer = node.get(&address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert!(!answer.text().contains("secret"), "{address}");
    }
}

// pages.10
#[tokio::test]
async fn what_is_held_is_nowhere() {
    let node = Node::new().await;
    let (ana, forum) = (node.person("ana").await, node.forum("acces", true).await);
    let post = node.open(&ana, &forum, "Un secret").await;
    assert_eq!(post.state, "held");
    node.edit(&ana, &post, "Un autre secret", Some("secret"))
        .await;
    nowhere(&node, &post.uri).await;
    let entry = node.record(&format!("{}/create", post.uri)).await;
    let thread = post.thread_id.expect("a thread");
    for path in [
        announce_path("acces", "a", &entry),
        announce_path("acces", "r", &entry),
        format!("/ap/t/{thread}"),
        format!("/ap/t/{thread}/history"),
    ] {
        assert_eq!(
            node.get(&path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    for outbox in ["/ap/f/acces/outbox", "/ap/u/ana/outbox"] {
        assert_eq!(node.get(outbox).await.json()["totalItems"], 0);
        let page = node.get(&format!("{outbox}?page=1")).await.json();
        assert_eq!(page["orderedItems"], json!([]));
    }
    // One that goes without ever having been shown leaves nothing behind.
    node.delete(&ana, &post).await;
    nowhere(&node, &post.uri).await;
}

// pages.10
#[tokio::test]
async fn what_waits_for_its_home_is_nowhere() {
    let node = Node::new().await;
    let (ana, forum) = (node.person("ana").await, node.remote_forum().await);
    let post = node.open(&ana, &forum, "Un secret").await;
    assert_eq!(post.state, "pending");
    nowhere(&node, &post.uri).await;
}

// pages.10
#[tokio::test]
async fn what_is_removed_is_nowhere() {
    let node = Node::new().await;
    let (ana, forum) = (node.person("ana").await, node.forum("acces", false).await);
    let post = node.open(&ana, &forum, "Un secret").await;
    node.edit(&ana, &post, "Un secret changé", Some("secret"))
        .await;
    node.remove(&post).await;
    nowhere(&node, &post.uri).await;
    let entry = node.record(&format!("{}/create", post.uri)).await;
    for path in [
        announce_path("acces", "a", &entry),
        announce_path("acces", "r", &entry),
    ] {
        assert_eq!(
            node.get(&path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    for path in [
        "/ap/f/acces/outbox?page=1".to_owned(),
        "/ap/u/ana/outbox?page=1".to_owned(),
        format!("/ap/t/{}", post.id),
        format!("/ap/t/{}/history", post.id),
    ] {
        let answer = node.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(
            !answer.text().contains("secret"),
            "{path}: {}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn what_is_erased_is_gone() {
    let node = Node::new().await;
    let (ana, forum) = (node.person("ana").await, node.forum("acces", false).await);
    let root = node.open(&ana, &forum, "Bonjour").await;
    let post = node.reply(&ana, &root, "Un secret").await;
    node.edit(&ana, &post, "Un secret changé", None).await;
    let create = node.record(&format!("{}/create", post.uri)).await;
    node.delete(&ana, &post).await;
    let answer = node.get(&post.uri).await;
    assert_eq!(answer.status, StatusCode::GONE);
    let stone = answer.json();
    assert_eq!(
        (&stone["type"], &stone["formerType"]),
        (&json!("Tombstone"), &json!("Note"))
    );
    assert_eq!(stone["id"], json!(post.uri));
    assert_eq!(stone["context"], json!(node.core.base().thread(root.id)));
    assert_eq!(stone["audience"], json!(forum.uri));
    for (path, former) in [
        (format!("{}/create", post.uri), "Create"),
        (format!("{}/update/1", post.uri), "Update"),
        (announce_path("acces", "a", &create), "Create"),
    ] {
        let answer = node.get(&path).await;
        assert_eq!(answer.status, StatusCode::GONE, "{path}");
        let stub = answer.json();
        assert_eq!(
            (&stub["type"], &stub["formerType"]),
            (&json!("Tombstone"), &json!(former))
        );
        assert!(!answer.text().contains("secret"));
    }
    let delete = format!("{}/delete", post.uri);
    let answer = node.get(&delete).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(Some(answer.bytes), node.record(&delete).await.raw);
}

#[tokio::test]
async fn a_person_who_left_is_gone_with_all_texts() {
    let node = Node::new().await;
    let (ana, forum) = (node.person("ana").await, node.forum("acces", false).await);
    let post = node.open(&ana, &forum, "Un secret").await;
    let mut tx = node.core.begin().await.expect("a write");
    threads::delete_account(&mut tx, &ana)
        .await
        .expect("deleted");
    tx.commit().await.expect("kept");
    let gone = people::by_uri(&node.core, &ana.uri)
        .await
        .expect("a read")
        .expect("ana");
    assert_eq!(gone.state, "gone");
    let answer = node.get(&ana.uri).await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert_eq!(answer.json()["formerType"], "Person");
    assert_eq!(node.get(&post.uri).await.status, StatusCode::GONE);
    let wanted = "/.well-known/webfinger?resource=acct:ana@quebec.test";
    assert_eq!(node.get(wanted).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_person_who_waits_to_be_let_in_is_nowhere() {
    let node = Node::new().await;
    let forum = node.forum("acces", false).await;
    let new = NewAccount {
        name: "ana".to_owned(),
        display: "Ana".to_owned(),
        email: "ana@quebec.test".to_owned(),
        password: String::new(),
        lang: "fr".to_owned(),
        admin: false,
        confirmed: true,
        approved: false,
    };
    let mut tx = node.core.begin().await.expect("a write");
    let ana = access::create(&mut tx, &new, &keys())
        .await
        .expect("an account");
    tx.commit().await.expect("kept");
    let post = node.open(&ana, &forum, "Un secret").await;
    nowhere(&node, &post.uri).await;
    for path in [
        "/ap/u/ana",
        "/ap/u/ana/outbox",
        "/ap/u/ana/followers",
        "/.well-known/webfinger?resource=acct:ana@quebec.test",
    ] {
        assert_eq!(node.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_closed_node_tells_strangers_only_who_it_is() {
    let node = Node::with(Mode::Allowlist).await;
    let (ana, forum) = (node.person("ana").await, node.forum("acces", false).await);
    let post = node.open(&ana, &forum, "Un secret").await;
    for path in [
        "/ap/actor",
        "/.well-known/webfinger?resource=acct:ana@quebec.test",
        "/.well-known/nodeinfo",
        "/nodeinfo/2.0",
        "/nodeinfo/2.1",
        "/.well-known/host-meta",
    ] {
        assert_eq!(node.get(path).await.status, StatusCode::OK, "{path}");
    }
    let create = format!("{}/create", post.uri);
    let history = format!("/ap/t/{}/history", post.id);
    for path in [
        "/ap/u/ana",
        "/ap/f/acces",
        "/ap/f/acces/outbox",
        &post.uri,
        &create,
        &history,
    ] {
        let answer = node.get(path).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(!answer.text().contains("secret"), "{path}");
    }
}
