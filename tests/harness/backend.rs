//! Databases for nodes: a file in the node's own folder, or a database of its own in the cluster
//! that `PALABRE_TEST_POSTGRES` names.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

/// Names the cluster: `postgres://user@host:port/postgres`.
const CLUSTER: &str = "PALABRE_TEST_POSTGRES";

/// What holds the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// A database that is gone when the play is over.
#[derive(Debug)]
pub struct Database {
    pub url: String,
    name: Option<String>,
}

impl Database {
    /// Makes an empty one.
    pub fn create(backend: Backend, folder: &TempDir) -> Self {
        if backend == Backend::Sqlite {
            let file = folder.path().join("palabre.sqlite");
            return Self {
                url: format!("sqlite://{}?mode=rwc", file.display()),
                name: None,
            };
        }
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::SeqCst);
        let name = format!("play_{}_{number}", std::process::id());
        let cluster = cluster();
        tell(&cluster, &format!("CREATE DATABASE {name}"));
        let (server, _) = cluster
            .rsplit_once('/')
            .expect("the cluster's address has a database");
        Self {
            url: format!("{server}/{name}"),
            name: Some(name),
        }
    }

    /// Deletes it, whoever is still connected.
    pub fn delete(&self) {
        if let Some(name) = &self.name {
            tell(&cluster(), &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

fn cluster() -> String {
    std::env::var(CLUSTER).unwrap_or_else(|_| {
        panic!("{CLUSTER} is not set: tests/run starts a PostgreSQL cluster and sets it")
    })
}

fn tell(cluster: &str, words: &str) {
    let output = Command::new("psql")
        .args([
            "--no-psqlrc",
            "--quiet",
            "--dbname",
            cluster,
            "--command",
            words,
        ])
        .output()
        .expect("psql is installed beside PostgreSQL");
    let answer = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}: {answer}");
}
