//! Whom and which hosts a member has muted and blocked.

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use palabre_core::address::Host;
use palabre_core::page::{Line, Page};
use palabre_core::people::Person;
use palabre_core::{Core, circle};
use serde_json::{Value, json};

use crate::api::deed::counted;
use crate::api::error::ApiError;
use crate::api::paging::{self, ACCOUNTS, NAMES, links};
use crate::api::{Answer, Caller, Params, show};
use crate::app::App;

/// `GET /api/v1/mutes`.
pub(in crate::api) async fn muted(
    state: State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let scope = "read:mutes";
    listed(state, &caller, scope, (uri, params), circle::muted).await
}

/// `GET /api/v1/blocks`.
pub(in crate::api) async fn blocked(
    state: State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let scope = "read:blocks";
    listed(state, &caller, scope, (uri, params), circle::blocked).await
}

/// A page of the people whom a member avoids in one way.
async fn listed(
    State(app): State<App>,
    caller: &Caller,
    scope: &str,
    (uri, params): (Uri, Params),
    list: impl AsyncFnOnce(&Core, &Person, &Page) -> palabre_core::Result<Vec<Line>>,
) -> Answer {
    let person = &caller.member(scope)?.person;
    let page = paging::page(&params, ACCOUNTS)?;
    show::lines(&app, &list(&app.core, person, &page).await?, &uri).await
}

/// `GET /api/v1/domain_blocks`.
pub(in crate::api) async fn hosts(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let person = &caller.member("read:blocks")?.person;
    let page = paging::page(&params, NAMES)?;
    let lines = circle::blocked_hosts(&app.core, person, &page).await?;
    let others = links(&app, &uri, &lines, |(place, _)| *place);
    let hosts: Vec<String> = lines.into_iter().map(|(_, host)| host).collect();
    Ok((others, Json(hosts)).into_response())
}

/// `POST` and `DELETE /api/v1/domain_blocks`: blocks a host for oneself, or no longer.
pub(in crate::api) async fn block_host<const YES: bool>(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Value>> {
    let person = &caller.member("write:blocks")?.person;
    let host = Host::parse(&params.text("domain").unwrap_or_default())
        .map_err(|_| ApiError::field("domain", "is not a host"))?;
    counted(&app, &caller, person, async |tx| {
        circle::block_host(tx, person, host.as_str(), YES).await
    })
    .await?;
    Ok(Json(json!({})))
}
