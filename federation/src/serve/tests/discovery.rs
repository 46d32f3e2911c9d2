//! `WebFinger`, `NodeInfo` and host-meta.

use http::{StatusCode, header};
use serde_json::json;

use super::node::Node;

#[tokio::test]
async fn accounts_are_found_by_all_their_names() {
    let node = Node::new().await;
    let (ana, forum) = (node.person("ana").await, node.forum("acces", false).await);
    for (resource, subject, actor) in [
        (
            "acct:ana@quebec.test",
            "acct:ana@quebec.test",
            ana.uri.as_str(),
        ),
        ("acct%3AAna%40Quebec.test", "acct:ana@quebec.test", &ana.uri),
        ("@ana@quebec.test", "acct:ana@quebec.test", &ana.uri),
        (
            "https://quebec.test/ap/u/ana",
            "acct:ana@quebec.test",
            &ana.uri,
        ),
        (
            "https%3A%2F%2Fquebec.test%2F%40ana",
            "acct:ana@quebec.test",
            &ana.uri,
        ),
        (
            "acct:acces@quebec.test",
            "acct:acces@quebec.test",
            &forum.uri,
        ),
        (
            "https://quebec.test/salons/acces/",
            "acct:acces@quebec.test",
            &forum.uri,
        ),
        (
            "acct:quebec.test@quebec.test",
            "acct:quebec.test@quebec.test",
            "https://quebec.test/ap/actor",
        ),
        (
            "https://quebec.test/",
            "acct:quebec.test@quebec.test",
            "https://quebec.test/ap/actor",
        ),
    ] {
        let path = format!("/.well-known/webfinger?resource={resource}");
        let answer = node.ask("GET", &path, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{resource}");
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/jrd+json");
        assert_eq!(answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
        let jrd = answer.json();
        assert_eq!(jrd["subject"], subject);
        assert_eq!(jrd["links"][0]["href"], actor);
    }
}

#[tokio::test]
async fn others_are_not_found() {
    let node = Node::new().await;
    node.person("ana").await;
    for (query, status) in [
        ("?resource=acct:ana@senegal.test", StatusCode::NOT_FOUND),
        ("?resource=acct:nobody@quebec.test", StatusCode::NOT_FOUND),
        (
            "?resource=https://senegal.test/ap/u/ana",
            StatusCode::NOT_FOUND,
        ),
        (
            "?resource=https://quebec.test/ap/p/7",
            StatusCode::NOT_FOUND,
        ),
        ("?resource=ana", StatusCode::NOT_FOUND),
        ("?resource=", StatusCode::BAD_REQUEST),
        ("", StatusCode::BAD_REQUEST),
    ] {
        let answer = node
            .ask("GET", &format!("/.well-known/webfinger{query}"), &[])
            .await;
        assert_eq!(answer.status, status, "{query}");
        assert_eq!(
            answer.header(header::CONTENT_TYPE),
            "application/problem+json"
        );
        assert_eq!(answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
    }
}

#[tokio::test]
async fn a_node_tells_its_numbers() {
    let node = Node::new().await;
    let index = node.get("/.well-known/nodeinfo").await;
    assert_eq!(index.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
    let index = index.json();
    assert_eq!(index["links"][2]["href"], "https://quebec.test/ap/actor");
    let (ana, forum) = (node.person("ana").await, node.forum("acces", false).await);
    let root = node.open(&ana, &forum, "Bonjour").await;
    node.reply(&ana, &root, "Bonsoir").await;
    node.foreign_reply(&root, &forum, 5).await;
    let path = index["links"][0]["href"].as_str().expect("an address");
    let answer = node.get(path).await;
    assert_eq!(answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
    assert!(
        answer
            .header(header::CONTENT_TYPE)
            .contains("nodeinfo.diaspora.software/ns/schema/2.1")
    );
    let older = index["links"][1]["href"].as_str().expect("an address");
    let older = node.get(older).await;
    let schema = "http://nodeinfo.diaspora.software/ns/schema/2.0";
    assert_eq!(index["links"][1]["rel"], schema);
    assert!(older.header(header::CONTENT_TYPE).contains(schema));
    assert_eq!(older.json()["version"], "2.0");
    let info = answer.json();
    assert_eq!(older.json()["usage"], info["usage"]);
    assert_eq!(
        info["software"],
        json!({"name": "palabre", "version": "0.1.0"})
    );
    assert_eq!(
        (
            &info["usage"]["localPosts"],
            &info["usage"]["localComments"]
        ),
        (&json!(1), &json!(1))
    );
    assert_eq!(info["usage"]["users"]["activeMonth"], 1);
    assert_eq!(info["metadata"]["nodeName"], "Québec");
    // The count holds for ten minutes.
    node.reply(&ana, &root, "Encore").await;
    assert_eq!(node.get(path).await.json()["usage"]["localComments"], 1);
    node.clock.advance(600_000);
    assert_eq!(node.get(path).await.json()["usage"]["localComments"], 2);
}

#[tokio::test]
async fn host_meta_says_where_webfinger_is() {
    let node = Node::new().await;
    let template = "https://quebec.test/.well-known/webfinger?resource={uri}";
    let xml = node.ask("GET", "/.well-known/host-meta", &[]).await;
    assert_eq!(
        xml.header(header::CONTENT_TYPE),
        "application/xrd+xml; charset=utf-8"
    );
    assert_eq!(xml.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
    assert!(xml.text().contains(template));
    let accept = [(header::ACCEPT, "application/json")];
    for answer in [
        node.ask("GET", "/.well-known/host-meta", &accept).await,
        node.ask("GET", "/.well-known/host-meta.json", &[]).await,
    ] {
        assert_eq!(answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
        assert_eq!(answer.json()["links"][0]["template"], template);
    }
}
