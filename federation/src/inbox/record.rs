//! From an activity whose authority is known to a ledger [`Record`] (ledger §1).

use palabre_core::address::same_origin;
use palabre_core::ledger::{Ahead, Kind, Record, Standing, Vouch};
use palabre_core::{Content, Core, Millis, ledger};
use serde_json::Value;

use crate::proof::jcs;
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

/// What a record is about and who vouches for it.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) record: Record,
    /// Whether it is addressed to the public.
    pub(crate) public: bool,
    /// What it says about its forum, in the order to be tried.
    pub(crate) groups: Vec<String>,
    pub(crate) summary: Option<String>,
    /// What a Create or an Update says, as the scribe reads it from the bytes.
    pub(crate) content: Option<Content>,
}

impl Made {
    /// What settling this will ask the database for.
    pub(super) fn look_ahead(&self, ahead: &mut Ahead) {
        let record = &self.record;
        ahead.actors.insert(record.actor.clone());
        ahead.objects.insert(record.object.clone());
        ahead.parents.extend(record.in_reply_to.clone());
        if record.kind == Kind::Create {
            let (object, published) = (record.object.clone(), record.published);
            ahead.creates.insert(object, published);
        }
    }
}

/// Reads an activity as a record. `raw` is what is kept: the bytes received, or for an activity
/// inside another one its JSON value. `now` dates what has no date of its own.
pub(crate) async fn make(
    core: &Core,
    activity: &Activity<'_>,
    value: &Value,
    vouch: Vouch,
) -> Result<Made, NoRecord> {
    let rid = jcs::rid(value).map_err(|_| NoRecord::Object)?;
    let object = embedded(activity);
    let about = about(core, activity, object.as_ref()).await?;
    let public = activity.is_public() || object.as_ref().is_some_and(Object::is_public);
    let kind = match about.kind {
        // An Update that drops the public counts as a Delete (ledger §3).
        Kind::Update if !public => Kind::Delete,
        kind => kind,
    };
    if !public && kind == Kind::Create {
        return Err(NoRecord::Private);
    }
    let dated = activity
        .published_ms
        .or(about.published)
        .or(activity.updated_ms);
    let published = dated.or(object.as_ref().and_then(|one| one.updated_ms));
    let raw = serde_json::to_vec(value).map_err(|_| NoRecord::Object)?;
    let groups = read::group_of(Some(activity), object.as_ref());
    let content = object
        .as_ref()
        .filter(|_| matches!(kind, Kind::Create | Kind::Update))
        .map(|object| crate::scribe::content(activity, object));
    Ok(Made {
        content,
        public,
        groups: groups.into_iter().map(str::to_owned).collect(),
        summary: activity.summary.map(str::to_owned),
        record: Record {
            rid,
            activity_id: activity.id.to_owned(),
            kind,
            actor: activity.actor.to_owned(),
            object: about.object,
            forum: None,
            context: None,
            in_reply_to: about.in_reply_to,
            rev: rev(activity, object.as_ref()),
            updated: activity
                .updated_ms
                .or(object.as_ref().and_then(|one| one.updated_ms))
                .filter(|_| kind == Kind::Update),
            published: published.unwrap_or(core.now()),
            raw: Some(raw),
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

async fn about(
    core: &Core,
    activity: &Activity<'_>,
    object: Option<&Object<'_>>,
) -> Result<About, NoRecord> {
    use crate::wire::read::Kind as Verb;
    let plain = |kind: Kind, object: &str| About {
        kind,
        object: object.to_owned(),
        in_reply_to: None,
        published: None,
    };
    let id = activity.object.id();
    match &activity.kind {
        Verb::Create | Verb::Update => {
            let object = object.ok_or(NoRecord::Object)?;
            authored(activity, object)?;
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
    Ok(About {
        kind,
        object,
        in_reply_to: None,
        published: None,
    })
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
