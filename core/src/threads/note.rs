//! What people write outside forums: for everybody it is a record without a forum, for a few it is
//! none, and its letter goes to those concerned alone.

use std::collections::BTreeSet;

use crate::forums;
use crate::ledger::{self, Applied, Kind, Record};
use crate::media;
use crate::notes::{self, Note};
use crate::people::{self, Person};
use crate::polls;
use crate::quotes;
use crate::scribe::{Content, Mention, PostDoc};
use crate::{Audience, Deed, Refusal, Result, Tx};

use super::compose::{document, record, sign};
use super::same::says_the_same;
use super::verbs::{next_rev, place};
use super::{Draft, Post, get_by_uri, must_get, reply};

/// Writes a note outside forums, for everybody or for a few, by itself or as an answer. An open
/// answer to what is in a forum is a reply there, since what is said in a forum is for everybody.
///
/// # Errors
/// [`Refusal::NoSuchPost`] where the author may not read what is answered.
pub async fn note(
    tx: &mut Tx,
    author: &Person,
    parent: Option<i64>,
    draft: &Draft,
    audience: Audience,
) -> Result<Post> {
    let parent = match parent {
        Some(id) => Some(answered(tx, author, id).await?),
        None => None,
    };
    if let Some(parent) = parent.as_ref().filter(|_| audience.is_open())
        && place(tx, parent).await?.is_some()
    {
        return Box::pin(reply(tx, author, parent.id, draft)).await;
    }
    // Outside forums there are no moderators who could read first what a new account writes.
    author.approved()?;
    let audience = Box::pin(quotes::audience(tx, draft, audience)).await?;
    let id = tx.id(tx.now());
    let mut doc = document(tx, author, None, draft, id);
    doc.audience = audience;
    doc.in_reply_to = parent.map(|parent| parent.uri);
    if draft.media.is_some() {
        doc.attachments = media::hang(tx, author, id, draft.media.as_deref()).await?;
    }
    Box::pin(polls::ask(tx, &mut doc, &draft.poll)).await?;
    let quoted = Box::pin(quotes::ask(tx, author, &mut doc, draft)).await?;
    let mut told = Box::pin(address(tx, &mut doc, draft, &[])).await?;
    if audience.is_open() {
        told.extend(quoted);
        let activity = tx.core().base().create(id);
        let made = enter(tx, author, doc, (Kind::Create, activity), &told);
        let post = Box::pin(made).await?;
        Box::pin(polls::settle(tx, &post, &draft.poll)).await?;
        return Ok(post);
    }
    let note = words(&doc);
    let post = Box::pin(notes::keep(tx, author, &note)).await?;
    Box::pin(polls::settle(tx, &post, &draft.poll)).await?;
    let sent = send(tx, author, Deed::Create(Box::new(doc)), &post, &told);
    Box::pin(sent).await?;
    Ok(post)
}

/// Changes the text of one's own note. Whom it was for it stays for.
pub(super) async fn edit(tx: &mut Tx, author: &Person, old: &Post, draft: &Draft) -> Result<Post> {
    author.approved()?;
    if says_the_same(tx, old, draft).await? {
        return Ok(old.clone());
    }
    let mut doc = document(tx, author, None, draft, old.id);
    doc.audience = Audience::from_column(&old.visibility);
    doc.in_reply_to.clone_from(&old.parent);
    doc.published = old.published;
    // Two edits of one moment differ by their number; other servers look at the date alone.
    doc.updated = Some(tx.now().max(old.updated.unwrap_or(old.published)));
    doc.attachments = media::hang(tx, author, old.id, draft.media.as_deref()).await?;
    Box::pin(polls::ask(tx, &mut doc, &draft.poll)).await?;
    Box::pin(quotes::ask(tx, author, &mut doc, draft)).await?;
    let named = notes::named(tx, old).await?;
    let told = address(tx, &mut doc, draft, &named).await?;
    if doc.audience.is_open() {
        doc.rev = next_rev(tx, old).await?;
        let activity = tx.core().base().update(old.id, doc.rev);
        let post = enter(tx, author, doc, (Kind::Update, activity), &told).await?;
        Box::pin(polls::settle(tx, &post, &draft.poll)).await?;
        return Ok(post);
    }
    doc.rev = old.rev + 1;
    let post = notes::change(tx, old, &words(&doc)).await?;
    Box::pin(polls::settle(tx, &post, &draft.poll)).await?;
    send(tx, author, Deed::Update(Box::new(doc)), &post, &told).await?;
    Ok(post)
}

