//! Members' own clients, as they come through the doors of a running node (`docs/spec/client_api.md`).

use crate::harness::app::App;
use crate::harness::spec;

spec! {
    // client_api.1, client_api.4, client_api.7, client_api.13
    async fn a_client_is_let_in_reads_who_it_is_and_signs_out(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = quebec.member("ana").await;
        let app = App::of(&quebec, "read write follow push").await;
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
        let app = App::of(&quebec, "read").await;
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
