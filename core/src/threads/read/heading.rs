//! What stands above a thread.

use std::collections::HashMap;

use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;

use crate::store::entity::post;
use crate::{Core, Result, text};

/// What stands above a thread, in lists and on its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heading {
    /// Its title; of a note that has none, what its author warns of, or its first words.
    Words(String),
    /// Its opening stands and says nothing in words, or nothing yet.
    Untitled,
    /// Its opening was deleted by its author.
    Deleted,
    /// Its opening was removed by the moderators, and the title with it.
    Removed,
    /// Its opening has not come here.
    Missing,
    /// Its opening comes from a blocked host, and the title is hidden with it.
    Blocked,
}

impl Heading {
    /// The words, where there are any.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Words(words) => Some(words),
            _ => None,
        }
    }
}

/// Of an opening: local id, state, warning, HTML.
type Opening = (i64, String, Option<String>, String);

/// The headings of threads without a title, by local id, in one query; none where there is nothing to ask.
pub(super) async fn untitled(core: &Core, ids: Vec<i64>) -> Result<HashMap<i64, Heading>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let openings: Vec<Opening> = post::Entity::find()
        .select_only()
        .columns([
            post::Column::Id,
            post::Column::State,
            post::Column::Warning,
            post::Column::Html,
        ])
        .filter(post::Column::Id.is_in(ids))
        .into_tuple()
        .all(core.reader())
        .await?;
    Ok(openings.into_iter().map(above).collect())
}

/// The heading of one thread, whose title is known.
pub(super) async fn one(core: &Core, id: i64, title: &str, blocked: bool) -> Result<Heading> {
    if blocked {
        return Ok(Heading::Blocked);
    }
    if !title.is_empty() {
        return Ok(Heading::Words(title.to_owned()));
    }
    let mut found = untitled(core, vec![id]).await?;
    Ok(found.remove(&id).unwrap_or(Heading::Missing))
}

fn above((id, state, warning, html): Opening) -> (i64, Heading) {
    let heading = match state.as_str() {
        "deleted" => Heading::Deleted,
        "removed" => Heading::Removed,
        "live" => {
            let words = warning.unwrap_or_else(|| text::title_of(&html));
            Some(words)
                .filter(|words| !words.is_empty())
                .map_or(Heading::Untitled, Heading::Words)
        }
        _ => Heading::Untitled,
    };
    (id, heading)
}
