//! Hosts and how far they are trusted: docs/spec/peering.md.

use palabre_core::peering::Level;
use serde_json::json;

use crate::harness::node::NodeOptions;
use crate::harness::world::Followed;
use crate::harness::{minutes, spec};

spec! {
    // peering.1
    async fn in_allowlist_only_allowed_hosts_exchange_letters(world) {
        let closed = NodeOptions { allowlist: true, ..NodeOptions::default() };
        let quebec = world.node("quebec.test", closed).await;
        let acces = quebec.forum("acces").await;
        let bob = world.peer("good.test").await.person("bob").await;
        let follow = bob.activity("Follow", "/follow/1", json!(acces.uri));
        let answer = bob.sends(&quebec, &follow).await;
        assert_eq!(answer.status, 403);
        assert!(answer.words().contains("good.test"), "{}", answer.words());
        assert_eq!(bob.peer.reads(), Vec::<String>::new(), "not even its key is asked for");

        quebec.trusts("good.test", Level::Allow).await;
        bob.tells(&quebec, &follow).await;
        world.settle().await;
        assert_eq!(bob.peer.letters_of("Accept").len(), 1);
    }
}

spec! {
    // peering.3, peering.6, peering.12
    async fn a_blocked_host_is_refused_and_gets_nothing_until_it_is_allowed_again(world) {
        let Followed { quebec, senegal, ana, awa, acces, thread } = world.followed_thread().await;

        quebec.trusts("senegal.test", Level::Block).await;
        world.is_rude("quebec.test");
        world.is_rude("senegal.test");
        ana.replies(&thread, "Sans eux").await;
        let lost = awa.replies(&thread, "Sans nous").await;
        world.settle().await;
        assert!(!senegal.shows("Sans eux", &thread).await);
        assert!(!quebec.shows("Sans nous", &thread).await);
        let words = senegal.refused().await[0].words.clone();
        assert!(words.starts_with("403") && words.contains("senegal.test is blocked"), "{words}");
        assert!(quebec.is_followed(&acces, &awa.uri()).await, "blocking ends no follow");
        let own = awa.page(&thread).await;
        let own = own.iter().find(|one| one.uri == lost.uri()).expect("awa sees it");
        assert_eq!(own.state, "refused", "it waits for nobody");
        assert!(own.reason.as_deref().is_some_and(|reason| reason.contains("is blocked")));

        quebec.trusts("senegal.test", Level::Allow).await;
        ana.replies(&thread, "Avec eux").await;
        world.settle().await;
        assert!(senegal.shows("Avec eux", &thread).await);
        world.advance(minutes(1)).await;
        assert!(senegal.shows("Sans eux", &thread).await, "what was kept out comes");
        assert!(!quebec.shows("Sans nous", &thread).await, "what was refused stays refused");
        let own = awa.page(&thread).await;
        let own = own.iter().find(|one| one.uri == lost.uri()).expect("awa sees it");
        assert_eq!(own.state, "refused");
    }
}

spec! {
    // peering.4, moderation.6, moderation.7
    async fn what_comes_from_a_limited_host_is_held(world) {
        let Followed { quebec, senegal, ana, awa, thread, .. } = world.followed_thread().await;
        quebec.trusts("senegal.test", Level::Limit).await;
        let (kept, refused) =
            (awa.replies(&thread, "À garder").await, awa.replies(&thread, "À refuser").await);
        world.settle().await;
        assert!(!quebec.shows("garder", &thread).await);
        assert!(ana.sees("garder").in_thread(&thread).await, "a moderator reads it");

        ana.accepts(&kept).await.expect("ana moderates");
        ana.refuses(&refused, "Hors charte").await.expect("ana moderates");
        world.settle().await;
        assert!(quebec.shows("garder", &thread).await);
        assert!(senegal.shows("garder", &thread).await, "its own node hears that it counts");
        assert!(!quebec.shows("refuser", &thread).await);
        let own = awa.page(&thread).await;
        let own = own.iter().find(|one| one.uri == refused.uri()).expect("awa sees it");
        assert_eq!(own.state, "refused");
        assert!(own.reason.as_deref().is_some_and(|reason| reason.contains("Hors charte")));
        world.agrees_on(&thread).await;
    }
}

spec! {
    // peering.5, delivery.22
    async fn in_allowlist_documents_are_for_signed_requests_of_allowed_hosts(world) {
        let closed = NodeOptions { allowlist: true, ..NodeOptions::default() };
        let quebec = world.node("quebec.test", closed).await;
        let [senegal, benin] = world.nodes(["senegal.test", "benin.test"]).await;
        let acces = quebec.forum("acces").await;
        for open in [
            "/ap/actor",
            "/.well-known/webfinger?resource=acct:acces@quebec.test",
            "/.well-known/nodeinfo",
            "/.well-known/host-meta",
        ] {
            assert_eq!(quebec.reads(open).await.status, 200, "{open}");
        }
        assert_eq!(quebec.reads(&acces.uri).await.status, 401);
        quebec.trusts("senegal.test", Level::Allow).await;
        assert!(senegal.federation().find_forum(&acces.handle).await.is_ok());
        assert!(benin.federation().find_forum(&acces.handle).await.is_err());
    }
}

spec! {
    // moderation.6, moderation.7, ledger.9
    async fn in_a_moderated_forum_nothing_shows_before_a_moderator_has_read_it(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let (ana, awa) = (quebec.person("ana").await, senegal.person("awa").await);
        let forum = quebec.moderated_forum("relu").await.run_by(&ana).await;
        awa.follows(&forum).await;
        world.settle().await;
        let thread = ana.opens(&forum, "Un fil relu").await;
        world.settle().await;
        let reply = awa.replies(&thread, "En attente").await;
        world.settle().await;
        assert!(!quebec.shows("En attente", &thread).await);
        ana.accepts(&reply).await.expect("ana moderates");
        world.settle().await;
        assert!(senegal.shows("En attente", &thread).await);
        world.agrees_on(&thread).await;
    }
}
