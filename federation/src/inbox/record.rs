//! From an activity whose authority is known to a ledger [`Record`] (ledger §1).

use palabre_core::address::same_origin;
use palabre_core::ledger::{Ahead, Kind, Record, Standing, Vouch};
use palabre_core::notes::{Note, Received};
use palabre_core::scribe::Question;
use palabre_core::threads::Post;
use palabre_core::{Content, Core, Millis, ledger};
use serde_json::{Value, json};

use super::Proved;
use crate::proof::jcs;
use crate::wire::limits;
use crate::wire::read::{self, Activity, Object, ObjectRef};

/// Why an activity makes no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoRecord {
    #[error("it is of a kind that no ledger holds")]
    Kind,
    #[error("it does not say what it is about")]
    Object,
    #[error("its author is not the one who sent it")]
    Author,
    #[error("its object is of another host")]
    Host,
    #[error("it is not public")]
    Private,
    /// A fault of ours, which says nothing about the activity.
    #[error("what it is about cannot be looked up now")]
    Store,
}

/// Of which version of a post an Update is that may tell something beside its words.
#[derive(Debug, Clone)]
pub(crate) struct Version {
    rev: i64,
    updated: Option<Millis>,
    /// Whether it tells nothing else, and shows it: it says so, or its post was never edited.
    pub(crate) alone: bool,
}

impl Version {
    fn of(activity: &Activity<'_>, object: &Object<'_>, marked: bool) -> Self {
        let rev = rev(activity, Some(object));
        let updated = activity.updated_ms.or(object.updated_ms);
        let alone = marked || rev == 0 && updated.is_none();
        Self {
            rev,
            updated,
            alone,
        }
    }

    /// Whether it is a later one than the one that is known.
    pub(super) fn is_newer(&self, post: &Post) -> bool {
        let second = |at: Millis| at.div_euclid(1_000);
        let known = (post.rev, second(post.updated.unwrap_or(post.published)));
        (self.rev, self.updated.map_or(0, second)) > known
    }
}

/// What an Update says was counted of a poll.
#[derive(Debug, Clone)]
pub(crate) struct Counts {
    pub(crate) question: Question,
    pub(crate) said: Version,
}

/// Where an Update says that what its post quotes is quoted with consent.
#[derive(Debug, Clone)]
pub(crate) struct Consent {
    pub(crate) quoted: String,
    pub(crate) approval: String,
    /// Whether it says that it tells nothing else.
    pub(crate) marked: bool,
    pub(crate) said: Version,
}

/// What a record is about and who vouches for it.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) record: Record,
    /// Whether it is addressed to the public.
    pub(crate) public: bool,
    /// Whether the record is a Delete that stands in for an Update. It carries no proof, whatever
    /// proof the Update had.
    pub(crate) stands_in: bool,
    /// What it says about its forum, in the order to be tried.
    pub(crate) groups: Vec<String>,
    pub(crate) summary: Option<String>,
    /// What a Create or an Update says, as the scribe reads it from the bytes.
    pub(crate) content: Option<Content>,
    /// What an Update says of a poll.
    pub(crate) counts: Option<Counts>,
    /// What an Update says of a quote.
    pub(crate) consent: Option<Consent>,
    /// What it says to a few, where it is for no more; such a thing is no record.
    pub(crate) private: Option<Box<Received>>,
}

impl Made {
    /// Whether the author's own proof is in the bytes of the record.
    pub(crate) fn carries(&self, proved: Proved) -> bool {
        proved == Proved::Yes && !self.stands_in
    }

