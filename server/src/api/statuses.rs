//! Statuses, read: one, some, and the discussion around one.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use palabre_core::address::{Handle, Host};
use palabre_core::forums;
use palabre_core::scribe::Attachment;
use palabre_core::text::markdown;
use palabre_core::threads::read::{self, Viewer};
use palabre_core::timelines::{Entry, Place};
use palabre_core::{Millis, Refusal, polls, threads};
use serde_json::{Value, json};

use super::entity::Status;
use super::error::ApiError;
use super::marks::readable;
use super::writing::own;
use super::{Answer, Caller, Params, dates, show};
use crate::app::App;
use crate::emoji;

/// How much of a discussion a member is shown, above and below.
const MOST: usize = 4_096;
/// How much somebody without a token is shown.
const MOST_FOR_ALL: usize = 60;
/// Statuses that are asked for at once.
const SOME: usize = 40;

/// `GET /api/v1/statuses/{id}`.
pub(super) async fn one(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let viewer = caller.reader("read:statuses")?;
    show::status(&app, &viewer, place(&id)?).await
}

/// `GET /api/v1/statuses?id[]=`: those that are there, in that order.
pub(super) async fn some(State(app): State<App>, caller: Caller, params: Params) -> Answer {
    let viewer = caller.reader("read:statuses")?;
    let mut entries = Vec::new();
    for id in params.list("id")?.iter().take(SOME) {
        if let Ok(place) = id.parse()
            && let Some(entry) = palabre_core::timelines::at(&app.core, &viewer, place).await?
        {
            entries.push(entry);
        }
    }
    show::statuses(&app, &viewer, &entries, |found| {
        Ok(Json(found).into_response())
    })
    .await
}

/// `GET /api/v1/statuses/{id}/context`: the whole discussion, and how complete it is here.
pub(super) async fn context(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer {
    let viewer = caller.reader("read:statuses")?;
    let begun = readable(&app, &viewer, &id).await?;
    let id = begun.id;
    let most = if viewer.person.is_some() {
        MOST
    } else {
        MOST_FOR_ALL
    };
    let around = read::context(&app.core, id, &viewer, most).await?;
    let entries =
        |ids: &[i64]| -> Vec<Entry> { ids.iter().map(|id| Entry::by_author(*id)).collect() };
    let (above, below) = (entries(&around.above), entries(&around.below));
    let all: Vec<Entry> = above.iter().chain(&below).copied().collect();
    let completeness = around.digest.as_ref().map(completeness);
    show::with(&app, &viewer, &all, |told| {
        let shown = |some: &[Entry]| -> Vec<(i64, Status<'_>)> {
            let heard = |entry: &&Entry| {
                let post = told.batch.posts.get(&entry.post);
                post.is_some_and(|post| post.mine.avoided.is_none())
            };
            let heard = some.iter().filter(heard);
            let shown = heard.filter_map(|entry| Some((entry.post, told.entry(entry)?)));
            shown.collect()
        };
        let (above, below) = (shown(&above), shown(&below));
        let authors = above.iter().chain(&below);
        let authors = authors.filter_map(|(post, _)| told.batch.posts.get(post));
        let authors = authors.map(|told| (told.post.id, told.post.author_id));
        let authors: HashMap<i64, i64> = authors.chain([(id, begun.author_id)]).collect();
        let mut discussion = Discussion {
            ancestors: Vec::with_capacity(above.len()),
            descendants: Vec::with_capacity(below.len()),
            completeness,
        };
        for (some, told) in [
            (above, &mut discussion.ancestors),
            (below, &mut discussion.descendants),
        ] {
            for (post, mut status) in some {
                let up = |post: &i64| around.answers.get(post).copied();
                let parent = up(&post);
                // Clients hang an answer on what it answers, and show none that hangs on nothing.
                if parent.is_some_and(|parent| !authors.contains_key(&parent)) {
                    let mut above = std::iter::successors(parent, up).take(MOST);
                    let nearest = above.find_map(|post| authors.get_key_value(&post));
                    status.answers(nearest.map(|(post, author)| (*post, *author)));
                }
                told.push(status);
            }
        }
        Ok(Json(discussion).into_response())
    })
    .await
}

/// What stands around a status.
#[derive(serde::Serialize)]
struct Discussion<'s> {
    ancestors: Vec<Status<'s>>,
    descendants: Vec<Status<'s>>,
    completeness: Option<Value>,
}

/// What the thread's page says of its completeness.
fn completeness(digest: &palabre_core::ledger::Digest) -> Value {
    json!({
        "complete": digest.complete(),
        "missing": digest.missing,
        "pending": digest.pending,
        "withheld": digest.withheld,
        "digest": digest.line,
    })
}

