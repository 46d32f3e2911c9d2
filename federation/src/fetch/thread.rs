//! Becoming complete (ledger §7): a thread is fetched whole from its forum's home, through
//! `contextHistory` of a Palabre home, else `context`, else parents and replies. Loops have bounds
//! and a seen-set.

use palabre_core::address::{host_of_uri, same_origin};
use palabre_core::forums::{self, Forum};
use palabre_core::ledger::{self, Kind, Record, Standing, Vouch};
use palabre_core::peering::Level;
use palabre_core::{Error, Fault, Job, Refusal, Result, Tx, peering, queue, threads};
use serde_json::Value;

use super::{compare, document, failed, history, posts, told_of};
use crate::Federation;
use crate::inbox::record::{self, Made, NoRecord};
use crate::inbox::{Proved, belongs, by_group, prove};
use crate::pinned;
use crate::wire::read::{Activity, Collection, Inner, Object, ObjectRef, Shape, id_of};

/// Threads that the first follow of a forum fetches.
const NEWEST: usize = 20;

/// The newest threads of a forum that was just followed: one job each.
pub(crate) async fn newest_threads(fed: &Federation, forum: &str) -> Result<()> {
    let Some(known) = forums::by_uri(fed.core(), forum).await? else {
        return Ok(());
    };
    let Some(outbox) = known.outbox.clone() else {
        return Ok(());
    };
    if !pinned::is_itself(fed, forum).await? {
        return Ok(());
    }
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
    if fed.dead().holds(uri, fed.core().now()) {
        tracing::debug!(
            uri,
            "a thread that could not be fetched lately is let alone"
        );
        return Ok(());
    }
    if !speaks_for_itself(fed, forum).await? {
        return Ok(());
    }
    let document = told_of(fed, uri).await.map_err(failed)?;
    around(fed, uri, &document, forum).await
}

/// Whether a forum, where one is named, is believed to be who it says.
pub(super) async fn speaks_for_itself(fed: &Federation, forum: Option<&str>) -> Result<bool> {
    match forum {
        Some(forum) => pinned::is_itself(fed, forum).await,
        None => Ok(true),
    }
}

/// As [`thread`], of what was just read at `uri`.
pub(super) async fn around(
    fed: &Federation,
    uri: &str,
    document: &Value,
    forum: Option<&str>,
) -> Result<()> {
    let forum = match forum {
        Some(forum) => forums::by_uri(fed.core(), forum).await?,
        None => None,
    };
    let unreadable = |why: &'static str| {
        fed.dead().note(uri, fed.core().now());
        Refusal::ActivityRefused(why)
    };
    if Shape::of(document) == Shape::Collection {
        let collection = Collection::read(document)
            .map_err(|_| unreadable("the thread's collection cannot be read"))?;
        return from_collection(fed, &collection, forum.as_ref()).await;
    }
    let object = Object::read(document).map_err(|_| unreadable("the post cannot be read"))?;
    let home = forum.as_ref().map(|forum| forum.uri.clone());
    let at_home = |url: &str| home.as_deref().is_some_and(|home| same_origin(url, home));
    if let Some(context) = object.context.filter(|context| at_home(context)) {
        let document = told_of(fed, context).await.map_err(failed)?;
        if let Ok(collection) = Collection::read(&document) {
            return from_collection(fed, &collection, forum.as_ref()).await;
        }
    }
    let start = vec![uri.to_owned()];
    posts::fetch(fed, start, forum.as_ref(), None).await
}

async fn from_collection(
    fed: &Federation,
    collection: &Collection<'_>,
    forum: Option<&Forum>,
) -> Result<()> {
    let context = collection.id.map(str::to_owned);
    let owner = match (forum, collection.attributed_to) {
        (Some(forum), _) => Some(forum.clone()),
        (None, Some(group)) if pinned::is_itself(fed, group).await? => {
            forums::by_uri(fed.core(), group).await?
        }
        (None, Some(_)) => return Ok(()),
        (None, None) => None,
    };
    let home = owner.as_ref().filter(|forum| {
        context
            .as_deref()
            .is_some_and(|context| same_origin(context, &forum.uri))
    });
    if let (Some(forum), Some(url)) = (home, collection.history)
        && same_origin(url, &forum.uri)
    {
        return match (&context, collection.digest) {
            (Some(context), Some(_)) => compare::until_equal(fed, url, forum, context).await,
            _ => history::read(fed, url, forum, context.as_deref(), 0)
                .await
                .map(drop),
        };
    }
    let ids = collection
        .items
        .iter()
        .filter_map(ObjectRef::id)
        .map(str::to_owned)
        .collect();
    posts::fetch(fed, ids, home, context.as_deref()).await
}

/// A record as somebody else tells it.
pub(super) struct Told {
    pub(super) record: Record,
    pub(super) summary: Option<String>,
    /// Whoever tells it keeps its text back.
    pub(super) withheld: bool,
    /// What it says about its forum.
    pub(super) groups: Vec<String>,
}

