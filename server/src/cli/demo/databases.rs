//! The chapters' databases on PostgreSQL, where `PALABRE_DEMO_POSTGRES` names a server: made by
//! `psql`, one for each chapter. Without it each chapter has SQLite in its own directory.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tokio::process::Command;
use url::Url;

use super::super::{Done, Stop};
use super::network::{Chapter, Network};

/// A server on which each chapter gets a database.
#[derive(Debug)]
pub(super) struct Databases {
    server: Url,
    /// Tells the databases of one directory from those of another.
    mark: String,
}

impl Databases {
    /// The server that the environment names, if it names one.
    pub(super) fn from_environment(data: &Path) -> Result<Option<Self>, Stop> {
        let Some(address) = std::env::var("PALABRE_DEMO_POSTGRES")
            .ok()
            .filter(|url| !url.is_empty())
        else {
            return Ok(None);
        };
        let server = Url::parse(&address)
            .map_err(|error| Stop::said("cli-demo-psql", &[("words", error)]))?;
        let whole = std::path::absolute(data).unwrap_or_else(|_| data.to_owned());
        let mut mark = hex::encode(Sha256::digest(whole.as_os_str().as_encoded_bytes()));
        mark.truncate(12);
        Ok(Some(Self { server, mark }))
    }

    /// The address of a chapter's database, which is made unless it is there.
    pub(super) async fn make(&self, chapter: &Chapter) -> Result<String, Stop> {
        let name = self.name(chapter);
        let found = format!("SELECT 1 FROM pg_database WHERE datname = '{name}'");
        if self.ask(&found).await?.trim() != "1" {
            self.ask(&format!(
                "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"
            ))
            .await?;
        }
        let mut url = self.server.clone();
        url.set_path(&name);
        Ok(url.to_string())
    }

    /// Takes the databases of the chapters away.
    pub(super) async fn drop(&self, network: &Network) -> Done {
        for chapter in &network.chapters {
            let name = self.name(chapter);
            self.ask(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                .await?;
        }
        Ok(())
    }

    fn name(&self, chapter: &Chapter) -> String {
        format!("palabre_demo_{}_{}", self.mark, chapter.name)
    }

    async fn ask(&self, statement: &str) -> Result<String, Stop> {
        let refused = |words: String| Stop::said("cli-demo-psql", &[("words", words)]);
        let mut command = Command::new(psql());
        command.args([
            "--no-psqlrc",
            "--quiet",
            "--tuples-only",
            "--no-align",
            "--command",
        ]);
        command.arg(statement).arg(self.server.as_str());
        let output = command
            .output()
            .await
            .map_err(|error| refused(error.to_string()))?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        } else {
            Err(refused(
                String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            ))
        }
    }
}

/// The program, which distributions keep beside the server too.
fn psql() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let beside = versions.map(|version| version.path().join("bin/psql"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path)
        .map(|dir| dir.join("psql"))
        .collect::<Vec<_>>();
    on_path
        .into_iter()
        .chain(beside)
        .find(|program| program.exists())
        .unwrap_or_else(|| PathBuf::from("psql"))
}
