//! What a member keeps for themselves, and what it changes in what they read.

mod endorsed;
mod lists;
mod tags;

use sea_orm::{ActiveValue::Set, EntityTrait};

use super::*;
use crate::forums;
use crate::page::{Bound, Page};
use crate::store::entity::post_like;
use crate::store::testing::{self, NOON, each_store, forum, member, must, stranger};
use crate::threads::read::{self, Viewer};
use crate::threads::{self, Post};
use crate::timelines;
use crate::{Audience, Core, Refusal, moderation, peering, people::Person};

async fn opens(core: &Core, author: &Person, salon: &forums::Forum) -> Post {
    let draft = threads::draft(core, "Texte #mot", Some("Titre"), "fr").await;
    let draft = draft.expect("a draft");
    must(core, async |tx| {
        threads::open(tx, author, salon, &draft).await
    })
    .await
}

const ALL: Page = Page {
    limit: 40,
    max: None,
    since: None,
    min: None,
};

// client_api.27
#[tokio::test]
async fn marks_are_the_reader_s_own_and_come_once() {
    each_store(async |core, _| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        let salon = forum(&core, "acces", false).await;
        let mut posts = Vec::new();
        for _ in 0..6 {
            posts.push(opens(&core, &ana, &salon).await);
        }
        for post in posts.iter().chain(&posts) {
            must(&core, async |tx| bookmark(tx, &ana, post.id, true).await).await;
        }
        must(&core, async |tx| {
            bookmark(tx, &ana, posts[1].id, false).await
        })
        .await;
        let list = bookmarks(&core, &ana, &ALL).await.expect("a list");
        let found: Vec<i64> = list.iter().map(|(_, post)| *post).collect();
        let newest_first: Vec<i64> = [5, 4, 3, 2, 0_usize]
            .iter()
            .map(|at| posts[*at].id)
            .collect();
        assert_eq!(found, newest_first);
        let page = Page {
            max: Some(list[1].0.to_string().parse().expect("a bound")),
            ..Page::first(2)
        };
        assert_eq!(
            bookmarks(&core, &ana, &page).await.expect("a page"),
            list[2..4]
        );
        assert!(
            bookmarks(&core, &bob, &ALL)
                .await
                .expect("a list")
                .is_empty()
        );
    })
    .await;
}

// client_api.27
#[tokio::test]
async fn what_is_marked_is_told_to_the_reader_alone() {
    each_store(async |core, _| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        let salon = forum(&core, "acces", false).await;
        let mut posts = Vec::new();
        for _ in 0..6 {
            posts.push(opens(&core, &ana, &salon).await);
        }
        for at in [0, 2] {
            must(&core, async |tx| {
                bookmark(tx, &ana, posts[at].id, true).await
            })
            .await;
        }
        for post in &posts[..5] {
            must(&core, async |tx| pin(tx, &ana, post, true).await).await;
        }
        let mut tx = core.begin().await.expect("begin");
        let sixth = pin(&tx, &ana, &posts[5], true).await;
        assert!(matches!(
            sixth,
            Err(crate::Error::Refused(Refusal::TooManyPins { limit: 5 }))
        ));
        let theirs = pin(&tx, &bob, &posts[0], true).await;
        assert!(matches!(
            theirs,
            Err(crate::Error::Refused(Refusal::NotYours))
        ));
        pin(&tx, &ana, &posts[0], false).await.expect("unpinned");
        hush(&tx, &ana, &posts[0], true).await.expect("hushed");
        threads::like(&mut tx, &ana, posts[0].id, true)
            .await
            .expect("liked");
        tx.commit().await.expect("commit");
        assert_eq!(pins(&core, ana.id).await.expect("a list").len(), 4);
        let ids = [posts[0].id, posts[2].id];
        let told = read::told(&core, &testing::reader(&ana), &ids, &[])
            .await
            .expect("told")
            .posts;
        let mine = |at: usize| told[&posts[at].id].mine;
        assert!(mine(0).bookmarked && mine(0).hushed && mine(0).supported && !mine(0).pinned);
        assert!(mine(2).bookmarked && mine(2).pinned && !mine(2).hushed && !mine(2).supported);
        let told = read::told(&core, &testing::reader(&bob), &ids, &[])
            .await
            .expect("told")
            .posts;
        assert!(told.values().all(|one| one.mine == read::Mine::default()));
        let liked = favourites(&core, &ana, &ALL).await.expect("a list");
        assert_eq!(
            liked.iter().map(|(_, post)| *post).collect::<Vec<_>>(),
            [posts[0].id]
        );
        let by = liked_by(&core, &Viewer::guest(), &posts[0], &ALL)
            .await
            .expect("a list");
        assert_eq!(
            by.iter().map(|(_, person)| *person).collect::<Vec<_>>(),
            [ana.id]
        );
    })
    .await;
}

