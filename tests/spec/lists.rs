//! Lists of those whom members follow, salons of other nodes too (`docs/spec/lists.md`).

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::app::{client, text};
use crate::harness::listener::{Events, Listener};
use crate::harness::spec;

const LISTS: &str = "/api/v1/lists";
const ONE: &str = "/api/v1/lists/{id}";
const ACCOUNTS: &str = "/api/v1/lists/{id}/accounts";
const TIMELINE: &str = "/api/v1/timelines/list/{list_id}";

/// The addresses of what a list or a home shows; of a boost, those of what it holds.
fn shown(list: &Value) -> Vec<Value> {
    let list = list.as_array().expect("a list").iter();
    let of = |one: &Value| match &one["reblog"] {
        Value::Null => one["uri"].clone(),
        held => held["uri"].clone(),
    };
    list.map(of).collect()
}

spec! {
    // lists.1, lists.2, lists.4, lists.6
    async fn a_list_of_salons_is_a_dashboard(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        quebec.forum("acces").await;
        let (ana, awa) = (client(&quebec, "ana").await, client(&senegal, "awa").await);
        let other = client(&senegal, "ben").await;
        let salon = awa.follows("acces@quebec.test").await;
        let author = awa.follows("ana@quebec.test").await;
        let fields = [("title", "Salons"), ("replies_policy", "none")];
        let list = awa.calls(Method::POST, LISTS, &[], &fields).await.value;
        assert_eq!((&list["title"], &list["replies_policy"]), (&json!("Salons"), &json!("none")));
        let id = text(&list["id"]);
        let named = [("account_ids[]", text(&salon))];
        assert_eq!(awa.calls(Method::POST, ACCOUNTS, &[id], &named).await.status, 200);
        let with = awa.of("/api/v1/accounts/{id}/lists", &salon).await;
        assert_eq!(with, json!([list]));
        assert_eq!(awa.of("/api/v1/accounts/{id}/lists", &author).await, json!([]));
        world.settle().await;

        let query = format!("stream=list&list={id}&access_token={}", awa.token());
        let mut told = Listener::open(senegal.address(), &query, &[]).await.expect("it opens");
        let stream = json!(["list", id]);
        let opened = ana.says(&[("status", "@acces Un IXP à Ziguinchor ?\n\nQuel modèle ?")]).await;
        let beside = ana.says(&[("status", "Hors de tout salon")]).await;
        world.settle().await;
        let (event, heard) = told.hears(&stream).await;
        assert_eq!((event.as_str(), &heard["reblog"]["uri"]), ("update", &opened["uri"]));
        let dashboard = awa.of(TIMELINE, &list["id"]).await;
        assert_eq!(dashboard, json!([heard]), "the thread alone, as its salon passes it on");
        assert_eq!(dashboard[0]["account"]["id"], salon);
        let home = awa.reads("/api/v1/timelines/home").await.value;
        assert_eq!(shown(&home), [beside["uri"].clone(), opened["uri"].clone()]);

        let aside = [("exclusive", "true")];
        let list = awa.calls(Method::PUT, ONE, &[id], &aside).await.value;
        assert_eq!((&list["title"], &list["exclusive"]), (&json!("Salons"), &json!(true)));
        let home = awa.reads("/api/v1/timelines/home").await.value;
        assert_eq!(shown(&home), [beside["uri"].clone()]);
        ana.deletes(&opened["id"]).await;
        world.settle().await;
        assert_eq!(told.hears(&stream).await.0, "delete");

        for method in [Method::GET, Method::PUT, Method::DELETE] {
            assert_eq!(other.calls(method, ONE, &[id], &[]).await.status, 404);
        }
        for pattern in [ACCOUNTS, TIMELINE] {
            assert_eq!(other.calls(Method::GET, pattern, &[id], &[]).await.status, 404);
        }
        awa.does("/api/v1/accounts/{id}/unfollow", &salon).await;
        assert_eq!(awa.of(ACCOUNTS, &list["id"]).await, json!([]));
        assert_eq!(awa.calls(Method::DELETE, ONE, &[id], &[]).await.status, 200);
        assert_eq!(awa.reads(LISTS).await.value, json!([]));
    }
}

spec! {
    // lists.8
    async fn a_list_is_told_to_its_owner_alone(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (ana, bob) = (client(&quebec, "ana").await, client(&quebec, "bob").await);
        let author = bob.follows("ana").await;
        let list = bob.calls(Method::POST, LISTS, &[], &[("title", "Amis")]).await.value;
        let id = text(&list["id"]);
        let named = [("account_ids[]", text(&author))];
        bob.calls(Method::POST, ACCOUNTS, &[id], &named).await;
        let at = quebec.address();
        let own = format!("stream=list&list={id}&access_token={}", bob.token());
        let mut own = Listener::open(at, &own, &[]).await.expect("it opens");
        let user = format!("stream=user&access_token={}", ana.token());
        let mut user = Listener::open(at, &user, &[]).await.expect("it opens");
        let wanted = json!({ "type": "subscribe", "stream": "list", "list": id });
        user.says(&wanted).await;
        assert_eq!(user.next().await.expect("a message")["status"], 404);
        let path = format!("/api/v1/streaming/list?list={id}");
        let (head, _) = Events::open(at, &path, ana.token()).await;
        assert!(head.starts_with("http/1.1 404"), "{head}");
        let (head, _) = Events::open(at, "/api/v1/streaming/list", bob.token()).await;
        assert!(head.starts_with("http/1.1 422"), "{head}");
        let (head, mut events) = Events::open(at, &path, bob.token()).await;
        assert!(head.starts_with("http/1.1 200"), "{head}");

        let fields = [("status", "Aux miens"), ("visibility", "private")];
        let said = ana.says(&fields).await;
        let (event, told) = own.hears(&json!(["list", id])).await;
        assert_eq!((event.as_str(), &told["uri"]), ("update", &said["uri"]));
        assert_eq!(events.next().await.expect("an event").0, "update");
        let (_, told) = user.hears(&json!(["user"])).await;
        assert_eq!(told["uri"], said["uri"], "and nothing of another's list");

        bob.does("/api/v1/accounts/{id}/mute", &author).await;
        ana.says(&[("status", "Sourdine")]).await;
        bob.does("/api/v1/accounts/{id}/unmute", &author).await;
        let said = ana.says(&[("status", "De nouveau")]).await;
        let (_, told) = own.hears(&json!(["list", id])).await;
        assert_eq!(told["uri"], said["uri"]);
    }
}
