//! What people do in threads. Each deed is composed and signed in the same transaction, goes
//! through the ledger, and leaves the deliveries that it calls for.

use crate::forums::{self, Forum};
use crate::ledger::{self, Kind, Record, Standing, Vouch};
use crate::media;
use crate::peering::{self, Level};
use crate::people::{self, Person};
use crate::polls;
use crate::quotes;
use crate::scribe::PostDoc;
use crate::{Audience, Deed, Refusal, Result, Tx};

use super::compose::{document, known_context, named, record, sign};
use super::rules::{self, Contributor};
use super::same::says_the_same;
use super::{Draft, Post, Thread, get_by_uri, get_thread, must_get, note};

/// Opens a thread in a forum, of this node or of another.
pub async fn open(tx: &mut Tx, author: &Person, forum: &Forum, draft: &Draft) -> Result<Post> {
    if draft.title.as_deref().unwrap_or_default().is_empty() {
        return Err(Refusal::TitleEmpty.into());
    }
    let standing = standing(tx, author, forum, false).await?;
    let id = tx.id(tx.now());
    let base = tx.core().base().clone();
    // The forum's home names the thread; ours are named after their root.
    let context = forum.local.then(|| base.thread(id));
    let history = forum.local.then(|| base.thread_history(id));
    let mut doc = document(tx, author, Some(forum), draft, id);
    doc.context = context.clone();
    doc.history = history;
    Box::pin(create(tx, author, forum, draft, doc, standing, &[])).await
}

/// Replies to a post. What is outside forums is answered to whom it was for.
pub async fn reply(tx: &mut Tx, author: &Person, parent: i64, draft: &Draft) -> Result<Post> {
    let parent = must_get(tx, parent).await?;
    let Some((thread, forum)) = place(tx, &parent).await? else {
        let audience = Audience::from_column(&parent.visibility);
        return Box::pin(note::note(tx, author, Some(parent.id), draft, audience)).await;
    };
    stands(&parent, author)?;
    let standing = standing(tx, author, &forum, thread.locked).await?;
    let id = tx.id(tx.now());
    let mut doc = document(tx, author, Some(&forum), draft, id);
    doc.title = None;
    doc.in_reply_to = Some(parent.uri.clone());
    let parent_author = people_by_id(tx, parent.author_id).await?;
    doc.parent_author = parent_author.as_ref().map(|person| person.uri.clone());
    named(tx, &mut doc, &thread, &forum);
    let mut others: Vec<Person> = parent_author.into_iter().collect();
    if let Some(opener) = thread.author_id {
        others.extend(people_by_id(tx, opener).await?);
    }
    let made = create(tx, author, &forum, draft, doc, standing, &others);
    Box::pin(made).await
}

/// What is answered, supported or changed stands.
///
/// # Errors
/// It was deleted or removed, or was never shown; whoever wrote it is told that it waits, or why a
/// moderator took it away.
pub(crate) fn stands(post: &Post, reader: &Person) -> Result<()> {
    let own = post.author_id == reader.id;
    match post.state.as_str() {
        "live" | "pending" => Ok(()),
        "held" if own => Err(Refusal::StillHeld.into()),
        "refused" | "removed" if own => {
            Err(Refusal::TakenAway(post.reason.clone().unwrap_or_default()).into())
        }
        "held" | "refused" | "unproved" => Err(Refusal::NoSuchPost.into()),
        _ => Err(Refusal::Gone.into()),
    }
}

