//! What comes twice is done once: delivery.19, posting.4.

use serde_json::json;

use crate::harness::{Thread, spec};

spec! {
    // delivery.19: from ten connections at once
    async fn a_letter_that_comes_ten_times_at_once_has_one_effect(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = quebec.person("ana").await;
        let acces = quebec.forum("acces").await.run_by(&ana).await;
        let peer = world.peer("mastodon.test").await;
        let (bob, eve) = (peer.person("bob").await, peer.person("eve").await);
        for one in [&bob, &eve] {
            let id = format!("/follow/{}", one.name);
            one.tells(&quebec, &one.activity("Follow", &id, json!(acces.uri))).await;
        }
        let thread: Thread = ana.opens(&acces, "Un fil").await;
        world.settle().await;
        peer.letters();

        let create = bob.create(&bob.reply("/notes/1", thread.uri(), "Une fois", &[&acces.uri]));
        let like = bob.public("Like", "/likes/1", json!(thread.uri()));
        let copies = (0..20).map(|number| {
            let letter = if number % 2 == 0 { &create } else { &like };
            bob.sends(&quebec, letter)
        });
        for answer in futures::future::join_all(copies).await {
            assert_eq!(answer.status, 202, "{answer:?}");
        }
        world.settle().await;
        let page = quebec.page(&thread).await;
        assert_eq!(page.iter().filter(|one| one.html.contains("Une fois")).count(), 1);
        assert_eq!(quebec.post(thread.root()).await.expect("the root").likes, 1);
        assert_eq!(peer.letters_of("Announce").len(), 2, "the reply and the support, once each");

        quebec.stop().await;
        quebec.start().await;
        bob.tells(&quebec, &create).await;
        bob.tells(&quebec, &like).await;
        world.settle().await;
        assert_eq!(quebec.page(&thread).await.len(), 2);
        assert!(peer.letters().is_empty(), "nothing is announced again");
    }
}
