//! How people write one another's names, and which names a node gives out.

use std::fmt;

use thiserror::Error;

use super::{AddressRefusal, Host};

/// Longest name of a handle, in bytes.
const MAX_NAME_BYTES: usize = 128;

/// `@name@host`, or `@name` for someone of this node.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Handle {
    /// Lower case for this node; as written for another host, which decides of its own names.
    pub name: String,
    /// Absent for this node.
    pub host: Option<Host>,
}

impl Handle {
    /// Reads `@name@host`, `name@host`, `acct:name@host` (RFC 7565) or `@name`. A node's own
    /// handle has its host for a name, port included (ledger §8).
    pub fn parse(text: &str) -> Result<Self, AddressRefusal> {
        let text = text.trim();
        let (body, marked) = match (text.strip_prefix("acct:"), text.strip_prefix('@')) {
            (Some(body), _) => (body, false),
            (None, Some(body)) => (body, true),
            (None, None) => (text, false),
        };
        match body.rsplit_once('@') {
            Some((name, host)) => {
                let host = Host::parse(host).map_err(|_| AddressRefusal::Handle)?;
                let own = Host::parse(name).is_ok_and(|named| named == host);
                if !own && !is_name(name) {
                    return Err(AddressRefusal::Handle);
                }
                let name = if own {
                    host.to_string()
                } else {
                    name.to_owned()
                };
                Ok(Self {
                    name,
                    host: Some(host),
                })
            }
            None if marked && is_name(body) => Ok(Self {
                name: body.to_ascii_lowercase(),
                host: None,
            }),
            None => Err(AddressRefusal::Handle),
        }
    }

    /// `name@host`, what RFC 7565 writes after `acct:`; `own`, this node's host, where none is
    /// written.
    pub fn acct(&self, own: &str) -> String {
        format!(
            "{}@{}",
            self.name,
            self.host.as_ref().map_or(own, Host::as_str)
        )
    }
}

/// The characters that servers of the network give to names; no slash, colon or percent sign.
fn is_name(name: &str) -> bool {
    let given = |b: u8| b.is_ascii_alphanumeric() || b"_.-+~".contains(&b);
    (1..=MAX_NAME_BYTES).contains(&name.len()) && name.bytes().all(given)
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Some(host) => write!(f, "@{}@{host}", self.name),
            None => write!(f, "@{}", self.name),
        }
    }
}

impl std::str::FromStr for Handle {
    type Err = AddressRefusal;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// Names that no person and no forum may take: paths of the house, offices that would mislead,
/// and words kept for what a chapter will need.
pub const RESERVED: &[&str] = &[
    "abuse",
    "accessibilite",
    "actor",
    "admin",
    "administrateur",
    "administration",
    "administrator",
    "agenda",
    "aide",
    "ambassadeurs",
    "annuaire",
    "anonyme",
    "anonymous",
    "ap",
    "api",
    "apropos",
    "archives",
    "assets",
    "auth",
    "bienvenue",
    "bilan",
    "c",
    "chapitre",
    "chapitres",
    "charte",
    "coalitions",
    "compte",
    "connexion",
    "consultation",
    "consultations",
    "contact",
    "deconnexion",
    "entraide",
    "everyone",
    "evenement",
    "evenements",
    "f",
    "favicon",
    "fgi",
    "fil",
    "fils",
    "forum",
    "forums",
    "glossaire",
    "health",
    "help",
    "host",
    "hostmaster",
    "inbox",
    "info",
    "initiatives",
    "inscription",
    "instance",
    "jumelage",
    "jumelages",
    "langue",
    "localhost",
    "login",
    "logout",
    "me",
    "media",
    "metrics",
    "mod",
    "moderateur",
    "moderation",
    "moderator",
    "moi",
    "mots",
    "news",
    "nodeinfo",
    "noeud",
    "noreply",
    "no_reply",
    "no-reply",
    "nouveau",
    "null",
    "oauth",
    "official",
    "officiel",
    "outbox",
    "palabre",
    "postmaster",
    "pratiques",
    "projets",
    "questions",
    "recherche",
    "recommandations",
    "relay",
    "reseau",
    "robots",
    "root",
    "salon",
    "salons",
    "sante",
    "search",
    "security",
    "settings",
    "share",
    "signup",
    "static",
    "status",
    "support",
    "syntheses",
    "system",
    "systeme",
    "t",
    "tags",
    "test",
    "tous",
    "transparence",
    "u",
    "undefined",
    "users",
    "veille",
    "webmaster",
    "well-known",
    "www",
];

/// Why a name cannot be given out.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NameRefusal {
    /// Fewer than 2 characters.
    #[error("the name is shorter than 2 characters")]
    TooShort,
    /// More than 30 characters.
    #[error("the name is longer than 30 characters")]
    TooLong,
    /// A character outside the allowed ones, or a hyphen at an end.
    #[error("the name may not hold {0:?} there")]
    Character(char),
    /// One of [`RESERVED`].
    #[error("this name is reserved")]
    Reserved,
}

/// The name of a person of this node: 2 to 30 of `a-z`, `0-9`, `_`; ASCII capitals are lowered.
pub fn local_name(text: &str) -> Result<String, NameRefusal> {
    given_name(text, false)
}

/// The name of a forum of this node: as [`local_name`], with inner hyphens.
pub fn forum_slug(text: &str) -> Result<String, NameRefusal> {
    given_name(text, true)
}

fn given_name(text: &str, hyphens: bool) -> Result<String, NameRefusal> {
    let name = text.trim().to_ascii_lowercase();
    let fits =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || (hyphens && c == '-');
    if let Some(character) = name.chars().find(|&c| !fits(c)) {
        return Err(NameRefusal::Character(character));
    }
    match name.len() {
        0 | 1 => Err(NameRefusal::TooShort),
        31.. => Err(NameRefusal::TooLong),
        _ if name.starts_with('-') || name.ends_with('-') => Err(NameRefusal::Character('-')),
        _ if RESERVED.contains(&name.as_str()) => Err(NameRefusal::Reserved),
        _ => Ok(name),
    }
}
