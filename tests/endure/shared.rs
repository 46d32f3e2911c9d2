//! delivery.25: two processes on one `PostgreSQL`, which share its lanes without a leader.

use sqlx::Executor as _;

use crate::database::Backend;
use crate::node::Node;
use crate::process::Plan;
use crate::stage::{HOME, Side, Stage, fresh_address};

const LETTERS: usize = 40;
const ROUNDS: usize = 200;
const LEASED: &str =
    "SELECT count(*) FROM lane WHERE owner IS NOT NULL AND name = 'peer:senegal.test'";
const RECEIVED: &str = "SELECT count(*) FROM letter WHERE host = 'quebec.test'";

/// A second process of the home, at an address of its own.
async fn second(stage: &Stage) -> Node {
    let first = stage.home.plan();
    let folder = format!("{}-2", first.folder);
    std::fs::create_dir(&folder).expect("a folder");
    let plan = Plan {
        listen: fresh_address(),
        folder,
        ..first.clone()
    };
    Node::start(&plan, None).await
}

/// Sends a letter to one of the two.
async fn letter(stage: &mut Stage, to: &Plan) {
    let letter = stage.new_letter();
    let answer = stage.writer.send(&letter, HOME, to.listen).await;
    let status = answer.map(|answer| answer.status);
    stage.promises.letter(letter, status);
}

#[tokio::test]
async fn each_letter_is_opened_once() {
    let mut stage = Stage::set(Backend::Postgres).await;
    let second = second(&stage).await;
    // It has said that the node is back.
    stage.quiet().await;
    let before = stage.peer_database.number(RECEIVED).await;
    let plans = [stage.home.plan().clone(), second.plan().clone()];
    for number in 0..LETTERS {
        letter(&mut stage, &plans[number % 2]).await;
        if number % 4 == 0 {
            assert!(stage.reply(Side::Home).await);
        }
    }
    assert_eq!(stage.promises.count(), LETTERS + LETTERS / 4);
    stage.holds().await;
    // Every contribution was announced under one id, whichever process did it, and as often as it
    // was sent.
    let announced = stage.peer_database.number(RECEIVED).await - before;
    assert_eq!(usize::try_from(announced), Ok(LETTERS + LETTERS / 4));
    second.stop().await;
    stage.end().await;
}

// delivery.28
#[tokio::test]
async fn the_lanes_of_a_killed_process_are_taken_over() {
    let mut stage = Stage::set(Backend::Postgres).await;
    // The first process ends while it holds the lane of the peer.
    let crash = "deliver-before-send=4*off->return";
    stage.home = Node::start(&stage.home.stop().await, Some(crash)).await;
    let first = stage.home.plan().clone();
    let mut lives = true;
    for _ in 0..ROUNDS {
        lives = stage.reply(Side::Home).await;
        if !lives {
            break;
        }
        letter(&mut stage, &first).await;
    }
    assert!(!lives, "the first process has not ended");
    let heir = second(&stage).await;
    stage.home.crashed().await;
    stage.home = heir;
    assert_eq!(stage.home_database.number(LEASED).await, 1);

    stage.home_database.end_leases().await;
    let mut link = stage.home_database.postgres().await;
    link.execute("SELECT pg_notify('palabre_wake', '')")
        .await
        .expect("the bell rings");
    stage.repeat_letters().await;
    stage.holds().await;
    stage.end().await;
}
