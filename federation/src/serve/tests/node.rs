//! A node on a store of its own, and requests to it.

use std::sync::Arc;

use axum::body::Body;
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use palabre_core::clock::StillClock;
use palabre_core::forums::{Forum, NewForum};
use palabre_core::ledger::{Kind, Record, Standing, Vouch};
use palabre_core::naming::Base;
use palabre_core::peering::Mode;
use palabre_core::people::keys::ed25519_key_uri;
use palabre_core::people::{LocalKeys, Person};
use palabre_core::quotes::Policy;
use palabre_core::scribe::{DocForum, PostDoc};
use palabre_core::threads::{Draft, Post};
use palabre_core::{Audience, Core, Deed, Signer, forums, ledger, people, threads};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::proof::test_support::{ed25519_secret, rsa_secret};
use crate::{Federation, NodeInfo, Options, testing};

pub(super) const START: i64 = 1_795_255_200_000;
pub(super) const AWA: &str = "https://senegal.test/ap/u/awa";
pub(super) const AS2: &str = "application/activity+json";

pub(super) struct Node {
    pub(super) core: Core,
    pub(super) clock: Arc<StillClock>,
    router: axum::Router,
    _folder: tempfile::TempDir,
}

/// What was answered.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) bytes: Vec<u8>,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).expect("a JSON body")
    }

    pub(super) fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("a text"))
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).expect("UTF-8")
    }
}

pub(super) fn keys() -> LocalKeys {
    LocalKeys {
        rsa_public: rsa_secret().public().to_stored_bytes(),
        rsa_private: rsa_secret().to_bytes(),
        ed25519_public: ed25519_secret(1).public().to_stored_bytes(),
        ed25519_private: ed25519_secret(1).to_bytes(),
    }
}

impl Node {
    pub(super) async fn new() -> Self {
        Self::with(Mode::Open).await
    }

