//! Log-ins that are closed, people who are suspended, and the last administrator.

use palabre_core::Audience;
use reqwest::Method;
use serde_json::json;

use super::*;
use crate::harness::spec;

spec! {
    // admin_api.6, admin_api.10, admin_api.4
    async fn a_disabled_account_is_closed_at_once_and_says_why(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let ana = admin(&quebec, "ana").await;
        let bob = member(&quebec, "bob").await;
        senegal.person("awa").await;
        let id = found(&ana, "bob").await;
        let mut browser = Browser::new(quebec.host(), quebec.address());
        let fields = [("name", "bob"), ("password", Node::PASSWORD)];
        assert_eq!(browser.submit("/connexion", &fields).await.status, 303);
        assert_eq!(browser.get("/moi").await.status, 200);
        let later = [("status", "Plus tard"), ("scheduled_at", "2027-01-01T00:00:00.000Z")];
        let due = bob.calls(Method::POST, "/api/v1/statuses", &[], &later).await;
        assert_eq!(due.status, 200, "{}", due.value);

        let why = [("text", "Trois rappels sont restés sans réponse.")];
        assert_eq!(judges(&ana, &id, "disable", &why).await.status, 200);
        assert_eq!(bob.reads("/api/v1/timelines/home").await.status, 401);
        assert_eq!(browser.get("/moi").await.status, 303, "the session is closed");
        let page = signs_in(&quebec, "bob").await;
        assert_eq!(page.status, 403, "{}", page.text);
        assert!(page.text.contains("Trois rappels"), "{}", page.text);
        let fields = [("name", "bob"), ("password", "ce n’est pas le bon")];
        let mut other = Browser::new(quebec.host(), quebec.address());
        let page = other.submit("/connexion", &fields).await;
        assert!(!page.text.contains("Trois rappels"), "only who knows the password is told");
        let told = account(&ana, &id).await;
        assert_eq!((&told["disabled"], &told["suspended"]), (&json!(true), &json!(false)));
        assert_eq!(names(&ana.reads(&format!("{NEW}?status=disabled")).await), ["bob"]);
        assert_eq!(names(&ana.reads(&format!("{OLD}?active=true&local=true")).await), ["ana"]);
        world.advance(crate::harness::days(60)).await;
        let own = quebec.somebody("bob").await.row().await;
        assert!(!quebec.holds("Plus tard</p>"), "nothing of {} is published", own.name);

        let told = does(&ana, Method::POST, &format!("{ACCOUNT}/enable"), &id).await;
        assert_eq!(told["disabled"], false);
        assert_eq!(signs_in(&quebec, "bob").await.status, 303);
        assert_eq!(bob.reads("/api/v1/timelines/home").await.status, 401, "clients are let in anew");
        let awa = found(&ana, "awa@senegal.test").await;
        let told = judges(&ana, &awa, "disable", &[]).await;
        assert_eq!(told.status, 422, "{}", told.value);
        assert!(text(&told.value["error"]).contains("autre nœud"), "{}", told.value);
        assert_eq!(judges(&ana, &id, "ban", &[]).await.status, 422);
        assert_eq!(judges(&ana, "1", "disable", &[]).await.status, 404);
    }
}

spec! {
    // admin_api.7, admin_api.11
    async fn a_suspended_member_is_read_no_more_and_can_be_deleted(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let ana = admin(&quebec, "ana").await;
        let bob = member(&quebec, "bob").await;
        let bobs = quebec.somebody("bob").await;
        let acces = quebec.forum("acces").await;
        let awa = senegal.person("awa").await;
        awa.follows(&acces).await;
        world.settle().await;
        let thread = bobs.opens(&acces, "Antennes à vendre").await;
        let note = bobs.notes("Une réclame", None, Audience::Public).await;
        world.settle().await;
        assert!(awa.sees("Antennes").in_thread(&thread).await);
        let id = found(&ana, "bob").await;
        let erased = ana.calls(Method::DELETE, ACCOUNT, &[&id], &[]).await;
        assert_eq!(erased.status, 403, "{}", erased.value);

        assert_eq!(judges(&ana, &id, "suspend", &[("text", "Réclames")]).await.status, 200);
        assert_eq!(bob.reads("/api/v1/timelines/home").await.status, 401);
        let page = signs_in(&quebec, "bob").await;
        assert!(page.status == 403 && page.text.contains("Réclames"), "{}", page.text);
        let told = account(&ana, &id).await;
        assert_eq!((&told["suspended"], &told["account"]["suspended"]), (&json!(true), &json!(true)));
        let public = ana.reads("/api/v1/timelines/public").await.value;
        assert_eq!(public, json!([]));
        let path = format!("/api/v1/accounts/{id}/statuses");
        let own = ana.calls(Method::GET, "/api/v1/accounts/{id}/statuses", &[&id], &[]).await;
        assert_eq!(own.value, json!([]), "{path}");
        let mut guest = Browser::new(quebec.host(), quebec.address());
        let shown = quebec.post(&note).await.expect("it is kept").id;
        for path in ["/@bob".to_owned(), "/".to_owned(), "/salons/acces".to_owned(), format!("/c/{shown}")] {
            let page = guest.get(&path).await;
            assert!(!page.text.contains("réclame") && !page.text.contains("Antennes"), "{path}: {}", page.text);
        }
        assert!(guest.get("/@bob").await.text.contains("suspendue"));
        assert!(awa.sees("Antennes").in_thread(&thread).await, "other nodes are not told");

        does(&ana, Method::POST, &format!("{ACCOUNT}/unsuspend"), &id).await;
        assert!(guest.get("/@bob").await.text.contains("réclame"));
        assert_eq!(list(&ana.reads("/api/v1/timelines/public").await.value).len(), 2);
        assert_eq!(signs_in(&quebec, "bob").await.status, 303);

        assert_eq!(judges(&ana, &id, "suspend", &[]).await.status, 200);
        let told = does(&ana, Method::DELETE, ACCOUNT, &id).await;
        assert_eq!((&told["username"], &told["suspended"]), (&json!("bob"), &json!(true)));
        world.settle().await;
        assert_eq!(ana.calls(Method::GET, ACCOUNT, &[&id], &[]).await.status, 404);
        assert_eq!(guest.get("/@bob").await.status, 410);
        assert!(!awa.sees("Antennes").in_thread(&thread).await, "what they wrote is deleted everywhere");
        assert!(signs_in(&quebec, "bob").await.text.contains("ne vont pas ensemble"));
    }
}

