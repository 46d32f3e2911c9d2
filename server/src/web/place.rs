//! Finding what an address names.

use palabre_core::Refusal;
use palabre_core::forums::{self, Forum};
use palabre_core::people::{self, Person};

use crate::app::App;
use crate::http::answer::{Answer, Failure};

/// A local id, as it stands in an address.
pub(crate) fn id(text: &str) -> Answer<i64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    text.parse()
        .ok()
        .filter(|_| plain)
        .ok_or_else(Failure::absent)
}

/// The salon `slug` of this node, or `slug@host` of another.
pub(crate) async fn forum(app: &App, salon: &str) -> Answer<Forum> {
    let (slug, host) = halves(salon);
    let found = forums::by_slug(&app.core, &slug, host.as_deref()).await?;
    Ok(found.ok_or_else(|| Refusal::NoSuchForum(salon.to_owned()))?)
}

/// The person `name` of this node, or `name@host` of another.
pub(crate) async fn person(app: &App, handle: &str) -> Answer<Person> {
    let (name, host) = halves(handle);
    let found = people::by_name(&app.core, &name, host.as_deref()).await?;
    let found = found.filter(|person| person.kind != "Group" && person.kind != "Application");
    Ok(found.ok_or_else(|| Refusal::NoSuchPerson(handle.to_owned()))?)
}

fn halves(text: &str) -> (String, Option<String>) {
    match text.split_once('@') {
        Some((name, host)) => (name.to_owned(), Some(host.to_ascii_lowercase())),
        // Names of this node are ASCII lower case.
        None => (text.to_ascii_lowercase(), None),
    }
}

/// The page that an address asks for, counted from one; `fin` is the last.
pub(crate) fn page(text: Option<&str>) -> u64 {
    match text {
        Some("fin" | "last") => u64::MAX,
        Some(text) => text.parse().unwrap_or(1).max(1),
        None => 1,
    }
}
