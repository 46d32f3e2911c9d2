//! The door that every client stands behind: whose token it shows, how often it comes, and what the
//! answer carries.

use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT, AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LINK, RETRY_AFTER,
    STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::cors::{Any, CorsLayer};

use super::caller::Caller;
use super::dates;
use super::error::{ApiError, put_in_words};
use crate::app::App;
use crate::http::door::{self, NUMBER};
use crate::http::throttle::Left;
use crate::http::{headers, visitor};

/// An answer is data: it loads nothing, and no page frames it.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'";
const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");
const IDEMPOTENCY: HeaderName = HeaderName::from_static("idempotency-key");

/// Clients live on other origins. Tokens are sent by hand, never by the browser, so everybody may.
pub(super) fn everywhere() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::OPTIONS,
        ])
        .allow_headers([ACCEPT, AUTHORIZATION, CONTENT_TYPE, IDEMPOTENCY])
        .expose_headers([LINK, LIMIT, REMAINING, RESET, RETRY_AFTER, NUMBER])
        .max_age(std::time::Duration::from_hours(2))
}

/// Lets a request of a client in.
pub(super) async fn clients(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let from = door::from(&app, &request);
    let lang = visitor::spoken(&app, request.headers(), request.uri());
    let number = door::number(&app);
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let caller = Caller::of(&app, request.headers(), request.uri(), from, lang).await;
    let (mut response, lang, left) = match caller {
        Err(error) => (ApiError::from(error).into_response(), lang, None),
        Ok(caller) => {
            let lang = caller.lang;
            let left = app.limiter.client(caller.account(), from);
            let response = match left.wait {
                Some(seconds) => ApiError::too_many(seconds).into_response(),
                None if door::holds_null(request.uri()) => ApiError::absent().into_response(),
                None => {
                    request.extensions_mut().insert(caller);
                    next.run(request).await
                }
            };
            (response, lang, Some(left))
        }
    };
    response = put_in_words(lang, &number, response);
    dress(&app, &number, left, response.headers_mut());
    let status = response.status().as_u16();
    tracing::debug!(number, %method, path, status, "answered a client");
    response
}

fn dress(app: &App, number: &str, left: Option<Left>, told: &mut HeaderMap) {
    if let Ok(number) = HeaderValue::try_from(number) {
        told.insert(NUMBER, number);
    }
    told.entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("private, no-store"));
    told.append(VARY, HeaderValue::from_static("Authorization"));
    told.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    told.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    if app.secure() {
        told.insert(STRICT_TRANSPORT_SECURITY, headers::a_year());
    }
    let Some(mut left) = left else { return };
    // Another limit than that of all requests may be the one that is reached.
    let wait = told.get(RETRY_AFTER).and_then(|wait| wait.to_str().ok());
    if let Some(seconds) = wait.and_then(|wait| wait.parse::<i64>().ok()) {
        left.remaining = 0;
        left.reset = seconds * 1_000;
    }
    told.insert(LIMIT, HeaderValue::from(left.limit));
    told.insert(REMAINING, HeaderValue::from(left.remaining));
    let reset = dates::full(app.core.now() + left.reset);
    if let Ok(reset) = HeaderValue::try_from(reset) {
        told.insert(RESET, reset);
    }
}
