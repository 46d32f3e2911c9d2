//! A person, one's own page, a hashtag.

use std::collections::HashMap;

use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::HeaderMap;
use palabre_core::forums as core_forums;
use palabre_core::peering::{self, Level};
use palabre_core::people::Person;
use palabre_core::text::extract::tag_key;
use palabre_core::threads::read::{self, Heading, Shown};
use palabre_core::{Refusal, access, circle};

use super::forums::Paged;
use super::view::{HashtagPage, MePage, Paging, PersonPage, SafeHtml, WaitingPage};
use super::{moved, place, render, shell, show, sign_in_first, statics};
use crate::api::entity::pictured;
use crate::app::App;
use crate::http::answer::{Answer, Failure};
use crate::http::negotiate;
use crate::http::visitor::Visitor;
use crate::i18n::{self, Lang};

/// Contributions on one page of a person.
const PAGE: u64 = 25;

pub(crate) async fn one(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    uri: OriginalUri,
    Path(handle): Path<String>,
    Query(paged): Query<Paged>,
) -> Answer {
    let Some(handle) = handle.strip_prefix('@') else {
        return statics::elsewhere(uri).await;
    };
    let found = place::person(&app, handle).await;
    if found.is_err()
        && let Ok(forum) = place::forum(&app, handle).await
    {
        // Clients and people name salons as they name people.
        return Ok(moved(&format!("/salons/{}", App::salon(&forum))));
    }
    let mut person = found?;
    shown_to(&person, &visitor)?;
    if let Some(elsewhere) = negotiate::activity(&headers, &person.uri) {
        return Ok(elsewhere);
    }
    if person.local && handle != person.name {
        return Ok(moved(&format!("/@{}", person.name)));
    }
    let blocked = person.suspended_at.is_some()
        || peering::level(&app.core, &person.host).await? == Level::Block;
    if blocked {
        // What they say of themselves is theirs as what they write is.
        person.display = format!("@{}@{}", person.name, person.host);
        person.summary.clear();
        person.url = None;
        (person.fields, person.avatar, person.header) = (None, None, None);
    }
    let number = paged.number().min(100_000);
    let found = read::by_author(&app.core, person.id, number, PAGE).await?;
    let titles = titles(&app, visitor.lang, found.iter()).await?;
    let tags = circle::featured_tags(&app.core, person.id).await?;
    let shell = shell(&app, &visitor, &person.display);
    let small = |kept| pictured(&app, &person, kept).map(|(_, small)| small);
    let web = |url: &String| url.starts_with("https://") || url.starts_with("http://");
    render(&PersonPage {
        shell,
        address: format!("@{}@{}", person.name, person.host),
        bio: SafeHtml::from_cleaned(person.summary.clone()),
        banner: small(person.header.as_deref()),
        face: small(person.avatar.as_deref()),
        fields: person
            .shown_fields()
            .into_iter()
            .map(|field| (field.name, SafeHtml::from_cleaned(field.value)))
            .collect(),
        bot: person.is_bot(),
        locked: person.is_locked(),
        hidden: person.indexable != Some(true),
        host: (!person.local).then(|| person.host.clone()),
        home: person.url.clone().filter(|url| !person.local && web(url)),
        tags: tags.into_iter().map(|one| one.tag).collect(),
        since: person.created_at,
        changed: person.changed_at.is_some(),
        blocked,
        contributions: found
            .iter()
            .map(|shown| show::row(shown, &titles))
            .collect(),
        paging: neighbours(&format!("/@{}", App::handle(&person)), number, found.len()),
        name: person.display,
    })
}

/// Whether somebody has a page. An account that is gone has none; one that waits for approval has
/// one for itself and for the administrators only, as `WebFinger` knows nothing of it either.
fn shown_to(person: &Person, visitor: &Visitor) -> Answer<()> {
    if person.state == "gone" {
        return Err(Failure::person_gone());
    }
    if !visitor.viewer().meets(person) {
        return Err(Refusal::NoSuchPerson(person.name.clone()).into());
    }
    Ok(())
}

