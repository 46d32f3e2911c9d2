//! What a client is told that its member hears of.

use serde_json::json;

use super::*;

const ONE: &str = "/api/v1/notifications";
const TWO: &str = "/api/v2/notifications";
const MARKERS: &str = "/api/v1/markers";

fn kinds(list: &Value) -> Vec<&str> {
    let list = list.as_array().expect("a list");
    list.iter()
        .map(|one| one["type"].as_str().expect("a type"))
        .collect()
}

fn path(of: &str, one: &Value, deed: &str) -> String {
    format!("{of}/{}{deed}", one.as_str().expect("an id"))
}

/// A thread of ana's that two others support, pass on and answer, and who follow her.
async fn village(node: &Node) -> (Member<'_>, Value) {
    let me = node.account("ana").await;
    node.salon("acces", None).await;
    let mut ana = Member::of(node, "ana").await;
    let own = ana.says("@acces Un fil\n\nTexte").await;
    let follow = format!("/api/v1/accounts/{}/follow", me.id);
    for name in ["bob", "cleo"] {
        node.account(name).await;
        let mut other = Member::of(node, name).await;
        for deed in ["/favourite", "/reblog"] {
            other
                .posts(&path("/api/v1/statuses", &own["id"], deed), &[])
                .await;
        }
        other.posts(&follow, &[]).await;
        other.answers(&own, "Une réponse").await;
    }
    (ana, own)
}

// notifications.1, notifications.6
#[tokio::test]
async fn what_a_member_hears_of_is_told_one_by_one() {
    let node = Node::new().await;
    let (mut ana, own) = village(&node).await;
    let all = ana.reads(ONE).await;
    let each = ["mention", "follow", "reblog", "favourite"];
    assert_eq!(kinds(&all), [each, each].concat());
    assert_eq!(all[3]["status"]["id"], own["id"]);
    assert_eq!(all[3]["account"]["acct"], "cleo");
    assert_eq!(all[1].get("status"), None);
    let one = ana.reads(&path(ONE, &all[3]["id"], "")).await;
    assert_eq!(one, all[3]);
    let some = ana
        .reads(&format!("{ONE}?types[]=follow&types[]=unheard_of"))
        .await;
    assert_eq!(kinds(&some), ["follow", "follow"]);
    let some = ana
        .reads(&format!(
            "{ONE}?exclude_types[]=follow&exclude_types[]=mention"
        ))
        .await;
    assert_eq!(some.as_array().map(Vec::len), Some(4));
    let by = all[0]["account"]["id"].as_str().expect("an id");
    let some = ana.reads(&format!("{ONE}?account_id={by}")).await;
    assert_eq!(kinds(&some), each);
    let page = ana.browser.get(&format!("{ONE}?limit=3")).await;
    assert!(page.header("link").contains("max_id="), "the next page");
}

// notifications.7
#[tokio::test]
async fn what_belongs_together_is_told_together() {
    let node = Node::new().await;
    let (mut ana, own) = village(&node).await;
    let all = ana.reads(ONE).await;
    let told = ana.reads(TWO).await;
    let groups = &told["notification_groups"];
    let five = ["mention", "follow", "reblog", "favourite", "mention"];
    assert_eq!(kinds(groups), five);
    let group = &groups[3];
    assert_eq!(group["notifications_count"], 2);
    assert_eq!(group["status_id"], own["id"]);
    assert_eq!(
        group["most_recent_notification_id"].to_string(),
        all[3]["id"].as_str().expect("an id")
    );
    assert_eq!(group["page_min_id"], all[7]["id"]);
    let sample = group["sample_account_ids"].as_array().expect("a list");
    assert_eq!(sample.len(), 2);
    assert_eq!(told["accounts"].as_array().map(Vec::len), Some(2));
    assert_eq!(told["statuses"].as_array().map(Vec::len), Some(3));
    let key = &group["group_key"];
    assert_eq!(&all[3]["group_key"], key);
    let again = ana.reads(&path(TWO, key, "")).await;
    assert_eq!(&again["notification_groups"][0], group);
    let who = ana.reads(&path(TWO, key, "/accounts")).await;
    assert_eq!(
        (&who[0]["acct"], &who[1]["acct"]),
        (&json!("cleo"), &json!("bob"))
    );
    let few = ana
        .reads(&format!(
            "{TWO}?expand_accounts=partial_avatars&types[]=favourite"
        ))
        .await;
    assert_eq!(few["accounts"][0]["acct"], "cleo");
    assert_eq!(few["partial_accounts"][0]["acct"], "bob");
    let apart = ana.reads(&format!("{TWO}?grouped_types[]=follow")).await;
    assert_eq!(
        apart["notification_groups"].as_array().map(Vec::len),
        Some(7)
    );
    let alone = &apart["notification_groups"][2]["group_key"];
    let told = ana.reads(&path(TWO, alone, "")).await;
    assert_eq!(&told["notification_groups"][0]["group_key"], alone);
}

