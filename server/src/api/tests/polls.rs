//! Polls as clients ask and answer them.

use axum::body::Body;
use serde_json::json;

use super::*;

const ASKED: [(&str, &str); 5] = [
    ("status", "@acces Lundi ou mardi ?\n\nPour la réunion"),
    ("poll[options][]", "lundi"),
    ("poll[options][]", "mardi"),
    ("poll[options][]", ""),
    ("poll[expires_in]", "600"),
];

async fn node() -> Node {
    let node = Node::new().await;
    for name in ["ana", "bob", "cleo"] {
        node.account(name).await;
    }
    node.salon("acces", None).await;
    node
}

fn votes(poll: &Value) -> String {
    let id = poll["id"].as_str().expect("an id");
    format!("/api/v1/polls/{id}/votes")
}

/// What a poll counts: of each option, altogether, people.
fn counts(poll: &Value) -> Value {
    let options = poll["options"].as_array().expect("options").iter();
    let each: Vec<&Value> = options.map(|one| &one["votes_count"]).collect();
    json!([each, poll["votes_count"], poll["voters_count"]])
}

// polls.1, polls.2, polls.9, polls.25
#[tokio::test]
async fn a_poll_is_asked_and_voted_in() {
    let node = node().await;
    let mut ana = Member::of(&node, "ana").await;
    let mut bob = Member::of(&node, "bob").await;
    let status = ana.posts("/api/v1/statuses", &ASKED).await;
    let poll = &status["poll"];
    assert_eq!(
        poll["options"][1],
        json!({ "title": "mardi", "votes_count": 0 })
    );
    assert_eq!(
        (&poll["voted"], &poll["own_votes"]),
        (&json!(true), &json!([]))
    );
    assert_eq!(
        (&poll["expired"], &poll["multiple"]),
        (&json!(false), &json!(false))
    );
    let path = format!("/api/v1/polls/{}", poll["id"].as_str().expect("an id"));
    let told = ana.browser.post(&votes(poll), &[("choices[]", "0")]).await;
    assert_eq!(
        told.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        told.text
    );
    let told = bob.posts(&votes(poll), &[("choices[]", "1")]).await;
    assert_eq!(counts(&told), json!([[0, 1], 1, 1]));
    assert_eq!(
        (&told["voted"], &told["own_votes"]),
        (&json!(true), &json!([1]))
    );
    let again = bob.browser.post(&votes(poll), &[("choices[]", "1")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(read(&again)["error"], "Vous avez déjà voté.");
    let mut cleo = bearer(&node, &token_of(&node, "cleo", "read write").await)
        .asking("content-type", "application/json");
    for (choices, words) in [
        (json!([2]), "pas cette option"),
        (json!([]), "pas cette option"),
        (json!([0, 1]), "une seule réponse"),
        (json!(["un"]), "choices"),
    ] {
        let body = json!({ "choices": choices }).to_string();
        let page = cleo.send("POST", &votes(poll), Body::from(body)).await;
        assert_eq!(
            page.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            page.text
        );
        let said = read(&page);
        let error = said["error"].as_str().expect("words");
        assert!(error.contains(words), "{error}");
        assert!(said["details"]["choices"].is_array(), "{said}");
    }
    let body = json!({ "choices": [0] }).to_string();
    let page = cleo.send("POST", &votes(poll), Body::from(body)).await;
    assert_eq!(counts(&read(&page)), json!([[1, 1], 2, 2]));
    let guest = read(&client(&node).get(&path).await);
    assert_eq!((guest.get("voted"), guest.get("own_votes")), (None, None));
    node.clock.advance(600_000);
    let over = bob.reads(&path).await;
    assert_eq!(over["expired"], true);
    let absent = bob.browser.get("/api/v1/polls/12").await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
}

// polls.1, polls.5, polls.25
#[tokio::test]
async fn what_cannot_be_asked_is_refused_in_words() {
    let node = node().await;
    let mut ana = Member::of(&node, "ana").await;
    let long = "x".repeat(51);
    let (status, time) = (("status", "Quand ?"), ("poll[expires_in]", "600"));
    let option = |text| ("poll[options][]", text);
    for (fields, field, words) in [
        (
            vec![status, time, option("oui")],
            "poll[options]",
            "2 options au moins",
        ),
        (
            vec![status, time, option("oui"), option(&long)],
            "poll[options]",
            "51",
        ),
        (
            vec![status, time, option("oui"), option("oui")],
            "poll[options]",
            "les mêmes",
        ),
        (
            vec![status, option("oui"), option("non")],
            "poll[expires_in]",
            "cinq minutes",
        ),
        (
            vec![
                status,
                ("poll[expires_in]", "299"),
                option("oui"),
                option("non"),
            ],
            "poll[expires_in]",
            "cinq minutes",
        ),
    ] {
        let page = ana.browser.post("/api/v1/statuses", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        let said = read(&page);
        let error = said["error"].as_str().expect("words");
        assert!(error.contains(words), "{fields:?}: {error}");
        assert!(said["details"][field].is_array(), "{said}");
    }
    let limits = ana.reads("/api/v2/instance").await;
    let limits = &limits["configuration"]["polls"];
    let expected = json!({
        "max_options": 4,
        "max_characters_per_option": 50,
        "min_expiration": 300,
        "max_expiration": 2_629_746,
    });
    assert_eq!(limits, &expected);
}

// polls.3, polls.4, polls.21
#[tokio::test]
async fn an_edit_keeps_the_votes_of_the_same_poll_alone() {
    let node = node().await;
    let mut ana = Member::of(&node, "ana").await;
    let mut bob = Member::of(&node, "bob").await;
    let mut json =
        bearer(&node, &token(&node, "read write").await).asking("content-type", "application/json");
    let asked = json!({
        "status": "Quand ?",
        "poll": { "options": ["lundi", "mardi"], "expires_in": 600, "multiple": true, "hide_totals": true },
    });
    let body = Body::from(asked.to_string());
    let status = read(&json.send("POST", "/api/v1/statuses", body).await);
    let poll = status["poll"].clone();
    bob.posts(&votes(&poll), &[("choices[]", "0"), ("choices[]", "1")])
        .await;
    let path = format!("/api/v1/statuses/{}", id_of(&status));
    let now = |status: &Value| counts(&status["poll"]);
    assert_eq!(now(&bob.reads(&path).await), json!([[null, null], 2, 1]));
    for body in [
        json!({ "status": "Quand donc ?" }),
        json!({
            "status": "Quand alors ?",
            "poll": { "options": ["lundi", "mardi"], "expires_in": 900, "multiple": true },
        }),
    ] {
        node.clock.advance(1_000);
        let page = json.send("PUT", &path, Body::from(body.to_string())).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    }
    assert_eq!(now(&bob.reads(&path).await), json!([[1, 1], 2, 1]));
    let other = json!({
        "status": "Quand alors ?",
        "poll": { "options": ["lundi", "mercredi"], "expires_in": 900, "multiple": true },
    });
    node.clock.advance(1_000);
    json.send("PUT", &path, Body::from(other.to_string())).await;
    assert_eq!(now(&bob.reads(&path).await), json!([[0, 0], 0, 0]));
    let history = ana.reads(&format!("{path}/history")).await;
    assert_eq!(history[0]["poll"]["options"][1]["title"], "mardi");
    assert_eq!(history[3]["poll"]["options"][1]["title"], "mercredi");
    let away = json!({ "status": "Peu importe", "poll": { "options": [] } });
    node.clock.advance(1_000);
    json.send("PUT", &path, Body::from(away.to_string())).await;
    assert_eq!(bob.reads(&path).await["poll"], Value::Null);
}
