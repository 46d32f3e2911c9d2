//! Whether every statement that a test sends finds its rows by an index: what reads a whole table is
//! as fast as any other in a test, and not on a node that has run for years.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use sea_orm::{ConnectionTrait, Statement, Value};

use crate::Core;
use crate::store::dialect::Backend;

/// Tables that grow with what people write. Jobs and letters go again when they are done.
const GROWING: [&str; 7] = [
    "record",
    "post",
    "thread",
    "post_like",
    "post_tag",
    "person",
    "follow",
];

/// Statements that may read a whole table all the same, by a piece of them: what rebuilds the folded
/// tables from the ledger.
const ALLOWED: [&str; 2] = [
    "\"thread\".\"root\" IS NULL",
    "DELETE FROM \"post_like\" WHERE \"post_like\".\"activity_id\" IN (SELECT",
];

/// The statements of a store, each once.
#[derive(Debug, Clone, Default)]
pub(super) struct Heard(Arc<Mutex<BTreeSet<String>>>);

/// Hears what a store is asked from now on. Nobody else may hold the store yet.
pub(super) fn hear(core: &mut Core) -> Heard {
    let heard = Heard::default();
    let inner = Arc::get_mut(&mut core.0).expect("nobody else holds the store");
    for connection in [&mut inner.reader, &mut inner.writer] {
        let heard = heard.clone();
        connection.set_metric_callback(move |info| {
            let mut heard = heard.0.lock().expect("no panic while hearing");
            heard.insert(info.statement.sql.clone());
        });
    }
    heard
}

/// Fails where a statement reads a whole table that grows. `SQLite` says so; `PostgreSQL` decides by
/// how many rows there are, and has the same indexes.
pub(super) async fn check(core: &Core, heard: &Heard) {
    if core.backend() != Backend::Sqlite {
        return;
    }
    let statements = heard.0.lock().expect("no panic while hearing").clone();
    for words in statements {
        // What has no condition says by itself that it wants everything; that is what rebuilds,
        // and what tests ask.
        if !words.contains(" WHERE ") {
            continue;
        }
        for line in plan(core, &words).await {
            assert!(
                !reads_all(&line) || ALLOWED.iter().any(|piece| words.contains(piece)),
                "{line}: {words}"
            );
        }
    }
}

fn reads_all(line: &str) -> bool {
    let mut words = line.split(' ');
    words.next() == Some("SCAN") && words.next().is_some_and(|table| GROWING.contains(&table))
}

async fn plan(core: &Core, words: &str) -> Vec<String> {
    let nothing = vec![Value::BigInt(None); words.matches('?').count()];
    let asked = Statement::from_sql_and_values(
        sea_orm::DbBackend::Sqlite,
        format!("EXPLAIN QUERY PLAN {words}"),
        nothing,
    );
    let rows = core.reader().query_all_raw(asked).await.expect("a plan");
    rows.iter()
        .map(|row| row.try_get("", "detail").expect("a line of a plan"))
        .collect()
}
