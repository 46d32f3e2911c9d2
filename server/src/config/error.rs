//! Why a configuration is refused, said to the one who can mend it.

use std::fmt;
use std::path::PathBuf;

use super::value::BOTH;

/// Where a setting was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file and, where it is known, the line (from 1).
    File(PathBuf, Option<usize>),
    /// An environment variable, by its name.
    Variable(String),
    /// A flag of the command line, with its dashes.
    Flag(&'static str),
}

/// A configuration that the node does not start with.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read at all.
    Unreadable {
        path: PathBuf,
        source: std::io::Error,
    },
    /// The key is not one of those in `docs/operating/palabre.example.toml`.
    UnknownKey { place: Place, key: String },
    /// The value of a known key does not do. `reason` holds French and English.
    Invalid {
        place: Place,
        key: String,
        reason: String,
    },
    /// The file of a secret cannot be read, or is empty.
    Secret {
        key: &'static str,
        path: PathBuf,
        source: Option<std::io::Error>,
    },
    /// A value and the file that holds it are both given.
    Twice { key: &'static str },
    /// Another setting asks for this one.
    Missing {
        key: &'static str,
        with: &'static str,
    },
    /// A file found in the data directory says that the data directory is elsewhere.
    MovedData { path: PathBuf },
    /// The command needs the node's host, and none is given.
    NoHost,
    /// A variable that opens the federation library to private addresses, on a public node.
    Dangerous {
        variable: &'static str,
        host: String,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, Some(line)) => write!(f, "{}:{line}", path.display()),
            Self::File(path, None) => write!(f, "{}", path.display()),
            Self::Variable(name) => f.write_str(name),
            Self::Flag(name) => f.write_str(name),
        }
    }
}

impl ConfigError {
    /// The message in French.
    pub fn in_french(&self) -> String {
        match self {
            Self::Unreadable { path, source } => {
                format!(
                    "{} : fichier de configuration illisible ({source}).",
                    path.display()
                )
            }
            Self::UnknownKey { place, key } => format!(
                "{place} : clé inconnue « {key} ». Les clés sont dans \
                 docs/operating/palabre.example.toml."
            ),
            Self::Invalid { place, key, reason } => {
                format!("{place} : « {key} » : {}.", half(reason, 0))
            }
            Self::Secret {
                key,
                path,
                source: Some(source),
            } => {
                format!("« {key} » : {} est illisible ({source}).", path.display())
            }
            Self::Secret {
                key,
                path,
                source: None,
            } => {
                format!("« {key} » : {} est vide.", path.display())
            }
            Self::Twice { key } => {
                format!("« {key} » et « {key}_file » sont donnés tous les deux : gardez-en un.")
            }
            Self::Missing { key, with } => {
                format!("« {key} » manque : {with} en a besoin.")
            }
            Self::MovedData { path } => format!(
                "{} : « data_dir » ne peut pas être changé par un fichier du dossier de données. \
                 Donnez-le par --data, ou le fichier par --config.",
                path.display()
            ),
            Self::NoHost => "Il manque le nom du nœud : donnez --host NOM, ou « host » sous \
                             [node] dans palabre.toml (pour essayer : quebec.localhost:8080)."
                .to_owned(),
            Self::Dangerous { variable, host } => format!(
                "{variable} est définie : elle ouvrirait le réseau local aux serveurs distants. \
                 Un nœud public ({host}) ne démarre pas avec elle : retirez-la."
            ),
        }
    }

    /// The message in English.
    pub fn in_english(&self) -> String {
        match self {
            Self::Unreadable { path, source } => {
                format!(
                    "{}: the configuration file cannot be read ({source}).",
                    path.display()
                )
            }
            Self::UnknownKey { place, key } => format!(
                "{place}: unknown key “{key}”. The keys are in \
                 docs/operating/palabre.example.toml."
            ),
            Self::Invalid { place, key, reason } => {
                format!("{place}: “{key}”: {}.", half(reason, 1))
            }
            Self::Secret {
                key,
                path,
                source: Some(source),
            } => {
                format!("“{key}”: {} cannot be read ({source}).", path.display())
            }
            Self::Secret {
                key,
                path,
                source: None,
            } => {
                format!("“{key}”: {} is empty.", path.display())
            }
            Self::Twice { key } => {
                format!("“{key}” and “{key}_file” are both given: keep one of them.")
            }
            Self::Missing { key, with } => {
                format!("“{key}” is missing: {with} needs it.")
            }
            Self::MovedData { path } => format!(
                "{}: “data_dir” cannot be changed by a file in the data directory. \
                 Give it by --data, or the file by --config.",
                path.display()
            ),
            Self::NoHost => "The node's name is missing: give --host NAME, or “host” under \
                             [node] in palabre.toml (for a trial: quebec.localhost:8080)."
                .to_owned(),
            Self::Dangerous { variable, host } => format!(
                "{variable} is set: it would open the local network to remote servers. \
                 A public node ({host}) does not start with it: remove it."
            ),
        }
    }
}

/// French, then English on the next line: before the configuration is read nobody has said which.
impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.in_french(), self.in_english())
    }
}

/// One language of a reason made by `value::refuse`; serde's own reasons are in English only.
fn half(reason: &str, index: usize) -> String {
    let part = match (reason.split_once(BOTH), index) {
        (Some((french, _)), 0) => french.to_owned(),
        (Some((_, english)), _) => english.to_owned(),
        (None, 0) => format!("valeur refusée ({})", reason.trim_end()),
        (None, _) => reason.to_owned(),
    };
    part.trim_end_matches(['.', '\n']).to_owned()
}
