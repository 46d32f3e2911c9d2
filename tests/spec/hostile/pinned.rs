//! Keys that are new after a long silence: row 17.

use std::sync::Arc;

use palabre_core::moderation::changed::{self, Why};
use palabre_core::threads::read;
use palabre_core::{forums, people};
use palabre_federation::proof::keys::{Ed25519Secret, RsaSecret};
use serde_json::{Value, json};

use super::authority::announces;
use super::{Stage, stage};
use crate::harness::{Actor, Node, Post, Thread, days, keys, spec};

/// The same address in other hands: every key is new.
async fn thief_of(actor: &Actor, kind: &str) -> Actor {
    let keys = keys::fresh().await;
    let thief = Actor {
        rsa: RsaSecret::from_bytes(&keys.rsa_private)
            .map(Arc::new)
            .expect("an RSA key"),
        ed25519: Ed25519Secret::from_bytes(&keys.ed25519_private)
            .map(Arc::new)
            .expect("an Ed25519 key"),
        ..actor.clone()
    };
    let mut document = thief.document(kind);
    document["name"] = json!("Quelqu'un d'autre");
    thief.peer.serves(&thief.uri, &document);
    thief
}

/// What waits for a moderator of a node, with the reason that is not the forum's.
async fn held(node: &Node) -> Vec<(String, Option<Why>)> {
    let core = node.core();
    let held = read::held(&core, None)
        .await
        .expect("what is held can be read");
    let why = changed::why(&core, &held).await.expect("why can be read");
    held.into_iter()
        .map(|shown| (shown.post.uri.clone(), why.get(&shown.post.id).copied()))
        .collect()
}

async fn is_changed(node: &Node, actor: &Actor) -> bool {
    let found = people::by_uri(&node.core(), &actor.uri)
        .await
        .expect("people can be read");
    found.expect("the person is known").changed_at.is_some()
}

impl Stage {
    /// Alice says something and is believed.
    async fn alice_was_here(&self, world: &crate::harness::World) -> Post {
        let create = self.reply_of(&self.alice, "/notes/old", "Avant le silence");
        self.alice.tells(&self.quebec, &create).await;
        world.settle().await;
        assert!(self.quebec.shows("Avant le silence", &self.thread).await);
        Post::at(create["object"]["id"].as_str().expect("an id"))
    }
}

fn deletion(by: &Actor, path: &str, object: &str) -> Value {
    let tombstone = json!({ "id": object, "type": "Tombstone" });
    by.public("Delete", path, tombstone)
}

spec! {
    // hostile.17, moderation.13
    async fn a_new_key_after_thirty_days_of_silence_is_looked_at_first(world) {
        let stage = stage(&world).await;
        stage.alice_was_here(&world).await;
        world.advance(days(31)).await;
        let other = thief_of(&stage.alice, "Person").await;
        let create = stage.reply_of(&other, "/notes/new", "Est-ce encore moi ?");
        other.tells(&stage.quebec, &create).await;
        world.settle().await;
        let post = Post::at(create["object"]["id"].as_str().expect("an id"));
        assert!(!stage.quebec.shows("Est-ce encore moi ?", &stage.thread).await);
        assert!(stage.ana.sees("Est-ce encore moi ?").in_thread(&stage.thread).await);
        assert_eq!(held(&stage.quebec).await, [(post.uri().to_owned(), Some(Why::Changed))]);
        assert!(is_changed(&stage.quebec, &other).await);
        assert!(!stage.quebec.holds("Quelqu'un d'autre"), "the name stays what it was");

        stage.ana.accepts(&post).await.expect("accepts");
        world.settle().await;
        assert!(!is_changed(&stage.quebec, &other).await);
        assert!(stage.quebec.shows("Est-ce encore moi ?", &stage.thread).await);
        other.tells(&stage.quebec, &stage.reply_of(&other, "/notes/next", "C'est bien moi")).await;
        world.settle().await;
        assert!(stage.quebec.shows("C'est bien moi", &stage.thread).await, "trusted from then on");
    }
}

