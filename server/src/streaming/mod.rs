//! What happens, told to clients as it happens: over a WebSocket or as server-sent events, from one
//! [`Hub`] for each process. Core says what has been written, in this process or another one on the
//! same database; the hub finds out whom it concerns and shows it as their lists would.

mod channel;
mod events;
mod hub;
mod news;
mod socket;

use std::borrow::Cow;

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::header::UPGRADE;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::Response;

use crate::api::{Answer, ApiError, Caller, Params};
use crate::app::App;
use channel::Channel;
pub(crate) use hub::Hub;
use hub::Listening;

/// Where all streams are.
const ADDRESS: &str = "/api/v1/streaming";

/// `GET /api/v1/streaming`: a WebSocket, on which a client asks for the streams that it wants; the
/// first one may stand in the address.
pub(crate) async fn socket(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    params: Params,
) -> Answer {
    let Ok(upgrade) = upgrade else {
        return match params.some("stream")? {
            // Some clients ask so for events.
            Some(_) if !headers.contains_key(UPGRADE) => {
                let channel = Channel::named(&params)?;
                Ok(events::of(
                    listening(&app, &caller, Some(channel)).await?,
                    app,
                ))
            }
            _ => Err(ApiError::status(StatusCode::BAD_REQUEST)),
        };
    };
    let first = params.has("stream").then(|| Channel::named(&params));
    let listening = listening(&app, &caller, first.transpose()?).await?;
    Ok(socket::of(upgrade, &headers, listening, app))
}

/// `GET /api/v1/streaming/user` and the like: one stream, as server-sent events.
pub(crate) async fn stream(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let name = uri.path().strip_prefix(ADDRESS).unwrap_or_default();
    let name = name.trim_matches('/').replace('/', ":");
    let channel = Channel::named(&params.with("stream", &name))?;
    Ok(events::of(
        listening(&app, &caller, Some(channel)).await?,
        app,
    ))
}

/// `GET /api/v1/streaming/health`.
pub(crate) async fn health() -> &'static str {
    "OK"
}

async fn listening(app: &App, caller: &Caller, first: Option<Channel>) -> Answer<Listening> {
    let bearer = caller.bearer()?.clone();
    let listening = app.hub.listen(bearer)?;
    if let Some(channel) = first {
        listening.subscribe(app, channel).await?;
    }
    Ok(listening)
}

/// The protocol that a client names where it can send no other header: its token.
fn protocol(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get("sec-websocket-protocol")?.to_str().ok()?;
    text.split(',').map(str::trim).find(|one| !one.is_empty())
}

/// A token where it cannot stand in `Authorization`, as in browsers: in the address, or as the name
/// of the protocol. Nothing where something else than a stream is asked for.
pub(crate) fn token<'r>(headers: &'r HeaderMap, uri: &'r Uri) -> Option<Cow<'r, str>> {
    if !uri.path().starts_with(ADDRESS) {
        return None;
    }
    let mut pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    pairs
        .find(|(name, _)| name == "access_token")
        .map(|(_, token)| token)
        .or_else(|| protocol(headers).map(Into::into))
}

/// Sent beside what a proxy would keep back.
fn unbuffered(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

#[cfg(test)]
pub(crate) mod tests;
