//! Comparing a forum with its home: which threads it has, and with which digests. What differs or
//! is not known here is fetched again; a gap that no missing parent betrays closes so
//! (`docs/spec/thread_sync.md`). Loops have bounds, and where the home stops telling is remembered.

use palabre_core::address::same_origin;
use palabre_core::forums::{self, Forum, compared as forum_compared};
use palabre_core::threads::compared::{self, Outcome};
use palabre_core::{Job, Millis, Result, Tx, peering, queue};
use serde_json::Value;

use super::thread::items_of;
use super::{document, history};
use crate::Federation;
use crate::client::FetchError;
use crate::outbox;
use crate::wire::limits::DIGEST_BYTES;
use crate::wire::read::id_of;

/// Pages of a home's list that one comparison reads, its cover included.
const PAGES: usize = 6;
/// Threads that are looked at on one page.
const THREADS: usize = 100;
/// Threads that one comparison fetches again: no more pages are read after them.
const FETCHES: usize = 100;
/// How often a thread is fetched in a row while it still changes.
const ROUNDS: usize = 3;
/// How long what a host has kept for us may come by itself, once it says that it is back.
const PATIENCE: Millis = 60_000;

/// Compares the threads of a forum with what its home shows of them. A home that lists no digests
/// is no Palabre, and nothing is said of it.
pub(crate) async fn forum(fed: &Federation, uri: &str) -> Result<()> {
    let Some(forum) = followed(fed, uri).await? else {
        return Ok(());
    };
    let tx = fed.core().begin().await?;
    let stopped = forum_compared::begin(&tx, &forum).await?;
    tx.commit().await?;
    let next = match told(document(fed, &forum.uri).await) {
        Told::Document(group) => match group.get("threads").and_then(id_of) {
            Some(list) => read(fed, &forum, list, stopped).await?,
            None => Next::End,
        },
        Told::Nothing => Next::End,
        Told::Silence => Next::Later,
    };
    let mut tx = fed.core().begin().await?;
    match next {
        Next::End => forum_compared::end(&tx, &forum, None).await?,
        Next::Page(url) => forum_compared::end(&tx, &forum, Some(&url)).await?,
        Next::Later => forum_compared::later(&mut tx, &forum).await?,
    }
    tx.commit().await
}

/// Where the next comparison goes on.
enum Next {
    /// All was read.
    End,
    Page(String),
    /// The home is silent: it is asked again in a while.
    Later,
}

/// What a home answers. Whoever is not let in reads nothing, and compares nothing.
enum Told {
    Document(Value),
    Nothing,
    Silence,
}

fn told(answer: Result<Value, FetchError>) -> Told {
    match answer {
        Ok(document) => Told::Document(document),
        Err(error) => {
            tracing::debug!(%error, "a home tells nothing to compare with");
            match error {
                FetchError::Unreachable(..) => Told::Silence,
                _ => Told::Nothing,
            }
        }
    }
}

/// Reads a home's list: its newest page, then on from where the last comparison stopped. Answers
/// where the next one goes on.
async fn read(
    fed: &Federation,
    forum: &Forum,
    list: &str,
    mut stopped: Option<String>,
) -> Result<Next> {
    let mut next = Some(list.to_owned());
    let mut fetched = 0;
    for _ in 0..PAGES {
        if fetched >= FETCHES {
            break;
        }
        let Some(url) = next.filter(|url| same_origin(url, &forum.uri)) else {
            return Ok(Next::End);
        };
        let page = match told(document(fed, &url).await) {
            Told::Document(page) => page,
            Told::Nothing => return Ok(Next::End),
            Told::Silence => return Ok(Next::Later),
        };
        let (items, after) = items_of(&page);
        next = after;
        if !items.is_empty() {
            fetched += look(fed, forum, &items).await?;
            next = stopped.take().or(next);
        }
    }
    Ok(next.map_or(Next::End, Next::Page))
}

/// Compares the threads of one page; answers how many are fetched again.
async fn look(fed: &Federation, forum: &Forum, items: &[Value]) -> Result<usize> {
    let theirs: Vec<(&str, &str)> = items
        .iter()
        .take(THREADS)
        .filter_map(|item| Some((id_of(item)?, digest_in(item)?)))
        .filter(|(context, _)| same_origin(context, &forum.uri))
        .collect();
    let contexts: Vec<&str> = theirs.iter().map(|(context, _)| *context).collect();
    let ours = compared::ours(fed.core(), forum, &contexts).await?;
    let mut noted: Vec<(&str, &str, Outcome)> = Vec::new();
    let mut wanted: Vec<&str> = Vec::new();
    for (context, digest) in theirs {
        let line = ours.get(context);
        if line.is_none_or(|line| line != digest) && !wanted.contains(&context) {
            wanted.push(context);
        }
        // Nothing is kept of threads that a home only names, nor twice of one.
        let known = line.filter(|_| noted.iter().all(|(noted, ..)| *noted != context));
        if let Some(line) = known {
            let outcome = if line == digest {
                Outcome::Equal
            } else {
                Outcome::Differs
            };
            noted.push((context, digest, outcome));
        }
    }
    let mut tx = fed.core().begin().await?;
    compared::note(&tx, &noted).await?;
    for context in &wanted {
        let job = Job::FetchThread {
            host: forum.host.clone(),
            uri: (*context).to_owned(),
            forum: Some(forum.uri.clone()),
        };
        queue::enqueue_once(&mut tx, job).await?;
    }
    tx.commit().await?;
    Ok(wanted.len())
}

