//! delivery.24: a node that ends at any commit boundary of posting, receiving or delivering loses
//! nothing that was acknowledged and shows nothing twice.

use palabre_core::crash::POINTS;

use crate::database::Backend;
use crate::node::Node;
use crate::stage::{Side, Stage};

/// More rounds than it takes to reach any point.
const ROUNDS: usize = 200;

/// How often a point is passed before it bites, so that it does in the middle of work.
fn passed(point: &str) -> u32 {
    // Every commit passes these, those of letters and of the clerk too.
    if point.starts_with("tx-") { 25 } else { 4 }
}

/// Both nodes work until one of them has ended at the point; then it is started again.
async fn endures(backend: Backend, side: Side, point: &str) {
    let mut stage = Stage::set(backend).await;
    let crash = format!("{point}={}*off->return", passed(point));
    let armed = arm(stage, side, Some(&crash)).await;
    stage = armed;
    let mut lives = true;
    for _ in 0..ROUNDS {
        lives = stage.reply(side).await;
        if !lives {
            break;
        }
        stage.letter().await;
        stage.rename(Side::Home).await;
        stage.rename(Side::Peer).await;
        let other = match side {
            Side::Home => Side::Peer,
            Side::Peer => Side::Home,
        };
        stage.reply(other).await;
    }
    assert!(!lives, "{point} was not reached");
    assert!(stage.promises.count() > 0, "{point} was reached too early");
    stage = after_the_crash(stage, side).await;
    stage.repeat_letters().await;
    stage.reply(Side::Home).await;
    stage.reply(Side::Peer).await;
    stage.letter().await;
    stage.holds().await;
    stage.end().await;
}

/// Starts one of the nodes again, with or without a crash point.
async fn arm(mut stage: Stage, side: Side, crash: Option<&str>) -> Stage {
    match side {
        Side::Home => stage.home = Node::start(&stage.home.stop().await, crash).await,
        Side::Peer => stage.peer = Node::start(&stage.peer.stop().await, crash).await,
    }
    stage
}

async fn after_the_crash(mut stage: Stage, side: Side) -> Stage {
    match side {
        Side::Home => {
            let plan = stage.home.crashed().await;
            stage.home_database.end_leases().await;
            stage.home = Node::start(&plan, None).await;
        }
        Side::Peer => {
            let plan = stage.peer.crashed().await;
            stage.peer_database.end_leases().await;
            stage.peer = Node::start(&plan, None).await;
        }
    }
    stage
}

/// One test for each point, side and database; that no point is forgotten is tested below.
macro_rules! points {
    ($($name:ident: $point:literal),* $(,)?) => {
        const TESTED: &[&str] = &[$($point),*];
        $(mod $name {
            use super::*;

            #[tokio::test]
            async fn at_home_on_sqlite() {
                endures(Backend::Sqlite, Side::Home, $point).await;
            }

            #[tokio::test]
            async fn at_home_on_postgres() {
                endures(Backend::Postgres, Side::Home, $point).await;
            }

            #[tokio::test]
            async fn at_the_peer_on_sqlite() {
                endures(Backend::Sqlite, Side::Peer, $point).await;
            }

            #[tokio::test]
            async fn at_the_peer_on_postgres() {
                endures(Backend::Postgres, Side::Peer, $point).await;
            }
        })*
    };
}

points! {
    before_a_commit: "tx-before-commit",
    after_a_commit: "tx-after-commit",
    before_letters_are_kept: "gather-before-commit",
    after_letters_are_kept: "gather-after-commit",
    before_letters_are_opened: "open-before-commit",
    after_letters_are_opened: "open-after-commit",
    before_a_delivery: "deliver-before-send",
    after_a_delivery: "deliver-after-send",
}

#[test]
fn every_crash_point_is_tested() {
    assert_eq!(TESTED, POINTS);
}
