//! What the API is, told in one document that programs read (`OpenAPI` 3.1): from the types of the
//! answers and from tables that say of each method of each address what no type says.
//!
//! The routes stand in `routes.rs`, and a test asks the real router: whatever it serves is in the
//! tables, and nothing else.

mod document;
mod operation;
pub(super) mod shapes;
pub(super) mod tables;
mod told;

use std::sync::{Arc, OnceLock};

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use crate::app::App;

#[cfg(test)]
pub(super) use operation::{Access, Answer, Asked, Kind, Operation};
pub(super) use told::Told;

/// Where the document is.
pub(crate) const ADDRESS: &str = "/api/openapi.json";
/// Whoever reads it again within an hour need not ask.
const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// The document as it is sent: made when somebody asks for it first, and the same from then on.
#[derive(Debug)]
struct Made {
    body: Bytes,
    tag: String,
}

/// `GET /api/openapi.json`.
pub(super) fn route() -> MethodRouter<App> {
    let made = Arc::new(OnceLock::new());
    get(async move |State(app): State<App>, headers: HeaderMap| {
        let made = made.get_or_init(|| Made::of(app.core.base().origin()));
        made.answer(&headers)
    })
}

impl Made {
    fn of(origin: &str) -> Self {
        let body = document::of(origin).to_string();
        let digest = hex::encode(Sha256::digest(&body));
        Self {
            tag: format!("W/\"{}\"", digest.get(..16).unwrap_or(&digest)),
            body: body.into(),
        }
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        let kept = [
            (CACHE_CONTROL, KEPT),
            (
                ETAG,
                HeaderValue::try_from(&self.tag).unwrap_or(HeaderValue::from_static("")),
            ),
        ];
        let known = headers
            .get(IF_NONE_MATCH)
            .and_then(|tags| tags.to_str().ok())
            .is_some_and(|tags| tags.split(',').any(|tag| tag.trim() == self.tag));
        if known {
            return (StatusCode::NOT_MODIFIED, kept).into_response();
        }
        let kind = [(CONTENT_TYPE, HeaderValue::from_static("application/json"))];
        (kept, kind, self.body.clone()).into_response()
    }
}
