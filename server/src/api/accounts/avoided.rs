//! Whom and which hosts a member has muted and blocked.

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use palabre_core::address::Host;
use palabre_core::circle;
use serde_json::{Value, json};

use crate::api::error::ApiError;
use crate::api::paging::{self, ACCOUNTS, HOSTS, links};
use crate::api::{Answer, Caller, Params, show};
use crate::app::App;
use crate::http::throttle::Deed;

/// `GET /api/v1/mutes`.
pub(in crate::api) async fn muted(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let person = &caller.member("read:mutes")?.person;
    let page = paging::page(&params, ACCOUNTS)?;
    let lines = circle::muted(&app.core, person, &page).await?;
    show::lines(&app, &lines, &uri).await
}

/// `GET /api/v1/blocks`.
pub(in crate::api) async fn blocked(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let person = &caller.member("read:blocks")?.person;
    let page = paging::page(&params, ACCOUNTS)?;
    let lines = circle::blocked(&app.core, person, &page).await?;
    show::lines(&app, &lines, &uri).await
}

/// `GET /api/v1/domain_blocks`.
pub(in crate::api) async fn hosts(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let person = &caller.member("read:blocks")?.person;
    let page = paging::page(&params, HOSTS)?;
    let lines = circle::blocked_hosts(&app.core, person, &page).await?;
    let ends = lines.first().zip(lines.last());
    let ends = ends.map(|((first, _), (last, _))| (*first, *last));
    let others = links(&app, &uri, ends);
    let hosts: Vec<String> = lines.into_iter().map(|(_, host)| host).collect();
    Ok((others, Json(hosts)).into_response())
}

/// `POST /api/v1/domain_blocks`.
pub(in crate::api) async fn block_host(
    state: State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Value>> {
    changed(state, &caller, &params, true).await
}

/// `DELETE /api/v1/domain_blocks`.
pub(in crate::api) async fn unblock_host(
    state: State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Value>> {
    changed(state, &caller, &params, false).await
}

async fn changed(
    State(app): State<App>,
    caller: &Caller,
    params: &Params,
    yes: bool,
) -> Answer<Json<Value>> {
    let person = &caller.member("write:blocks")?.person;
    let host = Host::parse(&params.text("domain").unwrap_or_default())
        .map_err(|_| ApiError::field("domain", "is not a host"))?;
    app.limiter
        .check(Deed::Contribution(person.id), caller.client)?;
    let mut tx = app.core.begin().await?;
    circle::block_host(&mut tx, person, host.as_str(), yes).await?;
    tx.commit().await?;
    Ok(Json(json!({})))
}
