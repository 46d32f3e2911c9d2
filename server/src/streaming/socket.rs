//! Streams over a WebSocket: as many as a client asks for on one.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use tokio::time::{Instant, interval_at, timeout};

use super::channel::Channel;
use super::hub::{Listening, Said};
use super::{protocol, unbuffered};
use crate::api::{ApiError, Params};
use crate::app::App;

/// A client is asked so often whether it is still there, and its token is looked at again.
const PING: Duration = Duration::from_secs(30);
/// How long a message may take to go out.
const SEND: Duration = Duration::from_secs(20);
/// Longest message of a client, in bytes.
const MESSAGE: usize = 4 * 1024;
/// Bytes read at once: clients say little.
const READ: usize = 1024;

/// Answers the request that opens it.
pub(super) fn of(
    upgrade: WebSocketUpgrade,
    headers: &HeaderMap,
    listening: Listening,
    app: App,
) -> Response {
    // A client that names its token as the protocol waits to hear it back.
    let protocols = protocol(headers).map(str::to_owned);
    let upgrade = upgrade
        .protocols(protocols)
        .read_buffer_size(READ)
        .write_buffer_size(0)
        .max_message_size(MESSAGE)
        .max_frame_size(MESSAGE);
    let opened = upgrade.on_upgrade(move |socket| async move {
        talk(socket, listening, app).await;
    });
    unbuffered(opened.into_response())
}

async fn talk(mut socket: WebSocket, mut listening: Listening, app: App) {
    let mut pings = interval_at(Instant::now() + PING, PING);
    let mut heard = true;
    loop {
        let going = tokio::select! {
            said = listening.next() => match said {
                Some(Said::Told(told)) => send(&mut socket, Message::Text(told.frame.clone())).await,
                Some(Said::Renew) => listening.renew(&app).await,
                None => false,
            },
            message = socket.recv() => {
                heard = true;
                match message {
                    Some(Ok(Message::Text(text))) => match command(&listening, &app, &text).await {
                        Some(refused) => send(&mut socket, Message::text(refused)).await,
                        None => true,
                    },
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                    Some(Ok(_)) => true,
                }
            }
            _ = pings.tick() => {
                let alive = std::mem::replace(&mut heard, false) && listening.renew(&app).await;
                alive && send(&mut socket, Message::Ping(axum::body::Bytes::new())).await
            }
        };
        if !going {
            break;
        }
    }
    let why = CloseFrame {
        code: close_code::AWAY,
        reason: "".into(),
    };
    send(&mut socket, Message::Close(Some(why))).await;
}

async fn send(socket: &mut WebSocket, message: Message) -> bool {
    matches!(timeout(SEND, socket.send(message)).await, Ok(Ok(())))
}

/// Does what a message asks for; answers why not.
async fn command(listening: &Listening, app: &App, text: &str) -> Option<String> {
    let words = serde_json::from_str::<Map<String, Value>>(text).ok()?;
    let params = Params::of(words);
    let kind = params.text("type").ok().flatten();
    let done = match (Channel::named(&params), kind.as_deref()) {
        (Ok(channel), Some("subscribe")) => listening.subscribe(app, channel).await,
        (Ok(channel), Some("unsubscribe")) => {
            listening.unsubscribe(&channel);
            Ok(())
        }
        (Ok(_), _) => Err(ApiError::status(axum::http::StatusCode::BAD_REQUEST)),
        (Err(refused), _) => Err(refused),
    };
    let refused = done.err()?;
    let status = refused.into_response().status();
    let words = status.canonical_reason().unwrap_or_default();
    Some(json!({ "error": words, "status": status.as_u16() }).to_string())
}
