//! What a member does not want to read: filters, and each of their keywords as a filter of its own, which
//! is what clients knew before (`v1`).

use axum::Json;
use axum::extract::{Path, State};
use palabre_core::filters::{self, Action, Change, Context, Lasting, Of, Rule, Said, Whole, Words};
use palabre_core::people::Person;
use palabre_core::{Millis, Tx};
use serde_json::{Value, json};

use super::deed::counted;
use super::entity::{Filed, Filter, Keyword, OldFilter};
use super::error::ApiError;
use super::params::number;
use super::statuses::place;
use super::{Answer, Caller, Params, show};
use crate::app::App;

const READ: &str = "read:filters";
const WRITE: &str = "write:filters";

/// `GET /api/v2/filters`.
pub(super) async fn all(State(app): State<App>, caller: Caller) -> Answer<Json<Vec<Filter>>> {
    let person = &caller.member(READ)?.person;
    let found = filters::all(&app.core, person).await?;
    Ok(Json(found.iter().map(Filter::from).collect()))
}

/// `GET /api/v2/filters/{id}`.
pub(super) async fn one(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Filter>> {
    Ok(Json(Filter::from(&own(&app, &caller, &id).await?)))
}

/// `POST /api/v2/filters`.
pub(super) async fn make(
    state: State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Filter>> {
    let said = said(&params)?;
    let made = done(state, &caller, async |tx, person| {
        filters::make(tx, person, &said).await
    });
    Ok(Json(Filter::from(&made.await?)))
}

/// `PUT /api/v2/filters/{id}`.
pub(super) async fn change(
    state: State<App>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Answer<Json<Filter>> {
    let (id, said) = (number(&id)?, said(&params)?);
    let changed = done(state, &caller, async |tx, person| {
        filters::change(tx, person, id, &said).await
    });
    Ok(Json(Filter::from(&changed.await?)))
}

/// `DELETE /api/v2/filters/{id}`.
pub(super) async fn delete(
    state: State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Value>> {
    let id = number(&id)?;
    done(state, &caller, async |tx, person| {
        filters::delete(tx, person, id).await
    })
    .await?;
    Ok(Json(json!({})))
}

/// `GET /api/v2/filters/{filter_id}/keywords`.
pub(super) async fn keywords(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Vec<Keyword>>> {
    let whole = own(&app, &caller, &id).await?;
    Ok(Json(whole.keywords().map(Keyword::from).collect()))
}

/// `POST /api/v2/filters/{filter_id}/keywords`.
pub(super) async fn add_keyword(
    state: State<App>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Answer<Json<Keyword>> {
    let (id, words) = (number(&id)?, words(&params, "keyword")?);
    let made = done(state, &caller, async |tx, person| {
        filters::add_keyword(tx, person, id, &words).await
    });
    Ok(Json(Keyword::from(&made.await?)))
}

/// `GET /api/v2/filters/keywords/{id}`.
pub(super) async fn keyword(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Keyword>> {
    let person = &caller.member(READ)?.person;
    let rule = filters::rule(&app.core, person, number(&id)?, Of::Words).await?;
    Ok(Json(Keyword::from(&rule)))
}

/// `PUT /api/v2/filters/keywords/{id}`.
pub(super) async fn change_keyword(
    state: State<App>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Answer<Json<Keyword>> {
    let (id, words) = (number(&id)?, words(&params, "keyword")?);
    let changed = done(state, &caller, async |tx, person| {
        filters::change_keyword(tx, person, id, &words).await
    });
    Ok(Json(Keyword::from(&changed.await?)))
}

/// `DELETE /api/v2/filters/keywords/{id}`.
pub(super) async fn delete_keyword(
    state: State<App>,
    caller: Caller,
    id: Path<String>,
) -> Answer<Json<Value>> {
    drop_rule(state, &caller, &id, Of::Words).await?;
    Ok(Json(json!({})))
}

/// `GET /api/v2/filters/{filter_id}/statuses`.
pub(super) async fn statuses(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Vec<Filed>>> {
    let whole = own(&app, &caller, &id).await?;
    Ok(Json(whole.posts().map(Filed::from).collect()))
}

/// `POST /api/v2/filters/{filter_id}/statuses`: a status that the member may see; of a boost, what it
/// passes on.
pub(super) async fn add_status(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Answer<Json<Filed>> {
    let id = number(&id)?;
    caller.member(WRITE)?;
    let viewer = caller.reader(WRITE)?;
    let named = params.text("status_id")?.unwrap_or_default();
    let entry = show::entry(&app, &viewer, place(&named)?).await?;
    let post = entry.post;
    show::with(&app, &viewer, &[entry], |all| {
        all.post(post).map(drop).ok_or_else(ApiError::absent)
    })
    .await?;
    let made = done(State(app), &caller, async |tx, person| {
        filters::add_post(tx, person, id, post).await
    });
    Ok(Json(Filed::from(&made.await?)))
}

/// `GET /api/v2/filters/statuses/{id}`.
pub(super) async fn status(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Filed>> {
    let person = &caller.member(READ)?.person;
    let rule = filters::rule(&app.core, person, number(&id)?, Of::Post).await?;
    Ok(Json(Filed::from(&rule)))
}

/// `DELETE /api/v2/filters/statuses/{id}`: answers what it was.
pub(super) async fn delete_status(
    state: State<App>,
    caller: Caller,
    id: Path<String>,
) -> Answer<Json<Filed>> {
    let old = drop_rule(state, &caller, &id, Of::Post).await?;
    Ok(Json(Filed::from(&old)))
}

/// `GET /api/v1/filters`.
pub(super) async fn old_all(
    State(app): State<App>,
    caller: Caller,
) -> Answer<Json<Vec<OldFilter>>> {
    let person = &caller.member(READ)?.person;
    let found = filters::all(&app.core, person).await?;
    Ok(Json(found.iter().flat_map(OldFilter::each).collect()))
}

/// `GET /api/v1/filters/{id}`.
pub(super) async fn old_one(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<OldFilter>> {
    let person = &caller.member(READ)?.person;
    let id = number(&id)?;
    let rule = filters::rule(&app.core, person, id, Of::Words).await?;
    let whole = filters::one(&app.core, person, rule.filter_id).await?;
    old(&whole, id)
}

/// `POST /api/v1/filters`.
pub(super) async fn old_make(
    state: State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<OldFilter>> {
    let mut said = old_said(&params)?;
    said.keywords = vec![Change::New(words(&params, "phrase")?)];
    let made = done(state, &caller, async |tx, person| {
        filters::make(tx, person, &said).await
    });
    let made = made.await.map_err(as_phrase)?;
    let keyword = made.keywords().map(|rule| rule.id).next();
    old(&made, keyword.unwrap_or_default())
}

/// `PUT /api/v1/filters/{id}`.
pub(super) async fn old_change(
    state: State<App>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Answer<Json<OldFilter>> {
    let id = number(&id)?;
    let mut said = old_said(&params)?;
    said.keywords = vec![Change::Other(id, words(&params, "phrase")?)];
    let changed = done(state, &caller, async |tx, person| {
        filters::change_alone(tx, person, id, &said).await
    });
    old(&changed.await.map_err(as_phrase)?, id)
}

/// What one filter of old says of its only keyword.
fn as_phrase(error: ApiError) -> ApiError {
    error.called("keyword", "phrase").called("title", "phrase")
}

/// `DELETE /api/v1/filters/{id}`.
pub(super) async fn old_delete(
    state: State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Value>> {
    let id = number(&id)?;
    done(state, &caller, async |tx, person| {
        filters::delete_alone(tx, person, id).await
    })
    .await?;
    Ok(Json(json!({})))
}

async fn own(app: &App, caller: &Caller, id: &str) -> Answer<Whole> {
    let person = &caller.member(READ)?.person;
    Ok(filters::one(&app.core, person, number(id)?).await?)
}

async fn drop_rule(state: State<App>, caller: &Caller, id: &str, of: Of) -> Answer<Rule> {
    let id = number(id)?;
    done(state, caller, async |tx, person| {
        filters::drop_rule(tx, person, id, of).await
    })
    .await
}

/// Changes something of the member's filters.
async fn done<T>(
    State(app): State<App>,
    caller: &Caller,
    deed: impl AsyncFnOnce(&Tx, &Person) -> palabre_core::Result<T>,
) -> Answer<T> {
    let person = &caller.member(WRITE)?.person;
    counted(&app, caller, person, async |tx| deed(tx, person).await).await
}

fn old(whole: &Whole, keyword: i64) -> Answer<Json<OldFilter>> {
    let found = OldFilter::of(whole, keyword);
    Ok(Json(found.ok_or_else(ApiError::absent)?))
}

fn said(params: &Params) -> Answer<Said> {
    let action = match params.some("filter_action")? {
        Some(word) => Some(
            Action::named(&word)
                .ok_or_else(|| ApiError::field("filter_action", "is not included in the list"))?,
        ),
        None => None,
    };
    let keywords = params.each("keywords_attributes")?.unwrap_or_default();
    let keywords = keywords.iter().map(changed).collect::<Answer<Vec<_>>>()?;
    Ok(Said {
        title: params.text("title")?,
        contexts: contexts(params)?,
        action,
        lasting: lasting(params)?,
        keywords: keywords.into_iter().flatten().collect(),
    })
}

/// What is said of one of several keywords; nothing where all is empty.
fn changed(params: &Params) -> Answer<Option<Change>> {
    let words = words(params, "keyword")?;
    let gone = params.is("_destroy")?;
    let Some(id) = params.some("id")? else {
        let said = words.keyword.as_ref().is_some_and(|word| !word.is_empty());
        return Ok((!gone && (said || words.whole.is_some())).then_some(Change::New(words)));
    };
    let id = number(&id)?;
    Ok(Some(if gone {
        Change::Gone(id)
    } else {
        Change::Other(id, words)
    }))
}

/// A keyword by the name that the address gives it.
fn words(params: &Params, name: &str) -> Answer<Words> {
    Ok(Words {
        keyword: params.text(name)?,
        whole: params.truth("whole_word")?,
    })
}

/// A filter of one keyword, whose title it is.
fn old_said(params: &Params) -> Answer<Said> {
    let hides = params.truth("irreversible")?;
    Ok(Said {
        title: params.text("phrase")?,
        contexts: contexts(params)?,
        action: hides.map(|yes| if yes { Action::Hide } else { Action::Warn }),
        lasting: lasting(params)?,
        keywords: Vec::new(),
    })
}

fn contexts(params: &Params) -> Answer<Option<Vec<Context>>> {
    if !params.says("context") {
        return Ok(None);
    }
    let words = params.list("context")?;
    let said = words.iter().filter(|word| !word.trim().is_empty());
    let contexts: palabre_core::Result<_> = said.map(|word| Context::named(word)).collect();
    Ok(Some(contexts?))
}

/// Seconds from now on; said to be nothing, for ever.
fn lasting(params: &Params) -> Answer<Option<Lasting>> {
    const NAME: &str = "expires_in";
    if !params.says(NAME) {
        return Ok(None);
    }
    let Some(text) = params.some(NAME)? else {
        return Ok(Some(Lasting::Always));
    };
    let seconds: u32 = text
        .trim()
        .parse()
        .map_err(|_| ApiError::field(NAME, "is not a number of seconds"))?;
    Ok(Some(Lasting::For(Millis::from(seconds) * 1_000)))
}