spec! {
    // notes.30, hostile.17
    async fn who_has_taken_a_name_over_writes_nothing_for_a_few(world) {
        let stage = stage(&world).await;
        let (quebec, ana) = (&stage.quebec, stage.ana.uri());
        let to_ana = |by: &Actor, path: &str, words: &str| {
            let mut note = by.note(path, words, &[]);
            (note["to"], note["cc"]) = (json!([ana]), json!([]));
            note["tag"] = json!([{ "type": "Mention", "href": ana, "name": "@ana" }]);
            note
        };
        let old = to_ana(&stage.alice, "/notes/old", "Avant le silence");
        stage.alice.tells(quebec, &stage.alice.create(&old)).await;
        world.advance(days(31)).await;
        let thief = thief_of(&stage.alice, "Person").await;
        let new = to_ana(&thief, "/notes/new", "Donne-moi ton mot de passe");
        thief.tells(quebec, &thief.create(&new)).await;
        let mut other = to_ana(&thief, "/notes/old", "Tout autre chose");
        other["updated"] = json!(thief.date());
        let mut update = thief.activity("Update", "/updates/1", other);
        update["to"] = json!([ana]);
        thief.tells(quebec, &update).await;
        let uri = old["id"].as_str().expect("an id");
        thief.tells(quebec, &deletion(&thief, "/deletes/1", uri)).await;
        thief.tells(quebec, &deletion(&thief, "/deletes/2", &thief.uri)).await;
        world.settle().await;
        let kept = quebec.post(&Post::at(uri)).await.expect("it stands");
        assert_eq!((kept.state.as_str(), kept.html.as_str()), ("live", "<p>Avant le silence</p>"));
        assert!(!quebec.holds_post(thief.peer.url("/notes/new")).await);
        assert!(!quebec.holds("mot de passe</p>"));
    }
}

spec! {
    // hostile.17
    async fn who_is_heard_from_may_change_keys(world) {
        let stage = stage(&world).await;
        stage.alice_was_here(&world).await;
        world.advance(days(20)).await;
        let like = stage.alice.public("Like", "/likes/1", json!(stage.thread.uri()));
        stage.alice.tells(&stage.quebec, &like).await;
        world.advance(days(20)).await;
        let same = thief_of(&stage.alice, "Person").await;
        same.tells(&stage.quebec, &stage.reply_of(&same, "/notes/2", "Nouvelle clé")).await;
        world.settle().await;
        assert!(stage.quebec.shows("Nouvelle clé", &stage.thread).await);
        assert!(!is_changed(&stage.quebec, &same).await);
    }
}

spec! {
    // hostile.17
    async fn an_update_signed_with_the_old_key_vouches_for_the_new_one(world) {
        let stage = stage(&world).await;
        stage.alice_was_here(&world).await;
        world.advance(days(90)).await;
        let same = thief_of(&stage.alice, "Person").await;
        let update = stage.alice.public("Update", "/updates/1", same.document("Person"));
        stage.alice.tells(&stage.quebec, &update).await;
        world.settle().await;
        same.tells(&stage.quebec, &stage.reply_of(&same, "/notes/2", "Nouvelle clé")).await;
        world.settle().await;
        assert!(stage.quebec.shows("Nouvelle clé", &stage.thread).await);
    }
}

