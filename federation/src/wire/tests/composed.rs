//! What this node writes: exact ids and fields, no nulls, and read back as it was meant.

use serde_json::{Value, json};

use crate::wire::PUBLIC;
use crate::wire::compose::{
    self, Announcing, AttachmentDoc, Deed, GroupDoc, Keys, MultikeyDoc, NodeDoc, PersonDoc, Place,
    PostDoc, ReportDoc, ThreadDoc, TombstoneDoc,
};
use crate::wire::ids::{Base, Owner};
use crate::wire::read::{
    Activity, ActorDoc, ActorKind, Attachment, Collection, Inner, Kind, Mention, Multikey, Object,
    ObjectKind, ObjectRef, RsaKey, group_of,
};

const AWA: &str = "https://forum.example/ap/u/awa";
const FOLLOWERS: &str = "https://forum.example/ap/u/awa/followers";
const FORUM: &str = "https://forum.example/ap/f/acces";
const FORUM_FOLLOWERS: &str = "https://forum.example/ap/f/acces/followers";
const ROOT: &str = "https://forum.example/ap/p/77";
const THREAD: &str = "https://forum.example/ap/t/77";
const HISTORY: &str = "https://forum.example/ap/t/77/history";
/// 2026-11-21T10:00:00Z.
const TEN: i64 = 1_795_255_200_000;

const ROOT_POST: PostDoc<'static> = PostDoc {
    id: ROOT,
    url: "https://forum.example/f/77",
    author: AWA,
    followers: FOLLOWERS,
    forum: FORUM,
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
    locked: false,
    published_ms: TEN,
    updated_ms: None,
    rev: 0,
};

fn reply() -> PostDoc<'static> {
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
            },
            AttachmentDoc {
                url: "https://ixp.example/guide",
                media_type: None,
                name: None,
            },
        ],
        hashtags: &[],
        ..ROOT_POST
    }
}

fn deed(id: &'static str) -> Deed<'static> {
    Deed {
        id,
        actor: AWA,
        forum: Some(FORUM),
        published_ms: TEN,
    }
}

fn forum_deed(id: &'static str) -> Deed<'static> {
    Deed {
        id,
        actor: FORUM,
        forum: Some(FORUM),
        published_ms: TEN,
    }
}

const KEYS: Keys<'static> = Keys {
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

fn person() -> PersonDoc<'static> {
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
        manually_approves: false,
        discoverable: true,
        also_known_as: &["https://ancien.example/users/awa"],
        moved_to: None,
        keys: KEYS,
        published_ms: TEN,
    }
}

fn forum() -> GroupDoc<'static> {
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

fn node() -> NodeDoc<'static> {
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

