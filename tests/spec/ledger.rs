//! Sentences of `docs/spec/ledger.md` about what enters and who is believed.

use std::sync::Arc;

use palabre_core::ledger::{self, Standing, Vouch};
use palabre_federation::proof::keys::Ed25519Secret;
use serde_json::{Value, json};

use crate::harness::actor::rfc3339;
use crate::harness::world::Followed;
use crate::harness::{Actor, Forum, Node, Post, Thread, World, days, keys, spec};

spec! {
    // ledger.13, ledger.26, ledger.51: at home, and on a node that follows
    async fn an_update_that_drops_public_counts_as_a_delete(world) {
        let stage = stage(&world).await;
        let before = stage.said_to_all(&world, 2).await;
        assert!(before.contains(":3 react:"), "{before}");
        let follow = stage.mallory.activity("Follow", "/follow/1", json!(stage.acces.uri));
        stage.mallory.tells(&stage.quebec, &follow).await;
        world.settle().await;
        stage.mallory.peer.letters();
        stage.alice.peer.letters();
        for (number, proved) in [false, true].into_iter().enumerate() {
            let update = stage.kept_private(number + 1, proved);
            stage.alice.tells(&stage.quebec, &update).await;
        }
        world.settle().await;
        stage.keeps_nothing_of(&world, 2, &before).await;

        let announced = stage.mallory.peer.letters();
        assert_eq!(announced.len(), 2, "{announced:?}");
        for letter in announced.iter().chain(&stage.alice.peer.letters()) {
            assert!(!letter.value.to_string().contains("Entre nous"), "{letter:?}");
        }
        let history = stage.history().await;
        for number in [1, 2] {
            let stub = stage.stub(number);
            assert!(history.contains(&stub), "{history:?}");
            let told = announced.iter().any(|letter| letter.value["object"] == stub);
            assert!(told, "{announced:?}");
            for node in world.all() {
                let record = node.record(stub["id"].as_str().expect("an id")).await;
                let record = record.expect("the record stands");
                assert_eq!(record.standing, Standing::Accepted, "{}", node.host());
                assert_ne!(record.vouch, Vouch::Proof, "{}: the stub carries none", node.host());
            }
        }
        assert!(!history.iter().any(|item| item.to_string().contains("Entre nous")));
    }
}

spec! {
    // ledger.13, ledger.51: whichever comes first, the Update itself or what the home makes of it
    async fn who_hears_of_a_dropped_public_twice_has_one_record(world) {
        let stage = stage(&world).await;
        let before = stage.said_to_all(&world, 4).await;
        for number in 1..=4 {
            let update = stage.kept_private(number, number % 2 == 0);
            let both = [&stage.senegal, &stage.quebec];
            let order = if number > 2 { [0, 1] } else { [1, 0] };
            for index in order {
                stage.alice.tells(both[index], &update).await;
                world.settle().await;
            }
        }
        stage.keeps_nothing_of(&world, 4, &before).await;
        for number in 1..=4 {
            let stub = stage.stub(number);
            let id = stub["id"].as_str().expect("an id");
            let (here, there) = (stage.quebec.record(id).await, stage.senegal.record(id).await);
            let (here, there) = (here.expect("a record"), there.expect("a record"));
            assert_eq!(here.rid, there.rid);
            assert_eq!(there.standing, Standing::Accepted);
        }
        // Who comes later reads no more in the history.
        let [benin] = world.nodes(["benin.test"]).await;
        benin.person("bio").await.follows(&stage.acces).await;
        world.settle().await;
        stage.keeps_nothing_of(&world, 4, &before).await;
    }
}

