//! What erasure takes and what stays (ledger §5).

use super::build::*;
use crate::Core;
use crate::ledger::{self, Applied, Keeping, Kind, Standing, Vouch};
use crate::store::testing::{each_store, remote_forum};

async fn record(core: &Core, id: &str) -> ledger::Entry {
    ledger::by_activity(core, id)
        .await
        .expect("read")
        .expect("a record")
}

#[tokio::test]
async fn a_delete_takes_bytes_texts_and_versions_in_the_same_commit() {
    each_store(async |core, _| {
        put_all(&core, [reply(), update(1)]).await;
        assert_eq!(
            ledger::versions(&core, REPLY)
                .await
                .expect("versions")
                .len(),
            2
        );
        let mut tx = core.begin().await.expect("begin");
        ledger::apply(&mut tx, delete().0).await.expect("deleted");
        tx.abandon().await.expect("abandoned");
        assert_eq!(post(&core, REPLY).await.html, "<p>version 1</p>");
        put_all(&core, [delete()]).await;
        for made in [reply(), update(1)] {
            let kept = record(&core, &made.0.activity_id).await;
            assert_eq!((kept.raw, kept.keeping), (None, Keeping::Erased));
            assert_eq!((kept.rid, kept.actor), (made.0.rid.to_vec(), made.0.actor));
            assert_eq!(kept.published, made.0.published);
            assert!(
                ledger::record_raw(&core, &made.0.rid)
                    .await
                    .expect("read")
                    .is_none()
            );
        }
        assert!(record(&core, &delete().0.activity_id).await.raw.is_some());
        assert!(
            ledger::versions(&core, REPLY)
                .await
                .expect("versions")
                .is_empty()
        );
        let row = post(&core, REPLY).await;
        assert_eq!(
            (row.html + &row.source, row.title, row.url),
            (String::new(), None, None)
        );
    })
    .await;
}

