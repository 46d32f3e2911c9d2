//! Pictures, sounds and films that members send, before they hang on a post.

use std::time::Duration;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, get, patch, post};
use axum::{Json, Router};
use palabre_core::Refusal;
use palabre_core::media::{self, Change, Media};
use palabre_core::people::Person;
use serde_json::Value;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use super::deed::done;
use super::entity::MediaAttachment;
use super::error::BLANK;
use super::upload::{large, receive};
use super::{Answer, ApiError, Caller, Params, accounts};
use crate::app::App;
use crate::http::throttle::Deed;
use crate::media::unfit::Unfit;
use crate::media::{Trouble, Upload};

/// How long a file may take to come in.
const LONGEST: Duration = Duration::from_mins(10);
/// Fields that are files.
const FILES: [&str; 2] = ["file", "thumbnail"];
/// What clients know as "not ready yet".
const PARTIAL: StatusCode = StatusCode::PARTIAL_CONTENT;

/// The addresses of uploads, which may take longer than others.
pub(super) fn all() -> impl Iterator<Item = (&'static str, MethodRouter<App>)> {
    let profile = get(accounts::profile)
        .patch(accounts::change_profile)
        .put(accounts::change_profile);
    let one = get(read).put(change).delete(delete);
    [
        ("/api/v1/media", post(create)),
        ("/api/v2/media", post(create_soon)),
        ("/api/v1/media/{id}", one),
        (
            "/api/v1/accounts/update_credentials",
            patch(accounts::update),
        ),
        ("/api/v1/profile", profile),
    ]
    .into_iter()
}

/// [`all`] of them, each with a twin with a slash at its end.
pub(super) fn router() -> Router<App> {
    all()
        .fold(Router::new(), |router, (path, methods)| {
            let methods = large(methods);
            router
                .route(&format!("{path}/"), methods.clone())
                .route(path, methods)
        })
        .method_not_allowed_fallback(super::wrong_method)
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            LONGEST,
        ))
}

impl From<Trouble> for ApiError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Unfit(unfit @ Unfit::Bytes(_)) => unfit.failure().into(),
            Trouble::Unfit(unfit) => Self::wrong("file", unfit.failure()),
            Trouble::Broke(error) => error.into(),
        }
    }
}

/// `POST /api/v1/media`: answered once it is ready.
async fn create(State(app): State<App>, caller: Caller, request: Request) -> Answer {
    made(&app, &caller, request, true).await
}

/// `POST /api/v2/media`: 202 where making it ready takes longer.
async fn create_soon(State(app): State<App>, caller: Caller, request: Request) -> Answer {
    made(&app, &caller, request, false).await
}

async fn made(app: &App, caller: &Caller, request: Request, waits: bool) -> Answer {
    let owner = &caller.member("write:media")?.person;
    app.limiter.check(Deed::Upload(owner.id), caller.client)?;
    let mut received = receive(app, request, &FILES, most(app)).await?;
    let said = said(&received.params)?;
    let (file, size) = received
        .file("file")
        .ok_or(ApiError::field("file", BLANK))?;
    let small = match received.file("thumbnail") {
        Some(small) => Some(smaller(app, small).await?),
        None => None,
    };
    let upload = Upload {
        file,
        size,
        description: said.description.unwrap_or_default(),
        focus: said.focus.unwrap_or_default(),
        small,
    };
    let made = Box::pin(app.workshop.take(owner, upload, waits)).await?;
    let status = if made.is_ready() {
        StatusCode::OK
    } else {
        StatusCode::ACCEPTED
    };
    Ok((status, Json(MediaAttachment::of(app, &made))).into_response())
}

/// `GET /api/v1/media/:id`: of one's own, 206 until it is ready.
async fn read(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let owner = &caller.member("write:media")?.person;
    let found = own(&app, owner, &id).await?;
    match found.state.as_str() {
        "failed" => Err(failed(&found)),
        "ready" => Ok(Json(MediaAttachment::of(&app, &found)).into_response()),
        _ => Ok((PARTIAL, Json(MediaAttachment::of(&app, &found))).into_response()),
    }
}

