//! Who stands in the directory, and who is suggested to whom.

mod trends;

use std::sync::atomic::Ordering;

use super::*;
use crate::forums::{self, Forum};
use crate::people::Person;
use crate::profiles::{self, Change};
use crate::store::testing::{
    self, NOON, each_store, forum, member, must, reader, remote_forum, stranger,
};
use crate::threads::read::Viewer;
use crate::threads::{self, Post};
use crate::{Core, circle, peering};

async fn opens(core: &Core, author: &Person, salon: &Forum) -> Post {
    let draft = threads::draft(core, "Texte", Some("Titre"), "fr").await;
    let draft = draft.expect("a draft");
    must(core, async |tx| {
        threads::open(tx, author, salon, &draft).await
    })
    .await
}

async fn follows(core: &Core, person: &Person, whom: &str) {
    must(core, async |tx| {
        forums::follow(tx, person, whom, "https://x.test/inbox").await
    })
    .await;
}

/// Says that somebody may be found by people who do not know them, or may not.
async fn may_be_found(core: &Core, person: &Person, yes: bool) {
    let said = Change {
        discoverable: Some(yes),
        ..Change::default()
    };
    must(core, async |tx| {
        Box::pin(profiles::change(tx, person, &said)).await
    })
    .await;
}

async fn hides_follows(core: &Core, person: &Person, yes: bool) {
    let said = Change {
        hides_follows: Some(yes),
        ..Change::default()
    };
    must(core, async |tx| {
        Box::pin(profiles::change(tx, person, &said)).await
    })
    .await;
}

async fn group(core: &Core, salon: &Forum) -> Person {
    let found = crate::people::by_uri(core, &salon.uri).await.expect("read");
    found.expect("a Group")
}

/// The Group of a salon elsewhere, which is known as its salon is.
async fn far_salon(core: &Core, host: &str) -> (Forum, Person) {
    let salon = remote_forum(core, host).await;
    let found = crate::people::by_uri(core, &salon.uri).await.expect("read");
    let group = match found {
        Some(group) => group,
        None => {
            must(core, async |tx| {
                crate::people::get_or_guess(tx, &salon.uri).await
            })
            .await
        }
    };
    (salon, group)
}

// discovery.4, discovery.5
#[tokio::test]
async fn the_directory_has_salons_and_whoever_has_written_for_everybody() {
    let play = each_store(async |core, clock| {
        let [ana, bob, cleo, silent] = [
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
            member(&core, "cleo", true).await,
            member(&core, "dan", true).await,
        ];
        let acces = forum(&core, "acces", false).await;
        let libre = forum(&core, "libre", false).await;
        let (acces_group, libre_group) = (group(&core, &acces).await, group(&core, &libre).await);
        for author in [&cleo, &ana, &bob] {
            may_be_found(&core, author, true).await;
            clock.advance(1_000);
            opens(&core, author, &acces).await;
        }
        let far = stranger(&core, "dakar.test", "awa").await;
        let shown = async |viewer: &Viewer, local: bool, order: Order, offset: usize, limit| {
            let which = Which {
                local,
                order,
                offset,
                limit,
            };
            directory(&core, viewer, which).await.expect("a directory")
        };
        let guest = Viewer::guest();
        let active = shown(&guest, false, Order::Active, 0, 40).await;
        assert!(!active.contains(&silent.id) && !active.contains(&far.id));
        let mut first: Vec<i64> = active[..2].to_vec();
        first.sort_unstable();
        let mut latest = vec![bob.id, acces_group.id];
        latest.sort_unstable();
        assert_eq!(first, latest, "the last to write, and where");
        assert_eq!(active[2..], [ana.id, cleo.id, libre_group.id]);
        let local = shown(&guest, true, Order::Active, 0, 40).await;
        assert_eq!(local, active);
        let part = shown(&guest, false, Order::Active, 2, 2).await;
        assert_eq!(part, [ana.id, cleo.id]);
        let mut newest = active.clone();
        newest.sort_unstable_by(|a, b| b.cmp(a));
        for local in [false, true] {
            assert_eq!(shown(&guest, local, Order::New, 0, 40).await, newest);
        }
        must(&core, async |tx| circle::block(tx, &ana, &bob, true).await).await;
        must(&core, async |tx| {
            circle::mute(tx, &ana, &cleo, Some((true, None))).await
        })
        .await;
        let hers = shown(&reader(&ana), false, Order::Active, 0, 40).await;
        assert!(!hers.contains(&bob.id) && !hers.contains(&cleo.id));
        assert_eq!(hers.len(), active.len() - 2);
        may_be_found(&core, &ana, false).await;
        let without = shown(&guest, false, Order::Active, 0, 40).await;
        assert!(
            !without.contains(&ana.id),
            "she does not say that she may be found"
        );
        must(&core, async |tx| threads::delete_account(tx, &cleo).await).await;
        let left = shown(&guest, false, Order::Active, 0, 40).await;
        assert!(!left.contains(&cleo.id) && left.contains(&bob.id));
    });
    Box::pin(play).await;
}