fn thread(first: Option<&'static str>) -> ThreadDoc<'static> {
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

fn relay() -> Announcing<'static> {
    Announcing {
        id: "https://forum.example/ap/f/acces/a/5d41402abc4b2a76b9719d911017c592",
        group: FORUM,
        followers: FORUM_FOLLOWERS,
        author: Some(AWA),
        published_ms: TEN,
    }
}

fn follow_received() -> Value {
    json!({"@context": "https://www.w3.org/ns/activitystreams", "id": "https://autre.example/f/1",
        "type": "Follow", "actor": "https://autre.example/u/koffi", "object": FORUM, "to": null})
}

/// One of each document that this node writes.
fn everything() -> Vec<Value> {
    let root = compose::object_post(&ROOT_POST);
    let create = compose::create(
        "https://forum.example/ap/p/77/create",
        &ROOT_POST,
        root.clone(),
    );
    let edited = PostDoc {
        updated_ms: Some(TEN + 1_500),
        rev: 2,
        locked: true,
        ..ROOT_POST
    };
    let edited_object = compose::object_post(&edited);
    let update = "https://forum.example/ap/p/77/update/2";
    let like = compose::like(&deed("https://forum.example/ap/u/awa/a/5"), ROOT, AWA);
    let removed = compose::remove(
        &forum_deed("https://forum.example/ap/f/acces/d/6"),
        FORUM_FOLLOWERS,
        ROOT,
        THREAD,
        None,
    );
    let locked = compose::lock(
        &forum_deed("https://forum.example/ap/f/acces/d/7"),
        FORUM_FOLLOWERS,
        ROOT,
        None,
    );
    let erased = compose::erased_record(&compose::ErasedDoc {
        id: "https://forum.example/ap/p/79/create",
        former_type: "Create",
        rid: "00",
        object: "https://forum.example/ap/p/79",
        published_ms: TEN,
    });
    let page = compose::collection_page(
        "https://forum.example/ap/p/77/replies?page=1",
        "https://forum.example/ap/p/77/replies",
        1,
        None,
        vec![json!(ROOT)],
    );
    let report = ReportDoc {
        person: AWA,
        posts: &[ROOT],
        to: FORUM,
        reason: "publicité",
    };
    let follow = deed("https://forum.example/ap/u/awa/a/8");
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
        compose::update(update, &edited, edited_object, None),
        compose::delete(
            &deed("https://forum.example/ap/p/77/delete"),
            FOLLOWERS,
            ROOT,
            "Article",
        ),
        compose::delete_actor(
            &Deed {
                forum: None,
                ..follow
            },
            FOLLOWERS,
        ),
        compose::delete_by_moderator(&follow, ROOT, ""),
        compose::undo(&deed("https://forum.example/ap/u/awa/a/9"), &like),
        like,
        compose::follow(&follow, "https://autre.example/f/radio"),
        compose::accept(
            &forum_deed("https://forum.example/ap/f/acces/d/1"),
            &follow_received(),
            "https://autre.example/u/koffi",
        ),
        compose::reject(
            &forum_deed("https://forum.example/ap/f/acces/d/2"),
            &follow_received(),
            "https://autre.example/u/koffi",
        ),
        compose::undo_remove(
            &forum_deed("https://forum.example/ap/f/acces/d/3"),
            &removed,
        ),
        compose::undo_lock(&forum_deed("https://forum.example/ap/f/acces/d/4"), &locked),
        removed,
        locked,
        compose::flag(
            &Deed {
                forum: None,
                ..follow
            },
            &report,
        ),
        compose::arrive(
            &Deed {
                forum: None,
                ..follow
            },
            &[],
            &[(FORUM, 12)],
        ),
        compose::actor_person(&person()),
        compose::actor_group(&forum()),
        compose::actor_application(&node()),
        compose::tombstone(&gone),
        compose::collection("https://forum.example/ap/p/77/replies", 1, Some(page)),
        compose::thread_context(&thread(None), &[ROOT]),
        compose::thread_history(&thread(None), vec![create, erased]),
    ]
}

fn no_null(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(list) => list.iter().all(no_null),
        Value::Object(map) => map.values().all(no_null),
        _ => true,
    }
}

#[test]
fn nothing_is_null_and_every_context_is_a_list() {
    for document in everything() {
        assert!(no_null(&document), "{document:#}");
        assert!(document["@context"].is_array(), "{document:#}");
        if let Some(context) = document["object"].get("@context") {
            assert!(context.is_array(), "{document:#}");
        }
    }
}

#[test]
fn a_root_is_an_article_as_the_dossier_has_it() {
    let mut object = compose::object_post(&ROOT_POST);
    let context = object
        .as_object_mut()
        .expect("an object")
        .remove("@context");
    assert_eq!(
        context.expect("a context")[0],
        "https://www.w3.org/ns/activitystreams"
    );
    assert_eq!(
        object,
        json!({
            "id": ROOT, "type": "Article", "url": "https://forum.example/f/77",
            "attributedTo": AWA,
            "name": "Un IXP à Ziguinchor ?", "summary": "Nous préparons un point.",
            "sensitive": false,
            "content": "<p>Nous préparons un point.</p>",
            "contentMap": {"fr": "<p>Nous préparons un point.</p>"},
            "source": {"content": "Nous préparons un point.", "mediaType": "text/markdown"},
            "language": {"identifier": "fr", "name": "Français"},
            "audience": FORUM, "context": THREAD, "contextHistory": HISTORY,
            "replies": "https://forum.example/ap/p/77/replies",
            "likes": "https://forum.example/ap/p/77/likes",
            "to": [FORUM, PUBLIC], "cc": [FOLLOWERS],
            "tag": [
                {"type": "Mention", "href": FORUM, "name": "@acces@forum.example"},
                {"type": "Hashtag", "href": "https://forum.example/mots/ixp", "name": "#ixp"}
            ],
            "attachment": [],
            "interactionPolicy": {"canQuote": {"automaticApproval": [PUBLIC]}},
            "published": "2026-11-21T10:00:00Z"
        })
    );
}

