//! What the database says: whether it opens, how durable it is, the node's keys, ailing lanes.

use std::collections::HashMap;

use palabre_core::queue::LaneStatus;
use palabre_core::threads::compared;
use palabre_core::{Backend, Core, people, queue};

use super::super::queue::sender;
use super::super::store::{self as files, Ground};
use super::{Findings, State, ground};
use crate::config::Config;
use crate::i18n::{Value, iso};

pub(super) async fn examine(config: &Config, serving: bool, findings: &mut Findings) {
    if config.node.host.is_none() {
        return;
    }
    if !ground::has_database(config) {
        let keys = (
            "cli-doctor-database-none",
            "cli-doctor-database-none-advice",
        );
        findings.wrong("database", State::Warn, keys, &[]);
        return;
    }
    let core = match files::open(config, Ground::Standing).await {
        Ok(core) => core,
        Err(stop) => {
            findings.stopped("database", &stop, "cli-doctor-database-advice");
            return;
        }
    };
    // Opening brings the tables up to date, and refuses another host.
    findings.fine("database", "cli-doctor-database", &[]);
    look(&core, serving, findings).await;
    core.close().await;
}

async fn look(core: &Core, serving: bool, findings: &mut Findings) {
    let looked: palabre_core::Result<()> = async {
        durability(core, findings).await?;
        keys(core, serving, findings).await?;
        lanes(core, findings).await?;
        threads(core, findings).await
    }
    .await;
    if let Err(error) = looked {
        findings.stopped("database", &error.into(), "cli-doctor-database-advice");
    }
}

async fn durability(core: &Core, findings: &mut Findings) -> palabre_core::Result<()> {
    let said = core.durability().await?;
    let lasting = match core.backend() {
        Backend::Sqlite => said == "FULL",
        Backend::Postgres => said != "off",
    };
    let args = [("words", Value::from(said))];
    if lasting {
        findings.fine("durability", "cli-doctor-durable", &args);
    } else {
        let keys = ("cli-doctor-not-durable", "cli-doctor-not-durable-advice");
        findings.wrong("durability", State::Bad, keys, &args);
    }
    Ok(())
}

async fn keys(core: &Core, serving: bool, findings: &mut Findings) -> palabre_core::Result<()> {
    let actor = core.base().actor();
    let kinds: Vec<String> = people::keys::of(core, &actor)
        .await?
        .into_iter()
        .map(|key| key.kind)
        .collect();
    let has = |kind: &str| kinds.iter().any(|one| one == kind);
    if has("rsa") && has("ed25519") {
        findings.fine("keys", "cli-doctor-keys", &[("actor", Value::from(actor))]);
        return Ok(());
    }
    let keys = ("cli-doctor-keys-missing", "cli-doctor-keys-missing-advice");
    let state = if serving { State::Bad } else { State::Warn };
    findings.wrong("keys", state, keys, &[("actor", Value::from(actor))]);
    Ok(())
}

/// Whether the forums of other homes are here as their homes show them.
async fn threads(core: &Core, findings: &mut Findings) -> palabre_core::Result<()> {
    let differing = compared::differing(core).await?;
    if differing == 0 {
        findings.fine("threads", "cli-doctor-threads", &[]);
    } else {
        let keys = (
            "cli-doctor-threads-differ",
            "cli-doctor-threads-differ-advice",
        );
        let args = [("n", Value::from(differing))];
        findings.wrong("threads", State::Warn, keys, &args);
    }
    Ok(())
}

async fn lanes(core: &Core, findings: &mut Findings) -> palabre_core::Result<()> {
    let refusals: HashMap<String, String> = queue::last_refusals(core).await?.into_iter().collect();
    let before = findings.list.len();
    for status in queue::status(core).await? {
        let words = refusals.get(&status.lane).map(String::as_str);
        lane(&status, words.unwrap_or_default(), findings);
    }
    if findings.list.len() == before {
        let unfinished = queue::unfinished(core).await?;
        findings.fine(
            "lanes",
            "cli-doctor-lanes",
            &[("n", Value::from(unfinished))],
        );
    }
    Ok(())
}

/// What ails a lane; `refusal` is what was said when something was last set aside there. What fails
/// with the letters of another host fails here: its people can do nothing about it.
pub(super) fn lane(status: &LaneStatus, refusal: &str, findings: &mut Findings) {
    let sender = sender(&status.lane);
    let name = match sender {
        Some(host) => ("host", Value::from(host)),
        None => ("lane", Value::from(status.lane.as_str())),
    };
    if status.refused > 0 {
        let keys = match sender {
            Some(_) => ("cli-doctor-unopened", "cli-doctor-unopened-advice"),
            None => ("cli-doctor-refused", "cli-doctor-refused-advice"),
        };
        let args = [
            name.clone(),
            ("n", Value::from(status.refused)),
            ("words", Value::from(refusal)),
        ];
        findings.wrong("lanes", State::Warn, keys, &args);
    }
    if status.failures > 0 {
        let keys = match sender {
            Some(_) => (
                "cli-doctor-opening-fails",
                "cli-doctor-opening-fails-advice",
            ),
            None => ("cli-doctor-lane-failing", "cli-doctor-lane-failing-advice"),
        };
        let since = status.failing_since.map(iso).unwrap_or_default();
        let words = status.words.as_deref().unwrap_or_default();
        let args = [
            name,
            ("since", Value::from(since)),
            ("words", Value::from(words)),
        ];
        findings.wrong("lanes", State::Warn, keys, &args);
    }
}
