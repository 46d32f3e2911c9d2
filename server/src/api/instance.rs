//! The node, as clients ask for it before anybody signs in.

use axum::Json;
use axum::extract::State;
use palabre_core::access;
use palabre_core::threads::serving;
use palabre_core::timelines::Tally;
use serde_json::Value;

use super::Answer;
use super::entity::{Account, InstanceOne, InstanceTwo, Portrait};
use crate::app::App;

/// `GET /api/v1/instance`.
pub(super) async fn one(State(app): State<App>) -> Answer<Json<InstanceOne>> {
    let portrait = portrait(&app).await?;
    Ok(Json(InstanceOne::new(&app, portrait)))
}

/// `GET /api/v2/instance`.
pub(super) async fn two(State(app): State<App>) -> Answer<Json<InstanceTwo>> {
    let portrait = portrait(&app).await?;
    Ok(Json(InstanceTwo::new(&app, portrait)))
}

/// `GET /api/v1/instance/rules`.
pub(super) async fn rules() -> Json<Vec<Value>> {
    Json(Vec::new())
}

/// `GET /api/v1/custom_emojis`: a node has none so far.
pub(super) async fn emojis() -> Json<Vec<Value>> {
    Json(Vec::new())
}

async fn portrait(app: &App) -> Answer<Portrait> {
    let usage = serving::recent_usage(&app.core).await?;
    let contact = access::first_admin(&app.core).await?;
    Ok(Portrait {
        people: usage.people,
        month: usage.month,
        posts: usage.threads + usage.replies,
        hosts: usage.hosts,
        contact: contact.map(|person| Account::person(app, &person, Tally::default())),
        rules: Vec::new(),
    })
}
