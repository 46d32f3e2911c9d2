//! What the node says to its members, and what they answer to it.

use axum::Json;
use axum::extract::{Path, State};
use palabre_core::bulletin::{self, Announced, Emoji};
use palabre_core::people::Person;
use palabre_core::{Core, Refusal};
use serde_json::{Value, json};

use super::deed::done;
use super::entity::Announcement;
use super::params::number;
use super::{Answer, ApiError, Caller, Params, show};
use crate::app::App;

const WRITE: &str = "write:favourites";

/// `GET /api/v1/announcements`, those that were read left out unless `with_dismissed` asks for them.
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Vec<Announcement>>> {
    let reader = &caller.known()?.person;
    let mut all = bulletin::announced_to(&app.core, reader).await?;
    if !params.is("with_dismissed")? {
        all.retain(|one| !one.read);
    }
    let emoji = emoji_of(&app.core, &all).await?;
    let each = all.iter().map(|one| Announcement::of(&app, one, &emoji));
    Ok(Json(each.collect()))
}

/// `POST /api/v1/announcements/{id}/dismiss`.
pub(super) async fn dismiss(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Value>> {
    let reader = &caller.member("write:accounts")?.person;
    let id = number(&id)?;
    done(&app, async |tx| bulletin::dismiss(tx, reader, id).await).await
}

/// `PUT` and `DELETE /api/v1/announcements/{id}/reactions/{name}`.
pub(super) async fn react<const YES: bool>(
    State(app): State<App>,
    caller: Caller,
    Path((id, name)): Path<(String, String)>,
) -> Answer<Json<Value>> {
    let reader = &caller.member(WRITE)?.person;
    let id = number(&id)?;
    if YES {
        // Clients expect no 403 there, and show the words of 422.
        let waits = |refusal: Refusal| ApiError::wrong("name", refusal.into());
        reader.approved().map_err(waits)?;
    }
    done(&app, async |tx| {
        bulletin::react(tx, reader, id, &name, YES).await
    })
    .await
}

/// An announcement as a stream carries it to a member; nothing where it stands no longer.
pub(crate) async fn streamed(app: &App, reader: &Person, id: i64) -> Answer<Option<String>> {
    let Some(one) = bulletin::one_announced(&app.core, reader, id).await? else {
        return Ok(None);
    };
    let all = [one];
    let emoji = emoji_of(&app.core, &all).await?;
    let [one] = &all;
    Ok(show::json(&Announcement::of(app, one, &emoji)))
}

/// What has become of an answer to an announcement, as a stream carries it.
pub(crate) async fn answered(app: &App, reaction: i64) -> Answer<Option<String>> {
    let found = bulletin::reaction_of(&app.core, reaction).await?;
    Ok(found.and_then(|(announcement, name, count)| {
        let id = announcement.to_string();
        show::json(&json!({ "name": name, "count": count, "announcement_id": id }))
    }))
}

/// The emoji of the node, where some announcement may show one.
async fn emoji_of(core: &Core, all: &[Announced]) -> palabre_core::Result<Vec<Emoji>> {
    let shows = |one: &Announced| one.announcement.html.contains(':') || !one.reactions.is_empty();
    if all.iter().any(shows) {
        bulletin::emoji(core).await
    } else {
        Ok(Vec::new())
    }
}
