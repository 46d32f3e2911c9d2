//! Becoming complete (ledger §7): a thread is fetched whole from its forum's home, through
//! `contextHistory` of a Palabre home, else `context`, else parents and replies. Loops have bounds
//! and a seen-set.

use std::collections::{HashSet, VecDeque};

use palabre_core::address::{host_of_uri, same_origin};
use palabre_core::forums::{self, Forum};
use palabre_core::ledger::{self, Kind, Record, Standing, Vouch};
use palabre_core::{Core, Error, Job, Refusal, Result, queue, threads};
use serde_json::{Value, json};

use super::{document, failed};
use crate::Federation;
use crate::inbox::record::{self, Made};
use crate::inbox::{Proved, prove};
use crate::wire::read::{Activity, Collection, Inner, Object, ObjectRef, Shape, id_of};

/// Threads that the first follow of a forum fetches.
const NEWEST: usize = 20;
const PAGES: usize = 100;
const POSTS: usize = 1_000;
/// Records written in one commit.
const BATCH: usize = 64;

/// The newest threads of a forum that was just followed: one job each.
pub(crate) async fn newest_threads(fed: &Federation, forum: &str) -> Result<()> {
    let Some(known) = forums::by_uri(fed.core(), forum).await? else {
        return Ok(());
    };
    let Some(outbox) = known.outbox.clone() else {
        return Ok(());
    };
    let mut uris: Vec<String> = Vec::new();
    let mut page = Some(outbox);
    let mut pages = 0;
    while let Some(url) = page.take().filter(|_| uris.len() < NEWEST && pages < 5) {
        pages += 1;
        let document = document(fed, &url).await.map_err(failed)?;
        let (items, next) = items_of(&document);
        for item in items {
            let uri = thread_of(&item);
            uris.extend(uri.filter(|uri| !uris.contains(uri)));
        }
        page = next.filter(|next| same_origin(next, &known.uri));
    }
    let mut tx = fed.core().begin().await?;
    for uri in uris.into_iter().take(NEWEST) {
        let (host, forum) = (known.host.clone(), Some(known.uri.clone()));
        queue::enqueue_once(&mut tx, Job::FetchThread { host, uri, forum }).await?;
    }
    tx.commit().await
}

/// A thread, by the id of its collection or of a post in it.
pub(crate) async fn thread(fed: &Federation, uri: &str, forum: Option<&str>) -> Result<()> {
    let document = document(fed, uri).await.map_err(failed)?;
    let forum = match forum {
        Some(forum) => forums::by_uri(fed.core(), forum).await?,
        None => None,
    };
    if Shape::of(&document) == Shape::Collection {
        let collection = Collection::read(&document)
            .map_err(|_| Refusal::ActivityRefused("the thread's collection cannot be read"))?;
        return from_collection(fed, &collection, forum.as_ref()).await;
    }
    let object =
        Object::read(&document).map_err(|_| Refusal::ActivityRefused("the post cannot be read"))?;
    let home = forum.as_ref().map(|forum| forum.uri.clone());
    let at_home = |url: &str| home.as_deref().is_some_and(|home| same_origin(url, home));
    if let Some(context) = object.context.filter(|context| at_home(context)) {
        let document = super::document(fed, context).await.map_err(failed)?;
        if let Ok(collection) = Collection::read(&document) {
            return from_collection(fed, &collection, forum.as_ref()).await;
        }
    }
    from_posts(fed, vec![uri.to_owned()], forum.as_ref(), None).await
}

/// Whether an activity that only its forum vouched for is true: its origin is asked.
pub(crate) async fn confirm(fed: &Federation, rid: &str) -> Result<()> {
    let Some(rid) = hex::decode(rid)
        .ok()
        .and_then(|rid| <[u8; 32]>::try_from(rid).ok())
    else {
        return Ok(());
    };
    let Some(entry) = ledger::by_rid(fed.core(), &rid).await? else {
        return Ok(());
    };
    if entry.standing != Standing::Unproved {
        return Ok(());
    }
    let truth = says_the_same(fed, &entry).await?;
    let standing = if truth {
        Standing::Accepted
    } else {
        Standing::Refused
    };
    let mut tx = fed.core().begin().await?;
    let reason = (!truth).then_some("its origin does not say so");
    ledger::set_standing(&mut tx, &rid, standing, reason).await?;
    tx.commit().await
}

