//! From a deed of core to its words on the wire.

use palabre_core::address::host_of_uri;
use palabre_core::scribe::{ActorDoc, Attachment, PostDoc};
use palabre_core::{Audience, Deed, Fault, Millis};
use serde_json::{Value, json};

use crate::wire::compose::{self, AttachmentDoc, Place};
use crate::wire::ids;

/// When a deed was done, which is when its proof was made.
pub(super) fn moment(deed: &Deed) -> Millis {
    match deed {
        Deed::Create(post) => post.published,
        Deed::Update(post) => post.updated.unwrap_or(post.published),
        Deed::Delete { at, .. }
        | Deed::DeleteActor { at, .. }
        | Deed::Like { at, .. }
        | Deed::UndoLike { at, .. }
        | Deed::Vote { at, .. }
        | Deed::Counts { at, .. }
        | Deed::Introduce { at, .. }
        | Deed::Quote { at, .. }
        | Deed::Announce { at, .. }
        | Deed::UndoAnnounce { at, .. }
        | Deed::Remove { at, .. }
        | Deed::UndoRemove { at, .. }
        | Deed::Lock { at, .. }
        | Deed::UndoLock { at, .. }
        | Deed::Follow { at, .. }
        | Deed::UndoFollow { at, .. }
        | Deed::Accept { at, .. }
        | Deed::Reject { at, .. }
        | Deed::Refuse { at, .. }
        | Deed::Flag { at, .. }
        | Deed::Arrive { at, .. } => *at,
    }
}

/// A post in words: its object, and the activities that hold it.
pub(super) struct PostWords<'a> {
    doc: compose::PostDoc<'a>,
}

impl PostWords<'_> {
    pub(super) fn object(&self) -> Value {
        compose::object_post(&self.doc)
    }

    pub(super) fn create(&self, object: Value) -> Value {
        compose::create(&format!("{}/create", self.doc.id), &self.doc, object)
    }

    pub(super) fn update(&self, object: Value) -> Value {
        let id = format!("{}/update/{}", self.doc.id, self.doc.rev);
        compose::update(&id, &self.doc, object, None)
    }
}

/// Lends the words of a post. The activities' addresses are made from the post's (ledger §8).
pub(super) fn with_post<T>(post: &PostDoc, work: impl FnOnce(&PostWords<'_>) -> T) -> T {
    let parent_handle = post.parent_author.as_deref().map(guessed_handle);
    let mentions = mentions(post, parent_handle.as_deref());
    let pages: Vec<(&str, String)> = post
        .tags
        .iter()
        .map(|(tag, page)| (tag.as_str(), ascii(page)))
        .collect();
    let hashtags: Vec<(&str, &str)> = pages.iter().map(|(tag, page)| (*tag, &**page)).collect();
    let (followers, replies) = (
        ids::followers(&post.author),
        format!("{}/replies", post.uri),
    );
    let likes = format!("{}/likes", post.uri);
    let place = match post.in_reply_to.as_deref() {
        Some(parent) => Place::Reply {
            parent,
            parent_author: post.parent_author.as_deref(),
        },
        None if post.forum.is_none() => Place::Alone,
        None => Place::Root {
            name: post.title.as_deref().unwrap_or_default(),
            excerpt: &post.summary,
        },
    };
    let attachments: Vec<AttachmentDoc<'_>> = post.attachments.iter().map(attached).collect();
    work(&PostWords {
        doc: compose::PostDoc {
            id: &post.uri,
            url: &post.url,
            author: &post.author,
            followers: &followers,
            forum: post.forum.as_ref().map(|forum| forum.uri.as_str()),
            audience: post.audience,
            place,
            content: &post.html,
            source: &post.source,
            language: Some(post.lang.as_str()).filter(|lang| !lang.is_empty()),
            warning: post.warning.as_deref(),
            context: post.context.as_deref(),
            context_history: post.history.as_deref(),
            replies: &replies,
            likes: &likes,
            mentions: &mentions,
            hashtags: &hashtags,
            attachments: &attachments,
            poll: post.question.as_ref().map(|asked| compose::PollDoc {
                options: &asked.options,
                multiple: asked.multiple,
                ends_ms: asked.ends_at,
            }),
            quote: post.quote.as_ref().map(|(said, page)| compose::QuoteDoc {
                id: &said.uri,
                page,
                approval: said.approval.as_deref(),
            }),
            quotable: post.quotable,
            locked: false,
            published_ms: post.published,
            updated_ms: post.updated,
            rev: u64::try_from(post.rev).unwrap_or_default(),
        },
    })
}

fn attached(one: &Attachment) -> AttachmentDoc<'_> {
    AttachmentDoc {
        url: &one.url,
        media_type: Some(&one.media_type),
        name: Some(one.name.as_str()).filter(|name| !name.is_empty()),
        size: one.size,
        blurhash: one.blurhash.as_deref(),
        focus: one.focus,
    }
}

