//! Clients as they come: introduced, let in by a member in a browser without scripts, and out again.

mod asking;
mod boosts;
mod cost;
mod discovery;
mod endorsed;
mod filters;
mod letting_in;
mod lists;
mod marks;
mod media;
mod notifications;
mod odd;
mod openapi;
mod outside;
mod polls;
mod profiles;
mod push;
mod quotes;
mod reading;
/// The same document as the plays of nodes have.
#[path = "../../../tests/harness/openapi.rs"]
mod shapes;
mod sights;
mod tags;
mod writing;

use axum::http::StatusCode;
use serde_json::Value;

use crate::web::tests::browser::{Browser, Node, PASSWORD, Page};

const BACK: &str = "https://client.test/back?here=1";
const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";
/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn client(node: &Node) -> Browser<'_> {
    node.browser().asking("accept", "application/json")
}

fn bearer<'n>(node: &'n Node, token: &str) -> Browser<'n> {
    client(node).asking("authorization", &format!("Bearer {token}"))
}

/// Addresses of which others say nothing; those of administrators are none of theirs.
const OURS: [(&str, &str); 6] = [
    ("get", "/api/openapi.json"),
    ("get", "/api/v1/streaming"),
    ("get", "/api/v1/trends"),
    ("post", "/oauth/userinfo"),
    ("delete", "/api/v1/profile/avatar"),
    ("delete", "/api/v1/profile/header"),
];

/// Holds what a client is answered to the document of others, where they tell of it. They know fewer
/// reasons to refuse, and no file that is changed before it is ready.
pub(crate) fn hold(method: &str, address: &str, page: &Page) {
    let path = address.split('?').next().unwrap_or_default();
    let path = path.trim_end_matches('/');
    let (method, status) = (method.to_lowercase(), page.status.as_u16());
    let json = page.header("content-type").starts_with("application/json");
    let api = path.starts_with("/api/") || path.starts_with("/oauth/");
    let ours = OURS.contains(&(method.as_str(), path)) || path.contains("/admin/");
    if !json || !api || ours || (status > 200 && !shapes::tells(&method, path, status)) {
        return;
    }
    shapes::hold(&method, path, status, &read(page));
}

fn read(page: &Page) -> Value {
    serde_json::from_str(&page.text).unwrap_or_else(|_| panic!("JSON: {}", page.text))
}

/// An app that may be sent to two addresses.
async fn app(node: &Node, scopes: &str) -> Value {
    let addresses = format!("{BACK}\n{OUT_OF_BAND}");
    let fields = [
        ("client_name", "Un <b>client</b>"),
        ("redirect_uris", addresses.as_str()),
        ("scopes", scopes),
        ("website", "https://client.test/"),
    ];
    let page = client(node).post("/api/v1/apps", &fields).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    read(&page)
}

fn id(app: &Value) -> &str {
    app["client_id"].as_str().expect("an id")
}

fn secret(app: &Value) -> &str {
    app["client_secret"].as_str().expect("a secret")
}

fn authorize(app: &Value, more: &[(&str, &str)]) -> String {
    let mut fields = vec![("response_type", "code"), ("client_id", id(app))];
    fields.extend_from_slice(more);
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    format!("/oauth/authorize?{query}")
}

/// What a consent page's form sends back, with the member's answer.
async fn answered(browser: &mut Browser<'_>, path: &str, answer: &str) -> Page {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let fields: Vec<(String, String)> = page
        .text
        .split("<input type=\"hidden\" name=\"")
        .skip(1)
        .map(|rest| {
            let (name, rest) = rest.split_once("\" value=\"").expect("a value");
            let value = rest.split('"').next().expect("its end");
            (name.to_owned(), value.replace("&#38;", "&"))
        })
        .collect();
    let mut fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    fields.push(("answer", answer));
    browser.post("/oauth/authorize", &fields).await
}

fn told(page: &Page, name: &str) -> Option<String> {
    let address = url::Url::parse(&page.location()).expect("an address");
    let mut pairs = address.query_pairs();
    pairs
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}

async fn exchange(node: &Node, app: &Value, code: &str, more: &[(&str, &str)]) -> Page {
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("client_id", id(app)),
        ("code", code),
    ];
    if !more.iter().any(|(name, _)| *name == "redirect_uri") {
        fields.push(("redirect_uri", BACK));
    }
    fields.extend_from_slice(more);
    client(node).post("/oauth/token", &fields).await
}

/// A token of `ana` for some scopes.
async fn token(node: &Node, scopes: &str) -> String {
    token_of(node, "ana", scopes).await
}

/// A token of a member for some scopes.
async fn token_of(node: &Node, name: &str, scopes: &str) -> String {
    let app = app(node, scopes).await;
    let mut browser = node.signed_in(name).await;
    let path = authorize(&app, &[("redirect_uri", BACK), ("scope", scopes)]);
    let page = answered(&mut browser, &path, "yes").await;
    let code = told(&page, "code").expect("a code");
    let page = exchange(node, &app, &code, &[("client_secret", secret(&app))]).await;
    read(&page)["access_token"]
        .as_str()
        .expect("a token")
        .to_owned()
}

/// A client that a member has let in.
struct Member<'n> {
    browser: Browser<'n>,
}

impl<'n> Member<'n> {
    async fn of(node: &'n Node, name: &str) -> Self {
        let token = token_of(node, name, "read write follow").await;
        Self {
            browser: bearer(node, &token),
        }
    }

    /// Ana and Bob, on a node with a salon.
    async fn two(node: &'n Node) -> (Self, Self) {
        node.account("ana").await;
        node.account("bob").await;
        node.salon("acces", None).await;
        (Self::of(node, "ana").await, Self::of(node, "bob").await)
    }

    async fn reads(&mut self, path: &str) -> Value {
        let page = self.browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
        read(&page)
    }

    async fn posts(&mut self, path: &str, fields: &[(&str, &str)]) -> Value {
        let page = self.browser.post(path, fields).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
        read(&page)
    }

    async fn says(&mut self, text: &str) -> Value {
        self.posts("/api/v1/statuses", &[("status", text)]).await
    }

    async fn answers(&mut self, to: &Value, text: &str) -> Value {
        let id = to["id"].as_str().expect("an id");
        let fields = [("status", text), ("in_reply_to_id", id)];
        self.posts("/api/v1/statuses", &fields).await
    }
}

/// The id of a status or an account.
fn id_of(one: &Value) -> String {
    one["id"].as_str().expect("an id").to_owned()
}

/// The ids of a list, in its order.
fn ids(list: &Value) -> Vec<&str> {
    let list = list.as_array().expect("a list");
    list.iter()
        .map(|one| one["id"].as_str().expect("an id"))
        .collect()
}
