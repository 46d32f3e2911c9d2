//! What a member does with a status besides answering it: supporting, keeping, pinning, passing on,
//! hearing no more of it; and the lists of these.

use axum::extract::{Path, State};
use axum::http::Uri;
use palabre_core::people::Person;
use palabre_core::threads::read::{self, Viewer};
use palabre_core::threads::{self, Post};
use palabre_core::timelines::{Entry, Place};
use palabre_core::{Tx, circle};

use super::paging::{self, ACCOUNTS, STATUSES};
use super::statuses::{place, plain};
use super::{Answer, Caller, Params, show};
use crate::app::App;
use crate::http::throttle::Deed;

/// `POST /api/v1/statuses/{id}/favourite`: support, which everybody sees.
pub(super) async fn favourite(state: State<App>, caller: Caller, id: Path<String>) -> Answer {
    let scope = "write:favourites";
    done(state, caller, id, scope, async |tx, who, post| {
        threads::like(tx, who, post.id, true).await
    })
    .await
}

/// `POST /api/v1/statuses/{id}/unfavourite`.
pub(super) async fn unfavourite(state: State<App>, caller: Caller, id: Path<String>) -> Answer {
    let scope = "write:favourites";
    done(state, caller, id, scope, async |tx, who, post| {
        threads::like(tx, who, post.id, false).await
    })
    .await
}

/// `POST /api/v1/statuses/{id}/bookmark`.
pub(super) async fn bookmark(state: State<App>, caller: Caller, id: Path<String>) -> Answer {
    let scope = "write:bookmarks";
    done(state, caller, id, scope, async |tx, who, post| {
        circle::bookmark(tx, who, post.id, true).await
    })
    .await
}

/// `POST /api/v1/statuses/{id}/unbookmark`.
pub(super) async fn unbookmark(state: State<App>, caller: Caller, id: Path<String>) -> Answer {
    let scope = "write:bookmarks";
    done(state, caller, id, scope, async |tx, who, post| {
        circle::bookmark(tx, who, post.id, false).await
    })
    .await
}

/// `POST /api/v1/statuses/{id}/reblog`: answers the boost, which holds the status.
pub(super) async fn reblog(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer {
    let person = &caller.member("write:statuses")?.person;
    let viewer = caller.reader("write:statuses")?;
    let entry = show::entry(&app, place(&id)?).await?;
    let post = readable(&app, &viewer, entry.post).await?;
    app.limiter
        .check(Deed::Contribution(person.id), caller.client)?;
    let mut tx = app.core.begin().await?;
    let boost = threads::boost(&mut tx, person, post.id, true).await?;
    tx.commit().await?;
    let place = boost.map_or(Place::post(post.id), Place::boost);
    show::status(&app, &viewer, place).await
}

/// `POST /api/v1/statuses/{id}/unreblog`: answers the status itself.
pub(super) async fn unreblog(state: State<App>, caller: Caller, id: Path<String>) -> Answer {
    let scope = "write:statuses";
    done(state, caller, id, scope, async |tx, who, post| {
        threads::boost(tx, who, post.id, false).await.map(|_| ())
    })
    .await
}

/// `GET /api/v1/statuses/{id}/reblogged_by`.
pub(super) async fn reblogged_by(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    uri: Uri,
    params: Params,
) -> Answer {
    let viewer = caller.reader("read:statuses")?;
    let page = paging::page(&params, ACCOUNTS)?;
    let entry = show::entry(&app, place(&id)?).await?;
    let post = readable(&app, &viewer, entry.post).await?;
    let lines = circle::boosted_by(&app.core, &post, &page).await?;
    show::lines(&app, &lines, &uri).await
}

/// `POST /api/v1/statuses/{id}/pin`: on top of one's own page.
pub(super) async fn pin(state: State<App>, caller: Caller, id: Path<String>) -> Answer {
    let scope = "write:accounts";
    done(state, caller, id, scope, async |tx, who, post| {
        circle::pin(tx, who, post, true).await
    })
    .await
}

/// `POST /api/v1/statuses/{id}/unpin`.
pub(super) async fn unpin(state: State<App>, caller: Caller, id: Path<String>) -> Answer {
    let scope = "write:accounts";
    done(state, caller, id, scope, async |tx, who, post| {
        circle::pin(tx, who, post, false).await
    })
    .await
}

/// `POST /api/v1/statuses/{id}/mute`: no more notifications of the discussion.
pub(super) async fn mute(state: State<App>, caller: Caller, id: Path<String>) -> Answer {
    let scope = "write:mutes";
    done(state, caller, id, scope, async |tx, who, post| {
        circle::hush(tx, who, post, true).await
    })
    .await
}

/// `POST /api/v1/statuses/{id}/unmute`.
pub(super) async fn unmute(state: State<App>, caller: Caller, id: Path<String>) -> Answer {
    let scope = "write:mutes";
    done(state, caller, id, scope, async |tx, who, post| {
        circle::hush(tx, who, post, false).await
    })
    .await
}

/// Does something with a status that the member may read, and answers it as it is now.
async fn done(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    scope: &str,
    deed: impl AsyncFnOnce(&mut Tx, &Person, &Post) -> palabre_core::Result<()>,
) -> Answer {
    let person = &caller.member(scope)?.person;
    let viewer = caller.reader(scope)?;
    let entry = show::entry(&app, place(&id)?).await?;
    let post = readable(&app, &viewer, entry.post).await?;
    app.limiter
        .check(Deed::Contribution(person.id), caller.client)?;
    let mut tx = app.core.begin().await?;
    deed(&mut tx, person, &post).await?;
    tx.commit().await?;
    show::status(&app, &viewer, Place::post(post.id)).await
}

/// A post that the reader may read.
async fn readable(app: &App, viewer: &Viewer, id: i64) -> Answer<Post> {
    let mut told = read::told(&app.core, viewer, &[id], &[]).await?;
    let told = told.posts.remove(&id);
    Ok(told.ok_or_else(super::ApiError::absent)?.post)
}

/// `GET /api/v1/bookmarks`.
pub(super) async fn bookmarks(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let person = &caller.member("read:bookmarks")?.person;
    let page = paging::page(&params, STATUSES)?;
    let lines = circle::bookmarks(&app.core, person, &page).await?;
    marked(&app, &caller.reader("read:bookmarks")?, &lines, &uri).await
}

/// `GET /api/v1/favourites`.
pub(super) async fn favourites(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let person = &caller.member("read:favourites")?.person;
    let page = paging::page(&params, STATUSES)?;
    let lines = circle::favourites(&app.core, person, &page).await?;
    marked(&app, &caller.reader("read:favourites")?, &lines, &uri).await
}

async fn marked(app: &App, viewer: &Viewer, lines: &[circle::Line], uri: &Uri) -> Answer {
    let entries: Vec<Entry> = lines.iter().map(|(_, post)| plain(*post)).collect();
    let ends = lines.first().zip(lines.last());
    let ends = ends.map(|((first, _), (last, _))| (*first, *last));
    show::list_between(app, viewer, &entries, uri, ends).await
}

/// `GET /api/v1/statuses/{id}/favourited_by`.
pub(super) async fn favourited_by(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    uri: Uri,
    params: Params,
) -> Answer {
    let viewer = caller.reader("read:statuses")?;
    let page = paging::page(&params, ACCOUNTS)?;
    let entry = show::entry(&app, place(&id)?).await?;
    let post = readable(&app, &viewer, entry.post).await?;
    let lines = circle::liked_by(&app.core, &post, &page).await?;
    show::lines(&app, &lines, &uri).await
}
