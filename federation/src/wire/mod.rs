//! The wire: what other servers write to us and what we write to them, as pure functions over JSON.
//!
//! [`read`] takes a received [`serde_json::Value`] and answers small borrowed structs. The value
//! itself is kept and forwarded untouched: a reader extracts, it never re-serialises. Readers are
//! liberal about shape (a string, an object or a list where either may stand) and strict about
//! size: every string and list has a maximum in [`limits`]. They never panic.
//!
//! [`compose`] builds the documents this node sends, without their proofs. Ids and addresses come
//! from [`ids`]. Nothing here knows a database, a clock or the network.

pub mod compose;
pub mod date;
pub mod ids;
pub mod language;
pub mod limits;
mod malformed;
pub mod read;

#[cfg(test)]
mod tests;

pub use malformed::Malformed;

/// The address that stands for everybody (`ActivityPub` §5.6).
pub const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// Plain text as HTML that shows it as it stands.
pub(crate) fn as_html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// RFC 9421, as FEP-844e names it.
pub const RFC_9421: &str = "https://datatracker.ietf.org/doc/html/rfc9421";
/// RFC 9421 with Ed25519, as FEP-844e names it.
pub const RFC_9421_ED25519: &str =
    "https://datatracker.ietf.org/doc/html/rfc9421#name-eddsa-using-curve-edwards25";

/// Whether an address is one of the three spellings of [`PUBLIC`] in use.
pub fn is_public(address: &str) -> bool {
    matches!(address, PUBLIC | "as:Public" | "Public")
}
