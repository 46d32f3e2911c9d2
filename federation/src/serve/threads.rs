//! A thread for other servers: its posts (`context`, FEP-f228) and its activities
//! (`contextHistory`), both with the digest that the page shows (ledger §6).

use std::collections::HashSet;

use palabre_core::ledger::{self, Entry, Keeping, Kind};
use palabre_core::threads::{self, Thread, read, serving};
use palabre_core::{Core, Result, forums};
use serde_json::{Value, json};

use super::activities::{is_public, verb};
use super::answer::{Page, Served, Unserved};
use crate::wire::compose::{self, ErasedDoc, ThreadDoc};
use crate::wire::date;

/// Posts on a page of `context`.
const POSTS: usize = 100;
/// Activities on a page of `contextHistory`.
const RECORDS: usize = 200;
/// What stands for the title of an opening that is not shown any more (ledger §5).
const UNTITLED: &str = "fil dont l'ouverture a été supprimée";

/// A thread of a forum of ours.
struct Open {
    thread: Thread,
    forum: String,
    /// The title, unless its post is not shown.
    name: String,
    digest: String,
    /// Posts that everybody may see.
    shown: HashSet<String>,
}

enum Found {
    Here(Box<Open>),
    /// The forum's home names the thread.
    Elsewhere(String),
}

async fn open(core: &Core, id: i64) -> Result<Found, Unserved> {
    let thread = threads::thread(core, id).await?.ok_or(Unserved::Unknown)?;
    let shown = serving::open_posts(core, id).await?;
    if thread.context != core.base().thread(id) {
        let known = !shown.is_empty() && !core.base().is_ours(&thread.context);
        return if known {
            Ok(Found::Elsewhere(thread.context))
        } else {
            Err(Unserved::Unknown)
        };
    }
    let forum = match thread.forum_id {
        Some(forum_id) => forums::by_id(core, forum_id).await?,
        None => None,
    };
    let forum = forum.filter(|forum| forum.local).ok_or(Unserved::Unknown)?;
    if !serving::is_begun(core, id).await? {
        return Err(Unserved::Unknown);
    }
    let titled = thread
        .root
        .as_ref()
        .is_some_and(|root| shown.contains(root));
    let name = if titled {
        thread.title.clone()
    } else {
        UNTITLED.to_owned()
    };
    let digest = read::digest_of(core, id).await?.line;
    Ok(Found::Here(Box::new(Open {
        thread,
        forum: forum.uri,
        name,
        digest,
        shown,
    })))
}

/// The posts of a thread by address, oldest first.
pub(super) async fn context(core: &Core, id: i64, page: Page) -> Result<Served, Unserved> {
    let open = match open(core, id).await? {
        Found::Here(open) => open,
        Found::Elsewhere(context) => return Ok(Served::Elsewhere(context)),
    };
    let posts = serving::in_thread(core, id).await?;
    let address = core.base().thread(id);
    let total = posts.len() as u64;
    if let Some(number) = page.number()? {
        let items = cut(&posts, number, POSTS)?
            .iter()
            .map(|uri| uri.as_str().into())
            .collect();
        return Ok(one(&address, total, number, POSTS, items));
    }
    let first = (posts.len() > POSTS).then(|| format!("{address}?page=1"));
    let posts: Vec<&str> = posts.iter().map(String::as_str).collect();
    let history = core.base().thread_history(id);
    let updated = open.thread.last_at;
    let doc = open.doc(&address, &history, total, updated, first.as_deref());
    Ok(Served::value(&compose::thread_context(&doc, &posts)))
}

