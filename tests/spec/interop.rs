//! Servers of other kinds: federation §1.3, moderation of what they do not know.

use palabre_core::ledger::Vouch;
use serde_json::{Value, json};

use crate::harness::node::NodeOptions;
use crate::harness::{Actor, Forum, Node, Person, Post, World, actor, hours, spec};

spec! {
    // federation §1.2: a salon followed from a microblog
    async fn a_follower_elsewhere_gets_both_forms_of_a_new_thread(world) {
        let (_, ana, acces, bob) = stage(&world).await;
        let thread = ana.opens(&acces, "Un IXP à Ziguinchor ?").await;
        world.settle().await;
        let announces = bob.peer.letters_of("Announce");
        let [whole, plain] = announces.as_slice() else { panic!("{announces:?}") };
        assert_eq!(whole.value["object"]["type"], "Create");
        assert_eq!(whole.value["object"]["object"]["name"], "Un IXP à Ziguinchor ?");
        assert_eq!(plain.value["object"], thread.uri());

        ana.replies(&thread, "Une réponse").await;
        world.settle().await;
        let announces = bob.peer.letters_of("Announce");
        assert_eq!(announces.len(), 1, "replies are announced whole only");
        assert_eq!(announces[0].value["object"]["type"], "Create");
    }
}

spec! {
    // federation §1.3: a Mastodon reply that names the salon
    async fn a_reply_by_mention_is_accepted_and_announced(world) {
        let (quebec, ana, acces, bob) = stage(&world).await;
        let thread = ana.opens(&acces, "Un fil").await;
        world.settle().await;
        bob.peer.letters();
        let note = bob.reply("/notes/1", thread.uri(), "Depuis Mastodon", &[&acces.uri]);
        bob.tells(&quebec, &bob.create(&note)).await;
        world.settle().await;
        assert!(quebec.shows("Depuis Mastodon", &thread).await);
        let announces = bob.peer.letters_of("Announce");
        assert_eq!(announces.len(), 1);
        assert_eq!(announces[0].value["object"], bob.create(&note), "as it was sent");
    }
}

spec! {
    // federation §1.3: forum found through the parent
    async fn a_reply_that_does_not_name_the_salon_belongs_to_its_parents_thread(world) {
        let (quebec, ana, acces, bob) = stage(&world).await;
        let thread = ana.opens(&acces, "Un fil").await;
        world.settle().await;
        let note = bob.reply("/notes/1", thread.uri(), "Sans le dire", &[&ana.uri()]);
        bob.tells(&quebec, &bob.create(&note)).await;
        world.settle().await;
        assert!(quebec.shows("Sans le dire", &thread).await);
    }
}

spec! {
    // delivery.34
    async fn a_letter_to_nobody_is_refused_as_such(world) {
        let (quebec, ana, acces, bob) = stage(&world).await;
        let thread = ana.opens(&acces, "Un fil").await;
        world.settle().await;
        let note = bob.reply("/notes/1", thread.uri(), "À qui ?", &[&acces.uri]);
        for (path, status) in [
            ("/ap/u/nobody/inbox", 404),
            ("/ap/f/nowhere/inbox", 404),
            ("/ap/u/acces/inbox", 404),
            ("/ap/f/acces/inbox", 202),
        ] {
            let mut letter = bob.envelope(&quebec, &bob.create(&note));
            letter.path = path.to_owned();
            assert_eq!(letter.send(&quebec).await.status, status, "{path}");
        }
        assert_eq!(bob.envelope(&quebec, &bob.create(&note)).send(&quebec).await.status, 202);
    }
}

spec! {
    // ledger.16: what is dated ahead is told when its time comes, and by nobody before
    async fn what_is_dated_ahead_is_announced_when_it_is_due(world) {
        let (quebec, ana, acces, bob) = stage(&world).await;
        let thread = ana.opens(&acces, "Un fil").await;
        world.settle().await;
        bob.peer.letters();
        world.clock().advance(hours(1));
        let mut note = bob.reply("/notes/1", thread.uri(), "Demain", &[&acces.uri]);
        note["published"] = json!(bob.date());
        let create = bob.create(&note);
        world.clock().advance(-hours(1));
        bob.tells(&quebec, &create).await;
        world.settle().await;
        assert!(!quebec.shows("Demain", &thread).await);
        assert!(bob.peer.letters_of("Announce").is_empty());
        world.advance(hours(1)).await;
        assert!(quebec.shows("Demain", &thread).await);
        assert_eq!(bob.peer.letters_of("Announce").len(), 1);
    }
}

spec! {
    // thread_sync.4: this node is never asked by itself
    async fn a_reply_to_the_node_itself_leaves_no_job(world) {
        let (quebec, _, acces, bob) = stage(&world).await;
        let note = bob.reply("/notes/1", "http://quebec.test", "À personne", &[&acces.uri]);
        bob.tells(&quebec, &bob.create(&note)).await;
        world.settle().await;
        assert!(quebec.refused().await.is_empty());
    }
}

