//! The one HTTP client: every request that leaves the node goes through it. It follows no redirect
//! by itself, resolves names through [`Reach`], and signs what it reads with the node's own actor.

use std::sync::Arc;
use std::time::Duration;

use axum::http::Extensions;
use http::{HeaderValue, StatusCode, header};
use palabre_core::naming::Base;
use palabre_core::{Core, people};
use reqwest::{Request, Response};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware, Middleware, Next};
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use url::Url;

use crate::Options;
use crate::network::Reach;
use crate::proof::http_signature::sign_cavage;
use crate::proof::jcs::{MAX_DEPTH, parse_strict};
use crate::proof::keys::RsaSecret;

/// Largest document that is read.
const LARGEST: usize = 1_048_576;
const REDIRECTS: usize = 3;
/// What is asked for of a file, and how long it may take to come.
const FILES: &str = "image/*, video/*, audio/*";
const PATIENCE: Duration = Duration::from_secs(25);
const ACCEPT: &str = "application/activity+json, \
    application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";

/// Why a document could not be read.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum FetchError {
    /// It is not there, and asking again would not help.
    #[error("{0} answers {1}")]
    Absent(String, u16),
    /// The host does not answer, or asks to come back later.
    #[error("{0} cannot be reached: {1}")]
    Unreachable(String, String),
    /// What it answers cannot be used.
    #[error("{0} answers something that cannot be used: {1}")]
    Unusable(String, String),
    /// Another host leads to what is this node's own, which asks itself for nothing.
    #[error("{0} is of this node")]
    Ours(String),
}

/// A document as it was answered.
pub(crate) struct Answer {
    /// The address that answered at last, after redirects.
    pub(crate) place: Url,
    pub(crate) document: Value,
    /// How many bytes it took.
    pub(crate) bytes: usize,
}

/// The node's HTTP client.
#[derive(Clone)]
pub(crate) struct Client {
    base: Base,
    reach: Reach,
    plain: reqwest::Client,
    signing: ClientWithMiddleware,
}

impl Client {
    pub(crate) async fn new(core: &Core, options: &Options) -> Result<Self, String> {
        let host = core.base().host();
        let trial = palabre_core::address::Host::parse(host).is_ok_and(|host| host.is_trial());
        let reach = Reach {
            trial,
            allow_private: options.allow_private.clone().into(),
            overrides: Arc::new(options.overrides.clone()),
        };
        let plain = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(Arc::new(reach.clone()))
            .connect_timeout(options.connect_timeout)
            .timeout(options.timeout)
            .pool_max_idle_per_host(4)
            .pool_idle_timeout(std::time::Duration::from_mins(1))
            .no_proxy()
            .user_agent(format!(
                "Palabre/{} (+{})",
                options.node.version,
                core.base().origin()
            ))
            .build()
            .map_err(|error| error.to_string())?;
        let signature = Signature::of_node(core).await?;
        let signing = ClientBuilder::new(plain.clone()).with(signature).build();
        Ok(Self {
            base: core.base().clone(),
            reach,
            plain,
            signing,
        })
    }

    /// For the library, whose fetches all pass through it. The library reads whatever body comes,
    /// so an answer that is none of use never reaches it.
    pub(crate) fn for_library(&self) -> ClientWithMiddleware {
        ClientBuilder::from_client(self.signing.clone())
            .with(Statuses)
            .build()
    }

    pub(crate) fn reach(&self) -> &Reach {
        &self.reach
    }

    /// Sends something as it is; redirects are not followed.
    pub(crate) async fn post(
        &self,
        url: Url,
        headers: http::HeaderMap,
        body: bytes::Bytes,
    ) -> Result<Response, FetchError> {
        let place = url.to_string();
        self.reach
            .check(&url)
            .map_err(|why| FetchError::Unusable(place.clone(), why.into()))?;
        self.plain
            .post(url)
            .headers(headers)
            .body(body)
            .send()
            .await
            .map_err(|error| FetchError::Unreachable(place, root_cause(&error)))
    }

    /// Reads an ActivityPub document, signed.
    pub(crate) async fn document(&self, url: &str) -> Result<Answer, FetchError> {
        let (place, response) = self.get(url, ACCEPT).await?;
        let kind = response.headers().get(header::CONTENT_TYPE).cloned();
        if !kind.as_ref().is_some_and(is_activity) {
            return Err(FetchError::Unusable(
                place.to_string(),
                "its type is no ActivityPub document".to_owned(),
            ));
        }
        let (document, bytes) = read(&place, response).await?;
        Ok(Answer {
            place,
            document,
            bytes,
        })
    }

    /// Reads a JSON document that is no ActivityPub: WebFinger, NodeInfo.
    pub(crate) async fn json(&self, url: &str) -> Result<Value, FetchError> {
        let (place, response) = self
            .get(url, "application/jrd+json, application/json")
            .await?;
        Ok(read(&place, response).await?.0)
    }

