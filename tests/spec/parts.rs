//! A history that is slow, large or without end: `docs/spec/thread_sync.md`, 4 and 20.

use serde_json::{Value, json};

use crate::harness::peer::CHANGING;
use crate::harness::{Actor, Node, Post, Thread, World, seconds, spec};

spec! {
    // thread_sync.20
    async fn a_slow_history_is_read_in_parts_and_whole(world) {
        let (quebec, group) = followed(&world).await;
        let thread = history(&group, 5, "");
        for number in 1..=5 {
            group.peer.takes(&page(&group, number), seconds(40));
        }
        assert_eq!(read(&world, &quebec, &group).await, ["1", "2", "other", "3", "4", "5"]);
        assert_eq!(quebec.page(&thread).await.len(), 5, "nothing is lost");
    }
}

spec! {
    // thread_sync.20
    async fn a_large_history_is_read_in_parts_and_whole(world) {
        let (quebec, group) = followed(&world).await;
        let thread = history(&group, 18, &"x".repeat(1_000_000));
        let order = read(&world, &quebec, &group).await;
        assert_eq!(order[16..], ["17", "other", "18"], "16 MiB are read at once");
        assert_eq!(quebec.page(&thread).await.len(), 18, "nothing is lost");
    }
}

spec! {
    // thread_sync.4
    async fn a_history_without_end_ends(world) {
        let (quebec, group) = followed(&world).await;
        let thread = history(&group, 1, "");
        let url = group.peer.url("/t/1/history");
        let mut endless = list(&group, "OrderedCollectionPage", &json!([]));
        endless["next"] = json!(format!("{url}?page={CHANGING}"));
        group.peer.serves_ever_other(&url, &endless);
        let mut first = list(&group, "OrderedCollectionPage", &json!([note(&group, 1)]));
        first["next"] = endless["next"].clone();
        first["padding"] = json!(CHANGING);
        group.peer.serves_ever_other(&page(&group, 1), &first);
        group.peer.takes(&url, seconds(60));
        let order = read(&world, &quebec, &group).await;
        assert_eq!(order.len(), 11, "ten parts of a page each, and something else: {order:?}");
        assert_eq!(quebec.page(&thread).await.len(), 1);
    }
}

/// Quebec, where ana follows a group of evil.test.
async fn followed(world: &World) -> (Node, Actor) {
    let [quebec] = world.nodes(["quebec.test"]).await;
    let ana = quebec.person("ana").await;
    let group = world.peer("evil.test").await.group("bavard").await;
    ana.joins(&group).await;
    (quebec, group)
}

fn page(group: &Actor, number: usize) -> String {
    group.peer.url(&format!("/t/1/history?page={number}"))
}

/// A thread with a history of some pages, of one contribution and some padding each.
fn history(group: &Actor, pages: usize, padding: &str) -> Thread {
    let mut context = list(group, "OrderedCollection", &json!([]));
    context["id"] = json!(group.peer.url("/t/1"));
    context["history"] = json!(page(group, 1));
    group.peer.serves(&group.peer.url("/t/1"), &context);
    for number in 1..=pages {
        let items = json!([note(group, number)]);
        let mut document = list(group, "OrderedCollectionPage", &items);
        document["id"] = json!(page(group, number));
        document["padding"] = json!(padding);
        if number < pages {
            document["next"] = json!(page(group, number + 1));
        }
        group.peer.serves(&page(group, number), &document);
    }
    Thread::of(Post::at(&group.peer.url("/notes/1")))
}

fn list(group: &Actor, kind: &str, items: &Value) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/activitystreams"],
        "type": kind,
        "attributedTo": group.uri,
        "orderedItems": items,
    })
}

/// The Create of one contribution, by the group itself.
fn note(group: &Actor, number: usize) -> Value {
    let (path, words) = (format!("/notes/{number}"), format!("Partie {number}"));
    let mut note = match number {
        1 => group.note(&path, &words, &[]),
        _ => group.reply(&path, &group.peer.url("/notes/1"), &words, &[]),
    };
    note["context"] = json!(group.peer.url("/t/1"));
    note["audience"] = json!(group.uri);
    group.create(&note)
}

/// Tells quebec of the thread, then of something else on that host; answers in which order the pages
/// of the history and that other thing were read.
async fn read(world: &World, quebec: &Node, group: &Actor) -> Vec<String> {
    let other = group.peer.url("/notes/other");
    group.peer.serves(
        &other,
        &group.note("/notes/other", "Autre chose", &[&group.uri]),
    );
    group.peer.reads();
    for (number, place) in [group.peer.url("/t/1"), other].into_iter().enumerate() {
        let announce = group.public("Announce", &format!("/announces/{number}"), json!(place));
        group.tells(quebec, &announce).await;
    }
    world.settle().await;
    let mut reads = group.peer.reads();
    reads.retain(|read| read.contains("history") || read.contains("other"));
    // A post by itself is read to learn what it is, then to be kept.
    reads.dedup();
    let last = |read: String| read.split(['=', '/']).next_back().map(str::to_owned);
    reads.into_iter().filter_map(last).collect()
}
