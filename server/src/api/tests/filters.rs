//! Filters as clients keep them.

use axum::body::Body;
use serde_json::json;

use super::*;

const FILTERS: &str = "/api/v2/filters";

/// Sends a body of some kind; answers with what was said, which must be of a status.
async fn sends(
    node: &Node,
    token: &str,
    (method, path): (&str, &str),
    (kind, body): (&'static str, String),
    status: u16,
) -> Value {
    let mut browser = bearer(node, token).asking("content-type", kind);
    let page = browser.send(method, path, Body::from(body)).await;
    assert_eq!(page.status.as_u16(), status, "{path}: {}", page.text);
    read(&page)
}

fn keywords(filter: &Value) -> Vec<(&str, bool)> {
    let keywords = filter["keywords"].as_array().expect("keywords").iter();
    let word = |one: &'_ Value| one["whole_word"].as_bool().expect("a truth");
    keywords
        .map(|one| (one["keyword"].as_str().expect("words"), word(one)))
        .collect()
}

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// The same filter in every encoding.
fn new() -> [(&'static str, String); 4] {
    let json = json!({
        "title": "Fin", "context": ["home", "thread"], "expires_in": 3600, "filter_action": "blur",
        "keywords_attributes": [{ "keyword": "fin", "whole_word": false }, { "keyword": "mot" }, {}],
    });
    let nested = "title=Fin&context[]=thread&context[]=home&expires_in=3600&filter_action=blur\
         &keywords_attributes[][keyword]=fin&keywords_attributes[][whole_word]=false\
         &keywords_attributes[][keyword]=mot&keywords_attributes[][keyword]=";
    let numbered = "title=Fin&context[0]=thread&context[1]=home&expires_in=3600&filter_action=blur\
         &keywords_attributes[0][keyword]=fin&keywords_attributes[0][whole_word]=0\
         &keywords_attributes[1][keyword]=mot";
    let fields = nested.split('&').map(|field| {
        let (name, value) = field.split_once('=').expect("a field");
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    });
    let parts: String = fields.chain(["--x--\r\n".to_owned()]).collect();
    [
        (JSON, json.to_string()),
        (FORM, nested.to_owned()),
        (FORM, numbered.to_owned()),
        ("multipart/form-data; boundary=x", parts),
    ]
}

// filters.1, filters.2, filters.4
#[tokio::test]
async fn keywords_are_said_however_a_client_likes() {
    let node = Node::new().await;
    node.account("ana").await;
    let token = token(&node, "read write").await;
    for (kind, body) in new() {
        let made = sends(&node, &token, ("POST", FILTERS), (kind, body), 200).await;
        assert_eq!(keywords(&made), [("fin", false), ("mot", true)], "{kind}");
        assert_eq!(made["context"], json!(["home", "thread"]));
        assert_eq!(made["filter_action"], "blur");
        assert!(made["expires_at"].is_string() && made["statuses"] == json!([]));
        let path = format!("{FILTERS}/{}", id_of(&made));
        let (first, second) = (id_of(&made["keywords"][0]), id_of(&made["keywords"][1]));
        let form = format!(
            "expires_in=&keywords_attributes[][id]={first}&keywords_attributes[][_destroy]=1\
             &keywords_attributes[][id]={second}&keywords_attributes[][keyword]=terme\
             &keywords_attributes[][keyword]=neuf&keywords_attributes[][whole_word]=false"
        );
        let tree = json!({ "expires_in": null, "keywords_attributes": [
            { "id": first, "_destroy": true },
            { "id": second, "keyword": "terme" },
            { "keyword": "neuf", "whole_word": false },
            { "keyword": "rien", "_destroy": true },
        ]});
        let said = if kind == FORM {
            (FORM, form)
        } else {
            (JSON, tree.to_string())
        };
        let after = sends(&node, &token, ("PUT", &path), said, 200).await;
        assert_eq!(
            keywords(&after),
            [("terme", true), ("neuf", false)],
            "{kind}"
        );
        let kept = (&after["title"], &after["expires_at"]);
        assert_eq!(kept, (&json!("Fin"), &Value::Null));
    }
}

// filters.1, filters.2
#[tokio::test]
async fn what_is_wrong_with_a_filter_is_said_in_words() {
    let node = Node::new().await;
    node.account("ana").await;
    let token = token(&node, "read write").await;
    let good = "title=Fin&context[]=home";
    for (body, words) in [
        ("context[]=home", "Donnez un titre au filtre."),
        ("title=Fin", "Dites où le filtre s’applique"),
        ("title=Fin&context[]=", "Dites où le filtre s’applique"),
        (
            "title=Fin&context[]=home&context[]=ailleurs",
            "Dites où le filtre s’applique",
        ),
        (&format!("{good}&filter_action=burn"), "filter_action"),
        (&format!("{good}&expires_in=demain"), "expires_in"),
        (
            &format!("{good}&keywords_attributes[][whole_word]=1"),
            "Écrivez les mots",
        ),
        (
            &format!("{good}&keywords_attributes[][keyword]={}", "a".repeat(257)),
            "257",
        ),
    ] {
        let told = sends(
            &node,
            &token,
            ("POST", FILTERS),
            (FORM, body.to_owned()),
            422,
        )
        .await;
        let said = told["error"].as_str().expect("words");
        assert!(said.contains(words), "{body}: {said}");
    }
    let unknown = format!("{good}&keywords_attributes[][id]=9&keywords_attributes[][keyword]=a");
    sends(&node, &token, ("POST", FILTERS), (FORM, unknown), 404).await;
    let empty = bearer(&node, &token).get(FILTERS).await;
    assert_eq!(
        read(&empty),
        json!([]),
        "nothing of what was refused is kept"
    );
    let made = sends(
        &node,
        &token,
        ("POST", FILTERS),
        (FORM, good.to_owned()),
        200,
    )
    .await;
    let path = format!("{FILTERS}/{}", id_of(&made));
    let narrow = token_of(&node, "ana", "read:statuses write:lists").await;
    for (method, path) in [
        ("GET", FILTERS),
        ("POST", FILTERS),
        ("GET", path.as_str()),
        ("DELETE", &path),
        ("GET", "/api/v1/filters"),
        ("POST", "/api/v1/filters"),
    ] {
        sends(&node, &narrow, (method, path), (FORM, good.to_owned()), 403).await;
    }
}
