//! Lists as clients keep them.

use axum::body::Body;
use serde_json::json;

use super::*;

const LISTS: &str = "/api/v1/lists";

/// A list of ana's with nobody on it, and bob and cleo, whom she follows, and dan.
async fn begun(node: &Node) -> (Member<'_>, String, Vec<String>) {
    let mut people = Vec::new();
    for name in ["ana", "bob", "cleo", "dan"] {
        people.push(node.account(name).await.id.to_string());
    }
    let mut ana = Member::of(node, "ana").await;
    for id in &people[1..3] {
        let follow = format!("/api/v1/accounts/{id}/follow");
        ana.posts(&follow, &[]).await;
    }
    let list = ana.posts(LISTS, &[("title", "Amis")]).await;
    let expected = json!({
        "id": list["id"], "title": "Amis", "replies_policy": "list", "exclusive": false,
    });
    assert_eq!(list, expected);
    let path = format!("{LISTS}/{}", id_of(&list));
    assert_eq!(ana.reads(&path).await, expected);
    (ana, path, people)
}

fn accounts_of(ids: &[String]) -> Vec<(&str, &str)> {
    let ids = ids.iter().map(String::as_str);
    ids.map(|id| ("account_ids[]", id)).collect()
}

async fn refused(ana: &mut Member<'_>, path: &str, fields: &[(&str, &str)], status: u16) -> String {
    let page = ana.browser.post(path, fields).await;
    assert_eq!(page.status.as_u16(), status, "{path}: {}", page.text);
    read(&page)["error"].as_str().expect("words").to_owned()
}

// lists.1, lists.2, lists.3
#[tokio::test]
async fn who_is_on_a_list_is_paged_by_places_of_the_list() {
    let node = Node::new().await;
    let (mut ana, path, people) = begun(&node).await;
    let words = refused(&mut ana, LISTS, &[], 422).await;
    assert_eq!(words, "Donnez un titre à la liste.");
    let fields = [("title", "Amis"), ("replies_policy", "all")];
    refused(&mut ana, LISTS, &fields, 422).await;
    let accounts = format!("{path}/accounts");
    for wrong in [&accounts_of(&people)[..], &[("account_ids[]", "x")]] {
        let words = refused(&mut ana, &accounts, wrong, 404).await;
        assert_eq!(words, "Record not found");
    }
    let nobody = ana.reads(&accounts).await;
    assert_eq!(nobody, json!([]), "since not all could be");
    ana.posts(&accounts, &accounts_of(&people[..3])).await;
    let all = [people[2].as_str(), &people[1], &people[0]];
    let whole = ana.reads(&format!("{accounts}?limit=0")).await;
    assert_eq!(ids(&whole), all);
    let page = ana.browser.get(&format!("{accounts}?limit=2")).await;
    assert_eq!(ids(&read(&page)), all[..2]);
    let link = page.header("link");
    let next = link.split(['<', '>']).nth(1).expect("an address");
    let next = next.strip_prefix(node.app.core.base().origin());
    let next = next.expect("our address").to_owned();
    assert_eq!(ids(&ana.reads(&next).await), all[2..]);
    let narrow = token_of(&node, "ana", "read:statuses").await;
    let narrow = bearer(&node, &narrow).get(&path).await;
    assert_eq!(narrow.status, StatusCode::FORBIDDEN);
}

// lists.7
#[tokio::test]
async fn who_is_taken_off_a_list_is_named_however_a_client_likes() {
    let node = Node::new().await;
    let (mut ana, path, people) = begun(&node).await;
    let accounts = format!("{path}/accounts");
    ana.posts(&accounts, &accounts_of(&people[..3])).await;
    let token = token(&node, "read write").await;
    let form = "application/x-www-form-urlencoded";
    let json = json!({ "account_ids": [people[0]] }).to_string();
    for (left, kind, query, body) in [
        (2, "application/json", String::new(), json),
        (
            1,
            form,
            String::new(),
            format!("account_ids[]={}", people[1]),
        ),
        (
            0,
            "text/plain",
            format!("?account_ids[]={}", people[2]),
            String::new(),
        ),
    ] {
        let mut browser = bearer(&node, &token).asking("content-type", kind);
        let path = format!("{accounts}{query}");
        let page = browser.send("DELETE", &path, Body::from(body)).await;
        assert_eq!(page.status, StatusCode::OK, "{kind}: {}", page.text);
        assert_eq!(ids(&ana.reads(&accounts).await).len(), left, "{kind}");
    }
}
