//! Public keys as peers publish them, and the secrets that this node signs with.
//!
//! Verifying and signing is done by `aws-lc-rs`; `rsa` makes and parses RSA keys. An actor carries
//! an RSA key in `publicKey` and an Ed25519 key in `assertionMethod` (FEP-521a).

use std::fmt;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ED25519, Ed25519KeyPair, KeyPair as _, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::pkcs8::der::{Decode as _, Encode as _};
use rsa::pkcs8::{
    DecodePrivateKey as _, EncodePrivateKey as _, ObjectIdentifier, SecretDocument,
    SubjectPublicKeyInfoRef,
};
use rsa::rand_core::CryptoRngCore;
use rsa::traits::PublicKeyParts as _;

#[cfg(test)]
mod tests;

/// Size in bits of the RSA keys that this node makes.
const RSA_BITS: usize = 2048;
/// Sizes in bits of the RSA keys that this node accepts.
const RSA_ACCEPTED_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;
/// Longest key text read: an RSA key of 8192 bits takes under 1500 characters of PEM. Base58 takes
/// time by the square of its length, which is why its text is bounded before it is decoded.
const MAX_KEY_TEXT: usize = 4096;
const ED25519_OID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
/// The encodings of the points of small order on edwards25519, their sign bit cleared. Under such a
/// key one signature is right for many messages, so a proof made with it proves nothing. (Their
/// other encodings, of coordinates not below the prime, the library refuses by itself.)
const SMALL_ORDER: [[u8; 32]; 5] = [
    little_endian(0x00, 0x00, 0x00),
    little_endian(0x01, 0x00, 0x00),
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ],
    little_endian(0xec, 0xff, 0x7f),
];
/// `SubjectPublicKeyInfo` of an Ed25519 key up to the key itself (RFC 8410 section 4).
const ED25519_SPKI_PREFIX: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];
/// Multicodec `ed25519-pub` (0xed) and `rsa-pub` (0x1205) as unsigned varints.
const MULTICODEC_ED25519: [u8; 2] = [0xed, 0x01];
const MULTICODEC_RSA: [u8; 2] = [0x85, 0x24];
/// First byte of the stored form.
const STORED_RSA: u8 = 1;
const STORED_ED25519: u8 = 2;

/// Why a key is not usable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not one PEM block labelled `PUBLIC KEY` or `RSA PUBLIC KEY`.
    #[error("the key is not one PEM block labelled PUBLIC KEY or RSA PUBLIC KEY")]
    Pem,
    /// Neither RSA nor Ed25519.
    #[error("the key is neither RSA nor Ed25519")]
    Kind,
    /// An RSA modulus outside 2048 to 8192 bits.
    #[error("the RSA key has {bits} bits, accepted are 2048 to 8192")]
    Size {
        /// Bits of the modulus.
        bits: usize,
    },
    /// An Ed25519 key under which one signature is right for many messages.
    #[error("the Ed25519 key is a point of small order")]
    Weak,
    /// The encoding does not hold a key.
    #[error("the key is malformed")]
    Malformed,
    /// Not base58btc multibase (`z…`) of a known multicodec.
    #[error("the key is not a base58btc Multikey")]
    Multibase,
    /// The library could not make a key or a signature.
    #[error("the key could not be used to sign")]
    Signing,
}

/// Which algorithm a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rsa,
    /// Ed25519 (RFC 8032).
    Ed25519,
}

/// An RSA public key of 2048 to 8192 bits.
#[derive(Clone)]
pub struct RsaPublic {
    parsed: ParsedPublicKey,
    /// PKCS#1 `RSAPublicKey` in DER, re-encoded so that equal keys have equal bytes.
    der: Box<[u8]>,
}

/// An Ed25519 public key.
#[derive(Clone)]
pub struct Ed25519Public {
    parsed: ParsedPublicKey,
    bytes: [u8; 32],
}

/// A public key of a peer's actor, or of ours.
#[derive(Clone)]
pub enum PublicKey {
    /// Found in `publicKey.publicKeyPem`.
    Rsa(RsaPublic),
    /// Found in `assertionMethod[].publicKeyMultibase`.
    Ed25519(Ed25519Public),
}

