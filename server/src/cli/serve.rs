//! `palabre serve`: the node itself, until it is told to stop.

use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Read};
use std::net::SocketAddr;
use std::path::Path;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use super::args::Serve;
use super::{Done, Out, Stop, store};
use crate::config::{Config, LogFormat};
use crate::control::Control;
use crate::i18n::Value;
use crate::{Given, Server};

/// Held by the server of a data directory; the system lets go of it when the process ends, however
/// it ends.
const LOCK: &str = "palabre.lock";

pub(super) async fn run(mut config: Config, serve: &Serve, out: Out) -> Done {
    if serve.only_worker {
        // A worker serves nobody: it listens where only this machine could ask, on any free port.
        config.listen = SocketAddr::from(([127, 0, 0, 1], 0));
    }
    if config.node.host.is_none() {
        return Err(welcome(&config));
    }
    log(&config)?;
    store::prepare(&config.data_dir)?;
    let host = config.host()?.clone();
    let sqlite = store::sqlite_file(&config).is_some();
    let lock = hold(&config.data_dir, sqlite)?;
    let listener = listen(&config).await?;
    let data = config.data_dir.clone();
    let control = match &lock {
        Some(_) => Some(Control::open(&data).map_err(|error| control_refused(&data, &error))?),
        None => None,
    };
    let given = Given {
        workers: !serve.no_worker,
        pages: !serve.only_worker,
        ..Given::real()
    };
    let server = Server::start(config, given, listener).await?;
    store::remember_host(&data, &host)?;
    let control =
        control.map(|control| tokio::spawn(control.serve(server.core().clone(), server.settled())));
    out.say(
        "cli-serving",
        &[
            ("address", Value::from(host.base_url())),
            ("listen", Value::from(server.addr().to_string())),
        ],
    );
    out.data(&serde_json::json!({
        "address": host.base_url(), "listen": server.addr().to_string(),
    }));
    told_to_stop(serve.until_stdin_closes).await?;
    if let Some(control) = control {
        control.abort();
    }
    server.stop().await;
    out.say("cli-stopped", &[]);
    drop(lock);
    Ok(())
}

/// What somebody needs to hear who starts the program for the first time.
fn welcome(config: &Config) -> Stop {
    let dir = config.data_dir.display();
    if store::is_empty(config) {
        Stop::said("cli-welcome", &[("dir", dir)])
    } else {
        Stop::said("cli-welcome-no-host", &[("dir", dir)])
    }
}

/// Takes the data directory for this server. With SQLite there is only one; several servers on one
/// PostgreSQL may share it, and the first of them answers commands.
pub(super) fn hold(dir: &Path, alone: bool) -> Result<Option<File>, Stop> {
    let path = dir.join(LOCK);
    let refused = |error: std::io::Error| {
        Stop::said(
            "cli-data-dir",
            &[
                ("dir", dir.display().to_string()),
                ("words", error.to_string()),
            ],
        )
    };
    let file = File::options()
        .create(true)
        .append(true)
        .open(&path)
        .map_err(refused)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) if alone => {
            Err(Stop::said("cli-already-serving", &[("dir", dir.display())]))
        }
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(refused(error)),
    }
}

async fn listen(config: &Config) -> Result<TcpListener, Stop> {
    TcpListener::bind(config.listen).await.map_err(|error| {
        let key = match error.kind() {
            ErrorKind::AddrInUse => "cli-port-in-use",
            ErrorKind::PermissionDenied => "cli-port-denied",
            ErrorKind::AddrNotAvailable => "cli-address-not-here",
            _ => "cli-cannot-listen",
        };
        Stop::said(
            key,
            &[
                ("listen", config.listen.to_string()),
                ("words", error.to_string()),
            ],
        )
    })
}

fn control_refused(dir: &Path, error: &std::io::Error) -> Stop {
    Stop::said(
        "cli-no-socket",
        &[
            ("dir", dir.display().to_string()),
            ("words", error.to_string()),
        ],
    )
}

/// Waits for SIGTERM or SIGINT, or for the end of standard input where that was asked for.
async fn told_to_stop(until_stdin_closes: bool) -> Done {
    let on = |kind| signal(kind).map_err(|error| Stop::io("cli-no-signals", &error));
    let (mut term, mut int) = (on(SignalKind::terminate())?, on(SignalKind::interrupt())?);
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
        () = stdin_closed(), if until_stdin_closes => {}
    }
    Ok(())
}

async fn stdin_closed() {
    let read = || {
        let mut stdin = std::io::stdin().lock();
        let mut rest = [0; 256];
        while matches!(stdin.read(&mut rest), Ok(read) if read > 0) {}
    };
    let _ = tokio::task::spawn_blocking(read).await;
}

/// Sends the log to standard error, as the configuration says.
fn log(config: &Config) -> Done {
    let filter = EnvFilter::try_new(&config.log.level).map_err(|error| {
        Stop::said(
            "cli-log-level",
            &[
                ("level", config.log.level.clone()),
                ("words", error.to_string()),
            ],
        )
    })?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let set = match config.log.format {
        LogFormat::Text => log.with_ansi(false).try_init(),
        LogFormat::Json => log.json().try_init(),
    };
    // A second subscriber in one process is refused; the first one goes on.
    let _ = set;
    Ok(())
}
