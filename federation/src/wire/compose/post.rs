//! A post as an object: an `Article` opens a thread, a `Note` answers.

use serde_json::{Map, Value, json};

use super::{Doc, context, list};
use crate::wire::{PUBLIC, language};

/// Where a post stands in its thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'a> {
    /// It opens the thread.
    Root {
        /// The title.
        name: &'a str,
        /// The excerpt: plain text of at most 300 characters (federation §1.4).
        excerpt: &'a str,
    },
    /// It answers a post.
    Reply {
        /// The post answered.
        parent: &'a str,
        /// The actor of the post answered; absent while the parent is a placeholder.
        parent_author: Option<&'a str>,
    },
}

/// Something that hangs on a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttachmentDoc<'a> {
    /// Where it lies.
    pub url: &'a str,
    /// The media type of a file; a `Link` is written where there is none.
    pub media_type: Option<&'a str>,
    /// Its name, or what it shows.
    pub name: Option<&'a str>,
    /// Width and height of a picture.
    pub size: Option<(i64, i64)>,
    /// A picture in a few letters, to be shown until it is there.
    pub blurhash: Option<&'a str>,
    /// What of a picture is to be seen first: right and up of its middle, in ten-thousandths of its
    /// half.
    pub focus: Option<(i64, i64)>,
}

/// A post of ours, ready to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PostDoc<'a> {
    /// Its address.
    pub id: &'a str,
    /// The page for people.
    pub url: &'a str,
    /// The author's actor.
    pub author: &'a str,
    /// The author's followers.
    pub followers: &'a str,
    /// The forum's actor.
    pub forum: &'a str,
    /// Opening or answer.
    pub place: Place<'a>,
    /// The text in HTML.
    pub content: &'a str,
    /// The text as written, in Markdown.
    pub source: &'a str,
    /// The language's tag.
    pub language: Option<&'a str>,
    /// A content warning, on replies only: on an opening `summary` is the excerpt.
    pub warning: Option<&'a str>,
    /// The thread's posts, at the forum's home.
    pub context: Option<&'a str>,
    /// The thread's activities, at the forum's home.
    pub context_history: Option<&'a str>,
    /// The answers' collection.
    pub replies: &'a str,
    /// The likes' collection.
    pub likes: &'a str,
    /// Actors named and their handles with the `@`, the forum's and the parent's author's included
    /// where they are wanted.
    pub mentions: &'a [(&'a str, &'a str)],
    /// Keywords without `#` and their pages.
    pub hashtags: &'a [(&'a str, &'a str)],
    /// What hangs on it.
    pub attachments: &'a [AttachmentDoc<'a>],
    /// Whether the thread takes no more answers (an opening only).
    pub locked: bool,
    /// Milliseconds.
    pub published_ms: i64,
    /// Milliseconds; absent as long as it was never edited.
    pub updated_ms: Option<i64>,
    /// How many times it was edited.
    pub rev: u64,
}

impl PostDoc<'_> {
    /// Whom the post, its Create and its Updates are addressed to. The forum is in `to`, where the
    /// heuristics of others look for it.
    pub(super) fn to(&self) -> Value {
        list([self.forum, PUBLIC])
    }

    pub(super) fn cc(&self) -> Value {
        let parent_author = match self.place {
            Place::Reply { parent_author, .. } => parent_author,
            Place::Root { .. } => None,
        };
        let named = self.mentions.iter().map(|(actor, _)| *actor);
        let everyone = parent_author
            .into_iter()
            .chain([self.followers])
            .chain(named);
        list(everyone.filter(|actor| *actor != self.forum && *actor != self.author))
    }
}

