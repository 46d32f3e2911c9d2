//! What those hear of who look after the node.

use reqwest::Method;
use serde_json::json;

use super::*;
use crate::harness::push::Called;
use crate::harness::spec;

const ONE: &str = "/api/v1/notifications";
const TWO: &str = "/api/v2/notifications";

async fn signs_up(node: &Node, name: &str) {
    let mut browser = Browser::new(node.host(), node.address());
    let email = format!("{name}@exemple.test");
    let fields = [
        ("name", name),
        ("email", &email),
        ("password", Node::PASSWORD),
    ];
    let page = browser.submit("/inscription", &fields).await;
    assert_eq!(page.status, 303, "{}", page.text);
}

fn types(told: &Told) -> Vec<&str> {
    list(&told.value)
        .iter()
        .map(|one| text(&one["type"]))
        .collect()
}

async fn reported(by: &App, status: &Value) -> Value {
    let fields = [
        ("account_id", text(&status["account"]["id"])),
        ("status_ids[]", text(&status["id"])),
        ("comment", "Une publicité"),
    ];
    let told = by
        .calls(Method::POST, "/api/v1/reports", &[], &fields)
        .await;
    assert_eq!(told.status, 200, "{}", told.value);
    told.value
}

/// Whether a report is told as whoever made it was told of it; what is counted may be counted anew.
fn is_about(told: &Value, report: &Value) {
    assert_eq!(keys(told), keys(report));
    for key in keys(report) {
        if key == "target_account" {
            assert_eq!(told[key]["id"], report[key]["id"]);
        } else {
            assert_eq!(told[key], report[key], "{key}");
        }
    }
}

spec! {
    // admin_api.17, admin_api.1
    async fn administrators_hear_of_who_asks_for_an_account(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let service = world.peer("other.test").await;
        let (ana, bob) = (admin(&quebec, "ana").await, member(&quebec, "bob").await);
        let called = Called::new();
        let fields = called.fields("http://other.test/appel/1");
        let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fields.push(("data[alerts][admin.sign_up]", "true"));
        let told = ana.calls(Method::POST, "/api/v1/push/subscription", &[], &fields).await;
        assert_eq!(told.value["alerts"]["admin.sign_up"], true, "{}", told.value);
        signs_up(&quebec, "cleo").await;
        signs_up(&quebec, "dan").await;
        world.settle().await;

        let heard = ana.reads(ONE).await;
        assert_eq!(types(&heard), ["admin.sign_up", "admin.sign_up"]);
        assert_eq!(heard.value[0]["account"]["username"], "dan");
        assert_eq!(types(&bob.reads(ONE).await), [""; 0]);
        assert_eq!(types(&ana.reads(&format!("{ONE}?types[]=admin.sign_up")).await).len(), 2);
        assert_eq!(types(&ana.reads(&format!("{ONE}?exclude_types[]=admin.sign_up")).await), [""; 0]);
        let groups = ana.reads(TWO).await.value["notification_groups"].clone();
        assert_eq!(list(&groups).len(), 1, "{groups}");
        assert_eq!((&groups[0]["type"], &groups[0]["notifications_count"]), (&json!("admin.sign_up"), &json!(2)));
        let calls = service.letters();
        assert_eq!(calls.len(), 2);
        let message = called.opens(&calls[0]);
        assert_eq!(message["notification_type"], "admin.sign_up");
        assert!(text(&message["title"]).contains("demande un compte"), "{message}");

        quebec.somebody("bob").await.administers(true).await;
        quebec.somebody("ana").await.administers(false).await;
        assert_eq!(types(&ana.reads(ONE).await), [""; 0], "what they had heard goes with the role");
        signs_up(&quebec, "eve").await;
        assert_eq!(types(&ana.reads(ONE).await), [""; 0]);
        assert_eq!(types(&bob.reads(ONE).await), ["admin.sign_up"]);
        world.settle().await;
    }
}

spec! {
    // admin_api.18
    async fn those_who_may_deal_with_a_report_hear_of_it(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let service = world.peer("other.test").await;
        let ana = admin(&quebec, "ana").await;
        let (bob, cleo) = (member(&quebec, "bob").await, member(&quebec, "cleo").await);
        let (dan, eve) = (quebec.member("dan").await, quebec.member("eve").await);
        quebec.forum("acces").await.run_by(&dan).await;
        quebec.forum("reseaux").await.run_by(&eve).await;
        let (dans, eves) = (client(&dan).await, client(&eve).await);
        let called = Called::new();
        let fields = called.fields("http://other.test/appel/1");
        let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fields.push(("data[alerts][admin.report]", "true"));
        dans.calls(Method::POST, "/api/v1/push/subscription", &[], &fields).await;
        let advert = bob.says(&[("status", "@acces Antennes à vendre\n\nPas cher.")]).await;
        let note = bob.says(&[("status", "Une réclame")]).await;
        let report = reported(&cleo, &advert).await;
        reported(&cleo, &note).await;
        world.settle().await;

        let heard = ana.reads(ONE).await;
        assert_eq!(types(&heard), ["admin.report", "admin.report"], "of each, by one person or not");
        let told = &heard.value[1];
        assert_eq!(told["account"]["username"], "cleo");
        is_about(&told["report"], &report);
        let one = ana.of("/api/v1/notifications/{id}", &told["id"]).await;
        assert_eq!(&one, told);
        let groups = ana.reads(TWO).await.value["notification_groups"].clone();
        assert_eq!(list(&groups).len(), 2, "each stands alone");
        is_about(&groups[1]["report"], &report);
        let here = dans.reads(ONE).await;
        assert_eq!(types(&here), ["admin.report"]);
        is_about(&here.value[0]["report"], &report);
        for other in [&eves, &bob, &cleo] {
            assert_eq!(types(&other.reads(ONE).await), [""; 0]);
        }
        let [call] = service.letters().try_into().expect("one call");
        let message = called.opens(&call);
        assert!(text(&message["title"]).contains("signalement"), "{message}");

        let core = quebec.core();
        let tx = core.begin().await.expect("a write begins");
        let salon = "http://quebec.test/ap/f/acces";
        palabre_core::forums::remove_moderator(&tx, salon, &dan.uri()).await.expect("removed");
        tx.commit().await.expect("it is kept");
        assert_eq!(types(&dans.reads(ONE).await), [""; 0], "it is not theirs any more");
        world.settle().await;
    }
}

spec! {
    // admin_api.18, admin_api.13
    async fn a_moderator_hears_of_those_alone_whom_the_report_shows_them(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = admin(&quebec, "ana").await;
        let (bob, dan, eve) = (member(&quebec, "bob").await, quebec.member("dan").await, quebec.member("eve").await);
        quebec.forum("acces").await.run_by(&dan).await;
        let dans = client(&dan).await;
        let other = world.peer("other.test").await.person("actor").await;
        let advert = bob.says(&[("status", "@acces Antennes à vendre\n\nPas cher.")]).await;
        let about = json!([eve.uri(), text(&advert["uri"])]);
        other.tells(&quebec, &other.activity("Flag", "/flags/1", about)).await;
        world.settle().await;
        for (client, whom) in [(&ana, "eve"), (&dans, "bob")] {
            let report = client.reads("/api/v1/admin/reports").await.value[0].clone();
            assert_eq!(report["target_account"]["username"], whom);
            for path in [format!("{ONE}?types[]=admin.report"), TWO.to_owned()] {
                let told = client.reads(&path).await.value;
                let one = if path == TWO { &told["notification_groups"][0] } else { &told[0] };
                assert_eq!(one["report"]["target_account"]["username"], whom, "{path}");
            }
        }
    }
}
