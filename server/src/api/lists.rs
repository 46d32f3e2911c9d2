//! Lists of those whom a member follows.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use palabre_core::circle::{self, Answers, LISTED, Listing};
use palabre_core::page::Page;
use palabre_core::timelines;
use serde_json::{Value, json};

use super::accounts::find;
use super::deed::counted;
use super::entity::List;
use super::error::ApiError;
use super::paging::{self, ACCOUNTS, STATUSES};
use super::params::number;
use super::{Answer, Caller, Params, show};
use crate::app::App;

const READ: &str = "read:lists";
const WRITE: &str = "write:lists";

/// `GET /api/v1/lists`.
pub(super) async fn all(State(app): State<App>, caller: Caller) -> Answer<Json<Vec<List>>> {
    let person = &caller.member(READ)?.person;
    let lists = circle::lists(&app.core, person).await?;
    Ok(Json(lists.into_iter().map(List::from).collect()))
}

/// `GET /api/v1/accounts/{id}/lists`: those of the member that somebody is on.
pub(super) async fn with(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Vec<List>>> {
    let (person, viewer) = caller.acting(READ)?;
    let other = find(&app, &viewer, &id).await?;
    let lists = circle::lists_with(&app.core, person, other.person.id).await?;
    Ok(Json(lists.into_iter().map(List::from).collect()))
}

/// `GET /api/v1/lists/{id}`.
pub(super) async fn one(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<List>> {
    let person = &caller.member(READ)?.person;
    let list = circle::list(&app.core, person, number(&id)?).await?;
    Ok(Json(list.into()))
}

/// `POST /api/v1/lists`.
pub(super) async fn make(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<List>> {
    let said = said(&params)?;
    let person = &caller.member(WRITE)?.person;
    let list = counted(&app, &caller, person, async |tx| {
        circle::make_list(tx, person, &said).await
    });
    Ok(Json(list.await?.into()))
}

/// `PUT /api/v1/lists/{id}`.
pub(super) async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Answer<Json<List>> {
    let (id, said) = (number(&id)?, said(&params)?);
    let person = &caller.member(WRITE)?.person;
    let list = counted(&app, &caller, person, async |tx| {
        circle::change_list(tx, person, id, &said).await
    });
    Ok(Json(list.await?.into()))
}

/// `DELETE /api/v1/lists/{id}`.
pub(super) async fn delete(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Value>> {
    let id = number(&id)?;
    let person = &caller.member(WRITE)?.person;
    counted(&app, &caller, person, async |tx| {
        circle::delete_list(tx, person, id).await
    })
    .await?;
    Ok(Json(json!({})))
}

/// `GET /api/v1/lists/{id}/accounts`; with `limit=0` everybody.
pub(super) async fn accounts(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    uri: Uri,
    params: Params,
) -> Answer {
    let (person, viewer) = caller.acting(READ)?;
    let list = circle::list(&app.core, person, number(&id)?).await?;
    let mut page = paging::page(&params, ACCOUNTS)?;
    if params.text("limit")?.as_deref() == Some("0") {
        page = Page::first(LISTED as u64);
    }
    let lines = circle::listed(&app.core, &list, &page).await?;
    show::lines(&app, &viewer, &lines, &uri).await
}

/// `POST` and `DELETE /api/v1/lists/{id}/accounts`: puts those of `account_ids[]` on a list, or takes
/// them off.
pub(super) async fn put<const ON: bool>(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Answer<Json<Value>> {
    let id = number(&id)?;
    let named = params.list("account_ids")?;
    let targets = named
        .iter()
        .map(|id| number(id))
        .collect::<Answer<Vec<i64>>>()?;
    let person = &caller.member(WRITE)?.person;
    counted(&app, &caller, person, async |tx| {
        if ON {
            circle::put_on_list(tx, person, id, &targets).await
        } else {
            circle::take_off_list(tx, person, id, &targets).await
        }
    })
    .await?;
    Ok(Json(json!({})))
}

/// `GET /api/v1/timelines/list/{id}`.
pub(super) async fn timeline(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    uri: Uri,
    params: Params,
) -> Answer {
    let person = &caller.member(READ)?.person;
    let list = circle::list(&app.core, person, number(&id)?).await?;
    let page = paging::page(&params, STATUSES)?;
    let entries = timelines::of_list(&app.core, person, &list, &page).await?;
    let viewer = caller.reader(READ)?;
    show::list(&app, &viewer, &entries, &uri).await
}

fn said(params: &Params) -> Answer<Listing> {
    let answers = match params.some("replies_policy")? {
        Some(word) => Some(
            Answers::named(&word)
                .ok_or_else(|| ApiError::field("replies_policy", "is not included in the list"))?,
        ),
        None => None,
    };
    Ok(Listing {
        title: params.text("title")?,
        answers,
        exclusive: params.truth("exclusive")?,
    })
}