/// Changes the text of one's own post. Every version stays readable on its page; what says the same is
/// none.
pub async fn edit(tx: &mut Tx, author: &Person, post: i64, draft: &Draft) -> Result<Post> {
    let old = must_get(tx, post).await?;
    own(&old, author)?;
    if old.state != "held" {
        stands(&old, author)?;
    }
    let Some((thread, forum)) = place(tx, &old).await? else {
        return Box::pin(note::edit(tx, author, &old, draft)).await;
    };
    let standing = standing(tx, author, &forum, thread.locked).await?;
    if says_the_same(tx, &old, draft).await? {
        return Ok(old);
    }
    let rev = next_rev(tx, &old).await?;
    let mut doc = document(tx, author, Some(&forum), draft, old.id);
    doc.rev = rev;
    doc.published = old.published;
    doc.updated = Some(tx.now());
    doc.in_reply_to = old.parent.clone();
    if old.parent.is_some() {
        doc.title = None;
        doc.parent_author = parent_author(tx, &old).await?;
    }
    named(tx, &mut doc, &thread, &forum);
    doc.attachments = media::hang(tx, author, old.id, draft.media.as_deref()).await?;
    Box::pin(polls::ask(tx, &mut doc, &draft.poll)).await?;
    Box::pin(quotes::ask(tx, author, &mut doc, draft)).await?;
    let id = tx.core().base().update(old.id, rev);
    let context = doc.context.clone();
    let letter = sign(tx, &author.uri, &Deed::Update(Box::new(doc))).await?;
    let standing = if old.state == "held" {
        Standing::Held
    } else {
        standing
    };
    let record = Record {
        rev,
        updated: Some(tx.now()),
        ..record(
            letter,
            id,
            Kind::Update,
            &author.uri,
            &old.uri,
            Some(&forum),
            context,
            tx.now(),
        )
    };
    let applied = apply(tx, author, &forum, record, standing, &draft.mentioned);
    let post = Box::pin(applied).await?;
    let post = post.ok_or(Refusal::NoSuchPost)?;
    Box::pin(polls::settle(tx, &post, &draft.poll)).await?;
    Ok(post)
}

/// Deletes one's own post: texts and history go at once and for good.
pub async fn delete(tx: &mut Tx, author: &Person, post: i64) -> Result<()> {
    let old = must_get(tx, post).await?;
    own(&old, author)?;
    let Some((thread, forum)) = place(tx, &old).await? else {
        return Box::pin(note::delete(tx, author, &old)).await;
    };
    let base = tx.core().base().clone();
    let id = base.delete(old.id);
    let context = known_context(tx, &thread, &forum);
    let deed = Deed::Delete {
        id: id.clone(),
        post: old.uri.clone(),
        former: if old.parent.is_none() {
            "Article"
        } else {
            "Note"
        },
        forum: Some(forum.uri.clone()),
        context: context.clone(),
        audience: Audience::Public,
        named: Vec::new(),
        at: tx.now(),
    };
    let letter = sign(tx, &author.uri, &deed).await?;
    let standing = match old.state.as_str() {
        // What nobody else has seen leaves no trace elsewhere.
        "held" | "refused" => Standing::Held,
        _ if forum.local => Standing::Accepted,
        _ => Standing::Pending,
    };
    let record = record(
        letter,
        id,
        Kind::Delete,
        &author.uri,
        &old.uri,
        Some(&forum),
        context,
        tx.now(),
    );
    apply(tx, author, &forum, record, standing, &[]).await?;
    Ok(())
}

/// Supports a post, or takes the support back. Doing it twice is doing it once.
pub async fn like(tx: &mut Tx, person: &Person, post: i64, yes: bool) -> Result<()> {
    let old = must_get(tx, post).await?;
    stands(&old, person)?;
    let last = read_like(tx, &old.uri, &person.uri).await?;
    if last.as_ref().is_some_and(|(active, _)| *active) == yes {
        return Ok(());
    }
    let Some((thread, forum)) = place(tx, &old).await? else {
        return note::like(tx, person, &old, yes, last).await;
    };
    let author = people_by_id(tx, old.author_id).await?;
    let author_uri = author
        .as_ref()
        .map(|one| one.uri.clone())
        .unwrap_or_default();
    let base = tx.core().base().clone();
    let at = ledger::after_the_last(tx, &old.uri, &person.uri, Kind::is_reaction).await?;
    let id = base.activity(&person.name, tx.id(tx.now()));
    let (kind, deed) = if yes {
        let deed = Deed::Like {
            id: id.clone(),
            post: old.uri.clone(),
            author: author_uri,
            forum: Some(forum.uri.clone()),
            at,
        };
        (Kind::Like, deed)
    } else {
        let deed = Deed::UndoLike {
            id: id.clone(),
            like: last.map(|(_, activity)| activity).unwrap_or_default(),
            post: old.uri.clone(),
            author: author_uri,
            forum: Some(forum.uri.clone()),
            at,
        };
        (Kind::UndoLike, deed)
    };
    let letter = sign(tx, &person.uri, &deed).await?;
    let standing = if person.state == "held" {
        Standing::Held
    } else if forum.local {
        Standing::Accepted
    } else {
        Standing::Pending
    };
    let context = known_context(tx, &thread, &forum);
    let (actor, forum_of) = (&person.uri, Some(&forum));
    let record = record(letter, id, kind, actor, &old.uri, forum_of, context, at);
    let others: Vec<Person> = author.into_iter().collect();
    apply(tx, person, &forum, record, standing, &others).await?;
    Ok(())
}

