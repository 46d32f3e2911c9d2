//! What is asked before anybody signs in, from anywhere, and how often.

use std::num::NonZeroU32;
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use serde_json::json;

use super::*;
use crate::config::Rate;

// client_api.2
#[tokio::test]
async fn a_client_introduces_itself_in_three_encodings_and_is_refused_by_field() {
    let node = Node::new().await;
    let json =
        r#"{"client_name":"x","redirect_uris":["tusky://a","https://b.test/"],"scopes":"read"}"#;
    let parts = "--y\r\nContent-Disposition: form-data; name=\"client_name\"\r\n\r\nx\r\n\
        --y\r\nContent-Disposition: form-data; name=\"redirect_uris\"\r\n\r\ntusky://a\r\n--y--\r\n";
    for (kind, body, count) in [
        ("application/json", json, 2),
        ("multipart/form-data; boundary=y", parts, 1),
    ] {
        let mut client = client(&node).asking("content-type", kind);
        let page = client.send("PUT", "/api/v1/apps", Body::empty()).await;
        assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(read(&page), json!({ "error": "Method not allowed" }));
        let made = client.send("POST", "/api/v1/apps", Body::from(body)).await;
        let made = read(&made);
        assert_eq!(
            made["redirect_uris"].as_array().expect("a list").len(),
            count
        );
        assert_eq!(made["scopes"], json!(["read"]));
        assert_eq!(made["client_secret_expires_at"], 0);
    }
    for (fields, field) in [
        (&[("redirect_uris", "https://a.test/")][..], "client_name"),
        (&[("client_name", "x")], "redirect_uri"),
        (
            &[
                ("client_name", "x"),
                ("redirect_uris", "javascript:alert(1)"),
            ],
            "redirect_uri",
        ),
        (
            &[("client_name", "x"), ("redirect_uris", "http://a.test/")],
            "redirect_uri",
        ),
        (
            &[("client_name", "x"), ("redirect_uris", "https://a.test/#b")],
            "redirect_uri",
        ),
        (
            &[
                ("client_name", "x"),
                ("redirect_uris", "https://a.test/"),
                ("scopes", "all"),
            ],
            "scopes",
        ),
        (
            &[
                ("client_name", "x"),
                ("redirect_uris", "https://a.test/"),
                ("website", "data:x"),
            ],
            "website",
        ),
    ] {
        let page = client(&node).post("/api/v1/apps", fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        let words = read(&page)["error"].as_str().expect("words").to_owned();
        assert!(words.starts_with("Validation failed: "), "{words}");
        assert!(words.contains(field), "{words}");
    }
}

// client_api.8, client_api.11
#[tokio::test]
async fn the_node_says_what_it_is_to_everybody_from_everywhere() {
    let node = Node::new().await;
    node.account_with("ana", |new| new.admin = true).await;
    let mut client = client(&node).asking("origin", "https://client.test");
    let page = client.get("/api/v2/instance").await;
    assert_eq!(page.header("access-control-allow-origin"), "*");
    let exposed = page.header("access-control-expose-headers").to_lowercase();
    assert!(exposed.contains("link") && exposed.contains("x-ratelimit-reset"));
    assert!(page.header("x-ratelimit-reset").ends_with('Z'));
    let node_two = read(&page);
    assert_eq!(node_two["domain"], "quebec.test");
    let version = node_two["version"].as_str().expect("a version");
    let numbers = version.split('+').next().expect("numbers");
    assert_eq!(
        numbers
            .split('.')
            .filter(|one| one.parse::<u8>().is_ok())
            .count(),
        3
    );
    assert_eq!(
        node_two["configuration"]["urls"]["streaming"],
        "ws://quebec.test"
    );
    assert!(node_two["thumbnail"].is_object());
    assert_eq!(node_two["contact"]["account"]["acct"], "ana");
    let node_one = read(&client.get("/api/v1/instance").await);
    assert_eq!(node_one["uri"], "quebec.test");
    assert_eq!(node_one["stats"]["user_count"], 1);
    // Some clients write a slash at the end of every address.
    let emojis = client.get("/api/v1/custom_emojis/").await;
    assert_eq!(read(&emojis), json!([]));
    let metadata = read(&client.get("/.well-known/oauth-authorization-server").await);
    assert_eq!(
        metadata["code_challenge_methods_supported"],
        json!(["S256"])
    );
    let absent = client.get("/api/v1/nothing").await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
    assert_eq!(read(&absent), json!({ "error": "Record not found" }));
    // The picture of whoever has none can be shown by a page of another origin.
    let picture = node_two["thumbnail"]["url"].as_str().expect("an address");
    let path = picture.strip_prefix("http://quebec.test").expect("ours");
    let picture = client.get(path).await;
    assert_eq!(picture.header("content-type"), "image/png");
    assert_eq!(
        picture.header("cross-origin-resource-policy"),
        "cross-origin"
    );
    assert_eq!(picture.header("access-control-allow-origin"), "*");
}

// client_api.11
#[tokio::test]
async fn a_browser_that_asks_first_may_send_what_clients_send() {
    let node = Node::new().await;
    let mut client = client(&node)
        .asking("origin", "https://client.test")
        .asking("access-control-request-method", "PATCH")
        .asking(
            "access-control-request-headers",
            "authorization,idempotency-key",
        );
    for path in [
        "/api/v1/statuses",
        "/oauth/token",
        "/oauth/revoke",
        "/oauth/userinfo",
    ] {
        let page = client.send("OPTIONS", path, Body::empty()).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let methods = page.header("access-control-allow-methods");
        let headers = page.header("access-control-allow-headers").to_lowercase();
        assert!(
            methods.contains("PATCH") && methods.contains("DELETE"),
            "{path}"
        );
        assert!(headers.contains("authorization") && headers.contains("idempotency-key"));
    }
    let page = client
        .send("OPTIONS", "/oauth/authorize", Body::empty())
        .await;
    assert_eq!(page.header("access-control-allow-origin"), "");
}

// client_api.12
#[tokio::test]
async fn too_many_requests_are_told_when_to_come_back() {
    let node = Node::with(|config| config.limits.exempt.clear()).await;
    let mut client = client(&node).at("198.51.100.7");
    let first = client.get("/api/v1/custom_emojis").await;
    assert_eq!(first.header("x-ratelimit-limit"), "300");
    assert_eq!(first.header("x-ratelimit-remaining"), "299");
    // One is given back each second while they are counted.
    let mut page = first;
    for _ in 0..400 {
        page = client.get("/api/v1/custom_emojis").await;
        if page.status != StatusCode::OK {
            break;
        }
    }
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(read(&page), json!({ "error": "Too many requests" }));
    assert_eq!(page.header("x-ratelimit-remaining"), "0");
    assert_eq!(page.header("retry-after"), "1");
    let other = client.at("198.51.100.8").get("/api/v1/custom_emojis").await;
    assert_eq!(other.status, StatusCode::OK);
}

fn small(count: u32, seconds: u64) -> Rate {
    Rate {
        count: NonZeroU32::new(count).expect("some"),
        per: Duration::from_secs(seconds),
    }
}

// client_api.12
#[tokio::test]
async fn accounts_and_addresses_are_counted_each_for_itself() {
    let node = Node::with(|config| {
        config.limits.rates.clients = small(3, 3_600);
    })
    .await;
    let here = "198.51.100.7";
    for name in ["ana", "bob"] {
        node.account(name).await;
    }
    let (ana, bob) = (
        token_of(&node, "ana", "read").await,
        token_of(&node, "bob", "read").await,
    );
    let path = "/api/v1/custom_emojis";
    let left = async |browser: Browser<'_>| {
        let page = browser.at(here).get(path).await;
        let left = page.header("x-ratelimit-remaining");
        (page.status.as_u16(), left.parse::<u32>().expect("a number"))
    };
    for expected in [(200, 2), (200, 1), (200, 0), (429, 0)] {
        assert_eq!(left(client(&node)).await, expected);
    }
    // Who is signed in there has an own limit, wherever they come from.
    for expected in [(200, 2), (200, 1)] {
        assert_eq!(left(bearer(&node, &ana)).await, expected);
    }
    let elsewhere = bearer(&node, &ana).at("198.51.100.8").get(path).await;
    assert_eq!(elsewhere.header("x-ratelimit-remaining"), "0");
    assert_eq!(left(bearer(&node, &ana)).await, (429, 0));
    assert_eq!(left(bearer(&node, &bob)).await, (200, 2));
}