    pub(super) async fn with(mode: Mode) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(StillClock::at(START));
        let core = testing::core_of("quebec.test", folder.path(), &clock).await;
        let usual = testing::options();
        let options = Options {
            mode,
            node: NodeInfo {
                description: "Un nœud d'essai".to_owned(),
                ..usual.node
            },
            ..usual
        };
        let federation = Federation::start(core.clone(), options)
            .await
            .expect("it starts");
        let router = super::super::router(federation);
        Self {
            core,
            clock,
            router,
            _folder: folder,
        }
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[(header::ACCEPT, AS2)]).await
    }

    pub(super) async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(header::HeaderName, &str)],
    ) -> Answer {
        let path = path.strip_prefix(self.core.base().origin()).unwrap_or(path);
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        let request = request.body(Body::empty()).expect("a request");
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes().to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }

    pub(super) async fn person(&self, name: &str) -> Person {
        let tx = self.core.begin().await.expect("a write");
        people::names::take(&tx, name, "person")
            .await
            .expect("a free name");
        let uri = self.core.base().person(name);
        let made = people::create_local(&tx, name, &uri, name, "Person", &keys()).await;
        tx.commit().await.expect("kept");
        made.expect("a person")
    }

    pub(super) async fn forum(&self, slug: &str, moderated_before: bool) -> Forum {
        let mut tx = self.core.begin().await.expect("a write");
        let new = NewForum {
            slug: slug.to_owned(),
            title: "Accès".to_owned(),
            description: "Réseaux & coûts".to_owned(),
            lang: "fr".to_owned(),
            moderated_before,
        };
        let made = forums::create(&mut tx, &new, &keys())
            .await
            .expect("a forum");
        tx.commit().await.expect("kept");
        made
    }

    /// A forum of another node.
    pub(super) async fn remote_forum(&self) -> Forum {
        let tx = self.core.begin().await.expect("a write");
        let uri = "https://senegal.test/ap/f/loin".to_owned();
        let remote = forums::RemoteForum {
            host: "senegal.test".to_owned(),
            slug: "loin".to_owned(),
            title: "Loin".to_owned(),
            summary: String::new(),
            lang: "fr".to_owned(),
            inbox: format!("{uri}/inbox"),
            shared_inbox: None,
            followers: None,
            outbox: None,
            url: None,
            moderators: Vec::new(),
            uri,
        };
        let kept = forums::keep_remote(&tx, &remote).await.expect("a forum");
        tx.commit().await.expect("kept");
        kept
    }

    pub(super) async fn draft(&self, text: &str, title: Option<&str>) -> Draft {
        threads::draft(&self.core, text, title, "fr")
            .await
            .expect("a draft")
    }

    pub(super) async fn open(&self, author: &Person, forum: &Forum, text: &str) -> Post {
        let draft = self.draft(text, Some("Un IXP ?")).await;
        let mut tx = self.core.begin().await.expect("a write");
        let post = Box::pin(threads::open(&mut tx, author, forum, &draft))
            .await
            .expect("a thread");
        tx.commit().await.expect("kept");
        post
    }

    pub(super) async fn reply(&self, author: &Person, parent: &Post, text: &str) -> Post {
        let draft = self.draft(text, None).await;
        let mut tx = self.core.begin().await.expect("a write");
        let post = Box::pin(threads::reply(&mut tx, author, parent.id, &draft))
            .await
            .expect("a reply");
        tx.commit().await.expect("kept");
        post
    }

    /// A reply by somebody of another node, accepted here, with a proof of its own.
    pub(super) async fn foreign_reply(&self, parent: &Post, forum: &Forum, number: i64) -> Post {
        let base = Base::new("https", "senegal.test");
        let uri = base.post(number);
        let doc = PostDoc {
            id: number,
            uri: uri.clone(),
            author: AWA.to_owned(),
            author_name: "awa".to_owned(),
            forum: Some(DocForum {
                uri: forum.uri.clone(),
                handle: forum.handle(),
            }),
            audience: Audience::Public,
            context: None,
            history: None,
            in_reply_to: Some(parent.uri.clone()),
            parent_author: None,
            title: None,
            summary: String::new(),
            warning: None,
            html: "<p>De loin</p>".to_owned(),
            source: "De loin".to_owned(),
            lang: "fr".to_owned(),
            mentions: Vec::new(),
            tags: Vec::new(),
            attachments: Vec::new(),
            question: None,
            quote: None,
            quotable: Policy::default().into(),
            url: base.post_page(number),
            published: START,
            updated: None,
            rev: 0,
        };
        let signer = Signer {
            actor: AWA.to_owned(),
            key_uri: ed25519_key_uri(AWA),
            secret: ed25519_secret(2).to_bytes(),
        };
        let letter = self
            .core
            .env()
            .scribe
            .write(&Deed::Create(Box::new(doc)), &signer);
        let letter = letter.expect("a letter");
        let thread = parent.thread_id.expect("a thread");
        let record = Record {
            rid: letter.rid,
            activity_id: base.create(number),
            kind: Kind::Create,
            actor: AWA.to_owned(),
            object: uri.clone(),
            forum: Some(forum.uri.clone()),
            context: Some(self.core.base().thread(thread)),
            in_reply_to: Some(parent.uri.clone()),
            rev: 0,
            updated: None,
            published: START,
            raw: Some(letter.raw),
            vouch: Vouch::Proof,
            standing: Standing::Accepted,
        };
        let mut tx = self.core.begin().await.expect("a write");
        ledger::apply(&mut tx, record).await.expect("applied");
        tx.commit().await.expect("kept");
        threads::post_by_uri(&self.core, &uri)
            .await
            .expect("a read")
            .expect("the reply")
    }

    pub(super) async fn edit(&self, author: &Person, post: &Post, text: &str, title: Option<&str>) {
        let draft = self.draft(text, title).await;
        let mut tx = self.core.begin().await.expect("a write");
        Box::pin(threads::edit(&mut tx, author, post.id, &draft))
            .await
            .expect("edited");
        tx.commit().await.expect("kept");
    }

    pub(super) async fn like(&self, person: &Person, post: &Post, yes: bool) {
        self.clock.advance(1_000);
        let mut tx = self.core.begin().await.expect("a write");
        Box::pin(threads::like(&mut tx, person, post.id, yes))
            .await
            .expect("liked");
        tx.commit().await.expect("kept");
    }

    pub(super) async fn delete(&self, author: &Person, post: &Post) {
        let mut tx = self.core.begin().await.expect("a write");
        Box::pin(threads::delete(&mut tx, author, post.id))
            .await
            .expect("deleted");
        tx.commit().await.expect("kept");
    }

    pub(super) async fn remove(&self, post: &Post) {
        use palabre_core::moderation::{self, By};
        let mut tx = self.core.begin().await.expect("a write");
        Box::pin(moderation::remove(
            &mut tx,
            By::Command,
            post.id,
            "Hors charte",
        ))
        .await
        .expect("removed");
        tx.commit().await.expect("kept");
    }

    /// The record of an activity.
    pub(super) async fn record(&self, activity: &str) -> ledger::Entry {
        let found = ledger::by_activity(&self.core, activity)
            .await
            .expect("a read");
        found.expect("the record")
    }
}

/// The path of an Announce: `a` of a record, `r` of an opening.
pub(super) fn announce_path(slug: &str, folder: &str, entry: &ledger::Entry) -> String {
    format!("/ap/f/{slug}/{folder}/{}", &hex::encode(&entry.rid)[..32])
}
