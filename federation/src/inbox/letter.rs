//! `POST /ap/inbox` and the inboxes of people and forums: in, verify, keep, 202 (ledger §9). What
//! needs nobody else's answer is opened before ours.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use http::StatusCode;
use palabre_core::address::same_origin;
use palabre_core::{Error, Incoming, Refusal, people};
use serde_json::Value;

use super::open;
use crate::door::{self, Denied, Knock};
use crate::proof::integrity;
use crate::proof::jcs::{MAX_DEPTH, parse_strict};
use crate::wire::read::{Activity, Kind};
use crate::{Exempt, Federation, pinned};

/// Largest letter, in bytes.
pub(crate) const LARGEST: usize = 1_048_576;

pub(crate) fn router(federation: Federation) -> Router {
    Router::new()
        .route("/ap/inbox", post(letter))
        .route("/ap/u/{name}/inbox", post(letter_to_one))
        .route("/ap/f/{slug}/inbox", post(letter_to_one))
        .route("/ap/actor/inbox", post(letter))
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(federation)
}

async fn letter(State(fed): State<Federation>, request: Request) -> Response {
    match accept(&fed, request).await {
        Ok(()) => StatusCode::ACCEPTED.into_response(),
        Err(denied) => denied.into_response(),
    }
}

/// A letter to the inbox of one person or forum: there must be one.
async fn letter_to_one(state: State<Federation>, request: Request) -> Response {
    let fed = &state.0;
    let path = request.uri().path();
    let owner = path.strip_suffix("/inbox").unwrap_or(path);
    let owner = format!("{}{owner}", fed.core().base().origin());
    let denied = match people::by_uri(fed.core(), &owner).await {
        Ok(Some(person)) if person.local && person.state == "active" => {
            return letter(state, request).await;
        }
        Ok(_) => Denied::new(StatusCode::NOT_FOUND, format!("nobody here is {owner}")),
        Err(_) => Denied::later("the store does not answer", 60),
    };
    denied.into_response()
}

async fn accept(fed: &Federation, request: Request) -> Result<(), Denied> {
    let (parts, body) = request.into_parts();
    let body = read_body(body).await?;
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let knock = door::knock(fed, &parts.method, path, &parts.headers, &body).await?;
    let value = parse_strict(&body, MAX_DEPTH)
        .map_err(|error| Denied::new(StatusCode::BAD_REQUEST, error.to_string()))?;
    let activity = Activity::read(&value)
        .map_err(|error| Denied::new(StatusCode::BAD_REQUEST, error.to_string()))?;
    check_dates(&value)?;
    if is_farewell_of_a_stranger(fed, &activity, &knock).await {
        return Ok(());
    }
    let signed = knock.verify(fed).await?;
    let exempt = parts.extensions.get::<Exempt>().is_some();
    if let Some(rate) = fed.rate().filter(|_| !exempt) {
        rate.check(&signed.host).map_err(Denied::too_many)?;
    }
    door::person(fed, &signed.actor).await?;
    check_authority(&activity, &signed.actor, &value)?;
    pinned::letter(fed, &signed).await?;
    let incoming = Incoming {
        signer: signed.actor.clone(),
        activity_id: activity.id.to_owned(),
        host: signed.host.clone(),
        body: body.to_vec(),
    };
    keep(fed, incoming, &activity, &value)
        .await
        .map_err(|error| match error {
            Error::Refused(Refusal::DiskFull) => Denied::later("the disk is full", 600),
            Error::Refused(_) => Denied::later("too many letters are waiting", 30),
            Error::Fault(_) => Denied::later("the store does not answer", 60),
        })
}

/// Keeps a letter on disk, and opens it at once where that can be done. What fails to be opened in
/// company is kept as it is, and its lane finds out what is wrong with it.
async fn keep(
    fed: &Federation,
    letter: Incoming,
    activity: &Activity<'_>,
    value: &Value,
) -> palabre_core::Result<()> {
    let Some(prepared) = open::at_door(fed, &letter, activity, value).await else {
        return fed.gather().keep(letter).await;
    };
    let letter = Arc::new(letter);
    match fed.opener().at_door(letter.clone(), prepared).await {
        Err(Error::Fault(fault)) => {
            tracing::warn!(%fault, "letters could not be opened at the door");
            fed.gather().keep(Arc::unwrap_or_clone(letter)).await
        }
        other => other,
    }
}

/// Who may have said this: the signer itself, or whoever vouches for its own words with a proof.
/// The activity's id is of its actor's host, so that nobody uses up another's ids.
fn check_authority(activity: &Activity<'_>, signer: &str, value: &Value) -> Result<(), Denied> {
    let forbidden = |words: &str| Err(Denied::new(StatusCode::FORBIDDEN, words));
    if !same_origin(activity.id, activity.actor) {
        return forbidden("the activity's id and its actor are of different hosts");
    }
    if activity.actor != signer && integrity::claim(value).is_err() {
        return forbidden("the activity is of another actor than the signature, without a proof");
    }
    Ok(())
}

/// A date that is there can be read and lies between 1970 and 2100.
fn check_dates(value: &Value) -> Result<(), Denied> {
    let object = value.get("object").unwrap_or(&Value::Null);
    let dates = [value, object]
        .into_iter()
        .flat_map(|one| [one.get("published"), one.get("updated")])
        .flatten();
    for date in dates.filter(|date| !date.is_null()) {
        if date.as_str().and_then(crate::wire::date::read).is_none() {
            let words = format!("this is no date between 1970 and 2100: {date}");
            return Err(Denied::new(StatusCode::BAD_REQUEST, words));
        }
    }
    Ok(())
}

/// The Delete of an actor that we have never heard of is dropped without asking for its key.
async fn is_farewell_of_a_stranger(
    fed: &Federation,
    activity: &Activity<'_>,
    knock: &Knock,
) -> bool {
    activity.kind == Kind::Delete
        && activity.object.id() == Some(activity.actor)
        && !knock.known(fed).await
}

async fn read_body(body: Body) -> Result<bytes::Bytes, Denied> {
    axum::body::to_bytes(body, LARGEST).await.map_err(|_| {
        Denied::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("a letter has at most {LARGEST} bytes"),
        )
    })
}
