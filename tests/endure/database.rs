//! The databases of the nodes, as another program sees them: made, asked, locked and dropped past
//! the nodes.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqliteConnection};

/// Names the cluster: `postgres://user@host:port/postgres`.
const CLUSTER: &str = "PALABRE_TEST_POSTGRES";

/// What holds the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

/// The database of one node.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    pub(crate) url: String,
    /// Its name in the cluster.
    name: Option<String>,
}

impl Database {
    /// Makes an empty one.
    pub(crate) async fn create(backend: Backend, folder: &Path) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);

        if backend == Backend::Sqlite {
            let file = folder.join("palabre.sqlite");
            return Self {
                url: format!("sqlite://{}?mode=rwc", file.display()),
                name: None,
            };
        }
        let number = COUNT.fetch_add(1, Ordering::SeqCst);
        let name = format!("endure_{}_{number}", std::process::id());
        tell_cluster(format!("CREATE DATABASE {name}")).await;
        let cluster = cluster();
        let (server, _) = cluster
            .rsplit_once('/')
            .expect("the cluster's address has a database");
        Self {
            url: format!("{server}/{name}"),
            name: Some(name),
        }
    }

    /// Deletes it, whoever is still connected.
    pub(crate) async fn delete(&self) {
        if let Some(name) = &self.name {
            tell_cluster(format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }

    /// The number that a question answers.
    pub(crate) async fn number(&self, question: &'static str) -> i64 {
        let answer = if self.name.is_some() {
            let mut link = self.postgres().await;
            sqlx::query_scalar(question).fetch_one(&mut link).await
        } else {
            let mut link = self.sqlite().await;
            sqlx::query_scalar(question).fetch_one(&mut link).await
        };
        answer.expect("the database answers")
    }

    /// Every text that a question answers.
    pub(crate) async fn texts(&self, question: &'static str) -> Vec<String> {
        let answer = if self.name.is_some() {
            let mut link = self.postgres().await;
            sqlx::query_scalar(question).fetch_all(&mut link).await
        } else {
            let mut link = self.sqlite().await;
            sqlx::query_scalar(question).fetch_all(&mut link).await
        };
        answer.expect("the database answers")
    }

    /// By the database's clock every lease is over: that of a process that has ended holds for a
    /// minute otherwise. On `SQLite` there are none.
    pub(crate) async fn end_leases(&self) {
        if self.name.is_some() {
            let mut link = self.postgres().await;
            link.execute("UPDATE lane SET lease_until = 1 WHERE lease_until > 0")
                .await
                .expect("the leases end");
        }
    }

    pub(crate) async fn postgres(&self) -> PgConnection {
        PgConnection::connect(&self.url)
            .await
            .expect("the cluster answers")
    }

    pub(crate) async fn sqlite(&self) -> SqliteConnection {
        SqliteConnection::connect(&self.url)
            .await
            .expect("the file opens")
    }
}

async fn tell_cluster(words: String) {
    let mut link = PgConnection::connect(&cluster())
        .await
        .expect("the cluster answers");
    link.execute(AssertSqlSafe(words))
        .await
        .expect("the cluster obeys");
}

fn cluster() -> String {
    std::env::var(CLUSTER).unwrap_or_else(|_| {
        panic!("{CLUSTER} is not set: tests/run starts a PostgreSQL cluster and sets it")
    })
}
