//! Making the keys of this node's actors.

use palabre_core::people::LocalKeys;
use rand::RngCore as _;
use rand::rngs::OsRng;

use crate::proof::keys::{Ed25519Secret, KeyError, RsaSecret};

/// Makes both key pairs of an actor: RSA for HTTP signatures that everybody reads, Ed25519 for
/// document proofs. It takes a tenth of a second and more, on a blocking thread: call it before
/// [`palabre_core::Core::begin`].
///
/// The chance of a key comes from the operating system and not from `Env`: what a test may foresee
/// must never sign.
///
/// # Panics
/// When the operating system has no chance to give: nothing can be signed then.
pub async fn make_keys() -> LocalKeys {
    let made = tokio::task::spawn_blocking(make).await;
    made.expect("the thread that makes keys lives")
        .expect("the system gives chance for keys")
}

fn make() -> Result<LocalKeys, KeyError> {
    let rsa = RsaSecret::generate(&mut OsRng)?;
    let mut seed = [0; 32];
    OsRng.fill_bytes(&mut seed);
    let ed25519 = Ed25519Secret::generate(seed)?;
    Ok(LocalKeys {
        rsa_public: rsa.public().to_stored_bytes(),
        rsa_private: rsa.to_bytes(),
        ed25519_public: ed25519.public().to_stored_bytes(),
        ed25519_private: ed25519.to_bytes(),
    })
}