/// Deletes a person of ours with everything they wrote, and tells every forum's home; of somebody who was
/// never approved nobody has heard, and nobody does.
pub async fn delete_account(tx: &mut Tx, person: &Person) -> Result<()> {
    let id = format!("{}#delete", person.uri);
    let deed = Deed::DeleteActor {
        id: id.clone(),
        at: tx.now(),
    };
    let letter = sign(tx, &person.uri, &deed).await?;
    let record = Record {
        rid: letter.rid,
        activity_id: id,
        kind: Kind::DeleteActor,
        actor: person.uri.clone(),
        object: person.uri.clone(),
        forum: None,
        context: None,
        in_reply_to: None,
        rev: 0,
        updated: None,
        published: tx.now(),
        raw: Some(letter.raw),
        vouch: Vouch::Proof,
        standing: Standing::Accepted,
    };
    let told = note::told_by(tx, person).await?;
    forums::unfollow_people(tx, person).await?;
    ledger::apply(tx, record.clone()).await?;
    if person.state != "held" {
        let visited = super::read::forums_of(tx, person.id).await?;
        for forum in &visited {
            publish(tx, Some(person), forum, &record, &told).await?;
        }
        if visited.is_empty() {
            forums::spread_own(tx, person, None, &record, &told).await?;
        }
    }
    // Those who follow are told by now.
    forums::forget_follows(tx, person).await
}

/// Tells the world of a record as its standing asks: announced when it is accepted in a forum of
/// ours, sent to the forum's home when it waits for it, kept at home while it is held.
pub async fn publish(
    tx: &mut Tx,
    author: Option<&Person>,
    forum: &Forum,
    record: &Record,
    others: &[Person],
) -> Result<()> {
    let ours = author.filter(|author| author.local);
    match record.standing {
        Standing::Accepted if forum.local => {
            // Our own people tell those concerned themselves.
            let participants = if ours.is_some() { &[] } else { others };
            forums::announce(tx, forum, record, participants).await?;
        }
        Standing::Accepted | Standing::Pending => {}
        _ => return Ok(()),
    }
    match ours {
        Some(author) => forums::spread_own(tx, author, Some(forum), record, others).await,
        None => Ok(()),
    }
}

/// Tells the world of a record that counts only now: its date has come.
pub async fn publish_record(tx: &mut Tx, rid: &[u8; 32]) -> Result<()> {
    let Some(record) = ledger::whole(tx, rid).await? else {
        return Ok(());
    };
    let Some(uri) = record.forum.as_deref() else {
        return Ok(());
    };
    let Some(forum) = forums::get(tx, uri).await? else {
        return Ok(());
    };
    let author = people::get(tx, &record.actor).await?;
    publish(tx, author.as_ref(), &forum, &record, &[]).await
}

