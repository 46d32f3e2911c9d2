//! What members' clients find by its words, in posts of other nodes too (`docs/spec/search.md`).

use reqwest::Method;
use serde_json::Value;

use crate::harness::app::App;
use crate::harness::spec;

/// The addresses of the statuses that a question finds.
async fn finds(app: &App, question: &str) -> Vec<Value> {
    let wanted = [("q", question), ("type", "statuses")];
    let found = app.calls(Method::GET, "/api/v2/search", &[], &wanted).await;
    assert_eq!(found.status, 200, "{}", found.value);
    let found = found.value["statuses"].as_array().expect("a list").clone();
    found.into_iter().map(|one| one["uri"].clone()).collect()
}

spec! {
    // search.1, search.2, search.3, search.4
    async fn what_another_chapter_writes_is_found_by_whom_it_is_for(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let scopes = "read write follow";
        let (ana, bob, awa) = (quebec.member("ana").await, quebec.member("bob").await, senegal.member("awa").await);
        let ana = App::by(&ana, scopes).await;
        let bob = App::by(&bob, scopes).await;
        let awa = App::by(&awa, scopes).await;
        let wanted = [("q", "awa@senegal.test"), ("resolve", "true")];
        let her = ana.calls(Method::GET, "/api/v1/accounts/search", &[], &wanted).await;
        ana.does("/api/v1/accounts/{id}/follow", &her.value[0]["id"]).await;
        world.settle().await;
        let open = awa.says(&[("status", "Les câbles du marché")]).await;
        let closed = awa.says(&[("status", "Un câble pour nous"), ("visibility", "private")]).await;
        world.settle().await;
        assert_eq!(finds(&ana, "cable").await, [closed["uri"].clone(), open["uri"].clone()]);
        assert_eq!(finds(&bob, "cable").await, [open["uri"].clone()]);
        assert_eq!(finds(&bob, "câbles from:awa@senegal.test").await, [open["uri"].clone()]);
        let id = open["id"].as_str().expect("an id");
        let pattern = "/api/v1/statuses/{id}";
        awa.calls(Method::PUT, pattern, &[id], &[("status", "Les antennes du marché")]).await;
        world.settle().await;
        assert!(finds(&bob, "cable").await.is_empty());
        assert_eq!(finds(&bob, "antenne").await, [open["uri"].clone()]);
        awa.calls(Method::DELETE, pattern, &[id], &[]).await;
        world.settle().await;
        assert!(finds(&bob, "antenne").await.is_empty());
    }
}
