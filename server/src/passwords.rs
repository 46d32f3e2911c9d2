//! Passwords: argon2id with the figures that OWASP recommends, never more than two at once, on
//! threads that may block. A name without an account takes as long as one with it.

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use palabre_core::{Fault, Refusal, Result};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

/// Memory in KiB, passes, lanes.
const MEMORY: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Hashes computed at once.
const AT_ONCE: usize = 2;
/// Hashes that may wait; a longer queue is refused, since nobody waits for its end.
const QUEUE: usize = 64;
/// Characters of a password, after normalisation.
const LENGTH: std::ops::RangeInclusive<usize> = 10..=256;

/// What an unknown name's password is compared with: the hash of a password that nobody has.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$\
    cGFsYWJyZS1ub2JvZHktMQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The one way to hash and to check a password.
#[derive(Debug)]
pub struct PasswordGate {
    working: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

impl Default for PasswordGate {
    fn default() -> Self {
        Self {
            working: Arc::new(Semaphore::new(AT_ONCE)),
            places: Arc::new(Semaphore::new(AT_ONCE + QUEUE)),
        }
    }
}

impl PasswordGate {
    /// The hash of a new password as a PHC string; `salt` is 16 bytes of chance.
    ///
    /// # Errors
    /// A password of a length that is not allowed; too many waiting.
    pub async fn hash(&self, password: &str, salt: [u8; 16]) -> Result<String> {
        let password = normal(password);
        if !LENGTH.contains(&password.chars().count()) {
            return Err(Refusal::PasswordLength.into());
        }
        self.work(move || hash(&password, &salt)).await?
    }

    /// Whether a password is the one stored; `None` takes as long and answers no.
    ///
    /// # Errors
    /// Too many waiting.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool> {
        let mut password = normal(password);
        let known = stored.is_some() && LENGTH.contains(&password.chars().count());
        if !known {
            password.truncate(0);
        }
        let stored = stored.filter(|_| known).unwrap_or(NOBODY).to_owned();
        let right = self.work(move || matches(&password, &stored)).await?;
        Ok(known && right)
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| Refusal::Full)?;
        let turn = Arc::clone(&self.working)
            .acquire_owned()
            .await
            .map_err(broken)?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop((turn, place));
            done
        });
        Ok(done.await.map_err(broken)?)
    }
}

fn broken(error: impl std::fmt::Display) -> Fault {
    Fault::Other(format!("a password could not be hashed: {error}"))
}

/// The same password from every keyboard (NFKC).
fn normal(password: &str) -> String {
    // No password over the limit needs more than its beginning to be refused.
    password.chars().take(4 * LENGTH.end()).nfkc().collect()
}

fn algorithm() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY, PASSES, LANES, None).map_err(broken)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &str, salt: &[u8]) -> Result<String> {
    let made = algorithm()?
        .hash_password_with_salt(password.as_bytes(), salt)
        .map_err(broken)?;
    Ok(made.to_string())
}

fn matches(password: &str, stored: &str) -> bool {
    Argon2::default()
        .verify_password(password.as_bytes(), stored)
        .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    // accounts.6
    #[tokio::test]
    async fn a_password_matches_its_hash_only_and_from_every_keyboard() {
        let gate = PasswordGate::default();
        let made = gate.hash("mot de passe é", [7; 16]).await.expect("a hash");
        assert!(
            made.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{made}"
        );
        let decomposed = "mot de passe e\u{301}";
        assert!(
            gate.verify(decomposed, Some(&made))
                .await
                .expect("an answer")
        );
        assert!(
            !gate
                .verify("mot de passe e", Some(&made))
                .await
                .expect("an answer")
        );
        assert!(
            !gate
                .verify("mot de passe é", None)
                .await
                .expect("an answer")
        );
    }

    // accounts.6
    #[tokio::test]
    async fn short_and_long_passwords_are_refused() {
        let gate = PasswordGate::default();
        for password in ["neuf sign".to_owned(), "x".repeat(257)] {
            let error = gate.hash(&password, [1; 16]).await.expect_err("a refusal");
            assert!(matches!(
                error,
                palabre_core::Error::Refused(Refusal::PasswordLength)
            ));
        }
        assert!(gate.hash(&"é".repeat(256), [1; 16]).await.is_ok());
    }

    // accounts.7
    #[test]
    fn nobodys_hash_costs_what_a_real_one_does() {
        let nobody = argon2::PasswordHash::new(NOBODY).expect("a PHC string");
        let real = hash("dix lettres", &[3; 16]).expect("a hash");
        let real = argon2::PasswordHash::new(&real).expect("a PHC string");
        assert_eq!(nobody.params, real.params);
        assert_eq!(nobody.algorithm, real.algorithm);
        assert_eq!(
            nobody.hash.map(|hash| hash.len()),
            real.hash.map(|hash| hash.len())
        );
        assert!(!matches("", NOBODY));
    }

    // accounts.6
    #[tokio::test]
    async fn a_queue_that_is_full_is_refused() {
        let gate = PasswordGate::default();
        assert_eq!(AT_ONCE, 2);
        let all = u32::try_from(AT_ONCE + QUEUE).expect("small");
        let held = gate.places.acquire_many(all).await.expect("every place");
        let error = gate
            .verify("dix lettres", None)
            .await
            .expect_err("a refusal");
        assert!(matches!(error, palabre_core::Error::Refused(Refusal::Full)));
        drop(held);
        assert!(gate.verify("dix lettres", None).await.is_ok());
    }
}