/// `GET /api/v1/statuses/{id}/source`: what was typed, for its author.
pub(super) async fn source(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Value>> {
    let (person, viewer) = caller.acting("read:statuses")?;
    let post = own(&app, &viewer, person, &id).await?;
    Ok(Json(json!({
        "id": id,
        "text": typed(&app, &post).await?,
        "spoiler_text": post.warning.unwrap_or_default(),
    })))
}

/// What a member would type to write a post anew: of a thread's opening the title comes first, and the
/// salon stands at the end, where the text does not name it.
pub(super) async fn typed(app: &App, post: &threads::Post) -> Answer<String> {
    let title = post.title.as_deref().filter(|_| post.parent.is_none());
    let title = title.filter(|title| !threads::title::is_only(title, &post.html));
    let text = match title {
        Some(title) => format!("{title}\n\n{}", post.source),
        None => post.source.clone(),
    };
    Ok(match salon_beside(app, post).await? {
        Some(salon) => format!("{text}\n\n{salon}"),
        None => text,
    })
}

/// The name of the salon in which a post opens a thread, where its text does not name it.
pub(super) async fn salon_beside(app: &App, post: &threads::Post) -> Answer<Option<String>> {
    let Some(id) = post.forum_id.filter(|_| post.parent.is_none()) else {
        return Ok(None);
    };
    let Some(forum) = forums::by_id(&app.core, id).await? else {
        return Ok(None);
    };
    let salon = Handle {
        host: Host::parse(&forum.host).ok().filter(|_| !forum.local),
        name: forum.slug,
    };
    let named = markdown::handles_in(&post.source).unwrap_or_default();
    Ok((!named.contains(&salon)).then(|| salon.to_string()))
}

/// `GET /api/v1/statuses/{id}/history`: every version, the first one first.
pub(super) async fn history(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer {
    let viewer = caller.reader("read:statuses")?;
    let id = show::entry(&app, &viewer, place(&id)?).await?.post;
    let versions = versions(&app, &viewer, id).await?;
    let emoji = emoji::in_texts(&app.core, versions.iter().flat_map(Version::said)).await?;
    show::with(&app, &viewer, &[Entry::by_author(id)], |told| {
        let author = told.batch.posts.get(&id).map(|post| post.post.author_id);
        let account = author.and_then(|author| told.accounts.get(&author));
        let account = account.ok_or_else(ApiError::absent)?;
        let edit = |(at, version): (usize, &Version)| {
            let title = |title: &String| json!({ "title": title });
            let titles = |all: &Vec<String>| all.iter().map(title).collect::<Vec<_>>();
            let options = version.options.as_ref();
            let poll = options.map(|all| json!({ "options": titles(all) }));
            let media = if at + 1 == versions.len() {
                told.media(id)
            } else {
                told.media_then(id, &version.attachments)
            };
            json!({
                "content": told.content_then(id, version.title.as_deref(), &version.html),
                "spoiler_text": version.warning.clone().unwrap_or_default(),
                "sensitive": version.warning.is_some(),
                "created_at": dates::full(version.at),
                "account": account,
                "poll": poll,
                "quote": told.quote(id),
                "media_attachments": media,
                "emojis": told.emojis_in(id, &emoji, &version.said()),
            })
        };
        let edits: Vec<_> = versions.iter().enumerate().map(edit).collect();
        Ok(Json(edits).into_response())
    })
    .await
}

/// What a status once said.
struct Version {
    at: Millis,
    title: Option<String>,
    /// Clean.
    html: String,
    warning: Option<String>,
    /// Of what it asked.
    options: Option<Vec<String>>,
    attachments: Vec<Attachment>,
}

impl Version {
    /// Where an emoji may stand.
    fn said(&self) -> Vec<&str> {
        let mut said = vec![self.html.as_str()];
        said.extend(self.title.as_deref());
        said.extend(self.warning.as_deref());
        said
    }
}

async fn versions(app: &App, viewer: &Viewer, id: i64) -> Answer<Vec<Version>> {
    let versions = read::versions(&app.core, id, viewer).await?;
    let version = |(at, content): (Millis, palabre_core::Content)| Version {
        at,
        html: palabre_core::text::clean::html(&content.html).unwrap_or_default(),
        title: content.title,
        warning: content.warning,
        options: content.question.map(|question| question.options),
        attachments: content.attachments,
    };
    if versions.is_empty() {
        let (shown, _) = read::post(&app.core, id, viewer).await?;
        let post = shown.post;
        let poll = polls::of_post(&app.core, id).await?;
        return Ok(vec![Version {
            at: post.published,
            title: post.title,
            html: post.html,
            warning: post.warning,
            options: poll.map(|poll| poll.titles()),
            attachments: Vec::new(),
        }]);
    }
    Ok(versions.into_iter().map(version).collect())
}

/// The place that an id in an address names.
pub(super) fn place(id: &str) -> Result<Place, ApiError> {
    id.parse().map_err(|_| Refusal::NoSuchPost.into())
}
