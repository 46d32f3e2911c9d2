//! What members hear of from people of other nodes (`docs/spec/notifications.md`).

use reqwest::Method;
use serde_json::Value;

use crate::harness::app::App;
use crate::harness::spec;

const ONE: &str = "/api/v1/notifications";
const TWO: &str = "/api/v2/notifications";

fn kinds(list: &Value) -> Vec<&str> {
    let list = list.as_array().expect("a list");
    list.iter()
        .map(|one| one["type"].as_str().expect("a type"))
        .collect()
}

spec! {
    // notifications.1, notifications.2, notifications.3, notifications.7, notifications.9
    async fn a_member_hears_of_what_people_of_another_chapter_do(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        quebec.forum("acces").await;
        let (ana, awa) = (quebec.member("ana").await, senegal.member("awa").await);
        let scopes = "read write follow";
        let ana = App::by(&ana, scopes).await;
        let awa = App::by(&awa, scopes).await;
        let search = "/api/v1/accounts/search";
        let wanted = [("q", "acces@quebec.test"), ("resolve", "true")];
        let salon = awa.calls(Method::GET, search, &[], &wanted).await.value[0]["id"].clone();
        let wanted = [("q", "ana@quebec.test"), ("resolve", "true")];
        let person = awa.calls(Method::GET, search, &[], &wanted).await.value[0]["id"].clone();
        let heed = [("notify", "true")];
        let follow = "/api/v1/accounts/{id}/follow";
        awa.calls(Method::POST, follow, &[salon.as_str().expect("an id")], &heed).await;
        awa.does(follow, &person).await;
        world.settle().await;
        let opened = ana.says(&[("status", "@acces Un IXP à Ziguinchor ?\n\nQuel modèle ?")]).await;
        world.settle().await;

        let there = awa.reads(ONE).await.value;
        assert_eq!(kinds(&there), ["status"]);
        assert_eq!(there[0]["account"]["id"], salon);
        let thread = &there[0]["status"];
        assert_eq!(thread["uri"], opened["uri"]);
        awa.does("/api/v1/statuses/{id}/favourite", &thread["id"]).await;
        let id = thread["id"].as_str().expect("an id");
        awa.says(&[("status", "Celui de Dakar."), ("in_reply_to_id", id)]).await;
        world.settle().await;
        let here = ana.reads(ONE).await.value;
        let mut heard = kinds(&here);
        heard.sort_unstable();
        assert_eq!(heard, ["favourite", "follow", "mention"]);
        let one = ana.of("/api/v1/notifications/{id}", &here[0]["id"]).await;
        assert_eq!(one["account"]["acct"], "awa@senegal.test");
        let together = ana.reads(TWO).await.value;
        let groups = together["notification_groups"].as_array().expect("groups");
        assert_eq!(groups.len(), 3);
        for group in groups {
            let key = &group["group_key"];
            let told = ana.of("/api/v2/notifications/{group_key}", key).await;
            assert_eq!(&told["notification_groups"][0], group);
            let who = ana.of("/api/v2/notifications/{group_key}/accounts", key).await;
            assert_eq!(who[0]["acct"], "awa@senegal.test");
        }
        for count in ["/api/v1/notifications/unread_count", "/api/v2/notifications/unread_count"] {
            assert_eq!(ana.reads(count).await.value["count"], 3);
        }
        let read = [("notifications[last_read_id]", here[0]["id"].as_str().expect("an id"))];
        let set = ana.calls(Method::POST, "/api/v1/markers", &[], &read).await.value;
        let asked = [("timeline[]", "notifications")];
        assert_eq!(ana.calls(Method::GET, "/api/v1/markers", &[], &asked).await.value, set);
        assert_eq!(ana.reads("/api/v1/notifications/unread_count").await.value["count"], 0);

        awa.does("/api/v1/statuses/{id}/unfavourite", &thread["id"]).await;
        awa.does("/api/v1/accounts/{id}/unfollow", &person).await;
        world.settle().await;
        assert_eq!(kinds(&ana.reads(ONE).await.value), ["mention"]);
        ana.does("/api/v1/notifications/{id}/dismiss", &ana.reads(ONE).await.value[0]["id"]).await;
        assert_eq!(ana.reads(ONE).await.value, serde_json::json!([]));
    }
}
