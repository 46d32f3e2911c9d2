//! How often one address, account or host may do a thing. In memory, per process; keys that are
//! no longer needed go, and their number is bounded.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use ipnet::IpNet;
use palabre_core::Refusal;

use super::client;
use crate::config::{Limits, Rate};

/// Keys remembered by one limit; more clients than that share a smaller number of counters.
const KEYS: usize = 50_000;
/// Counters that they share.
const SHARED: u64 = 4_096;
/// Keys that have recovered are dropped once in so many checks.
const SWEEP: usize = 4_096;

/// What somebody is about to do.
#[derive(Debug, Clone, Copy)]
pub enum Deed<'d> {
    /// Any page, by address.
    Page,
    /// An attempt to sign in, by address.
    SignIn,
    /// An attempt to sign in, by the name that was typed.
    SignInAs(&'d str),
    /// A new account, by address.
    SignUp,
    /// A contribution, edit, support or report, by account.
    Contribution(i64),
    /// A deletion of a contribution, by account.
    Deletion(i64),
    /// A look-up of a remote forum, by account.
    Lookup(i64),
    /// A letter without a signature, by address.
    UnsignedLetter,
    /// A client that introduces itself, by address.
    Register,
    /// An attempt to get a token, by address.
    Token,
    /// An upload, by account.
    Upload(i64),
}

/// What a client may still ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Left {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// Milliseconds until all of the limit is there again.
    pub(crate) reset: i64,
    /// Seconds to wait, where it was one too many.
    pub(crate) wait: Option<i64>,
}

/// Every limit of a node but that of signed letters, which are counted by host once their
/// signature holds.
#[derive(Debug)]
pub struct Throttle {
    pages: Limiter,
    sign_in: Limiter,
    sign_in_account: Limiter,
    sign_up: Limiter,
    contributions: Limiter,
    deletions: Limiter,
    lookups: Limiter,
    unsigned_letters: Limiter,
    clients: Limiter,
    apps: Limiter,
    tokens: Limiter,
    uploads: Limiter,
    touches: Limiter,
    exempt: Vec<IpNet>,
}

impl Throttle {
    /// The limits as configured.
    pub fn new(limits: &Limits) -> Self {
        let rates = &limits.rates;
        Self {
            pages: Limiter::new(rates.pages),
            sign_in: Limiter::new(rates.sign_in),
            sign_in_account: Limiter::new(rates.sign_in_account),
            sign_up: Limiter::new(rates.sign_up),
            contributions: Limiter::new(rates.contributions),
            deletions: Limiter::new(rates.deletions),
            lookups: Limiter::new(rates.lookups),
            unsigned_letters: Limiter::new(rates.unsigned_letters),
            clients: Limiter::new(rates.clients),
            apps: Limiter::new(rates.apps),
            tokens: Limiter::new(rates.tokens),
            uploads: Limiter::new(rates.uploads),
            touches: Limiter::once_in(Duration::from_hours(24)),
            exempt: limits.exempt.clone(),
        }
    }

    /// Whether an address is counted by nobody.
    pub fn is_exempt(&self, from: IpAddr) -> bool {
        self.exempt.iter().any(|network| network.contains(&from))
    }

    /// Counts a deed of a client.
    ///
    /// # Errors
    /// [`Refusal::TooManyAttempts`] with the seconds to wait.
    pub fn check(&self, deed: Deed<'_>, from: IpAddr) -> Result<(), Refusal> {
        if self.is_exempt(from) {
            return Ok(());
        }
        let checked = match deed {
            Deed::Page => self.pages.check(client::key(from)),
            Deed::SignIn => self.sign_in.check(client::key(from)),
            Deed::SignInAs(name) => self.sign_in_account.check(shortened(name)),
            Deed::SignUp => self.sign_up.check(client::key(from)),
            Deed::Contribution(account) => self.contributions.check(account.to_string()),
            Deed::Deletion(account) => self.deletions.check(account.to_string()),
            Deed::Lookup(account) => self.lookups.check(account.to_string()),
            Deed::UnsignedLetter => self.unsigned_letters.check(client::key(from)),
            Deed::Register => self.apps.check(client::key(from)),
            Deed::Token => self.tokens.check(client::key(from)),
            Deed::Upload(account) => self.uploads.check(account.to_string()),
        };
        checked
            .map(|_| ())
            .map_err(|seconds| Refusal::TooManyAttempts { seconds })
    }

    /// Counts a request of a client: by account, or by address where nobody is signed in.
    pub(crate) fn client(&self, account: Option<i64>, from: IpAddr) -> Left {
        let (limit, each) = (self.clients.burst, self.clients.each);
        let left = |remaining: u32, wait: Option<i64>| Left {
            limit,
            remaining,
            // Who waits is told when the next one is there: clients sleep until then.
            reset: wait.map_or_else(
                || i64::from(limit - remaining.min(limit)) * each,
                |seconds| seconds * 1_000,
            ),
            wait,
        };
        if self.is_exempt(from) {
            return left(limit, None);
        }
        let key = account.map_or_else(|| client::key(from), |account| format!("account {account}"));
        match self.clients.check(key) {
            Ok(remaining) => left(remaining, None),
            Err(seconds) => left(0, Some(seconds)),
        }
    }

