//! A thread's history, read from its forum's home in parts (`docs/spec/thread_sync.md` 4 and 20). A
//! part has a bound on pages, bytes and seconds. What lies beyond is left to a job of its own, behind
//! what waits for the same host already; how many parts there are has a bound too, so that a history
//! without end ends.

use std::collections::HashSet;

use palabre_core::address::same_origin;
use palabre_core::forums::{self, Forum};
use palabre_core::{Job, Millis, Result, queue};

use super::thread::{from_home, items_of, write};
use super::{compare, failed, weighed};
use crate::{Federation, pinned};

/// Pages that one part reads.
const PAGES: usize = 100;
/// Bytes after which a part reads no further page.
const BYTES: usize = 16 * 1_024 * 1_024;
/// Time after which a part reads no further page.
const TIME: Millis = 60_000;
/// Parts of one history.
const PARTS: u32 = 10;
/// Records written in one commit.
const BATCH: usize = 64;

/// What one part has cost.
struct Spent {
    begun: Millis,
    pages: usize,
    bytes: usize,
}

impl Spent {
    /// Whether no further page is read. A part reads one page at least, so that each brings the
    /// reading on.
    fn is_all(&self, now: Millis) -> bool {
        self.pages > 0 && (self.pages >= PAGES || self.bytes >= BYTES || now - self.begun >= TIME)
    }
}

/// Reads the records of a thread, page by page, as its forum's home has them. Answers the digest that
/// the home prints beside them, and nothing where a rest was left to a later job: then nothing can
/// be said of the thread. `before` is how many parts were read before this one.
pub(super) async fn read(
    fed: &Federation,
    start: &str,
    forum: &Forum,
    context: Option<&str>,
    before: u32,
) -> Result<Option<String>> {
    let mut spent = Spent {
        begun: fed.core().now(),
        pages: 0,
        bytes: 0,
    };
    let mut page = Some(start.to_owned());
    let mut digest = None;
    let mut seen = HashSet::new();
    while let Some(url) = page.take().filter(|url| !seen.contains(url)) {
        if spent.is_all(fed.core().now()) {
            leave(fed, url, forum, context, before + 1).await?;
            return Ok(None);
        }
        let (document, bytes) = weighed(fed, &url).await.map_err(failed)?;
        if spent.pages == 0 {
            digest = compare::digest_in(&document).map(str::to_owned);
        }
        spent.pages += 1;
        spent.bytes += bytes;
        seen.insert(url);
        let (items, next) = items_of(&document);
        for batch in items.chunks(BATCH) {
            let mut records = Vec::with_capacity(batch.len());
            for item in batch {
                records.extend(from_home(fed, item, forum, context).await?);
            }
            write(fed, forum, records).await?;
        }
        page = next.filter(|next| same_origin(next, &forum.uri));
    }
    Ok(digest)
}

/// Leaves the rest of a history, from a page on, to a job of its own.
async fn leave(
    fed: &Federation,
    page: String,
    forum: &Forum,
    context: Option<&str>,
    parts: u32,
) -> Result<()> {
    if parts >= PARTS {
        tracing::warn!(page, "a history without end is read no further");
        return Ok(());
    }
    let job = Job::FetchHistory {
        host: forum.host.clone(),
        page,
        forum: forum.uri.clone(),
        context: context.map(str::to_owned),
        parts,
    };
    let mut tx = fed.core().begin().await?;
    queue::enqueue_once(&mut tx, job).await?;
    tx.commit().await
}

/// Reads on where a part of a history has ended.
pub(crate) async fn rest(
    fed: &Federation,
    page: &str,
    forum: &str,
    context: Option<&str>,
    parts: u32,
) -> Result<()> {
    if !pinned::is_itself(fed, forum).await? {
        return Ok(());
    }
    let Some(forum) = forums::by_uri(fed.core(), forum).await? else {
        return Ok(());
    };
    read(fed, page, &forum, context, parts).await.map(drop)
}
