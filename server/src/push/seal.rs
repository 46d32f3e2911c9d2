//! Sealing a message for one client, so that its push service reads nothing: RFC 8291 (`aes128gcm`), and
//! the fourth draft of it (`aesgcm`).

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use palabre_core::{Fault, Result};

/// Bytes of an uncompressed point of P-256.
const POINT: usize = 65;
/// Bytes of a client's secret.
const SECRET: usize = 16;
/// The size of records that is announced; a message is one record.
const RECORD: u32 = 4_096;

/// Both texts of a client, in either alphabet, with or without their padding.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    let url = URL_SAFE_NO_PAD.decode(text);
    url.or_else(|_| STANDARD_NO_PAD.decode(text)).ok()
}

/// Whether a text is a key that a message can be sealed for: a point of the curve.
pub(crate) fn is_key(text: &str) -> bool {
    let Some(point) = decoded(text).filter(|point| point.len() == POINT) else {
        return false;
    };
    // Only of a point of the curve a secret is agreed on.
    let Ok(own) = PrivateKey::generate(&ECDH_P256) else {
        return false;
    };
    let theirs = UnparsedPublicKey::new(&ECDH_P256, &point);
    agree(&own, theirs, (), |_| Ok(())).is_ok()
}

/// Whether a text is a client's secret.
pub(crate) fn is_secret(text: &str) -> bool {
    decoded(text).is_some_and(|secret| secret.len() == SECRET)
}

/// What a message is sealed with: a key of its own and the client's.
pub(super) struct Seal {
    own: PrivateKey,
    own_public: Vec<u8>,
    theirs: Vec<u8>,
    secret: Vec<u8>,
}

/// A message that only its client can open.
pub(super) struct Sealed {
    pub(super) body: Vec<u8>,
    /// base64url
    pub(super) salt: String,
    /// The key that it was sealed with, base64url.
    pub(super) key: String,
}

impl Seal {
    /// For a client, with a fresh key.
    pub(super) fn to(key: &str, secret: &str) -> Result<Self> {
        let own = PrivateKey::generate(&ECDH_P256).map_err(|_| broken())?;
        Self::with(own, key, secret)
    }

    pub(super) fn with(own: PrivateKey, key: &str, secret: &str) -> Result<Self> {
        let public = own.compute_public_key().map_err(|_| broken())?;
        Ok(Self {
            own,
            own_public: public.as_ref().to_vec(),
            theirs: decoded(key).ok_or_else(broken)?,
            secret: decoded(secret).ok_or_else(broken)?,
        })
    }

    fn shared(&self) -> Result<Vec<u8>> {
        let theirs = UnparsedPublicKey::new(&ECDH_P256, &self.theirs);
        agree(&self.own, theirs, broken(), |shared| Ok(shared.to_vec()))
    }

    /// As RFC 8291 says, in one record (RFC 8188).
    pub(super) fn standard(&self, message: &[u8], salt: [u8; 16]) -> Result<Sealed> {
        let about = [b"WebPush: info\0", &*self.theirs, &*self.own_public].concat();
        let secret = derived::<32>(&self.secret, &self.shared()?, &about)?;
        let key = derived::<16>(&salt, &secret, b"Content-Encoding: aes128gcm\0")?;
        let nonce = derived::<12>(&salt, &secret, b"Content-Encoding: nonce\0")?;
        let text = closed(&key, nonce, [message, &[2]].concat())?;
        let length = u8::try_from(self.own_public.len()).map_err(|_| broken())?;
        let head = [
            &salt[..],
            &RECORD.to_be_bytes(),
            &[length],
            &self.own_public,
        ];
        Ok(self.told(salt, [head.concat(), text].concat()))
    }

