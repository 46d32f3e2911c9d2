//! Clients introduce themselves.

use axum::Json;
use axum::extract::State;
use palabre_core::access::apps::{self, NewApp};
use palabre_core::access::scopes::Scopes;
use serde_json::{Value, json};

use super::error::BLANK;
use super::{Answer, ApiError, Caller, Params};
use crate::app::App;
use crate::http::throttle::Deed;
use crate::oauth::{OUT_OF_BAND, redirect};

/// Longest name of an app, in characters.
const NAME: usize = 100;
/// Longest address of a page, and of all addresses for codes together, in bytes.
const ADDRESS: usize = 2_000;
/// Addresses that one app may name.
const ADDRESSES: usize = 20;

/// `POST /api/v1/apps`.
pub(super) async fn register(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Value>> {
    let new = introduced(&params)?;
    app.limiter.check(Deed::Register, caller.client)?;
    let tx = app.core.begin().await?;
    let (made, secret) = apps::register(&tx, &new).await?;
    tx.commit().await?;
    let mut told = shown(&app, &made);
    told["client_id"] = json!(made.client_id);
    told["client_secret"] = json!(secret);
    told["client_secret_expires_at"] = json!(0);
    Ok(Json(told))
}

/// `GET /api/v1/apps/verify_credentials`: any token that holds.
pub(super) async fn verify(State(app): State<App>, caller: Caller) -> Answer<Json<Value>> {
    let bearer = caller.bearer()?;
    let Some(id) = bearer.app_id else {
        // No app has asked for it: whoever runs the node has made it by command.
        let (name, nowhere) = ("palabre account token", [OUT_OF_BAND.to_owned()]);
        return Ok(Json(entity(
            &app,
            (0, name, None),
            &nowhere,
            &bearer.scopes,
        )));
    };
    let known = apps::app_by_id(&app.core, id).await?;
    Ok(Json(shown(&app, &known.ok_or_else(ApiError::unknown)?)))
}

fn shown(app: &App, known: &apps::App) -> Value {
    let who = (known.id, known.name.as_str(), known.website.as_deref());
    entity(app, who, &known.redirects, &known.scopes)
}

/// An app by its number, its name and its site, with its addresses and scopes.
fn entity(
    app: &App,
    (id, name, website): (i64, &str, Option<&str>),
    redirects: &[String],
    scopes: &Scopes,
) -> Value {
    json!({
        "id": id.to_string(),
        "name": name,
        "website": website,
        "scopes": scopes.each().collect::<Vec<_>>(),
        "redirect_uri": redirects.join("\n"),
        "redirect_uris": redirects,
        "vapid_key": app.vapid.public_key(),
    })
}

fn introduced(params: &Params) -> Answer<NewApp> {
    let name = params.some("client_name")?.unwrap_or_default();
    let name = palabre_core::text::clean::name(&name, usize::MAX);
    if name.chars().count() > NAME {
        return Err(ApiError::field(
            "client_name",
            "is too long (maximum is 100 characters)",
        ));
    }
    if name.is_empty() {
        return Err(ApiError::field("client_name", BLANK));
    }
    let website = params.some("website")?;
    if website.as_deref().is_some_and(|site| !is_site(site)) {
        return Err(ApiError::field("website", "must be a valid URL"));
    }
    let redirects = params.list("redirect_uris")?;
    let redirects: Vec<String> = redirects
        .iter()
        .flat_map(|some| some.split_whitespace())
        .map(str::to_owned)
        .collect();
    if redirects.is_empty() {
        return Err(ApiError::field("redirect_uri", BLANK));
    }
    let fits = |one: &String| one == OUT_OF_BAND || redirect::may_be(one);
    let bytes: usize = redirects.iter().map(String::len).sum();
    if redirects.len() > ADDRESSES || bytes > ADDRESS || !redirects.iter().all(fits) {
        return Err(ApiError::field("redirect_uri", "must be a valid URI"));
    }
    let scopes = params.some("scopes")?.unwrap_or_else(|| "read".to_owned());
    let scopes = Scopes::parse(&scopes)
        .map_err(|_| ApiError::field("scopes", "doesn't match configured on the server"))?;
    Ok(NewApp {
        name,
        website,
        redirects,
        scopes,
    })
}

fn is_site(text: &str) -> bool {
    text.len() <= ADDRESS
        && url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}
