//! `palabre account disable`, `suspend` and what takes them back, and who is an administrator.

use palabre_core::moderation::{self, By, Sanction};
use palabre_core::people::{self, Person};
use palabre_core::{Core, access};

use super::args::Role;
use super::store::{self, Ground};
use super::{Done, Out, Stop};
use crate::config::Config;
use crate::i18n::Value;

/// Decides something about somebody, or takes it back where no reason comes with it.
pub(super) async fn run(
    config: &Config,
    who: &str,
    what: Sanction,
    why: Option<&str>,
    out: Out,
) -> Done {
    let (core, events) = store::open_to_tell(config, Ground::Standing).await?;
    let done = decide(&core, who, what, why).await;
    store::leave(core, config, events).await;
    let person = done?;
    let key = match (what, why.is_some()) {
        (Sanction::Suspend, true) => "cli-account-suspended",
        (Sanction::Suspend, false) => "cli-account-unsuspended",
        (_, true) => "cli-account-disabled",
        (_, false) => "cli-account-enabled",
    };
    out.say(key, &[("name", Value::from(person.handle()))]);
    out.data(&serde_json::json!({ "name": person.handle(), "id": person.uri }));
    Ok(())
}

async fn decide(core: &Core, who: &str, what: Sanction, why: Option<&str>) -> Result<Person, Stop> {
    let person = named(core, who).await?;
    let mut tx = core.begin().await?;
    match why {
        Some(why) => moderation::sanction(&mut tx, By::Command, &person, what, why).await?,
        None => moderation::lift(&mut tx, By::Command, &person, what).await?,
    }
    tx.commit().await?;
    Ok(person)
}

/// `name`, `@name` or `@name@host`.
async fn named(core: &Core, who: &str) -> Result<Person, Stop> {
    let bare = who.trim().trim_start_matches('@').to_lowercase();
    let (name, host) = match bare.split_once('@') {
        Some((name, host)) => (name, Some(host)),
        None => (bare.as_str(), None),
    };
    let found = people::by_name(core, name, host).await?;
    found.ok_or_else(|| palabre_core::Refusal::NoSuchPerson(who.to_owned()).into())
}

/// Makes somebody an administrator, or a member as others are.
pub(super) async fn role(config: &Config, name: &str, role: Role, out: Out) -> Done {
    let (core, events) = store::open_to_tell(config, Ground::Standing).await?;
    let tx = core.begin().await?;
    access::set_role(&tx, name, role == Role::Admin).await?;
    tx.commit().await?;
    store::leave(core, config, events).await;
    let (key, word) = match role {
        Role::Admin => ("cli-account-admin", "admin"),
        Role::Member => ("cli-account-member", "member"),
    };
    let said = Value::from(out.words(key, &[]));
    let args = [("name", Value::from(name)), ("role", said)];
    out.say("cli-account-role", &args);
    out.data(&serde_json::json!({ "name": name, "role": word }));
    Ok(())
}
