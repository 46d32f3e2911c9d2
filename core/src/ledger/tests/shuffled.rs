//! The same records in any order, repeated, in any batches: the same rows, the same digest.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sea_orm::EntityTrait;

use super::build::*;
use crate::Core;
use crate::ledger::{self, Kind, Standing};
use crate::store::entity::{post, post_like, post_tag, thread};
use crate::store::testing::{HOST, NOON, each_store, open, remote_forum, sqlite_url};

/// Every folded row, by what names it everywhere; local ids and times of receipt left out.
async fn rows(core: &Core, with_ids: bool) -> Vec<String> {
    let mut all = Vec::new();
    let posts = post::Entity::find()
        .all(core.reader())
        .await
        .expect("posts");
    let threads = thread::Entity::find()
        .all(core.reader())
        .await
        .expect("threads");
    let contexts: BTreeMap<i64, String> = threads
        .iter()
        .map(|one| (one.id, one.context.clone()))
        .collect();
    let uris: BTreeMap<i64, String> = posts.iter().map(|one| (one.id, one.uri.clone())).collect();
    let authors: BTreeMap<i64, String> = crate::people::by_ids(
        core,
        &posts.iter().map(|one| one.author_id).collect::<Vec<_>>(),
    )
    .await
    .expect("people")
    .into_iter()
    .map(|one| (one.id, one.uri))
    .collect();
    for mut one in posts {
        let named = format!(
            "in {:?} by {:?}",
            one.thread_id.map(|id| contexts.get(&id).cloned()),
            authors.get(&one.author_id)
        );
        if !with_ids {
            (one.id, one.author_id, one.received_at) = (0, 0, 0);
            (one.thread_id, one.forum_id) = (None, one.forum_id.map(|_| 0));
        }
        all.push(format!("{named} {one:?}"));
    }
    for mut one in threads {
        if let Some(root) = &one.root {
            assert_eq!(
                uris.get(&one.id),
                Some(root),
                "a thread has the id of its root"
            );
        }
        let named = format!("{:?}", one.author_id.map(|id| authors.get(&id).cloned()));
        if !with_ids {
            (one.id, one.author_id) = (0, None);
            one.forum_id = one.forum_id.map(|_| 0);
        }
        all.push(format!("{named} {one:?}"));
    }
    for one in post_like::Entity::find()
        .all(core.reader())
        .await
        .expect("likes")
    {
        all.push(format!("{one:?}"));
    }
    for one in post_tag::Entity::find()
        .all(core.reader())
        .await
        .expect("tags")
    {
        all.push(format!("{} {:?}", one.tag, uris.get(&one.post_id)));
    }
    all.sort();
    all
}

async fn digests(core: &Core) -> Vec<String> {
    let mut all = Vec::new();
    for one in thread::Entity::find()
        .all(core.reader())
        .await
        .expect("threads")
    {
        let digest = crate::threads::read::digest_of(core, one.id)
            .await
            .expect("a digest");
        all.push(format!("{} {digest:?}", one.context));
    }
    all.sort();
    all
}

const POSTS: [(&str, &str, Option<usize>); 5] = [
    (ROOT, BINTA, None),
    (REPLY, AWA, Some(0)),
    (
        "https://thies.test/n/3",
        "https://thies.test/u/cira",
        Some(1),
    ),
    (
        "https://thies.test/n/4",
        "https://thies.test/u/cira",
        Some(2),
    ),
    ("https://dakar.test/ap/p/5", BINTA, Some(0)),
];
const KINDS: [Kind; 11] = [
    Kind::Create,
    Kind::Create,
    Kind::Update,
    Kind::Update,
    Kind::Delete,
    Kind::Like,
    Kind::UndoLike,
    Kind::Remove,
    Kind::UndoRemove,
    Kind::Lock,
    Kind::UndoLock,
];

/// One record of a made-up world in which every activity id has one body.
fn one_record() -> impl Strategy<Value = Made> {
    (
        0..KINDS.len() + 1,
        0..POSTS.len(),
        0..3_usize,
        0..4_i64,
        any::<bool>(),
    )
        .prop_map(|(kind, post, actor, number, named)| {
            let (object, author, parent) = POSTS[post];
            let Some(kind) = KINDS.get(kind).copied() else {
                let author = POSTS[2].1;
                return made(Kind::DeleteActor, author, author)
                    .with(|one| one.context = None)
                    .at(90);
            };
            let people = [AWA, BINTA, "https://thies.test/u/cira"];
            let (object, actor) = match kind {
                Kind::Like | Kind::UndoLike => (object, people[actor]),
                Kind::Lock | Kind::UndoLock => (ROOT, FORUM),
                Kind::Create | Kind::Update => (object, author),
                Kind::Delete if number > 0 => (object, author),
                _ => (object, FORUM),
            };
            let name = match kind {
                Kind::Create => format!("{object}/create"),
                _ => format!("{object}/{}/{actor}/{number}", kind.as_str()),
            };
            let seconds = i64::try_from(post).unwrap_or(0) * 10 + number;
            let one = made(kind, actor, object).id(&name).at(seconds);
            let one = match kind {
                Kind::Create => one.with(|one| {
                    one.in_reply_to = parent.map(|parent| POSTS[parent].0.to_owned());
                }),
                Kind::Update => one.rev(number),
                _ => one,
            };
            // A reply may leave its thread to its parent; a Create says so in its own bytes.
            let silent = match kind {
                Kind::Create => post % 2 == 1,
                Kind::Delete => false,
                _ => named,
            };
            if silent { one.without_context() } else { one }
        })
}

