//! Who is there for whom, who follows whom, and what nobody asks of what is gone
//! (`docs/spec/client_api.md`).

use palabre_core::Audience;
use palabre_core::peering::Level;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::app::{ALL, App, client, list, text};
use crate::harness::{Node, spec};

const ACCOUNT: &str = "/api/v1/accounts/{id}";
const FOLLOW: &str = "/api/v1/accounts/{id}/follow";
const BLOCK: &str = "/api/v1/accounts/{id}/block";
const STATUS: &str = "/api/v1/statuses/{id}";
const HOSTS: &str = "/api/v1/domain_blocks";

/// How an address that names one thing answers.
async fn status(app: &App, method: Method, pattern: &str, id: &Value) -> u16 {
    app.calls(method, pattern, &[text(id)], &[]).await.status
}

/// Whether somebody is there for a client, by whatever it asks: all say the same.
async fn meets(app: &App, id: &Value, name: &str) -> bool {
    let one = status(app, Method::GET, ACCOUNT, id).await == 200;
    let statuses = "/api/v1/accounts/{id}/statuses";
    let followers = "/api/v1/accounts/{id}/followers";
    for pattern in [statuses, followers] {
        assert_eq!(
            status(app, Method::GET, pattern, id).await == 200,
            one,
            "{pattern}"
        );
    }
    let named = [("acct", name)];
    let lookup = app
        .calls(Method::GET, "/api/v1/accounts/lookup", &[], &named)
        .await;
    assert_eq!(lookup.status == 200, one, "{}", lookup.value);
    let ids = [("id[]", text(id))];
    let some = app
        .calls(Method::GET, "/api/v1/accounts", &[], &ids)
        .await
        .value;
    assert_eq!(!list(&some).is_empty(), one, "{some}");
    one
}

/// As [`meets`], for a member.
async fn finds(app: &App, id: &Value, name: &str) -> bool {
    let one = meets(app, id, name).await;
    let asked = [("q", name)];
    let ids = [("id[]", text(id))];
    for (path, query) in [
        ("/api/v1/accounts/search", asked),
        ("/api/v1/accounts/relationships", ids),
    ] {
        let found = app.calls(Method::GET, path, &[], &query).await.value;
        assert_eq!(!list(&found).is_empty(), one, "{path}: {found}");
    }
    let found = app
        .calls(Method::GET, "/api/v2/search", &[], &asked)
        .await
        .value;
    assert_eq!(!list(&found["accounts"]).is_empty(), one, "{found}");
    one
}

/// The names in a list of accounts.
async fn names(app: &App, pattern: &str, id: &Value) -> Vec<String> {
    let found = app.of(pattern, id).await;
    list(&found)
        .iter()
        .map(|one| text(&one["acct"]).to_owned())
        .collect()
}

async fn known(node: &Node, handle: &str) {
    node.federation().find_person(handle).await.expect("found");
}

spec! {
    // client_api.36, pages.20, accounts.2
    async fn an_account_that_waits_is_there_for_itself_and_for_administrators(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let ana = quebec.member("ana").await;
        ana.administers(true).await;
        let ana = App::given(&ana, "read write follow admin:write").await;
        let bob = client(&quebec, "bob").await;
        let guest = App::new(&quebec, "read").await;
        let waits = quebec.newcomer("cleo", false).await;
        let cleo = App::given(&waits, ALL).await;
        senegal.member("awa").await;
        quebec.forum("acces").await;
        known(&quebec, "@awa@senegal.test").await;
        let id = cleo.own_id().await;
        assert!(finds(&ana, &id, "cleo").await && finds(&cleo, &id, "cleo").await);
        assert!(!finds(&bob, &id, "cleo").await && !meets(&guest, &id, "cleo").await);
        assert_eq!(status(&bob, Method::POST, FOLLOW, &id).await, 404);

        let salon = cleo.follows("acces").await;
        assert_eq!(names(&cleo, "/api/v1/accounts/{id}/following", &id).await, ["acces"]);
        assert!(names(&bob, "/api/v1/accounts/{id}/followers", &salon).await.is_empty());
        for address in ["bob", "awa@senegal.test"] {
            let other = cleo.finds(address).await;
            let told = cleo.calls(Method::POST, FOLLOW, &[text(&other)], &[]).await;
            assert_eq!(told.status, 403, "{}", told.value);
            assert!(text(&told.value["error"]).contains("attend"), "{}", told.value);
        }
        world.settle().await;
        let asked = bob.reads("/api/v1/notifications").await.value;
        assert_eq!(asked, json!([]), "nobody hears of who waits");

        ana.does("/api/v1/admin/accounts/{id}/reject", &id).await;
        for app in [&ana, &bob] {
            assert!(!finds(app, &id, "cleo").await);
        }
        assert!(names(&ana, "/api/v1/accounts/{id}/followers", &salon).await.is_empty());
    }
}

