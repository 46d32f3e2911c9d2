//! How the node is run: read once at start, and passed by value.
//!
//! Defaults ← `palabre.toml` ← `PALABRE__SECTION__KEY` variables ← flags: what stands to the right
//! holds. Unknown keys are refused, since a misspelt limit would protect nobody. How the node is
//! *governed* (rules, registrations under way, peers) lives in the database and is no concern of
//! this module. Every key stands with its default in `docs/operating/palabre.example.toml`.

mod error;
mod media;
mod source;
mod value;

#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use serde::Deserialize;
use toml::Table;

pub use error::{ConfigError, Place};
pub use media::{Media, S3, Storage};
pub use value::{HostName, Rate, Secret, Zone};

/// Opens the federation library to private addresses; for its own tests only.
const DANGEROUS: &str = "DANGER_FEDERATION_ALLOW_LOCAL_IP";

/// The configuration of a node.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Everything the node keeps: database, keys, media, socket for commands.
    pub data_dir: PathBuf,
    /// The address on which the node is reached, by its proxy or directly.
    #[serde(deserialize_with = "value::listen")]
    pub listen: SocketAddr,
    pub node: Node,
    pub database: Database,
    pub federation: Federation,
    pub limits: Limits,
    pub media: Media,
    pub log: Log,
}

/// Who the node is.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Node {
    /// Its name in every address, for ever: the data directory is pinned to it.
    pub host: Option<HostName>,
    /// Its title on the pages and for peers.
    pub name: String,
    /// One or two sentences, plain text.
    pub description: String,
    /// Who answers for the node: an e-mail address that clients show; empty for none.
    #[serde(deserialize_with = "value::email_address")]
    pub contact: String,
    /// Where the source code of the running program is offered (AGPL-3.0 §13): the foot of every
    /// page links there when it is said.
    #[serde(deserialize_with = "value::web_address")]
    pub source_url: String,
    /// The languages of the pages; the first is shown to who asks for none.
    #[serde(deserialize_with = "value::languages")]
    pub languages: Vec<String>,
    /// The time zone of the pages.
    pub zone: Zone,
    pub registration: Registration,
}

/// Who may open an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Registration {
    /// Nobody: accounts are made by command.
    Closed,
    /// Everyone; until the account is approved, what it writes is held.
    #[default]
    Approval,
    /// Everyone, at once.
    Open,
}

/// Where rows are kept.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// `sqlite://…` or `postgres://…`; after loading it is never empty.
    #[serde(deserialize_with = "value::database_url")]
    pub url: Secret,
    /// A file that holds the address, where it has a password in it.
    pub url_file: Option<PathBuf>,
}

/// Speaking to other servers.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Federation {
    pub mode: FederationMode,
    /// Private networks that the node may connect to, beside all public addresses.
    #[serde(deserialize_with = "value::networks")]
    pub allow_private: Vec<IpNet>,
    /// Seconds until a connection must stand.
    pub connect_timeout_s: u16,
    /// Seconds that one whole request may take.
    pub timeout_s: u16,
}

/// Whom the node speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FederationMode {
    /// Every host that is not blocked.
    #[default]
    Open,
    /// Only hosts that were allowed.
    Allowlist,
}

/// What one person, address or host may do.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Networks without limits of repetition: monitoring, tests.
    #[serde(deserialize_with = "value::networks")]
    pub exempt: Vec<IpNet>,
    /// Proxies whose `X-Forwarded-For` is believed.
    #[serde(deserialize_with = "value::networks")]
    pub trusted_proxies: Vec<IpNet>,
    /// The longest contribution, in words.
    #[serde(deserialize_with = "value::max_words")]
    pub max_words: u32,
    pub rates: Rates,
}

/// Limits of repetition, each kind for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rates {
    /// Pages, by address.
    pub pages: Rate,
    /// Attempts to sign in, by address.
    pub sign_in: Rate,
    /// Attempts to sign in, by account.
    pub sign_in_account: Rate,
    /// New accounts, by address.
    pub sign_up: Rate,
    /// Contributions and edits, by account.
    pub contributions: Rate,
    /// Deletions of contributions, by account.
    pub deletions: Rate,
    /// Look-ups of remote people and threads, by account.
    pub lookups: Rate,
    /// Signed letters, by host.
    pub letters: Rate,
    /// Letters without a signature that holds, by address.
    pub unsigned_letters: Rate,
    /// Requests of clients, by account, or by address without one.
    pub clients: Rate,
    /// Clients that introduce themselves, by address.
    pub apps: Rate,
    /// Tokens that are asked for, by address.
    pub tokens: Rate,
    /// Uploads, by account.
    pub uploads: Rate,
}

/// What the node says about itself on its standard error.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    pub format: LogFormat,
    /// `error`, `warn`, `info`, `debug`, `trace`, or a filter by module.
    #[serde(deserialize_with = "value::log_level")]
    pub level: String,
}

/// The form of a line of log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

/// What the command line says; each field is a flag as it was written.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// `--config FILE`
    pub config: Option<PathBuf>,
    /// `--data DIR`
    pub data: Option<PathBuf>,
    /// `--host HOST[:PORT]`
    pub host: Option<String>,
    /// `--listen ADDR`
    pub listen: Option<String>,
    /// `--database-url URL`
    pub database_url: Option<String>,
}