    /// What settling this will ask the database for.
    pub(super) fn look_ahead(&self, ahead: &mut Ahead) {
        let record = &self.record;
        ahead.actors.insert(record.actor.clone());
        let named = self.private.iter().flat_map(|private| &private.here);
        ahead.actors.extend(named.cloned());
        ahead.groups.extend(self.groups.iter().cloned());
        ahead.objects.insert(record.object.clone());
        let activity = record.activity_id.clone();
        ahead.activities.insert(activity, record.rid);
        ahead.parents.extend(record.in_reply_to.clone());
        if record.kind == Kind::Create {
            let (object, published) = (record.object.clone(), record.published);
            ahead.creates.insert(object, published);
        }
    }
}

/// Reads an activity as a record. What is kept is the bytes received, or for an activity inside
/// another one its JSON value; of an Update that is no longer for everybody, a Delete made of it.
/// The time of `core` dates what has no date of its own.
pub(crate) async fn make(
    core: &Core,
    activity: &Activity<'_>,
    value: &Value,
    vouch: Vouch,
) -> Result<Made, NoRecord> {
    let made = make_any(core, activity, value, vouch).await?;
    if made.record.kind == Kind::Create && !made.public {
        return Err(NoRecord::Private);
    }
    Ok(made)
}

/// As [`make`], with what is for a few beside the record that it does not become.
pub(crate) async fn make_any(
    core: &Core,
    activity: &Activity<'_>,
    value: &Value,
    vouch: Vouch,
) -> Result<Made, NoRecord> {
    let object = embedded(activity);
    let about = about(core, activity, object.as_ref()).await?;
    let public = activity.is_public() || object.as_ref().is_some_and(Object::is_public);
    let groups = read::group_of(Some(activity), object.as_ref());
    let groups = groups.into_iter().map(str::to_owned).collect();
    let private = object
        .as_ref()
        .filter(|_| matches!(about.kind, Kind::Create | Kind::Update))
        .and_then(|object| to_a_few(core, activity, object));
    let about_kind = about.kind;
    let made = match about_kind {
        Kind::Update if !public => taken_back(core, activity, &about.object, vouch)?,
        _ => whole(core, activity, object.as_ref(), about, (value, vouch))?,
    };
    let counts = object
        .as_ref()
        .filter(|_| about_kind == Kind::Update)
        .and_then(|object| counts(activity, object));
    let consent = object
        .as_ref()
        .filter(|_| about_kind == Kind::Update)
        .and_then(|object| consent(activity, object));
    Ok(Made {
        public: public || made.stands_in,
        groups,
        counts,
        consent,
        private,
        ..made
    })
}

/// What an Update says was counted; nothing of what asks nothing.
fn counts(activity: &Activity<'_>, object: &Object<'_>) -> Option<Counts> {
    Some(Counts {
        question: crate::scribe::question(object)?,
        said: Version::of(activity, object, is_marked(activity, "palabre:counts")),
    })
}

/// Where an Update says that what it quotes is quoted with consent.
fn consent(activity: &Activity<'_>, object: &Object<'_>) -> Option<Consent> {
    let quote = object.quote?;
    let marked = is_marked(activity, "palabre:quote");
    Some(Consent {
        quoted: quote.href.to_owned(),
        approval: quote.approval?.to_owned(),
        marked,
        said: Version::of(activity, object, marked),
    })
}

fn is_marked(activity: &Activity<'_>, mark: &str) -> bool {
    activity.raw.get(mark).and_then(Value::as_bool) == Some(true)
}

