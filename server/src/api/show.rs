//! From what core has found to what a client is shown.

use std::collections::HashMap;

use axum::Json;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use palabre_core::filters::Sift;
use palabre_core::media;
use palabre_core::page::Line;
use palabre_core::polls;
use palabre_core::quotes;
use palabre_core::threads::read::{self, Viewer};
use palabre_core::timelines::{Entry, Place};

use super::entity::{self, Account, Status, Statuses};
use super::error::{Answer, ApiError};
use super::paging::links;
use crate::app::App;
use crate::emoji;

/// A list of statuses with the way to its other pages.
pub(super) async fn list(app: &App, viewer: &Viewer, entries: &[Entry], uri: &Uri) -> Answer {
    let links = links(app, uri, entries, |entry| entry.place);
    list_between(app, viewer, entries, links).await
}

/// As [`list`], of posts whose places in their list are others than those of their statuses.
pub(super) async fn list_of(app: &App, viewer: &Viewer, lines: &[Line], uri: &Uri) -> Answer {
    let entries: Vec<Entry> = lines
        .iter()
        .map(|(_, post)| Entry::by_author(*post))
        .collect();
    let others = links(app, uri, lines, |(place, _)| *place);
    list_between(app, viewer, &entries, others).await
}

async fn list_between(app: &App, viewer: &Viewer, entries: &[Entry], links: HeaderMap) -> Answer {
    let body = statuses(
        app,
        viewer,
        entries,
        |found| Ok(Json(found).into_response()),
    )
    .await?;
    Ok((links, body).into_response())
}

/// The statuses of some entries, as a reader sees them.
pub(super) async fn statuses(
    app: &App,
    viewer: &Viewer,
    entries: &[Entry],
    then: impl FnOnce(Vec<Status<'_>>) -> Answer,
) -> Answer {
    with(app, viewer, entries, |all| {
        then(
            entries
                .iter()
                .filter_map(|entry| all.entry(entry))
                .collect(),
        )
    })
    .await
}

/// Everything that is told of some entries.
pub(super) async fn with<T>(
    app: &App,
    viewer: &Viewer,
    entries: &[Entry],
    then: impl FnOnce(&Statuses<'_>) -> Answer<T>,
) -> Answer<T> {
    let ids: Vec<i64> = entries.iter().map(|entry| entry.post).collect();
    let by: Vec<i64> = entries.iter().filter_map(|entry| entry.by).collect();
    with_people(app, viewer, &ids, &by, then).await
}

/// Everything that is told of some posts and of some people, by local id.
pub(super) async fn with_people<T>(
    app: &App,
    viewer: &Viewer,
    ids: &[i64],
    by: &[i64],
    then: impl FnOnce(&Statuses<'_>) -> Answer<T>,
) -> Answer<T> {
    let batch = Box::pin(read::told(&app.core, viewer, ids, by)).await?;
    let accounts = entity::accounts(app, &batch.actors).await?;
    let ids: Vec<i64> = batch.posts.keys().copied().collect();
    let media = media::by_post(&app.core, &ids).await?;
    let polls = polls::of_posts(&app.core, viewer.person.as_ref(), &ids).await?;
    if viewer.person.is_some() {
        polls::refresh(&app.core, polls.values().map(|shown| &shown.poll)).await;
        let quotes = batch.posts.values().filter_map(|told| {
            let asked = told.quote?.asked?;
            Some((told.post.id, asked))
        });
        quotes::refresh(&app.core, quotes).await;
    }
    let all = Statuses {
        app,
        batch: &batch,
        accounts: &accounts,
        media: &media,
        polls: &polls,
        filtered: &HashMap::new(),
        emoji: &[],
        signed_in: viewer.person.is_some(),
    };
    let emoji = emoji::in_texts(&app.core, all.ours()).await?;
    let all = Statuses {
        emoji: &emoji,
        ..all
    };
    let reader = viewer.person.iter().map(|person| person.id);
    let sifts = Sift::of(&app.core, &reader.collect::<Vec<_>>()).await?;
    let filtered = sifts.values().map(|sift| all.sifted(sift)).next();
    then(&Statuses {
        filtered: &filtered.unwrap_or_default(),
        ..all
    })
}

/// An entry as a stream carries it; nothing where the reader may not see it.
pub(crate) async fn streamed(app: &App, viewer: &Viewer, entry: Entry) -> Answer<Option<String>> {
    with(app, viewer, &[entry], |all| {
        Ok(all.entry(&entry).as_ref().and_then(json))
    })
    .await
}

/// An entry that is the same for everybody but for the filters of some members, by local id: as it is
/// for all, and for those of them whose filters it meets. Nothing where not everybody may see all of it.
pub(crate) async fn streamed_to(
    app: &App,
    entry: Entry,
    people: &[i64],
) -> Answer<Option<(String, HashMap<i64, String>)>> {
    let sifts = Sift::of(&app.core, people).await?;
    with(app, &Viewer::guest(), &[entry], |all| {
        let shown = all.entry(&entry).filter(|status| !status.differs());
        let Some(for_all) = shown.as_ref().and_then(json) else {
            return Ok(None);
        };
        let mut for_some = HashMap::new();
        for (person, sift) in &sifts {
            let filtered = &all.sifted(sift);
            let status = Statuses { filtered, ..*all }.entry(&entry);
            if !filtered.is_empty()
                && let Some(text) = status.as_ref().and_then(json)
            {
                for_some.insert(*person, text);
            }
        }
        Ok(Some((for_all, for_some)))
    })
    .await
}

/// What is shown, as text.
pub(super) fn json(shown: &impl serde::Serialize) -> Option<String> {
    serde_json::to_string(shown).ok()
}

/// One status; absent where the reader may not see it.
pub(super) async fn status(app: &App, viewer: &Viewer, place: Place) -> Answer {
    one(app, viewer, place, |status| status).await
}

/// One status with something more said.
pub(super) async fn one(
    app: &App,
    viewer: &Viewer,
    place: Place,
    more: impl FnOnce(Status<'_>) -> Status<'_>,
) -> Answer {
    let entry = entry(app, viewer, place).await?;
    statuses(app, viewer, &[entry], |mut found| {
        let status = found.pop().ok_or_else(ApiError::absent)?;
        Ok(Json(more(status)).into_response())
    })
    .await
}

/// What stands at a place.
pub(super) async fn entry(app: &App, viewer: &Viewer, place: Place) -> Answer<Entry> {
    let entry = palabre_core::timelines::at(&app.core, viewer, place).await?;
    entry.ok_or_else(ApiError::absent)
}

/// Some people and salons, by local id, in that order: those who are there for the reader.
pub(super) async fn people(app: &App, viewer: &Viewer, ids: &[i64]) -> Answer<Vec<Account>> {
    let mut actors = read::who(&app.core, ids, &[]).await?;
    actors.retain(|_, actor| viewer.meets(&actor.person));
    let mut accounts = entity::accounts(app, &actors).await?;
    Ok(ids.iter().filter_map(|id| accounts.remove(id)).collect())
}

/// A page of a list of people with the way to its other pages.
pub(super) async fn lines(
    app: &App,
    viewer: &Viewer,
    lines: &[Line],
    uri: &Uri,
) -> Answer<Response> {
    let ids: Vec<i64> = lines.iter().map(|(_, person)| *person).collect();
    let accounts = people(app, viewer, &ids).await?;
    let others = links(app, uri, lines, |(place, _)| *place);
    Ok((others, Json(accounts)).into_response())
}