spec! {
    // hostile.17, moderation.13
    async fn who_has_taken_a_name_over_changes_and_erases_nothing_that_stood(world) {
        let stage = stage(&world).await;
        let old = stage.alice_was_here(&world).await;
        world.advance(days(31)).await;
        let thief = thief_of(&stage.alice, "Person").await;
        let mut note = stage.reply_of(&thief, "/notes/old", "Tout autre chose")["object"].clone();
        note["updated"] = json!(thief.date());
        thief.tells(&stage.quebec, &thief.public("Update", "/updates/1", note)).await;
        thief.tells(&stage.quebec, &deletion(&thief, "/deletes/1", old.uri())).await;
        thief.tells(&stage.quebec, &deletion(&thief, "/deletes/2", &thief.uri)).await;
        // A stranger forwards the same with a proof by the new key.
        let delete = thief.proved(deletion(&thief, "/deletes/3", old.uri()));
        stage.mallory.tells(&stage.quebec, &delete).await;
        world.settle().await;
        assert!(stage.quebec.shows("Avant le silence", &stage.thread).await);
        assert!(!stage.quebec.shows("Tout autre chose", &stage.thread).await);
        assert_eq!(held(&stage.quebec).await, [(old.uri().to_owned(), Some(Why::Erasure))]);

        stage.ana.refuses(&old, "Ce n'est pas Alice").await.expect("refuses");
        world.settle().await;
        assert!(stage.quebec.shows("Avant le silence", &stage.thread).await);
        assert!(is_changed(&stage.quebec, &thief).await);
        assert_eq!(held(&stage.quebec).await, []);
    }
}

spec! {
    // hostile.17, ledger.27, moderation.13
    async fn what_somebody_has_deleted_meanwhile_goes_once_they_are_trusted(world) {
        let stage = stage(&world).await;
        let old = stage.alice_was_here(&world).await;
        world.advance(days(31)).await;
        let same = thief_of(&stage.alice, "Person").await;
        same.tells(&stage.quebec, &deletion(&same, "/deletes/1", old.uri())).await;
        world.settle().await;
        assert!(stage.quebec.holds("Avant le silence"));
        let mut tx = stage.quebec.core().begin().await.expect("a write begins");
        let trusted = changed::trust_host(&mut tx, "good.test").await.expect("trusted");
        tx.commit().await.expect("kept");
        assert_eq!(trusted.len(), 1);
        world.settle().await;
        assert!(!stage.quebec.holds("Avant le silence"));
        same.tells(&stage.quebec, &stage.reply_of(&same, "/notes/2", "Nouvelle clé")).await;
        world.settle().await;
        assert!(stage.quebec.shows("Nouvelle clé", &stage.thread).await);
    }
}

spec! {
    // hostile.17: public keys are public, and whoever has the name can list them
    async fn an_old_key_that_is_still_listed_vouches_for_nothing_until_it_speaks(world) {
        let stage = stage(&world).await;
        stage.alice_was_here(&world).await;
        world.advance(days(31)).await;
        let mut other = stage.mallory.peer.person("spare").await;
        other.peer = stage.alice.peer.clone();
        other.uri.clone_from(&stage.alice.uri);
        other.key_id = format!("{}#key-2", stage.alice.uri);
        let mut document = stage.alice.document("Person");
        let old = document["publicKey"].clone();
        document["publicKey"] = json!([old, other.document("Person")["publicKey"]]);
        stage.alice.peer.serves(&stage.alice.uri, &document);
        other.tells(&stage.quebec, &stage.reply_of(&other, "/notes/2", "Seconde clé")).await;
        world.settle().await;
        assert!(!stage.quebec.shows("Seconde clé", &stage.thread).await);
        assert!(is_changed(&stage.quebec, &other).await);

        let first = stage.reply_of(&stage.alice, "/notes/3", "Première clé");
        stage.alice.tells(&stage.quebec, &first).await;
        world.settle().await;
        assert!(!is_changed(&stage.quebec, &other).await);
        assert!(stage.quebec.shows("Première clé", &stage.thread).await);
        other.tells(&stage.quebec, &stage.reply_of(&other, "/notes/4", "Les deux à moi")).await;
        world.settle().await;
        assert!(stage.quebec.shows("Les deux à moi", &stage.thread).await);
    }
}

