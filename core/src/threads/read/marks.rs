//! What a reader has marked of some posts, and whom they avoid: by one query.

use std::collections::{BTreeSet, HashSet};

use sea_orm::{ConnectionTrait, Value};

use super::found::Found;
use super::quoted::avoided;
use super::told::Mine;
use crate::people::Person;
use crate::store::dialect::{evenly, statement};
use crate::{Core, Result};

/// What there is to ask: the keys of some posts.
#[derive(Debug, Default)]
pub(super) struct Keys {
    pub(super) posts: BTreeSet<i64>,
    pub(super) uris: BTreeSet<String>,
    pub(super) authors: BTreeSet<i64>,
    pub(super) hosts: BTreeSet<String>,
    pub(super) threads: BTreeSet<i64>,
    /// Authors of whom it matters whether the reader follows them.
    pub(super) asked: BTreeSet<i64>,
}

/// What was found of it.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub(super) supported: HashSet<String>,
    pub(super) bookmarked: HashSet<i64>,
    pub(super) pinned: HashSet<i64>,
    pub(super) boosted: HashSet<i64>,
    pub(super) hushed: HashSet<i64>,
    pub(super) muted: HashSet<i64>,
    pub(super) blocked: HashSet<i64>,
    pub(super) blocked_hosts: HashSet<String>,
    /// Authors who block the reader.
    pub(super) closed: HashSet<i64>,
    /// Those of the authors asked for whom the reader follows.
    pub(super) followed: HashSet<i64>,
}

/// Asks for all of it.
pub(super) async fn of(core: &Core, reader: &Person, keys: &Keys) -> Result<Marks> {
    let mut marks = Marks::default();
    let asked = asked(core, reader, keys);
    if asked.words.is_empty() {
        return Ok(marks);
    }
    let asked = statement(core.backend(), &asked.words, asked.values);
    for row in core.reader().query_all_raw(asked).await? {
        let kind: i32 = row.try_get("", "kind")?;
        match kind {
            0 => {
                marks.supported.insert(row.try_get("", "words")?);
            }
            7 => {
                marks.blocked_hosts.insert(row.try_get("", "words")?);
            }
            _ => {
                marks.numbers(kind).insert(row.try_get("", "number")?);
            }
        }
    }
    Ok(marks)
}

impl Marks {
    /// What a post is to the reader; nothing where its author blocks them.
    pub(super) fn mine(&self, one: &Found) -> Option<Mine> {
        let post = &one.post;
        if self.closed.contains(&post.author_id) {
            return None;
        }
        Some(Mine {
            supported: self.supported.contains(&post.uri),
            boosted: self.boosted.contains(&post.id),
            bookmarked: self.bookmarked.contains(&post.id),
            pinned: self.pinned.contains(&post.id),
            hushed: self.hushed.contains(&post.thread_id.unwrap_or(post.id)),
            avoided: avoided(self, post.author_id, &one.host),
        })
    }

    fn numbers(&mut self, kind: i32) -> &mut HashSet<i64> {
        match kind {
            1 => &mut self.bookmarked,
            2 => &mut self.pinned,
            3 => &mut self.boosted,
            4 => &mut self.hushed,
            5 => &mut self.muted,
            8 => &mut self.blocked,
            9 => &mut self.followed,
            _ => &mut self.closed,
        }
    }
}

fn asked(core: &Core, reader: &Person, keys: &Keys) -> Asked {
    let mut asked = Asked::default();
    let me = || vec![Value::from(reader.id)];
    let until = || vec![Value::from(reader.id), Value::from(core.now())];
    let uri = vec![Value::from(reader.uri.as_str())];
    asked.texts(
        "0 AS kind, CAST(NULL AS BIGINT) AS number, object AS words FROM post_like \
         WHERE active AND actor = ? AND object",
        uri.clone(),
        &keys.uris,
    );
    asked.numbers(
        "1, post_id, '' FROM bookmark WHERE person_id = ? AND post_id",
        me(),
        &keys.posts,
    );
    asked.numbers(
        "2, post_id, '' FROM pin WHERE person_id = ? AND post_id",
        me(),
        &keys.posts,
    );
    asked.numbers(
        "3, post_id, '' FROM boost WHERE person_id = ? AND post_id",
        me(),
        &keys.posts,
    );
    asked.numbers(
        "4, thread_id, '' FROM hushed WHERE person_id = ? AND thread_id",
        me(),
        &keys.threads,
    );
    asked.numbers(
        "5, target_id, '' FROM mute WHERE person_id = ? AND (until IS NULL OR until > ?) AND target_id",
        until(),
        &keys.authors,
    );
    asked.numbers(
        "8, target_id, '' FROM block WHERE person_id = ? AND target_id",
        me(),
        &keys.authors,
    );
    asked.numbers(
        "6, person_id, '' FROM block WHERE target_id = ? AND person_id",
        me(),
        &keys.authors,
    );
    asked.numbers(
        "9, p.id, '' FROM follow w JOIN person p ON p.uri = w.followed \
         WHERE w.follower = ? AND w.state = 'accepted' AND p.id",
        uri.clone(),
        &keys.asked,
    );
    asked.texts(
        "7, CAST(NULL AS BIGINT), host FROM host_block WHERE person_id = ? AND host",
        me(),
        &keys.hosts,
    );
    asked
}

#[derive(Default)]
struct Asked {
    words: String,
    values: Vec<Value>,
}

impl Asked {
    fn numbers(&mut self, words: &str, first: Vec<Value>, some: &BTreeSet<i64>) {
        let some: Vec<i64> = some.iter().copied().collect();
        self.part(words, first, evenly(&some).map(Value::from).collect());
    }

    fn texts(&mut self, words: &str, first: Vec<Value>, some: &BTreeSet<String>) {
        let some: Vec<&str> = some.iter().map(String::as_str).collect();
        self.part(words, first, evenly(&some).map(Value::from).collect());
    }

    fn part(&mut self, words: &str, first: Vec<Value>, some: Vec<Value>) {
        if some.is_empty() {
            return;
        }
        if !self.words.is_empty() {
            self.words.push_str(" UNION ALL ");
        }
        let marks = vec!["?"; some.len()].join(", ");
        self.words.extend(["SELECT ", words, " IN (", &marks, ")"]);
        self.values.extend(first);
        self.values.extend(some);
    }
}
