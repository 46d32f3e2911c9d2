//! Who decides, and the fold of one object (ledger §2, §4, §6).

use super::build::*;
use crate::ledger::{self, Kind, Standing, digest};
use crate::store::testing::{each_store, remote_forum};

/// Every order of three records.
const ORDERS: [[usize; 3]; 6] = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
];

#[tokio::test]
async fn the_winner_is_the_highest_revision_in_every_order() {
    each_store(async |core, _| {
        remote_forum(&core, "dakar.test").await;
        for (number, order) in ORDERS.iter().enumerate() {
            let uri = format!("https://senegal.test/ap/p/{}", 100 + number);
            let three = [reply(), update(1), update(2)].map(|one| {
                let name = format!("{uri}/{}", one.0.activity_id);
                let text = format!("rev {}", one.0.rev);
                one.with(|one| {
                    one.object.clone_from(&uri);
                    one.activity_id = name;
                })
                .text(&text)
            });
            put_all(&core, order.map(|at| three[at].clone())).await;
            let row = post(&core, &uri).await;
            assert_eq!(
                (row.html.as_str(), row.rev),
                ("<p>rev 2</p>", 2),
                "{order:?}"
            );
            assert_eq!(row.updated, Some(three[2].0.published));
            assert_eq!(row.winner.as_deref(), Some(three[2].0.rid.as_slice()));
            assert_eq!(row.created_by.as_deref(), Some(three[0].0.rid.as_slice()));
        }
    })
    .await;
}

#[tokio::test]
async fn among_equal_revisions_the_later_second_wins_and_then_the_higher_rid() {
    each_store(async |core, _| {
        remote_forum(&core, "dakar.test").await;
        let older = update(0).id("https://senegal.test/u/1").at(70);
        let newer = update(0).id("https://senegal.test/u/2").at(71);
        put_all(&core, [newer.clone(), older, reply()]).await;
        assert_eq!(
            post(&core, REPLY).await.winner.as_deref(),
            Some(newer.0.rid.as_slice())
        );
        // `updated` beats `published`, and thousandths of a second decide nothing.
        let one = update(0)
            .id("https://senegal.test/u/3")
            .with(|one| one.updated = Some(newer.0.published + 5_100));
        let two = update(0)
            .id("https://senegal.test/u/4")
            .with(|one| one.updated = Some(newer.0.published + 5_900));
        let higher = Ord::max(one.0.rid, two.0.rid);
        put_all(&core, [two, one]).await;
        assert_eq!(post(&core, REPLY).await.winner, Some(higher.to_vec()));
    })
    .await;
}

#[tokio::test]
async fn an_update_by_somebody_else_changes_nothing() {
    each_store(async |core, _| {
        put_all(
            &core,
            [reply(), update(9).with(|one| one.actor = BINTA.to_owned())],
        )
        .await;
        assert_eq!(post(&core, REPLY).await.html, "<p>réponse</p>");
    })
    .await;
}

