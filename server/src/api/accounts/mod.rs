//! Accounts: people and salons, of this node and of others.

mod avoided;
mod endorsed;
mod own;
mod ties;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use palabre_core::address::{Handle, Host};
use palabre_core::page::{Line, Page};
use palabre_core::people::Person;
use palabre_core::threads::read::{self, Actor, Viewer};
use palabre_core::timelines::{self, Entry, OfAccount};
use palabre_core::{Core, Error, Refusal, circle, forums, people, search as words};

pub(super) use avoided::{block_host, blocked, hosts, muted};
pub(super) use endorsed::{endorsed, endorsed_by, familiar};
pub(super) use own::{change_profile, preferences, profile, take_down, update, verify};
pub(super) use ties::{
    answer, block, endorse, follow, mute, note, relationships, remove, requests, unfollow, unmute,
};

use super::entity::{self, Account};
use super::error::ApiError;
use super::paging::{self, ACCOUNTS, STATUSES};
use super::tags::wanted;
use super::{Answer, Caller, Params, show};
use crate::app::App;
use crate::http::throttle::Deed;

/// Accounts that are asked for at once.
const SOME: usize = 80;

/// `GET /api/v1/accounts/{id}`.
pub(super) async fn one(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Account>> {
    let viewer = caller.reader("read:accounts")?;
    let actor = find(&app, &viewer, &id).await?;
    Ok(Json(account(&app, &actor).await?))
}

/// `GET /api/v1/accounts?id[]=`: those that are there, in that order.
pub(super) async fn some(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Vec<Account>>> {
    let viewer = caller.reader("read:accounts")?;
    let ids = ids(&params)?;
    Ok(Json(show::people(&app, &viewer, &ids).await?))
}

/// The accounts that are named by `id[]`.
pub(super) fn ids(params: &Params) -> Answer<Vec<i64>> {
    let ids = params.list("id")?;
    let some = ids.iter().take(SOME);
    Ok(some.filter_map(|id| id.parse().ok()).collect())
}

/// `GET /api/v1/accounts/lookup`: somebody who is known here, by `name` or `name@host`.
pub(super) async fn lookup(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Account>> {
    let viewer = caller.reader("read:accounts")?;
    let handle = handle(&app, &params.text("acct")?.unwrap_or_default());
    let actor = match handle {
        Some(handle) => named(&app, &viewer, &handle).await?,
        None => None,
    };
    let actor = actor.ok_or_else(ApiError::absent)?;
    Ok(Json(account(&app, &actor).await?))
}

/// `GET /api/v1/accounts/search`: by the beginning of a name; one whole address is asked of its host
/// where that is wished.
pub(super) async fn search(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Vec<Account>>> {
    let (person, viewer) = caller.acting("read:accounts")?;
    let limit = ACCOUNTS.of(&params)?;
    let wanted = Wanted {
        words: &params.text("q")?.unwrap_or_default(),
        resolve: params.is("resolve")?,
        following: params.is("following")?,
        limit,
        offset: params
            .number::<u64>("offset")?
            .unwrap_or_default()
            .min(super::search::FURTHEST),
    };
    let ids = matching(&app, &caller, (person, &viewer), &wanted).await?;
    Ok(Json(show::people(&app, &viewer, &ids).await?))
}

/// Whom somebody looks for.
pub(super) struct Wanted<'w> {
    pub(super) words: &'w str,
    /// Whether the host of a whole address is asked.
    pub(super) resolve: bool,
    pub(super) following: bool,
    pub(super) limit: u64,
    /// So many of those who match are left out, the first ones.
    pub(super) offset: u64,
}

/// Those who match, by local id; the one who is named in full first.
pub(super) async fn matching(
    app: &App,
    caller: &Caller,
    (reader, viewer): (&Person, &Viewer),
    wanted: &Wanted<'_>,
) -> Answer<Vec<i64>> {
    let mut ids = Vec::new();
    if let Some(handle) = handle(app, wanted.words) {
        let known = named(app, viewer, &handle).await?;
        let resolve = known.is_none() && wanted.resolve && handle.host.is_some();
        let found = if resolve {
            app.limiter.check(Deed::Lookup(reader.id), caller.client)?;
            asked(app, viewer, wanted.words).await?
        } else {
            known
        };
        if let Some(Actor { person, .. }) = found.as_deref()
            && (!wanted.following || follows(app, reader, person).await?)
        {
            ids.push(person.id);
        }
    }
    let begun = wanted.words.trim().trim_start_matches(['@', '!']);
    let most = wanted.limit + wanted.offset;
    for id in words::people(&app.core, reader, begun, wanted.following, most).await? {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let (offset, limit) = (wanted.offset, wanted.limit);
    let page = ids
        .into_iter()
        .skip(usize::try_from(offset).unwrap_or(usize::MAX));
    Ok(page.take(usize::try_from(limit).unwrap_or(SOME)).collect())
}

async fn follows(app: &App, reader: &Person, whom: &Person) -> Answer<bool> {
    let state = forums::is_following(&app.core, &reader.uri, &whom.uri).await?;
    Ok(state.as_deref() == Some("accepted"))
}

/// `GET /api/v1/accounts/{id}/statuses`.
pub(super) async fn statuses(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    uri: Uri,
    params: Params,
) -> Answer {
    let viewer = caller.reader("read:statuses")?;
    let actor = find(&app, &viewer, &id).await?;
    let page = paging::page(&params, STATUSES)?;
    let which = OfAccount {
        no_answers: params.is("exclude_replies")?,
        no_boosts: params.is("exclude_reblogs")?,
        only_media: params.is("only_media")?,
        tagged: params.some("tagged")?.map(|tag| wanted(&tag)),
    };
    let entries = match &actor.forum {
        Some(forum) if params.is("pinned")? => {
            timelines::part(timelines::pinned_in(&app.core, forum).await?, &page)
        }
        // Where nothing is shown nothing leads further either.
        None if shuts_out(&app, &viewer, &actor.person).await? => Vec::new(),
        None if params.is("pinned")? => {
            let pins = circle::pins(&app.core, actor.person.id).await?;
            let pins = pins.iter().map(|(_, post)| Entry::by_author(*post));
            timelines::part(pins.collect(), &page)
        }
        Some(forum) => {
            let group = actor.person.id;
            timelines::of_salon(&app.core, &viewer, forum, group, &which, &page).await?
        }
        None => {
            let author = actor.person.id;
            timelines::of_person(&app.core, &viewer, author, &which, &page).await?
        }
    };
    show::list(&app, &viewer, &entries, &uri).await
}

/// `GET /api/v1/accounts/{id}/followers`.
pub(super) async fn followers(
    state: State<App>,
    caller: Caller,
    id: Path<String>,
    uri: Uri,
    params: Params,
) -> Answer {
    tied(state, &caller, id, (uri, params), forums::follower_page).await
}

/// `GET /api/v1/accounts/{id}/following`.
pub(super) async fn following(
    state: State<App>,
    caller: Caller,
    id: Path<String>,
    uri: Uri,
    params: Params,
) -> Answer {
    tied(state, &caller, id, (uri, params), forums::following_page).await
}

/// A page of those who follow an account, or whom it follows.
async fn tied(
    State(app): State<App>,
    caller: &Caller,
    Path(id): Path<String>,
    (uri, params): (Uri, Params),
    list: impl AsyncFnOnce(&Core, &str, &Page) -> palabre_core::Result<Vec<Line>>,
) -> Answer {
    let viewer = caller.reader("read:accounts")?;
    let actor = find(&app, &viewer, &id).await?;
    let page = paging::page(&params, ACCOUNTS)?;
    let lines = if hides_ties(&app, &viewer, &actor.person).await? {
        Vec::new()
    } else {
        list(&app.core, &actor.person.uri, &page).await?
    };
    show::lines(&app, &viewer, &lines, &uri).await
}

/// Whether the reader is not told whom somebody follows and who follows them: they do not say it, or
/// [`shuts_out`].
async fn hides_ties(app: &App, viewer: &Viewer, whom: &Person) -> Answer<bool> {
    let own = viewer.person.as_ref().is_some_and(|own| own.id == whom.id);
    let hidden = whom.hides_follows == Some(true) && !own;
    Ok(hidden || shuts_out(app, viewer, whom).await?)
}

/// Whether the reader is told nothing of what somebody keeps here: they block the reader, or are
/// suspended.
pub(super) async fn shuts_out(app: &App, viewer: &Viewer, whom: &Person) -> Answer<bool> {
    let Some(reader) = viewer.person.as_ref().filter(|own| own.id != whom.id) else {
        return Ok(viewer.person.is_none() && whom.suspended_at.is_some());
    };
    let stands = circle::stands(&app.core, reader, &[whom.id]).await?;
    let blocks = stands.get(&whom.id).is_some_and(|stand| stand.is_blocked);
    Ok(blocks || whom.suspended_at.is_some())
}

/// An account by its id in an address.
pub(super) async fn find(app: &App, viewer: &Viewer, id: &str) -> Answer<Arc<Actor>> {
    let id: i64 = id.parse().map_err(|_| ApiError::absent())?;
    let found = actor(app, viewer, id).await?;
    found.ok_or_else(ApiError::absent)
}

/// An account by its local id, where it is there for the reader.
async fn actor(app: &App, viewer: &Viewer, id: i64) -> Answer<Option<Arc<Actor>>> {
    let found = read::who(&app.core, &[id], &[]).await?.into_values().next();
    Ok(found.filter(|actor| viewer.meets(&actor.person)))
}

/// An account with its numbers, counted now.
pub(super) async fn account(app: &App, actor: &Arc<Actor>) -> Answer<Account> {
    let tallies = timelines::tallies(&app.core, &[actor]).await?;
    let id = actor.person.id;
    let alone = HashMap::from([(id, Arc::clone(actor))]);
    let account = entity::counted(app, &alone, &tallies).await?.remove(&id);
    account.ok_or_else(ApiError::absent)
}

/// `@name`, `name`, `@name@host` or `name@host`.
fn handle(app: &App, text: &str) -> Option<Handle> {
    // Lemmy's people write a group as `!name@host`.
    let text = text.trim().trim_start_matches(['@', '!']);
    let mut handle = Handle::parse(&format!("@{text}")).ok()?;
    handle.host = handle
        .host
        .filter(|host| Host::as_str(host) != app.core.base().host());
    Some(handle)
}

/// Somebody who is known here.
async fn named(app: &App, viewer: &Viewer, handle: &Handle) -> Answer<Option<Arc<Actor>>> {
    let host = handle.host.as_ref().map(Host::as_str);
    let Some(person) = people::by_name(&app.core, &handle.name, host).await? else {
        return Ok(None);
    };
    actor(app, viewer, person.id).await
}

/// Somebody whose host is asked; nobody where it does not answer.
async fn asked(app: &App, viewer: &Viewer, address: &str) -> Answer<Option<Arc<Actor>>> {
    let address = format!("@{}", address.trim().trim_start_matches(['@', '!']));
    match app.federation.find_person(&address).await {
        Ok(person) => actor(app, viewer, person.id).await,
        Err(Error::Refused(Refusal::DiskFull)) => Err(Refusal::DiskFull.into()),
        Err(error) => {
            tracing::info!(address, %error, "an account could not be asked for");
            Ok(None)
        }
    }
}