// client_api.12
#[tokio::test]
async fn twenty_five_apps_an_hour_and_thirty_tokens_a_minute_are_enough() {
    let node = Node::new().await;
    let apps = [("client_name", "x"), ("redirect_uris", "https://a.test/")];
    let asked = [("grant_type", "password")];
    let ended = [("token", "x")];
    for (path, fields, count, most, status) in [
        ("/api/v1/apps", &apps[..], 25, 144, StatusCode::OK),
        ("/oauth/token", &asked, 30, 2, StatusCode::BAD_REQUEST),
        // The same limit: it is full.
        ("/oauth/revoke", &ended, 0, 2, StatusCode::UNAUTHORIZED),
    ] {
        let mut client = client(&node).at("198.51.100.7");
        let mut page = client.post(path, fields).await;
        let mut taken = 0;
        while page.status == status && taken < 40 {
            taken += 1;
            page = client.post(path, fields).await;
        }
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "{path}");
        // Tokens come back one in two seconds while they are counted.
        assert!((count..=count + 5).contains(&taken), "{path}: {taken}");
        let wait: i64 = page.header("retry-after").parse().expect("seconds");
        assert!((1..=most).contains(&wait), "{path}: {wait}");
        assert_eq!(page.header("x-ratelimit-remaining"), "0");
        assert!(page.header("x-ratelimit-reset").ends_with('Z'));
        let other = client.at("198.51.100.8").post(path, fields).await;
        assert_ne!(other.status, StatusCode::TOO_MANY_REQUESTS, "{path}");
    }
}

