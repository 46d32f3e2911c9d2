//! Lanes: claiming, order, waiting, refusing, trimming (ledger §9).

use std::sync::Arc;

use super::*;
use crate::clock::StillClock;
use crate::store::testing::{each_store, two_processes};
use crate::{Body, Core};

const LANE: &str = "peer:b.test";
const MINUTE: Millis = 60_000;

fn deliver(number: i64) -> Job {
    deliver_to("b.test", number)
}

fn deliver_to(host: &str, number: i64) -> Job {
    Job::Deliver {
        host: host.to_owned(),
        inbox: format!("https://{host}/ap/inbox"),
        signer: "https://quebec.test/ap/f/acces".to_owned(),
        body: Body::Dispatch(number),
        line: "thread".to_owned(),
    }
}

async fn enqueue(core: &Core, jobs: impl IntoIterator<Item = Job>) {
    let tx = core.begin().await.expect("begin");
    for job in jobs {
        tx.enqueue(job);
    }
    tx.commit().await.expect("commit");
}

async fn ids(core: &Core) -> Vec<i64> {
    let work = due(core, LANE, &[], 100).await.expect("due");
    work.iter().map(|one| one.id).collect()
}

async fn lane_status(core: &Core) -> LaneStatus {
    let all = status(core).await.expect("status");
    all.into_iter()
        .find(|one| one.lane == LANE)
        .expect("a lane")
}

async fn release(core: &Core) {
    Clerk::start(core.clone())
        .report(Report::Release {
            lane: LANE.to_owned(),
        })
        .await;
}

async fn wait(core: &Core, id: i64, after: Option<Millis>) {
    let lane = LANE.to_owned();
    let words = "503".to_owned();
    Clerk::start(core.clone())
        .report(Report::Wait {
            lane,
            id,
            words,
            after,
        })
        .await;
}

