//! Whom and which hosts a member has muted and blocked.

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use palabre_core::address::Host;
use palabre_core::circle::{self, Stand};
use serde_json::{Value, json};

use crate::api::deed::counted;
use crate::api::entity::MutedAccount;
use crate::api::error::ApiError;
use crate::api::paging::{self, ACCOUNTS, NAMES, links};
use crate::api::{Answer, Caller, Params, dates, show};
use crate::app::App;

/// `GET /api/v1/mutes`.
pub(in crate::api) async fn muted(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let (person, viewer) = caller.acting("read:mutes")?;
    let page = paging::page(&params, ACCOUNTS)?;
    let lines = circle::muted(&app.core, person, &page).await?;
    let ids: Vec<i64> = lines.iter().map(|(_, other)| *other).collect();
    let stands = circle::stands(&app.core, person, &ids).await?;
    let accounts = show::people(&app, &viewer, &ids).await?;
    let muted = accounts.into_iter().map(|account| {
        let id = account.id.parse().unwrap_or_default();
        let ends = stands.get(&id).and_then(|stand: &Stand| stand.mute_ends);
        MutedAccount {
            account,
            mute_expires_at: ends.map(dates::full),
        }
    });
    let muted: Vec<MutedAccount> = muted.collect();
    let others = links(&app, &uri, &lines, |(place, _)| *place);
    Ok((others, Json(muted)).into_response())
}

/// `GET /api/v1/blocks`.
pub(in crate::api) async fn blocked(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let (person, viewer) = caller.acting("read:blocks")?;
    let page = paging::page(&params, ACCOUNTS)?;
    let lines = circle::blocked(&app.core, person, &page).await?;
    show::lines(&app, &viewer, &lines, &uri).await
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
    let host = Host::parse(&params.text("domain")?.unwrap_or_default())
        .map_err(|_| ApiError::field("domain", "is not a host"))?;
    counted(&app, &caller, person, async |tx| {
        circle::block_host(tx, person, host.as_str(), YES).await
    })
    .await?;
    Ok(Json(json!({})))
}
