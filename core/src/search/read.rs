//! Finds posts by what is asked for.

use sea_orm::ConnectionTrait;

use super::question::{Author, Question};
use crate::page::Page;
use crate::people::{self, Person};
use crate::store::dialect::{has_words, statement, whose_words};
use crate::threads::read::Viewer;
use crate::timelines::Kind;
use crate::timelines::sql::{self, Piece};
use crate::{Core, Result};

/// What somebody looks for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Looked<'q> {
    /// In the words of whoever asks.
    pub question: &'q str,
    /// Only what this person has written, by local id.
    pub author: Option<i64>,
    /// How many are left out, from the newest on.
    pub offset: u64,
}

impl<'q> Looked<'q> {
    /// Everything that a question asks for.
    pub fn of(question: &'q str) -> Self {
        Self {
            question,
            ..Self::default()
        }
    }
}

/// The posts that a member may read and that are as they ask, the newest first, by local id. A guest
/// finds none, nor does anybody who asks for nothing.
pub async fn posts(
    core: &Core,
    viewer: &Viewer,
    looked: &Looked<'_>,
    page: &Page,
) -> Result<Vec<i64>> {
    let mut question = Question::read(looked.question);
    let Some(reader) = viewer.person.as_ref().filter(|_| !question.is_empty()) else {
        return Ok(Vec::new());
    };
    if !authors(core, reader, &mut question).await? {
        return Ok(Vec::new());
    }
    if let Some(author) = looked.author {
        question.add_mark(&format!("from{author}"), false);
    }
    if question.sought.all.is_empty() {
        question.add_mark("all", false);
    }
    let backend = core.backend();
    let key = format!("w.{}", whose_words(backend));
    let (words, values) = has_words(backend, &question.sought);
    let what = Piece::new(words, values)
        .and(sql::between_of(&key, page, Kind::Post))
        .and(conditions(&question, reader))
        .and(Piece::new("x.state = 'live'", []))
        .and(sql::for_viewer(viewer))
        .and(sql::not_avoided(core, viewer));
    let (order, limit, offset) = (page.order(), page.limit, looked.offset);
    let words = format!(
        "SELECT x.id FROM post_words w CROSS JOIN post x WHERE x.id = {key} AND {} \
         ORDER BY {key} {order} LIMIT {limit} OFFSET {offset}",
        what.words
    );
    let asked = statement(backend, &words, what.values);
    let rows = core.reader().query_all_raw(asked).await?;
    let mut found: Vec<i64> = Vec::with_capacity(rows.len());
    for row in rows {
        found.push(row.try_get("", "id")?);
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    Ok(found)
}

/// Puts into a question whose posts are wanted; answers whether they are known here.
async fn authors(core: &Core, reader: &Person, question: &mut Question) -> Result<bool> {
    for (author, refused) in std::mem::take(&mut question.authors) {
        let id = match author {
            Author::Reader => Some(reader.id),
            Author::Named(handle) => {
                let host = handle.host.as_ref().map(crate::address::Host::as_str);
                let known = people::by_name(core, &handle.name, host).await?;
                known.map(|person| person.id)
            }
        };
        match id {
            Some(id) => question.add_mark(&format!("from{id}"), refused),
            None if refused => {}
            None => return Ok(false),
        }
    }
    Ok(true)
}

fn conditions(question: &Question, reader: &Person) -> Piece {
    let mut what = Piece::new("1 = 1", []);
    if let Some(since) = question.since {
        what = what.and(Piece::new("x.published >= ?", [since.into()]));
    }
    if let Some(before) = question.before {
        what = what.and(Piece::new("x.published < ?", [before.into()]));
    }
    if question.library {
        let words = "(x.author_id = ? \
            OR EXISTS (SELECT 1 FROM bookmark k WHERE k.person_id = ? AND k.post_id = x.id) \
            OR EXISTS (SELECT 1 FROM post_like l WHERE l.object = x.uri AND l.actor = ? \
            AND l.active = ?))";
        let (me, uri) = (reader.id, reader.uri.as_str());
        let values = [me.into(), me.into(), uri.into(), true.into()];
        what = what.and(Piece::new(words, values));
    }
    what
}
