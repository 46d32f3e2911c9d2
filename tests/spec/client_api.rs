//! Members' own clients, as they come through the doors of a running node (`docs/spec/client_api.md`).

use palabre_core::peering::Level;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::app::App;
use crate::harness::browser::Browser;
use crate::harness::spec;

spec! {
    // client_api.1, client_api.4, client_api.7, client_api.13
    async fn a_client_is_let_in_reads_who_it_is_and_signs_out(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = quebec.member("ana").await;
        let app = App::new(&quebec, "read write follow push").await;
        let app = app.let_in_by(&ana, "read write follow").await;
        let account = app.reads("/api/v1/accounts/verify_credentials").await;
        assert_eq!(account.status, 200);
        assert_eq!(account.value["uri"], ana.uri());
        assert_eq!(account.value["statuses_count"], 0);
        let salon = quebec.forum("acces").await;
        let thread = ana.opens(&salon, "Un fil").await;
        ana.replies(&thread, "Et une réponse").await;
        let account = app.reads("/api/v1/accounts/verify_credentials").await;
        assert_eq!(account.value["statuses_count"], 2, "what they have written since");
        assert_eq!(app.reads("/api/v1/apps/verify_credentials").await.value["name"], "Client");
        assert_eq!(app.reads("/api/v1/preferences").await.status, 200);
        assert_eq!(app.reads("/oauth/userinfo").await.value["sub"], ana.uri());
        assert_eq!(app.signs_out().await.status, 200);
        let gone = app.reads("/api/v1/accounts/verify_credentials").await;
        assert_eq!(gone.status, 401);
        assert_eq!(gone.value["error"], "The access token is invalid");
    }
}

spec! {
    // client_api.8
    async fn a_node_says_what_it_is_before_anybody_signs_in(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        quebec.member("ana").await;
        let app = App::new(&quebec, "read").await;
        for path in ["/api/v1/instance", "/api/v2/instance", "/api/v1/instance/rules"] {
            assert_eq!(app.reads(path).await.status, 200, "{path}");
        }
        assert_eq!(app.reads("/api/v1/instance").await.value["stats"]["user_count"], 1);
        assert_eq!(app.reads("/api/v1/custom_emojis").await.status, 200);
        let where_it_is = app.reads("/.well-known/oauth-authorization-server").await;
        assert_eq!(where_it_is.value["response_types_supported"][0], "code");
        assert_eq!(app.reads("/api/v1/preferences").await.status, 401);
    }
}

spec! {
    // client_api.32
    async fn a_node_says_with_whom_it_exchanges(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let salon = quebec.forum("acces").await;
        senegal.member("awa").await.follows(&salon).await;
        world.settle().await;
        quebec.trusts("jamais.test", Level::Allow).await;
        let app = App::new(&quebec, "read").await;
        let peers = async || app.reads("/api/v1/instance/peers").await.value;
        let blocks = async || app.reads("/api/v1/instance/domain_blocks").await.value;
        assert_eq!((peers().await, blocks().await), (json!(["senegal.test"]), json!([])));
        for (level, severity, still) in [
            (Level::Limit, "silence", json!(["senegal.test"])),
            (Level::Block, "suspend", json!([])),
        ] {
            quebec.trusts("senegal.test", level).await;
            let told = blocks().await;
            assert_eq!(told[0]["domain"], "senegal.test");
            assert_eq!((&told[0]["severity"], &told[0]["comment"]), (&json!(severity), &json!("so it was decided")));
            assert_eq!(told[0]["digest"].as_str().map(str::len), Some(64));
            assert_eq!(peers().await, still);
            let page = Browser::new("quebec.test", quebec.address()).get("/reseau").await;
            assert!(page.text.contains("so it was decided"), "{}", page.text);
        }
    }
}