pub(crate) async fn me(State(app): State<App>, visitor: Visitor) -> Answer {
    let Some(person) = visitor.person() else {
        return Ok(sign_in_first(&visitor));
    };
    let account = access::of_person(&app.core, person).await?;
    let mut follows = Vec::new();
    for follow in core_forums::following(&app.core, &person.uri).await? {
        if let Some(forum) = core_forums::by_uri(&app.core, &follow.followed).await? {
            follows.push((show::forum(&forum), follow.state == "accepted"));
        }
    }
    let own = read::own(&app.core, &visitor.viewer(), 50).await?;
    let titles = titles(&app, visitor.lang, own.iter()).await?;
    let mut shell = shell(&app, &visitor, i18n::t(visitor.lang, "me"));
    // The page says at its top what the notice would say again.
    shell.notices.clear();
    render(&MePage {
        shell,
        address: format!("@{}@{}", person.name, person.host),
        requests: core_forums::request_count(&app.core, &person.uri).await?,
        waiting: account.is_some_and(|account| !account.approved),
        follows,
        contributions: own
            .iter()
            .filter(|shown| shown.post.state != "deleted")
            .map(|shown| show::row(shown, &titles))
            .collect(),
        paging: Paging::default(),
    })
}

pub(crate) async fn waiting(State(app): State<App>, visitor: Visitor) -> Answer {
    let Some(person) = visitor.person() else {
        return Ok(sign_in_first(&visitor));
    };
    if person.state != "held" {
        return Ok(super::see_other("/moi"));
    }
    let own = read::own(&app.core, &visitor.viewer(), 100).await?;
    let held = own
        .iter()
        .filter(|shown| shown.post.state == "held")
        .count();
    let mut shell = shell(&app, &visitor, i18n::t(visitor.lang, "waiting-title"));
    shell.notices.clear();
    render(&WaitingPage {
        shell,
        held: show::small(held),
    })
}

pub(crate) async fn tag(
    State(app): State<App>,
    visitor: Visitor,
    Path(word): Path<String>,
    Query(paged): Query<Paged>,
) -> Answer {
    let key = tag_key(word.trim_start_matches('#'));
    let odd = |c: char| c.is_whitespace() || c.is_control();
    if key.is_empty() || key.contains(odd) || key.chars().count() > 100 {
        return Err(Failure::absent());
    }
    let number = paged.number().min(100_000);
    let found = read::by_tag(&app.core, &key, number).await?;
    let mut ids: Vec<i64> = Vec::new();
    for id in found.iter().filter_map(|shown| shown.post.thread_id) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let mut threads = read::threads_of(&app.core, &ids).await?;
    threads.retain(|listed| listed.heading != Heading::Blocked);
    threads.sort_by_key(|listed| ids.iter().position(|id| *id == listed.thread.id));
    let salons = show::salons(&core_forums::list(&app.core).await?);
    render(&HashtagPage {
        shell: shell(&app, &visitor, &format!("#{key}")),
        threads: threads
            .iter()
            .map(|one| show::thread(one, &salons))
            .collect(),
        paging: neighbours(&format!("/mots/{key}"), number, found.len()),
        word: key,
    })
}

/// Titles of the threads that some contributions stand in.
pub(super) async fn titles<'s>(
    app: &App,
    lang: Lang,
    shown: impl Iterator<Item = &'s Shown>,
) -> Answer<HashMap<i64, String>> {
    let mut ids: Vec<i64> = shown.filter_map(|one| one.post.thread_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let threads = read::threads_of(&app.core, &ids).await?;
    Ok(threads
        .into_iter()
        .map(|listed| {
            let title = show::heading(lang, &listed.heading);
            (listed.thread.id, title)
        })
        .collect())
}

/// Pages whose number is not known: a full one has perhaps another after it.
fn neighbours(base: &str, number: u64, found: usize) -> Paging {
    let at = |n: u64| {
        if n == 1 {
            base.to_owned()
        } else {
            format!("{base}?page={n}")
        }
    };
    Paging {
        previous: (number > 1).then(|| at(number - 1)),
        next: (found as u64 >= PAGE).then(|| at(number + 1)),
        place: None,
    }
}
