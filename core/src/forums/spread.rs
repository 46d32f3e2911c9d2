//! Who is told of a record, and by whom (federation §1.2). Jobs carry a rid, never the text.

use std::collections::BTreeSet;

use sea_orm::{ActiveValue::Set, EntityTrait, QuerySelect};

use super::{Forum, follow};
use crate::ledger::{Kind, Record};
use crate::people::{self, Person};
use crate::store::entity::dispatch as dispatches;
use crate::{Audience, Body, Deed, Job, Result, Tx};

/// The forum tells its followers of an accepted record, and the author's host in any case, which
/// waits for the answer. A new root is also announced plainly, for peers that read only that.
/// `participants` get the untouched activity when their host does not follow the forum.
pub async fn announce(
    tx: &mut Tx,
    forum: &Forum,
    record: &Record,
    participants: &[Person],
) -> Result<()> {
    let rid = hex::encode(record.rid);
    let mut inboxes: BTreeSet<String> =
        follow::inboxes(tx, &forum.uri).await?.into_iter().collect();
    let author = people::get(tx, &record.actor)
        .await?
        .filter(|person| !person.local);
    if let Some(inbox) = author.as_ref().and_then(Person::delivery_inbox) {
        inboxes.insert(inbox.to_owned());
    }
    let line = record
        .context
        .clone()
        .unwrap_or_else(|| record.object.clone());
    let is_root = record.kind == Kind::Create && record.in_reply_to.is_none();
    for inbox in &inboxes {
        push(tx, inbox, &forum.uri, Body::Announce(rid.clone()), &line);
        if is_root {
            push(tx, inbox, &forum.uri, Body::Root(rid.clone()), &line);
        }
    }
    for person in participants.iter().filter(|person| !person.local) {
        let Some(inbox) = person.delivery_inbox() else {
            continue;
        };
        if inboxes.insert(inbox.to_owned()) {
            push(tx, inbox, &forum.uri, Body::Record(rid.clone()), &line);
        }
    }
    Ok(())
}

/// A deed of one of our people in a forum elsewhere goes to the forum's home; in any forum it
/// goes to the person's own followers.
pub async fn spread_own(
    tx: &mut Tx,
    author: &Person,
    forum: Option<&Forum>,
    record: &Record,
    others: &[Person],
) -> Result<()> {
    let rid = hex::encode(record.rid);
    let mut inboxes: BTreeSet<String> = BTreeSet::new();
    if !record.kind.is_reaction() {
        inboxes.extend(follow::inboxes(tx, &author.uri).await?);
    }
    if let Some(forum) = forum.filter(|forum| !forum.local) {
        inboxes.insert(forum.delivery_inbox().to_owned());
    }
    for person in others.iter().filter(|person| !person.local) {
        inboxes.extend(person.delivery_inbox().map(str::to_owned));
    }
    let line = record
        .context
        .clone()
        .unwrap_or_else(|| record.object.clone());
    for inbox in inboxes {
        push(tx, &inbox, &author.uri, Body::Record(rid.clone()), &line);
    }
    Ok(())
}

/// Composes and keeps a letter that is no record; answers its id.
pub async fn dispatch(tx: &Tx, id: i64, actor: &str, deed: &Deed) -> Result<i64> {
    let about = match deed {
        // What carries the text of a note goes with it.
        Deed::Create(post) | Deed::Update(post) => Some(post.id),
        Deed::Counts { post, .. } => Some(*post),
        Deed::Quote { letter, .. } => letter.about(),
        _ => None,
    };
    let signer = tx.signer(actor).await?;
    let letter = tx.core().env().scribe.write(deed, &signer)?;
    dispatches::Entity::insert(dispatches::ActiveModel {
        id: Set(id),
        actor: Set(actor.to_owned()),
        raw: Set(letter.raw),
        made_at: Set(tx.now()),
        about: Set(about),
    })
    .exec_without_returning(tx.conn().await?)
    .await?;
    Ok(id)
}

/// Sends a letter about a note for a few: to its author's followers if it is for them, and to those
/// who are named.
pub async fn spread_private(
    tx: &mut Tx,
    author: &Person,
    audience: Audience,
    dispatch: i64,
    object: &str,
    named: &[Person],
) -> Result<()> {
    let mut inboxes: BTreeSet<String> = BTreeSet::new();
    if audience == Audience::Followers {
        inboxes.extend(follow::inboxes(tx, &author.uri).await?);
    }
    for person in named.iter().filter(|person| !person.local) {
        inboxes.extend(person.delivery_inbox().map(str::to_owned));
    }
    for inbox in inboxes {
        letter_to(tx, &inbox, &author.uri, dispatch, object);
    }
    Ok(())
}

/// Whether a letter that is no record is still there: what its note says may be gone.
pub async fn is_dispatched(core: &crate::Core, id: i64) -> Result<bool> {
    let found: Option<i64> = dispatches::Entity::find_by_id(id)
        .select_only()
        .column(dispatches::Column::Id)
        .into_tuple()
        .one(core.reader())
        .await?;
    Ok(found.is_some())
}

/// The bytes of a letter that is no record.
pub async fn dispatch_raw(core: &crate::Core, id: i64) -> Result<Option<Vec<u8>>> {
    Ok(dispatches::Entity::find_by_id(id)
        .one(core.reader())
        .await?
        .map(|row| row.raw))
}

/// Leaves a letter to be delivered. Letters of one `line` keep their order.
pub fn letter_to(tx: &mut Tx, inbox: &str, signer: &str, dispatch: i64, line: &str) {
    push(tx, inbox, signer, Body::Dispatch(dispatch), line);
}

/// The forum refuses what somebody elsewhere has sent it: their node is told why.
pub async fn answer_no(
    tx: &mut Tx,
    forum: &Forum,
    author: &Person,
    activity: &str,
    reason: &str,
) -> Result<()> {
    let Some(inbox) = author.delivery_inbox().filter(|_| !author.local) else {
        return Ok(());
    };
    let id = tx.id(tx.now());
    let deed = Deed::Refuse {
        id: tx.core().base().forum_activity(&forum.slug, id),
        activity: activity.to_owned(),
        author: author.uri.clone(),
        reason: reason.to_owned(),
        at: tx.now(),
    };
    let dispatch = dispatch(tx, id, &forum.uri, &deed).await?;
    letter_to(tx, inbox, &forum.uri, dispatch, activity);
    Ok(())
}

fn push(tx: &mut Tx, inbox: &str, signer: &str, body: Body, line: &str) {
    let host = crate::address::host_of_uri(inbox);
    if host.is_empty() || host == tx.core().base().host() {
        return;
    }
    tx.enqueue(Job::Deliver {
        host,
        inbox: inbox.to_owned(),
        signer: signer.to_owned(),
        body,
        line: line.to_owned(),
    });
}
