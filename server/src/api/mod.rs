//! The Mastodon client API: each handler is a paragraph that reads what a client has sent, calls core,
//! and answers an [`entity`]. Which addresses there are, and which not, is in `docs/client-api.md`.

mod accounts;
mod admin;
pub(crate) mod announcements;
mod apps;
mod caller;
pub(crate) mod conversations;
pub(crate) mod dates;
mod deed;
mod discovery;
mod door;
pub(crate) mod entity;
mod error;
mod filters;
mod instance;
mod lists;
mod markers;
mod marks;
mod media;
pub(crate) mod notifications;
mod openapi;
mod paging;
mod params;
mod policy;
mod polls;
mod push;
mod quotes;
mod reports;
mod routes;
pub(crate) mod scheduled;
mod search;
pub(crate) mod show;
mod statuses;
mod tags;
mod timelines;
mod upload;
mod wish;
mod writing;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::any;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::app::App;
pub(crate) use caller::Caller;
pub(crate) use error::{Answer, ApiError};
pub(crate) use params::{Params, Sealed, truth};

/// What [`routes`] lists, each with a twin with a slash at its end, since some clients write it so.
pub(crate) fn router(app: &App, timeout: TimeoutLayer) -> Router<App> {
    routes::all()
        .fold(Router::new(), |router, (path, methods)| {
            router
                .route(&format!("{path}/"), methods.clone())
                .route(path, methods)
        })
        .route("/api/{*rest}", any(absent))
        .method_not_allowed_fallback(wrong_method)
        .layer(CatchPanicLayer::new())
        .layer(timeout)
        .merge(media::router())
        .layer(from_fn_with_state(app.clone(), door::clients))
        .layer(door::everywhere())
}

async fn absent() -> ApiError {
    ApiError::absent()
}

async fn wrong_method() -> ApiError {
    ApiError::status(StatusCode::METHOD_NOT_ALLOWED)
}

#[cfg(test)]
pub(crate) mod tests;
