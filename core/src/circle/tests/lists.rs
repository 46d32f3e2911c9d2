//! Whose lists are, and who is on them.

use sea_orm::{ActiveValue::Set, EntityTrait};

use super::*;
use crate::Error;
use crate::store::entity::listed;

async fn follows(core: &Core, person: &Person, whom: &Person) {
    must(core, async |tx| {
        forums::follow(tx, person, &whom.uri, "https://x.test/inbox").await
    })
    .await;
}

fn titled(title: &str) -> Listing {
    Listing {
        title: Some(title.to_owned()),
        ..Listing::default()
    }
}

async fn on(core: &Core, list: &List) -> Vec<i64> {
    let lines = listed(core, list, &ALL).await.expect("a list");
    lines.into_iter().map(|(_, person)| person).collect()
}

fn refused<T: std::fmt::Debug>(done: crate::Result<T>) -> Refusal {
    match done {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

// lists.1, lists.2
#[tokio::test]
async fn a_list_is_its_owner_s_alone_and_has_those_whom_they_follow() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let bob = member(&core, "bob", true).await;
        let cleo = member(&core, "cleo", true).await;
        let far = stranger(&core, "dakar.test", "awa").await;
        follows(&core, &ana, &bob).await;
        follows(&core, &ana, &far).await;
        let list = must(&core, async |tx| {
            make_list(tx, &ana, &titled(" Amis ")).await
        })
        .await;
        assert_eq!(
            (list.title.as_str(), list.answers.as_str(), list.exclusive),
            ("Amis", "list", false)
        );
        for _ in 0..2 {
            let some = [bob.id, far.id, ana.id];
            must(&core, async |tx| {
                put_on_list(tx, &ana, list.id, &some).await
            })
            .await;
        }
        assert_eq!(on(&core, &list).await, [ana.id, far.id, bob.id]);
        let tx = core.begin().await.expect("begin");
        let some = put_on_list(&tx, &ana, list.id, &[bob.id, cleo.id]).await;
        assert!(matches!(refused(some), Refusal::NoSuchPerson(_)));
        for theirs in [
            put_on_list(&tx, &bob, list.id, &[bob.id]).await,
            take_off_list(&tx, &bob, list.id, &[ana.id]).await,
            delete_list(&tx, &bob, list.id).await,
            change_list(&tx, &bob, list.id, &titled("À moi"))
                .await
                .map(drop),
        ] {
            assert_eq!(refused(theirs), Refusal::NoSuchList);
        }
        tx.abandon().await.expect("given up");
        assert_eq!(
            refused(super::super::list(&core, &bob, list.id).await),
            Refusal::NoSuchList
        );
        let said = Listing {
            answers: Some(Answers::None),
            exclusive: Some(true),
            ..Listing::default()
        };
        let changed = must(&core, async |tx| {
            change_list(tx, &ana, list.id, &said).await
        })
        .await;
        assert_eq!(
            (
                changed.title.as_str(),
                changed.answers.as_str(),
                changed.exclusive
            ),
            ("Amis", "none", true)
        );
        assert_eq!(
            lists_with(&core, &ana, far.id).await.expect("lists"),
            [changed]
        );
        assert_eq!(lists_with(&core, &bob, far.id).await.expect("lists"), []);
        must(&core, async |tx| {
            take_off_list(tx, &ana, list.id, &[ana.id]).await
        })
        .await;
        assert_eq!(on(&core, &list).await, [far.id, bob.id]);
    })
    .await;
}

// lists.2
#[tokio::test]
async fn whoever_is_followed_no_longer_is_on_no_list() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let mut others = Vec::new();
        for name in ["bob", "cleo", "dan"] {
            others.push(member(&core, name, true).await);
        }
        let far = stranger(&core, "dakar.test", "awa").await;
        others.push(far.clone());
        for other in &others {
            follows(&core, &ana, other).await;
        }
        let ids: Vec<i64> = others.iter().map(|other| other.id).collect();
        let list = must(&core, async |tx| {
            let list = make_list(tx, &ana, &titled("Amis")).await?;
            put_on_list(tx, &ana, list.id, &ids).await?;
            Ok(list)
        })
        .await;
        let [bob, cleo, dan, _] = &others[..] else {
            panic!("four");
        };
        must(&core, async |tx| {
            forums::unfollow(tx, &ana, &bob.uri, "").await
        })
        .await;
        assert_eq!(on(&core, &list).await, [far.id, dan.id, cleo.id]);
        must(&core, async |tx| {
            forums::refuse_follower(tx, cleo, &ana).await
        })
        .await;
        assert_eq!(on(&core, &list).await, [far.id, dan.id]);
        let asked = forums::following(&core, &ana.uri).await.expect("read");
        let asked = asked.into_iter().find(|row| row.followed == far.uri);
        let asked = asked.expect("a follow").activity_id;
        must(&core, async |tx| {
            forums::answer_to_follow(tx, &asked, &far.uri, false).await
        })
        .await;
        assert_eq!(on(&core, &list).await, [dan.id]);
        must(&core, async |tx| threads::delete_account(tx, dan).await).await;
        assert!(on(&core, &list).await.is_empty());
        must(&core, async |tx| {
            put_on_list(tx, &ana, list.id, &[ana.id]).await?;
            threads::delete_account(tx, &ana).await
        })
        .await;
        assert!(on(&core, &list).await.is_empty());
        assert_eq!(lists(&core, &ana).await.expect("lists"), []);
    })
    .await;
}

// lists.3
#[tokio::test]
async fn lists_are_bounded_in_number_and_length() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let tx = core.begin().await.expect("begin");
        for title in ["", " "] {
            let made = make_list(&tx, &ana, &titled(title)).await;
            assert_eq!(refused(made), Refusal::ListTitleEmpty);
        }
        let long = make_list(&tx, &ana, &titled(&"é".repeat(257))).await;
        let (chars, limit) = (257, 256);
        assert_eq!(refused(long), Refusal::TitleTooLong { chars, limit });
        let first = make_list(&tx, &ana, &titled(&"é".repeat(256))).await;
        let first = first.expect("a list");
        for _ in 1..50 {
            make_list(&tx, &ana, &titled("Une")).await.expect("a list");
        }
        let more = make_list(&tx, &ana, &titled("Une")).await;
        assert_eq!(refused(more), Refusal::TooManyLists { limit: 50 });
        let many: Vec<i64> = (1..=501).collect();
        let put = put_on_list(&tx, &ana, first.id, &many).await;
        assert_eq!(refused(put), Refusal::TooManyListed { limit: 500 });
        let rows = (1_000..1_500).map(|target| listed::ActiveModel {
            list_id: Set(first.id),
            person_id: Set(ana.id),
            target_id: Set(target),
            ..Default::default()
        });
        let rows = listed::Entity::insert_many(rows);
        let conn = tx.conn().await.expect("a write");
        rows.exec_without_returning(conn).await.expect("500");
        let one_more = put_on_list(&tx, &ana, first.id, &[ana.id]).await;
        assert_eq!(refused(one_more), Refusal::TooManyListed { limit: 500 });
        tx.abandon().await.expect("given up");
    })
    .await;
}
