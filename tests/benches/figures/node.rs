//! A server in a process of its own: this program, started again with [`PLACE`] in its
//! environment. Parent and child speak by lines: a question in, an answer out; it ends when the
//! parent closes the pipe.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use palabre::config::{Config, Flags};
use palabre::{Given, Server};
use palabre_core::{queue, threads};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::{machine, scene};

/// Name of the variable that holds the data directory of the server.
const PLACE: &str = "PALABRE_FIGURES_NODE";
/// The host that every store here belongs to; connections go to a port of their own.
pub(crate) const HOST: &str = "quebec.localhost";
const QUIET: Duration = Duration::from_mins(2);

/// The configuration of a node on loopback that nothing limits.
pub(crate) fn config(place: &Path) -> Result<Config> {
    let flags = Flags {
        data: Some(place.to_owned()),
        host: Some(HOST.to_owned()),
        ..Flags::default()
    };
    let variables = [
        ("PALABRE__FEDERATION__ALLOW_PRIVATE", "[\"127.0.0.0/8\"]"),
        ("PALABRE__LIMITS__EXEMPT", "[\"127.0.0.0/8\"]"),
        ("PALABRE__LIMITS__RATES__LETTERS", "1000000/1s"),
        ("PALABRE__LIMITS__RATES__PAGES", "1000000/1s"),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(Config::load(&flags, variables)?)
}

/// The data directory, in a process that is to be the server.
pub(crate) fn asked_for() -> Option<PathBuf> {
    std::env::var_os(PLACE).map(PathBuf::from)
}

/// Serves until the parent closes the pipe.
pub(crate) async fn be(place: &Path) -> Result<()> {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let server = Server::start(config(place)?, Given::real(), listener).await?;
    let durability = server.core().durability().await?;
    say(&format!("{} {durability}", server.addr())).await?;
    let mut questions = BufReader::new(tokio::io::stdin()).lines();
    while let Some(question) = questions.next_line().await? {
        let answer = match question.split_once(' ') {
            Some(("reply", parent)) => reply(&server, parent.parse()?).await?,
            None if question == "quiet" => quiet(&server).await?,
            _ => bail!("{question} is no question"),
        };
        say(&answer).await?;
    }
    server.stop().await;
    Ok(())
}

async fn say(words: &str) -> Result<()> {
    let mut out = tokio::io::stdout();
    out.write_all(format!("{words}\n").as_bytes()).await?;
    Ok(out.flush().await?)
}

/// A contribution of somebody of this node; answers the address of its object.
async fn reply(server: &Server, parent: i64) -> Result<String> {
    let core = server.core();
    let author = scene::author(core).await?;
    let draft = threads::draft(core, "Une réponse **courte** à tous.", None, "fr").await?;
    let mut tx = core.begin().await?;
    let post = threads::reply(&mut tx, &author, parent, &draft).await?;
    tx.commit().await?;
    Ok(post.uri)
}

/// Answers when the queue is empty, or holds only what waits for its host.
async fn quiet(server: &Server) -> Result<String> {
    let settled = server.settled();
    let until = tokio::time::Instant::now() + QUIET;
    while tokio::time::Instant::now() < until {
        let notified = settled.notified();
        let left: u64 = queue::status(server.core())
            .await?
            .iter()
            .filter(|lane| lane.waits_until.is_none())
            .map(|lane| lane.ready)
            .sum();
        if left == 0 {
            return Ok("quiet".to_owned());
        }
        let _ = tokio::time::timeout(Duration::from_millis(100), notified).await;
    }
    Ok("loud".to_owned())
}

/// The parent's end of a server.
pub(crate) struct Node {
    child: Child,
    questions: Option<ChildStdin>,
    answers: Lines<BufReader<ChildStdout>>,
    pub(crate) addr: SocketAddr,
    pub(crate) durability: String,
    pub(crate) database: PathBuf,
    pid: u32,
}

impl Node {
    /// Starts a server on a data directory and waits until it listens.
    pub(crate) async fn start(place: &Path) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .env(PLACE, place)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let pid = child.id().context("the server's process id")?;
        let questions = child.stdin.take();
        let out = child.stdout.take().context("the server's answers")?;
        let mut answers = BufReader::new(out).lines();
        let hello = answers.next_line().await?.context("the server has ended")?;
        let (addr, durability) = hello.split_once(' ').context("an address")?;
        Ok(Self {
            addr: addr.parse()?,
            durability: durability.to_owned(),
            database: place.join("palabre.sqlite"),
            child,
            questions,
            answers,
            pid,
        })
    }

    pub(crate) async fn ask(&mut self, question: &str) -> Result<String> {
        let pipe = self.questions.as_mut().context("the server was stopped")?;
        pipe.write_all(format!("{question}\n").as_bytes()).await?;
        let answer = self.answers.next_line().await?;
        answer.with_context(|| format!("the server has ended at: {question}"))
    }

    /// Waits until nothing is left to be done.
    pub(crate) async fn quiet(&mut self) -> Result<()> {
        ensure!(self.ask("quiet").await? == "quiet", "the queue stays full");
        Ok(())
    }

    pub(crate) fn cpu_ms(&self) -> Result<f64> {
        machine::cpu_ms(self.pid)
    }

    pub(crate) fn resident_mb(&self) -> Result<f64> {
        machine::resident_mb(self.pid)
    }

    /// Lets the server finish and leave its database checkpointed.
    pub(crate) async fn stop(mut self) -> Result<()> {
        drop(self.questions.take());
        let ended = self.child.wait().await?;
        ensure!(ended.success(), "the server ends with {ended}");
        Ok(())
    }
}