spec! {
    // hostile.17: a node whose name was taken over whole
    async fn a_forum_whose_home_was_taken_over_is_not_listened_to(world) {
        let stage = stage(&world).await;
        let (group, thread) = super::authority::community(&stage).await;
        world.advance(days(31)).await;
        let thief = thief_of(&group, "Group").await;
        let before = stage.quebec.kept();
        let note = stage.mallory.reply("/notes/1", thread.uri(), "Usurpé", &[&group.uri]);
        stage.mallory.peer.serves(&stage.mallory.peer.url("/notes/1"), &note);
        let create = stage.mallory.proved(stage.mallory.create(&note));
        let announce = thief.public("Announce", "/announces/31", create.clone());
        let answer = thief.sends(&stage.quebec, &announce).await;
        assert_eq!(answer.status, 403, "{answer:?}");
        assert!(answer.words().contains("keys have changed"), "{}", answer.words());
        let remove = thief.public("Remove", "/removes/1", json!(thread.uri()));
        assert_eq!(thief.sends(&stage.quebec, &remove).await.status, 403);
        // Neither does it come in by the hand of another.
        let forwarded = thief.proved(thief.public("Announce", "/announces/32", create));
        stage.mallory.tells(&stage.quebec, &forwarded).await;
        world.settle().await;
        assert!(!stage.quebec.shows("Usurpé", &thread).await);
        assert_eq!(stage.quebec.page(&thread).await.len(), 1, "and nothing was removed");
        assert_eq!(stage.quebec.kept()[1], before[1]);
        let forum = forums::by_uri(&stage.quebec.core(), &group.uri).await.expect("forums");
        assert_ne!(forum.expect("the forum is known").title, "Quelqu'un d'autre");

        let mut tx = stage.quebec.core().begin().await.expect("a write begins");
        changed::trust_host(&mut tx, group.peer.host()).await.expect("trusted");
        tx.commit().await.expect("kept");
        group.peer.reads();
        world.settle().await;
        let outbox = group.peer.reads().iter().any(|read| read.ends_with("/outbox"));
        assert!(outbox, "what was refused meanwhile is looked for");
        announces(&thief, &stage.quebec, 33, stage.mallory.proved(stage.mallory.create(&note))).await;
        world.settle().await;
        assert!(stage.quebec.shows("Usurpé", &thread).await, "its word counts again");
    }
}

spec! {
    // hostile.17: what is asked of a home that was silent for long
    async fn a_thread_is_not_fetched_from_a_home_that_was_taken_over(world) {
        let stage = stage(&world).await;
        let (group, thread): (Actor, Thread) = super::authority::community(&stage).await;
        world.advance(days(31)).await;
        thief_of(&group, "Group").await;
        let note = stage.mallory.reply("/notes/1", thread.uri(), "Usurpé", &[&group.uri]);
        stage.mallory.peer.serves(&stage.mallory.peer.url("/notes/1"), &note);
        let core = stage.quebec.core();
        let tx = core.begin().await.expect("a write begins");
        tx.enqueue(palabre_core::Job::FetchThread {
            host: group.peer.host().to_owned(),
            uri: thread.uri().to_owned(),
            forum: Some(group.uri.clone()),
        });
        tx.commit().await.expect("kept");
        group.peer.reads();
        world.settle().await;
        let reads = group.peer.reads();
        let path = group.uri.trim_start_matches(&group.peer.url("")).to_owned();
        assert_eq!(reads, [path], "it is asked who it is, and no more");
        assert!(is_changed(&stage.quebec, &group).await);
    }
}

