//! HTTP signatures: draft-cavage-http-signatures-12 and RFC 9421, read and made.
//!
//! [`read`] makes every check that needs no key, so that an unsigned, stale or altered request
//! costs neither a fetch nor a public key operation. What it refuses is what has been a forgery
//! elsewhere: a signature that leaves out the host, the path, the time or the body; a header given
//! twice, of which one reader takes the first and another the last; a time that cannot be read.

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use url::Url;

use super::digest::{self, BodyDigest, DigestError};
use super::is_web_address;
use super::keys::{Ed25519Secret, KeyError, KeyKind, PublicKey, RsaSecret};

mod cavage;
mod rfc9421;

#[cfg(test)]
mod tests;

/// How far a peer's clock may be from ours, both ways, in seconds (ledger §9).
pub const CLOCK_WINDOW_S: u64 = 12 * 60 * 60;
/// Longest key id read, in bytes.
const MAX_KEY_ID: usize = 2048;
/// Most parts of a request that a signature may cover: looking for one given twice takes time by
/// the square of their number.
const MAX_COVERED: usize = 64;

const SIGNATURE: HeaderName = HeaderName::from_static("signature");
const SIGNATURE_INPUT: HeaderName = HeaderName::from_static("signature-input");
const DIGEST: HeaderName = HeaderName::from_static("digest");
const CONTENT_DIGEST: HeaderName = HeaderName::from_static("content-digest");
/// Headers of which two readers could take two different values.
const ONLY_ONCE: [HeaderName; 7] = [
    SIGNATURE,
    SIGNATURE_INPUT,
    DIGEST,
    CONTENT_DIGEST,
    header::HOST,
    header::DATE,
    header::CONTENT_TYPE,
];
/// The one date form that senders write (RFC 9110 section 5.6.7, IMF-fixdate).
const HTTP_DATE: &[BorrowedFormatItem<'static>] = format_description!(
    "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
);

/// A request as it came in.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// The method of the request line.
    pub method: &'a Method,
    /// Path and query as received, not decoded and not shortened.
    pub path_and_query: &'a str,
    /// The names under which this node answers: lower-case ASCII `host` or `host:port`.
    pub authorities: &'a [String],
    /// All headers. Over HTTP/2 the caller puts `:authority` in as `host`.
    pub headers: &'a HeaderMap,
    /// The raw body.
    pub body: &'a [u8],
    /// Now, in milliseconds UTC.
    pub now_ms: i64,
    /// `https` or `http`, as the sender saw it.
    pub scheme: &'a str,
}

impl<'a> Incoming<'a> {
    /// The one value of a header that is never given twice, `None` when it is absent.
    fn header(&self, name: &HeaderName) -> Result<Option<&'a str>, SignatureError> {
        self.headers
            .get(name)
            .map(|value| {
                value
                    .to_str()
                    .map_err(|_| SignatureError::Malformed("a header is not ASCII"))
            })
            .transpose()
    }

    /// All values of a header as one (RFC 9421 section 2.1, draft-cavage section 2.3).
    fn joined(&self, name: &str) -> Result<String, SignatureError> {
        let mut values = Vec::new();
        for value in self.headers.get_all(name) {
            let value = value
                .to_str()
                .map_err(|_| SignatureError::Malformed("a signed header is not ASCII"))?;
            values.push(value.trim_matches([' ', '\t']));
        }
        if values.is_empty() {
            return Err(SignatureError::SignedHeaderAbsent(name.to_owned()));
        }
        Ok(values.join(", "))
    }

    /// True when the body must be covered by the signature.
    fn bears_body(&self) -> bool {
        self.method == Method::POST || !self.body.is_empty()
    }

    fn path(&self) -> &'a str {
        self.path_and_query
            .split_once('?')
            .map_or(self.path_and_query, |(path, _)| path)
    }

    /// The host named by the request, lower case and without the scheme's own port.
    fn authority(&self) -> Result<String, SignatureError> {
        let host = self
            .header(&header::HOST)?
            .ok_or(SignatureError::NotCovered("host"))?;
        Ok(normal_authority(host, self.scheme))
    }
}

/// Which of the two ways of signing a request was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// draft-cavage-http-signatures-12, what most servers speak.
    Cavage,
    /// RFC 9421.
    Rfc9421,
}

/// What the sender says of the algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Algorithm {
    /// Nothing, or `hs2019`: the kind of the key decides.
    OfTheKey,
    Rsa,
    Ed25519,
}

/// A request that passed every check but that of the signature itself.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The key that the sender says it used, an `http` or `https` URL, as written.
    pub key_id: String,
    /// Which way of signing.
    pub scheme: Scheme,
    /// The time signed minus ours, in seconds: positive when the sender's clock is ahead.
    pub offset_s: i64,
    algorithm: Algorithm,
    /// The texts that the signature may be over: one, or for draft-cavage with a query, the one
    /// with it and the one without.
    bases: Vec<Vec<u8>>,
    signature: Vec<u8>,
}

