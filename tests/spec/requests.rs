//! Members who answer each follow themselves (`docs/spec/profiles.md`).

use palabre_core::Audience;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::app::{ALL, App};
use crate::harness::browser::Browser;
use crate::harness::{Node, Person, spec};

const CHANGE: &str = "/api/v1/accounts/update_credentials";
const REQUESTS: &str = "/api/v1/follow_requests";
const AUTHORIZE: &str = "/api/v1/follow_requests/{account_id}/authorize";
const REJECT: &str = "/api/v1/follow_requests/{account_id}/reject";

async fn locks(client: &App, yes: &str) {
    let told = client
        .calls(Method::PATCH, CHANGE, &[], &[("locked", yes)])
        .await;
    assert_eq!(told.status, 200, "{}", told.value);
}

async fn tie(client: &App, id: &Value) -> Value {
    let id = id.as_str().expect("an id");
    let path = format!("/api/v1/accounts/relationships?id[]={id}");
    client.reads(&path).await.value[0].clone()
}

async fn accts(client: &App) -> Vec<Value> {
    let list = client.reads(REQUESTS).await.value;
    let list = list.as_array().expect("a list").iter();
    list.map(|one| one["acct"].clone()).collect()
}

async fn heard(client: &App) -> Vec<Value> {
    let list = client.reads("/api/v1/notifications").await.value;
    let list = list.as_array().expect("a list").iter();
    list.map(|one| one["type"].clone()).collect()
}

spec! {
    // profiles.12, profiles.13
    async fn a_follow_of_a_locked_member_waits_for_their_answer(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let ana = quebec.member("ana").await;
        let people = [quebec.member("bob").await, senegal.member("awa").await];
        let anas = App::by(&ana, ALL).await;
        locks(&anas, "true").await;
        let bob = App::by(&people[0], ALL).await;
        let awa = App::by(&people[1], ALL).await;
        let (here, there) = (bob.finds("ana").await, awa.finds("ana@quebec.test").await);
        for (client, ana) in [(&bob, &here), (&awa, &there)] {
            let tie = client.does("/api/v1/accounts/{id}/follow", ana).await;
            assert_eq!((&tie["following"], &tie["requested"]), (&json!(false), &json!(true)));
        }
        world.settle().await;
        assert_eq!(accts(&anas).await, [json!("awa@senegal.test"), json!("bob")]);
        assert_eq!(heard(&anas).await, ["follow_request", "follow_request"]);
        let me = anas.reads("/api/v1/accounts/verify_credentials").await.value;
        assert_eq!((&me["source"]["follow_requests_count"], &me["followers_count"]), (&json!(2), &json!(0)));
        let said = ana.notes("Entre nous", None, Audience::Followers).await;
        world.settle().await;
        for client in [&bob, &awa] {
            assert_eq!(client.reads("/api/v1/timelines/home").await.value, json!([]));
        }
        assert!(!senegal.holds_post(said.uri().to_owned()).await);

        let bobs = anas.finds("bob").await;
        assert_eq!(tie(&anas, &bobs).await["requested_by"], true);
        let tied = anas.does(AUTHORIZE, &bobs).await;
        assert_eq!((&tied["followed_by"], &tied["requested_by"]), (&json!(true), &json!(false)));
        assert_eq!(tie(&bob, &here).await["following"], true);
        let home = bob.reads("/api/v1/timelines/home").await.value;
        assert_eq!(home[0]["uri"], said.uri());
        let other = anas.finds("awa@senegal.test").await;
        anas.does(REJECT, &other).await;
        world.settle().await;
        let tied = tie(&awa, &there).await;
        assert_eq!((&tied["following"], &tied["requested"]), (&json!(false), &json!(false)));
        assert_eq!(accts(&anas).await, Vec::<Value>::new());
        assert_eq!(heard(&anas).await, ["follow"]);
        let id = other.as_str().expect("an id");
        assert_eq!(anas.calls(Method::POST, AUTHORIZE, &[id], &[]).await.status, 404);
    }
}

spec! {
    // profiles.12, profiles.13, profiles.14
    async fn a_page_without_a_script_answers_and_an_open_door_lets_everybody_in(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let (ana, awa) = (quebec.member("ana").await, senegal.member("awa").await);
        let (early, late) = (senegal.member("early").await, senegal.member("late").await);
        early.watches("@ana@quebec.test").await;
        world.settle().await;
        let anas = App::by(&ana, ALL).await;
        locks(&anas, "true").await;
        world.settle().await;
        for one in [&awa, &late] {
            one.watches("@ana@quebec.test").await;
        }
        world.settle().await;
        assert_eq!(accts(&anas).await.len(), 2);
        let mut browser = Browser::new(quebec.host(), quebec.address());
        let fields = [("name", "ana"), ("password", Node::PASSWORD)];
        assert_eq!(browser.submit("/connexion", &fields).await.status, 303);
        assert!(browser.get("/moi").await.text.contains("/moi/demandes"));
        let page = browser.get("/moi/demandes").await;
        assert!(page.text.contains("@awa@senegal.test") && page.text.contains("@late@senegal.test"));
        let id = anas.finds("awa@senegal.test").await;
        let path = format!("/moi/demandes/{}/accepter", id.as_str().expect("an id"));
        let page = browser.sends("/moi/demandes", &path, &[]).await;
        assert_eq!((page.status, page.location.as_str()), (303, "/moi/demandes"));
        world.settle().await;
        let said = ana.notes("Entre nous", None, Audience::Followers).await;
        world.settle().await;
        let reads = async |person: &Person| {
            let client = App::by(person, ALL).await;
            let home = client.reads("/api/v1/timelines/home").await.value;
            home.as_array().expect("a list").iter().any(|one| one["uri"] == said.uri())
        };
        assert!(reads(&awa).await && reads(&early).await && !reads(&late).await);
        locks(&anas, "false").await;
        world.settle().await;
        assert_eq!(accts(&anas).await, Vec::<Value>::new());
        let lates = App::by(&late, ALL).await;
        let there = lates.finds("ana@quebec.test").await;
        assert_eq!(tie(&lates, &there).await["following"], true);
    }
}
