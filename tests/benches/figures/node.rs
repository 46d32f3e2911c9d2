//! A server in a process of its own: this program, started again with [`PLACE`] and [`PARENT`] in
//! its environment. Parent and child speak by lines over loopback: a question in, an answer out; it
//! ends when the parent closes the connection.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use palabre::config::{Config, Flags};
use palabre::{Given, Server};
use palabre_core::{Core, queue, threads};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

use crate::{machine, postgres, scene};

/// Name of the variable that holds the data directory of the server.
const PLACE: &str = "PALABRE_FIGURES_NODE";
/// Name of the variable that holds the address where the parent listens for the child.
const PARENT: &str = "PALABRE_FIGURES_PARENT";
/// The host that every store here belongs to; connections go to a port of their own.
pub(crate) const HOST: &str = "quebec.localhost";
const QUIET: Duration = Duration::from_mins(2);

/// The configuration of a node on loopback that nothing limits.
pub(crate) fn config(place: &Path) -> Result<Config> {
    let flags = Flags {
        data: Some(place.to_owned()),
        host: Some(HOST.to_owned()),
        database_url: postgres::address(place),
        ..Flags::default()
    };
    let variables = [
        ("PALABRE__FEDERATION__ALLOW_PRIVATE", "[\"127.0.0.0/8\"]"),
        ("PALABRE__LIMITS__EXEMPT", "[\"127.0.0.0/8\"]"),
        ("PALABRE__LIMITS__RATES__LETTERS", "1000000/1s"),
        ("PALABRE__LIMITS__RATES__PAGES", "1000000/1s"),
        ("PALABRE__LIMITS__RATES__CLIENTS", "1000000/1s"),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(Config::load(&flags, variables)?)
}

/// The data directory, in a process that is to be the server.
pub(crate) fn asked_for() -> Option<PathBuf> {
    std::env::var_os(PLACE).map(PathBuf::from)
}

/// Serves until the parent closes the connection.
pub(crate) async fn be(place: &Path) -> Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let server = Server::start(config(place)?, Given::real(), listener).await?;
    let durability = server.core().durability().await?;
    let (questions, mut answers) = TcpStream::connect(std::env::var(PARENT)?)
        .await?
        .into_split();
    let hello = format!("{} {durability}\n", server.addr());
    answers.write_all(hello.as_bytes()).await?;
    let mut questions = BufReader::new(questions).lines();
    while let Some(question) = questions.next_line().await? {
        let answer = match question.split_once(' ') {
            None if question == "forget" => {
                server.core().heard_outside();
                String::new()
            }
            Some(("reply", parent)) => reply(&server, parent.parse()?).await?,
            _ => bail!("{question} is no question"),
        };
        answers.write_all(format!("{answer}\n").as_bytes()).await?;
    }
    server.stop().await;
    Ok(())
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

/// Waits until the queue of a server is empty, or holds only what waits for its host. It reads the
/// database from outside, so that waiting costs the server nothing.
pub(crate) async fn quiet(core: &Core) -> Result<()> {
    let until = Instant::now() + QUIET;
    loop {
        let left: u64 = queue::status(core)
            .await?
            .iter()
            .filter(|lane| lane.waits_until.is_none())
            .map(|lane| lane.ready)
            .sum();
        if left == 0 {
            return Ok(());
        }
        ensure!(Instant::now() < until, "the queue stays full");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// The parent's end of a server.
pub(crate) struct Node {
    child: Child,
    questions: OwnedWriteHalf,
    answers: Lines<BufReader<OwnedReadHalf>>,
    pub(crate) addr: SocketAddr,
    pub(crate) durability: String,
    pub(crate) database: String,
    pid: u32,
    /// The first process of the cluster that holds the database.
    cluster: Option<u32>,
}

impl Node {
    /// Starts a server on a data directory and waits until it listens.
    pub(crate) async fn start(place: &Path) -> Result<Self> {
        let parent = TcpListener::bind(("127.0.0.1", 0)).await?;
        let mut child = Command::new(std::env::current_exe()?)
            .env(PLACE, place)
            .env(PARENT, parent.local_addr()?.to_string())
            .kill_on_drop(true)
            .spawn()?;
        let pid = child.id().context("the server's process id")?;
        let cluster = match postgres::address(place) {
            Some(_) => Some(postgres::pid().await?),
            None => None,
        };
        let (answers, questions) = tokio::select! {
            accepted = parent.accept() => accepted?.0.into_split(),
            ended = child.wait() => bail!("the server ends at once with {}", ended?),
        };
        let mut answers = BufReader::new(answers).lines();
        let hello = answers.next_line().await?.context("the server has ended")?;
        let (addr, durability) = hello.split_once(' ').context("an address")?;
        Ok(Self {
            addr: addr.parse()?,
            durability: durability.to_owned(),
            database: match cluster {
                Some(_) => "PostgreSQL".to_owned(),
                None => place.join("palabre.sqlite").display().to_string(),
            },
            cluster,
            child,
            questions,
            answers,
            pid,
        })
    }

    pub(crate) async fn ask(&mut self, question: &str) -> Result<String> {
        let question = format!("{question}\n");
        self.questions.write_all(question.as_bytes()).await?;
        let answer = self.answers.next_line().await?;
        answer.with_context(|| format!("the server has ended at: {question}"))
    }

    /// What the server has at hand holds no longer, as after a write.
    pub(crate) async fn forgets(&mut self) -> Result<()> {
        self.ask("forget").await.map(drop)
    }

    /// With the processes of its cluster.
    pub(crate) fn cpu_ms(&self) -> Result<f64> {
        let cluster = self.cluster.map_or(Ok(0.0), postgres::cpu_ms)?;
        Ok(machine::cpu_ms(self.pid)? + cluster)
    }

    pub(crate) fn resident_mb(&self) -> Result<f64> {
        machine::resident_mb(self.pid)
    }

    /// Lets the server finish and leave its database checkpointed.
    pub(crate) async fn stop(mut self) -> Result<()> {
        self.questions.shutdown().await?;
        let ended = self.child.wait().await?;
        ensure!(ended.success(), "the server ends with {ended}");
        Ok(())
    }
}
