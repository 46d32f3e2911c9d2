//! The same threads as three nodes show them and digest them, and as a second program does.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tokio::process::Command;

use super::super::{Done, Stop};
use super::browser::Browser;
use super::network::{Chapter, Network};
use super::writer::{Writer, read_thread};

/// The second implementation, from the root of the sources.
const TWIN: &str = "tests/twin/palabre_digest.py";

/// One thread, as everybody sees it.
#[derive(Debug, Default)]
pub(super) struct Compared {
    pub(super) title: String,
    /// Contributions that were written in it.
    pub(super) written: usize,
    /// The page of each node as text, in the order of the chapters.
    pages: Vec<String>,
    /// Where the home serves the records, and the forum's id.
    context: String,
    forum: String,
    files: Vec<PathBuf>,
    root: String,
    /// The digest in each data directory, and whether it is complete.
    pub(super) digests: Vec<(String, bool)>,
    /// The digest of the second program, and whether it is complete.
    pub(super) twin: (String, bool),
}

impl Compared {
    /// Whether the three pages say the same.
    pub(super) fn pages_are_equal(&self) -> bool {
        self.pages.windows(2).all(|pair| pair[0] == pair[1])
    }

    /// Whether every digest is the same, complete, and counts what was written.
    pub(super) fn digests_are_equal(&self) -> bool {
        let counted = format!(":{}", self.written);
        self.digests.iter().all(|(line, complete)| {
            let posts = line.split(' ').next().unwrap_or_default();
            *complete && *line == self.twin.0 && posts.ends_with(&counted)
        }) && self.twin.1
            && self.pages.iter().all(|page| page.contains(&self.twin.0))
    }

    /// The lines in which pages differ, for whoever looks for the reason.
    pub(super) fn differences(&self) -> Vec<String> {
        let first: Vec<&str> = self
            .pages
            .first()
            .map(|page| page.lines().collect())
            .unwrap_or_default();
        let mut lines = Vec::new();
        for (number, page) in self.pages.iter().enumerate().skip(1) {
            let other: Vec<&str> = page.lines().collect();
            lines.extend(
                first
                    .iter()
                    .filter(|line| !other.contains(line))
                    .map(|line| format!("0 {line}")),
            );
            lines.extend(
                other
                    .iter()
                    .filter(|line| !first.contains(line))
                    .map(|line| format!("{number} {line}")),
            );
        }
        lines
    }
}

/// Reads every thread on every node, and fetches its records from its home, into `dir`.
pub(super) async fn look(
    writer: &mut Writer,
    network: &Network,
    dir: &Path,
) -> Result<Vec<Compared>, Stop> {
    let openings: Vec<_> = writer.discussion.openings().cloned().collect();
    let mut compared = Vec::new();
    for opening in openings {
        let salon = writer.discussion.salon(&opening.salon).cloned();
        let Some(salon) = salon else { continue };
        let home = network.chapter(&salon.node)?;
        let mut one = Compared {
            title: opening.title.clone(),
            written: writer.discussion.contributions(&opening.key),
            forum: format!("{}/ap/f/{}", home.origin(), salon.slug),
            ..Compared::default()
        };
        for chapter in &network.chapters {
            let id = find(writer, network, chapter, &opening.key).await?;
            one.pages.push(page(chapter, id).await?);
        }
        let id = find(writer, network, home, &opening.key).await?;
        one.context = format!("{}/ap/t/{id}", home.origin());
        one.files = fetch(home, id, &dir.join(&opening.key)).await?;
        compared.push(one);
    }
    Ok(compared)
}

async fn find(
    writer: &mut Writer,
    network: &Network,
    chapter: &Chapter,
    key: &str,
) -> Result<i64, Stop> {
    let found = writer.find(network, chapter, key).await?;
    found.ok_or_else(|| {
        Stop::said(
            "cli-demo-not-there",
            &[("what", key), ("chapter", chapter.name)],
        )
    })
}

/// A thread as text: what people read, without local ids, times and names of nodes.
async fn page(chapter: &Chapter, id: i64) -> Result<String, Stop> {
    let (page, articles) = read_thread(chapter, id).await?;
    let mut lines = vec![page.title, page.meta];
    lines.extend(articles.iter().map(super::reading::Article::said));
    lines.push(page.digest);
    Ok(lines.join("\n"))
}

/// The records of a thread as its home serves them, page by page.
async fn fetch(home: &Chapter, id: i64, base: &Path) -> Result<Vec<PathBuf>, Stop> {
    let mut browser = Browser::new(home)?;
    let mut next = Some(format!("/ap/t/{id}/history"));
    let mut files = Vec::new();
    while let Some(path) = next.take() {
        let document = browser.document(&path).await?;
        let file = base.with_extension(format!("{}.json", files.len()));
        let written = std::fs::write(&file, document.to_string());
        written.map_err(|error| {
            Stop::said(
                "cli-file-unreadable",
                &[
                    ("path", file.display().to_string()),
                    ("words", error.to_string()),
                ],
            )
        })?;
        files.push(file);
        let follow = document
            .get("first")
            .or_else(|| document.get("next"))
            .and_then(Value::as_str);
        next = follow
            .and_then(|url| url.strip_prefix(&home.origin()))
            .map(str::to_owned);
    }
    Ok(files)
}

/// Takes the digests in the data directories of nodes that are stopped, and lets the second
/// program compute its own from the records.
pub(super) async fn digest(compared: &mut [Compared], network: &Network) -> Done {
    let twin = twin()?;
    for one in compared {
        for chapter in &network.chapters {
            let told = chapter.command(&["thread", "digest", &one.context]).await?;
            let word = |name: &str| told[name].as_str().unwrap_or_default().to_owned();
            let whole = told["complete"] == true && told["pending"] == 0 && told["withheld"] == 0;
            one.digests.push((word("digest"), whole));
            one.root = word("root");
        }
        one.twin = second(&twin, one).await?;
    }
    Ok(())
}

async fn second(twin: &Path, one: &Compared) -> Result<(String, bool), Stop> {
    let refused = |words: String| Stop::said("cli-demo-twin", &[("words", words)]);
    let mut command = Command::new("python3");
    command
        .arg(twin)
        .args(["--forum", &one.forum, "--root", &one.root])
        .args(&one.files);
    let output = command
        .output()
        .await
        .map_err(|error| refused(error.to_string()))?;
    if !output.status.success() {
        return Err(refused(
            String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        ));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let mut lines = text.lines();
    let digest = lines.next().unwrap_or_default().to_owned();
    Ok((digest, lines.next() == Some("complete")))
}

/// The second program, in the sources that this one was built from or those of the work directory.
fn twin() -> Result<PathBuf, Stop> {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(TWIN);
    let here = PathBuf::from(TWIN);
    let found = [built, here].into_iter().find(|path| path.exists());
    found.ok_or_else(|| Stop::said("cli-demo-twin", &[("words", TWIN)]))
}
