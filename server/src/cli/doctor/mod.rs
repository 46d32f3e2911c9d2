//! `palabre doctor`: what stands and what does not, each with a way out.

mod ground;
mod network;
mod store;
#[cfg(test)]
mod tests;

use super::args::Common;
use super::{Done, Out, Stop};
use crate::config::Config;
use crate::i18n::Value;

/// How one check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Fine,
    /// The node runs; somebody should look at it.
    Warn,
    /// The node does not run, or not for long.
    Bad,
}

/// One check, in words.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) check: &'static str,
    pub(super) state: State,
    pub(super) words: String,
    /// What to do; empty where nothing is to be done.
    pub(super) advice: String,
}

/// The checks that were made, in their order.
#[derive(Debug)]
pub(super) struct Findings {
    out: Out,
    pub(super) list: Vec<Finding>,
}

impl Findings {
    /// Something stands.
    fn fine(&mut self, check: &'static str, key: &str, args: &[(&str, Value<'_>)]) {
        let words = self.out.words(key, args);
        self.list.push(Finding {
            check,
            state: State::Fine,
            words,
            advice: String::new(),
        });
    }

    /// Something does not stand. The keys are of what is wrong, and of what to do.
    fn wrong(
        &mut self,
        check: &'static str,
        state: State,
        (key, advice): (&str, &str),
        args: &[(&str, Value<'_>)],
    ) {
        let words = self.out.words(key, args);
        let advice = self.out.words(advice, args);
        self.list.push(Finding {
            check,
            state,
            words,
            advice,
        });
    }

    /// Something stopped with words of its own.
    fn stopped(&mut self, check: &'static str, stop: &Stop, advice: &str) {
        let words = stop.words(self.out.lang);
        let advice = self.out.words(advice, &[]);
        self.list.push(Finding {
            check,
            state: State::Bad,
            words,
            advice,
        });
    }
}

pub(super) async fn run(common: &Common, out: Out) -> Done {
    let mut findings = Findings {
        out,
        list: Vec::new(),
    };
    match super::config(common, None) {
        Err(stop) => findings.stopped("config", &stop, "cli-doctor-config-advice"),
        Ok(config) => examine(&config, &mut findings).await,
    }
    print(&findings)
}

async fn examine(config: &Config, findings: &mut Findings) {
    findings.fine("config", "cli-doctor-config", &[]);
    ground::examine(config, findings);
    let serving = network::serving(config, findings).await;
    store::examine(config, serving, findings).await;
    if serving {
        network::web_finger(config, findings).await;
    }
}

fn print(findings: &Findings) -> Done {
    let out = findings.out;
    let rows: Vec<_> = findings
        .list
        .iter()
        .map(|one| {
            serde_json::json!({
                "check": one.check, "state": name(one.state), "words": one.words,
                "advice": one.advice,
            })
        })
        .collect();
    out.data(&serde_json::json!(rows));
    if !out.json {
        for one in &findings.list {
            let mark = match one.state {
                State::Fine => "✓",
                State::Warn => "!",
                State::Bad => "✗",
            };
            Out::line(&format!("{mark} {}", one.words));
            if !one.advice.is_empty() {
                Out::line(&format!("  → {}", one.advice));
            }
        }
    }
    let bad = findings
        .list
        .iter()
        .filter(|one| one.state == State::Bad)
        .count();
    match bad {
        0 => {
            out.say("cli-doctor-well", &[]);
            Ok(())
        }
        _ if out.json => Err(Stop::Silent),
        _ => Err(Stop::said("cli-doctor-ill", &[("n", bad)])),
    }
}

fn name(state: State) -> &'static str {
    match state {
        State::Fine => "fine",
        State::Warn => "warn",
        State::Bad => "bad",
    }
}
