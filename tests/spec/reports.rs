//! What members report from their clients (`docs/spec/moderation.md`).

use palabre_core::moderation::{self, COMMENT};
use reqwest::Method;
use serde_json::json;

use crate::harness::app::{client, text};
use crate::harness::{Node, spec};

const REPORTS: &str = "/api/v1/reports";

/// What moderators of a node read: who reports, and what it is about.
async fn kept(node: &Node) -> Vec<(String, Vec<String>, String)> {
    let all = moderation::reports(&node.core(), None, 10).await;
    let all = all.expect("reports").into_iter();
    let told = |one: moderation::Report| {
        let objects = one.objects.lines().map(str::to_owned).collect();
        (one.actor, objects, one.reason)
    };
    all.map(told).collect()
}

spec! {
    // moderation.17, moderation.18
    async fn a_report_reaches_the_salon_and_where_asked_the_author_without_a_name(world) {
        let [quebec, senegal, benin] = world.nodes(["quebec.test", "senegal.test", "benin.test"]).await;
        quebec.forum("acces").await;
        let (awa, bio) = (client(&senegal, "awa").await, client(&benin, "bio").await);
        for one in [&awa, &bio] {
            one.follows("acces@quebec.test").await;
        }
        world.settle().await;
        let advert = bio.says(&[("status", "@acces@quebec.test Antennes à vendre\n\nPas cher.")]).await;
        world.settle().await;
        let seen = awa.reads("/api/v1/timelines/home").await.value[0]["reblog"].clone();
        assert_eq!(seen["uri"], advert["uri"]);
        let author = text(&seen["account"]["id"]);

        let about = [
            ("account_id", author),
            ("status_ids[]", text(&seen["id"])),
            ("comment", "Une publicité"),
            ("category", "spam"),
        ];
        let told = awa.calls(Method::POST, REPORTS, &[], &about).await;
        assert_eq!(told.status, 200, "{}", told.value);
        assert_eq!(told.value["status_ids"], json!([seen["id"]]));
        assert_eq!(told.value["target_account"]["acct"], "bio@benin.test");
        assert_eq!((&told.value["category"], &told.value["comment"]), (&json!("spam"), &json!("Une publicité")));
        assert_eq!(told.value["action_taken"], false);
        world.settle().await;
        let (by_member, by_node) = ("http://senegal.test/ap/u/awa", "http://senegal.test/ap/actor");
        let objects = vec![text(&seen["account"]["uri"]).to_owned(), text(&seen["uri"]).to_owned()];
        let said = |by: &str, objects: &[String]| (by.to_owned(), objects.to_vec(), "Une publicité".to_owned());
        assert_eq!(kept(&senegal).await, [said(by_member, &objects)]);
        let [(by, about_here, words)] = <[_; 1]>::try_from(kept(&quebec).await).expect("one report");
        assert_eq!((by.as_str(), words.as_str()), (by_node, "Une publicité"));
        assert!(about_here.contains(&objects[1]), "{about_here:?}");
        assert_eq!(kept(&benin).await, []);

        let again = [&about[..], &[("forward", "true")]].concat();
        let told = awa.calls(Method::POST, REPORTS, &[], &again).await.value;
        assert_eq!(told["forwarded"], true);
        world.settle().await;
        assert_eq!(kept(&benin).await, [said(by_node, &objects)]);
        assert_eq!(kept(&quebec).await.len(), 2);
    }
}

spec! {
    // moderation.17
    async fn what_cannot_be_reported_is_refused_in_words(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (ana, awa, ben) = (
            client(&quebec, "ana").await,
            client(&quebec, "awa").await,
            client(&quebec, "ben").await,
        );
        let said = ana.says(&[("status", "Bonjour")]).await;
        let secret = ana.says(&[("status", "@ben Entre nous"), ("visibility", "direct")]).await;
        let author = text(&said["account"]["id"]);
        let other = awa.finds("ben").await;
        let long = "é".repeat(COMMENT + 1);
        let wrong = [
            (422, vec![("account_id", author), ("comment", &long)]),
            (422, vec![("account_id", author), ("category", "rude")]),
            (422, vec![("account_id", author), ("rule_ids[]", "oui")]),
            (404, vec![("account_id", author), ("rule_ids[]", "1")]),
            (404, vec![("account_id", "9")]),
            (404, vec![]),
            (404, vec![("account_id", text(&other)), ("status_ids[]", text(&said["id"]))]),
            (404, vec![("account_id", author), ("status_ids[]", text(&secret["id"]))]),
        ];
        for (status, fields) in wrong {
            let told = awa.calls(Method::POST, REPORTS, &[], &fields).await;
            assert_eq!(told.status, status, "{fields:?}");
            assert!(told.value["error"].is_string(), "{}", told.value);
        }
        assert_eq!(kept(&quebec).await, []);
        // Who may read it may report it, and somebody may be reported by themselves.
        let fields = [("account_id", author), ("status_ids[]", text(&secret["id"]))];
        assert_eq!(ben.calls(Method::POST, REPORTS, &[], &fields).await.status, 200);
        let longest = "é".repeat(COMMENT);
        let alone = [("account_id", author), ("comment", &longest)];
        assert_eq!(awa.calls(Method::POST, REPORTS, &[], &alone).await.status, 200);
        let kept = kept(&quebec).await;
        let person = "http://quebec.test/ap/u/ana".to_owned();
        assert_eq!(kept[0].1, [person]);
        assert_eq!((kept.len(), kept[0].2.chars().count()), (2, COMMENT));
    }
}
