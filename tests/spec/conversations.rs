//! What is said to a few alone, from clients of two nodes (`docs/spec/conversations.md`).

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::app::{App, client, text};
use crate::harness::listener::Listener;
use crate::harness::spec;

const CONVERSATIONS: &str = "/api/v1/conversations";
const ONE: &str = "/api/v1/conversations/{id}";
const READ: &str = "/api/v1/conversations/{id}/read";

async fn says_to(client: &App, text: &str, to: Option<&Value>) -> Value {
    let mut fields = vec![("status", text), ("visibility", "direct")];
    fields.extend(to.map(|id| ("in_reply_to_id", id.as_str().expect("an id"))));
    client.says(&fields).await
}

async fn kept(client: &App) -> Value {
    client.reads(CONVERSATIONS).await.value
}

spec! {
    // conversations.1, conversations.2, conversations.3, conversations.4, conversations.6, conversations.7
    async fn two_chapters_talk_alone(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let (ana, awa) = (client(&quebec, "ana").await, client(&senegal, "awa").await);
        let other = client(&senegal, "ben").await;
        let query = format!("stream=direct&access_token={}", awa.token());
        let mut told = Listener::open(senegal.address(), &query, &[]).await.expect("it opens");
        let query = format!("stream=direct&access_token={}", other.token());
        let mut another = Listener::open(senegal.address(), &query, &[]).await.expect("it opens");
        let hello = says_to(&ana, "@awa@senegal.test Bonjour", None).await;
        world.settle().await;
        let (event, heard) = told.hears(&json!(["direct"])).await;
        assert_eq!(event, "conversation");
        assert_eq!(kept(&awa).await, json!([heard]));
        assert_eq!((&heard["unread"], &heard["last_status"]["uri"]), (&json!(true), &hello["uri"]));
        assert_eq!(heard["accounts"][0]["acct"], "ana@quebec.test");
        assert_eq!(heard["accounts"].as_array().map(Vec::len), Some(1));
        let own = kept(&ana).await;
        assert_eq!((&own[0]["unread"], &own[0]["last_status"]["id"]), (&json!(false), &hello["id"]));
        assert_eq!(own[0]["accounts"][0]["acct"], "awa@senegal.test");

        let read = awa.does(READ, &heard["id"]).await;
        assert_eq!((&read["id"], &read["unread"]), (&heard["id"], &json!(false)));
        assert_eq!(kept(&awa).await, json!([read]));
        let back = says_to(&awa, "@ana@quebec.test Bonjour à vous", Some(&heard["last_status"]["id"])).await;
        world.settle().await;
        assert_eq!(told.hears(&json!(["direct"])).await.0, "conversation");
        let own = kept(&ana).await;
        assert_eq!(own.as_array().map(Vec::len), Some(1), "{own:#}");
        assert_eq!((&own[0]["unread"], &own[0]["last_status"]["uri"]), (&json!(true), &back["uri"]));

        let id = text(&heard["id"]);
        assert_eq!(kept(&other).await, json!([]));
        assert_eq!(other.calls(Method::DELETE, ONE, &[id], &[]).await.status, 404);
        assert_eq!(other.calls(Method::POST, READ, &[id], &[]).await.status, 404);
        assert_eq!(awa.calls(Method::DELETE, ONE, &[id], &[]).await.status, 200);
        assert_eq!(kept(&awa).await, json!([]));
        assert_eq!(awa.of("/api/v1/statuses/{id}", &back["id"]).await["uri"], back["uri"]);
        assert_eq!(kept(&ana).await, own);

        let aside = says_to(&other, "@awa Entre nous", None).await;
        world.settle().await;
        assert_eq!(told.hears(&json!(["direct"])).await.1["last_status"]["uri"], aside["uri"]);
        let first = another.hears(&json!(["direct"])).await.1;
        assert_eq!(first["last_status"]["uri"], aside["uri"], "of others' he has heard nothing");
        awa.does("/api/v1/accounts/{id}/mute", &kept(&awa).await[0]["accounts"][0]["id"]).await;
        assert_eq!(kept(&awa).await, json!([]));
        says_to(&other, "@awa Encore moi", None).await;
        world.settle().await;
        let last = says_to(&ana, "@awa@senegal.test Et moi", None).await;
        world.settle().await;
        let heard = told.hears(&json!(["direct"])).await.1;
        assert_eq!(heard["last_status"]["uri"], last["uri"], "of whom she mutes she hears nothing");
    }
}

spec! {
    // conversations.6
    async fn conversations_are_read_a_page_at_a_time(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (ana, _) = (client(&quebec, "ana").await, client(&quebec, "ben").await);
        let mut said = Vec::new();
        for number in 0..5 {
            said.push(says_to(&ana, &format!("@ben Numéro {number}"), None).await["id"].clone());
        }
        said.reverse();
        let last = |page: &Value| -> Vec<Value> {
            let page = page.as_array().expect("a list").iter();
            page.map(|one| one["last_status"]["id"].clone()).collect()
        };
        assert_eq!(last(&kept(&ana).await), said);
        let path = format!("{CONVERSATIONS}?limit=2&max_id={}", text(&said[1]));
        assert_eq!(last(&ana.reads(&path).await.value), said[2..4]);
        let path = format!("{CONVERSATIONS}?limit=2&min_id={}", text(&said[4]));
        assert_eq!(last(&ana.reads(&path).await.value), said[2..4]);
        let path = format!("{CONVERSATIONS}?limit=2&since_id={}", text(&said[4]));
        assert_eq!(last(&ana.reads(&path).await.value), said[0..2]);
    }
}