/// Deletes one's own note: its texts go at once, and what was still to be sent of it.
pub(super) async fn delete(tx: &mut Tx, author: &Person, old: &Post) -> Result<()> {
    let audience = Audience::from_column(&old.visibility);
    let named = people_of(tx, &notes::named(tx, old).await?).await?;
    let id = tx.core().base().delete(old.id);
    let deed = Deed::Delete {
        id: id.clone(),
        post: old.uri.clone(),
        former: "Note",
        forum: None,
        context: None,
        audience,
        named: named.iter().map(|one| one.uri.clone()).collect(),
        at: tx.now(),
    };
    if !audience.is_open() {
        notes::erase(tx, old).await?;
        return send(tx, author, deed, old, &named).await;
    }
    let letter = sign(tx, &author.uri, &deed).await?;
    let at = tx.now();
    let record = record(
        letter,
        id,
        Kind::Delete,
        &author.uri,
        &old.uri,
        None,
        None,
        at,
    );
    ledger::apply(tx, record.clone()).await?;
    forums::spread_own(tx, author, None, &record, &named).await
}

/// Supports what is outside forums, or takes it back: a letter between two. `last` is what the
/// person said of it last.
pub(super) async fn like(
    tx: &mut Tx,
    person: &Person,
    old: &Post,
    yes: bool,
    last: Option<(bool, String)>,
) -> Result<()> {
    person.approved()?;
    readable(tx, person, old).await?;
    let author = people::get_by_id(tx, old.author_id).await?;
    let author_uri = author.as_ref().map(|one| one.uri.clone());
    let number = tx.id(tx.now());
    let id = tx.core().base().activity(&person.name, number);
    let (post, author_uri, at) = (old.uri.clone(), author_uri.unwrap_or_default(), tx.now());
    let deed = if yes {
        Deed::Like {
            id: id.clone(),
            post,
            author: author_uri,
            forum: None,
            at,
        }
    } else {
        Deed::UndoLike {
            id: id.clone(),
            like: last.map(|(_, activity)| activity).unwrap_or_default(),
            post,
            author: author_uri,
            forum: None,
            at,
        }
    };
    ledger::private_like(tx, &old.uri, &person.uri, &id, yes).await?;
    let Some(author) = author.filter(|author| !author.local) else {
        return Ok(());
    };
    let dispatch = forums::dispatch(tx, number, &person.uri, &deed).await?;
    let (nobody, to) = (Audience::Direct, std::slice::from_ref(&author));
    forums::spread_private(tx, person, nobody, dispatch, &old.uri, to).await
}

/// The people elsewhere whom somebody has written to as one of a few.
pub(crate) async fn told_by(tx: &Tx, person: &Person) -> Result<Vec<Person>> {
    people_of(tx, &notes::told_by(tx, person.id).await?).await
}

/// What is answered: a post that stands, and that its answerer may read.
async fn answered(tx: &Tx, author: &Person, id: i64) -> Result<Post> {
    let parent = must_get(tx, id).await?;
    super::stands(&parent, author)?;
    readable(tx, author, &parent).await?;
    Ok(parent)
}

async fn readable(tx: &Tx, person: &Person, post: &Post) -> Result<()> {
    if notes::is_private(post) && !notes::may_read(tx, person, post).await? {
        return Err(Refusal::NoSuchPost.into());
    }
    Ok(())
}

