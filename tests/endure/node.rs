//! A node that is a process: started, asked, killed and started again.

use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::process::{MARK, NODE, Plan};

/// Longer than anything that a node does; who waits longer waits for ever.
const LONGEST: Duration = Duration::from_mins(2);
const SIGABRT: i32 = 6;

/// A running node.
#[derive(Debug)]
pub(crate) struct Node {
    plan: Plan,
    child: Child,
    commands: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Node {
    /// Starts a node that ends at a crash point, or one that does not; returns when it answers.
    pub(crate) async fn start(plan: &Plan, crash: Option<&str>) -> Self {
        let log = File::options()
            .create(true)
            .append(true)
            .open(log_of(plan))
            .expect("the log can be written");
        let program = std::env::current_exe().expect("this program has a place");
        let mut child = Command::new(program)
            .args(["process::node_process", "--exact", "--nocapture"])
            .env(NODE, plan.write())
            .env("FAILPOINTS", crash.unwrap_or_default())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .expect("this program starts again");
        let commands = child.stdin.take().expect("a pipe");
        let answers = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let mut node = Self {
            plan: plan.clone(),
            child,
            commands,
            answers,
        };
        let ready = node.answer().await;
        assert!(
            ready.is_some(),
            "{} did not start: {}",
            plan.host,
            node.log()
        );
        node
    }

    pub(crate) fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What the node answers; nothing when it has ended before.
    pub(crate) async fn ask(&mut self, command: &str) -> Option<Value> {
        let line = format!("{command}\n");
        if self.commands.write_all(line.as_bytes()).await.is_err() {
            return None;
        }
        self.answer().await
    }

    /// What the node answers, which must live and do what it is told.
    pub(crate) async fn must(&mut self, command: &str) -> Value {
        let answer = self.ask(command).await;
        let Some(answer) = answer.filter(|answer| answer["error"].is_null()) else {
            panic!("{}: {command} has failed: {}", self.plan.host, self.log());
        };
        answer
    }

    async fn answer(&mut self) -> Option<Value> {
        loop {
            let line = tokio::time::timeout(LONGEST, self.answers.next_line()).await;
            let Ok(line) = line else {
                panic!("{} does not answer: {}", self.plan.host, self.log());
            };
            let line = line.ok().flatten()?;
            if let Some((_, answer)) = line.split_once(MARK) {
                return Some(serde_json::from_str(answer).expect("answers are JSON"));
            }
        }
    }

    /// Ends it in good order.
    pub(crate) async fn stop(self) -> Plan {
        let Self {
            plan,
            mut child,
            commands,
            ..
        } = self;
        drop(commands);
        let status = wait(&mut child).await;
        assert!(status.success(), "{}: {status}", plan.host);
        plan
    }

    /// Ends it with SIGKILL.
    pub(crate) async fn kill(mut self) -> Plan {
        self.child.start_kill().expect("it can be killed");
        wait(&mut self.child).await;
        self.plan
    }

    /// It has ended itself at its crash point.
    pub(crate) async fn crashed(mut self) -> Plan {
        let status = wait(&mut self.child).await;
        let words = format!("{} ended with {status}: {}", self.plan.host, self.log());
        assert_eq!(status.signal(), Some(SIGABRT), "{words}");
        self.plan
    }

    /// The last lines that it wrote about itself.
    pub(crate) fn log(&self) -> String {
        let log = fs::read_to_string(log_of(&self.plan)).unwrap_or_default();
        let lines: Vec<&str> = log.lines().rev().take(40).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }
}

/// Beside the folder and not in it: a full disk must not keep a node from saying so.
fn log_of(plan: &Plan) -> PathBuf {
    format!("{}.log", plan.folder).into()
}

async fn wait(child: &mut Child) -> ExitStatus {
    let ended = tokio::time::timeout(LONGEST, child.wait()).await;
    ended.expect("it ends").expect("it can be waited for")
}
