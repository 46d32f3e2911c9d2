//! The collections of actors.

use palabre_core::forums::{self, Forum};
use palabre_core::ledger;
use palabre_core::threads::{self, Post, compared, serving};
use palabre_core::{Core, Result};
use serde_json::Value;

use super::activities::{is_public, local_forum};
use super::actors::local_person;
use super::answer::{Page, Served, Unserved};
use super::posts;
use crate::outbox::joined;
use crate::wire::compose;
use crate::wire::ids::{self, Owner};

/// Activities on a page of an outbox.
const ACTIVITIES: u64 = 20;
/// Addresses on a page of followers.
const FOLLOWERS: u64 = 100;
/// Threads on a page of a forum's list.
const THREADS: u64 = 50;

/// What an actor did: of a forum its Announces of what people wrote, of a person what they wrote.
pub(super) async fn outbox(core: &Core, owner: Owner<'_>, page: Page) -> Result<Served, Unserved> {
    let address = ids::outbox(&ids::of(core.base(), owner));
    match owner {
        // What the node says are letters between two.
        Owner::Node => Ok(Served::value(&compose::collection(&address, 0, None))),
        Owner::Forum(slug) => {
            let forum = local_forum(core, slug).await?;
            let total = serving::count_in_forum(core, forum.id).await?;
            let Some(number) = page.number()? else {
                return Ok(whole(&address, total));
            };
            let from = (number - 1) * ACTIVITIES;
            let posts = serving::newest(core, forum.id, from, ACTIVITIES).await?;
            let items = announces(core, &forum, &posts).await?;
            Ok(one(&address, total, number, ACTIVITIES, items))
        }
        Owner::Person(name) => {
            let person = local_person(core, name).await?;
            let total = serving::count_by_author(core, person.id).await?;
            let Some(number) = page.number()? else {
                return Ok(whole(&address, total));
            };
            let from = (number - 1) * ACTIVITIES;
            let posts = serving::of_author(core, person.id, from, ACTIVITIES).await?;
            let items = creates(core, &posts).await?;
            Ok(one(&address, total, number, ACTIVITIES, items))
        }
    }
}

async fn announces(core: &Core, forum: &Forum, posts: &[Post]) -> Result<Vec<Value>> {
    let mut items = Vec::with_capacity(posts.len());
    for rid in posts.iter().filter_map(|post| post.created_by.as_deref()) {
        let entry = ledger::by_rid(core, rid).await?.filter(|entry| {
            entry
                .raw
                .as_deref()
                .is_some_and(|raw| is_public(entry.kind, raw))
        });
        if let Some(entry) = entry {
            items.extend(joined::announce_value(core, forum, &entry).await?);
        }
    }
    Ok(items)
}

async fn creates(core: &Core, posts: &[Post]) -> Result<Vec<Value>> {
    let mut items = Vec::with_capacity(posts.len());
    for rid in posts.iter().filter_map(|post| post.created_by.as_deref()) {
        let Some(entry) = ledger::by_rid(core, rid).await? else {
            continue;
        };
        let raw = entry.raw.filter(|raw| is_public(entry.kind, raw));
        items.extend(raw.and_then(|raw| serde_json::from_slice(&raw).ok()));
    }
    Ok(items)
}

/// Who follows: of a forum the addresses, of anybody else only how many.
pub(super) async fn followers(
    core: &Core,
    owner: Owner<'_>,
    page: Page,
) -> Result<Served, Unserved> {
    let actor = ids::of(core.base(), owner);
    let address = ids::followers(&actor);
    match owner {
        Owner::Node => {}
        Owner::Person(name) => drop(local_person(core, name).await?),
        Owner::Forum(slug) => drop(local_forum(core, slug).await?),
    }
    let total = forums::follower_count(core, &actor).await?;
    let number = page.number()?;
    if !matches!(owner, Owner::Forum(_)) {
        let count = compose::collection(&address, total, None);
        return if number.is_none() {
            Ok(Served::value(&count))
        } else {
            Err(Unserved::Unknown)
        };
    }
    let Some(number) = number else {
        return Ok(whole(&address, total));
    };
    let from = (number - 1) * FOLLOWERS;
    let found = forums::followers(core, &actor, from, FOLLOWERS).await?;
    let items = found.into_iter().map(Value::from).collect();
    Ok(one(&address, total, number, FOLLOWERS, items))
}

/// Who moderates a forum.
pub(super) async fn moderators(core: &Core, slug: &str) -> Result<Served, Unserved> {
    let forum = local_forum(core, slug).await?;
    let found = forums::moderators(core, forum.id).await?;
    let items = found.into_iter().map(Value::from).collect();
    Ok(listed(&ids::moderators(&forum.uri), items))
}

/// The openings of a forum's pinned threads, each as it was signed: Lemmy reads objects only.
pub(super) async fn featured(core: &Core, slug: &str) -> Result<Served, Unserved> {
    let forum = local_forum(core, slug).await?;
    let mut items = Vec::new();
    for thread in serving::pinned(core, forum.id).await? {
        let Some(root) = thread.root else { continue };
        let post = threads::post_by_uri(core, &root)
            .await?
            .filter(serving::is_open);
        if let Some(post) = post {
            items.extend(posts::object(core, &post).await?);
        }
    }
    Ok(listed(&ids::featured(&forum.uri), items))
}

/// The threads of a forum with their digests, newest contribution first: by these a node that
/// follows sees what it has missed (`docs/spec/thread_sync.md`).
pub(super) async fn threads(core: &Core, slug: &str, page: Page) -> Result<Served, Unserved> {
    let forum = local_forum(core, slug).await?;
    let address = ids::threads(&forum.uri);
    let total = compared::count(core, &forum).await?;
    let Some(number) = page.number()? else {
        return Ok(whole(&address, total));
    };
    let found = compared::listed(core, &forum, (number - 1) * THREADS, THREADS).await?;
    let items = found
        .iter()
        .map(|(one, digest)| compose::thread_listed(&one.context, digest, one.last_at))
        .collect();
    Ok(one(&address, total, number, THREADS, items))
}

/// A collection whose entries are on pages.
fn whole(address: &str, total: u64) -> Served {
    let first = Value::from(format!("{address}?page=1"));
    Served::value(&compose::collection(address, total, Some(&first)))
}

/// One page of a collection.
fn one(address: &str, total: u64, number: u64, size: u64, items: Vec<Value>) -> Served {
    let next = (number * size < total).then(|| format!("{address}?page={}", number + 1));
    let id = format!("{address}?page={number}");
    Served::value(&compose::collection_page(
        &id,
        address,
        total,
        next.as_deref(),
        items,
    ))
}

/// A short collection, entries and all.
fn listed(address: &str, items: Vec<Value>) -> Served {
    let mut value = compose::collection(address, items.len() as u64, None);
    value["orderedItems"] = Value::Array(items);
    Served::value(&value)
}
