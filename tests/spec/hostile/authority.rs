//! Authority over objects: rows 18 to 29.

use palabre_core::peering::Level;
use serde_json::{Value, json};

use super::stage;
use crate::harness::{Actor, Post, Thread, minutes, spec};

spec! {
    // hostile.18
    async fn an_author_that_is_no_address_is_refused(world) {
        let stage = stage(&world).await;
        let ana = stage.ana.uri();
        let authors = [
            json!(1),
            json!("mallory"),
            json!([stage.mallory.uri, ana]),
            json!(ana),
            json!({ "id": 1 }),
            Value::Null,
        ];
        for (number, author) in authors.into_iter().enumerate() {
            let mut create = stage.reply_of(&stage.mallory, &format!("/notes/{number}"), "Bonjour");
            create["object"]["attributedTo"] = author.clone();
            let answer = stage.mallory.sends(&stage.quebec, &create).await;
            assert!(matches!(answer.status, 202 | 400..=403), "{author}: {answer:?}");
        }
        world.settle().await;
        assert_eq!(stage.quebec.page(&stage.thread).await.len(), 1);
        assert!(!stage.ana.sees("Bonjour").in_thread(&stage.thread).await);
    }
}

spec! {
    // hostile.19
    async fn a_post_attributed_to_somebody_else_is_refused(world) {
        let stage = stage(&world).await;
        let bob = stage.mallory.peer.person("bob").await;
        for author in [&stage.alice, &bob] {
            let path = format!("/notes/{}", author.name);
            let mut create = stage.reply_of(&stage.mallory, &path, "Bonjour");
            create["object"]["attributedTo"] = json!(author.uri);
            stage.mallory.sends(&stage.quebec, &create).await;
        }
        world.settle().await;
        assert_eq!(stage.quebec.page(&stage.thread).await.len(), 1);
    }
}

spec! {
    // hostile.20
    async fn a_post_under_anothers_address_is_never_shown_as_sent(world) {
        let stage = stage(&world).await;
        let id = stage.alice.peer.url("/notes/1");
        let mut create = stage.reply_of(&stage.mallory, "/notes/1", "Faux");
        create["object"]["id"] = json!(id);
        stage.mallory.sends(&stage.quebec, &create).await;
        world.settle().await;
        assert!(!stage.quebec.holds("Faux"));
        let create = stage.reply_of(&stage.alice, "/notes/1", "Vrai");
        stage.alice.tells(&stage.quebec, &create).await;
        world.settle().await;
        assert!(stage.quebec.shows("Vrai", &stage.thread).await, "the id is free for its owner");
    }
}

spec! {
    // hostile.21
    async fn an_id_used_first_by_a_stranger_stays_free_for_its_owner(world) {
        let stage = stage(&world).await;
        let create = stage.reply_of(&stage.alice, "/notes/1", "Vrai");
        let mut first = stage.reply_of(&stage.mallory, "/notes/9", "Faux");
        first["id"] = create["id"].clone();
        assert_eq!(stage.mallory.sends(&stage.quebec, &first).await.status, 403);
        world.settle().await;
        stage.alice.tells(&stage.quebec, &create).await;
        world.settle().await;
        assert!(stage.quebec.shows("Vrai", &stage.thread).await);
        assert!(!stage.quebec.shows("Faux", &stage.thread).await);
    }
}

