//! Whom to follow and what to read: the directory, suggestions, and trends.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use palabre_core::discovery::{self, Order, Suggested, Which, Why};
use palabre_core::timelines::Entry;
use serde_json::{Value, json};

use super::accounts::find;
use super::deed::counted;
use super::entity::{Account, Tag};
use super::error::ApiError;
use super::paging::{ACCOUNTS, Limits, STATUSES, TRENDS};
use super::{Answer, Caller, Params, show, tags};
use crate::app::App;

/// `GET /api/v1/directory`.
pub(super) async fn directory(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Vec<Account>>> {
    let viewer = caller.reader("read:accounts")?;
    let order = match params.some("order")?.as_deref() {
        None | Some("active") => Order::Active,
        Some("new") => Order::New,
        Some(_) => return Err(ApiError::field("order", "is not included in the list")),
    };
    let (offset, limit) = part(&params, ACCOUNTS)?;
    let which = Which {
        local: params.is("local")?,
        order,
        offset,
        limit,
    };
    let ids = discovery::directory(&app.core, &viewer, which).await?;
    Ok(Json(show::people(&app, &viewer, &ids).await?))
}

/// A part of a list that is asked for by `offset` and `limit`.
fn part(params: &Params, limits: Limits) -> Answer<(usize, usize)> {
    let offset = params.number("offset")?.unwrap_or_default();
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
    let (person, viewer) = caller.acting("read")?;
    let limit = usize::try_from(ACCOUNTS.of(params)?).unwrap_or_default();
    let found = discovery::suggestions(&app.core, person, limit).await?;
    let ids: Vec<i64> = found.iter().map(|one| one.id).collect();
    let accounts = show::people(app, &viewer, &ids).await?;
    let why = |account: &Account| {
        let same = |one: &&Suggested| one.id.to_string() == account.id;
        found.iter().find(same).copied()
    };
    let told = accounts.into_iter();
    Ok(told.filter_map(|one| Some((why(&one)?, one))).collect())
}

/// `DELETE /api/v1/suggestions/{id}`: somebody is suggested no more.
pub(super) async fn dismiss(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Value>> {
    let person = &caller.member("write")?.person;
    let other = find(&app, &caller.reader("write")?, &id).await?;
    counted(&app, &caller, person, async |tx| {
        discovery::dismiss(tx, person, other.person.id).await
    })
    .await?;
    Ok(Json(json!({})))
}

/// `GET /api/v1/trends/tags`, and `GET /api/v1/trends` as it was called first.
pub(super) async fn trending_tags(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Vec<Tag>>> {
    let viewer = caller.reader("read:statuses")?;
    let (offset, limit) = part(&params, TRENDS)?;
    let names = discovery::trending_tags(&app.core, offset, limit).await?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    Ok(Json(tags::some(&app, &viewer, &names).await?))
}

/// `GET /api/v1/trends/statuses`.
pub(super) async fn trending_posts(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer {
    let viewer = caller.reader("read:statuses")?;
    let (offset, limit) = part(&params, STATUSES)?;
    let posts = discovery::trending_posts(&app.core, &viewer, offset, limit).await?;
    let entries: Vec<Entry> = posts.into_iter().map(Entry::by_author).collect();
    show::statuses(&app, &viewer, &entries, |found| {
        Ok(Json(found).into_response())
    })
    .await
}
