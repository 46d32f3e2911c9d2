//! The one who writes and reads letters for core: `ActivityPub` in words, with a proof under it.
//!
//! Pure and without network, so that a deed is composed and signed inside its own transaction
//! (ledger §1).

mod deeds;
mod quotes;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use palabre_core::scribe::{Attachment, Content, Letter, Mention, Question, Quote, Tally};
use palabre_core::{Audience, Deed, Fault, Millis, Scribe, Signer};
use serde_json::Value;

use crate::proof::integrity;
use crate::proof::jcs;
use crate::proof::keys::Ed25519Secret;
use crate::wire::compose::without_link;
use crate::wire::date;
use crate::wire::read::{Activity, Kind, Object, ObjectKind};

/// Most parsed secrets kept in memory: the actors of a node that write now.
const SECRETS: u64 = 1_024;

/// The scribe of a node, for [`palabre_core::Env`].
pub fn scribe() -> Arc<dyn Scribe> {
    Arc::new(Quill::default())
}

/// Composes with [`crate::wire::compose`], proves with [`crate::proof`], reads with
/// [`crate::wire::read`].
pub(crate) struct Quill {
    /// Secrets by their stored form: to parse one costs a multiplication on the curve.
    secrets: moka::sync::Cache<Vec<u8>, Arc<Ed25519Secret>>,
}

impl Default for Quill {
    fn default() -> Self {
        Self {
            secrets: moka::sync::Cache::new(SECRETS),
        }
    }
}

impl std::fmt::Debug for Quill {
    /// Says nothing of the secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Quill").finish_non_exhaustive()
    }
}

impl Quill {
    fn secret(&self, signer: &Signer) -> Result<Arc<Ed25519Secret>, Fault> {
        if let Some(known) = self.secrets.get(&signer.secret) {
            return Ok(known);
        }
        let parsed = Arc::new(Ed25519Secret::from_bytes(&signer.secret).map_err(fault)?);
        self.secrets
            .insert(signer.secret.clone(), Arc::clone(&parsed));
        Ok(parsed)
    }

    /// Puts a proof under a document of ours (FEP-8b32).
    fn prove(&self, document: &mut Value, signer: &Signer, at: Millis) -> Result<(), Fault> {
        let secret = self.secret(signer)?;
        integrity::attach(document, &secret, &signer.key_uri, &date::write(at)).map_err(fault)
    }

    /// The object of a post with its proof, then the activity that holds it.
    fn activity(&self, deed: &Deed, signer: &Signer) -> Result<Value, Fault> {
        match deed {
            Deed::Create(post) => deeds::with_post(post, |words| {
                let mut object = words.object();
                self.prove(&mut object, signer, post.published)?;
                Ok(words.create(object))
            }),
            Deed::Update(post) => {
                let at = post.updated.unwrap_or(post.published);
                deeds::with_post(post, |words| {
                    let mut object = words.object();
                    self.prove(&mut object, signer, at)?;
                    Ok(words.update(object))
                })
            }
            Deed::Vote { .. } | Deed::Counts { .. } => {
                let words = deeds::poll(deed, &signer.actor);
                words.ok_or_else(|| fault("the words of a poll cannot be read"))
            }
            Deed::Introduce { id, actor, at } => deeds::introduce(id, actor, *at),
            Deed::Quote { id, letter, at } => {
                let words = quotes::compose((id, *at), letter, &signer.actor);
                words.ok_or_else(|| fault("the words of a post cannot be read"))
            }
            other => Ok(deeds::compose(other, &signer.actor)),
        }
    }
}

impl Scribe for Quill {
    fn write(&self, deed: &Deed, signer: &Signer) -> Result<Letter, Fault> {
        let mut activity = self.activity(deed, signer)?;
        self.prove(&mut activity, signer, deeds::moment(deed))?;
        let rid = jcs::rid(&activity).map_err(fault)?;
        let raw = serde_json::to_vec(&activity).map_err(fault)?;
        Ok(Letter { rid, raw })
    }

    fn read(&self, raw: &[u8]) -> Option<Content> {
        let value = parse(raw)?;
        let activity = Activity::read(&value).ok()?;
        if !matches!(activity.kind, Kind::Create | Kind::Update) {
            return None;
        }
        let object = Object::read(activity.object.embedded()?).ok()?;
        Some(content(&activity, &object))
    }

