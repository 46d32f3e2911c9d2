//! `palabre announcement`: what the node says to all its members.

use palabre_core::bulletin::{self, NewAnnouncement};
use palabre_core::{Core, Millis, threads};
use time::format_description::well_known::{Iso8601, Rfc3339};
use time::{Date, OffsetDateTime};

use super::args::{Announcement, NewAnnouncement as Asked};
use super::store::{self, Ground};
use super::{Done, Out, Stop};
use crate::api::dates;
use crate::config::Config;
use crate::i18n::Value;

/// A day, milliseconds.
const DAY: Millis = 86_400_000;

pub(super) async fn run(config: Config, verb: Announcement, out: Out) -> Done {
    let (core, events) = store::open_to_tell(&config, Ground::Standing).await?;
    let done = match verb {
        Announcement::Add(asked) => add(&core, &asked, out).await,
        Announcement::List => list(&core, out).await,
        Announcement::Remove { number } => remove(&core, number, out).await,
    };
    store::leave(core, &config, events).await;
    done
}

async fn add(core: &Core, asked: &Asked, out: Out) -> Done {
    let time = |text: &Option<String>| text.as_deref().map(moment).transpose();
    let (starts, ends) = (time(&asked.starts)?, time(&asked.ends)?);
    let days = [starts, ends].iter().flatten().all(|(_, day)| *day);
    // What is on for a day ends with it.
    let end_of = |(at, day): (Millis, bool)| if day { at + DAY - 1 } else { at };
    let draft = threads::draft(core, &asked.text, None, out.lang.tag()).await?;
    let new = NewAnnouncement {
        html: draft.html,
        starts_at: starts.map(|(at, _)| at),
        ends_at: ends.map(end_of),
        all_day: days && (starts.is_some() || ends.is_some()),
    };
    let tx = core.begin().await?;
    let made = bulletin::announce(&tx, new).await?;
    tx.commit().await?;
    let number = made.id.to_string();
    out.say(
        "cli-announcement-added",
        &[("number", Value::from(number.as_str()))],
    );
    out.data(&serde_json::json!({ "id": number }));
    Ok(())
}

/// A day as it is typed: so long is one.
const TYPED_DAY: &str = "2026-12-01";

/// A time as it is typed, and whether it is a day: `2026-12-01` or `2026-12-01T18:30:00Z`.
fn moment(text: &str) -> Result<(Millis, bool), Stop> {
    let wrong = || Stop::said("cli-not-a-time", &[("text", text)]);
    let time = OffsetDateTime::parse(text, &Rfc3339).ok();
    let at = match time {
        Some(time) => time,
        None if text.len() == TYPED_DAY.len() => Date::parse(text, &Iso8601::DATE)
            .map_err(|_| wrong())?
            .midnight()
            .assume_utc(),
        None => return Err(wrong()),
    };
    let at = at.unix_timestamp_nanos() / 1_000_000;
    Ok((Millis::try_from(at).map_err(|_| wrong())?, time.is_none()))
}

async fn list(core: &Core, out: Out) -> Done {
    let all = bulletin::announced(core).await?;
    let rows: Vec<_> = all
        .iter()
        .map(|one| {
            serde_json::json!({
                "id": one.id.to_string(), "html": one.html,
                "starts_at": one.starts_at.map(dates::full),
                "ends_at": one.ends_at.map(dates::full),
                "published_at": dates::full(one.made_at),
            })
        })
        .collect();
    out.data(&serde_json::json!(rows));
    if all.is_empty() {
        out.say("cli-announcement-none", &[]);
    }
    for one in all {
        let text = palabre_core::text::excerpt::plain(&one.html);
        let number = one.id.to_string();
        out.say(
            "cli-announcement-line",
            &[("number", Value::from(number)), ("text", Value::from(text))],
        );
    }
    Ok(())
}

async fn remove(core: &Core, number: i64, out: Out) -> Done {
    let tx = core.begin().await?;
    bulletin::withdraw(&tx, number).await?;
    tx.commit().await?;
    let number = number.to_string();
    out.say(
        "cli-announcement-removed",
        &[("number", Value::from(number.as_str()))],
    );
    out.data(&serde_json::json!({ "id": number }));
    Ok(())
}
