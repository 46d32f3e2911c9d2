//! Where a client may want to be called.

use palabre_core::access::{self, scopes::Scopes};

use super::*;

// push.2
#[tokio::test]
async fn a_node_on_the_open_web_calls_over_tls_alone() {
    let host = crate::config::HostName::parse("forum.example.org").expect("a host");
    let node = Node::with(|config| config.node.host = Some(host)).await;
    node.account("ana").await;
    let tx = node.app.core.begin().await.expect("a write");
    let scopes = Scopes::parse("push").expect("scopes");
    let token = access::create_token(&tx, "ana", &scopes).await;
    tx.commit().await.expect("a commit");
    let mut ana = bearer(&node, &token.expect("a token"));
    for (address, named) in [
        ("http://other.test/", "subscription[endpoint]"),
        ("ftp://other.test/", "subscription[endpoint]"),
        ("other.test", "subscription[endpoint]"),
        // The address is well, and what comes after it is not.
        ("https://other.test/", "subscription[keys][p256dh]"),
    ] {
        let fields = [
            ("subscription[endpoint]", address),
            ("subscription[keys][p256dh]", "AAAA"),
            ("subscription[keys][auth]", "AAAA"),
        ];
        let page = ana.post("/api/v1/push/subscription", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let error = read(&page)["error"].as_str().expect("words").to_owned();
        assert!(error.contains(named), "{address}: {error}");
    }
}