/// The origin has the activity, or for a Create or an Update the same text in its object; a post
/// that was deleted is not there any more.
async fn says_the_same(fed: &Federation, entry: &ledger::Entry) -> Result<bool> {
    let asked = match entry.kind {
        Kind::Create | Kind::Update | Kind::Delete => &entry.object,
        _ => &entry.activity_id,
    };
    let answer = super::document(fed, asked).await.map_err(failed);
    let document = match answer {
        Ok(document) => document,
        Err(Error::Refused(_)) => return Ok(entry.kind == Kind::Delete),
        Err(fault) => return Err(fault),
    };
    if id_of(&document).is_none_or(|id| id != asked) {
        return Ok(false);
    }
    match entry.kind {
        Kind::Create | Kind::Update => {
            let Ok(there) = Object::read(&document) else {
                return Ok(false);
            };
            let raw = entry.raw.as_deref().unwrap_or_default();
            let said = fed.core().env().scribe.read(raw);
            Ok(there.attributed_to == Some(entry.actor.as_str())
                && said
                    .is_some_and(|said| there.content.is_some_and(|content| content == said.html)))
        }
        Kind::Delete => Ok(Shape::of(&document) != Shape::Activity
            && crate::wire::read::type_of(&document) == Some("Tombstone")),
        _ => Ok(Activity::read(&document).is_ok_and(|there| there.actor == entry.actor)),
    }
}

async fn from_collection(
    fed: &Federation,
    collection: &Collection<'_>,
    forum: Option<&Forum>,
) -> Result<()> {
    let context = collection.id.map(str::to_owned);
    let owner = match (forum, collection.attributed_to) {
        (Some(forum), _) => Some(forum.clone()),
        (None, Some(group)) => forums::by_uri(fed.core(), group).await?,
        (None, None) => None,
    };
    let home = owner.as_ref().filter(|forum| {
        context
            .as_deref()
            .is_some_and(|context| same_origin(context, &forum.uri))
    });
    if let (Some(forum), Some(history)) = (home, collection.history)
        && same_origin(history, &forum.uri)
    {
        return from_history(fed, history, forum, context.as_deref()).await;
    }
    let ids = collection
        .items
        .iter()
        .filter_map(ObjectRef::id)
        .map(str::to_owned)
        .collect();
    from_posts(fed, ids, home, context.as_deref()).await
}

/// Every record of a thread, page by page, as its forum's home has it.
async fn from_history(
    fed: &Federation,
    history: &str,
    forum: &Forum,
    context: Option<&str>,
) -> Result<()> {
    let mut page = Some(history.to_owned());
    let mut seen = HashSet::new();
    while let Some(url) = page.take() {
        if seen.len() >= PAGES || !seen.insert(url.clone()) {
            return Ok(());
        }
        let document = document(fed, &url).await.map_err(failed)?;
        let (items, next) = items_of(&document);
        for batch in items.chunks(BATCH) {
            let mut records = Vec::with_capacity(batch.len());
            for item in batch {
                records.extend(from_home(fed, item, forum, context).await);
            }
            write(fed.core(), records).await?;
        }
        page = next.filter(|next| same_origin(next, &forum.uri));
    }
    Ok(())
}

/// A record as somebody else tells it.
struct Told {
    record: Record,
    summary: Option<String>,
    /// Whoever tells it keeps its text back.
    withheld: bool,
}

