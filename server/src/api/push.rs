//! Where a client wants to be called, and for what.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use palabre_core::address;
use palabre_core::push::{self, Place, Policy, Subscription, Wanted};
use serde_json::{Map, Value, json};

use super::caller;
use super::deed::done;
use super::{Answer, ApiError, Caller, Params};
use crate::app::App;
use crate::push::{is_key, is_secret};

const SCOPE: &str = "push";
/// Longest address of a push service, in bytes.
const ADDRESS: usize = 2_000;
/// What a client may want to be called for, whether it happens here or not.
const KINDS: [&str; 12] = [
    "mention",
    "status",
    "reblog",
    "follow",
    "follow_request",
    "favourite",
    "poll",
    "update",
    "quote",
    "quoted_update",
    "admin.sign_up",
    "admin.report",
];

/// `POST /api/v1/push/subscription`.
pub(super) async fn subscribe(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    params: Params,
) -> Answer<Json<Value>> {
    caller.member(SCOPE)?;
    let asked = params.below("subscription")?;
    let keys = asked.below("keys")?;
    let endpoint = asked.some("endpoint")?.unwrap_or_default();
    let secure = endpoint.starts_with("https://") || !app.secure();
    if endpoint.len() > ADDRESS || !secure || !address::is_address(&endpoint) {
        return Err(ApiError::field(
            "subscription[endpoint]",
            "is not an address",
        ));
    }
    let public_key = keys.some("p256dh")?.unwrap_or_default();
    if !is_key(&public_key) {
        return Err(ApiError::field(
            "subscription[keys][p256dh]",
            "is not a key",
        ));
    }
    let secret = keys.some("auth")?.unwrap_or_default();
    if !is_secret(&secret) {
        return Err(ApiError::field(
            "subscription[keys][auth]",
            "has not 16 bytes",
        ));
    }
    let place = Place {
        token: caller::token(&headers).unwrap_or_default().to_owned(),
        endpoint,
        public_key,
        secret,
        standard: asked.is("standard")?,
    };
    let wanted = Wanted {
        alerts: BTreeSet::new(),
        policy: Policy::All,
    };
    let wanted = Wish::of(&params)?.instead_of(wanted);
    let tx = app.core.begin().await?;
    push::subscribe(&tx, caller.bearer()?, &place, &wanted).await?;
    tx.commit().await?;
    told(&app, &caller).await
}

/// `GET /api/v1/push/subscription`.
pub(super) async fn one(State(app): State<App>, caller: Caller) -> Answer<Json<Value>> {
    caller.member(SCOPE)?;
    told(&app, &caller).await
}

/// `PUT /api/v1/push/subscription`.
pub(super) async fn change(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Value>> {
    caller.member(SCOPE)?;
    let wish = Wish::of(&params)?;
    let known = push::of(&app.core, caller.bearer()?).await?;
    let wanted = wish.instead_of(known.ok_or_else(ApiError::absent)?.wanted());
    let tx = app.core.begin().await?;
    push::want(&tx, caller.bearer()?, &wanted).await?;
    tx.commit().await?;
    told(&app, &caller).await
}

/// `DELETE /api/v1/push/subscription`.
pub(super) async fn unsubscribe(State(app): State<App>, caller: Caller) -> Answer<Json<Value>> {
    caller.member(SCOPE)?;
    let bearer = caller.bearer()?;
    done(&app, async |tx| push::unsubscribe(tx, bearer).await).await
}

/// What a client wishes to hear; what it does not say stays as it was.
struct Wish {
    alerts: Option<BTreeSet<String>>,
    policy: Option<Policy>,
}

impl Wish {
    /// Some clients say the policy beside `data`.
    fn of(params: &Params) -> Answer<Self> {
        let data = params.below("data")?;
        let alerts = data.below("alerts")?;
        let mut kinds = BTreeSet::new();
        for kind in KINDS {
            if alerts.is(kind)? {
                kinds.insert(kind.to_owned());
            }
        }
        let (field, policy) = match data.some("policy")? {
            Some(policy) => ("data[policy]", Some(policy)),
            None => ("policy", params.some("policy")?),
        };
        let policy = policy.map(|policy| {
            let wrong = || ApiError::field(field, "is not one of four words");
            Policy::named(&policy).ok_or_else(wrong)
        });
        Ok(Self {
            alerts: data.has("alerts").then_some(kinds),
            policy: policy.transpose()?,
        })
    }

    fn instead_of(self, before: Wanted) -> Wanted {
        Wanted {
            alerts: self.alerts.unwrap_or(before.alerts),
            policy: self.policy.unwrap_or(before.policy),
        }
    }
}

async fn told(app: &App, caller: &Caller) -> Answer<Json<Value>> {
    let found = push::of(&app.core, caller.bearer()?).await?;
    let found = found.ok_or_else(ApiError::absent)?;
    Ok(Json(shown(app, &found)))
}

fn shown(app: &App, place: &Subscription) -> Value {
    let wanted = place.wanted();
    let alert = |kind: &&str| ((*kind).to_owned(), wanted.alerts.contains(*kind).into());
    let alerts: Map<String, Value> = KINDS.iter().map(alert).collect();
    json!({
        // A number: some clients read no text there.
        "id": place.id,
        "endpoint": place.endpoint,
        "standard": place.standard,
        "alerts": alerts,
        "policy": wanted.policy.as_str(),
        "server_key": app.vapid.public_key(),
    })
}
