//! Speaking to servers: what is signed, what is proved, what is sent and what is believed.

pub mod proof;
