//! Becoming complete, and staying equal: `docs/spec/thread_sync.md`, `docs/spec/ledger.md`.

use std::process::Command;

use serde_json::Value;

use crate::harness::{Forum, Node, Person, Thread, World, minutes, spec};

spec! {
    // thread_sync.1, thread_sync.6, thread_sync.7
    async fn the_first_follow_fetches_the_twenty_newest_threads(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let ana = quebec.person("ana").await;
        let awa = senegal.person("awa").await;
        let acces = quebec.forum("acces").await.run_by(&ana).await;
        let mut threads = Vec::new();
        for number in 0..22 {
            threads.push(ana.opens(&acces, &format!("Fil numéro {number}.")).await);
        }
        ana.replies(&threads[5], "Une réponse").await;
        world.settle().await;

        awa.follows(&acces).await;
        world.settle().await;
        let mut known = 0;
        for thread in &threads {
            known += usize::from(senegal.thread_id(thread).await.is_some());
        }
        assert_eq!(known, 20);
        assert!(senegal.thread_id(&threads[0]).await.is_none(), "the oldest is left out");
        assert!(senegal.shows("Une réponse", &threads[5]).await);
        world.agrees_on(&threads[5]).await;
        world.agrees_on(&threads[21]).await;
    }
}

spec! {
    // ledger.7, ledger.26, thread_sync.11
    async fn a_thread_is_the_same_on_three_nodes(world) {
        let (thread, awa, bio) = three_nodes(&world).await;
        let reply = awa.replies(&thread, "De Dakar").await;
        world.settle().await;
        assert!(bio.sees("De Dakar").in_thread(&thread).await, "through the forum's home");
        bio.replies(&reply, "De Cotonou").await;
        world.settle().await;
        let digest = world.agrees_on(&thread).await;
        assert!(digest.contains(":3 react:"), "{digest}");
    }
}

spec! {
    // posting.10, ledger.19
    async fn an_edit_reaches_everybody(world) {
        let (thread, awa, bio) = three_nodes(&world).await;
        let reply = awa.replies(&thread, "Première version").await;
        world.settle().await;
        awa.edits(&reply, "Deuxième version").await;
        awa.edits(&reply, "Troisième version").await;
        world.settle().await;
        assert!(bio.sees("Troisième version").in_thread(&thread).await);
        assert!(!bio.sees("Première version").in_thread(&thread).await);
        world.agrees_on(&thread).await;
    }
}

spec! {
    // posting.11: not a row, and not what is left of one in the file
    async fn what_is_deleted_leaves_the_file_too(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = quebec.person("ana").await;
        let acces = quebec.forum("acces").await.run_by(&ana).await;
        let thread = ana.opens(&acces, "Un fil").await;
        let mut replies = Vec::new();
        for number in 0..12 {
            let words = format!("Secret{number} dit *une fois* seulement. ").repeat(9);
            replies.push(ana.replies(&thread, &words).await);
        }
        ana.edits(&replies[2], &"Secret2 dit autrement. ".repeat(20)).await;
        ana.edits(&replies[7], &"Secret7 dit autrement. ".repeat(300)).await;
        for reply in [0, 1, 2, 7] {
            ana.deletes(&replies[reply]).await;
        }
        world.settle().await;
        quebec.stop().await;
        for (number, held) in [(0, false), (1, false), (2, false), (3, true), (7, false)] {
            let found = quebec.file_holds(&format!("Secret{number} dit"));
            assert!(found.is_none_or(|found| found == held), "{number}");
        }
        quebec.start().await;
    }
}

spec! {
    // ledger.20, ledger.27, ledger.28, ledger.29, posting.11
    async fn a_deletion_erases_everywhere(world) {
        let (thread, awa, bio) = three_nodes(&world).await;
        let reply = awa.replies(&thread, "À oublier").await;
        world.settle().await;
        awa.edits(&reply, "À oublier aussi").await;
        world.settle().await;
        // Where the words stand only in the record as it was signed, they are found too.
        let signed = r#""contentMap":{"fr":"<p>À oublier"#;
        assert!(awa.node().holds(signed), "the record is searched");
        awa.deletes(&reply).await;
        world.settle().await;

        let ids = [format!("{}/create", reply.uri()), format!("{}/update/1", reply.uri())];
        for node in world.all() {
            assert_eq!(node.post(&reply).await.expect("its place stays").state, "deleted");
            for id in &ids {
                let entry = node.record(id).await.expect("its line stays");
                assert_eq!(entry.raw, None, "{} keeps {id}", node.host());
            }
            assert!(!node.holds("oublier"), "{} keeps the words", node.host());
        }
        let home = awa.node();
        for id in ids.iter().map(String::as_str).chain([reply.uri()]) {
            let answer = home.reads(id).await;
            assert_eq!(answer.status, 410, "{id}");
            assert!(answer.body.contains("Tombstone"), "{id}: {}", answer.body);
        }
        assert!(!bio.sees("oublier").in_thread(&thread).await);
        world.agrees_on(&thread).await;
    }
}

