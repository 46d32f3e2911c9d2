//! Of whom a member wants to hear at once, and those whose deeds wait until the member looks.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::IntoResponse;
use palabre_core::notifications::{self, Answer as Say, Policy, Request};
use palabre_core::people::Person;
use palabre_core::threads::read::Viewer;
use serde_json::{Value, json};

use super::deed::done;
use super::entity::{NotificationPolicy, NotificationRequest};
use super::error::ApiError;
use super::paging::{self, NOTIFICATIONS};
use super::params::number;
use super::{Answer, Caller, Params, show};
use crate::app::App;

const READ: &str = "read:notifications";
const WRITE: &str = "write:notifications";
/// Requests that are answered at once.
const SOME: usize = 80;

/// `GET /api/v2/notifications/policy`.
pub(super) async fn one(
    State(app): State<App>,
    caller: Caller,
) -> Answer<Json<NotificationPolicy>> {
    let reader = &caller.member(READ)?.person;
    told(&app, reader).await
}

/// `PATCH /api/v2/notifications/policy`, `PUT` as well: what is not said stays.
pub(super) async fn change(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<NotificationPolicy>> {
    let reader = &caller.member(WRITE)?.person;
    let old = notifications::policy(&app.core, reader).await?;
    let new = Policy {
        strangers: say(&params, "for_not_following", old.strangers)?,
        not_followers: say(&params, "for_not_followers", old.not_followers)?,
        newcomers: say(&params, "for_new_accounts", old.newcomers)?,
        private: say(&params, "for_private_mentions", old.private)?,
        limited: say(&params, "for_limited_accounts", old.limited)?,
    };
    let tx = app.core.begin().await?;
    notifications::set_policy(&tx, reader, &new).await?;
    tx.commit().await?;
    told(&app, reader).await
}

fn say(params: &Params, name: &'static str, old: Say) -> Result<Say, ApiError> {
    let Some(text) = params.some(name)? else {
        return Ok(old);
    };
    Say::named(&text).ok_or_else(|| ApiError::field(name, "is not accept, filter or drop"))
}

async fn told(app: &App, reader: &Person) -> Answer<Json<NotificationPolicy>> {
    let policy = notifications::policy(&app.core, reader).await?;
    let waiting = notifications::waiting(&app.core, reader).await?;
    Ok(Json(NotificationPolicy::of(policy, waiting)))
}

/// `GET /api/v1/notifications/requests`.
pub(super) async fn requests(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let (reader, viewer) = caller.acting(READ)?;
    let page = paging::page(&params, NOTIFICATIONS)?;
    let found = notifications::requests(&app.core, reader, &page).await?;
    let links = paging::links(&app, &uri, &found, |one| one.id);
    let body = shown(&app, &viewer, &found, |all| Ok(Json(all).into_response()));
    Ok((links, body.await?).into_response())
}

/// `GET /api/v1/notifications/requests/{id}`.
pub(super) async fn request(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer {
    let (reader, viewer) = caller.acting(READ)?;
    let found = notifications::request_of(&app.core, reader, number(&id)?).await?;
    shown(&app, &viewer, &[found], |mut all| {
        let one = all.pop().ok_or_else(ApiError::absent)?;
        Ok(Json(one).into_response())
    })
    .await
}

/// `GET /api/v1/notifications/requests/merged`: who is accepted is heard of by the same write.
pub(super) async fn merged(caller: Caller) -> Answer<Json<Value>> {
    caller.member(READ)?;
    Ok(Json(json!({ "merged": true })))
}

/// `POST /api/v1/notifications/requests/{id}/accept` and `dismiss`.
pub(super) async fn answer<const YES: bool>(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Value>> {
    let reader = &caller.member(WRITE)?.person;
    answered::<YES>(&app, reader, &[number(&id)?]).await
}

/// `POST /api/v1/notifications/requests/accept` and `dismiss`, of `id[]`.
pub(super) async fn answer_all<const YES: bool>(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Value>> {
    let reader = &caller.member(WRITE)?.person;
    let named = params.list("id")?;
    if named.is_empty() || named.len() > SOME {
        return Err(ApiError::field("id", "names 1 to 80 requests"));
    }
    let ids = named.iter().map(|id| number(id));
    let ids = ids.collect::<Result<Vec<_>, _>>()?;
    answered::<YES>(&app, reader, &ids).await
}

async fn answered<const YES: bool>(app: &App, reader: &Person, ids: &[i64]) -> Answer<Json<Value>> {
    done(app, async |tx| {
        if YES {
            notifications::accept(tx, reader, ids).await
        } else {
            notifications::refuse(tx, reader, ids).await
        }
    })
    .await
}

/// Some requests with those who have made them and what they have said last.
async fn shown<T>(
    app: &App,
    viewer: &Viewer,
    found: &[Request],
    then: impl FnOnce(Vec<NotificationRequest<'_>>) -> Answer<T>,
) -> Answer<T> {
    let posts: Vec<i64> = found.iter().filter_map(|one| one.last).collect();
    let people: Vec<i64> = found.iter().map(|one| one.actor).collect();
    show::with_people(app, viewer, &posts, &people, |told| {
        let each = found.iter();
        then(
            each.filter_map(|one| NotificationRequest::of(told, one))
                .collect(),
        )
    })
    .await
}
