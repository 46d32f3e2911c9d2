//! The program itself: its commands as processes of their own, beside a server that is one too.
//!
//! This test program starts itself again with the words of a command in its environment, and is
//! then `palabre`; so nothing has to be built or found beside it.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{ExitCode, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use super::Backend;
use super::backend::Database;
use super::browser::Browser;

/// Holds the words of a command, one a line, where this program is to be `palabre`.
const WORDS: &str = "PALABRE_TEST_COMMAND";
/// Stands between what the test runner prints and what the command says.
const MARK: &str = "-- palabre --";

/// Is `palabre` where the environment says so; else it has nothing to test.
#[test]
fn palabre() {
    let Ok(words) = std::env::var(WORDS) else {
        return;
    };
    println!("{MARK}");
    let words = std::iter::once("palabre").chain(words.lines());
    let code = palabre::cli::run(words.map(Into::into));
    let codes = [0, 1, 2].map(|number| (ExitCode::from(number), i32::from(number)));
    let found = codes.into_iter().find(|(one, _)| *one == code);
    std::process::exit(found.map_or(101, |(_, number)| number));
}

/// What a command has said.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Told {
    /// It was done.
    pub(crate) fn done(self) -> String {
        assert_eq!(self.code, 0, "{self:?}");
        self.out
    }

    /// It was refused, on standard error.
    pub(crate) fn refused(self) -> String {
        assert_eq!(self.code, 1, "{self:?}");
        self.err
    }

    pub(crate) fn json(self) -> Value {
        let out = self.done();
        serde_json::from_str(&out).unwrap_or_else(|_| panic!("no JSON: {out}"))
    }
}

/// A data directory, a database and a name: what a node is before and while it runs.
#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) folder: TempDir,
    pub(crate) host: String,
    pub(crate) at: SocketAddr,
    database: Database,
}

/// A running server; it is told to stop when this is dropped.
#[derive(Debug)]
pub(crate) struct Serving(Child);

impl Machine {
    pub(crate) fn new(backend: Backend, name: &str) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let at = SocketAddr::from(([127, 0, 0, 1], free_port()));
        Self {
            host: format!("{name}.localhost:{}", at.port()),
            database: Database::create(backend, &folder),
            folder,
            at,
        }
    }

    /// Another machine with the same database.
    pub(crate) fn beside(&self) -> TempDir {
        let folder = TempDir::new().expect("a temporary folder");
        let name = std::fs::read(self.file("palabre.host")).expect("the first one has a name");
        std::fs::write(folder.path().join("palabre.host"), name).expect("a file");
        folder
    }

    pub(crate) fn file(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command on this machine.
    pub(crate) async fn run(&self, words: &[&str]) -> Told {
        let folder = self.folder.path().to_string_lossy().into_owned();
        self.run_in(&folder, words).await
    }

    /// Runs a command on this machine's database, with another data directory.
    pub(crate) async fn run_in(&self, folder: &str, words: &[&str]) -> Told {
        let url = self.database.url.as_str();
        let mut all = words.to_vec();
        all.extend(["--data", folder, "--database-url", url]);
        run(&all).await
    }

    /// Makes the first account, which is an administrator's, and the node with it.
    pub(crate) async fn settle_in(&self) {
        let words = "account create ana --email ana@exemple.test --admin --confirmed";
        let mut words: Vec<&str> = words.split(' ').collect();
        words.extend(["--password", PASSWORD, "--host", &self.host]);
        self.run(&words).await.done();
        let words = "forum create acces --title Accès --moderator ana";
        let words: Vec<&str> = words.split(' ').collect();
        self.run(&words).await.done();
    }

    /// Starts a server, and waits until it says that it listens.
    pub(crate) async fn serve(&self) -> Serving {
        self.serve_in(self.folder.path(), self.at).await
    }

    /// Starts a second server on the same database, where that can be; answers where it listens.
    pub(crate) async fn serve_beside(&self, folder: &Path) -> Option<(Serving, SocketAddr)> {
        if self.database.backend() == Backend::Sqlite {
            return None;
        }
        let at = SocketAddr::from(([127, 0, 0, 1], free_port()));
        Some((self.serve_in(folder, at).await, at))
    }

    async fn serve_in(&self, folder: &Path, at: SocketAddr) -> Serving {
        let (folder, at) = (folder.to_string_lossy(), at.to_string());
        let mut words = vec!["serve", "--until-stdin-closes", "--listen", &at];
        words.extend(["--data", &folder, "--database-url", &self.database.url]);
        let mut child = command(&words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("this program starts again");
        let out = child.stdout.take().expect("a pipe");
        let mut lines = BufReader::new(out).lines();
        loop {
            let line = lines.next_line().await.expect("the pipe is read");
            let line = line.expect("the server says where it listens");
            if line.contains(&at) {
                // What it says later is nobody's matter, and must not stop it.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Serving(child);
            }
        }
    }

    /// Changes the database behind the node's back.
    pub(crate) fn tampers(&self, words: &str) {
        self.database.tampers(words);
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.host, self.at)
    }

    /// A browser in which somebody is signed in.
    pub(crate) async fn signed_in(&self, name: &str) -> Browser {
        let mut browser = self.browser();
        let fields = [("name", name), ("password", PASSWORD)];
        let page = browser.submit("/connexion", &fields).await;
        assert_eq!(page.status, 303, "{}", page.text);
        browser
    }

    pub(crate) fn end(self) {
        self.database.delete();
    }
}

