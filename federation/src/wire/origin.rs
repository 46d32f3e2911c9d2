//! Whose word an address is: the origin triple of FEP-fe34, the one comparison of hosts.

use std::fmt;

use url::{Host, Url};

use super::limits;

/// Scheme, host and port of an address. The host is ASCII (IDNA) in lower case; the port is
/// always there, so that two nodes on one machine stay two.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Authority {
    /// `http` or `https`.
    pub scheme: &'static str,
    /// The host name, or the literal address as it stands in an URL (IPv6 in brackets).
    pub host: String,
    /// The port, the scheme's own when none is written.
    pub port: u16,
}

impl fmt::Display for Authority {
    /// The origin as it is written: the port only where it is not the scheme's own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.host)?;
        match (self.scheme, self.port) {
            ("https", 443) | ("http", 80) => Ok(()),
            (_, port) => write!(f, ":{port}"),
        }
    }
}

/// The origin of an `http` or `https` address, or `None` for anything else.
///
/// An address with a user or password is none, and neither is one with spaces, control characters
/// or a backslash: parsers disagree about those, and the origin decides who may say what.
pub fn authority(address: &str) -> Option<Authority> {
    if address.len() > limits::URL_BYTES
        || address
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || c == '\\')
    {
        return None;
    }
    let url = Url::parse(address).ok()?;
    let scheme = match url.scheme() {
        "https" => "https",
        "http" => "http",
        _ => return None,
    };
    if !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    let host = match url.host()? {
        Host::Domain("") => return None,
        host => host.to_string(),
    };
    Some(Authority {
        scheme,
        host,
        port: url.port_or_known_default()?,
    })
}

/// Whether two addresses have the same origin. Two that have none are never the same.
pub fn same_origin(a: &str, b: &str) -> bool {
    match (authority(a), authority(b)) {
        (Some(a), Some(b)) => a == b,
        _ => false,
    }
}
