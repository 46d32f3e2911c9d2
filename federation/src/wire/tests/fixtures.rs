//! One of everything that this node writes, with made-up names.

use palabre_core::Audience;
use palabre_core::quotes::{Crowd, Quotable};
use serde_json::{Value, json};

use crate::wire::compose::{
    self, Announcing, AttachmentDoc, Deed, GroupDoc, Keys, MultikeyDoc, NodeDoc, PersonDoc, Place,
    PostDoc, ReportDoc, ThreadDoc, TombstoneDoc,
};

pub(super) const AWA: &str = "https://forum.example/ap/u/awa";
pub(super) const FOLLOWERS: &str = "https://forum.example/ap/u/awa/followers";
pub(super) const FORUM: &str = "https://forum.example/ap/f/acces";
pub(super) const FORUM_FOLLOWERS: &str = "https://forum.example/ap/f/acces/followers";
pub(super) const ROOT: &str = "https://forum.example/ap/p/77";
pub(super) const THREAD: &str = "https://forum.example/ap/t/77";
pub(super) const HISTORY: &str = "https://forum.example/ap/t/77/history";
/// 2026-11-21T10:00:00Z.
pub(super) const TEN: i64 = 1_795_255_200_000;

pub(super) const ROOT_POST: PostDoc<'static> = PostDoc {
    id: ROOT,
    url: "https://forum.example/f/77",
    author: AWA,
    followers: FOLLOWERS,
    forum: Some(FORUM),
    audience: Audience::Public,
    place: Place::Root {
        name: "Un IXP à Ziguinchor ?",
        excerpt: "Nous préparons un point.",
    },
    content: "<p>Nous préparons un point.</p>",
    source: "Nous préparons un point.",
    language: Some("fr"),
    warning: None,
    context: Some(THREAD),
    context_history: Some(HISTORY),
    replies: "https://forum.example/ap/p/77/replies",
    likes: "https://forum.example/ap/p/77/likes",
    mentions: &[(FORUM, "@acces@forum.example")],
    hashtags: &[("ixp", "https://forum.example/mots/ixp")],
    attachments: &[],
    poll: None,
    quote: None,
    quotable: Quotable {
        automatic: Crowd::EVERYBODY,
        manual: Crowd::NOBODY,
    },
    locked: false,
    published_ms: TEN,
    updated_ms: None,
    rev: 0,
};

pub(super) fn reply() -> PostDoc<'static> {
    PostDoc {
        id: "https://forum.example/ap/p/78",
        url: "https://forum.example/c/78",
        place: Place::Reply {
            parent: ROOT,
            parent_author: Some("https://autre.example/u/koffi"),
        },
        mentions: &[("https://autre.example/u/koffi", "@koffi@autre.example")],
        attachments: &[
            AttachmentDoc {
                url: "https://forum.example/media/plan.png",
                media_type: Some("image/png"),
                name: Some("Le plan"),
                size: Some((640, 480)),
                blurhash: Some("LEHV6nWB2yk8"),
                focus: Some((-3_300, 5_000)),
            },
            AttachmentDoc {
                url: "https://ixp.example/guide",
                media_type: None,
                name: None,
                size: None,
                blurhash: None,
                focus: None,
            },
        ],
        hashtags: &[],
        ..ROOT_POST
    }
}

pub(super) fn deed(id: &'static str) -> Deed<'static> {
    Deed {
        id,
        actor: AWA,
        forum: Some(FORUM),
        published_ms: TEN,
    }
}

pub(super) fn forum_deed(id: &'static str) -> Deed<'static> {
    Deed {
        id,
        actor: FORUM,
        forum: Some(FORUM),
        published_ms: TEN,
    }
}

pub(super) const KEYS: Keys<'static> = Keys {
    rsa_id: "https://forum.example/ap/actor#main-key",
    rsa_pem: "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
    multikeys: &[
        MultikeyDoc {
            id: "https://forum.example/ap/actor#ed25519-key",
            multibase: "z6MkNew",
            expires_ms: None,
        },
        MultikeyDoc {
            id: "https://forum.example/ap/actor#ed25519-key-1",
            multibase: "z6MkOld",
            expires_ms: Some(TEN),
        },
    ],
};

pub(super) fn person() -> PersonDoc<'static> {
    PersonDoc {
        id: AWA,
        username: "awa",
        name: "Awa Diop",
        summary: None,
        url: "https://forum.example/@awa",
        inbox: "https://forum.example/ap/u/awa/inbox",
        outbox: "https://forum.example/ap/u/awa/outbox",
        followers: FOLLOWERS,
        shared_inbox: "https://forum.example/ap/inbox",
        node: "https://forum.example/ap/actor",
        icon: Some(("https://forum.example/media/awa.png", "image/png")),
        image: None,
        fields: &[],
        bot: false,
        indexable: false,
        manually_approves: false,
        discoverable: true,
        also_known_as: &["https://ancien.example/users/awa"],
        moved_to: None,
        keys: KEYS,
        published_ms: TEN,
    }
}

pub(super) fn forum() -> GroupDoc<'static> {
    GroupDoc {
        id: FORUM,
        slug: "acces",
        name: "Accès et connectivité",
        summary: Some("<p>Réseaux communautaires</p>"),
        url: "https://forum.example/salons/acces",
        inbox: "https://forum.example/ap/f/acces/inbox",
        outbox: "https://forum.example/ap/f/acces/outbox",
        followers: FORUM_FOLLOWERS,
        shared_inbox: "https://forum.example/ap/inbox",
        moderators: "https://forum.example/ap/f/acces/moderators",
        featured: "https://forum.example/ap/f/acces/featured",
        threads: "https://forum.example/ap/f/acces/threads",
        node: "https://forum.example/ap/actor",
        icon: None,
        posting_restricted: false,
        manually_approves: false,
        discoverable: true,
        history: None,
        keys: KEYS,
        published_ms: TEN,
    }
}

