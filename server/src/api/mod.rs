//! The Mastodon client API: each handler is a paragraph that reads what a client has sent, calls core,
//! and answers an [`entity`]. Which addresses there are, and which not, is in `docs/client-api.md`.

mod accounts;
mod apps;
mod caller;
mod dates;
mod door;
pub(crate) mod entity;
mod error;
mod instance;
mod marks;
mod media;
mod paging;
mod params;
mod search;
mod show;
mod statuses;
mod timelines;
mod upload;
mod writing;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, any, get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::app::App;
use crate::oauth;
pub(crate) use caller::Caller;
pub(crate) use error::{Answer, ApiError};
pub(crate) use params::{Params, Sealed, truth};

/// Every address that clients ask by themselves; the pages that a member sees meanwhile are pages.
/// Each has a twin with a slash at its end, since some clients write it so.
#[rustfmt::skip]
pub(crate) fn router(app: &App, timeout: TimeoutLayer) -> Router<App> {
    let addresses: [(&str, MethodRouter<App>); 54] = [
        ("/api/v1/apps", post(apps::register)),
        ("/api/v1/apps/verify_credentials", get(apps::verify)),
        ("/api/v1/accounts/verify_credentials", get(accounts::verify)),
        ("/api/v1/accounts", get(accounts::some)),
        ("/api/v1/accounts/lookup", get(accounts::lookup)),
        ("/api/v1/accounts/search", get(accounts::search)),
        ("/api/v1/accounts/relationships", get(accounts::relationships)),
        ("/api/v1/accounts/{id}", get(accounts::one)),
        ("/api/v1/accounts/{id}/statuses", get(accounts::statuses)),
        ("/api/v1/accounts/{id}/followers", get(accounts::followers)),
        ("/api/v1/accounts/{id}/following", get(accounts::following)),
        ("/api/v1/accounts/{id}/follow", post(accounts::follow)),
        ("/api/v1/accounts/{id}/unfollow", post(accounts::unfollow)),
        ("/api/v1/accounts/{id}/mute", post(accounts::mute)),
        ("/api/v1/accounts/{id}/unmute", post(accounts::unmute)),
        ("/api/v1/accounts/{id}/block", post(accounts::block::<true>)),
        ("/api/v1/accounts/{id}/unblock", post(accounts::block::<false>)),
        ("/api/v1/accounts/{id}/note", post(accounts::note)),
        ("/api/v1/accounts/{id}/remove_from_followers", post(accounts::remove)),
        ("/api/v1/mutes", get(accounts::muted)),
        ("/api/v1/blocks", get(accounts::blocked)),
        ("/api/v1/domain_blocks", get(accounts::hosts).post(accounts::block_host::<true>).delete(accounts::block_host::<false>)),
        ("/api/v1/bookmarks", get(marks::bookmarks)),
        ("/api/v1/favourites", get(marks::favourites)),
        ("/api/v1/statuses/{id}/favourite", post(marks::favourite::<true>)),
        ("/api/v1/statuses/{id}/unfavourite", post(marks::favourite::<false>)),
        ("/api/v1/statuses/{id}/bookmark", post(marks::bookmark::<true>)),
        ("/api/v1/statuses/{id}/unbookmark", post(marks::bookmark::<false>)),
        ("/api/v1/statuses/{id}/pin", post(marks::pin::<true>)),
        ("/api/v1/statuses/{id}/unpin", post(marks::pin::<false>)),
        ("/api/v1/statuses/{id}/mute", post(marks::mute::<true>)),
        ("/api/v1/statuses/{id}/unmute", post(marks::mute::<false>)),
        ("/api/v1/statuses/{id}/reblog", post(marks::reblog::<true>)),
        ("/api/v1/statuses/{id}/unreblog", post(marks::reblog::<false>)),
        ("/api/v1/statuses/{id}/reblogged_by", get(marks::reblogged_by)),
        ("/api/v2/search", get(search::all)),
        ("/api/v1/statuses/{id}/favourited_by", get(marks::favourited_by)),
        ("/api/v1/statuses", get(statuses::some).post(writing::write)),
        ("/api/v1/statuses/{id}", get(statuses::one).put(writing::edit).delete(writing::delete)),
        ("/api/v1/statuses/{id}/context", get(statuses::context)),
        ("/api/v1/statuses/{id}/source", get(statuses::source)),
        ("/api/v1/statuses/{id}/history", get(statuses::history)),
        ("/api/v1/timelines/home", get(timelines::home)),
        ("/api/v1/timelines/public", get(timelines::public)),
        ("/api/v1/timelines/tag/{hashtag}", get(timelines::tag)),
        ("/api/v1/preferences", get(accounts::preferences)),
        ("/api/v1/instance", get(instance::one)),
        ("/api/v2/instance", get(instance::two)),
        ("/api/v1/instance/rules", get(instance::rules)),
        ("/api/v1/custom_emojis", get(instance::emojis)),
        ("/oauth/token", post(oauth::token::give)),
        ("/oauth/revoke", post(oauth::token::revoke)),
        ("/oauth/userinfo", get(oauth::userinfo::tell).post(oauth::userinfo::tell)),
        ("/.well-known/oauth-authorization-server", get(oauth::metadata::tell)),
    ];
    addresses
        .into_iter()
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
mod tests;
