//! A forum compared with its home: `docs/spec/thread_sync.md`, 12 to 19.

use palabre_core::peering::Level;
use serde_json::{Value, json};

use crate::harness::node::NodeOptions;
use crate::harness::peer::CHANGING;
use crate::harness::world::Followed;
use crate::harness::{Actor, Forum, Person, Thread, World, hours, minutes, spec};

const COMPLETE: &str = "Fil complet";

spec! {
    // thread_sync.12, thread_sync.13
    async fn what_a_blocked_home_has_told_comes_when_it_is_let_in_again(world) {
        let Followed { quebec, senegal, ana, acces, thread, .. } = world.followed_thread().await;
        senegal.trusts("quebec.test", Level::Block).await;
        rude(&world);
        ana.replies(&thread, "Pendant le blocage").await;
        ana.likes(&thread).await;
        let other = ana.opens(&acces, "Un autre fil").await;
        world.settle().await;
        assert_ne!(senegal.digest(&thread).await.line, quebec.digest(&thread).await.line);
        assert!(senegal.thread_id(&other).await.is_none());

        senegal.forgives("quebec.test").await;
        world.settle().await;
        assert!(senegal.shows("Pendant le blocage", &thread).await);
        assert!(senegal.shows("Un autre fil", &other).await);
        world.agrees_on(&thread).await;
        world.agrees_on(&other).await;
        assert!(senegal.says(&thread).await.contains(COMPLETE));
    }
}

spec! {
    // thread_sync.13, thread_sync.14
    async fn who_was_blocked_by_the_home_hears_that_it_is_let_in_again(world) {
        let Followed { quebec, senegal, ana, thread, .. } = world.followed_thread().await;
        quebec.trusts("senegal.test", Level::Block).await;
        rude(&world);
        let removed = ana.replies(&thread, "Sans Dakar").await;
        ana.removes(&removed, "Hors sujet").await.expect("ana moderates");
        ana.replies(&thread, "Toujours sans Dakar").await;
        world.settle().await;
        assert!(senegal.post(&removed).await.is_none());

        quebec.trusts("senegal.test", Level::Allow).await;
        world.settle().await;
        world.advance(minutes(1)).await;
        assert!(senegal.shows("Toujours sans Dakar", &thread).await);
        world.agrees_on(&thread).await;
    }
}

spec! {
    // thread_sync.13, peering.1
    async fn a_home_taken_from_the_list_and_put_back_has_lost_nothing(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let closed = NodeOptions { allowlist: true, ..NodeOptions::default() };
        let senegal = world.node("senegal.test", closed).await;
        senegal.trusts("quebec.test", Level::Allow).await;
        let (ana, awa) = (quebec.person("ana").await, senegal.person("awa").await);
        let acces = quebec.forum("acces").await.run_by(&ana).await;
        awa.follows(&acces).await;
        world.settle().await;
        let thread = ana.opens(&acces, "Un fil").await;
        world.settle().await;
        senegal.forgives("quebec.test").await;
        rude(&world);
        ana.replies(&thread, "Hors de la liste").await;
        world.settle().await;
        assert!(!senegal.shows("Hors de la liste", &thread).await);

        senegal.trusts("quebec.test", Level::Allow).await;
        world.settle().await;
        assert!(senegal.shows("Hors de la liste", &thread).await);
        world.agrees_on(&thread).await;
    }
}

spec! {
    // thread_sync.13: its people write in forums of other homes too
    async fn what_people_of_a_blocked_host_wrote_elsewhere_comes_too(world) {
        let Followed { quebec, senegal, acces, thread, .. } = world.followed_thread().await;
        let [benin] = world.nodes(["benin.test"]).await;
        let bio = benin.person("bio").await;
        bio.follows(&acces).await;
        world.settle().await;
        senegal.trusts("benin.test", Level::Block).await;
        bio.replies(&thread, "De Cotonou").await;
        world.settle().await;
        assert!(quebec.shows("De Cotonou", &thread).await);
        assert!(!senegal.shows("De Cotonou", &thread).await);
        world.advance(hours(30)).await;
        let page = senegal.says(&thread).await;
        assert!(page.contains("Ce fil diffère de celui de quebec.test"), "{page}");
        assert!(!page.contains(COMPLETE), "{page}");

        senegal.trusts("benin.test", Level::Allow).await;
        world.settle().await;
        assert!(senegal.shows("De Cotonou", &thread).await);
        world.agrees_on(&thread).await;
        assert!(senegal.says(&thread).await.contains(COMPLETE));
    }
}

