//! A host: a lower-case ASCII name or an IP literal, with its port.

use std::fmt;

use url::Url;

use super::AddressRefusal;

/// A host name (IDNA, lower case, without the root's dot), an IPv4 address or an IPv6 address in
/// brackets, followed by `:port` unless the port is the default one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Host {
    text: String,
    /// Length of the part before `:port`.
    name_len: usize,
}

impl Host {
    /// Reads a host as people and handles write it (`isoc.tn`, `Québec.example:8081`, `[::1]:80`).
    /// No scheme is known here: port 443 is the default and is dropped.
    pub fn parse(text: &str) -> Result<Self, AddressRefusal> {
        Self::parse_for(text, true)
    }

    /// Like [`Host::parse`], under a known scheme: the default port is 443 when `secure`, else 80.
    pub fn parse_for(text: &str, secure: bool) -> Result<Self, AddressRefusal> {
        // A percent sign would be decoded into a host that the eye does not see.
        let hazardous = |c: char| c.is_whitespace() || c.is_control() || c == '%';
        if text.chars().any(hazardous) {
            return Err(AddressRefusal::Host);
        }
        let colon = text.rfind(':').filter(|&at| !text[at..].contains(']'));
        let (name, port) = match colon {
            Some(at) => (&text[..at], Some(port(&text[at + 1..])?)),
            None => (text, None),
        };
        let name = url::Host::parse(name).map_err(|_| AddressRefusal::Host)?;
        let default = if secure { 443 } else { 80 };
        Self::assemble(&name, port.filter(|&port| port != default))
    }

    /// The host of a parsed address, whose scheme's default port is already gone.
    pub(super) fn of_url(url: &Url) -> Result<Self, AddressRefusal> {
        let name = url.host().ok_or(AddressRefusal::Host)?.to_owned();
        if url.port() == Some(0) {
            return Err(AddressRefusal::Host);
        }
        Self::assemble(&name, url.port())
    }

    fn assemble(name: &url::Host, port: Option<u16>) -> Result<Self, AddressRefusal> {
        let mut text = match name {
            url::Host::Domain(domain) => domain_name(domain)?,
            literal => literal.to_string(),
        };
        let name_len = text.len();
        if let Some(port) = port {
            text.push(':');
            text.push_str(&port.to_string());
        }
        Ok(Self { text, name_len })
    }

    /// Name and port as one text: what is stored and compared.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part before the port; an IPv6 address keeps its brackets.
    pub fn name(&self) -> &str {
        &self.text[..self.name_len]
    }

    /// The port, unless it is the default one.
    pub fn port(&self) -> Option<u16> {
        self.text.get(self.name_len + 1..)?.parse().ok()
    }

    /// Whether the host is an IP address rather than a name.
    pub fn is_literal(&self) -> bool {
        matches!(
            url::Host::parse(self.name()),
            Ok(url::Host::Ipv4(_) | url::Host::Ipv6(_))
        )
    }

    /// Whether the host is `localhost`, `*.localhost` or `*.test`: reserved by RFC 6761, never on
    /// the public network. Only trial hosts talk to trial hosts.
    pub fn is_trial(&self) -> bool {
        let name = self.name();
        name == "localhost"
            || [".localhost", ".test"]
                .iter()
                .any(|end| name.ends_with(end))
    }
}

fn port(text: &str) -> Result<u16, AddressRefusal> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match text.parse() {
        Ok(port) if digits && port != 0 => Ok(port),
        _ => Err(AddressRefusal::Host),
    }
}

/// A name by the lengths of RFC 1035 and the letters of RFC 952 and 1123, its one closing dot
/// removed. The underscore is none of them, and yet there are servers whose names have one.
///
/// What was written in other letters is already in ASCII (UTS 46). The parser of addresses lets
/// more pass than names may hold: a `*`, a quotation mark or a comma would make a host that nobody
/// can have, and a rule about it that never applies.
fn domain_name(domain: &str) -> Result<String, AddressRefusal> {
    let name = domain
        .strip_suffix('.')
        .unwrap_or(domain)
        .to_ascii_lowercase();
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    if name.len() <= 253 && name.split('.').all(label) {
        Ok(name)
    } else {
        Err(AddressRefusal::Host)
    }
}

impl AsRef<str> for Host {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::str::FromStr for Host {
    type Err = AddressRefusal;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
