//! The values of the configuration, each read once and refused in words.
//!
//! All of them are read by serde, so that a refusal carries the place in the file.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::time::Duration;

use ipnet::IpNet;
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use time_tz::{TimeZone, Tz, timezones};

/// Stands between the French and the English half of a reason.
pub(super) const BOTH: char = '\u{1f}';

/// Addresses of databases as they should be.
const EXAMPLES: &str =
    "sqlite:///var/lib/palabre/palabre.sqlite, postgres://palabre@127.0.0.1/palabre";

fn refuse<E: Error>(french: &str, english: &str) -> E {
    E::custom(format!("{french}{BOTH}{english}"))
}

/// The name of the node as it stands in every address, `quebec.test` or `quebec.localhost:8081`:
/// ASCII (IDNA), lower case, with its port where it is not the scheme's own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HostName {
    name: String,
    port: Option<u16>,
}

impl HostName {
    /// Reads a host name, or says in both languages why it is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let refused = |french: &str, english: &str| {
            Err(format!("« {text} » {french}{BOTH}“{text}” {english}"))
        };
        let (name, port) = match text.rsplit_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (text, None),
        };
        if text.contains(['/', '@', '?', '#', '[']) || name.contains(':') {
            return refused(
                "n'est pas un nom d'hôte : ni « https:// », ni chemin, ni adresse IP",
                "is no host name: no “https://”, no path, no IP address",
            );
        }
        let name = match url::Host::parse(name) {
            Ok(url::Host::Domain(name)) => name,
            Ok(_) => {
                return refused(
                    "est une adresse IP, pas un nom",
                    "is an IP address, no name",
                );
            }
            Err(_) => return refused("n'est pas un nom d'hôte", "is no host name"),
        };
        let labels_do = name.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        });
        if !labels_do || name.len() > 253 || !(name.contains('.') || name == "localhost") {
            return refused(
                "n'est pas un nom d'hôte complet (exemple : forum.exemple.org)",
                "is no complete host name (example: forum.example.org)",
            );
        }
        let port = match port.map(str::parse::<u16>) {
            None => None,
            Some(Ok(port)) if port > 0 => Some(port),
            Some(_) => return refused("a un port impossible", "has an impossible port"),
        };
        let mut host = Self { name, port };
        if host.port == Some(if host.is_trial() { 80 } else { 443 }) {
            host.port = None;
        }
        Ok(host)
    }

    /// The name without its port.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The port, where it is not the scheme's own.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// Whether the host is for trials on one machine: `localhost`, `*.localhost`, `*.test`.
    pub fn is_trial(&self) -> bool {
        matches!(self.name.rsplit('.').next(), Some("localhost" | "test"))
    }

    /// `http` for a trial host, `https` for every other.
    pub fn scheme(&self) -> &'static str {
        if self.is_trial() { "http" } else { "https" }
    }

    /// What every address of the node begins with, `https://forum.example.org`.
    pub fn base_url(&self) -> String {
        format!("{}://{self}", self.scheme())
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.port {
            Some(port) => write!(f, "{}:{port}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

impl<'de> Deserialize<'de> for HostName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(Error::custom)
    }
}

/// The time zone of the pages, by its IANA name. Stored times are UTC everywhere.
#[derive(Clone, Copy)]
pub struct Zone(&'static Tz);

impl Zone {
    /// The zone for reckoning.
    pub fn tz(self) -> &'static Tz {
        self.0
    }

    /// Its IANA name, `Africa/Dakar`.
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self(timezones::get_by_name("UTC").unwrap_or(timezones::db::UTC))
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Zone").field(&self.name()).finish()
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        timezones::get_by_name(&name).map(Self).ok_or_else(|| {
            refuse(
                &format!("« {name} » n'est pas un fuseau horaire (exemple : Africa/Dakar)"),
                &format!("“{name}” is no time zone (example: Africa/Dakar)"),
            )
        })
    }
}

/// A limit of repetition: so many at once, given back evenly over a period. Written `30/5m`:
/// thirty at once, one more every ten seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub count: NonZeroU32,
    pub per: Duration,
}

impl Rate {
    /// `count` in `seconds`. For the defaults of this module.
    pub(super) const fn of(count: u32, seconds: u64) -> Self {
        match NonZeroU32::new(count) {
            Some(count) => Self {
                count,
                per: Duration::from_secs(seconds),
            },
            None => panic!("a rate counts at least one"),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let (count, period) = text.split_once('/')?;
        let period = period.trim();
        let unit = match period.chars().last()? {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            _ => return None,
        };
        let times = match &period[..period.len() - 1] {
            "" => 1,
            digits => digits.parse::<u32>().ok().filter(|times| *times > 0)?,
        };
        Some(Self {
            count: count.trim().parse().ok()?,
            per: Duration::from_secs(u64::from(times) * unit),
        })
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            refuse(
                &format!("« {text} » n'est pas une cadence (exemple : 30/5m ; s, m ou h)"),
                &format!("“{text}” is no rate (example: 30/5m; s, m or h)"),
            )
        })
    }
}

