//! Whom members endorse, and who of those whom one follows follows others.

use std::collections::{BTreeSet, HashMap};

use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::IntoResponse;
use palabre_core::threads::read::Viewer;
use palabre_core::{circle, forums};
use serde_json::{Value, json};

use super::{find, ids, shuts_out};
use crate::api::entity::Account;
use crate::api::paging::{self, ACCOUNTS};
use crate::api::{Answer, Caller, Params, show};
use crate::app::App;

/// Of those who follow somebody so many are shown.
const FAMILIAR: usize = 20;

/// `GET /api/v1/endorsements`.
pub(in crate::api) async fn endorsed(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let (person, viewer) = caller.acting("read:accounts")?;
    by(&app, &viewer, person.id, (&uri, &params)).await
}

/// `GET /api/v1/accounts/{id}/endorsements`: of members; whom others endorse is not known here.
pub(in crate::api) async fn endorsed_by(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    uri: Uri,
    params: Params,
) -> Answer {
    let viewer = caller.reader("read:accounts")?;
    let other = find(&app, &viewer, &id).await?;
    if shuts_out(&app, &viewer, &other.person).await? {
        return Ok(Json(json!([])).into_response());
    }
    by(&app, &viewer, other.person.id, (&uri, &params)).await
}

async fn by(app: &App, viewer: &Viewer, person: i64, (uri, params): (&Uri, &Params)) -> Answer {
    let page = paging::page(params, ACCOUNTS)?;
    let lines = circle::endorsed(&app.core, person, &page).await?;
    show::lines(app, viewer, &lines, uri).await
}

/// `GET /api/v1/accounts/familiar_followers?id[]=`: in the order that was asked for.
pub(in crate::api) async fn familiar(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Vec<Value>>> {
    let (person, viewer) = caller.acting("read:follows")?;
    let ids = ids(&params)?;
    let mut of_each: HashMap<i64, Vec<i64>> = HashMap::new();
    for (other, familiar) in forums::familiar(&app.core, &person.uri, &ids).await? {
        let familiars = of_each.entry(other).or_default();
        if familiars.len() < FAMILIAR && !familiars.contains(&familiar) {
            familiars.push(familiar);
        }
    }
    let shown: BTreeSet<i64> = of_each.values().flatten().copied().collect();
    let shown: Vec<i64> = shown.into_iter().collect();
    let accounts = show::people(&app, &viewer, &shown).await?;
    let accounts: HashMap<&str, &Account> = accounts.iter().map(|one| (&one.id[..], one)).collect();
    let told = |id: &i64| {
        let familiars = of_each.get(id).into_iter().flatten();
        let known = familiars.filter_map(|one| accounts.get(&one.to_string()[..]));
        json!({ "id": id.to_string(), "accounts": known.collect::<Vec<_>>() })
    };
    Ok(Json(ids.iter().map(told).collect()))
}