/// Everybody's.
pub(crate) const PASSWORD: &str = "un mot de passe";

impl Serving {
    /// Stops it in good order.
    pub(crate) async fn stop(mut self) {
        drop(self.0.stdin.take());
        let status = self.0.wait().await.expect("the server ends");
        assert!(status.success(), "{status}");
    }
}

/// Runs a command with nothing but its words.
pub(crate) async fn run(words: &[&str]) -> Told {
    let output = command(words).stdin(Stdio::null()).output().await;
    let output = output.expect("this program starts again");
    let out = String::from_utf8(output.stdout).expect("a command speaks UTF-8");
    let (_, out) = out.split_once(MARK).expect("the command runs");
    Told {
        code: output.status.code().expect("the command ends by itself"),
        out: out.trim_start().to_owned(),
        err: String::from_utf8(output.stderr).expect("a command speaks UTF-8"),
    }
}

fn command(words: &[&str]) -> Command {
    let program = std::env::current_exe().expect("this program has a place");
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PALABRE__") {
            command.env_remove(name);
        }
    }
    command
        .args(["harness::command::palabre", "--exact", "--nocapture"])
        .env(WORDS, words.join("\n"))
        .env("LC_ALL", "fr_FR.UTF-8")
        .env("PALABRE__NODE__REGISTRATION", "approval")
        .env("PALABRE__FEDERATION__ALLOW_PRIVATE", "127.0.0.0/8")
        .env("PALABRE__LIMITS__EXEMPT", "127.0.0.0/8")
        .env("PALABRE__LOG__LEVEL", "warn")
        .kill_on_drop(true);
    command
}

/// A port below those that the system gives away by itself, so that nobody else takes it meanwhile.
fn free_port() -> u16 {
    let own = u16::try_from(std::process::id() % 10_000).unwrap_or_default();
    (0..10_000)
        .map(|step| 20_000 + (own * 2 + step) % 10_000)
        .find(|port| !taken(*port))
        .expect("a free port")
}

/// Whether a port is in use, or was given away by this process before.
fn taken(port: u16) -> bool {
    use std::sync::Mutex;
    static GIVEN: Mutex<Vec<u16>> = Mutex::new(Vec::new());
    let mut given = GIVEN.lock().expect("nobody has panicked here");
    if given.contains(&port) || TcpListener::bind(("127.0.0.1", port)).is_err() {
        return true;
    }
    given.push(port);
    false
}
