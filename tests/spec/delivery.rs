//! Letters out and in: docs/spec/delivery.md.

use serde_json::json;

use crate::harness::node::NodeOptions;
use crate::harness::peer::Letter;
use crate::harness::world::Followed;
use crate::harness::{Actor, Forum, Node, Peer, Person, World, hours, minutes, seconds, spec};

spec! {
    // delivery.3, delivery.9, delivery.11
    async fn a_reply_reaches_a_peer_that_was_down(world) {
        let Followed { quebec, senegal, ana, awa, thread, .. } = world.followed_thread().await;
        assert!(awa.sees("Ziguinchor").in_thread(&thread).await);

        world.network().cut(&quebec, &senegal);
        ana.replies(&thread, "Quel modèle ?").await;
        world.settle().await;
        assert!(!awa.sees("Quel modèle ?").in_thread(&thread).await);

        world.network().mend();
        world.advance(hours(6)).await;
        assert!(awa.sees("Quel modèle ?").in_thread(&thread).await);
        world.agrees_on(&thread).await;
    }
}

spec! {
    // delivery.3, delivery.4: in the order of its thread
    async fn what_waited_arrives_in_its_order(world) {
        let (quebec, ana, acces, _, peer) = followed_by_a_peer(&world).await;
        let thread = ana.opens(&acces, "Un fil").await;
        world.settle().await;
        peer.letters();
        world.network().cut(&quebec, &peer);
        let mut expected = Vec::new();
        for number in 0..12 {
            expected.push(ana.replies(&thread, &format!("Numéro {number}")).await.uri().to_owned());
        }
        world.settle().await;
        assert!(peer.letters().is_empty());
        world.network().mend();
        world.advance(hours(2)).await;
        assert_eq!(announced(&peer), expected);
    }
}

spec! {
    // delivery.2: beside one that is down, one that refuses and one that hangs
    async fn a_bad_host_delays_nobody_else(world) {
        let options = NodeOptions { workers: true, ..NodeOptions::default() };
        let quebec = world.node("quebec.test", options).await;
        let ana = quebec.person("ana").await;
        let acces = quebec.forum("acces").await.run_by(&ana).await;
        let hosts = ["evil.test", "slow.test", "nowhere.test", "good.test"];
        let mut peers = Vec::new();
        for host in hosts {
            let peer = world.peer(host).await;
            let bob = peer.person("bob").await;
            bob.tells(&quebec, &bob.activity("Follow", "/follow", json!(acces.uri))).await;
            peer.has_letters(1).await;
            peers.push(peer);
        }
        let [evil, slow, nowhere, good] = peers.try_into().expect("four peers");
        evil.inbox_answers(500, &[], "no");
        world.network().hang(&quebec, &slow);
        world.network().cut(&quebec, &nowhere);

        ana.opens(&acces, "Pour ceux qui sont là").await;
        good.has_letters(3).await;
        let kinds: Vec<String> = good.letters().iter().map(|one| one.kind().to_owned()).collect();
        assert_eq!(kinds, ["Accept", "Announce", "Announce"]);
        assert_eq!(slow.letters().len(), 1, "the one that hangs has had its Accept only");
        world.network().mend();
    }
}

spec! {
    // delivery.9, delivery.10
    async fn the_wait_doubles_from_a_minute_to_an_hour(world) {
        let (quebec, ana, acces, _, peer) = followed_by_a_peer(&world).await;
        peer.inbox_answers(503, &[], "busy");
        ana.opens(&acces, "Un fil").await;
        world.settle().await;
        peer.letters();
        for expected in [1, 2, 4, 8, 16, 32, 60, 60, 60] {
            let wait = wait_of(&quebec, "peer:mastodon.test").await;
            let longest = minutes(expected) * 12 / 10;
            assert!((minutes(expected) - seconds(5)..=longest).contains(&wait), "{wait}");
            world.advance(minutes(expected) - minutes(1).min(seconds(30))).await;
            assert!(peer.letters().is_empty(), "it is left in peace for {expected} minutes");
            world.advance(longest).await;
            assert!(!peer.letters().is_empty(), "it is asked again after {expected} minutes");
        }
        peer.inbox_takes();
        world.advance(hours(2)).await;
        assert_eq!(peer.letters_of("Announce").len(), 2, "nothing was lost");
    }
}

spec! {
    // delivery.9
    async fn retry_after_is_honoured_up_to_a_day(world) {
        let (quebec, ana, acces, _, peer) = followed_by_a_peer(&world).await;
        peer.inbox_answers(429, &[("retry-after", "7200")], "slowly");
        let thread = ana.opens(&acces, "Un fil").await;
        world.settle().await;
        let wait = wait_of(&quebec, "peer:mastodon.test").await;
        assert!((hours(2) - seconds(5)..=hours(2)).contains(&wait), "{wait}");

        peer.inbox_answers(503, &[("retry-after", "31536000")], "next year");
        world.advance(hours(2)).await;
        let wait = wait_of(&quebec, "peer:mastodon.test").await;
        assert!((hours(24) - seconds(5)..=hours(24)).contains(&wait), "{wait}");
        peer.inbox_takes();
        peer.letters();
        world.advance(hours(24)).await;
        assert_eq!(announced(&peer)[0], thread.uri());
    }
}

