//! How a member stands to others: following, and what they have asked of each other.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use palabre_core::Tx;
use palabre_core::circle::{self, Stand};
use palabre_core::forums::{self, Ties};
use palabre_core::people::Person;
use palabre_core::threads::read::{self, Actor};

use super::{find, ids};
use crate::api::entity::Relationship;
use crate::api::error::ApiError;
use crate::api::paging::{self, ACCOUNTS};
use crate::api::{Answer, Caller, Params, dates, show};
use crate::app::App;
use crate::http::throttle::Deed;

/// `GET /api/v1/accounts/relationships?id[]=`: in the order that was asked for, nobody left out who is
/// known.
pub(in crate::api) async fn relationships(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Vec<Relationship>>> {
    let (person, viewer) = caller.acting("read:follows")?;
    let ids = ids(&params)?;
    let actors = read::who(&app.core, &ids, &[]).await?;
    let some = ids.iter().filter_map(|id| actors.get(id));
    let some = some.filter(|actor| viewer.meets(&actor.person));
    let some: Vec<&Actor> = some.map(|actor| &**actor).collect();
    Ok(Json(of(&app, person, &some).await?))
}

/// How somebody stands to some others.
async fn of(app: &App, reader: &Person, others: &[&Actor]) -> Answer<Vec<Relationship>> {
    let uris: Vec<&str> = others
        .iter()
        .map(|other| other.person.uri.as_str())
        .collect();
    let ids: Vec<i64> = others.iter().map(|other| other.person.id).collect();
    let ties = forums::ties(&app.core, &reader.uri, &uris).await?;
    let stands = circle::stands(&app.core, reader, &ids).await?;
    let relation = |other: &&Actor| {
        let ties = ties.get(&other.person.uri).cloned().unwrap_or_default();
        let stand = stands.get(&other.person.id).cloned().unwrap_or_default();
        relation(other.person.id, &ties, stand)
    };
    Ok(others.iter().map(relation).collect())
}

fn relation(id: i64, ties: &Ties, stand: Stand) -> Relationship {
    let is = |state: &Option<String>, word: &str| state.as_deref() == Some(word);
    let following = is(&ties.follows, "accepted");
    Relationship {
        id: id.to_string(),
        following,
        showing_reblogs: ties.follows.is_some() && !ties.hides_boosts,
        notifying: ties.notifies,
        requested: is(&ties.follows, "pending"),
        followed_by: is(&ties.followed_by, "accepted"),
        requested_by: is(&ties.followed_by, "pending"),
        blocking: stand.blocks,
        blocked_by: stand.is_blocked,
        muting: stand.mutes,
        muting_notifications: stand.mutes_notifications,
        muting_expires_at: stand.mute_ends.map(dates::full),
        domain_blocking: stand.blocks_host,
        endorsed: stand.endorses,
        note: stand.note,
        ..Relationship::default()
    }
}

/// `POST /api/v1/accounts/{id}/follow`: `reblogs` and `notify` say what of theirs is shown. Of whoever
/// lets everybody follow and lives elsewhere, the answer says what will be, as Mastodon's does;
/// `relationships` says what is.
pub(in crate::api) async fn follow(
    state: State<App>,
    caller: Caller,
    id: Path<String>,
    params: Params,
) -> Answer<Json<Relationship>> {
    let scope = "write:follows";
    let boosts = params.truth("reblogs")?;
    let notifies = params.truth("notify")?;
    let mut open = false;
    let answer = done(state, caller, id, scope, async |tx, reader, other| {
        open = other.person.locked == Some(false);
        forums::follow(tx, reader, &other.person.uri, inbox(other)).await?;
        forums::heed(tx, reader, &other.person.uri, boosts, notifies).await
    });
    let Json(mut told) = answer.await?;
    if open && told.requested {
        (told.following, told.requested) = (true, false);
    }
    Ok(Json(told))
}

/// `POST /api/v1/accounts/{id}/unfollow`.
pub(in crate::api) async fn unfollow(
    state: State<App>,
    caller: Caller,
    id: Path<String>,
) -> Answer<Json<Relationship>> {
    let scope = "write:follows";
    done(state, caller, id, scope, async |tx, reader, other| {
        forums::unfollow(tx, reader, &other.person.uri, inbox(other)).await
    })
    .await
}

/// `POST /api/v1/accounts/{id}/mute`: for `duration` seconds, or for ever.
pub(in crate::api) async fn mute(
    state: State<App>,
    caller: Caller,
    id: Path<String>,
    params: Params,
) -> Answer<Json<Relationship>> {
    let notifications = params.truth("notifications")?.unwrap_or(true);
    let seconds = match params.some("duration")? {
        Some(text) => text
            .parse::<u32>()
            .map_err(|_| ApiError::field("duration", "is not a number of seconds"))?,
        None => 0,
    };
    let scope = "write:mutes";
    done(state, caller, id, scope, async |tx, reader, other| {
        let until = (seconds > 0).then(|| tx.now() + i64::from(seconds) * 1_000);
        circle::mute(tx, reader, &other.person, Some((notifications, until))).await
    })
    .await
}

/// `POST /api/v1/accounts/{id}/unmute`.
pub(in crate::api) async fn unmute(
    state: State<App>,
    caller: Caller,
    id: Path<String>,
) -> Answer<Json<Relationship>> {
    let scope = "write:mutes";
    done(state, caller, id, scope, async |tx, reader, other| {
        circle::mute(tx, reader, &other.person, None).await
    })
    .await
}

/// `POST /api/v1/accounts/{id}/block` and `unblock`.
pub(in crate::api) async fn block<const YES: bool>(
    state: State<App>,
    caller: Caller,
    id: Path<String>,
) -> Answer<Json<Relationship>> {
    let scope = "write:blocks";
    done(state, caller, id, scope, async |tx, reader, other| {
        circle::block(tx, reader, &other.person, YES).await
    })
    .await
}

/// `POST /api/v1/accounts/{id}/note`: for oneself.
pub(in crate::api) async fn note(
    state: State<App>,
    caller: Caller,
    id: Path<String>,
    params: Params,
) -> Answer<Json<Relationship>> {
    let words = params.some("comment")?.unwrap_or_default();
    let scope = "write:accounts";
    done(state, caller, id, scope, async |tx, reader, other| {
        circle::note(tx, reader, &other.person, &words).await
    })
    .await
}

/// `POST /api/v1/accounts/{id}/endorse` and `unendorse`; `pin` and `unpin` are their old names.
pub(in crate::api) async fn endorse<const YES: bool>(
    state: State<App>,
    caller: Caller,
    id: Path<String>,
) -> Answer<Json<Relationship>> {
    let scope = "write:accounts";
    done(state, caller, id, scope, async |tx, reader, other| {
        circle::endorse(tx, reader, &other.person, YES).await
    })
    .await
}

/// `POST /api/v1/accounts/{id}/remove_from_followers`.
pub(in crate::api) async fn remove(
    state: State<App>,
    caller: Caller,
    id: Path<String>,
) -> Answer<Json<Relationship>> {
    let scope = "write:follows";
    done(state, caller, id, scope, async |tx, reader, other| {
        forums::refuse_follower(tx, reader, &other.person).await
    })
    .await
}

/// `GET /api/v1/follow_requests`: who waits for an answer, the newest first.
pub(in crate::api) async fn requests(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let (person, viewer) = caller.acting("read:follows")?;
    let page = paging::page(&params, ACCOUNTS)?;
    let lines = forums::request_page(&app.core, &person.uri, &page).await?;
    show::lines(&app, &viewer, &lines, &uri).await
}

/// `POST /api/v1/follow_requests/{account_id}/authorize` and `reject`.
pub(in crate::api) async fn answer<const YES: bool>(
    state: State<App>,
    caller: Caller,
    id: Path<String>,
) -> Answer<Json<Relationship>> {
    let scope = "write:follows";
    done(state, caller, id, scope, async |tx, reader, other| {
        if YES {
            forums::authorize(tx, reader, &other.person).await
        } else {
            forums::decline(tx, reader, &other.person).await
        }
    })
    .await
}

/// Does something about somebody, and answers how the member stands to them now.
async fn done(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    scope: &str,
    deed: impl AsyncFnOnce(&mut Tx, &Person, &Actor) -> palabre_core::Result<()>,
) -> Answer<Json<Relationship>> {
    let (person, viewer) = caller.acting(scope)?;
    let other = find(&app, &viewer, &id).await?;
    if other.person.id == person.id {
        return Err(ApiError::forbidden());
    }
    app.limiter
        .check(Deed::Contribution(person.id), caller.client)?;
    let mut tx = app.core.begin().await?;
    deed(&mut tx, person, &other).await?;
    tx.commit().await?;
    let mut relations = of(&app, person, &[&other]).await?;
    relations.pop().map(Json).ok_or_else(ApiError::absent)
}

/// Where letters to an account go.
fn inbox(actor: &Actor) -> &str {
    match &actor.forum {
        Some(forum) => forum.delivery_inbox(),
        None => actor.person.delivery_inbox().unwrap_or_default(),
    }
}
