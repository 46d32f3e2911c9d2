//! Quotes of a status: who quotes it, who may, and who may no longer.

use axum::extract::{Path, State};
use axum::http::Uri;
use palabre_core::quotes::{self, Policy};
use palabre_core::timelines::Place;

use super::error::ApiError;
use super::marks::readable;
use super::paging::{self, STATUSES};
use super::statuses::place;
use super::{Answer, Caller, Params, show};
use crate::app::App;
use crate::http::throttle::Deed;

const POLICY: &str = "quote_approval_policy";

/// `GET /api/v1/statuses/{id}/quotes`: those that its author agrees to and the reader may read.
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    uri: Uri,
    params: Params,
) -> Answer {
    let viewer = caller.reader("read:statuses")?;
    let quoted = readable(&app, &viewer, &id).await?;
    let page = paging::page(&params, STATUSES)?;
    let lines = quotes::page(&app.core, &viewer, &quoted.uri, &page).await?;
    show::list_of(&app, &viewer, &lines, &uri).await
}

/// `POST /api/v1/statuses/{id}/quotes/{quoting}/revoke`: answers the status that quotes no longer.
pub(super) async fn revoke(
    State(app): State<App>,
    caller: Caller,
    Path((id, quoting)): Path<(String, String)>,
) -> Answer {
    let (person, viewer) = caller.acting("write:statuses")?;
    let quoted = readable(&app, &viewer, &id).await?;
    let quoting = show::entry(&app, &viewer, place(&quoting)?).await?.post;
    app.limiter
        .check(Deed::Contribution(person.id), caller.client)?;
    let mut tx = app.core.begin().await?;
    Box::pin(quotes::revoke(&mut tx, person, quoted.id, quoting)).await?;
    tx.commit().await?;
    show::status(&app, &viewer, Place::post(quoting)).await
}

/// `PUT /api/v1/statuses/{id}/interaction_policy`: who may quote a status from now on.
pub(super) async fn choose(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let (person, viewer) = caller.acting("write:statuses")?;
    let post = readable(&app, &viewer, &id).await?;
    let policy = policy(&params)?.ok_or_else(|| ApiError::field(POLICY, "is missing"))?;
    app.limiter
        .check(Deed::Contribution(person.id), caller.client)?;
    let mut tx = app.core.begin().await?;
    quotes::choose(&mut tx, person, post.id, policy).await?;
    tx.commit().await?;
    show::status(&app, &viewer, Place::post(post.id)).await
}

/// Who may quote a status, where that is said.
pub(super) fn policy(params: &Params) -> Answer<Option<Policy>> {
    let Some(word) = params.some(POLICY)? else {
        return Ok(None);
    };
    let wrong = "is not public, followers or nobody";
    let policy = Policy::named(&word).ok_or_else(|| ApiError::field(POLICY, wrong))?;
    Ok(Some(policy))
}