spec! {
    // thread_sync.13
    async fn who_follows_again_has_what_was_written_meanwhile(world) {
        let Followed { senegal, ana, awa, acces, thread, .. } = world.followed_thread().await;
        awa.unfollows(&acces).await;
        world.settle().await;
        ana.replies(&thread, "Sans Dakar").await;
        let other = ana.opens(&acces, "Un fil sans Dakar").await;
        world.settle().await;
        assert!(!senegal.shows("Sans Dakar", &thread).await);

        awa.follows(&acces).await;
        world.settle().await;
        assert!(senegal.shows("Sans Dakar", &thread).await);
        assert!(senegal.shows("Un fil sans Dakar", &other).await);
        world.agrees_on(&thread).await;
        world.agrees_on(&other).await;
    }
}

spec! {
    // thread_sync.13: whoever follows beside others has missed nothing
    async fn a_second_follower_compares_nothing(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = quebec.person("ana").await;
        let (group, _) = liar(&world, &ana).await;
        quebec.person("bob").await.joins(&group).await;
        let reads = group.peer.reads();
        assert!(!reads.iter().any(|read| read.contains("/threads")), "{reads:?}");
        ana.unfollows(&Forum::of(&group)).await;
        quebec.somebody("bob").await.unfollows(&Forum::of(&group)).await;
        world.settle().await;
        quebec.person("zoe").await.joins(&group).await;
        let reads = group.peer.reads();
        assert!(reads.iter().any(|read| read.contains("/threads")), "{reads:?}");
    }
}

spec! {
    // thread_sync.19, moderation.1
    async fn what_was_removed_while_a_node_joined_has_its_text_there_once_restored(world) {
        let [quebec, benin] = world.nodes(["quebec.test", "benin.test"]).await;
        let ana = quebec.person("ana").await;
        let acces = quebec.forum("acces").await.run_by(&ana).await;
        let thread = ana.opens(&acces, "Un fil").await;
        let reply = ana.replies(&thread, "Première version").await;
        ana.edits(&reply, "Retiré puis rétabli").await;
        ana.removes(&reply, "Hors sujet").await.expect("ana moderates");
        world.settle().await;

        let [senegal] = world.nodes(["senegal.test"]).await;
        for person in [senegal.person("awa").await, benin.person("bio").await] {
            person.follows(&acces).await;
        }
        world.settle().await;
        assert_eq!(senegal.post(&reply).await.expect("its place").state, "removed");
        assert!(!senegal.holds("Retiré puis rétabli"));

        ana.restores(&reply, "Malentendu").await.expect("ana moderates");
        world.settle().await;
        assert!(senegal.shows("Retiré puis rétabli", &thread).await);
        assert_eq!(senegal.digest(&thread).await.withheld, 0);
        world.agrees_on(&thread).await;
    }
}