/// Who is named: those of the text; the parent's author, whom servers notify only when named; the
/// forum, so that an answer to all on a microblog reaches it (federation §1.2).
fn mentions<'a>(post: &'a PostDoc, parent_handle: Option<&'a str>) -> Vec<(&'a str, &'a str)> {
    let mut named: Vec<(&str, &str)> = post
        .mentions
        .iter()
        .map(|one| (one.uri.as_str(), one.handle.as_str()))
        .collect();
    let parent = post.parent_author.as_deref().zip(parent_handle);
    let forum = post.forum.as_ref();
    let forum = forum.map(|forum| (forum.uri.as_str(), forum.handle.as_str()));
    for (uri, handle) in parent.into_iter().chain(forum) {
        if uri != post.author && named.iter().all(|(known, _)| *known != uri) {
            named.push((uri, handle));
        }
    }
    named
}

/// `@name@host` of an actor of whom only the address is known: the words beside a link, which
/// nobody reads as an address.
fn guessed_handle(actor: &str) -> String {
    let name = actor
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    format!("@{}@{}", name.trim_start_matches('@'), host_of_uri(actor))
}

/// An address as an URI: letters beyond ASCII in percent.
fn ascii(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for letter in address.chars() {
        if letter.is_ascii() {
            out.push(letter);
        } else {
            let mut bytes = [0; 4];
            for byte in letter.encode_utf8(&mut bytes).bytes() {
                out.push('%');
                out.push_str(&hex::encode_upper([byte]));
            }
        }
    }
    out
}

