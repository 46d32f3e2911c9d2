//! Whether every statement that a test sends finds its rows by an index: what reads a whole table is
//! as fast as any other in a test, and not on a node that has run for years.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use sea_orm::{ConnectionTrait, Statement, Value};

use crate::Core;
use crate::store::dialect::Backend;

/// Tables that stay small, or empty again by themselves. Every other one grows with what people write.
const SMALL: [&str; 17] = [
    "account",
    "announcement",
    "compared_forum",
    "emoji",
    "failed_login",
    "forum",
    "job",
    "lane",
    "letter",
    "moderator",
    "peer",
    "report",
    "rule",
    "session",
    "site",
    "unindexed",
    "unindexed_person",
];

/// Statements that read a whole table all the same, by a piece of them.
const ALLOWED: [&str; 8] = [
    // What rebuilds the folded tables.
    "\"thread\".\"root\" IS NULL",
    "DELETE FROM \"post_like\" WHERE \"post_like\".\"activity_id\" IN (SELECT",
    "DELETE FROM \"post_tag\" WHERE \"post_tag\".\"post_id\" NOT IN (SELECT",
    "DELETE FROM \"mention\" WHERE \"mention\".\"post_id\" NOT IN (SELECT",
    "DELETE FROM \"post\" WHERE \"post\".\"id\" NOT IN (SELECT",
    // How the node is used, counted once in ten minutes.
    "FROM post p JOIN person a ON a.id = p.author_id WHERE a.local = ?",
    // How many threads each salon has, for the front page: half a microsecond a thread.
    "MAX(\"thread\".\"last_at\") AS \"last\"",
    // What `palabre doctor` looks for.
    "FROM \"compared_thread\"",
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
/// how many rows there are.
pub(super) async fn check(core: &Core, heard: &Heard) {
    if core.backend() != Backend::Sqlite {
        return;
    }
    let statements = heard.0.lock().expect("no panic while hearing").clone();
    for words in statements {
        let limited = words.contains(" LIMIT ");
        // What has neither condition nor limit says by itself that it wants everything.
        if !(words.contains(" WHERE ") || limited) || ALLOWED.iter().any(|one| words.contains(one))
        {
            continue;
        }
        let plan = plan(core, &words).await;
        let sorted = plan.iter().any(|line| line.contains("FOR ORDER BY"));
        for line in plan {
            // In the order of an index, and no further than the limit.
            let in_order = limited && !sorted && line.contains(" USING ");
            assert!(!reads_all(&line, &words) || in_order, "{line}: {words}");
        }
    }
}

/// Whether a line of a plan reads the whole of a table that grows, or makes an index of it to do so.
fn reads_all(line: &str, words: &str) -> bool {
    if line.contains("AUTOMATIC") {
        return true;
    }
    let Some(name) = line.strip_prefix("SCAN ") else {
        return false;
    };
    // A list of words says after a colon what it is asked by: words, or whose they are.
    let asked = line.split_once(" VIRTUAL TABLE INDEX ");
    if asked.is_some_and(|(_, by)| by.contains('M') || by.contains('=')) {
        return false;
    }
    let name = name.split(' ').next().unwrap_or_default();
    let table = table_of(name, words);
    // Of what is no table there are only the rows that the statement brings or has found.
    TABLES.contains(&table) && !SMALL.contains(&table)
}

/// The tables of a node (`store/entity`).
const TABLES: [&str; 68] = [
    "account",
    "actor_key",
    "announcement",
    "announcement_read",
    "app",
    "bearer",
    "block",
    "bookmark",
    "boost",
    "code",
    "compared_forum",
    "compared_thread",
    "conversation",
    "conversation_post",
    "dismissed",
    "dispatch",
    "emoji",
    "endorsement",
    "failed_login",
    "filter",
    "filter_rule",
    "featured_tag",
    "follow",
    "followed_tag",
    "forum",
    "host_block",
    "hushed",
    "job",
    "lane",
    "letter",
    "list",
    "listed",
    "marker",
    "media",
    "mention",
    "moderator",
    "mute",
    "name",
    "notice_leave",
    "notice_policy",
    "notice_request",
    "notification",
    "once",
    "peer",
    "person",
    "person_word",
    "pin",
    "poll",
    "post",
    "post_like",
    "post_tag",
    "post_words",
    "push",
    "reaction",
    "quotable",
    "quote",
    "record",
    "remark",
    "report",
    "rule",
    "scheduled",
    "session",
    "site",
    "thread",
    "unindexed",
    "unindexed_person",
    "vote",
    "seaql_migrations",
];

/// The table that a plan names, or names by what the statement calls it.
fn table_of<'w>(name: &'w str, words: &'w str) -> &'w str {
    let mut before = "";
    let mut named = "";
    for word in words
        .split([' ', ',', '(', ')'])
        .filter(|word| !word.is_empty())
    {
        if word == name && matches!(before, "FROM" | "JOIN") {
            return name;
        }
        if word == name && !named.is_empty() {
            return named;
        }
        let word = word.trim_matches('"');
        named = if matches!(before, "FROM" | "JOIN") {
            word
        } else {
            ""
        };
        before = word;
    }
    name
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

#[test]
fn what_reads_a_whole_table_is_seen_under_any_name() {
    for (line, words, all) in [
        ("SCAN post", "SELECT 1 FROM \"post\" WHERE a = ?", true),
        ("SCAN p", "SELECT 1 FROM post p WHERE p.a = ?", true),
        (
            "SCAN a USING INDEX x",
            "SELECT 1 FROM post p JOIN person a ON a.id = p.b",
            true,
        ),
        (
            "SCAN h",
            "SELECT 1 FROM post p LEFT JOIN peer h ON h.host = p.b",
            false,
        ),
        (
            "SCAN one",
            "SELECT 1 FROM (SELECT id FROM job) AS one",
            false,
        ),
        ("SCAN CONSTANT ROW", "SELECT 1", false),
        (
            "SCAN w VIRTUAL TABLE INDEX 32:M3",
            "SELECT 1 FROM post_words w WHERE w.post_words MATCH ?",
            false,
        ),
        (
            "SCAN w VIRTUAL TABLE INDEX 32:",
            "SELECT 1 FROM post_words w ORDER BY w.rowid DESC",
            true,
        ),
        (
            "SEARCH post USING INDEX post_uri (uri=?)",
            "SELECT 1 FROM post",
            false,
        ),
        (
            "SEARCH p USING AUTOMATIC COVERING INDEX (a=?)",
            "SELECT 1 FROM post p",
            true,
        ),
    ] {
        assert_eq!(reads_all(line, words), all, "{line}: {words}");
    }
}
