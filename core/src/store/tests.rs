//! Opening, transactions and letters.

mod upgrade;

use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::peering::Level;
use crate::store::entity::letter;
use crate::store::testing::{HOST, NOON, Plain, each_store, sqlite_url};
use crate::{Error, Gather, Incoming, Job, Refusal, letters, peering, queue, site};
use sea_orm::EntityTrait;

fn incoming(number: usize) -> Incoming {
    Incoming {
        signer: "https://b.test/ap/u/awa".to_owned(),
        activity_id: format!("https://b.test/a/{number}"),
        host: "b.test".to_owned(),
        body: vec![1, 2, 3],
    }
}

async fn waiting(core: &Core) -> Vec<i64> {
    let work = queue::due(core, "from:b.test", &[], 10_000)
        .await
        .expect("due");
    work.iter()
        .filter_map(|one| match &one.job {
            Job::Open { letter, .. } => Some(*letter),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn a_dropped_transaction_leaves_nothing() {
    each_store(async |core, _| {
        let tx = core.begin().await.expect("begin");
        site::put(&tx, "word", "one").await.expect("put");
        tx.enqueue(Job::Due {
            rid: String::new(),
            then: String::new(),
        });
        drop(tx);
        assert_eq!(site::get(&core, "word").await.expect("read"), None);
        assert_eq!(queue::unfinished(&core).await.expect("count"), 0);
        let tx = core.begin().await.expect("begin again");
        tx.abandon().await.expect("abandoned");
    })
    .await;
}

#[tokio::test]
async fn a_commit_that_leaves_work_rings() {
    each_store(async |core, _| {
        let tx = core.begin().await.expect("begin");
        tx.enqueue(Job::Due {
            rid: String::new(),
            then: String::new(),
        });
        let bell = core.wake().clone();
        let mut heard = Box::pin(bell.heard());
        assert!(futures::poll!(&mut heard).is_pending());
        tx.commit().await.expect("commit");
        assert!(futures::poll!(&mut heard).is_ready());
        let mut again = Box::pin(bell.heard());
        let tx = core.begin().await.expect("begin");
        tx.commit().await.expect("commit");
        assert!(
            futures::poll!(&mut again).is_pending(),
            "nothing to do, nothing to hear"
        );
    })
    .await;
}

#[tokio::test]
async fn a_commit_that_nobody_waits_for_any_more_ends_and_is_told() {
    each_store(async |core, _| {
        let tx = core.begin().await.expect("begin");
        site::put(&tx, "word", "one").await.expect("put");
        tx.unindexed(7).await.expect("noted");
        tx.conn().await.expect("written");
        let bell = core.unindexed().clone();
        let mut heard = Box::pin(bell.heard());
        assert!(futures::poll!(&mut heard).is_pending());
        let before = core.writes();
        let mut commit = Box::pin(tx.commit());
        assert!(futures::poll!(&mut commit).is_pending());
        drop(commit);
        let rung = tokio::time::timeout(Duration::from_secs(30), heard).await;
        rung.expect("the bell rings");
        assert!(core.writes() > before, "nothing of before is at hand");
        let word = site::get(&core, "word").await.expect("read");
        assert_eq!(word.as_deref(), Some("one"));
    })
    .await;
}

#[tokio::test]
async fn what_a_repeated_form_made_is_remembered() {
    each_store(async |core, _| {
        let tx = core.begin().await.expect("begin");
        assert_eq!(tx.seen("ana", "k").await.expect("read"), None);
        tx.remember("ana", "k", 7).await.expect("remembered");
        tx.commit().await.expect("commit");
        let tx = core.begin().await.expect("begin");
        assert_eq!(tx.seen("ana", "k").await.expect("read"), Some(7));
        assert_eq!(tx.seen("awa", "k").await.expect("read"), None);
    })
    .await;
}

#[tokio::test]
async fn letters_are_answered_once_they_are_on_disk_and_kept_once() {
    each_store(async |core, _| {
        let gather = Gather::start(core.clone());
        gather.keep(incoming(1)).await.expect("kept");
        assert_eq!(waiting(&core).await.len(), 1);
        gather.keep(incoming(1)).await.expect("known");
        let same = [gather.keep(incoming(2)), gather.keep(incoming(2))];
        for answer in futures::future::join_all(same).await {
            answer.expect("kept");
        }
        let open = waiting(&core).await;
        assert_eq!(open.len(), 2);
        let read = letters::read(&core, &open).await.expect("letters");
        assert_eq!(read[0].1.body, [1, 2, 3]);
        let peer = peering::get(&core, "b.test")
            .await
            .expect("read")
            .expect("a peer");
        assert!(peer.last_in.is_some());
    })
    .await;
}

// delivery.24
#[tokio::test]
async fn a_write_in_which_a_statement_failed_is_not_called_done() {
    each_store(async |core, _| {
        let tx = core.begin().await.expect("begin");
        tx.remember("ana", "k", 7).await.expect("remembered");
        let conn = tx.conn().await.expect("a connection");
        let failed = conn.execute_unprepared("SELECT nothing FROM nowhere").await;
        failed.expect_err("there is no such table");
        let done = tx.commit().await.is_ok();
        let tx = core.begin().await.expect("begin");
        let kept = tx.seen("ana", "k").await.expect("read");
        assert_eq!(done, kept.is_some(), "done is what is kept");
    })
    .await;
}

// hostile.36
#[tokio::test]
async fn a_letter_that_cannot_be_kept_keeps_no_other_out() {
    each_store(async |core, _| {
        let gather = Gather::start(core.clone());
        // More than an entry of an index holds on PostgreSQL, and nothing that could be packed.
        let digits = |from: u32| -> String {
            let numbers = (from..from + 250).map(|number| number.wrapping_mul(2_654_435_761));
            hex::encode(numbers.flat_map(u32::to_be_bytes).collect::<Vec<u8>>())
        };
        let long = Incoming {
            signer: digits(1),
            activity_id: digits(1_000),
            ..incoming(1)
        };
        let (bad, good) = tokio::join!(gather.keep(long), gather.keep(incoming(2)));
        good.expect("the other is kept");
        assert_eq!(bad.is_ok(), core.backend() == Backend::Sqlite);
    })
    .await;
}

// delivery.16
#[tokio::test]
async fn many_letters_share_commits_of_at_most_128() {
    each_store(async |core, _| {
        let gather = Gather::start(core.clone());
        let all = (0..300).map(|number| gather.keep(incoming(number)));
        for answer in futures::future::join_all(all).await {
            answer.expect("kept");
        }
        let rows = letter::Entity::find()
            .all(core.reader())
            .await
            .expect("letters");
        let mut commits = std::collections::BTreeMap::new();
        for row in rows {
            *commits.entry(row.received_at).or_insert(0) += 1;
        }
        assert_eq!(commits.values().sum::<i32>(), 300);
        assert!(commits.values().all(|count| *count <= 128), "{commits:?}");
        assert!(commits.len() <= 6, "{commits:?}");
    })
    .await;
}

// delivery.16
#[tokio::test]
async fn a_full_queue_refuses_at_once() {
    each_store(async |core, _| {
        // While somebody else writes, the writer waits and the queue before it fills.
        let tx = (core.backend() == Backend::Sqlite).then(|| core.begin());
        let Some(tx) = tx else { return };
        let tx = tx.await.expect("begin");
        let gather = Gather::start(core.clone());
        let all = (0..1_300).map(|number| gather.keep(incoming(number)));
        let mut all = Box::pin(futures::future::join_all(all));
        assert!(futures::poll!(&mut all).is_pending());
        tx.abandon().await.expect("abandoned");
        let answers = all.await;
        let full = |answer: &Result<()>| matches!(answer, Err(Error::Refused(Refusal::Full)));
        let refused = answers.iter().filter(|answer| full(answer)).count();
        assert_eq!(
            answers.iter().filter(|answer| answer.is_ok()).count() + refused,
            1_300
        );
        assert_eq!(refused, 1_300 - 1_024, "what stood in the queue is kept");
    })
    .await;
}

#[tokio::test]
async fn an_opened_letter_loses_its_body_and_its_name_after_14_days() {
    each_store(async |core, clock| {
        let gather = Gather::start(core.clone());
        gather.keep(incoming(1)).await.expect("kept");
        gather.keep(incoming(2)).await.expect("kept");
        let ids = waiting(&core).await;
        let tx = core.begin().await.expect("begin");
        letters::opened(&tx, &ids[..1]).await.expect("opened");
        tx.commit().await.expect("commit");
        assert_eq!(letters::read(&core, &ids).await.expect("letters").len(), 1);
        gather.keep(incoming(1)).await.expect("known");
        assert_eq!(
            waiting(&core).await,
            ids,
            "a name that is remembered is not opened again"
        );
        clock.advance(14 * 86_400_000 + 1_000);
        let tx = core.begin().await.expect("begin");
        assert_eq!(letters::forget_old(&tx).await.expect("forgotten"), 1);
        tx.commit().await.expect("commit");
        gather.keep(incoming(1)).await.expect("kept");
        assert_eq!(waiting(&core).await.len(), 3);
    })
    .await;
}

// peering.11
#[tokio::test]
async fn a_data_directory_belongs_to_one_host() {
    let folder = tempfile::tempdir().expect("a folder");
    let open = |host: &str| {
        let options = StoreOptions {
            url: sqlite_url(folder.path()),
            base: Base::new("https", host),
            limits: Limits::default(),
        };
        let env = Env {
            clock: Arc::new(crate::clock::StillClock::at(NOON)),
            chance: Arc::new(crate::clock::SystemChance),
            scribe: Arc::new(Plain),
        };
        Core::open(options, env)
    };
    open(HOST).await.expect("opened").close().await;
    open(HOST).await.expect("opened again").close().await;
    assert!(matches!(
        open("other.test").await,
        Err(OpenError::OtherHost { .. })
    ));
}

// posting.3
#[tokio::test]
async fn a_commit_is_on_disk() {
    each_store(async |core, _| {
        let said = core.durability().await.expect("read");
        assert!(matches!(said.as_str(), "FULL" | "on"), "{said}");
    })
    .await;
}

// peering.2
#[tokio::test]
async fn a_host_that_was_never_met_is_forgotten_and_one_with_a_history_is_not() {
    each_store(async |core, _| {
        let mut tx = core.begin().await.expect("begin");
        for host in ["jamais.test", "dakar.test"] {
            peering::set_level(&mut tx, host, Level::Block, "essai")
                .await
                .expect("set");
        }
        peering::heard_from(&tx, &["dakar.test".to_owned()])
            .await
            .expect("heard");
        tx.commit().await.expect("commit");
        let mut tx = core.begin().await.expect("begin");
        for host in ["jamais.test", "dakar.test"] {
            assert!(
                peering::remove(&mut tx, host).await.expect("removed"),
                "{host}"
            );
            assert!(
                !peering::remove(&mut tx, host).await.expect("known"),
                "{host}"
            );
        }
        tx.commit().await.expect("commit");
        let list = peering::list(&core).await.expect("a list");
        let left: Vec<_> = list.iter().map(|peer| peer.host.as_str()).collect();
        assert_eq!(left, ["dakar.test"]);
        assert_eq!(
            (list[0].trust(), list[0].reason.clone()),
            (Level::None, None)
        );
    })
    .await;
}

/// A disk that is full ends transactions in its own way: none of them may leave the writer in one.
#[tokio::test]
async fn what_is_committed_after_a_full_disk_is_on_disk() {
    let folder = tempfile::tempdir().expect("folder");
    let clock = Arc::new(crate::clock::StillClock::at(NOON));
    let core = crate::store::testing::open(&sqlite_url(folder.path()), &clock).await;
    core.writer()
        .execute_unprepared("PRAGMA max_page_count = 1")
        .await
        .expect("the file may not grow");
    let long = "a".repeat(1_000_000);
    for _ in 0..3 {
        let tx = core.begin().await.expect("begin");
        let Err(error) = site::put(&tx, "word", &long).await else {
            // The first refusal has brought a fresh connection, which may grow.
            tx.abandon().await.expect("abandoned");
            continue;
        };
        assert!(
            matches!(error, Error::Refused(Refusal::DiskFull)),
            "{error}"
        );
    }
    let tx = core.begin().await.expect("begin");
    site::put(&tx, "word", "kept").await.expect("put");
    tx.commit().await.expect("commit");
    let read = site::get(&core, "word").await.expect("read");
    assert_eq!(read.as_deref(), Some("kept"));
    core.close().await;
}

/// `PostgreSQL` says it by its code; its words are in the language of the server.
#[tokio::test]
async fn a_full_disk_is_known_by_the_code_of_the_database() {
    each_store(async |core, _| {
        if core.backend() != Backend::Postgres {
            return;
        }
        for (code, full) in [("53100", true), ("53200", false), ("22000", false)] {
            let words =
                format!("DO $$ BEGIN RAISE EXCEPTION 'le disque' USING ERRCODE = '{code}'; END $$");
            let error = core.writer().execute_unprepared(&words).await;
            let error = store_fault(&error.expect_err("an error was asked for"));
            let refused = matches!(error, Error::Refused(Refusal::DiskFull));
            assert_eq!(refused, full, "{code}: {error}");
        }
    })
    .await;
}

// commands.24
#[tokio::test]
async fn a_database_is_its_owners_wherever_it_is() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let rights = |path: &std::path::Path| {
        let metadata = std::fs::metadata(path).expect("a file");
        metadata.permissions().mode() & 0o777
    };
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder.path(), open).expect("an open folder");
    let (reader, writer, _) = super::dialect::open(&sqlite_url(folder.path()))
        .await
        .expect("a database");
    writer
        .execute_unprepared("CREATE TABLE keys (key TEXT)")
        .await
        .expect("a table");
    for name in ["palabre.db", "palabre.db-wal", "palabre.db-shm"] {
        assert_eq!(rights(&folder.path().join(name)), 0o600, "{name}");
    }
    drop((reader, writer));
}

// commands.21
#[test]
fn words_about_a_database_do_not_hold_its_address() {
    let url = "postgre://nobody:motdepasse@127.0.0.1/forum";
    for (words, said) in [
        (
            format!("the string '{url}' has no driver"),
            "the string '…' has no driver",
        ),
        (
            "no route to nobody:motdepasse@127.0.0.1".to_owned(),
            "no route to …@127.0.0.1",
        ),
        ("connection refused".to_owned(), "connection refused"),
    ] {
        assert_eq!(super::dialect::without_address(&words, url), said);
    }
    let file = "sqlite:///srv/palabre.sqlite";
    let words = "unable to open database file";
    assert_eq!(super::dialect::without_address(words, file), words);
}
