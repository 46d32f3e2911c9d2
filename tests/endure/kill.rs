//! delivery.24: a node that is killed while letters arrive.

use std::sync::Arc;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use tokio::sync::watch;

use crate::database::Backend;
use crate::node::Node;
use crate::stage::{HOME, Stage};
use crate::writer::Letter;

const ROUNDS: u64 = 5;
const LETTERS: usize = 60;
const AT_ONCE: usize = 4;

async fn endures(backend: Backend) {
    let mut stage = Stage::set(backend).await;
    for round in 0..ROUNDS {
        let letters: Vec<Letter> = (0..LETTERS).map(|_| stage.new_letter()).collect();
        // Somewhere in the middle: while the next letters are under way.
        let after = StdRng::seed_from_u64(round).gen_range(1..LETTERS / 2);
        let (answered, mut seen) = watch::channel(0);
        let sending = tokio::spawn(send(&stage, letters, Arc::new(answered)));
        seen.wait_for(|count| *count >= after)
            .await
            .expect("letters are answered");
        let plan = stage.home.kill().await;
        let answers = sending.await.expect("letters are sent");
        assert!(answers.iter().any(|(_, status)| status.is_none()));
        for (letter, status) in answers {
            assert!(matches!(status, None | Some(202)), "{status:?}");
            stage.promises.letter(letter, status);
        }
        stage.home_database.end_leases().await;
        stage.home = Node::start(&plan, None).await;
        stage.repeat_letters().await;
    }
    stage.holds().await;
    stage.end().await;
}

/// Sends letters, some at a time, until all are answered or nobody answers.
fn send(
    stage: &Stage,
    letters: Vec<Letter>,
    answered: Arc<watch::Sender<usize>>,
) -> impl Future<Output = Vec<(Letter, Option<u16>)>> + Send + use<> {
    use futures::StreamExt as _;
    let (writer, at) = (stage.writer.clone(), stage.home.plan().listen);
    let one = move |letter: Letter| {
        let (writer, answered) = (writer.clone(), answered.clone());
        async move {
            let answer = writer.send(&letter, HOME, at).await;
            let status = answer.map(|answer| answer.status);
            answered.send_modify(|count| *count += usize::from(status == Some(202)));
            (letter, status)
        }
    };
    futures::stream::iter(letters)
        .map(one)
        .buffer_unordered(AT_ONCE)
        .collect()
}

#[tokio::test]
async fn the_receiver_is_killed_while_letters_arrive_on_sqlite() {
    Box::pin(endures(Backend::Sqlite)).await;
}

#[tokio::test]
async fn the_receiver_is_killed_while_letters_arrive_on_postgres() {
    Box::pin(endures(Backend::Postgres)).await;
}
