//! Calling members' clients when there is something to hear: a message is sealed for the client
//! (RFC 8291, or the draft that relays of native apps still speak), signed with the node's own key
//! (RFC 8292), and left at the push service that the client has named (RFC 8030).

mod seal;
mod vapid;

use axum::http::{HeaderMap, HeaderValue, StatusCode};
use palabre_core::people;
use palabre_core::push::{self, Subscription};
use palabre_core::threads::read::Viewer;
use palabre_core::{Error, Fault, Job, Millis, Result, access};
use url::Url;

use crate::api::notifications;
use crate::app::App;
use crate::i18n::Lang;
use seal::Seal;
pub(crate) use seal::{is_key, is_secret};
pub(crate) use vapid::Vapid;

/// What a push service keeps for a client that is away, and no longer (seconds).
const KEPT: &str = "172800";
/// A service that was away is not told of older things.
const OLDEST: Millis = 172_800_000;
/// How long a client waits whose service asks for patience.
const PATIENCE: Millis = 1_800_000;
/// Bytes of one message before it is sealed.
const LONGEST: usize = 3_000;

/// Does a job of the lanes in which clients are called.
///
/// # Errors
/// A service that cannot be reached, or asks for patience, is tried again later.
pub(crate) async fn work(app: &App, job: Job) -> Result<()> {
    let Job::Call { push, notice, .. } = job.clone() else {
        return Err(Fault::Other(format!("a job in the wrong lane: {job:?}")).into());
    };
    let Some(place) = push::by_id(&app.core, push).await? else {
        return Ok(());
    };
    let Some(message) = message(app, &place, notice).await? else {
        return Ok(());
    };
    let Ok(endpoint) = Url::parse(&place.endpoint) else {
        return forget(app, &place).await;
    };
    let (headers, body) = sealed(app, &place, &endpoint, &message)?;
    let status = app.federation.post(endpoint, headers, body.into()).await?;
    match status {
        // Nobody is there any more, or the node may not go there.
        None | Some(StatusCode::NOT_FOUND | StatusCode::GONE) => forget(app, &place).await,
        Some(status) if waits(status) => {
            tracing::info!(%status, "a push service asks for patience");
            later(app, &job).await
        }
        Some(status) => {
            if !status.is_success() {
                tracing::warn!(%status, "a push service refuses a message");
            }
            Ok(())
        }
    }
}

/// It may be this one client that is told too much: the others of its service do not wait for it.
async fn later(app: &App, job: &Job) -> Result<()> {
    let tx = app.core.begin().await?;
    tx.enqueue_at(job.clone(), tx.now() + PATIENCE);
    tx.commit().await
}

fn waits(status: StatusCode) -> bool {
    status.is_server_error()
        || matches!(
            status,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT
        )
}

async fn forget(app: &App, place: &Subscription) -> Result<()> {
    let tx = app.core.begin().await?;
    push::gone(&tx, place.id).await?;
    tx.commit().await
}

/// What a client is told, in its member's language; nothing where the member may not hear it any more.
async fn message(app: &App, place: &Subscription, notice: i64) -> Result<Option<Vec<u8>>> {
    let Some(person) = people::by_id(&app.core, place.person_id).await? else {
        return Ok(None);
    };
    let Some(account) = access::of_person(&app.core, &person).await? else {
        return Ok(None);
    };
    let lang = Lang::parse(&account.lang).unwrap_or_default();
    let viewer = Viewer {
        person: Some(person),
        admin: account.role == "admin",
    };
    let called = notifications::called(app, &viewer, notice, lang, OLDEST).await;
    let called = called.map_err(|error| Fault::Other(format!("{error:?}")))?;
    let Some(mut called) = called else {
        return Ok(None);
    };
    called["access_token"] = place.token.clone().into();
    called["preferred_locale"] = lang.tag().into();
    let text = called.to_string().into_bytes();
    Ok((text.len() <= LONGEST).then_some(text))
}

fn sealed(
    app: &App,
    place: &Subscription,
    endpoint: &Url,
    message: &[u8],
) -> Result<(HeaderMap, Vec<u8>)> {
    let seal = Seal::to(&place.public_key, &place.secret)?;
    let mut salt = [0; 16];
    app.core.env().chance.fill(&mut salt);
    let sealed = if place.standard {
        seal.standard(message, salt)?
    } else {
        seal.draft(message, salt)?
    };
    let (vapid, now) = (&app.vapid, app.core.now());
    let contact = contact(app);
    let token = vapid.token(endpoint, &contact, now)?;
    let key = vapid.public_key();
    let mut headers = HeaderMap::new();
    let mut put = |name: &'static str, text: String| -> Result<()> {
        let value = HeaderValue::try_from(text);
        let value = value.map_err(|error| Error::from(Fault::Other(error.to_string())))?;
        headers.insert(name, value);
        Ok(())
    };
    put("ttl", KEPT.to_owned())?;
    put("urgency", "normal".to_owned())?;
    put("content-type", "application/octet-stream".to_owned())?;
    if place.standard {
        put("content-encoding", "aes128gcm".to_owned())?;
        put("authorization", format!("vapid t={token},k={key}"))?;
    } else {
        put("content-encoding", "aesgcm".to_owned())?;
        put("encryption", format!("salt={}", sealed.salt))?;
        put("crypto-key", format!("dh={};p256ecdsa={key}", sealed.key))?;
        put("authorization", format!("WebPush {token}"))?;
    }
    Ok((headers, sealed.body))
}

/// Whom a push service may write to.
fn contact(app: &App) -> String {
    match app.config.node.contact.as_str() {
        "" => app.core.base().origin().to_owned(),
        address => format!("mailto:{address}"),
    }
}
