//! From the records of one object to its row. Whatever a forum shows is written here.

use std::collections::BTreeSet;

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};

use super::fold::{self, Folded};
use super::rows::{self, Entry};
use super::{Kind, acts, hear, place, thread as threads};
use crate::media;
use crate::people::{self, Person};
use crate::scribe::{Attachment, Question, Quote};
use crate::store::entity::{mention, post, post_tag, thread};
use crate::{Audience, Content, Result, Tx, polls, quotes};

/// The difference that a record made to what is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// The post concerned, as it is now.
    pub post: Option<post::Model>,
    /// What was shown before; nothing for a new post.
    pub before: Option<String>,
}

/// Folds again what a record is about.
pub(crate) async fn after(
    tx: &mut Tx,
    object: &str,
    kind: Kind,
    actor: &str,
    entries: &[Entry],
) -> Result<Change> {
    if kind == Kind::DeleteActor {
        acts::author_gone(tx, object, entries).await?;
        return Ok(Change::default());
    }
    if kind.is_reaction() {
        acts::like(tx, object, actor, entries).await?;
    } else if kind.is_about_thread() {
        acts::about_thread(tx, object, entries).await?;
    } else {
        return post(tx, object, entries).await;
    }
    Ok(Change {
        post: find(tx, object).await?,
        before: None,
    })
}

/// Folds a post from all its records and writes its row.
pub(super) async fn post(tx: &mut Tx, object: &str, entries: &[Entry]) -> Result<Change> {
    let old = find(tx, object).await?;
    let created = entries.iter().any(|entry| entry.kind == Kind::Create);
    let deleted = entries.iter().any(|entry| entry.kind == Kind::Delete);
    if !created && !deleted {
        return Ok(Change::default());
    }
    let (folded, author) = fold_with_author(tx, object, entries).await?;
    if folded.erase && created {
        rows::erase(tx, object).await?;
    }
    let Some(author) = author else {
        return Ok(Change::default());
    };
    let before = old.as_ref().map(|row| row.state.clone());
    let mut row = base_row(tx, object, &folded, old.as_ref(), &author).await?;
    let content = content_of(tx, &folded);
    let beside = fill(&mut row, content.as_ref());
    if let Some(content) = &content {
        visibility(content).clone_into(&mut row.visibility);
    }
    let placed = place::find(tx, &mut row, &folded, old.as_ref()).await?;
    let is_root = folded.create.is_some_and(place::is_root);
    let named = Box::pin(hear::named_anew(tx, &row, old.as_ref(), &beside)).await?;
    if old.as_ref() != Some(&row) {
        write(tx, &row, old.as_ref(), beside).await?;
        Box::pin(hear::post(tx, &row, old.as_ref(), &author, named)).await?;
    }
    let adopted = match placed.thread.as_ref().filter(|_| placed.arrived) {
        Some(thread) => arrive(tx, &row, thread, entries).await?,
        None => false,
    };
    if adopted || placed.recount || placed.left.is_some() || old.as_ref() != Some(&row) {
        let placed = place::Placed {
            recount: placed.recount || adopted,
            ..placed
        };
        threads::settle(tx, &row, old.as_ref(), is_root, &placed).await?;
        if is_root && placed.arrived {
            acts::about_thread(tx, object, entries).await?;
        }
    }
    Ok(Change {
        post: Some(row),
        before,
    })
}

/// Folds the records of a post, and finds its author; nobody while it has no line and no Create.
async fn fold_with_author<'r>(
    tx: &Tx,
    object: &str,
    entries: &'r [Entry],
) -> Result<(Folded<'r>, Option<Person>)> {
    let first = fold::post(entries, object, None);
    let Some(create) = first.create else {
        let author = match first.author() {
            Some(uri) => Some(people::get_or_guess(tx, uri).await?),
            None => None,
        };
        return Ok((first, author));
    };
    // Of an erased Create whose stub does not say the author, the host is known at least.
    let origin: String = object.split('/').take(3).collect::<Vec<_>>().join("/");
    let author = people::get_or_guess(tx, first.author().unwrap_or(&origin)).await?;
    if author.state != "gone" {
        return Ok((first, Some(author)));
    }
    let gone = acts::gone(tx, &author.uri, create.forum.as_deref()).await?;
    Ok((fold::post(entries, object, gone), Some(author)))
}

async fn base_row(
    tx: &Tx,
    object: &str,
    folded: &Folded<'_>,
    old: Option<&post::Model>,
    author: &Person,
) -> Result<post::Model> {
    let first = folded.create.or(folded.deleted_by);
    let published = first.map_or(tx.now(), |entry| entry.published);
    let edited = folded
        .winner
        .filter(|entry| entry.kind == Kind::Update && !folded.erase);
    let id = if let Some(row) = old {
        row.id
    } else {
        let root = folded.create.filter(|create| create.in_reply_to.is_none());
        let context = root.and_then(|create| create.context.as_deref());
        place::id_for(tx, object, published, context).await?
    };
    let likes = match old {
        Some(row) => row.likes,
        None => acts::likes_of(tx, object).await?,
    };
    Ok(post::Model {
        id,
        uri: object.to_owned(),
        url: None,
        thread_id: old.and_then(|row| row.thread_id),
        forum_id: old.and_then(|row| row.forum_id),
        author_id: author.id,
        parent: folded.create.and_then(|entry| entry.in_reply_to.clone()),
        line: folded.line.map(|line| line.as_str().to_owned()),
        state: folded.state.to_owned(),
        visibility: Audience::Public.as_str().to_owned(),
        title: None,
        html: String::new(),
        source: String::new(),
        lang: String::new(),
        published,
        updated: edited.map(|entry| entry.updated.unwrap_or(entry.published)),
        rev: edited.map_or(0, |entry| entry.rev),
        likes,
        reason: folded.reason.map(str::to_owned),
        removed_at: folded.removed_at,
        created_by: folded.create.map(|entry| entry.rid.clone()),
        winner: folded.winner.map(|entry| entry.rid.clone()),
        received_at: first.map_or(tx.now(), |entry| entry.received_at),
        warning: None,
        quotable: None,
    })
}

