//! Reports, as administrators and moderators deal with them.

use reqwest::Method;
use serde_json::json;

use super::*;
use crate::harness::{Actor, spec};

const REPORTS: &str = "/api/v1/admin/reports";
const REPORT: &str = "/api/v1/admin/reports/{id}";

const KEYS: [&str; 14] = [
    "id",
    "action_taken",
    "action_taken_at",
    "category",
    "comment",
    "forwarded",
    "created_at",
    "updated_at",
    "account",
    "target_account",
    "assigned_account",
    "action_taken_by_account",
    "statuses",
    "rules",
];

/// A member reports a status of somebody's; answers the id of the report.
async fn reports(by: &App, status: &Value, words: &str) -> String {
    let fields = [
        ("account_id", text(&status["account"]["id"])),
        ("status_ids[]", text(&status["id"])),
        ("comment", words),
    ];
    let told = by
        .calls(Method::POST, "/api/v1/reports", &[], &fields)
        .await;
    assert_eq!(told.status, 200, "{}", told.value);
    text(&told.value["id"]).to_owned()
}

fn ids(told: &Told) -> Vec<&str> {
    assert_eq!(told.status, 200, "{}", told.value);
    list(&told.value)
        .iter()
        .map(|one| text(&one["id"]))
        .collect()
}

/// The page of reports, as somebody reads it who is signed in.
async fn page(node: &Node, name: &str) -> String {
    let mut browser = Browser::new(node.host(), node.address());
    let fields = [("name", name), ("password", Node::PASSWORD)];
    assert_eq!(browser.submit("/connexion", &fields).await.status, 303);
    browser.get("/moderation/signalements").await.text
}

spec! {
    // admin_api.14, bulletin.5
    async fn a_report_is_sorted_by_the_rules_of_the_node(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = admin(&quebec, "ana").await;
        let (bob, cleo) = (member(&quebec, "bob").await, member(&quebec, "cleo").await);
        let note = bob.says(&[("status", "Une grossièreté")]).await;
        let first = reports(&cleo, &note, "Malpoli").await;
        let rule = quebec.runs(&["rule", "add", "Rester courtois", "--json"]).await.json()["id"].clone();
        let about = [("rule_ids[]", rule.as_str().expect("an id"))];
        let told = ana.calls(Method::PUT, REPORT, &[&first], &about).await.value;
        assert_eq!((&told["category"], &told["rules"][0]["text"]), (&json!("violation"), &json!("Rester courtois")));
        let told = ana.calls(Method::PUT, REPORT, &[&first], &[("category", "spam")]).await.value;
        assert_eq!(told["rules"], json!([]));
    }
}

