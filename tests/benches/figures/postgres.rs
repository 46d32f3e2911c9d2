//! Stores on a `PostgreSQL` cluster that runs already: databases made once like those on disk, and
//! copied by the cluster itself for each measurement. The cluster's processes count as part of
//! the server.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

use crate::machine;
use crate::store::{self, Contents};

/// Name of the variable that holds the address of the cluster, as a superuser.
const CLUSTER: &str = "PALABRE_TEST_POSTGRES";
/// Name of the file in a data directory that says which database belongs to it.
const ADDRESS: &str = "database-url";

/// The address of the database that a data directory names; nothing where it has its own file.
pub(crate) fn address(place: &Path) -> Option<String> {
    std::fs::read_to_string(place.join(ADDRESS)).ok()
}

/// A data directory with a copy of a store on the cluster, for one measurement.
pub(crate) async fn copy(contents: Contents, name: &str) -> Result<PathBuf> {
    let Contents { threads, each } = contents;
    let made = format!("palabre_figures_{threads}x{each}");
    let mut cluster = PgConnection::connect(&cluster()?).await?;
    let known: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM pg_database WHERE datname = $1")
        .bind(&made)
        .fetch_one(&mut cluster)
        .await?;
    if known == 0 {
        println!("making a store of {} contributions", contents.posts());
        let begun = format!("{made}_begun");
        empty(&mut cluster, &begun, "template0").await?;
        store::fill(&place(&begun)?, contents).await?;
        tell(
            &mut cluster,
            format!("ALTER DATABASE {begun} RENAME TO {made}"),
        )
        .await?;
    }
    let copy = format!("palabre_figures_{name}");
    empty(&mut cluster, &copy, &made).await?;
    // What the copy has left to be written would be counted as work of the first letters.
    tell(&mut cluster, "CHECKPOINT".to_owned()).await?;
    place(&copy)
}

async fn empty(cluster: &mut PgConnection, name: &str, like: &str) -> Result<()> {
    tell(
        cluster,
        format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
    )
    .await?;
    tell(cluster, format!("CREATE DATABASE {name} TEMPLATE {like}")).await
}

async fn tell(cluster: &mut PgConnection, words: String) -> Result<()> {
    cluster.execute(AssertSqlSafe(words)).await?;
    Ok(())
}

/// A data directory that names a database of the cluster.
fn place(database: &str) -> Result<PathBuf> {
    let place = store::folder().join(database);
    if place.exists() {
        std::fs::remove_dir_all(&place)?;
    }
    std::fs::create_dir_all(&place)?;
    let mut address: url::Url = cluster()?.parse()?;
    address.set_path(database);
    std::fs::write(place.join(ADDRESS), address.as_str())?;
    Ok(place)
}

fn cluster() -> Result<String> {
    std::env::var(CLUSTER).with_context(|| format!("{CLUSTER} names no cluster"))
}

/// The cluster's first process, which is the parent of all others.
pub(crate) async fn pid() -> Result<u32> {
    let mut cluster = PgConnection::connect(&cluster()?).await?;
    let file: String = sqlx::query_scalar("SELECT pg_read_file('postmaster.pid')")
        .fetch_one(&mut cluster)
        .await?;
    Ok(file
        .lines()
        .next()
        .context("a process id")?
        .trim()
        .parse()?)
}

/// CPU that the cluster has used, with all its processes, also those that have ended.
pub(crate) fn cpu_ms(pid: u32) -> Result<f64> {
    let mut sum = machine::cpu_ms_with_ended(pid)?;
    for child in machine::children(pid)? {
        // One may end while it is looked at; it then counts for its parent.
        sum += machine::cpu_ms(child).unwrap_or_default();
    }
    Ok(sum)
}
