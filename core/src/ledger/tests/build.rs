//! Records made by hand, and the little that a test wants to know of what they add up to.

use serde_json::json;

use crate::ledger::{self, Applied, Kind, Record, Standing, Vouch};
use crate::store::testing::{NOON, rid};
use crate::threads::{self, Post, Thread};
use crate::{Core, Millis, Result};

pub(super) const FORUM: &str = "https://dakar.test/ap/f/acces";
pub(super) const CONTEXT: &str = "https://dakar.test/ap/t/1";
pub(super) const ROOT: &str = "https://dakar.test/ap/p/1";
pub(super) const REPLY: &str = "https://senegal.test/ap/p/7";
pub(super) const AWA: &str = "https://senegal.test/ap/u/awa";
pub(super) const BINTA: &str = "https://dakar.test/ap/u/binta";

/// A record made step by step.
#[derive(Debug, Clone)]
pub(super) struct Made(pub(super) Record);

pub(super) fn made(kind: Kind, actor: &str, object: &str) -> Made {
    Made(Record {
        rid: [0; 32],
        activity_id: format!("{object}#{}-{actor}", kind.as_str()),
        kind,
        actor: actor.to_owned(),
        object: object.to_owned(),
        forum: Some(FORUM.to_owned()),
        context: Some(CONTEXT.to_owned()),
        in_reply_to: None,
        rev: 0,
        updated: None,
        published: NOON - 86_400_000,
        raw: None,
        vouch: Vouch::Proof,
        standing: Standing::Accepted,
    })
    .text("texte")
}

impl Made {
    pub(super) fn with(mut self, change: impl FnOnce(&mut Record)) -> Self {
        change(&mut self.0);
        self
    }

    /// Other bytes, thus another rid.
    pub(super) fn text(mut self, text: &str) -> Self {
        let raw = json!({
            "id": self.0.activity_id,
            "html": format!("<p>{text}</p>"),
            "title": text,
            "lang": "fr",
            "tags": ["ixp"],
        });
        let raw = raw.to_string().into_bytes();
        self.0.rid = rid(&raw);
        self.0.raw = Some(raw);
        self
    }

    pub(super) fn id(mut self, id: &str) -> Self {
        id.clone_into(&mut self.0.activity_id);
        let text = id.to_owned();
        self.text(&text)
    }

    pub(super) fn at(self, seconds: i64) -> Self {
        self.with(|record| record.published = NOON - 86_400_000 + seconds * 1_000)
    }

    pub(super) fn rev(self, rev: i64) -> Self {
        self.with(|record| record.rev = rev)
    }

    pub(super) fn under(self, parent: &str) -> Self {
        self.with(|record| record.in_reply_to = Some(parent.to_owned()))
    }

    pub(super) fn standing(self, standing: Standing) -> Self {
        self.with(|record| record.standing = standing)
    }

    pub(super) fn without_context(self) -> Self {
        self.with(|record| record.context = None)
    }
}

pub(super) fn root() -> Made {
    made(Kind::Create, BINTA, ROOT).text("racine")
}

pub(super) fn reply() -> Made {
    made(Kind::Create, AWA, REPLY)
        .under(ROOT)
        .at(60)
        .text("réponse")
}

pub(super) fn update(rev: i64) -> Made {
    made(Kind::Update, AWA, REPLY)
        .id(&format!("{REPLY}/update/{rev}"))
        .at(60 + rev)
        .rev(rev)
        .text(&format!("version {rev}"))
}

pub(super) fn delete() -> Made {
    made(Kind::Delete, AWA, REPLY).at(300)
}

/// An act of the forum itself.
pub(super) fn act(kind: Kind, object: &str, seconds: i64) -> Made {
    made(kind, FORUM, object)
        .id(&format!("{FORUM}/d/{}{seconds}", kind.as_str()))
        .at(seconds)
}

pub(super) async fn put(core: &Core, made: Made) -> Result<Applied> {
    let mut tx = core.begin().await?;
    let applied = ledger::apply(&mut tx, made.0).await?;
    tx.commit().await?;
    Ok(applied)
}

pub(super) async fn put_all(core: &Core, all: impl IntoIterator<Item = Made>) {
    for one in all {
        put(core, one).await.expect("applied");
    }
}

pub(super) async fn post(core: &Core, uri: &str) -> Post {
    threads::post_by_uri(core, uri)
        .await
        .expect("read")
        .expect("a post")
}

pub(super) async fn thread(core: &Core) -> Thread {
    threads::thread_by_uri(core, CONTEXT)
        .await
        .expect("read")
        .expect("a thread")
}

pub(super) async fn digest(core: &Core) -> ledger::Digest {
    crate::threads::read::digest_of(core, thread(core).await.id)
        .await
        .expect("a digest")
}

/// What the digest says of a post, without rids.
pub(super) async fn line(core: &Core, uri: &str) -> Option<String> {
    post(core, uri).await.line
}

pub(super) fn days(number: i64) -> Millis {
    number * 86_400_000
}
