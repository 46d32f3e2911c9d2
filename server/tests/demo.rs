//! The demo as whoever tries Palabre starts it: the program itself, with three children.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const CHAPTERS: [&str; 3] = ["quebec", "senegal", "madagascar"];

/// The demo, and what it has said until it was ready.
struct Demo {
    child: Child,
    said: String,
}

impl Demo {
    fn start(data: &Path, port: u16) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_palabre"))
            .args(["demo", "--port-base", &port.to_string(), "--data"])
            .arg(data)
            .env("LC_ALL", "fr_FR.UTF-8")
            .env_remove("PALABRE_DEMO_POSTGRES")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let mut said = String::new();
        while !said.contains("Ctrl-C") {
            let line = lines.next().expect("the demo becomes ready");
            said.push_str(&line.expect("text"));
            said.push('\n');
        }
        Self { child, said }
    }

    /// Kills it, and waits until each of its children has ended: each held one of these lines.
    fn kill(mut self, lines: Vec<UnixStream>) {
        self.child.kill().expect("it is killed");
        self.child.wait().expect("it ends");
        for mut line in lines {
            let mut rest = Vec::new();
            // An answer that was cut off is an end too.
            let _ = line.read_to_end(&mut rest);
            assert_eq!(rest, []);
        }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A line to the control socket of each chapter, on which nothing is asked.
fn lines(data: &Path) -> Vec<UnixStream> {
    let line = |name: &&str| UnixStream::connect(data.join(name).join("palabre.sock"));
    let lines: Result<_, _> = CHAPTERS.iter().map(line).collect();
    lines.expect("each chapter is a process that answers commands")
}

fn page(chapter: &str, port: u16, path: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the chapter listens");
    let host = format!("{chapter}.localhost:{port}");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    answer.split_once("<main").expect("a page").1.to_owned()
}

/// What the three chapters show on their lists of salons.
fn pages(port: u16) -> Vec<String> {
    let chapters = CHAPTERS.into_iter().zip(port..);
    chapters
        .map(|(name, port)| page(name, port, "/fils"))
        .collect()
}

/// Three free ports in a row, below those that the system gives away by itself.
fn free_ports() -> u16 {
    let free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
    let own = u16::try_from(std::process::id() % 500).unwrap_or_default();
    (0..500)
        .map(|step| 31_000 + (own + step) % 500 * 3)
        .find(|port| (0..3).all(|n| free(port + n)))
        .expect("three free ports")
}

// commands.14
#[test]
fn the_demo_is_three_chapters_that_end_with_it_and_go_on_at_the_next_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, port) = (folder.path(), free_ports());
    let demo = Demo::start(data, port);
    assert!(
        demo.said.contains("Neuf personnes écrivent"),
        "{}",
        demo.said
    );
    for name in CHAPTERS {
        assert!(
            demo.said.contains(&format!("http://{name}.localhost:")),
            "{}",
            demo.said
        );
    }
    let databases = CHAPTERS.map(|name| {
        let files = fs::read_dir(data.join(name)).expect("a data directory");
        let names = files.map(|file| file.expect("a file").file_name());
        names
            .filter(|name| name.to_string_lossy().contains("sqlite"))
            .count()
    });
    assert!(databases.iter().all(|files| *files > 0), "{databases:?}");
    let before = pages(port);
    demo.kill(lines(data));
    for port in port..port + 3 {
        assert!(
            TcpStream::connect(("127.0.0.1", port)).is_err(),
            "nobody is left"
        );
    }

    let demo = Demo::start(data, port);
    assert!(
        !demo.said.contains("Neuf personnes écrivent"),
        "{}",
        demo.said
    );
    assert_eq!(pages(port), before, "it goes on where it was");
    demo.kill(lines(data));
}
