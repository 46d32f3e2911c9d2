//! Whom to follow: the directory, and suggestions.

use axum::Json;
use axum::extract::{Path, State};
use palabre_core::discovery::{self, Order, Suggested, Which, Why};
use serde_json::{Value, json};

use super::accounts::find;
use super::entity::Account;
use super::error::ApiError;
use super::paging::{ACCOUNTS, Limits};
use super::{Answer, Caller, Params, show};
use crate::app::App;
use crate::http::throttle::Deed;

/// `GET /api/v1/directory`.
pub(super) async fn directory(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Vec<Account>>> {
    let viewer = caller.reader("read:accounts")?;
    let order = match params.some("order").as_deref() {
        None | Some("active") => Order::Active,
        Some("new") => Order::New,
        Some(_) => return Err(ApiError::field("order", "is not included in the list")),
    };
    let (offset, limit) = part(&params, ACCOUNTS)?;
    let which = Which {
        local: params.is("local"),
        order,
        offset,
        limit,
    };
    let ids = discovery::directory(&app.core, &viewer, which).await?;
    Ok(Json(show::people(&app, &ids).await?))
}

/// A part of a list that is asked for by `offset` and `limit`.
pub(super) fn part(params: &Params, limits: Limits) -> Answer<(usize, usize)> {
    let offset = match params.some("offset") {
        Some(text) => text
            .parse()
            .map_err(|_| ApiError::field("offset", "is not a number"))?,
        None => 0,
    };
    let limit = usize::try_from(limits.of(params)?).unwrap_or_default();
    Ok((offset, limit))
}

/// `GET /api/v2/suggestions`: with the reason for each.
pub(super) async fn suggestions(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Vec<Value>>> {
    let found = suggested(&app, &caller, &params).await?;
    let told = |(one, account): (Suggested, Account)| {
        let (source, reason) = match one.why {
            Why::Salon => ("staff", "featured"),
            Why::Followed => ("past_interactions", "friends_of_friends"),
        };
        json!({ "source": source, "sources": [reason], "account": account })
    };
    Ok(Json(found.into_iter().map(told).collect()))
}

/// `GET /api/v1/suggestions`.
pub(super) async fn suggested_accounts(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Vec<Account>>> {
    let found = suggested(&app, &caller, &params).await?;
    Ok(Json(
        found.into_iter().map(|(_, account)| account).collect(),
    ))
}

async fn suggested(
    app: &App,
    caller: &Caller,
    params: &Params,
) -> Answer<Vec<(Suggested, Account)>> {
    let person = &caller.member("read")?.person;
    let (_, limit) = part(params, ACCOUNTS)?;
    let found = discovery::suggestions(&app.core, person, limit).await?;
    let ids: Vec<i64> = found.iter().map(|one| one.id).collect();
    let accounts = show::people(app, &ids).await?;
    Ok(found.into_iter().zip(accounts).collect())
}

/// `DELETE /api/v1/suggestions/{id}`: somebody is suggested no more.
pub(super) async fn dismiss(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Value>> {
    let person = &caller.member("write")?.person;
    let other = find(&app, &id).await?;
    app.limiter
        .check(Deed::Contribution(person.id), caller.client)?;
    let tx = app.core.begin().await?;
    discovery::dismiss(&tx, person, other.person.id).await?;
    tx.commit().await?;
    Ok(Json(json!({})))
}
