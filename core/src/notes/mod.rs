//! Notes for a few: what people write for their followers, or for those whom they name. They are no
//! records (ledger §3, docs/decisions/0016): a row each, which no fold makes, no digest counts and
//! no thread holds. Their letters go from server to server between those concerned.

mod receive;
mod rows;
mod rules;
#[cfg(test)]
mod tests;

use crate::ledger;
use crate::people::Person;
use crate::threads::Post;
use crate::{Audience, Content, Millis, Result, Tx, conversations, forums, notifications};

pub use receive::{Received, receive, receive_change, receive_delete, receive_like};
pub(crate) use rows::{all, erase_all, told_by};

/// A note as its letter says it.
#[derive(Debug, Clone)]
pub struct Note {
    /// `ActivityPub` id.
    pub uri: String,
    pub parent: Option<String>,
    pub published: Millis,
    pub updated: Option<Millis>,
    /// `palabre:rev`, or 0.
    pub rev: i64,
    pub audience: Audience,
    pub content: Content,
    /// Who is addressed beside those whom the text names, by `ActivityPub` id.
    pub addressed: Vec<String>,
}

/// Whether a post is for a few, so that nothing makes a record of it and nobody is served it.
pub fn is_private(post: &Post) -> bool {
    !Audience::from_column(&post.visibility).is_open()
}

/// Whether somebody may read a post that is for a few: its author, whoever is named in it, and of a
/// note for followers those who follow with its author's consent.
pub async fn may_read(tx: &Tx, person: &Person, post: &Post) -> Result<bool> {
    if post.author_id == person.id || rows::is_named(tx, post.id, &person.uri).await? {
        return Ok(true);
    }
    if Audience::from_column(&post.visibility) != Audience::Followers {
        return Ok(false);
    }
    match crate::people::get_by_id(tx, post.author_id).await? {
        Some(author) => forums::follows(tx, &person.uri, &author.uri).await,
        None => Ok(false),
    }
}

/// Who is named in a note, or addressed by it, by `ActivityPub` id.
pub(crate) async fn named(tx: &Tx, post: &Post) -> Result<Vec<String>> {
    rows::named(tx, post.id).await
}

/// Keeps a new note.
pub(crate) async fn keep(tx: &mut Tx, author: &Person, note: &Note) -> Result<Post> {
    let id = ledger::id_for(tx, &note.uri, note.published, None).await?;
    let mut row = rows::blank(id, author.id, note, tx.now());
    let beside = rules::fill(&mut row, note);
    let named = Box::pin(ledger::hear::named_anew(tx, &row, None, &beside)).await?;
    let addressed = beside.mentions.clone();
    ledger::write(tx, &row, None, beside).await?;
    Box::pin(ledger::hear::post(tx, &row, None, author, named)).await?;
    conversations::said(tx, &row, author, &addressed).await?;
    Ok(row)
}

/// Gives a note another text. Whom it was for it stays for.
pub(crate) async fn change(tx: &mut Tx, old: &Post, note: &Note) -> Result<Post> {
    let mut row = Post {
        updated: Some(note.updated.unwrap_or(note.published)),
        rev: note.rev,
        ..old.clone()
    };
    let mut beside = rules::fill(&mut row, note);
    let named = Box::pin(ledger::hear::named_anew(tx, &row, Some(old), &beside)).await?;
    beside.mentions.extend(rows::named(tx, old.id).await?);
    ledger::write(tx, &row, Some(old), beside).await?;
    ledger::hear::happened(tx, &row, Some(old));
    ledger::hear::edited(tx, &row, old).await?;
    Box::pin(notifications::of_naming(tx, &row, &named)).await?;
    Ok(row)
}

/// Erases a note: its texts go at once, and what was to be sent of it. What stays says only that it
/// was there, so that it does not come again.
pub(crate) async fn erase(tx: &mut Tx, old: &Post) -> Result<()> {
    rows::forget_letters(tx, old.id).await?;
    rows::told_it_is_gone(tx, &[old.id]).await?;
    notifications::forget_post(tx, old.id).await?;
    conversations::forget_posts(tx, &[old.id]).await?;
    let row = rules::erased(old);
    ledger::hear::happened(tx, &row, Some(old));
    ledger::write(tx, &row, Some(old), ledger::Beside::default()).await
}
