//! A post as an object: an `Article` opens a thread, a `Note` answers, or stands alone outside forums.

use palabre_core::Audience;
use palabre_core::quotes::Quotable;
use serde_json::{Map, Value, json};

use super::polls::{PollDoc, asked};
use super::quotes::{self, QuoteDoc};
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
    /// It answers nothing and opens no thread of a forum.
    Alone,
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
    /// The forum's actor; what is in a forum is for everybody.
    pub forum: Option<&'a str>,
    /// For whom it is outside forums.
    pub audience: Audience,
    /// Opening or answer.
    pub place: Place<'a>,
    /// The text in HTML.
    pub content: &'a str,
    /// The text as written, in Markdown.
    pub source: &'a str,
    /// The language's tag.
    pub language: Option<&'a str>,
    /// A content warning; empty where there are no words for it. On an opening it takes the place of
    /// the excerpt.
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
    /// What it asks.
    pub poll: Option<PollDoc<'a>>,
    /// What it quotes.
    pub quote: Option<QuoteDoc<'a>>,
    /// Who may quote it.
    pub quotable: Quotable,
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
        match (self.forum, self.audience) {
            (Some(forum), _) => list([forum, PUBLIC]),
            (None, Audience::Public) => list([PUBLIC]),
            (None, Audience::Unlisted | Audience::Followers) => list([self.followers]),
            (None, Audience::Direct) => list(self.named()),
        }
    }

    pub(super) fn cc(&self) -> Value {
        match (self.forum, self.audience) {
            (Some(_), _) => {
                let parent_author = self.parent_author().into_iter();
                list(parent_author.chain([self.followers]).chain(self.named()))
            }
            (None, Audience::Public) => list([self.followers].into_iter().chain(self.named())),
            (None, Audience::Unlisted) => list([PUBLIC].into_iter().chain(self.named())),
            (None, Audience::Followers) => list(self.named()),
            (None, Audience::Direct) => list([]),
        }
    }

    /// Whom it names, the author of what it answers first; neither its author nor its forum.
    fn named(&self) -> impl Iterator<Item = &str> {
        let mentions = self.mentions.iter().map(|(actor, _)| *actor);
        let everyone = self.parent_author().into_iter().chain(mentions);
        everyone.filter(|actor| Some(*actor) != self.forum && *actor != self.author)
    }

    fn parent_author(&self) -> Option<&str> {
        match self.place {
            Place::Reply { parent_author, .. } => {
                parent_author.filter(|actor| Some(*actor) != self.forum && *actor != self.author)
            }
            Place::Root { .. } | Place::Alone => None,
        }
    }

    fn is_open(&self) -> bool {
        self.forum.is_some() || self.audience.is_open()
    }

    /// An opening with a title, an answer, or something that is asked.
    fn kind(&self) -> &'static str {
        match self.place {
            _ if self.poll.is_some() => "Question",
            Place::Root { .. } => "Article",
            Place::Reply { .. } | Place::Alone => "Note",
        }
    }

    /// What stands in `summary`: the warning, else the excerpt of an opening. On a `Question` others
    /// take it for a warning.
    fn summary(&self) -> Option<String> {
        let words = match (self.warning, self.place) {
            (Some(warning), _) => warning,
            (None, Place::Root { excerpt, .. }) if self.poll.is_none() => excerpt,
            (None, _) => "",
        };
        Some(crate::wire::as_html(words)).filter(|words| !words.is_empty())
    }
}

/// The object: an `Article` with a title and an excerpt, or a `Note` without either, since a Note
/// with a `name` could be taken for a vote; a `Question` in the place of both where it asks something.
pub fn object_post(post: &PostDoc<'_>) -> Value {
    let text = quotes::content(post);
    let doc = Doc::new(context_of(post))
        .set("id", post.id)
        .set("type", post.kind())
        .set("url", post.url)
        .set("attributedTo", post.author);
    let doc = match post.place {
        Place::Root { name, .. } => doc.set("name", name),
        Place::Reply { parent, .. } => doc.set("inReplyTo", parent),
        Place::Alone => doc,
    };
    let doc = doc
        .set_some("summary", post.summary())
        .set("sensitive", post.warning.is_some())
        .set("content", text.as_str());
    let doc = match post.language {
        Some(tag) => {
            let by_language = Map::from_iter([(tag.to_owned(), Value::from(text.as_str()))]);
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
        .set_some("audience", post.forum)
        .set_some("context", post.context)
        .set_some("contextHistory", post.context_history)
        // Of what is for a few nothing is served.
        .set_some("replies", Some(post.replies).filter(|_| post.is_open()))
        .set_some("likes", Some(post.likes).filter(|_| post.is_open()))
        .set("to", post.to())
        .set("cc", post.cc())
        .set("tag", tags(post))
        .set(
            "attachment",
            post.attachments.iter().map(attachment).collect::<Vec<_>>(),
        )
        .set("interactionPolicy", policy(post));
    let doc = match &post.poll {
        Some(poll) => asked(doc, poll),
        None => doc,
    };
    let doc = match &post.quote {
        Some(quote) => quotes::quoted(doc, quote),
        None => doc,
    };
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

/// The words that a post needs.
fn context_of(post: &PostDoc<'_>) -> Value {
    let context = match post.poll {
        Some(_) => context::asked(),
        None if post.attachments.is_empty() => context::post(),
        None => context::illustrated(),
    };
    match post.quote {
        Some(_) => context::quoting(context),
        None => context,
    }
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
    let link = post.quote.as_ref().map(quotes::link);
    mentions.chain(hashtags).chain(link).collect()
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

/// Who may quote it, as its author says; in a locked thread only the author may answer, in the
/// words of those who do not read Lock.
fn policy(post: &PostDoc<'_>) -> Value {
    let whom = if post.is_open() {
        post.quotable
    } else {
        Quotable::default()
    };
    let can_quote = quotes::can_quote(whom, post.author, post.followers);
    let doc = Doc::inner().set("canQuote", can_quote);
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