/// One record as the home tells it: proved by its author, or vouched for by the home.
async fn from_home(
    fed: &Federation,
    item: &Value,
    forum: &Forum,
    context: Option<&str>,
) -> Option<Told> {
    if crate::wire::read::type_of(item) == Some("Tombstone") {
        return stub(item, forum, context);
    }
    let activity = Activity::read(item).ok()?;
    if !same_origin(activity.id, activity.actor) {
        return None;
    }
    let proved = prove(fed, &activity, item).await;
    if proved == Proved::False {
        tracing::info!(
            activity = activity.id,
            "a record of a history has a wrong proof"
        );
        return None;
    }
    let Made {
        mut record,
        summary,
        ..
    } = record::make(fed.core(), &activity, item, Vouch::Forum)
        .await
        .ok()?;
    record.forum = Some(forum.uri.clone());
    record.context = context.map(str::to_owned);
    record.standing = Standing::Accepted;
    record.vouch = match proved {
        Proved::Yes => Vouch::Proof,
        _ if same_origin(&record.actor, &forum.uri) => Vouch::Origin,
        _ => Vouch::Forum,
    };
    if record.vouch == Vouch::Forum {
        record.standing = Standing::Unproved;
    }
    Some(Told {
        record,
        summary,
        withheld: false,
    })
}

/// What was erased at the home, or what it withholds: its place in the ledger without its text.
/// The stub of what was erased does not say whose it was (docs/spec/ledger.md 45 to 47).
fn stub(item: &Value, forum: &Forum, context: Option<&str>) -> Option<Told> {
    let text = |field: &str| item.get(field).and_then(Value::as_str);
    let rid: [u8; 32] = hex::decode(text("palabre:rid")?).ok()?.try_into().ok()?;
    let kind = match text("formerType")? {
        "Create" => Kind::Create,
        "Update" => Kind::Update,
        "Delete" => Kind::Delete,
        _ => return None,
    };
    let (id, object, actor) = (text("id")?, text("palabre:object")?, text("actor"));
    if !same_origin(id, object) || !actor.is_none_or(|actor| same_origin(object, actor)) {
        return None;
    }
    let published = text("published").and_then(crate::wire::date::read)?;
    let record = Record {
        rid,
        activity_id: id.to_owned(),
        kind,
        actor: actor.unwrap_or_default().to_owned(),
        object: object.to_owned(),
        forum: Some(forum.uri.clone()),
        context: context.map(str::to_owned),
        in_reply_to: text("inReplyTo").map(str::to_owned),
        rev: item.get("palabre:rev").and_then(Value::as_i64).unwrap_or(0),
        updated: text("updated").and_then(crate::wire::date::read),
        published,
        raw: None,
        vouch: Vouch::Forum,
        standing: Standing::Accepted,
    };
    Some(Told {
        record,
        summary: None,
        withheld: actor.is_some(),
    })
}

async fn write(core: &Core, records: Vec<Told>) -> Result<()> {
    let mut tx = core.begin().await?;
    for told in records {
        let record = told.record;
        let unproved = record.standing == Standing::Unproved;
        let (host, rid) = (host_of_uri(&record.actor), hex::encode(record.rid));
        let applied = if told.withheld {
            ledger::apply_withheld(&mut tx, record).await
        } else {
            ledger::apply_with_reason(&mut tx, record, told.summary.as_deref()).await
        };
        match applied {
            Ok(ledger::Applied::Changed(_)) if unproved => tx.enqueue(Job::Confirm { host, rid }),
            Ok(_) => {}
            Err(Error::Refused(refusal)) => {
                tracing::info!(%refusal, "a record of a history is refused");
            }
            Err(fault) => return Err(fault),
        }
    }
    tx.commit().await
}

/// Posts one by one from their origins, with their parents and replies.
async fn from_posts(
    fed: &Federation,
    start: Vec<String>,
    forum: Option<&Forum>,
    context: Option<&str>,
) -> Result<()> {
    let mut seen: HashSet<String> = HashSet::new();
    let mut waiting: VecDeque<String> = start.into();
    while let Some(uri) = waiting.pop_front() {
        if seen.len() >= POSTS || !seen.insert(uri.clone()) {
            continue;
        }
        if threads::post_by_uri(fed.core(), &uri).await?.is_some() {
            continue;
        }
        let document = match document(fed, &uri).await {
            Ok(document) => document,
            Err(error) => {
                tracing::info!(%error, "a post of a thread cannot be fetched");
                continue;
            }
        };
        waiting.extend(keep_post(fed, &document, forum, context).await?);
    }
    Ok(())
}

