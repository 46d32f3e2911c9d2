//! What a member does with statuses and people besides writing.

use axum::body::Body;
use serde_json::json;

use super::*;

// client_api.27
#[tokio::test]
async fn what_is_marked_is_found_again_in_its_list() {
    let node = Node::new().await;
    let (mut ana, mut bob) = Member::two(&node).await;
    let mut posts = Vec::new();
    for number in 0..3 {
        posts.push(bob.says(&format!("@acces Fil {number}\n\nTexte")).await);
    }
    for (deed, undo, field, list) in [
        (
            "favourite",
            "unfavourite",
            "favourited",
            "/api/v1/favourites",
        ),
        ("bookmark", "unbookmark", "bookmarked", "/api/v1/bookmarks"),
    ] {
        for post in &posts {
            let path = format!("/api/v1/statuses/{}/{deed}", id_of(post));
            assert_eq!(ana.posts(&path, &[]).await[field], true);
            assert_eq!(ana.posts(&path, &[]).await[field], true, "twice is once");
            node.clock.advance(1_000);
        }
        let path = format!("/api/v1/statuses/{}/{undo}", id_of(&posts[1]));
        assert_eq!(ana.posts(&path, &[]).await[field], false);
        let found = ana.reads(list).await;
        assert_eq!(ids(&found), [id_of(&posts[2]), id_of(&posts[0])], "{list}");
        let page = ana.browser.get(&format!("{list}?limit=1")).await;
        assert_eq!(ids(&read(&page)), [id_of(&posts[2])]);
        let link = page.header("link");
        let next = link.split(['<', '>']).nth(1).expect("the next page");
        let next = next
            .strip_prefix(node.app.core.base().origin())
            .expect("ours")
            .to_owned();
        assert_eq!(ids(&ana.reads(&next).await), [id_of(&posts[0])]);
        assert_eq!(
            bob.reads(list).await,
            json!([]),
            "another's list is another's"
        );
    }
}