#[test]
fn a_post_is_read_back() {
    for post in [ROOT_POST, reply()] {
        let id = format!("{}/create", post.id);
        let value = compose::create(&id, &post, compose::object_post(&post));
        let create = Activity::read(&value).expect("a Create");
        assert_eq!(
            (create.id, &create.kind, create.actor),
            (id.as_str(), &Kind::Create, AWA)
        );
        assert_eq!(create.published_ms, Some(TEN));
        assert!(create.is_public());
        let object = Object::read(create.object.embedded().expect("the post")).expect("a post");
        assert!(object.is_public());
        assert_eq!(object.id, post.id);
        assert_eq!(object.attributed_to, Some(AWA));
        assert_eq!(object.content, Some(post.content));
        assert_eq!(object.source, Some(post.source));
        assert_eq!(object.language, Some("fr"));
        assert_eq!(object.context, Some(THREAD));
        assert_eq!(object.context_history, Some(HISTORY));
        assert_eq!(object.replies, Some(post.replies));
        assert_eq!(object.likes, Some(post.likes));
        assert_eq!(object.url, Some(post.url));
        assert_eq!(group_of(Some(&create), Some(&object)).first(), Some(&FORUM));
    }
}

#[test]
fn a_reply_is_a_note_without_name_or_summary() {
    let value = compose::object_post(&reply());
    assert!(value.get("name").is_none() && value.get("summary").is_none());
    let object = Object::read(&value).expect("a post");
    assert_eq!((object.kind, object.is_root()), (ObjectKind::Note, false));
    assert_eq!(object.in_reply_to, Some(ROOT));
    assert_eq!(object.cc, ["https://autre.example/u/koffi", FOLLOWERS]);
    let koffi = Mention {
        href: "https://autre.example/u/koffi",
        name: Some("@koffi@autre.example"),
    };
    assert_eq!(object.mentions, [koffi]);
    let plan = Attachment {
        kind: Some("Document"),
        url: "https://forum.example/media/plan.png",
        media_type: Some("image/png"),
        name: Some("Le plan"),
    };
    let guide = Attachment {
        kind: Some("Link"),
        url: "https://ixp.example/guide",
        media_type: None,
        name: None,
    };
    assert_eq!(object.attachments, [plan, guide]);
    let warned = compose::object_post(&PostDoc {
        warning: Some("colère"),
        ..reply()
    });
    assert_eq!(
        (&warned["summary"], &warned["sensitive"]),
        (&json!("colère"), &json!(true))
    );
}

#[test]
fn an_update_carries_its_revision_and_a_lock_its_hints() {
    let post = PostDoc {
        updated_ms: Some(TEN + 1_500),
        rev: 2,
        locked: true,
        ..ROOT_POST
    };
    let id = "https://forum.example/ap/p/77/update/2";
    let value = compose::update(id, &post, compose::object_post(&post), Some("ab"));
    let update = Activity::read(&value).expect("an Update");
    assert_eq!(
        (update.id, update.rev, update.updated_ms),
        (id, 2, Some(TEN + 1_500))
    );
    assert_eq!(value["updated"], "2026-11-21T10:00:01.500Z");
    assert_eq!(value["palabre:replaces"], "ab");
    let object = Object::read(update.object.embedded().expect("the post")).expect("a post");
    assert_eq!(
        (object.rev, object.updated_ms, object.published_ms),
        (2, Some(TEN + 1_500), Some(TEN))
    );
    assert_eq!(value["object"]["commentsEnabled"], false);
    assert_eq!(
        value["object"]["interactionPolicy"]["canReply"]["automaticApproval"],
        json!([AWA])
    );
}

#[test]
fn likes_and_their_undoing_are_addressed_as_the_ledger_says() {
    let value = compose::like(
        &deed("https://forum.example/ap/u/awa/a/5"),
        ROOT,
        "https://autre.example/u/koffi",
    );
    assert_eq!(value["to"], json!(["https://autre.example/u/koffi"]));
    assert_eq!(value["cc"], json!([FORUM, PUBLIC]));
    let like = Activity::read(&value).expect("a Like");
    assert!(like.is_public());
    assert_eq!(like.object, ObjectRef::Id(ROOT));
    let mut signed = value.clone();
    signed["proof"] = json!({"type": "DataIntegrityProof"});
    let value = compose::undo(&deed("https://forum.example/ap/u/awa/a/6"), &signed);
    let undo = Activity::read(&value).expect("an Undo");
    assert_eq!(
        (undo.id, &undo.kind),
        ("https://forum.example/ap/u/awa/a/6", &Kind::Undo)
    );
    assert_eq!(undo.object.id(), Some("https://forum.example/ap/u/awa/a/5"));
    assert_eq!((undo.to, undo.cc), (like.to.clone(), like.cc.clone()));
    assert!(value["object"].get("proof").is_none() && value["object"].get("@context").is_none());
}

