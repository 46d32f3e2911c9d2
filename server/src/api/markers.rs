//! How far a member has read their home and their notifications.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use palabre_core::notifications::{self, HOME, NOTIFICATIONS};
use palabre_core::timelines::Bound;
use serde_json::{Map, Value};

use super::error::ApiError;
use super::{Answer, Caller, Params, entity};
use crate::app::App;

const LISTS: [&str; 2] = [HOME, NOTIFICATIONS];

/// `GET /api/v1/markers?timeline[]=`.
pub(super) async fn some(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Map<String, Value>>> {
    let person = &caller.member("read:statuses")?.person;
    let asked = params.list("timeline")?;
    let lists: Vec<&str> = LISTS
        .into_iter()
        .filter(|list| asked.iter().any(|one| one == list))
        .collect();
    let found = notifications::markers(&app.core, person, &lists).await?;
    let pairs = found.iter();
    let pairs = pairs.map(|one| (one.timeline.clone(), entity::marker(one)));
    Ok(Json(pairs.collect()))
}

/// `POST /api/v1/markers`: `home[last_read_id]` and `notifications[last_read_id]`; with a `version`
/// beside it, only where that is still the latest.
pub(super) async fn set(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Map<String, Value>>> {
    let person = &caller.member("write:statuses")?.person;
    let mut asked = Vec::new();
    for list in LISTS {
        let fields = params.below(list)?;
        let Some(id) = fields.some("last_read_id")? else {
            continue;
        };
        if id.parse::<Bound>().is_err() {
            return Err(ApiError::field("last_read_id", "is not an id"));
        }
        asked.push((list, id, fields.number("version")?));
    }
    let mut told = Map::new();
    let tx = app.core.begin().await?;
    for (list, id, version) in asked {
        let marker = notifications::mark(&tx, person, list, &id, version).await?;
        let marker = marker.ok_or_else(|| ApiError::status(StatusCode::CONFLICT))?;
        told.insert(list.to_owned(), entity::marker(&marker));
    }
    tx.commit().await?;
    Ok(Json(told))
}
