//! Whether the node is reached: on its port, and under its name.

use std::net::TcpListener;
use std::time::Duration;

use super::{Findings, State};
use crate::config::Config;
use crate::control::{self, Answer, Request};
use crate::i18n::Value;

/// How long the node may take to answer under its own name.
const PATIENCE: Duration = Duration::from_secs(10);

/// Answers whether our server runs; else whether its port is free.
pub(super) async fn serving(config: &Config, findings: &mut Findings) -> bool {
    let listen = Value::from(config.listen.to_string());
    let asked = control::ask(&config.data_dir, &Request::Idle).await;
    match asked {
        Ok(Some(Answer::Queue { .. })) => {
            findings.fine("server", "cli-doctor-serving", &[]);
            return true;
        }
        Ok(_) => {}
        Err(error) => {
            let keys = ("cli-doctor-socket", "cli-doctor-socket-advice");
            let args = [("words", Value::from(error.to_string()))];
            findings.wrong("server", State::Warn, keys, &args);
        }
    }
    match TcpListener::bind(config.listen) {
        Ok(_) => findings.fine("server", "cli-doctor-port-free", &[("listen", listen)]),
        Err(error) => {
            let args = [
                ("listen", listen),
                ("words", Value::from(error.to_string())),
            ];
            let keys = ("cli-doctor-port-taken", "cli-doctor-port-taken-advice");
            findings.wrong("server", State::Bad, keys, &args);
        }
    }
    false
}

/// Asks for the node by its own name, as another node would.
pub(super) async fn web_finger(config: &Config, findings: &mut Findings) {
    let Some(host) = &config.node.host else {
        return;
    };
    let address = format!("{}/.well-known/webfinger", host.base_url());
    let mut client = reqwest::Client::builder().timeout(PATIENCE);
    if host.is_trial() {
        client = client.resolve(host.name(), config.listen);
    }
    let resource = format!("acct:{host}@{host}");
    let asked = match client.build() {
        Ok(client) => match url::Url::parse_with_params(&address, [("resource", &resource)]) {
            Ok(url) => client.get(url).send().await.map_err(|error| chain(&error)),
            Err(error) => Err(error.to_string()),
        },
        Err(error) => Err(chain(&error)),
    };
    let words = match asked {
        Ok(answer) if answer.status().is_success() => {
            findings.fine(
                "reach",
                "cli-doctor-reach",
                &[("address", Value::from(address))],
            );
            return;
        }
        Ok(answer) => answer.status().to_string(),
        Err(words) => words,
    };
    let args = [
        ("address", Value::from(address)),
        ("words", Value::from(words)),
    ];
    let keys = ("cli-doctor-unreached", "cli-doctor-unreached-advice");
    findings.wrong("reach", State::Bad, keys, &args);
}

/// An error with what caused it: reqwest says the cause only when asked.
fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        words.push_str(": ");
        words.push_str(&inner.to_string());
        cause = inner.source();
    }
    words
}
