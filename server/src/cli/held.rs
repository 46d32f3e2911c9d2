//! `palabre held`: contributions that wait for a moderator.

use palabre_core::moderation::{self, By, changed};
use palabre_core::threads::read::{self, Shown};
use palabre_core::{Core, text};

use super::args::Held;
use super::store::{self, Ground};
use super::{Done, Out, locate};
use crate::config::Config;
use crate::i18n::Value;
use crate::web::moderation::why_key;

/// Longest excerpt in a list, in characters.
const EXCERPT: usize = 80;

pub(super) async fn run(config: Config, verb: Held, out: Out) -> Done {
    let (core, events) = store::open_to_tell(&config, Ground::Standing).await?;
    let (key, id) = match verb {
        Held::List => return list(core, out).await,
        Held::Accept { id } => {
            let post = locate::post(&core, &id).await?;
            let mut tx = core.begin().await?;
            moderation::accept(&mut tx, By::Command, post.id).await?;
            tx.commit().await?;
            ("cli-held-accepted", post.id)
        }
        Held::Refuse(asked) => {
            let post = locate::post(&core, &asked.id).await?;
            let mut tx = core.begin().await?;
            moderation::refuse(&mut tx, By::Command, post.id, &asked.reason).await?;
            tx.commit().await?;
            ("cli-held-refused", post.id)
        }
    };
    let page = core.base().post_page(id);
    store::leave(core, &config, events).await;
    out.say(key, &[("page", Value::from(page.as_str()))]);
    out.data(&serde_json::json!({ "id": id.to_string(), "page": page }));
    Ok(())
}

async fn list(core: Core, out: Out) -> Done {
    let held = read::held(&core, None).await?;
    let why = changed::why(&core, &held).await?;
    let why = |shown: &Shown| why.get(&shown.post.id).map(|why| why_key(*why));
    let rows: Vec<_> = held
        .iter()
        .map(|shown| {
            serde_json::json!({
                "id": shown.post.id.to_string(), "uri": shown.post.uri,
                "author": shown.author_uri, "title": shown.post.title,
                "page": core.base().post_page(shown.post.id),
                "received_at": shown.post.received_at, "why": why(shown).map(|key| key.trim_start_matches("held-why-")),
            })
        })
        .collect();
    core.close().await;
    out.data(&serde_json::json!(rows));
    if held.is_empty() {
        out.say("cli-held-none", &[]);
    }
    for shown in &held {
        let excerpt = text::excerpt::short(&shown.post.html, EXCERPT);
        out.say(
            "cli-held-line",
            &[
                ("id", Value::from(shown.post.id.to_string())),
                (
                    "author",
                    Value::from(format!("@{}@{}", shown.author_name, shown.author_host)),
                ),
                ("excerpt", Value::from(excerpt)),
            ],
        );
        if let Some(key) = why(shown) {
            out.say("cli-held-why", &[("why", Value::from(out.words(key, &[])))]);
        }
    }
    Ok(())
}
