//! Hashtags as clients follow them.

use super::*;

const FOLLOWED: &str = "/api/v1/followed_tags";

fn names(list: &Value) -> Vec<&str> {
    let list = list.as_array().expect("a list").iter();
    list.map(|one| one["name"].as_str().expect("a name"))
        .collect()
}

// tags.1, tags.2
#[tokio::test]
async fn hashtags_that_are_followed_are_paged_by_places_of_their_list() {
    let node = Node::new().await;
    node.account("ana").await;
    let mut ana = Member::of(&node, "ana").await;
    for name in ["un", "deux", "trois"] {
        let tag = ana.posts(&format!("/api/v1/tags/{name}/follow"), &[]).await;
        assert_eq!(tag["following"], true);
    }
    assert_eq!(names(&ana.reads(FOLLOWED).await), ["trois", "deux", "un"]);
    let page = ana.browser.get(&format!("{FOLLOWED}?limit=2")).await;
    assert_eq!(names(&read(&page)), ["trois", "deux"]);
    let link = page.header("link");
    let next = link.split(['<', '>']).nth(1).expect("an address");
    let next = next.strip_prefix(node.app.core.base().origin());
    let next = next.expect("our address").to_owned();
    assert_eq!(names(&ana.reads(&next).await), ["un"]);
    let guest = client(&node).get("/api/v1/tags/un").await;
    assert_eq!(read(&guest)["following"], Value::Null);
    for scopes in ["read:statuses write:statuses", "read:lists"] {
        let narrow = token_of(&node, "ana", scopes).await;
        let mut narrow = bearer(&node, &narrow);
        for page in [
            narrow.get(FOLLOWED).await,
            narrow.post("/api/v1/tags/un/unfollow", &[]).await,
        ] {
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{scopes}");
        }
    }
    assert_eq!(ana.reads(FOLLOWED).await.as_array().map(Vec::len), Some(3));
}

const FEATURED: &str = "/api/v1/featured_tags";

// tags.6, tags.7
#[tokio::test]
async fn hashtags_that_are_shown_stand_on_the_page_and_in_the_account() {
    let node = Node::new().await;
    let person = node.account("ana").await;
    node.salon("acces", None).await;
    let mut ana = Member::of(&node, "ana").await;
    ana.says("@acces Un #Réseau et des #câbles\n\nTexte").await;
    let suggested = format!("{FEATURED}/suggestions");
    assert_eq!(names(&ana.reads(&suggested).await), ["cables", "reseau"]);
    let made = ana.posts(FEATURED, &[("name", "#Réseau")]).await;
    assert_eq!(
        (&made["name"], &made["statuses_count"]),
        (&"reseau".into(), &"1".into())
    );
    assert_eq!(made["last_status_at"], "2026-11-21");
    let tag = ana.posts("/api/v1/tags/cables/feature", &[]).await;
    assert_eq!(tag["featuring"], true);
    let of_account = format!("/api/v1/accounts/{}/featured_tags", person.id);
    let all = read(&client(&node).get(&of_account).await);
    assert_eq!(names(&all), ["reseau", "cables"]);
    assert_eq!(all, ana.reads(FEATURED).await);
    assert_eq!(names(&ana.reads(&suggested).await), [""; 0]);
    let page = node.browser().get("/@ana").await;
    assert!(page.says("#reseau") && page.says("href=\"/mots/cables\""));
    let instance = ana.reads("/api/v2/instance").await;
    assert_eq!(
        instance["configuration"]["accounts"]["max_featured_tags"],
        10
    );

    let path = format!("{FEATURED}/{}", id_of(&made));
    let gone = ana.browser.send("DELETE", &path, axum::body::Body::empty());
    assert_eq!(gone.await.status, StatusCode::OK);
    let again = ana.browser.send("DELETE", &path, axum::body::Body::empty());
    assert_eq!(again.await.status, StatusCode::NOT_FOUND);
    let tag = ana.posts("/api/v1/tags/cables/unfeature", &[]).await;
    assert_eq!(tag["featuring"], false);
    assert_eq!(names(&ana.reads(FEATURED).await), [""; 0]);
    let wrong = ana.browser.post(FEATURED, &[("name", "2026")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let narrow = token_of(&node, "ana", "read:statuses write:statuses").await;
    let narrow = bearer(&node, &narrow).get(FEATURED).await;
    assert_eq!(narrow.status, StatusCode::FORBIDDEN);
}
