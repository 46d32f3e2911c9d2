//! Who the member is, for apps that use the node only to sign people in (`OpenID` Connect Core §5.3).

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::api::entity::avatar;
use crate::api::{Answer, Caller};
use crate::app::App;

/// `GET /oauth/userinfo`: with `profile` or `read:accounts`.
pub(crate) async fn tell(State(app): State<App>, caller: Caller) -> Answer<Json<Value>> {
    let member = caller.known()?;
    let origin = app.core.base().origin();
    let person = &member.person;
    Ok(Json(json!({
        "iss": format!("{origin}/"),
        "sub": person.uri,
        "name": person.display,
        "preferred_username": person.name,
        "profile": person.url,
        "picture": avatar(&app, person),
    })))
}
