//! What core's tests stand on: a store of each kind, a clock that stands still, and a scribe that
//! writes plain JSON without signing it.

mod plans;

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub(crate) use super::probe::{count_reads, fresh_database};

use crate::clock::{StillClock, SystemChance};
use crate::forums::{Forum, NewForum, RemoteForum};
use crate::naming::Base;
use crate::people::{LocalKeys, Person, RemoteActor};
use crate::quotes::Quotable;
use crate::scribe::{Attachment, Letter, Mention, PostDoc, Question, Quote, Tally};
use crate::threads::read::Viewer;
use crate::{
    Audience, Content, Core, Deed, Env, Fault, Limits, Millis, Scribe, Signer, StoreOptions, Tx,
    access, forums, people,
};

/// 2026-11-21T12:00:00Z.
pub(crate) const NOON: Millis = 1_795_262_400_000;
pub(crate) const HOST: &str = "quebec.test";

/// Runs a test on `SQLite`, and on `PostgreSQL` where `PALABRE_TEST_POSTGRES` names a server.
pub(crate) async fn each_store(test: impl AsyncFn(Core, Arc<StillClock>)) {
    each_empty_store(async |url| {
        let clock = Arc::new(StillClock::at(NOON));
        let mut core = open(url, &clock).await;
        let heard = plans::hear(&mut core);
        test(core.clone(), clock).await;
        plans::check(&core, &heard).await;
        core.close().await;
    })
    .await;
}

/// As [`each_store`], for a test that opens the store itself: the address of a database without tables.
pub(crate) async fn each_empty_store(test: impl AsyncFn(&str)) {
    let folder = tempfile::tempdir().expect("a folder");
    test(&sqlite_url(folder.path())).await;
    if let Ok(server) = std::env::var("PALABRE_TEST_POSTGRES") {
        test(&fresh_database(&server).await).await;
    }
}

/// Two handles on one fresh `PostgreSQL` database, as two processes have; nothing without a server.
pub(crate) async fn two_processes() -> Option<(Core, Core, Arc<StillClock>)> {
    let server = std::env::var("PALABRE_TEST_POSTGRES").ok()?;
    let url = fresh_database(&server).await;
    let clock = Arc::new(StillClock::at(NOON));
    let one = open(&url, &clock).await;
    let other = open(&url, &clock).await;
    Some((one, other, clock))
}

pub(crate) fn sqlite_url(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("palabre.db").display())
}

pub(crate) async fn open(url: &str, clock: &Arc<StillClock>) -> Core {
    let options = StoreOptions {
        url: url.to_owned(),
        base: Base::new("https", HOST),
        limits: Limits::default(),
    };
    let env = Env {
        clock: clock.clone(),
        chance: Arc::new(SystemChance),
        scribe: Arc::new(Plain),
    };
    Core::open(options, env).await.expect("the store opens")
}

/// A scribe that writes JSON and signs nothing.
#[derive(Debug)]
pub(crate) struct Plain;

impl Scribe for Plain {
    fn write(&self, deed: &Deed, signer: &Signer) -> Result<Letter, Fault> {
        let raw = match deed {
            Deed::Create(doc) | Deed::Update(doc) => text(doc),
            other => json!({ "deed": format!("{other:?}") }),
        };
        let mut raw = raw;
        raw["actor"] = json!(signer.actor);
        let raw = raw.to_string().into_bytes();
        Ok(Letter {
            rid: rid(&raw),
            raw,
        })
    }

    fn read(&self, raw: &[u8]) -> Option<Content> {
        let value: Value = serde_json::from_slice(raw).ok()?;
        let string = |key: &str| value[key].as_str().map(str::to_owned);
        let tags = value["tags"].as_array().into_iter().flatten();
        Some(Content {
            title: string("title"),
            html: string("html")?,
            warning: string("warning"),
            source: string("source").unwrap_or_default(),
            lang: string("lang").unwrap_or_default(),
            url: string("url"),
            mentions: named(&value["mentions"]),
            tags: tags.filter_map(Value::as_str).map(str::to_owned).collect(),
            attachments: hung(&value["attachments"]),
            question: asked(&value["question"]),
            quote: value["quote"]["uri"].as_str().map(|uri| Quote {
                uri: uri.to_owned(),
                approval: value["quote"]["approval"].as_str().map(str::to_owned),
            }),
            quotable: value["quotable"].as_i64().map(Quotable::from_column),
            audience: string("audience")
                .map_or(Audience::Public, |name| Audience::from_column(&name)),
        })
    }

    fn rid(&self, raw: &[u8]) -> Option<[u8; 32]> {
        Some(rid(raw))
    }
}

fn named(list: &Value) -> Vec<Mention> {
    let all = list.as_array().into_iter().flatten();
    let uris = all.filter_map(Value::as_str).map(str::to_owned);
    uris.map(|uri| Mention {
        uri,
        handle: String::new(),
    })
    .collect()
}

fn hung(list: &Value) -> Vec<Attachment> {
    let all = list.as_array().into_iter().flatten();
    let urls = all.filter_map(Value::as_str).map(str::to_owned);
    urls.map(|url| Attachment {
        url,
        media_type: "image/png".to_owned(),
        ..Attachment::default()
    })
    .collect()
}