impl PublicKey {
    /// Reads SPKI (`PUBLIC KEY`, RSA or Ed25519) or PKCS#1 (`RSA PUBLIC KEY`).
    ///
    /// Line lengths and line ends are free, for servers differ in them; anything but white space
    /// around the one block is refused.
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let (label, der) = pem_block(pem)?;
        match label {
            "PUBLIC KEY" => Self::from_spki(&der),
            "RSA PUBLIC KEY" => Self::from_pkcs1(&der),
            _ => Err(KeyError::Pem),
        }
    }

    /// Reads a Multikey: `z6Mk…` for Ed25519, `z4MX…` for RSA (FEP-521a).
    pub fn from_multibase(text: &str) -> Result<Self, KeyError> {
        let encoded = text.strip_prefix('z').ok_or(KeyError::Multibase)?;
        if encoded.len() > MAX_KEY_TEXT {
            return Err(KeyError::Multibase);
        }
        let bytes = bs58::decode(encoded)
            .into_vec()
            .map_err(|_| KeyError::Multibase)?;
        if let Some(key) = bytes.strip_prefix(&MULTICODEC_ED25519) {
            Self::from_ed25519(key)
        } else if let Some(der) = bytes.strip_prefix(&MULTICODEC_RSA) {
            Self::from_pkcs1(der)
        } else {
            Err(KeyError::Multibase)
        }
    }

    /// Reads `did:key:z6Mk…`, with or without the fragment that repeats the key.
    pub fn from_did_key(did: &str) -> Result<Self, KeyError> {
        let text = did.strip_prefix("did:key:").ok_or(KeyError::Multibase)?;
        match text.split_once('#') {
            Some((key, fragment)) if key == fragment => Self::from_multibase(key),
            Some(_) => Err(KeyError::Multibase),
            None => Self::from_multibase(text),
        }
    }

    /// The form kept in the database: one byte for the kind, then PKCS#1 DER or 32 bytes.
    pub fn to_stored_bytes(&self) -> Vec<u8> {
        let (kind, key): (u8, &[u8]) = match self {
            Self::Rsa(key) => (STORED_RSA, &key.der),
            Self::Ed25519(key) => (STORED_ED25519, &key.bytes),
        };
        let mut stored = Vec::with_capacity(1 + key.len());
        stored.push(kind);
        stored.extend_from_slice(key);
        stored
    }

    /// Reads [`PublicKey::to_stored_bytes`], with the same checks as a key from a peer.
    pub fn from_stored_bytes(stored: &[u8]) -> Result<Self, KeyError> {
        match stored.split_first() {
            Some((&STORED_RSA, key)) => Self::from_pkcs1(key),
            Some((&STORED_ED25519, key)) => Self::from_ed25519(key),
            _ => Err(KeyError::Malformed),
        }
    }

    /// Reads the 32 bytes of an Ed25519 key.
    pub fn from_ed25519(key: &[u8]) -> Result<Self, KeyError> {
        let bytes: [u8; 32] = key.try_into().map_err(|_| KeyError::Malformed)?;
        if has_small_order(bytes) {
            return Err(KeyError::Weak);
        }
        let parsed = ParsedPublicKey::new(&ED25519, bytes).map_err(|_| KeyError::Malformed)?;
        Ok(Self::Ed25519(Ed25519Public { parsed, bytes }))
    }

    /// Which algorithm the key is for.
    pub fn kind(&self) -> KeyKind {
        match self {
            Self::Rsa(_) => KeyKind::Rsa,
            Self::Ed25519(_) => KeyKind::Ed25519,
        }
    }

    /// True when `signature` was made over `message` by the secret of this key: RSASSA-PKCS1-v1_5
    /// with SHA-256, or Ed25519.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        let parsed = match self {
            Self::Rsa(key) => &key.parsed,
            Self::Ed25519(key) => &key.parsed,
        };
        parsed.verify_sig(message, signature).is_ok()
    }

    /// SPKI in PEM (`PUBLIC KEY`), with LF and a final LF.
    pub fn to_pem(&self) -> String {
        let spki = match self {
            Self::Rsa(key) => rsa_spki(&key.der),
            Self::Ed25519(key) => [&ED25519_SPKI_PREFIX[..], &key.bytes].concat(),
        };
        let text = STANDARD.encode(spki);
        let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
        for (index, letter) in text.chars().enumerate() {
            if index > 0 && index % 64 == 0 {
                pem.push('\n');
            }
            pem.push(letter);
        }
        pem.push_str("\n-----END PUBLIC KEY-----\n");
        pem
    }

    /// The key as a Multikey (FEP-521a).
    pub fn to_multibase(&self) -> String {
        let bytes = match self {
            Self::Rsa(key) => [&MULTICODEC_RSA[..], &key.der].concat(),
            Self::Ed25519(key) => [&MULTICODEC_ED25519[..], &key.bytes].concat(),
        };
        format!("z{}", bs58::encode(bytes).into_string())
    }

    fn from_spki(der: &[u8]) -> Result<Self, KeyError> {
        let spki = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| KeyError::Malformed)?;
        let key = spki
            .subject_public_key
            .as_bytes()
            .ok_or(KeyError::Malformed)?;
        match spki.algorithm.oid {
            rsa::pkcs1::ALGORITHM_OID => Self::from_pkcs1(key),
            ED25519_OID => Self::from_ed25519(key),
            _ => Err(KeyError::Kind),
        }
    }

    fn from_pkcs1(der: &[u8]) -> Result<Self, KeyError> {
        let key = rsa::pkcs1::RsaPublicKey::from_der(der).map_err(|_| KeyError::Malformed)?;
        let modulus = key.modulus.as_bytes();
        let unused = modulus.first().map_or(0, |byte| byte.leading_zeros());
        let bits = (modulus.len() * 8).saturating_sub(unused as usize);
        if !RSA_ACCEPTED_BITS.contains(&bits) {
            return Err(KeyError::Size { bits });
        }
        let der = key.to_der().map_err(|_| KeyError::Malformed)?;
        let parsed = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &der)
            .map_err(|_| KeyError::Malformed)?;
        Ok(Self::Rsa(RsaPublic {
            parsed,
            der: der.into_boxed_slice(),
        }))
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.to_stored_bytes() == other.to_stored_bytes()
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.to_multibase())
    }
}

