//! What a member hears of, one by one (`v1`) and what belongs together in one (`v2`).

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::IntoResponse;
use palabre_core::Millis;
use palabre_core::moderation::{self, desk};
use palabre_core::notifications::{self, Kind, Notice, Wanted};
use palabre_core::threads::Post;
use palabre_core::threads::read::Viewer;
use serde_json::{Value, json};

use super::deed::done;
use super::entity::{Grouped, Notification, Office, Report, Statuses, group_key_of};
use super::error::ApiError;
use super::paging::{self, Limits, NOTIFICATIONS, UNREAD};
use super::params::number;
use super::{Answer, Caller, Params, show};
use crate::app::App;
use crate::i18n::Lang;

const READ: &str = "read:notifications";
const WRITE: &str = "write:notifications";
/// What is shown together unless a client says otherwise.
const TOGETHER: [Kind; 4] = [Kind::Favourite, Kind::Reblog, Kind::Follow, Kind::SignUp];
/// Everybody of a group is told at once, as far as a page goes.
const OF_GROUP: Limits = Limits::all(80);

/// `GET /api/v1/notifications`.
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let (person, viewer) = caller.acting(READ)?;
    let page = paging::page(&params, NOTIFICATIONS)?;
    let found = notifications::page(&app.core, person, &wanted(&params)?, &page).await?;
    let body = told(&app, &viewer, &found, |all, office| {
        let each = found.iter();
        let each = each.filter_map(|one| Notification::of(all, office, one));
        let each: Vec<_> = each.collect();
        Ok(Json(each).into_response())
    })
    .await?;
    Ok((paging::links(&app, &uri, &found, |one| one.id), body).into_response())
}

/// `GET /api/v1/notifications/{id}`.
pub(super) async fn one(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let (_, viewer) = caller.acting(READ)?;
    let one = shown(&app, &viewer, number(&id)?, |_, one| {
        Json(one).into_response()
    })
    .await?;
    one.ok_or_else(ApiError::absent)
}

/// A notification as a stream carries it; nothing where there is none of the reader's.
pub(crate) async fn streamed(app: &App, viewer: &Viewer, id: i64) -> Answer<Option<String>> {
    let text = shown(app, viewer, id, |_, one| show::json(&one)).await?;
    Ok(text.flatten())
}

/// A notification as a client is called with it, in its member's language; nothing where there is
/// none of the reader's, it is older than so many milliseconds, or a filter of theirs hides it.
pub(crate) async fn called(
    app: &App,
    viewer: &Viewer,
    id: i64,
    lang: Lang,
    oldest: Millis,
) -> Answer<Option<Value>> {
    let since = app.core.now() - oldest;
    let called = shown(app, viewer, id, |found, one| {
        (found.made_at >= since && !one.is_hushed()).then(|| one.call(id, lang))
    });
    Ok(called.await?.flatten())
}

