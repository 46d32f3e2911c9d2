//! Members' own clients, as they come through the doors of a running node (`docs/spec/client_api.md`).

use reqwest::Method;
use serde_json::Value;

use crate::harness::app::App;
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
    // client_api.14, client_api.15, client_api.16, client_api.21, client_api.24
    async fn a_member_follows_a_salon_of_another_chapter_and_opens_a_thread_there(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        quebec.forum("acces").await;
        let (ana, awa) = (quebec.member("ana").await, senegal.member("awa").await);
        let scopes = "read write follow";
        let ana = App::new(&quebec, scopes).await.let_in_by(&ana, scopes).await;
        let awa = App::new(&senegal, scopes).await.let_in_by(&awa, scopes).await;
        let wanted = [("q", "acces@quebec.test"), ("resolve", "true")];
        let found = awa.calls(Method::GET, "/api/v1/accounts/search", &[], &wanted).await;
        let salon = &found.value[0];
        assert_eq!((&salon["acct"], &salon["group"]), (&"acces@quebec.test".into(), &true.into()));
        let relation = awa.does("/api/v1/accounts/{id}/follow", &salon["id"]).await;
        assert_eq!(relation["requested"], true);
        world.settle().await;
        let asked = [("id[]", salon["id"].as_str().expect("an id"))];
        let relation = awa.calls(Method::GET, "/api/v1/accounts/relationships", &[], &asked).await;
        assert_eq!(relation.value[0]["following"], true, "the salon has answered");

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
        let source = app.of("/api/v1/statuses/{id}/source", &opened["id"]).await;
        assert_eq!(source["text"], "Un fil\n\nMieux dit");
        let gone = app.calls(Method::DELETE, pattern, &[id], &[]).await;
        assert_eq!(gone.value["text"], "Un fil\n\nMieux dit");
        assert_eq!(app.calls(Method::GET, pattern, &[id], &[]).await.status, 404);
    }
}