#[tokio::test]
async fn a_delete_by_the_author_is_final_in_every_order() {
    each_store(async |core, _| {
        remote_forum(&core, "dakar.test").await;
        for order in ORDERS {
            let uri = format!("https://senegal.test/ap/p/{order:?}");
            let three = [reply(), update(1), delete()].map(|one| {
                let name = format!("{uri}/{}", one.0.activity_id);
                one.with(|one| one.object.clone_from(&uri)).id(&name)
            });
            put_all(&core, order.map(|at| three[at].clone())).await;
            put_all(
                &core,
                [act(Kind::UndoRemove, &uri, 900).id(&format!("{uri}/undo"))],
            )
            .await;
            let row = post(&core, &uri).await;
            assert_eq!(
                (row.state.as_str(), row.line.as_deref()),
                ("deleted", Some("deleted"))
            );
            assert_eq!((row.html.as_str(), row.title), ("", None), "{order:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_latest_of_remove_and_its_undo_decides() {
    each_store(async |core, _| {
        remote_forum(&core, "dakar.test").await;
        put_all(
            &core,
            [
                act(Kind::UndoRemove, REPLY, 200),
                act(Kind::Remove, REPLY, 100),
            ],
        )
        .await;
        assert!(
            crate::threads::post_by_uri(&core, REPLY)
                .await
                .expect("read")
                .is_none()
        );
        put_all(&core, [reply()]).await;
        assert_eq!(line(&core, REPLY).await.as_deref(), Some("live"));
        put_all(&core, [act(Kind::Remove, REPLY, 201)]).await;
        assert_eq!(line(&core, REPLY).await.as_deref(), Some("removed"));
        assert_eq!(
            post(&core, REPLY).await.html,
            "<p>réponse</p>",
            "hidden, never erased"
        );
    })
    .await;
}

#[tokio::test]
async fn a_moderators_delete_counts_as_remove_and_its_undo_restores() {
    each_store(async |core, _| {
        let by_mod = made(Kind::Delete, BINTA, REPLY).at(400);
        put_all(&core, [by_mod, reply()]).await;
        assert_eq!(line(&core, REPLY).await.as_deref(), Some("removed"));
        let undo = made(Kind::UndoRemove, BINTA, REPLY).at(401);
        put_all(&core, [undo]).await;
        assert_eq!(line(&core, REPLY).await.as_deref(), Some("live"));
    })
    .await;
}

#[tokio::test]
async fn a_remove_by_somebody_else_than_the_group_is_none() {
    each_store(async |core, _| {
        put_all(&core, [reply(), made(Kind::Remove, BINTA, REPLY).at(400)]).await;
        assert_eq!(line(&core, REPLY).await.as_deref(), Some("live"));
    })
    .await;
}

// ledger.24
#[tokio::test]
async fn a_delete_without_a_create_leaves_a_line_only_within_one_origin() {
    each_store(async |core, _| {
        remote_forum(&core, "dakar.test").await;
        put_all(&core, [delete(), root()]).await;
        assert_eq!(line(&core, REPLY).await.as_deref(), Some("deleted"));
        let foreign = "https://thies.test/n/8";
        put_all(&core, [made(Kind::Delete, AWA, foreign)]).await;
        assert!(
            crate::threads::post_by_uri(&core, foreign)
                .await
                .expect("read")
                .is_none()
        );
        assert_eq!(
            digest(&core).await.core_lines.len(),
            3,
            "thread, root, deleted"
        );
    })
    .await;
}

#[tokio::test]
async fn the_latest_like_or_undo_of_an_actor_decides_also_before_the_post() {
    each_store(async |core, _| {
        remote_forum(&core, "dakar.test").await;
        let like = |seconds| {
            made(Kind::Like, AWA, ROOT)
                .id(&format!("l{seconds}"))
                .at(seconds)
        };
        let undo = |seconds| {
            made(Kind::UndoLike, AWA, ROOT)
                .id(&format!("u{seconds}"))
                .at(seconds)
        };
        put_all(&core, [like(10), root()]).await;
        assert_eq!(post(&core, ROOT).await.likes, 1);
        let expected = format!(r#"["like","{ROOT}","{AWA}"]"#);
        assert_eq!(digest(&core).await.react_lines, [expected]);
        put_all(&core, [undo(30), like(20)]).await;
        assert_eq!(post(&core, ROOT).await.likes, 0);
        assert!(digest(&core).await.react_lines.is_empty());
        put_all(&core, [like(31), act(Kind::Remove, ROOT, 40)]).await;
        assert!(
            digest(&core).await.react_lines.is_empty(),
            "only what is live is liked"
        );
    })
    .await;
}

#[tokio::test]
async fn a_private_like_counts_here_and_not_in_the_digest() {
    each_store(async |core, _| {
        put_all(&core, [root()]).await;
        let before = digest(&core).await;
        for (activity, yes) in [("https://m.test/1", true), ("https://m.test/1", true)] {
            let mut tx = core.begin().await.expect("begin");
            ledger::private_like(&mut tx, ROOT, "https://m.test/u/c", activity, yes)
                .await
                .expect("liked");
            tx.commit().await.expect("commit");
        }
        assert_eq!(post(&core, ROOT).await.likes, 1);
        assert_eq!(digest(&core).await, before);
    })
    .await;
}

#[tokio::test]
async fn the_latest_act_locks_and_pins_also_before_the_root() {
    each_store(async |core, _| {
        remote_forum(&core, "dakar.test").await;
        let lock = act(Kind::Lock, ROOT, 10);
        put_all(&core, [reply(), lock, act(Kind::Pin, ROOT, 10), root()]).await;
        assert!(thread(&core).await.locked && thread(&core).await.pinned);
        assert!(
            digest(&core)
                .await
                .core_lines
                .iter()
                .any(|one| one.ends_with(r#""locked"]"#))
        );
        put_all(
            &core,
            [act(Kind::UndoLock, ROOT, 20), act(Kind::Unpin, ROOT, 20)],
        )
        .await;
        assert!(!thread(&core).await.locked && !thread(&core).await.pinned);
        let stranger = made(Kind::Lock, AWA, ROOT).at(30);
        put_all(&core, [stranger]).await;
        assert!(!thread(&core).await.locked, "only the Group locks");
    })
    .await;
}

#[tokio::test]
async fn what_waits_for_the_home_is_outside_the_digest_until_it_is_announced() {
    each_store(async |core, _| {
        remote_forum(&core, "dakar.test").await;
        put_all(&core, [root()]).await;
        let before = digest(&core).await;
        put_all(&core, [reply().standing(Standing::Pending)]).await;
        let row = post(&core, REPLY).await;
        assert_eq!((row.state.as_str(), row.line.as_deref()), ("pending", None));
        assert_eq!(digest(&core).await.line, before.line);
        assert_eq!(digest(&core).await.pending, 1);
        assert_eq!(thread(&core).await.posts, 1);
        put_all(&core, [update(1)]).await;
        assert_eq!(post(&core, REPLY).await.html, "<p>version 1</p>");
        put_all(&core, [reply()]).await;
        assert_eq!(line(&core, REPLY).await.as_deref(), Some("live"));
        assert_eq!(thread(&core).await.posts, 2);
        assert_eq!(digest(&core).await.pending, 0);
        put_all(&core, [update(2).standing(Standing::Pending)]).await;
        assert_eq!(
            post(&core, REPLY).await.html,
            "<p>version 1</p>",
            "the home has not spoken"
        );
    })
    .await;
}

#[test]
fn the_digest_of_the_vector_comes_out() {
    let (q, s) = ("https://quebec.test/ap", "https://senegal.test/ap");
    let rid = |number: u8| {
        let mut rid = vec![0; 32];
        rid[31] = number;
        Some(rid)
    };
    let counted = |uri: String, line: &str, create, winner| digest::Counted {
        uri,
        line: line.to_owned(),
        create,
        winner,
        parent: None,
    };
    let parts = digest::Parts {
        root: format!("{q}/p/1"),
        forum: format!("{q}/f/acces"),
        locked: false,
        posts: vec![
            counted(format!("{s}/p/8"), "deleted", rid(9), rid(9)),
            counted(format!("{q}/p/1"), "live", rid(1), rid(1)),
            counted(format!("{s}/p/7"), "live", rid(2), rid(3)),
        ],
        likes: vec![(format!("{q}/p/1"), format!("{s}/u/awa"))],
    };
    assert_eq!(
        digest::compute(&parts).line,
        "core:3cf9012121d4bf94aeafeefa922c9459b816c8b3371022c70dc9d46982292b84:3 \
         react:26c53607fdfc59dff9b5865b4acab11dfabe2084434e96c32f29b3224f40b383:1"
    );
}

#[tokio::test]
async fn missing_parents_are_named_until_they_come() {
    each_store(async |core, _| {
        remote_forum(&core, "dakar.test").await;
        put_all(&core, [reply()]).await;
        let found = digest(&core).await;
        assert_eq!(
            (found.complete(), found.missing),
            (false, vec![ROOT.to_owned()])
        );
        put_all(&core, [root()]).await;
        assert!(digest(&core).await.complete());
        put_all(
            &core,
            [made(Kind::Create, BINTA, "https://dakar.test/ap/p/2").under("x")],
        )
        .await;
        assert_eq!(digest(&core).await.missing, ["x"]);
        put_all(
            &core,
            [made(Kind::Delete, BINTA, "https://dakar.test/ap/p/2")],
        )
        .await;
        assert!(
            digest(&core).await.complete(),
            "what is deleted misses no parent"
        );
    })
    .await;
}
