//! Speaking to servers: ActivityPub in and out, signatures, thread completeness.
//!
//! [`proof`] and [`wire`] are pure: no IO, no database, no clock.

pub mod proof;
pub mod wire;
