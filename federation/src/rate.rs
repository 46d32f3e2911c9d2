//! How many letters one host may send: counted after its signature was verified, so that nobody
//! uses up another's share.

use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::LetterRate;

/// Hosts remembered before those that have rested are forgotten.
const HOSTS: usize = 10_000;

/// Counts letters by host.
pub(crate) struct Rate(DefaultKeyedRateLimiter<String>);

impl Rate {
    pub(crate) fn new(rate: LetterRate) -> Self {
        let each = rate.per / rate.count.get();
        let quota = Quota::with_period(each.max(Duration::from_nanos(1)))
            .unwrap_or(Quota::per_second(rate.count))
            .allow_burst(rate.count);
        Self(RateLimiter::keyed(quota))
    }

    /// Whether a host may send one more letter; else the seconds that it has to wait.
    pub(crate) fn check(&self, host: &str) -> Result<(), u32> {
        if self.0.len() > HOSTS {
            self.0.retain_recent();
            self.0.shrink_to_fit();
        }
        self.0.check_key(&host.to_owned()).map_err(|not_yet| {
            let wait = not_yet.wait_time_from(DefaultClock::default().now());
            u32::try_from(wait.as_secs() + 1).unwrap_or(u32::MAX)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_sends_too_much_waits_and_others_do_not() {
        let count = std::num::NonZeroU32::new(3).expect("not zero");
        let rate = Rate::new(LetterRate {
            count,
            per: Duration::from_hours(1),
        });
        for _ in 0..3 {
            assert_eq!(rate.check("loud.example"), Ok(()));
        }
        assert!(rate.check("loud.example").is_err_and(|seconds| seconds > 1));
        assert_eq!(rate.check("quiet.example"), Ok(()));
    }
}
