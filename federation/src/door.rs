//! Who stands at the door: the HTTP signature of a request, and whether its host is let in.

use std::sync::Arc;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode, header};
use palabre_core::address::{host_of_uri, same_origin};
use palabre_core::peering::{self, Level, Mode};
use serde_json::json;

use crate::Federation;
use crate::keyring::{KeyError, Known};
use crate::proof::http_signature::{self, Claim, SignatureError};

/// A request whose signature was verified.
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    /// The actor that owns the key.
    pub(crate) actor: String,
    pub(crate) host: String,
    pub(crate) key_id: String,
    pub(crate) known: Arc<Known>,
}

/// Why a request is not let in; the words are for the peer.
#[derive(Debug, Clone)]
pub(crate) struct Denied {
    status: StatusCode,
    words: String,
    retry_after_s: Option<u32>,
}

impl Denied {
    pub(crate) fn new(status: StatusCode, words: impl Into<String>) -> Self {
        Self {
            status,
            words: words.into(),
            retry_after_s: None,
        }
    }

    pub(crate) fn too_many(seconds: u32) -> Self {
        Self {
            status: StatusCode::TOO_MANY_REQUESTS,
            words: format!("too many letters: wait {seconds} seconds"),
            retry_after_s: Some(seconds),
        }
    }

    pub(crate) fn later(words: impl Into<String>, seconds: u32) -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            words: words.into(),
            retry_after_s: Some(seconds),
        }
    }
}

impl Denied {
    /// Whether it is for a fault of ours, which says nothing about who has come.
    pub(crate) fn is_our_fault(&self) -> bool {
        self.status == StatusCode::SERVICE_UNAVAILABLE
    }
}

impl From<&SignatureError> for Denied {
    fn from(error: &SignatureError) -> Self {
        Self::new(error.status(), error.to_string())
    }
}