spec! {
    // client_api.14, client_api.15, client_api.16, client_api.21, client_api.24
    async fn a_member_follows_a_salon_of_another_chapter_and_opens_a_thread_there(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        quebec.forum("acces").await;
        let (ana, awa) = (quebec.member("ana").await, senegal.member("awa").await);
        let scopes = "read write follow";
        let ana = App::by(&ana, scopes).await;
        let awa = App::by(&awa, scopes).await;
        let wanted = [("q", "acces@quebec.test"), ("resolve", "true")];
        let found = awa.calls(Method::GET, "/api/v1/accounts/search", &[], &wanted).await;
        let salon = &found.value[0];
        assert_eq!((&salon["acct"], &salon["group"]), (&"acces@quebec.test".into(), &true.into()));
        let relation = awa.does("/api/v1/accounts/{id}/follow", &salon["id"]).await;
        assert_eq!((&relation["following"], &relation["requested"]), (&true.into(), &false.into()), "everybody may");
        let ids = [("id[]", salon["id"].as_str().expect("an id"))];
        let tie = async || awa.calls(Method::GET, "/api/v1/accounts/relationships", &[], &ids).await.value[0].clone();
        assert_eq!(tie().await["requested"], true, "until it is taken");
        world.settle().await;
        assert_eq!(tie().await["following"], true, "the salon has answered");

        let text = "@acces@quebec.test Un IXP à Ziguinchor ?\n\nQuel modèle ?";
        let opened = awa.says(&[("status", text)]).await;
        assert_eq!(opened["thread"]["state"], "pending", "its home has not spoken");
        world.settle().await;
        let home = awa.reads("/api/v1/timelines/home").await.value;
        assert_eq!(home[0]["account"]["id"], salon["id"]);
        assert_eq!(home[0]["reblog"]["id"], opened["id"]);
        let public = ana.reads("/api/v1/timelines/public").await.value;
        let theirs = &public[0];
        assert_eq!(theirs["uri"], opened["uri"]);
        assert_eq!(theirs["account"]["acct"], "awa@senegal.test");
        assert_eq!(theirs["title"], "Un IXP à Ziguinchor ?");
        let id = theirs["id"].as_str().expect("an id");
        let reply = ana.says(&[("status", "Celui de Dakar."), ("in_reply_to_id", id)]).await;
        assert_eq!(reply["in_reply_to_account_id"], theirs["account"]["id"]);
        world.settle().await;
        let context = awa.of("/api/v1/statuses/{id}/context", &opened["id"]).await;
        assert_eq!(context["descendants"][0]["uri"], reply["uri"]);
        let here = ana.of("/api/v1/statuses/{id}/context", &theirs["id"]).await;
        assert_eq!(context["completeness"]["digest"], here["completeness"]["digest"]);
    }
}