#[tokio::test]
async fn due_lanes_are_claimed_and_their_jobs_come_in_order() {
    each_store(async |core, _| {
        assert!(claim(&core, "me", &[], 10).await.expect("claim").is_empty());
        enqueue(&core, [deliver(1), deliver(2), deliver_to("c.test", 3)]).await;
        let mut lanes = claim(&core, "me", &[], 10).await.expect("claim");
        lanes.sort();
        assert_eq!(lanes, [LANE, "peer:c.test"]);
        let again = claim(&core, "me", &lanes, 10).await.expect("claim");
        assert!(again.is_empty(), "held lanes are not claimed twice");
        let work = due(&core, LANE, &[], 10).await.expect("due");
        let jobs: Vec<&Job> = work.iter().map(|one| &one.job).collect();
        assert_eq!(jobs, [&deliver(1), &deliver(2)]);
        let rest = due(&core, LANE, &[work[0].id], 10).await.expect("due");
        assert_eq!(
            rest.iter().map(|one| one.id).collect::<Vec<_>>(),
            [work[1].id]
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_due_in_some_lanes_is_read_together_as_it_is_one_by_one() {
    each_store(async |core, _| {
        let tx = core.begin().await.expect("begin");
        for number in 0..7 {
            tx.enqueue(deliver(number));
            tx.enqueue(deliver_to("c.test", number));
            tx.enqueue(deliver_to("d.test", number));
        }
        tx.enqueue_at(deliver_to("e.test", 1), tx.now() + MINUTE);
        tx.commit().await.expect("commit");
        let first = ids(&core).await[0];
        let tx = core.begin().await.expect("begin");
        clerk::refuse(&tx, first, "no").await.expect("refused");
        tx.commit().await.expect("commit");

        let lanes = [LANE, "peer:c.test", "peer:e.test"].map(str::to_owned);
        let together = due_in_each(&core, &lanes, 7).await.expect("due");
        assert_eq!(together.len(), 2, "neither others nor what is dated ahead");
        for (lane, count) in lanes.iter().zip([6, 7]) {
            let alone = due(&core, lane, &[], 7).await.expect("due");
            assert_eq!((alone.len(), together[lane].len()), (count, count));
            assert_eq!(format!("{:?}", together[lane]), format!("{alone:?}"));
        }
        let short = due_in_each(&core, &lanes, 6).await.expect("due");
        assert_eq!(short.keys().collect::<Vec<_>>(), [LANE], "c is too long");
    })
    .await;
}

// delivery.23
#[tokio::test]
async fn two_owners_on_postgres_never_hold_one_lane() {
    let Some((one, other, _)) = two_processes().await else {
        return;
    };
    enqueue(
        &one,
        (0..40).map(|number| deliver_to(&format!("h{number}.test"), 1)),
    )
    .await;
    let (mine, yours) = tokio::join!(claim(&one, "a", &[], 100), claim(&other, "b", &[], 100));
    let (mine, yours) = (mine.expect("claim"), yours.expect("claim"));
    assert_eq!(mine.len() + yours.len(), 40);
    assert!(mine.iter().all(|name| !yours.contains(name)));
    renew(&one, "a", &mine).await.expect("renewed");
    let stolen = claim(&other, "b", &[], 100).await.expect("claim");
    assert!(stolen.is_empty(), "leases hold");
    let leases = lane::Entity::find().all(one.reader()).await.expect("lanes");
    let clock = database_clock(&one).await.expect("clock");
    assert!(
        leases
            .iter()
            .all(|one| one.lease_until > clock + LEASE - 5_000)
    );
    let look = next_due(&other, &[]).await.expect("due");
    assert!(look > Some(clock), "what another holds is not looked at");
}

// delivery.23
#[tokio::test]
async fn a_lease_that_ran_out_is_free_again_on_postgres() {
    let Some((one, other, _)) = two_processes().await else {
        return;
    };
    enqueue(&one, [deliver(1)]).await;
    assert_eq!(claim(&one, "a", &[], 10).await.expect("claim"), [LANE]);
    lane::Entity::update_many()
        .col_expr(lane::Column::LeaseUntil, Expr::value(1_i64))
        .exec(one.writer())
        .await
        .expect("the lease ends");
    assert_eq!(claim(&other, "b", &[], 10).await.expect("claim"), [LANE]);
    renew(&one, "a", &[LANE.to_owned()]).await.expect("renewed");
    let row = lane::Entity::find_by_id(LANE.to_owned())
        .one(one.reader())
        .await
        .expect("read");
    assert_eq!(
        row.and_then(|row| row.owner).as_deref(),
        Some("b"),
        "what is lost stays lost"
    );
}

#[test]
fn the_wait_doubles_from_a_minute_to_an_hour_and_is_never_shorter() {
    let base = |failures| back_off(failures, 0) / MINUTE;
    let bases: Vec<i64> = (1..10).map(base).collect();
    assert_eq!(bases, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    assert_eq!(back_off(1, 20), 72_000);
    for chance in 0..200 {
        assert!((MINUTE..=72_000).contains(&back_off(1, chance)), "{chance}");
    }
}

#[tokio::test]
async fn a_waiting_lane_keeps_the_jobs_place_and_ends_when_its_host_speaks() {
    each_store(async |core, clock| {
        enqueue(&core, [deliver(1), deliver(2)]).await;
        let before = ids(&core).await;
        wait(&core, before[0], None).await;
        release(&core).await;
        assert!(claim(&core, "me", &[], 10).await.expect("claim").is_empty());
        let said = lane_status(&core).await;
        assert_eq!(
            (said.failures, said.ready, said.words.as_deref()),
            (1, 2, Some("503"))
        );
        let until = said.waits_until.expect("it waits") - core.now();
        assert!((MINUTE - 1_000..=72_000).contains(&until), "{until}");
        assert!(said.failing_since.is_some());
        clock.advance(73_000);
        assert_eq!(claim(&core, "me", &[], 10).await.expect("claim"), [LANE]);
        assert_eq!(ids(&core).await, before, "the job keeps its place");
        assert_eq!(due(&core, LANE, &[], 1).await.expect("due")[0].attempts, 1);
        wait(&core, before[0], Some(2 * 86_400_000)).await;
        release(&core).await;
        let until = lane_status(&core).await.waits_until.expect("it waits") - core.now();
        assert!(
            (86_000_000..=86_400_000).contains(&until),
            "Retry-After counts up to a day"
        );
        let tx = core.begin().await.expect("begin");
        assert!(end_wait(&tx, &["b.test".to_owned()]).await.expect("ended"));
        assert!(
            !end_wait(&tx, &["b.test".to_owned()]).await.expect("ended"),
            "once is enough"
        );
        tx.commit().await.expect("commit");
        assert_eq!(lane_status(&core).await.failures, 0);
        assert_eq!(claim(&core, "me", &[], 10).await.expect("claim"), [LANE]);
    })
    .await;
}

#[tokio::test]
async fn a_refused_job_stays_with_its_words_and_the_lane_goes_on() {
    each_store(async |core, _| {
        enqueue(&core, [deliver(1), deliver(2)]).await;
        let both = ids(&core).await;
        let clerk = Clerk::start(core.clone());
        clerk
            .report(Report::Refused {
                id: both[0],
                words: "403 non".to_owned(),
            })
            .await;
        assert_eq!(ids(&core).await, both[1..]);
        clerk
            .report(Report::Done {
                id: both[1],
                took: Some("b.test".to_owned()),
            })
            .await;
        release(&core).await;
        let said = refused(&core, 10).await.expect("refused");
        assert_eq!((said.len(), said[0].words.as_str()), (1, "403 non"));
        assert_eq!(unfinished(&core).await.expect("count"), 0);
        assert_eq!(
            (
                lane_status(&core).await.refused,
                lane_status(&core).await.ready
            ),
            (1, 0)
        );
        assert_eq!(next_due(&core, &[]).await.expect("due"), None);
        let peer = crate::peering::get(&core, "b.test")
            .await
            .expect("read")
            .expect("a peer");
        assert!(peer.last_out.is_some());
    })
    .await;
}

// delivery.5
#[tokio::test]
async fn a_delivery_that_goes_through_makes_the_lane_healthy() {
    each_store(async |core, _| {
        enqueue(&core, [deliver(1)]).await;
        let id = ids(&core).await[0];
        wait(&core, id, Some(5_000)).await;
        let clerk = Clerk::start(core.clone());
        clerk
            .report(Report::Done {
                id,
                took: Some("b.test".to_owned()),
            })
            .await;
        enqueue(&core, [deliver(2)]).await;
        let said = lane_status(&core).await;
        assert_eq!(
            (said.failures, said.failing_since, said.waits_until),
            (0, None, None)
        );
    })
    .await;
}

#[tokio::test]
async fn a_lane_that_is_too_long_keeps_its_newest_and_says_what_it_lost() {
    each_store(async |core, _| {
        enqueue(&core, (0..10).map(deliver)).await;
        let before = ids(&core).await;
        assert_eq!(trim(&core, 10).await.expect("trim"), 0);
        assert_eq!(trim(&core, 7).await.expect("trim"), 3);
        assert_eq!(ids(&core).await, before[3..]);
        assert_eq!(lane_status(&core).await.dropped, 3);
    })
    .await;
}

#[tokio::test]
async fn a_job_that_comes_while_its_lane_is_released_is_not_forgotten() {
    each_store(async |core, _| {
        enqueue(&core, [deliver(1)]).await;
        release(&core).await;
        let first = ids(&core).await;
        let clerk = Clerk::start(core.clone());
        clerk
            .report(Report::Done {
                id: first[0],
                took: None,
            })
            .await;
        enqueue(&core, [deliver(2)]).await;
        release(&core).await;
        assert_eq!(claim(&core, "me", &[], 10).await.expect("claim"), [LANE]);
    })
    .await;
}

#[tokio::test]
async fn a_job_committed_by_another_process_during_a_release_is_seen_by_it() {
    let Some((one, other, _)) = two_processes().await else {
        return;
    };
    for number in 0..30 {
        enqueue(&one, [deliver(number)]).await;
        let clerk = Clerk::start(one.clone());
        for id in ids(&one).await {
            clerk.report(Report::Done { id, took: None }).await;
        }
        tokio::join!(release(&one), enqueue(&other, [deliver(100 + number)]));
        let found = claim(&one, "me", &[], 10).await.expect("claim");
        assert_eq!(found, [LANE], "round {number}");
        for id in ids(&one).await {
            clerk.report(Report::Done { id, took: None }).await;
        }
        release(&one).await;
    }
}

#[tokio::test]
async fn the_same_job_is_enqueued_once_while_it_waits() {
    each_store(async |core, _| {
        for _ in 0..2 {
            let mut tx = core.begin().await.expect("begin");
            enqueue_once(&mut tx, deliver(1)).await.expect("enqueued");
            enqueue_once(&mut tx, deliver(1)).await.expect("enqueued");
            tx.commit().await.expect("commit");
        }
        assert_eq!(ids(&core).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn reports_of_many_share_commits_and_each_is_answered_after_its_own() {
    each_store(async |core, _| {
        enqueue(&core, (0..300).map(deliver)).await;
        let all = due(&core, LANE, &[], 1_000).await.expect("due");
        let clerk = Clerk::start(core.clone());
        let reports = all.iter().map(|one| {
            clerk.report(Report::Done {
                id: one.id,
                took: None,
            })
        });
        futures::future::join_all(reports).await;
        assert_eq!(unfinished(&core).await.expect("count"), 0);
    })
    .await;
}

#[tokio::test]
async fn what_is_due_later_comes_later() {
    each_store(async |core, clock: Arc<StillClock>| {
        let tx = core.begin().await.expect("begin");
        let later = tx.now() + 5_000;
        tx.enqueue_at(deliver(1), later);
        tx.enqueue_at(deliver(2), later + 5_000);
        tx.commit().await.expect("commit");
        assert_eq!(next_due(&core, &[]).await.expect("due"), Some(later));
        assert!(claim(&core, "me", &[], 10).await.expect("claim").is_empty());
        clock.advance(5_000);
        assert_eq!(claim(&core, "me", &[], 10).await.expect("claim"), [LANE]);
        assert_eq!(ids(&core).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_job_that_cannot_be_read_is_refused_and_blocks_nothing() {
    each_store(async |core, _| {
        enqueue(&core, [deliver(1), deliver(2)]).await;
        let both = ids(&core).await;
        job::Entity::update_many()
            .col_expr(job::Column::Body, Expr::value("{}"))
            .filter(job::Column::Id.eq(both[0]))
            .exec(core.writer())
            .await
            .expect("spoiled");
        assert_eq!(ids(&core).await, both[1..]);
        assert_eq!(refused(&core, 10).await.expect("refused").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_newest_refusal_of_each_lane_is_told_in_the_peers_words() {
    each_store(async |core, _| {
        enqueue(&core, [deliver(1), deliver(2), deliver_to("c.test", 3)]).await;
        assert!(last_refusals(&core).await.expect("read").is_empty());
        let clerk = Clerk::start(core.clone());
        for (id, words) in ids(&core).await.into_iter().zip(["403: non", "410: parti"]) {
            let words = words.to_owned();
            clerk.report(Report::Refused { id, words }).await;
        }
        let told = last_refusals(&core).await.expect("read");
        assert_eq!(told, [(LANE.to_owned(), "410: parti".to_owned())]);
    })
    .await;
}

/// Sets a job aside as refused, as the clerk does.
async fn set_aside(core: &Core, lane: &str) {
    let tx = core.begin().await.expect("begin");
    for work in due(core, lane, &[], 1_000).await.expect("due") {
        clerk::refuse(&tx, work.id, "non").await.expect("refused");
    }
    tx.commit().await.expect("commit");
}

// delivery.29
#[tokio::test]
async fn a_lane_keeps_its_newest_hundred_refusals_and_none_for_more_than_ninety_days() {
    each_store(async |core, clock| {
        const DAY: Millis = 86_400_000;
        enqueue(&core, (0..103).map(deliver)).await;
        enqueue(&core, [deliver_to("c.test", 1)]).await;
        set_aside(&core, LANE).await;
        set_aside(&core, "peer:c.test").await;
        enqueue(&core, [deliver(200)]).await;
        let before = refused(&core, 1_000).await.expect("refused");
        assert_eq!(forget_refused(&core).await.expect("tidied"), 3);
        let after = refused(&core, 1_000).await.expect("refused");
        let ids_of = |some: &[Refused]| some.iter().map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(ids_of(&after), ids_of(&before)[..101], "the oldest go");
        assert_eq!(forget_refused(&core).await.expect("tidied"), 0);

        clock.advance(60 * DAY);
        enqueue(&core, [deliver_to("c.test", 2)]).await;
        set_aside(&core, "peer:c.test").await;
        clock.advance(30 * DAY - 1_000);
        assert_eq!(forget_refused(&core).await.expect("tidied"), 0, "not yet");
        clock.advance(2_000);
        assert_eq!(forget_refused(&core).await.expect("tidied"), 101);
        assert_eq!(refused(&core, 10).await.expect("refused").len(), 1);
        assert_eq!(ids(&core).await.len(), 1, "what waits stays, however old");
    })
    .await;
}

// delivery.29
#[tokio::test]
async fn a_letter_that_could_not_be_opened_lets_go_of_its_body_with_its_job() {
    each_store(async |core, clock| {
        const FROM: &str = "from:b.test";
        let letter = |number: i64| crate::Incoming {
            signer: "https://b.test/ap/u/bob".to_owned(),
            activity_id: format!("https://b.test/ap/a/{number}"),
            host: "b.test".to_owned(),
            body: b"{}".to_vec(),
        };
        let gather = crate::Gather::start(core.clone());
        let kept = async |id: i64| {
            let read = crate::letters::read(&core, &[id]).await.expect("read");
            !read.is_empty()
        };
        gather.keep(letter(1)).await.expect("kept");
        let work = due(&core, FROM, &[], 10).await.expect("due");
        let Job::Open { letter: shut, .. } = work[0].job else {
            panic!("a letter")
        };
        set_aside(&core, FROM).await;
        forget_refused(&core).await.expect("tidied");
        assert!(kept(shut).await, "it may still be looked at");
        clock.advance(91 * 86_400_000);
        gather.keep(letter(2)).await.expect("kept");
        let work = due(&core, FROM, &[], 10).await.expect("due");
        let Job::Open { letter: waits, .. } = work[0].job else {
            panic!("a letter")
        };
        assert_eq!(forget_refused(&core).await.expect("tidied"), 1);
        assert!(!kept(shut).await && kept(waits).await);
    })
    .await;
}