spec! {
    // ledger.17: old keys stay listed with their end
    async fn a_record_signed_before_the_end_of_its_key_is_believed_by_who_joins_later(world) {
        let stage = stage(&world).await;
        let old = stage.alice.clone();
        let said = old.proved(old.create(&stage.reply("/notes/1", "Avec l'ancienne clé")));
        old.tells(&stage.quebec, &said).await;
        world.settle().await;
        world.advance(days(2)).await;
        let alice = rotated(&stage.alice, world.now(), Some(&stage.quebec)).await;
        world.advance(days(1)).await;
        // The old secret is used after its end: nobody believes it.
        let late = old.proved(old.create(&stage.reply("/notes/2", "Trop tard")));
        assert_eq!(stage.mallory.sends(&stage.quebec, &late).await.status, 202);
        let said_again = alice.proved(alice.create(&stage.reply("/notes/3", "Avec la nouvelle")));
        alice.tells(&stage.quebec, &said_again).await;
        world.settle().await;

        let [benin] = world.nodes(["benin.test"]).await;
        let bio = benin.person("bio").await;
        alice.peer.reads();
        bio.follows(&stage.acces).await;
        world.settle().await;
        for words in ["Avec l'ancienne clé", "Avec la nouvelle"] {
            assert!(stage.quebec.shows(words, &stage.thread).await, "{words} at home");
            assert!(benin.shows(words, &stage.thread).await, "{words} where it came later");
        }
        for create in [&said, &said_again] {
            let id = create["id"].as_str().expect("an id");
            let record = benin.record(id).await.expect("the record is there");
            assert_eq!(record.vouch, Vouch::Proof, "{id}");
        }
        // Nobody but alice's keys was asked for.
        assert!(alice.peer.reads().iter().all(|read| read == "/users/alice"));
        for node in world.all() {
            assert!(!node.shows("Trop tard", &stage.thread).await, "{}", node.host());
        }
        world.agrees_on(&stage.thread).await;
    }
}

spec! {
    // ledger.17: a proof dated after the end of its key, in the history that a home tells
    async fn a_proof_made_after_the_end_of_its_key_is_none_even_with_an_early_date(world) {
        let stage = stage(&world).await;
        let old = stage.alice.clone();
        let mut note = stage.reply("/notes/1", "Antidaté");
        rotated(&stage.alice, world.now(), None).await;
        world.advance(days(1)).await;
        note["published"] = json!(rfc3339(world.now() - days(2)));
        let forged = old.proved(old.create(&note));
        stage.mallory.tells(&stage.quebec, &forged).await;
        world.settle().await;
        assert!(!stage.quebec.shows("Antidaté", &stage.thread).await);
    }
}

spec! {
    // ledger.6, ledger.17
    async fn a_proof_is_checked_once_on_receipt(world) {
        let stage = stage(&world).await;
        let note = stage.reply("/notes/1", "Prouvé une fois");
        let create = stage.alice.proved(stage.alice.create(&note));
        stage.alice.tells(&stage.quebec, &create).await;
        world.settle().await;
        let before = world.agrees_on(&stage.thread).await;
        // The key is gone, and so is whoever could be asked for it.
        stage.alice.peer.answers(&stage.alice.uri, 410);
        stage.alice.peer.reads();
        for node in world.all() {
            node.stop().await;
            node.start().await;
            ledger::refold_everything(&node.core()).await.expect("everything is folded again");
        }
        world.settle().await;
        assert_eq!(world.agrees_on(&stage.thread).await, before);
        assert!(stage.senegal.shows("Prouvé une fois", &stage.thread).await);
        assert_eq!(stage.alice.peer.reads(), Vec::<String>::new(), "nobody asks again");
    }
}

/// Quebec with ana's forum and a thread, senegal whose awa follows it, and two people elsewhere.
struct Stage {
    quebec: Node,
    senegal: Node,
    acces: Forum,
    thread: Thread,
    alice: Actor,
    mallory: Actor,
}

impl Stage {
    fn reply(&self, path: &str, words: &str) -> Value {
        self.alice
            .reply(path, self.thread.uri(), words, &[self.acces.uri.as_str()])
    }

    /// Alice writes some replies for everybody; answers the digest. Every second one is proved.
    async fn said_to_all(&self, world: &World, count: usize) -> String {
        for number in 1..=count {
            let path = format!("/notes/{number}");
            let note = self.reply(&path, "Pour tout le monde");
            let create = self.alice.create(&note);
            let proved = number % 2 == 0;
            let create = if proved {
                self.alice.proved(create)
            } else {
                create
            };
            self.alice.tells(&self.quebec, &create).await;
            self.alice.peer.serves(&self.alice.peer.url(&path), &note);
        }
        world.settle().await;
        world.agrees_on(&self.thread).await
    }

