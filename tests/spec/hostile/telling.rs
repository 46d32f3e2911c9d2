//! What a host tells of others when it is asked for a thread.

use palabre_core::peering::Level;
use serde_json::{Value, json};

use super::authority::announces;
use super::stage;
use crate::harness::{Actor, spec};

spec! {
    // hostile.15, thread_sync.4
    async fn a_fetched_post_of_another_host_is_not_kept(world) {
        let stage = stage(&world).await;
        let trap = trap(&stage).await;
        let mut forged = stage.alice.note("/notes/7", "Jamais écrit", &[&trap.uri]);
        forged["id"] = json!(stage.alice.peer.url("/notes/7"));
        stage.mallory.peer.serves(&stage.mallory.peer.url("/notes/9"), &forged);
        announces(&trap, &stage.quebec, 1, json!(stage.mallory.peer.url("/notes/9"))).await;
        let own = stage.mallory.note("/notes/8", "Bien à moi", &[&trap.uri]);
        stage.mallory.peer.serves(&stage.mallory.peer.url("/notes/8"), &own);
        announces(&trap, &stage.quebec, 2, json!(stage.mallory.peer.url("/notes/8"))).await;
        // What its host says of another's post is refused, and the job says so.
        world.is_rude("evil.test");
        world.settle().await;
        let kept = |uri: String| stage.quebec.holds_post(uri);
        assert!(!kept(stage.alice.peer.url("/notes/7")).await);
        assert!(kept(stage.mallory.peer.url("/notes/8")).await, "its own are");
    }
}

spec! {
    // hostile.12: whoever may put files on a host speaks for nobody else there
    async fn a_document_counts_as_its_own_address_shows_it(world) {
        let stage = stage(&world).await;
        let trap = trap(&stage).await;
        let peer = &stage.mallory.peer;
        let serves = |place: &str, id: &str, words: &str| {
            peer.serves(&peer.url(place), &stage.mallory.note(id, words, &[&trap.uri]));
        };
        serves("/notes/1", "/notes/1", "Vrai");
        serves("/uploads/1", "/notes/1", "Faux");
        serves("/uploads/2", "/notes/2", "Sans adresse");
        serves("/uploads/3", "/uploads/4", "En rond");
        serves("/uploads/4", "/uploads/3", "En rond");
        serves("/notes/5", "/notes/5", "Par sa page");
        peer.redirects(&peer.url("/@mallory/5"), &peer.url("/notes/5"));
        peer.reads();
        let places = ["/uploads/1", "/uploads/2", "/uploads/3", "/@mallory/5"];
        for (number, place) in places.into_iter().enumerate() {
            announces(&trap, &stage.quebec, number, json!(peer.url(place))).await;
        }
        world.is_rude("evil.test");
        world.settle().await;
        for words in ["Faux", "Sans adresse", "En rond"] {
            assert!(!stage.quebec.holds(words), "{words}");
        }
        for words in ["Vrai", "Par sa page"] {
            assert!(stage.quebec.holds(words), "{words}");
        }
        let reads = peer.reads();
        let read = |path: &str| reads.iter().filter(|read| *read == path).count();
        assert_eq!([read("/uploads/3"), read("/uploads/4")], [1, 1], "{reads:?}");
    }
}

spec! {
    // hostile.26
    async fn a_redirect_lets_nobody_in_who_is_kept_out(world) {
        let stage = stage(&world).await;
        let trap = trap(&stage).await;
        stage.quebec.trusts("good.test", Level::Block).await;
        for (path, author) in [("/notes/1", &stage.alice), ("/notes/2", &stage.mallory)] {
            let place = author.peer.url(path);
            author.peer.serves(&place, &author.note(path, "Par un détour", &[&trap.uri]));
            let detour = stage.mallory.peer.url(&format!("/detour{path}"));
            stage.mallory.peer.redirects(&detour, &place);
            let announce = trap.public("Announce", &format!("/announces{path}"), json!(detour));
            trap.tells(&stage.quebec, &announce).await;
        }
        world.is_rude("evil.test");
        world.settle().await;
        assert!(!stage.quebec.holds_post(stage.alice.peer.url("/notes/1")).await);
        assert!(stage.quebec.holds_post(stage.mallory.peer.url("/notes/2")).await);
    }
}

