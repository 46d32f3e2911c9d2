//! The member behind a client: what they say of themselves, and what they choose.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use palabre_core::access::{self, Member};
use palabre_core::media::Portrait;
use palabre_core::people::Person;
use palabre_core::profiles::{self, Change};
use palabre_core::quotes::Policy;
use palabre_core::threads::read::Actor;
use palabre_core::{Audience, forums, people};
use serde_json::{Value, json};

use super::account;
use crate::api::entity::{CredentialAccount, Profile, chosen};
use crate::api::upload::{Received, receive};
use crate::api::{Answer, ApiError, Caller, Params};
use crate::app::App;
use crate::http::throttle::Deed;
use crate::media::Trouble;

/// Fields that are files.
const FILES: [&str; 2] = ["avatar", "header"];

/// `GET /api/v1/accounts/verify_credentials`: with `read`, or the narrow `profile` of 4.3.
pub(in crate::api) async fn verify(
    State(app): State<App>,
    caller: Caller,
) -> Answer<Json<CredentialAccount>> {
    credentials(&app, caller.known()?).await
}

/// `GET /api/v1/preferences`.
pub(in crate::api) async fn preferences(caller: Caller) -> Answer<Json<Value>> {
    let member = caller.member("read:accounts")?;
    let choices = &member.choices;
    Ok(Json(json!({
        "posting:default:visibility": chosen(choices),
        "posting:default:sensitive": choices.sensitive,
        "posting:default:language": choices.lang.as_ref().unwrap_or(&member.lang),
        "posting:default:quote_policy": choices.quotes.unwrap_or_default().as_str(),
        "reading:expand:media": "default",
        "reading:expand:spoilers": false,
        "reading:autoplay:gifs": false,
    })))
}

/// `PATCH /api/v1/accounts/update_credentials`.
pub(in crate::api) async fn update(
    State(app): State<App>,
    caller: Caller,
    request: Request,
) -> Answer<Json<CredentialAccount>> {
    let member = caller.member("write:accounts")?;
    sent(&app, &caller, &member.person, request).await?;
    credentials(&app, &renewed(&app, member).await?).await
}

/// `GET /api/v1/profile`: with what was typed.
pub(in crate::api) async fn profile(
    State(app): State<App>,
    caller: Caller,
) -> Answer<Json<Profile>> {
    Ok(Json(Profile::of(&app, caller.known()?)))
}

/// `PATCH /api/v1/profile`, which some clients write `PUT`.
pub(in crate::api) async fn change_profile(
    State(app): State<App>,
    caller: Caller,
    request: Request,
) -> Answer<Json<Profile>> {
    let member = caller.member("write:accounts")?;
    sent(&app, &caller, &member.person, request).await?;
    let member = renewed(&app, member).await?;
    Ok(Json(Profile::of(&app, &member)))
}

/// `DELETE /api/v1/profile/avatar` and `header`.
pub(in crate::api) async fn take_down(
    State(app): State<App>,
    caller: Caller,
    Path(which): Path<String>,
) -> Answer<Json<CredentialAccount>> {
    let member = caller.member("write:accounts")?;
    let mut change = Change::default();
    match which.as_str() {
        "avatar" => change.avatar = Some(None),
        "header" => change.header = Some(None),
        _ => return Err(ApiError::absent()),
    }
    app.limiter
        .check(Deed::Contribution(member.person.id), caller.client)?;
    keep(&app, &member.person, &change).await?;
    credentials(&app, &renewed(&app, member).await?).await
}

async fn credentials(app: &App, member: &Member) -> Answer<Json<CredentialAccount>> {
    let own = Arc::new(Actor {
        person: member.person.clone(),
        forum: None,
    });
    let account = account(app, &own).await?;
    let requests = forums::request_count(&app.core, &member.person.uri).await?;
    let role = access::role_of(&app.core, member).await?;
    let told = CredentialAccount::new(account, member, requests, role);
    Ok(Json(told))
}