/// Writes into a note whom it names: people of its text, the author of what it answers, and those
/// who have it already. A salon that is named is no addressee: what is for it is written there.
/// Answers who is told.
async fn address(
    tx: &Tx,
    doc: &mut PostDoc,
    draft: &Draft,
    before: &[String],
) -> Result<Vec<Person>> {
    doc.title = None;
    let mut told = draft.mentioned.clone();
    told.retain(|one| one.kind != "Group");
    let is_person = |one: &Mention| told.iter().any(|person| person.uri == one.uri);
    doc.mentions.retain(is_person);
    if let Some(parent) = doc.in_reply_to.as_deref()
        && let Some(parent) = get_by_uri(tx, parent).await?
        && let Some(person) = people::get_by_id(tx, parent.author_id).await?
    {
        doc.parent_author = Some(person.uri.clone());
        told.push(person);
    }
    let known: BTreeSet<String> = told.iter().map(|one| one.uri.clone()).collect();
    let more: Vec<String> = before
        .iter()
        .filter(|uri| !known.contains(*uri) && **uri != doc.author)
        .cloned()
        .collect();
    for person in people_of(tx, &more).await? {
        doc.mentions.push(Mention {
            uri: person.uri.clone(),
            handle: format!("@{}@{}", person.name, person.host),
        });
        told.push(person);
    }
    Ok(told)
}

async fn people_of(tx: &Tx, uris: &[String]) -> Result<Vec<Person>> {
    let mut found = Vec::with_capacity(uris.len());
    for uri in uris {
        found.extend(
            people::get(tx, uri)
                .await?
                .filter(|one| one.kind != "Group"),
        );
    }
    Ok(found)
}

/// A note of ours as its row holds it.
fn words(doc: &PostDoc) -> Note {
    Note {
        uri: doc.uri.clone(),
        parent: doc.in_reply_to.clone(),
        published: doc.published,
        updated: doc.updated,
        rev: doc.rev,
        audience: doc.audience,
        addressed: doc
            .parent_author
            .iter()
            .filter(|one| **one != doc.author)
            .cloned()
            .collect(),
        content: Content {
            title: None,
            html: doc.html.clone(),
            warning: doc.warning.clone(),
            source: doc.source.clone(),
            lang: doc.lang.clone(),
            url: Some(doc.url.clone()),
            mentions: doc.mentions.clone(),
            tags: Vec::new(),
            attachments: Vec::new(),
            question: doc.question.clone(),
            quote: doc.quote.as_ref().map(|(said, _)| said.clone()),
            quotable: Some(doc.quotable),
            audience: doc.audience,
        },
    }
}

/// A note for everybody goes through the ledger, and to its author's followers and those named.
async fn enter(
    tx: &mut Tx,
    author: &Person,
    doc: PostDoc,
    (kind, activity): (Kind, String),
    told: &[Person],
) -> Result<Post> {
    let (object, rev, updated) = (doc.uri.clone(), doc.rev, doc.updated);
    let parent = doc.in_reply_to.clone().filter(|_| kind == Kind::Create);
    let deed = match kind {
        Kind::Create => Deed::Create(Box::new(doc)),
        _ => Deed::Update(Box::new(doc)),
    };
    let letter = sign(tx, &author.uri, &deed).await?;
    let at = tx.now();
    let record = Record {
        in_reply_to: parent,
        rev,
        updated,
        ..record(letter, activity, kind, &author.uri, &object, None, None, at)
    };
    let applied = ledger::apply(tx, record.clone()).await?;
    forums::spread_own(tx, author, None, &record, told).await?;
    match applied {
        Applied::Changed(change) => change.post.ok_or_else(|| Refusal::NoSuchPost.into()),
        Applied::Known => Err(Refusal::NoSuchPost.into()),
    }
}

/// Composes, signs and leaves the letter of a note for a few.
async fn send(
    tx: &mut Tx,
    author: &Person,
    deed: Deed,
    post: &Post,
    told: &[Person],
) -> Result<()> {
    let number = tx.id(tx.now());
    let dispatch = forums::dispatch(tx, number, &author.uri, &deed).await?;
    let audience = Audience::from_column(&post.visibility);
    forums::spread_private(tx, author, audience, dispatch, &post.uri, told).await
}
