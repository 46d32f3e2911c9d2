//! The same by command.

use super::*;
use crate::harness::spec;

spec! {
    // admin_api.19, admin_api.12
    async fn whoever_runs_the_node_decides_the_same_by_command(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let ana = quebec.member("ana").await;
        quebec.member("bob").await;
        senegal.person("awa").await;
        quebec.runs(&["account", "role", "ana", "admin"]).await.done();
        let anas = client(&ana).await;
        let id = found(&anas, "bob").await;
        let awa = found(&anas, "awa@senegal.test").await;
        let last = quebec.runs(&["account", "role", "ana", "member"]).await.refused();
        assert!(last.contains("dernière personne"), "{last}");
        let last = quebec.runs(&["account", "disable", "ana", "--reason", "Départ"]).await.refused();
        assert!(last.contains("dernière personne"), "{last}");

        let said = quebec.runs(&["account", "disable", "bob", "--reason", "Réclames"]).await.done();
        assert!(said.contains("@bob"), "{said}");
        assert_eq!(account(&anas, &id).await["disabled"], true);
        assert!(signs_in(&quebec, "bob").await.text.contains("Réclames"));
        let listed = quebec.runs(&["account", "list"]).await.done();
        assert!(listed.contains("fermé à la connexion"), "{listed}");
        quebec.runs(&["account", "enable", "bob"]).await.done();
        assert_eq!(account(&anas, &id).await["disabled"], false);
        quebec.runs(&["account", "suspend", "@awa@senegal.test", "--reason", "Réclames"]).await.done();
        assert_eq!(account(&anas, &awa).await["suspended"], true);
        quebec.runs(&["account", "unsuspend", "@awa@senegal.test"]).await.done();
        assert_eq!(account(&anas, &awa).await["suspended"], false);
        let far = quebec.runs(&["account", "disable", "@awa@senegal.test", "--reason", "x"]).await.refused();
        assert!(far.contains("autre nœud"), "{far}");
        quebec.runs(&["account", "role", "bob", "admin"]).await.done();
        quebec.runs(&["account", "role", "ana", "member"]).await.done();
        assert_eq!(anas.reads(NEW).await.status, 403);
        let odd = quebec.runs(&["account", "role", "bob", "roi"]).await;
        assert_eq!(odd.code, 2, "{odd:?}");
    }
}
