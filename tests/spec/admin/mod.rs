//! What administrators and moderators do from their clients (`docs/spec/admin_api.md`).

mod accounts;
mod commands;
mod domains;
mod notices;
mod reports;
mod sanctions;
mod silence;

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::app::{App, Told, list, text};
use crate::harness::browser::{Browser, Page};
use crate::harness::{Node, Person};

const ALL: &str = "read write follow push admin:read admin:write";
const ACCOUNT: &str = "/api/v1/admin/accounts/{id}";
const ACTION: &str = "/api/v1/admin/accounts/{id}/action";
const OLD: &str = "/api/v1/admin/accounts";
const NEW: &str = "/api/v2/admin/accounts";

/// An administrator's client.
async fn admin(node: &Node, name: &str) -> App {
    let person = node.member(name).await;
    person.administers(true).await;
    client(&person).await
}

/// A member's client, with every scope that there is for it.
async fn client(person: &Person) -> App {
    App::given(person, ALL).await
}

async fn member(node: &Node, name: &str) -> App {
    let person = node.member(name).await;
    client(&person).await
}

/// The id of somebody by their address, as a client finds it.
async fn found(client: &App, address: &str) -> String {
    text(&client.finds(address).await).to_owned()
}

/// Those of a list of accounts, by their names.
fn names(told: &Told) -> Vec<&str> {
    assert_eq!(told.status, 200, "{}", told.value);
    list(&told.value)
        .iter()
        .map(|one| text(&one["username"]))
        .collect()
}

fn keys(value: &Value) -> BTreeSet<&str> {
    let map = value
        .as_object()
        .unwrap_or_else(|| panic!("no object: {value}"));
    map.keys().map(String::as_str).collect()
}

/// What is decided about somebody.
async fn judges(admin: &App, id: &str, what: &str, more: &[(&str, &str)]) -> Told {
    let fields = [&[("type", what)], more].concat();
    let told = admin.calls(Method::POST, ACTION, &[id], &fields).await;
    if told.status == 200 {
        assert_eq!(told.value, json!({}));
    }
    told
}

/// A deed without fields, which is done.
async fn does(admin: &App, method: Method, pattern: &str, id: &str) -> Value {
    let told = admin.calls(method, pattern, &[id], &[]).await;
    assert_eq!(told.status, 200, "{pattern}: {}", told.value);
    told.value
}

/// One account as an administrator reads it.
async fn account(admin: &App, id: &str) -> Value {
    does(admin, Method::GET, ACCOUNT, id).await
}

/// Tries to sign in with the right password.
async fn signs_in(node: &Node, name: &str) -> Page {
    let mut browser = Browser::new(node.host(), node.address());
    let fields = [("name", name), ("password", Node::PASSWORD)];
    browser.submit("/connexion", &fields).await
}
