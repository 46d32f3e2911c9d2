//! `palabre emoji`: pictures of the node's own for words between colons.

use std::path::Path;

use palabre_core::{Core, bulletin};

use super::args::Emoji;
use super::store::{self, Ground};
use super::{Done, Out, Stop};
use crate::config::Config;
use crate::i18n::Value;
use crate::media::{Trouble, Workshop};

pub(super) async fn run(config: Config, verb: Emoji, out: Out) -> Done {
    let (core, events) = store::open_to_tell(&config, Ground::Standing).await?;
    let done = match verb {
        Emoji::Add {
            shortcode,
            file,
            category,
        } => {
            add(
                &core,
                &config,
                (&shortcode, &file, category.as_deref()),
                out,
            )
            .await
        }
        Emoji::List => list(&core, out).await,
        Emoji::Remove { shortcode } => remove(&core, &shortcode, out).await,
    };
    store::leave(core, &config, events).await;
    done
}

async fn add(
    core: &Core,
    config: &Config,
    (shortcode, path, category): (&str, &Path, Option<&str>),
    out: Out,
) -> Done {
    let shortcode = shortcode.trim_matches(':');
    let unreadable = |error: std::io::Error| {
        let words = [
            ("path", path.display().to_string()),
            ("words", error.to_string()),
        ];
        Stop::said("cli-file-unreadable", &words)
    };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    let workshop = Workshop::open(core.clone(), config).map_err(palabre_core::Error::from)?;
    let files = match workshop.emoji(file, size).await {
        Ok(files) => files,
        Err(Trouble::Unfit(unfit)) => return Err(unfit.into()),
        Err(Trouble::Broke(error)) => return Err(error.into()),
    };
    let small = files
        .small
        .clone()
        .unwrap_or_else(|| files.original.clone());
    let tx = core.begin().await?;
    let keys = (files.original.as_str(), small.as_str());
    let kept = bulletin::add_emoji(&tx, shortcode, category, keys).await;
    if let Err(error) = kept {
        drop(tx);
        // Nobody will know of these files.
        workshop.discard(&files).await?;
        return Err(error.into());
    }
    tx.commit().await?;
    out.say("cli-emoji-added", &[("shortcode", Value::from(shortcode))]);
    out.data(&serde_json::json!({ "shortcode": shortcode }));
    Ok(())
}

async fn list(core: &Core, out: Out) -> Done {
    let all = bulletin::emoji(core).await?;
    let row = |one: &bulletin::Emoji| serde_json::json!({ "shortcode": one.shortcode, "category": one.category });
    out.data(&all.iter().map(row).collect());
    if all.is_empty() {
        out.say("cli-emoji-none", &[]);
    }
    for one in all {
        let category = one.category.map(|name| format!(" — {name}"));
        out.say(
            "cli-emoji-line",
            &[
                ("shortcode", Value::from(one.shortcode)),
                ("category", Value::from(category.unwrap_or_default())),
            ],
        );
    }
    Ok(())
}

async fn remove(core: &Core, shortcode: &str, out: Out) -> Done {
    let shortcode = shortcode.trim_matches(':');
    let tx = core.begin().await?;
    bulletin::remove_emoji(&tx, shortcode).await?;
    tx.commit().await?;
    out.say(
        "cli-emoji-removed",
        &[("shortcode", Value::from(shortcode))],
    );
    out.data(&serde_json::json!({ "shortcode": shortcode }));
    Ok(())
}
