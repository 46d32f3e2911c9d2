//! Keys for actors. An RSA key takes long to make without optimisation, so those made once are kept
//! in the build folder, and each play takes them in their order.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use palabre_core::people::LocalKeys;

/// Keys that nobody else in this process has.
pub async fn fresh() -> LocalKeys {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::SeqCst);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("keys");
    let path = folder.join(format!("{number}.json"));
    if let Some(kept) = fs::read(&path).ok().and_then(|bytes| read(&bytes)) {
        return kept;
    }
    let made = palabre_federation::make_keys().await;
    fs::create_dir_all(&folder).expect("the build folder can be written");
    // Put in place whole: another process may be making the same one.
    let draft = folder.join(format!("{number}.{}", std::process::id()));
    fs::write(&draft, write(&made)).expect("the build folder can be written");
    fs::rename(&draft, &path).expect("the build folder can be written");
    made
}

fn write(keys: &LocalKeys) -> Vec<u8> {
    let parts = [
        &keys.rsa_public,
        &keys.rsa_private,
        &keys.ed25519_public,
        &keys.ed25519_private,
    ];
    serde_json::to_vec(&parts.map(hex::encode)).expect("texts are JSON")
}

fn read(bytes: &[u8]) -> Option<LocalKeys> {
    let parts: [String; 4] = serde_json::from_slice(bytes).ok()?;
    let [rsa_public, rsa_private, ed25519_public, ed25519_private] =
        parts.map(|part| hex::decode(part).ok());
    Some(LocalKeys {
        rsa_public: rsa_public?,
        rsa_private: rsa_private?,
        ed25519_public: ed25519_public?,
        ed25519_private: ed25519_private?,
    })
}
