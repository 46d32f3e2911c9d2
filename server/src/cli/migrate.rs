//! `palabre migrate`: brings the tables up to date, as `serve` does at its start.

use super::store::{self, Ground};
use super::{Done, Out};
use crate::config::Config;
use crate::i18n::Value;

pub(super) async fn run(config: Config, out: Out) -> Done {
    let core = store::open(&config, Ground::New).await?;
    let host = core.base().host().to_owned();
    core.close().await;
    out.say("cli-migrated", &[("host", Value::from(host.as_str()))]);
    out.data(&serde_json::json!({ "host": host, "migrated": true }));
    Ok(())
}
