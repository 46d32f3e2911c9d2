//! Placeholder.

pub mod address;
pub mod text;