// client_api.12
#[tokio::test]
async fn thirty_deletions_in_half_an_hour_are_enough() {
    let node = Node::with(|config| {
        config.limits.exempt.clear();
        config.limits.rates.contributions = small(1_000, 60);
    })
    .await;
    let (mut ana, mut bob) = Member::two(&node).await;
    let mut page = None;
    for _ in 0..31 {
        let said = ana.says("Un mot de trop").await;
        let path = format!("/api/v1/statuses/{}", id_of(&said));
        let gone = ana.browser.send("DELETE", &path, Body::empty()).await;
        assert!(page.is_none(), "the thirty-first alone is refused");
        page = Some(gone).filter(|gone| gone.status != StatusCode::OK);
    }
    let page = page.expect("one too many");
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(read(&page), json!({ "error": "Too many requests" }));
    let wait: i64 = page.header("retry-after").parse().expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(page.header("x-ratelimit-remaining"), "0");
    assert!(page.header("x-ratelimit-reset").ends_with('Z'));
    // They may go on writing, and others deleting.
    ana.says("Un autre mot").await;
    let said = bob.says("Un mot de trop").await;
    let path = format!("/api/v1/statuses/{}", id_of(&said));
    let gone = bob.browser.send("DELETE", &path, Body::empty()).await;
    assert_eq!(gone.status, StatusCode::OK);
}

// client_api.8
#[tokio::test]
async fn what_the_announced_version_promises_is_there() {
    let node = Node::new().await;
    node.account("ana").await;
    let told = read(&client(&node).get("/api/v2/instance").await);
    assert_eq!(told["api_versions"], json!({ "mastodon": 7 }));
    let numbers = told["version"].as_str().expect("a version");
    assert!(numbers.starts_with("4.5."), "{numbers}");
    let token = token(&node, "read write follow").await;
    let said = bearer(&node, &token)
        .post("/api/v1/statuses", &[("status", "Un mot")])
        .await;
    let said = read(&said);
    let one = format!("/api/v1/statuses/{}", id_of(&said));
    // 2: grouped notifications and requests; 3 to 6: endorsements, featured hashtags, filters
    // that blur; 7: quotes.
    for path in [
        "/api/v2/notifications",
        "/api/v2/notifications/unread_count",
        "/api/v2/notifications/policy",
        "/api/v1/notifications/requests",
        "/api/v1/notifications/requests/merged",
        "/api/v2/filters",
        "/api/v1/endorsements",
        "/api/v1/featured_tags",
        &format!("{one}/quotes"),
    ] {
        let page = bearer(&node, &token).get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
    }
    for key in ["quote", "quote_approval", "quotes_count", "filtered"] {
        assert!(said.get(key).is_some(), "{key}");
    }
    let blur = [
        ("title", "x"),
        ("context[]", "home"),
        ("filter_action", "blur"),
    ];
    let made = bearer(&node, &token).post("/api/v2/filters", &blur).await;
    assert_eq!(read(&made)["filter_action"], "blur", "{}", made.text);
    let fields = [
        ("status", "Encore"),
        ("quoted_status_id", said["id"].as_str().expect("an id")),
    ];
    let quoting = bearer(&node, &token)
        .post("/api/v1/statuses", &fields)
        .await;
    assert_eq!(
        read(&quoting)["quote"]["state"],
        "accepted",
        "{}",
        quoting.text
    );
    let mut put = bearer(&node, &token).asking("content-type", "application/json");
    let body = Body::from(json!({ "quote_approval_policy": "nobody" }).to_string());
    let path = format!("{one}/interaction_policy");
    let page = put.send("PUT", &path, body).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
}