/// The member as they are after a change.
async fn renewed(app: &App, member: &Member) -> Answer<Member> {
    let person = people::by_id(&app.core, member.person.id).await?;
    Ok(Member {
        person: person.ok_or_else(ApiError::absent)?,
        choices: access::choices(&app.core, &member.person).await?,
        ..member.clone()
    })
}

/// Does what a client has sent.
async fn sent(app: &App, caller: &Caller, person: &Person, request: Request) -> Answer<()> {
    app.limiter
        .check(Deed::Contribution(person.id), caller.client)?;
    let most = app.workshop.limits().image_bytes.into();
    let mut received = receive(app, request, &FILES, most).await?;
    // What cannot be kept is refused before a picture is looked at.
    let read = said(&received.params)?.read(&app.core).await;
    let mut change = read.map_err(|error| {
        let error = ApiError::from(error).called("language", "source[language]");
        error.called("status", "note")
    })?;
    let kept = async {
        for (name, which) in [("avatar", Portrait::Avatar), ("header", Portrait::Header)] {
            let made = picture(app, caller, person, &mut received, (name, which)).await?;
            let Some(made) = made else { continue };
            match which {
                Portrait::Avatar => change.avatar = Some(Some(made)),
                Portrait::Header => change.header = Some(Some(made)),
            }
        }
        keep(app, person, &change).await
    };
    let kept = Box::pin(kept).await;
    if kept.is_err() {
        app.workshop.drop_portraits(&change).await?;
    }
    kept
}

async fn picture(
    app: &App,
    caller: &Caller,
    person: &Person,
    received: &mut Received,
    (name, which): (&'static str, Portrait),
) -> Answer<Option<(String, palabre_core::media::Files)>> {
    let Some(file) = received.chosen(name) else {
        return Ok(None);
    };
    app.limiter.check(Deed::Upload(person.id), caller.client)?;
    let made = Box::pin(app.workshop.portrait(which, file)).await;
    Ok(Some(made.map_err(|trouble| match trouble {
        Trouble::Unfit(unfit) => ApiError::wrong(name, unfit.failure()),
        Trouble::Broke(error) => error.into(),
    })?))
}

async fn keep(app: &App, person: &Person, change: &Change) -> Answer<()> {
    let mut tx = app.core.begin().await?;
    Box::pin(profiles::change(&mut tx, person, change)).await?;
    tx.commit().await?;
    Ok(())
}

/// What is said, but for pictures; what is unknown is ignored.
fn said(params: &Params) -> Answer<Change> {
    let source = params.below("source")?;
    let field = |one: Params| -> Answer<(String, String)> {
        let text = |name| one.text(name).map(Option::unwrap_or_default);
        Ok((text("name")?, text("value")?))
    };
    let fields = params.each("fields_attributes")?;
    let fields = fields.map(|all| all.into_iter().map(field).collect::<Answer<_>>());
    Ok(Change {
        display: params.text("display_name")?,
        note: params.text("note")?,
        fields: fields.transpose()?,
        locked: params.truth("locked")?,
        bot: params.truth("bot")?,
        discoverable: params.truth("discoverable")?,
        indexable: params.truth("indexable")?,
        hides_follows: params.truth("hide_collections")?,
        audience: audience(source.some("privacy")?.as_deref())?,
        sensitive: source.truth("sensitive")?,
        quotes: quotes(source.some("quote_policy")?.as_deref())?,
        lang: source.text("language")?,
        ..Change::default()
    })
}

fn quotes(said: Option<&str>) -> Answer<Option<Policy>> {
    let Some(said) = said else { return Ok(None) };
    let wrong = || ApiError::field("source[quote_policy]", "is not public, followers or nobody");
    Ok(Some(Policy::named(said).ok_or_else(wrong)?))
}

fn audience(said: Option<&str>) -> Answer<Option<Audience>> {
    Ok(match said {
        None => None,
        Some("public") => Some(Audience::Public),
        Some("unlisted") => Some(Audience::Unlisted),
        Some("private") => Some(Audience::Followers),
        Some(_) => {
            let wrong = "is not public, unlisted or private";
            return Err(ApiError::field("source[privacy]", wrong));
        }
    })
}