spec! {
    // client_api.9, client_api.20, client_api.24, client_api.26
    async fn what_a_client_writes_is_read_at_every_address_that_shows_it(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        quebec.forum("acces").await;
        let ana = quebec.member("ana").await;
        let app = App::new(&quebec, "read write follow").await;
        let app = app.let_in_by(&ana, "read write follow").await;
        let me = app.reads("/api/v1/accounts/verify_credentials").await.value;
        let opened = app.says(&[("status", "@acces Un fil\n\nAvec un #mot")]).await;
        let id = opened["id"].as_str().expect("an id");
        let one = app.of("/api/v1/statuses/{id}", &opened["id"]).await;
        let same = |list: &Value| list.as_array().is_some_and(|list| list.contains(&one));
        let mut lists = vec![
            app.reads("/api/v1/timelines/home").await.value,
            app.reads("/api/v1/timelines/public?local=true").await.value,
            app.of("/api/v1/timelines/tag/{hashtag}", &"mot".into()).await,
            app.of("/api/v1/accounts/{id}/statuses", &me["id"]).await,
        ];
        let listed = app.calls(Method::GET, "/api/v1/statuses", &[], &[("id[]", id)]).await;
        lists.push(listed.value);
        for list in &lists {
            assert!(same(list), "{list:#}");
        }
        let salon = app.calls(Method::GET, "/api/v1/accounts/lookup", &[], &[("acct", "acces")]).await;
        let boosts = app.of("/api/v1/accounts/{id}/statuses", &salon.value["id"]).await;
        assert_eq!(boosts[0]["reblog"]["id"], opened["id"]);
        assert_eq!(app.of("/api/v1/accounts/{id}", &salon.value["id"]).await["statuses_count"], 1);
        let both = app.calls(Method::GET, "/api/v1/accounts", &[], &[("id[]", me["id"].as_str().expect("an id"))]).await;
        assert_eq!(both.value[0]["acct"], "ana");
        app.does("/api/v1/accounts/{id}/follow", &salon.value["id"]).await;
        let followers = app.of("/api/v1/accounts/{id}/followers", &salon.value["id"]).await;
        assert_eq!(followers[0]["id"], me["id"]);
        let following = app.of("/api/v1/accounts/{id}/following", &me["id"]).await;
        assert_eq!(following[0]["id"], salon.value["id"]);
        app.does("/api/v1/accounts/{id}/unfollow", &salon.value["id"]).await;

        let pattern = "/api/v1/statuses/{id}";
        let edited = app.calls(Method::PUT, pattern, &[id], &[("status", "Un fil\n\nMieux dit")]).await;
        assert!(edited.value["edited_at"].is_string());
        let history = app.of("/api/v1/statuses/{id}/history", &opened["id"]).await;
        assert_eq!(history.as_array().map(Vec::len), Some(2));
        assert_eq!(history[0]["content"], opened["content"], "with its salon");
        assert_eq!(history[1]["content"], edited.value["content"]);
        let source = app.of("/api/v1/statuses/{id}/source", &opened["id"]).await;
        assert_eq!(source["text"], "Un fil\n\nMieux dit\n\n@acces");
        let gone = app.calls(Method::DELETE, pattern, &[id], &[]).await;
        assert_eq!(gone.value["text"], "Un fil\n\nMieux dit\n\n@acces");
        assert_eq!(app.calls(Method::GET, pattern, &[id], &[]).await.status, 404);
    }
}

spec! {
    // client_api.31
    async fn a_page_of_another_chapter_leads_to_what_was_written_elsewhere(world) {
        let [quebec, senegal, benin] = world.nodes(["quebec.test", "senegal.test", "benin.test"]).await;
        let salon = quebec.forum("acces").await;
        let [ana, bio] = [quebec.member("ana").await, benin.member("bio").await];
        senegal.member("awa").await.follows(&salon).await;
        world.settle().await;
        let opened = ana.opens(&salon, "Un IXP ?").await;
        world.settle().await;
        let copy = senegal.post(opened.root()).await.expect("it is there").id;
        let scopes = "read write follow";
        for app in [App::by(&bio, scopes).await, App::by(&ana, scopes).await] {
            let page = format!("http://senegal.test/f/{copy}");
            let found = finds(&app, &page, "statuses").await;
            assert_eq!(found["uri"], opened.uri(), "of who has written it, and of who never saw it");
        }
    }
}

