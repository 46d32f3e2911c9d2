//! Polls: reading one, and voting.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use palabre_core::polls;
use palabre_core::threads::read::{self, Viewer};
use palabre_core::timelines::Entry;

use super::params::number;
use super::{Answer, ApiError, Caller, Params, show};
use crate::app::App;
use crate::http::throttle::Deed;

/// `GET /api/v1/polls/{id}`.
pub(super) async fn one(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let viewer = caller.reader("read:statuses")?;
    told(&app, &viewer, number(&id)?).await
}

/// `POST /api/v1/polls/{id}/votes`.
pub(super) async fn vote(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let (person, viewer) = caller.acting("write:statuses")?;
    let id = number(&id)?;
    readable(&app, &viewer, id).await?;
    let wrong = || ApiError::field("choices", "are not numbers of options");
    let choices = params.list("choices")?.into_iter();
    let choices: Vec<usize> = choices
        .map(|choice| choice.parse().map_err(|_| wrong()))
        .collect::<Result<_, _>>()?;
    app.limiter
        .check(Deed::Contribution(person.id), caller.client)?;
    let mut tx = app.core.begin().await?;
    Box::pin(polls::vote(&mut tx, person, id, &choices)).await?;
    tx.commit().await?;
    told(&app, &viewer, id).await
}

/// A poll is there for whoever may read its post.
async fn readable(app: &App, viewer: &Viewer, id: i64) -> Answer<()> {
    let told = read::told(&app.core, viewer, &[id], &[]).await?;
    if told.posts.contains_key(&id) {
        Ok(())
    } else {
        Err(ApiError::absent())
    }
}

async fn told(app: &App, viewer: &Viewer, id: i64) -> Answer {
    show::with(app, viewer, &[Entry::by_author(id)], |all| {
        let poll = all.poll(id).ok_or_else(ApiError::absent)?;
        Ok(Json(poll).into_response())
    })
    .await
}
