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
