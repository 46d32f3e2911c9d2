//! The front page, the list of salons, a salon.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use palabre_core::forums::{self, Forum};
use palabre_core::peering::{self, Level};
use palabre_core::threads::read;
use palabre_core::{Millis, bulletin, people, text};
use serde::Deserialize;

use super::show::{self, Salons};
use super::view::{ForumPage, ForumRow, ForumsPage, FrontPage, May, Paging, PersonRef, SafeHtml};
use super::{place, render, shell};
use crate::app::App;
use crate::http::answer::Answer;
use crate::http::negotiate;
use crate::http::visitor::Visitor;

/// Salons named on the front page.
const FRONT: usize = 12;

/// The query of a page among others.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Paged {
    pub(crate) page: Option<String>,
}

impl Paged {
    pub(crate) fn number(&self) -> u64 {
        place::page(self.page.as_deref())
    }
}

pub(crate) async fn front(State(app): State<App>, visitor: Visitor) -> Answer {
    let (known, newest) = read::front(&app.core).await?;
    let salons = show::salons(&known);
    let mut rows = rows(&app, &known, &salons).await?;
    // The liveliest first, and those without a thread last.
    rows.sort_by_key(|row| std::cmp::Reverse(row.last));
    rows.truncate(FRONT);
    render(&FrontPage {
        description: app.config.node.description.clone(),
        announcements: announcements(&app).await?,
        forums: rows,
        threads: newest
            .iter()
            .map(|one| show::thread(one, &salons))
            .collect(),
        peers: chapters(&app).await?,
        shell: shell(&app, &visitor, ""),
    })
}

async fn announcements(app: &App) -> palabre_core::Result<Vec<SafeHtml>> {
    let all = bulletin::announced(&app.core).await?;
    let clean = |one: bulletin::Announcement| text::clean::html(&one.html).ok();
    Ok(all
        .into_iter()
        .filter_map(clean)
        .map(SafeHtml::from_cleaned)
        .collect())
}

pub(crate) async fn all(State(app): State<App>, visitor: Visitor) -> Answer {
    let known = forums::list(&app.core).await?;
    let salons = show::salons(&known);
    let (here, elsewhere): (Vec<_>, Vec<_>) = rows(&app, &known, &salons)
        .await?
        .into_iter()
        .partition(|row| row.forum.host().is_none());
    let shell = shell(&app, &visitor, crate::i18n::t(visitor.lang, "salons"));
    render(&ForumsPage {
        shell,
        here,
        elsewhere,
    })
}

pub(crate) async fn one(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(salon): Path<String>,
    Query(paged): Query<Paged>,
) -> Answer {
    let forum = place::forum(&app, &salon).await?;
    if let Some(elsewhere) = negotiate::activity(&headers, &forum.uri) {
        return Ok(elsewhere);
    }
    let moderator = is_moderator(&app, &visitor, &forum).await?;
    let followed = followed(&app, &visitor, &forum).await?;
    let moderators = moderators(&app, &forum).await?;
    let held = if moderator {
        read::held(&app.core, Some(forum.id)).await?.len()
    } else {
        0
    };
    let group = people::by_uri(&app.core, &forum.uri).await?;
    let changed = group.is_some_and(|group| group.changed_at.is_some());
    let found = read::salon(&app.core, forum, paged.number()).await?;
    let forum = show::forum(&found.forum);
    let base = format!("/salons/{}", forum.salon);
    let none = Salons::new();
    let mut may = May::READ;
    if visitor.person().is_some() {
        may = may.and(May::REPLY);
    }
    if moderator {
        may = may.and(May::MODERATE);
    }
    render(&ForumPage {
        shell: shell(&app, &visitor, &found.forum.title),
        description: found.forum.summary.clone(),
        lang: show::some(&found.forum.lang),
        address: found.forum.handle(),
        changed,
        moderators,
        threads: found
            .threads
            .iter()
            .map(|one| show::thread(one, &none))
            .collect(),
        paging: Paging::numbered(&base, show::small(found.page), show::small(found.pages)),
        followed,
        may,
        held: show::small(held),
        forum,
    })
}

/// Whether the reader moderates a salon; only salons of this node are moderated here.
pub(super) async fn is_moderator(app: &App, visitor: &Visitor, forum: &Forum) -> Answer<bool> {
    let Some(person) = visitor.person().filter(|_| forum.local) else {
        return Ok(false);
    };
    Ok(visitor.admin() || forums::is_moderator(&app.core, forum.id, &person.uri).await?)
}

async fn followed(app: &App, visitor: &Visitor, forum: &Forum) -> Answer<Option<bool>> {
    let Some(person) = visitor.person() else {
        return Ok(None);
    };
    let state = forums::is_following(&app.core, &person.uri, &forum.uri).await?;
    Ok(Some(state.is_some()))
}

async fn moderators(app: &App, forum: &Forum) -> Answer<Vec<PersonRef>> {
    let mut named = Vec::new();
    for uri in forums::moderators(&app.core, forum.id)
        .await?
        .iter()
        .take(20)
    {
        named.extend(
            people::by_uri(&app.core, uri)
                .await?
                .as_ref()
                .map(show::person),
        );
    }
    Ok(named)
}

async fn rows(app: &App, known: &[Forum], salons: &Salons) -> Answer<Vec<ForumRow>> {
    let tallies: HashMap<i64, (u64, Millis)> = read::tallies(&app.core)
        .await?
        .into_iter()
        .map(|(forum, threads, last)| (forum, (threads, last)))
        .collect();
    Ok(known
        .iter()
        .map(|forum| {
            let tally = tallies.get(&forum.id);
            ForumRow {
                forum: salons.get(&forum.id).cloned().unwrap_or_default(),
                description: forum.summary.clone(),
                lang: show::some(&forum.lang),
                threads: tally.map_or(0, |(threads, _)| show::small(*threads)),
                last: tally.map(|(_, last)| *last),
            }
        })
        .collect())
}

/// Hosts that this node has allowed, or has exchanged letters with.
async fn chapters(app: &App) -> Answer<Vec<String>> {
    let peers = peering::list(&app.core).await?;
    let lives = |peer: &peering::Peer| {
        peer.trust() == Level::Allow || peer.last_in.is_some() || peer.last_out.is_some()
    };
    Ok(peers
        .into_iter()
        .filter(|peer| peer.trust() != Level::Block && lives(peer))
        .map(|peer| peer.host)
        .take(50)
        .collect())
}