#[test]
fn an_announce_carries_the_activity_untouched() {
    let mut create = compose::create("https://autre.example/c/1", &ROOT_POST, json!(null));
    create["object"] = json!({"type": "Note", "attachment": null, "z": 1, "a": 2});
    let value = compose::announce(&relay(), create.clone());
    assert_eq!(value["object"], create);
    let announce = Activity::read(&value).expect("an Announce");
    assert_eq!(
        announce.id,
        "https://forum.example/ap/f/acces/a/5d41402abc4b2a76b9719d911017c592"
    );
    assert_eq!(announce.cc, [FORUM_FOLLOWERS, AWA]);
    assert_eq!(Inner::of(&announce), Ok(vec![Inner::Activity(&create)]));
    let value = compose::announce_root(&relay(), ROOT);
    let announce = Activity::read(&value).expect("an Announce");
    assert_eq!(Inner::of(&announce), Ok(vec![Inner::Id(ROOT)]));
}

#[test]
fn a_delete_says_what_it_was_and_nothing_more() {
    let id = "https://forum.example/ap/p/77/delete";
    let value = compose::delete(&deed(id), FOLLOWERS, ROOT, "Article");
    assert_eq!(
        value["object"],
        json!({"id": ROOT, "type": "Tombstone", "formerType": "Article"})
    );
    assert!(Activity::read(&value).expect("a Delete").is_public());
    let value = compose::delete_by_moderator(&deed(id), ROOT, "");
    assert_eq!(
        value["summary"], "",
        "Lemmy tells a moderator's Delete by its summary"
    );
    let value = compose::delete_actor(&deed(id), FOLLOWERS);
    assert_eq!(value["object"], value["actor"]);
}

#[test]
fn the_forum_removes_locks_and_answers() {
    let id = "https://forum.example/ap/f/acces/d/6";
    let removed = compose::remove(
        &forum_deed(id),
        FORUM_FOLLOWERS,
        ROOT,
        THREAD,
        Some("réclame"),
    );
    let read = Activity::read(&removed).expect("a Remove");
    assert_eq!(
        (read.kind, read.target, read.summary),
        (Kind::Remove, Some(THREAD), Some("réclame"))
    );
    let undone = compose::undo_remove(
        &forum_deed("https://forum.example/ap/f/acces/d/7"),
        &removed,
    );
    let read = Activity::read(&undone).expect("an Undo");
    assert_eq!(read.object.id(), Some(id));
    assert_eq!(undone["object"]["type"], "Remove");
    let locked = compose::lock(&forum_deed(id), FORUM_FOLLOWERS, ROOT, None);
    assert_eq!(Activity::read(&locked).expect("a Lock").kind, Kind::Lock);
    assert_eq!(locked["@context"][2]["Lock"], "lemmy:Lock");
    let accepted = compose::accept(&forum_deed(id), &follow_received(), AWA);
    assert_eq!(accepted["object"]["id"], "https://autre.example/f/1");
    assert!(accepted["object"].get("to").is_none());
    let by_id = compose::accept(&forum_deed(id), &json!("https://autre.example/f/1"), AWA);
    assert_eq!(by_id["object"], "https://autre.example/f/1");
}

#[test]
fn a_report_is_never_public_and_says_its_reason_twice() {
    let report = ReportDoc {
        person: AWA,
        posts: &[ROOT],
        to: FORUM,
        reason: "publicité",
    };
    let node = Deed {
        actor: "https://forum.example/ap/actor",
        ..deed("https://forum.example/ap/actor/a/1")
    };
    let value = compose::flag(&node, &report);
    let flag = Activity::read(&value).expect("a Flag");
    assert!(!flag.is_public());
    assert_eq!(
        (flag.content, flag.summary),
        (Some("publicité"), Some("publicité"))
    );
    assert_eq!(
        flag.object.each(),
        [ObjectRef::Id(AWA), ObjectRef::Id(ROOT)]
    );
}

