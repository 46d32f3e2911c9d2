//! Who is found, who may look, and who is let in.

use palabre_core::Audience;
use reqwest::Method;
use serde_json::json;

use super::*;
use crate::harness::node::NodeOptions;
use crate::harness::{World, spec};

const KEYS: [&str; 17] = [
    "id",
    "username",
    "domain",
    "created_at",
    "email",
    "ip",
    "role",
    "confirmed",
    "suspended",
    "silenced",
    "sensitized",
    "disabled",
    "approved",
    "locale",
    "invite_request",
    "ips",
    "account",
];

/// An administrator's client, beside a member, somebody who waits, a salon, and awa of another node,
/// whose id it answers.
async fn village(world: &World) -> (App, String) {
    let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
    let ana = admin(&quebec, "ana").await;
    quebec.person("bob").await;
    quebec.newcomer("cleo", false).await;
    senegal.person("awa").await;
    quebec.forum("acces").await;
    let awa = found(&ana, "awa@senegal.test").await;
    (ana, awa)
}

spec! {
    // admin_api.2, admin_api.3, admin_api.4
    async fn administrators_find_people_and_read_what_is_private_about_them(world) {
        let (ana, awa) = village(&world).await;
        let all = ana.reads(OLD).await;
        assert_eq!(names(&all), ["awa", "cleo", "bob", "ana"], "the latest first, and no salon");
        assert_eq!(names(&ana.reads(NEW).await), ["awa", "cleo", "bob", "ana"]);
        for one in list(&all.value) {
            assert_eq!(keys(one), KEYS.into_iter().collect(), "{one}");
            assert_eq!((&one["ip"], &one["ips"]), (&json!(null), &json!([])));
        }
        let [far, waiting, bob, own] = list(&all.value) else { panic!("four") };
        assert_eq!((&far["domain"], &far["email"]), (&json!("senegal.test"), &json!(null)));
        assert_eq!((&far["id"], &far["account"]["acct"]), (&json!(awa), &json!("awa@senegal.test")));
        assert_eq!((&far["role"], &far["locale"]), (&json!(null), &json!(null)));
        assert_eq!((&bob["domain"], &bob["email"]), (&json!(null), &json!("bob@quebec.test")));
        assert_eq!((&bob["locale"], &bob["approved"]), (&json!("fr"), &json!(true)));
        assert_eq!((&waiting["approved"], &waiting["confirmed"]), (&json!(false), &json!(true)));
        assert_eq!(own["role"]["permissions"], "1");
        assert_eq!(bob["role"]["permissions"], "0");
        assert_eq!(bob["account"], ana.of("/api/v1/accounts/{id}", &bob["id"]).await);
        assert_eq!(&account(&ana, text(&bob["id"])).await, bob);
        for nobody in ["1", "x", &found(&ana, "acces").await] {
            assert_eq!(ana.calls(Method::GET, ACCOUNT, &[nobody], &[]).await.status, 404);
        }
    }
}

