//! Uploads and what they hang on, on each store.

use std::sync::Arc;

use super::*;
use crate::clock::StillClock;
use crate::people::Person;
use crate::store::testing::{each_store, forum, member};
use crate::threads::{self, Draft, Post};
use crate::{Core, Error, Job, Refusal, queue};

const DAY: Millis = 86_400_000;

fn files(token: &str) -> Files {
    Files {
        mime: "image/png".to_owned(),
        original: format!("{token}.png"),
        small: Some(format!("{token}-s.png")),
        bytes: 1_000,
        size: Some((640, 480)),
        small_size: Some((400, 300)),
        duration: None,
        blurhash: Some("LEHV6nWB2yk8".to_owned()),
    }
}

async fn upload(core: &Core, owner: &Person, token: &str, ready: bool) -> Media {
    let mut tx = core.begin().await.expect("a write");
    let new = New {
        token: token.to_owned(),
        kind: Kind::Image,
        mime: "image/png".to_owned(),
        description: "Un pylône".to_owned(),
        focus: (20_000, -5_000),
        files: ready.then(|| files(token)),
    };
    let made = create(&mut tx, owner, new).await.expect("an upload");
    tx.commit().await.expect("a commit");
    made
}

async fn draft(core: &Core, text: &str, media: Vec<Media>) -> Draft {
    let mut draft = threads::draft(core, text, Some("Titre"), "fr")
        .await
        .expect("a draft");
    draft.media = Some(media);
    draft
}

/// A post with two uploads, the second first.
async fn with_two(core: &Core, ana: &Person) -> (Post, Media, Media) {
    let salon = forum(core, "acces", false).await;
    let one = upload(core, ana, "a", true).await;
    let two = upload(core, ana, "b", true).await;
    let text = draft(core, "Voyez", vec![two.clone(), one.clone()]).await;
    let mut tx = core.begin().await.expect("a write");
    let post = Box::pin(threads::open(&mut tx, ana, &salon, &text)).await;
    tx.commit().await.expect("a commit");
    (post.expect("a post"), one, two)
}

/// What waits in the lane of media.
async fn waiting(core: &Core) -> Vec<Job> {
    let due = queue::due(core, "media", &[], 100).await.expect("jobs");
    due.into_iter().map(|work| work.job).collect()
}

fn refused(result: crate::Result<impl std::fmt::Debug>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("it is not refused: {other:?}"),
    }
}

// media.1, media.2
#[tokio::test]
async fn an_upload_is_its_owners_until_it_hangs_on_a_post() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let ben = member(&core, "ben", true).await;
        let made = upload(&core, &ana, "a", true).await;
        assert_eq!((made.focus_x, made.focus_y), (10_000, -5_000));
        assert!(
            of_person(&core, ben.id, made.id)
                .await
                .expect("read")
                .is_none()
        );
        assert!(
            of_person(&core, ana.id, made.id)
                .await
                .expect("read")
                .is_some()
        );
        let mut tx = core.begin().await.expect("a write");
        let change = || Change {
            description: Some("Deux pylônes".to_owned()),
            ..Change::default()
        };
        let theirs = describe(&mut tx, &ben, made.id, change()).await;
        assert_eq!(refused(theirs), Refusal::NoSuchMedia);
        let long = Change {
            description: Some("é".repeat(DESCRIPTION + 1)),
            ..Change::default()
        };
        let long = describe(&mut tx, &ana, made.id, long).await;
        let (chars, limit) = (DESCRIPTION + 1, DESCRIPTION);
        assert_eq!(refused(long), Refusal::DescriptionTooLong { chars, limit });
        let said = describe(&mut tx, &ana, made.id, change())
            .await
            .expect("said");
        assert_eq!(said.description, "Deux pylônes");
        assert_eq!(
            refused(delete(&mut tx, &ben, made.id).await),
            Refusal::NoSuchMedia
        );
        delete(&mut tx, &ana, made.id).await.expect("deleted");
        tx.commit().await.expect("a commit");
        assert!(by_id(&core, made.id).await.expect("read").is_none());
        let keys = vec!["a.png".to_owned(), "a-s.png".to_owned()];
        assert_eq!(waiting(&core).await, [Job::Discard { keys }]);
    })
    .await;
}

// media.3
#[tokio::test]
async fn uploads_hang_on_one_post_in_their_order_and_go_with_it() {
    each_store(async |core, _| {
        let ana = Box::pin(member(&core, "ana", true)).await;
        let (post, one, two) = Box::pin(with_two(&core, &ana)).await;
        let shown = of_posts(&core, &[post.id, 7]).await.expect("read");
        let ids: Vec<i64> = shown.iter().map(|one| one.id).collect();
        assert_eq!(ids, [two.id, one.id]);
        let mut tx = core.begin().await.expect("a write");
        let other = threads::draft(&core, "Encore", None, "fr").await;
        let mut other = other.expect("a draft");
        other.media = Some(vec![one.clone()]);
        let again = Box::pin(threads::reply(&mut tx, &ana, post.id, &other)).await;
        assert_eq!(refused(again), Refusal::MediaAttached);
        drop(tx);
        let mut tx = core.begin().await.expect("a write");
        assert_eq!(
            refused(delete(&mut tx, &ana, one.id).await),
            Refusal::MediaAttached
        );
    })
    .await;
}