async fn reads(core: &Core, reader: &Person, post: &Post) -> [bool; 4] {
    let viewer = testing::reader(reader);
    let has = |list: Vec<timelines::Entry>| list.iter().any(|entry| entry.post == post.id);
    let tags = timelines::Tagged {
        any: ["mot".to_owned()].into(),
        ..timelines::Tagged::default()
    };
    [
        has(timelines::home(core, &viewer, &ALL).await.expect("a list")),
        has(timelines::open(core, &viewer, timelines::Among::All, &ALL)
            .await
            .expect("a list")),
        has(timelines::tagged(core, &viewer, &tags, &ALL)
            .await
            .expect("a list")),
        read::told(core, &viewer, &[post.id], &[])
            .await
            .expect("told")
            .posts
            .contains_key(&post.id),
    ]
}

// client_api.28
#[tokio::test]
async fn whoever_is_muted_or_blocked_is_read_no_longer() {
    each_store(async |core, clock| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        let salon = forum(&core, "acces", false).await;
        for whom in [&salon.uri, &bob.uri] {
            must(&core, async |tx| forums::follow(tx, &ana, whom, "").await).await;
        }
        must(&core, async |tx| {
            forums::follow(tx, &bob, &ana.uri, "").await
        })
        .await;
        let post = opens(&core, &bob, &salon).await;
        assert_eq!(reads(&core, &ana, &post).await, [true; 4]);
        let until = Some(NOON + 60_000);
        must(&core, async |tx| {
            mute(tx, &ana, &bob, Some((true, until))).await
        })
        .await;
        assert_eq!(reads(&core, &ana, &post).await, [false, false, false, true]);
        let stand = stands(&core, &ana, &[bob.id]).await.expect("read")[&bob.id].clone();
        assert!(stand.mutes && stand.mutes_notifications && stand.mute_ends == until);
        assert_eq!(muted(&core, &ana, &ALL).await.expect("a list").len(), 1);
        clock.advance(120_000);
        assert_eq!(
            reads(&core, &ana, &post).await,
            [true; 4],
            "the mute is over"
        );
        assert!(muted(&core, &ana, &ALL).await.expect("a list").is_empty());
        must(&core, async |tx| block(tx, &ana, &bob, true).await).await;
        assert_eq!(reads(&core, &ana, &post).await, [false, false, false, true]);
        let ties = forums::ties(&core, &ana.uri, &[&bob.uri])
            .await
            .expect("read");
        assert!(ties.is_empty(), "neither follows the other any more");
        let own = opens(&core, &ana, &salon).await;
        assert_eq!(
            reads(&core, &bob, &own).await,
            [false; 4],
            "who is blocked reads nothing"
        );
        let stand = stands(&core, &bob, &[ana.id]).await.expect("read")[&ana.id].clone();
        assert!(stand.is_blocked && !stand.blocks);
        must(&core, async |tx| block(tx, &ana, &bob, false).await).await;
        assert_eq!(reads(&core, &bob, &own).await, [false, true, true, true]);
        let oneself = mute(&core.begin().await.expect("begin"), &ana, &ana, None).await;
        assert!(matches!(
            oneself,
            Err(crate::Error::Refused(Refusal::NotOneself))
        ));
    })
    .await;
}

