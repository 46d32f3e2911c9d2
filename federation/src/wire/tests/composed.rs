//! What this node writes: exact ids and fields, no nulls, and read back as it was meant.

use palabre_core::Audience;
use serde_json::json;

use super::fixtures::{
    AWA, FOLLOWERS, FORUM, FORUM_FOLLOWERS, HISTORY, ROOT, ROOT_POST, TEN, THREAD, deed,
    everything, follow_received, forum_deed, no_null, relay, reply,
};
use crate::wire::PUBLIC;
use crate::wire::compose::{self, Deed, Place, PostDoc, ReportDoc};
use crate::wire::read::{
    Activity, Attachment, Inner, Kind, Mention, Object, ObjectKind, ObjectRef, group_of,
};

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

// posting.7
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
        size: Some((640, 480)),
        blurhash: Some("LEHV6nWB2yk8"),
        focus: Some((-3_300, 5_000)),
    };
    let guide = Attachment {
        kind: Some("Link"),
        url: "https://ixp.example/guide",
        media_type: None,
        name: None,
        size: None,
        blurhash: None,
        focus: None,
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
fn a_summary_is_html() {
    let opening = compose::object_post(&PostDoc {
        place: Place::Root {
            name: "BGP & <b>",
            excerpt: "1 < 2 & <script>",
        },
        ..ROOT_POST
    });
    assert_eq!(opening["summary"], "1 &lt; 2 &amp; &lt;script&gt;");
    assert_eq!(opening["name"], "BGP & <b>", "a name is plain text");
    let warned = compose::object_post(&PostDoc {
        warning: Some("<i>"),
        ..reply()
    });
    assert_eq!(warned["summary"], "&lt;i&gt;");
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

// delivery.12
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
    let gone = compose::GoneDoc {
        id: ROOT,
        former_type: "Article",
        audience: Audience::Public,
        followers: FOLLOWERS,
        named: &[],
    };
    let value = compose::delete(&deed(id), &gone);
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