/// One record as the home tells it: proved by its author, or vouched for by the home. A fault of
/// ours says nothing about a proof: the thread is fetched later.
pub(super) async fn from_home(
    fed: &Federation,
    item: &Value,
    forum: &Forum,
    context: Option<&str>,
) -> Result<Option<Told>> {
    if crate::wire::read::type_of(item) == Some("Tombstone") {
        return Ok(stub(fed, item, forum, context));
    }
    let Ok(activity) = Activity::read(item) else {
        return Ok(None);
    };
    if !same_origin(activity.id, activity.actor) {
        return Ok(None);
    }
    if peering::level(fed.core(), &host_of_uri(activity.actor)).await? == Level::Block {
        return Ok(None);
    }
    let later = || Fault::Store("what a record of a thread needs cannot be looked up".to_owned());
    let proved = prove(fed, &activity, item).await;
    match proved {
        Proved::Later => return Err(later().into()),
        Proved::False => {
            let activity = activity.id;
            tracing::info!(activity, "a record of a history has a wrong proof");
            return Ok(None);
        }
        Proved::Yes | Proved::No => {}
    }
    let made = match record::make(fed.core(), &activity, item, Vouch::Forum).await {
        Ok(made) => made,
        Err(NoRecord::Store) => return Err(later().into()),
        Err(_) => return Ok(None),
    };
    if by_group(made.record.kind) && made.record.actor != forum.uri {
        return Ok(None);
    }
    Ok(Some(as_told(made, proved, forum, context)))
}

fn as_told(made: Made, proved: Proved, forum: &Forum, context: Option<&str>) -> Told {
    let carries = made.carries(proved);
    let mut record = made.record;
    record.forum = Some(forum.uri.clone());
    record.context = context.map(str::to_owned);
    record.vouch = match proved {
        Proved::Yes if carries => Vouch::Proof,
        Proved::Yes => Vouch::Signature,
        _ if same_origin(&record.actor, &forum.uri) => Vouch::Origin,
        _ => Vouch::Forum,
    };
    record.standing = if record.vouch == Vouch::Forum {
        Standing::Unproved
    } else {
        Standing::Accepted
    };
    Told {
        record,
        summary: made.summary,
        withheld: false,
        groups: made.groups,
    }
}

/// What was erased at the home, or what it withholds: its place in the ledger without its text.
/// The stub of what was erased does not say whose it was (docs/spec/ledger.md 45 and 46).
fn stub(fed: &Federation, item: &Value, forum: &Forum, context: Option<&str>) -> Option<Told> {
    let text = |field: &str| item.get(field).and_then(Value::as_str);
    let rid = ledger::rid_of_hex(text("palabre:rid")?)?;
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
    // Nobody tells us of our own posts.
    if fed.core().base().is_ours(object) {
        return None;
    }
    let home = same_origin(object, &forum.uri);
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
        // That somebody of another host has deleted something is asked there.
        standing: if kind == Kind::Delete && !home {
            Standing::Unproved
        } else {
            Standing::Accepted
        },
    };
    Some(Told {
        record,
        summary: None,
        withheld: actor.is_some(),
        groups: vec![forum.uri.clone()],
    })
}

/// Writes what the home of a forum tells, as far as it is of that forum.
pub(super) async fn write(fed: &Federation, forum: &Forum, records: Vec<Told>) -> Result<()> {
    let mut tx = fed.core().begin().await?;
    for told in records {
        if may_tell(&tx, forum, &told).await? {
            apply(&mut tx, told).await?;
        }
    }
    tx.commit().await
}

/// Whether a forum's home may tell of this: it is of that forum, and its word alone takes no text
/// from what is here whole, and says nothing in the name of our own people.
async fn may_tell(tx: &Tx, forum: &Forum, told: &Told) -> Result<bool> {
    let record = &told.record;
    let post = threads::get_by_uri(tx, &record.object).await?;
    if !belongs(tx, forum, record, post.as_ref(), &told.groups).await? {
        return Ok(false);
    }
    if record.raw.is_none() && record.kind == Kind::Update {
        return Ok(post.is_none_or(|post| post.state != "live" && post.state != "pending"));
    }
    let ours = tx.core().base().is_ours(&record.actor);
    if ours && record.vouch != Vouch::Proof {
        return Ok(ledger::known_in(tx, &record.object, &record.activity_id)
            .await?
            .is_some_and(|known| known.rid == record.rid));
    }
    Ok(true)
}

/// Applies one record, of which nobody hears; what nobody but the forum vouches for is asked at its
/// origin.
pub(super) async fn apply(tx: &mut Tx, told: Told) -> Result<()> {
    tx.notify_nobody();
    let record = told.record;
    let unproved = record.standing == Standing::Unproved;
    let (host, rid) = (host_of_uri(&record.actor), hex::encode(record.rid));
    let applied = if told.withheld {
        ledger::apply_withheld(tx, record).await
    } else {
        ledger::apply_with_reason(tx, record, told.summary.as_deref()).await
    };
    match applied {
        Ok(ledger::Applied::Changed(_)) if unproved => {
            let live = false;
            tx.enqueue(Job::Confirm { host, rid, live });
        }
        Ok(_) => {}
        Err(Error::Refused(refusal)) if refusal != Refusal::DiskFull => {
            tracing::info!(%refusal, "a record of a history is refused");
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

/// The items of a collection or page that are here, and the next page.
pub(super) fn items_of(document: &Value) -> (Vec<Value>, Option<String>) {
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
