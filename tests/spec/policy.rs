//! Of whom members want to hear only when they look, from clients of two nodes
//! (`docs/spec/notifications.md`).

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::app::{App, client, text};
use crate::harness::listener::Listener;
use crate::harness::spec;

const HEARD: &str = "/api/v1/notifications";
const POLICY: &str = "/api/v2/notifications/policy";
const REQUESTS: &str = "/api/v1/notifications/requests";

async fn says_to(client: &App, text: &str) -> Value {
    client
        .says(&[("status", text), ("visibility", "direct")])
        .await
}

async fn chooses(client: &App, fields: &[(&str, &str)]) -> Value {
    let told = client.calls(Method::PATCH, POLICY, &[], fields).await;
    assert_eq!(told.status, 200, "{}", told.value);
    told.value
}

fn number(list: &Value) -> usize {
    list.as_array().expect("a list").len()
}

spec! {
    // notifications.10, notifications.12, notifications.13
    async fn a_stranger_of_another_chapter_waits_until_the_member_looks(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let (ana, awa) = (client(&quebec, "ana").await, client(&senegal, "awa").await);
        let usual = awa.reads(POLICY).await.value;
        assert_eq!(usual["for_private_mentions"], "filter");
        assert_eq!(usual["for_not_following"], "accept");
        assert_eq!(usual["summary"], json!({
            "pending_requests_count": 0, "pending_notifications_count": 0,
        }));
        let query = format!("stream=user&access_token={}", awa.token());
        let mut told = Listener::open(senegal.address(), &query, &[]).await.expect("it opens");
        says_to(&ana, "@awa@senegal.test Bonjour").await;
        let last = says_to(&ana, "@awa@senegal.test Vous êtes là ?").await;
        world.settle().await;
        assert_eq!(awa.reads(HEARD).await.value, json!([]));
        assert_eq!(awa.reads("/api/v2/notifications").await.value["notification_groups"], json!([]));
        assert_eq!(awa.reads("/api/v1/notifications/unread_count").await.value["count"], 0);
        let waits = format!("{HEARD}?include_filtered=true");
        assert_eq!(number(&awa.reads(&waits).await.value), 2);
        let waiting = awa.reads(REQUESTS).await.value;
        assert_eq!(number(&waiting), 1);
        assert_eq!(waiting[0]["account"]["acct"], "ana@quebec.test");
        assert_eq!(waiting[0]["notifications_count"], "2");
        assert_eq!(waiting[0]["last_status"]["uri"], last["uri"]);
        assert_eq!(awa.reads(POLICY).await.value["summary"], json!({
            "pending_requests_count": 1, "pending_notifications_count": 2,
        }));
        let one = "/api/v1/notifications/requests/{id}";
        assert_eq!(awa.of(one, &waiting[0]["id"]).await, waiting[0]);
        let hers = format!("account_id={}", text(&waiting[0]["account"]["id"]));
        assert_eq!(number(&awa.reads(&format!("{HEARD}?{hers}")).await.value), 2, "read before she answers");
        let grouped = awa.reads(&format!("/api/v2/notifications?{hers}")).await.value;
        assert_eq!(number(&grouped["notification_groups"]), 2);

        awa.does("/api/v1/notifications/requests/{id}/accept", &waiting[0]["id"]).await;
        assert_eq!(awa.reads("/api/v1/notifications/requests/merged").await.value["merged"], true);
        let (event, payload) = told.hears(&json!(["user"])).await;
        assert_eq!((event.as_str(), payload), ("notifications_merged", json!(1)));
        assert_eq!(number(&awa.reads(HEARD).await.value), 2);
        assert_eq!(awa.reads(REQUESTS).await.value, json!([]));
        says_to(&ana, "@awa@senegal.test Merci").await;
        world.settle().await;
        assert_eq!(told.hears(&json!(["user"])).await.0, "notification");
        assert_eq!(number(&awa.reads(HEARD).await.value), 3);
    }
}

spec! {
    // notifications.10, notifications.11, notifications.13
    async fn a_member_chooses_of_whom_they_hear(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (ana, ben) = (client(&quebec, "ana").await, client(&quebec, "ben").await);
        let eve = client(&quebec, "eve").await;
        let harsh = [("for_not_following", "filter"), ("for_not_followers", "drop")];
        let told = chooses(&ana, &harsh).await;
        assert_eq!((&told["for_not_following"], &told["for_not_followers"]), (&json!("filter"), &json!("drop")));
        assert_eq!(told["for_private_mentions"], "filter", "what is not said stays");
        let put = ana.calls(Method::PUT, POLICY, &[], &[("for_not_followers", "accept")]);
        assert_eq!(put.await.value["for_not_followers"], "accept", "some clients write PUT");
        let wrong = ana.calls(Method::PATCH, POLICY, &[], &[("for_new_accounts", "oui")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.value["error"].as_str().is_some_and(|text| text.contains("for_new_accounts")));

        let mine = ana.says(&[("status", "Un mot")]).await;
        ben.does("/api/v1/statuses/{id}/favourite", &mine["id"]).await;
        eve.does("/api/v1/statuses/{id}/favourite", &mine["id"]).await;
        let waiting = ana.reads(REQUESTS).await.value;
        assert_eq!(number(&waiting), 2);
        assert_eq!(waiting[0]["account"]["acct"], "eve");
        assert!(waiting[0]["last_status"].is_null());
        let older = format!("{REQUESTS}?limit=1&max_id={}", waiting[0]["id"].as_str().expect("an id"));
        assert_eq!(ana.reads(&older).await.value, json!([waiting[1]]));
        let ids: Vec<&str> = [&waiting[0], &waiting[1]]
            .map(|one| one["id"].as_str().expect("an id"))
            .to_vec();
        let none = ana.calls(Method::POST, "/api/v1/notifications/requests/accept", &[], &[]).await;
        assert_eq!(none.status, 422);
        let one = "/api/v1/notifications/requests/{id}/accept";
        assert_eq!(ben.calls(Method::POST, one, &ids[..1], &[]).await.status, 404);
        let both = [("id[]", ids[0]), ("id[]", ids[1])];
        let gone = ana.calls(Method::POST, "/api/v1/notifications/requests/dismiss", &[], &both[..1]);
        assert_eq!(gone.await.status, 200);
        let heard = ana.calls(Method::POST, "/api/v1/notifications/requests/accept", &[], &both[1..]);
        assert_eq!(heard.await.status, 200);
        let list = ana.reads(HEARD).await.value;
        assert_eq!((number(&list), &list[0]["account"]["acct"]), (1, &json!("ben")));
        ana.does("/api/v1/accounts/{id}/follow", &waiting[0]["account"]["id"]).await;
        eve.does("/api/v1/statuses/{id}/reblog", &mine["id"]).await;
        assert_eq!(ana.reads(HEARD).await.value[0]["type"], "reblog", "whom she follows she hears of");
    }
}