spec! {
    // thread_sync.13, thread_sync.15: once a day, dated once, whatever restarts
    async fn a_lost_letter_is_missed_within_a_day(world) {
        let Followed { quebec, senegal, ana, thread, .. } = world.followed_thread().await;
        ana.replies(&thread, "Perdu en route").await;
        quebec.loses("peer:senegal.test").await;
        world.settle().await;
        assert!(!senegal.shows("Perdu en route", &thread).await);
        assert!(senegal.says(&thread).await.contains(COMPLETE), "nothing betrays it");
        let [_, _, dated] = senegal.kept();
        assert_eq!(dated, 1, "the next comparison");

        senegal.stop().await;
        senegal.start().await;
        senegal.federation().arrive().await.expect("it is back");
        world.settle().await;
        assert_eq!(senegal.kept()[2], dated, "and no other");
        world.advance(hours(28)).await;
        assert!(senegal.shows("Perdu en route", &thread).await);
        world.agrees_on(&thread).await;
        assert_eq!(senegal.kept()[2], dated, "the next one again");
        ana.replies(&thread, "Perdu le lendemain").await;
        quebec.loses("peer:senegal.test").await;
        world.network().cut(&quebec, &senegal);
        world.advance(hours(28)).await;
        assert!(!senegal.shows("Perdu le lendemain", &thread).await);
        world.network().mend();
        world.advance(hours(1)).await;
        assert!(senegal.shows("Perdu le lendemain", &thread).await, "it is asked again");
    }
}

spec! {
    // thread_sync.15, thread_sync.16, thread_sync.17, hostile.33
    async fn a_home_that_shows_something_else_each_time_makes_nobody_run_in_circles(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = quebec.person("ana").await;
        let (group, thread) = liar(&world, &ana).await;
        quebec.trusts("evil.test", Level::Allow).await;
        world.settle().await;
        let reads = group.peer.reads();
        let of = |path: &str| reads.iter().filter(|one| one.starts_with(path)).count();
        assert_eq!((of("/c/menteur/threads"), of("/t/1/history")), (2, 2), "{reads:?}");
        let page = quebec.says(&thread).await;
        assert!(page.contains("Ce fil diffère de celui d’evil.test"), "{page}");
        assert!(!page.contains(COMPLETE), "{page}");

        for number in 0..20 {
            let arrive = group.activity("Arrive", &format!("/arrive/{number}"), Value::Null);
            group.tells(&quebec, &arrive).await;
            world.settle().await;
        }
        world.advance(minutes(9)).await;
        assert_eq!(group.peer.reads(), Vec::<String>::new(), "it was compared just now");
        world.advance(minutes(1)).await;
        let reads = group.peer.reads();
        let of = |path: &str| reads.iter().filter(|one| one.starts_with(path)).count();
        assert_eq!((of("/c/menteur/threads"), of("/t/1/history")), (2, 1), "{reads:?}");
        world.advance(hours(1)).await;
        assert_eq!(group.peer.reads(), Vec::<String>::new(), "once for all the arrivals");
    }
}

spec! {
    // thread_sync.16: a home that tells something new each time
    async fn of_a_thread_that_still_changes_nothing_is_said(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = quebec.person("ana").await;
        let (group, thread) = liar(&world, &ana).await;
        let history = group.peer.url("/t/1/history");
        let mallory = group.peer.person("mallory").await;
        let note = |path: &str| {
            let mut note = mallory.note(path, "Encore un mot", &[&group.uri]);
            note["context"] = json!(group.peer.url("/t/1"));
            note["audience"] = json!(group.uri);
            mallory.create(&note)
        };
        let items = json!([note("/notes/1"), note(&format!("/notes/{CHANGING}"))]);
        let document = thread_of(&group, &history, &items);
        group.peer.serves_ever_other(&history, &document);
        quebec.trusts("evil.test", Level::Allow).await;
        world.settle().await;
        let reads = group.peer.reads();
        assert_eq!(reads.iter().filter(|one| **one == "/t/1/history").count(), 3, "{reads:?}");
        assert_eq!(quebec.digest(&thread).await.differs, None);
        assert!(quebec.says(&thread).await.contains(COMPLETE));
    }
}

