//! delivery.26: another program holds the database for longer than a node waits for it.

use sqlx::Executor as _;

use crate::database::Backend;
use crate::stage::{HOME, Side, Stage};

#[tokio::test]
async fn nothing_is_acknowledged_while_the_database_is_locked() {
    let mut stage = Stage::set(Backend::Sqlite).await;
    let at = stage.home.plan().listen;
    let stranger = stage.new_letter();
    let mut holder = stage.home_database.sqlite().await;
    holder
        .execute("BEGIN EXCLUSIVE")
        .await
        .expect("the lock is taken");

    // Whose key cannot be kept is asked to come again, and not turned away for good.
    let answer = stage.writer.send(&stranger, HOME, at).await;
    let answer = answer.unwrap_or_else(|| panic!("{}", stage.home.log()));
    assert_eq!(answer.status, 503, "{answer:?}");
    assert!(answer.body.contains("cannot be read or kept"), "{answer:?}");
    stage.promises.letter(stranger, Some(answer.status));
    holder
        .execute("ROLLBACK")
        .await
        .expect("the lock is let go");
    stage.letter().await;
    stage.quiet().await;
    holder
        .execute("BEGIN EXCLUSIVE")
        .await
        .expect("the lock is taken");

    // It waits as long as it does, then says so; what was written before is read all the while.
    let letter = stage.new_letter();
    let answer = stage.writer.send(&letter, HOME, at).await;
    let answer = answer.unwrap_or_else(|| panic!("{}", stage.home.log()));
    assert_eq!(answer.status, 503, "{answer:?}");
    assert!(
        answer.body.contains("the store does not answer"),
        "{answer:?}"
    );
    assert_eq!(
        stage.writer.reads("/salons/acces", HOME, at).await,
        Some(200)
    );
    let command = format!("reply ana {} en-vain", stage.thread);
    let refused = stage.home.ask(&command).await.expect("the node lives");
    assert!(refused["error"].is_string(), "{refused}");
    assert_eq!(letters(&stage).await, 1);
    stage.promises.letter(letter, Some(answer.status));

    // One that comes while the lock still stands is answered when it is gone.
    let letter = stage.new_letter();
    let (answer, ()) = tokio::join!(stage.writer.send(&letter, HOME, at), async {
        holder
            .execute("ROLLBACK")
            .await
            .expect("the lock is let go");
    });
    stage
        .promises
        .letter(letter, answer.map(|answer| answer.status));
    assert_eq!(letters(&stage).await, 2);

    stage.repeat_letters().await;
    assert!(stage.reply(Side::Home).await);
    stage.holds().await;
    assert_eq!(stage.promises.count(), 5);
    stage.end().await;
}

/// How many letters of the foreign writer are on disk.
async fn letters(stage: &Stage) -> i64 {
    let question = "SELECT count(*) FROM letter WHERE host = 'foreign.test'";
    stage.home_database.number(question).await
}
