//! Looking for people, hashtags and posts; an address of any server of the network leads to what
//! is there.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use palabre_core::people::Person;
use palabre_core::search::{self, Looked};
use palabre_core::threads::read::Viewer;
use palabre_core::timelines::Entry;
use palabre_core::{Error, people, threads};
use serde_json::json;

use super::accounts::{self, Wanted};
use super::paging::{self, STATUSES};
use super::{Answer, ApiError, Caller, Params, show, tags};
use crate::app::App;
use crate::http::throttle::Deed;

/// Longest question, in characters.
const QUESTION: usize = 500;
/// So many statuses may be left out; whoever wants older ones says how old.
pub(super) const FURTHEST: u64 = 1_000;

/// `GET /api/v2/search`.
pub(super) async fn all(State(app): State<App>, caller: Caller, params: Params) -> Answer {
    let (person, viewer) = caller.acting("read:search")?;
    let question = params.text("q")?.unwrap_or_default();
    let question = question.trim();
    if question.is_empty() || question.chars().count() > QUESTION {
        return Err(ApiError::field("q", "has 1 to 500 characters"));
    }
    let kind = params.some("type")?;
    let known = ["accounts", "hashtags", "statuses"];
    if kind.as_deref().is_some_and(|kind| !known.contains(&kind)) {
        return Err(ApiError::field("type", "is accounts, hashtags or statuses"));
    }
    let wants = |name: &str| kind.as_deref().is_none_or(|kind| kind == name);
    let page = paging::page(&params, STATUSES)?;
    let looked = Looked {
        question,
        author: params.number("account_id")?,
        offset: params.number("offset")?.unwrap_or_default(),
    };
    let mut found = Found::default();
    if is_address(question) {
        at(
            &app,
            &caller,
            person,
            (question, params.is("resolve")?),
            &mut found,
        )
        .await?;
    } else {
        if wants("statuses") && looked.offset <= FURTHEST {
            found.posts = search::posts(&app.core, &viewer, &looked, &page).await?;
        }
        if wants("accounts") && looked.offset <= FURTHEST {
            let wanted = Wanted {
                words: question,
                resolve: params.is("resolve")?,
                following: params.is("following")?,
                limit: page.limit,
                offset: looked.offset,
            };
            found.people = accounts::matching(&app, &caller, (person, &viewer), &wanted).await?;
        }
        if wants("hashtags") && looked.offset <= FURTHEST {
            let begun = tags::wanted(question);
            let most = page.limit + looked.offset;
            found.tags = threads::read::tags_beginning_with(&app.core, &begun, most).await?;
            let before = usize::try_from(looked.offset).unwrap_or(usize::MAX);
            found.tags.drain(..before.min(found.tags.len()));
        }
    }
    if !wants("accounts") {
        found.people.clear();
    }
    if !wants("statuses") {
        found.posts.clear();
    }
    answer(&app, &viewer, found).await
}

/// What was found, by local ids.
#[derive(Default)]
struct Found {
    people: Vec<i64>,
    posts: Vec<i64>,
    tags: Vec<String>,
}

fn is_address(question: &str) -> bool {
    question.starts_with("https://") || question.starts_with("http://")
}

/// What is at an address: here, or where it leads if that is wished.
async fn at(
    app: &App,
    caller: &Caller,
    person: &Person,
    (address, resolve): (&str, bool),
    found: &mut Found,
) -> Answer<()> {
    let base = app.core.base();
    if let Some(known) = people::by_uri(&app.core, address).await? {
        found.people.push(known.id);
        return Ok(());
    }
    let own = address.strip_prefix(base.origin());
    if let Some(id) = own.and_then(|path| path.strip_prefix("/c/").or(path.strip_prefix("/f/"))) {
        found.posts.extend(id.parse::<i64>());
        return Ok(());
    }
    if let Some(name) =
        own.and_then(|path| path.strip_prefix("/@").or(path.strip_prefix("/salons/")))
    {
        let known = people::by_name(&app.core, name, None).await?;
        found.people.extend(known.map(|person| person.id));
        return Ok(());
    }
    if let Some(known) = threads::post_by_uri(&app.core, address).await? {
        found.posts.push(known.id);
        return Ok(());
    }
    if !resolve || own.is_some() {
        return Ok(());
    }
    app.limiter.check(Deed::Lookup(person.id), caller.client)?;
    match app.federation.find_post(address).await {
        Ok(post) => {
            found.posts.push(post.id);
            return Ok(());
        }
        Err(Error::Refused(palabre_core::Refusal::DiskFull)) => {
            return Err(palabre_core::Refusal::DiskFull.into());
        }
        Err(error) => tracing::info!(address, %error, "no post is found there"),
    }
    match app.federation.find_person(address).await {
        Ok(known) => found.people.push(known.id),
        Err(error) => tracing::info!(address, %error, "nobody is found there"),
    }
    Ok(())
}

async fn answer(app: &App, viewer: &Viewer, found: Found) -> Answer<Response> {
    let accounts = show::people(app, viewer, &found.people).await?;
    let names: Vec<&str> = found.tags.iter().map(String::as_str).collect();
    let tags = tags::some(app, viewer, &names).await?;
    let entries: Vec<_> = found.posts.into_iter().map(Entry::by_author).collect();
    show::statuses(app, viewer, &entries, |statuses| {
        let all = json!({ "accounts": accounts, "statuses": statuses, "hashtags": tags });
        Ok(Json(all).into_response())
    })
    .await
}