spec! {
    // admin_api.7
    async fn of_a_suspended_person_of_another_node_nothing_is_taken_or_read(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = admin(&quebec, "ana").await;
        let anas = quebec.somebody("ana").await;
        let acces = quebec.forum("acces").await;
        let thread = anas.opens(&acces, "Un IXP à Ziguinchor ?").await;
        let peer = world.peer("other.test").await;
        let (mallory, honest) = (peer.person("mallory").await, peer.person("bio").await);
        let answer = |by: &crate::harness::Actor, path: &str, words: &str| {
            let mut note = by.reply(path, thread.uri(), words, &[]);
            note["audience"] = json!(acces.uri);
            by.create(&note)
        };
        mallory.tells(&quebec, &answer(&mallory, "/notes/1", "Une réclame")).await;
        world.settle().await;
        assert!(quebec.shows("réclame", &thread).await);
        let id = found(&ana, "mallory@other.test").await;

        assert_eq!(judges(&ana, &id, "suspend", &[]).await.status, 200);
        assert!(!quebec.shows("réclame", &thread).await);
        let refused = mallory.sends(&quebec, &answer(&mallory, "/notes/2", "Encore une")).await;
        assert_eq!(refused.status, 403, "{refused:?}");
        assert!(refused.body.contains("suspended"), "{refused:?}");
        honest.tells(&quebec, &answer(&honest, "/notes/3", "Celui de Dakar")).await;
        world.settle().await;
        assert!(quebec.shows("Celui de Dakar", &thread).await, "the host is not meant");
        let own = ana.calls(Method::GET, "/api/v1/accounts/{id}/statuses", &[&id], &[]).await;
        assert_eq!(own.value, json!([]));
        assert_eq!(names(&ana.reads(&format!("{OLD}?suspended=1")).await), ["mallory"]);
        let erased = ana.calls(Method::DELETE, ACCOUNT, &[&id], &[]).await;
        assert_eq!(erased.status, 403, "they are not of this node: {}", erased.value);

        let told = does(&ana, Method::POST, &format!("{ACCOUNT}/unsuspend"), &id).await;
        assert_eq!(told["suspended"], false);
        assert!(quebec.shows("réclame", &thread).await);
        mallory.tells(&quebec, &answer(&mallory, "/notes/4", "Pardon")).await;
        world.settle().await;
        assert!(quebec.shows("Pardon", &thread).await);
    }
}

spec! {
    // admin_api.12
    async fn nobody_judges_themselves_and_an_administrator_stays(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = admin(&quebec, "ana").await;
        let own = found(&ana, "ana").await;
        for what in ["disable", "suspend"] {
            let told = judges(&ana, &own, what, &[]).await;
            assert_eq!(told.status, 422, "{what}: {}", told.value);
            assert!(text(&told.value["error"]).contains("dernière personne qui administre"), "{}", told.value);
        }
        for what in ["silence", "sensitive"] {
            let told = judges(&ana, &own, what, &[]).await;
            assert!(told.status == 422 && text(&told.value["error"]).contains("soi-même"), "{}", told.value);
        }
        let bob = quebec.member("bob").await;
        bob.administers(true).await;
        let bobs = client(&bob).await;
        let told = judges(&ana, &own, "suspend", &[]).await;
        assert!(told.status == 422 && text(&told.value["error"]).contains("soi-même"), "{}", told.value);
        assert_eq!(judges(&bobs, &own, "suspend", &[]).await.status, 200);
        assert_eq!(ana.reads(OLD).await.status, 401);
        let theirs = found(&bobs, "bob").await;
        let told = judges(&bobs, &theirs, "disable", &[]).await;
        assert!(text(&told.value["error"]).contains("dernière personne"), "{}", told.value);
        assert_eq!(account(&bobs, &theirs).await["disabled"], false);
    }
}
