//! What a member does with a status besides answering it: supporting, keeping, pinning, passing on,
//! hearing no more of it; and the lists of these.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::Uri;
use palabre_core::page::{Line, Page};
use palabre_core::people::Person;
use palabre_core::threads::read::{self, Viewer};
use palabre_core::threads::{self, Post};
use palabre_core::timelines::Place;
use palabre_core::{Audience, Core, Tx, circle};

use super::paging::{self, ACCOUNTS, STATUSES};
use super::statuses::place;
use super::{Answer, ApiError, Caller, Params, show, wish};
use crate::app::App;
use crate::http::throttle::Deed;

/// `POST /api/v1/statuses/{id}/favourite` and `unfavourite`: support, which everybody sees.
pub(super) async fn favourite<const YES: bool>(
    state: State<App>,
    caller: Caller,
    id: Path<String>,
) -> Answer {
    let scope = "write:favourites";
    done(state, caller, id, scope, async |tx, who, post| {
        threads::like(tx, who, post.id, YES).await
    })
    .await
}

/// `POST /api/v1/statuses/{id}/bookmark` and `unbookmark`.
pub(super) async fn bookmark<const YES: bool>(
    state: State<App>,
    caller: Caller,
    id: Path<String>,
) -> Answer {
    let scope = "write:bookmarks";
    done(state, caller, id, scope, async |tx, who, post| {
        circle::bookmark(tx, who, post.id, YES).await
    })
    .await
}

/// `POST /api/v1/statuses/{id}/pin` and `unpin`: on top of one's own page.
pub(super) async fn pin<const YES: bool>(
    state: State<App>,
    caller: Caller,
    id: Path<String>,
) -> Answer {
    let scope = "write:accounts";
    done(state, caller, id, scope, async |tx, who, post| {
        circle::pin(tx, who, post, YES).await
    })
    .await
}

/// `POST /api/v1/statuses/{id}/mute` and `unmute`: no more notifications of the discussion.
pub(super) async fn mute<const YES: bool>(
    state: State<App>,
    caller: Caller,
    id: Path<String>,
) -> Answer {
    let scope = "write:mutes";
    done(state, caller, id, scope, async |tx, who, post| {
        circle::hush(tx, who, post, YES).await
    })
    .await
}

/// `POST /api/v1/statuses/{id}/reblog`: answers the boost with the status in it. For whom it is
/// (`visibility`) is what the member chose for what they write, where nothing is said; no list of
/// everybody's shows it, so that `unlisted` is `public`.
pub(super) async fn reblog(
    state: State<App>,
    caller: Caller,
    id: Path<String>,
    params: Params,
) -> Answer {
    let scope = "write:statuses";
    let chosen = caller.member(scope)?.choices.audience;
    let audience = wish::visibility(&params)?.or(chosen);
    let audience = audience.unwrap_or(Audience::Public);
    if audience == Audience::Direct {
        return Err(ApiError::field(
            "visibility",
            "is not public, unlisted or private",
        ));
    }
    shown(state, caller, id, scope, async |tx, who, post| {
        let boost = threads::boost(tx, who, post.id, audience).await?;
        Ok(Place::boost(boost))
    })
    .await
}

/// `POST /api/v1/statuses/{id}/unreblog`: answers the status itself.
pub(super) async fn unreblog(state: State<App>, caller: Caller, id: Path<String>) -> Answer {
    let scope = "write:statuses";
    done(state, caller, id, scope, async |tx, who, post| {
        threads::unboost(tx, who, post.id).await
    })
    .await
}

/// Does something with a status that the member may read, and answers it as it is now.
async fn done(
    state: State<App>,
    caller: Caller,
    id: Path<String>,
    scope: &str,
    deed: impl AsyncFnOnce(&mut Tx, &Person, &Post) -> palabre_core::Result<()>,
) -> Answer {
    shown(state, caller, id, scope, async |tx, who, post| {
        deed(tx, who, post).await?;
        Ok(Place::post(post.id))
    })
    .await
}

/// As [`done`], and answers what stands at the place that the deed says.
async fn shown(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    scope: &str,
    deed: impl AsyncFnOnce(&mut Tx, &Person, &Post) -> palabre_core::Result<Place>,
) -> Answer {
    let (person, viewer) = caller.acting(scope)?;
    let post = readable(&app, &viewer, &id).await?;
    app.limiter
        .check(Deed::Contribution(person.id), caller.client)?;
    let mut tx = app.core.begin().await?;
    let place = deed(&mut tx, person, &post).await?;
    tx.commit().await?;
    show::status(&app, &viewer, place).await
}

/// A post that the reader may read, by the id of a status of it.
pub(super) async fn readable(app: &App, viewer: &Viewer, id: &str) -> Answer<Arc<Post>> {
    let id = show::entry(app, viewer, place(id)?).await?.post;
    let mut told = read::told(&app.core, viewer, &[id], &[]).await?;
    let told = told.posts.remove(&id);
    Ok(told.ok_or_else(ApiError::absent)?.post)
}

/// `GET /api/v1/bookmarks`.
pub(super) async fn bookmarks(
    state: State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let scope = "read:bookmarks";
    marked(state, &caller, scope, (uri, params), circle::bookmarks).await
}

/// `GET /api/v1/favourites`.
pub(super) async fn favourites(
    state: State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let scope = "read:favourites";
    marked(state, &caller, scope, (uri, params), circle::favourites).await
}

/// A page of what a member has marked in one way.
async fn marked(
    State(app): State<App>,
    caller: &Caller,
    scope: &str,
    (uri, params): (Uri, Params),
    list: impl AsyncFnOnce(&Core, &Person, &Page) -> palabre_core::Result<Vec<Line>>,
) -> Answer {
    let (person, viewer) = caller.acting(scope)?;
    let page = paging::page(&params, STATUSES)?;
    let lines = list(&app.core, person, &page).await?;
    show::list_of(&app, &viewer, &lines, &uri).await
}

/// `GET /api/v1/statuses/{id}/favourited_by`.
pub(super) async fn favourited_by(
    state: State<App>,
    caller: Caller,
    id: Path<String>,
    uri: Uri,
    params: Params,
) -> Answer {
    marked_by(state, &caller, id, (uri, params), circle::liked_by).await
}

/// `GET /api/v1/statuses/{id}/reblogged_by`.
pub(super) async fn reblogged_by(
    state: State<App>,
    caller: Caller,
    id: Path<String>,
    uri: Uri,
    params: Params,
) -> Answer {
    marked_by(state, &caller, id, (uri, params), circle::boosted_by).await
}

/// A page of those who have marked a status in one way.
async fn marked_by(
    State(app): State<App>,
    caller: &Caller,
    Path(id): Path<String>,
    (uri, params): (Uri, Params),
    list: impl AsyncFnOnce(&Core, &Viewer, &Post, &Page) -> palabre_core::Result<Vec<Line>>,
) -> Answer {
    let viewer = caller.reader("read:statuses")?;
    let page = paging::page(&params, ACCOUNTS)?;
    let post = readable(&app, &viewer, &id).await?;
    let lines = list(&app.core, &viewer, &post, &page).await?;
    show::lines(&app, &viewer, &lines, &uri).await
}