impl Claim {
    /// Checks the signature. The caller has proved that `key` is the one that `key_id` names and
    /// that it belongs to the actor.
    pub fn verify(&self, key: &PublicKey) -> Result<(), SignatureError> {
        let agrees = match self.algorithm {
            Algorithm::OfTheKey => true,
            Algorithm::Rsa => key.kind() == KeyKind::Rsa,
            Algorithm::Ed25519 => key.kind() == KeyKind::Ed25519,
        };
        if !agrees {
            return Err(SignatureError::OtherAlgorithm);
        }
        let verified = self
            .bases
            .iter()
            .any(|base| key.verify(base, &self.signature));
        if verified {
            Ok(())
        } else {
            Err(SignatureError::NotVerified)
        }
    }

    /// The bytes of the signature, by which a replay can be known.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }
}

/// Why a request is refused. The text goes to the peer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// No signature at all.
    #[error("the request is not signed")]
    Unsigned,
    /// A header that must be single is given twice.
    #[error("the header {0} is given more than once")]
    Repeated(HeaderName),
    /// Something cannot be read.
    #[error("the signature cannot be read: {0}")]
    Malformed(&'static str),
    /// `Host` is not a name of this node.
    #[error("the request is meant for {0}, which is not this server")]
    OtherHost(String),
    /// A part of the request that must be signed is not.
    #[error("the signature does not cover {0}")]
    NotCovered(&'static str),
    /// The signature names a header that the request does not have.
    #[error("the signature covers the header {0}, which the request does not have")]
    SignedHeaderAbsent(String),
    /// A component, a component parameter or a derived component not implemented here.
    #[error("the signature covers {0}, which is not supported here")]
    Unsupported(String),
    /// The sender's clock is more than twelve hours from ours.
    #[error(
        "the time of the signature is {offset_s} seconds from the time here; \
         at most 43200 either way are accepted"
    )]
    Clock {
        /// The sender's time minus ours, in seconds: positive when the sender is ahead.
        offset_s: i64,
    },
    /// The sender's own limit has passed.
    #[error("the signature expired {ago_s} seconds ago by the time here")]
    Expired {
        /// Seconds since the limit.
        ago_s: i64,
    },
    /// The body is not the one that was signed.
    #[error(transparent)]
    Digest(#[from] DigestError),
    /// An algorithm that is not accepted.
    #[error("the algorithm {0} is not accepted (use rsa-sha256, rsa-v1_5-sha256 or ed25519)")]
    Algorithm(String),
    /// The algorithm named is not the one of the key.
    #[error("the signature names another algorithm than that of its key")]
    OtherAlgorithm,
    /// `keyId` is not an `http` or `https` URL.
    #[error("the key id is not an http or https URL")]
    KeyId,
    /// The signature was not made by this key over this request.
    #[error("the signature does not verify with the key it names")]
    NotVerified,
}

impl SignatureError {
    /// 400 when the request cannot be understood, 401 when it is not believed.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Repeated(_)
            | Self::Malformed(_)
            | Self::Digest(DigestError::Malformed)
            | Self::SignedHeaderAbsent(_) => StatusCode::BAD_REQUEST,
            _ => StatusCode::UNAUTHORIZED,
        }
    }
}

/// Makes every check of a signed request that needs no key.
///
/// When the request carries the headers of both ways of signing, RFC 9421 is taken only if it is
/// complete, that is, if `Signature` holds what `Signature-Input` announces.
pub fn read(incoming: &Incoming) -> Result<Claim, SignatureError> {
    for name in ONLY_ONCE {
        if incoming.headers.get_all(&name).iter().nth(1).is_some() {
            return Err(SignatureError::Repeated(name));
        }
    }
    let signature = incoming
        .header(&SIGNATURE)?
        .ok_or(SignatureError::Unsigned)?;
    check_host(incoming)?;
    check_digests(incoming)?;
    match incoming.header(&SIGNATURE_INPUT)? {
        Some(input) => match rfc9421::pick(input, signature) {
            Ok(picked) => rfc9421::read(incoming, picked),
            Err(_) if cavage::looks_like(signature) => cavage::read(incoming, signature),
            Err(error) => Err(error),
        },
        None => cavage::read(incoming, signature),
    }
}

fn check_host(incoming: &Incoming) -> Result<(), SignatureError> {
    let authority = incoming.authority()?;
    let ours = incoming
        .authorities
        .iter()
        .any(|name| normal_authority(name, incoming.scheme) == authority);
    if ours {
        Ok(())
    } else {
        Err(SignatureError::OtherHost(authority))
    }
}

/// Compares every digest given with the body, signed or not: a digest that lies is never kept.
fn check_digests(incoming: &Incoming) -> Result<(), SignatureError> {
    if let Some(value) = incoming.header(&DIGEST)? {
        digest::check_digest(value, incoming.body)?;
    }
    if let Some(value) = incoming.header(&CONTENT_DIGEST)? {
        digest::check_content_digest(value, incoming.body)?;
    }
    Ok(())
}