spec! {
    // delivery.10
    async fn a_letter_from_the_host_ends_its_wait(world) {
        let (quebec, ana, acces, bob, peer) = followed_by_a_peer(&world).await;
        peer.inbox_answers(503, &[], "busy");
        let thread = ana.opens(&acces, "Un fil").await;
        world.settle().await;
        peer.inbox_takes();
        peer.letters();
        world.settle().await;
        assert!(peer.letters().is_empty(), "the lane waits");

        bob.tells(&quebec, &bob.public("Like", "/likes/1", json!(thread.uri()))).await;
        world.settle().await;
        assert_eq!(announced(&peer)[0], thread.uri());
    }
}

spec! {
    // delivery.7
    async fn a_refused_letter_is_kept_with_the_peers_words_and_the_lane_goes_on(world) {
        let (quebec, ana, acces, _, peer) = followed_by_a_peer(&world).await;
        peer.inbox_answers(422, &[], "this is not for us");
        ana.opens(&acces, "Un fil").await;
        world.settle().await;
        let refused = quebec.refused().await;
        assert_eq!(refused.len(), 2);
        assert_eq!(refused[0].lane, "peer:mastodon.test");
        assert_eq!(refused[0].words, "422 this is not for us");

        peer.inbox_takes();
        peer.letters();
        let other = ana.opens(&acces, "Un autre fil").await;
        world.settle().await;
        assert_eq!(announced(&peer)[0], other.uri());
        assert_eq!(quebec.refused().await.len(), 2, "what was refused is not sent again");
    }
}

spec! {
    // delivery.6
    async fn another_signature_is_tried_once_and_remembered(world) {
        let (quebec, ana, acces, _, peer) = followed_by_a_peer(&world).await;
        peer.inbox_takes_only(true);
        let thread = ana.opens(&acces, "Un fil").await;
        world.settle().await;
        let by: Vec<bool> = peer.letters().iter().map(Letter::by_rfc9421).collect();
        assert!(by.contains(&false) && by.iter().filter(|new| **new).count() == 2, "{by:?}");
        assert!(quebec.refused().await.is_empty());
        ana.replies(&thread, "Encore").await;
        world.settle().await;
        let by: Vec<bool> = peer.letters().iter().map(Letter::by_rfc9421).collect();
        assert_eq!(by, [true]);

        peer.inbox_answers(403, &[], "never");
        ana.replies(&thread, "Et encore").await;
        world.settle().await;
        let by: Vec<bool> = peer.letters().iter().map(Letter::by_rfc9421).collect();
        assert_eq!(by, [true, false], "each scheme once");
        assert_eq!(quebec.refused().await[0].words, "403 never");
    }
}

spec! {
    // delivery.8
    async fn an_inbox_that_is_gone_takes_its_followers_along(world) {
        let (quebec, ana, acces, bob, peer) = followed_by_a_peer(&world).await;
        peer.inbox_answers(410, &[], "gone");
        ana.opens(&acces, "Un fil").await;
        world.settle().await;
        assert!(!quebec.is_followed(&acces, &bob.uri).await);
        peer.letters();
        ana.opens(&acces, "Un autre fil").await;
        world.settle().await;
        assert!(peer.letters().is_empty(), "nobody is there any more");
    }
}

spec! {
    // delivery.8
    async fn a_follower_that_moves_its_inbox_is_sent_there_and_nowhere_else(world) {
        let (quebec, ana, acces, bob, peer) = followed_by_a_peer(&world).await;
        let mut document = bob.document("Person");
        document["endpoints"] = json!({ "sharedInbox": peer.url("/new-inbox") });
        peer.serves(&bob.uri, &document);
        bob.tells(&quebec, &bob.public("Update", "/updates/1", document)).await;
        world.settle().await;
        peer.letters();
        ana.opens(&acces, "Un fil").await;
        world.settle().await;
        let paths: Vec<String> = peer.letters().into_iter().map(|one| one.path).collect();
        assert_eq!(paths, ["/new-inbox", "/new-inbox"], "the Create and the opening, once each");
        assert!(quebec.is_followed(&acces, &bob.uri).await);
    }
}

spec! {
    // delivery.1, delivery.24: the queue is on disk
    async fn a_restart_keeps_the_queue(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let (ana, awa) = (quebec.person("ana").await, senegal.person("awa").await);
        let acces = quebec.forum("acces").await.run_by(&ana).await;
        awa.follows(&acces).await;
        world.settle().await;
        let thread = ana.opens(&acces, "Avant la panne").await;
        quebec.stop().await;
        world.settle().await;
        assert!(!awa.sees("Avant").in_thread(&thread).await);
        quebec.start().await;
        world.settle().await;
        assert!(awa.sees("Avant").in_thread(&thread).await);

        // A letter that was taken just before is there after the restart.
        awa.replies(&thread, "Pendant la panne").await;
        senegal.settles_alone().await;
        quebec.stop().await;
        quebec.start().await;
        world.settle().await;
        assert!(ana.sees("Pendant la panne").in_thread(&thread).await);
        world.agrees_on(&thread).await;
    }
}