/// The activities of a thread in the order of their acceptance.
pub(super) async fn history(core: &Core, id: i64, page: Page) -> Result<Served, Unserved> {
    let Found::Here(open) = open(core, id).await? else {
        return Err(Unserved::Unknown);
    };
    let mut entries = ledger::history(core, id).await?;
    entries.sort_by(|a, b| order(a).cmp(&order(b)));
    let address = core.base().thread_history(id);
    let total = entries.len() as u64;
    if let Some(number) = page.number()? {
        let entries = cut(&entries, number, RECORDS)?;
        let items = entries
            .iter()
            .map(|entry| record(entry, &open.shown))
            .collect();
        return Ok(one(&address, total, number, RECORDS, items));
    }
    let first = (entries.len() > RECORDS).then(|| format!("{address}?page=1"));
    let context = core.base().thread(id);
    let updated = entries.iter().filter_map(|entry| entry.accepted_at).max();
    let updated = updated.unwrap_or(open.thread.last_at);
    let records = match first {
        Some(_) => Vec::new(),
        None => entries
            .iter()
            .map(|entry| record(entry, &open.shown))
            .collect(),
    };
    let doc = open.doc(&context, &address, total, updated, first.as_deref());
    Ok(Served::value(&compose::thread_history(&doc, records)))
}

impl Open {
    fn doc<'a>(
        &'a self,
        id: &'a str,
        history: &'a str,
        total: u64,
        updated_ms: i64,
        first: Option<&'a str>,
    ) -> ThreadDoc<'a> {
        ThreadDoc {
            id,
            history,
            name: &self.name,
            forum: &self.forum,
            digest: &self.digest,
            total,
            updated_ms,
            first,
        }
    }
}

fn order(entry: &Entry) -> (i64, i64, &[u8]) {
    (
        entry.accepted_at.unwrap_or(entry.published),
        entry.published,
        &entry.rid,
    )
}

/// The entries of a page; one past the last is not there, save the first of nothing.
fn cut<T>(all: &[T], number: u64, size: usize) -> Result<&[T], Unserved> {
    let from = usize::try_from(number - 1)
        .ok()
        .and_then(|before| before.checked_mul(size));
    let rest = from
        .and_then(|from| all.get(from..))
        .ok_or(Unserved::Unknown)?;
    if rest.is_empty() && number > 1 {
        return Err(Unserved::Unknown);
    }
    Ok(&rest[..rest.len().min(size)])
}

fn one(address: &str, total: u64, number: u64, size: usize, items: Vec<Value>) -> Served {
    let more = number * (size as u64) < total;
    let next = more.then(|| format!("{address}?page={}", number + 1));
    let id = format!("{address}?page={number}");
    Served::value(&compose::collection_page(
        &id,
        address,
        total,
        next.as_deref(),
        items,
    ))
}

/// A record as it is served: the activity as it was accepted, or a stub of one that is erased or
/// whose text not everybody may see. The lines of the digest are the same either way.
fn record(entry: &Entry, shown: &HashSet<String>) -> Value {
    let speaks = matches!(entry.kind, Kind::Create | Kind::Update);
    let may = !speaks || shown.contains(&entry.object);
    let raw = entry
        .raw
        .as_deref()
        .filter(|raw| may && is_public(entry.kind, raw));
    let whole = raw.and_then(|raw| serde_json::from_slice(raw).ok());
    whole.unwrap_or_else(|| stub(entry))
}

/// A record without its text. An erased one says no more than that it was; any other keeps what
/// its lines are made of (docs/spec/ledger.md 45 and 46).
fn stub(entry: &Entry) -> Value {
    let mut stub = compose::erased_record(&ErasedDoc {
        id: &entry.activity_id,
        former_type: verb(entry.kind),
        rid: &hex::encode(&entry.rid),
        object: &entry.object,
        published_ms: entry.published,
    });
    if entry.keeping == Keeping::Erased {
        return stub;
    }
    stub["actor"] = json!(entry.actor);
    if let Some(updated) = entry.updated {
        stub["updated"] = json!(date::write(updated));
    }
    if entry.rev > 0 {
        stub["palabre:rev"] = json!(entry.rev);
    }
    if let Some(parent) = &entry.in_reply_to {
        stub["inReplyTo"] = json!(parent);
    }
    stub
}
