//! What is the same for everybody: style sheet, icon, robots, the sign of life, old addresses.

use axum::extract::{OriginalUri, Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::{moved, view};
use crate::app::App;
use crate::http::answer::{Answer, Failure};
use crate::http::headers;

/// What crawlers leave alone: forms, and pages that are somebody's own.
const ROBOTS: &str = "User-agent: *\n\
    Disallow: /connexion\n\
    Disallow: /inscription\n\
    Disallow: /moi\n\
    Disallow: /suivre\n\
    Disallow: /*/repondre\n\
    Disallow: /*/nouveau\n";

pub(crate) async fn asset(Path(name): Path<String>) -> Answer {
    let asset = view::assets::at(&format!("/assets/{name}")).ok_or_else(Failure::absent)?;
    let mut response = file(asset, "public, max-age=31536000, immutable");
    if asset.media_type == "image/png" {
        headers::for_others(&mut response);
    }
    Ok(response)
}

pub(crate) async fn favicon() -> Response {
    file(view::assets::icon(), "public, max-age=86400")
}

fn file(asset: &'static view::assets::Asset, kept: &'static str) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(asset.media_type)),
        (CACHE_CONTROL, HeaderValue::from_static(kept)),
    ];
    (headers, asset.body).into_response()
}

pub(crate) async fn robots() -> Response {
    (
        [(
            CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=86400"),
        )],
        ROBOTS,
    )
        .into_response()
}

/// Whether the node is alive and its database answers.
pub(crate) async fn health(State(app): State<App>) -> Response {
    let none = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    match palabre_core::site::get(&app.core, "origin").await {
        Ok(_) => (none, "ok\n").into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, none, "database\n").into_response(),
    }
}

/// The English names of pages, each sent to its French path with what follows it.
const ALIASES: [(&str, &str); 9] = [
    ("/threads", "/fils"),
    ("/forums", "/salons"),
    ("/sign-in", "/connexion"),
    ("/sign-up", "/inscription"),
    ("/sign-out", "/deconnexion"),
    ("/network", "/reseau"),
    ("/tags", "/mots"),
    ("/me", "/moi"),
    ("/follow", "/suivre"),
];

/// Addresses that no page has: an English name, or nothing.
pub(crate) async fn elsewhere(OriginalUri(uri): OriginalUri) -> Answer {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    for (english, french) in ALIASES {
        if let Some(rest) = path.strip_prefix(english)
            && (rest.is_empty() || rest.starts_with(['/', '?']))
        {
            return Ok(moved(&format!("{french}{rest}")));
        }
    }
    Err(Failure::absent())
}