    /// The Update by which a reply is for Alice's followers only, from now on.
    fn kept_private(&self, number: usize, proved: bool) -> Value {
        let path = format!("/notes/{number}");
        let mut note = self.reply(&path, "Entre nous");
        note["to"] = json!([format!("{}/followers", self.alice.uri)]);
        note["cc"] = json!([self.acces.uri]);
        let path = self.alice.peer.url(&path);
        self.alice.peer.answers(&path, 404);
        let id = format!("/updates/{number}");
        let mut update = self.alice.activity("Update", &id, note);
        update["published"] = json!(self.alice.date());
        update["summary"] = json!("Entre nous aussi");
        update["to"] = update["object"]["to"].clone();
        update["cc"] = update["object"]["cc"].clone();
        if proved {
            self.alice.proved(update)
        } else {
            update
        }
    }

    /// What every node makes of such an Update.
    fn stub(&self, number: usize) -> Value {
        json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": self.alice.peer.url(&format!("/updates/{number}")),
            "type": "Delete",
            "actor": self.alice.uri,
            "object": self.alice.peer.url(&format!("/notes/{number}")),
            "to": ["https://www.w3.org/ns/activitystreams#Public"],
            "published": self.alice.date(),
        })
    }

    /// The thread's `contextHistory`, as its home tells it.
    async fn history(&self) -> Vec<Value> {
        let id = self.quebec.thread_id(&self.thread).await;
        let url = self
            .quebec
            .core()
            .base()
            .thread_history(id.expect("the thread"));
        let history = self.quebec.reads(&url).await;
        let history: Value = serde_json::from_str(&history.body).expect("JSON");
        history["orderedItems"].as_array().expect("items").clone()
    }

    /// The replies are deleted everywhere, and no node has their words, old or new.
    async fn keeps_nothing_of(&self, world: &World, count: usize, before: &str) {
        let after = world.agrees_on(&self.thread).await;
        let posts = format!(":{} react:", count + 1);
        assert!(after.contains(&posts) && after != before, "{after}");
        for node in world.all() {
            let lines = node.digest(&self.thread).await.core_lines;
            for number in 1..=count {
                let uri = self.alice.peer.url(&format!("/notes/{number}"));
                let line = format!("[\"post\",\"{uri}\",\"deleted\"]");
                assert!(lines.contains(&line), "{}: {lines:?}", node.host());
                let kept = node.post(&Post::at(&uri)).await.expect("its place stays");
                assert_eq!(kept.state, "deleted", "{}", node.host());
            }
            for words in ["Pour tout le monde", "Entre nous"] {
                assert!(!node.holds(words), "{} keeps {words}", node.host());
            }
        }
    }
}

async fn stage(world: &World) -> Stage {
    let Followed {
        quebec,
        senegal,
        acces,
        thread,
        ..
    } = world.followed_thread().await;
    let alice = world.peer("good.test").await.person("alice").await;
    let mallory = world.peer("evil.test").await.person("mallory").await;
    Stage {
        quebec,
        senegal,
        acces,
        thread,
        alice,
        mallory,
    }
}

/// A new key to prove with is listed beside the old one, which ends now; a node may be told.
async fn rotated(actor: &Actor, now: i64, tells: Option<&Node>) -> Actor {
    let fresh = keys::fresh().await;
    let mut document = actor.document("Person");
    document["assertionMethod"][0]["expires"] = json!(rfc3339(now));
    let mut new = actor.clone();
    new.ed25519 = Ed25519Secret::from_bytes(&fresh.ed25519_private)
        .map(Arc::new)
        .expect("an Ed25519 key");
    let mut method = new.document("Person")["assertionMethod"][0].clone();
    method["id"] = json!(format!("{}-2", actor.proof_key()));
    new.proof_id = Some(format!("{}-2", actor.proof_key()));
    if let Some(methods) = document["assertionMethod"].as_array_mut() {
        methods.push(method);
    }
    actor.peer.serves(&actor.uri, &document);
    if let Some(node) = tells {
        let update = actor.public("Update", "/updates/actor", document);
        actor.tells(node, &update).await;
        actor.peer.world().settle().await;
    }
    new
}
