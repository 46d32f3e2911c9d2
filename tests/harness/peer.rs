//! A foreign server, made by hand: it serves what the play gives it, keeps what it is sent, and
//! sends whatever it likes, signed in whatever way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, StatusCode, Uri};
use palabre_core::Millis;
use palabre_federation::proof::keys::{Ed25519Secret, RsaSecret};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::actor::Actor;
use super::network::Place;
use super::{World, keys};

/// What is another word each time that a document is read.
pub(crate) const CHANGING: &str =
    "changing-with-each-look-changing-with-each-look-changing-with-ea";

pub(crate) const ACTIVITY: &str = "application/activity+json";

/// A foreign server. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Peer(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    world: World,
    host: String,
    state: Mutex<Site>,
    /// How many letters have come.
    count: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct Site {
    documents: HashMap<String, Document>,
    accounts: HashMap<String, String>,
    letters: Vec<Letter>,
    reads: Vec<String>,
    /// How many reads there were since the beginning.
    count: usize,
    /// How long it takes to read a path.
    slow: HashMap<String, Millis>,
    inbox: Inbox,
}

#[derive(Debug, Clone)]
struct Document {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Document {
    fn reply(&self) -> Response {
        self.reply_with(0)
    }

    fn reply_with(&self, count: usize) -> Response {
        let Ok(body) = std::str::from_utf8(&self.body) else {
            return reply(self.status, &self.headers, self.body.clone());
        };
        let word = format!("{count:0>width$}", width = CHANGING.len());
        reply(self.status, &self.headers, body.replace(CHANGING, &word))
    }
}

/// How letters are answered.
#[derive(Debug, Default)]
struct Inbox {
    always: Option<Document>,
    /// Refuses letters signed by RFC 9421, or those signed otherwise.
    only_rfc9421: Option<bool>,
    /// Answers letters signed by RFC 9421 with this.
    to_rfc9421: Option<u16>,
}

/// A letter that came.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    /// Where it was sent.
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) value: Value,
}

impl Letter {
    /// Whether it is signed by RFC 9421, and not by draft-cavage.
    pub(crate) fn by_rfc9421(&self) -> bool {
        self.headers.contains_key("signature-input")
    }

    pub(crate) fn kind(&self) -> &str {
        self.value["type"].as_str().unwrap_or_default()
    }
}

impl Place for Peer {
    fn host(&self) -> &str {
        &self.0.host
    }
}

impl Peer {
    pub(super) async fn start(world: &World, host: &str) -> Self {
        let peer = Self(Arc::new(Inner {
            world: world.clone(),
            host: host.to_owned(),
            state: Mutex::default(),
            count: watch::Sender::new(0),
        }));
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("loopback has ports");
        world
            .network()
            .place(host, listener.local_addr().expect("a bound port"));
        let router = Router::new().fallback(answer).with_state(peer.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        peer
    }

    pub(crate) fn host(&self) -> &str {
        &self.0.host
    }

    pub(crate) fn world(&self) -> &World {
        &self.0.world
    }

    /// An address on this server.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.0.host)
    }

