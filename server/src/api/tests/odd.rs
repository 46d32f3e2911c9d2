//! What is sent in another shape than an address asks for: of every field of the document.

use std::collections::BTreeSet;

use axum::body::Body;
use palabre_core::access::scopes::{self, Scopes};
use palabre_core::access::{create_token, set_role};
use serde_json::json;

use super::*;
use crate::api::dates;
use crate::api::openapi::{Asked, Kind, Operation, tables};

/// Where a name leads to something that is neither a text, a number nor a truth, nor a list of them.
fn odd(name: &[&str]) -> Value {
    match name {
        [] => json!({ "odd": "1" }),
        ["", rest @ ..] => json!([odd(rest)]),
        [first, rest @ ..] => json!({ *first: odd(rest) }),
    }
}

/// A name as it is said back.
fn said(asked: &Asked) -> String {
    let mut name = asked.name.clone();
    if name.last() == Some(&"") {
        name.pop();
    }
    let (first, rest) = name.split_first().expect("a name");
    rest.iter()
        .fold((*first).to_owned(), |name, part| format!("{name}[{part}]"))
}

/// What must stand beside a field for it to be looked at.
fn beside(operation: &Operation, asked: &Asked, bob: &str) -> Value {
    let keys = json!({ "p256dh": POINT, "auth": "AAAAAAAAAAAAAAAAAAAAAA" });
    let mut all = match (operation.method, operation.path) {
        ("post", "/api/v1/apps") => json!({ "client_name": "Un", "redirect_uris": BACK }),
        ("post" | "put", "/api/v1/statuses" | "/api/v1/statuses/{id}") => {
            let poll = json!({ "options": ["Oui", "Non"], "expires_in": "3600" });
            json!({ "status": "Un mot", "poll": poll })
        }
        ("post", "/api/v1/push/subscription") => {
            json!({ "subscription": { "endpoint": "http://push.test/1", "keys": keys } })
        }
        ("post", "/api/v1/markers") => json!({
            "home": { "last_read_id": "1" },
            "notifications": { "last_read_id": "1" },
        }),
        ("post", "/api/v1/reports") => json!({ "account_id": bob }),
        ("post", path) if path.ends_with("/domain_blocks") => json!({ "domain": "loin.test" }),
        ("post", "/api/v1/admin/accounts/{id}/action") => json!({ "type": "sensitive" }),
        ("get", "/api/v2/search") => json!({ "q": "mot" }),
        ("get", "/api/v1/streaming") => {
            let stream = match asked.name.concat().as_str() {
                name @ ("list" | "tag") => name.replace("tag", "hashtag"),
                _ => "public".to_owned(),
            };
            json!({ "stream": stream })
        }
        _ => json!({}),
    };
    let first = asked.name.first().expect("a name");
    merge(&mut all, first, odd(&asked.name)[*first].clone());
    all
}

/// Puts the odd value where its name says, beside what stands there.
fn merge(all: &mut Value, name: &str, value: Value) {
    match (all.get_mut(name), value) {
        (Some(Value::Object(known)), Value::Object(odd)) if !odd.contains_key("odd") => {
            let mut inner = Value::Object(known.clone());
            for (name, value) in odd {
                merge(&mut inner, &name, value);
            }
            all[name] = inner;
        }
        (_, value) => all[name] = value,
    }
}

/// A body as the query of an address.
fn query(value: &Value, name: &str, into: &mut Vec<(String, String)>) {
    match value {
        Value::Object(all) => {
            for (inner, value) in all {
                let whole = if name.is_empty() {
                    inner.clone()
                } else {
                    format!("{name}[{inner}]")
                };
                query(value, &whole, into);
            }
        }
        Value::Array(all) => {
            for value in all {
                query(value, &format!("{name}[]"), into);
            }
        }
        text => into.push((name.to_owned(), text.as_str().unwrap_or("1").to_owned())),
    }
}