spec! {
    // client_api.36, pages.20
    async fn an_account_that_was_deleted_is_nowhere_and_follows_nobody(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let (bob, dede) = (client(&quebec, "bob").await, quebec.member("dede").await);
        let leaving = App::by(&dede, ALL).await;
        let awa = client(&senegal, "awa").await;
        let id = leaving.own_id().await;
        let there = awa.follows("dede@quebec.test").await;
        leaving.follows("awa@senegal.test").await;
        bob.follows("dede").await;
        bob.does("/api/v1/accounts/{id}/mute", &id).await;
        world.settle().await;
        let me = bob.own_id().await;
        let far = awa.own_id().await;
        let following = "/api/v1/accounts/{id}/following";
        let followers = "/api/v1/accounts/{id}/followers";
        assert_eq!(names(&bob, following, &me).await, ["dede"]);
        assert_eq!(names(&awa, following, &far).await, ["dede@quebec.test"]);
        assert_eq!(names(&awa, followers, &far).await, ["dede@quebec.test"]);
        assert!(finds(&bob, &id, "dede").await && finds(&awa, &there, "dede@quebec.test").await);

        dede.leaves().await;
        world.settle().await;
        assert!(!finds(&bob, &id, "dede").await, "on its node");
        assert!(!finds(&awa, &there, "dede@quebec.test").await, "and on others");
        let counted = |account: &Value| (account["followers_count"].clone(), account["following_count"].clone());
        for (app, own) in [(&bob, &me), (&awa, &far)] {
            assert!(names(app, following, own).await.is_empty());
            assert!(names(app, followers, own).await.is_empty());
            let account = app.reads("/api/v1/accounts/verify_credentials").await.value;
            assert_eq!(counted(&account), (json!(0), json!(0)));
        }
        assert_eq!(bob.reads("/api/v1/mutes").await.value, json!([]));
    }
}

spec! {
    // client_api.28
    async fn nobody_follows_whom_they_block_nor_who_blocks_them(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let (ana, bob) = (quebec.member("ana").await, client(&quebec, "bob").await);
        let uri = ana.uri();
        let ana = App::by(&ana, ALL).await;
        let awa = senegal.member("awa").await;
        let dakar = senegal.forum("dakar").await;
        let (anas, bobs) = (ana.own_id().await, bob.own_id().await);
        ana.does(BLOCK, &bobs).await;
        let told = ana.calls(Method::POST, FOLLOW, &[text(&bobs)], &[]).await;
        assert_eq!(told.status, 403, "{}", told.value);
        assert!(text(&told.value["error"]).contains("@bob"), "{}", told.value);
        assert_eq!(status(&bob, Method::POST, FOLLOW, &anas).await, 404);
        ana.does("/api/v1/accounts/{id}/unblock", &bobs).await;
        assert_eq!(ana.does(FOLLOW, &bobs).await["following"], true);

        let chosen = ana.follows("awa@senegal.test").await;
        let salon = ana.follows("dakar@senegal.test").await;
        world.settle().await;
        assert!(senegal.is_followed(&dakar, &uri).await);
        let letter = awa.notes("Pour qui me suit", None, Audience::Followers).await;
        world.settle().await;
        let home = async || ana.reads("/api/v1/timelines/home").await.value;
        assert_eq!(home().await[0]["uri"], letter.uri());
        let id = home().await[0]["id"].clone();
        let theirs = [("domain", "senegal.test")];
        assert_eq!(ana.calls(Method::POST, HOSTS, &[], &theirs).await.status, 200);
        let following = "/api/v1/accounts/{id}/following";
        assert_eq!(names(&ana, following, &anas).await, ["bob"], "nobody of that host");
        world.settle().await;
        assert!(!senegal.is_followed(&dakar, &uri).await, "its host was told");
        for other in [&chosen, &salon] {
            let told = ana.calls(Method::POST, FOLLOW, &[text(other)], &[]).await;
            assert_eq!(told.status, 403, "{}", told.value);
        }
        assert_eq!(ana.calls(Method::DELETE, HOSTS, &[], &theirs).await.status, 200);
        assert_eq!(status(&ana, Method::GET, STATUS, &id).await, 404, "she follows no longer");

        quebec.trusts("senegal.test", Level::Block).await;
        for other in [&chosen, &salon] {
            let told = ana.calls(Method::POST, FOLLOW, &[text(other)], &[]).await;
            assert_eq!(told.status, 422, "{}", told.value);
            assert!(text(&told.value["error"]).contains("senegal.test"), "{}", told.value);
        }
    }
}