/// What a Create or an Update says to a few; nothing of what is for everybody.
fn to_a_few(core: &Core, activity: &Activity<'_>, object: &Object<'_>) -> Option<Box<Received>> {
    let audience = crate::scribe::audience(activity, object);
    if audience.is_open() {
        return None;
    }
    let base = core.base();
    let (mut here, mut lists) = (Vec::new(), Vec::new());
    let named = object.mentions.iter().map(|one| &one.href);
    let addressed = [&activity.to, &activity.cc, &object.to, &object.cc];
    for one in addressed.into_iter().flatten().chain(named) {
        let kept: &mut Vec<String> = if base.is_ours(one) {
            &mut here
        } else if same_origin(one, activity.actor) {
            &mut lists
        } else {
            continue;
        };
        if kept.len() < limits::NAMED_HERE && kept.iter().all(|known| known != one) {
            kept.push((*one).to_owned());
        }
    }
    let dated = object.published_ms.or(activity.published_ms);
    let updated = activity.updated_ms.or(object.updated_ms);
    Some(Box::new(Received {
        actor: activity.actor.to_owned(),
        note: Note {
            uri: object.id.to_owned(),
            parent: object.in_reply_to.map(str::to_owned),
            published: dated.or(updated).unwrap_or(core.now()),
            updated,
            rev: rev(activity, Some(object)),
            audience,
            content: crate::scribe::content(activity, object),
            addressed: Vec::new(),
        },
        here,
        lists,
    }))
}

/// An Update that drops the public counts as a Delete (ledger §3). What it says now is private, so
/// that neither its words nor its proof are kept or sent: a Delete stands in for it, which every
/// node that reads the Update makes alike (docs/decisions/0011).
fn taken_back(
    core: &Core,
    activity: &Activity<'_>,
    object: &str,
    vouch: Vouch,
) -> Result<Made, NoRecord> {
    // Read again by somebody else, the stub would say that its actor leaves.
    if object == activity.actor {
        return Err(NoRecord::Object);
    }
    let dates = [
        ("published", activity.published_ms),
        ("updated", activity.updated_ms),
    ];
    let date = dates
        .into_iter()
        .find_map(|(field, read)| read.and(activity.raw.get(field)));
    let mut stub = json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": activity.id,
        "type": "Delete",
        "actor": activity.actor,
        "object": object,
        "to": ["https://www.w3.org/ns/activitystreams#Public"],
    });
    if let Some(date) = date {
        stub["published"] = date.clone();
    }
    let deletion = Activity::read(&stub).map_err(|_| NoRecord::Object)?;
    let about = About::plain(Kind::Delete, object);
    let made = whole(core, &deletion, None, about, (&stub, vouch))?;
    Ok(Made {
        stands_in: true,
        ..made
    })
}

/// A record with every word of its activity.
fn whole(
    core: &Core,
    activity: &Activity<'_>,
    object: Option<&Object<'_>>,
    about: About,
    (value, vouch): (&Value, Vouch),
) -> Result<Made, NoRecord> {
    let kind = about.kind;
    let dated = activity
        .published_ms
        .or(about.published)
        .or(activity.updated_ms);
    let published = dated.or(object.and_then(|one| one.updated_ms));
    let content = object
        .filter(|_| matches!(kind, Kind::Create | Kind::Update))
        .map(|object| crate::scribe::content(activity, object));
    Ok(Made {
        content,
        public: activity.is_public(),
        stands_in: false,
        groups: Vec::new(),
        counts: None,
        consent: None,
        private: None,
        summary: activity.summary.map(str::to_owned),
        record: Record {
            rid: jcs::rid(value).map_err(|_| NoRecord::Object)?,
            activity_id: activity.id.to_owned(),
            kind,
            actor: activity.actor.to_owned(),
            object: about.object,
            forum: None,
            context: None,
            in_reply_to: about.in_reply_to,
            rev: rev(activity, object),
            updated: activity
                .updated_ms
                .or(object.and_then(|one| one.updated_ms))
                .filter(|_| kind == Kind::Update),
            published: published.unwrap_or(core.now()),
            raw: Some(serde_json::to_vec(value).map_err(|_| NoRecord::Object)?),
            vouch,
            standing: Standing::Pending,
        },
    })
}

struct About {
    kind: Kind,
    object: String,
    in_reply_to: Option<String>,
    published: Option<Millis>,
}

impl About {
    fn plain(kind: Kind, object: &str) -> Self {
        Self {
            kind,
            object: object.to_owned(),
            in_reply_to: None,
            published: None,
        }
    }
}

