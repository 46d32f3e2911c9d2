//! Support and its withdrawal, and votes: what can be done on the page of a thread or a contribution.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::REFERER;
use palabre_core::threads::read;
use palabre_core::{Refusal, polls, threads};

use super::{place, safe_back, see_other, sign_in_first, write};
use crate::app::App;
use crate::http::answer::Answer;
use crate::http::sent::Sent;
use crate::http::visitor::Visitor;

pub(crate) async fn support(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    change(&app, &visitor, &headers, &id, &sent, true).await
}

pub(crate) async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    change(&app, &visitor, &headers, &id, &sent, false).await
}

async fn change(
    app: &App,
    visitor: &Visitor,
    headers: &HeaderMap,
    id: &str,
    sent: &Sent,
    yes: bool,
) -> Answer {
    let id = place::id(id)?;
    if visitor.person().is_none() {
        return Ok(sign_in_first(visitor));
    }
    let person = sent.member(visitor)?;
    may_read(app, visitor, id).await?;
    write::allowed(app, visitor, person.id)?;
    let mut tx = app.core.begin().await?;
    threads::like(&mut tx, person, id, yes).await?;
    tx.commit().await?;
    Ok(see_other(&back(app, headers, id)))
}

/// A vote in the poll of a contribution.
pub(crate) async fn vote(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let id = place::id(&id)?;
    if visitor.person().is_none() {
        return Ok(sign_in_first(&visitor));
    }
    let person = sent.member(&visitor)?;
    may_read(&app, &visitor, id).await?;
    write::allowed(&app, &visitor, person.id)?;
    let choices: Option<Vec<usize>> = sent.all("choix").map(|one| one.parse().ok()).collect();
    let choices = choices.ok_or(Refusal::NoSuchOption)?;
    let mut tx = app.core.begin().await?;
    Box::pin(polls::vote(&mut tx, person, id, &choices)).await?;
    tx.commit().await?;
    Ok(see_other(&back(&app, &headers, id)))
}

/// Only of what the reader may see, and not of a place where something stood.
async fn may_read(app: &App, visitor: &Visitor, id: i64) -> Answer<()> {
    let told = read::told(&app.core, &visitor.viewer(), &[id], &[]).await?;
    let known = told.posts.contains_key(&id);
    known
        .then_some(())
        .ok_or_else(|| Refusal::NoSuchPost.into())
}

/// The page that the button stands on, at the contribution.
fn back(app: &App, headers: &HeaderMap, id: i64) -> String {
    let page = headers
        .get(REFERER)
        .and_then(|referer| referer.to_str().ok())
        .and_then(|referer| referer.strip_prefix(app.core.base().origin()))
        .and_then(safe_back)
        .map(|path| path.split('#').next().unwrap_or_default())
        .filter(|path| path.starts_with("/f/"));
    page.map_or_else(|| format!("/c/{id}"), |path| format!("{path}#c{id}"))
}
