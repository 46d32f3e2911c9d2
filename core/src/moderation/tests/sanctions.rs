//! What is decided about people: who may, and what it costs to look.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::*;
use crate::access::{self, Standing as Stands, Wanted};
use crate::clock::StillClock;
use crate::error::Error;
use crate::moderation::{desk, hosts};
use crate::page::Page;
use crate::peering::{self, Level};
use crate::store::testing::{NOON, admin, count_reads, done, must, open as opened, sqlite_url};

fn by(person: &Person) -> By<'_> {
    By::Person {
        person,
        admin: true,
    }
}

fn refusal(answer: Result<()>) -> Option<Refusal> {
    match answer {
        Ok(()) => None,
        Err(Error::Refused(refusal)) => Some(refusal),
        Err(Error::Fault(fault)) => panic!("{fault}"),
    }
}

async fn suspend(core: &Core, who: &Person, whom: &Person) -> Option<Refusal> {
    let deed = done(core, async |tx| {
        sanction(tx, by(who), whom, Sanction::Suspend, "").await
    });
    refusal(Box::pin(deed).await)
}

// admin_api.12
#[tokio::test]
async fn two_administrators_do_not_end_each_other() {
    each_store(async |core, _| {
        let (ana, bob) = (admin(&core, "ana").await, admin(&core, "bob").await);
        let both = tokio::join!(suspend(&core, &ana, &bob), suspend(&core, &bob, &ana));
        let late = match both {
            (None, Some(late)) | (Some(late), None) => late,
            other => panic!("one of them is the first: {other:?}"),
        };
        assert_eq!(late, Refusal::NotAnAdmin);
    })
    .await;
}

// admin_api.12, admin_api.1
#[tokio::test]
async fn the_role_is_asked_for_when_it_is_written() {
    each_store(async |core, _| {
        let (ana, bob) = (admin(&core, "ana").await, member(&core, "bob", true).await);
        let far = stranger(&core, "b.test", "awa").await;
        assert_eq!(
            suspend(&core, &bob, &far).await,
            Some(Refusal::NotAnAdmin),
            "whatever was thought when they asked"
        );
        assert_eq!(suspend(&core, &ana, &ana).await, Some(Refusal::LastAdmin));
        let role = done(&core, async |tx| access::set_role(tx, "ana", false).await).await;
        assert_eq!(refusal(role), Some(Refusal::LastAdmin));
        assert_eq!(suspend(&core, &ana, &far).await, None);
        assert!(peering::is_suspended(&core, &far.uri).await.expect("read"));
        must(&core, async |tx| {
            lift(tx, by(&ana), &far, Sanction::Suspend).await
        })
        .await;
        assert!(!peering::is_suspended(&core, &far.uri).await.expect("read"));
    })
    .await;
}

// admin_api.1, admin_api.15, admin_api.16
#[tokio::test]
async fn the_role_is_asked_for_when_it_is_written_of_a_host() {
    each_store(async |core, _| {
        let (ana, bob) = (admin(&core, "ana").await, admin(&core, "bob").await);
        let rule = async |who: By<'_>, level: Level| {
            let deed = done(&core, async |tx| {
                hosts::rule(tx, who, "b.test", level, "so it was decided").await
            });
            refusal(Box::pin(deed).await.map(|_| ()))
        };
        let forget = async |who: By<'_>| {
            let deed = done(&core, async |tx| hosts::forget(tx, who, "b.test").await);
            refusal(deed.await.map(|_| ()))
        };
        let level = async || peering::level(&core, "b.test").await.expect("read");
        assert_eq!(rule(by(&bob), Level::Limit).await, None);
        must(&core, async |tx| access::set_role(tx, "bob", false).await).await;
        for level in [Level::Block, Level::Allow] {
            assert_eq!(rule(by(&bob), level).await, Some(Refusal::NotAnAdmin));
        }
        assert_eq!(forget(by(&bob)).await, Some(Refusal::NotAnAdmin));
        assert_eq!(
            level().await,
            Level::Limit,
            "whatever was thought when they asked"
        );
        assert_eq!(rule(by(&ana), Level::Block).await, None);
        assert_eq!(forget(by(&ana)).await, None);
        assert_eq!(level().await, Level::None);
        assert_eq!(rule(By::Command, Level::Allow).await, None);
        assert_eq!(forget(By::Command).await, None);
    })
    .await;
}

