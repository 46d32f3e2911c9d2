//! Timelines for everybody: the newest that were opened, and what has a hashtag.

use std::collections::BTreeSet;

use sea_orm::Value;

use super::sql::{self, Piece};
use super::{Entry, Kind, Page};
use crate::threads::read::Viewer;
use crate::{Core, Result};

/// Whose posts are among it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Among {
    #[default]
    All,
    /// Threads of this node's salons, and what its people write outside salons.
    Local,
    /// Everything else.
    Remote,
}

/// What of that which was opened is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Opened {
    pub among: Among,
    /// Only what carries pictures, sounds or films.
    pub only_media: bool,
}

impl From<Among> for Opened {
    fn from(among: Among) -> Self {
        let only_media = false;
        Self { among, only_media }
    }
}

/// What was opened for everybody: threads, and notes that answer nothing.
pub async fn open(
    core: &Core,
    viewer: &Viewer,
    asked: impl Into<Opened>,
    page: &Page,
) -> Result<Vec<Entry>> {
    let asked = asked.into();
    let mut which = sql::for_strangers().and(sql::wanted(core, viewer));
    if asked.only_media {
        which = which.and(sql::has_media());
    }
    let opened =
        |page: &Page| Piece::new("x.parent IS NULL", []).and(sql::between(page, Kind::Post));
    let what = match asked.among {
        Among::All => opened(page).and(which),
        Among::Remote => {
            let here = "NOT EXISTS (SELECT 1 FROM person o WHERE o.id = x.author_id AND o.local = ? \
                        AND x.forum_id IS NULL) AND NOT EXISTS (SELECT 1 FROM forum o \
                        WHERE o.id = x.forum_id AND o.local = ?)";
            let yes: [Value; 2] = [true.into(), true.into()];
            opened(page).and(which).and(Piece::new(here, yes))
        }
        Among::Local => {
            let salons = Piece::new("SELECT id FROM forum WHERE local = ?", [true.into()]);
            let people = Piece::new("SELECT person_id AS id FROM account", []);
            let sources = |page: &Page| {
                let in_salons = Piece::new("x.forum_id = f.id", []).and(opened(page));
                // The condition in brackets is that of the index.
                let outside = "x.author_id = f.id AND (x.parent IS NULL OR x.forum_id IS NULL) \
                               AND x.forum_id IS NULL";
                let outside = Piece::new(outside, []).and(opened(page));
                let some = |outer, inner: &Piece| {
                    sql::posts_of_each(core, outer, sql::POST, inner, which.clone(), page)
                };
                vec![some(&salons, &in_salons), some(&people, &outside)]
            };
            return sql::sifted(core, page, &Piece::default(), sources).await;
        }
    };
    sql::page(core, page, vec![sql::posts(page, &what, sql::POST)]).await
}

/// Which hashtags a post must have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tagged {
    /// One of these; there is one at least.
    pub any: BTreeSet<String>,
    /// And each of these.
    pub all: BTreeSet<String>,
    /// And none of these.
    pub none: BTreeSet<String>,
    pub among: Among,
    /// Only what carries pictures, sounds or films.
    pub only_media: bool,
}

/// What everybody may read that has some hashtags, by their keys.
pub async fn tagged(
    core: &Core,
    viewer: &Viewer,
    tagged: &Tagged,
    page: &Page,
) -> Result<Vec<Entry>> {
    let marks = |some: &BTreeSet<String>| vec!["?"; some.len()].join(", ");
    let values = |some: &BTreeSet<String>| -> Vec<Value> {
        some.iter().map(|tag| Value::from(tag.as_str())).collect()
    };
    let mut what = sql::between_of("g.post_id", page, Kind::Post)
        .and(sql::for_strangers())
        .and(sql::wanted(core, viewer));
    for tag in &tagged.all {
        let words = "EXISTS (SELECT 1 FROM post_tag n WHERE n.post_id = x.id AND n.tag = ?)";
        what = what.and(Piece::new(words, [tag.as_str().into()]));
    }
    if !tagged.none.is_empty() {
        let words = format!(
            "NOT EXISTS (SELECT 1 FROM post_tag n WHERE n.post_id = x.id AND n.tag IN ({}))",
            marks(&tagged.none)
        );
        what = what.and(Piece::new(words, values(&tagged.none)));
    }
    if tagged.only_media {
        what = what.and(sql::has_media());
    }
    what = match tagged.among {
        Among::All => what,
        Among::Local => what.and(by_ours(true)),
        Among::Remote => what.and(by_ours(false)),
    };
    let (order, limit) = (page.order(), page.limit);
    let words = format!(
        "SELECT {} FROM post z WHERE z.id IN (SELECT DISTINCT g.post_id FROM post_tag g \
         JOIN post x ON x.id = g.post_id WHERE g.tag IN ({}) AND {} \
         ORDER BY g.post_id {order} LIMIT {limit})",
        sql::POST,
        marks(&tagged.any),
        what.words
    );
    let mut all = values(&tagged.any);
    all.extend(what.values);
    sql::page(core, page, vec![Piece::new(words, all)]).await
}

fn by_ours(ours: bool) -> Piece {
    let words = "EXISTS (SELECT 1 FROM person o WHERE o.id = x.author_id AND o.local = ?)";
    Piece::new(words, [ours.into()])
}
