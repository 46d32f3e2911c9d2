//! Letters that cannot be opened, beside others.

use std::sync::Arc;
use std::time::Duration;

use palabre_core::{Core, Gather, Incoming, queue};
use tokio::sync::watch;
use tokio::time::Instant;

use super::{CALM, Opener, RUSH, Ready, WAITING};
use crate::inbox::open::Prepared;
use crate::testing;

fn ready(prepared: Prepared, alone: bool) -> Ready {
    Ready {
        letters: vec![1],
        jobs: vec![1],
        prepared: vec![prepared],
        last_of: None,
        alone,
    }
}

// hostile.36
#[tokio::test]
async fn one_letter_that_cannot_be_opened_keeps_no_other_shut() {
    for broken in [|| Prepared::Fails, || Prepared::Panics] {
        let folder = tempfile::tempdir().expect("a folder");
        let opener = Opener::start(testing::core(folder.path()).await);
        for alone in [false, true] {
            // Both are on their way before the first is taken.
            let coming = (opener.coming(), opener.coming());
            let (bad, good) = tokio::join!(
                opener.open(ready(broken(), alone), coming.0),
                opener.open(ready(Prepared::Nothing, alone), coming.1),
            );
            bad.expect_err("it cannot be opened");
            assert_eq!(good.is_ok(), alone, "by itself it is opened");
        }
        let next = opener.open(ready(Prepared::Nothing, false), opener.coming());
        next.await.expect("the opener goes on");
    }
}

fn letter(host: &str, number: usize) -> Arc<Incoming> {
    Arc::new(Incoming {
        signer: format!("https://{host}/users/kofi"),
        activity_id: format!("https://{host}/activities/{number}"),
        host: host.to_owned(),
        body: b"{}".to_vec(),
    })
}

async fn waiting(core: &Core, host: &str) -> usize {
    let due = queue::due(core, &format!("from:{host}"), &[], 100).await;
    due.expect("the lane is read").len()
}

// delivery.30
#[tokio::test]
async fn what_fails_at_the_door_is_kept_by_whoever_keeps_it_first() {
    for broken in [|| Prepared::Fails, || Prepared::Panics] {
        let folder = tempfile::tempdir().expect("a folder");
        let core = testing::core(folder.path()).await;
        let opener = Opener::start(core.clone());
        let (bad, good) = (letter("b.test", 1), letter("b.test", 2));
        let outcome = tokio::join!(
            opener.at_door(bad.clone(), broken()),
            opener.at_door(good.clone(), Prepared::Nothing),
        );
        outcome.0.expect_err("it cannot be opened");
        outcome.1.expect_err("nor what was to be opened with it");
        let gather = Gather::start(core.clone());
        for one in [bad, good] {
            gather.keep(Arc::unwrap_or_clone(one)).await.expect("kept");
        }
        assert_eq!(waiting(&core, "b.test").await, 2, "neither was known");
    }
}

// delivery.19, delivery.30
#[tokio::test]
async fn a_letter_joins_those_of_its_host_that_wait() {
    let folder = tempfile::tempdir().expect("a folder");
    let core = testing::core(folder.path()).await;
    let opener = Opener::start(core.clone());
    let gather = Gather::start(core.clone());
    let first = Arc::unwrap_or_clone(letter("b.test", 1));
    gather.keep(first).await.expect("kept");
    // Were it opened now, it would fail.
    let second = opener.at_door(letter("b.test", 2), Prepared::Fails);
    second.await.expect("it waits with the first");
    assert_eq!(waiting(&core, "b.test").await, 2);

    let other = opener.at_door(letter("c.test", 3), Prepared::Nothing);
    other.await.expect("nothing of its host waits");
    assert_eq!(waiting(&core, "c.test").await, 0);
    let again = opener.at_door(letter("c.test", 3), Prepared::Fails);
    again.await.expect("it is known, and not opened again");
}

// delivery.31
#[tokio::test]
async fn a_rush_is_waited_out_and_not_for_ever() {
    let folder = tempfile::tempdir().expect("a folder");
    let opener = Opener::start(testing::core(folder.path()).await);
    for (letters, rush) in [(RUSH - 1, false), (RUSH, true)] {
        let begun = Instant::now();
        let all = (0..letters).map(|number| {
            let letter = letter("b.test", letters * 100 + number);
            opener.at_door(letter, Prepared::Nothing)
        });
        for opened in futures::future::join_all(all).await {
            opened.expect("opened");
        }
        let until = *opener.rush.borrow();
        assert_eq!(until >= begun + CALM, rush, "{letters} letters together");
        opener.after_rush(Duration::MAX).await;
        assert!(Instant::now() >= until);
    }
    let endless = watch::channel(Instant::now() + Duration::from_hours(1)).1;
    let opener = Opener {
        rush: endless,
        ..opener
    };
    let begun = Instant::now();
    opener.after_rush(Duration::from_millis(1)).await;
    assert!(begun.elapsed() < Duration::from_mins(30));
}

// delivery.16
#[tokio::test]
async fn a_place_at_the_door_is_taken_until_the_letter_is_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let core = testing::core(folder.path()).await;
    let opener = Opener::start(core.clone());
    // While somebody else writes, nothing is opened.
    let tx = core.begin().await.expect("a write begins");
    let mut large = Arc::unwrap_or_clone(letter("b.test", 1));
    large.body = vec![b' '; 100 * 1_024];
    let mut sent = Box::pin(opener.at_door(Arc::new(large), Prepared::Nothing));
    assert!(futures::poll!(&mut sent).is_pending());
    drop(sent);
    assert_eq!(opener.room.available_permits(), WAITING - 100);
    tx.abandon().await.expect("it ends");
    let next = opener.at_door(letter("b.test", 2), Prepared::Nothing);
    next.await.expect("opened");
    assert_eq!(opener.room.available_permits(), WAITING);

    let all = WAITING / 64;
    let tx = core.begin().await.expect("a write begins");
    let many = (0..=all).map(|number| opener.at_door(letter("c.test", number), Prepared::Nothing));
    let mut many = Box::pin(futures::future::join_all(many));
    assert!(futures::poll!(&mut many).is_pending());
    tx.abandon().await.expect("it ends");
    let answers = many.await;
    let refused = answers.iter().filter(|answer| answer.is_err()).count();
    assert_eq!(refused, 1, "who came last is asked to come again");
}
