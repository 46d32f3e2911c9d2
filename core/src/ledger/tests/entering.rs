//! What enters the ledger, and when it counts (ledger §1, §3).

use super::build::*;
use crate::ledger::{self, Applied, Kind, Standing};
use crate::store::testing::{NOON, each_store, remote_forum};
use crate::{Error, Job, Refusal, queue};

async fn refused(core: &crate::Core, made: Made) -> bool {
    matches!(
        put(core, made).await,
        Err(Error::Refused(Refusal::SecondBody))
    )
}

// ledger.1
#[tokio::test]
async fn a_record_is_kept_once() {
    each_store(async |core, _| {
        assert!(matches!(put(&core, reply()).await, Ok(Applied::Changed(_))));
        assert_eq!(put(&core, reply()).await.expect("known"), Applied::Known);
    })
    .await;
}

// ledger.8
#[tokio::test]
async fn what_was_just_written_is_known_in_the_same_write() {
    each_store(async |core, _| {
        let waiting = reply().standing(Standing::Pending).0;
        let (object, activity) = (waiting.object.clone(), waiting.activity_id.clone());
        let mut tx = core.begin().await.expect("begin");
        ledger::apply(&mut tx, waiting).await.expect("applied");
        let known = ledger::known_in(&tx, &object, &activity).await;
        let known = known.expect("read").expect("it is known");
        assert_eq!(known.standing, Standing::Pending);
    })
    .await;
}

#[tokio::test]
async fn more_than_a_statement_can_name_is_read_when_it_is_needed() {
    each_store(async |core, _| {
        let names = || (0..40_000).map(|number| format!("https://far.test/{number}"));
        let activities = || names().map(|name| (name, [0; 32])).collect();
        let objects = || [REPLY.to_owned()].into();
        let many = [
            ledger::Ahead {
                actors: names().collect(),
                ..Default::default()
            },
            ledger::Ahead {
                groups: names().collect(),
                ..Default::default()
            },
            ledger::Ahead {
                hosts: names().collect(),
                ..Default::default()
            },
            ledger::Ahead {
                objects: names().collect(),
                ..Default::default()
            },
            ledger::Ahead {
                objects: objects(),
                activities: activities(),
                ..Default::default()
            },
            ledger::Ahead {
                objects: objects(),
                parents: names().collect(),
                ..Default::default()
            },
            ledger::Ahead {
                objects: objects(),
                contexts: names().collect(),
                ..Default::default()
            },
        ];
        let mut tx = core.begin().await.expect("begin");
        for ahead in many {
            ledger::read_ahead(&mut tx, &ahead)
                .await
                .expect("nothing fails");
        }
    })
    .await;
}

// ledger.14
#[tokio::test]
async fn a_second_body_under_the_same_id_is_refused() {
    each_store(async |core, _| {
        put_all(&core, [reply()]).await;
        assert!(refused(&core, reply().text("autre")).await);
        assert!(refused(&core, reply().text("autre").standing(Standing::Pending)).await);
        let elsewhere = made(Kind::Update, AWA, ROOT)
            .with(|one| one.activity_id = reply().0.activity_id)
            .text("about another object");
        assert!(refused(&core, elsewhere).await);
        assert_eq!(post(&core, REPLY).await.html, "<p>réponse</p>");
    })
    .await;
}

// ledger.14
#[tokio::test]
async fn the_body_that_the_home_has_chosen_takes_the_place_of_one_that_waits() {
    each_store(async |core, _| {
        put_all(
            &core,
            [reply().text("autre").standing(Standing::Pending), reply()],
        )
        .await;
        assert_eq!(post(&core, REPLY).await.html, "<p>réponse</p>");
        assert_eq!(line(&core, REPLY).await.as_deref(), Some("live"));
    })
    .await;
}

// ledger.18
#[tokio::test]
async fn a_second_create_is_refused_whoever_comes_with_it() {
    each_store(async |core, _| {
        put_all(&core, [reply()]).await;
        assert!(refused(&core, reply().id("https://senegal.test/again")).await);
        let other = reply().with(|one| one.actor = BINTA.to_owned());
        assert!(refused(&core, other.id("https://dakar.test/again")).await);
        // One that only waits gives way to the one that the home has announced.
        let (waits, chosen) = (reply().id("a"), reply().id("b"));
        let uri = "https://senegal.test/ap/p/70";
        let about = |one: Made| one.with(|one| uri.clone_into(&mut one.object));
        put_all(&core, [about(waits).standing(Standing::Pending)]).await;
        assert!(refused(&core, about(reply().id("c")).standing(Standing::Pending)).await);
        put_all(&core, [about(chosen.clone())]).await;
        assert_eq!(
            post(&core, uri).await.created_by,
            Some(chosen.0.rid.to_vec())
        );
    })
    .await;
}