spec! {
    // thread_sync.15, hostile.33: the list never ends, the reading does
    async fn a_list_without_end_is_read_in_parts(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = quebec.person("ana").await;
        let (group, _) = liar(&world, &ana).await;
        for number in 1..20 {
            list(&group, number, Some(number + 1));
        }
        let pages = async || {
            quebec.trusts("evil.test", Level::Block).await;
            quebec.trusts("evil.test", Level::Allow).await;
            world.settle().await;
            let mut reads = group.peer.reads();
            reads.retain(|read| read.contains("/threads?page="));
            reads.iter().map(|read| read.split('=').next_back().expect("a number").to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(pages().await, ["1", "2", "3", "4", "5"]);
        assert_eq!(pages().await, ["1", "6", "7", "8", "9"], "it goes on where it stopped");
    }
}

spec! {
    // thread_sync.18
    async fn a_home_without_digests_is_not_compared(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = quebec.person("ana").await;
        let peer = world.peer("lemmy.test").await;
        let group = peer.group("acces").await;
        let bob = peer.person("bob").await;
        let forum = ana.joins(&group).await;
        let mut note = bob.note("/post/1", "Sans empreinte", &[&group.uri]);
        note["audience"] = json!(group.uri);
        peer.serves(&peer.url("/post/1"), &note);
        let announce = group.public("Announce", "/announce/1", note["id"].clone());
        group.tells(&quebec, &announce).await;
        world.settle().await;
        peer.reads();

        quebec.trusts("lemmy.test", Level::Allow).await;
        world.advance(hours(30)).await;
        let mut reads = peer.reads();
        reads.dedup();
        assert_eq!(reads, ["/c/acces"], "its document says that there is no list");
        let thread = Thread::of(crate::harness::Post::at(&peer.url("/post/1")));
        let digest = quebec.digest(&thread).await;
        assert_eq!((digest.differs, digest.complete()), (None, true), "{forum:?}");
        assert!(quebec.says(&thread).await.contains(COMPLETE));
    }
}

fn rude(world: &World) {
    world.is_rude("quebec.test");
    world.is_rude("senegal.test");
}

/// A group that ana follows, whose home prints another digest of its one thread at each look.
async fn liar(world: &World, ana: &Person) -> (Actor, Thread) {
    let peer = world.peer("evil.test").await;
    let group = peer.group("menteur").await;
    let mallory = peer.person("mallory").await;
    ana.joins(&group).await;
    let mut document = group.document("Group");
    document["threads"] = json!(format!("{}/threads", group.uri));
    peer.serves(&group.uri, &document);
    let cover = json!({
        "@context": ["https://www.w3.org/ns/activitystreams"],
        "id": format!("{}/threads", group.uri),
        "type": "OrderedCollection",
        "first": format!("{}/threads?page=1", group.uri),
    });
    peer.serves(&format!("{}/threads", group.uri), &cover);
    list(&group, 1, None);

    let (context, history) = (peer.url("/t/1"), peer.url("/t/1/history"));
    let mut note = mallory.note("/notes/1", "Le fil du menteur", &[&group.uri]);
    note["context"] = json!(context);
    note["audience"] = json!(group.uri);
    peer.serves_ever_other(&context, &thread_of(&group, &context, &json!([note["id"]])));
    let create = mallory.create(&note);
    peer.serves_ever_other(&history, &thread_of(&group, &history, &json!([create])));
    let root = crate::harness::Post::at(note["id"].as_str().expect("an id"));
    peer.reads();
    (group, Thread::of(root))
}

/// One of the two collections of the liar's thread.
fn thread_of(group: &Actor, id: &str, items: &Value) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/activitystreams"],
        "id": id,
        "type": "OrderedCollection",
        "attributedTo": group.uri,
        "history": group.peer.url("/t/1/history"),
        "palabre:digest": format!("core:{CHANGING}:1 react:{CHANGING}:0"),
        "orderedItems": items,
    })
}

/// One page of the liar's list.
fn list(group: &Actor, number: usize, next: Option<usize>) {
    let address = |number: usize| format!("{}/threads?page={number}", group.uri);
    let page = json!({
        "@context": ["https://www.w3.org/ns/activitystreams"],
        "id": address(number),
        "type": "OrderedCollectionPage",
        "next": next.map(address),
        "orderedItems": [{
            "type": "OrderedCollection",
            "id": group.peer.url("/t/1"),
            "palabre:digest": format!("core:{CHANGING}:1 react:{CHANGING}:0"),
        }],
    });
    group.peer.serves_ever_other(&address(number), &page);
}
