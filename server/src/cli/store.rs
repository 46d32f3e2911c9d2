//! The store as commands open it: the one of the running server, if there is one.

use std::fs::{self, DirBuilder};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use palabre_core::{Core, Event};
use tokio::sync::broadcast::Receiver;

use super::Stop;
use crate::Given;
use crate::config::{Config, HostName};
use crate::control;

/// Where the data directory keeps the name that it is pinned to, so that commands need no `--host`.
const HOST_FILE: &str = "palabre.host";

/// Whether a command may make a node where there is none yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    /// It opens what is there, and says so when nothing is.
    Standing,
    /// It may be the first command of a new node.
    New,
}

/// Takes the host from the data directory where nothing else names one.
pub(super) fn recall_host(config: &mut Config) -> Result<(), Stop> {
    if config.node.host.is_some() {
        return Ok(());
    }
    let path = config.data_dir.join(HOST_FILE);
    match fs::read_to_string(&path) {
        Ok(text) => {
            config.node.host = HostName::parse(text.trim()).ok();
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(unreadable(&path, &error)),
    }
}

/// Opens the store of the configured node.
pub(super) async fn open(config: &Config, ground: Ground) -> Result<Core, Stop> {
    let host = config.host()?.clone();
    match ground {
        Ground::New => prepare(&config.data_dir)?,
        Ground::Standing if is_empty(config) => {
            return Err(Stop::said(
                "cli-no-node",
                &[("dir", config.data_dir.display())],
            ));
        }
        Ground::Standing => {}
    }
    let core = crate::open(config, &Given::real()).await?;
    remember_host(&config.data_dir, &host)?;
    Ok(core)
}

/// Makes the data directory, for its owner only.
pub(super) fn prepare(dir: &Path) -> Result<(), Stop> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(dir);
    made.map_err(|error| {
        Stop::said(
            "cli-data-dir",
            &[
                ("dir", dir.display().to_string()),
                ("words", error.to_string()),
            ],
        )
    })
}

/// Whether the node's SQLite database is not there yet. Of PostgreSQL the server itself tells.
pub(super) fn is_empty(config: &Config) -> bool {
    sqlite_file(config).is_some_and(|path| !path.exists())
}

/// The file of a SQLite database.
pub(super) fn sqlite_file(config: &Config) -> Option<PathBuf> {
    let rest = config.database.url.expose().strip_prefix("sqlite:")?;
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    Some(PathBuf::from(rest.split('?').next().unwrap_or(rest)))
}

/// Writes down, once, whose directory this is.
pub(super) fn remember_host(dir: &Path, host: &HostName) -> Result<(), Stop> {
    let path = dir.join(HOST_FILE);
    let file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path);
    match file {
        Ok(mut file) => writeln!(file, "{host}").map_err(|error| unreadable(&path, &error)),
        // PostgreSQL needs no data directory, and one that cannot be written is `doctor`'s matter.
        Err(_) => Ok(()),
    }
}

/// As [`open`], and hears from now on what the command does.
pub(super) async fn open_to_tell(
    config: &Config,
    ground: Ground,
) -> Result<(Core, Receiver<Event>), Stop> {
    let core = open(config, ground).await?;
    let events = core.events();
    Ok((core, events))
}

/// Closes the store and rings for the running server: what was just committed is there for it, and
/// whoever listens hears what has happened.
pub(super) async fn leave(core: Core, config: &Config, mut events: Receiver<Event>) {
    core.close().await;
    let mut happened = Vec::new();
    while let Ok(event) = events.try_recv()
        && happened.len() < control::TOLD
    {
        happened.push(event.word());
    }
    let ring = control::Request::Ring { happened };
    let _ = control::ask(&config.data_dir, &ring).await;
}

fn unreadable(path: &Path, error: &std::io::Error) -> Stop {
    Stop::said(
        "cli-file-unreadable",
        &[
            ("path", path.display().to_string()),
            ("words", error.to_string()),
        ],
    )
}
