//! The document is told by tables beside the routes: the real router is asked whether they are true.

use std::collections::BTreeSet;

use axum::body::Body;
use palabre_core::access::create_token;
use palabre_core::access::scopes::{self, Scopes};

use super::*;
use crate::api::openapi::{ADDRESS, Access, Operation, tables};
use crate::api::{media, routes};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
/// The words of 401 and of 403 outside the scopes of a token.
const UNKNOWN: &str = "The access token is invalid";
const OUTSIDE: &str = "This action is outside the authorized scopes";

fn filled(path: &str) -> String {
    let part = |part: &str| {
        let open = part.starts_with('{');
        if open {
            "1".to_owned()
        } else {
            part.to_owned()
        }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

// client_api.33
#[tokio::test]
async fn the_document_has_what_the_router_serves_and_nothing_else() {
    let node = Node::new().await;
    let areas = tables::all();
    let all = || areas.iter().flat_map(|area| &area.operations);
    let told: BTreeSet<_> = all().map(|one| (one.path, one.method)).collect();
    let ids: BTreeSet<_> = all().map(Operation::id).collect();
    assert_eq!((told.len(), ids.len()), (all().count(), all().count()));
    let routed = routes::all().chain(media::all());
    let paths: BTreeSet<_> = routed.map(|(path, _)| path).collect();
    let known: BTreeSet<_> = told.iter().map(|(path, _)| *path).collect();
    let odd: Vec<_> = paths.symmetric_difference(&known).collect();
    assert!(
        odd.is_empty(),
        "without a line, or without a route: {odd:?}"
    );
    let mut client = client(&node);
    for path in paths {
        for method in METHODS {
            let asked = method.to_uppercase();
            let page = client.send(&asked, &filled(path), Body::empty()).await;
            let serves = page.status != StatusCode::METHOD_NOT_ALLOWED;
            assert_eq!(serves, told.contains(&(path, method)), "{asked} {path}");
        }
    }
}

/// What is answered with a token for some scopes.
async fn with(node: &Node, scopes: &str, method: &str, path: &str) -> Page {
    let scopes = Scopes::parse(scopes).expect("scopes");
    let tx = node.app.core.begin().await.expect("a write");
    let token = create_token(&tx, "ana", &scopes).await.expect("a token");
    tx.commit().await.expect("a commit");
    let mut client = bearer(node, &token);
    client.send(method, path, Body::empty()).await
}

/// Every scope but those that allow this one.
fn others(scope: &str) -> String {
    let mut others = scopes::all();
    others.retain(|one| one.contains(':') && one != scope && !one.starts_with("admin"));
    others.join(" ")
}

// client_api.34
#[tokio::test]
async fn the_document_tells_who_may_ask() {
    let node = Node::new().await;
    node.account("ana").await;
    for operation in tables::all().iter().flat_map(|area| &area.operations) {
        let method = operation.method.to_uppercase();
        let streams = operation.path.starts_with("/api/v1/streaming");
        let mut path = filled(operation.path);
        if streams {
            // What a stream is of is looked at first.
            path.push_str("?stream=user&tag=a&list=1");
        }
        let is = |page: &Page, words: &str| page.text.contains(words);
        let bare = client(&node).send(&method, &path, Body::empty()).await;
        let (guests, scope) = match operation.access {
            Access::Open => (true, None),
            Access::Reader(scope) => (true, Some(scope)),
            Access::Member(scope) => (false, Some(scope)),
            Access::Known => (false, Some("profile")),
            Access::Token => (false, None),
        };
        assert_eq!(
            is(&bare, UNKNOWN),
            !guests,
            "{method} {path}: {}",
            bare.text
        );
        let Some(scope) = scope else { continue };
        let mut others = others(scope);
        if operation.access == Access::Known {
            others = others.replace("read:accounts ", "");
            let page = with(&node, "read:accounts", &method, &path).await;
            assert!(!is(&page, OUTSIDE), "{method} {path}");
        }
        // The list of a stream is looked for before the token.
        if !path.contains("streaming/list") {
            let page = with(&node, &others, &method, &path).await;
            assert!(is(&page, OUTSIDE), "{method} {path}: {}", page.text);
        }
        // An answer that goes on is not waited for.
        if !streams {
            let page = with(&node, scope, &method, &path).await;
            assert!(!is(&page, OUTSIDE), "{method} {path}: {}", page.text);
        }
    }
}

// client_api.33
#[tokio::test]
async fn the_document_is_sent_once_and_kept() {
    let node = Node::new().await;
    let mut somebody = client(&node).asking("origin", "https://elsewhere.test");
    let page = somebody.get(ADDRESS).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.header("access-control-allow-origin"), "*");
    assert_eq!(page.header("cache-control"), "public, max-age=3600");
    let told = read(&page);
    let origin = node.app.core.base().origin();
    assert_eq!(told["servers"][0]["url"].as_str(), Some(origin));
    let tag = page.header("etag");
    let again = client(&node)
        .asking("if-none-match", &tag)
        .get(ADDRESS)
        .await;
    assert_eq!(
        (again.status, again.text.as_str()),
        (StatusCode::NOT_MODIFIED, "")
    );
    assert_eq!(again.header("etag"), tag);
    let small = client(&node)
        .asking("accept-encoding", "gzip")
        .get(ADDRESS)
        .await;
    assert_eq!(small.header("content-encoding"), "gzip");
}

// client_api.33
#[test]
fn every_open_part_of_an_address_is_a_parameter() {
    for operation in tables::all().iter().flat_map(|area| &area.operations) {
        let mut open: Vec<_> = operation.open_parts().collect();
        let count = open.len();
        open.dedup();
        assert_eq!(open.len(), count, "{}", operation.path);
        assert_eq!(count, operation.path.matches('{').count());
        assert!(operation.summary.ends_with('.'), "{}", operation.summary);
    }
}
