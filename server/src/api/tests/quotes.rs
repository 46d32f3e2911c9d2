//! Quotes as clients see and take them.

use axum::body::Body;
use serde_json::json;

use super::*;
use crate::streaming::tests::told_of;

async fn node() -> Node {
    let node = Node::new().await;
    for name in ["ana", "bob", "cleo"] {
        node.account(name).await;
    }
    node.salon("acces", None).await;
    node
}

async fn quotes(member: &mut Member<'_>, words: &str, quoted: &Value) -> Value {
    let id = quoted["id"].as_str().expect("an id");
    let fields = [("status", words), ("quoted_status_id", id)];
    member.posts("/api/v1/statuses", &fields).await
}

/// Sends something as a member, in JSON.
async fn sends(node: &Node, name: &str, (method, path): (&str, &str), said: Value) -> Page {
    let token = token_of(node, name, "read write follow").await;
    let mut client = bearer(node, &token).asking("content-type", "application/json");
    client
        .send(method, path, Body::from(said.to_string()))
        .await
}

fn at(status: &Value, more: &str) -> String {
    let id = status["id"].as_str().expect("an id");
    format!("/api/v1/statuses/{id}{more}")
}

// quotes.4, quotes.5, quotes.6, quotes.7, quotes.8
#[tokio::test]
async fn a_status_is_quoted_and_its_quote_taken_back() {
    let node = node().await;
    let mut ana = Member::of(&node, "ana").await;
    let mut bob = Member::of(&node, "bob").await;
    let mut cleo = Member::of(&node, "cleo").await;
    let first = ana.says("Un mot").await;
    let second = quotes(&mut bob, "Voyez", &first).await;
    assert_eq!(second["quote"]["state"], "accepted");
    assert_eq!(second["quote"]["quoted_status"]["id"], first["id"]);
    let third = quotes(&mut cleo, "Voyez donc", &second).await;
    let within = &third["quote"]["quoted_status"]["quote"];
    assert_eq!(
        *within,
        json!({ "state": "accepted", "quoted_status_id": first["id"] })
    );
    let told = cleo.reads(&at(&first, "")).await;
    assert_eq!(told["quotes_count"], 1);
    assert_eq!(
        told["quote_approval"],
        json!({ "automatic": ["public"], "manual": [], "current_user": "automatic" })
    );
    let list = cleo.reads(&at(&first, "/quotes")).await;
    assert_eq!(
        (list.as_array().map(Vec::len), &list[0]["id"]),
        (Some(1), &second["id"])
    );
    let history = cleo.reads(&at(&second, "/history")).await;
    assert_eq!(history[0]["quote"]["quoted_status"]["id"], first["id"]);
    let revoke = |one: &Value, other: &Value| {
        let other = other["id"].as_str().expect("an id");
        at(one, &format!("/quotes/{other}/revoke"))
    };
    let page = cleo.browser.post(&revoke(&first, &second), &[]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.text);
    let page = ana.browser.post(&revoke(&first, &third), &[]).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "{}", page.text);
    let told = ana.posts(&revoke(&first, &second), &[]).await;
    assert_eq!(
        told["quote"],
        json!({ "state": "revoked", "quoted_status": null })
    );
    let told = cleo.reads(&at(&third, "")).await;
    assert_eq!(
        told["quote"]["quoted_status"]["quote"],
        json!({ "state": "revoked", "quoted_status_id": null })
    );
    assert_eq!(ana.reads(&at(&first, "/quotes")).await, json!([]));

    let again = quotes(&mut bob, "Encore", &first).await;
    let cleo_id = id_of(&cleo.reads("/api/v1/accounts/verify_credentials").await);
    ana.posts(&format!("/api/v1/accounts/{cleo_id}/block"), &[])
        .await;
    let told = cleo.reads(&at(&again, "")).await;
    let hidden = json!({ "state": "unauthorized", "quoted_status": null });
    assert_eq!(told["quote"], hidden);
    assert!(!told.to_string().contains("Un mot"), "{told}");
    let told = bob.reads(&at(&again, "")).await;
    assert_eq!(told["quote"]["quoted_status"]["id"], first["id"]);
}

