//! A body with files: read as it comes in, each file into one without a name on the disk, and no
//! further than its limit. Fields may stand before and after the files.

use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::StatusCode;
use axum::routing::MethodRouter;
use tokio::io::AsyncWriteExt as _;

use super::error::ApiError;
use super::params::{BODY, Params, Tree, kind};
use crate::app::App;
use crate::http::answer::Failure;
use crate::http::sent::SLOWEST;
use crate::media::unfit::Unfit;

/// A file as it came in, with its size.
pub(super) type Came = (std::fs::File, u64);

/// What a client has sent.
#[derive(Debug, Default)]
pub(super) struct Received {
    pub(super) params: Params,
    pub(super) file: Option<Came>,
    pub(super) thumbnail: Option<Came>,
}

/// Lets a body be as large as a file may be: it is counted here.
pub(super) fn large(methods: MethodRouter<App>) -> MethodRouter<App> {
    methods.layer(DefaultBodyLimit::disable())
}

/// Reads a body, with files or without.
///
/// # Errors
/// 413 for a file that is too large, 408 for one that stops coming in, 400 for no body in parts.
pub(super) async fn receive(app: &App, request: Request) -> Result<Received, ApiError> {
    if kind(request.headers()) != "multipart/form-data" {
        let params = Params::from_request(request, app).await?;
        return Ok(Received {
            params,
            ..Received::default()
        });
    }
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|_| ApiError::malformed())?;
    let mut received = Received::default();
    let mut tree = Tree::default();
    let mut read = 0;
    while let Some(mut part) = in_time(parts.next_field()).await? {
        let Some(name) = part.name().map(str::to_owned) else {
            continue;
        };
        let place = match name.as_str() {
            "file" => Some(&mut received.file),
            "thumbnail" => Some(&mut received.thumbnail),
            _ => None,
        };
        if let Some(place) = place {
            *place = Some(file(app, &mut part).await?);
            continue;
        }
        let text = field(&mut part, &mut read).await?;
        if part.file_name().is_none() {
            tree.put(&name, text)?;
        }
    }
    received.params = Params::of(tree.object()?);
    Ok(received)
}

async fn file(app: &App, part: &mut Field<'_>) -> Result<Came, ApiError> {
    let limits = app.workshop.limits();
    let most = u64::from(limits.image_bytes.max(limits.video_bytes));
    let broke = |error: std::io::Error| -> ApiError {
        let error: palabre_core::Error = crate::blobs::BlobError::from(error).into();
        error.into()
    };
    let made = app.workshop.incoming().map_err(broke)?;
    let mut made = tokio::fs::File::from_std(made);
    let mut size = 0;
    while let Some(piece) = in_time(part.chunk()).await? {
        size += piece.len() as u64;
        if size > most {
            return Err(Unfit::Bytes(most).failure().into());
        }
        made.write_all(&piece).await.map_err(broke)?;
    }
    made.flush().await.map_err(broke)?;
    Ok((made.into_std().await, size))
}

async fn field(part: &mut Field<'_>, read: &mut usize) -> Result<String, ApiError> {
    let mut bytes = Vec::new();
    while let Some(piece) = in_time(part.chunk()).await? {
        *read += piece.len();
        if *read > BODY {
            return Err(ApiError::status(StatusCode::PAYLOAD_TOO_LARGE));
        }
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| ApiError::malformed())
}

/// A file may take as long as it takes on a bad line, as long as something comes in.
async fn in_time<T>(
    coming: impl Future<Output = Result<T, MultipartError>>,
) -> Result<T, ApiError> {
    match tokio::time::timeout(SLOWEST, coming).await {
        Ok(Ok(come)) => Ok(come),
        Ok(Err(error)) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            Err(Failure::status(StatusCode::PAYLOAD_TOO_LARGE).into())
        }
        Ok(Err(_)) => Err(ApiError::malformed()),
        Err(_) => Err(ApiError::status(StatusCode::REQUEST_TIMEOUT)),
    }
}
