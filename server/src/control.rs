//! The control socket: how commands speak to the running server of their data directory.
//!
//! One line of JSON each way on `palabre.sock`, which only the owner of the directory can open:
//!
//! | request | answer |
//! |---|---|
//! | `{"do":"ring"}` | `{"ok":true}`: the dispatcher looks at the queue |
//! | `{"do":"ring","happened":["w12"]}` | the same, and clients that listen hear what has happened |
//! | `{"do":"idle"}` | `{"unfinished":n}` |
//! | `{"do":"wait","timeout_s":S}` | `{"unfinished":0}` once nothing is due, or what is due at the time-out |
//! | `{"do":"wait","timeout_s":S,"all":true}` | the same, lanes that wait for their next attempt included |
//!
//! A missed ring costs a delay and never a job, since the queue itself is the truth.

#[cfg(test)]
mod tests;

use std::fs::{self, File, Permissions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use palabre_core::{Core, Event, queue};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Notify;

/// The socket's name in the data directory.
const NAME: &str = "palabre.sock";
/// Longest address of a socket on every system that has them, in bytes, with room for the end.
const LONGEST_PATH: usize = 100;
/// Longest line of a request or an answer, in bytes.
const LONGEST_LINE: u64 = 4_096;

/// Events that one ring carries at most: each word has 42 letters at most.
pub const TOLD: usize = 64;

/// What a command asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase", deny_unknown_fields)]
pub enum Request {
    /// Something was committed: look at the queue, and tell what has happened.
    Ring {
        /// Events by their words.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        happened: Vec<String>,
    },
    /// How much is left to do.
    Idle,
    /// Answer when nothing is due any more, or after so many seconds.
    Wait {
        timeout_s: u64,
        /// Wait as well for lanes whose peer does not answer and that wait for their next attempt.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        all: bool,
    },
}

/// What the server answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    Ok { ok: bool },
    Queue { unfinished: u64 },
    Error { error: String },
}

/// The socket of a running server. Its file goes with it.
#[derive(Debug)]
pub struct Control {
    listener: UnixListener,
    path: PathBuf,
}

impl Control {
    /// Opens the socket, in place of one that a killed server has left behind. The caller holds
    /// the data directory, so that no living server is cut off.
    pub fn open(data: &Path) -> io::Result<Self> {
        let path = data.join(NAME);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let reach = Reach::of(data)?;
        let listener = UnixListener::bind(reach.path())?;
        fs::set_permissions(&path, Permissions::from_mode(0o600))?;
        Ok(Self { listener, path })
    }

    /// Answers commands for ever. `settled` rings after each lane that was worked.
    pub async fn serve(self, core: Core, settled: Arc<Notify>) {
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    let (core, settled) = (core.clone(), Arc::clone(&settled));
                    tokio::spawn(async move {
                        if let Err(error) = converse(stream, &core, &settled).await {
                            tracing::debug!(%error, "a command went away");
                        }
                    });
                }
                Err(error) => {
                    // Too many open files, most likely: time lets some of them go.
                    tracing::warn!(%error, "the control socket does not accept");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Asks the server of a data directory; nothing when no server runs there.
pub async fn ask(data: &Path, request: &Request) -> io::Result<Option<Answer>> {
    let reach = match Reach::of(data) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        reach => reach?,
    };
    let mut stream = match UnixStream::connect(reach.path()).await {
        Ok(stream) => stream,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused
            ) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let mut line = serde_json::to_vec(request)?;
    line.push(b'\n');
    stream.write_all(&line).await?;
    let mut answer = String::new();
    let read = BufReader::new(stream)
        .take(LONGEST_LINE)
        .read_line(&mut answer)
        .await?;
    // The server was stopped before it answered: for the command there is none.
    if read == 0 {
        Ok(None)
    } else {
        Ok(Some(serde_json::from_str(&answer)?))
    }
}

async fn converse(stream: UnixStream, core: &Core, settled: &Notify) -> io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut line = String::new();
    BufReader::new(reader)
        .take(LONGEST_LINE)
        .read_line(&mut line)
        .await?;
    let answer = match serde_json::from_str(&line) {
        Ok(request) => answer(request, core, settled).await,
        Err(error) => Answer::Error {
            error: error.to_string(),
        },
    };
    let mut line = serde_json::to_vec(&answer)?;
    line.push(b'\n');
    writer.write_all(&line).await
}

async fn answer(request: Request, core: &Core, settled: &Notify) -> Answer {
    let left = match request {
        Request::Ring { happened } => {
            core.heard_outside();
            core.happened(happened.iter().filter_map(|word| Event::of_word(word)));
            return Answer::Ok { ok: true };
        }
        Request::Idle => queue::unfinished(core).await,
        Request::Wait { timeout_s, all } => {
            wait(core, settled, Duration::from_secs(timeout_s), all).await
        }
    };
    match left {
        Ok(unfinished) => Answer::Queue { unfinished },
        Err(error) => Answer::Error {
            error: error.to_string(),
        },
    }
}

/// How many jobs could be done now: those of a lane that waits for its next attempt could not.
pub(crate) async fn due(core: &Core) -> palabre_core::Result<u64> {
    if queue::unfinished(core).await? == 0 {
        return Ok(0);
    }
    let lanes = queue::status(core).await?;
    let ready = lanes.iter().filter(|lane| lane.waits_until.is_none());
    Ok(ready.map(|lane| lane.ready).sum())
}

/// Looks at the queue each time a lane was worked, until nothing is left or the time is up.
async fn wait(
    core: &Core,
    settled: &Notify,
    limit: Duration,
    all: bool,
) -> palabre_core::Result<u64> {
    let look = async || {
        if all {
            queue::unfinished(core).await
        } else {
            due(core).await
        }
    };
    let deadline = tokio::time::Instant::now() + limit;
    loop {
        let mut rung = pin!(settled.notified());
        // Listening begins before the look, so that a lane which ends in between is heard.
        rung.as_mut().enable();
        if look().await? == 0 {
            return Ok(0);
        }
        if tokio::time::timeout_at(deadline, rung).await.is_err() {
            return look().await;
        }
    }
}

/// An address of the socket that is short enough for the system.
struct Reach {
    path: PathBuf,
    /// Open while the address is used: a long directory is reached through its descriptor.
    _directory: Option<File>,
}

impl Reach {
    fn of(data: &Path) -> io::Result<Self> {
        let path = data.join(NAME);
        if path.as_os_str().as_bytes().len() <= LONGEST_PATH {
            return Ok(Self {
                path,
                _directory: None,
            });
        }
        let directory = File::open(data)?;
        let path = PathBuf::from(format!("/proc/self/fd/{}", directory.as_raw_fd())).join(NAME);
        if !path.parent().is_some_and(Path::exists) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidFilename,
                format!("{}: over {LONGEST_PATH} bytes", data.display()),
            ));
        }
        Ok(Self {
            path,
            _directory: Some(directory),
        })
    }

    fn path(&self) -> &Path {
        &self.path
    }
}
