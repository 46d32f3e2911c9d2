//! Consents, codes and tokens.

use axum::http::StatusCode;
use palabre_core::people::Person;
use serde_json::{Value, json};

use super::*;

// client_api.1, client_api.3, client_api.6, client_api.7
#[tokio::test]
async fn a_member_lets_a_client_in_from_sign_in_to_sign_out() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    let app = app(&node, "read write follow push").await;
    let mut browser = node.browser();
    let path = authorize(
        &app,
        &[
            ("redirect_uri", BACK),
            ("scope", "read write:statuses"),
            ("state", "é&=x"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ],
    );
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let sign_in = page.location();
    assert!(sign_in.starts_with("/connexion?force=1&back=%2Foauth%2Fauthorize%3F"));
    // The window that has opened this one hears of its end, whatever the way there.
    assert_eq!(page.header("cross-origin-opener-policy"), "unsafe-none");
    let page = browser.get(&sign_in).await;
    assert_eq!(page.header("cross-origin-opener-policy"), "unsafe-none");
    let back = page.field("back").replace("&#38;", "&");
    let pairs = |text: &str| -> Vec<(String, String)> {
        let (_, query) = text.split_once('?').expect("a query");
        url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect()
    };
    assert_eq!(pairs(&back), pairs(&path));
    let path = back.clone();
    let fields = [("name", "ana"), ("password", PASSWORD), ("back", &back)];
    let page = browser.submit(&sign_in, "/connexion", &fields).await;
    assert_eq!(page.location(), path);
    assert_eq!(page.header("cross-origin-opener-policy"), "unsafe-none");

    let page = browser.get(&path).await;
    assert_eq!(page.header("cross-origin-opener-policy"), "unsafe-none");
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("form-action 'self' https://client.test;"),
        "{policy}"
    );
    assert!(page.says("Un &#60;b&#62;client&#60;/b&#62;") && page.says("@ana@quebec.test"));
    assert!(page.says("modifier\u{a0}: les contributions") && !page.says("vous envoyer"));
    let page = answered(&mut browser, &path, "yes").await;
    assert_eq!(page.status, StatusCode::FOUND, "{}", page.text);
    assert!(page.location().starts_with(BACK), "{}", page.location());
    assert_eq!(told(&page, "state").as_deref(), Some("é&=x"));
    assert_eq!(told(&page, "iss").as_deref(), Some("http://quebec.test/"));
    let code = told(&page, "code").expect("a code");

    // A public client shows no secret but that it is who asked.
    let page = exchange(&node, &app, &code, &[("code_verifier", VERIFIER)]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert_eq!(page.header("cache-control"), "no-store");
    let token = read(&page);
    assert_eq!(token["token_type"], "Bearer");
    assert_eq!(token["scope"], "read write:statuses");
    assert!(token["created_at"].is_i64());
    let shown = token["access_token"].as_str().expect("a token");
    used_and_ended(&node, &ana, &app, shown).await;
}

/// What a client does with its token until it ends it.
async fn used_and_ended(node: &Node, ana: &Person, app: &Value, shown: &str) {
    let page = bearer(node, shown)
        .get("/api/v1/accounts/verify_credentials")
        .await;
    let account = read(&page);
    assert_eq!(account["id"], ana.id.to_string());
    assert_eq!(account["acct"], "ana");
    assert_eq!(account["source"]["language"], "fr");
    assert_eq!(account["url"], "http://quebec.test/@ana");
    let page = bearer(node, shown).get("/oauth/userinfo").await;
    assert_eq!(read(&page)["sub"], ana.uri);
    let page = bearer(node, shown)
        .get("/api/v1/apps/verify_credentials")
        .await;
    assert_eq!(read(&page)["name"], "Un <b>client</b>");
    assert!(read(&page).get("client_secret").is_none());
    let page = bearer(node, shown).get("/api/v1/preferences").await;
    assert_eq!(read(&page)["posting:default:language"], "fr");

    let fields = [
        ("client_id", id(app)),
        ("client_secret", secret(app)),
        ("token", shown),
    ];
    let page = client(node).post("/oauth/revoke", &fields).await;
    assert_eq!((page.status, read(&page)), (StatusCode::OK, json!({})));
    let page = bearer(node, shown)
        .get("/api/v1/accounts/verify_credentials")
        .await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        read(&page),
        json!({ "error": "The access token is invalid" })
    );
}