// quotes.1, quotes.2, quotes.4, quotes.9, quotes.26
#[tokio::test]
async fn what_cannot_be_quoted_is_refused_in_words() {
    let node = node().await;
    let mut ana = Member::of(&node, "ana").await;
    let mut bob = Member::of(&node, "bob").await;
    let chosen = json!({ "source": { "quote_policy": "nobody" } });
    let path = ("PATCH", "/api/v1/accounts/update_credentials");
    let page = sends(&node, "ana", path, chosen).await;
    assert_eq!(
        read(&page)["source"]["quote_policy"],
        "nobody",
        "{}",
        page.text
    );
    let said = ana.reads("/api/v1/preferences").await;
    assert_eq!(said["posting:default:quote_policy"], "nobody");
    let closed = ana.says("Un mot").await;
    let id = closed["id"].as_str().expect("an id");
    let fields = [("status", "Voyez"), ("quoted_status_id", id)];
    let page = bob.browser.post("/api/v1/statuses", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let error = read(&page)["error"].to_string();
    assert!(error.contains("ne peut pas être citée"), "{error}");
    let choose = at(&closed, "/interaction_policy");
    let policy = json!({ "quote_approval_policy": "tout le monde" });
    let page = sends(&node, "ana", ("PUT", &choose), policy).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let policy = json!({ "quote_approval_policy": "public" });
    let page = sends(&node, "ana", ("PUT", &choose), policy).await;
    assert_eq!(
        read(&page)["quote_approval"]["automatic"],
        json!(["public"])
    );
    let made = quotes(&mut bob, "Voyez", &closed).await;
    let other = ana.says("Un autre").await;
    let edit = at(&made, "");
    let said = json!({ "status": "Voyez", "quoted_status_id": other["id"] });
    let page = sends(&node, "bob", ("PUT", &edit), said).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = json!({ "status": "Voyez encore", "quoted_status_id": id });
    let page = sends(&node, "bob", ("PUT", &edit), said).await;
    assert_eq!(read(&page)["quote"]["state"], "accepted", "{}", page.text);
    let fields = [("status", "Voyez"), ("quoted_status_id", "12")];
    let page = bob.browser.post("/api/v1/statuses", &fields).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

// quotes.27
#[tokio::test]
async fn a_stream_tells_a_quote_to_each_as_they_may_see_it() {
    let node = node().await;
    let mut ana = Member::of(&node, "ana").await;
    let mut bob = Member::of(&node, "bob").await;
    let mut cleo = Member::of(&node, "cleo").await;
    let first = ana.says("Un mot").await;
    let cleo_id = id_of(&cleo.reads("/api/v1/accounts/verify_credentials").await);
    ana.posts(&format!("/api/v1/accounts/{cleo_id}/block"), &[])
        .await;
    let mut tokens = Vec::new();
    for name in ["ana", "cleo"] {
        tokens.push(token_of(&node, name, "read").await);
    }
    let told = told_of(&node, &tokens, &["voyez"], async {
        quotes(&mut bob, "Voyez #voyez", &first).await;
    });
    let told = Box::pin(told).await;
    let hears = |at: usize, words: &str| {
        let mut payloads = told[at].iter();
        payloads.any(|payload| payload.contains(words))
    };
    assert!(hears(0, "Voyez") && hears(0, "Un mot"), "{told:?}");
    assert!(hears(1, "Voyez") && !hears(1, "Un mot"), "{told:?}");
}

// quotes.24, quotes.25
#[tokio::test]
async fn a_page_shows_what_is_quoted_as_long_as_it_may() {
    let node = node().await;
    let mut ana = Member::of(&node, "ana").await;
    let mut bob = Member::of(&node, "bob").await;
    let root = ana.says("@acces Un salon\n\nMotcité").await;
    let cited = ana.says("Motcité ailleurs").await;
    let id = root["id"].as_str().expect("an id");
    let fields = [
        ("status", "Voyez"),
        ("in_reply_to_id", id),
        ("quoted_status_id", cited["id"].as_str().expect("an id")),
    ];
    bob.posts("/api/v1/statuses", &fields).await;
    let thread = root["thread"]["url"].as_str().expect("a page");
    let thread = thread.split_once("/f/").expect("a number").1;
    let path = format!("/f/{thread}");
    let page = client(&node).get(&path).await;
    assert!(
        page.says("<blockquote>") && page.says("Motcité ailleurs"),
        "{}",
        page.text
    );
    assert!(
        !page.says("quote-inline") && !page.says("RE: "),
        "{}",
        page.text
    );
    ana.browser
        .send("DELETE", &at(&cited, ""), Body::empty())
        .await;
    let page = client(&node).get(&path).await;
    assert!(!page.says("Motcité ailleurs"), "{}", page.text);
    assert!(page.says("pas lire ici"), "{}", page.text);
}
