//! The lists of words: FTS5 on `SQLite`, `tsvector` on `PostgreSQL`. Both are given the same words, which
//! hold no space, no quotation mark and no backslash, and do nothing to them.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::Value;

use super::Backend;

/// Words that stand one after the other.
pub(crate) type Phrase = Vec<String>;
/// Phrases of which one is enough.
pub(crate) type Either = Vec<Phrase>;

/// Which words something must have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sought {
    /// Each of these; there is one at least.
    pub(crate) all: Vec<Either>,
    /// And not all that one of these asks for.
    pub(crate) none: Vec<Vec<Either>>,
}

/// What a database writes between words.
struct Signs {
    and: &'static str,
    or: &'static str,
    not: &'static str,
    next: &'static str,
    /// Around each word, and around a phrase.
    word: &'static str,
    phrase: &'static str,
}

const SQLITE: Signs = Signs {
    and: " AND ",
    or: " OR ",
    not: " NOT ",
    next: " ",
    word: "",
    phrase: "\"",
};
const POSTGRES: Signs = Signs {
    and: " & ",
    or: " | ",
    not: " & !",
    next: " <-> ",
    word: "'",
    phrase: "",
};

impl Signs {
    fn phrase(&self, phrase: &Phrase) -> String {
        let word = |word: &String| format!("{0}{word}{0}", self.word);
        let words: Vec<String> = phrase.iter().map(word).collect();
        format!("{0}{1}{0}", self.phrase, words.join(self.next))
    }

    fn either(&self, either: &Either) -> String {
        let phrases: Vec<String> = either.iter().map(|one| self.phrase(one)).collect();
        format!("({})", phrases.join(self.or))
    }

    fn all(&self, all: &[Either]) -> String {
        let each: Vec<String> = all.iter().map(|one| self.either(one)).collect();
        format!("({})", each.join(self.and))
    }

    fn sought(&self, sought: &Sought) -> String {
        let all = self.all(&sought.all);
        if sought.none.is_empty() {
            return all;
        }
        let none: Vec<String> = sought.none.iter().map(|one| self.all(one)).collect();
        format!("{all}{}({})", self.not, none.join(self.or))
    }
}

/// The column that says whose words they are.
pub(crate) fn whose_words(backend: Backend) -> &'static str {
    match backend {
        Backend::Sqlite => "rowid",
        Backend::Postgres => "post_id",
    }
}

/// That the words `w` are those that are sought. `PostgreSQL` is told them in the statement itself: it
/// then sees whether they are frequent, and reads the newest first if they are.
pub(crate) fn has_words(backend: Backend, sought: &Sought) -> (String, Vec<Value>) {
    match backend {
        Backend::Sqlite => (
            "w.post_words MATCH ?".to_owned(),
            vec![SQLITE.sought(sought).into()],
        ),
        Backend::Postgres => {
            let quoted = POSTGRES.sought(sought).replace('\'', "''");
            (
                format!("w.words @@ CAST('{quoted}' AS tsquery)"),
                Vec::new(),
            )
        }
    }
}

/// A list of words as a database takes it: what is said, in its order, and what is beside it, in none;
/// and how a statement writes its place.
pub(crate) fn list_of_words(
    backend: Backend,
    said: &[String],
    beside: &BTreeSet<String>,
) -> (String, &'static str) {
    if backend == Backend::Sqlite {
        let all: Vec<&str> = said.iter().chain(beside).map(String::as_str).collect();
        return (all.join(" "), "?");
    }
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (at, word) in said.iter().enumerate() {
        places.entry(word).or_default().push((at + 1).to_string());
    }
    let said = places
        .into_iter()
        .map(|(word, at)| format!("'{word}':{}", at.join(",")));
    let beside = beside.iter().map(|word| format!("'{word}'"));
    let all: Vec<String> = said.chain(beside).collect();
    (all.join(" "), "CAST(? AS tsvector)")
}

/// How the newest of the posts that are not indexed are taken: another process that takes them at the
/// same time, or writes them, is not waited for.
pub(crate) fn leaving_out_taken(backend: Backend) -> &'static str {
    match backend {
        Backend::Sqlite => "",
        Backend::Postgres => " FOR UPDATE SKIP LOCKED",
    }
}
