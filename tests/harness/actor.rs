//! Somebody on a foreign server, and the envelopes that they send.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::Method;
use palabre_core::Millis;
use palabre_federation::proof::digest::BodyDigest;
use palabre_federation::proof::http_signature::{Secret, sign_rfc9421};
use palabre_federation::proof::integrity;
use palabre_federation::proof::keys::{Ed25519Secret, RsaSecret};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

use super::{Node, Peer};

pub(crate) const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// An actor of a foreign server.
#[derive(Debug, Clone)]
pub(crate) struct Actor {
    pub(crate) peer: Peer,
    pub(crate) name: String,
    pub(crate) uri: String,
    pub(crate) key_id: String,
    pub(crate) rsa: Arc<RsaSecret>,
    pub(crate) ed25519: Arc<Ed25519Secret>,
    /// The key that proofs name, where it is not the first that the actor had.
    pub(crate) proof_id: Option<String>,
}

/// What a node answered.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    /// The sentence for whoever runs the other server.
    pub(crate) fn words(&self) -> String {
        let problem: Value = serde_json::from_str(&self.body).unwrap_or_default();
        problem["detail"].as_str().unwrap_or_default().to_owned()
    }
}

impl Actor {
    /// The document that says who this is.
    pub(crate) fn document(&self, kind: &str) -> Value {
        let uri = &self.uri;
        json!({
            "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
            "id": uri,
            "type": kind,
            "preferredUsername": self.name,
            "name": self.name,
            "inbox": format!("{uri}/inbox"),
            "outbox": format!("{uri}/outbox"),
            "followers": format!("{uri}/followers"),
            "publicKey": {
                "id": self.key_id,
                "owner": uri,
                "publicKeyPem": self.rsa.public_pem(),
            },
            "assertionMethod": [{
                "id": self.proof_key(),
                "type": "Multikey",
                "controller": uri,
                "publicKeyMultibase": self.ed25519.public_multibase(),
            }],
        })
    }

    pub(crate) fn proof_key(&self) -> String {
        let first = || format!("{}#ed25519-key", self.uri);
        self.proof_id.clone().unwrap_or_else(first)
    }

    pub(crate) fn date(&self) -> String {
        rfc3339(self.peer.world().now())
    }

    /// A public note of this person, as Mastodon writes it: `cc` is whom it is for beside everybody.
    pub(crate) fn note(&self, path: &str, words: &str, cc: &[&str]) -> Value {
        let mut copies = vec![format!("{}/followers", self.uri)];
        copies.extend(cc.iter().map(|one| (*one).to_owned()));
        json!({
            "@context": ["https://www.w3.org/ns/activitystreams"],
            "id": self.peer.url(path),
            "type": "Note",
            "attributedTo": self.uri,
            "content": format!("<p>{words}</p>"),
            "published": self.date(),
            "to": [PUBLIC],
            "cc": copies,
        })
    }

    /// A reply to a post, naming whom it is for.
    pub(crate) fn reply(&self, path: &str, to: &str, words: &str, cc: &[&str]) -> Value {
        let mut note = self.note(path, words, cc);
        note["inReplyTo"] = json!(to);
        note["tag"] = cc
            .iter()
            .map(|uri| json!({ "type": "Mention", "href": uri, "name": uri }))
            .collect();
        note
    }

    /// The Create of an object, addressed as the object is.
    pub(crate) fn create(&self, object: &Value) -> Value {
        let id = format!("{}/activity", object["id"].as_str().unwrap_or_default());
        let mut create = self.activity("Create", &id, object.clone());
        create["to"] = object["to"].clone();
        create["cc"] = object["cc"].clone();
        create["published"] = object["published"].clone();
        create
    }

    /// A bare activity.
    pub(crate) fn activity(&self, kind: &str, id: &str, object: impl Into<Value>) -> Value {
        let id = if id.starts_with('/') {
            self.peer.url(id)
        } else {
            id.to_owned()
        };
        json!({
            "@context": ["https://www.w3.org/ns/activitystreams"],
            "id": id,
            "type": kind,
            "actor": self.uri,
            "object": object.into(),
        })
    }

    /// As [`Self::activity`], for everybody, dated now.
    pub(crate) fn public(&self, kind: &str, id: &str, object: impl Into<Value>) -> Value {
        let mut activity = self.activity(kind, id, object);
        activity["to"] = json!([PUBLIC]);
        activity["published"] = json!(self.date());
        activity
    }

    /// The same with this actor's own proof under it.
    pub(crate) fn proved(&self, mut activity: Value) -> Value {
        integrity::attach(
            &mut activity,
            &self.ed25519,
            &self.proof_key(),
            &self.date(),
        )
        .expect("the activity can be proved");
        activity
    }

    /// Sends a letter as servers do: signed by this actor, to the shared inbox.
    pub(crate) async fn sends(&self, to: &Node, activity: &Value) -> Answer {
        self.envelope(to, activity).send(to).await
    }

    /// As [`Self::sends`]; the letter is taken.
    pub(crate) async fn tells(&self, to: &Node, activity: &Value) {
        let answer = self.sends(to, activity).await;
        assert_eq!(answer.status, 202, "{answer:?}");
    }

