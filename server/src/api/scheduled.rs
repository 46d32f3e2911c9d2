//! What members have written to be published later.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::IntoResponse;
use palabre_core::media;
use palabre_core::people::{self, Person};
use palabre_core::scheduled::{self, NewScheduled, Scheduled};
use palabre_core::threads::read::Viewer;
use palabre_core::{Fault, Job, Millis, access};
use serde_json::Value;

use super::dates;
use super::deed::done;
use super::entity::{MediaAttachment, Said, ScheduledStatus};
use super::error::ApiError;
use super::paging::{self, STATUSES};
use super::params::number;
use super::wish::Wish;
use super::writing::Ready;
use super::{Answer, Caller, Params};
use crate::app::App;
use crate::i18n::Lang;

const READ: &str = "read:statuses";
const WRITE: &str = "write:statuses";

/// When something is to be published: nothing where it is now.
///
/// # Errors
/// What is no time.
pub(super) fn due(params: &Params) -> Answer<Option<Millis>> {
    let Some(text) = params.some("scheduled_at")? else {
        return Ok(None);
    };
    let wrong = ApiError::field("scheduled_at", "is not a time such as 2026-11-22T18:30:00Z");
    dates::read(&text).map(Some).ok_or(wrong)
}

/// Keeps what a member says for later: nothing is wrong with it now.
pub(super) async fn keep(
    app: &App,
    person: &Person,
    (wish, ready): (&Wish, &Ready),
    due: Millis,
    key: Option<&str>,
) -> Answer {
    let said = serde_json::to_string(&Said::of(wish));
    let said = said.map_err(|error| Fault::Other(error.to_string()))?;
    let owner = format!("api-scheduled:{}", person.id);
    let made = app.core.once(&owner, key, async |tx| {
        let new = NewScheduled {
            due,
            said: &said,
            media: ready.media(),
        };
        Ok(scheduled::keep(tx, person, &new).await?.id)
    });
    let made = Box::pin(made).await?;
    let row = scheduled::one(&app.core, person, made).await?;
    alone(app, row).await
}

/// `GET /api/v1/scheduled_statuses`.
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let person = &caller.member(READ)?.person;
    let page = paging::page(&params, STATUSES)?;
    let rows = scheduled::page(&app.core, person, &page).await?;
    let links = paging::links(&app, &uri, &rows, |row| row.id);
    let told = told(&app, rows).await?;
    Ok((links, Json(told)).into_response())
}

/// `GET /api/v1/scheduled_statuses/{id}`.
pub(super) async fn one(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let person = &caller.member(READ)?.person;
    let row = scheduled::one(&app.core, person, number(&id)?).await?;
    alone(&app, row).await
}

/// `PUT /api/v1/scheduled_statuses/{id}`: another time.
pub(super) async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let person = &caller.member(WRITE)?.person;
    let id = number(&id)?;
    let mut row = scheduled::one(&app.core, person, id).await?;
    if let Some(due) = due(&params)? {
        let mut tx = app.core.begin().await?;
        row = scheduled::change(&mut tx, person, id, due).await?;
        tx.commit().await?;
    }
    alone(&app, row).await
}

/// `DELETE /api/v1/scheduled_statuses/{id}`.
pub(super) async fn delete(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Value>> {
    let person = &caller.member(WRITE)?.person;
    let id = number(&id)?;
    done(&app, async |tx| scheduled::delete(tx, person, id).await).await
}

async fn alone(app: &App, row: Scheduled) -> Answer {
    let mut told = told(app, vec![row]).await?;
    let one = told.pop().ok_or_else(ApiError::absent)?;
    Ok(Json(one).into_response())
}

/// Some of a member's, with the uploads that hang on them.
async fn told(app: &App, rows: Vec<Scheduled>) -> Answer<Vec<ScheduledStatus>> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let hung = media::of_posts(&app.core, &ids).await?;
    let told = |row: &Scheduled| {
        let own = hung.iter().filter(|one| one.post_id == Some(row.id));
        let shown = own.map(|one| MediaAttachment::of(app, one)).collect();
        ScheduledStatus::of(row, shown)
    };
    Ok(rows.iter().map(told).collect())
}

/// Publishes what is due. What cannot be published stays with its author, with the reason.
///
/// # Errors
/// What broke is tried again later.
pub(crate) async fn work(app: &App, job: Job) -> palabre_core::Result<()> {
    let Job::Publish { scheduled: id, .. } = job else {
        return Err(Fault::Other(format!("a job in the wrong lane: {job:?}")).into());
    };
    let tx = app.core.begin().await?;
    let row = scheduled::due(&tx, id).await?;
    tx.abandon().await?;
    let Some(row) = row else { return Ok(()) };
    let Some((person, viewer, lang)) = author(app, &row).await? else {
        return Ok(());
    };
    let Err(error) = Box::pin(publish(app, &row, &person, &viewer)).await else {
        return Ok(());
    };
    let why = error.sentence(lang);
    if error.is_fault() {
        return Err(Fault::Other(why).into());
    }
    tracing::info!(id, why, "what was scheduled cannot be published");
    let tx = app.core.begin().await?;
    scheduled::refuse(&tx, &row, &why).await?;
    tx.commit().await
}

/// Who has written it, as a person and as a reader, and the language to speak to them.
async fn author(
    app: &App,
    row: &Scheduled,
) -> palabre_core::Result<Option<(Person, Viewer, Lang)>> {
    let Some(person) = people::by_id(&app.core, row.person_id).await? else {
        return Ok(None);
    };
    let account = access::of_person(&app.core, &person).await?;
    Ok(account.map(|account| {
        let viewer = Viewer {
            person: Some(person.clone()),
            admin: account.role == "admin",
        };
        (
            person,
            viewer,
            Lang::parse(&account.lang).unwrap_or_default(),
        )
    }))
}

/// In one write, so that it is published once.
async fn publish(app: &App, row: &Scheduled, person: &Person, viewer: &Viewer) -> Answer<()> {
    // Whoever may not sign in publishes nothing either.
    if let Some(why) = access::barred(&app.core, person.id).await? {
        return Err(why.into());
    }
    let said = Said::read(&row.said).ok_or_else(ApiError::malformed)?;
    let ready = Ready::of(app, person, viewer, &said.wish()).await?;
    let mut tx = app.core.begin().await?;
    if !scheduled::take(&tx, row).await? {
        return Ok(tx.abandon().await?);
    }
    ready.publish(&mut tx, person).await?;
    Ok(tx.commit().await?)
}