/// The RSA secret of an actor of this node.
pub struct RsaSecret {
    pair: RsaKeyPair,
    pkcs8: SecretDocument,
    public: PublicKey,
}

impl RsaSecret {
    /// Makes a key of 2048 bits. It takes a tenth of a second and more: call it on a blocking
    /// thread.
    pub fn generate(chance: &mut impl CryptoRngCore) -> Result<Self, KeyError> {
        let key = rsa::RsaPrivateKey::new(chance, RSA_BITS).map_err(|_| KeyError::Signing)?;
        Self::from_rsa(&key)
    }

    /// Reads [`RsaSecret::to_bytes`] (PKCS#8 DER).
    pub fn from_bytes(pkcs8: &[u8]) -> Result<Self, KeyError> {
        let key = rsa::RsaPrivateKey::from_pkcs8_der(pkcs8).map_err(|_| KeyError::Malformed)?;
        Self::from_rsa(&key)
    }

    /// PKCS#8 DER. Keep it where only this node reads.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.pkcs8.as_bytes().to_vec()
    }

    /// The public half.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The public half for `publicKey.publicKeyPem`.
    pub fn public_pem(&self) -> String {
        self.public.to_pem()
    }

    /// The public half as a Multikey.
    pub fn public_multibase(&self) -> String {
        self.public.to_multibase()
    }

    /// RSASSA-PKCS1-v1_5 with SHA-256.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        // This padding takes no chance: the generator is a formality of the interface.
        self.pair
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                message,
                &mut signature,
            )
            .map_err(|_| KeyError::Signing)?;
        Ok(signature)
    }

    fn from_rsa(key: &rsa::RsaPrivateKey) -> Result<Self, KeyError> {
        if !RSA_ACCEPTED_BITS.contains(&key.n().bits()) {
            return Err(KeyError::Size {
                bits: key.n().bits(),
            });
        }
        let pkcs8 = key.to_pkcs8_der().map_err(|_| KeyError::Malformed)?;
        let pair = RsaKeyPair::from_pkcs8(pkcs8.as_bytes()).map_err(|_| KeyError::Malformed)?;
        let public = PublicKey::from_pkcs1(pair.public_key().as_ref())?;
        Ok(Self {
            pair,
            pkcs8,
            public,
        })
    }
}

