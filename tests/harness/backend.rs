//! Databases for nodes: a file in the node's own folder, or a database of its own in the cluster
//! that `PALABRE_TEST_POSTGRES` names.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use flate2::{Decompress, FlushDecompress};
use tempfile::TempDir;

/// Names the cluster: `postgres://user@host:port/postgres`.
const CLUSTER: &str = "PALABRE_TEST_POSTGRES";

/// Databases made by this process.
static COUNT: AtomicU32 = AtomicU32::new(0);

/// What holds the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

/// A database that is gone when the play is over.
#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) url: String,
    name: Option<String>,
}

impl Database {
    pub(crate) fn backend(&self) -> Backend {
        match self.name {
            Some(_) => Backend::Postgres,
            None => Backend::Sqlite,
        }
    }

    /// Makes an empty one.
    pub(crate) fn create(backend: Backend, folder: &TempDir) -> Self {
        if backend == Backend::Sqlite {
            let file = folder.path().join("palabre.sqlite");
            return Self {
                url: format!("sqlite://{}?mode=rwc", file.display()),
                name: None,
            };
        }
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

    /// Whether these words stand anywhere in it, as text, as bytes or in packed bytes.
    pub(crate) fn holds(&self, words: &str) -> bool {
        let dump = self.dump();
        let hex = dump.to_ascii_lowercase();
        dump.contains(words)
            || hex.contains(&hex::encode(words))
            || packed(&hex).any(|text| text.contains(words))
    }

    /// Whether these words stand in the bytes of its file, in a row or left over from one; nothing
    /// where it has no file of its own. To be asked when the node is stopped.
    pub(crate) fn file_holds(&self, words: &str) -> Option<bool> {
        let file = self.url.strip_prefix("sqlite://")?.split('?').next()?;
        let bytes = std::fs::read(file).expect("the database can be read");
        Some(
            bytes
                .windows(words.len())
                .any(|some| some == words.as_bytes()),
        )
    }

    /// How many rows a table has.
    pub(crate) fn rows(&self, table: &str) -> usize {
        let begins = [
            format!("INSERT INTO \"{table}\""),
            format!("INSERT INTO public.{table} "),
        ];
        let dump = self.dump();
        dump.lines()
            .filter(|line| begins.iter().any(|begin| line.starts_with(begin)))
            .count()
    }

    /// Every row of it as text, bytes in hex.
    fn dump(&self) -> String {
        // Lists of words are dumped as the tables in which they are kept: the library may be older.
        const SQLITE: &str = "import sqlite3, sys\n\
            link = sqlite3.connect(sys.argv[1])\n\
            kind = \"type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'\"\n\
            value = lambda v: f\"X'{v.hex().upper()}'\" if isinstance(v, bytes) else f\"'{v}'\"\n\
            for (name,) in link.execute(f'SELECT name FROM sqlite_master WHERE {kind}').fetchall():\n\
            \x20   for row in link.execute(f'SELECT * FROM \"{name}\"'):\n\
            \x20       print(f'INSERT INTO \"{name}\"', *map(value, row))";
        let output = match self.url.strip_prefix("sqlite://") {
            Some(file) => {
                let file = file.split('?').next().unwrap_or_default();
                Command::new("python3").args(["-c", SQLITE, file]).output()
            }
            None => Command::new("pg_dump")
                .args(["--data-only", "--inserts", &self.url])
                .output(),
        };
        let output = output.expect("python3 and pg_dump are installed");
        let words = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Changes it behind everybody's back.
    pub(crate) fn tampers(&self, words: &str) {
        const SQLITE: &str = "import sqlite3, sys\n\
            link = sqlite3.connect(sys.argv[1])\n\
            link.execute(sys.argv[2])\n\
            link.commit()";
        let Some(file) = self.url.strip_prefix("sqlite://") else {
            return tell(&self.url, words);
        };
        let file = file.split('?').next().unwrap_or_default();
        let status = Command::new("python3")
            .args(["-c", SQLITE, file, words])
            .status();
        assert!(status.is_ok_and(|status| status.success()), "{words}");
    }

    /// Deletes it, whoever is still connected.
    pub(crate) fn delete(&self) {
        if let Some(name) = &self.name {
            tell(&cluster(), &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

/// The texts of every packed value of a dump. Written without the code that packed them: a zlib
/// stream (RFC 1950) with a dictionary.
fn packed(hex: &str) -> impl Iterator<Item = String> {
    const DICTIONARY: &[u8] = include_bytes!("../../core/src/store/packed.dict");
    // X'78…' in a dump of SQLite, \x78… in one of PostgreSQL.
    let values = hex.split(|letter: char| !letter.is_ascii_hexdigit());
    let streams = values.filter(|value| value.starts_with("78"));
    streams.filter_map(|value| {
        let stream = hex::decode(value).ok()?;
        let mut text = vec![0; 1 << 21];
        let mut reader = Decompress::new(true);
        let asks = reader.decompress(&stream, &mut text, FlushDecompress::Finish);
        asks.err()?.needs_dictionary()?;
        reader.set_dictionary(DICTIONARY).ok()?;
        let read = usize::try_from(reader.total_in()).expect("a length");
        reader
            .decompress(&stream[read..], &mut text, FlushDecompress::Finish)
            .expect("a packed value can be read");
        text.truncate(usize::try_from(reader.total_out()).expect("a length"));
        Some(String::from_utf8_lossy(&text).into_owned())
    })
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
