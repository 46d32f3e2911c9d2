//! Names of places and people on the network, parsed once and compared safely.
//!
//! A host carries its port everywhere (ledger §8), so that two servers of one machine are never
//! taken for one another, and authority is a whole [`Origin`], never a domain. Addresses keep
//! the bytes they came with: an `ActivityPub` id is an opaque name that other servers compare as
//! text, and a normalised copy would be another name.

mod handle;
mod host;

use std::fmt;

use thiserror::Error;
use url::Url;

pub use handle::{Handle, NameRefusal, RESERVED, forum_slug, local_name};
pub use host::Host;

#[cfg(test)]
mod tests;

/// Longest address accepted, in bytes.
pub const MAX_URL_BYTES: usize = 2048;

/// Why a text is not an address.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AddressRefusal {
    /// Longer than [`MAX_URL_BYTES`].
    #[error("the address is longer than {MAX_URL_BYTES} bytes")]
    TooLong,
    /// Not parsable, or holding characters a parser would drop in silence.
    #[error("this is not a web address")]
    NotAUrl,
    /// Another scheme than http or https.
    #[error("only http and https addresses are accepted")]
    Scheme,
    /// A user name or a password before the host.
    #[error("an address with a user name or a password is refused")]
    UserInfo,
    /// A fragment where the address must name a whole document.
    #[error("an address of this kind has no fragment")]
    Fragment,
    /// The host part is not a host name or an IP literal with an optional port.
    #[error("this is not a host")]
    Host,
    /// Not of the shape `@name@host`, `name@host` or `acct:name@host`.
    #[error("this is not a handle")]
    Handle,
}

/// Scheme, host and port: what decides who may speak for an address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin {
    secure: bool,
    host: Host,
}

impl Origin {
    /// Whether the scheme is https.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// Host with its port, the scheme's default port left out.
    pub fn host(&self) -> &Host {
        &self.host
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.secure { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.host)
    }
}

/// Anything that lives at an origin.
pub trait Located {
    /// Scheme, host and port of the address.
    fn origin(&self) -> &Origin;

    /// Whether both addresses are under the same authority: scheme, host **and** port.
    fn same_origin(&self, other: &impl Located) -> bool
    where
        Self: Sized,
    {
        self.origin() == other.origin()
    }
}

impl Located for Origin {
    fn origin(&self) -> &Origin {
        self
    }
}

/// Parses the parts that decide, and answers the origin and whether there is a fragment.
fn examine(text: &str) -> Result<(Origin, bool), AddressRefusal> {
    if text.len() > MAX_URL_BYTES {
        return Err(AddressRefusal::TooLong);
    }
    // The parser drops tabs and line ends and turns a backslash into a slash: two readers of one
    // text would then see two hosts.
    let hazardous = |c: char| c.is_whitespace() || c.is_control() || c == '\\';
    if text.chars().any(hazardous) {
        return Err(AddressRefusal::NotAUrl);
    }
    let url = Url::parse(text).map_err(|_| AddressRefusal::NotAUrl)?;
    let secure = match url.scheme() {
        "https" => true,
        "http" => false,
        _ => return Err(AddressRefusal::Scheme),
    };
    // `http:host` and `http:///host` are repaired by the parser and by few others.
    let rest = text.split_once(':').map_or("", |(_, rest)| rest);
    let authority = rest.strip_prefix("//").ok_or(AddressRefusal::NotAUrl)?;
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.is_empty() {
        return Err(AddressRefusal::NotAUrl);
    }
    // An empty user name (`https://@host`) leaves no trace in the parsed form.
    if authority.contains('@') {
        return Err(AddressRefusal::UserInfo);
    }
    let host = Host::of_url(&url)?;
    Ok((Origin { secure, host }, url.fragment().is_some()))
}

macro_rules! address {
    ($(#[$doc:meta])* $name:ident, fragment: $fragment:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            text: String,
            origin: Origin,
        }

        impl $name {
            /// Reads an http or https address of at most [`MAX_URL_BYTES`] bytes, kept as written.
            pub fn parse(text: &str) -> Result<Self, AddressRefusal> {
                let (origin, has_fragment) = examine(text)?;
                if has_fragment && !$fragment {
                    return Err(AddressRefusal::Fragment);
                }
                Ok(Self { text: text.to_owned(), origin })
            }

            /// The address as it was written.
            pub fn as_str(&self) -> &str {
                &self.text
            }

            /// Host with its port.
            pub fn host(&self) -> &Host {
                self.origin.host()
            }
        }

        impl Located for $name {
            fn origin(&self) -> &Origin {
                &self.origin
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.text
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.text)
            }
        }

        impl std::str::FromStr for $name {
            type Err = AddressRefusal;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        // An id is its text: two spellings of one place are two names.
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.text == other.text
            }
        }

        impl Eq for $name {}

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.text.hash(state);
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.text.cmp(&other.text)
            }
        }
    };
}

address!(
    /// The id of a person, a forum or a node.
    ActorUrl, fragment: false
);
address!(
    /// The id of anything: a post, an activity, a key (`…#main-key`).
    ObjectUrl, fragment: true
);
address!(
    /// Where letters for an actor or a host are posted.
    InboxUrl, fragment: false
);

impl ObjectUrl {
    /// The address of the document that describes this object: the part before `#`.
    pub fn document(&self) -> &str {
        self.text.split('#').next().unwrap_or_default()
    }
}

impl From<ActorUrl> for ObjectUrl {
    fn from(actor: ActorUrl) -> Self {
        Self {
            text: actor.text,
            origin: actor.origin,
        }
    }
}

/// The host of an address with its port, or nothing when it is no http address.
pub fn host_of_uri(uri: &str) -> String {
    examine(uri).map_or_else(|_| String::new(), |(origin, _)| origin.host().to_string())
}

/// Whether a text is an http or https address that every reader takes alike.
pub fn is_address(text: &str) -> bool {
    examine(text).is_ok()
}

/// Whether two addresses have the same scheme, host and port. What is no address has no origin.
pub fn same_origin(one: &str, other: &str) -> bool {
    match (examine(one), examine(other)) {
        (Ok((one, _)), Ok((other, _))) => one == other,
        _ => false,
    }
}
