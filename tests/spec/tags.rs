//! Hashtags that members follow (`docs/spec/tags.md`).

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::app::client;
use crate::harness::listener::Listener;
use crate::harness::spec;

const TAG: &str = "/api/v1/tags/{name}";
const FOLLOW: &str = "/api/v1/tags/{name}/follow";
const UNFOLLOW: &str = "/api/v1/tags/{name}/unfollow";
const FOLLOWED: &str = "/api/v1/followed_tags";
const FEATURED: &str = "/api/v1/featured_tags";
const HOME: &str = "/api/v1/timelines/home";

fn uris(list: &Value) -> Vec<Value> {
    let list = list.as_array().expect("a list").iter();
    list.map(|one| one["uri"].clone()).collect()
}

spec! {
    // tags.1, tags.2, tags.3, tags.5
    async fn what_strangers_say_with_a_hashtag_comes_home(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        quebec.forum("acces").await;
        let (ana, awa) = (client(&quebec, "ana").await, client(&senegal, "awa").await);
        let ben = client(&senegal, "ben").await;
        let salon = ben.follows("acces@quebec.test").await;
        world.settle().await;

        let before = awa.of(TAG, &json!("Éducation")).await;
        assert_eq!((&before["name"], &before["following"]), (&json!("education"), &json!(false)));
        let followed = awa.does(FOLLOW, &json!("Éducation")).await;
        assert_eq!(followed["following"], true);
        assert_eq!(awa.reads(FOLLOWED).await.value, json!([followed]));
        assert_eq!(ben.reads(FOLLOWED).await.value, json!([]));

        let query = format!("stream=user&access_token={}", awa.token());
        let mut told = Listener::open(senegal.address(), &query, &[]).await.expect("it opens");
        let opened = ana.says(&[("status", "@acces Un #Éducation pour tous\n\nTexte")]).await;
        ana.says(&[("status", "@acces Autre chose\n\nTexte")]).await;
        world.settle().await;
        let (event, heard) = told.hears(&json!(["user"])).await;
        assert_eq!((event.as_str(), &heard["uri"]), ("update", &opened["uri"]));
        let home = awa.reads(HOME).await.value;
        assert_eq!(home, json!([heard]), "the thread alone, by its author");
        assert_eq!(home[0]["group"]["id"], salon);
        let tag = awa.of(TAG, &json!("education")).await;
        let today = (&tag["history"][0]["uses"], &tag["history"][0]["accounts"]);
        assert_eq!(today, (&json!("1"), &json!("1")));
        assert_eq!(tag["history"].as_array().map(Vec::len), Some(7));
        let found = awa.reads("/api/v2/search?q=educ&type=hashtags").await.value;
        assert_eq!(found["hashtags"], json!([tag]), "as it is found");

        assert_eq!(awa.does(UNFOLLOW, &json!("education")).await["following"], false);
        assert_eq!(awa.reads(HOME).await.value, json!([]));
        let ours = ben.says(&[("status", "Notre #education")]).await;
        awa.does(FOLLOW, &json!("education")).await;
        let home = awa.reads(HOME).await.value;
        assert_eq!(uris(&home), [ours["uri"].clone(), opened["uri"].clone()]);
    }
}

spec! {
    // tags.1
    async fn what_is_no_hashtag_is_absent(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = client(&quebec, "ana").await;
        for wrong in ["2026", "deux mots", "a-b", "%23"] {
            let told = ana.calls(Method::POST, FOLLOW, &[wrong], &[]).await;
            assert_eq!(told.status, 404, "{wrong}");
            assert_eq!(ana.calls(Method::GET, TAG, &[wrong], &[]).await.status, 404, "{wrong}");
        }
        assert_eq!(ana.reads(FOLLOWED).await.value, json!([]));
    }
}

spec! {
    // tags.6, tags.7
    async fn a_member_shows_what_they_write_about(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = client(&quebec, "ana").await;
        let said = ana.says(&[("status", "Un mot de #réseau")]).await;
        let suggested = ana.reads("/api/v1/featured_tags/suggestions").await.value;
        assert_eq!(suggested[0]["name"], "reseau");
        let fields = [("name", "réseau")];
        let made = ana.calls(Method::POST, FEATURED, &[], &fields).await.value;
        assert_eq!((&made["name"], &made["statuses_count"]), (&json!("reseau"), &json!("1")));
        let of_account = "/api/v1/accounts/{id}/featured_tags";
        assert_eq!(ana.of(of_account, &said["account"]["id"]).await, json!([made]));
        assert_eq!(ana.reads(FEATURED).await.value, json!([made]));
        assert_eq!(ana.of(TAG, &json!("reseau")).await["featuring"], true);
        let tag = ana.does("/api/v1/tags/{id}/unfeature", &json!("reseau")).await;
        assert_eq!(tag["featuring"], false);
        let tag = ana.does("/api/v1/tags/{id}/feature", &json!("reseau")).await;
        assert_eq!(tag["featuring"], true);
        let made = ana.reads(FEATURED).await.value[0]["id"].clone();
        let id = made.as_str().expect("an id");
        let path = "/api/v1/featured_tags/{id}";
        assert_eq!(ana.calls(Method::DELETE, path, &[id], &[]).await.status, 200);
        assert_eq!(ana.calls(Method::DELETE, path, &[id], &[]).await.status, 404);
        assert_eq!(ana.reads(FEATURED).await.value, json!([]));
    }
}
