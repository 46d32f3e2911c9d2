//! Whom to follow, as clients ask.

use axum::body::Body;
use serde_json::json;

use super::*;

/// Says that a member may be found by people who do not know them.
async fn may_be_found(member: &mut Member<'_>) {
    let path = "/api/v1/accounts/update_credentials?discoverable=true";
    let told = member.browser.send("PATCH", path, Body::empty()).await;
    assert_eq!(read(&told)["discoverable"], true);
}

// discovery.4, discovery.5
#[tokio::test]
async fn the_directory_is_asked_for_in_parts_by_anybody() {
    let node = Node::new().await;
    let (mut ana, mut bob) = Member::two(&node).await;
    may_be_found(&mut ana).await;
    ana.says("@acces Un fil\n\nTexte").await;
    let names = |list: &Value| -> Vec<String> {
        let list = list.as_array().expect("a list").iter();
        list.map(|one| one["acct"].as_str().expect("a name").to_owned())
            .collect()
    };
    let page = client(&node).get("/api/v1/directory?order=new").await;
    assert_eq!(names(&read(&page)), ["acces", "ana"]);
    let page = client(&node)
        .get("/api/v1/directory?order=new&local=true&offset=1&limit=1")
        .await;
    assert_eq!(names(&read(&page)), ["ana"]);
    bob.says("Hors de tout salon").await;
    assert_eq!(names(&bob.reads("/api/v1/directory").await).len(), 2);
    may_be_found(&mut bob).await;
    let all = bob.reads("/api/v1/directory").await;
    assert_eq!(all[0]["acct"], "bob", "who has written last");
    assert_eq!(names(&all).len(), 3);
    let salon = all
        .as_array()
        .expect("a list")
        .iter()
        .find(|one| one["group"] == true);
    assert_eq!(salon.expect("a salon")["acct"], "acces");
    let other = id_of(&ana.reads("/api/v1/accounts/lookup?acct=bob").await);
    ana.posts(&format!("/api/v1/accounts/{other}/block"), &[])
        .await;
    assert!(!names(&ana.reads("/api/v1/directory").await).contains(&"bob".to_owned()));
    for wrong in ["order=best", "offset=x", "limit=x"] {
        let page = client(&node)
            .get(&format!("/api/v1/directory?{wrong}"))
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
}

// discovery.6, discovery.7
#[tokio::test]
async fn whom_a_member_follows_or_dismisses_is_suggested_no_more() {
    let node = Node::new().await;
    node.salon("libre", None).await;
    let (mut ana, mut bob) = Member::two(&node).await;
    node.account("cleo").await;
    let mut cleo = Member::of(&node, "cleo").await;
    may_be_found(&mut cleo).await;
    cleo.says("@acces Un fil\n\nTexte").await;
    let lookup = "/api/v1/accounts/lookup?acct=";
    let [acces, libre, other, third] = [
        id_of(&ana.reads(&format!("{lookup}acces")).await),
        id_of(&ana.reads(&format!("{lookup}libre")).await),
        id_of(&ana.reads(&format!("{lookup}bob")).await),
        id_of(&ana.reads(&format!("{lookup}cleo")).await),
    ];
    let follow = |id: &str| format!("/api/v1/accounts/{id}/follow");
    ana.posts(&follow(&other), &[]).await;
    bob.posts(&follow(&third), &[]).await;
    let found = ana.reads("/api/v2/suggestions").await;
    let told = |at: usize| {
        let one: &Value = &found[at];
        (one["account"]["id"].as_str(), one["sources"][0].as_str())
    };
    assert_eq!(told(0), (Some(acces.as_str()), Some("featured")));
    assert_eq!(told(1), (Some(libre.as_str()), Some("featured")));
    assert_eq!(told(2), (Some(third.as_str()), Some("friends_of_friends")));
    assert_eq!(found.as_array().map(Vec::len), Some(3));
    let plain = ana.reads("/api/v1/suggestions").await;
    assert_eq!(ids(&plain), [acces.as_str(), &libre, &third]);
    ana.posts(&follow(&acces), &[]).await;
    let path = format!("/api/v1/suggestions/{third}");
    for _ in 0..2 {
        let gone = ana.browser.send("DELETE", &path, Body::empty()).await;
        assert_eq!(read(&gone), json!({}));
    }
    assert_eq!(
        ids(&ana.reads("/api/v1/suggestions").await),
        [libre.as_str()]
    );
    let guest = client(&node).get("/api/v2/suggestions").await;
    assert_eq!(guest.status, StatusCode::UNAUTHORIZED);
}

// discovery.8, discovery.9, discovery.10
#[tokio::test]
async fn trends_are_what_several_people_use_and_support() {
    let node = Node::new().await;
    let (mut ana, mut bob) = Member::two(&node).await;
    let said = ana.says("@acces Un #réseau\n\nTexte").await;
    bob.says("@acces Un autre #réseau et #rien\n\nTexte").await;
    let path = format!("/api/v1/statuses/{}/favourite", id_of(&said));
    bob.posts(&path, &[]).await;
    for path in ["/api/v1/trends", "/api/v1/trends/tags"] {
        let tags = ana.reads(path).await;
        assert_eq!(tags.as_array().map(Vec::len), Some(1), "{path}");
        assert_eq!(
            (&tags[0]["name"], &tags[0]["following"]),
            (&json!("reseau"), &json!(false))
        );
        assert_eq!(tags[0]["history"][0]["accounts"], "2");
    }
    let guest = client(&node).get("/api/v1/trends/statuses").await;
    let all = read(&guest);
    assert_eq!(ids(&all), [id_of(&said).as_str()]);
    let more = client(&node).get("/api/v1/trends/statuses?offset=1").await;
    assert_eq!(read(&more), json!([]));
    let salon = said["group"]["id"].as_str().expect("an id");
    for (verb, shown) in [("mute", 0), ("unmute", 1), ("block", 0), ("unblock", 1)] {
        bob.posts(&format!("/api/v1/accounts/{salon}/{verb}"), &[])
            .await;
        let all = bob.reads("/api/v1/trends/statuses").await;
        assert_eq!(ids(&all).len(), shown, "{verb}");
    }
    let author = &said["account"]["id"].as_str().expect("an id");
    bob.posts(&format!("/api/v1/accounts/{author}/mute"), &[])
        .await;
    assert_eq!(bob.reads("/api/v1/trends/statuses").await, json!([]));
    let links = client(&node).get("/api/v1/trends/links").await;
    assert_eq!(links.status, StatusCode::NOT_FOUND);
}