fn content_of(tx: &Tx, folded: &Folded<'_>) -> Option<Content> {
    if folded.state == "deleted" {
        return None;
    }
    let winner = folded.winner?;
    let raw = winner.raw.as_ref()?;
    let known = tx.memo().ledger.contents.get(&winner.rid);
    known.or_else(|| tx.core().env().scribe.read(raw))
}

/// What is kept beside the row of a post.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    pub(crate) tags: BTreeSet<String>,
    /// Who is named, by `ActivityPub` id.
    pub(crate) mentions: BTreeSet<String>,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) question: Option<Question>,
    pub(crate) quote: Option<Quote>,
}

/// A record is for everybody, or it were none: its author may still keep it out of public lists.
fn visibility(content: &Content) -> &'static str {
    match content.audience {
        Audience::Unlisted => Audience::Unlisted.as_str(),
        _ => Audience::Public.as_str(),
    }
}

/// Puts the typed content into the row; answers what is kept beside it.
pub(crate) fn fill(row: &mut post::Model, content: Option<&Content>) -> Beside {
    let Some(content) = content else {
        return Beside::default();
    };
    row.title = content
        .title
        .as_deref()
        .map(|title| crate::text::clean::name(title, 300))
        .filter(|title| !title.is_empty());
    // A text over the cleaner's limit shows as nothing; its record and its lines stay.
    row.html = crate::text::clean::html(&content.html).unwrap_or_default();
    row.source.clone_from(&content.source);
    row.lang = crate::text::valid_language(&content.lang).unwrap_or_default();
    row.url.clone_from(&content.url);
    let warning = content.warning.as_deref();
    row.warning =
        warning.map(|words| crate::text::clean::name(words, crate::threads::rules::WARNING));
    row.quotable = content.quotable.map(quotes::Quotable::column);
    let tags = content.tags.iter();
    let mentions = content.mentions.iter();
    Beside {
        tags: tags.map(|tag| crate::text::extract::tag_key(tag)).collect(),
        mentions: mentions.map(|one| one.uri.clone()).collect(),
        attachments: content.attachments.clone(),
        question: content.question.clone(),
        quote: content.quote.clone(),
    }
}

/// Writes a row with what is kept beside it; `old` is what the database has.
pub(crate) async fn write(
    tx: &mut Tx,
    row: &post::Model,
    old: Option<&post::Model>,
    beside: Beside,
) -> Result<()> {
    if old.is_some() {
        let model = post::ActiveModel::from(row.clone()).reset_all();
        post::Entity::update(model).exec(tx.conn().await?).await?;
        post_tag::Entity::delete_many()
            .filter(post_tag::Column::PostId.eq(row.id))
            .exec(tx.conn().await?)
            .await?;
        mention::Entity::delete_many()
            .filter(mention::Column::PostId.eq(row.id))
            .exec(tx.conn().await?)
            .await?;
    } else {
        tx.add_post(row.clone()).await?;
    }
    tx.memo().ledger.keep_post(row);
    if row.state == "live" {
        tx.add_tags(row.id, beside.tags).await?;
    }
    tx.add_mentions(row.id, beside.mentions).await?;
    if old.is_some() || row.state == "live" {
        tx.unindexed(row.id).await?;
    }
    media::follow_post(tx, row, old.is_some(), &beside.attachments).await?;
    let question = beside.question.as_ref();
    if old.is_some() || question.is_some() {
        Box::pin(polls::follow_post(tx, row, question)).await?;
    }
    if old.is_some() || beside.quote.is_some() {
        let quote = beside.quote.as_ref();
        Box::pin(quotes::follow_post(tx, row, old, quote)).await?;
    }
    Ok(())
}

/// What waited for a post that has just come to its thread: its records without a thread, and
/// replies to it. Answers whether there were such replies.
async fn arrive(
    tx: &Tx,
    row: &post::Model,
    thread: &thread::Model,
    entries: &[Entry],
) -> Result<bool> {
    if entries.iter().any(|entry| entry.context.is_none()) {
        rows::set_context(tx, &row.uri, &thread.context).await?;
    }
    place::adopt(tx, &row.uri, thread).await
}

/// The thread of an object, if it is placed.
pub(crate) async fn context_of(tx: &Tx, object: &str) -> Result<Option<String>> {
    let Some(thread_id) = find(tx, object).await?.and_then(|row| row.thread_id) else {
        return Ok(None);
    };
    Ok(threads::by_id(tx, thread_id).await?.map(|row| row.context))
}

/// The row of a post, inside a write.
pub(crate) async fn find(tx: &Tx, object: &str) -> Result<Option<post::Model>> {
    if let Some(known) = tx.memo().ledger.posts.get(object) {
        return Ok(known);
    }
    let found = post::Entity::find()
        .filter(post::Column::Uri.eq(object))
        .one(tx.conn().await?)
        .await?;
    tx.memo()
        .ledger
        .posts
        .keep(object.to_owned(), found.clone());
    Ok(found)
}