impl IntoResponse for Denied {
    fn into_response(self) -> Response {
        let problem = Json(json!({
            "type": "about:blank",
            "status": self.status.as_u16(),
            "title": self.status.canonical_reason().unwrap_or_default(),
            "detail": self.words,
        }));
        let mut response = (self.status, problem).into_response();
        let kind = http::HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        if let Some(seconds) = self.retry_after_s {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// A request whose signature is read and whose host is let in, with its key still to come.
pub(crate) struct Knock {
    claim: Claim,
    pub(crate) key_id: String,
    host: String,
}

/// Checks everything that needs no key: shape, digest, clock, and the policy for the host.
pub(crate) async fn knock(
    fed: &Federation,
    method: &Method,
    path_and_query: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Knock, Denied> {
    let base = fed.core().base();
    let authorities = [base.host().to_owned()];
    let scheme = if base.origin().starts_with("https:") {
        "https"
    } else {
        "http"
    };
    let incoming = http_signature::Incoming {
        method,
        path_and_query,
        authorities: &authorities,
        headers,
        body,
        now_ms: fed.core().now(),
        scheme,
    };
    let claim = match http_signature::read(&incoming) {
        Ok(claim) => claim,
        Err(error) => {
            note_clock(fed, headers, &error).await;
            return Err(Denied::from(&error));
        }
    };
    let host = host_of_uri(&claim.key_id);
    let key_id = claim.key_id.clone();
    policy(fed, &host).await?;
    Ok(Knock {
        claim,
        key_id,
        host,
    })
}

impl Knock {
    /// Verifies the signature with the key of its actor; a key that fails is asked for again once.
    pub(crate) async fn verify(self, fed: &Federation) -> Result<Signed, Denied> {
        let known = fed
            .keyring()
            .key(fed, &self.key_id)
            .await
            .map_err(|error| match error {
                KeyError::Bad(_) => Denied::new(StatusCode::UNAUTHORIZED, error.to_string()),
                KeyError::Unreachable(..) | KeyError::Store(_) => {
                    Denied::later(error.to_string(), 60)
                }
            })?;
        let known = match self.check(fed, &known) {
            Ok(()) => known,
            Err(error) => {
                let again = fed.keyring().again(fed, &self.key_id).await;
                let again = again.ok_or_else(|| Denied::from(&error))?;
                self.check(fed, &again)
                    .map_err(|error| Denied::from(&error))?;
                again
            }
        };
        if !same_origin(&known.owner, &self.key_id) {
            let words = "the key and its owner are of different hosts";
            return Err(Denied::new(StatusCode::UNAUTHORIZED, words));
        }
        Ok(Signed {
            actor: known.owner.clone(),
            host: self.host,
            key_id: self.key_id,
            known,
        })
    }

    fn check(&self, fed: &Federation, known: &Known) -> Result<(), SignatureError> {
        if known.ended_at.is_some_and(|ended| ended < fed.core().now()) {
            return Err(SignatureError::NotVerified);
        }
        self.claim.verify(&known.public)
    }

    /// Whether the key is known without a fetch.
    pub(crate) async fn known(&self, fed: &Federation) -> bool {
        matches!(fed.keyring().at_hand(fed, &self.key_id).await, Ok(Some(_)))
    }
}

/// Whether a reader may have an `/ap/` document: in `allowlist` only with a valid signature of an
/// allowed host; in `open` a blocked host's signed read is refused.
pub(crate) async fn admit(fed: &Federation, parts: &Parts) -> Result<Option<Signed>, Response> {
    let signed = parts.headers.contains_key("signature");
    if !signed {
        if fed.options().mode == Mode::Allowlist {
            let words = "this node answers signed requests of the hosts that it allows";
            return Err(Denied::new(StatusCode::UNAUTHORIZED, words).into_response());
        }
        return Ok(None);
    }
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let method = if parts.method == Method::HEAD {
        &Method::GET
    } else {
        &parts.method
    };
    let knock = knock(fed, method, path, &parts.headers, b"").await;
    let signed = match knock {
        Ok(knock) => knock.verify(fed).await,
        Err(denied) => Err(denied),
    };
    let signed = match signed {
        Ok(signed) => person(fed, &signed.actor).await.map(|()| signed),
        denied => denied,
    };
    match signed {
        Ok(signed) => Ok(Some(signed)),
        // Where everybody may read, a signature that cannot be verified is no reason to refuse,
        // but one of a host that is kept out is.
        Err(denied)
            if fed.options().mode == Mode::Open && denied.status != StatusCode::FORBIDDEN =>
        {
            Ok(None)
        }
        Err(denied) => Err(denied.into_response()),
    }
}

/// Whether a host's letters and signed reads are taken at all.
pub(crate) async fn policy(fed: &Federation, host: &str) -> Result<Level, Denied> {
    let broken = |_| Denied::later("the store does not answer", 60);
    let level = peering::level(fed.core(), host).await.map_err(broken)?;
    if peering::admits(fed.options().mode, level) {
        return Ok(level);
    }
    let words = if level == Level::Block {
        format!("{host} is blocked by this node")
    } else {
        format!("{host} is not on the list of hosts that this node allows")
    };
    Err(Denied::new(StatusCode::FORBIDDEN, words))
}

/// Whether the letters of an actor are taken: those of somebody who is suspended are not.
pub(crate) async fn person(fed: &Federation, actor: &str) -> Result<(), Denied> {
    match peering::is_suspended(fed.core(), actor).await {
        Ok(false) => Ok(()),
        Ok(true) => {
            let words = format!("{actor} is suspended by this node");
            Err(Denied::new(StatusCode::FORBIDDEN, words))
        }
        Err(_) => Err(Denied::later("the store does not answer", 60)),
    }
}

/// A clock that is too far off is remembered for the peer's page.
async fn note_clock(fed: &Federation, headers: &HeaderMap, error: &SignatureError) {
    let SignatureError::Clock { offset_s } = error else {
        return;
    };
    let signature = headers
        .get("signature")
        .and_then(|value| value.to_str().ok());
    let key_id = signature
        .and_then(|text| text.split("keyId=\"").nth(1))
        .and_then(|rest| rest.split('"').next());
    let host = key_id.map(host_of_uri).unwrap_or_default();
    // Only for hosts that are known already: an unverified request makes no rows.
    let known = peering::get(fed.core(), &host).await;
    if !known.is_ok_and(|peer| peer.is_some_and(|peer| peer.was_met())) {
        return;
    }
    if let Ok(tx) = fed.core().begin().await
        && peering::note_clock_offset(&tx, &host, *offset_s)
            .await
            .is_ok()
    {
        let _ = tx.commit().await;
    }
}
