//! A member's conversations, the one in which something was said last first.

use std::cmp::Reverse;

use sea_orm::{ConnectionTrait, QueryResult};

use super::sql::{self, Piece, Reader};
use super::{Kind, Page};
use crate::page::Line;
use crate::people::Person;
use crate::store::dialect::statement;
use crate::{Core, Result};

/// A page of them, by what was said last as statuses are: its local id, and the conversation. One whose
/// last words are of somebody whom the member avoids is left out.
pub async fn conversations(core: &Core, reader: &Person, page: &Page) -> Result<Vec<Line>> {
    let words = "SELECT c.last_post AS last, c.id AS id FROM conversation c \
                 JOIN post x ON x.id = c.last_post WHERE c.person_id = ?";
    let mut asked = Piece::new(words, [reader.id.into()])
        .and(sql::between_of("c.last_post", page, Kind::Post))
        .and(sql::not_avoided(core, Reader::One(reader)));
    let order = format!(
        " ORDER BY c.last_post {} LIMIT {}",
        page.order(),
        page.limit
    );
    asked.push(Piece::new(order, []));
    let rows = core
        .reader()
        .query_all_raw(statement(core.backend(), &asked.words, asked.values))
        .await?;
    let line = |row: &QueryResult| Ok((row.try_get("", "last")?, row.try_get("", "id")?));
    let mut found = rows.iter().map(line).collect::<Result<Vec<Line>>>()?;
    found.sort_by_key(|(last, _)| Reverse(*last));
    Ok(found)
}