/// Batches of records, and the orders in which two nodes get them.
fn two_orders() -> impl Strategy<Value = (Vec<Made>, Vec<Made>)> {
    proptest::collection::vec(one_record(), 1..30).prop_flat_map(|all| {
        let mut once: BTreeMap<String, Made> = BTreeMap::new();
        for one in all {
            once.insert(one.0.activity_id.clone(), one);
        }
        let some: Vec<Made> = once.into_values().collect();
        let twice: Vec<Made> = some.iter().chain(some.iter()).cloned().collect();
        (Just(some).prop_shuffle(), Just(twice).prop_shuffle())
    })
}

async fn take(core: &Core, all: &[Made], batch: usize, pending_first: bool) {
    for some in all.chunks(batch) {
        let mut tx = core.begin().await.expect("begin");
        for one in some {
            if pending_first {
                let waiting = one.clone().standing(Standing::Pending).0;
                ledger::apply(&mut tx, waiting).await.expect("applied");
            }
            ledger::apply(&mut tx, one.0.clone())
                .await
                .expect("applied");
        }
        tx.commit().await.expect("commit");
    }
}

async fn compare(one: &[Made], other: &[Made], urls: [String; 2]) {
    let clock = std::sync::Arc::new(crate::clock::StillClock::at(NOON));
    let [first, second] = urls;
    let (first, second) = (open(&first, &clock).await, open(&second, &clock).await);
    for core in [&first, &second] {
        remote_forum(core, "dakar.test").await;
    }
    take(&first, one, 1, false).await;
    take(&second, other, 7, true).await;
    assert_eq!(rows(&first, false).await, rows(&second, false).await);
    assert_eq!(digests(&first).await, digests(&second).await);
    for core in [first, second] {
        let before = rows(&core, true).await;
        ledger::refold_everything(&core).await.expect("refolded");
        assert_eq!(
            before,
            rows(&core, true).await,
            "a fold from nothing gives the same rows"
        );
        core.close().await;
    }
}

// ledger.26
#[test]
fn the_same_records_in_any_order_give_the_same_rows_and_digests() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let cases = std::env::var_os("PROPTEST_CASES").map_or(24, |_| Config::default().cases);
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        cases,
        ..Config::default()
    });
    runner
        .run(&two_orders(), |(one, other)| {
            let folders = [tempfile::tempdir()?, tempfile::tempdir()?];
            let urls = folders.each_ref().map(|folder| sqlite_url(folder.path()));
            runtime.block_on(compare(&one, &other, urls));
            Ok(())
        })
        .expect("equal");
}

// ledger.5, ledger.6
#[tokio::test]
async fn refolding_everything_gives_equal_rows() {
    each_store(async |core, _| {
        remote_forum(&core, "dakar.test").await;
        assert_ne!(
            core.base().host(),
            "dakar.test",
            "{HOST} is a follower here"
        );
        let late = made(Kind::Create, BINTA, "https://dakar.test/ap/p/9").under("https://x.test/9");
        put_all(
            &core,
            [reply(), update(1), late, act(Kind::Lock, ROOT, 5), root()],
        )
        .await;
        put_all(
            &core,
            [
                made(Kind::Like, AWA, ROOT),
                delete(),
                act(Kind::Remove, ROOT, 70),
            ],
        )
        .await;
        let mut tx = core.begin().await.expect("begin");
        ledger::private_like(
            &mut tx,
            ROOT,
            "https://masto.test/u/c",
            "https://masto.test/l",
            true,
        )
        .await
        .expect("liked");
        tx.commit().await.expect("commit");
        let before = rows(&core, true).await;
        assert_eq!(before.len(), 7, "{before:#?}");
        Box::pin(ledger::refold_everything(&core))
            .await
            .expect("refolded");
        assert_eq!(before, rows(&core, true).await);
    })
    .await;
}
