//! Whom a name leads to: the beginning of what somebody is called, or of the words of their display name.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::words::{runs, units};
use crate::people::Person;
use crate::store::dialect::{evenly, lowered, statement};
use crate::store::entity::{person, person_word};
use crate::timelines::sql::Piece;
use crate::{Core, Result, Tx};

/// So many words of a name count, and of what is looked for.
const WORDS: usize = 16;
/// What stands after everything that begins so, in the order of bytes.
const LAST: char = '\u{10ffff}';

/// Those whose name begins with some letters, or in whose name each word that is looked for begins one,
/// by local id: whom the reader follows first, then in the order of their names. Where `only_followed`,
/// nobody else. Behind an `@` stands the beginning of a host.
pub async fn people(
    core: &Core,
    reader: &Person,
    letters: &str,
    only_followed: bool,
    limit: u64,
) -> Result<Vec<i64>> {
    let letters = letters.trim();
    let (name, host) = letters.split_once('@').unwrap_or((letters, ""));
    if name.is_empty() {
        return Ok(Vec::new());
    }
    let called = lowered(core.backend(), "n.name");
    let mut found = begins("SELECT n.id FROM person n", &called, name);
    let words: BTreeSet<String> = runs(name).flat_map(units).take(WORDS).collect();
    if let Some(by_words) = with_words(&words) {
        found.words.push_str(" UNION ");
        found.push(by_words);
    }
    let followed = Piece::new(
        "EXISTS (SELECT 1 FROM follow w WHERE w.followed = p.uri AND w.follower = ? \
         AND w.state = 'accepted')",
        [reader.uri.as_str().into()],
    );
    let mut what = Piece::new("SELECT p.id FROM person p WHERE p.id IN (", []);
    what.push(found);
    what.words.push(')');
    what = what.and(Piece::new("p.state <> 'gone'", []));
    if !host.is_empty() {
        let host = host.to_ascii_lowercase();
        let begins = format!("substr(p.host, 1, {}) = ?", host.chars().count());
        what = what.and(Piece::new(begins, [host.into()]));
    }
    if only_followed {
        what = what.and(followed.clone());
    }
    what.words.push_str(" ORDER BY CASE WHEN ");
    what.push(followed);
    let called = lowered(core.backend(), "p.name");
    let then = format!(" THEN 0 ELSE 1 END, {called}, p.host LIMIT {limit}");
    what.words.push_str(&then);
    let asked = statement(core.backend(), &what.words, what.values);
    let rows = core.reader().query_all_raw(asked).await?;
    let ids = rows.iter().map(|row| Ok(row.try_get("", "id")?));
    ids.collect()
}

/// What begins with some letters stands between these and these with the last character of all.
fn begins(before: &str, column: &str, letters: &str) -> Piece {
    let letters = letters.to_ascii_lowercase();
    let end = format!("{letters}{LAST}");
    let words = format!("{before} WHERE {column} >= ? AND {column} < ?");
    Piece::new(words, [letters.into(), end.into()])
}

/// Those in whose name each of some words begins one.
fn with_words(words: &BTreeSet<String>) -> Option<Piece> {
    let mut words = words.iter().rev();
    let first = "SELECT w.person_id FROM person_word w";
    let mut piece = begins(first, "w.word", words.next()?);
    for word in words {
        let mut other = begins("SELECT 1 FROM person_word v", "v.word", word);
        other.words = format!(
            " AND EXISTS ({} AND v.person_id = w.person_id)",
            other.words
        );
        piece.push(other);
    }
    Some(piece)
}

/// Reads the words of some names.
pub(super) async fn read(tx: &Tx, ids: &[i64]) -> Result<()> {
    let conn = tx.conn().await?;
    person_word::Entity::delete_many()
        .filter(person_word::Column::PersonId.is_in(evenly(ids)))
        .exec(conn)
        .await?;
    let people = person::Entity::find()
        .filter(person::Column::Id.is_in(evenly(ids)))
        .filter(person::Column::State.ne("gone"))
        .all(conn)
        .await?;
    let rows: Vec<person_word::ActiveModel> = people.iter().flat_map(words_of).collect();
    if !rows.is_empty() {
        person_word::Entity::insert_many(rows)
            .exec_without_returning(conn)
            .await?;
    }
    Ok(())
}

fn words_of(person: &Person) -> Vec<person_word::ActiveModel> {
    let words = runs(&person.display).chain(runs(&person.name));
    let words: BTreeSet<String> = words.flat_map(units).take(WORDS).collect();
    let row = |word| person_word::Model {
        person_id: person.id,
        word,
    };
    words.into_iter().map(|word| row(word).into()).collect()
}
