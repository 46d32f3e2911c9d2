//! `palabre queue`: what is still to be done, and waiting until nothing is.

use std::time::Duration;

use palabre_core::queue::{self, LaneStatus, Refused};
use palabre_core::{Backend, Core, Millis};

use super::args::Queue;
use super::store::{self, Ground};
use super::{Done, Out, Stop};
use crate::config::Config;
use crate::control::{self, Answer, Request};
use crate::i18n::{Value, iso};

/// Refused deliveries that `status` shows.
const REFUSED: u64 = 20;
/// How often the database is looked at while waiting for it.
const LOOK: Duration = Duration::from_millis(200);

pub(super) async fn run(config: Config, verb: Queue, out: Out) -> Done {
    let core = store::open(&config, Ground::Standing).await?;
    let done = match verb {
        Queue::Status => status(&core, out).await,
        Queue::Wait { timeout } => wait(&config, &core, timeout, out).await,
    };
    core.close().await;
    done
}

async fn status(core: &Core, out: Out) -> Done {
    let unfinished = queue::unfinished(core).await?;
    let lanes = queue::status(core).await?;
    let refused = queue::refused(core, REFUSED).await?;
    out.data(&serde_json::json!({
        "unfinished": unfinished, "lanes": lanes, "refused": rows(&refused),
    }));
    out.say("cli-queue-unfinished", &[("n", Value::from(unfinished))]);
    for lane in &lanes {
        say_lane(lane, out);
    }
    say_refused(&refused, out);
    Ok(())
}

/// Waits until nothing is due, and tells what was refused and what waits for its next attempt.
/// Refusals are answers: they do not keep the queue from being empty.
async fn wait(config: &Config, core: &Core, timeout_s: u64, out: Out) -> Done {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(timeout_s);
    // What is told is read at once: a letter may have brought more since nothing was due.
    let (left, lanes) = loop {
        let rest = deadline.saturating_duration_since(tokio::time::Instant::now());
        let left = match core.backend() {
            Backend::Sqlite => in_server(config, core, rest.as_secs().max(1)).await?,
            Backend::Postgres => in_database(core, rest).await?,
        };
        let lanes = queue::status(core).await?;
        let due = lanes.iter().filter(|lane| lane.waits_until.is_none());
        let due: u64 = due.map(|lane| lane.ready).sum();
        if left > 0 || due == 0 || rest.is_zero() {
            break (left.max(due), lanes);
        }
    };
    let unfinished: u64 = lanes.iter().map(|lane| lane.ready).sum();
    let refused = queue::refused(core, REFUSED).await?;
    out.data(&serde_json::json!({
        "due": left, "unfinished": unfinished, "lanes": lanes, "refused": rows(&refused),
    }));
    for lane in &lanes {
        say_lane(lane, out);
    }
    say_refused(&refused, out);
    if left == 0 {
        match unfinished {
            0 => out.say("cli-queue-empty", &[]),
            n => out.say("cli-queue-waits", &[("n", Value::from(n))]),
        }
        Ok(())
    } else if out.json {
        Err(Stop::Silent)
    } else {
        Err(Stop::said("cli-queue-left", &[("n", left)]))
    }
}

/// Waits in the running server, which hears of every lane that was worked; without one the queue
/// does not move, and the answer comes at once.
async fn in_server(config: &Config, core: &Core, timeout_s: u64) -> Result<u64, Stop> {
    let request = Request::Wait {
        timeout_s,
        all: false,
    };
    let asked = control::ask(&config.data_dir, &request).await;
    match asked.map_err(|error| Stop::io("cli-control", &error))? {
        Some(Answer::Queue { unfinished }) => Ok(unfinished),
        Some(Answer::Error { error }) => Err(Stop::said("cli-control", &[("words", error)])),
        Some(Answer::Ok { .. }) | None => Ok(control::due(core).await?),
    }
}

/// Waits for the database itself: on `PostgreSQL` several processes may share its lanes, and none of
/// them hears what the others have finished.
async fn in_database(core: &Core, limit: Duration) -> Result<u64, Stop> {
    let deadline = tokio::time::Instant::now() + limit;
    loop {
        let left = control::due(core).await?;
        let now = tokio::time::Instant::now();
        if left == 0 || now >= deadline {
            return Ok(left);
        }
        tokio::time::sleep_until(deadline.min(now + LOOK)).await;
    }
}

/// Refused deliveries for scripts: an id is text, as everywhere.
fn rows(refused: &[Refused]) -> Vec<serde_json::Value> {
    let row = |one: &Refused| {
        serde_json::json!({
            "id": one.id.to_string(), "lane": one.lane, "words": one.words, "body": one.body,
        })
    };
    refused.iter().map(row).collect()
}

fn say_refused(refused: &[Refused], out: Out) {
    for one in refused {
        let (key, args) = refusal(one);
        out.say(key, &args);
    }
}

/// The host whose letters wait in a lane. Nobody but this node works there: what fails there is no
/// answer of that host.
pub(super) fn sender(lane: &str) -> Option<&str> {
    lane.strip_prefix("from:")
}

/// Who has refused, or whose letter could not be opened here, and in what words.
pub(super) fn refusal(one: &Refused) -> (&'static str, [(&'static str, Value<'_>); 2]) {
    let words = ("words", Value::from(one.words.as_str()));
    if let Some(host) = sender(&one.lane) {
        return ("cli-queue-unopened", [("host", Value::from(host)), words]);
    }
    let lane = ("lane", Value::from(one.lane.as_str()));
    ("cli-queue-refused", [lane, words])
}

fn say_lane(lane: &LaneStatus, out: Out) {
    let count = |n: u64| Value::from(n);
    let (key, name) = match sender(&lane.lane) {
        Some(host) => ("cli-queue-lane-from", ("host", Value::from(host))),
        None => ("cli-queue-lane", ("lane", Value::from(lane.lane.as_str()))),
    };
    out.say(
        key,
        &[
            name,
            ("ready", count(lane.ready)),
            ("refused", count(lane.refused)),
            ("dropped", Value::from(lane.dropped)),
        ],
    );
    if lane.failures > 0 {
        let when = |at: Option<Millis>| Value::from(at.map(iso).unwrap_or_default());
        out.say(
            "cli-queue-failing",
            &[
                ("since", when(lane.failing_since)),
                ("until", when(lane.waits_until)),
                ("words", Value::from(lane.words.clone().unwrap_or_default())),
            ],
        );
    }
}
