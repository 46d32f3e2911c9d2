//! Chance with a seed: a play that fails fails again.

use std::sync::Mutex;

use palabre_core::clock::Chance;
use rand::rngs::StdRng;
use rand::{RngCore as _, SeedableRng as _};
use sha2::{Digest as _, Sha256};

/// A node's chance, from the node's name.
#[derive(Debug)]
pub struct Seeded(Mutex<StdRng>);

impl Seeded {
    pub fn of(name: &str) -> Self {
        Self(Mutex::new(StdRng::from_seed(Sha256::digest(name).into())))
    }
}

impl Chance for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        self.0
            .lock()
            .expect("nobody has panicked here")
            .fill_bytes(bytes);
    }
}