    fn rid(&self, raw: &[u8]) -> Option<[u8; 32]> {
        jcs::rid(&parse(raw)?).ok()
    }
}

fn parse(raw: &[u8]) -> Option<Value> {
    jcs::parse_strict(raw, jcs::MAX_DEPTH).ok()
}

pub(crate) fn content(activity: &Activity<'_>, object: &Object<'_>) -> Content {
    let text = object.content.unwrap_or_default();
    let html = match object.media_type {
        Some(kind) if !is_html(kind) => paragraphs(text),
        _ => text.to_owned(),
    };
    let quote = object.quote.map(|quote| Quote {
        uri: quote.href.to_owned(),
        approval: quote.approval.map(str::to_owned),
    });
    let html = match &quote {
        Some(_) => without_link(&html).to_owned(),
        None => html,
    };
    Content {
        title: object.name.filter(|_| object.is_root()).map(str::to_owned),
        html,
        warning: warning(object),
        source: object.source.unwrap_or_default().to_owned(),
        lang: object.language.unwrap_or_default().to_owned(),
        url: object.url.map(str::to_owned),
        mentions: object
            .mentions
            .iter()
            .map(|one| Mention {
                uri: one.href.to_owned(),
                handle: one.name.unwrap_or_default().to_owned(),
            })
            .collect(),
        tags: object.hashtags.clone(),
        attachments: object
            .attachments
            .iter()
            .map(|one| Attachment {
                url: one.url.to_owned(),
                media_type: one.media_type.unwrap_or_default().to_owned(),
                name: one.name.unwrap_or_default().to_owned(),
                size: one.size,
                blurhash: one.blurhash.map(str::to_owned),
                focus: one.focus,
            })
            .collect(),
        question: question(object),
        quote,
        quotable: object.quotable,
        audience: audience(activity, object),
    }
}

/// What an object asks.
pub(crate) fn question(object: &Object<'_>) -> Option<Question> {
    let poll = object.poll.as_ref()?;
    let options = poll.options.iter();
    Some(Question {
        options: options
            .clone()
            .map(|(name, _)| (*name).to_owned())
            .collect(),
        multiple: poll.multiple,
        ends_at: poll.ends_ms,
        tally: Tally {
            votes: options.map(|(_, votes)| *votes).collect(),
            voters: poll.voters,
        },
    })
}

/// For whom an activity and its object are: where both say it, the fewer. What says nothing goes
/// where the other goes.
pub(crate) fn audience(activity: &Activity<'_>, object: &Object<'_>) -> Audience {
    let silent = |document: &Value| {
        let mut fields = ["to", "cc"].iter();
        fields.all(|field| document.get(field).is_none_or(Value::is_null))
    };
    match (silent(activity.raw), silent(object.raw)) {
        (_, true) => activity.reach,
        (true, false) => object.reach,
        (false, false) => activity.reach.max(object.reach),
    }
}

/// What the author of an object warns of. On what opens a thread `summary` is an excerpt, unless the
/// whole is said to be sensitive.
fn warning(object: &Object<'_>) -> Option<String> {
    let page = matches!(object.kind, ObjectKind::Article | ObjectKind::Page);
    let words = object.summary.unwrap_or_default();
    let warns = object.sensitive || !(words.is_empty() || page && object.is_root());
    warns.then(|| words.to_owned())
}

fn is_html(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    ["text/html", "application/xhtml+xml"]
        .iter()
        .any(|html| essence.eq_ignore_ascii_case(html))
}

/// A text that is no HTML, as HTML that shows it as it stands.
pub(crate) fn paragraphs(text: &str) -> String {
    let escaped = crate::wire::as_html(text)
        .replace('"', "&quot;")
        .replace("\r\n", "\n");
    let paragraphs = escaped
        .split("\n\n")
        .map(str::trim)
        .filter(|one| !one.is_empty());
    paragraphs.fold(String::new(), |html, one| {
        html + "<p>" + &one.replace('\n', "<br>") + "</p>"
    })
}

fn fault(error: impl std::fmt::Display) -> Fault {
    Fault::Scribe(error.to_string())
}