spec! {
    // ledger.32
    async fn a_deleted_opening_leaves_its_thread(world) {
        let (thread, awa, _) = three_nodes(&world).await;
        awa.replies(&thread, "Je réponds").await;
        world.settle().await;
        let ana = world.all()[0].somebody("ana").await;
        ana.deletes(&thread).await;
        world.settle().await;
        for node in world.all() {
            let page = node.page(&thread).await;
            assert_eq!(page[0].state, "deleted", "{}", node.host());
            assert!(page[1].html.contains("Je réponds"));
        }
        world.agrees_on(&thread).await;
    }
}

spec! {
    // ledger.31
    async fn a_person_who_leaves_takes_their_words_from_everywhere(world) {
        let (thread, awa, bio) = three_nodes(&world).await;
        let reply = awa.replies(&thread, "Avant de partir").await;
        bio.replies(&thread, "Je reste").await;
        world.settle().await;
        awa.leaves().await;
        world.settle().await;
        for node in world.all() {
            assert_eq!(node.post(&reply).await.expect("its place stays").state, "deleted");
            assert!(!node.holds("Avant de partir"), "{}", node.host());
        }
        world.agrees_on(&thread).await;
    }
}

spec! {
    // posting.13, ledger.22, ledger.25
    async fn support_is_given_and_taken_back_everywhere(world) {
        let (thread, awa, bio) = three_nodes(&world).await;
        awa.likes(&thread).await;
        bio.likes(&thread).await;
        world.settle().await;
        assert!(world.agrees_on(&thread).await.ends_with(":2"));
        awa.unlikes(&thread).await;
        world.settle().await;
        assert!(world.agrees_on(&thread).await.ends_with(":1"));
        awa.likes(&thread).await;
        world.settle().await;
        assert!(world.agrees_on(&thread).await.ends_with(":2"));
    }
}

spec! {
    // moderation.1 to moderation.5, ledger.21, ledger.23, ledger.34
    async fn what_moderators_do_is_seen_everywhere(world) {
        let (thread, awa, bio) = three_nodes(&world).await;
        let ana = world.all()[0].somebody("ana").await;
        let reply = awa.replies(&thread, "Hors charte").await;
        world.settle().await;

        ana.removes(&reply, "Article 3").await.expect("ana moderates");
        world.settle().await;
        let shown = bio.page(&thread).await.into_iter().find(|one| one.uri == reply.uri());
        let shown = shown.expect("its place is shown");
        assert_eq!((shown.state.as_str(), shown.reason.as_deref()), ("removed", Some("Article 3")));
        world.agrees_on(&thread).await;

        ana.restores(&reply, "Malentendu").await.expect("ana moderates");
        world.settle().await;
        assert!(bio.sees("Hors charte").in_thread(&thread).await);
        world.agrees_on(&thread).await;

        ana.locks(&thread, "Tout est dit").await.expect("ana moderates");
        world.settle().await;
        assert!(awa.tries_to_reply(&thread, "Encore un mot").await.is_err());
        world.agrees_on(&thread).await;

        ana.unlocks(&thread).await.expect("ana moderates");
        world.settle().await;
        awa.replies(&thread, "Encore un mot").await;
        world.settle().await;
        world.agrees_on(&thread).await;
    }
}

spec! {
    // thread_sync.2, thread_sync.3, thread_sync.8, delivery.20
    async fn a_missing_parent_is_fetched(world) {
        let (thread, awa, _) = three_nodes(&world).await;
        let [quebec, senegal, _] = world.all().try_into().expect("three nodes");
        let ana = quebec.somebody("ana").await;
        let missed = ana.replies(&thread, "Sans Dakar").await;
        quebec.loses("peer:senegal.test").await;
        world.settle().await;
        assert!(senegal.post(&missed).await.is_none(), "nobody tells senegal");
        ana.replies(&missed, "Avec Dakar").await;
        world.settle().await;
        assert!(awa.sees("Sans Dakar").in_thread(&thread).await);
        world.agrees_on(&thread).await;
    }
}

