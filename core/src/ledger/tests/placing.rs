//! Threads, forums and local ids (ledger §1, §7, §8).

use super::build::*;
use crate::ledger::{Kind, Standing};
use crate::store::testing::{NOON, each_store, remote_forum};
use crate::{id, queue};

#[tokio::test]
async fn replies_that_come_before_their_parents_find_their_thread() {
    each_store(async |core, _| {
        remote_forum(&core, "dakar.test").await;
        let third = "https://senegal.test/ap/p/30";
        let newest = made(Kind::Create, AWA, third)
            .under(REPLY)
            .at(500)
            .without_context();
        put_all(&core, [newest, reply().without_context()]).await;
        assert_eq!(post(&core, third).await.thread_id, None);
        put_all(&core, [root()]).await;
        let found = thread(&core).await;
        assert_eq!(found.id, post(&core, ROOT).await.id);
        assert_eq!(post(&core, third).await.thread_id, Some(found.id));
        assert_eq!((found.posts, found.last_at), (3, NOON - days(1) + 500_000));
        assert_eq!(digest(&core).await.core_lines.len(), 4);
        let history = crate::ledger::history(&core, found.id)
            .await
            .expect("history");
        assert_eq!(history.len(), 3, "placed records belong to the history");
    })
    .await;
}

#[tokio::test]
async fn a_thread_keeps_its_number_when_its_root_comes_late() {
    each_store(async |core, _| {
        put_all(&core, [reply()]).await;
        let before = thread(&core).await;
        assert_eq!((before.root, before.title.as_str()), (None, ""));
        put_all(&core, [root()]).await;
        let after = thread(&core).await;
        assert_eq!((after.id, after.title.as_str()), (before.id, "racine"));
        assert_eq!(post(&core, ROOT).await.id, before.id);
    })
    .await;
}

// ledger.18
#[tokio::test]
async fn a_root_that_waited_takes_the_name_that_its_home_gives_the_thread() {
    each_store(async |core, _| {
        remote_forum(&core, "dakar.test").await;
        let second = made(Kind::Create, AWA, "https://senegal.test/ap/p/31")
            .under("https://senegal.test/ap/p/30")
            .at(900);
        let own = made(Kind::Create, AWA, "https://senegal.test/ap/p/30")
            .id("own")
            .at(1);
        let waiting = own.clone().without_context().standing(Standing::Pending);
        // A reply that names the thread comes before the home's word about the root.
        put_all(&core, [waiting, second]).await;
        let waiting = post(&core, "https://senegal.test/ap/p/30").await;
        assert_ne!(
            waiting.thread_id,
            post(&core, "https://senegal.test/ap/p/31").await.thread_id
        );
        put_all(&core, [own]).await;
        let found = thread(&core).await;
        assert_eq!((found.id, found.posts), (waiting.id, 2));
        assert_eq!(found.last_at, NOON - days(1) + 900_000);
        let moved = post(&core, "https://senegal.test/ap/p/31").await;
        assert_eq!(moved.thread_id, Some(found.id));
        assert_eq!(digest(&core).await.core_lines.len(), 3);
    })
    .await;
}

// ledger.18
#[tokio::test]
async fn a_forum_adds_nothing_to_the_thread_of_another() {
    each_store(async |core, _| {
        remote_forum(&core, "dakar.test").await;
        remote_forum(&core, "thies.test").await;
        let foreign = |one: Made| {
            one.with(|one| {
                one.forum = Some("https://thies.test/ap/f/acces".to_owned());
            })
        };
        put_all(&core, [root(), foreign(reply())]).await;
        assert_eq!(post(&core, REPLY).await.thread_id, None);
        assert_eq!(digest(&core).await.core_lines.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_missing_parent_is_one_job_in_the_lane_of_the_forums_home() {
    each_store(async |core, _| {
        remote_forum(&core, "dakar.test").await;
        let other = made(Kind::Create, AWA, "https://senegal.test/ap/p/9").under(ROOT);
        put_all(&core, [reply(), other]).await;
        let due = queue::due(&core, "fetch:dakar.test", &[], 10)
            .await
            .expect("due");
        assert_eq!(due.len(), 1, "{due:?}");
    })
    .await;
}

// ledger.48
#[tokio::test]
async fn a_backfilled_post_has_the_id_of_its_date_and_a_taken_one_the_next() {
    each_store(async |core, _| {
        let long_ago = reply()
            .with(|one| one.published = 0)
            .id("https://senegal.test/old");
        put_all(&core, [long_ago]).await;
        assert_eq!(id::moment(post(&core, REPLY).await.id), 946_684_800_000);
        put_all(&core, [root()]).await;
        assert_eq!(
            id::moment(post(&core, ROOT).await.id),
            946_684_800_000,
            "its thread's number"
        );
    })
    .await;
}

#[tokio::test]
async fn the_number_of_posts_and_the_newest_date_follow_removal_and_return() {
    each_store(async |core, _| {
        put_all(&core, [root(), reply(), act(Kind::Remove, REPLY, 100)]).await;
        let now = thread(&core).await;
        assert_eq!((now.posts, now.last_at), (1, NOON - days(1)));
        put_all(&core, [act(Kind::UndoRemove, REPLY, 101)]).await;
        let now = thread(&core).await;
        assert_eq!((now.posts, now.last_at), (2, NOON - days(1) + 60_000));
    })
    .await;
}