/// Lower case, without the port that the scheme implies.
fn normal_authority(authority: &str, scheme: &str) -> String {
    let lower = authority.trim().to_ascii_lowercase();
    let implied = if scheme == "http" { ":80" } else { ":443" };
    match lower.strip_suffix(implied) {
        Some(host) => host.to_owned(),
        None => lower,
    }
}

/// The time signed minus now, in seconds; refused beyond twelve hours, both ways.
fn check_clock(at_s: i64, now_ms: i64) -> Result<i64, SignatureError> {
    let offset_s = at_s.saturating_sub(now_ms.div_euclid(1000));
    if offset_s.unsigned_abs() <= CLOCK_WINDOW_S {
        Ok(offset_s)
    } else {
        Err(SignatureError::Clock { offset_s })
    }
}

/// Refuses a signature past the limit that its sender gave it.
fn check_expires(at_s: i64, now_ms: i64) -> Result<(), SignatureError> {
    let ago_s = now_ms.div_euclid(1000).saturating_sub(at_s);
    if ago_s <= 0 {
        Ok(())
    } else {
        Err(SignatureError::Expired { ago_s })
    }
}

/// The seconds of an HTTP date.
fn parse_http_date(text: &str) -> Result<i64, SignatureError> {
    time::PrimitiveDateTime::parse(text, HTTP_DATE)
        .map(|date| date.assume_utc().unix_timestamp())
        .map_err(|_| SignatureError::Malformed("the Date header is not an HTTP date"))
}

fn check_key_id(key_id: &str) -> Result<(), SignatureError> {
    if key_id.len() <= MAX_KEY_ID && is_web_address(key_id) {
        Ok(())
    } else {
        Err(SignatureError::KeyId)
    }
}

/// A secret to sign with, of either kind.
#[derive(Debug, Clone, Copy)]
pub enum Secret<'a> {
    /// `rsa-v1_5-sha256`.
    Rsa(&'a RsaSecret),
    /// `ed25519`.
    Ed25519(&'a Ed25519Secret),
}

impl Secret<'_> {
    fn sign(self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        match self {
            Self::Rsa(secret) => secret.sign(message),
            Self::Ed25519(secret) => secret.sign(message),
        }
    }
}

/// Why a request of ours cannot be signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SigningError {
    /// The key id cannot stand in a header.
    #[error("the key id cannot stand in a header")]
    KeyId,
    /// The target has no host.
    #[error("the target of the request has no host")]
    Target,
    /// The time has no HTTP date.
    #[error("the time cannot be written as an HTTP date")]
    Time,
    /// The key failed.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Signs a request by draft-cavage: `(request-target) host date`, and `digest` with a body.
///
/// The headers returned (`host`, `date`, `digest`, `signature`) are those of the request and go
/// with it unchanged. `digest` is the one of the body, computed once for all the hosts it goes to.
pub fn sign_cavage(
    secret: &RsaSecret,
    key_id: &str,
    method: &Method,
    url: &Url,
    digest: Option<&BodyDigest>,
    now_ms: i64,
) -> Result<HeaderMap, SigningError> {
    cavage::sign(secret, key_id, method, url, digest, now_ms)
}

/// Signs a request by RFC 9421, as [`TAG`]: `@method`, `@target-uri`, and `content-digest` with a
/// body.
///
/// The headers returned (`content-digest`, `signature-input`, `signature`) go with the request
/// unchanged.
pub fn sign_rfc9421(
    secret: Secret,
    key_id: &str,
    method: &Method,
    url: &Url,
    digest: Option<&BodyDigest>,
    now_ms: i64,
) -> Result<HeaderMap, SigningError> {
    rfc9421::sign(secret, key_id, method, url, digest, now_ms)
}

pub use rfc9421::TAG;

/// `host` or `host:port` of a target, with the port as in the URL.
fn url_authority(url: &Url) -> Result<String, SigningError> {
    let host = url.host_str().ok_or(SigningError::Target)?;
    Ok(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

/// Path and query of a target.
fn url_target(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

/// A key id that needs no escape inside a quoted string.
fn quotable(key_id: &str) -> Result<&str, SigningError> {
    let plain = |letter: u8| letter.is_ascii_graphic() && letter != b'"' && letter != b'\\';
    if key_id.bytes().all(plain) {
        Ok(key_id)
    } else {
        Err(SigningError::KeyId)
    }
}

fn http_date(now_ms: i64) -> Result<String, SigningError> {
    OffsetDateTime::from_unix_timestamp(now_ms.div_euclid(1000))
        .ok()
        .and_then(|date| date.format(HTTP_DATE).ok())
        .ok_or(SigningError::Time)
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) -> Result<(), SigningError> {
    let value = HeaderValue::from_str(value).map_err(|_| SigningError::Target)?;
    headers.insert(name, value);
    Ok(())
}