/// `PUT /api/v1/media/:id`: of one's own that hangs on no post.
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    request: Request,
) -> Answer {
    let owner = &caller.member("write:media")?.person;
    let found = own(&app, owner, &id).await?;
    if found.post_id.is_some() {
        return Err(ApiError::absent());
    }
    if found.state == "failed" {
        return Err(failed(&found));
    }
    let mut received = receive(&app, request, &FILES, most(&app)).await?;
    let mut said = said(&received.params)?;
    if let Some(small) = received.file("thumbnail") {
        app.limiter.check(Deed::Upload(owner.id), caller.client)?;
        said.small = Some(smaller(&app, small).await?);
    }
    let changed = app.workshop.change(owner, found.id, said).await?;
    let status = if changed.is_ready() {
        StatusCode::OK
    } else {
        PARTIAL
    };
    Ok((status, Json(MediaAttachment::of(&app, &changed))).into_response())
}

/// `DELETE /api/v1/media/:id`: of one's own that hangs on no post.
async fn delete(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Value>> {
    let owner = &caller.member("write:media")?.person;
    let found = own(&app, owner, &id).await?;
    done(&app, async |tx| media::delete(tx, owner, found.id).await).await
}

/// The picture that a client has made of another file, kept.
async fn smaller(app: &App, file: (std::fs::File, u64)) -> Answer<media::Small> {
    let made = Box::pin(app.workshop.small(file)).await;
    made.map_err(|trouble| ApiError::from(trouble).called("file", "thumbnail"))
}

/// Bytes of a file of any kind.
fn most(app: &App) -> u64 {
    let limits = app.workshop.limits();
    limits.image_bytes.max(limits.video_bytes).into()
}

async fn own(app: &App, owner: &Person, id: &str) -> Answer<Media> {
    let id = id.parse().map_err(|_| ApiError::absent())?;
    let found = media::of_person(&app.core, owner.id, id).await?;
    found.ok_or_else(|| Refusal::NoSuchMedia.into())
}

fn failed(media: &Media) -> ApiError {
    let reason = media.reason.as_deref().unwrap_or_default();
    Trouble::from(Unfit::read(reason)).into()
}

/// What is said of a medium.
pub(super) fn said(params: &Params) -> Answer<Change> {
    let focus = match params.some("focus")? {
        Some(text) => Some(focus(&text).ok_or(ApiError::field("focus", "is invalid"))?),
        None => None,
    };
    Ok(Change {
        description: params.text("description")?,
        focus,
        small: None,
    })
}

/// Two numbers from -1 to 1 with a comma between them, in ten-thousandths. What lies beyond is the edge, and
/// some clients say it as a text of JSON, in quotes.
fn focus(text: &str) -> Option<(i64, i64)> {
    let (x, y) = text.trim_matches('"').split_once(',')?;
    let units = |part: &str| {
        let part: f64 = part.trim().parse().ok()?;
        #[expect(clippy::cast_possible_truncation, reason = "at most ten thousand")]
        let units = (part.clamp(-1.0, 1.0) * 10_000.0).round() as i64;
        part.is_finite().then_some(units)
    };
    units(x).zip(units(y))
}

#[test]
fn a_focus_is_two_numbers_within_one() {
    assert_eq!(focus("0.5,-1"), Some((5_000, -10_000)));
    assert_eq!(focus(" -0.00014 , 0.0 "), Some((-1, 0)));
    assert_eq!(focus("\"0.5,0.2\""), Some((5_000, 2_000)));
    assert_eq!(focus("1.01,-2"), Some((10_000, -10_000)));
    for wrong in ["", "1", "a,b", "NaN,0", "inf,0", "1,1,1", "\"\""] {
        assert_eq!(focus(wrong), None, "{wrong}");
    }
}