async fn suggested(core: &Core, reader: &Person) -> Vec<i64> {
    let found = suggestions(core, reader, 40).await.expect("some");
    found.into_iter().map(|one| one.id).collect()
}

// discovery.6, discovery.7
#[tokio::test]
async fn salons_are_suggested_first_and_then_whom_friends_follow() {
    Box::pin(each_store(async |core, _| {
        let [ana, bob, cleo, dan, eve, silent] = [
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
            member(&core, "cleo", true).await,
            member(&core, "dan", true).await,
            member(&core, "eve", true).await,
            member(&core, "fay", true).await,
        ];
        let acces = forum(&core, "acces", false).await;
        let libre = forum(&core, "libre", false).await;
        let libre_group = group(&core, &libre).await;
        let (linked, linked_group) = far_salon(&core, "dakar.test").await;
        let (_, unknown) = far_salon(&core, "benin.test").await;
        for author in [&bob, &dan, &eve] {
            may_be_found(&core, author, true).await;
            opens(&core, author, &acces).await;
        }
        must(&core, async |tx| {
            peering::set_level(tx, &linked.host, peering::Level::Allow, "Chapitre").await
        })
        .await;
        for (who, whom) in [
            (&ana, &bob),
            (&ana, &cleo),
            (&bob, &dan),
            (&bob, &eve),
            (&cleo, &eve),
            (&cleo, &silent),
            (&bob, &ana),
        ] {
            follows(&core, who, &whom.uri).await;
        }
        follows(&core, &ana, &acces.uri).await;
        let expected = [libre_group.id, linked_group.id, eve.id, dan.id];
        assert_eq!(suggested(&core, &ana).await, expected);
        let whys = suggestions(&core, &ana, 3).await.expect("some");
        let whys: Vec<Why> = whys.into_iter().map(|one| one.why).collect();
        assert_eq!(whys, [Why::Salon, Why::Salon, Why::Followed]);
        assert!(!expected.contains(&unknown.id), "nobody here knows it");
        hides_follows(&core, &bob, true).await;
        let without = [libre_group.id, linked_group.id, eve.id];
        assert_eq!(
            suggested(&core, &ana).await,
            without,
            "whom he follows he hides"
        );
        hides_follows(&core, &bob, false).await;

        for _ in 0..2 {
            must(&core, async |tx| dismiss(tx, &ana, libre_group.id).await).await;
        }
        assert_eq!(suggested(&core, &ana).await, expected[1..]);
        must(&core, async |tx| {
            circle::mute(tx, &ana, &eve, Some((true, None))).await
        })
        .await;
        assert_eq!(suggested(&core, &ana).await, [linked_group.id, dan.id]);
        must(&core, async |tx| circle::block(tx, &dan, &ana, true).await).await;
        follows(&core, &ana, &linked.uri).await;
        assert!(suggested(&core, &ana).await.is_empty(), "she has asked it");
        assert!(suggested(&core, &bob).await.contains(&libre_group.id));
    }))
    .await;
}

// discovery.5, discovery.6
#[tokio::test]
async fn a_part_of_forty_costs_as_many_queries_as_one_of_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = std::sync::Arc::new(crate::clock::StillClock::at(NOON));
    let mut core = testing::open(&testing::sqlite_url(folder.path()), &clock).await;
    let count = testing::count_reads(&mut core);
    let ana = member(&core, "ana", true).await;
    for number in 0..40 {
        forum(&core, &format!("salon{number}"), false).await;
    }
    for limit in [1, 40] {
        let before = count.load(Ordering::Relaxed);
        let some = suggestions(&core, &ana, limit).await.expect("some");
        assert_eq!(some.len(), limit);
        assert_eq!(count.load(Ordering::Relaxed) - before, 2);
        let which = Which {
            limit,
            ..Which::default()
        };
        let some = directory(&core, &reader(&ana), which).await.expect("some");
        assert_eq!(some.len(), limit);
        assert_eq!(count.load(Ordering::Relaxed) - before, 5);
    }
}
