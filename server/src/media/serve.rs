//! Files as browsers and clients get them: with a type of a short list, which nothing can execute,
//! and for as long as they like, since a key never names another file.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{
    ACCEPT_RANGES, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL,
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    ETAG, IF_NONE_MATCH, IF_RANGE, RANGE, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use palabre_core::media::Media;

use super::Workshop;
use crate::app::App;
use crate::blobs::Key;
use crate::http::headers;

/// Nothing that stands in a file is loaded or run.
const POLICY: &str = "default-src 'none'; sandbox";
const KEPT: &str = "public, max-age=31536000, immutable";
/// What lies in the cache of another node's files may go.
const LENT: &str = "public, max-age=604800";
const RESOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Where files are served.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/media/{key}", get(ours))
        .route("/media/remote/{id}/{token}", get(theirs))
        .route("/media/remote/{id}/{token}/small", get(theirs_small))
}

/// What a request wants of a file.
struct Wanted {
    method: Method,
    headers: HeaderMap,
    kept: &'static str,
    secure: bool,
}

async fn ours(
    State(app): State<App>,
    Path(key): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let key = Key::parse(&key).filter(|key| key.mime().is_some());
    let Some(key) = key else {
        return absent();
    };
    let wanted = Wanted {
        method,
        headers,
        kept: KEPT,
        secure: app.secure(),
    };
    answer(&app.workshop, &key, &wanted).await
}

async fn theirs(
    State(app): State<App>,
    Path((id, token)): Path<(i64, String)>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    cached(&app, id, &token, method, headers, |row| row.original).await
}

async fn theirs_small(
    State(app): State<App>,
    Path((id, token)): Path<(i64, String)>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    cached(&app, id, &token, method, headers, |row| row.small).await
}

async fn cached(
    app: &App,
    id: i64,
    token: &str,
    method: Method,
    headers: HeaderMap,
    which: impl Fn(Media) -> Option<String>,
) -> Response {
    let row = match app.workshop.cached(&app.federation, id, token).await {
        Ok(row) => row,
        Err(error) => return broke(&error),
    };
    let key = row.and_then(which).and_then(|key| Key::parse(&key));
    let Some(key) = key else {
        return absent();
    };
    let wanted = Wanted {
        method,
        headers,
        kept: LENT,
        secure: app.secure(),
    };
    let response = answer(&app.workshop, &key, &wanted).await;
    if response.status() == StatusCode::NOT_FOUND
        && let Err(error) = app.workshop.lost(id).await
    {
        return broke(&error);
    }
    response
}

impl Workshop {
    /// A file of the cache is not there: it is fetched again when it is wanted.
    async fn lost(&self, id: i64) -> palabre_core::Result<()> {
        let tx = self.core().begin().await?;
        palabre_core::media::forget_cached(&tx, id).await?;
        tx.commit().await
    }
}

async fn answer(workshop: &Workshop, key: &Key, wanted: &Wanted) -> Response {
    let tag = format!("\"{}\"", key.as_str());
    let has_it = wanted.headers.get(IF_NONE_MATCH).is_some_and(|known| {
        let known = known.to_str().unwrap_or_default();
        known
            .split(',')
            .any(|one| one.trim().trim_start_matches("W/") == tag)
    });
    if has_it {
        return dressed(StatusCode::NOT_MODIFIED, Body::empty(), key, &tag, wanted);
    }
    let whole = match workshop.blobs().exists(key).await {
        Ok(Some(whole)) => whole,
        Ok(None) => return absent(),
        Err(error) => return broke(&error.into()),
    };
    let Ok(part) = part(&wanted.headers, &tag, whole) else {
        let mut told = refused(StatusCode::RANGE_NOT_SATISFIABLE);
        insert(
            told.headers_mut(),
            CONTENT_RANGE,
            &format!("bytes */{whole}"),
        );
        return told;
    };
    let (start, end) = part.unwrap_or((0, whole));
    let body = if wanted.method == Method::HEAD {
        Body::empty()
    } else {
        match workshop
            .blobs()
            .get(key, part.map(|(start, end)| start..end))
            .await
        {
            Ok(Some(blob)) => Body::from_stream(blob.pieces),
            Ok(None) => return absent(),
            Err(error) => return broke(&error.into()),
        }
    };
    let status = match part {
        Some(_) => StatusCode::PARTIAL_CONTENT,
        None => StatusCode::OK,
    };
    let mut told = dressed(status, body, key, &tag, wanted);
    let headers = told.headers_mut();
    headers.insert(CONTENT_LENGTH, HeaderValue::from(end - start));
    if part.is_some() {
        let range = format!("bytes {start}-{}/{whole}", end - 1);
        insert(headers, CONTENT_RANGE, &range);
    }
    told
}

/// The part that is asked for, from its first byte to the one after its last (RFC 9110 §14); several
/// at once are answered by the whole.
fn part(headers: &HeaderMap, tag: &str, whole: u64) -> Result<Option<(u64, u64)>, ()> {
    let same = headers.get(IF_RANGE).is_none_or(|known| known == tag);
    let asked = headers.get(RANGE).and_then(|range| range.to_str().ok());
    let asked = asked
        .filter(|_| same)
        .and_then(|range| range.strip_prefix("bytes="));
    let Some((first, last)) = asked.and_then(|range| range.split_once('-')) else {
        return Ok(None);
    };
    let (start, end) = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => (first, last.saturating_add(1).min(whole)),
        (Ok(first), Err(_)) if last.is_empty() => (first, whole),
        (Err(_), Ok(many)) if first.is_empty() => (whole.saturating_sub(many), whole),
        _ => return Ok(None),
    };
    if start < end {
        Ok(Some((start, end)))
    } else {
        Err(())
    }
}

fn dressed(status: StatusCode, body: Body, key: &Key, tag: &str, wanted: &Wanted) -> Response {
    let mut told = (status, body).into_response();
    let headers = told.headers_mut();
    for (name, value) in [
        (
            CONTENT_TYPE,
            key.mime().unwrap_or("application/octet-stream"),
        ),
        (CACHE_CONTROL, wanted.kept),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CONTENT_DISPOSITION, "inline"),
        (ACCEPT_RANGES, "bytes"),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            ACCESS_CONTROL_EXPOSE_HEADERS,
            "Content-Length, Content-Range, ETag",
        ),
        (RESOURCE, "cross-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    insert(headers, ETAG, tag);
    if wanted.secure {
        headers.insert(STRICT_TRANSPORT_SECURITY, headers::a_year());
    }
    told
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}

fn absent() -> Response {
    refused(StatusCode::NOT_FOUND)
}

fn broke(error: &palabre_core::Error) -> Response {
    tracing::error!(%error, "a file could not be served");
    refused(StatusCode::SERVICE_UNAVAILABLE)
}

fn refused(status: StatusCode) -> Response {
    let headers = [
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (status, headers).into_response()
}
