//! Speaking to servers: `ActivityPub` in and out.

pub mod wire;