spec! {
    // ledger.25, ledger.42
    async fn a_like_that_is_not_public_counts_here_only(world) {
        let (quebec, ana, acces, bob) = stage(&world).await;
        let thread = ana.opens(&acces, "Un fil").await;
        world.settle().await;
        let before = quebec.digest(&thread).await.line;
        bob.peer.letters();
        bob.tells(&quebec, &bob.activity("Like", "/likes/1", json!(thread.uri()))).await;
        world.settle().await;
        assert_eq!(quebec.post(thread.root()).await.expect("the root").likes, 1);
        assert_eq!(quebec.digest(&thread).await.line, before);
        assert!(bob.peer.letters_of("Announce").is_empty());
        let like = bob.activity("Like", "/likes/1", json!(thread.uri()));
        bob.tells(&quebec, &bob.activity("Undo", "/undos/1", like)).await;
        world.settle().await;
        assert_eq!(quebec.post(thread.root()).await.expect("the root").likes, 0);
    }
}

spec! {
    // ledger.13, ledger.51
    async fn an_update_that_is_public_no_longer_deletes(world) {
        let (quebec, ana, acces, bob) = stage(&world).await;
        let thread = ana.opens(&acces, "Un fil").await;
        world.settle().await;
        let note = bob.reply("/notes/1", thread.uri(), "À tous", &[&acces.uri]);
        bob.tells(&quebec, &bob.create(&note)).await;
        world.settle().await;
        assert!(quebec.shows("À tous", &thread).await);

        let mut private = note.clone();
        private["content"] = json!("<p>Entre nous</p>");
        private["to"] = json!([acces.uri]);
        private["cc"] = json!([]);
        let update = bob.activity("Update", "/updates/1", private);
        bob.tells(&quebec, &update).await;
        world.settle().await;
        let post = quebec.post(&Post::at(&bob.peer.url("/notes/1"))).await;
        assert_eq!(post.expect("its place").state, "deleted");
        assert!(!quebec.holds("À tous"));
        let id = quebec.thread_id(&thread).await.expect("the thread");
        let history = quebec.reads(&quebec.core().base().thread_history(id)).await;
        assert!(!history.body.contains("Entre nous"), "{}", history.body);
        let history: Value = serde_json::from_str(&history.body).expect("JSON");
        let items = history["orderedItems"].as_array().expect("items");
        let stub = items.iter().find(|item| item["id"] == update["id"]);
        let stub = stub.expect("what stands in for the Update is in the history");
        assert_eq!((&stub["type"], &stub["actor"]), (&json!("Delete"), &json!(bob.uri)));
        assert_eq!(stub["object"], update["object"]["id"]);
        assert!(!quebec.holds("Entre nous"));
    }
}

spec! {
    // ledger.15
    async fn a_record_is_the_activity_that_was_proved_or_the_one_that_was_announced(world) {
        let (quebec, ana, acces, bob) = stage(&world).await;
        let senegal = world.node("senegal.test", NodeOptions::default()).await;
        let awa = senegal.person("awa").await;
        awa.follows(&acces).await;
        world.settle().await;
        let thread = ana.opens(&acces, "Un fil").await;
        world.settle().await;
        let reply = |path: &str| bob.create(&bob.reply(path, thread.uri(), "Oui", &[&acces.uri]));
        let (bare, proved) = (reply("/notes/1"), bob.proved(reply("/notes/2")));
        for (activity, at_home, away) in [
            (&bare, Vouch::Signature, Vouch::Forum),
            (&proved, Vouch::Proof, Vouch::Proof),
        ] {
            // Where no proof speaks for it, the follower asks the origin.
            bob.peer.serves(activity["id"].as_str().expect("an id"), activity);
            let object = &activity["object"];
            bob.peer.serves(object["id"].as_str().expect("an id"), object);
            bob.tells(&quebec, activity).await;
            world.settle().await;
            let id = activity["id"].as_str().expect("an id");
            for (node, vouch) in [(&quebec, at_home), (&senegal, away)] {
                let record = node.record(id).await.expect("the record");
                let raw = record.raw.expect("its bytes");
                let raw: Value = serde_json::from_slice(&raw).expect("JSON");
                assert_eq!(&raw, activity, "{}", node.host());
                assert_eq!(record.vouch, vouch, "{}", node.host());
            }
        }
        world.agrees_on(&thread).await;
    }
}

spec! {
    // delivery.17
    async fn an_unknown_key_costs_one_fetch_and_a_silent_origin_is_no_refusal(world) {
        let (quebec, ana, acces, bob) = stage(&world).await;
        let thread = ana.opens(&acces, "Un fil").await;
        world.settle().await;
        let peer = &bob.peer;
        let eve = peer.person("eve").await;
        let reply = |path: &str| eve.create(&eve.reply(path, thread.uri(), "Oui", &[&acces.uri]));
        peer.answers(&eve.uri, 503);
        let answer = eve.sends(&quebec, &reply("/notes/1")).await;
        assert_eq!(answer.status, 503, "{answer:?}");
        assert!(answer.headers.contains_key("retry-after"), "{answer:?}");
        peer.reads();
        assert_eq!(eve.sends(&quebec, &reply("/notes/1")).await.status, 503);
        assert_eq!(peer.reads(), Vec::<String>::new(), "what failed is remembered");

        let ada = peer.person("ada").await;
        let reply = |path: &str| ada.create(&ada.reply(path, thread.uri(), "Oui", &[&acces.uri]));
        peer.reads();
        ada.tells(&quebec, &reply("/notes/2")).await;
        assert_eq!(peer.reads().len(), 1);
        ada.tells(&quebec, &reply("/notes/3")).await;
        assert_eq!(peer.reads(), Vec::<String>::new(), "one fetch");
        let mut forged = ada.envelope(&quebec, &reply("/notes/4"));
        forged.key_id = format!("{}#other-key", ada.uri);
        assert_eq!(forged.send(&quebec).await.status, 401);
    }
}