/// The words of every deed but Create and Update.
pub(super) fn compose(deed: &Deed, actor: &str) -> Value {
    let followers = ids::followers(actor);
    let published_ms = moment(deed);
    let in_forum = |id, forum| compose::Deed {
        id,
        actor,
        forum,
        published_ms,
    };
    let alone = |id| compose::Deed {
        id,
        actor,
        forum: None,
        published_ms,
    };
    match deed {
        Deed::Create(post) | Deed::Update(post) => {
            with_post(post, |words: &PostWords<'_>| words.object())
        }
        Deed::Delete {
            id,
            post,
            former,
            forum,
            context,
            audience,
            named,
            ..
        } => {
            let gone = compose::GoneDoc {
                id: post,
                former_type: former,
                audience: *audience,
                followers: &followers,
                named,
            };
            let mut words = compose::delete(&in_forum(id, forum.as_deref()), &gone);
            // The thread is named where the post itself named it, so that a line whose Create
            // never came still finds its thread (ledger §4).
            if let (Some(context), Some(gone)) = (context, words.get_mut("object")) {
                gone["context"] = Value::from(context.as_str());
            }
            words
        }
        Deed::DeleteActor { id, .. } => compose::delete_actor(&alone(id), &followers),
        Deed::Like {
            id,
            post,
            author,
            forum,
            ..
        } => compose::like(&in_forum(id, forum.as_deref()), post, author),
        Deed::UndoLike {
            id,
            like,
            post,
            author,
            forum,
            ..
        } => {
            let forum = forum.as_deref();
            let liked = compose::like(&in_forum(like, forum), post, author);
            compose::undo(&in_forum(id, forum), &undated(liked))
        }
        Deed::Remove { .. }
        | Deed::UndoRemove { .. }
        | Deed::Lock { .. }
        | Deed::UndoLock { .. } => moderation(deed, actor, &followers),
        other => letter(other, actor),
    }
}

fn boost(deed: &compose::Deed<'_>, (object, author): (&str, &str), audience: Audience) -> Value {
    let followers = ids::followers(deed.actor);
    let said = compose::Boost {
        object,
        author,
        followers: &followers,
        audience,
    };
    compose::boost(deed, &said)
}

/// Letters between two, which are no records.
fn letter(deed: &Deed, actor: &str) -> Value {
    let published_ms = moment(deed);
    let alone = |id| compose::Deed {
        id,
        actor,
        forum: None,
        published_ms,
    };
    let undo = |id, undone| compose::undo(&alone(id), &undated(undone));
    match deed {
        Deed::Announce {
            id,
            post,
            author,
            audience,
            ..
        } => boost(&alone(id), (post, author), *audience),
        Deed::UndoAnnounce {
            id,
            announce,
            post,
            author,
            audience,
            ..
        } => undo(id, boost(&alone(announce), (post, author), *audience)),
        Deed::Follow { id, object, .. } => compose::follow(&alone(id), object),
        Deed::UndoFollow {
            id, follow, object, ..
        } => undo(id, compose::follow(&alone(follow), object)),
        Deed::Accept {
            id,
            follow,
            follower,
            ..
        } => compose::accept(&alone(id), &asked(follow, follower, actor), follower),
        Deed::Reject {
            id,
            follow,
            follower,
            ..
        } => compose::reject(&alone(id), &asked(follow, follower, actor), follower),
        Deed::Refuse {
            id,
            activity,
            author,
            reason,
            ..
        } => compose::refuse(&alone(id), activity, author, reason),
        Deed::Flag {
            id,
            objects,
            to,
            reason,
            ..
        } => {
            let posts: Vec<&str> = objects.iter().skip(1).map(String::as_str).collect();
            let report = compose::ReportDoc {
                person: objects.first().map_or("", String::as_str),
                posts: &posts,
                to,
                reason,
            };
            compose::flag(&alone(id), &report)
        }
        Deed::Arrive { id, .. } => compose::arrive(&alone(id), &[], &[]),
        _ => Value::Null,
    }
}

/// Somebody with what they say of themselves now.
pub(super) fn introduce(id: &str, actor: &ActorDoc, at: Millis) -> Result<Value, Fault> {
    let uri = &actor.person.uri;
    let head = compose::Deed {
        id,
        actor: uri,
        forum: None,
        published_ms: at,
    };
    let document = crate::serve::person_document(actor)?;
    Ok(compose::introduce(&head, &ids::followers(uri), &document))
}

/// What is told about a poll: a vote, or what was counted.
pub(super) fn poll(deed: &Deed, actor: &str) -> Option<Value> {
    let head = |id| compose::Deed {
        id,
        actor,
        forum: None,
        published_ms: moment(deed),
    };
    match deed {
        Deed::Vote {
            id,
            post,
            author,
            option,
            ..
        } => Some(compose::vote(&head(id), option, post, author)),
        Deed::Counts {
            id,
            said,
            tally,
            over,
            ..
        } => {
            let counts = compose::CountsDoc {
                votes: &tally.votes,
                voters: tally.voters,
                over_ms: *over,
            };
            let said = super::parse(said)?;
            Some(compose::counts(&head(id), &said, &counts))
        }
        _ => None,
    }
}

/// The acts of a forum; the forum is the one who acts.
fn moderation(deed: &Deed, forum: &str, followers: &str) -> Value {
    let published_ms = moment(deed);
    let by = |id| compose::Deed {
        id,
        actor: forum,
        forum: Some(forum),
        published_ms,
    };
    match deed {
        Deed::Remove {
            id,
            post,
            context,
            reason,
            ..
        } => compose::remove(&by(id), followers, post, context, Some(reason)),
        Deed::UndoRemove {
            id,
            remove,
            post,
            context,
            reason,
            ..
        } => {
            let removed = compose::remove(&by(remove), followers, post, context, None);
            let mut words = compose::undo_remove(&by(id), &undated(removed));
            words["summary"] = Value::from(reason.as_str());
            words
        }
        Deed::Lock {
            id,
            root,
            context,
            reason,
            ..
        } => {
            let words = compose::lock(&by(id), followers, root, Some(reason));
            in_thread(words, context)
        }
        Deed::UndoLock {
            id,
            lock,
            root,
            context,
            ..
        } => {
            let locked = compose::lock(&by(lock), followers, root, None);
            let words = compose::undo_lock(&by(id), &undated(locked));
            in_thread(words, context)
        }
        _ => Value::Null,
    }
}

/// Names the thread that an act is about.
fn in_thread(mut words: Value, context: &str) -> Value {
    words["context"] = Value::from(context);
    words
}

/// An activity that is embedded to be undone: its own date is not known here and not needed.
fn undated(mut activity: Value) -> Value {
    if let Some(map) = activity.as_object_mut() {
        map.remove("published");
    }
    activity
}

/// A Follow as Lemmy wants to see it in its answer.
fn asked(follow: &str, follower: &str, us: &str) -> Value {
    json!({"id": follow, "type": "Follow", "actor": follower, "object": us})
}