spec! {
    // admin_api.13, admin_api.14, admin_api.10
    async fn an_administrator_deals_with_a_report(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = admin(&quebec, "ana").await;
        let (bob, cleo) = (member(&quebec, "bob").await, member(&quebec, "cleo").await);
        quebec.forum("acces").await;
        let advert = bob.says(&[("status", "@acces Antennes à vendre\n\nPas cher.")]).await;
        let note = bob.says(&[("status", "Une réclame")]).await;
        let bobs = text(&advert["account"]["id"]).to_owned();
        let cleos = found(&ana, "cleo").await;
        let first = reports(&cleo, &advert, "Une publicité").await;
        let second = reports(&cleo, &note, "Encore une").await;

        let open = ana.reads(REPORTS).await;
        assert_eq!(ids(&open), [second.as_str(), first.as_str()]);
        let one = &open.value[1];
        assert_eq!(keys(one), KEYS.into_iter().collect());
        assert_eq!((&one["comment"], &one["category"]), (&json!("Une publicité"), &json!("other")));
        assert_eq!(one["account"]["username"], "cleo");
        assert_eq!(one["account"]["email"], "cleo@quebec.test");
        assert_eq!(one["target_account"], account(&ana, &bobs).await);
        assert_eq!(one["statuses"][0]["id"], advert["id"]);
        assert_eq!(one["statuses"][0]["content"], advert["content"]);
        assert_eq!((&one["action_taken"], &one["action_taken_at"]), (&json!(false), &json!(null)));
        assert_eq!((&one["assigned_account"], &one["rules"]), (&json!(null), &json!([])));
        assert_eq!(&does(&ana, Method::GET, REPORT, &first).await, one);
        for (query, wanted) in [
            (format!("account_id={cleos}"), vec![&second, &first]),
            (format!("account_id={bobs}"), vec![]),
            (format!("target_account_id={bobs}"), vec![&second, &first]),
            (format!("target_account_id={cleos}"), vec![]),
            ("resolved=true".to_owned(), vec![]),
            ("limit=1".to_owned(), vec![&second]),
            (format!("limit=1&max_id={second}"), vec![&first]),
            (format!("min_id={first}"), vec![&second]),
        ] {
            assert_eq!(ids(&ana.reads(&format!("{REPORTS}?{query}")).await), wanted, "{query}");
        }
        assert!(ana.reads(&format!("{REPORTS}?limit=1")).await.link.contains(&format!("max_id={second}")));
        assert_eq!(ana.reads(&format!("{REPORTS}?account_id=1")).await.status, 404);
        assert_eq!(ana.reads(&format!("{REPORTS}?account_id=x")).await.status, 422);

        world.clock().advance(1_000);
        let deed = |deed: &str| format!("{REPORT}/{deed}");
        let told = does(&ana, Method::POST, &deed("assign_to_self"), &first).await;
        assert_eq!(told["assigned_account"]["username"], "ana");
        assert_ne!(told["updated_at"], told["created_at"]);
        let told = does(&ana, Method::POST, &deed("unassign"), &first).await;
        assert_eq!(told["assigned_account"], json!(null));
        let sorted = ana.calls(Method::PUT, REPORT, &[&first], &[("category", "spam")]).await;
        assert_eq!((sorted.status, &sorted.value["category"]), (200, &json!("spam")));
        for (wrong, status) in [(("category", "rude"), 422), (("rule_ids[]", "oui"), 422), (("rule_ids[]", "1"), 404)] {
            assert_eq!(ana.calls(Method::PUT, REPORT, &[&first], &[wrong]).await.status, status);
        }
        assert!(page(&quebec, "ana").await.contains("Une publicité"));

        let told = does(&ana, Method::POST, &deed("resolve"), &first).await;
        assert_eq!((&told["action_taken"], &told["action_taken_by_account"]["username"]), (&json!(true), &json!("ana")));
        assert!(told["action_taken_at"].is_string());
        assert_eq!(ids(&ana.reads(REPORTS).await), [second.as_str()]);
        assert_eq!(ids(&ana.reads(&format!("{REPORTS}?resolved=true")).await), [first.as_str()]);
        does(&ana, Method::POST, &deed("resolve"), &first).await;
        let told = does(&ana, Method::POST, &deed("reopen"), &first).await;
        assert_eq!((&told["action_taken"], &told["action_taken_by_account"]), (&json!(false), &json!(null)));
        assert_eq!(ids(&ana.reads(REPORTS).await), [second.as_str(), first.as_str()]);

        let named = [("report_id", first.as_str())];
        assert_eq!(judges(&ana, &bobs, "none", &named).await.status, 200);
        assert_eq!(ids(&ana.reads(REPORTS).await), [second.as_str()]);
        assert_eq!(judges(&ana, &bobs, "none", &[("report_id", "99")]).await.status, 404);
        assert_eq!(judges(&ana, &bobs, "sensitive", &[]).await.status, 200);
        assert_eq!(ids(&ana.reads(REPORTS).await), [""; 0], "who was judged is reported no more");
        assert_eq!(list(&ana.reads(&format!("{REPORTS}?resolved=1")).await.value).len(), 2);
        assert_eq!(ana.calls(Method::GET, REPORT, &["99"], &[]).await.status, 404);
    }
}

