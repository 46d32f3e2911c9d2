//! Keys and documents that the tests of this module share.

use std::path::PathBuf;
use std::sync::OnceLock;

use rand::SeedableRng as _;
use rand::rngs::StdRng;

use super::keys::{Ed25519Secret, RsaSecret};

/// One RSA key for the whole test binary: making one takes a while.
pub(crate) fn rsa_secret() -> &'static RsaSecret {
    static SECRET: OnceLock<RsaSecret> = OnceLock::new();
    SECRET.get_or_init(|| {
        RsaSecret::generate(&mut StdRng::seed_from_u64(2048)).expect("an RSA key is made")
    })
}

/// An Ed25519 key by its number.
pub(crate) fn ed25519_secret(number: u8) -> Ed25519Secret {
    Ed25519Secret::generate([number; 32]).expect("an Ed25519 key is made")
}

/// A captured document of another server, `None` (and a line that says so) where the folder of
/// samples is absent. `PALABRE_SAMPLES` names the folder.
pub(crate) fn sample(path: &str) -> Option<String> {
    let folder = std::env::var_os("PALABRE_SAMPLES").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/samples")),
        PathBuf::from,
    );
    if !folder.is_dir() {
        println!("no samples at {}: {path} is not tested", folder.display());
        return None;
    }
    Some(std::fs::read_to_string(folder.join(path)).expect("the sample is readable"))
}

/// The texts between `"""` lines of a feature file, in order.
pub(crate) fn blocks(feature: &str) -> Vec<&str> {
    feature
        .split("\"\"\"")
        .skip(1)
        .step_by(2)
        .map(str::trim)
        .collect()
}