/// Keeps one fetched post; answers what to fetch next.
async fn keep_post(
    fed: &Federation,
    document: &Value,
    forum: Option<&Forum>,
    context: Option<&str>,
) -> Result<Vec<String>> {
    let Ok(object) = Object::read(document) else {
        return Ok(Vec::new());
    };
    let Some(author) = object.attributed_to else {
        return Ok(Vec::new());
    };
    if !same_origin(object.id, author) || !object.is_public() {
        return Ok(Vec::new());
    }
    let mut next: Vec<String> = object.in_reply_to.map(str::to_owned).into_iter().collect();
    if let Some(replies) = object.replies
        && let Ok(replies) = super::document(fed, replies).await
    {
        next.extend(
            items_of(&replies)
                .0
                .iter()
                .filter_map(|item| id_of(item).or(item.as_str()).map(str::to_owned)),
        );
    }
    // A post that came without its Create is kept under one of its own making.
    let create = json!({
        "@context": ["https://www.w3.org/ns/activitystreams"],
        "id": format!("{}#create", object.id),
        "type": "Create",
        "actor": author,
        "object": document,
        "to": document.get("to"),
        "cc": document.get("cc"),
    });
    let Ok(activity) = Activity::read(&create) else {
        return Ok(next);
    };
    let made = record::make(fed.core(), &activity, &create, Vouch::Origin).await;
    if let Ok(Made {
        mut record,
        summary,
        ..
    }) = made
    {
        record.forum = forum.map(|forum| forum.uri.clone());
        record.context = context.map(str::to_owned);
        record.standing = Standing::Accepted;
        let told = Told {
            record,
            summary,
            withheld: false,
        };
        write(fed.core(), vec![told]).await?;
    }
    Ok(next)
}

/// The items of a collection or page that are here, and the next page.
fn items_of(document: &Value) -> (Vec<Value>, Option<String>) {
    let Ok(collection) = Collection::read(document) else {
        return (Vec::new(), None);
    };
    let mut items = values(&collection.items);
    let mut next = collection.next.map(str::to_owned);
    match &collection.first {
        ObjectRef::Embedded(first) if items.is_empty() => {
            let (more, after) = items_of(first);
            items = more;
            next = after;
        }
        ObjectRef::Id(first) if items.is_empty() => next = Some((*first).to_owned()),
        _ => {}
    }
    (items, next)
}

fn values(items: &[ObjectRef<'_>]) -> Vec<Value> {
    items
        .iter()
        .filter_map(|item| match item {
            ObjectRef::Id(id) => Some(Value::String((*id).to_owned())),
            ObjectRef::Embedded(value) => Some((*value).clone()),
            _ => None,
        })
        .collect()
}

/// The thread that an item of an outbox is about: the collection it names, else its root.
fn thread_of(item: &Value) -> Option<String> {
    let activity = Activity::read(item).ok()?;
    if let Some(context) = item.get("context").and_then(id_of) {
        return Some(context.to_owned());
    }
    let first = Inner::of(&activity).ok()?.into_iter().next()?;
    match first {
        Inner::Id(id) => Some(id.to_owned()),
        Inner::Object(object) => id_of(object).map(str::to_owned),
        Inner::Activity(inner) => {
            let inner = Activity::read(inner).ok()?;
            let object = inner
                .object
                .embedded()
                .and_then(|object| Object::read(object).ok());
            object
                .and_then(|object| {
                    object
                        .context
                        .or(object.in_reply_to.is_none().then_some(object.id))
                })
                .map(str::to_owned)
        }
    }
}
