//! The member behind a client.

use axum::Json;
use axum::extract::State;
use palabre_core::threads::read::Actor;
use serde_json::{Value, json};

use super::account;
use crate::api::entity::CredentialAccount;
use crate::api::{Answer, Caller};
use crate::app::App;

/// `GET /api/v1/accounts/verify_credentials`: with `read`, or the narrow `profile` of 4.3.
pub(in crate::api) async fn verify(
    State(app): State<App>,
    caller: Caller,
) -> Answer<Json<CredentialAccount>> {
    let member = caller.known()?;
    let own = Actor {
        person: member.person.clone(),
        forum: None,
    };
    let account = account(&app, &own).await?;
    Ok(Json(CredentialAccount::new(
        account,
        &member.role,
        &member.lang,
        0,
    )))
}

/// `GET /api/v1/preferences`.
pub(in crate::api) async fn preferences(caller: Caller) -> Answer<Json<Value>> {
    let member = caller.member("read:accounts")?;
    Ok(Json(json!({
        "posting:default:visibility": "public",
        "posting:default:sensitive": false,
        "posting:default:language": member.lang,
        "posting:default:quote_policy": "nobody",
        "reading:expand:media": "default",
        "reading:expand:spoilers": false,
        "reading:autoplay:gifs": false,
    })))
}
