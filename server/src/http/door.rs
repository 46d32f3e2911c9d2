//! The door that every page stands behind: who comes, how often, and what the answer carries.

use std::net::IpAddr;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::answer::{Asked, Failure, put_in_words};
use super::throttle::Deed;
use super::visitor::{Visitor, add_cookie, reads_only};
use super::{client, negotiate, sent};
use crate::app::App;

/// The header that tells the number of a request.
pub(crate) const NUMBER: HeaderName = HeaderName::from_static("x-request-id");
/// Bytes of a page that is tagged; ours are far below.
const PAGE: usize = 4 * 1024 * 1024;

/// Lets a request for a page in.
pub(crate) async fn pages(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let from = from(&app, &request);
    let mut visitor = Visitor::guest(&app, request.headers(), request.uri(), from);
    let asked = asked(&app, request.headers());
    let method = request.method().clone();
    let known = request.headers().get(IF_NONE_MATCH).cloned();
    let answered = match admit(&app, &mut visitor, &method).await {
        Ok(()) if holds_null(request.uri()) => {
            Failure::status(StatusCode::NOT_FOUND).into_response()
        }
        Ok(()) => {
            request.extensions_mut().insert(visitor.clone());
            next.run(request).await
        }
        Err(failure) if reads_only(&method) => failure.into_response(),
        Err(failure) => failure
            .keeping(&sent::text_of(request).await)
            .into_response(),
    };
    let mut response = put_in_words(&app, &visitor, &asked, answered);
    dress(&app, &visitor, &asked, &mut response);
    tracing::debug!(
        number = asked.number,
        %method,
        path = visitor.bare_path(),
        status = response.status().as_u16(),
        "answered"
    );
    if method == Method::GET {
        tagged(response, known).await
    } else {
        response
    }
}

/// Lets letters of other servers in. Those with a signature are counted by their host once it
/// holds; those without one are counted here, by address.
pub(crate) async fn letters(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if holds_null(request.uri()) {
        return StatusCode::NOT_FOUND.into_response();
    }
    if app.limiter.is_exempt(from(&app, &request)) {
        request.extensions_mut().insert(palabre_federation::Exempt);
    }
    let signed = ["signature", "signature-input"];
    let signed = signed
        .iter()
        .any(|name| request.headers().contains_key(*name));
    if request.method() == Method::POST && !signed {
        let from = from(&app, &request);
        if let Err(refusal) = app.limiter.check(Deed::UnsignedLetter, from) {
            let mut response = refusal.to_string().into_response();
            Failure::from(refusal).dress(&mut response);
            return response;
        }
    }
    next.run(request).await
}

/// Whether an address holds U+0000, which no name here does and not every database can be asked for.
pub(crate) fn holds_null(uri: &Uri) -> bool {
    uri.path_and_query()
        .is_some_and(|place| place.as_str().contains("%00"))
}

async fn admit(app: &App, visitor: &mut Visitor, method: &Method) -> Result<(), Failure> {
    let limited = app.limiter.check(Deed::Page, visitor.client);
    // Whoever writes is recognised even when it is too much, to get their form back.
    if limited.is_ok() || !reads_only(method) {
        visitor.recognise(app).await?;
    }
    Ok(limited?)
}

/// Where a request comes from.
pub(crate) fn from(app: &App, request: &Request) -> IpAddr {
    let trusted = &app.config.limits.trusted_proxies;
    client::address(request.headers(), request.extensions(), trusted)
}

fn asked(app: &App, headers: &HeaderMap) -> Asked {
    Asked {
        json: negotiate::wants_json(headers),
        number: number(app),
    }
}

/// A number for a request, for the log and for whoever asks about it.
pub(crate) fn number(app: &App) -> String {
    let mut number = [0; 6];
    app.core.env().chance.fill(&mut number);
    hex::encode(number)
}

fn dress(app: &App, visitor: &Visitor, asked: &Asked, response: &mut Response) {
    let headers = response.headers_mut();
    add_cookie(headers, visitor.language_token(app));
    if let Ok(number) = HeaderValue::try_from(&asked.number) {
        headers.insert(NUMBER, number);
    }
    headers.insert(
        CONTENT_LANGUAGE,
        HeaderValue::from_static(visitor.lang.tag()),
    );
    headers.append(VARY, HeaderValue::from_static("Accept-Language, Cookie"));
    if visitor.session.is_some() {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    } else if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    }
}

/// Gives a page that may be kept its tag, and spares sending it to whoever has it (RFC 9110
/// §8.8.3). The tag is weak: the same page may be compressed or not.
async fn tagged(response: Response, known: Option<HeaderValue>) -> Response {
    if !is_kept(&response) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, PAGE).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let hash = hex::encode(Sha256::digest(&bytes));
    let tag = format!("W/\"{}\"", &hash[..24]);
    let has_it = known.is_some_and(|known| {
        known
            .to_str()
            .is_ok_and(|known| known.split(',').any(|one| one.trim() == tag))
    });
    if let Ok(tag) = HeaderValue::try_from(tag) {
        parts.headers.insert(ETAG, tag);
    }
    if has_it {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(CONTENT_TYPE);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

fn is_kept(response: &Response) -> bool {
    let headers = response.headers();
    let page = headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/"));
    let kept = headers
        .get(CACHE_CONTROL)
        .is_none_or(|kept| kept != "no-store");
    response.status() == StatusCode::OK && page && kept
}
