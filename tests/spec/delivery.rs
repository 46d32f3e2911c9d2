//! Letters out and in: docs/spec/delivery.md.

use crate::harness::{hours, spec};

spec! {
    // delivery.3
    async fn a_reply_reaches_a_peer_that_was_down(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let ana = quebec.person("ana").await;
        let awa = senegal.person("awa").await;
        let acces = quebec.forum("acces").await.run_by(&ana).await;
        awa.follows(&acces).await;
        world.settle().await;
        let thread = ana.opens(&acces, "Un IXP à Ziguinchor ?").await;
        world.settle().await;
        assert!(awa.sees("Ziguinchor").in_thread(&thread).await);

        world.network().cut(&quebec, &senegal);
        ana.replies(&thread, "Quel modèle ?").await;
        world.settle().await;
        assert!(!awa.sees("Quel modèle ?").in_thread(&thread).await);

        world.network().mend();
        world.advance(hours(6)).await;
        assert!(awa.sees("Quel modèle ?").in_thread(&thread).await);
        world.agrees_on(&thread).await;
    }
}
