//! Speaking to servers: ActivityPub in and out, signatures, thread completeness.
//!
//! [`proof`] and [`wire`] are pure: no IO, no database, no clock.

pub mod keys;
pub mod proof;
pub mod scribe;
pub mod wire;

pub use keys::make_keys;
pub use scribe::scribe;