/// A value that is never printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub(crate) fn new(value: String) -> Self {
        Self(value)
    }

    /// The value, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this is the address of a database, or empty; else why it is none, in both languages
    /// and without a word of it.
    pub(super) fn as_database(&self) -> Result<(), String> {
        let text = self.0.as_str();
        let postgres = ["postgres://", "postgresql://"]
            .iter()
            .any(|scheme| text.starts_with(scheme));
        if text.is_empty()
            || text.starts_with("sqlite:")
            || (postgres && url::Url::parse(text).is_ok())
        {
            return Ok(());
        }
        Err(format!(
            "ce n’est pas l’adresse d’une base de données (exemples : {EXAMPLES}){BOTH}\
             this is no address of a database (examples: {EXAMPLES})"
        ))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

/// The address of a database. What is refused is not repeated: there may be a password in it.
pub(super) fn database_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
    let url = Secret::deserialize(deserializer)?;
    match url.as_database() {
        Ok(()) => Ok(url),
        Err(reason) => Err(D::Error::custom(reason)),
    }
}

/// How many words a contribution may have: none at all would close the node.
pub(super) fn max_words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    match u32::deserialize(deserializer)? {
        0 => Err(refuse(
            "il faut au moins un mot (exemple : 5000)",
            "at least one word is needed (example: 5000)",
        )),
        words => Ok(words),
    }
}

/// The address on which the node listens: numbers, since a name may have several.
pub(super) fn listen<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|_| {
        refuse(
            &format!("« {text} » n'est pas une adresse avec son port (exemple : 127.0.0.1:8080)"),
            &format!("“{text}” is no address with its port (example: 127.0.0.1:8080)"),
        )
    })
}

/// A web address, or nothing.
pub(super) fn web_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() || palabre_core::address::is_address(&text) {
        return Ok(text);
    }
    Err(refuse(
        &format!("« {text} » n'est pas une adresse web (exemple : https://exemple.org/palabre)"),
        &format!("“{text}” is no web address (example: https://example.org/palabre)"),
    ))
}

/// An e-mail address, or nothing.
pub(super) fn email_address<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() || palabre_core::access::email(&text).is_ok() {
        return Ok(text);
    }
    Err(refuse(
        &format!("« {text} » n'est pas une adresse de courriel (exemple : contact@exemple.org)"),
        &format!("“{text}” is no e-mail address (example: contact@example.org)"),
    ))
}

/// What the log holds, as `serve` will read it.
pub(super) fn log_level<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    match tracing_subscriber::EnvFilter::try_new(&text) {
        Ok(_) => Ok(text),
        Err(_) => Err(refuse(
            &format!("« {text} » n'est pas un filtre (exemple : info,palabre=debug)"),
            &format!("“{text}” is no filter (example: info,palabre=debug)"),
        )),
    }
}

/// The languages of the pages, in the order of preference.
pub(super) fn languages<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<String>, D::Error> {
    let found = words(deserializer)?;
    match found
        .iter()
        .find(|tag| !matches!(tag.as_str(), "fr" | "en"))
    {
        None if !found.is_empty() => Ok(found),
        None => Err(refuse(
            "il faut au moins une langue",
            "at least one language is needed",
        )),
        Some(tag) => Err(refuse(
            &format!("« {tag} » : les pages sont en « fr » et en « en »"),
            &format!("“{tag}”: the pages are in “fr” and “en”"),
        )),
    }
}

/// Networks; a bare address is a network of one.
pub(super) fn networks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IpNet>, D::Error> {
    let network = |text: &String| {
        let found = text
            .parse::<IpNet>()
            .or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        found.map_err(|_| {
            refuse(
                &format!("« {text} » n'est pas un réseau (exemple : 10.0.0.0/8)"),
                &format!("“{text}” is no network (example: 10.0.0.0/8)"),
            )
        })
    };
    words(deserializer)?.iter().map(network).collect()
}

/// A list of words, or one string with commas between them, as a variable gives it.
fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct Words;
    impl<'de> Visitor<'de> for Words {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of strings")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            let words = text
                .split(',')
                .map(str::trim)
                .filter(|word| !word.is_empty());
            Ok(words.map(str::to_owned).collect())
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            let mut words = Vec::new();
            while let Some(word) = items.next_element()? {
                words.push(word);
            }
            Ok(words)
        }
    }
    deserializer.deserialize_any(Words)
}