spec! {
    // client_api.28, client_api.30
    async fn whoever_is_blocked_reads_nothing_that_the_other_passes_on_or_says_of_others(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (ana, bob) = (client(&quebec, "ana").await, client(&quebec, "bob").await);
        let cleo = client(&quebec, "cleo").await;
        let (anas, bobs) = (ana.own_id().await, bob.own_id().await);
        let said = cleo.says(&[("status", "Pour tous")]).await;
        let boost = ana.does("/api/v1/statuses/{id}/reblog", &said["id"]).await;
        ana.follows("cleo").await;
        cleo.follows("ana").await;
        let statuses = "/api/v1/accounts/{id}/statuses";
        let following = "/api/v1/accounts/{id}/following";
        let followers = "/api/v1/accounts/{id}/followers";
        for blocked in [false, true] {
            if blocked {
                ana.does(BLOCK, &bobs).await;
            }
            let shown = list(&bob.of(statuses, &anas).await).len();
            assert_eq!(shown, usize::from(!blocked));
            let alone = status(&bob, Method::GET, STATUS, &boost["id"]).await;
            assert_eq!(alone, if blocked { 404 } else { 200 });
            for (pattern, own) in [(following, &anas), (followers, &anas)] {
                let told = names(&bob, pattern, own).await;
                assert_eq!(told.is_empty(), blocked, "{pattern}: {told:?}");
                assert_eq!(names(&ana, pattern, own).await, ["cleo"], "{pattern}");
            }
            assert_eq!(list(&cleo.of(statuses, &anas).await).len(), 1, "others read it");
        }
    }
}

spec! {
    // client_api.25, client_api.26
    async fn what_is_gone_answers_nobody_and_what_a_salon_passes_on_is_not_ones_own(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        quebec.forum("acces").await;
        let (ana, bob) = (client(&quebec, "ana").await, client(&quebec, "bob").await);
        let salon = ana.follows("acces").await;
        let thread = ana.says(&[("status", "@acces Un fil\n\nDit")]).await;
        let passed = ana.of("/api/v1/accounts/{id}/statuses", &salon).await[0].clone();
        assert_eq!(passed["reblog"]["id"], thread["id"]);
        let source = "/api/v1/statuses/{id}/source";
        let edit = [("status", "Autre chose")];
        for (method, pattern) in [(Method::GET, source), (Method::PUT, STATUS), (Method::DELETE, STATUS)] {
            let told = ana.calls(method.clone(), pattern, &[text(&passed["id"])], &edit).await;
            assert_eq!(told.status, 404, "{method} {pattern}: {}", told.value);
        }
        assert_eq!(ana.of(STATUS, &thread["id"]).await["title"], "Un fil", "it stands");

        let note = ana.says(&[("status", "À côté")]).await;
        let answer = ana.says(&[("status", "Réponse"), ("in_reply_to_id", text(&thread["id"]))]).await;
        for gone in [&answer, &note, &thread] {
            ana.deletes(&gone["id"]).await;
            let id = text(&gone["id"]);
            let context = "/api/v1/statuses/{id}/context";
            for (method, pattern) in [
                (Method::GET, STATUS),
                (Method::GET, source),
                (Method::GET, context),
                (Method::GET, "/api/v1/statuses/{id}/history"),
                (Method::PUT, STATUS),
                (Method::DELETE, STATUS),
            ] {
                let told = ana.calls(method.clone(), pattern, &[id], &edit).await;
                assert_eq!(told.status, 404, "{method} {pattern}: {}", told.value);
            }
            for app in [&ana, &bob] {
                let fields = [("status", "Et là ?"), ("in_reply_to_id", id)];
                let told = app.calls(Method::POST, "/api/v1/statuses", &[], &fields).await;
                assert_eq!(told.status, 404, "{}", told.value);
            }
        }
    }
}