spec! {
    // thread_sync.5
    async fn a_parent_that_is_nowhere_is_asked_for_once_in_ten_minutes(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let acces = quebec.forum("acces").await.run_by(&quebec.person("ana").await).await;
        let good = world.peer("good.test").await;
        let bob = good.person("bob").await;
        world.is_rude(good.host());
        let parents = ["/notes/gone", "/notes/spoilt", "/notes/shut"];
        good.answers(&good.url(parents[0]), 410);
        good.serves_as(&good.url(parents[1]), "text/html", b"<p>Rien</p>");
        // Who is not let in may be let in at the next letter.
        good.answers(&good.url(parents[2]), 403);
        let mut number = 0;
        let mut asked = async |letters: usize, at_once: bool| {
            good.reads();
            for _ in 0..letters {
                for parent in parents {
                    number += 1;
                    let path = format!("/notes/{number}");
                    let note = bob.reply(&path, &good.url(parent), "Oui", &[&acces.uri]);
                    bob.tells(&quebec, &bob.create(&note)).await;
                }
                if !at_once {
                    world.settle().await;
                }
            }
            world.settle().await;
            let reads = good.reads();
            parents.map(|parent| reads.iter().filter(|read| *read == parent).count())
        };
        assert_eq!(asked(5, true).await, [1, 1, 1], "a thread is not fetched twice at once");
        assert_eq!(asked(5, false).await, [0, 0, 5], "what failed for good is remembered");
        world.advance(minutes(9)).await;
        assert_eq!(asked(1, false).await, [0, 0, 1]);
        world.advance(minutes(1)).await;
        assert_eq!(asked(5, false).await, [1, 1, 5], "for ten minutes");
    }
}

spec! {
    // posting.16: what came by letter is what was written
    async fn a_contribution_is_the_same_where_it_was_written_and_where_it_came(world) {
        let (thread, awa, _) = three_nodes(&world).await;
        let [quebec, senegal, _] = world.all().try_into().expect("three nodes");
        let reply = awa.replies(&thread, "Avec *accent* et #ixp").await;
        world.settle().await;
        let [mut here, mut there] =
            [senegal.post(&reply).await, quebec.post(&reply).await].map(|it| it.expect("the post"));
        for post in [&mut here, &mut there] {
            // Local ids and the moment of arrival are each node's own.
            (post.id, post.author_id, post.received_at) = (0, 0, 0);
            (post.thread_id, post.forum_id) = (None, None);
        }
        assert_eq!(here, there);
        let create = format!("{}/create", reply.uri());
        let [here, there] = [senegal.record(&create).await, quebec.record(&create).await];
        let [here, there] = [here, there].map(|it| it.expect("the record"));
        assert_eq!((here.rid, here.raw, here.kind), (there.rid, there.raw, there.kind));
    }
}

spec! {
    // ledger.8, ledger.9
    async fn talk_goes_on_while_the_home_is_away(world) {
        let (thread, awa, bio) = three_nodes(&world).await;
        let [quebec, senegal, benin] = world.all().try_into().expect("three nodes");
        let before = senegal.digest(&thread).await.line;
        world.network().cut(&quebec, &senegal);
        awa.replies(&thread, "Vous m'entendez ?").await;
        world.settle().await;
        assert!(awa.sees("m'entendez").in_thread(&thread).await, "its author sees it");
        assert!(!senegal.shows("m'entendez", &thread).await, "nobody else does yet");
        let waiting = senegal.digest(&thread).await;
        assert_eq!((waiting.line, waiting.pending), (before, 1));

        world.advance(minutes(9)).await;
        assert!(!senegal.shows("m'entendez", &thread).await);
        world.advance(minutes(2)).await;
        assert!(senegal.shows("m'entendez", &thread).await, "the home has been silent for long");
        let page = senegal.page(&thread).await;
        assert_eq!(page.last().expect("the reply").state, "pending");
        assert!(!benin.shows("m'entendez", &thread).await);

        world.network().mend();
        world.advance(minutes(60)).await;
        assert!(bio.sees("m'entendez").in_thread(&thread).await);
        let page = senegal.page(&thread).await;
        assert_eq!(page.last().expect("the reply").state, "live");
        world.agrees_on(&thread).await;
    }
}

spec! {
    // ledger.7, moderation.5, posting.14
    async fn what_the_home_refuses_is_shown_to_its_author_with_the_reason(world) {
        let (thread, awa, bio) = three_nodes(&world).await;
        let [quebec, senegal, _] = world.all().try_into().expect("three nodes");
        let ana = quebec.somebody("ana").await;
        world.network().cut(&quebec, &senegal);
        ana.locks(&thread, "Tout est dit").await.expect("ana moderates");
        awa.replies(&thread, "Trop tard").await;
        world.settle().await;
        world.network().mend();
        world.advance(minutes(60)).await;

        let own = awa.page(&thread).await;
        let refused = own.iter().find(|one| one.html.contains("Trop tard")).expect("awa sees it");
        assert_eq!(refused.state, "refused");
        assert!(refused.reason.as_deref().is_some_and(|reason| reason.contains("locked")));
        assert!(!senegal.shows("Trop tard", &thread).await);
        assert!(!bio.sees("Trop tard").in_thread(&thread).await);
        world.agrees_on(&thread).await;
    }
}