impl Config {
    /// Reads the configuration from its file, `variables` (the whole environment) and `flags`.
    ///
    /// Without `--config`, `palabre.toml` in the data directory is read where it exists.
    pub fn load(
        flags: &Flags,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let variables: Vec<_> = variables.into_iter().collect();
        let from_variables = source::from_variables(&variables)?;
        let from_flags = source::from_flags(flags)?;
        let mut above = from_variables;
        source::overlay(&mut above, from_flags);

        let mut table = Self::file(flags, &above)?;
        source::overlay(&mut table, above);
        let mut config = Self::deserialize(table).map_err(|error| ConfigError::Invalid {
            place: Place::File(flags.config.clone().unwrap_or_default(), None),
            key: String::new(),
            reason: error.message().to_owned(),
        })?;
        config.database.resolve(&config.data_dir)?;
        config.media.resolve()?;
        config.refuse_danger(&variables)?;
        Ok(config)
    }

    /// The environment as `load` takes it; what is no Unicode cannot be a setting.
    pub fn environment() -> Vec<(String, String)> {
        let unicode = |(name, value): (OsString, OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        std::env::vars_os().filter_map(unicode).collect()
    }

    /// The settings of the file that was named, or of the one in the data directory.
    fn file(flags: &Flags, above: &Table) -> Result<Table, ConfigError> {
        if let Some(path) = &flags.config {
            return source::from_file(path);
        }
        let data = above.get("data_dir").and_then(toml::Value::as_str);
        let data = data.map_or_else(|| Self::default().data_dir, PathBuf::from);
        let path = data.join("palabre.toml");
        if !path.exists() {
            return Ok(Table::new());
        }
        let table = source::from_file(&path)?;
        match table.get("data_dir").and_then(toml::Value::as_str) {
            Some(other) if Path::new(other) != data => Err(ConfigError::MovedData { path }),
            _ => Ok(table),
        }
    }

    fn refuse_danger(&self, variables: &[(String, String)]) -> Result<(), ConfigError> {
        match &self.node.host {
            Some(host)
                if !host.is_trial() && variables.iter().any(|(name, _)| name == DANGEROUS) =>
            {
                Err(ConfigError::Dangerous {
                    variable: DANGEROUS,
                    host: host.to_string(),
                })
            }
            _ => Ok(()),
        }
    }

    /// The node's host, for the commands that cannot do without it.
    pub fn host(&self) -> Result<&HostName, ConfigError> {
        self.node.host.as_ref().ok_or(ConfigError::NoHost)
    }
}

impl Database {
    /// Reads the address from its file, or makes that of the database in the data directory.
    fn resolve(&mut self, data: &Path) -> Result<(), ConfigError> {
        let key = "database.url";
        match &self.url_file {
            Some(_) if !self.url.is_empty() => return Err(ConfigError::Twice { key }),
            Some(path) => {
                let secret = |source| ConfigError::Secret {
                    key,
                    path: path.clone(),
                    source,
                };
                let text = std::fs::read_to_string(path).map_err(|error| secret(Some(error)))?;
                if text.trim().is_empty() {
                    return Err(secret(None));
                }
                self.url = Secret::new(text.trim().to_owned());
                self.url
                    .as_database()
                    .map_err(|reason| ConfigError::Invalid {
                        place: Place::File(path.clone(), None),
                        key: key.to_owned(),
                        reason,
                    })?;
            }
            None if self.url.is_empty() => {
                let file = data.join("palabre.sqlite");
                self.url = Secret::new(format!("sqlite://{}?mode=rwc", file.display()));
            }
            None => {}
        }
        Ok(())
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("palabre-data"),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            node: Node::default(),
            database: Database::default(),
            federation: Federation::default(),
            limits: Limits::default(),
            media: Media::default(),
            log: Log::default(),
        }
    }
}

impl Default for Node {
    fn default() -> Self {
        Self {
            host: None,
            name: "Palabre".to_owned(),
            description: String::new(),
            contact: String::new(),
            source_url: String::new(),
            languages: vec!["fr".to_owned(), "en".to_owned()],
            zone: Zone::default(),
            registration: Registration::default(),
        }
    }
}

impl Default for Federation {
    fn default() -> Self {
        Self {
            mode: FederationMode::default(),
            allow_private: Vec::new(),
            connect_timeout_s: 5,
            timeout_s: 10,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            exempt: Vec::new(),
            trusted_proxies: Vec::new(),
            max_words: 5_000,
            rates: Rates::default(),
        }
    }
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            pages: Rate::of(300, 5 * 60),
            sign_in: Rate::of(5, 60),
            sign_in_account: Rate::of(10, 3_600),
            sign_up: Rate::of(5, 3_600),
            contributions: Rate::of(30, 5 * 60),
            deletions: Rate::of(30, 30 * 60),
            lookups: Rate::of(30, 5 * 60),
            letters: Rate::of(200, 10),
            unsigned_letters: Rate::of(60, 60),
            clients: Rate::of(300, 300),
            apps: Rate::of(25, 3_600),
            tokens: Rate::of(30, 60),
            uploads: Rate::of(30, 30 * 60),
        }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self {
            format: LogFormat::default(),
            level: "info".to_owned(),
        }
    }
}
