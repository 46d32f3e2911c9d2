//! What posts are found by: their words, whoever wrote them, what hangs on them; and whom a name leads
//! to.
//!
//! Writes leave a mark at each post whose words are not what they were ([`crate::Tx`]), at each person
//! who is called otherwise, and go on; [`index`] reads the words of what is marked afterwards, some at a
//! time, as often as it is asked. A mark goes in the same write as the words come, so that nothing is
//! forgotten, and what an older version has stored is marked too. What is found is asked for once more
//! whether its reader may see it.

mod index;
mod people;
mod question;
mod read;
#[cfg(test)]
mod tests;
mod words;

pub use index::index;
pub use people::people;
pub use read::{Looked, posts};