impl fmt::Debug for RsaSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RsaSecret(…)")
    }
}

/// The Ed25519 secret of an actor of this node.
pub struct Ed25519Secret {
    pair: Ed25519KeyPair,
    seed: [u8; 32],
    public: PublicKey,
}

impl Ed25519Secret {
    /// The key of a seed of 32 bytes of chance (RFC 8032 section 5.1.5).
    pub fn generate(seed: [u8; 32]) -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| KeyError::Signing)?;
        let public = PublicKey::from_ed25519(pair.public_key().as_ref())?;
        Ok(Self { pair, seed, public })
    }

    /// Reads [`Ed25519Secret::to_bytes`].
    pub fn from_bytes(seed: &[u8]) -> Result<Self, KeyError> {
        Self::generate(seed.try_into().map_err(|_| KeyError::Malformed)?)
    }

    /// The seed, 32 bytes. Keep it where only this node reads.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.seed.to_vec()
    }

    /// The public half.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The public half in PEM.
    pub fn public_pem(&self) -> String {
        self.public.to_pem()
    }

    /// The public half for `assertionMethod[].publicKeyMultibase`.
    pub fn public_multibase(&self) -> String {
        self.public.to_multibase()
    }

    /// Ed25519, 64 bytes.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let signature = self.pair.try_sign(message).map_err(|_| KeyError::Signing)?;
        Ok(signature.as_ref().to_vec())
    }
}

impl fmt::Debug for Ed25519Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ed25519Secret(…)")
    }
}

const fn little_endian(first: u8, middle: u8, last: u8) -> [u8; 32] {
    let mut bytes = [middle; 32];
    bytes[0] = first;
    bytes[31] = last;
    bytes
}

fn has_small_order(mut key: [u8; 32]) -> bool {
    key[31] &= 0x7f;
    SMALL_ORDER.contains(&key)
}

/// The one block of a PEM text: its label and its bytes.
fn pem_block(pem: &str) -> Result<(&str, Vec<u8>), KeyError> {
    if pem.len() > MAX_KEY_TEXT {
        return Err(KeyError::Pem);
    }
    let rest = pem
        .trim()
        .strip_prefix("-----BEGIN ")
        .ok_or(KeyError::Pem)?;
    let (label, rest) = rest.split_once("-----").ok_or(KeyError::Pem)?;
    let (body, end) = rest.split_once("-----END ").ok_or(KeyError::Pem)?;
    if end.strip_suffix("-----") != Some(label) {
        return Err(KeyError::Pem);
    }
    let body: String = body.split_ascii_whitespace().collect();
    let der = STANDARD.decode(body).map_err(|_| KeyError::Pem)?;
    Ok((label, der))
}

/// `SubjectPublicKeyInfo` around a PKCS#1 key (RFC 8017 appendix A.1, RFC 5280 section 4.1).
fn rsa_spki(pkcs1: &[u8]) -> Vec<u8> {
    // SEQUENCE { OID rsaEncryption, NULL }
    const ALGORITHM: [u8; 15] = [
        0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
    ];
    let key = der_tagged(0x03, &[&[0], pkcs1].concat());
    der_tagged(0x30, &[&ALGORITHM[..], &key].concat())
}

/// One DER value: tag, length in its shortest form, content.
fn der_tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let first = length.iter().position(|byte| *byte != 0);
    let digits = &length[first.unwrap_or(length.len() - 1)..];
    let mut der = vec![tag];
    match digits {
        [short] if *short < 0x80 => der.push(*short),
        // At most eight digits, which is what a `usize` has.
        long => {
            der.push(0x80 | u8::try_from(long.len()).unwrap_or(8));
            der.extend_from_slice(long);
        }
    }
    der.extend_from_slice(content);
    der
}
