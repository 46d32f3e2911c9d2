//! `palabre peer`: how far other hosts are trusted.

use palabre_core::address::Host;
use palabre_core::moderation::{By, changed, hosts};
use palabre_core::peering::{self, Level};
use palabre_core::people::{self, Person};
use palabre_core::{Core, Refusal};

use super::args::Peer;
use super::store::{self, Ground};
use super::{Done, Out, Stop};
use crate::config::Config;
use crate::i18n::Value;

pub(super) async fn run(config: Config, verb: Peer, out: Out) -> Done {
    let (core, events) = store::open_to_tell(&config, Ground::New).await?;
    let done = match verb {
        Peer::List => list(&core, out).await,
        Peer::Allow { host, reason } => {
            set(
                &core,
                &host,
                Level::Allow,
                reason.as_deref().unwrap_or(""),
                out,
            )
            .await
        }
        Peer::Limit { host, reason } => set(&core, &host, Level::Limit, &reason, out).await,
        Peer::Block { host, reason } => set(&core, &host, Level::Block, &reason, out).await,
        Peer::Remove { host } => remove(&core, &host, out).await,
        Peer::Trust { who } => trust(&core, &who, out).await,
    };
    store::leave(core, &config, events).await;
    done
}

async fn list(core: &Core, out: Out) -> Done {
    let peers = peering::list(core).await?;
    let changed = people::changed(core, None).await?;
    let of = |host: &str| names(changed.iter().filter(|person| person.host == host));
    let rows: Vec<_> = peers
        .iter()
        .map(|peer| {
            serde_json::json!({
                "host": peer.host, "level": peer.level, "state": peer.state,
                "reason": peer.reason, "software": peer.software,
                "clock_offset_s": peer.clock_offset_s,
                "last_in": peer.last_in, "last_out": peer.last_out,
                "changed": of(&peer.host),
            })
        })
        .collect();
    out.data(&serde_json::json!(rows));
    if peers.is_empty() {
        out.say("cli-peer-none", &[]);
    }
    for peer in peers {
        let level = out.words(level_key(peer.trust()), &[]);
        let reason = peer
            .reason
            .as_deref()
            .map(|reason| format!(" — {reason}"))
            .unwrap_or_default();
        out.say(
            "cli-peer-line",
            &[
                ("host", Value::from(peer.host.as_str())),
                ("level", Value::from(level)),
                ("reason", Value::from(reason)),
            ],
        );
        say_names(out, "cli-peer-changed", &peer.host, &of(&peer.host));
    }
    Ok(())
}

async fn set(core: &Core, host: &str, level: Level, reason: &str, out: Out) -> Done {
    let host = host_of(core, host)?;
    let mut tx = core.begin().await?;
    let trusted = hosts::rule(&mut tx, By::Command, &host, level, reason).await?;
    tx.commit().await?;
    let trusted = names(trusted.iter());
    let words = out.words(level_key(level), &[]);
    out.say(
        "cli-peer-set",
        &[
            ("host", Value::from(host.as_str())),
            ("level", Value::from(words)),
        ],
    );
    say_names(out, "cli-peer-trusted", &host, &trusted);
    out.data(&serde_json::json!({ "host": host, "level": level, "trusted": trusted }));
    Ok(())
}

fn names<'p>(people: impl Iterator<Item = &'p Person>) -> Vec<String> {
    people.map(Person::handle).collect()
}

fn say_names(out: Out, key: &str, host: &str, names: &[String]) {
    if !names.is_empty() {
        let args = [
            ("host", Value::from(host)),
            ("names", Value::from(names.join(", "))),
        ];
        out.say(key, &args);
    }
}

async fn remove(core: &Core, host: &str, out: Out) -> Done {
    let host = host_of(core, host)?;
    let mut tx = core.begin().await?;
    let known = hosts::forget(&mut tx, By::Command, &host).await?;
    tx.commit().await?;
    if !known {
        return Err(Stop::said("cli-peer-unknown", &[("host", host)]));
    }
    out.say("cli-peer-removed", &[("host", Value::from(host.as_str()))]);
    out.data(&serde_json::json!({ "removed": host }));
    Ok(())
}

/// One person or forum whose keys have changed, by its handle or by one of its addresses.
async fn trust(core: &Core, who: &str, out: Out) -> Done {
    let mut named = people::changed(core, None).await?;
    named.retain(|person| is_named(person, who.trim()));
    let person = match named.as_slice() {
        [person] => person,
        [] => return Err(Stop::said("cli-peer-not-changed", &[("who", who)])),
        // Some servers have people and forums of one name.
        several => {
            let all: Vec<&str> = several.iter().map(|person| person.uri.as_str()).collect();
            return Err(Stop::said("cli-peer-several", &[("uris", all.join(", "))]));
        }
    };
    let mut tx = core.begin().await?;
    changed::trust(&mut tx, person).await?;
    tx.commit().await?;
    let trusted = names(std::iter::once(person));
    say_names(out, "cli-peer-trusted", &person.host, &trusted);
    out.data(&serde_json::json!({ "host": person.host, "trusted": trusted }));
    Ok(())
}

fn is_named(person: &Person, who: &str) -> bool {
    let bare = |handle: &str| handle.trim_start_matches('@').to_lowercase();
    who == person.uri || person.url.as_deref() == Some(who) || bare(who) == bare(&person.handle())
}

/// A host as it stands in addresses: port 80 of a trial host and port 443 of others are not said.
fn host_of(core: &Core, text: &str) -> Result<String, Refusal> {
    let secure = core.base().origin().starts_with("https:");
    let host = Host::parse_for(text.trim(), secure);
    host.map(|host| host.to_string())
        .map_err(|_| Refusal::HostInvalid(text.to_owned()))
}

fn level_key(level: Level) -> &'static str {
    match level {
        Level::None => "cli-peer-level-none",
        Level::Allow => "cli-peer-level-allow",
        Level::Limit => "cli-peer-level-limit",
        Level::Block => "cli-peer-level-block",
    }
}
