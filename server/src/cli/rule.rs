//! `palabre rule`: the rules of the node.

use palabre_core::{Core, bulletin};

use super::args::Rule;
use super::store::{self, Ground};
use super::{Done, Out};
use crate::config::Config;
use crate::i18n::Value;

pub(super) async fn run(config: Config, verb: Rule, out: Out) -> Done {
    let (core, events) = store::open_to_tell(&config, Ground::Standing).await?;
    let done = match verb {
        Rule::Add { text, hint } => add(&core, &text, &hint, out).await,
        Rule::List => list(&core, out).await,
        Rule::Remove { number } => remove(&core, number, out).await,
    };
    store::leave(core, &config, events).await;
    done
}

async fn add(core: &Core, text: &str, hint: &str, out: Out) -> Done {
    let tx = core.begin().await?;
    let made = bulletin::add_rule(&tx, text, hint).await?;
    tx.commit().await?;
    let number = made.id.to_string();
    let page = format!("{}/regles", core.base().origin());
    out.say(
        "cli-rule-added",
        &[
            ("number", Value::from(number.as_str())),
            ("page", Value::from(page.as_str())),
        ],
    );
    out.data(&serde_json::json!({ "id": number, "page": page }));
    Ok(())
}

async fn list(core: &Core, out: Out) -> Done {
    let all = bulletin::rules(core).await?;
    let row = |rule: &bulletin::Rule| {
        let id = rule.id.to_string();
        serde_json::json!({ "id": id, "text": rule.text, "hint": rule.hint })
    };
    out.data(&all.iter().map(row).collect());
    if all.is_empty() {
        out.say("cli-rule-none", &[]);
    }
    for rule in all {
        let (number, text) = (rule.id.to_string(), rule.text);
        out.say(
            "cli-rule-line",
            &[("number", Value::from(number)), ("text", Value::from(text))],
        );
    }
    Ok(())
}

async fn remove(core: &Core, number: i64, out: Out) -> Done {
    let tx = core.begin().await?;
    bulletin::withdraw_rule(&tx, number).await?;
    tx.commit().await?;
    let number = number.to_string();
    out.say(
        "cli-rule-removed",
        &[("number", Value::from(number.as_str()))],
    );
    out.data(&serde_json::json!({ "id": number }));
    Ok(())
}