// client_api.6
#[tokio::test]
async fn a_code_without_an_address_is_shown_and_a_slash_more_is_forgiven() {
    let node = Node::new().await;
    node.account("ana").await;
    let app = app(&node, "read").await;
    let mut browser = node.signed_in("ana").await;
    let path = authorize(&app, &[("redirect_uri", OUT_OF_BAND), ("scope", "read")]);
    let path = path.replace("/authorize?", "/authorize/?");
    let page = answered(&mut browser, &path, "yes").await;
    assert_eq!(page.status, StatusCode::OK);
    let code = page.text.split("translate=\"no\">").nth(1).expect("a code");
    let code = code.split('<').next().expect("its end");
    let more = [
        ("redirect_uri", OUT_OF_BAND),
        ("client_secret", secret(&app)),
    ];
    let page = exchange(&node, &app, code, &more).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let page = answered(&mut browser, &path, "no").await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.says("Vous avez refusé"), "{}", page.text);
}

// client_api.6
#[tokio::test]
async fn what_cannot_be_put_before_a_member_stays_on_a_page_of_ours() {
    let node = Node::new().await;
    node.account("ana").await;
    let app = app(&node, "read write").await;
    let mut browser = node.signed_in("ana").await;
    for wrong in [
        &[("scope", "read push")][..],
        &[("scope", "everything")],
        &[("response_type", "token")],
        &[
            ("code_challenge", VERIFIER),
            ("code_challenge_method", "plain"),
        ],
        &[("code_challenge", CHALLENGE)],
        &[("code_challenge_method", "S256")],
        &[
            ("code_challenge", "short"),
            ("code_challenge_method", "S256"),
        ],
    ] {
        let mut fields = vec![("redirect_uri", BACK), ("state", "s")];
        fields.extend_from_slice(wrong);
        let mut path = authorize(&app, &fields);
        if wrong.iter().any(|(name, _)| *name == "response_type") {
            path = path.replace("response_type=code&", "");
        }
        let page = browser.get(&path).await;
        assert_eq!(
            page.status,
            StatusCode::BAD_REQUEST,
            "{path}: {}",
            page.text
        );
        assert!(page.says("ne comprend pas"), "{}", page.text);
        // A guest is asked who they are before anything else.
        let page = node.browser().get(&path).await;
        assert!(page.location().starts_with("/connexion?"), "{path}");
    }
    for redirect in [
        "https://client.test/back",
        "https://client.test/back?here=1&more=2",
        "https://evil.test/",
        "",
    ] {
        let page = browser
            .get(&authorize(&app, &[("redirect_uri", redirect)]))
            .await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{redirect}");
        assert!(page.says("adresse de retour"));
    }
    let stranger = json!({ "client_id": "nobody" });
    let page = browser
        .get(&authorize(&stranger, &[("redirect_uri", BACK)]))
        .await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.says("n’est pas connue"), "{}", page.text);
}

// client_api.6
#[tokio::test]
async fn a_refusal_is_told_to_the_client_and_only_the_members_own_form_counts() {
    let node = Node::new().await;
    node.account("ana").await;
    let app = app(&node, "read write").await;
    let mut browser = node.signed_in("ana").await;
    let path = authorize(&app, &[("redirect_uri", BACK), ("state", "s")]);
    let page = answered(&mut browser, &path, "no").await;
    assert_eq!(told(&page, "error").as_deref(), Some("access_denied"));
    assert_eq!(told(&page, "state").as_deref(), Some("s"));
    assert_eq!(page.header("cross-origin-opener-policy"), "unsafe-none");
    let fields = [
        ("response_type", "code"),
        ("client_id", id(&app)),
        ("redirect_uri", BACK),
        ("answer", "yes"),
    ];
    let page = browser.post("/oauth/authorize", &fields).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}

// client_api.6
#[tokio::test]
async fn a_member_who_is_asked_to_signs_in_anew_and_comes_back() {
    let node = Node::new().await;
    node.account("ana").await;
    let app = app(&node, "read").await;
    let mut browser = node.signed_in("ana").await;
    let fields = [("redirect_uri", BACK), ("force_login", "true")];
    let path = authorize(&app, &fields);
    // A guest is asked once, not twice.
    let guest = node.browser().get(&path).await.location();
    assert!(!guest.contains("force_login"), "{guest}");
    let page = browser.get(&path).await;
    let sign_in = page.location();
    let page = browser.get(&sign_in).await;
    assert_eq!(page.status, StatusCode::OK, "the form, though signed in");
    let back = page.field("back").replace("&#38;", "&");
    assert!(!back.contains("force_login") && back.contains("redirect_uri="));
    assert_eq!(browser.get(&back).await.status, StatusCode::OK);
}

