//! The whole URL map on one screen.

use std::time::Duration;

use axum::Router;
use axum::http::{Method, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::api;
use crate::app::App;
use crate::http::answer::Failure;
use crate::http::visitor::reads_only;
use crate::http::{door, headers};
use crate::media;
use crate::oauth::authorize;
use crate::web::{
    account, follow, forums, gestures, moderation, network, people, profile, reports, requests,
    rules, source, statics, threads, write,
};

/// How long one request may take.
const LONGEST: Duration = Duration::from_secs(30);

/// Every address of a node: pages, assets, and those of the federation.
pub fn router(app: App) -> Router {
    let letters = app
        .federation
        .router()
        .layer(from_fn_with_state(app.clone(), door::letters));
    let files =
        media::serve::router()
            .layer(CatchPanicLayer::new())
            .layer(TimeoutLayer::with_status_code(
                StatusCode::GATEWAY_TIMEOUT,
                LONGEST,
            ));
    Router::new()
        .merge(pages(&app).with_state(app.clone()))
        .merge(assets(&app).with_state(app.clone()))
        .merge(api::router(&app, timeout()).with_state(app.clone()))
        .merge(letters.layer(timeout()))
        .layer(CatchPanicLayer::new())
        .layer(CompressionLayer::new().quality(tower_http::CompressionLevel::Fastest))
        // Files are compressed already, and are asked for in parts.
        .merge(files.with_state(app))
}

#[rustfmt::skip]
fn pages(app: &App) -> Router<App> {
    Router::new()
        .route("/", get(forums::front))
        .route("/fils", get(forums::all))
        .route("/salons", get(forums::all))
        .route("/salons/{salon}", get(forums::one))
        .route("/salons/{salon}/nouveau", get(write::open_form).post(write::open))
        .route("/salons/{salon}/suivre", post(follow::start))
        .route("/salons/{salon}/ne-plus-suivre", post(follow::stop))
        .route("/salons/{salon}/suivi", get(follow::done))
        .route("/salons/{salon}/moderation", get(moderation::page))
        .route("/f/{id}", get(threads::one))
        .route("/f/{id}/repondre", get(write::reply_form).post(write::reply))
        .route("/f/{id}/verrouiller", post(moderation::lock))
        .route("/f/{id}/deverrouiller", post(moderation::unlock))
        .route("/c/{id}", get(threads::contribution))
        .route("/c/{id}/repondre", get(write::reply_form).post(write::reply))
        .route("/c/{id}/modifier", get(write::edit_form).post(write::edit))
        .route("/c/{id}/supprimer", get(write::delete_form).post(write::delete))
        .route("/c/{id}/signaler", get(write::report_form).post(write::report))
        .route("/c/{id}/appui", post(gestures::support))
        .route("/c/{id}/appui/retrait", post(gestures::withdraw))
        .route("/c/{id}/voter", post(gestures::vote))
        .route("/c/{id}/retirer", post(moderation::remove))
        .route("/c/{id}/retablir", post(moderation::restore))
        .route("/c/{id}/accepter", post(moderation::accept))
        .route("/c/{id}/refuser", post(moderation::refuse))
        .route("/moderation/signalements", get(reports::page))
        .route("/signalements/{id}/clore", post(reports::close))
        .route("/mots/{word}", get(people::tag))
        .route("/regles", get(rules::page))
        .route("/reseau", get(network::page))
        .route("/source", get(source::page))
        .route("/inscription", get(account::sign_up_form).post(account::sign_up))
        .route("/connexion", get(account::sign_in_form).post(account::sign_in))
        .route("/deconnexion", post(account::sign_out))
        .route("/oauth/authorize", get(authorize::ask).post(authorize::answer))
        .route("/oauth/authorize/", get(authorize::ask).post(authorize::answer))
        .route("/moi", get(people::me))
        .route("/moi/attente", get(people::waiting))
        .route("/moi/demandes", get(requests::page))
        .route("/moi/demandes/{id}/accepter", post(requests::answer::<true>))
        .route("/moi/demandes/{id}/refuser", post(requests::answer::<false>))
        .route("/suivre", get(follow::ask).post(follow::by_address))
        .route("/moi/suivre", get(follow::ask).post(follow::by_address))
        .route("/{handle}", get(people::one))
        .fallback(statics::elsewhere)
        .method_not_allowed_fallback(wrong_method)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(timeout())
        .merge(profile::router().layer(CatchPanicLayer::custom(panicked)))
        .layer(from_fn_with_state(app.clone(), door::pages))
        .layer(from_fn_with_state(app.clone(), headers::guard))
}

fn assets(app: &App) -> Router<App> {
    Router::new()
        .route("/assets/{name}", get(statics::asset))
        .route("/favicon.ico", get(statics::favicon))
        .route("/favicon.svg", get(statics::favicon))
        .route("/robots.txt", get(statics::robots))
        .route("/healthz", get(statics::health))
        .layer(from_fn_with_state(app.clone(), headers::guard))
}

fn timeout() -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST)
}

async fn wrong_method(method: Method) -> Failure {
    if reads_only(&method) {
        Failure::form_only()
    } else {
        Failure::status(StatusCode::METHOD_NOT_ALLOWED)
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the layer gives the box away"
)]
fn panicked(what: Box<dyn std::any::Any + Send>) -> Response {
    let words = what
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| what.downcast_ref::<&str>().map(|words| (*words).to_owned()));
    Failure::fault(format!("a handler panicked: {}", words.unwrap_or_default())).into_response()
}