spec! {
    // client_api.30
    async fn what_is_passed_on_to_followers_reaches_them_on_another_node_and_nobody_else(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let scopes = "read write follow";
        let ana = App::by(&quebec.member("ana").await, scopes).await;
        let awa = App::by(&senegal.member("awa").await, scopes).await;
        let moussa = App::by(&senegal.member("moussa").await, scopes).await;
        let bob = App::by(&quebec.member("bob").await, scopes).await;
        let followed = finds(&awa, "@ana@quebec.test", "accounts").await;
        awa.does("/api/v1/accounts/{id}/follow", &followed["id"]).await;
        world.settle().await;
        let note = bob.says(&[("status", "Pour tous")]).await;
        let pattern = "/api/v1/statuses/{id}/reblog";
        let id = [note["id"].as_str().expect("an id")];
        let boost = ana.calls(Method::POST, pattern, &id, &[("visibility", "private")]).await.value;
        assert_eq!(boost["visibility"], "private");
        world.settle().await;
        let home = awa.reads("/api/v1/timelines/home").await.value;
        assert_eq!((&home[0]["visibility"], &home[0]["reblog"]["uri"]), (&json!("private"), &note["uri"]));
        let id = [home[0]["id"].as_str().expect("an id")];
        let one = "/api/v1/statuses/{id}";
        assert_eq!(awa.calls(Method::GET, one, &id, &[]).await.status, 200);
        assert_eq!(moussa.calls(Method::GET, one, &id, &[]).await.status, 404);
        let theirs = async |reader: &App| reader.of("/api/v1/accounts/{id}/statuses", &followed["id"]).await;
        assert_eq!((theirs(&awa).await[0]["id"].as_str(), theirs(&moussa).await), (Some(id[0]), json!([])));
        ana.does("/api/v1/statuses/{id}/unreblog", &note["id"]).await;
        world.settle().await;
        assert_eq!(awa.reads("/api/v1/timelines/home").await.value, json!([]));
    }
}

async fn finds(app: &App, words: &str, kind: &str) -> Value {
    let wanted = [("q", words), ("resolve", "true")];
    let found = app.calls(Method::GET, "/api/v2/search", &[], &wanted).await;
    assert_eq!(found.status, 200, "{}", found.value);
    found.value[kind][0].clone()
}

spec! {
    // client_api.29, client_api.30, client_api.31
    async fn what_somebody_of_another_chapter_writes_and_boosts_comes_home(world) {
        let nodes = world.nodes(["quebec.test", "senegal.test", "benin.test"]).await;
        let [quebec, senegal, benin] = nodes;
        let scopes = "read write follow";
        let (ana, awa, bio) = (quebec.member("ana").await, senegal.member("awa").await, benin.member("bio").await);
        let ana = App::by(&ana, scopes).await;
        let awa = App::by(&awa, scopes).await;
        let bio = App::by(&bio, scopes).await;
        let followed = finds(&ana, "@awa@senegal.test", "accounts").await;
        ana.does("/api/v1/accounts/{id}/follow", &followed["id"]).await;
        world.settle().await;
        let note = awa.says(&[("status", "Un mot pour qui suit"), ("visibility", "private")]).await;
        let far = bio.says(&[("status", "Un mot du Bénin")]).await;
        let own = ana.says(&[("status", "Un mot d’ici")]).await;
        world.settle().await;
        let home = ana.reads("/api/v1/timelines/home").await.value;
        assert_eq!((&home[1]["uri"], &home[1]["visibility"]), (&note["uri"], &"private".into()));
        for uri in [&far["uri"], &own["uri"]] {
            let found = finds(&awa, uri.as_str().expect("an address"), "statuses").await;
            assert_eq!(found["uri"], *uri);
            let boost = awa.does("/api/v1/statuses/{id}/reblog", &found["id"]).await;
            assert_eq!(boost["reblog"]["uri"], *uri);
            world.settle().await;
        }
        let home = ana.reads("/api/v1/timelines/home").await.value;
        let boosts: Vec<&Value> = home.as_array().expect("a list").iter().filter(|one| !one["reblog"].is_null()).collect();
        assert_eq!(boosts.len(), 2, "{home:#}");
        assert!(boosts.iter().all(|one| one["account"]["acct"] == "awa@senegal.test"));
        assert!(boosts.iter().any(|one| one["reblog"]["uri"] == far["uri"]), "fetched, since it was not known");
        let counted = ana.of("/api/v1/statuses/{id}", &own["id"]).await;
        assert_eq!(counted["reblogs_count"], 1);
        let by = ana.of("/api/v1/statuses/{id}/reblogged_by", &own["id"]).await;
        assert_eq!(by[0]["acct"], "awa@senegal.test");
        let found = finds(&awa, own["uri"].as_str().expect("an address"), "statuses").await;
        awa.does("/api/v1/statuses/{id}/unreblog", &found["id"]).await;
        world.settle().await;
        assert_eq!(ana.of("/api/v1/statuses/{id}", &own["id"]).await["reblogs_count"], 0);

        let named = awa.says(&[("status", "@ana@quebec.test entre nous"), ("visibility", "direct")]).await;
        assert_eq!(named["mentions"][0]["acct"], "ana@quebec.test");
        world.settle().await;
        let theirs = ana.of("/api/v1/accounts/{id}/statuses", &followed["id"]).await;
        assert_eq!((&theirs[0]["uri"], &theirs[0]["visibility"]), (&named["uri"], &"direct".into()));
        let here = theirs[0]["id"].as_str().expect("an id");
        let answer = [("status", "Bien reçu"), ("visibility", "direct"), ("in_reply_to_id", here)];
        let answer = ana.says(&answer).await;
        world.settle().await;
        let context = awa.of("/api/v1/statuses/{id}/context", &named["id"]).await;
        assert_eq!(context["descendants"][0]["uri"], answer["uri"]);
        assert_eq!(ana.does("/api/v1/statuses/{id}/favourite", &theirs[0]["id"]).await["favourited"], true);
        world.settle().await;
        assert_eq!(awa.of("/api/v1/statuses/{id}", &named["id"]).await["favourites_count"], 1);
    }
}

