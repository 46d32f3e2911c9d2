//! Servers of other kinds: federation §1.3, moderation of what they do not know.

use serde_json::json;

use crate::harness::{Actor, Forum, Node, Person, World, spec};

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