// client_api.4
#[tokio::test]
async fn what_does_not_hold_gives_no_token() {
    let node = Node::new().await;
    node.account("ana").await;
    let app = app(&node, "read").await;
    let other = self::app(&node, "read").await;
    let mut browser = node.signed_in("ana").await;
    let path = authorize(&app, &[("redirect_uri", BACK)]);
    let page = answered(&mut browser, &path, "yes").await;
    let code = told(&page, "code").expect("a code");
    for (by, more, status, error) in [
        (&app, &[][..], 401, "invalid_client"),
        (&app, &[("client_secret", "wrong")], 401, "invalid_client"),
        // No challenge was given, so that a verifier proves nothing.
        (&app, &[("code_verifier", VERIFIER)], 400, "invalid_grant"),
    ] {
        let page = exchange(&node, by, &code, more).await;
        assert_eq!(page.status.as_u16(), status, "{more:?}: {}", page.text);
        assert_eq!(read(&page)["error"], error);
    }
    // Another app's code stays good for its own.
    let page = answered(&mut browser, &path, "yes").await;
    let code = told(&page, "code").expect("a code");
    let stolen = [("client_secret", secret(&other))];
    let page = exchange(&node, &other, &code, &stolen).await;
    assert_eq!(read(&page)["error"], "invalid_grant");
    let own = [("client_secret", secret(&app))];
    let page = exchange(&node, &app, &code, &own).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    // What proxies write down is not read.
    let query = format!("/oauth/token?client_secret={}", secret(&app));
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", id(&app)),
    ];
    let page = client(&node).post(&query, &fields).await;
    assert_eq!(read(&page)["error"], "invalid_client");
    let fields = [("grant_type", "password"), ("username", "ana")];
    let page = client(&node).post("/oauth/token", &fields).await;
    assert_eq!(read(&page)["error"], "unsupported_grant_type");
    // Somebody else's token is not ended.
    let token = token(&node, "read").await;
    let fields = [
        ("client_id", id(&app)),
        ("client_secret", secret(&app)),
        ("token", token.as_str()),
    ];
    let page = client(&node).post("/oauth/revoke", &fields).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let page = bearer(&node, &token).get("/api/v1/preferences").await;
    assert_eq!(page.status, StatusCode::OK);
}

// client_api.4
#[tokio::test]
async fn an_app_has_a_token_of_its_own_for_what_concerns_no_member() {
    let node = Node::new().await;
    let app = app(&node, "read write").await;
    let fields = [("grant_type", "client_credentials"), ("scope", "read")];
    let pair = format!("{}:{}", id(&app), secret(&app));
    let pair = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, pair);
    let mut by_header = client(&node).asking("authorization", &format!("Basic {pair}"));
    let page = by_header.post("/oauth/token", &fields).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let token = read(&page)["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let page = bearer(&node, &token)
        .get("/api/v1/apps/verify_credentials")
        .await;
    assert_eq!(page.status, StatusCode::OK);
    let page = bearer(&node, &token)
        .get("/api/v1/accounts/verify_credentials")
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let too_much = [("grant_type", "client_credentials"), ("scope", "read push")];
    let page = by_header.post("/oauth/token", &too_much).await;
    assert_eq!(read(&page)["error"], "invalid_scope");
}

// client_api.5
#[tokio::test]
async fn a_token_opens_what_its_scopes_cover() {
    let node = Node::new().await;
    node.account("ana").await;
    for (scopes, path, status) in [
        ("profile", "/api/v1/accounts/verify_credentials", 200),
        ("profile", "/oauth/userinfo", 200),
        ("profile", "/api/v1/preferences", 403),
        ("write", "/api/v1/accounts/verify_credentials", 403),
        ("read:statuses", "/api/v1/preferences", 403),
        ("read:accounts", "/api/v1/preferences", 200),
    ] {
        let token = token(&node, scopes).await;
        let page = bearer(&node, &token).get(path).await;
        assert_eq!(page.status.as_u16(), status, "{scopes}: {path}");
        if status == 403 {
            let words = "This action is outside the authorized scopes";
            assert_eq!(read(&page), json!({ "error": words }));
        }
    }
}
