//! Members let clients act for them (OAuth 2: RFC 6749, 7636, 7009, 8414, 9207). The consent is a page
//! of its own that works without JavaScript and in a popup; the rest is answered as the API is.

pub(crate) mod authorize;
pub(crate) mod metadata;
pub(crate) mod redirect;
pub(crate) mod token;
pub(crate) mod userinfo;

/// Where a client without an address of its own wants the code: shown to the member.
pub(crate) const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";
