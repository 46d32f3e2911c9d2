//! Why a document is not read.

/// A document that this node cannot read; the field at fault is named.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// The document is not a JSON object.
    #[error("the document is not a JSON object")]
    NotAnObject,
    /// A field that the document cannot do without is absent, null or empty.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// A field holds something of a shape that has no meaning here.
    #[error("`{0}` has a shape that cannot be read")]
    Shape(&'static str),
    /// A field that must hold one value holds several.
    #[error("`{0}` holds several values where one is needed")]
    Several(&'static str),
    /// A field must be an `http` or `https` address of bounded length without user and password.
    #[error("`{0}` is not an http or https address")]
    NotAUrl(&'static str),
    /// A text or list passes its maximum.
    #[error("`{field}` passes the maximum of {max}")]
    TooLong {
        /// The field.
        field: &'static str,
        /// Its maximum, in bytes for a text and in entries for a list.
        max: usize,
    },
    /// The document nests deeper than [`limits::NESTING`](super::limits::NESTING).
    #[error("`{0}` is nested too deep")]
    TooDeep(&'static str),
    /// The document is of a type that this reader does not take.
    #[error("`type` is `{0}`, which is not read here")]
    Type(String),
}
