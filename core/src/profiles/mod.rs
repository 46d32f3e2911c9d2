//! What members say of themselves, and what they choose for what they write. What everybody sees is in
//! the row of their person; what they have typed, and their choices, are in that of their account.

mod change;
mod document;
#[cfg(test)]
mod tests;

pub use change::{Change, change, keep_pictures};
pub use document::document;

/// Longest text of a member about themselves, in characters.
pub const NOTE: usize = 500;