spec! {
    // ledger.35
    async fn what_is_erased_before_it_is_sent_is_not_sent(world) {
        let (quebec, ana, acces, _, peer) = followed_by_a_peer(&world).await;
        let thread = ana.opens(&acces, "Un fil").await;
        world.settle().await;
        peer.letters();
        world.network().cut(&quebec, &peer);
        let reply = ana.replies(&thread, "Je me suis trompée").await;
        world.settle().await;
        ana.deletes(&reply).await;
        world.network().mend();
        world.advance(hours(2)).await;
        let letters = peer.letters();
        assert!(letters.iter().all(|one| !String::from_utf8_lossy(&one.body).contains("trompée")));
        assert_eq!(letters.len(), 1, "the deletion is told");
    }
}

spec! {
    // delivery.13
    async fn the_announce_of_a_record_has_an_id_made_of_its_rid(world) {
        let (quebec, ana, acces, _, peer) = followed_by_a_peer(&world).await;
        let thread = ana.opens(&acces, "Un fil").await;
        world.settle().await;
        let entry = quebec.record(&format!("{}/create", thread.uri())).await.expect("a record");
        let rid = hex::encode(entry.rid);
        let expected = format!("{}/a/{}", acces.uri, &rid[..32]);
        let ids: Vec<String> =
            peer.letters().iter().filter_map(|one| one.value["id"].as_str().map(str::to_owned)).collect();
        assert!(ids.contains(&expected), "{expected} is not in {ids:?}");
        assert_eq!(quebec.reads(&expected).await.status, 200);
    }
}

spec! {
    // delivery.33: a letter that waits keeps those after it from being opened at the door
    async fn an_undo_by_id_finds_what_came_just_before_it(world) {
        let (quebec, ana, acces, bob, peer) = followed_by_a_peer(&world).await;
        let thread = ana.opens(&acces, "Un fil").await;
        world.settle().await;
        peer.letters();
        let mut same = bob.document("Person");
        same["endpoints"] = json!({ "sharedInbox": peer.url("/inbox") });
        let update = bob.public("Update", "/updates/1", same);
        let like = bob.public("Like", "/likes/1", json!(thread.uri()));
        world.clock().advance(seconds(2));
        let undo = bob.public("Undo", "/undos/1", like["id"].clone());
        for letter in [&update, &like, &undo] {
            bob.tells(&quebec, letter).await;
        }
        let kept = quebec.lane("from:mastodon.test").await.expect("what waits");
        assert_eq!(kept.ready, 3, "all three are opened together");
        world.settle().await;
        assert!(quebec.record(&bob.peer.url("/likes/1")).await.is_some());
        assert!(quebec.record(&bob.peer.url("/undos/1")).await.is_some());
        assert_eq!(quebec.post(thread.root()).await.expect("the root").likes, 0);
        assert_eq!(peer.letters_of("Announce").len(), 2, "both are told");
    }
}

spec! {
    // delivery.15
    async fn a_letter_signed_by_rfc_9421_is_taken(world) {
        let (quebec, ana, acces, bob, peer) = followed_by_a_peer(&world).await;
        let thread = ana.opens(&acces, "Un fil").await;
        world.settle().await;
        peer.letters();
        let like = bob.public("Like", "/likes/1", json!(thread.uri()));
        let answer = bob.sends_by_rfc9421(&quebec, &like).await;
        assert_eq!(answer.status, 202, "{answer:?}");
        world.settle().await;
        assert_eq!(peer.letters_of("Announce").len(), 1);
    }
}

/// Quebec with ana's forum, followed by bob on a foreign server whose Accept has come.
async fn followed_by_a_peer(world: &World) -> (Node, Person, Forum, Actor, Peer) {
    let [quebec] = world.nodes(["quebec.test"]).await;
    let ana = quebec.person("ana").await;
    let acces = quebec.forum("acces").await.run_by(&ana).await;
    let peer = world.peer("mastodon.test").await;
    let bob = peer.person("bob").await;
    bob.tells(
        &quebec,
        &bob.activity("Follow", "/follow/1", json!(acces.uri)),
    )
    .await;
    world.settle().await;
    assert_eq!(peer.letters_of("Accept").len(), 1);
    (quebec, ana, acces, bob, peer)
}

/// The posts whose Creates were announced to a peer, in the order of arrival.
fn announced(peer: &Peer) -> Vec<String> {
    let letters = peer.letters_of("Announce");
    let inner = letters
        .iter()
        .filter(|one| one.value["object"]["type"] == "Create");
    inner
        .filter_map(|one| {
            one.value["object"]["object"]["id"]
                .as_str()
                .map(str::to_owned)
        })
        .collect()
}

/// How long a lane still waits, in milliseconds.
async fn wait_of(node: &Node, lane: &str) -> i64 {
    node.lane(lane)
        .await
        .and_then(|lane| lane.waits_until)
        .map_or(0, |until| until - node.world().now())
}