async fn create(
    tx: &mut Tx,
    author: &Person,
    forum: &Forum,
    draft: &Draft,
    mut doc: PostDoc,
    standing: Standing,
    others: &[Person],
) -> Result<Post> {
    if draft.media.is_some() {
        doc.attachments = media::hang(tx, author, doc.id, draft.media.as_deref()).await?;
    }
    Box::pin(polls::ask(tx, &mut doc, &draft.poll)).await?;
    let quoted = Box::pin(quotes::ask(tx, author, &mut doc, draft)).await?;
    let id = tx.core().base().create(doc.id);
    let (object, context, parent) = (
        doc.uri.clone(),
        doc.context.clone(),
        doc.in_reply_to.clone(),
    );
    let letter = sign(tx, &author.uri, &Deed::Create(Box::new(doc))).await?;
    let record = Record {
        in_reply_to: parent,
        ..record(
            letter,
            id,
            Kind::Create,
            &author.uri,
            &object,
            Some(forum),
            context,
            tx.now(),
        )
    };
    let mut told: Vec<Person> = draft.mentioned.clone();
    told.extend(others.iter().cloned().chain(quoted));
    if standing != Standing::Held {
        forums::ensure_follow(tx, author, forum).await?;
    }
    let post = apply(tx, author, forum, record, standing, &told).await?;
    let post = post.ok_or(Refusal::NoSuchPost)?;
    Box::pin(polls::settle(tx, &post, &draft.poll)).await?;
    Ok(post)
}

async fn apply(
    tx: &mut Tx,
    author: &Person,
    forum: &Forum,
    mut record: Record,
    standing: Standing,
    others: &[Person],
) -> Result<Option<Post>> {
    record.standing = standing;
    let applied = ledger::apply(tx, record.clone()).await?;
    if record.context.is_none() {
        record.context = Some(record.object.clone());
    }
    publish(tx, Some(author), forum, &record, others).await?;
    Ok(match applied {
        ledger::Applied::Changed(change) => change.post,
        ledger::Applied::Known => None,
    })
}

async fn standing(tx: &Tx, author: &Person, forum: &Forum, locked: bool) -> Result<Standing> {
    let waiting = author.state == "held";
    if !forum.local {
        if locked {
            return Err(Refusal::ThreadLocked.into());
        }
        if peering::level_in(tx, &forum.host).await? == Level::Block {
            return Err(Refusal::HostBlocked(forum.host.clone()).into());
        }
        return Ok(if waiting {
            Standing::Held
        } else {
            Standing::Pending
        });
    }
    let who = Contributor {
        waiting,
        moderator: forums::is_moderator_in(tx, forum.id, &author.uri).await?,
        level: peering::level_of(author, Level::Allow),
    };
    Ok(rules::may_contribute(forum, who, locked)?)
}

/// The thread and the forum of a post; nothing outside forums.
pub(super) async fn place(tx: &Tx, post: &Post) -> Result<Option<(Thread, Forum)>> {
    let thread = get_thread(tx, post.thread_id).await?;
    let forum_id = thread.as_ref().and_then(|thread| thread.forum_id);
    let Some(forum_id) = forum_id.or(post.forum_id) else {
        return Ok(None);
    };
    let forum = forums::get_by_id(tx, forum_id).await?;
    match thread.zip(forum) {
        Some(found) => Ok(Some(found)),
        // It waits for what it answers.
        None => Err(Refusal::NoSuchThread.into()),
    }
}

fn own(post: &Post, person: &Person) -> Result<()> {
    if post.author_id != person.id {
        return Err(Refusal::NotYours.into());
    }
    if post.state == "deleted" {
        return Err(Refusal::Gone.into());
    }
    Ok(())
}

pub(super) async fn next_rev(tx: &Tx, post: &Post) -> Result<i64> {
    Ok(ledger::highest_rev(tx, &post.uri).await? + 1)
}

async fn parent_author(tx: &Tx, post: &Post) -> Result<Option<String>> {
    let Some(parent) = post.parent.as_deref() else {
        return Ok(None);
    };
    let Some(parent) = get_by_uri(tx, parent).await? else {
        return Ok(None);
    };
    Ok(people_by_id(tx, parent.author_id)
        .await?
        .map(|person| person.uri))
}

async fn people_by_id(tx: &Tx, id: i64) -> Result<Option<Person>> {
    people::get_by_id(tx, id).await
}

async fn read_like(tx: &Tx, object: &str, actor: &str) -> Result<Option<(bool, String)>> {
    ledger::last_like(tx, object, actor).await
}