// client_api.28
#[tokio::test]
async fn a_host_that_is_blocked_for_oneself_is_read_no_longer_and_follows_no_longer() {
    each_store(async |core, _| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        let awa = stranger(&core, "dakar.test", "awa").await;
        must(&core, async |tx| {
            forums::receive_follow(tx, &awa, &ana, "https://dakar.test/follow/1").await
        })
        .await;
        must(&core, async |tx| {
            block_host(tx, &ana, "dakar.test", true).await
        })
        .await;
        assert_eq!(
            forums::follower_count(&core, &ana.uri).await.expect("read"),
            0
        );
        let hosts = blocked_hosts(&core, &ana, &ALL).await.expect("a list");
        assert_eq!(
            hosts
                .iter()
                .map(|(_, host)| host.as_str())
                .collect::<Vec<_>>(),
            ["dakar.test"]
        );
        assert!(stands(&core, &ana, &[awa.id]).await.expect("read")[&awa.id].blocks_host);
        assert!(
            stands(&core, &bob, &[awa.id])
                .await
                .expect("read")
                .is_empty()
        );
        must(&core, async |tx| {
            note(tx, &ana, &awa, " Du chapitre de Dakar ").await
        })
        .await;
        let stand = stands(&core, &ana, &[awa.id]).await.expect("read")[&awa.id].clone();
        assert_eq!(stand.note, "Du chapitre de Dakar");
        must(&core, async |tx| note(tx, &ana, &awa, "").await).await;
        must(&core, async |tx| {
            block_host(tx, &ana, "dakar.test", false).await
        })
        .await;
        assert!(
            stands(&core, &ana, &[awa.id])
                .await
                .expect("read")
                .is_empty()
        );
        let long = "x".repeat(2_001);
        let refused = note(&core.begin().await.expect("begin"), &ana, &awa, &long).await;
        assert!(matches!(
            refused,
            Err(crate::Error::Refused(Refusal::NoteTooLong { .. }))
        ));
    })
    .await;
}

// client_api.28
#[tokio::test]
async fn whoever_is_blocked_does_not_follow_again_and_reads_no_page() {
    let test = each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let bob = member(&core, "bob", true).await;
        let awa = stranger(&core, "dakar.test", "awa").await;
        let salon = forum(&core, "acces", false).await;
        let own = opens(&core, &ana, &salon).await;
        for whom in [&bob, &awa] {
            must(&core, async |tx| block(tx, &ana, whom, true).await).await;
        }
        let mut tx = core.begin().await.expect("begin");
        let refused = forums::follow(&mut tx, &bob, &ana.uri, "").await;
        assert!(matches!(
            refused,
            Err(crate::Error::Refused(Refusal::NoSuchPerson(_)))
        ));
        tx.abandon().await.expect("abandoned");
        must(&core, async |tx| {
            forums::receive_follow(tx, &awa, &ana, "https://dakar.test/follow/2").await
        })
        .await;
        let followers = forums::follower_count(&core, &ana.uri).await;
        assert_eq!(followers.expect("read"), 0);
        let jobs = crate::queue::due(&core, "peer:dakar.test", &[], 10).await;
        assert_eq!(jobs.expect("read").len(), 1, "a Reject, and no Accept");
        let page = read::post(&core, own.id, &testing::reader(&bob)).await;
        assert!(page.is_err(), "a page is closed as a list is");
        assert!(read::post(&core, own.id, &Viewer::guest()).await.is_ok());
        must(&core, async |tx| block(tx, &ana, &bob, false).await).await;
        must(&core, async |tx| {
            forums::follow(tx, &bob, &ana.uri, "").await
        })
        .await;
        assert!(
            read::post(&core, own.id, &testing::reader(&bob))
                .await
                .is_ok()
        );
    });
    Box::pin(test).await;
}

// accounts.15
#[tokio::test]
async fn who_goes_leaves_no_marks_behind() {
    each_store(async |core, _| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        let salon = forum(&core, "acces", false).await;
        let post = opens(&core, &bob, &salon).await;
        must(&core, async |tx| {
            bookmark(tx, &ana, post.id, true).await?;
            threads::boost(tx, &ana, post.id, Audience::Public).await?;
            mute(tx, &ana, &bob, Some((true, None))).await?;
            block_host(tx, &ana, "dakar.test", true).await?;
            note(tx, &ana, &bob, "à rappeler").await
        })
        .await;
        assert_eq!(
            boosted_by(&core, &Viewer::guest(), &post, &ALL)
                .await
                .expect("read")
                .len(),
            1
        );
        must(&core, async |tx| threads::delete_account(tx, &ana).await).await;
        assert_eq!(
            boosted_by(&core, &Viewer::guest(), &post, &ALL)
                .await
                .expect("read"),
            []
        );
        assert_eq!(bookmarks(&core, &ana, &ALL).await.expect("read"), []);
        assert_eq!(muted(&core, &ana, &ALL).await.expect("read"), []);
        let hosts = blocked_hosts(&core, &ana, &ALL).await.expect("read");
        assert!(hosts.is_empty());
        let stand = stands(&core, &ana, &[bob.id]).await.expect("read");
        assert!(!stand.contains_key(&bob.id));
    })
    .await;
}

