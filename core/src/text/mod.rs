//! From what people and servers write to what a page may show.
//!
//! Everything here is pure. [`markdown`] turns a contribution's source into HTML, [`clean`] lets
//! through the few tags of the house, [`excerpt`] goes back to plain text, [`extract`] finds
//! addresses, mentions and hashtags, [`language`] knows tags and directions of writing.
//! HTML is cleaned when it is stored and again when it is shown (security d).

use thiserror::Error;

pub mod clean;
pub mod excerpt;
pub mod extract;
mod field;
pub mod language;
pub mod markdown;
mod measure;
mod settled;

pub use excerpt::title_of;
pub use field::field;
pub use language::{dir_of, valid_language};

#[cfg(test)]
mod tests;

/// Why a text cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TextRefusal {
    /// More bytes than `limit`, in the source or in the HTML made of it.
    #[error("the text is longer than {limit} bytes")]
    TooLong {
        /// The limit passed, in bytes.
        limit: usize,
    },
    /// Markup so dense or so nested that parsing it would cost more than its length.
    #[error("the markup of the text is too tangled")]
    TooTangled,
    /// More people named than a contribution may notify.
    #[error("the text mentions {found} people; {limit} is the most")]
    TooManyMentions {
        /// Distinct mentions written.
        found: usize,
        /// The most allowed.
        limit: usize,
    },
    /// More hashtags than a contribution may carry.
    #[error("the text carries {found} hashtags; {limit} is the most")]
    TooManyHashtags {
        /// Distinct hashtags written.
        found: usize,
        /// The most allowed.
        limit: usize,
    },
}