spec! {
    // delivery.18
    async fn the_farewell_of_a_stranger_is_dropped_without_a_fetch(world) {
        let (quebec, _, _, bob) = stage(&world).await;
        let gone = bob.peer.actor("/users/gone", "gone").await;
        let before = quebec.kept();
        bob.peer.reads();
        gone.tells(&quebec, &gone.public("Delete", "/users/gone#delete", json!(gone.uri))).await;
        world.settle().await;
        assert_eq!(bob.peer.reads(), Vec::<String>::new());
        assert_eq!(quebec.kept(), before);
    }
}

spec! {
    // pages.20
    async fn a_person_who_has_left_their_node_is_named_no_more(world) {
        let (quebec, _, _, bob) = stage(&world).await;
        let page = actor::get(&quebec, "/@bob@mastodon.test", "text/html").await;
        assert_eq!(page.status, 200, "{}", page.body);
        let note = bob.public("Delete", "/users/bob#delete", json!(bob.uri));
        bob.tells(&quebec, &note).await;
        world.settle().await;
        for (lang, words) in [("fr", "Ce compte n’existe plus"), ("en", "This account is gone")] {
            let path = format!("/@bob@mastodon.test?lang={lang}");
            let page = actor::get(&quebec, &path, "text/html").await;
            assert_eq!(page.status, 410, "{}", page.body);
            assert!(page.body.contains(words), "{}", page.body);
            assert!(!page.body.contains(">bob<"), "{}", page.body);
        }
    }
}

spec! {
    // federation §1.3: a community of Lemmy, followed from here
    async fn a_lemmy_community_is_followed_and_answered(world) {
        let (quebec, ana, ..) = stage(&world).await;
        let peer = world.peer("lemmy.test").await;
        let (group, lea) = (peer.group("musique").await, peer.person("lea").await);
        ana.joins(&group).await;
        let mut page = lea.note("/post/1", "Un fil de Lemmy", &[&group.uri]);
        page["type"] = json!("Page");
        page["name"] = json!("Titre de Lemmy");
        page["audience"] = json!(group.uri);
        peer.serves(&peer.url("/post/1"), &page);
        // By id, as Mastodon's boosts are; then the whole activity, as Lemmy sends it.
        let boost = group.public("Announce", "/announces/1", json!(peer.url("/post/1")));
        group.tells(&quebec, &boost).await;
        world.settle().await;
        let whole = group.public("Announce", "/announces/2", lea.create(&page));
        group.tells(&quebec, &whole).await;
        world.settle().await;
        let thread = crate::harness::Thread::of(crate::harness::Post::at(&peer.url("/post/1")));
        let shown = quebec.page(&thread).await;
        assert_eq!(shown.len(), 1);
        assert_eq!(shown[0].title.as_deref(), Some("Titre de Lemmy"));

        peer.letters();
        let reply = ana.replies(&thread, "Bonjour Lemmy").await;
        world.settle().await;
        let creates = peer.letters_of("Create");
        assert_eq!(creates.len(), 1);
        let sent = &creates[0].value;
        assert_eq!(sent["object"]["inReplyTo"], thread.uri());
        assert_eq!(sent["object"]["audience"], group.uri.as_str());
        assert!(ana.sees("Bonjour Lemmy").in_thread(&thread).await);
        assert!(!quebec.shows("Bonjour Lemmy", &thread).await, "the community has not announced it");
        let announce = group.public("Announce", "/announces/3", sent.clone());
        group.tells(&quebec, &announce).await;
        world.settle().await;
        assert!(quebec.shows("Bonjour Lemmy", &thread).await);
        assert_eq!(quebec.post(&reply).await.expect("the reply").state, "live");
    }
}

/// Quebec with ana's forum, followed by bob from a microblog.
async fn stage(world: &World) -> (Node, Person, Forum, Actor) {
    let [quebec] = world.nodes(["quebec.test"]).await;
    let ana = quebec.person("ana").await;
    let acces = quebec.forum("acces").await.run_by(&ana).await;
    let bob = world.peer("mastodon.test").await.person("bob").await;
    bob.tells(
        &quebec,
        &bob.activity("Follow", "/follow/1", json!(acces.uri)),
    )
    .await;
    world.settle().await;
    let accepted = bob.peer.letters_of("Accept");
    assert_eq!(
        accepted[0].value["object"]["id"],
        bob.peer.url("/follow/1").as_str()
    );
    (quebec, ana, acces, bob)
}
