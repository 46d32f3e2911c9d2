//! Members' clients that are called (`docs/spec/push.md`).

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::app::{App, client};
use crate::harness::push::{Called, signed_by};
use crate::harness::{days, spec};

const PLACE: &str = "/api/v1/push/subscription";
const SERVICE: &str = "http://other.test/appel/1";

async fn subscribes(client: &App, called: &Called, more: &[(&str, &str)]) -> Value {
    let fields = called.fields(SERVICE);
    let mut fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    fields.extend_from_slice(more);
    let told = client.calls(Method::POST, PLACE, &[], &fields).await;
    assert_eq!(told.status, 200, "{}", told.value);
    told.value
}

spec! {
    // push.1, push.3, push.4
    async fn a_client_is_called_and_opens_what_it_is_called_with(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let service = world.peer("other.test").await;
        let (ana, awa) = (client(&quebec, "ana").await, client(&senegal, "awa").await);
        let note = ana.says(&[("status", "Bonjour & <bienvenue>")]).await;
        let wanted = [("q", note["uri"].as_str().expect("an id")), ("resolve", "true")];
        let found = awa.calls(Method::GET, "/api/v2/search", &[], &wanted).await.value;
        let there = &found["statuses"][0]["id"];
        let id = there.as_str().expect("an id");
        let (first, second) = (Called::new(), Called::new());
        let alerts = [("data[alerts][mention]", "true"), ("data[alerts][favourite]", "true")];
        let told = subscribes(&ana, &first, &alerts).await;
        assert_eq!(told["alerts"]["mention"], true);
        assert_eq!(told["alerts"]["reblog"], false);
        let server_key = told["server_key"].as_str().expect("a key").to_owned();
        let instance = ana.reads("/api/v2/instance").await.value;
        assert_eq!(instance["configuration"]["vapid"]["public_key"], server_key.as_str());

        awa.does("/api/v1/statuses/{id}/reblog", there).await;
        awa.does("/api/v1/statuses/{id}/favourite", there).await;
        world.settle().await;
        let [letter] = service.letters().try_into().expect("one call");
        assert_eq!((letter.path.as_str(), &letter.headers["ttl"]), ("/appel/1", &"172800".parse().expect("a value")));
        assert_eq!(letter.headers["content-encoding"], "aesgcm");
        let claims = signed_by(&letter, &server_key);
        assert_eq!(claims["aud"], "http://other.test");
        let until = claims["exp"].as_i64().expect("a time") * 1_000;
        assert!(until > world.now() && until <= world.now() + days(1), "{claims}");
        let message = first.opens(&letter);
        assert_eq!(message["access_token"], ana.token());
        assert_eq!(message["notification_type"], "favourite");
        assert!(message["title"].as_str().expect("a title").contains("soutient"), "{message}");
        assert_eq!(message["body"], "Bonjour & <bienvenue>");
        let heard = ana.of("/api/v1/notifications/{id}", &json!(message["notification_id"].to_string())).await;
        assert_eq!(heard["type"], "favourite");

        let standard = [("subscription[standard]", "true"), ("data[alerts][mention]", "1")];
        let told = subscribes(&ana, &second, &standard).await;
        assert_eq!((&told["standard"], told["server_key"].as_str()), (&json!(true), Some(server_key.as_str())));
        awa.says(&[("status", "@ana@quebec.test oui"), ("in_reply_to_id", id), ("spoiler_text", "Accord")]).await;
        world.settle().await;
        let letters = service.letters();
        assert_eq!(letters.len(), 1, "the first one is not called any more");
        assert_eq!(letters[0].headers["content-encoding"], "aes128gcm");
        signed_by(&letters[0], &server_key);
        let message = second.opens(&letters[0]);
        assert_eq!((&message["notification_type"], &message["body"]), (&json!("mention"), &json!("Accord")));

        quebec.stop().await;
        quebec.start().await;
        let told = ana.reads(PLACE).await.value;
        assert_eq!(told["server_key"], server_key.as_str(), "after a restart");
    }
}

