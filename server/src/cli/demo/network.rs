//! Three chapters on one machine, each a process of its own with its own data directory.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};

use super::super::{Done, Stop};
use super::super::{serve, store};
use crate::control::{self, Answer, Request};
use crate::i18n::Lang;

/// Longest wait until every queue of the three is empty, in seconds for each look.
const PATIENCE: u64 = 300;

/// (name, title, time zone) of each chapter.
const CHAPTERS: [(&str, &str, &str); 3] = [
    ("quebec", "ISOC Québec", "America/Toronto"),
    ("senegal", "ISOC Sénégal", "Africa/Dakar"),
    ("madagascar", "ISOC Madagascar", "Indian/Antananarivo"),
];

/// The three chapters.
#[derive(Debug)]
pub(super) struct Network {
    pub(super) chapters: Vec<Chapter>,
}

/// One chapter, running or not.
#[derive(Debug)]
pub(super) struct Chapter {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    zone: &'static str,
    pub(super) port: u16,
    pub(super) dir: PathBuf,
    /// The language of what it says when it stops.
    lang: Lang,
    child: Option<Child>,
    /// The pipe that the process lives by: it ends with it, and with this process.
    leash: Option<ChildStdin>,
}

impl Network {
    /// The chapters below `data`, on three ports from `port` on; none of them runs yet.
    pub(super) fn new(data: &Path, port: u16, lang: Lang) -> Self {
        let chapters = CHAPTERS
            .into_iter()
            .zip(port..)
            .map(|((name, title, zone), port)| Chapter {
                name,
                title,
                zone,
                port,
                dir: data.join(name),
                lang,
                child: None,
                leash: None,
            });
        Self {
            chapters: chapters.collect(),
        }
    }

    pub(super) fn chapter(&self, name: &str) -> Result<&Chapter, Stop> {
        let found = self.chapters.iter().find(|chapter| chapter.name == name);
        found.ok_or_else(|| Stop::said("cli-fault", &[("words", name)]))
    }

    pub(super) fn chapter_mut(&mut self, name: &str) -> Result<&mut Chapter, Stop> {
        let found = self
            .chapters
            .iter_mut()
            .find(|chapter| chapter.name == name);
        found.ok_or_else(|| Stop::said("cli-fault", &[("words", name)]))
    }

    pub(super) async fn start(&mut self) -> Done {
        for chapter in &mut self.chapters {
            chapter.start().await?;
        }
        Ok(())
    }

    pub(super) async fn stop(&mut self) {
        for chapter in &mut self.chapters {
            chapter.stop().await;
        }
    }

    /// Waits until nothing is left to do on any node. What one node has finished may be work for
    /// another, so that they are asked again until two rounds find all of them idle.
    pub(super) async fn settle(&self) -> Done {
        let mut quiet = 0;
        while quiet < 2 {
            for chapter in &self.chapters {
                let left = chapter
                    .ask(&Request::Wait {
                        timeout_s: PATIENCE,
                        // A chapter was away: what is for it waits for its next attempt.
                        all: true,
                    })
                    .await?;
                if left > 0 {
                    return Err(Stop::said(
                        "cli-demo-not-settled",
                        &[
                            ("chapter", chapter.name.to_owned()),
                            ("n", left.to_string()),
                        ],
                    ));
                }
            }
            let mut idle = true;
            for chapter in &self.chapters {
                idle &= chapter.unfinished().await? == 0;
            }
            quiet = if idle { quiet + 1 } else { 0 };
        }
        Ok(())
    }

    /// Answers when one of the processes has ended by itself, with its chapter.
    pub(super) async fn lost(&mut self) -> &Chapter {
        let waits = self.chapters.iter_mut().map(|chapter| {
            Box::pin(async move {
                match &mut chapter.child {
                    Some(child) => drop(child.wait().await),
                    None => std::future::pending().await,
                }
            })
        });
        let ((), index, _) = futures::future::select_all(waits).await;
        &self.chapters[index]
    }
}

impl Chapter {
    /// Name and port, as in every address of the node.
    pub(super) fn host(&self) -> String {
        format!("{}.localhost:{}", self.name, self.port)
    }

    pub(super) fn origin(&self) -> String {
        format!("http://{}", self.host())
    }

    /// Where the node says what it does.
    pub(super) fn log(&self) -> PathBuf {
        self.dir.join("palabre.log")
    }

    /// Makes the chapter's directory, and says so when a node runs there already.
    pub(super) fn claim(&self) -> Done {
        store::prepare(&self.dir)?;
        serve::hold(&self.dir, true).map(drop)
    }

