//! Somebody on a foreign server, who writes letters to a node and keeps what was acknowledged.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode, Uri};
use palabre_core::clock::{Clock as _, SystemClock};
use palabre_federation::proof::digest::BodyDigest;
use palabre_federation::proof::http_signature::sign_cavage;
use palabre_federation::proof::integrity;
use palabre_federation::proof::keys::{Ed25519Secret, RsaSecret};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::net::TcpListener;

use crate::keys;

const KIND: &str = "application/activity+json";
const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
pub(crate) const HOST: &str = "foreign.test";

/// A foreign person. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Writer(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    uri: String,
    rsa: RsaSecret,
    ed25519: Ed25519Secret,
    client: reqwest::Client,
}

/// A letter, ready to be sent as often as it takes.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    /// What it says, which no other says.
    pub(crate) words: String,
    body: Vec<u8>,
}

/// What a node said to a letter.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Writer {
    /// Starts the foreign server, which only says who this person is.
    pub(crate) async fn start(at: SocketAddr) -> Self {
        let made = keys::fresh().await;
        let writer = Self(Arc::new(Inner {
            uri: format!("http://{HOST}/users/kofi"),
            rsa: RsaSecret::from_bytes(&made.rsa_private).expect("an RSA key"),
            ed25519: Ed25519Secret::from_bytes(&made.ed25519_private).expect("a key"),
            client: reqwest::Client::builder()
                .no_proxy()
                .build()
                .expect("a client"),
        }));
        let listener = TcpListener::bind(at).await.expect("a free port");
        let router = Router::new().fallback(answer).with_state(writer.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        writer
    }

    fn document(&self) -> Value {
        let uri = &self.0.uri;
        json!({
            "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
            "id": uri,
            "type": "Person",
            "preferredUsername": "kofi",
            "inbox": format!("{uri}/inbox"),
            "outbox": format!("{uri}/outbox"),
            "publicKey": {
                "id": self.key_id(),
                "owner": uri,
                "publicKeyPem": self.0.rsa.public_pem(),
            },
            "assertionMethod": [{
                "id": self.proof_key(),
                "type": "Multikey",
                "controller": uri,
                "publicKeyMultibase": self.0.ed25519.public_multibase(),
            }],
        })
    }

    fn key_id(&self) -> String {
        format!("{}#main-key", self.0.uri)
    }

    fn proof_key(&self) -> String {
        format!("{}#ed25519-key", self.0.uri)
    }

    /// A reply to a post of a forum, proved by its author.
    pub(crate) fn reply(&self, words: &str, to: &str, forum: &str) -> Letter {
        let (uri, date) = (&self.0.uri, rfc3339());
        let note = json!({
            "id": format!("http://{HOST}/notes/{words}"),
            "type": "Note",
            "attributedTo": uri,
            "content": format!("<p>{words}</p>"),
            "published": date,
            "inReplyTo": to,
            "to": [PUBLIC],
            "cc": [forum],
        });
        let mut create = json!({
            "@context": ["https://www.w3.org/ns/activitystreams"],
            "id": format!("http://{HOST}/notes/{words}/activity"),
            "type": "Create",
            "actor": uri,
            "object": note,
            "published": date,
            "to": [PUBLIC],
            "cc": [forum],
        });
        integrity::attach(&mut create, &self.0.ed25519, &self.proof_key(), &date)
            .expect("the letter can be proved");
        Letter {
            words: words.to_owned(),
            body: create.to_string().into_bytes(),
        }
    }

    /// The writer has taken another name, of this number. A letter of this kind is kept first and
    /// opened later, since the actor has to be looked at.
    pub(crate) fn rename(&self, number: usize) -> Letter {
        let words = format!("Kofi {number}");
        let mut document = self.document();
        document["name"] = json!(words);
        let update = json!({
            "@context": ["https://www.w3.org/ns/activitystreams"],
            "id": format!("{}/names/{number}", self.0.uri),
            "type": "Update",
            "actor": self.0.uri,
            "object": document,
            "published": rfc3339(),
            "to": [PUBLIC],
        });
        Letter {
            words,
            body: update.to_string().into_bytes(),
        }
    }

    /// What a node answers to a letter; nothing if it ended before.
    pub(crate) async fn send(&self, letter: &Letter, host: &str, at: SocketAddr) -> Option<Answer> {
        let url = format!("http://{host}/ap/inbox")
            .parse()
            .expect("an address");
        let digest = BodyDigest::of(&letter.body);
        let now = SystemClock.now();
        let mut headers = sign_cavage(
            &self.0.rsa,
            &self.key_id(),
            &Method::POST,
            &url,
            Some(&digest),
            now,
        )
        .expect("the letter is signed");
        headers.insert("host", host.parse().expect("a host name"));
        headers.insert("content-type", KIND.parse().expect("a header"));
        let request = self.0.client.post(format!("http://{at}/ap/inbox"));
        let response = request.headers(headers).body(letter.body.clone());
        let response = response.send().await.ok()?;
        Some(Answer {
            status: response.status().as_u16(),
            body: response.text().await.ok()?,
        })
    }

    /// What a guest gets for a page; nothing if nobody is there.
    pub(crate) async fn reads(&self, path: &str, host: &str, at: SocketAddr) -> Option<u16> {
        let request = self.0.client.get(format!("http://{at}{path}"));
        let response = request.header("host", host).send().await.ok()?;
        Some(response.status().as_u16())
    }
}

async fn answer(State(writer): State<Writer>, method: Method, uri: Uri) -> Response {
    if method == Method::POST {
        return StatusCode::ACCEPTED.into_response();
    }
    let links = json!([{ "rel": "self", "type": KIND, "href": writer.0.uri }]);
    let (kind, document) = match uri.path() {
        "/users/kofi" => (KIND, writer.document()),
        "/.well-known/webfinger" => (
            "application/jrd+json",
            json!({ "subject": format!("acct:kofi@{HOST}"), "links": links }),
        ),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    ([("content-type", kind)], document.to_string()).into_response()
}

fn rfc3339() -> String {
    let now = SystemClock.now().div_euclid(1_000);
    OffsetDateTime::from_unix_timestamp(now)
        .expect("a date of these centuries")
        .format(&Rfc3339)
        .expect("the date can be written")
}
