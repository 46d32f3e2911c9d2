//! A thread, and one contribution by itself.

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use palabre_core::ledger::{self, Vouch};
use palabre_core::threads::read::{self, Shown, ThreadPage as Page};
use palabre_core::{Refusal, forums, text, threads};

use super::forums::Paged;
use super::show::{self, Eyes};
use super::view::contribution::{Origin, Version};
use super::view::{
    Contribution, ContributionPage, Digest, ForumRef, May, Paging, SafeHtml, ThreadPage,
};
use super::{place, render, shell};
use crate::app::App;
use crate::http::answer::Answer;
use crate::http::negotiate;
use crate::http::visitor::Visitor;
use crate::i18n;

/// Versions shown of one contribution.
const VERSIONS: usize = 50;

pub(crate) async fn one(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(paged): Query<Paged>,
) -> Answer {
    let id = place::id(&id)?;
    let found = read::page(&app.core, id, paged.number(), &visitor.viewer()).await?;
    let root = found.root.as_deref().unwrap_or(&found.context);
    if let Some(elsewhere) = negotiate::activity(&headers, root) {
        return Ok(elsewhere);
    }
    let mut page = thread_page(&app, &visitor, found);
    show::hang(&app, visitor.person(), &mut page.contributions).await?;
    render(&page)
}

fn thread_page(app: &App, visitor: &Visitor, found: Page) -> ThreadPage {
    let here: Vec<i64> = found.posts.iter().map(|shown| shown.post.id).collect();
    let home = found.forum.as_ref().map_or("", |forum| forum.host.as_str());
    let eyes = Eyes {
        reader: visitor.person(),
        moderator: found.moderator,
        locked: found.locked,
        home,
        here: &here,
        supported: &found.supported,
    };
    let contributions = found
        .posts
        .iter()
        .map(|shown| show::contribution(shown, &eyes))
        .collect();
    let mut may = May::READ;
    if visitor.person().is_some() && (!found.locked || found.moderator) {
        may = may.and(May::REPLY);
    }
    if found.moderator {
        may = may.and(May::MODERATE);
    }
    let mut shell = shell(app, visitor, &show::heading(visitor.lang, &found.heading));
    let base = format!("/f/{}", found.id);
    let page = if found.page > 1 {
        format!("?page={}", found.page)
    } else {
        String::new()
    };
    shell.canonical = Some(format!("{}{base}{page}", app.core.base().origin()));
    ThreadPage {
        shell,
        forum: found.forum.as_ref().map(show::forum),
        id: found.id,
        title: show::title(&found.heading),
        lang: show::some(&found.lang),
        locked: found.locked,
        pinned: found.pinned,
        contributions,
        total: show::small(found.live),
        gone: show::small(found.gone),
        paging: Paging::numbered(&base, show::small(found.page), show::small(found.pages)),
        digest: Some(Digest {
            missing: show::small(found.digest.missing.len()),
            pending: show::small(found.digest.pending),
            withheld: show::small(found.digest.withheld),
            differs: found.digest.differs.map(|at| (home.to_owned(), at)),
            text: found.digest.line,
        }),
        may,
    }
}