spec! {
    // push.1, push.2, push.3
    async fn what_a_client_wants_to_hear_is_heeded_and_what_is_wrong_is_named(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let service = world.peer("other.test").await;
        let (ana, bob) = (client(&quebec, "ana").await, client(&quebec, "bob").await);
        let cleo = client(&quebec, "cleo").await;
        assert_eq!(ana.reads(PLACE).await.status, 404);
        let called = Called::new();
        let fields = called.fields(SERVICE);
        for (at, wrong) in [(0, "ftp://other.test/"), (1, "AAAA"), (1, &"B".repeat(87)), (2, "AAAA")] {
            let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            fields[at].1 = wrong;
            let told = ana.calls(Method::POST, PLACE, &[], &fields).await;
            assert_eq!(told.status, 422, "{}", told.value);
            let named = told.value["error"].as_str().expect("words").contains(fields[at].0);
            assert!(named, "{}", told.value);
        }
        let all = ("data[alerts][mention]", "true");
        subscribes(&ana, &called, &[all, ("data[policy]", "followed")]).await;
        let lookup = ana.reads("/api/v1/accounts/search?q=bob").await.value[0]["id"].clone();
        ana.does("/api/v1/accounts/{id}/follow", &lookup).await;
        let count = async |how: &str| {
            let told = ana.calls(Method::PUT, PLACE, &[], &[all, ("data[policy]", how)]).await;
            assert_eq!((told.status, &told.value["policy"]), (200, &json!(how)));
            for one in [&bob, &cleo] {
                one.says(&[("status", "@ana un mot")]).await;
            }
            world.settle().await;
            service.letters().len()
        };
        assert_eq!(count("followed").await, 1);
        assert_eq!(count("all").await, 2);
        assert_eq!(count("follower").await, 0);
        assert_eq!(count("none").await, 0);
        for field in ["data[policy]", "policy"] {
            let told = ana.calls(Method::PUT, PLACE, &[], &[(field, "some")]).await;
            assert_eq!(told.status, 422, "{}", told.value);
            assert!(told.value["details"][field].is_array(), "{}", told.value);
        }
        // What is not said stays as it was.
        for (field, policy) in [("", "none"), ("policy", "followed")] {
            let told = ana.calls(Method::PUT, PLACE, &[], &[(field, policy)]).await;
            assert_eq!((told.status, &told.value["policy"]), (200, &json!(policy)));
            assert_eq!(told.value["alerts"]["mention"], true, "{}", told.value);
        }
        let told = ana.calls(Method::PUT, PLACE, &[], &[("data[alerts][poll]", "true"), ("data[policy]", "none")]).await;
        assert_eq!(told.value["alerts"]["poll"], true, "{}", told.value);
        assert_eq!(told.value["alerts"]["mention"], false, "{}", told.value);
        assert_eq!(ana.calls(Method::DELETE, PLACE, &[], &[]).await.status, 200);
        assert_eq!(ana.reads(PLACE).await.status, 404);
        bob.says(&[("status", "@ana encore")]).await;
        world.settle().await;
        assert_eq!(service.letters().len(), 0);
    }
}

spec! {
    // push.5, push.6
    async fn a_service_that_is_away_is_called_again_and_one_that_is_gone_is_forgotten(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let service = world.peer("other.test").await;
        world.is_rude("other.test");
        let (ana, bob) = (client(&quebec, "ana").await, client(&quebec, "bob").await);
        let called = Called::new();
        let all = [("data[alerts][mention]", "true")];
        subscribes(&ana, &called, &all).await;
        service.inbox_answers(503, &[], "plus tard");
        let kept = bob.says(&[("status", "@ana un mot")]).await;
        let back = bob.says(&[("status", "@ana à reprendre")]).await;
        world.settle().await;
        assert_eq!(service.letters().len(), 2, "neither waits for the other");
        bob.deletes(&back["id"]).await;
        service.inbox_takes();
        world.advance(days(1)).await;
        let letters = service.letters();
        assert_eq!(letters.len(), 1, "what was taken back is not told");
        let message = called.opens(&letters[0]);
        assert_eq!(message["body"].as_str().map(|body| body.contains("un mot")), Some(true), "{message}");
        assert!(kept["id"].is_string());

        service.inbox_answers(503, &[], "plus tard");
        bob.says(&[("status", "@ana trop vieux")]).await;
        world.settle().await;
        assert_eq!(service.letters().len(), 1);
        service.inbox_takes();
        world.advance(days(3)).await;
        assert_eq!(service.letters().len(), 0, "it is too old");

        service.inbox_answers(410, &[], "parti");
        bob.says(&[("status", "@ana adieu")]).await;
        world.settle().await;
        assert_eq!(service.letters().len(), 1);
        assert_eq!(ana.reads(PLACE).await.status, 404, "it is forgotten");
        subscribes(&ana, &called, &all).await;
        service.inbox_takes();
        bob.says(&[("status", "@ana avant de partir")]).await;
        assert_eq!(ana.signs_out().await.status, 200);
        world.settle().await;
        assert_eq!(service.letters().len(), 0, "it ends with its token");
    }
}

spec! {
    // push.6
    async fn nobody_is_called_for_what_they_may_not_read_any_more(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let service = world.peer("other.test").await;
        world.is_rude("other.test");
        let (ana, bob) = (client(&quebec, "ana").await, client(&quebec, "bob").await);
        let (cleo, dan) = (client(&quebec, "cleo").await, client(&quebec, "dan").await);
        let called = Called::new();
        let all = [("data[alerts][mention]", "true"), ("data[alerts][status]", "true")];
        subscribes(&ana, &called, &all).await;
        let dans = dan.own_id().await;
        let heard = [("notify", "true")];
        let follow = "/api/v1/accounts/{id}/follow";
        let dans = dans.as_str().expect("an id");
        assert_eq!(ana.calls(Method::POST, follow, &[dans], &heard).await.status, 200);
        service.inbox_answers(503, &[], "plus tard");
        for (who, text) in [(&bob, "@ana de bob"), (&cleo, "@ana de cleo")] {
            who.says(&[("status", text)]).await;
        }
        dan.says(&[("status", "Aux miens"), ("visibility", "private")]).await;
        world.settle().await;
        assert_eq!(service.letters().len(), 3, "each was to be told");
        bob.does("/api/v1/accounts/{id}/block", &ana.own_id().await).await;
        ana.does("/api/v1/accounts/{id}/block", &cleo.own_id().await).await;
        dan.does("/api/v1/accounts/{id}/remove_from_followers", &ana.own_id().await).await;
        service.inbox_takes();
        world.advance(days(1)).await;
        let told: Vec<Value> = service.letters().iter().map(|letter| called.opens(letter)).collect();
        assert_eq!(told, Vec::<Value>::new());
    }
}
