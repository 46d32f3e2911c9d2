//! What posts are found by: their words, whoever wrote them, what hangs on them.
//!
//! Writes leave a mark at each post whose words are not what they were ([`crate::Tx`]), and go on;
//! [`index`] reads the words of marked posts afterwards, some at a time, as often as it is asked. A mark goes in
//! the same write as the words come, so that nothing is forgotten, and what an older version has stored
//! is marked too. What is found is asked for once more whether its reader may see it.

mod index;
mod question;
mod read;
#[cfg(test)]
mod tests;
mod words;

pub use index::index;
pub use read::{Looked, posts};