#[tokio::test]
async fn it_erases_at_once_and_its_line_follows_when_the_home_has_announced_it() {
    each_store(async |core, _| {
        put_all(&core, [root(), reply()]).await;
        let before = digest(&core).await.line;
        put_all(&core, [delete().standing(Standing::Pending)]).await;
        let row = post(&core, REPLY).await;
        assert_eq!((row.state.as_str(), row.html.as_str()), ("deleted", ""));
        assert_eq!(digest(&core).await.line, before);
        put_all(&core, [delete()]).await;
        assert_eq!(line(&core, REPLY).await.as_deref(), Some("deleted"));
        assert_ne!(digest(&core).await.line, before);
        assert!(
            digest(&core).await.line.contains(":2 react:"),
            "a deleted post is counted"
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_not_verified_erases_nothing() {
    each_store(async |core, _| {
        let early = |one: Made| one.with(|one| one.published += days(30));
        put_all(&core, [reply(), delete().standing(Standing::Unproved)]).await;
        put_all(&core, [early(delete()).id("https://senegal.test/early")]).await;
        let row = post(&core, REPLY).await;
        assert_eq!(
            (row.state.as_str(), row.html.as_str()),
            ("live", "<p>réponse</p>")
        );
    })
    .await;
}

#[tokio::test]
async fn a_create_and_an_update_after_the_delete_are_stored_erased() {
    each_store(async |core, _| {
        put_all(&core, [delete(), update(1), reply()]).await;
        for made in [reply(), update(1)] {
            let kept = record(&core, &made.0.activity_id).await;
            assert_eq!((kept.raw, kept.keeping), (None, Keeping::Erased));
        }
    })
    .await;
}

#[tokio::test]
async fn an_actors_end_erases_all_it_wrote_and_counts_when_each_forum_announces_it() {
    each_store(async |core, _| {
        remote_forum(&core, "dakar.test").await;
        let other = "https://thies.test/ap/f/eau";
        let elsewhere = reply().with(|one| {
            "https://senegal.test/ap/p/8".clone_into(&mut one.object);
            (one.in_reply_to, one.context) = (None, None);
            one.forum = Some(other.to_owned());
        });
        let end = |forum: Option<&str>, standing| {
            made(Kind::DeleteActor, AWA, AWA)
                .standing(standing)
                .with(|one| {
                    one.forum = forum.map(str::to_owned);
                    one.context = None;
                })
        };
        put_all(
            &core,
            [
                root(),
                reply(),
                update(1),
                elsewhere.id("https://senegal.test/8"),
            ],
        )
        .await;
        put_all(&core, [end(None, Standing::Pending)]).await;
        for uri in [REPLY, "https://senegal.test/ap/p/8"] {
            let row = post(&core, uri).await;
            assert_eq!((row.state.as_str(), row.html.as_str()), ("deleted", ""));
            assert_eq!(row.line.as_deref(), Some("live"));
        }
        put_all(&core, [end(Some(FORUM), Standing::Accepted)]).await;
        assert_eq!(line(&core, REPLY).await.as_deref(), Some("deleted"));
        assert_eq!(
            line(&core, "https://senegal.test/ap/p/8").await.as_deref(),
            Some("live")
        );
        put_all(&core, [end(Some(other), Standing::Accepted)]).await;
        assert_eq!(
            line(&core, "https://senegal.test/ap/p/8").await.as_deref(),
            Some("deleted")
        );
        let history = ledger::history(&core, thread(&core).await.id)
            .await
            .expect("history");
        assert!(history.iter().any(|entry| entry.kind == Kind::DeleteActor));
        // What comes later is erased as well.
        let late = reply().with(|one| "https://senegal.test/ap/p/9".clone_into(&mut one.object));
        put_all(&core, [late.id("https://senegal.test/late")]).await;
        assert_eq!(
            line(&core, "https://senegal.test/ap/p/9").await.as_deref(),
            Some("deleted")
        );
        assert!(
            record(&core, "https://senegal.test/late")
                .await
                .raw
                .is_none()
        );
    })
    .await;
}

#[tokio::test]
async fn only_the_actor_itself_ends_it_and_an_unknown_one_stays_ended() {
    each_store(async |core, _| {
        let forged = made(Kind::DeleteActor, BINTA, AWA).with(|one| one.context = None);
        put_all(&core, [reply(), forged]).await;
        assert_eq!(post(&core, REPLY).await.state, "live");
        let end = made(Kind::DeleteActor, BINTA, BINTA).with(|one| one.context = None);
        put_all(&core, [end, root()]).await;
        assert_eq!(post(&core, ROOT).await.state, "deleted");
    })
    .await;
}

#[tokio::test]
async fn a_deleted_root_leaves_its_thread_without_a_title() {
    each_store(async |core, _| {
        put_all(
            &core,
            [root(), reply(), made(Kind::Delete, BINTA, ROOT).at(90)],
        )
        .await;
        let left = thread(&core).await;
        assert_eq!((left.title.as_str(), left.posts), ("", 1));
        assert_eq!(left.root.as_deref(), Some(ROOT));
    })
    .await;
}

// ledger.10, ledger.33
#[tokio::test]
async fn what_is_withheld_keeps_its_lines_and_loses_its_text() {
    each_store(async |core, _| {
        put_all(&core, [root(), reply(), update(1)]).await;
        let before = digest(&core).await;
        let mut tx = core.begin().await.expect("begin");
        ledger::withhold(&mut tx, REPLY).await.expect("withheld");
        tx.commit().await.expect("commit");
        let row = post(&core, REPLY).await;
        assert_eq!((row.state.as_str(), row.html.as_str()), ("withheld", ""));
        assert_eq!(digest(&core).await.line, before.line);
        assert_eq!(digest(&core).await.withheld, 1);
        assert_eq!(
            record(&core, &reply().0.activity_id).await.keeping,
            Keeping::Declined
        );
        put_all(&core, [reply()]).await;
        assert_eq!(
            post(&core, REPLY).await.html,
            "",
            "told again, it is still refused"
        );
        let stub = reply().with(|one| "https://senegal.test/ap/p/9".clone_into(&mut one.object));
        let mut tx = core.begin().await.expect("begin");
        let stub = stub.id("https://senegal.test/9").0;
        ledger::apply_withheld(&mut tx, stub)
            .await
            .expect("applied");
        tx.commit().await.expect("commit");
        assert_eq!(
            post(&core, "https://senegal.test/ap/p/9").await.state,
            "withheld"
        );
    })
    .await;
}

// ledger.50, hostile.34
#[tokio::test]
async fn what_was_told_without_its_text_is_told_whole_by_whoever_can_vouch_for_it() {
    each_store(async |core, _| {
        put_all(&core, [root()]).await;
        let mut tx = core.begin().await.expect("begin");
        ledger::apply_withheld(&mut tx, reply().0)
            .await
            .expect("applied");
        tx.commit().await.expect("commit");
        let before = digest(&core).await.line;
        assert_eq!(post(&core, REPLY).await.state, "withheld");

        let by_forum = reply().with(|one| one.vouch = Vouch::Forum);
        put_all(&core, [by_forum]).await;
        assert_eq!(
            post(&core, REPLY).await.html,
            "",
            "the forum's word is not enough"
        );
        put_all(&core, [reply()]).await;
        let row = post(&core, REPLY).await;
        assert_eq!(
            (row.state.as_str(), row.html.as_str()),
            ("live", "<p>réponse</p>")
        );
        assert_eq!(digest(&core).await.line, before);
        let again = put(&core, reply()).await.expect("applied");
        assert_eq!(again, Applied::Known);
    })
    .await;
}

#[tokio::test]
async fn a_text_that_nobody_vouches_for_yet_waits_for_its_origin() {
    each_store(async |core, _| {
        put_all(&core, [root()]).await;
        let mut tx = core.begin().await.expect("begin");
        ledger::apply_withheld(&mut tx, reply().0)
            .await
            .expect("applied");
        tx.commit().await.expect("commit");
        put_all(&core, [reply().standing(Standing::Unproved)]).await;
        assert_eq!(post(&core, REPLY).await.state, "unproved");
        let mut tx = core.begin().await.expect("begin");
        ledger::set_standing(&mut tx, &reply().0.rid, Standing::Refused, None)
            .await
            .expect("its origin does not say so");
        tx.commit().await.expect("commit");
        put_all(&core, [reply()]).await;
        assert_ne!(post(&core, REPLY).await.state, "withheld");
    })
    .await;
}

#[tokio::test]
async fn an_erased_stub_leaves_a_line_even_when_it_does_not_say_whose_it_was() {
    each_store(async |core, _| {
        remote_forum(&core, "dakar.test").await;
        let stub = reply().with(|one| {
            one.raw = None;
            one.in_reply_to = None;
            one.actor.clear();
        });
        put_all(&core, [root(), stub]).await;
        assert_eq!(line(&core, REPLY).await.as_deref(), Some("deleted"));
        assert_eq!(thread(&core).await.root.as_deref(), Some(ROOT));
        put_all(&core, [delete()]).await;
        assert_eq!(digest(&core).await.core_lines.len(), 3);
    })
    .await;
}
