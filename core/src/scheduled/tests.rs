//! What waits to be published: when, how much, whose, and what hangs on it.

use super::*;
use crate::store::testing::{NOON, done, each_store, member, must};
use crate::{Error, queue, threads};

const MINUTE: Millis = 60_000;

async fn kept(core: &Core, person: &Person, due: Millis, media: &[Media]) -> Result<Scheduled> {
    let mut tx = core.begin().await?;
    let new = NewScheduled {
        due,
        said: "{}",
        media,
    };
    let row = keep(&mut tx, person, &new).await?;
    tx.commit().await?;
    Ok(row)
}

fn refused<T: std::fmt::Debug>(answer: Result<T>) -> Refusal {
    match answer {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

async fn upload(core: &Core, owner: &Person) -> Media {
    let new = media::New {
        token: "a".to_owned(),
        kind: media::Kind::Image,
        mime: "image/png".to_owned(),
        description: String::new(),
        focus: (0, 0),
        files: Some(media::Files {
            mime: "image/png".to_owned(),
            original: "a.png".to_owned(),
            ..media::Files::default()
        }),
    };
    must(core, async |tx| media::create(tx, owner, new).await).await
}

/// What is to be published now, of one's own or not.
async fn due_now(core: &Core, id: i64) -> Option<Scheduled> {
    must(core, async |tx| due(tx, id).await).await
}

/// The day after, at noon, so that a day is no other day.
const TOMORROW: Millis = NOON + DAY;

// scheduled.1, scheduled.5
#[tokio::test]
async fn it_is_neither_too_soon_nor_too_late_nor_too_much() {
    each_store(async |core, clock| {
        let ana = member(&core, "ana", true).await;
        let now = core.now();
        for wrong in [now - 1, now + SOONEST - 1, now + LATEST + MINUTE] {
            assert_eq!(
                refused(kept(&core, &ana, wrong, &[]).await),
                Refusal::ScheduleTime
            );
        }
        let soon = kept(&core, &ana, now + SOONEST + MINUTE, &[])
            .await
            .expect("kept");
        kept(&core, &ana, now + LATEST, &[]).await.expect("kept");
        for at in 0..25 {
            let due = TOMORROW + at * MINUTE;
            kept(&core, &ana, due, &[]).await.expect("kept");
        }
        let limit = OF_A_DAY;
        let more = kept(&core, &ana, TOMORROW, &[]).await;
        assert_eq!(refused(more), Refusal::TooManyScheduled { limit });
        let moved = done(&core, async |tx| change(tx, &ana, soon.id, TOMORROW).await);
        assert_eq!(refused(moved.await), Refusal::TooManyScheduled { limit });
        let ben = member(&core, "ben", true).await;
        kept(&core, &ben, TOMORROW, &[]).await.expect("his own day");

        let mut day = 1;
        let limit = OF_ONE;
        let last = loop {
            clock.advance(1);
            day += 1;
            match kept(&core, &ana, TOMORROW + day * DAY, &[]).await {
                Ok(_) => {}
                refusal => break refused(refusal),
            }
        };
        assert_eq!(last, Refusal::TooManyScheduled { limit });
        let all = page(&core, &ana, &Page::first(1_000))
            .await
            .expect("a page");
        assert_eq!(all.len(), OF_ONE);
        assert!(all.is_sorted_by(|one, other| one.id > other.id));
    })
    .await;
}

// scheduled.3, scheduled.4
#[tokio::test]
async fn it_is_due_once_at_the_time_that_was_said_last() {
    each_store(async |core, clock| {
        let ana = member(&core, "ana", true).await;
        let row = kept(&core, &ana, core.now() + 10 * MINUTE, &[])
            .await
            .expect("kept");
        let later = core.now() + 20 * MINUTE;
        must(&core, async |tx| change(tx, &ana, row.id, later).await).await;
        clock.advance(10 * MINUTE);
        let job = Job::Publish {
            person: ana.id,
            scheduled: row.id,
        };
        let lane = queue::due(&core, &job.lane(), &[], 10).await.expect("jobs");
        assert_eq!(lane.len(), 1, "of the time that was said first");
        assert_eq!(due_now(&core, row.id).await, None);
        clock.advance(10 * MINUTE);
        let found = due_now(&core, row.id).await.expect("it is due");

        must(&core, async |tx| {
            refuse(tx, &found, "Le fil est verrouillé").await
        })
        .await;
        assert_eq!(due_now(&core, row.id).await, None);
        let own = one(&core, &ana, row.id)
            .await
            .expect("kept with its author");
        assert_eq!(own.refused.as_deref(), Some("Le fil est verrouillé"));
        let again = core.now() + 6 * MINUTE;
        must(&core, async |tx| change(tx, &ana, row.id, again).await).await;
        clock.advance(6 * MINUTE);
        let found = due_now(&core, row.id).await.expect("it is due again");
        let moved = core.now() + 10 * MINUTE;
        must(&core, async |tx| change(tx, &ana, row.id, moved).await).await;
        let taken = async || must(&core, async |tx| take(tx, &found).await).await;
        assert!(!taken().await, "it was dated anew meanwhile");
        must(&core, async |tx| refuse(tx, &found, "Trop tard").await).await;
        let own = one(&core, &ana, row.id).await.expect("it waits");
        assert_eq!((own.due, own.refused), (moved, None));
        clock.advance(10 * MINUTE);
        assert!(taken().await);
        assert!(!taken().await, "once");
        assert_eq!(due_now(&core, row.id).await, None);
        let published = done(&core, async |tx| delete(tx, &ana, row.id).await).await;
        assert_eq!(
            refused(published),
            Refusal::NothingThere(row.id.to_string())
        );
    })
    .await;
}

// scheduled.2, scheduled.6
#[tokio::test]
async fn it_is_its_authors_alone_and_goes_with_them() {
    each_store(async |core, clock| {
        let ana = member(&core, "ana", true).await;
        let ben = member(&core, "ben", true).await;
        let picture = upload(&core, &ana).await;
        let hung = std::slice::from_ref(&picture);
        let row = kept(&core, &ana, TOMORROW, hung).await.expect("kept");
        let nothing = || Refusal::NothingThere(row.id.to_string());
        assert_eq!(refused(one(&core, &ben, row.id).await), nothing());
        let moved = done(&core, async |tx| change(tx, &ben, row.id, TOMORROW).await);
        assert_eq!(refused(moved.await), nothing());
        let taken = done(&core, async |tx| delete(tx, &ben, row.id).await);
        assert_eq!(refused(taken.await), nothing());
        assert!(
            page(&core, &ben, &Page::first(10))
                .await
                .expect("a page")
                .is_empty()
        );

        let twice = kept(&core, &ana, TOMORROW, hung).await;
        assert_eq!(refused(twice), Refusal::MediaAttached);
        clock.advance(2 * DAY);
        must(&core, async |tx| media::forget_old(tx).await).await;
        let known = async || {
            media::of_person(&core, ana.id, picture.id)
                .await
                .expect("read")
        };
        assert!(known().await.is_some(), "it waits with what it hangs on");
        must(&core, async |tx| delete(tx, &ana, row.id).await).await;
        must(&core, async |tx| media::forget_old(tx).await).await;
        let free = known().await.expect("it is free for a day");
        assert_eq!(free.post_id, None);
        clock.advance(DAY + 1);
        must(&core, async |tx| media::forget_old(tx).await).await;
        assert!(known().await.is_none());

        let picture = upload(&core, &ana).await;
        let due = core.now() + DAY;
        let row = kept(&core, &ana, due, std::slice::from_ref(&picture))
            .await
            .expect("kept");
        must(&core, async |tx| threads::delete_account(tx, &ana).await).await;
        assert_eq!(
            refused(one(&core, &ana, row.id).await),
            Refusal::NothingThere(row.id.to_string())
        );
        assert!(
            media::of_person(&core, ana.id, picture.id)
                .await
                .expect("read")
                .is_none()
        );
    })
    .await;
}
