//! The words of a deed before its scribe puts them on the wire: the document of a post, and the record
//! that holds what was signed.

use super::{Draft, Thread};
use crate::forums::Forum;
use crate::ledger::{Kind, Record, Standing, Vouch};
use crate::people::Person;
use crate::quotes::Policy;
use crate::scribe::{DocForum, Letter, PostDoc};
use crate::{Audience, Deed, Result, Tx};

/// Longest excerpt of a root, in characters.
const EXCERPT: usize = 300;

pub(super) fn document(
    tx: &Tx,
    author: &Person,
    forum: Option<&Forum>,
    draft: &Draft,
    id: i64,
) -> PostDoc {
    let base = tx.core().base();
    PostDoc {
        id,
        uri: base.post(id),
        author: author.uri.clone(),
        author_name: author.name.clone(),
        forum: forum.map(|forum| DocForum {
            uri: forum.uri.clone(),
            handle: forum.handle(),
        }),
        audience: Audience::Public,
        context: None,
        history: None,
        in_reply_to: None,
        parent_author: None,
        title: draft.title.clone(),
        summary: crate::text::excerpt::short(&draft.html, EXCERPT),
        warning: draft.warning.clone(),
        html: draft.html.clone(),
        source: draft.source.clone(),
        lang: draft.lang.clone(),
        mentions: draft.mentions.clone(),
        tags: draft.tags.clone(),
        attachments: Vec::new(),
        question: None,
        quote: None,
        quotable: Policy::default().into(),
        url: base.post_page(id),
        published: tx.now(),
        updated: None,
        rev: 0,
    }
}

/// The thread's name as its forum's home gave it; nothing while only we have named it.
pub(super) fn known_context(tx: &Tx, thread: &Thread, forum: &Forum) -> Option<String> {
    let ours = tx.core().base().is_ours(&thread.context);
    (forum.local || !ours).then(|| thread.context.clone())
}

pub(super) fn named(tx: &Tx, doc: &mut PostDoc, thread: &Thread, forum: &Forum) {
    doc.context = known_context(tx, thread, forum);
    if forum.local {
        doc.history = Some(tx.core().base().thread_history(thread.id));
    }
}

#[expect(clippy::too_many_arguments, reason = "one line that every deed shares")]
pub(super) fn record(
    letter: Letter,
    id: String,
    kind: Kind,
    actor: &str,
    object: &str,
    forum: Option<&Forum>,
    context: Option<String>,
    at: crate::Millis,
) -> Record {
    Record {
        rid: letter.rid,
        activity_id: id,
        kind,
        actor: actor.to_owned(),
        object: object.to_owned(),
        forum: forum.map(|forum| forum.uri.clone()),
        context,
        in_reply_to: None,
        rev: 0,
        updated: None,
        published: at,
        raw: Some(letter.raw),
        vouch: Vouch::Proof,
        standing: Standing::Accepted,
    }
}

pub(super) async fn sign(tx: &Tx, actor: &str, deed: &Deed) -> Result<Letter> {
    let signer = tx.signer(actor).await?;
    Ok(tx.core().env().scribe.write(deed, &signer)?)
}