spec! {
    // thread_sync.1, thread_sync.10, thread_sync.11, ledger.45
    async fn who_comes_late_has_the_same(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let (ana, awa) = (quebec.person("ana").await, senegal.person("awa").await);
        let acces = quebec.forum("acces").await.run_by(&ana).await;
        awa.follows(&acces).await;
        world.settle().await;
        let thread = eventful(&world, &ana, &awa, &acces).await;

        let [benin] = world.nodes(["benin.test"]).await;
        let bio = benin.person("bio").await;
        bio.follows(&acces).await;
        world.settle().await;
        let digest = world.agrees_on(&thread).await;
        assert!(digest.contains(":4 react:") && digest.ends_with(":1"), "{digest}");
        assert!(!benin.holds("Effacé"));
    }
}

spec! {
    // ledger.36 to ledger.43, thread_sync.10
    async fn the_twin_finds_the_same_digest(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let (ana, awa) = (quebec.person("ana").await, senegal.person("awa").await);
        let acces = quebec.forum("acces").await.run_by(&ana).await;
        awa.follows(&acces).await;
        world.settle().await;
        let thread = eventful(&world, &ana, &awa, &acces).await;
        let digest = world.agrees_on(&thread).await;
        assert_eq!(twin(&quebec, &acces, &thread).await, digest);
    }
}

/// A thread with everything that can happen to one: edits, a deletion, a removal, support.
async fn eventful(world: &World, ana: &Person, awa: &Person, acces: &Forum) -> Thread {
    let thread = ana.opens(acces, "Un fil bien rempli.").await;
    world.settle().await;
    let edited = awa.replies(&thread, "Corrigé plus tard").await;
    let erased = awa.replies(&thread, "Effacé plus tard").await;
    let removed = ana.replies(&thread, "Retiré plus tard").await;
    world.settle().await;
    awa.edits(&edited, "Corrigé").await;
    awa.likes(&thread).await;
    ana.likes(&edited).await;
    ana.removes(&removed, "Hors sujet")
        .await
        .expect("ana moderates");
    world.settle().await;
    ana.unlikes(&edited).await;
    awa.deletes(&erased).await;
    ana.locks(&thread, "Fini").await.expect("ana moderates");
    world.settle().await;
    thread
}

/// Quebec holds a forum that Dakar and Cotonou follow, with one thread by ana.
async fn three_nodes(world: &World) -> (Thread, Person, Person) {
    let [quebec, senegal, benin] = world
        .nodes(["quebec.test", "senegal.test", "benin.test"])
        .await;
    let ana = quebec.person("ana").await;
    let (awa, bio) = (senegal.person("awa").await, benin.person("bio").await);
    let acces = quebec.forum("acces").await.run_by(&ana).await;
    awa.follows(&acces).await;
    bio.follows(&acces).await;
    world.settle().await;
    let thread = ana.opens(&acces, "Un IXP à Ziguinchor ?").await;
    world.settle().await;
    (thread, awa, bio)
}

/// What the second implementation reckons from the `contextHistory` that a node serves.
async fn twin(node: &Node, forum: &Forum, thread: &Thread) -> String {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let mut files = Vec::new();
    let id = node.thread_id(thread).await.expect("the thread is known");
    let mut page = Some(format!("http://{}/ap/t/{id}/history", node.host()));
    while let Some(url) = page.take() {
        let answer = node.reads(&url).await;
        assert_eq!(answer.status, 200, "{url}: {}", answer.body);
        let value: Value = serde_json::from_str(&answer.body).expect("JSON");
        let next = if value["first"].is_string() {
            &value["first"]
        } else {
            &value["next"]
        };
        page = next.as_str().map(str::to_owned);
        let file = folder.path().join(format!("{}.json", files.len()));
        std::fs::write(&file, &answer.body).expect("the folder can be written");
        files.push(file);
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/twin/palabre_digest.py");
    let output = Command::new("python3")
        .args([script, "--forum", &forum.uri, "--root", thread.uri()])
        .args(&files)
        .output()
        .expect("python3 runs");
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{words}");
    let line = String::from_utf8_lossy(&output.stdout)
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned();
    line.split(' ').take(2).collect::<Vec<_>>().join(" ")
}
