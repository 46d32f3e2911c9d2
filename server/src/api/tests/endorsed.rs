//! Whom members endorse and know, as clients ask.

use serde_json::json;

use super::*;

// discovery.1, discovery.3
#[tokio::test]
async fn who_is_endorsed_stands_in_both_lists_and_in_relationships() {
    let node = Node::new().await;
    let (mut ana, mut bob) = Member::two(&node).await;
    let id = |account: Value| account["id"].as_str().expect("an id").to_owned();
    let own = id(ana.reads("/api/v1/accounts/lookup?acct=ana").await);
    let other = id(ana.reads("/api/v1/accounts/lookup?acct=bob").await);
    let salon = id(ana.reads("/api/v1/accounts/lookup?acct=acces").await);
    let path = |id: &str, what: &str| format!("/api/v1/accounts/{id}/{what}");
    let refused = ana.browser.post(&path(&other, "endorse"), &[]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    for followed in [&other, &salon] {
        ana.posts(&path(followed, "follow"), &[]).await;
    }
    bob.posts(&path(&salon, "follow"), &[]).await;
    let relation = ana.posts(&path(&other, "endorse"), &[]).await;
    assert_eq!(relation["endorsed"], true);
    ana.posts(&path(&salon, "pin"), &[]).await;
    let all = [salon.as_str(), &other];
    assert_eq!(ids(&ana.reads("/api/v1/endorsements").await), all);
    let shown = client(&node).get(&path(&own, "endorsements")).await;
    assert_eq!(ids(&read(&shown)), all);
    let one = ana.browser.get("/api/v1/endorsements?limit=1").await;
    assert_eq!(ids(&read(&one)), [salon.as_str()]);
    assert!(
        one.header("link").contains("max_id="),
        "the way to the other one"
    );
    ana.posts(&path(&salon, "unpin"), &[]).await;
    let query = format!("/api/v1/accounts/relationships?id[]={other}&id[]={salon}");
    let relations = ana.reads(&query).await;
    let endorsed = [&relations[0]["endorsed"], &relations[1]["endorsed"]];
    assert_eq!(endorsed, [&json!(true), &json!(false)]);
    ana.posts(&path(&other, "unendorse"), &[]).await;
    assert_eq!(ana.reads("/api/v1/endorsements").await, json!([]));

    let query = format!("/api/v1/accounts/familiar_followers?id[]={own}&id[]={salon}");
    let known = ana.reads(&query).await;
    assert_eq!(
        (&known[0]["id"], &known[0]["accounts"]),
        (&json!(own), &json!([]))
    );
    assert_eq!(known[1]["id"], json!(salon));
    assert_eq!(ids(&known[1]["accounts"]), [other.as_str()]);
}