// notifications.6, notifications.9
#[tokio::test]
async fn what_a_member_has_done_with_or_read_is_counted_no_more() {
    let node = Node::new().await;
    let (mut ana, mut bob) = Member::two(&node).await;
    let own = ana.says("@acces Un fil\n\nTexte").await;
    for number in 0..3 {
        bob.answers(&own, &format!("Réponse {number}")).await;
    }
    let count = |version: &str| format!("/api/{version}/notifications/unread_count");
    assert_eq!(ana.reads(&count("v1")).await["count"], 3);
    assert_eq!(ana.reads(&count("v2")).await["count"], 3);
    let all = ana.reads(ONE).await;
    let read = all[1]["id"].as_str().expect("an id");
    let fields = [
        ("notifications[last_read_id]", read),
        ("home[last_read_id]", "12"),
    ];
    let set = ana.posts(MARKERS, &fields).await;
    assert_eq!(set["notifications"]["last_read_id"], read);
    assert_eq!(set["notifications"]["version"], 1);
    assert_eq!(ana.reads(&count("v1")).await["count"], 1);
    let both = ana
        .reads(&format!(
            "{MARKERS}?timeline[]=home&timeline[]=notifications"
        ))
        .await;
    assert_eq!(both, set);
    let fields = [("home[last_read_id]", "13"), ("home[version]", "0")];
    let stale = ana.browser.post(MARKERS, &fields).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let wrong = ana
        .browser
        .post(MARKERS, &[("home[last_read_id]", "x")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        bob.reads(&format!("{MARKERS}?timeline[]=home")).await,
        json!({})
    );

    let dismiss = path(ONE, &all[0]["id"], "/dismiss");
    bob.posts(&dismiss, &[]).await;
    assert_eq!(ids(&ana.reads(ONE).await), ids(&all), "another's stays");
    let other = bob.browser.get(&path(ONE, &all[0]["id"], "")).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    ana.posts(&dismiss, &[]).await;
    assert_eq!(ids(&ana.reads(ONE).await), ids(&all)[1..]);
    ana.posts(&path(TWO, &all[1]["group_key"], "/dismiss"), &[])
        .await;
    assert_eq!(ids(&ana.reads(ONE).await), ids(&all)[2..]);
    ana.posts(&format!("{ONE}/clear"), &[]).await;
    assert_eq!(ana.reads(ONE).await, json!([]));
    let gone = ana.browser.get(&path(TWO, &all[1]["group_key"], "")).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    for wrong in ["?account_id=x", "?max_id=x", "?limit=x"] {
        let page = ana.browser.get(&format!("{ONE}{wrong}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let token = token_of(&node, "bob", "read:statuses").await;
    let outside = bearer(&node, &token).get(ONE).await;
    assert_eq!(outside.status, StatusCode::FORBIDDEN);
    assert_eq!(
        client(&node).get(TWO).await.status,
        StatusCode::UNAUTHORIZED
    );
}
