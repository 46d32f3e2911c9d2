//! Lists, statuses and accounts as clients read them.

use axum::body::Body;
use palabre_core::forums;
use serde_json::json;

use super::*;

async fn follows(node: &Node, person: &palabre_core::people::Person, whom: &str) {
    let mut tx = node.app.core.begin().await.expect("a write");
    forums::follow(&mut tx, person, whom, "")
        .await
        .expect("followed");
    tx.commit().await.expect("a commit");
}

// client_api.14, client_api.16, client_api.17
#[tokio::test]
async fn a_salon_is_a_group_that_boosts_each_thread_once_and_no_answer() {
    let node = Node::new().await;
    let (mut ana, mut bob) = Member::two(&node).await;
    let group = ana.reads("/api/v1/accounts/lookup?acct=acces").await;
    assert_eq!(group["group"], true);
    assert_eq!(group["acct"], "acces");
    assert_eq!(group["display_name"], "Salon acces");
    assert_eq!(group["note"], "<p>De quoi l’on parle</p>");
    let id = group["id"].as_str().expect("an id").to_owned();
    for whom in [
        id.as_str(),
        bob.reads("/api/v1/accounts/lookup?acct=bob").await["id"]
            .as_str()
            .expect("an id"),
    ] {
        let relation = ana
            .posts(&format!("/api/v1/accounts/{whom}/follow"), &[])
            .await;
        assert_eq!(relation["following"], true);
    }
    let opened = bob
        .says("@acces Un IXP à Ziguinchor ?\n\nQuel *modèle* ? #Réseau")
        .await;
    let reply = bob.answers(&opened, "Une réponse").await;
    let home = ana.reads("/api/v1/timelines/home").await;
    assert_eq!(home.as_array().expect("a list").len(), 1, "{home:#}");
    let boost = &home[0];
    assert_eq!(boost["account"]["id"], id.as_str());
    assert_eq!(boost["in_reply_to_id"], Value::Null);
    let inner = &boost["reblog"];
    assert_eq!(inner["id"], opened["id"]);
    assert_ne!(boost["id"], inner["id"]);
    assert_eq!(boost["content"], inner["content"]);
    assert_eq!(inner["account"]["acct"], "bob");
    assert_eq!(inner["title"], "Un IXP à Ziguinchor ?");
    assert_eq!(inner["group"]["id"], id.as_str());
    assert_eq!(inner["replies_count"], 1);
    assert_eq!(inner["tags"][0]["name"], "reseau");
    let content = inner["content"].as_str().expect("HTML");
    assert!(
        content.starts_with("<p><strong>Un IXP à Ziguinchor ?</strong></p><p>Quel"),
        "{content}"
    );
    let url = inner["mentions"][0]["url"].as_str().expect("a page");
    assert!(
        content.contains(&format!(
            "<a href=\"{url}\" class=\"u-url mention\">@<span>acces</span></a>"
        )),
        "{content}"
    );
    assert_eq!(reply["group"]["acct"], "acces");
    let thread = &inner["thread"];
    assert_eq!(
        (&thread["id"], &thread["locked"]),
        (&opened["id"], &json!(false))
    );
    assert_eq!(
        (&reply["title"], &reply["group"]["acct"]),
        (&Value::Null, &json!("acces"))
    );
}

// client_api.16
#[tokio::test]
async fn what_a_salon_boosts_is_its_page() {
    let node = Node::new().await;
    let person = node.account("ana").await;
    node.account("bob").await;
    let salon = node.salon("acces", None).await;
    follows(&node, &person, &salon.uri).await;
    let mut ana = Member::of(&node, "ana").await;
    let mut bob = Member::of(&node, "bob").await;
    let opened = bob
        .says("@acces Un IXP à Ziguinchor ?\n\nQuel *modèle* ?")
        .await;
    bob.answers(&opened, "Une réponse").await;
    let home = ana.reads("/api/v1/timelines/home").await;
    let (boost, id) = (&home[0], salon.id);
    let alone = ana
        .reads(&format!(
            "/api/v1/statuses/{}",
            boost["id"].as_str().expect("an id")
        ))
        .await;
    assert_eq!(alone, *boost, "the boost is a status of its own");
    let profile = ana
        .reads(&format!(
            "/api/v1/accounts/{id}/statuses?exclude_replies=true&exclude_reblogs=true"
        ))
        .await;
    assert_eq!(profile, home, "the salon's page is what it has boosted");
    let bobs = bob.reads("/api/v1/timelines/home").await;
    assert_eq!(
        ids(&bobs),
        [opened["id"].as_str().expect("an id")],
        "his own, who does not follow the salon"
    );
    let count = ana.reads(&format!("/api/v1/accounts/{id}")).await;
    assert_eq!(
        (&count["statuses_count"], &count["followers_count"]),
        (&json!(1), &json!(1))
    );
}

