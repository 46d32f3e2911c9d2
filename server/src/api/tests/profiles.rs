//! What a client says of its member.

use axum::body::Body;
use serde_json::json;

use super::*;

const CHANGE: &str = "/api/v1/accounts/update_credentials";

async fn sends(node: &Node, token: &str, kind: &str, body: &str) -> Page {
    let mut browser = bearer(node, token).asking("content-type", kind);
    let body = Body::from(body.to_owned());
    browser.send("PATCH", CHANGE, body).await
}

// profiles.2
#[tokio::test]
async fn fields_are_read_however_their_places_are_written() {
    let node = Node::new().await;
    node.account("ana").await;
    let token = token(&node, "read write:accounts").await;
    let form = "application/x-www-form-urlencoded";
    let both = json!([["Ville", "Québec"], ["Site", "ana.test"]]);
    for (kind, body) in [
        (
            form,
            "fields_attributes[0][name]=Ville&fields_attributes[0][value]=Qu%C3%A9bec&fields_attributes[1][name]=Site&fields_attributes[1][value]=ana.test",
        ),
        (
            form,
            "fields_attributes[][name]=Ville&fields_attributes[][value]=Qu%C3%A9bec&fields_attributes[][name]=Site&fields_attributes[][value]=ana.test",
        ),
        (
            "application/json",
            r#"{"fields_attributes":[{"name":"Ville","value":"Québec"},{"name":"Site","value":"ana.test"}]}"#,
        ),
        (
            "application/json",
            r#"{"fields_attributes":{"1":{"name":"Site","value":"ana.test"},"0":{"name":"Ville","value":"Québec"}}}"#,
        ),
    ] {
        let page = sends(&node, &token, kind, body).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let told = read(&page);
        let fields = told["source"]["fields"].as_array().expect("fields");
        let pairs: Vec<Value> = fields
            .iter()
            .map(|one| json!([one["name"], one["value"]]))
            .collect();
        assert_eq!(json!(pairs), both, "{body}");
        assert_eq!(told["fields"].as_array().expect("fields").len(), 2);
    }
    let page = sends(
        &node,
        &token,
        "application/json",
        r#"{"note":"x","locked":true}"#,
    )
    .await;
    assert_eq!(
        read(&page)["fields"].as_array().expect("fields").len(),
        2,
        "what is not said stays"
    );
    let page = sends(
        &node,
        &token,
        "application/json",
        r#"{"fields_attributes":[]}"#,
    )
    .await;
    let told = read(&page);
    assert_eq!(
        (&told["fields"], &told["locked"]),
        (&json!([]), &json!(true))
    );
}

// profiles.1
#[tokio::test]
async fn what_is_wrong_is_named_and_needs_its_scope() {
    let node = Node::new().await;
    node.account("ana").await;
    let narrow = token(&node, "read write:statuses").await;
    let token = token(&node, "read write:accounts").await;
    let json = "application/json";
    assert_eq!(
        sends(&node, &narrow, json, "{}").await.status,
        StatusCode::FORBIDDEN
    );
    let long = format!(r#"{{"note":"{}","bot":true}}"#, "é".repeat(501));
    let five = r#"{"fields_attributes":[{"name":"a","value":"b"},{"name":"a","value":"b"},{"name":"a","value":"b"},{"name":"a","value":"b"},{"name":"a","value":"b"}]}"#;
    for (field, body) in [
        ("note", long.as_str()),
        ("fields_attributes", five),
        (
            "fields_attributes",
            r#"{"fields_attributes":[{"name":"","value":"b"}]}"#,
        ),
        ("source[privacy]", r#"{"source":{"privacy":"direct"}}"#),
    ] {
        let page = sends(&node, &token, json, body).await;
        assert_eq!(
            page.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            page.text
        );
        let told = read(&page);
        let why = told["details"][field][0]["description"].as_str();
        let why = why.unwrap_or_else(|| panic!("{field}: {told}"));
        assert!(
            told["error"]
                .as_str()
                .is_some_and(|words| words.ends_with(why))
        );
    }
    let page = bearer(&node, &token)
        .get("/api/v1/accounts/verify_credentials")
        .await;
    assert_eq!(read(&page)["bot"], false);
}

// profiles.3
#[tokio::test]
async fn a_picture_that_was_not_chosen_stays_as_it_is() {
    let node = Node::new().await;
    node.account("ana").await;
    let token = token(&node, "read write:accounts").await;
    let part = |name: &str, text: &str| {
        format!("--m\r\nContent-Disposition: form-data; name=\"{name}\"{text}\r\n")
    };
    let body = part("display_name", "\r\n\r\nAna")
        + &part(
            "header",
            "; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n",
        )
        + "--m--\r\n";
    let page = sends(&node, &token, "multipart/form-data; boundary=m", &body).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert_eq!(read(&page)["display_name"], "Ana");
}
