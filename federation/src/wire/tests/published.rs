//! What this node publishes about itself: actors, collections, discovery.

use palabre_core::Audience;
use palabre_core::naming::Base;
use serde_json::json;

use super::fixtures::{
    AWA, FORUM, HISTORY, KEYS, ROOT, TEN, THREAD, forum, no_null, node, person, thread,
};
use crate::wire::PUBLIC;
use crate::wire::compose::{self, NodeInfo};
use crate::wire::read::{
    ActorDoc, ActorKind, Collection, Multikey, Object, ObjectKind, ObjectRef, RsaKey,
};

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
fn replies_have_their_first_page_embedded() {
    let replies = "https://forum.example/ap/p/77/replies";
    let first = "https://forum.example/ap/p/77/replies?page=1";
    let next = "https://forum.example/ap/p/77/replies?page=2";
    let page = compose::collection_page(first, replies, 200, Some(next), vec![json!(ROOT)]);
    let value = compose::collection(replies, 200, Some(&page));
    assert!(value["first"].get("@context").is_none());
    let list = Collection::read(&value).expect("a collection");
    assert_eq!((list.id, list.total_items), (Some(replies), Some(200)));
    let page = Collection::read(list.first.embedded().expect("a page")).expect("a page");
    assert_eq!(
        (page.id, page.part_of, page.next),
        (Some(first), Some(replies), Some(next))
    );
    assert_eq!(page.items, [ObjectRef::Id(ROOT)]);
    let hidden = compose::collection(replies, 3, None);
    assert_eq!(
        Collection::read(&hidden).expect("a collection").first,
        ObjectRef::Nothing
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
fn a_person_is_found_by_handle() {
    let page = "https://forum.example/@awa";
    let found = compose::webfinger(&compose::WebfingerDoc {
        name: "awa",
        host: "forum.example",
        actor: AWA,
        page,
    });
    assert_eq!(found["subject"], "acct:awa@forum.example");
    assert_eq!(found["aliases"], json!([AWA, page]));
    let links = found["links"].as_array().expect("links");
    let own = links
        .iter()
        .find(|link| link["rel"] == "self")
        .expect("a link to itself");
    assert_eq!(own["type"], "application/activity+json");
    assert_eq!(own["href"], AWA);
}

#[test]
fn a_node_is_found() {
    let base = Base::new("https", "forum.example:8443");
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
    assert_eq!(
        index["links"][1]["href"],
        "https://forum.example:8443/nodeinfo/2.0"
    );
    assert_eq!(index["links"][2]["href"], json!(base.actor()));
    let node = compose::NodeInfoDoc {
        version: "0.1.0",
        repository: Some("https://code.example/palabre"),
        name: "Forum",
        description: None,
        open_registrations: false,
        users: 3,
        active_month: 2,
        active_half_year: 3,
        posts: 4,
        comments: 5,
    };
    for (version, name, software) in [
        (
            NodeInfo::V2_1,
            "2.1",
            json!({"name": "palabre", "version": "0.1.0", "repository": "https://code.example/palabre"}),
        ),
        (
            NodeInfo::V2_0,
            "2.0",
            json!({"name": "palabre", "version": "0.1.0"}),
        ),
    ] {
        let info = compose::nodeinfo(&node, version);
        assert!(no_null(&info));
        assert_eq!(
            (&info["version"], &info["software"]),
            (&json!(name), &software)
        );
        assert_eq!(info["usage"]["localPosts"], 4);
        assert_eq!(info["metadata"]["upstream"], json!({"name": "mastodon"}));
    }
}

#[test]
fn a_boost_names_everybody_or_followers_alone() {
    let followers = "https://forum.example/ap/u/ana/followers";
    let author = "https://far.example/users/bob";
    let deed = compose::Deed {
        id: "https://forum.example/ap/u/ana/a/1",
        actor: "https://forum.example/ap/u/ana",
        forum: None,
        published_ms: 0,
    };
    for (audience, to, cc) in [
        (
            Audience::Public,
            json!([PUBLIC]),
            json!([followers, author]),
        ),
        (Audience::Followers, json!([followers]), json!([author])),
    ] {
        let boost = compose::Boost {
            object: "https://far.example/p/1",
            author,
            followers,
            audience,
        };
        let said = compose::boost(&deed, &boost);
        assert_eq!((&said["to"], &said["cc"]), (&to, &cc));
        let undo = compose::undo(&deed, &said);
        assert_eq!(
            (&undo["to"], &undo["cc"]),
            (&to, &cc),
            "whoever heard of it"
        );
    }
}
