//! The member behind a client.

use axum::Json;
use axum::extract::State;
use palabre_core::{forums, threads};
use serde_json::{Value, json};

use super::entity::{Account, CredentialAccount, Standing};
use super::{Answer, Caller};
use crate::app::App;

/// `GET /api/v1/accounts/verify_credentials`: with `read`, or the narrow `profile` of 4.3.
pub(super) async fn verify(
    State(app): State<App>,
    caller: Caller,
) -> Answer<Json<CredentialAccount>> {
    let member = caller.known()?;
    let person = &member.person;
    let standing = Standing {
        followers: forums::follower_count(&app.core, &person.uri).await?,
        following: forums::following_count(&app.core, &person.uri).await?,
        statuses: threads::serving::count_by_author(&app.core, person.id).await?,
        last: threads::serving::last_by_author(&app.core, person.id).await?,
    };
    let account = Account::person(&app, person, standing);
    Ok(Json(CredentialAccount::new(
        account,
        &member.role,
        &member.lang,
        0,
    )))
}

/// `GET /api/v1/preferences`.
pub(super) async fn preferences(caller: Caller) -> Answer<Json<Value>> {
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
