//! What a post quotes and who may quote it (FEP-044f), in the words of those who have quoted before.

use palabre_core::quotes::{Crowd, Quotable};
use serde_json::{Map, Value};

use super::{first_url, is_public, limits, one_or_many, strings, type_of, url_of};

/// What a post quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote<'a> {
    /// The post quoted.
    pub href: &'a str,
    /// Where whoever wrote that is said to agree.
    pub approval: Option<&'a str>,
}

/// The fields that say it, the newest first: FEP-044f, Misskey, Pleroma and others, Fedibird.
const FIELDS: [&str; 4] = ["quote", "_misskey_quote", "quoteUrl", "quoteUri"];
/// What a link of FEP-e232 is that quotes.
const REL: &str = "https://misskey-hub.net/ns#_misskey_quote";

/// What a post quotes; a link of FEP-e232 counts where it says that it quotes.
pub(super) fn quote(map: &Map<String, Value>) -> Option<Quote<'_>> {
    let said = FIELDS.iter().find_map(|field| first_url(map, field));
    Some(Quote {
        href: said.or_else(|| linked(map))?,
        approval: first_url(map, "quoteAuthorization"),
    })
}

fn linked(map: &Map<String, Value>) -> Option<&str> {
    let tags = one_or_many(map.get("tag")?).iter().take(limits::ENTRIES);
    let quoting = |tag: &&Value| {
        type_of(tag) == Some("Link") && tag.get("rel").and_then(Value::as_str) == Some(REL)
    };
    tags.filter(quoting)
        .find_map(|tag| url_of(tag.get("href")?))
}

/// Who may quote a post by somebody; nothing where it does not say.
pub(super) fn quotable(map: &Map<String, Value>, author: Option<&str>) -> Option<Quotable> {
    let said = map.get("interactionPolicy")?.get("canQuote")?.as_object()?;
    let crowd = |field: &str| {
        let named = said.get(field).map(strings).unwrap_or_default();
        let named = named.into_iter().take(limits::ENTRIES);
        named.fold(Crowd::NOBODY, |all, one| all | meant(one, author))
    };
    Some(Quotable {
        automatic: crowd("automaticApproval"),
        manual: crowd("manualApproval"),
    })
}

/// Whom an entry of a policy means. Where somebody's followers are is known by its end alone: whoever
/// is asked decides.
fn meant(entry: &str, author: Option<&str>) -> Crowd {
    if is_public(entry) {
        Crowd::EVERYBODY
    } else if Some(entry) == author {
        Crowd::NOBODY
    } else if entry.ends_with("/followers") {
        Crowd::FOLLOWERS
    } else if entry.ends_with("/following") {
        Crowd::FOLLOWED
    } else {
        Crowd::OTHERS
    }
}
