//! How much hashtags were used, day by day.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, Value};

use super::sql;
use crate::store::dialect::{evenly, statement};
use crate::{Core, Millis, Result, id};

/// Days that are told, today included.
pub const DAYS: usize = 7;
const DAY: Millis = 86_400_000;

/// How much something was used on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Used {
    /// Midnight at its beginning, UTC.
    pub day: Millis,
    /// In how many posts.
    pub posts: u64,
    /// By how many people.
    pub people: u64,
}

/// How much what everybody may read has used each of some hashtags, today first.
pub async fn histories(core: &Core, tags: &[&str]) -> Result<HashMap<String, [Used; DAYS]>> {
    let today = core.now() / DAY;
    let unused = std::array::from_fn(|ago| Used {
        day: before(today, ago) * DAY,
        ..Used::default()
    });
    let mut found: HashMap<String, [Used; DAYS]> =
        tags.iter().map(|tag| ((*tag).to_owned(), unused)).collect();
    if tags.is_empty() {
        return Ok(found);
    }
    let named: Vec<&str> = evenly(tags).collect();
    let open = sql::for_strangers();
    // Local ids are in the order of their days.
    let words = format!(
        "SELECT g.tag, g.post_id / {day} AS day, COUNT(*) AS posts, \
         COUNT(DISTINCT x.author_id) AS people FROM post_tag g JOIN post x ON x.id = g.post_id \
         WHERE g.tag IN ({}) AND g.post_id >= ? AND {} GROUP BY g.tag, g.post_id / {day}",
        vec!["?"; named.len()].join(", "),
        open.words,
        day = id::beginning(DAY),
    );
    let mut values: Vec<Value> = named.into_iter().map(Value::from).collect();
    values.push(id::beginning(before(today, DAYS - 1) * DAY).into());
    values.extend(open.values);
    let asked = statement(core.backend(), &words, values);
    for row in core.reader().query_all_raw(asked).await? {
        let tag: String = row.try_get("", "tag")?;
        let ago = usize::try_from(today - row.try_get::<i64>("", "day")?).ok();
        let days = found.get_mut(&tag);
        let Some(used) = days.zip(ago).and_then(|(days, ago)| days.get_mut(ago)) else {
            continue;
        };
        let number = |column| -> Result<u64> {
            let number: i64 = row.try_get("", column)?;
            Ok(u64::try_from(number).unwrap_or_default())
        };
        (used.posts, used.people) = (number("posts")?, number("people")?);
    }
    Ok(found)
}

fn before(today: i64, ago: usize) -> i64 {
    today - i64::try_from(ago).unwrap_or_default()
}