// client_api.19
#[tokio::test]
async fn pages_say_where_the_next_ones_are_and_keep_what_was_asked() {
    let node = Node::new().await;
    node.account("ana").await;
    node.salon("acces", None).await;
    let mut ana = Member::of(&node, "ana").await;
    for number in 0..5 {
        ana.says(&format!("@acces Numéro {number}\n\nTexte")).await;
    }
    let all = ana.reads("/api/v1/timelines/public").await;
    let all = ids(&all);
    let page = ana
        .browser
        .get("/api/v1/timelines/public?limit=2&local=true&max_id=9999999999999999999")
        .await;
    let read_page = read(&page);
    assert_eq!(ids(&read_page), all[..2]);
    let link = page.header("link");
    let origin = node.app.core.base().origin();
    let expected = format!(
        "<{origin}/api/v1/timelines/public?limit=2&local=true&max_id={}>; rel=\"next\", \
         <{origin}/api/v1/timelines/public?limit=2&local=true&min_id={}>; rel=\"prev\"",
        all[1], all[0]
    );
    assert_eq!(link, expected);
    let next = link.split(['<', '>']).nth(1).expect("an address");
    let next = next.strip_prefix(origin).expect("our address").to_owned();
    assert_eq!(ids(&ana.reads(&next).await), all[2..4]);
    let (min, since) = (format!("min_id={}", all[4]), format!("since_id={}", all[4]));
    assert_eq!(
        ids(&ana
            .reads(&format!("/api/v1/timelines/public?limit=2&{min}"))
            .await),
        all[2..4]
    );
    assert_eq!(
        ids(&ana
            .reads(&format!("/api/v1/timelines/public?limit=2&{since}"))
            .await),
        all[..2]
    );
    let empty = ana
        .browser
        .get(&format!("/api/v1/timelines/public?max_id={}", all[4]))
        .await;
    assert_eq!(
        (empty.text.as_str(), empty.header("link").as_str()),
        ("[]", "")
    );
    for (query, status) in [
        ("limit=0", 200),
        ("limit=-3", 200),
        ("limit=9999999999999999999999999", 200),
        ("limit=-", 422),
        ("limit=10000", 200),
        ("limit=x", 422),
        ("max_id=x", 422),
        ("since_id=-1", 422),
        ("min_id=1e9", 422),
        ("unknown=1", 200),
        ("max_id=", 200),
    ] {
        let page = ana
            .browser
            .get(&format!("/api/v1/timelines/public?{query}"))
            .await;
        assert_eq!(page.status.as_u16(), status, "{query}");
    }
}

