//! One stream as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::stream::unfold;
use tokio::time::{Interval, interval};

use super::hub::{Listening, Said};
use super::unbuffered;
use crate::app::App;

/// A word goes out so often when nothing else does.
const ALIVE: Duration = Duration::from_secs(15);
/// The token is looked at again so often.
const RENEWAL: Duration = Duration::from_secs(30);

/// Answers with the events of a listener.
pub(super) fn of(listening: Listening, app: App) -> Response {
    let begun = (listening, app, interval(RENEWAL));
    let events = unfold(begun, |(mut listening, app, mut renewal)| async move {
        let event = next(&mut listening, &app, &mut renewal).await?;
        Some((Ok::<_, Infallible>(event), (listening, app, renewal)))
    });
    let alive = KeepAlive::new().interval(ALIVE).text("thump");
    unbuffered(Sse::new(events).keep_alive(alive).into_response())
}

/// The next event; nothing any more once the listener is sent away or its token does not hold.
async fn next(listening: &mut Listening, app: &App, renewal: &mut Interval) -> Option<Event> {
    loop {
        let holds = tokio::select! {
            said = listening.next() => match said? {
                Said::Told(told) => {
                    let event = Event::default().event(told.event).data(&told.payload);
                    return Some(event);
                }
                Said::Renew => listening.renew(app).await,
            },
            _ = renewal.tick() => listening.renew(app).await,
        };
        if !holds {
            return None;
        }
    }
}