async fn about(
    core: &Core,
    activity: &Activity<'_>,
    object: Option<&Object<'_>>,
) -> Result<About, NoRecord> {
    use crate::wire::read::Kind as Verb;
    let plain = About::plain;
    let id = activity.object.id();
    match &activity.kind {
        Verb::Create | Verb::Update => {
            let object = object.ok_or(NoRecord::Object)?;
            authored(activity, object)?;
            // A vote is said to one alone, and shown to nobody.
            if object.vote().is_some() {
                return Err(NoRecord::Kind);
            }
            let create = activity.kind == Verb::Create;
            Ok(About {
                kind: if create { Kind::Create } else { Kind::Update },
                object: object.id.to_owned(),
                in_reply_to: object.in_reply_to.map(str::to_owned).filter(|_| create),
                published: object.published_ms.filter(|_| create),
            })
        }
        Verb::Delete => {
            let id = id.ok_or(NoRecord::Object)?;
            let itself = id == activity.actor;
            Ok(plain(
                if itself {
                    Kind::DeleteActor
                } else {
                    Kind::Delete
                },
                id,
            ))
        }
        Verb::Like => Ok(plain(Kind::Like, id.ok_or(NoRecord::Object)?)),
        Verb::Remove => Ok(plain(Kind::Remove, id.ok_or(NoRecord::Object)?)),
        Verb::Lock => Ok(plain(Kind::Lock, id.ok_or(NoRecord::Object)?)),
        Verb::Undo => undone(core, activity).await,
        _ => Err(NoRecord::Kind),
    }
}

/// What an Undo takes back: the activity inside it, or the record of the id that it names.
async fn undone(core: &Core, activity: &Activity<'_>) -> Result<About, NoRecord> {
    use crate::wire::read::Kind as Verb;
    let (kind, object) = match &activity.object {
        ObjectRef::Embedded(inner) => {
            let inner = Activity::read(inner).map_err(|_| NoRecord::Object)?;
            if inner.actor != activity.actor {
                return Err(NoRecord::Author);
            }
            let kind = match inner.kind {
                Verb::Like => Kind::UndoLike,
                Verb::Remove | Verb::Delete => Kind::UndoRemove,
                Verb::Lock => Kind::UndoLock,
                _ => return Err(NoRecord::Kind),
            };
            (kind, inner.object.id().ok_or(NoRecord::Object)?.to_owned())
        }
        ObjectRef::Id(id) => {
            let known = ledger::by_activity(core, id)
                .await
                .map_err(|_| NoRecord::Store)?;
            let known = known.ok_or(NoRecord::Object)?;
            if known.actor != activity.actor {
                return Err(NoRecord::Author);
            }
            let kind = match known.kind {
                Kind::Like => Kind::UndoLike,
                Kind::Remove | Kind::Delete => Kind::UndoRemove,
                Kind::Lock => Kind::UndoLock,
                _ => return Err(NoRecord::Kind),
            };
            (kind, known.object)
        }
        _ => return Err(NoRecord::Object),
    };
    Ok(About::plain(kind, &object))
}

/// The author of an object is the actor of its activity, and its id is of the author's host.
fn authored(activity: &Activity<'_>, object: &Object<'_>) -> Result<(), NoRecord> {
    if object.attributed_to != Some(activity.actor) {
        return Err(NoRecord::Author);
    }
    if !same_origin(object.id, activity.actor) {
        return Err(NoRecord::Host);
    }
    Ok(())
}

fn embedded<'a>(activity: &Activity<'a>) -> Option<Object<'a>> {
    match activity.object {
        ObjectRef::Embedded(value) => Object::read(value).ok(),
        _ => None,
    }
}

fn rev(activity: &Activity<'_>, object: Option<&Object<'_>>) -> i64 {
    let rev = activity.rev.max(object.map_or(0, |object| object.rev));
    i64::try_from(rev).unwrap_or(0)
}
