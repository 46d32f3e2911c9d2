//! People who are limited, and media that are sensitive.

use reqwest::Method;
use serde_json::json;

use super::*;
use crate::harness::spec;

const PUBLIC: &str = "/api/v1/timelines/public";
const TAG: &str = "/api/v1/timelines/tag/{hashtag}";

spec! {
    // admin_api.8
    async fn what_a_limited_member_contributes_waits_and_strangers_do_not_meet_them(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = admin(&quebec, "ana").await;
        let bob = member(&quebec, "bob").await;
        let cleo = member(&quebec, "cleo").await;
        let acces = quebec.forum("acces").await.run_by(&quebec.somebody("ana").await).await;
        let anas = quebec.somebody("ana").await;
        let thread = anas.opens(&acces, "Un IXP à Ziguinchor ?").await;
        bob.says(&[("status", "Bonjour #ixp")]).await;
        let id = found(&ana, "bob").await;
        cleo.does("/api/v1/accounts/{id}/follow", &json!(id)).await;
        let change = [("discoverable", "true")];
        bob.calls(Method::PATCH, "/api/v1/accounts/update_credentials", &[], &change).await;
        let listed = |told: Told| list(&told.value).iter().any(|one| one["username"] == "bob");
        assert!(listed(cleo.reads("/api/v1/directory").await));

        assert_eq!(judges(&ana, &id, "silence", &[]).await.status, 200);
        let told = account(&ana, &id).await;
        assert_eq!((&told["silenced"], &told["account"]["limited"]), (&json!(true), &json!(true)));
        assert_eq!(names(&ana.reads(&format!("{NEW}?status=silenced")).await), ["bob"]);
        let says = |told: &Value| told.to_string().contains("Bonjour");
        assert!(!says(&ana.reads(PUBLIC).await.value));
        assert!(!says(&ana.calls(Method::GET, TAG, &["ixp"], &[]).await.value));
        assert!(says(&cleo.reads("/api/v1/timelines/home").await.value), "who follows them reads them");
        assert!(!listed(cleo.reads("/api/v1/directory").await));
        let bobs = quebec.somebody("bob").await;
        bobs.replies(&thread, "Celui de Dakar").await;
        assert!(!quebec.shows("Celui de Dakar", &thread).await);
        let held = quebec.runs(&["held", "list"]).await.done();
        assert!(held.contains("Celui de Dakar"), "{held}");

        let told = does(&ana, Method::POST, &format!("{ACCOUNT}/unsilence"), &id).await;
        assert_eq!(told["silenced"], false);
        assert!(says(&ana.reads(PUBLIC).await.value));
        assert!(listed(cleo.reads("/api/v1/directory").await));
        bobs.replies(&thread, "Un autre modèle").await;
        assert!(quebec.shows("Un autre modèle", &thread).await);
        assert!(!quebec.shows("Celui de Dakar", &thread).await, "what waits is for a moderator");
    }
}

spec! {
    // admin_api.8
    async fn what_a_limited_person_of_another_node_contributes_waits(world) {
        let play = world.followed_thread().await;
        let ana = play.quebec.member("chef").await;
        ana.administers(true).await;
        let ana = client(&ana).await;
        let id = found(&ana, "awa@senegal.test").await;
        assert_eq!(judges(&ana, &id, "silence", &[]).await.status, 200);
        let answer = play.awa.replies(&play.thread, "Celui de Dakar").await;
        world.settle().await;
        assert!(!play.quebec.shows("Celui de Dakar", &play.thread).await);
        play.ana.accepts(&answer).await.expect("a moderator lets it in");
        assert!(play.quebec.shows("Celui de Dakar", &play.thread).await);
        world.settle().await;
    }
}

spec! {
    // admin_api.9
    async fn media_of_a_sensitized_member_are_sensitive_whatever_they_say(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = admin(&quebec, "ana").await;
        let bob = member(&quebec, "bob").await;
        let picture = crate::media::picture(8, image::ImageFormat::Png, 1);
        let media = bob.uploads("/api/v2/media", "Une antenne", &picture).await;
        let with = [("status", "Une antenne"), ("media_ids[]", text(&media.value["id"]))];
        let shown = bob.says(&with).await;
        let plain = bob.says(&[("status", "Sans image")]).await;
        assert_eq!(shown["sensitive"], false);
        let id = found(&ana, "bob").await;

        assert_eq!(judges(&ana, &id, "sensitive", &[]).await.status, 200);
        let status = "/api/v1/statuses/{id}";
        assert_eq!(ana.of(status, &shown["id"]).await["sensitive"], true);
        assert_eq!(ana.of(status, &plain["id"]).await["sensitive"], false);
        assert_eq!(account(&ana, &id).await["sensitized"], true);
        assert_eq!(names(&ana.reads(&format!("{OLD}?sensitized=true")).await), ["bob"]);

        does(&ana, Method::POST, &format!("{ACCOUNT}/unsensitive"), &id).await;
        assert_eq!(ana.of(status, &shown["id"]).await["sensitive"], false);
    }
}
