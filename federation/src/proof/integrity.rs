//! Document proofs: FEP-8b32 with the W3C suite `eddsa-jcs-2022`.
//!
//! A proof lets a document be believed wherever it was found: carried by another server, fetched
//! from an archive, forwarded by a forum. The signature is over the whole document as it stands,
//! with two members aside: the `proof` itself, and a linked-data `signature` that the
//! FEP says to put aside and that nothing here ever reads.

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::is_web_address;
use super::jcs::{JcsError, jcs_without};
use super::keys::{Ed25519Secret, KeyError, KeyKind, PublicKey};

#[cfg(test)]
mod tests;

const PROOF_TYPE: &str = "DataIntegrityProof";
const CRYPTOSUITE: &str = "eddsa-jcs-2022";
const PURPOSE: &str = "assertionMethod";
/// Longest `proofValue` read: 64 bytes take at most 88 letters of base58 and the `z`.
const MAX_PROOF_VALUE: usize = 89;

/// Why a document is not proved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// Only objects carry proofs.
    #[error("the document is not a JSON object")]
    NotAnObject,
    /// No `proof` at all.
    #[error("the document has no proof")]
    Absent,
    /// None of several proofs, or more than one, is `eddsa-jcs-2022`.
    #[error("the document does not have exactly one eddsa-jcs-2022 proof")]
    NotOne,
    /// The document to be proved has a proof already.
    #[error("the document has a proof already")]
    AlreadyProved,
    /// A member of the proof is absent or not what it must be.
    #[error("the proof's {0} is absent or not accepted")]
    Member(&'static str),
    /// The document's `@context` is not an array (making), or the proof's is not its beginning
    /// (reading).
    #[error("the @context of the proof and of the document do not fit")]
    Context,
    /// The document has no canonical form.
    #[error(transparent)]
    Canonical(#[from] JcsError),
    /// The key is not an Ed25519 key, or failed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The signature was not made by this key over this document.
    #[error("the proof does not verify")]
    NotVerified,
}

/// Adds a proof to a document of ours.
///
/// `verification_method` is the id of the key (`…#ed25519-key`) or a `did:key`; `created` is an
/// RFC 3339 time. The document's `@context` must be an array, and the proof carries a copy of it:
/// some verifiers want it equal, some want it to be the beginning.
pub fn attach(
    document: &mut Value,
    secret: &Ed25519Secret,
    verification_method: &str,
    created: &str,
) -> Result<(), ProofError> {
    check_method(verification_method)?;
    check_time(created, "created")?;
    let object = document.as_object_mut().ok_or(ProofError::NotAnObject)?;
    if object.contains_key("proof") {
        return Err(ProofError::AlreadyProved);
    }
    let context = object
        .get("@context")
        .filter(|context| context.is_array())
        .ok_or(ProofError::Context)?;
    let mut proof = Map::new();
    proof.insert("@context".into(), context.clone());
    for (name, value) in [
        ("type", PROOF_TYPE),
        ("cryptosuite", CRYPTOSUITE),
        ("verificationMethod", verification_method),
        ("proofPurpose", PURPOSE),
        ("created", created),
    ] {
        proof.insert(name.into(), value.into());
    }
    let signature = secret.sign(&hash(object, &proof)?)?;
    let value = format!("z{}", bs58::encode(signature).into_string());
    proof.insert("proofValue".into(), value.into());
    object.insert("proof".into(), Value::Object(proof));
    Ok(())
}

/// A proof that was read and not yet checked with its key.
#[derive(Debug, Clone)]
pub struct ProofClaim {
    /// The key that the proof says it was made with: an `http(s)` URL, or a `did:key`.
    pub verification_method: String,
    /// When the proof says it was made, RFC 3339; the suite does not demand it.
    pub created: Option<String>,
    /// When the proof says it ends, in milliseconds UTC; it is for the caller to decide whether a
    /// document that was accepted in time stays so.
    pub expires_ms: Option<i64>,
    hash: [u8; 64],
    signature: [u8; 64],
}

impl ProofClaim {
    /// Checks the proof. The caller has proved that `key` is the one that `verification_method`
    /// names and that it belongs to the author.
    pub fn verify(&self, key: &PublicKey) -> Result<(), ProofError> {
        if key.kind() != KeyKind::Ed25519 {
            return Err(ProofError::Key(KeyError::Kind));
        }
        if key.verify(&self.hash, &self.signature) {
            Ok(())
        } else {
            Err(ProofError::NotVerified)
        }
    }
}

/// Reads the proof of a document: the only one, or the only `eddsa-jcs-2022` one of an array.
///
/// The document is hashed as it stands, so one whose `@context` was lengthened after it was signed
/// does not verify, though the W3C algorithm would shorten it first: terms added to a context
/// change what a document means.
pub fn claim(document: &Value) -> Result<ProofClaim, ProofError> {
    let object = document.as_object().ok_or(ProofError::NotAnObject)?;
    let proof = the_proof(object)?;
    expect(proof, "type", PROOF_TYPE)?;
    expect(proof, "cryptosuite", CRYPTOSUITE)?;
    expect(proof, "proofPurpose", PURPOSE)?;
    // A chained proof also covers an earlier one, by rules of its own.
    if proof.contains_key("previousProof") {
        return Err(ProofError::Member("previousProof"));
    }
    check_context(object.get("@context"), proof.get("@context"))?;
    let verification_method = string(proof, "verificationMethod")?;
    check_method(verification_method)?;
    let created = optional(proof, "created")?;
    if let Some(created) = created {
        check_time(created, "created")?;
    }
    let expires_ms = optional(proof, "expires")?
        .map(|expires| check_time(expires, "expires"))
        .transpose()?;
    Ok(ProofClaim {
        verification_method: verification_method.to_owned(),
        created: created.map(str::to_owned),
        expires_ms,
        hash: hash(object, proof)?,
        signature: proof_value(proof)?,
    })
}

/// The key that the proof of a document names, if it has one that can be read. Nothing is hashed.
pub fn key_of(document: &Value) -> Option<&str> {
    let proof = the_proof(document.as_object()?).ok()?;
    string(proof, "verificationMethod").ok()
}

fn the_proof(object: &Map<String, Value>) -> Result<&Map<String, Value>, ProofError> {
    match object.get("proof") {
        None => Err(ProofError::Absent),
        Some(Value::Object(proof)) => Ok(proof),
        Some(Value::Array(proofs)) => {
            let mut known = proofs
                .iter()
                .filter_map(Value::as_object)
                .filter(|proof| proof.get("cryptosuite").is_some_and(|it| it == CRYPTOSUITE));
            match (known.next(), known.next()) {
                (Some(proof), None) => Ok(proof),
                _ => Err(ProofError::NotOne),
            }
        }
        Some(_) => Err(ProofError::NotOne),
    }
}

/// What is signed: SHA-256 of the proof without its value, then SHA-256 of the document without
/// its proof (W3C eddsa-jcs-2022, hashing).
fn hash(document: &Map<String, Value>, proof: &Map<String, Value>) -> Result<[u8; 64], ProofError> {
    let left_out: &[&str] = if document.get("signature").is_some_and(is_linked_data) {
        &["proof", "signature"]
    } else {
        &["proof"]
    };
    let mut hash = [0; 64];
    let (of_proof, of_document) = hash.split_at_mut(32);
    of_proof.copy_from_slice(&Sha256::digest(jcs_without(proof, &["proofValue"])?));
    of_document.copy_from_slice(&Sha256::digest(jcs_without(document, left_out)?));
    Ok(hash)
}

/// A linked-data signature, which is added after the proof (FEP-8b32, backward compatibility).
fn is_linked_data(signature: &Value) -> bool {
    signature
        .get("type")
        .is_some_and(|kind| kind == "RsaSignature2017")
}

fn check_context(document: Option<&Value>, proof: Option<&Value>) -> Result<(), ProofError> {
    let Some(proof) = proof else {
        return Ok(());
    };
    let document = document.ok_or(ProofError::Context)?;
    if as_list(document).starts_with(as_list(proof)) {
        Ok(())
    } else {
        Err(ProofError::Context)
    }
}

fn as_list(context: &Value) -> &[Value] {
    match context {
        Value::Array(items) => items,
        one => std::slice::from_ref(one),
    }
}

fn proof_value(proof: &Map<String, Value>) -> Result<[u8; 64], ProofError> {
    const REFUSED: ProofError = ProofError::Member("proofValue");
    let text = string(proof, "proofValue")?;
    // Base58 takes time by the square of its length.
    if text.len() > MAX_PROOF_VALUE {
        return Err(REFUSED);
    }
    let encoded = text.strip_prefix('z').ok_or(REFUSED)?;
    let bytes = bs58::decode(encoded).into_vec().map_err(|_| REFUSED)?;
    bytes.try_into().map_err(|_| REFUSED)
}

fn check_method(method: &str) -> Result<(), ProofError> {
    const REFUSED: ProofError = ProofError::Member("verificationMethod");
    if method.starts_with("did:key:") {
        return match PublicKey::from_did_key(method) {
            Ok(PublicKey::Ed25519(_)) => Ok(()),
            _ => Err(REFUSED),
        };
    }
    if is_web_address(method) {
        Ok(())
    } else {
        Err(REFUSED)
    }
}

/// Milliseconds of an RFC 3339 time.
fn check_time(text: &str, member: &'static str) -> Result<i64, ProofError> {
    let time = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| ProofError::Member(member))?;
    i64::try_from(time.unix_timestamp_nanos() / 1_000_000).map_err(|_| ProofError::Member(member))
}

fn string<'a>(proof: &'a Map<String, Value>, name: &'static str) -> Result<&'a str, ProofError> {
    optional(proof, name)?.ok_or(ProofError::Member(name))
}

fn optional<'a>(
    proof: &'a Map<String, Value>,
    name: &'static str,
) -> Result<Option<&'a str>, ProofError> {
    match proof.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(ProofError::Member(name)),
    }
}

fn expect(proof: &Map<String, Value>, name: &'static str, value: &str) -> Result<(), ProofError> {
    if string(proof, name)? == value {
        Ok(())
    } else {
        Err(ProofError::Member(name))
    }
}
