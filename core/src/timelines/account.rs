//! What one account has written, and what a salon has passed on.

use super::sql::{self, Piece};
use super::{Entry, Kind, Page};
use crate::forums::Forum;
use crate::threads::read::Viewer;
use crate::{Core, Result};

/// What of an account's posts is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfAccount {
    /// Leaves out answers to others.
    pub no_answers: bool,
    /// Leaves out what they pass on.
    pub no_boosts: bool,
    /// Only what carries pictures, sounds or films.
    pub only_media: bool,
    /// Only what has this hashtag, by its key.
    pub tagged: Option<String>,
}

/// What a person has written that the viewer may read.
pub async fn of_person(
    core: &Core,
    viewer: &Viewer,
    author: i64,
    which: &OfAccount,
    page: &Page,
) -> Result<Vec<Entry>> {
    let mut what = Piece::new("x.author_id = ?", [author.into()])
        .and(sql::between(page, Kind::Post))
        .and(sql::for_viewer(viewer));
    if which.no_answers {
        let words = "(x.parent IS NULL OR EXISTS (SELECT 1 FROM post y WHERE y.uri = x.parent \
                     AND y.author_id = x.author_id))";
        what = what.and(Piece::new(words, []));
    }
    if let Some(tag) = &which.tagged {
        what = what.and(has_tag(tag));
    }
    if which.only_media {
        what = what.and(sql::has_media());
    }
    let mut selections = vec![sql::posts(page, &what, sql::POST)];
    if !which.no_boosts && which.tagged.is_none() && !which.only_media {
        let boosts = Piece::new("b.person_id = ?", [author.into()])
            .and(sql::between_of("b.id", page, Kind::Boost))
            .and(sql::nobody_kept_out("b.person_id"))
            .and(sql::boosts_for(viewer))
            .and(sql::for_viewer(viewer))
            .and(sql::not_avoided(core, viewer));
        selections.push(sql::boosts(page, &boosts));
    }
    sql::page(core, page, selections).await
}

/// The threads that were opened in a salon, as its Group, by local id, passes them on.
pub async fn of_salon(
    core: &Core,
    viewer: &Viewer,
    forum: &Forum,
    group: i64,
    which: &OfAccount,
    page: &Page,
) -> Result<Vec<Entry>> {
    let mut what = Piece::new("x.forum_id = ? AND x.parent IS NULL", [forum.id.into()])
        .and(sql::between(page, Kind::Salon))
        .and(sql::for_viewer(viewer));
    if let Some(tag) = &which.tagged {
        what = what.and(has_tag(tag));
    }
    if which.only_media {
        what = what.and(sql::has_media());
    }
    let columns = format!("z.id, 1 AS kind, {group} AS by_id, z.id AS post_id, 0 AS few");
    sql::page(core, page, vec![sql::posts(page, &what, &columns)]).await
}

/// The pinned threads of a salon, newest first: fifty at most, as they were opened.
pub async fn pinned_in(core: &Core, forum: &Forum) -> Result<Vec<Entry>> {
    let pinned = crate::threads::serving::pinned(core, forum.id).await?;
    let entry = |thread: &crate::threads::Thread| Entry {
        place: super::Place::post(thread.id),
        post: thread.id,
        by: None,
        few: false,
    };
    Ok(pinned.iter().map(entry).collect())
}

fn has_tag(tag: &str) -> Piece {
    let words = "EXISTS (SELECT 1 FROM post_tag n WHERE n.tag = ? AND n.post_id = x.id)";
    Piece::new(words, [tag.into()])
}
