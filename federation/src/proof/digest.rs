//! Digests of a body: `Digest` (RFC 3230, with draft-cavage signatures) and `Content-Digest`
//! (RFC 9530, with RFC 9421 signatures), made and compared with the raw bytes received.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sfv::{Dictionary, ListEntry, Parser};
use sha2::{Digest as _, Sha256, Sha512};

#[cfg(test)]
mod tests;

/// Why a digest header is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DigestError {
    /// The header cannot be read, or names one algorithm twice.
    #[error("the digest header cannot be read")]
    Malformed,
    /// No SHA-256 (nor, in `Content-Digest`, SHA-512).
    #[error("the digest header names no algorithm known here (use SHA-256)")]
    Unknown,
    /// The body is not the one that was digested.
    #[error("the digest is not the one of the body received")]
    Mismatch,
}

/// The SHA-256 of a body, computed once and sent to many hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyDigest([u8; 32]);

impl BodyDigest {
    /// Digests the bytes that will be sent, exactly.
    pub fn of(body: &[u8]) -> Self {
        Self(Sha256::digest(body).into())
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Value of `Digest`: `SHA-256=` and base64.
    pub fn digest_header(&self) -> String {
        format!("SHA-256={}", STANDARD.encode(self.0))
    }

    /// Value of `Content-Digest`: `sha-256=:base64:`.
    pub fn content_digest_header(&self) -> String {
        format!("sha-256=:{}:", STANDARD.encode(self.0))
    }
}

/// Compares the value of a `Digest` header with the body.
///
/// Algorithms come in any case and order. SHA-256 must be there; it and SHA-512 must both be right
/// where both are given; others are unknown to us and say nothing.
pub fn check_digest(header: &str, body: &[u8]) -> Result<(), DigestError> {
    let (mut sha256, mut sha512) = (None, None);
    for part in header.split(',') {
        let (name, value) = part.trim().split_once('=').ok_or(DigestError::Malformed)?;
        let seen = match name.to_ascii_lowercase().as_str() {
            "sha-256" => &mut sha256,
            "sha-512" => &mut sha512,
            _ => continue,
        };
        let value = STANDARD.decode(value).map_err(|_| DigestError::Malformed)?;
        if seen.replace(value).is_some() {
            return Err(DigestError::Malformed);
        }
    }
    if sha256.is_none() {
        return Err(DigestError::Unknown);
    }
    compare(sha256.as_deref(), sha512.as_deref(), body)
}

/// Compares the value of a `Content-Digest` header with the body: `sha-256`, `sha-512` or both,
/// each of them right.
pub fn check_content_digest(header: &str, body: &[u8]) -> Result<(), DigestError> {
    let members: Dictionary = Parser::new(header)
        .parse()
        .map_err(|_| DigestError::Malformed)?;
    let read = |name: &str| match members.get(name) {
        None => Ok(None),
        Some(ListEntry::Item(item)) => item
            .bare_item
            .as_byte_sequence()
            .map(Some)
            .ok_or(DigestError::Malformed),
        Some(ListEntry::InnerList(_)) => Err(DigestError::Malformed),
    };
    let (sha256, sha512) = (read("sha-256")?, read("sha-512")?);
    if sha256.is_none() && sha512.is_none() {
        return Err(DigestError::Unknown);
    }
    compare(sha256, sha512, body)
}

fn compare(sha256: Option<&[u8]>, sha512: Option<&[u8]>, body: &[u8]) -> Result<(), DigestError> {
    let right = sha256.is_none_or(|given| given == Sha256::digest(body).as_slice())
        && sha512.is_none_or(|given| given == Sha512::digest(body).as_slice());
    if right {
        Ok(())
    } else {
        Err(DigestError::Mismatch)
    }
}
