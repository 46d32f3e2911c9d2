//! Codes become tokens, and tokens are taken back.

use axum::Json;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, PRAGMA};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use palabre_core::access::apps::{self, Token};
use palabre_core::access::scopes::Scopes;
use serde_json::json;

use crate::api::{Answer, ApiError, Caller, Params, Sealed};
use crate::app::App;
use crate::http::throttle::Deed;

/// `POST /oauth/token`.
pub(crate) async fn give(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Sealed(params): Sealed,
) -> Answer {
    app.limiter.check(Deed::Token, caller.client)?;
    let token = match params.text("grant_type")?.unwrap_or_default().as_str() {
        "authorization_code" => of_code(&app, &headers, &params).await?,
        "client_credentials" => of_app(&app, &headers, &params).await?,
        _ => {
            return Err(ApiError::grant(
                StatusCode::BAD_REQUEST,
                "unsupported_grant_type",
                "The authorization grant type is not supported by the authorization server.",
            ));
        }
    };
    let body = json!({
        "access_token": token.token,
        "token_type": "Bearer",
        "scope": token.scopes.to_string(),
        "created_at": token.created_at.div_euclid(1_000),
    });
    let kept = [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")];
    Ok((kept, Json(body)).into_response())
}

/// A public client, which cannot keep a secret, comes without one and must then show that it is who
/// asked for the code (PKCE).
async fn of_code(app: &App, headers: &HeaderMap, params: &Params) -> Answer<Token> {
    let verifier = params.some("code_verifier")?;
    let client = client(app, headers, params, verifier.is_some()).await?;
    let code = params.some("code")?.ok_or_else(missing)?;
    // One that was left out at the consent may be left out here.
    let only = (client.redirects.len() == 1).then(|| client.redirects.concat());
    let redirect = params.some("redirect_uri")?.or(only).ok_or_else(missing)?;
    let tx = app.core.begin().await?;
    let token = apps::exchange(&tx, &client, &code, &redirect, verifier.as_deref()).await?;
    tx.commit().await?;
    token.ok_or_else(|| {
        ApiError::grant(
            StatusCode::BAD_REQUEST,
            "invalid_grant",
            "The provided authorization grant is invalid, expired, revoked, does not match the \
             redirection URI used in the authorization request, or was issued to another client.",
        )
    })
}

async fn of_app(app: &App, headers: &HeaderMap, params: &Params) -> Answer<Token> {
    let client = client(app, headers, params, false).await?;
    let wanted = params.some("scope")?.unwrap_or_else(|| "read".to_owned());
    let scopes = Scopes::parse(&wanted)
        .ok()
        .filter(|scopes| client.scopes.cover_all(scopes));
    let scopes = scopes.ok_or_else(|| {
        ApiError::grant(
            StatusCode::BAD_REQUEST,
            "invalid_scope",
            "The requested scope is invalid, unknown, or malformed.",
        )
    })?;
    let tx = app.core.begin().await?;
    let token = apps::own_token(&tx, &client, &scopes).await?;
    tx.commit().await?;
    Ok(token)
}

/// `POST /oauth/revoke`.
pub(crate) async fn revoke(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Sealed(params): Sealed,
) -> Answer<Response> {
    app.limiter.check(Deed::Token, caller.client)?;
    // Whoever has the token may end it: a public client has no secret to show.
    let client = client(&app, &headers, &params, true).await?;
    let token = params.some("token")?.ok_or_else(missing)?;
    let tx = app.core.begin().await?;
    let done = apps::revoke(&tx, &client, &token).await?;
    tx.commit().await?;
    if done {
        Ok(Json(json!({})).into_response())
    } else {
        Err(ApiError::grant(
            StatusCode::FORBIDDEN,
            "unauthorized_client",
            "You are not authorized to revoke this token",
        ))
    }
}

/// The app that asks, by its id and its secret, in the body or in the header (RFC 6749 §2.3.1). A
/// secret that is shown must be right; without one only a `public` client may ask.
async fn client(
    app: &App,
    headers: &HeaderMap,
    params: &Params,
    public: bool,
) -> Answer<apps::App> {
    let (id, secret) = match basic(headers) {
        Some((id, secret)) => (Some(id), Some(secret)),
        None => (params.some("client_id")?, params.some("client_secret")?),
    };
    let known = match id {
        Some(id) => apps::app(&app.core, &id).await?,
        None => None,
    };
    let right = known.filter(|known| match &secret {
        Some(secret) => known.has_secret(secret),
        None => public,
    });
    right.ok_or_else(|| {
        ApiError::grant(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            "Client authentication failed due to unknown client, no client authentication \
             included, or unsupported authentication method.",
        )
    })
}

fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let text = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, pair) = text.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(pair.trim()).ok()?).ok()?;
    let (id, secret) = pair.split_once(':').filter(|_| !pair.contains('\0'))?;
    Some((id.to_owned(), secret.to_owned()))
}

fn missing() -> ApiError {
    ApiError::grant(
        StatusCode::BAD_REQUEST,
        "invalid_request",
        "The request is missing a required parameter, includes an unsupported parameter value, or \
         is otherwise malformed.",
    )
}