/// The object: an `Article` with a title and an excerpt, or a `Note` without either, since a Note
/// with a `name` could be taken for a vote.
pub fn object_post(post: &PostDoc<'_>) -> Value {
    let context = if post.attachments.is_empty() {
        context::post()
    } else {
        context::illustrated()
    };
    let doc = Doc::new(context).set("id", post.id);
    let doc = match post.place {
        Place::Root { name, excerpt } => doc
            .set("type", "Article")
            .set("url", post.url)
            .set("attributedTo", post.author)
            .set("name", name)
            .set_some(
                "summary",
                Some(crate::wire::as_html(excerpt)).filter(|text| !text.is_empty()),
            )
            .set("sensitive", false),
        Place::Reply { parent, .. } => doc
            .set("type", "Note")
            .set("url", post.url)
            .set("attributedTo", post.author)
            .set("inReplyTo", parent)
            .set_some("summary", post.warning.map(crate::wire::as_html))
            .set("sensitive", post.warning.is_some()),
    };
    let doc = doc.set("content", post.content);
    let doc = match post.language {
        Some(tag) => {
            let by_language = Map::from_iter([(tag.to_owned(), Value::from(post.content))]);
            doc.set("contentMap", by_language).set(
                "language",
                json!({"identifier": tag, "name": language::name(tag)}),
            )
        }
        None => doc,
    };
    let doc = doc
        .set(
            "source",
            json!({"content": post.source, "mediaType": "text/markdown"}),
        )
        .set("audience", post.forum)
        .set_some("context", post.context)
        .set_some("contextHistory", post.context_history)
        .set("replies", post.replies)
        .set("likes", post.likes)
        .set("to", post.to())
        .set("cc", post.cc())
        .set("tag", tags(post))
        .set(
            "attachment",
            post.attachments.iter().map(attachment).collect::<Vec<_>>(),
        )
        .set("interactionPolicy", policy(post));
    let doc = if post.locked {
        doc.set("commentsEnabled", false)
    } else {
        doc
    };
    let doc = doc.date("published", post.published_ms);
    let doc = match post.updated_ms {
        Some(ms) => doc.date("updated", ms),
        None => doc,
    };
    doc.set_some("palabre:rev", Some(post.rev).filter(|rev| *rev > 0))
        .done()
}

fn tags(post: &PostDoc<'_>) -> Vec<Value> {
    let mentions = post
        .mentions
        .iter()
        .map(|(href, name)| json!({"type": "Mention", "href": href, "name": name}));
    let hashtags = post
        .hashtags
        .iter()
        .map(|(name, href)| json!({"type": "Hashtag", "href": href, "name": format!("#{name}")}));
    mentions.chain(hashtags).collect()
}

fn attachment(attachment: &AttachmentDoc<'_>) -> Value {
    let doc = match attachment.media_type {
        Some(media_type) => Doc::inner()
            .set("type", "Document")
            .set("url", attachment.url)
            .set("mediaType", media_type),
        None => Doc::inner().set("type", "Link").set("href", attachment.url),
    };
    let focus = attachment.focus.map(|(x, y)| json!([part(x), part(y)]));
    doc.set_some("name", attachment.name)
        .set_some("width", attachment.size.map(|(width, _)| width))
        .set_some("height", attachment.size.map(|(_, height)| height))
        .set_some("blurhash", attachment.blurhash)
        .set_some("focalPoint", focus)
        .done()
}

/// Ten-thousandths as a number.
fn part(units: i64) -> f64 {
    f64::from(i32::try_from(units).unwrap_or_default()) / 10_000.0
}

/// Everybody may quote; in a locked thread only the author may answer, in the words of those who
/// do not read Lock.
fn policy(post: &PostDoc<'_>) -> Value {
    let doc = Doc::inner().set("canQuote", json!({"automaticApproval": [PUBLIC]}));
    if post.locked {
        doc.set("canReply", json!({"automaticApproval": [post.author]}))
            .done()
    } else {
        doc.done()
    }
}

/// What is left of a deleted post at its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TombstoneDoc<'a> {
    /// The post's address.
    pub id: &'a str,
    /// `Article` or `Note`.
    pub former_type: &'a str,
    /// The thread's posts.
    pub context: Option<&'a str>,
    /// The forum's actor.
    pub forum: Option<&'a str>,
    /// Milliseconds.
    pub deleted_ms: i64,
}

/// The Tombstone that a deleted post's address answers (FEP-4f05).
pub fn tombstone(gone: &TombstoneDoc<'_>) -> Value {
    Doc::new(context::post())
        .set("id", gone.id)
        .set("type", "Tombstone")
        .set("formerType", gone.former_type)
        .set_some("context", gone.context)
        .set_some("audience", gone.forum)
        .date("deleted", gone.deleted_ms)
        .done()
}