spec! {
    // commands.18
    async fn commands_say_whose_keys_have_changed_and_trust_them_again(world) {
        let stage = stage(&world).await;
        let quebec = &stage.quebec;
        stage.alice_was_here(&world).await;
        let create = stage.reply_of(&stage.mallory, "/notes/old", "Moi aussi");
        stage.mallory.tells(quebec, &create).await;
        world.settle().await;
        world.advance(days(31)).await;
        let names = ["@alice@good.test", "@mallory@evil.test"];
        let list = quebec.runs(&["peer", "list"]).await.done();
        assert!(names.iter().all(|name| !list.contains(name)), "{list}");
        let others = [thief_of(&stage.alice, "Person").await, thief_of(&stage.mallory, "Person").await];
        for other in &others {
            let create = stage.reply_of(other, "/notes/new", "Est-ce encore moi ?");
            other.tells(quebec, &create).await;
        }
        world.settle().await;
        let list = quebec.runs(&["peer", "list"]).await.done();
        for name in names {
            let told = format!("n’a regardées\u{A0}: {name}.");
            assert!(list.contains(&told), "{list}");
        }
        let list = quebec.runs(&["held", "list"]).await.done();
        assert_eq!(list.matches("passé en d’autres mains").count(), 2, "{list}");

        let told = quebec.runs(&["peer", "allow", "good.test"]).await.done();
        assert!(told.contains(names[0]), "{told}");
        assert!(!is_changed(quebec, &others[0]).await);
        assert!(is_changed(quebec, &others[1]).await, "it is of another host");
        let list = quebec.runs(&["held", "list", "--json"]).await.json();
        let of = |actor: &Actor| {
            let mut held = list.as_array().expect("a list").iter();
            held.find(|one| one["author"] == actor.uri).expect("it is held").clone()
        };
        assert_eq!((&of(&others[0])["why"], &of(&others[1])["why"]), (&json!(null), &json!("changed")));
        let id = of(&others[1])["id"].as_str().expect("an id").to_owned();
        quebec.runs(&["held", "accept", &id]).await.done();
        assert!(!is_changed(quebec, &others[1]).await);
        assert!(quebec.shows("Est-ce encore moi ?", &stage.thread).await);
    }
}

spec! {
    // commands.20: a person and a person of one name, as some servers have them with forums
    async fn one_of_a_host_is_trusted_again_and_nobody_else_of_it(world) {
        let stage = stage(&world).await;
        let quebec = &stage.quebec;
        let twin = stage.alice.peer.actor("/c/alice", "alice").await;
        twin.peer.serves(&twin.uri, &twin.document("Person"));
        stage.alice_was_here(&world).await;
        twin.tells(quebec, &stage.reply_of(&twin, "/notes/twin", "Moi aussi")).await;
        world.settle().await;
        world.advance(days(31)).await;
        let others = [thief_of(&stage.alice, "Person").await, thief_of(&twin, "Person").await];
        for (other, path) in others.iter().zip(["/notes/new", "/notes/newer"]) {
            other.tells(quebec, &stage.reply_of(other, path, "Est-ce encore moi ?")).await;
        }
        world.settle().await;
        let (alice, twin) = (&others[0], &others[1]);
        assert!(is_changed(quebec, alice).await && is_changed(quebec, twin).await);

        let both = quebec.runs(&["peer", "trust", "@alice@good.test"]).await.refused();
        assert!(both.contains(&alice.uri) && both.contains(&twin.uri), "{both}");
        let told = quebec.runs(&["peer", "trust", &alice.uri, "--json"]).await.json();
        assert_eq!(told, json!({ "host": "good.test", "trusted": ["@alice@good.test"] }));
        assert!(!is_changed(quebec, alice).await);
        assert!(is_changed(quebec, twin).await, "the other one still waits");
        alice.tells(quebec, &stage.reply_of(alice, "/notes/next", "C’est bien moi")).await;
        world.settle().await;
        assert!(quebec.shows("C’est bien moi", &stage.thread).await);
        assert!(!quebec.shows("Est-ce encore moi ?", &stage.thread).await, "held is still held");

        let told = quebec.runs(&["peer", "trust", "alice@Good.test"]).await.done();
        assert!(told.contains("confiance rendue à @alice@good.test"), "{told}");
        assert!(!is_changed(quebec, twin).await);
        let nobody = quebec.runs(&["peer", "trust", "@alice@good.test"]).await.refused();
        assert!(nobody.contains("n’a changé de clés"), "{nobody}");
    }
}
