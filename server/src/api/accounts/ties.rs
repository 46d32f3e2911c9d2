//! How a member stands to others: following, and what they have asked of each other.

use axum::Json;
use axum::extract::{Path, State};
use palabre_core::forums::{self, Ties};
use palabre_core::people::Person;
use palabre_core::threads::read::{self, Actor};

use super::{find, ids};
use crate::api::entity::Relationship;
use crate::api::error::ApiError;
use crate::api::{Answer, Caller, Params};
use crate::app::App;
use crate::http::throttle::Deed;

/// `GET /api/v1/accounts/relationships?id[]=`: in the order that was asked for, nobody left out who is
/// known.
pub(in crate::api) async fn relationships(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Vec<Relationship>>> {
    let member = caller.member("read:follows")?;
    let ids = ids(&params);
    let actors = read::who(&app.core, &ids, &[]).await?;
    let some: Vec<&Actor> = ids.iter().filter_map(|id| actors.get(id)).collect();
    Ok(Json(of(&app, &member.person, &some).await?))
}

/// How somebody stands to some others.
async fn of(app: &App, reader: &Person, others: &[&Actor]) -> Answer<Vec<Relationship>> {
    let uris: Vec<&str> = others
        .iter()
        .map(|other| other.person.uri.as_str())
        .collect();
    let ties = forums::ties(&app.core, &reader.uri, &uris).await?;
    let relation = |other: &&Actor| {
        let known = ties.get(&other.person.uri).cloned().unwrap_or_default();
        relation(other.person.id, &known)
    };
    Ok(others.iter().map(relation).collect())
}

fn relation(id: i64, ties: &Ties) -> Relationship {
    let is = |state: &Option<String>, word: &str| state.as_deref() == Some(word);
    let following = is(&ties.follows, "accepted");
    Relationship {
        id: id.to_string(),
        following,
        showing_reblogs: following,
        requested: is(&ties.follows, "pending"),
        followed_by: is(&ties.followed_by, "accepted"),
        requested_by: is(&ties.followed_by, "pending"),
        ..Relationship::default()
    }
}

/// `POST /api/v1/accounts/{id}/follow`.
pub(in crate::api) async fn follow(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Relationship>> {
    changed(&app, &caller, &id, true).await
}

/// `POST /api/v1/accounts/{id}/unfollow`.
pub(in crate::api) async fn unfollow(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Relationship>> {
    changed(&app, &caller, &id, false).await
}

async fn changed(
    app: &App,
    caller: &Caller,
    id: &str,
    follows: bool,
) -> Answer<Json<Relationship>> {
    let person = &caller.member("write:follows")?.person;
    let other = find(app, id).await?;
    if other.person.id == person.id {
        return Err(ApiError::forbidden());
    }
    app.limiter
        .check(Deed::Contribution(person.id), caller.client)?;
    let (uri, inbox) = (&other.person.uri, inbox(&other));
    let mut tx = app.core.begin().await?;
    if follows {
        forums::follow(&mut tx, person, uri, inbox).await?;
    } else {
        forums::unfollow(&mut tx, person, uri, inbox).await?;
    }
    tx.commit().await?;
    let mut relations = of(app, person, &[&other]).await?;
    relations.pop().map(Json).ok_or_else(ApiError::absent)
}

/// Where letters to an account go.
fn inbox(actor: &Actor) -> &str {
    match &actor.forum {
        Some(forum) => forum.delivery_inbox(),
        None => actor.person.delivery_inbox().unwrap_or_default(),
    }
}
