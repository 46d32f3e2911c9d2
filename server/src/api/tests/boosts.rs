//! Boosts: for whom they are, and their end.

use axum::body::Body;
use serde_json::json;

use super::outside::follows;
use super::*;
use crate::api::openapi::tables;

// client_api.30
#[tokio::test]
async fn a_boost_is_taken_back_by_its_own_id_by_whoever_made_it() {
    let home = Node::new().await;
    for name in ["ana", "bob"] {
        home.account(name).await;
    }
    let mut ana = Member::of(&home, "ana").await;
    let mut bob = Member::of(&home, "bob").await;
    let note = bob.says("Un mot").await;
    let status = format!("/api/v1/statuses/{}", id_of(&note));
    let boost = ana.posts(&format!("{status}/reblog"), &[]).await;
    let path = format!("/api/v1/statuses/{}", id_of(&boost));
    let theirs = bob.browser.send("DELETE", &path, Body::empty()).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
    assert_eq!(ana.reads(&status).await["reblogged"], true);
    let gone = ana.browser.send("DELETE", &path, Body::empty()).await;
    assert_eq!(
        (gone.status, &read(&gone)["id"]),
        (StatusCode::OK, &boost["id"])
    );
    let left = ana.reads(&status).await;
    assert_eq!(
        (&left["reblogged"], &left["reblogs_count"]),
        (&json!(false), &json!(0))
    );
    let again = ana.browser.send("DELETE", &path, Body::empty()).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}

/// Bob passes on for his followers what ana has written for everybody: Cleo follows him, Dana does not.
struct Passed<'n> {
    bob: Member<'n>,
    cleo: Member<'n>,
    dana: Member<'n>,
    bobs: String,
    said: Value,
    boost: Value,
}

async fn passed(node: &Node) -> Passed<'_> {
    let person = node.account("bob").await;
    for name in ["ana", "cleo", "dana"] {
        node.account(name).await;
    }
    let mut bob = Member::of(node, "bob").await;
    let mut cleo = Member::of(node, "cleo").await;
    follows(&mut cleo, person.id).await;
    let said = Member::of(node, "ana").await.says("Pour tous").await;
    let path = format!("/api/v1/statuses/{}/reblog", id_of(&said));
    let boost = bob.posts(&path, &[("visibility", "private")]).await;
    Passed {
        bob,
        cleo,
        dana: Member::of(node, "dana").await,
        bobs: format!("/api/v1/accounts/{}/statuses", person.id),
        said,
        boost,
    }
}

// client_api.30
#[tokio::test]
async fn a_boost_for_followers_is_in_the_lists_of_followers_alone() {
    let node = Node::new().await;
    let mut all = passed(&node).await;
    let id = id_of(&all.boost);
    assert_eq!(
        (&all.boost["visibility"], &all.boost["reblog"]["visibility"]),
        (&json!("private"), &json!("public"))
    );
    let by = format!("/api/v1/statuses/{}/reblogged_by", id_of(&all.said));
    for (reader, shown) in [
        (&mut all.cleo, true),
        (&mut all.bob, true),
        (&mut all.dana, false),
    ] {
        let home = reader.reads("/api/v1/timelines/home").await;
        assert_eq!(ids(&home).contains(&&*id), shown);
        let theirs = reader.reads(&all.bobs).await;
        assert_eq!(ids(&theirs).contains(&&*id), shown);
        assert!(!shown || theirs[0]["visibility"] == "private");
        assert_eq!(
            reader.reads(&by).await.as_array().map(Vec::len),
            Some(usize::from(shown))
        );
    }
    let guest = read(&client(&node).get(&all.bobs).await);
    assert_eq!(guest, json!([]));
    let again = format!("/api/v1/statuses/{}/reblog", id_of(&all.said));
    let again = all.bob.posts(&again, &[("visibility", "public")]).await;
    assert_eq!(again["visibility"], "private", "it stands as it was made");
}

// client_api.18, client_api.30
#[tokio::test]
async fn no_route_leads_a_stranger_by_a_boost_for_followers() {
    let node = Node::new().await;
    let mut all = passed(&node).await;
    let id = id_of(&all.boost);
    let one = format!("/api/v1/statuses/{id}");
    let areas = tables::all().into_iter();
    let operations = areas.flat_map(|area| area.operations);
    let paths = operations.filter(|one| one.path.starts_with("/api/v1/statuses/{id}"));
    let mut asked = 0;
    for operation in paths {
        let path = operation.path.replace("{id}", &id);
        let path = path.replace("{quoting_status_id}", &id_of(&all.said));
        let method = operation.method.to_uppercase();
        let path = format!("{path}?status=x&quote_approval_policy=public");
        let page = all.dana.browser.send(&method, &path, Body::empty()).await;
        assert_eq!(
            page.status,
            StatusCode::NOT_FOUND,
            "{method} {path}: {}",
            page.text
        );
        asked += 1;
    }
    assert!(asked > 20, "{asked}");
    let some = all.dana.reads(&format!("/api/v1/statuses?id[]={id}")).await;
    assert_eq!(some, json!([]));
    for named in ["in_reply_to_id", "quoted_status_id"] {
        let fields = [("status", "Oui"), (named, &*id)];
        let page = all.dana.browser.post("/api/v1/statuses", &fields).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{named}");
    }
    assert_eq!(client(&node).get(&one).await.status, StatusCode::NOT_FOUND);
    assert_eq!(all.cleo.reads(&one).await["reblog"]["id"], all.said["id"]);
}

// client_api.30
#[tokio::test]
async fn for_whom_a_boost_is_may_be_said_or_chosen_for_all() {
    let node = Node::new().await;
    let (mut ana, mut bob) = Member::two(&node).await;
    let post = ana.says("Pour tous").await;
    let status = format!("/api/v1/statuses/{}", id_of(&post));
    let path = format!("{status}/reblog");
    for wrong in ["direct", "zzz"] {
        let page = bob.browser.post(&path, &[("visibility", wrong)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(
            read(&page)["details"]["visibility"].is_array(),
            "{}",
            page.text
        );
    }
    assert_eq!(ana.reads(&status).await["reblogs_count"], 0);
    for (asked, told) in [("unlisted", "public"), ("private", "private")] {
        let boost = bob.posts(&path, &[("visibility", asked)]).await;
        assert_eq!(boost["visibility"], told);
        bob.posts(&path.replace("reblog", "unreblog"), &[]).await;
    }
    let chosen = "/api/v1/accounts/update_credentials?source[privacy]=private";
    let page = bob.browser.send("PATCH", chosen, Body::empty()).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert_eq!(bob.posts(&path, &[]).await["visibility"], "private");
}
