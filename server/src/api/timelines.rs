//! Timelines: home, what is open to everybody, and what has a hashtag.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::http::Uri;
use palabre_core::timelines::{self, Among, Opened, Tagged};

use super::error::ApiError;
use super::paging::{self, STATUSES};
use super::tags::wanted;
use super::{Answer, Caller, Params, show};
use crate::app::App;

/// Hashtags that one list may be asked for.
const TAGS: usize = 20;

/// `GET /api/v1/timelines/home`.
pub(super) async fn home(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let (_, viewer) = caller.acting("read:statuses")?;
    let page = paging::page(&params, STATUSES)?;
    let entries = timelines::home(&app.core, &viewer, &page).await?;
    show::list(&app, &viewer, &entries, &uri).await
}

/// `GET /api/v1/timelines/public`.
pub(super) async fn public(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let viewer = caller.reader("read:statuses")?;
    let page = paging::page(&params, STATUSES)?;
    let which = Opened {
        among: among(&params)?,
        only_media: params.is("only_media")?,
    };
    let entries = timelines::open(&app.core, &viewer, which, &page).await?;
    show::list(&app, &viewer, &entries, &uri).await
}

/// `GET /api/v1/timelines/tag/{hashtag}`.
pub(super) async fn tag(
    State(app): State<App>,
    caller: Caller,
    Path(tag): Path<String>,
    uri: Uri,
    params: Params,
) -> Answer {
    let viewer = caller.reader("read:statuses")?;
    let page = paging::page(&params, STATUSES)?;
    let mut which = Tagged {
        any: tags(&params, "any")?,
        all: tags(&params, "all")?,
        none: tags(&params, "none")?,
        among: among(&params)?,
        only_media: params.is("only_media")?,
    };
    which.any.insert(wanted(&tag));
    let entries = timelines::tagged(&app.core, &viewer, &which, &page).await?;
    show::list(&app, &viewer, &entries, &uri).await
}

fn tags(params: &Params, name: &'static str) -> Result<BTreeSet<String>, ApiError> {
    let tags = params.list(name)?;
    if tags.len() > TAGS {
        return Err(ApiError::field(name, "has too many hashtags"));
    }
    let named = tags.iter().map(|tag| wanted(tag));
    Ok(named.filter(|tag| !tag.is_empty()).collect())
}

fn among(params: &Params) -> Answer<Among> {
    Ok(if params.is("local")? {
        Among::Local
    } else if params.is("remote")? {
        Among::Remote
    } else {
        Among::All
    })
}