// ledger.14, ledger.18
#[tokio::test]
async fn what_waits_stays_where_the_body_that_would_replace_it_is_refused() {
    each_store(async |core, _| {
        let waits = reply().id("a").standing(Standing::Pending);
        put_all(&core, [waits.clone(), reply().id("b")]).await;
        // A caller that goes on after a refusal commits what came before it.
        let mut tx = core.begin().await.expect("begin");
        let third = ledger::apply(&mut tx, reply().id("a").text("autre").0).await;
        assert!(matches!(third, Err(Error::Refused(Refusal::SecondBody))));
        tx.commit().await.expect("commit");
        let kept = ledger::by_activity(&core, "a").await.expect("read");
        assert_eq!(kept.map(|one| one.rid), Some(waits.0.rid.to_vec()));
    })
    .await;
}

#[tokio::test]
async fn a_refused_create_may_come_again_accepted() {
    each_store(async |core, _| {
        put_all(&core, [reply().standing(Standing::Held)]).await;
        let mut tx = core.begin().await.expect("begin");
        ledger::set_standing(
            &mut tx,
            &reply().0.rid,
            Standing::Refused,
            Some("hors sujet"),
        )
        .await
        .expect("refused");
        tx.commit().await.expect("commit");
        let row = post(&core, REPLY).await;
        assert_eq!(
            (row.state.as_str(), row.reason.as_deref()),
            ("refused", Some("hors sujet"))
        );
        put_all(&core, [reply()]).await;
        let row = post(&core, REPLY).await;
        assert_eq!((row.state.as_str(), row.reason), ("live", None));
    })
    .await;
}

// ledger.16
#[tokio::test]
async fn a_date_more_than_ten_minutes_ahead_is_held_back_and_never_rewritten() {
    each_store(async |core, clock| {
        remote_forum(&core, "dakar.test").await;
        let ahead = NOON + 700_000;
        let early = reply().with(|one| one.published = ahead);
        put_all(
            &core,
            [
                root(),
                early.clone(),
                early.clone().standing(Standing::Pending),
            ],
        )
        .await;
        assert_eq!(line(&core, REPLY).await, None);
        assert_eq!(post(&core, REPLY).await.state, "unproved");
        assert!(
            queue::due(&core, "local", &[], 10)
                .await
                .expect("due")
                .is_empty()
        );
        clock.advance(101_000);
        let due = queue::due(&core, "local", &[], 10).await.expect("due");
        let Job::Due { rid, then } = &due[0].job else {
            panic!("{due:?}")
        };
        assert_eq!(
            (rid.as_str(), then.as_str()),
            (hex::encode(early.0.rid).as_str(), "accepted")
        );
        for standing in [Standing::Accepted, Standing::Pending] {
            let mut tx = core.begin().await.expect("begin");
            ledger::set_standing(&mut tx, &early.0.rid, standing, None)
                .await
                .expect("due");
            tx.commit().await.expect("commit");
        }
        let row = post(&core, REPLY).await;
        assert_eq!(
            (row.state.as_str(), row.published),
            ("live", ahead),
            "never waiting again"
        );
        let soon = root().id("https://dakar.test/soon").with(|one| {
            one.published = NOON + 500_000;
            "https://dakar.test/ap/p/77".clone_into(&mut one.object);
        });
        put_all(&core, [soon.without_context()]).await;
        assert_eq!(
            line(&core, "https://dakar.test/ap/p/77").await.as_deref(),
            Some("live")
        );
    })
    .await;
}

#[tokio::test]
async fn an_announced_record_that_was_early_and_pending_counts_when_it_is_due() {
    each_store(async |core, clock| {
        let early = reply().with(|one| one.published = NOON + 700_000);
        put_all(&core, [early.clone().standing(Standing::Pending), early]).await;
        clock.advance(200_000);
        let due = queue::due(&core, "local", &[], 10).await.expect("due");
        let thens: Vec<&str> = due
            .iter()
            .filter_map(|work| match &work.job {
                Job::Due { then, .. } => Some(then.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(thens, ["pending", "accepted"]);
    })
    .await;
}

// ledger.4, ledger.24
#[tokio::test]
async fn a_record_about_something_unknown_waits_without_effect() {
    each_store(async |core, _| {
        put_all(
            &core,
            [
                update(1),
                act(Kind::Lock, ROOT, 1),
                act(Kind::Remove, REPLY, 2),
            ],
        )
        .await;
        assert!(
            crate::threads::post_by_uri(&core, REPLY)
                .await
                .expect("read")
                .is_none()
        );
        assert!(
            crate::threads::thread_by_uri(&core, CONTEXT)
                .await
                .expect("read")
                .is_none()
        );
    })
    .await;
}

#[tokio::test]
async fn two_processes_that_fold_one_post_at_once_lose_nothing() {
    let Some((one, other, _)) = crate::store::testing::two_processes().await else {
        return;
    };
    put_all(&one, [root(), reply()]).await;
    for number in 1..20 {
        let hide = act(Kind::Remove, REPLY, 100 + number);
        let (first, second) = tokio::join!(put(&one, update(number)), put(&other, hide));
        first.expect("updated");
        second.expect("removed");
        let row = post(&one, REPLY).await;
        assert_eq!((row.rev, row.state.as_str()), (number, "removed"));
        put_all(
            &one,
            [act(Kind::UndoRemove, REPLY, 100 + number).at(100 + number)],
        )
        .await;
    }
}