spec! {
    // admin_api.13, admin_api.4
    async fn moderators_deal_with_the_reports_about_their_salons_alone(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = admin(&quebec, "ana").await;
        let (bob, cleo) = (member(&quebec, "bob").await, member(&quebec, "cleo").await);
        let (dan, eve) = (quebec.member("dan").await, quebec.member("eve").await);
        let acces = quebec.forum("acces").await.run_by(&dan).await;
        quebec.forum("reseaux").await.run_by(&eve).await;
        let (dans, eves) = (client(&dan).await, client(&eve).await);
        let here = bob.says(&[("status", "@acces Antennes à vendre\n\nPas cher.")]).await;
        let there = bob.says(&[("status", "@reseaux Câbles à vendre\n\nPas cher.")]).await;
        let bobs = text(&here["account"]["id"]);
        let both = [
            ("account_id", bobs),
            ("status_ids[]", text(&here["id"])),
            ("status_ids[]", text(&there["id"])),
        ];
        let told = cleo.calls(Method::POST, "/api/v1/reports", &[], &both).await;
        let both = text(&told.value["id"]).to_owned();
        let one = reports(&cleo, &there, "Une publicité").await;
        let alone = [("account_id", bobs), ("comment", "Partout")];
        let told = cleo.calls(Method::POST, "/api/v1/reports", &[], &alone).await;
        let person = text(&told.value["id"]).to_owned();

        assert_eq!(ids(&ana.reads(REPORTS).await), [person.as_str(), one.as_str(), both.as_str()]);
        assert_eq!(ids(&dans.reads(REPORTS).await), [both.as_str()]);
        assert_eq!(ids(&eves.reads(REPORTS).await), [one.as_str(), both.as_str()]);
        assert_eq!(ids(&eves.reads(&format!("{REPORTS}?limit=1")).await), [one.as_str()]);
        assert_eq!(ids(&eves.reads(&format!("{REPORTS}?limit=1&min_id={both}")).await), [one.as_str()]);
        let told = dans.reads(REPORTS).await.value;
        let statuses = list(&told[0]["statuses"]);
        assert_eq!(statuses.iter().map(|one| &one["id"]).collect::<Vec<_>>(), [&here["id"]]);
        for whom in ["account", "target_account"] {
            let shown = &told[0][whom];
            assert!(shown["username"].is_string(), "{shown}");
            assert_eq!((&shown["email"], &shown["locale"]), (&json!(null), &json!(null)), "{whom}");
        }
        for (pattern, method) in [
            (REPORT.to_owned(), Method::GET),
            (REPORT.to_owned(), Method::PUT),
            (format!("{REPORT}/assign_to_self"), Method::POST),
            (format!("{REPORT}/resolve"), Method::POST),
            (format!("{REPORT}/reopen"), Method::POST),
        ] {
            for id in [&one, &person] {
                let told = dans.calls(method.clone(), &pattern, &[id], &[]).await;
                assert_eq!(told.status, 404, "{pattern}: {}", told.value);
            }
        }
        for path in [OLD, "/api/v1/admin/domain_blocks"] {
            assert_eq!(dans.reads(path).await.status, 403, "{path}");
        }
        assert_eq!(judges(&dans, bobs, "none", &[("report_id", &both)]).await.status, 403);
        assert_eq!(bob.reads(REPORTS).await.status, 403);
        does(&dans, Method::POST, &format!("{REPORT}/resolve"), &both).await;
        assert_eq!(ids(&eves.reads(REPORTS).await), [one.as_str()]);
        assert!(page(&quebec, "eve").await.contains("dan"), "who closed it is shown");

        // Who moderates nothing any more has nothing to deal with.
        let core = quebec.core();
        let tx = core.begin().await.expect("a write begins");
        palabre_core::forums::remove_moderator(&tx, &acces.uri, &dan.uri()).await.expect("removed");
        tx.commit().await.expect("it is kept");
        assert_eq!(dans.reads(REPORTS).await.status, 403);
    }
}

/// A letter in which another node reports a contribution.
fn flag(by: &Actor, path: &str, objects: &[&str]) -> Value {
    let mut flag = by.activity("Flag", path, json!(objects));
    flag["content"] = json!("Une publicité");
    flag
}

spec! {
    // admin_api.13
    async fn a_report_of_another_node_says_whom_it_is_about(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = admin(&quebec, "ana").await;
        let bob = member(&quebec, "bob").await;
        let peer = world.peer("other.test").await;
        let other = peer.person("actor").await;
        let note = bob.says(&[("status", "Une réclame")]).await;
        other.tells(&quebec, &flag(&other, "/flags/1", &[text(&note["uri"])])).await;
        world.settle().await;
        let told = ana.reads(REPORTS).await.value;
        assert_eq!(told[0]["target_account"]["username"], "bob");
        assert_eq!(told[0]["account"]["domain"], "other.test");
        assert_eq!(told[0]["account"]["email"], json!(null));
        assert_eq!(told[0]["statuses"][0]["id"], note["id"]);
        let bobs = text(&note["account"]["id"]);
        assert_eq!(list(&ana.reads(&format!("{REPORTS}?target_account_id={bobs}")).await.value).len(), 1);
    }
}