// client_api.18, client_api.21
#[tokio::test]
async fn what_is_held_or_gone_is_read_by_nobody_else() {
    let node = Node::new().await;
    node.account("ana").await;
    node.account_with("cleo", |new| new.approved = false).await;
    node.salon("acces", None).await;
    let mut ana = Member::of(&node, "ana").await;
    let mut cleo = Member::of(&node, "cleo").await;
    let held = cleo.says("@acces En attente\n\nTexte").await;
    assert_eq!(held["thread"]["state"], "held", "its author is told");
    let root = ana.says("@acces Un fil\n\nTexte").await;
    let gone = ana.answers(&root, "À supprimer").await;
    let below = ana.answers(&gone, "Dessous").await;
    let id = |status: &Value| status["id"].as_str().expect("an id").to_owned();
    let page = ana
        .browser
        .send(
            "DELETE",
            &format!("/api/v1/statuses/{}", id(&gone)),
            Body::empty(),
        )
        .await;
    assert_eq!(read(&page)["text"], "À supprimer");
    for one in [&held, &gone] {
        for path in ["", "/context", "/history"] {
            let path = format!("/api/v1/statuses/{}{path}", id(one));
            if path.ends_with("/context") && id(one) == id(&gone) {
                continue;
            }
            assert_eq!(
                ana.browser.get(&path).await.status,
                StatusCode::NOT_FOUND,
                "{path}"
            );
            assert_eq!(
                client(&node).get(&path).await.status,
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
    }
    let context = ana
        .reads(&format!("/api/v1/statuses/{}/context", id(&root)))
        .await;
    assert_eq!(ids(&context["descendants"]), [id(&below)]);
    assert_eq!(context["completeness"]["complete"], true);
    assert!(
        context["completeness"]["digest"]
            .as_str()
            .expect("a line")
            .starts_with("core:")
    );
    let some = format!(
        "/api/v1/statuses?id[]={}&id[]={}&id[]={}&id[]=x",
        id(&below),
        id(&gone),
        id(&root)
    );
    assert_eq!(ids(&ana.reads(&some).await), [id(&below), id(&root)]);
    assert_eq!(
        ids(&cleo.reads("/api/v1/timelines/home").await),
        [id(&held)]
    );
}

#[tokio::test]
async fn what_is_not_there_is_absent_in_the_words_of_clients() {
    let node = Node::new().await;
    node.account("ana").await;
    let mut ana = Member::of(&node, "ana").await;
    for path in [
        "/api/v1/statuses/1",
        "/api/v1/statuses/x",
        "/api/v1/statuses/99999999999999999999999999999999999",
        "/api/v1/accounts/1",
        "/api/v1/accounts/x",
        "/api/v1/accounts/lookup?acct=nobody",
        "/api/v1/accounts/lookup",
    ] {
        let page = ana.browser.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(read(&page), json!({ "error": "Record not found" }));
    }
}

// client_api.5, client_api.24
#[tokio::test]
async fn accounts_are_found_followed_and_listed() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    let bob = node.account("bob").await;
    let salon = node.salon("acces", None).await;
    follows(&node, &ana, &bob.uri).await;
    follows(&node, &bob, &ana.uri).await;
    let mut client_of_ana = Member::of(&node, "ana").await;
    let path = format!(
        "/api/v1/accounts/relationships?id[]={}&id[]={}&id[]=7&id[]={}",
        salon.id, bob.id, ana.id
    );
    let relations = client_of_ana.reads(&path).await;
    assert_eq!(
        ids(&relations),
        [salon.id.to_string(), bob.id.to_string(), ana.id.to_string()]
    );
    let tie = |at: usize| {
        (
            relations[at]["following"].clone(),
            relations[at]["followed_by"].clone(),
        )
    };
    assert_eq!(tie(0), (json!(false), json!(false)));
    assert_eq!(tie(1), (json!(true), json!(true)));
    let single = format!("/api/v1/accounts/relationships?id={}", bob.id);
    assert_eq!(client_of_ana.reads(&single).await[0], relations[1]);
    for (list, of, expected) in [
        ("followers", ana.id, "bob"),
        ("following", ana.id, "bob"),
        ("followers", bob.id, "ana"),
    ] {
        let found = client_of_ana
            .reads(&format!("/api/v1/accounts/{of}/{list}"))
            .await;
        assert_eq!(found.as_array().expect("a list").len(), 1);
        assert_eq!(found[0]["acct"], expected, "{list} of {of}");
    }
    let relation = client_of_ana
        .posts(&format!("/api/v1/accounts/{}/unfollow", bob.id), &[])
        .await;
    assert_eq!(
        (&relation["following"], &relation["followed_by"]),
        (&json!(false), &json!(true))
    );
    let oneself = client_of_ana
        .browser
        .post(&format!("/api/v1/accounts/{}/follow", ana.id), &[])
        .await;
    assert_eq!(oneself.status, StatusCode::FORBIDDEN);
    let narrow = token_of(&node, "ana", "read:accounts").await;
    let mut narrow = bearer(&node, &narrow);
    for path in [
        "/api/v1/timelines/home",
        "/api/v1/timelines/public",
        &single,
    ] {
        assert_eq!(
            narrow.get(path).await.status,
            StatusCode::FORBIDDEN,
            "{path}"
        );
    }
    assert_eq!(
        client(&node).get("/api/v1/timelines/home").await.status,
        StatusCode::UNAUTHORIZED
    );
}

// client_api.24
#[tokio::test]
async fn accounts_are_found_by_the_beginning_of_their_names() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    let bob = node.account("bob").await;
    let salon = node.salon("acces", None).await;
    follows(&node, &ana, &bob.uri).await;
    let mut client_of_ana = Member::of(&node, "ana").await;
    for (query, expected) in [
        ("q=bo", vec!["bob"]),
        ("q=@bob", vec!["bob"]),
        ("q=bob@quebec.test", vec!["bob"]),
        ("q=acc", vec!["acces"]),
        ("q=acc&following=true", vec![]),
        ("q=b&following=true", vec!["bob"]),
        ("q=%25", vec![]),
        ("q=", vec![]),
    ] {
        let found = client_of_ana
            .reads(&format!("/api/v1/accounts/search?{query}"))
            .await;
        let found: Vec<&str> = found
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| one["acct"].as_str().expect("a name"))
            .collect();
        assert_eq!(found, expected, "{query}");
    }
    let some = format!("/api/v1/accounts?id[]={}&id[]={}", salon.id, ana.id);
    assert_eq!(
        ids(&client_of_ana.reads(&some).await),
        [salon.id.to_string(), ana.id.to_string()]
    );
}