spec! {
    // hostile.22
    async fn an_announced_activity_without_proof_is_fetched_from_its_origin(world) {
        let stage = stage(&world).await;
        let (group, thread) = community(&stage).await;
        let (said, unsaid) = (
            stage.alice.reply("/notes/1", thread.uri(), "Dit", &[&group.uri]),
            stage.alice.reply("/notes/2", thread.uri(), "Jamais dit", &[&group.uri]),
        );
        let mut changed = stage.alice.reply("/notes/3", thread.uri(), "Autrement", &[&group.uri]);
        stage.alice.peer.serves(&stage.alice.peer.url("/notes/1"), &said);
        stage.alice.peer.serves(&stage.alice.peer.url("/notes/3"), &changed);
        changed["content"] = json!("<p>Tout autre</p>");
        for (number, note) in [&said, &unsaid, &changed].into_iter().enumerate() {
            let number = number + 10;
            announces(&group, &stage.quebec, number, stage.alice.create(note)).await;
        }
        world.settle().await;
        assert!(stage.quebec.shows("Dit", &thread).await);
        for words in ["Jamais dit", "Tout autre"] {
            assert!(!stage.quebec.shows(words, &thread).await, "{words}");
        }
        let proved = stage.alice.reply("/notes/4", thread.uri(), "Prouvé", &[&group.uri]);
        let proved = stage.alice.proved(stage.alice.create(&proved));
        announces(&group, &stage.quebec, 4, proved.clone()).await;
        let mut spoilt = stage.alice.reply("/notes/5", thread.uri(), "Gâté", &[&group.uri]);
        stage.alice.peer.serves(&stage.alice.peer.url("/notes/5"), &spoilt);
        spoilt = stage.alice.create(&spoilt);
        spoilt["proof"] = proved["proof"].clone();
        announces(&group, &stage.quebec, 5, spoilt).await;
        world.settle().await;
        assert!(stage.quebec.shows("Prouvé", &thread).await);
        assert!(!stage.quebec.shows("Gâté", &thread).await, "a wrong proof is worse than none");
    }
}

spec! {
    // hostile.23
    async fn a_forwarded_delete_is_confirmed_at_the_origin(world) {
        let stage = stage(&world).await;
        let (group, thread) = community(&stage).await;
        let note = stage.alice.reply("/notes/1", thread.uri(), "Je reste", &[&group.uri]);
        let address = stage.alice.peer.url("/notes/1");
        stage.alice.peer.serves(&address, &note);
        announces(&group, &stage.quebec, 1, stage.alice.create(&note)).await;
        world.settle().await;
        assert!(stage.quebec.shows("Je reste", &thread).await);

        let delete = |id: &str| {
            stage.alice.public("Delete", id, json!({ "id": address, "type": "Tombstone" }))
        };
        announces(&group, &stage.quebec, 2, delete("/deletes/1")).await;
        world.settle().await;
        assert!(stage.quebec.shows("Je reste", &thread).await, "its origin still has it");
        stage.alice.peer.answers(&address, 410);
        announces(&group, &stage.quebec, 3, delete("/deletes/2")).await;
        world.settle().await;
        assert!(!stage.quebec.shows("Je reste", &thread).await);
        assert!(!stage.quebec.holds("Je reste"));
    }
}

spec! {
    // hostile.23, ledger.13
    async fn what_an_origin_shows_to_some_people_only_is_not_there(world) {
        let stage = stage(&world).await;
        let (group, thread) = community(&stage).await;
        let alice = &stage.alice;
        let note = alice.reply("/notes/1", thread.uri(), "Pour un temps", &[&group.uri]);
        let address = alice.peer.url("/notes/1");
        alice.peer.serves(&address, &note);
        announces(&group, &stage.quebec, 1, alice.create(&note)).await;
        world.settle().await;
        assert!(stage.quebec.shows("Pour un temps", &thread).await);

        let mut unsaid = note.clone();
        let map = unsaid.as_object_mut().expect("a note");
        map.remove("to");
        map.remove("cc");
        let mut private = note.clone();
        private["to"] = json!([format!("{}/followers", alice.uri)]);
        private["cc"] = json!([]);
        // Some servers address their activities only.
        for (number, shown, stays) in [(2, &unsaid, true), (3, &private, false)] {
            alice.peer.serves(&address, shown);
            let id = format!("/deletes/{number}");
            let delete = alice.public("Delete", &id, json!({ "id": address, "type": "Tombstone" }));
            announces(&group, &stage.quebec, number, delete).await;
            world.settle().await;
            assert_eq!(stage.quebec.shows("Pour un temps", &thread).await, stays, "{shown}");
        }
        assert!(!stage.quebec.holds("Pour un temps"));

        let note = alice.reply("/notes/2", thread.uri(), "Entre nous", &[&group.uri]);
        private = note.clone();
        private["to"] = json!([format!("{}/followers", alice.uri)]);
        private["cc"] = json!([]);
        alice.peer.serves(&alice.peer.url("/notes/2"), &private);
        announces(&group, &stage.quebec, 4, alice.create(&note)).await;
        world.settle().await;
        assert!(!stage.quebec.shows("Entre nous", &thread).await, "it is not said to everybody");
    }
}

