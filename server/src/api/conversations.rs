//! What a member and others say to each other alone.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::IntoResponse;
use palabre_core::conversations::{self, Conversation as Row};
use palabre_core::threads::read::Viewer;
use palabre_core::timelines::{self, Entry, Place};
use serde_json::Value;

use super::deed::done;
use super::entity::Conversation;
use super::error::ApiError;
use super::paging::{self, STATUSES};
use super::params::number;
use super::{Answer, Caller, Params, show};
use crate::app::App;

const READ: &str = "read:statuses";
const WRITE: &str = "write:conversations";

/// `GET /api/v1/conversations`, by what was said last in each.
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let (person, viewer) = caller.acting(READ)?;
    let page = paging::page(&params, STATUSES)?;
    let talks = timelines::conversations(&app.core, person, &page).await?;
    let links = paging::links(&app, &uri, &talks, |(last, _)| Place::post(*last));
    let ids: Vec<i64> = talks.iter().map(|(_, id)| *id).collect();
    let mut rows = conversations::some(&app.core, &ids).await?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.last_post));
    let body = told(&app, &viewer, rows, |found| Ok(Json(found).into_response()));
    Ok((links, body.await?).into_response())
}

/// `POST /api/v1/conversations/{id}/read`.
pub(super) async fn read(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let (person, viewer) = caller.acting(WRITE)?;
    let tx = app.core.begin().await?;
    let row = conversations::read(&tx, person, number(&id)?).await?;
    tx.commit().await?;
    told(&app, &viewer, vec![row], |mut found| {
        let one = found.pop().ok_or_else(ApiError::absent)?;
        Ok(Json(one).into_response())
    })
    .await
}

/// `DELETE /api/v1/conversations/{id}`: what was said stays.
pub(super) async fn drop(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Value>> {
    let person = &caller.member(WRITE)?.person;
    let id = number(&id)?;
    done(&app, async |tx| conversations::delete(tx, person, id).await).await
}

/// A conversation as a stream carries it; nothing where its last words are not for the member.
pub(crate) async fn streamed(app: &App, viewer: &Viewer, row: Row) -> Answer<Option<String>> {
    told(app, viewer, vec![row], |found| {
        let shown = found.first().filter(|one| one.last_status.is_some());
        Ok(shown.and_then(show::json))
    })
    .await
}

/// Some conversations, as their member sees them.
async fn told<T>(
    app: &App,
    viewer: &Viewer,
    rows: Vec<Row>,
    then: impl FnOnce(Vec<Conversation<'_>>) -> Answer<T>,
) -> Answer<T> {
    let with: HashMap<i64, Vec<i64>> = rows.iter().map(|row| (row.id, row.with())).collect();
    let all: Vec<i64> = with.values().flatten().copied().collect();
    let last: Vec<i64> = rows.iter().map(|row| row.last_post).collect();
    show::with_people(app, viewer, &last, &all, |known| {
        let one = |row: &Row| Conversation {
            id: row.id.to_string(),
            unread: row.unread,
            accounts: with[&row.id]
                .iter()
                .filter_map(|id| known.accounts.get(id).cloned())
                .collect(),
            last_status: known.entry(&Entry::by_author(row.last_post)),
        };
        then(rows.iter().map(one).collect())
    })
    .await
}
