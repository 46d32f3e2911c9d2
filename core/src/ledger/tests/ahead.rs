//! What is read ahead changes nothing, and is found by an index: `each_store` looks at the plan of
//! every statement.

use super::build::{CONTEXT, Made, post, put, reply, root};
use crate::ledger::{self, Ahead, Applied};
use crate::store::testing::each_store;

/// What federation notes of a letter before it opens it.
fn noted(made: &Made) -> Ahead {
    let record = &made.0;
    let mut ahead = Ahead::default();
    ahead.actors.insert(record.actor.clone());
    ahead.groups.extend(record.forum.clone());
    ahead.objects.insert(record.object.clone());
    ahead
        .activities
        .insert(record.activity_id.clone(), record.rid);
    ahead.parents.extend(record.in_reply_to.clone());
    ahead.contexts.extend(record.context.clone());
    ahead
        .creates
        .insert(record.object.clone(), record.published);
    ahead
}

#[tokio::test]
async fn what_is_read_ahead_of_new_and_of_known_things_changes_nothing() {
    each_store(async |core, _| {
        // A new root, an answer to what is known, and both once more; and a root of no forum,
        // whose thread only its own address names.
        let alone = root()
            .id("https://dakar.test/ap/p/9#create")
            .with(|record| {
                record.object = "https://dakar.test/ap/p/9".to_owned();
                record.forum = None;
                record.context = None;
            });
        for made in [root(), reply(), root(), reply(), alone] {
            let known = crate::threads::post_by_uri(&core, &made.0.object).await;
            let known = known.expect("read").is_some();
            let mut tx = core.begin().await.expect("begin");
            ledger::read_ahead(&mut tx, &noted(&made))
                .await
                .expect("read ahead");
            let applied = ledger::apply(&mut tx, made.0).await.expect("applied");
            assert_eq!(matches!(applied, Applied::Known), known);
            tx.commit().await.expect("commit");
        }
        let answer = post(&core, &reply().0.object).await;
        assert_eq!(answer.state, "live");
        let place = crate::threads::thread(&core, answer.thread_id.expect("a thread")).await;
        assert_eq!(place.expect("read").expect("a thread").context, CONTEXT);
        assert!(matches!(
            put(&core, reply()).await.expect("applied"),
            Applied::Known
        ));
    })
    .await;
}