fn asked(value: &Value) -> Option<Question> {
    let options = value["options"].as_array()?.iter();
    let options: Vec<String> = options
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    Some(Question {
        tally: Tally::none(options.len()),
        options,
        multiple: value["multiple"] == true,
        ends_at: value["ends"].as_i64(),
    })
}

fn text(doc: &PostDoc) -> Value {
    json!({
        "object": doc.uri,
        "rev": doc.rev,
        "title": doc.title,
        "html": doc.html,
        "source": doc.source,
        "lang": doc.lang,
        "url": doc.url,
        "context": doc.context,
        "inReplyTo": doc.in_reply_to,
        "warning": doc.warning,
        "audience": doc.audience.as_str(),
        "parentAuthor": doc.parent_author,
        "tags": doc.tags.iter().map(|(tag, _)| tag).collect::<Vec<_>>(),
        "mentions": doc.mentions.iter().map(|one| &one.uri).collect::<Vec<_>>(),
        "attachments": doc.attachments.iter().map(|one| &one.url).collect::<Vec<_>>(),
        "question": doc.question.as_ref().map(|one| json!({
            "options": one.options,
            "multiple": one.multiple,
            "ends": one.ends_at,
        })),
        "quote": doc.quote.as_ref().map(|(said, _)| json!({
            "uri": said.uri,
            "approval": said.approval,
        })),
        "quotable": doc.quotable.column(),
    })
}

pub(crate) fn rid(raw: &[u8]) -> [u8; 32] {
    Sha256::digest(raw).into()
}

pub(crate) fn keys() -> LocalKeys {
    LocalKeys {
        rsa_public: vec![1],
        rsa_private: vec![2],
        ed25519_public: vec![3],
        ed25519_private: vec![4],
    }
}

/// What `verb` answers, committed.
pub(crate) async fn done<T>(
    core: &Core,
    verb: impl AsyncFnOnce(&mut Tx) -> crate::Result<T>,
) -> crate::Result<T> {
    let mut tx = core.begin().await?;
    let answer = verb(&mut tx).await?;
    tx.commit().await?;
    Ok(answer)
}

/// What `verb` answers, which nothing refuses.
pub(crate) async fn must<T>(core: &Core, verb: impl AsyncFnOnce(&mut Tx) -> crate::Result<T>) -> T {
    done(core, verb).await.expect("done")
}

/// Somebody who reads, with no rights of an administrator.
pub(crate) fn reader(person: &Person) -> Viewer {
    Viewer {
        person: Some(person.clone()),
        admin: false,
    }
}

/// Somebody of this node with an account.
pub(crate) async fn member(core: &Core, name: &str, approved: bool) -> Person {
    account(core, name, false, approved).await
}

/// An administrator of this node.
pub(crate) async fn admin(core: &Core, name: &str) -> Person {
    account(core, name, true, true).await
}

async fn account(core: &Core, name: &str, admin: bool, approved: bool) -> Person {
    let new = access::NewAccount {
        name: name.to_owned(),
        display: name.to_owned(),
        email: format!("{name}@{HOST}"),
        password: "$argon2id$".to_owned(),
        lang: "fr".to_owned(),
        admin,
        confirmed: true,
        approved,
    };
    must(core, async |tx| access::create(tx, &new, &keys()).await).await
}

/// A forum of this node.
pub(crate) async fn forum(core: &Core, slug: &str, moderated_before: bool) -> Forum {
    let mut tx = core.begin().await.expect("begin");
    let new = NewForum {
        slug: slug.to_owned(),
        title: slug.to_owned(),
        description: String::new(),
        lang: "fr".to_owned(),
        moderated_before,
    };
    let made = forums::create(&mut tx, &new, &keys())
        .await
        .expect("a forum");
    tx.commit().await.expect("commit");
    made
}

/// A forum of another node.
pub(crate) async fn remote_forum(core: &Core, host: &str) -> Forum {
    let tx = core.begin().await.expect("begin");
    let remote = RemoteForum {
        uri: format!("https://{host}/ap/f/acces"),
        host: host.to_owned(),
        slug: "acces".to_owned(),
        title: "Accès".to_owned(),
        summary: String::new(),
        lang: "fr".to_owned(),
        inbox: format!("https://{host}/ap/f/acces/inbox"),
        shared_inbox: Some(format!("https://{host}/ap/inbox")),
        followers: None,
        outbox: None,
        url: None,
        moderators: Vec::new(),
    };
    let made = forums::keep_remote(&tx, &remote).await.expect("a forum");
    tx.commit().await.expect("commit");
    made
}

/// Somebody of another node.
pub(crate) async fn stranger(core: &Core, host: &str, name: &str) -> Person {
    let tx = core.begin().await.expect("begin");
    let actor = RemoteActor {
        uri: format!("https://{host}/ap/u/{name}"),
        host: host.to_owned(),
        name: name.to_owned(),
        display: name.to_owned(),
        summary: String::new(),
        url: None,
        inbox: Some(format!("https://{host}/ap/u/{name}/inbox")),
        shared_inbox: Some(format!("https://{host}/ap/inbox")),
        followers: None,
        kind: "Person".to_owned(),
        fields: Vec::new(),
        locked: false,
        discoverable: None,
        indexable: None,
        keys: Vec::new(),
    };
    let made = people::keep_remote(&tx, &actor).await.expect("a person");
    tx.commit().await.expect("commit");
    made
}