    /// A letter ready to be sent, or to be spoilt first.
    pub(crate) fn envelope(&self, to: &Node, activity: &Value) -> Envelope {
        let body = activity.to_string().into_bytes();
        Envelope {
            path: "/ap/inbox".to_owned(),
            host: to.host().to_owned(),
            date: Some(http_date(self.peer.world().now())),
            digest: Some(digest(&body)),
            covers: ["(request-target)", "host", "date", "digest"]
                .map(str::to_owned)
                .to_vec(),
            key_id: self.key_id.clone(),
            rsa: self.rsa.clone(),
            kind: super::peer::ACTIVITY.to_owned(),
            body,
            target: None,
            sent: None,
        }
    }

    /// Sends a letter signed by RFC 9421.
    pub(crate) async fn sends_by_rfc9421(&self, to: &Node, activity: &Value) -> Answer {
        let body = activity.to_string().into_bytes();
        let url = format!("http://{}/ap/inbox", to.host())
            .parse()
            .expect("an address");
        let digest = BodyDigest::of(&body);
        let secret = Secret::Rsa(&self.rsa);
        let now = self.peer.world().now();
        let headers = sign_rfc9421(
            secret,
            &self.key_id,
            &Method::POST,
            &url,
            Some(&digest),
            now,
        )
        .expect("the letter is signed");
        post(to, "/ap/inbox", to.host(), headers, body).await
    }
}

/// A letter with every part of its draft-cavage signature open to change.
#[derive(Debug, Clone)]
pub(crate) struct Envelope {
    pub(crate) path: String,
    /// The host that it is signed for and that its header says.
    pub(crate) host: String,
    pub(crate) date: Option<String>,
    pub(crate) digest: Option<String>,
    /// What the signature covers.
    pub(crate) covers: Vec<String>,
    pub(crate) key_id: String,
    pub(crate) rsa: Arc<RsaSecret>,
    pub(crate) kind: String,
    pub(crate) body: Vec<u8>,
    /// The request line that is signed, where it is not that of the request.
    pub(crate) target: Option<String>,
    /// What is sent, where it is not what was signed.
    pub(crate) sent: Option<Vec<u8>>,
}

impl Envelope {
    /// Signs the letter as it stands and sends it.
    pub(crate) async fn send(self, to: &Node) -> Answer {
        let mut headers = http::HeaderMap::new();
        let parts = [("date", &self.date), ("digest", &self.digest)];
        for (name, value) in parts {
            if let Some(value) = value {
                headers.insert(name, value.parse().expect("a header"));
            }
        }
        headers.insert("content-type", self.kind.parse().expect("a header"));
        let lines: Vec<String> = self.covers.iter().map(|name| self.line(name)).collect();
        let signature = self
            .rsa
            .sign(lines.join("\n").as_bytes())
            .expect("RSA signs");
        let signature = format!(
            "keyId=\"{}\",algorithm=\"rsa-sha256\",headers=\"{}\",signature=\"{}\"",
            self.key_id,
            self.covers.join(" "),
            BASE64.encode(signature)
        );
        headers.insert("signature", signature.parse().expect("a header"));
        post(
            to,
            &self.path,
            &self.host,
            headers,
            self.sent.unwrap_or(self.body),
        )
        .await
    }

    /// Sends the letter with no signature at all.
    pub(crate) async fn send_unsigned(self, to: &Node) -> Answer {
        let mut headers = http::HeaderMap::new();
        headers.insert("content-type", self.kind.parse().expect("a header"));
        post(to, &self.path, &self.host, headers, self.body).await
    }

    fn line(&self, name: &str) -> String {
        let value = match name {
            "(request-target)" => self
                .target
                .clone()
                .unwrap_or_else(|| format!("post {}", self.path)),
            "host" => self.host.clone(),
            "date" => self.date.clone().unwrap_or_default(),
            "digest" => self.digest.clone().unwrap_or_default(),
            "content-type" => self.kind.clone(),
            _ => String::new(),
        };
        format!("{name}: {value}")
    }
}

/// Posts something to a node, past the relays: what foreign servers send always arrives.
pub(crate) async fn post(
    to: &Node,
    path: &str,
    host: &str,
    mut headers: http::HeaderMap,
    body: Vec<u8>,
) -> Answer {
    headers.insert("host", host.parse().expect("a host name"));
    let request = to
        .world()
        .client()
        .post(format!("http://{}{path}", to.address()));
    let response = request
        .headers(headers)
        .body(body)
        .send()
        .await
        .expect("the node answers");
    answer(response).await
}

/// Reads something from a node as any server or browser does, without a signature.
pub(crate) async fn get(from: &Node, path: &str, accept: &str) -> Answer {
    let request = from
        .world()
        .client()
        .get(format!("http://{}{path}", from.address()));
    let request = request.header("host", from.host()).header("accept", accept);
    answer(request.send().await.expect("the node answers")).await
}

/// What foreign servers and browsers ask with.
pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .expect("a client")
}

async fn answer(response: reqwest::Response) -> Answer {
    Answer {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: response.text().await.expect("the node's answer is text"),
    }
}

/// The value of a `Digest` header.
pub(crate) fn digest(body: &[u8]) -> String {
    BodyDigest::of(body).digest_header()
}

/// An instant as documents write it.
pub(crate) fn rfc3339(at: Millis) -> String {
    moment(at)
        .format(&Rfc3339)
        .expect("the date can be written")
}

/// An instant as headers write it.
pub(crate) fn http_date(at: Millis) -> String {
    let form = format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    moment(at).format(form).expect("the date can be written")
}

fn moment(at: Millis) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(at.div_euclid(1_000)).expect("a date of these centuries")
}
