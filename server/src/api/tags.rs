//! Hashtags, and which of them a member follows or shows on their page.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::IntoResponse;
use palabre_core::text::extract::{key_of, tag_key};
use palabre_core::threads::read::Viewer;
use palabre_core::{circle, timelines};
use serde_json::{Value, json};

use super::accounts::{find, shuts_out};
use super::deed::counted;
use super::entity::{FeaturedTag, Tag};
use super::error::ApiError;
use super::paging::{self, NAMES, links};
use super::params::number;
use super::{Answer, Caller, Params};
use crate::app::App;

/// The key of a hashtag that a list is asked for, with its `#` or without it.
pub(super) fn wanted(text: &str) -> String {
    tag_key(text.trim_start_matches('#'))
}

/// `GET /api/v1/tags/{name}`: of any hashtag, whether it was used or not.
pub(super) async fn one(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
) -> Answer<Json<Tag>> {
    let viewer = caller.reader("read:statuses")?;
    let key = key(&name)?;
    told(&app, &viewer, &key).await
}

/// `POST /api/v1/tags/{name}/follow` and `unfollow`.
pub(super) async fn follow<const YES: bool>(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
) -> Answer<Json<Tag>> {
    let (person, viewer) = caller.acting("write:follows")?;
    let key = key(&name)?;
    counted(&app, &caller, person, async |tx| {
        circle::follow_tag(tx, person, &key, YES).await
    })
    .await?;
    told(&app, &viewer, &key).await
}

/// `GET /api/v1/followed_tags`.
pub(super) async fn followed(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let (person, viewer) = caller.acting("read:follows")?;
    let page = paging::page(&params, NAMES)?;
    let lines = circle::followed_tags(&app.core, person, &page).await?;
    let others = links(&app, &uri, &lines, |(place, _)| *place);
    let names: Vec<&str> = lines.iter().map(|(_, name)| name.as_str()).collect();
    Ok((others, Json(some(&app, &viewer, &names).await?)).into_response())
}

/// `GET /api/v1/featured_tags`.
pub(super) async fn featured(
    State(app): State<App>,
    caller: Caller,
) -> Answer<Json<Vec<FeaturedTag>>> {
    let person = &caller.member("read:accounts")?.person;
    Ok(Json(shown(&app, person.id).await?))
}

/// `GET /api/v1/accounts/{id}/featured_tags`: of members; what others show is not known here.
pub(super) async fn featured_by(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Vec<FeaturedTag>>> {
    let viewer = caller.reader("read:accounts")?;
    let other = find(&app, &viewer, &id).await?;
    if shuts_out(&app, &viewer, &other.person).await? {
        return Ok(Json(Vec::new()));
    }
    Ok(Json(shown(&app, other.person.id).await?))
}

/// `POST /api/v1/featured_tags`.
pub(super) async fn feature(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<FeaturedTag>> {
    let person = &caller.member("write:accounts")?.person;
    let key = key_of(&params.text("name")?.unwrap_or_default());
    let key = key.ok_or_else(|| ApiError::field("name", "is not a hashtag"))?;
    counted(&app, &caller, person, async |tx| {
        circle::feature_tag(tx, person, &key, true).await
    })
    .await?;
    let mut all = circle::featured_tags(&app.core, person.id).await?;
    all.retain(|one| one.tag == key);
    let made = all.pop().ok_or_else(ApiError::absent)?;
    Ok(Json(FeaturedTag::of(&app, made)))
}

/// `DELETE /api/v1/featured_tags/{id}`.
pub(super) async fn unfeature(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Value>> {
    let person = &caller.member("write:accounts")?.person;
    let id = number(&id)?;
    counted(&app, &caller, person, async |tx| {
        circle::unfeature(tx, person, id).await
    })
    .await?;
    Ok(Json(json!({})))
}

/// `POST /api/v1/tags/{name}/feature` and `unfeature`.
pub(super) async fn feature_named<const YES: bool>(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
) -> Answer<Json<Tag>> {
    let (person, viewer) = caller.acting("write:accounts")?;
    let key = key(&name)?;
    counted(&app, &caller, person, async |tx| {
        circle::feature_tag(tx, person, &key, YES).await
    })
    .await?;
    told(&app, &viewer, &key).await
}

/// `GET /api/v1/featured_tags/suggestions`.
pub(super) async fn to_feature(State(app): State<App>, caller: Caller) -> Answer<Json<Vec<Tag>>> {
    let (person, viewer) = caller.acting("read:accounts")?;
    let tags = circle::tags_to_feature(&app.core, person).await?;
    let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
    Ok(Json(some(&app, &viewer, &tags).await?))
}

async fn shown(app: &App, person: i64) -> Answer<Vec<FeaturedTag>> {
    let featured = circle::featured_tags(&app.core, person).await?;
    let featured = featured.into_iter();
    Ok(featured.map(|one| FeaturedTag::of(app, one)).collect())
}

/// Some hashtags, by their keys, as somebody sees them.
pub(super) async fn some(app: &App, viewer: &Viewer, names: &[&str]) -> Answer<Vec<Tag>> {
    let histories = timelines::histories(&app.core, names).await?;
    let ties = match &viewer.person {
        Some(person) => Some(circle::ties_to_tags(&app.core, person, names).await?),
        None => None,
    };
    let tag = |name: &&str| {
        let history = histories.get(*name).map(|days| &days[..]);
        let mut tag = Tag::of(app, name, history.unwrap_or_default());
        if let Some(ties) = &ties {
            let tie = ties.get(*name).copied().unwrap_or_default();
            tag.following = Some(tie.follows);
            tag.featuring = Some(tie.features);
        }
        tag
    };
    Ok(names.iter().map(tag).collect())
}

async fn told(app: &App, viewer: &Viewer, key: &str) -> Answer<Json<Tag>> {
    let mut tags = some(app, viewer, &[key]).await?;
    tags.pop().map(Json).ok_or_else(ApiError::absent)
}

/// The key of a hashtag in an address.
fn key(name: &str) -> Answer<String> {
    key_of(name).ok_or_else(ApiError::absent)
}
