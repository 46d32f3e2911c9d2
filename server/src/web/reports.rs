//! Reports of contributions: what moderators and administrators read, and close when they have
//! dealt with it.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use palabre_core::forums as core_forums;
use palabre_core::moderation::{self, By, Report};
use palabre_core::text::excerpt;
use palabre_core::{Refusal, people, threads};

use super::view::moderation::{ReportRow, Reported, ReportsPage};
use super::{forums, place, render, safe_back, see_other, show, sign_in_first, write};
use crate::app::App;
use crate::http::answer::Answer;
use crate::http::sent::Sent;
use crate::http::visitor::Visitor;
use crate::i18n;

/// Open reports that are looked at.
const OPEN: usize = 200;
/// Closed reports that are shown.
const CLOSED: usize = 50;
/// Contributions of one report that are shown.
const ABOUT: usize = 10;
/// Characters of a reported contribution.
const EXCERPT: usize = 200;

/// Whose reports are shown.
#[derive(Debug)]
pub(super) enum Scope {
    /// An administrator reads them all.
    All,
    /// Moderators read those about contributions to their salons, by local id.
    Salons(BTreeSet<i64>),
}

impl Scope {
    /// The salons that it is limited to.
    fn salons(&self) -> Option<&BTreeSet<i64>> {
        match self {
            Self::All => None,
            Self::Salons(mine) => Some(mine),
        }
    }
}

pub(crate) async fn page(State(app): State<App>, visitor: Visitor) -> Answer {
    if visitor.person().is_none() {
        return Ok(sign_in_first(&visitor));
    }
    let scope = scope(&app, &visitor).await?;
    let closed = moderation::closed_reports(&app.core, scope.salons(), CLOSED).await?;
    render(&ReportsPage {
        shell: super::shell(&app, &visitor, i18n::t(visitor.lang, "reports")),
        reports: open(&app, &scope).await?,
        closed: rows(&app, &scope, closed).await?,
    })
}

pub(crate) async fn close(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let id = place::id(&id)?;
    if visitor.person().is_none() {
        return Ok(sign_in_first(&visitor));
    }
    let person = sent.member(&visitor)?;
    let by = By::Person {
        person,
        admin: visitor.admin(),
    };
    write::once(&app, person.id, &sent, async |tx| {
        moderation::close_report(tx, by, id).await?;
        Ok(id)
    })
    .await?;
    let back = safe_back(sent.get("back")).unwrap_or_default();
    Ok(see_other(if back.is_empty() {
        "/moderation/signalements"
    } else {
        back
    }))
}

async fn scope(app: &App, visitor: &Visitor) -> Answer<Scope> {
    if visitor.admin() {
        return Ok(Scope::All);
    }
    let mut salons = BTreeSet::new();
    for forum in core_forums::list(&app.core).await? {
        if forums::is_moderator(app, visitor, &forum).await? {
            salons.insert(forum.id);
        }
    }
    if salons.is_empty() {
        return Err(Refusal::NotAModerator.into());
    }
    Ok(Scope::Salons(salons))
}

/// Reports that nobody has dealt with, newest first. What is not for the reader takes no place of
/// what is.
pub(super) async fn open(app: &App, scope: &Scope) -> Answer<Vec<ReportRow>> {
    let open = moderation::reports(&app.core, scope.salons(), OPEN).await?;
    rows(app, scope, open).await
}

async fn rows(app: &App, scope: &Scope, reports: Vec<Report>) -> Answer<Vec<ReportRow>> {
    let mut rows = Vec::new();
    for report in reports {
        rows.extend(row(app, scope, report).await?);
    }
    Ok(rows)
}

/// A report as its reader may see it; nothing when it is about salons of others.
async fn row(app: &App, scope: &Scope, report: Report) -> Answer<Option<ReportRow>> {
    let mut row = ReportRow {
        report: report.id,
        reason: report.reason,
        at: report.received_at,
        ..ReportRow::default()
    };
    for object in report.objects.lines() {
        if row.about.len() + row.people.len() + row.elsewhere.len() == ABOUT {
            break;
        }
        let Some(post) = threads::post_by_uri(&app.core, object).await? else {
            if matches!(scope, Scope::All) {
                match people::by_uri(&app.core, object).await? {
                    Some(person) => row.people.push(show::person(&person)),
                    None => row.elsewhere.push(object.to_owned()),
                }
            }
            continue;
        };
        if let Scope::Salons(mine) = scope
            && !post.forum_id.is_some_and(|forum| mine.contains(&forum))
        {
            continue;
        }
        let author = people::by_id(&app.core, post.author_id).await?;
        row.about.push(Reported {
            id: post.id,
            author: author.as_ref().map(show::person).unwrap_or_default(),
            excerpt: excerpt::short(&post.html, EXCERPT),
        });
    }
    if !row.about.is_empty() {
        // Who is reported stands at each of their contributions.
        row.people.clear();
    }
    if row.about.is_empty() && matches!(scope, Scope::Salons(_)) {
        return Ok(None);
    }
    let by = people::by_uri(&app.core, &report.actor).await?;
    row.by = by.map_or_else(|| report.actor.clone(), |person| person.handle());
    if let Some(at) = report.closed_at {
        let who = match &report.closed_by {
            Some(uri) => people::by_uri(&app.core, uri).await?,
            None => None,
        };
        row.closed = Some((at, who.as_ref().map(show::person)));
    }
    Ok(Some(row))
}