/// Pages of one each: whoever came at the same moment is on the same page.
async fn none_is_parted(core: &Core, post: &Post) {
    let guest = Viewer::guest();
    let mut page = Page::first(1);
    let mut paged = Vec::new();
    loop {
        let lines = liked_by(core, &guest, post, &page).await.expect("a list");
        let Some((last, _)) = lines.last().copied() else {
            break;
        };
        paged.push(lines.len());
        page.max = Some(Bound::at(last.into()));
    }
    assert_eq!(
        paged,
        [1, 1, 2],
        "none is parted from whoever came at the same moment"
    );
    page.max = None;
    page.min = Some(Bound::at(i128::from(NOON) - 1));
    let oldest = liked_by(core, &guest, post, &page).await;
    assert_eq!(oldest.expect("a list").len(), 2);
}

// client_api.28, peering.13, admin_api.7
#[tokio::test]
async fn who_is_kept_out_or_avoided_is_not_among_those_who_support_or_pass_on() {
    each_store(async |core, _| {
        let [ana, bob, cleo] = [
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
            member(&core, "cleo", true).await,
        ];
        let (far, near) = (
            stranger(&core, "dakar.test", "awa").await,
            stranger(&core, "benin.test", "bio").await,
        );
        let salon = forum(&core, "acces", false).await;
        let post = opens(&core, &ana, &salon).await;
        for person in [&bob, &cleo, &far, &near] {
            let supports = post_like::ActiveModel {
                object: Set(post.uri.clone()),
                actor: Set(person.uri.clone()),
                active: Set(true),
                counted: Set(true),
                activity_id: Set(format!("{}/likes/1", person.uri)),
                // Two come at the same moment.
                liked_at: Set(if person.local { NOON + person.id } else { NOON }),
            };
            must(&core, async |tx| {
                let row = post_like::Entity::insert(supports);
                row.exec_without_returning(tx.conn().await?).await?;
                let activity = format!("{}/boosts/1", person.uri);
                let announce = threads::Announce {
                    activity: &activity,
                    audience: Audience::Public,
                    at: tx.now(),
                };
                threads::receive_boost(tx, person, &post.uri, &announce).await
            })
            .await;
        }
        let who = async |viewer: &Viewer| {
            let mut found = Vec::new();
            let liked = liked_by(&core, viewer, &post, &ALL).await.expect("a list");
            let boosted = boosted_by(&core, viewer, &post, &ALL)
                .await
                .expect("a list");
            for list in [liked, boosted] {
                let ids: std::collections::BTreeSet<i64> =
                    list.into_iter().map(|(_, person)| person).collect();
                found.push(ids);
            }
            assert_eq!(found[0], found[1], "both lists agree");
            found.swap_remove(0)
        };
        let some = |people: &[&Person]| people.iter().map(|one| one.id).collect();
        let guest = Viewer::guest();
        assert_eq!(who(&guest).await, some(&[&bob, &cleo, &far, &near]));
        none_is_parted(&core, &post).await;
        must(&core, async |tx| {
            block(tx, &ana, &cleo, true).await?;
            block_host(tx, &ana, &near.host, true).await
        })
        .await;
        assert_eq!(who(&testing::reader(&ana)).await, some(&[&bob, &far]));
        must(&core, async |tx| {
            peering::set_level(tx, &far.host, peering::Level::Block, "Réclames").await?;
            let (by, suspend) = (moderation::By::Command, moderation::Sanction::Suspend);
            moderation::sanction(tx, by, &bob, suspend, "").await
        })
        .await;
        assert_eq!(who(&guest).await, some(&[&cleo, &near]));
        assert_eq!(who(&testing::reader(&ana)).await, some(&[]));
    })
    .await;
}