    fn site(&self) -> MutexGuard<'_, Site> {
        self.0.state.lock().expect("nobody has panicked here")
    }

    /// Makes somebody here, with an actor's document as Mastodon writes it.
    pub(crate) async fn person(&self, name: &str) -> Actor {
        let actor = self.actor(&format!("/users/{name}"), name).await;
        let mut document = actor.document("Person");
        document["endpoints"] = json!({ "sharedInbox": self.url("/inbox") });
        self.serves(&actor.uri, &document);
        actor
    }

    /// Makes a community here, with an actor's document as Lemmy writes it.
    pub(crate) async fn group(&self, name: &str) -> Actor {
        let actor = self.actor(&format!("/c/{name}"), name).await;
        let mut document = actor.document("Group");
        document["endpoints"] = json!({ "sharedInbox": self.url("/inbox") });
        document["attributedTo"] = json!(format!("{}/moderators", actor.uri));
        document["postingRestrictedToMods"] = json!(false);
        self.serves(&actor.uri, &document);
        actor
    }

    /// Keys and addresses of an actor whose document is not served.
    pub(crate) async fn actor(&self, path: &str, name: &str) -> Actor {
        let keys = keys::fresh().await;
        let uri = self.url(path);
        self.site().accounts.insert(name.to_owned(), uri.clone());
        Actor {
            key_id: format!("{uri}#main-key"),
            rsa: RsaSecret::from_bytes(&keys.rsa_private)
                .map(Arc::new)
                .expect("an RSA key"),
            ed25519: Ed25519Secret::from_bytes(&keys.ed25519_private)
                .map(Arc::new)
                .expect("an Ed25519 key"),
            name: name.to_owned(),
            proof_id: None,
            peer: self.clone(),
            uri,
        }
    }

    /// Serves an ActivityPub document at its address from now on.
    pub(crate) fn serves(&self, url: &str, document: &Value) {
        self.serves_as(url, ACTIVITY, document.to_string().as_bytes());
    }

    /// Serves some bytes as something.
    pub(crate) fn serves_as(&self, url: &str, kind: &str, body: &[u8]) {
        let headers = vec![("content-type".to_owned(), kind.to_owned())];
        self.put(
            url,
            Document {
                status: 200,
                headers,
                body: body.to_vec(),
            },
        );
    }

    /// Answers an address with a status and no document.
    pub(crate) fn answers(&self, url: &str, status: u16) {
        self.put(
            url,
            Document {
                status,
                headers: Vec::new(),
                body: Vec::new(),
            },
        );
    }

    /// Sends whoever asks for an address elsewhere.
    pub(crate) fn redirects(&self, url: &str, to: &str) {
        let headers = vec![("location".to_owned(), to.to_owned())];
        self.put(
            url,
            Document {
                status: 302,
                headers,
                body: Vec::new(),
            },
        );
    }

    /// Serves a document in which [`CHANGING`] is another word each time it is read.
    pub(crate) fn serves_ever_other(&self, url: &str, document: &Value) {
        assert!(document.to_string().contains(CHANGING), "{document}");
        self.serves(url, document);
    }

    /// Takes a while to be read at an address from now on, by the clock of every node.
    pub(crate) fn takes(&self, url: &str, time: Millis) {
        let path = self.path_of(url);
        self.site().slow.insert(path, time);
    }

    fn put(&self, url: &str, document: Document) {
        let path = self.path_of(url);
        self.site().documents.insert(path, document);
    }

    fn path_of(&self, url: &str) -> String {
        url.strip_prefix(&self.url("")).unwrap_or(url).to_owned()
    }

    /// Answers every letter like this from now on; the play excuses it.
    pub(crate) fn inbox_answers(&self, status: u16, headers: &[(&str, &str)], words: &str) {
        self.0.world.is_rude(&self.0.host);
        let headers = headers
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect();
        let body = words.as_bytes().to_vec();
        self.site().inbox.always = Some(Document {
            status,
            headers,
            body,
        });
    }

    /// Takes every letter again.
    pub(crate) fn inbox_takes(&self) {
        self.site().inbox = Inbox::default();
    }

    /// Takes only letters signed by RFC 9421, or only those that are not.
    pub(crate) fn inbox_takes_only(&self, rfc9421: bool) {
        self.site().inbox.only_rfc9421 = Some(rfc9421);
    }

    /// Answers letters signed by RFC 9421 with a status, and takes all others.
    pub(crate) fn inbox_answers_rfc9421(&self, status: u16) {
        self.0.world.is_rude(&self.0.host);
        self.site().inbox.to_rfc9421 = Some(status);
    }

    /// Every letter that came since the last look, whatever its answer was.
    pub(crate) fn letters(&self) -> Vec<Letter> {
        std::mem::take(&mut self.site().letters)
    }

    /// The letters of one kind that came since the last look.
    pub(crate) fn letters_of(&self, kind: &str) -> Vec<Letter> {
        self.letters()
            .into_iter()
            .filter(|letter| letter.kind() == kind)
            .collect()
    }

    /// Paths that were read here since the last look, in their order.
    pub(crate) fn reads(&self) -> Vec<String> {
        std::mem::take(&mut self.site().reads)
    }

    /// Returns when that many letters have come since the beginning.
    pub(crate) async fn has_letters(&self, count: usize) {
        let mut seen = self.0.count.subscribe();
        seen.wait_for(|now| *now >= count)
            .await
            .expect("the peer lives");
    }

    fn keep(&self, letter: Letter) -> Response {
        let answer = {
            let mut site = self.site();
            let inbox = &site.inbox;
            let wrong = inbox
                .only_rfc9421
                .is_some_and(|only| only != letter.by_rfc9421());
            let answer = match &inbox.always {
                _ if inbox.to_rfc9421.is_some() && letter.by_rfc9421() => {
                    reply(inbox.to_rfc9421.unwrap_or_default(), &[], "what is this")
                }
                _ if wrong => reply(401, &[], "this signature is not understood here"),
                Some(always) => always.reply(),
                None => reply(202, &[], ""),
            };
            site.letters.push(letter);
            answer
        };
        self.0.count.send_modify(|count| *count += 1);
        answer
    }

    fn read(&self, uri: &Uri) -> Response {
        let full = uri
            .path_and_query()
            .map_or("/", |path| path.as_str())
            .to_owned();
        let mut site = self.site();
        if let Some(time) = site.slow.get(&full).or_else(|| site.slow.get(uri.path())) {
            self.0.world.clock().advance(*time);
        }
        site.reads.push(full.clone());
        site.count += 1;
        if uri.path() == "/.well-known/webfinger" {
            return webfinger(&site, &self.0.host, uri.query().unwrap_or_default());
        }
        let document = site
            .documents
            .get(&full)
            .or_else(|| site.documents.get(uri.path()));
        match document {
            Some(document) => document.reply_with(site.count),
            None => reply(404, &[], "nothing here"),
        }
    }
}

fn webfinger(site: &Site, host: &str, query: &str) -> Response {
    let asked = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "resource");
    let asked = asked
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default();
    let name = asked
        .strip_prefix("acct:")
        .and_then(|rest| rest.strip_suffix(&format!("@{host}")));
    let Some(uri) = name.and_then(|name| site.accounts.get(name)) else {
        return reply(404, &[], "nobody of that name");
    };
    let links = json!([{ "rel": "self", "type": ACTIVITY, "href": uri }]);
    let body = json!({ "subject": asked, "links": links }).to_string();
    let kind = ("content-type".to_owned(), "application/jrd+json".to_owned());
    reply(200, &[kind], body)
}

fn reply(status: u16, headers: &[(String, String)], body: impl Into<Bytes>) -> Response {
    let status = StatusCode::from_u16(status).expect("a status");
    let mut response = (status, body.into()).into_response();
    for (name, value) in headers {
        let name: http::HeaderName = name.parse().expect("a header's name");
        response
            .headers_mut()
            .insert(name, value.parse().expect("a header's value"));
    }
    response
}

async fn answer(
    State(peer): State<Peer>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if method != Method::POST {
        return peer.read(&uri);
    }
    peer.keep(Letter {
        path: uri.path().to_owned(),
        value: serde_json::from_slice(&body).unwrap_or_default(),
        body: body.to_vec(),
        headers,
    })
}