spec! {
    // client_api.27, client_api.28
    async fn marks_and_mutes_answer_in_the_shapes_of_the_document(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        quebec.forum("acces").await;
        let (ana, bob) = (quebec.member("ana").await, quebec.member("bob").await);
        let scopes = "read write follow";
        let ana = App::by(&ana, scopes).await;
        let bob = App::by(&bob, scopes).await;
        let thread = bob.says(&[("status", "@acces Un fil\n\nTexte")]).await;
        let him = bob.reads("/api/v1/accounts/verify_credentials").await.value;
        for (deed, list) in [("favourite", "/api/v1/favourites"), ("bookmark", "/api/v1/bookmarks")] {
            ana.does(&format!("/api/v1/statuses/{{id}}/{deed}"), &thread["id"]).await;
            assert_eq!(ana.reads(list).await.value[0]["id"], thread["id"]);
            ana.does(&format!("/api/v1/statuses/{{id}}/un{deed}"), &thread["id"]).await;
            assert_eq!(ana.reads(list).await.value.as_array().map(Vec::len), Some(0));
        }
        for deed in ["pin", "unpin", "mute", "unmute"] {
            bob.does(&format!("/api/v1/statuses/{{id}}/{deed}"), &thread["id"]).await;
        }
        for (deed, list) in [("mute", "/api/v1/mutes"), ("block", "/api/v1/blocks")] {
            ana.does(&format!("/api/v1/accounts/{{id}}/{deed}"), &him["id"]).await;
            assert_eq!(ana.reads(list).await.value[0]["id"], him["id"]);
            ana.does(&format!("/api/v1/accounts/{{id}}/un{deed}"), &him["id"]).await;
        }
        for deed in ["note", "remove_from_followers"] {
            ana.does(&format!("/api/v1/accounts/{{id}}/{deed}"), &him["id"]).await;
        }
        let by = ana.of("/api/v1/statuses/{id}/favourited_by", &thread["id"]).await;
        assert_eq!(by.as_array().map(Vec::len), Some(0));
        let host = [("domain", "dakar.test")];
        for method in [Method::POST, Method::DELETE] {
            let told = ana.calls(method, "/api/v1/domain_blocks", &[], &host).await;
            assert_eq!(told.status, 200);
            ana.reads("/api/v1/domain_blocks").await;
        }
    }
}