#[test]
fn actors_are_read_back_with_their_keys() {
    let owners = [
        (
            compose::actor_person(&person()),
            AWA,
            ActorKind::Person,
            "awa",
        ),
        (
            compose::actor_group(&forum()),
            FORUM,
            ActorKind::Group,
            "acces",
        ),
        (
            compose::actor_application(&node()),
            "https://forum.example/ap/actor",
            ActorKind::Application,
            "forum.example",
        ),
    ];
    for (value, id, kind, username) in owners {
        let actor = ActorDoc::read(&value).expect("an actor");
        assert_eq!(
            (actor.id, actor.kind, actor.preferred_username),
            (id, kind, Some(username))
        );
        assert_eq!(actor.shared_inbox, Some("https://forum.example/ap/inbox"));
        assert!(actor.outbox.is_some() && actor.followers.is_some());
        assert_eq!(
            actor.rsa,
            [RsaKey {
                id: KEYS.rsa_id,
                owner: id,
                pem: KEYS.rsa_pem
            }]
        );
        let multikeys = KEYS.multikeys.iter().map(|key| Multikey {
            id: key.id,
            controller: id,
            multibase: key.multibase,
            expires_ms: key.expires_ms,
        });
        assert_eq!(actor.multikeys, multikeys.collect::<Vec<_>>());
        assert_eq!(actor.implements.len(), 2, "FEP-844e");
        assert_eq!(actor.published_ms, Some(TEN));
    }
    let value = compose::actor_group(&forum());
    let group = ActorDoc::read(&value).expect("a forum");
    assert_eq!(
        group.moderators,
        Some("https://forum.example/ap/f/acces/moderators")
    );
    assert_eq!(
        group.featured,
        Some("https://forum.example/ap/f/acces/featured")
    );
    let value = compose::actor_person(&person());
    let person = ActorDoc::read(&value).expect("a person");
    assert_eq!(person.also_known_as, ["https://ancien.example/users/awa"]);
    assert_eq!(person.icon, Some("https://forum.example/media/awa.png"));
    assert_eq!(person.generator, Some("https://forum.example/ap/actor"));
}

#[test]
fn a_thread_is_a_collection_with_its_digest() {
    let posts = [ROOT, "https://autre.example/p/1"];
    let value = compose::thread_context(&thread(None), &posts);
    let list = Collection::read(&value).expect("a collection");
    assert_eq!(
        (list.id, list.total_items, list.left_out),
        (Some(THREAD), Some(2), 0)
    );
    assert_eq!(list.items, posts.map(ObjectRef::Id));
    assert_eq!(list.digest, Some("core:9f:2 react:00:0"));
    assert_eq!(
        (list.history, list.attributed_to),
        (Some(HISTORY), Some(FORUM))
    );
    let paged = compose::thread_context(
        &thread(Some("https://forum.example/ap/t/77?page=1")),
        &posts,
    );
    let list = Collection::read(&paged).expect("a collection");
    assert!(list.items.is_empty());
    assert_eq!(
        list.first,
        ObjectRef::Id("https://forum.example/ap/t/77?page=1")
    );
}

#[test]
fn an_erased_record_is_a_stub_in_the_history() {
    let stub = compose::erased_record(&compose::ErasedDoc {
        id: "https://forum.example/ap/p/79/create",
        former_type: "Create",
        rid: "0b",
        object: "https://forum.example/ap/p/79",
        published_ms: TEN,
    });
    assert_eq!(
        stub,
        json!({
            "type": "Tombstone", "id": "https://forum.example/ap/p/79/create",
            "formerType": "Create", "palabre:rid": "0b",
            "palabre:object": "https://forum.example/ap/p/79", "published": "2026-11-21T10:00:00Z"
        })
    );
    let value = compose::thread_history(&thread(None), vec![stub.clone()]);
    let list = Collection::read(&value).expect("a collection");
    assert_eq!(list.id, Some(HISTORY));
    assert_eq!(list.items, [ObjectRef::Embedded(&stub)]);
    let stub = Object::read(&stub).expect("a Tombstone");
    assert_eq!(
        (stub.kind, stub.former_type),
        (ObjectKind::Tombstone, Some("Create"))
    );
}

#[test]
fn a_node_is_found() {
    let base = Base::new("https://forum.example:8443/").expect("an origin");
    let actor = base.actor();
    let found = compose::webfinger(&compose::WebfingerDoc {
        name: base.host(),
        host: base.host(),
        actor: &actor,
        page: base.origin(),
    });
    assert_eq!(
        found["subject"],
        "acct:forum.example:8443@forum.example:8443"
    );
    assert_eq!(
        found["links"][0]["href"],
        "https://forum.example:8443/ap/actor"
    );
    assert!(
        compose::host_meta(&base).contains(
            "template=\"https://forum.example:8443/.well-known/webfinger?resource={uri}\""
        )
    );
    let index = compose::nodeinfo_index(&base);
    assert_eq!(
        index["links"][0]["href"],
        "https://forum.example:8443/nodeinfo/2.1"
    );
    assert_eq!(index["links"][1]["href"], json!(base.of(Owner::Node)));
    let info = compose::nodeinfo_2_1(&compose::NodeInfoDoc {
        version: "0.1.0",
        repository: None,
        name: "Forum",
        description: None,
        open_registrations: false,
        users: 3,
        active_month: 2,
        active_half_year: 3,
        posts: 4,
        comments: 5,
    });
    assert!(no_null(&info));
    assert_eq!(
        (&info["version"], &info["software"]["name"]),
        (&json!("2.1"), &json!("palabre"))
    );
}