pub(crate) async fn contribution(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Answer {
    let found = find(&app, &visitor, place::id(&id)?).await?;
    if let Some(elsewhere) = negotiate::activity(&headers, &found.shown.post.uri) {
        return Ok(elsewhere);
    }
    let post = &found.shown.post;
    let mut contribution = found.contribution(&visitor);
    let alone = std::slice::from_mut(&mut contribution);
    show::hang(&app, visitor.person(), alone).await?;
    let versions = if contribution.edited.is_some() && !contribution.html.is_empty() {
        versions(&app, &visitor, post.id).await?
    } else {
        Vec::new()
    };
    let words = match &contribution.author {
        Some(author) => {
            let name = author.name.as_str().into();
            i18n::t_args(visitor.lang, "contribution-of", &[("name", name)])
        }
        None => i18n::t(visitor.lang, contribution.nobody()).to_owned(),
    };
    render(&ContributionPage {
        shell: shell(&app, &visitor, &words),
        forum: found.salon,
        thread: post.thread_id,
        thread_title: found.title,
        origin: origin(&app, &found.shown).await?,
        contribution,
        versions,
    })
}

/// A contribution that the reader may see, with what its pages and forms say around it.
pub(super) struct Found {
    pub(super) shown: Shown,
    pub(super) forum: Option<forums::Forum>,
    pub(super) salon: Option<ForumRef>,
    pub(super) title: String,
    pub(super) moderator: bool,
    pub(super) locked: bool,
    supported: Vec<i64>,
}

impl Found {
    /// As its own page and the forms about it show it.
    pub(super) fn contribution(&self, visitor: &Visitor) -> Contribution {
        let eyes = Eyes {
            reader: visitor.person(),
            moderator: self.moderator,
            locked: self.locked,
            home: self.forum.as_ref().map_or("", |forum| forum.host.as_str()),
            here: &[],
            supported: &self.supported,
        };
        show::contribution(&self.shown, &eyes)
    }

    /// Whether the reader has written it.
    pub(super) fn is_of(&self, visitor: &Visitor) -> bool {
        visitor
            .person()
            .is_some_and(|person| person.id == self.shown.post.author_id)
    }
}

pub(super) async fn find(app: &App, visitor: &Visitor, id: i64) -> Answer<Found> {
    let (shown, head) = read::post(&app.core, id, &visitor.viewer()).await?;
    let locked = match shown.post.thread_id {
        Some(thread) => threads::thread(&app.core, thread)
            .await?
            .is_some_and(|it| it.locked),
        None => false,
    };
    let supported = match visitor.person() {
        Some(person) => read::supported(&app.core, person, &[id]).await?,
        None => Vec::new(),
    };
    let (title, forum, moderator) = match head {
        Some(head) => {
            let title = show::heading(visitor.lang, &head.heading);
            (title, head.forum, head.moderator)
        }
        None => (String::new(), None, false),
    };
    let salon = forum.as_ref().map(show::forum);
    Ok(Found {
        shown,
        forum,
        salon,
        title,
        moderator,
        locked,
        supported,
    })
}

async fn versions(app: &App, visitor: &Visitor, id: i64) -> Answer<Vec<Version>> {
    let known = read::versions(&app.core, id, &visitor.viewer()).await?;
    Ok(known
        .into_iter()
        .rev()
        .take(VERSIONS)
        .map(|(at, content)| Version {
            at,
            html: SafeHtml::from_cleaned(text::clean::html(&content.html).unwrap_or_default()),
        })
        .collect())
}

async fn origin(app: &App, shown: &Shown) -> Answer<Origin> {
    let post = &shown.post;
    let rid = post.created_by.clone();
    let proof = match &rid {
        Some(rid) => ledger::by_rid(&app.core, rid)
            .await?
            .is_some_and(|it| it.vouch == Vouch::Proof),
        None => false,
    };
    let host = app.core.base().host();
    Ok(Origin {
        object: (!shown.blocked).then(|| post.uri.clone()),
        host: if shown.author_local {
            host.to_owned()
        } else {
            shown.author_host.clone()
        },
        rid: rid.map(hex::encode).unwrap_or_default(),
        proof,
        received: (!shown.author_local).then_some(post.received_at),
    })
}

/// Where a contribution stands in its thread.
pub(super) fn at_its_place(post: &palabre_core::threads::Post) -> String {
    match post.thread_id {
        Some(thread) if thread == post.id => format!("/f/{thread}"),
        Some(thread) => format!("/f/{thread}?page=fin#c{}", post.id),
        None => format!("/c/{}", post.id),
    }
}

/// A contribution whatever its state; who may do what with it is decided by the verb.
pub(super) async fn any(app: &App, id: i64) -> Answer<palabre_core::threads::Post> {
    Ok(threads::post(&app.core, id)
        .await?
        .ok_or(Refusal::NoSuchPost)?)
}