// admin_api.7, admin_api.8
#[test]
fn the_harder_of_what_is_said_of_a_host_and_of_somebody_holds() {
    let now = Some(NOON);
    let levels = [Level::None, Level::Allow, Level::Limit, Level::Block];
    for (limited, suspended, wanted) in [
        (None, None, levels),
        (
            now,
            None,
            [Level::Limit, Level::Limit, Level::Limit, Level::Block],
        ),
        (None, now, [Level::Block; 4]),
        (now, now, [Level::Block; 4]),
    ] {
        let person = Person {
            limited_at: limited,
            suspended_at: suspended,
            ..somebody()
        };
        let found = levels.map(|host| peering::level_of(&person, host));
        assert_eq!(found, wanted);
    }
}

fn somebody() -> Person {
    Person {
        id: 1,
        uri: "https://b.test/ap/u/awa".to_owned(),
        host: "b.test".to_owned(),
        name: "awa".to_owned(),
        display: "Awa".to_owned(),
        summary: String::new(),
        url: None,
        inbox: None,
        shared_inbox: None,
        followers: None,
        kind: "Person".to_owned(),
        local: false,
        state: "active".to_owned(),
        created_at: NOON,
        fetched_at: NOON,
        changed_at: None,
        fields: None,
        avatar: None,
        header: None,
        locked: None,
        bot: None,
        discoverable: None,
        indexable: None,
        hides_follows: None,
        limited_at: None,
        suspended_at: None,
        sensitized_at: None,
    }
}

// admin_api.20
#[tokio::test]
async fn a_page_asks_as_often_for_one_as_for_many() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(StillClock::at(NOON));
    let mut core = opened(&sqlite_url(folder.path()), &clock).await;
    let count = count_reads(&mut core);
    let ana = admin(&core, "ana").await;
    let acces = forum(&core, "acces", false).await;
    for number in 0..12 {
        let name = format!("bob{number}");
        let bob = member(&core, &name, true).await;
        let post = thread_in(&core, &bob, &acces).await;
        keep(&core, &ana.uri, number, &[bob.uri.clone(), post.uri]).await;
        let host = format!("h{number}.test");
        must(&core, async |tx| {
            peering::set_level(tx, &host, Level::Block, "so it was decided").await
        })
        .await;
    }
    let active = Wanted {
        standings: vec![Stands::Active],
        ..Wanted::default()
    };
    let mut counts = BTreeSet::new();
    for limit in [1, 6, 12] {
        let before = count.load(Ordering::Relaxed);
        let page = Page::first(limit);
        let people = access::dossiers(&core, &active, &page)
            .await
            .expect("people");
        let wanted = desk::Wanted::default();
        let reports = desk::page(&core, None, &wanted, &page)
            .await
            .expect("reports");
        let named = desk::named(&core, &reports).await.expect("what they name");
        let ids: Vec<i64> = named.people.values().map(|one| one.id).collect();
        let dossiers = access::dossiers_of(&core, &ids).await.expect("people");
        let hosts = peering::ruled(&core, &[Level::Block], &page)
            .await
            .expect("hosts");
        let found = [people.len(), reports.len(), named.posts.len(), hosts.len()];
        assert!(found.iter().all(|one| *one as u64 == limit), "{found:?}");
        assert!(
            dossiers.len() as u64 > limit,
            "those who report beside those who are reported"
        );
        counts.insert(count.load(Ordering::Relaxed) - before);
    }
    assert_eq!(counts.len(), 1, "{counts:?}");
}
