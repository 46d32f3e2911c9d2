//! How a document, its absence or its page is answered.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::negotiate;

/// The media type of everything under `/ap/`.
const ACTIVITY: &str = "application/activity+json; charset=utf-8";
/// The last page that anybody may ask for.
const MAX_PAGE: u64 = 1_000_000;
/// Letters of a hash that tell two versions apart.
const TAG_HEX: usize = 32;

/// Something that everybody may have.
#[derive(Debug)]
pub(super) enum Served {
    /// A document, as bytes.
    Document(Vec<u8>),
    /// What is left of something erased.
    Gone(Value),
    /// It has another address.
    Elsewhere(String),
}

impl Served {
    pub(super) fn value(value: &Value) -> Self {
        Self::Document(value.to_string().into_bytes())
    }
}

/// Why nothing is answered. What may not be seen and what does not exist look the same.
#[derive(Debug)]
pub(super) enum Unserved {
    /// There is nothing, or nothing for everybody.
    Unknown,
    /// The request says something that cannot be read.
    Unreadable,
    /// The store failed.
    Broken,
}

impl From<palabre_core::Error> for Unserved {
    fn from(error: palabre_core::Error) -> Self {
        match error {
            palabre_core::Error::Refused(_) => Self::Unknown,
            palabre_core::Error::Fault(fault) => {
                tracing::error!(%fault, "a document could not be read");
                Self::Broken
            }
        }
    }
}

/// `?page=` of an address, counted from 1.
#[derive(Debug, Clone, Copy)]
pub(super) enum Page {
    /// The collection itself is asked for.
    Whole,
    One(u64),
    /// It is no number.
    Nonsense,
}

impl Page {
    pub(super) fn of(uri: &Uri) -> Self {
        let query = uri.query().unwrap_or_default();
        let page = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "page");
        match page {
            None => Self::Whole,
            Some((_, text)) => match text.parse() {
                Ok(number) if (1..=MAX_PAGE).contains(&number) => Self::One(number),
                _ => Self::Nonsense,
            },
        }
    }

    /// The number of the page, or nothing for the whole.
    pub(super) fn number(self) -> Result<Option<u64>, Unserved> {
        match self {
            Self::Whole => Ok(None),
            Self::One(number) => Ok(Some(number)),
            Self::Nonsense => Err(Unserved::Unreadable),
        }
    }
}

/// Answers a document, or 304 to who has it already.
pub(super) fn answer(headers: &HeaderMap, served: Served) -> Response {
    match served {
        Served::Document(bytes) => document(headers, StatusCode::OK, bytes),
        Served::Gone(value) => document(headers, StatusCode::GONE, value.to_string().into_bytes()),
        Served::Elsewhere(address) => negotiate::activity_redirect(&address),
    }
}

fn document(headers: &HeaderMap, status: StatusCode, bytes: Vec<u8>) -> Response {
    let hash = hex::encode(Sha256::digest(&bytes));
    // Weak: a compressed body is the same document.
    let tag = format!("W/\"{}\"", &hash[..TAG_HEX]);
    let known = status == StatusCode::OK && matches(headers, &tag);
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Response::new(Body::from(bytes));
        *response.status_mut() = status;
        let kind = HeaderValue::from_static(ACTIVITY);
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    };
    let out = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, tag);
    }
    out.insert(header::VARY, HeaderValue::from_static("Accept"));
    // Who may read can depend on the signature, which a shared cache does not look at.
    out.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    response
}

/// Whether `If-None-Match` names a version (RFC 9110 §13.1.2, weak comparison).
fn matches(headers: &HeaderMap, tag: &str) -> bool {
    let bare = |text: &str| text.trim().trim_start_matches("W/").to_owned();
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|known| known.trim() == "*" || bare(known) == bare(tag))
}

/// Says why there is no document (RFC 9457), in French with English beside it.
pub(super) fn problem(unserved: &Unserved) -> Response {
    let (status, title) = match unserved {
        Unserved::Unknown => (StatusCode::NOT_FOUND, "Introuvable / Not found"),
        Unserved::Unreadable => (
            StatusCode::BAD_REQUEST,
            "Demande illisible / Unreadable request",
        ),
        Unserved::Broken => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "Erreur interne / Internal error",
        ),
    };
    let body = json!({"type": "about:blank", "status": status.as_u16(), "title": title});
    let kind = [
        (header::CONTENT_TYPE, "application/problem+json"),
        (header::VARY, "Accept"),
        (header::CACHE_CONTROL, "private, no-cache"),
    ];
    (status, kind, body.to_string()).into_response()
}