// client_api.27
#[tokio::test]
async fn what_is_marked_is_seen_where_it_shows() {
    let node = Node::new().await;
    let (mut ana, mut bob) = Member::two(&node).await;
    let posts = [bob.says("@acces Un fil\n\nTexte").await];
    ana.posts(
        &format!("/api/v1/statuses/{}/favourite", id_of(&posts[0])),
        &[],
    )
    .await;
    let post = ana
        .reads(&format!("/api/v1/statuses/{}", id_of(&posts[0])))
        .await;
    assert_eq!(post["favourites_count"], 1);
    let who = bob
        .reads(&format!(
            "/api/v1/statuses/{}/favourited_by",
            id_of(&posts[0])
        ))
        .await;
    assert_eq!(
        (who.as_array().map(Vec::len), &who[0]["acct"]),
        (Some(1), &json!("ana"))
    );
    let me = bob.reads("/api/v1/accounts/verify_credentials").await;
    let pin = format!("/api/v1/statuses/{}/pin", id_of(&posts[0]));
    assert_eq!(bob.posts(&pin, &[]).await["pinned"], true);
    assert_eq!(
        ana.browser.post(&pin, &[]).await.status,
        StatusCode::FORBIDDEN
    );
    let pinned = format!("/api/v1/accounts/{}/statuses?pinned=true", id_of(&me));
    assert_eq!(ids(&ana.reads(&pinned).await), [id_of(&posts[0])]);
    bob.posts(&pin.replace("/pin", "/unpin"), &[]).await;
    assert_eq!(ana.reads(&pinned).await, json!([]));
    let mute = format!("/api/v1/statuses/{}/mute", id_of(&posts[0]));
    assert_eq!(ana.posts(&mute, &[]).await["muted"], true);
    assert_eq!(
        ana.posts(&mute.replace("/mute", "/unmute"), &[]).await["muted"],
        false
    );
    let gone = ana.browser.post("/api/v1/statuses/4/bookmark", &[]).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

// client_api.28
#[tokio::test]
async fn whoever_is_avoided_is_in_no_list_but_the_one_of_the_avoided() {
    let node = Node::new().await;
    let (me, other) = (node.account("ana").await, node.account("bob").await);
    node.salon("acces", None).await;
    let mut ana = Member::of(&node, "ana").await;
    let mut bob = Member::of(&node, "bob").await;
    let own = ana.says("@acces Un fil\n\nTexte").await;
    let answer = bob.answers(&own, "Une réponse").await;
    let bobs = bob.says("@acces Un autre fil\n\nTexte").await;
    let context = format!("/api/v1/statuses/{}/context", id_of(&own));
    for (deed, undo, field, list) in [
        ("mute", "unmute", "muting", "/api/v1/mutes"),
        ("block", "unblock", "blocking", "/api/v1/blocks"),
    ] {
        let path = format!("/api/v1/accounts/{}/{deed}", other.id);
        assert_eq!(ana.posts(&path, &[]).await[field], true);
        let listed = ana.reads(list).await;
        assert_eq!(ids(&listed), [other.id.to_string()]);
        let told = listed[0].as_object().expect("an account");
        let for_ever = (deed == "mute").then_some(&Value::Null);
        assert_eq!(told.get("mute_expires_at"), for_ever, "{list}");
        assert_eq!(
            ids(&ana.reads("/api/v1/timelines/public").await),
            [id_of(&own)]
        );
        assert_eq!(ana.reads(&context).await["descendants"], json!([]));
        let path = format!("/api/v1/accounts/{}/{undo}", other.id);
        assert_eq!(ana.posts(&path, &[]).await[field], false);
        assert_eq!(ana.reads(list).await, json!([]));
        assert_eq!(
            ids(&ana.reads("/api/v1/timelines/public").await),
            [id_of(&bobs), id_of(&own)]
        );
        assert_eq!(
            ids(&ana.reads(&context).await["descendants"]),
            [id_of(&answer)]
        );
    }
    let path = format!("/api/v1/accounts/{}/mute", other.id);
    let fields = [("notifications", "false"), ("duration", "60")];
    let relation = ana.posts(&path, &fields).await;
    assert_eq!(relation["muting_notifications"], false);
    assert!(relation["muting_expires_at"].is_string());
    let muted = &ana.reads("/api/v1/mutes").await[0];
    assert_eq!(muted["acct"], "bob");
    assert_eq!(muted["mute_expires_at"], relation["muting_expires_at"]);
    let page = ana.browser.post(&path, &[("duration", "bientôt")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    ana.posts(&format!("/api/v1/accounts/{}/block", other.id), &[])
        .await;
    let closed = bob
        .browser
        .get(&format!("/api/v1/statuses/{}", id_of(&own)))
        .await;
    assert_eq!(
        closed.status,
        StatusCode::NOT_FOUND,
        "who is blocked reads nothing of theirs"
    );
    let path = format!("/api/v1/accounts/relationships?id[]={}", me.id);
    assert_eq!(bob.reads(&path).await[0]["blocked_by"], true);
}

// client_api.28
#[tokio::test]
async fn a_member_keeps_notes_of_people_and_closes_the_door_to_hosts() {
    let node = Node::new().await;
    let (_, other) = (node.account("ana").await, node.account("bob").await);
    let mut ana = Member::of(&node, "ana").await;
    let mut bob = Member::of(&node, "bob").await;
    let remark = format!("/api/v1/accounts/{}/note", other.id);
    assert_eq!(
        ana.posts(&remark, &[("comment", "Du bureau")]).await["note"],
        "Du bureau"
    );
    let long = "x".repeat(2_001);
    let page = ana.browser.post(&remark, &[("comment", &long)]).await;
    assert_eq!(
        page.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        page.text
    );
    let me = ana.reads("/api/v1/accounts/verify_credentials").await;
    let relation = bob
        .posts(
            &format!("/api/v1/accounts/{}/follow", id_of(&me)),
            &[("reblogs", "false"), ("notify", "1")],
        )
        .await;
    assert_eq!(
        (&relation["showing_reblogs"], &relation["notifying"]),
        (&json!(false), &json!(true))
    );
    let relation = ana
        .posts(
            &format!("/api/v1/accounts/{}/remove_from_followers", other.id),
            &[],
        )
        .await;
    assert_eq!(relation["followed_by"], false);
    let hosts = "/api/v1/domain_blocks";
    ana.posts(hosts, &[("domain", "Dakar.test")]).await;
    assert_eq!(ana.reads(hosts).await, json!(["dakar.test"]));
    assert_eq!(bob.reads(hosts).await, json!([]));
    for bad in ["", "pas un hôte", "quebec.test"] {
        let page = ana.browser.post(hosts, &[("domain", bad)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
    let mut json =
        bearer(&node, &token(&node, "read write").await).asking("content-type", "application/json");
    let body = Body::from(json!({ "domain": "dakar.test" }).to_string());
    assert_eq!(
        json.send("DELETE", hosts, body).await.status,
        StatusCode::OK
    );
    assert_eq!(ana.reads(hosts).await, json!([]));
}

// client_api.19, client_api.27
#[tokio::test]
async fn what_is_pinned_is_paged_and_comes_to_an_end() {
    let node = Node::new().await;
    node.account("bob").await;
    let mut bob = Member::of(&node, "bob").await;
    let me = id_of(&bob.reads("/api/v1/accounts/verify_credentials").await);
    let instance = bob.reads("/api/v2/instance").await;
    let most = &instance["configuration"]["accounts"]["max_pinned_statuses"];
    let mut posts = Vec::new();
    for number in 1..=5 {
        let post = bob.says(&format!("Mot {number}")).await;
        bob.posts(&format!("/api/v1/statuses/{}/pin", id_of(&post)), &[])
            .await;
        posts.push(id_of(&post));
    }
    assert_eq!(most, &json!(posts.len()));
    posts.reverse();
    let pinned = format!("/api/v1/accounts/{me}/statuses?pinned=true&limit=2");
    let mut seen = Vec::new();
    let mut path = pinned.clone();
    for _ in 0..=posts.len() {
        let page = bob.reads(&path).await;
        let some = ids(&page);
        let Some(last) = some.last() else { break };
        path = format!("{pinned}&max_id={last}");
        seen.extend(some.into_iter().map(str::to_owned));
    }
    assert_eq!(seen, posts);
    let newer = format!("{pinned}&min_id={}", posts[4]);
    assert_eq!(ids(&bob.reads(&newer).await), posts[2..4]);
}

// client_api.31
#[tokio::test]
async fn a_salon_leads_to_its_page_and_search_goes_on_where_it_ended() {
    let node = Node::new().await;
    node.account("ana").await;
    for name in ["una", "unb", "unc"] {
        node.account(name).await;
    }
    node.salon("acces", None).await;
    let mut ana = Member::of(&node, "ana").await;
    let salon = ana.reads("/api/v1/accounts/lookup?acct=acces").await;
    assert_eq!(salon["url"], "http://quebec.test/salons/acces");
    for question in ["!acces", "!acces@quebec.test", "@acces"] {
        let path = format!("/api/v1/accounts/lookup?acct={question}");
        assert_eq!(ana.reads(&path).await["id"], salon["id"], "{question}");
        let path = format!("/api/v2/search?q={question}&type=accounts");
        let found = ana.reads(&path).await;
        assert_eq!(found["accounts"][0]["id"], salon["id"], "{question}");
    }
    let all = ana.reads("/api/v1/accounts/search?q=un").await;
    let all = ids(&all);
    assert_eq!(all.len(), 3);
    let further = ana
        .reads("/api/v1/accounts/search?q=un&limit=2&offset=2")
        .await;
    assert_eq!(ids(&further), all[2..]);
    let further = ana
        .reads("/api/v2/search?q=un&type=accounts&limit=2&offset=1")
        .await;
    assert_eq!(ids(&further["accounts"]), all[1..]);
    let followed = "/api/v1/accounts/search?q=una&following=true";
    assert_eq!(ana.reads(followed).await, json!([]), "named in full");
    let una = format!("/api/v1/accounts/{}/follow", all[0]);
    ana.posts(&una, &[]).await;
    assert_eq!(ids(&ana.reads(followed).await).len(), 1);
    ana.says("@acces Un fil\n\n#mota #motb #motc").await;
    let further = ana
        .reads("/api/v2/search?q=mot&type=hashtags&limit=2&offset=1")
        .await;
    let tags: Vec<_> = further["hashtags"]
        .as_array()
        .expect("tags")
        .iter()
        .map(|tag| &tag["name"])
        .collect();
    assert_eq!(tags, [&json!("motb"), &json!("motc")]);
}