    /// Writes a file into another as it comes in, of at most so many bytes; answers how many.
    pub(crate) async fn download(
        &self,
        url: &str,
        most: u64,
        into: std::fs::File,
    ) -> Result<u64, FetchError> {
        let (place, mut response) = self.get_within(url, FILES, Some(PATIENCE)).await?;
        let unreachable = |why: String| FetchError::Unreachable(place.to_string(), why);
        let mut into = tokio::fs::File::from_std(into);
        let mut size = 0;
        loop {
            let chunk = response.chunk().await;
            let chunk = chunk.map_err(|error| unreachable(root_cause(&error)))?;
            let Some(chunk) = chunk else { break };
            size += chunk.len() as u64;
            if size > most {
                let why = format!("it has more than {most} bytes");
                return Err(FetchError::Unusable(place.to_string(), why));
            }
            let written = into.write_all(&chunk).await;
            written.map_err(|error| unreachable(error.to_string()))?;
        }
        let written = into.flush().await;
        written.map_err(|error| unreachable(error.to_string()))?;
        Ok(size)
    }

    async fn get(&self, url: &str, accept: &str) -> Result<(Url, Response), FetchError> {
        self.get_within(url, accept, None).await
    }

    /// As [`Self::get`], with more time than a document is given.
    async fn get_within(
        &self,
        url: &str,
        accept: &str,
        patience: Option<Duration>,
    ) -> Result<(Url, Response), FetchError> {
        let unusable = |why: &str| FetchError::Unusable(url.to_owned(), why.to_owned());
        let mut place = Url::parse(url).map_err(|_| unusable("it is no address"))?;
        for _ in 0..=REDIRECTS {
            self.reach.check(&place).map_err(unusable)?;
            let mut request = self.signing.get(place.clone());
            if let Some(patience) = patience {
                request = request.timeout(patience);
            }
            let response = request
                .header(header::ACCEPT, accept)
                .send()
                .await
                .map_err(|error| FetchError::Unreachable(place.to_string(), root_cause(&error)))?;
            let status = response.status();
            if status.is_redirection() {
                let target = response.headers().get(header::LOCATION);
                let target = target.and_then(|value| value.to_str().ok());
                let next = target.and_then(|text| place.join(text).ok());
                place = next.ok_or_else(|| unusable("it redirects to nowhere"))?;
                if self.base.is_ours(place.as_str()) {
                    return Err(FetchError::Ours(place.into()));
                }
                continue;
            }
            return match status {
                _ if status.is_success() => Ok((place, response)),
                StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => Err(
                    FetchError::Unreachable(place.to_string(), status.to_string()),
                ),
                _ if status.is_server_error() => Err(FetchError::Unreachable(
                    place.to_string(),
                    status.to_string(),
                )),
                _ => Err(FetchError::Absent(place.to_string(), status.as_u16())),
            };
        }
        Err(unusable("it redirects too often"))
    }
}

/// The deepest cause of an error, in its own words.
pub(crate) fn root_cause(error: &dyn std::error::Error) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}

fn is_activity(kind: &HeaderValue) -> bool {
    let Ok(text) = kind.to_str() else {
        return false;
    };
    let text = text.to_ascii_lowercase();
    let mut parts = text.split(';').map(str::trim);
    match parts.next() {
        Some("application/activity+json") => true,
        Some("application/ld+json") => parts.any(|part| {
            part.replace([' ', '"'], "") == "profile=https://www.w3.org/ns/activitystreams"
        }),
        _ => false,
    }
}

/// The document in an answer, and its size in bytes.
async fn read(place: &Url, mut response: Response) -> Result<(Value, usize), FetchError> {
    let unusable = |why: String| FetchError::Unusable(place.to_string(), why);
    let mut body = Vec::new();
    loop {
        let chunk = response
            .chunk()
            .await
            .map_err(|error| FetchError::Unreachable(place.to_string(), root_cause(&error)))?;
        let Some(chunk) = chunk else { break };
        if body.len() + chunk.len() > LARGEST {
            return Err(unusable(format!("it has more than {LARGEST} bytes")));
        }
        body.extend_from_slice(&chunk);
    }
    let document = parse_strict(&body, MAX_DEPTH).map_err(|error| unusable(error.to_string()))?;
    Ok((document, body.len()))
}

/// Signs what is read with the node's own actor, so that peers which ask for it answer.
struct Signature {
    secret: RsaSecret,
    key_uri: String,
    core: Core,
}

impl Signature {
    async fn of_node(core: &Core) -> Result<Self, String> {
        let actor = core.base().actor();
        let stored = people::keys::secret(core, &actor, "rsa")
            .await
            .map_err(|error| error.to_string())?
            .ok_or("the node's actor has no key")?;
        let secret = RsaSecret::from_bytes(&stored.1).map_err(|error| error.to_string())?;
        Ok(Self {
            secret,
            key_uri: stored.0,
            core: core.clone(),
        })
    }
}

#[async_trait::async_trait]
impl Middleware for Signature {
    async fn handle(
        &self,
        mut request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        let (now, method) = (self.core.now(), request.method().clone());
        let signed = sign_cavage(
            &self.secret,
            &self.key_uri,
            &method,
            request.url(),
            None,
            now,
        );
        match signed {
            Ok(headers) => request.headers_mut().extend(headers),
            Err(error) => return Err(reqwest_middleware::Error::Middleware(error.into())),
        }
        next.run(request, extensions).await
    }
}

/// An answer without a document.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the answer is {0}")]
pub(crate) struct Answered(pub(crate) StatusCode);

/// Turns answers without a document into errors that say their status.
struct Statuses;

#[async_trait::async_trait]
impl Middleware for Statuses {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        let response = next.run(request, extensions).await?;
        let status = response.status();
        if status.is_success() || status.is_redirection() || status == StatusCode::GONE {
            return Ok(response);
        }
        Err(reqwest_middleware::Error::middleware(Answered(status)))
    }
}