/// Fetches a thread from its home's history, until this node shows what the home shows or the
/// history brings nothing new; then remembers how the two compare. While people write on both
/// sides, or while a rest of the history waits to be read, nothing can be said, and nothing is.
pub(super) async fn until_equal(
    fed: &Federation,
    url: &str,
    forum: &Forum,
    context: &str,
) -> Result<()> {
    let mut before = shown(fed, forum, context).await?;
    let mut last = None;
    for _ in 0..ROUNDS {
        let Some(theirs) = history::read(fed, url, forum, Some(context), 0).await? else {
            return Ok(());
        };
        let ours = shown(fed, forum, context).await?;
        let outcome = match &ours {
            Some(ours) if *ours == theirs => Outcome::Equal,
            _ if ours == before => Outcome::Differs,
            _ => Outcome::Moving,
        };
        before = ours;
        last = Some((theirs, outcome));
        if outcome != Outcome::Moving {
            break;
        }
    }
    let Some((theirs, outcome)) = last.filter(|_| before.is_some()) else {
        return Ok(());
    };
    if outcome == Outcome::Differs {
        tracing::info!(
            context,
            theirs,
            ours = before,
            "a thread differs from its home's"
        );
    }
    let tx = fed.core().begin().await?;
    compared::note(&tx, &[(context, &theirs, outcome)]).await?;
    tx.commit().await
}

async fn shown(fed: &Federation, forum: &Forum, context: &str) -> Result<Option<String>> {
    let mut ours = compared::ours(fed.core(), forum, &[context]).await?;
    Ok(ours.remove(context))
}

/// The digest that a document of a thread prints.
pub(super) fn digest_in(document: &Value) -> Option<&str> {
    let digest = document.get("palabre:digest")?.as_str()?;
    (digest.len() <= DIGEST_BYTES).then_some(digest)
}

/// The daily comparison of a forum is due; the next one is dated, as long as somebody follows.
pub(crate) async fn daily(fed: &Federation, uri: &str) -> Result<()> {
    let Some(forum) = followed(fed, uri).await? else {
        return Ok(());
    };
    let mut tx = fed.core().begin().await?;
    forum_compared::soon(&mut tx, &forum, 0).await?;
    forum_compared::daily(&mut tx, &forum).await?;
    tx.commit().await
}

/// Every forum that is followed here has its daily comparison dated.
pub(crate) async fn every_day(fed: &Federation) -> Result<()> {
    let forums = forums::followed_here(fed.core()).await?;
    let mut tx = fed.core().begin().await?;
    for forum in &forums {
        forum_compared::daily(&mut tx, forum).await?;
    }
    tx.commit().await
}

/// A host is trusted more than before. Its people may have written in any forum, so that every
/// forum that is followed here is compared; and the host, which may have missed what this node
/// did not send, hears that it is let in.
pub(crate) async fn raised(fed: &Federation, host: &str) -> Result<()> {
    fed.dead().forget(host);
    let level = peering::level(fed.core(), host).await?;
    if !peering::admits(fed.options().mode, level) {
        return Ok(());
    }
    let forums = forums::followed_here(fed.core()).await?;
    let mut tx = fed.core().begin().await?;
    for forum in &forums {
        forum_compared::now(&mut tx, forum).await?;
    }
    tx.commit().await?;
    outbox::arrive(fed, Some(host)).await
}

/// The forums that are followed here of a host that says that it is back. What it did not show, it
/// may show now.
pub(crate) async fn of_host(fed: &Federation, host: &str) -> Result<Vec<Forum>> {
    fed.dead().forget(host);
    let mut forums = forums::followed_here(fed.core()).await?;
    forums.retain(|forum| forum.host == host);
    Ok(forums)
}

/// A host says that it is back, or that it lets us in again.
pub(crate) async fn arrived(tx: &mut Tx, forums: &[Forum]) -> Result<()> {
    for forum in forums {
        forum_compared::soon(tx, forum, PATIENCE).await?;
    }
    Ok(())
}

async fn followed(fed: &Federation, uri: &str) -> Result<Option<Forum>> {
    let followed = forums::is_followed_here(fed.core(), uri).await?;
    let forum = forums::by_uri(fed.core(), uri).await?;
    Ok(forum.filter(|forum| followed && !forum.local))
}