spec! {
    // hostile.24
    async fn a_group_speaks_only_for_its_own_forum(world) {
        let stage = stage(&world).await;
        let (group, thread) = community(&stage).await;
        let other = stage.mallory.peer.group("ailleurs").await;
        stage.ana.joins(&other).await;
        let note = stage.mallory.reply("/notes/1", thread.uri(), "Intrus", &[&group.uri]);
        stage.mallory.peer.serves(&stage.mallory.peer.url("/notes/1"), &note);
        announces(&other, &stage.quebec, 1, stage.mallory.create(&note)).await;
        let ours = stage.mallory.reply("/notes/2", stage.thread.uri(), "Intrus", &[&other.uri]);
        stage.mallory.peer.serves(&stage.mallory.peer.url("/notes/2"), &ours);
        announces(&other, &stage.quebec, 2, stage.mallory.create(&ours)).await;
        let lock = other.public("Lock", "/locks/1", json!(thread.uri()));
        announces(&other, &stage.quebec, 3, lock).await;
        world.settle().await;
        for thread in [&thread, &stage.thread] {
            assert!(!stage.quebec.shows("Intrus", thread).await);
            assert!(!stage.ana.sees("Intrus").in_thread(thread).await);
        }
        assert!(stage.quebec.digest(&thread).await.core_lines.iter().any(|l| l.contains("open")));
    }
}

spec! {
    // hostile.25, moderation.9
    async fn a_stranger_does_not_moderate(world) {
        let stage = stage(&world).await;
        let before = stage.quebec.digest(&stage.thread).await.line;
        let root = json!(stage.thread.uri());
        let deeds = [
            stage.mallory.public("Remove", "/acts/1", root.clone()),
            stage.mallory.public("Lock", "/acts/2", root.clone()),
            stage.mallory.public("Delete", "/acts/3", root.clone()),
            stage.mallory.public("Add", "/acts/4", root.clone()),
        ];
        for mut deed in deeds {
            deed["audience"] = json!(stage.acces.uri);
            deed["target"] = json!(format!("{}/featured", stage.acces.uri));
            stage.mallory.tells(&stage.quebec, &deed).await;
        }
        world.settle().await;
        assert_eq!(stage.quebec.digest(&stage.thread).await.line, before);
        assert_eq!(stage.quebec.page(&stage.thread).await[0].state, "live");
    }
}

spec! {
    // hostile.26, peering.3
    async fn a_blocked_host_does_not_come_back_through_another(world) {
        let stage = stage(&world).await;
        let (group, thread) = community(&stage).await;
        stage.quebec.trusts("evil.test", Level::Block).await;
        let create = stage.reply_of(&stage.mallory, "/notes/1", "Bloqué");
        let answer = stage.mallory.sends(&stage.quebec, &create).await;
        assert_eq!(answer.status, 403);
        assert!(answer.words().contains("blocked"), "{}", answer.words());

        let note = stage.mallory.reply("/notes/2", thread.uri(), "Bloqué", &[&group.uri]);
        stage.mallory.peer.serves(&stage.mallory.peer.url("/notes/2"), &note);
        stage.mallory.peer.reads();
        let create = stage.mallory.proved(stage.mallory.create(&note));
        announces(&group, &stage.quebec, 1, create).await;
        let id = group.public("Announce", "/announces/2", note["id"].clone());
        group.tells(&stage.quebec, &id).await;
        world.settle().await;
        assert!(!stage.quebec.shows("Bloqué", &thread).await);
        assert_eq!(stage.mallory.peer.reads(), Vec::<String>::new(), "nothing is asked of it");
    }
}