// media.3
#[tokio::test]
async fn an_edit_takes_uploads_away_and_a_deletion_all_of_them() {
    each_store(async |core, _| {
        let ana = Box::pin(member(&core, "ana", true)).await;
        let (post, one, _) = Box::pin(with_two(&core, &ana)).await;
        let mut tx = core.begin().await.expect("a write");
        // An edit that says nothing of them keeps them; one that says so takes one away.
        let mut silent = Box::pin(draft(&core, "Voyez donc", Vec::new())).await;
        silent.media = None;
        Box::pin(threads::edit(&mut tx, &ana, post.id, &silent))
            .await
            .expect("edited");
        let fewer = Box::pin(draft(&core, "Voyez ceci", vec![one.clone()])).await;
        Box::pin(threads::edit(&mut tx, &ana, post.id, &fewer))
            .await
            .expect("edited");
        tx.commit().await.expect("a commit");
        let shown = of_posts(&core, &[post.id]).await.expect("read");
        assert_eq!(shown.iter().map(|one| one.id).collect::<Vec<_>>(), [one.id]);
        let mut tx = core.begin().await.expect("a write");
        Box::pin(threads::delete(&mut tx, &ana, post.id))
            .await
            .expect("deleted");
        tx.commit().await.expect("a commit");
        assert!(by_id(&core, one.id).await.expect("read").is_none());
        let gone: Vec<String> = waiting(&core)
            .await
            .into_iter()
            .flat_map(|job| match job {
                Job::Discard { keys } => keys,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(gone, ["b.png", "b-s.png", "a.png", "a-s.png"]);
    })
    .await;
}

// media.3
#[tokio::test]
async fn what_is_not_ready_or_too_much_hangs_on_nothing() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let salon = forum(&core, "acces", false).await;
        let slow = upload(&core, &ana, "s", false).await;
        assert_eq!(waiting(&core).await, [Job::Process { media: slow.id }]);
        let mut many = Vec::new();
        for n in 0..=PER_POST {
            many.push(upload(&core, &ana, &format!("m{n}"), true).await);
        }
        let ben = member(&core, "ben", true).await;
        for (who, media, wanted) in [
            (&ana, vec![slow.clone()], Refusal::MediaUnready),
            (
                &ana,
                many.clone(),
                Refusal::TooManyMedia { limit: PER_POST },
            ),
            (&ben, vec![many[0].clone()], Refusal::NoSuchMedia),
        ] {
            let text = draft(&core, "Voyez", media).await;
            let mut tx = core.begin().await.expect("a write");
            let made = Box::pin(threads::open(&mut tx, who, &salon, &text)).await;
            assert_eq!(refused(made), wanted);
        }
    })
    .await;
}

// media.4
#[tokio::test]
async fn what_is_made_later_is_ready_or_says_why_not() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let good = upload(&core, &ana, "g", false).await;
        let bad = upload(&core, &ana, "b", false).await;
        assert_eq!(good.state, "processing");
        let mut tx = core.begin().await.expect("a write");
        assert!(ready(&mut tx, good.id, files("g")).await.expect("ready"));
        assert!(!ready(&mut tx, 7, files("x")).await.expect("nothing"));
        fail(&mut tx, bad.id, "media-broken").await.expect("failed");
        tx.commit().await.expect("a commit");
        let good = by_id(&core, good.id).await.expect("read").expect("a row");
        assert_eq!((good.state.as_str(), good.width), ("ready", Some(640)));
        let bad = by_id(&core, bad.id).await.expect("read").expect("a row");
        assert_eq!(bad.reason.as_deref(), Some("media-broken"));
        let gone = waiting(&core).await;
        let raw = |token: &str| format!("{token}.raw");
        let left = |token: &str| {
            gone.iter()
                .any(|job| matches!(job, Job::Discard { keys } if keys.contains(&raw(token))))
        };
        assert!(left("g") && left("b"));
    })
    .await;
}

// media.5
#[tokio::test]
async fn what_hangs_on_nothing_goes_after_a_day() {
    each_store(async |core, clock: Arc<StillClock>| {
        let ana = member(&core, "ana", true).await;
        let salon = forum(&core, "acces", false).await;
        let kept = upload(&core, &ana, "k", true).await;
        let lost = upload(&core, &ana, "l", true).await;
        let text = draft(&core, "Voyez", vec![kept.clone()]).await;
        let mut tx = core.begin().await.expect("a write");
        Box::pin(threads::open(&mut tx, &ana, &salon, &text))
            .await
            .expect("a post");
        tx.commit().await.expect("a commit");
        clock.advance(DAY - 60_000);
        for (more, there) in [(0, true), (120_000, false)] {
            clock.advance(more);
            let mut tx = core.begin().await.expect("a write");
            forget_old(&mut tx).await.expect("forgotten");
            tx.commit().await.expect("a commit");
            let row = by_id(&core, lost.id).await.expect("read");
            assert_eq!(row.is_some(), there);
        }
        assert!(by_id(&core, kept.id).await.expect("read").is_some());
    })
    .await;
}