async fn shown<T>(
    app: &App,
    viewer: &Viewer,
    id: i64,
    then: impl FnOnce(&Notice, Notification<'_>) -> T,
) -> Answer<Option<T>> {
    let Some(person) = &viewer.person else {
        return Ok(None);
    };
    let Some(found) = notifications::one(&app.core, person, id).await? else {
        return Ok(None);
    };
    told(app, viewer, std::slice::from_ref(&found), |all, office| {
        Ok(Notification::of(all, office, &found).map(|one| then(&found, one)))
    })
    .await
}

/// `GET /api/v1/notifications/unread_count`: those after the marker.
pub(super) async fn unread(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Value>> {
    let found = unread_of(&app, &caller, &params).await?;
    Ok(Json(json!({ "count": found.len() })))
}

/// `POST /api/v1/notifications/clear`.
pub(super) async fn clear(State(app): State<App>, caller: Caller) -> Answer<Json<Value>> {
    let reader = &caller.member(WRITE)?.person;
    done(&app, async |tx| notifications::clear(tx, reader).await).await
}

/// `POST /api/v1/notifications/{id}/dismiss`.
pub(super) async fn dismiss(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Value>> {
    let reader = &caller.member(WRITE)?.person;
    let id = number(&id)?;
    done(&app, async |tx| {
        notifications::dismiss(tx, reader, id).await
    })
    .await
}

/// `GET /api/v2/notifications`.
pub(super) async fn grouped(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let person = &caller.member(READ)?.person;
    let page = paging::page(&params, NOTIFICATIONS)?;
    let partial = partial(&params)?;
    let together = together(&params)?;
    let found = notifications::page(&app.core, person, &wanted(&params)?, &page).await?;
    let body = told(&app, &caller.reader(READ)?, &found, |all, office| {
        Ok(Json(Grouped::of(all, office, &found, &together, partial)).into_response())
    })
    .await?;
    Ok((paging::links(&app, &uri, &found, |one| one.id), body).into_response())
}

/// `GET /api/v2/notifications/{group_key}`.
pub(super) async fn group(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    params: Params,
) -> Answer {
    let found = of_group(&app, &caller, &key, &params).await?;
    // Whoever asks for one by its own key is shown it so.
    let mut together = TOGETHER.to_vec();
    together.retain(|_| found.iter().all(|one| one.key() == key));
    told(&app, &caller.reader(READ)?, &found, |all, office| {
        Ok(Json(Grouped::of(all, office, &found, &together, false)).into_response())
    })
    .await
}

/// `GET /api/v2/notifications/{group_key}/accounts`: who is in it, the latest first.
pub(super) async fn group_accounts(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    uri: Uri,
    params: Params,
) -> Answer {
    let found = of_group(&app, &caller, &key, &params).await?;
    let people: Vec<i64> = found.iter().map(|one| one.actor).collect();
    let accounts = show::people(&app, &caller.reader(READ)?, &people).await?;
    Ok((
        paging::links(&app, &uri, &found, |one| one.id),
        Json(accounts),
    )
        .into_response())
}

/// `POST /api/v2/notifications/{group_key}/dismiss`.
pub(super) async fn dismiss_group(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
) -> Answer<Json<Value>> {
    let reader = &caller.member(WRITE)?.person;
    done(&app, async |tx| {
        notifications::dismiss_group(tx, reader, &key).await
    })
    .await
}

/// `GET /api/v2/notifications/unread_count`: groups after the marker.
pub(super) async fn unread_groups(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Value>> {
    let together = together(&params)?;
    let found = unread_of(&app, &caller, &params).await?;
    let keys: BTreeSet<String> = found
        .iter()
        .map(|one| group_key_of(one, &together))
        .collect();
    Ok(Json(json!({ "count": keys.len() })))
}

/// What came after the member's marker, as far as it is counted.
async fn unread_of(app: &App, caller: &Caller, params: &Params) -> Answer<Vec<Notice>> {
    let person = &caller.member(READ)?.person;
    let limit = UNREAD.of(params)?;
    let read = notifications::markers(&app.core, person, &[notifications::NOTIFICATIONS]).await?;
    let read = read.first().map(|marker| marker.last_read_id.as_str());
    let page = paging::after(read, limit);
    Ok(notifications::page(&app.core, person, &wanted(params)?, &page).await?)
}

async fn of_group(app: &App, caller: &Caller, key: &str, params: &Params) -> Answer<Vec<Notice>> {
    let person = &caller.member(READ)?.person;
    let page = paging::page(params, OF_GROUP)?;
    let found = notifications::of_group(&app.core, person, key, &page).await?;
    if found.is_empty() && page.max.is_none() && page.min.is_none() && page.since.is_none() {
        return Err(ApiError::absent());
    }
    Ok(found)
}

/// Everything that is told of some notifications.
async fn told<T>(
    app: &App,
    viewer: &Viewer,
    found: &[Notice],
    then: impl FnOnce(&Statuses<'_>, &Office) -> Answer<T>,
) -> Answer<T> {
    let posts: BTreeSet<i64> = found.iter().filter_map(|one| one.post).collect();
    let mut people: BTreeSet<i64> = found.iter().map(|one| one.actor).collect();
    let posts: Vec<i64> = posts.into_iter().collect();
    let reports = reports(app, viewer, found).await?;
    people.extend(reports.iter().map(|one| one.target));
    let people: Vec<i64> = people.into_iter().collect();
    show::with_people(app, viewer, &posts, &people, |all| {
        let report = |one: &Reported| {
            let target = all.accounts.get(&one.target)?.clone();
            let report = Report::new(&one.report, target, &one.posts);
            Some((one.report.id, report))
        };
        let office = Office {
            admin: viewer.admin,
            reports: reports.iter().filter_map(report).collect(),
        };
        then(all, &office)
    })
    .await
}

/// A report with whom it is about, by local id, and the posts that its reader may judge.
struct Reported {
    report: moderation::Report,
    target: i64,
    posts: Vec<Post>,
}

/// The reports that some notifications are about, as far as they are the reader's to judge now.
async fn reports(app: &App, viewer: &Viewer, found: &[Notice]) -> Answer<Vec<Reported>> {
    let ids: BTreeSet<i64> = found.iter().filter_map(|one| one.report).collect();
    let Some(reader) = viewer.person.as_ref().filter(|_| !ids.is_empty()) else {
        return Ok(Vec::new());
    };
    let salons = if viewer.admin {
        None
    } else {
        Some(desk::salons_of(&app.core, reader).await?)
    };
    let ids: Vec<i64> = ids.into_iter().collect();
    let found = desk::some(&app.core, salons.as_ref(), &ids).await?;
    let named = desk::named(&app.core, &found).await?;
    let salons = salons.as_ref();
    let reported = |report: moderation::Report| {
        let posts = named.posts_of(&report, salons);
        let posts = posts.into_iter().cloned().collect();
        Some(Reported {
            target: named.target_of(&report, salons)?,
            report,
            posts,
        })
    };
    Ok(found.into_iter().filter_map(reported).collect())
}

/// Which notifications are asked for. What is of no kind that there is, is nothing.
fn wanted(params: &Params) -> Result<Wanted, ApiError> {
    let mut kinds = Kind::ALL.to_vec();
    if params.has("types") {
        kinds = kinds_of(params, "types")?;
    }
    let unwanted = kinds_of(params, "exclude_types")?;
    kinds.retain(|kind| !unwanted.contains(kind));
    let actor = match params.some("account_id")? {
        Some(text) => Some(
            text.parse()
                .map_err(|_| ApiError::field("account_id", "is not an id"))?,
        ),
        None => None,
    };
    // Of one person everything: so clients show what waits, before a member lets them in.
    let waiting = params.is("include_filtered")? || actor.is_some();
    Ok(Wanted {
        kinds,
        actor,
        waiting,
    })
}

fn kinds_of(params: &Params, name: &str) -> Answer<Vec<Kind>> {
    let words = params.list(name)?;
    Ok(words.iter().filter_map(|word| Kind::named(word)).collect())
}

/// Which kinds a client wants together, of those that can be.
fn together(params: &Params) -> Answer<Vec<Kind>> {
    let mut kinds = TOGETHER.to_vec();
    if params.has("grouped_types") {
        let asked = kinds_of(params, "grouped_types")?;
        kinds.retain(|kind| asked.contains(kind));
    }
    Ok(kinds)
}

fn partial(params: &Params) -> Result<bool, ApiError> {
    match params.some("expand_accounts")?.as_deref() {
        None | Some("full") => Ok(false),
        Some("partial_avatars") => Ok(true),
        Some(_) => Err(ApiError::field(
            "expand_accounts",
            "is not one of two words",
        )),
    }
}
