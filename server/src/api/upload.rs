//! What a client sends with files or without.

use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::routing::MethodRouter;

use super::error::ApiError;
use super::params::{BODY, Params, Tree, kind};
use crate::app::App;
use crate::http::answer::Failure;
use crate::http::parts::{Came, Parts, Taken};
use crate::media::unfit::Unfit;

/// What a client has sent.
#[derive(Debug, Default)]
pub(super) struct Received {
    pub(super) params: Params,
    files: Parts,
}

impl Received {
    /// Takes a file out.
    pub(super) fn file(&mut self, name: &str) -> Option<Came> {
        self.files.file(name)
    }

    /// As [`Parts::chosen`].
    pub(super) fn chosen(&mut self, name: &str) -> Option<Came> {
        self.files.chosen(name)
    }
}

/// Lets a body be as large as a file may be: it is counted here.
pub(super) fn large(methods: MethodRouter<App>) -> MethodRouter<App> {
    methods.layer(DefaultBodyLimit::disable())
}

/// Reads a body; `files` are the fields that may be files, of at most so many bytes each.
///
/// # Errors
/// 413 for a file that is too large, 408 for one that stops coming in, 400 for one that ends early and for
/// no body in parts, 422 for two files in one field.
pub(super) async fn receive(
    app: &App,
    request: Request,
    files: &'static [&'static str],
    most: u64,
) -> Result<Received, ApiError> {
    if kind(request.headers()) != "multipart/form-data" {
        let params = Params::from_request(request, app).await?;
        return Ok(Received {
            params,
            ..Received::default()
        });
    }
    let taken = Taken {
        files,
        most,
        patience: most,
        texts: BODY,
    };
    let mut files = Parts::read(app, request, taken).await.map_err(told)?;
    if let Some(name) = files.twice {
        return Err(ApiError::wrong(name, Unfit::Twice.failure()));
    }
    let mut tree = Tree::default();
    for (name, text) in std::mem::take(&mut files.texts) {
        tree.put(&name, text)?;
    }
    let params = Params::of(tree.object()?);
    Ok(Received { params, files })
}

/// Clients know the words of a status.
fn told(failure: Failure) -> ApiError {
    if failure.name.is_empty() && !failure.broke() {
        ApiError::status(failure.status)
    } else {
        failure.into()
    }
}