spec! {
    // admin_api.3
    async fn lists_of_accounts_are_narrowed_and_paged(world) {
        let (ana, _) = village(&world).await;
        for (query, wanted) in [
            ("local=true", vec!["cleo", "bob", "ana"]),
            ("remote=true", vec!["awa"]),
            ("active=true", vec!["awa", "bob", "ana"]),
            ("pending=true", vec!["cleo"]),
            ("staff=true", vec!["ana"]),
            ("suspended=true", vec![]),
            ("username=BO", vec!["bob"]),
            ("display_name=cle", vec!["cleo"]),
            ("by_domain=senegal.test", vec!["awa"]),
            ("by_domain=quebec.test", vec!["cleo", "bob", "ana"]),
            ("email=bob%40quebec", vec!["bob"]),
            ("email=%25", vec![]),
            ("username=_o", vec![]),
            ("ip=127.0.0.1", vec![]),
        ] {
            let told = ana.reads(&format!("{OLD}?{query}")).await;
            assert_eq!(names(&told), wanted, "{query}");
        }
        for (query, wanted) in [
            ("origin=local", vec!["cleo", "bob", "ana"]),
            ("origin=remote", vec!["awa"]),
            ("status=pending", vec!["cleo"]),
            ("permissions=staff", vec!["ana"]),
            ("role_ids[]=1", vec!["ana"]),
            ("role_ids[]=-99", vec!["cleo", "bob"]),
            ("role_ids[]=7", vec![]),
            ("permissions=staff&role_ids[]=-99", vec![]),
            ("invited_by=1", vec![]),
            ("status=active&username=a&origin=local", vec!["ana"]),
        ] {
            let told = ana.reads(&format!("{NEW}?{query}")).await;
            assert_eq!(names(&told), wanted, "{query}");
        }
        for wrong in ["origin=here", "status=happy", "permissions=all", "limit=many", "max_id=x"] {
            let told = ana.reads(&format!("{NEW}?{wrong}")).await;
            assert_eq!(told.status, 422, "{wrong}: {}", told.value);
        }
        let first = ana.reads(&format!("{OLD}?limit=2")).await;
        assert_eq!(names(&first), ["awa", "cleo"]);
        assert!(first.link.contains("rel=\"next\"") && first.link.contains("limit=2"), "{}", first.link);
        let last = text(&first.value[1]["id"]);
        assert!(first.link.contains(&format!("max_id={last}")), "{}", first.link);
        let rest = ana.reads(&format!("{OLD}?limit=2&max_id={last}")).await;
        assert_eq!(names(&rest), ["bob", "ana"]);
        let before = text(&rest.value[1]["id"]);
        let back = ana.reads(&format!("{OLD}?limit=2&min_id={before}")).await;
        assert_eq!(names(&back), ["cleo", "bob"]);
    }
}

spec! {
    // admin_api.1, admin_api.2, admin_api.20
    async fn only_an_administrator_with_the_scope_and_the_role_is_let_in(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (ana, bob) = (quebec.member("ana").await, quebec.member("bob").await);
        ana.administers(true).await;
        let whole = client(&ana).await;
        let common = "read write follow";
        let narrow = App::by(&ana, common).await;
        let reading = "admin:read:accounts";
        let reader = App::by(&ana, reading).await;
        let theirs = client(&bob).await;
        let guest = App::new(&quebec, ALL).await;
        let id = found(&whole, "bob").await;

        let lists = [OLD, NEW, "/api/v1/admin/reports", "/api/v1/admin/domain_blocks", "/api/v1/admin/domain_allows"];
        for path in lists {
            let told = whole.reads(path).await;
            assert_eq!(told.status, 200, "{path}: {}", told.value);
            let told = narrow.reads(path).await;
            assert_eq!((told.status, &told.value["error"]), (403, &json!("This action is outside the authorized scopes")));
            let told = theirs.reads(path).await;
            assert_eq!((told.status, &told.value["error"]), (403, &json!("This action is not allowed")), "{path}");
            assert_eq!(guest.reads(path).await.status, 401, "{path}");
            let told = reader.reads(path).await;
            assert_eq!(told.status, if path.ends_with("accounts") { 200 } else { 403 }, "{path}");
        }
        let deeds = ["action", "approve", "reject", "enable", "unsensitive", "unsilence", "unsuspend"];
        for who in [&narrow, &reader, &theirs] {
            for deed in deeds {
                let pattern = format!("{ACCOUNT}/{deed}");
                let told = who.calls(Method::POST, &pattern, &[&id], &[("type", "suspend")]).await;
                assert_eq!(told.status, 403, "{deed}: {}", told.value);
            }
            assert_eq!(who.calls(Method::DELETE, ACCOUNT, &[&id], &[]).await.status, 403);
            for path in &lists[3..] {
                let told = who.calls(Method::POST, path, &[], &[("domain", "other.test")]).await;
                assert_eq!(told.status, 403, "{path}: {}", told.value);
            }
        }
        assert_eq!(account(&whole, &id).await["suspended"], false);
        let role = |told: Value| told["role"]["permissions"].clone();
        let own = "/api/v1/accounts/verify_credentials";
        assert_eq!(role(whole.reads(own).await.value), "1");
        assert_eq!(role(theirs.reads(own).await.value), "0");

        bob.administers(true).await;
        ana.administers(false).await;
        for path in lists {
            assert_eq!(whole.reads(path).await.status, 403, "{path}");
            assert_eq!(theirs.reads(path).await.status, 200, "{path}");
        }
        assert_eq!(judges(&whole, &id, "suspend", &[]).await.status, 403);
        assert_eq!(role(whole.reads(own).await.value), "0");
        let forum = quebec.forum("acces").await;
        forum.run_by(&ana).await;
        assert_eq!(role(whole.reads(own).await.value), "16", "who moderates a salon deals with reports");
        assert_eq!(theirs.reads(&format!("{NEW}?role_ids[]=2")).await.value[0]["username"], "ana");
    }
}