/// What there is, by a part of the addresses that lead to it.
async fn things(node: &Node, token: &str) -> Vec<(&'static str, String)> {
    let makes = async |path: &str, fields: &[(&str, &str)]| {
        let page = bearer(node, token).post(path, fields).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
        read(&page)
    };
    let statuses = "/api/v1/statuses";
    let said = makes(statuses, &[("status", "Un mot")]).await;
    let asks = [
        ("status", "Oui ?"),
        ("poll[options][]", "Oui"),
        ("poll[options][]", "Non"),
        ("poll[expires_in]", "3600"),
    ];
    let asked = makes(statuses, &asks).await;
    let at = dates::full(node.app.core.now() + 365 * 86_400_000);
    let soon = [("status", "Plus tard"), ("scheduled_at", &at)];
    let later = makes(statuses, &soon).await;
    let list = makes("/api/v1/lists", &[("title", "Une liste")]).await;
    let fields = [("title", "Un filtre"), ("context[]", "home")];
    let filter = makes("/api/v2/filters", &fields).await;
    let fields = [("domain", "loin.test"), ("public_comment", "Bruit")];
    let host = makes("/api/v1/admin/domain_blocks", &fields).await;
    let lookup = "/api/v1/accounts/lookup?acct=bob";
    let bob = read(&bearer(node, token).get(lookup).await);
    vec![
        ("accounts/{id}", id_of(&bob)),
        ("scheduled", id_of(&later)),
        ("statuses/{id}", id_of(&said)),
        ("polls/", id_of(&asked["poll"])),
        ("list", id_of(&list)),
        ("filters", id_of(&filter)),
        ("admin/domain_blocks", id_of(&host)),
        ("", "1".to_owned()),
    ]
}

/// What is answered to one field in another shape.
async fn answered_to(
    (node, token): (&Node, &str),
    operation: &Operation,
    path: &str,
    body: &Value,
) -> Page {
    let mut client = bearer(node, token).asking("content-type", "application/json");
    if operation.method != "get" {
        let method = operation.method.to_uppercase();
        return client
            .send(&method, path, Body::from(body.to_string()))
            .await;
    }
    let mut pairs = Vec::new();
    query(body, "", &mut pairs);
    let mut text = url::form_urlencoded::Serializer::new(String::new());
    let path = format!("{path}?{}", text.extend_pairs(pairs).finish());
    client.get(&path).await
}

// client_api.10
#[tokio::test]
async fn what_comes_in_another_shape_is_refused_by_its_name_at_every_address() {
    let node = Node::new().await;
    node.account("ana").await;
    node.account("bob").await;
    let tx = node.app.core.begin().await.expect("a write");
    set_role(&tx, "ana", true).await.expect("a role");
    let scopes = Scopes::parse(&scopes::all().join(" ")).expect("scopes");
    let token = create_token(&tx, "ana", &scopes).await.expect("a token");
    tx.commit().await.expect("a commit");
    let things = things(&node, &token).await;
    let bob = &things.first().expect("bob").1;
    let mut missed = BTreeSet::new();
    let mut named = 0;
    for operation in tables::all().iter().flat_map(|area| &area.operations) {
        let mut known = things.iter();
        let found = known.find(|(part, _)| operation.path.contains(part));
        let id = &found.expect("an id").1;
        let parts = operation.path.split('/');
        let parts = parts.map(|part| if part.starts_with('{') { id } else { part });
        let path = parts.collect::<Vec<_>>().join("/");
        // Streams look for a token of this name themselves, and for another one else.
        let fields = operation.asked.iter().filter(|one| one.kind != Kind::File);
        for asked in fields.filter(|one| one.name != ["access_token"]) {
            let body = beside(operation, asked, bob);
            node.clock.advance(600_000);
            let page = answered_to((&node, &token), operation, &path, &body).await;
            let refused = page.status == StatusCode::UNPROCESSABLE_ENTITY;
            if refused && read(&page)["details"].get(said(asked)).is_some() {
                named += 1;
            } else {
                let whole = format!("{} {} {}", operation.method, operation.path, said(asked));
                missed.insert(format!("{whole} {}", page.status.as_u16()));
            }
        }
    }
    assert!(named > 200, "{named}");
    // OAuth 2 has words of its own for whatever is wrong.
    missed.retain(|one| !one.starts_with("post /oauth/") || one.ends_with(" 200"));
    assert_eq!(missed.into_iter().collect::<Vec<_>>(), ELSEWHERE);
}

/// What is looked at by other tests (of media), or by nobody: clients say it, and nothing comes of it.
const ELSEWHERE: [&str; 6] = [
    "post /api/v1/admin/accounts/{id}/action send_email_notification 200",
    "post /api/v1/admin/accounts/{id}/action warning_preset_id 200",
    "put /api/v1/media/{id} description 404",
    "put /api/v1/media/{id} focus 404",
    "put /api/v1/statuses/{id} media_attributes[][description] 422",
    "put /api/v1/statuses/{id} media_attributes[][focus] 422",
];

/// A point of P-256.
const POINT: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