    /// As its fourth draft says, of which what is needed stands in headers.
    pub(super) fn draft(&self, message: &[u8], salt: [u8; 16]) -> Result<Sealed> {
        let secret = derived::<32>(&self.secret, &self.shared()?, b"Content-Encoding: auth\0")?;
        let length = u16::try_from(POINT).map_err(|_| broken())?.to_be_bytes();
        let parties = [
            &b"P-256\0"[..],
            &length,
            &self.theirs,
            &length,
            &self.own_public,
        ]
        .concat();
        let about = |name: &[u8]| [name, &parties].concat();
        let key = derived::<16>(&salt, &secret, &about(b"Content-Encoding: aesgcm\0"))?;
        let nonce = derived::<12>(&salt, &secret, &about(b"Content-Encoding: nonce\0"))?;
        let text = closed(&key, nonce, [&[0, 0], message].concat())?;
        Ok(self.told(salt, text))
    }

    fn told(&self, salt: [u8; 16], body: Vec<u8>) -> Sealed {
        Sealed {
            body,
            salt: URL_SAFE_NO_PAD.encode(salt),
            key: URL_SAFE_NO_PAD.encode(&self.own_public),
        }
    }
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// HKDF with SHA-256 (RFC 5869).
fn derived<const N: usize>(salt: &[u8], secret: &[u8], about: &[u8]) -> Result<[u8; N]> {
    let mut key = [0; N];
    let extracted = Salt::new(HKDF_SHA256, salt).extract(secret);
    let filled = extracted
        .expand(&[about], Length(N))
        .and_then(|expanded| expanded.fill(&mut key));
    filled.map_err(|_| broken())?;
    Ok(key)
}

fn closed(key: &[u8; 16], nonce: [u8; 12], mut text: Vec<u8>) -> Result<Vec<u8>> {
    let sealed = |text: &mut Vec<u8>| -> std::result::Result<(), Unspecified> {
        let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, key)?);
        let nonce = Nonce::assume_unique_for_key(nonce);
        key.seal_in_place_append_tag(nonce, Aad::empty(), text)
    };
    sealed(&mut text).map_err(|_| broken())?;
    Ok(text)
}

fn broken() -> palabre_core::Error {
    Fault::Other("a message cannot be sealed".to_owned()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> PrivateKey {
        let bytes = decoded(text).expect("base64url");
        PrivateKey::from_private_key(&ECDH_P256, &bytes).expect("a key")
    }

    // push.4: RFC 8291, appendix A
    #[test]
    fn a_message_is_sealed_as_the_standard_shows_it() {
        let seal = Seal::with(
            own("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "BTBZMqHH6r4Tts7J_aSIgg",
        );
        let salt = decoded("DGv6ra1nlYgDCS1FRnbzlw").expect("base64url");
        let salt = salt.try_into().expect("16 bytes");
        let sealed = seal.expect("a seal");
        let sealed = sealed.standard(b"When I grow up, I want to be a watermelon", salt);
        assert_eq!(
            URL_SAFE_NO_PAD.encode(sealed.expect("sealed").body),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vC\
             YLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXL\
             WyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
    }

    // push.4: the example of the fourth draft
    #[test]
    fn a_message_is_sealed_as_the_draft_shows_it() {
        let seal = Seal::with(
            own("nCScek-QpEjmOOlT-rQ38nZzvdPlqa00Zy0i6m2OJvY"),
            "BCEkBjzL8Z3C-oi2Q7oE5t2Np-p7osjGLg93qUP0wvqRT21EEWyf0cQDQcakQMqz4hQKYOQ3il2nNZct4HgAUQU",
            "R29vIGdvbyBnJyBqb29iIQ",
        );
        let salt = decoded("lngarbyKfMoi9Z75xYXmkg").expect("base64url");
        let salt = salt.try_into().expect("16 bytes");
        let sealed = seal.expect("a seal").draft(b"I am the walrus", salt);
        assert_eq!(
            URL_SAFE_NO_PAD.encode(sealed.expect("sealed").body),
            "6nqAQUME8hNqw5J3kl8cpVVJylXKYqZOeseZG8UueKpA"
        );
    }
}
