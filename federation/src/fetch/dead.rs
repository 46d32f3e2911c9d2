//! Addresses of threads and posts that failed for good: they are not asked again for a while,
//! however many letters answer to them (`docs/spec/thread_sync.md` 5). A host that is silent or
//! does not let us in has said nothing about what it has, and is not remembered here.

use moka::sync::Cache;
use palabre_core::Millis;
use palabre_core::address::host_of_uri;

use crate::client::FetchError;

/// How long an address that failed is let alone.
const REST: Millis = 600_000;
/// Addresses remembered; beyond, those that nobody asks for are forgotten.
const ADDRESSES: u64 = 4_096;

/// What failed, with its moment in milliseconds UTC.
pub(crate) struct Dead(Cache<String, Millis>);

impl Default for Dead {
    fn default() -> Self {
        Self(Cache::new(ADDRESSES))
    }
}

impl Dead {
    /// Whether an address failed lately.
    pub(crate) fn holds(&self, uri: &str, now: Millis) -> bool {
        let failed = self.0.get(uri);
        failed.is_some_and(|at| (0..REST).contains(&(now - at)))
    }

    /// Remembers an address that answers nothing of use.
    pub(crate) fn note(&self, uri: &str, now: Millis) {
        self.0.insert(uri.to_owned(), now);
    }

    /// Remembers an address if its answer would not be another soon.
    pub(crate) fn judge(&self, uri: &str, error: &FetchError, now: Millis) {
        if let FetchError::Absent(_, 404 | 410) | FetchError::Unusable(..) | FetchError::Ours(_) =
            error
        {
            self.note(uri, now);
        }
    }

    /// A host is trusted more, or lets this node in again: what it did not show, it may show now.
    pub(crate) fn forget(&self, host: &str) {
        for (uri, _) in &self.0 {
            if host_of_uri(&uri) == host {
                self.0.invalidate(uri.as_ref());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_for_good_rests_for_ten_minutes() {
        let dead = Dead::default();
        let (place, why) = ("https://evil.test/1".to_owned(), "no document".to_owned());
        for (uri, error, rests) in [
            (
                "https://evil.test/1",
                FetchError::Absent(place.clone(), 404),
                true,
            ),
            (
                "https://evil.test/2",
                FetchError::Absent(place.clone(), 410),
                true,
            ),
            (
                "https://evil.test/3",
                FetchError::Unusable(place.clone(), why.clone()),
                true,
            ),
            (
                "https://evil.test/4",
                FetchError::Absent(place.clone(), 403),
                false,
            ),
            (
                "https://evil.test/5",
                FetchError::Unreachable(place.clone(), why),
                false,
            ),
        ] {
            dead.judge(uri, &error, 1_000);
            assert_eq!(dead.holds(uri, 1_000), rests, "{error}");
            assert_eq!(dead.holds(uri, 1_000 + REST - 1), rests, "{error}");
            assert!(!dead.holds(uri, 1_000 + REST), "{error}");
        }
    }

    #[test]
    fn a_host_that_lets_us_in_again_is_asked_again() {
        let dead = Dead::default();
        dead.note("https://good.test/1", 0);
        dead.note("https://evil.test/1", 0);
        dead.forget("good.test");
        assert!(!dead.holds("https://good.test/1", 1));
        assert!(dead.holds("https://evil.test/1", 1));
    }
}