spec! {
    // hostile.23, ledger.33
    async fn a_history_erases_nothing_of_another_forum(world) {
        let stage = stage(&world).await;
        let trap = trap(&stage).await;
        let here = stage.ana.replies(&stage.thread, "Je reste ici").await;
        world.settle().await;
        let stub = |kind: &str, id: &str| {
            json!({
                "type": "Tombstone",
                "formerType": kind,
                "id": format!("http://quebec.test{id}"),
                "palabre:rid": "ab".repeat(32),
                "palabre:object": here.uri(),
                "palabre:rev": 99,
                "actor": stage.ana.uri(),
                "published": stage.mallory.date(),
            })
        };
        let history = json!([stub("Delete", "/x/1"), stub("Update", "/x/2")]);
        thread_of(&stage.mallory, &trap, &history);
        announces(&trap, &stage.quebec, 1, json!(stage.mallory.peer.url("/t/1"))).await;
        world.settle().await;
        assert!(stage.mallory.peer.reads().iter().any(|read| read.contains("/t/1/history")));
        assert!(stage.quebec.shows("Je reste ici", &stage.thread).await);
        assert!(stage.quebec.holds("Je reste ici"));
    }
}

spec! {
    // hostile.25
    async fn a_stranger_removes_nothing_that_has_not_come_yet(world) {
        let stage = stage(&world).await;
        let create = stage.reply_of(&stage.alice, "/notes/1", "Encore à venir");
        let mut delete =
            stage.mallory.public("Delete", "/deletes/1", create["object"]["id"].clone());
        delete["audience"] = create["object"]["audience"].clone();
        stage.mallory.tells(&stage.quebec, &delete).await;
        world.settle().await;
        stage.alice.tells(&stage.quebec, &create).await;
        world.settle().await;
        assert!(stage.quebec.shows("Encore à venir", &stage.thread).await);
    }
}

spec! {
    // hostile.37, ledger.31
    async fn a_forum_ends_nobody_in_other_forums(world) {
        let stage = stage(&world).await;
        let trap = trap(&stage).await;
        let create = stage.reply_of(&stage.alice, "/notes/1", "Je reste");
        stage.alice.tells(&stage.quebec, &create).await;
        world.settle().await;
        let end = stage.alice.public("Delete", "/deletes/1", stage.alice.uri.clone());
        // Her host is asked, and has nothing at her address any more.
        stage.alice.peer.serves(&stage.alice.uri, &json!({"type": "Tombstone", "id": stage.alice.uri}));
        announces(&trap, &stage.quebec, 1, end.clone()).await;
        world.settle().await;
        assert!(stage.quebec.shows("Je reste", &stage.thread).await, "a forum said so");
        stage.alice.tells(&stage.quebec, &end).await;
        world.settle().await;
        assert!(!stage.quebec.shows("Je reste", &stage.thread).await, "she has said so");
        assert!(!stage.quebec.holds("Je reste"));
    }
}

/// A group of mallory's that ana follows.
async fn trap(stage: &super::Stage) -> Actor {
    let group = stage.mallory.peer.group("piege").await;
    stage.ana.joins(&group).await;
    group
}

/// A thread of the group, with a history of its making.
fn thread_of(mallory: &Actor, group: &Actor, history: &Value) {
    let (context, pages) = (mallory.peer.url("/t/1"), mallory.peer.url("/t/1/history"));
    let collection = json!({
        "@context": ["https://www.w3.org/ns/activitystreams"],
        "id": context,
        "type": "OrderedCollection",
        "attributedTo": group.uri,
        "totalItems": 1,
        "orderedItems": [],
        "history": pages,
    });
    mallory.peer.serves(&context, &collection);
    let page = json!({
        "@context": ["https://www.w3.org/ns/activitystreams"],
        "id": pages,
        "type": "OrderedCollection",
        "orderedItems": history,
    });
    mallory.peer.serves(&pages, &page);
}