pub(super) fn node() -> NodeDoc<'static> {
    NodeDoc {
        id: "https://forum.example/ap/actor",
        host: "forum.example",
        name: "Forum",
        summary: None,
        url: "https://forum.example/",
        inbox: "https://forum.example/ap/inbox",
        outbox: "https://forum.example/ap/actor/outbox",
        followers: "https://forum.example/ap/actor/followers",
        keys: KEYS,
        published_ms: TEN,
    }
}

pub(super) fn thread(first: Option<&'static str>) -> ThreadDoc<'static> {
    ThreadDoc {
        id: THREAD,
        history: HISTORY,
        name: "Un IXP à Ziguinchor ?",
        forum: FORUM,
        digest: "core:9f:2 react:00:0",
        total: 2,
        updated_ms: TEN,
        first,
    }
}

pub(super) fn relay() -> Announcing<'static> {
    Announcing {
        id: "https://forum.example/ap/f/acces/a/5d41402abc4b2a76b9719d911017c592",
        group: FORUM,
        followers: FORUM_FOLLOWERS,
        author: Some(AWA),
        context: Some(THREAD),
        published_ms: TEN,
    }
}

pub(super) fn follow_received() -> Value {
    json!({"@context": "https://www.w3.org/ns/activitystreams", "id": "https://autre.example/f/1",
        "type": "Follow", "actor": "https://autre.example/u/koffi", "object": FORUM, "to": null})
}

/// One of each document that this node writes.
pub(super) fn everything() -> Vec<Value> {
    [posts(), deeds(), acts_of_the_forum(), published()].concat()
}

fn posts() -> Vec<Value> {
    let edited = PostDoc {
        updated_ms: Some(TEN + 1_500),
        rev: 2,
        locked: true,
        ..ROOT_POST
    };
    let update = "https://forum.example/ap/p/77/update/2";
    let create = create();
    let gone = TombstoneDoc {
        id: ROOT,
        former_type: "Article",
        context: None,
        forum: None,
        deleted_ms: TEN,
    };
    vec![
        compose::object_post(&reply()),
        compose::announce(&relay(), create.clone()),
        compose::announce_root(&relay(), ROOT),
        create,
        compose::update(update, &edited, compose::object_post(&edited), None),
        compose::delete(
            &deed("https://forum.example/ap/p/77/delete"),
            &compose::GoneDoc {
                id: ROOT,
                former_type: "Article",
                audience: Audience::Public,
                followers: FOLLOWERS,
                named: &[],
            },
        ),
        compose::tombstone(&gone),
    ]
}

fn create() -> Value {
    let id = "https://forum.example/ap/p/77/create";
    compose::create(id, &ROOT_POST, compose::object_post(&ROOT_POST))
}

fn deeds() -> Vec<Value> {
    let like = compose::like(&deed("https://forum.example/ap/u/awa/a/5"), ROOT, AWA);
    let report = ReportDoc {
        person: AWA,
        posts: &[ROOT],
        to: FORUM,
        reason: "publicité",
    };
    let follow = deed("https://forum.example/ap/u/awa/a/8");
    let elsewhere = Deed {
        forum: None,
        ..follow
    };
    vec![
        compose::delete_actor(&elsewhere, FOLLOWERS),
        compose::delete_by_moderator(&follow, ROOT, ""),
        compose::undo(&deed("https://forum.example/ap/u/awa/a/9"), &like),
        like,
        compose::follow(&follow, "https://autre.example/f/radio"),
        compose::flag(&elsewhere, &report),
        compose::arrive(&elsewhere, &[], &[(FORUM, 12)]),
    ]
}

fn acts_of_the_forum() -> Vec<Value> {
    let act = forum_deed("https://forum.example/ap/f/acces/d/6");
    let removed = compose::remove(&act, FORUM_FOLLOWERS, ROOT, THREAD, None);
    let locked = compose::lock(&act, FORUM_FOLLOWERS, ROOT, None);
    vec![
        compose::accept(&act, &follow_received(), "https://autre.example/u/koffi"),
        compose::reject(&act, &follow_received(), "https://autre.example/u/koffi"),
        compose::undo_remove(
            &forum_deed("https://forum.example/ap/f/acces/d/3"),
            &removed,
        ),
        compose::undo_lock(&forum_deed("https://forum.example/ap/f/acces/d/4"), &locked),
        removed,
        locked,
    ]
}

fn published() -> Vec<Value> {
    let erased = compose::erased_record(&compose::ErasedDoc {
        id: "https://forum.example/ap/p/79/create",
        former_type: "Create",
        rid: "00",
        object: "https://forum.example/ap/p/79",
        published_ms: TEN,
    });
    let replies = "https://forum.example/ap/p/77/replies";
    let first = "https://forum.example/ap/p/77/replies?page=1";
    let page = compose::collection_page(first, replies, 1, None, vec![json!(ROOT)]);
    vec![
        compose::actor_person(&person()),
        compose::actor_group(&forum()),
        compose::actor_application(&node()),
        compose::collection(replies, 1, Some(&page)),
        compose::thread_context(&thread(None), &[ROOT]),
        compose::thread_history(&thread(None), vec![create(), erased]),
        page,
    ]
}

/// Whether there is no null anywhere in a document.
pub(super) fn no_null(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(list) => list.iter().all(no_null),
        Value::Object(map) => map.values().all(no_null),
        _ => true,
    }
}