spec! {
    // admin_api.5, admin_api.4
    async fn who_waits_is_let_in_or_turned_away_with_all_that_they_wrote(world) {
        let quebec = world.node("quebec.test", NodeOptions { approval: true, ..NodeOptions::default() }).await;
        let [senegal] = world.nodes(["senegal.test"]).await;
        let ana = admin(&quebec, "ana").await;
        let acces = quebec.forum("acces").await;
        for name in ["bob", "cleo"] {
            let mut browser = Browser::new(quebec.host(), quebec.address());
            let email = format!("{name}@exemple.test");
            let fields = [
                ("name", name),
                ("email", email.as_str()),
                ("password", Node::PASSWORD),
                ("reason", "Parler des IXP"),
            ];
            let page = browser.submit("/inscription", &fields).await;
            assert_eq!(page.location, "/moi/attente", "{}", page.text);
        }
        let waiting = ana.reads(&format!("{NEW}?status=pending")).await;
        assert_eq!(names(&waiting), ["cleo", "bob"]);
        let (cleo, bob) = (text(&waiting.value[0]["id"]), text(&waiting.value[1]["id"]));
        assert_eq!(waiting.value[1]["invite_request"], "Parler des IXP");
        assert_eq!(waiting.value[1]["email"], "bob@exemple.test");
        let bobs = quebec.somebody("bob").await;
        let thread = bobs.opens(&acces, "Un IXP à Ziguinchor ?").await;
        let cleos = quebec.somebody("cleo").await;
        let advert = cleos.opens(&acces, "Achetez mes antennes").await;
        assert!(quebec.page(&thread).await.is_empty(), "what waits is nobody's to read");

        let told = does(&ana, Method::POST, &format!("{ACCOUNT}/approve"), bob).await;
        assert_eq!((&told["approved"], &told["invite_request"]), (&json!(true), &json!(null)));
        assert!(quebec.shows("Un IXP à Ziguinchor", &thread).await);
        let again = ana.calls(Method::POST, &format!("{ACCOUNT}/approve"), &[bob], &[]).await;
        assert_eq!(again.status, 403, "{}", again.value);
        let late = ana.calls(Method::POST, &format!("{ACCOUNT}/reject"), &[bob], &[]).await;
        assert_eq!(late.status, 403, "{}", late.value);
        assert!(text(&late.value["error"]).contains("attend"), "{}", late.value);

        let told = does(&ana, Method::POST, &format!("{ACCOUNT}/reject"), cleo).await;
        assert_eq!((&told["username"], &told["approved"]), (&json!("cleo"), &json!(false)));
        assert_eq!(names(&ana.reads(NEW).await), ["bob", "ana"]);
        assert_eq!(ana.calls(Method::GET, ACCOUNT, &[cleo], &[]).await.status, 404);
        let page = signs_in(&quebec, "cleo").await;
        assert!(page.text.contains("ne vont pas ensemble"), "{}", page.text);
        let left = cleos.page(&advert).await;
        assert!(left.iter().all(|one| !one.html.contains("antennes")), "{left:?}");
        let mut browser = Browser::new(quebec.host(), quebec.address());
        let page = browser.get("/@cleo").await;
        assert_eq!(page.status, 410, "{}", page.text);
        world.settle().await;
        assert!(!senegal.holds("cleo"), "nobody elsewhere has heard of them");
        bobs.notes("Merci", None, Audience::Public).await;
    }
}
