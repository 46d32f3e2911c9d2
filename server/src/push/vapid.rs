//! The node's key towards push services (VAPID, RFC 8292): they know by it that messages come from
//! whom the client has subscribed with.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use palabre_core::{Core, Fault, Millis, Result, site};
use serde_json::json;
use url::Url;

/// Under which name the node keeps its key.
const NAME: &str = "vapid";
/// How long a token holds, in seconds; a day is the most that services take.
const HOLDS: i64 = 12 * 3_600;

/// The node's key towards push services.
#[derive(Debug)]
pub(crate) struct Vapid(EcdsaKeyPair);

impl Vapid {
    /// The key that the node keeps; one is made at the first start.
    pub(crate) async fn of(core: &Core) -> Result<Self> {
        if let Some(kept) = site::get(core, NAME).await? {
            return Self::read(&kept);
        }
        let random = SystemRandom::new();
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random);
        let made = made.map_err(|_| broken())?;
        let tx = core.begin().await?;
        // Of two processes that start together the first one has made it.
        let kept = site::keep(&tx, NAME, &URL_SAFE_NO_PAD.encode(made.as_ref())).await?;
        tx.commit().await?;
        Self::read(&kept)
    }

    fn read(text: &str) -> Result<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| broken())?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &bytes);
        pair.map(Self).map_err(|_| broken())
    }

    /// An uncompressed point of P-256, as base64url.
    pub(crate) fn public_key(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.public_key())
    }

    /// What is shown to the service of an address.
    pub(super) fn token(&self, endpoint: &Url, contact: &str, now: Millis) -> Result<String> {
        let head = json!({ "typ": "JWT", "alg": "ES256" });
        let claims = json!({
            "aud": endpoint.origin().ascii_serialization(),
            "exp": now / 1_000 + HOLDS,
            "sub": contact,
        });
        let parts = [head, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        let said = parts.join(".");
        let signed = self.0.sign(&SystemRandom::new(), said.as_bytes());
        let signed = signed.map_err(|_| broken())?;
        Ok(format!("{said}.{}", URL_SAFE_NO_PAD.encode(signed)))
    }
}

fn broken() -> palabre_core::Error {
    Fault::Other("the key of the node towards push services cannot be used".to_owned()).into()
}