    /// Whether a session was not seen yet within a day, so that it is written down at most once.
    pub(crate) fn first_today(&self, cookie: &str) -> bool {
        self.touches.check(hashed(cookie).to_string()).is_ok()
    }
}

fn shortened(text: &str) -> String {
    text.trim().to_lowercase().chars().take(254).collect()
}

fn hashed(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

type Counters<C> = RateLimiter<String, DashMapStateStore<String>, C, StateInformationMiddleware>;

#[derive(Debug)]
struct Limiter<C: Clock = DefaultClock> {
    counters: Counters<C>,
    clock: C,
    checks: AtomicUsize,
    full: AtomicBool,
    keys: usize,
    /// How many may come at once, and milliseconds until one is given back.
    burst: u32,
    each: i64,
}

impl Limiter {
    fn new(rate: Rate) -> Self {
        let one = rate.per / rate.count.get();
        let quota = Quota::with_period(one)
            .unwrap_or_else(|| Quota::per_second(rate.count))
            .allow_burst(rate.count);
        Self::with(quota, DefaultClock::default(), KEYS)
    }

    fn once_in(period: Duration) -> Self {
        Self::new(Rate {
            count: std::num::NonZeroU32::MIN,
            per: period,
        })
    }
}

impl<C: Clock + Clone> Limiter<C> {
    fn with(quota: Quota, clock: C, keys: usize) -> Self {
        Self {
            counters: RateLimiter::dashmap_with_clock(quota, clock.clone())
                .with_middleware::<StateInformationMiddleware>(),
            burst: quota.burst_size().get(),
            each: i64::try_from(quota.replenish_interval().as_millis()).unwrap_or(i64::MAX),
            clock,
            checks: AtomicUsize::new(0),
            full: AtomicBool::new(false),
            keys,
        }
    }

    /// Counts one; answers how many are left, or the seconds to wait when it is one too many.
    fn check(&self, key: String) -> Result<u32, i64> {
        let every = SWEEP.min(self.keys / 4).max(1);
        if self
            .checks
            .fetch_add(1, Ordering::Relaxed)
            .is_multiple_of(every)
        {
            self.sweep();
        }
        let key = if self.full.load(Ordering::Relaxed) {
            format!("shared {}", hashed(&key) % SHARED)
        } else {
            key
        };
        let checked = self.counters.check_key(&key);
        checked
            .map(|left| left.remaining_burst_capacity())
            .map_err(|early| {
                let wait = early.wait_time_from(self.clock.now());
                i64::try_from(wait.as_millis().div_ceil(1_000))
                    .unwrap_or(i64::MAX)
                    .max(1)
            })
    }

    fn sweep(&self) {
        if self.counters.len() > self.keys / 2 {
            self.counters.retain_recent();
        }
        self.full
            .store(self.counters.len() >= self.keys, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use governor::clock::FakeRelativeClock;

    use super::*;
    use crate::config::Config;

    fn limiter(keys: usize) -> (Limiter<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        let quota = Quota::with_period(Duration::from_secs(10))
            .expect("a period")
            .allow_burst(NonZeroU32::new(2).expect("two"));
        (Limiter::with(quota, clock.clone(), keys), clock)
    }

    #[test]
    fn a_burst_is_allowed_and_given_back_evenly() {
        let (limiter, clock) = limiter(100);
        assert_eq!(limiter.check("a".to_owned()), Ok(1));
        assert_eq!(limiter.check("a".to_owned()), Ok(0));
        assert_eq!(limiter.check("a".to_owned()), Err(10));
        assert_eq!(limiter.check("b".to_owned()), Ok(1));
        clock.advance(Duration::from_secs(4));
        assert_eq!(limiter.check("a".to_owned()), Err(6));
        clock.advance(Duration::from_secs(6));
        assert_eq!(limiter.check("a".to_owned()), Ok(0));
    }

    #[test]
    fn keys_go_when_they_are_no_longer_needed_and_their_number_is_bounded() {
        let (limiter, clock) = limiter(100);
        for n in 0..10_000 {
            let _ = limiter.check(n.to_string());
        }
        let most = 100 + 25 + usize::try_from(SHARED).expect("small");
        assert!(
            limiter.counters.len() <= most,
            "{} keys",
            limiter.counters.len()
        );
        clock.advance(Duration::from_mins(1));
        limiter.sweep();
        assert_eq!(limiter.counters.len(), 0);
        assert_eq!(limiter.check("new".to_owned()), Ok(1));
    }

    #[test]
    fn exempt_networks_are_not_counted_and_others_each_for_itself() {
        let mut limits = Config::default().limits;
        limits.exempt = vec!["127.0.0.0/8".parse().expect("a network")];
        let throttle = Throttle::new(&limits);
        let near: IpAddr = "127.0.0.1".parse().expect("an address");
        let far: IpAddr = "198.51.100.7".parse().expect("an address");
        for _ in 0..50 {
            assert!(throttle.check(Deed::SignUp, near).is_ok());
        }
        let taken = (0..50)
            .take_while(|_| throttle.check(Deed::SignUp, far).is_ok())
            .count();
        assert_eq!(taken, 5);
        assert!(throttle.check(Deed::SignIn, far).is_ok());
    }
}
