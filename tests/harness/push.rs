//! A client that is called: its keys, and how it opens what it is called with. Written from RFC 8291
//! and its fourth draft, beside what the node does.

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey as Verifying};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::peer::Letter;

/// A client's keys.
pub(crate) struct Called {
    own: PrivateKey,
    point: Vec<u8>,
    secret: [u8; 16],
}

impl Called {
    pub(crate) fn new() -> Self {
        let own = PrivateKey::generate(&ECDH_P256).expect("a key");
        let point = own.compute_public_key().expect("a point");
        Self {
            point: point.as_ref().to_vec(),
            own,
            secret: [7; 16],
        }
    }

    /// What it says of itself when it subscribes.
    pub(crate) fn fields(&self, endpoint: &str) -> [(&'static str, String); 3] {
        [
            ("subscription[endpoint]", endpoint.to_owned()),
            (
                "subscription[keys][p256dh]",
                URL_SAFE_NO_PAD.encode(&self.point),
            ),
            (
                "subscription[keys][auth]",
                URL_SAFE_NO_PAD.encode(self.secret),
            ),
        ]
    }

    /// The message in a letter to its push service.
    pub(crate) fn opens(&self, letter: &Letter) -> Value {
        let header = |name: &str| letter.headers[name].to_str().expect("text").to_owned();
        let text = match header("content-encoding").as_str() {
            "aes128gcm" => self.standard(&letter.body),
            "aesgcm" => {
                let salt = header("encryption").strip_prefix("salt=").map(decode);
                let keys = header("crypto-key");
                let key = keys.split(';').find_map(|part| part.strip_prefix("dh="));
                self.draft(
                    &letter.body,
                    &salt.expect("a salt"),
                    &decode(key.expect("a key")),
                )
            }
            other => panic!("{other} is no encoding"),
        };
        serde_json::from_slice(&text).expect("JSON")
    }

    fn standard(&self, body: &[u8]) -> Vec<u8> {
        let (salt, rest) = body.split_at(16);
        let (size, rest) = rest.split_at(4);
        assert!(u32::from_be_bytes(size.try_into().expect("four")) >= 18);
        let (length, rest) = rest.split_first().expect("a length");
        let (key, text) = rest.split_at((*length).into());
        let about = [b"WebPush: info\0", &*self.point, key].concat();
        let secret = derived(&self.secret, &self.shared(key), &about, 32);
        let opening = derived(salt, &secret, b"Content-Encoding: aes128gcm\0", 16);
        let nonce = derived(salt, &secret, b"Content-Encoding: nonce\0", 12);
        let mut text = opened(&opening, &nonce, text);
        while let Some(0) = text.last() {
            text.pop();
        }
        assert_eq!(text.pop(), Some(2), "the last record");
        text
    }

    fn draft(&self, body: &[u8], salt: &[u8], key: &[u8]) -> Vec<u8> {
        let secret = derived(
            &self.secret,
            &self.shared(key),
            b"Content-Encoding: auth\0",
            32,
        );
        let about = |name: &str| {
            let name = format!("Content-Encoding: {name}\0P-256\0");
            [name.as_bytes(), &[0, 65], &self.point, &[0, 65], key].concat()
        };
        let opening = derived(salt, &secret, &about("aesgcm"), 16);
        let nonce = derived(salt, &secret, &about("nonce"), 12);
        let text = opened(&opening, &nonce, body);
        let padding = usize::from(u16::from_be_bytes([text[0], text[1]]));
        text[2 + padding..].to_vec()
    }

    fn shared(&self, key: &[u8]) -> Vec<u8> {
        let key = UnparsedPublicKey::new(&ECDH_P256, key);
        agree(&self.own, key, (), |shared| Ok(shared.to_vec())).expect("a secret")
    }
}

/// The claims of who calls, whose signature is proved with the key that the client was told.
pub(crate) fn signed_by(letter: &Letter, server_key: &str) -> Value {
    let said = letter.headers["authorization"].to_str().expect("text");
    let token = if let Some(rest) = said.strip_prefix("vapid t=") {
        let (token, key) = rest.split_once(",k=").expect("a key");
        assert_eq!(key, server_key);
        token
    } else {
        let keys = letter.headers["crypto-key"].to_str().expect("text");
        assert!(keys.ends_with(&format!("p256ecdsa={server_key}")), "{keys}");
        said.strip_prefix("WebPush ").expect("a token")
    };
    let (text, signature) = token.rsplit_once('.').expect("a signature");
    let key = Verifying::new(&ECDSA_P256_SHA256_FIXED, decode(server_key));
    key.verify(text.as_bytes(), &decode(signature))
        .expect("it is the node's");
    let (_, claims) = text.split_once('.').expect("claims");
    serde_json::from_slice(&decode(claims)).expect("JSON")
}

fn decode(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).expect("base64url")
}

/// One block of HKDF with SHA-256.
fn derived(salt: &[u8], secret: &[u8], about: &[u8], length: usize) -> Vec<u8> {
    let extracted = sign(&Key::new(HMAC_SHA256, salt), secret);
    let block = [about, &[1]].concat();
    let block = sign(&Key::new(HMAC_SHA256, extracted.as_ref()), &block);
    block.as_ref()[..length].to_vec()
}

fn opened(key: &[u8], nonce: &[u8], text: &[u8]) -> Vec<u8> {
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, key).expect("a key"));
    let nonce = Nonce::try_assume_unique_for_key(nonce).expect("a nonce");
    let mut text = text.to_vec();
    let opened = key.open_in_place(nonce, Aad::empty(), &mut text);
    opened.expect("it is for this client").to_vec()
}
