//! `palabre demo`: three chapters on one machine, each a process with its own database and keys,
//! all traffic between them real signed HTTP, with a discussion written through the web forms.

mod browser;
mod check;
mod compare;
mod databases;
mod discussion;
mod network;
mod reading;
#[cfg(test)]
mod tests;
mod writer;

use std::path::{Path, PathBuf};

use tokio::signal::unix::{SignalKind, signal};

use super::args::{Common, Demo};
use super::{Done, Out, Stop, store};
use crate::i18n::{Lang, Value};
use databases::Databases;
use discussion::Discussion;
use network::Network;
use writer::{PASSWORD, Writer};

/// Where the demo keeps its three chapters.
const DIRECTORY: &str = "palabre-demo";

pub(super) async fn run(common: &Common, demo: &Demo, out: Out) -> Done {
    if demo.check {
        return check::run(common.data.as_deref(), demo.port_base, out).await;
    }
    let data = common
        .data
        .clone()
        .unwrap_or_else(|| PathBuf::from(DIRECTORY));
    out.say(
        "cli-demo-starting",
        &[("dir", Value::from(data.display().to_string()))],
    );
    let databases = Databases::from_environment(&data)?;
    let mut network = prepare(&data, demo.port_base, out.lang, databases.as_ref()).await?;
    network.start().await?;
    let done = play(&data, &mut network, out).await;
    network.stop().await;
    done
}

/// The chapters, configured and with their databases.
async fn prepare(
    data: &Path,
    port: u16,
    lang: Lang,
    databases: Option<&Databases>,
) -> Result<Network, Stop> {
    store::prepare(data)?;
    let network = Network::new(data, port, lang);
    // Nothing of a demo that runs is touched: all of it is asked for before any of it is written.
    for chapter in &network.chapters {
        chapter.claim()?;
    }
    for chapter in &network.chapters {
        let url = match databases {
            Some(databases) => Some(databases.make(chapter).await?),
            None => None,
        };
        chapter.configure(url.as_deref())?;
    }
    Ok(network)
}

async fn play(data: &Path, network: &mut Network, out: Out) -> Done {
    let mut writer = writer(data)?;
    if !writer.is_done() {
        out.say("cli-demo-seeding", &[]);
        writer.begin(network).await?;
        for part in discussion::PARTS {
            writer.write(part, network, true).await?;
        }
        network.settle().await?;
    }
    show(network, &writer.discussion, out);
    let end = |kind| signal(kind).map_err(|error| Stop::io("cli-no-signals", &error));
    let (mut term, mut int) = (end(SignalKind::terminate())?, end(SignalKind::interrupt())?);
    tokio::select! {
        _ = term.recv() => Ok(()),
        _ = int.recv() => Ok(()),
        chapter = network.lost() => Err(Stop::said(
            "cli-demo-chapter-failed",
            &[
                ("chapter", chapter.name.to_owned()),
                ("words", String::new()),
                ("log", chapter.log().display().to_string()),
            ],
        )),
    }
}

fn writer(data: &Path) -> Result<Writer, Stop> {
    let discussion =
        Discussion::read().map_err(|words| Stop::said("cli-fault", &[("words", words)]))?;
    Writer::new(discussion, data.join("demo.json"))
}

/// Addresses and log-ins.
fn show(network: &Network, discussion: &Discussion, out: Out) {
    let people = |node: &str| -> Vec<&str> {
        let of = discussion
            .people
            .iter()
            .filter(|person| person.node == node);
        of.map(|person| person.name.as_str()).collect()
    };
    let chapters: Vec<_> = network
        .chapters
        .iter()
        .map(|chapter| {
            serde_json::json!({
                "name": chapter.name, "address": chapter.origin(), "people": people(chapter.name),
            })
        })
        .collect();
    out.data(&serde_json::json!({ "chapters": chapters, "password": PASSWORD }));
    out.say("cli-demo-ready", &[]);
    for chapter in &network.chapters {
        out.say(
            "cli-demo-chapter",
            &[
                ("title", Value::from(chapter.title)),
                ("address", Value::from(chapter.origin())),
                ("people", Value::from(people(chapter.name).join(", "))),
            ],
        );
    }
    for salon in &discussion.salons {
        if let Ok(home) = network.chapter(&salon.node) {
            let address = format!("@{}@{}", salon.slug, home.host());
            let page = format!("{}/salons/{}", home.origin(), salon.slug);
            out.say(
                "cli-demo-salon",
                &[
                    ("address", Value::from(address)),
                    ("page", Value::from(page)),
                ],
            );
        }
    }
    out.say("cli-demo-password", &[("password", Value::from(PASSWORD))]);
    out.say("cli-demo-end", &[]);
}
