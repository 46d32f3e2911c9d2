//! `palabre demo --check`: the whole demo without anybody watching, with each node killed once
//! while letters and deliveries wait, and the three nodes compared at the end.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::super::{Done, Out, Stop};
use super::compare::{self, Compared};
use super::databases::Databases;
use super::network::Network;
use super::writer::Writer;
use crate::i18n::Value;

/// Letters and deliveries that must be unfinished on a node when it is killed.
const UNFINISHED: u64 = 10;

/// A node that is stopped, one that is killed while work for the first piles up on it, and what is
/// written before and after.
struct Round {
    stopped: &'static str,
    killed: &'static str,
    before: &'static str,
    after: &'static str,
}

const ROUNDS: [Round; 3] = [
    Round {
        stopped: "senegal",
        killed: "quebec",
        before: "q1",
        after: "q2",
    },
    Round {
        stopped: "senegal",
        killed: "madagascar",
        before: "m1",
        after: "m2",
    },
    Round {
        stopped: "madagascar",
        killed: "senegal",
        before: "s1",
        after: "s2",
    },
];

pub(super) async fn run(data: Option<&Path>, port: u16, out: Out) -> Done {
    let dir = fresh(data)?;
    let databases = Databases::from_environment(&dir)?;
    let mut network = super::prepare(&dir, port, out.lang, databases.as_ref()).await?;
    network.start().await?;
    let compared = play(&dir, &mut network, out).await;
    network.stop().await;
    let done = match compared {
        Ok(compared) => judge(compared, &network, out).await,
        Err(stop) => Err(stop),
    };
    if let Some(databases) = &databases {
        databases.drop(&network).await?;
    }
    if done.is_ok() && data.is_none() {
        let _ = std::fs::remove_dir_all(&dir);
    } else {
        out.say(
            "cli-demo-kept",
            &[("dir", Value::from(dir.display().to_string()))],
        );
    }
    done
}

/// A directory that holds nothing yet.
fn fresh(data: Option<&Path>) -> Result<PathBuf, Stop> {
    let dir = match data {
        Some(dir) => dir.to_owned(),
        None => std::env::temp_dir().join(format!("palabre-check-{}", std::process::id())),
    };
    let empty = std::fs::read_dir(&dir).map_or(true, |mut entries| entries.next().is_none());
    if empty {
        Ok(dir)
    } else {
        Err(Stop::said("cli-demo-not-fresh", &[("dir", dir.display())]))
    }
}

async fn play(dir: &Path, network: &mut Network, out: Out) -> Result<Vec<Compared>, Stop> {
    let mut writer = super::writer(dir)?;
    out.say("cli-demo-seeding", &[]);
    writer.begin(network).await?;
    writer.write("a", network, true).await?;
    network.settle().await?;
    for round in &ROUNDS {
        suffer(round, &mut writer, network, out).await?;
    }
    out.say("cli-demo-settling", &[]);
    network.settle().await?;
    compare::look(&mut writer, network, dir).await
}

async fn suffer(round: &Round, writer: &mut Writer, network: &mut Network, out: Out) -> Done {
    network.chapter_mut(round.stopped)?.stop().await;
    writer.write(round.before, network, false).await?;
    let unfinished = network.chapter(round.killed)?.unfinished().await?;
    out.say(
        "cli-demo-round",
        &[
            ("stopped", Value::from(round.stopped)),
            ("killed", Value::from(round.killed)),
            ("n", Value::from(unfinished)),
        ],
    );
    if unfinished < UNFINISHED {
        return Err(Stop::said("cli-demo-few", &[("n", unfinished)]));
    }
    network.chapter_mut(round.killed)?.kill().await;
    network.chapter_mut(round.stopped)?.start().await?;
    writer.write(round.after, network, false).await?;
    network.chapter_mut(round.killed)?.start().await?;
    network.settle().await
}

/// Digests, table, verdict. All three nodes are stopped.
async fn judge(mut compared: Vec<Compared>, network: &Network, out: Out) -> Done {
    compare::digest(&mut compared, network).await?;
    table(&compared, network, out);
    let equal = |one: &Compared| one.pages_are_equal() && one.digests_are_equal();
    let written: usize = compared.iter().map(|one| one.written).sum();
    if compared.is_empty() || !compared.iter().all(equal) {
        for line in compared.iter().flat_map(Compared::differences) {
            out.say("cli-demo-difference", &[("line", Value::from(line))]);
        }
        return Err(Stop::said("cli-demo-different", &[] as &[(&str, &str)]));
    }
    out.say(
        "cli-demo-equal",
        &[("n", Value::from(u64::try_from(written).unwrap_or_default()))],
    );
    Ok(())
}

fn table(compared: &[Compared], network: &Network, out: Out) {
    let rows: Vec<_> = compared
        .iter()
        .map(|one| {
            serde_json::json!({
                "title": one.title, "contributions": one.written,
                "digests": one.digests.iter().map(|(line, _)| line).collect::<Vec<_>>(),
                "twin": one.twin.0, "pages_equal": one.pages_are_equal(),
                "digests_equal": one.digests_are_equal(),
            })
        })
        .collect();
    out.data(&serde_json::json!(rows));
    if out.json {
        return;
    }
    let word = |key: &str| out.words(key, &[]);
    let names = network.chapters.iter().map(|chapter| chapter.name);
    let mut head = format!("{:34} {:>4}", word("cli-demo-column-thread"), "n");
    for name in names.chain([word("cli-demo-column-twin").as_str()]) {
        let _ = write!(head, " {name:17}");
    }
    Out::line(&format!("{head} {}", word("cli-demo-column-pages")));
    for one in compared {
        let title: String = one.title.chars().take(34).collect();
        let mut line = format!("{title:34} {:>4}", one.written);
        for (digest, whole) in one.digests.iter().chain([&one.twin]) {
            let _ = write!(line, " {:17}", short(digest, *whole));
        }
        let pages = if one.pages_are_equal() { "=" } else { "≠" };
        Out::line(&format!("{line} {pages}"));
    }
}

/// A digest that fits into a column: the beginning of both hashes, and whether it is complete.
fn short(digest: &str, whole: bool) -> String {
    let part = |name: &str| {
        let (_, rest) = digest.split_once(name).unwrap_or_default();
        rest.chars().take(7).collect::<String>()
    };
    format!(
        "{}/{}{}",
        part("core:"),
        part("react:"),
        if whole { " ✓" } else { " …" }
    )
}
