//! What an actor's document becomes.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use palabre_core::clock::StillClock;
use serde_json::json;
use tokio::net::TcpListener;

use super::{fetch_actor, read, remote};
use crate::{Federation, Options, testing};

// peering.8
#[tokio::test]
async fn whom_a_network_that_is_allowed_leads_to_is_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let there = listener.local_addr().expect("an address");
    let host = "ouest.exemple.org";
    for (allowed, asked) in [(vec!["127.0.0.0/8"], true), (Vec::new(), false)] {
        let clock = Arc::new(StillClock::at(1_790_000_000_000));
        let core = testing::core_of("est.exemple.org", folder.path(), &clock).await;
        let allow = allowed.iter().map(|net| net.parse().expect("a network"));
        let options = Options {
            allow_private: allow.collect(),
            connect_timeout: Duration::from_secs(30),
            timeout: Duration::from_secs(30),
            overrides: HashMap::from([(host.to_owned(), there)]),
            ..testing::options()
        };
        let node = Federation::start(core, options).await.expect("it starts");
        let actor = format!("https://{host}/u/awa");
        let fetch = fetch_actor(node.library(), &actor);
        let came = async { drop(listener.accept().await.expect("a connection")) };
        let came = tokio::select! {
            () = came => true,
            answer = fetch => { answer.expect_err("nobody is there"); false }
        };
        assert_eq!(came, asked, "{allowed:?}");
    }
}

#[test]
fn a_handle_has_what_can_stand_in_an_address() {
    for (name, handle) in [
        ("awa", "awa"),
        ("awa.ba_2-x~y", "awa.ba_2-x~y"),
        ("Ngọc", "Ngọc"),
        ("../../x\"><script>", "....xscript"),
        ("awa@evil.test/..", "awaevil.test.."),
    ] {
        let document = json!({
            "id": "https://evil.test/u/1",
            "type": "Person",
            "inbox": "https://evil.test/u/1/inbox",
            "preferredUsername": name,
        });
        let document = read(&document).expect("an actor");
        assert_eq!(remote(&document).expect("a name").name, handle);
    }
    let nameless = json!({
        "id": "https://evil.test/u/1",
        "type": "Person",
        "inbox": "https://evil.test/u/1/inbox",
        "preferredUsername": "//",
    });
    assert!(remote(&read(&nameless).expect("an actor")).is_err());
}
