//! Who sees what (ledger §2).

use super::*;
use crate::moderation::{self, By};
use std::sync::atomic::Ordering;

use crate::store::testing::{self, each_store, forum, member, reader, remote_forum};
use crate::threads::read::Heading;
use crate::threads::read::{self, Viewer};
use crate::{Gather, Incoming, forums};

async fn sees(core: &Core, post: &Post, viewer: &Viewer) -> bool {
    let alone = read::post(core, post.id, viewer).await.is_ok();
    let page = read::page(core, post.thread_id.expect("a thread"), 1, viewer);
    let page = Box::pin(page).await;
    let in_page = page.is_ok_and(|page| page.posts.iter().any(|one| one.post.id == post.id));
    assert_eq!(alone, in_page, "one predicate decides");
    alone
}

#[tokio::test]
async fn what_waits_for_a_silent_home_is_shown_to_all_after_ten_minutes() {
    each_store(async |core, clock| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        let acces = remote_forum(&core, "dakar.test").await;
        let text = draft(&core, "Bonjour", Some("Titre")).await;
        let root = done(&core, async |tx| {
            threads::open(tx, &ana, &acces, &text).await
        })
        .await
        .expect("opened");
        assert!(
            sees(&core, &root, &reader(&ana)).await,
            "its author at once"
        );
        assert!(!sees(&core, &root, &reader(&bob)).await);
        assert!(!sees(&core, &root, &Viewer::guest()).await);
        clock.advance(599_000);
        assert!(!sees(&core, &root, &Viewer::guest()).await);
        let letter = Incoming {
            signer: "https://dakar.test/ap/actor".to_owned(),
            activity_id: "https://dakar.test/a/1".to_owned(),
            host: "dakar.test".to_owned(),
            body: Vec::new(),
        };
        Gather::start(core.clone())
            .keep(letter)
            .await
            .expect("a sign of life");
        clock.advance(590_000);
        assert!(
            !sees(&core, &root, &Viewer::guest()).await,
            "the home has spoken"
        );
        clock.advance(11_000);
        assert!(sees(&core, &root, &Viewer::guest()).await);
        let page = read::page(&core, root.id, 1, &Viewer::guest())
            .await
            .expect("a page");
        assert!(page.home_silent);
        assert_eq!(page.digest.pending, 1);
    })
    .await;
}

// pages.10, moderation.7
#[tokio::test]
async fn what_is_held_is_seen_by_its_author_and_moderators_only() {
    let test = each_store(async |core, _| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        let moderator = member(&core, "mona", true).await;
        let eau = forum(&core, "eau", true).await;
        done(&core, async |tx| {
            forums::add_moderator(tx, eau.id, &moderator.uri).await
        })
        .await
        .expect("a moderator");
        let text = draft(&core, "Bonjour", Some("Titre")).await;
        let root = done(&core, async |tx| threads::open(tx, &ana, &eau, &text).await)
            .await
            .expect("opened");
        for (viewer, expected) in [
            (reader(&ana), true),
            (reader(&moderator), true),
            (
                Viewer {
                    person: Some(bob.clone()),
                    admin: true,
                },
                true,
            ),
            (reader(&bob), false),
            (Viewer::guest(), false),
        ] {
            assert_eq!(sees(&core, &root, &viewer).await, expected, "{viewer:?}");
        }
        let answer = done(&core, async |tx| {
            threads::reply(tx, &bob, root.id, &text).await
        })
        .await;
        assert!(answer.is_err(), "what one does not see one does not answer");
        done(&core, async |tx| {
            moderation::refuse(tx, By::Command, root.id, "non").await
        })
        .await
        .expect("refused");
        assert!(sees(&core, &root, &reader(&ana)).await);
        assert!(!sees(&core, &root, &reader(&bob)).await);
    });
    Box::pin(test).await;
}

// pages.10, moderation.3
#[tokio::test]
async fn the_text_of_what_was_removed_is_for_author_and_moderators() {
    each_store(async |core, _| {
        let (ana, acces) = (
            member(&core, "ana", true).await,
            forum(&core, "acces", false).await,
        );
        let text = draft(&core, "Bonjour", Some("Titre")).await;
        let root = done(&core, async |tx| {
            threads::open(tx, &ana, &acces, &text).await
        })
        .await
        .expect("opened");
        done(&core, async |tx| {
            moderation::remove(tx, By::Command, root.id, "spam").await
        })
        .await
        .expect("removed");
        for (viewer, html) in [(reader(&ana), "<p>Bonjour</p>"), (Viewer::guest(), "")] {
            let page = read::page(&core, root.id, 1, &viewer)
                .await
                .expect("a page");
            assert_eq!(page.posts[0].post.html.trim(), html);
            assert_eq!(page.posts[0].post.reason.as_deref(), Some("spam"));
            let (alone, head) = read::post(&core, root.id, &viewer).await.expect("a post");
            assert_eq!(alone.post.html.trim(), html);
            let above = match html {
                "" => Heading::Removed,
                _ => Heading::Words("Titre".into()),
            };
            assert_eq!(head.expect("a thread").heading, above);
            assert_eq!(page.heading, above);
            assert_eq!((page.live, page.gone), (0, 1));
            let versions = read::versions(&core, root.id, &viewer).await;
            let versions = versions.expect("versions").len();
            assert_eq!(versions, usize::from(!html.is_empty()));
        }
    })
    .await;
}

// pages.9
#[tokio::test]
async fn a_page_of_a_thread_takes_four_queries_whatever_its_length() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = std::sync::Arc::new(crate::clock::StillClock::at(testing::NOON));
    let mut core = testing::open(&testing::sqlite_url(folder.path()), &clock).await;
    let reads = testing::count_reads(&mut core);
    let (ana, acces) = (
        member(&core, "ana", true).await,
        forum(&core, "acces", false).await,
    );
    let text = draft(&core, "Bonjour @ana", Some("Titre")).await;
    let root = done(&core, async |tx| {
        threads::open(tx, &ana, &acces, &text).await
    })
    .await
    .expect("opened");
    for _ in 0..30 {
        let text = draft(&core, "Encore", None).await;
        done(&core, async |tx| {
            let reply = threads::reply(tx, &ana, root.id, &text).await?;
            threads::like(tx, &ana, reply.id, true).await
        })
        .await
        .expect("replied");
    }
    for number in [1, 2] {
        let before = reads.load(Ordering::Relaxed);
        let page = read::page(&core, root.id, number, &Viewer::guest()).await;
        assert!(page.expect("a page").posts.len() > 5);
        assert_eq!(reads.load(Ordering::Relaxed) - before, 4);
    }
    core.close().await;
}