    /// Writes the configuration, the same at every start.
    pub(super) fn configure(&self, database: Option<&str>) -> Done {
        let database = match database {
            Some(url) => format!("\n[database]\nurl = {}\n", quoted(url)),
            None => String::new(),
        };
        let text = format!(
            "listen = \"127.0.0.1:{}\"\n\n[node]\nhost = {}\nname = {}\nzone = \"{}\"\n\
             registration = \"open\"\n{database}\n[federation]\n\
             allow_private = [\"127.0.0.0/8\"]\n\n[limits]\n\
             exempt = [\"127.0.0.0/8\", \"::1/128\"]\n\n[log]\nlevel = \"info,sea_orm_migration=warn\"\n",
            self.port,
            quoted(&self.host()),
            quoted(self.title),
            self.zone,
        );
        std::fs::write(self.dir.join("palabre.toml"), text).map_err(|error| self.failed(&error))
    }

    /// Starts the process and waits until it says where it listens.
    pub(super) async fn start(&mut self) -> Done {
        self.free_port()?;
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.log());
        let log = log.map_err(|error| self.failed(&error))?;
        let before = log.metadata().map_or(0, |metadata| metadata.len());
        let mut command = self.program()?;
        command
            .args(["serve", "--json", "--until-stdin-closes"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log);
        let mut child = command.spawn().map_err(|error| self.failed(&error))?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            let read = BufReader::new(stdout).read_line(&mut line).await;
            read.map_err(|error| self.failed(&error))?;
        }
        if line.is_empty() {
            // The process has ended: its end of the pipe is closed.
            let _ = child.wait().await;
            let log = std::fs::read(self.log()).unwrap_or_default();
            let new = log.get(usize::try_from(before).unwrap_or(usize::MAX)..);
            let new = String::from_utf8_lossy(new.unwrap_or_default()).into_owned();
            return Err(self.failed(&last_words(&new)));
        }
        // Waiting for a child closes its input unless that was taken away before.
        self.leash = child.stdin.take();
        self.child = Some(child);
        Ok(())
    }

    /// Says what to do about a port in use before the process meets it: it knows nothing of the
    /// flags of the demo.
    fn free_port(&self) -> Done {
        match std::net::TcpListener::bind(("127.0.0.1", self.port)) {
            Err(error) if error.kind() == ErrorKind::AddrInUse => Err(Stop::said(
                "cli-demo-port-in-use",
                &[
                    ("chapter", self.name.to_owned()),
                    ("listen", format!("127.0.0.1:{}", self.port)),
                ],
            )),
            // Anything else is said by the process itself.
            _ => Ok(()),
        }
    }

    /// SIGKILL: nothing is finished, nothing is said.
    pub(super) async fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill().await;
        }
    }

    /// Lets the process finish what is under way: its standard input closes.
    pub(super) async fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(self.leash.take());
            let _ = child.wait().await;
        }
    }

    /// How much the running node has left to do.
    pub(super) async fn unfinished(&self) -> Result<u64, Stop> {
        self.ask(&Request::Idle).await
    }

    async fn ask(&self, request: &Request) -> Result<u64, Stop> {
        match control::ask(&self.dir, request).await {
            Ok(Some(Answer::Queue { unfinished })) => Ok(unfinished),
            Ok(Some(Answer::Error { error })) => Err(self.failed(&error)),
            Ok(_) => Err(self.failed(&"")),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// Runs a command of the program on this chapter's data: what it answers.
    pub(super) async fn command(&self, args: &[&str]) -> Result<serde_json::Value, Stop> {
        let refused = |words: String| {
            Stop::said(
                "cli-demo-command",
                &[("command", args.join(" ")), ("words", words)],
            )
        };
        let ran = self.program()?.args(args).arg("--json").output().await;
        let output = ran.map_err(|error| refused(error.to_string()))?;
        if !output.status.success() {
            return Err(refused(
                String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            ));
        }
        serde_json::from_slice(&output.stdout).map_err(|error| refused(error.to_string()))
    }

    /// This program on this chapter's data, without the settings of whoever started the demo.
    fn program(&self) -> Result<Command, Stop> {
        let program = std::env::current_exe().map_err(|error| self.failed(&error))?;
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PALABRE__") {
                command.env_remove(name);
            }
        }
        command.args(["--lang", self.lang.tag()]);
        command.arg("--data").arg(&self.dir).kill_on_drop(true);
        Ok(command)
    }

    fn failed(&self, words: &dyn std::fmt::Display) -> Stop {
        Stop::said(
            "cli-demo-chapter-failed",
            &[
                ("chapter", self.name.to_owned()),
                ("words", words.to_string()),
                ("log", self.log().display().to_string()),
            ],
        )
    }
}

/// The whole message with which a process has ended; of a log without one, its last line.
pub(super) fn last_words(log: &str) -> &str {
    const MARK: &str = "palabre: ";
    let begins = |at: &usize| *at == 0 || log.as_bytes()[at - 1] == b'\n';
    let message = log.rmatch_indices(MARK).map(|(at, _)| at).find(begins);
    let words = match message {
        Some(at) => &log[at + MARK.len()..],
        None => log.trim_end().lines().last().unwrap_or_default(),
    };
    words.trim_end()
}

/// A string as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