spec! {
    // hostile.27
    async fn nothing_is_kept_for_a_sender_that_is_not_proved(world) {
        let stage = stage(&world).await;
        let before = stage.quebec.kept();
        let nobody = stage.mallory.peer.actor("/users/nobody", "nobody").await;
        for number in 0..5 {
            let create = stage.reply_of(&nobody, &format!("/notes/{number}"), "Personne");
            assert_eq!(nobody.sends(&stage.quebec, &create).await.status, 401);
        }
        world.settle().await;
        assert_eq!(stage.quebec.kept(), before);
        assert!(!stage.quebec.holds("nobody"));
        let reads = nobody.peer.reads();
        assert_eq!(reads, ["/users/nobody"], "asked for once, and the refusal remembered");
    }
}

spec! {
    // hostile.28, ledger.30
    async fn a_delete_before_its_create_holds(world) {
        let stage = stage(&world).await;
        let create = stage.reply_of(&stage.alice, "/notes/1", "Trop tard");
        let delete = stage.alice.public("Delete", "/deletes/1", create["object"]["id"].clone());
        stage.alice.tells(&stage.quebec, &delete).await;
        world.settle().await;
        stage.alice.tells(&stage.quebec, &create).await;
        world.settle().await;
        assert!(!stage.quebec.shows("Trop tard", &stage.thread).await);
        assert!(!stage.quebec.holds("Trop tard"));
    }
}

spec! {
    // hostile.29, posting.13
    async fn twenty_likes_of_one_person_count_once(world) {
        let stage = stage(&world).await;
        for number in 0..20 {
            let id = format!("/likes/{number}");
            let like = stage.alice.public("Like", &id, json!(stage.thread.uri()));
            stage.alice.tells(&stage.quebec, &like).await;
        }
        world.settle().await;
        let post = stage.quebec.post(stage.thread.root()).await.expect("the root");
        assert_eq!(post.likes, 1);
        assert!(stage.quebec.digest(&stage.thread).await.line.ends_with(":1"));
        world.advance(minutes(1)).await;
    }
}

/// A community elsewhere that ana has joined, with one thread by one of its people.
pub(super) async fn community(stage: &super::Stage) -> (Actor, Thread) {
    let peer = stage.quebec.world().peer("lemmy.test").await;
    let group = peer.group("musique").await;
    let lea = peer.person("lea").await;
    stage.ana.joins(&group).await;
    let mut page = lea.note("/post/1", "Un fil ailleurs", &[&group.uri]);
    page["type"] = json!("Page");
    page["name"] = json!("Un fil ailleurs");
    page["audience"] = json!(group.uri);
    peer.serves(&peer.url("/post/1"), &page);
    announces(&group, &stage.quebec, 0, lea.create(&page)).await;
    stage.quebec.world().settle().await;
    let thread = Thread::of(Post::at(&peer.url("/post/1")));
    assert!(stage.quebec.shows("Un fil ailleurs", &thread).await);
    (group, thread)
}

/// A Group announces a whole activity, as Lemmy does.
pub(super) async fn announces(
    group: &Actor,
    to: &crate::harness::Node,
    number: usize,
    activity: Value,
) {
    let id = format!("/announces/{}/{number}", group.name);
    let mut announce = group.public("Announce", &id, activity);
    announce["cc"] = json!([format!("{}/followers", group.uri)]);
    group.tells(to, &announce).await;
}
