//! An activity: who did what to what, and for whom.

use palabre_core::address::is_address;
use serde_json::Value;

use super::{
    Audience, Malformed, bare_id, date_of, first_url, limits, map_of, need_type, need_url, rev_of,
    short,
};

/// The verbs this node acts upon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A new object.
    Create,
    /// A new version of an object or actor.
    Update,
    /// An object or actor is gone; by a moderator, hidden.
    Delete,
    /// An earlier activity no longer holds.
    Undo,
    /// An object is liked.
    Like,
    /// A relayed activity or a shared object.
    Announce,
    /// A wish to receive.
    Follow,
    /// A Follow is granted.
    Accept,
    /// A Follow is refused.
    Reject,
    /// A report to moderators.
    Flag,
    /// Something joins a collection: a pin, a moderator.
    Add,
    /// Something leaves a collection, or a forum hides a post.
    Remove,
    /// A thread takes no more replies.
    Lock,
    /// A person is banned.
    Block,
    /// An actor or a thread moves.
    Move,
    /// A node is back (federation §4.2).
    Arrive,
    /// A node goes away for a while.
    Leave,
    /// Any other verb, by its name.
    Other(String),
}

impl Kind {
    /// The verb of that name.
    pub fn of(name: &str) -> Self {
        match name {
            "Create" => Self::Create,
            "Update" => Self::Update,
            "Delete" => Self::Delete,
            "Undo" => Self::Undo,
            "Like" => Self::Like,
            "Announce" => Self::Announce,
            "Follow" => Self::Follow,
            "Accept" => Self::Accept,
            "Reject" => Self::Reject,
            "Flag" => Self::Flag,
            "Add" => Self::Add,
            "Remove" => Self::Remove,
            "Lock" => Self::Lock,
            "Block" => Self::Block,
            "Move" => Self::Move,
            "Arrive" => Self::Arrive,
            "Leave" => Self::Leave,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The verb's name.
    pub fn name(&self) -> &str {
        match self {
            Self::Create => "Create",
            Self::Update => "Update",
            Self::Delete => "Delete",
            Self::Undo => "Undo",
            Self::Like => "Like",
            Self::Announce => "Announce",
            Self::Follow => "Follow",
            Self::Accept => "Accept",
            Self::Reject => "Reject",
            Self::Flag => "Flag",
            Self::Add => "Add",
            Self::Remove => "Remove",
            Self::Lock => "Lock",
            Self::Block => "Block",
            Self::Move => "Move",
            Self::Arrive => "Arrive",
            Self::Leave => "Leave",
            Self::Other(name) => name,
        }
    }
}

/// What stands in a place for an object: nothing, an address, the thing itself, or several.
#[derive(Debug, Clone, PartialEq)]
pub enum ObjectRef<'a> {
    /// Nothing, as in an intransitive activity.
    Nothing,
    /// An `http` or `https` address.
    Id(&'a str),
    /// A document, with or without an `id`; always a JSON object.
    Embedded(&'a Value),
    /// A list of two or more addresses and documents.
    Many(Vec<ObjectRef<'a>>),
}

impl<'a> ObjectRef<'a> {
    /// Reads `object`, `first` and the like. Nulls in a list are passed over, and a
    /// list of one counts as its entry.
    pub(super) fn read(
        value: Option<&'a Value>,
        field: &'static str,
        max: usize,
    ) -> Result<Self, Malformed> {
        match value {
            None | Some(Value::Null) => Ok(Self::Nothing),
            Some(Value::Array(list)) if list.len() > max => Err(Malformed::TooLong { field, max }),
            Some(Value::Array(list)) => {
                let mut entries = list
                    .iter()
                    .filter(|v| !v.is_null())
                    .map(|v| Self::one(v, field))
                    .collect::<Result<Vec<_>, _>>()?;
                Ok(match entries.len() {
                    0 => Self::Nothing,
                    1 => entries.remove(0),
                    _ => Self::Many(entries),
                })
            }
            Some(value) => Self::one(value, field),
        }
    }

    /// One address or document. A document with an `id` and no `type` is only an address.
    pub(super) fn one(value: &'a Value, field: &'static str) -> Result<Self, Malformed> {
        match value {
            Value::Object(map) if map.contains_key("type") => Ok(Self::Embedded(value)),
            Value::Object(_) | Value::String(_) => bare_id(value)
                .filter(|id| is_address(id))
                .map(Self::Id)
                .ok_or(Malformed::NotAUrl(field)),
            _ => Err(Malformed::Shape(field)),
        }
    }

    /// The address of the one thing referred to, when it has one.
    pub fn id(&self) -> Option<&'a str> {
        match self {
            Self::Id(id) => Some(id),
            Self::Embedded(value) => bare_id(value).filter(|id| is_address(id)),
            Self::Nothing | Self::Many(_) => None,
        }
    }

    /// The one document that is here in full.
    pub fn embedded(&self) -> Option<&'a Value> {
        match self {
            Self::Embedded(value) => Some(value),
            _ => None,
        }
    }

    /// Everything referred to, one by one.
    pub fn each(&self) -> &[ObjectRef<'a>] {
        match self {
            Self::Nothing => &[],
            Self::Many(list) => list,
            one => std::slice::from_ref(one),
        }
    }
}

/// What this node wants to know of an activity; the value itself stays as it was received.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity<'a> {
    /// The document as received.
    pub raw: &'a Value,
    /// The activity's own address.
    pub id: &'a str,
    /// The verb.
    pub kind: Kind,
    /// The address of the one who acts.
    pub actor: &'a str,
    /// What is acted upon.
    pub object: ObjectRef<'a>,
    /// Where to: the collection of an Add or Remove, the forum of a Block, the new home of a Move.
    pub target: Option<&'a str>,
    /// Where from, of a Move.
    pub origin: Option<&'a str>,
    /// `to` without Public, at most [`limits::ADDRESSEES`].
    pub to: Vec<&'a str>,
    /// `cc` without Public, at most [`limits::ADDRESSEES`].
    pub cc: Vec<&'a str>,
    /// For whom it is by these two.
    pub reach: palabre_core::Audience,
    /// `audience`: the forum it is for.
    pub audience: Vec<&'a str>,
    /// Milliseconds, 1970 to 2100.
    pub published_ms: Option<i64>,
    /// Milliseconds, 1970 to 2100.
    pub updated_ms: Option<i64>,
    /// `palabre:rev`, 0 where there is none (ledger §4).
    pub rev: u64,
    /// A reason, cut at [`limits::SUMMARY_CHARS`].
    pub summary: Option<&'a str>,
    /// The words of a Flag or the emoji of a Like, cut at [`limits::SUMMARY_CHARS`].
    pub content: Option<&'a str>,
    /// What came of it: terms in an Accept.
    pub result: Option<&'a Value>,
    public: bool,
}

impl<'a> Activity<'a> {
    /// Reads an activity. It must have an address, one actor and a type; an unknown type is
    /// [`Kind::Other`]. Authority is not judged here.
    pub fn read(value: &'a Value) -> Result<Self, Malformed> {
        let map = map_of(value)?;
        let kind = Kind::of(need_type(value)?);
        let object = match kind {
            Kind::Announce => ObjectRef::read(map.get("object"), "object", limits::BATCH)?,
            _ => ObjectRef::read(map.get("object"), "object", limits::OBJECTS)?,
        };
        let audience = Audience::read(map);
        let actor = need_url(map, "actor")?;
        Ok(Self {
            reach: audience.reach(actor),
            raw: value,
            id: need_url(map, "id")?,
            actor,
            object,
            target: first_url(map, "target"),
            origin: first_url(map, "origin"),
            to: audience.to,
            cc: audience.cc,
            audience: audience.audience,
            published_ms: date_of(map, "published"),
            updated_ms: date_of(map, "updated"),
            rev: rev_of(map),
            summary: short(map, "summary", limits::SUMMARY_CHARS),
            content: short(map, "content", limits::SUMMARY_CHARS),
            result: map.get("result").filter(|result| !result.is_null()),
            public: audience.public,
            kind,
        })
    }

    /// Whether it is for everybody: only such activities enter a ledger (ledger §3).
    pub fn is_public(&self) -> bool {
        self.public
    }
}
