//! What an Announce carries: one thing or a batch, wrapped once or several times.

use serde_json::Value;

use super::{Activity, Collection, Malformed, ObjectRef, Shape, limits, type_of};

/// One thing carried by an Announce.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Inner<'a> {
    /// An address; of an object as a rule, sometimes of an activity.
    Id(&'a str),
    /// An object in full, without the activity that made it (Mastodon's boost).
    Object(&'a Value),
    /// An activity in full (FEP-1b12).
    Activity(&'a Value),
}

impl<'a> Inner<'a> {
    /// Everything that an Announce carries, in order.
    ///
    /// Lists and collections (`PieFed`) are unpacked and an Announce inside an Announce (`NodeBB`) is
    /// replaced by what it carries, [`limits::NESTING`] levels deep and [`limits::BATCH`] things
    /// in all; beyond these the whole is malformed, as a part would be lost in silence.
    pub fn of(announce: &Activity<'a>) -> Result<Vec<Self>, Malformed> {
        let mut found = Vec::new();
        unpack(&announce.object, 1, &mut found)?;
        if found.is_empty() {
            Err(Malformed::Missing("object"))
        } else {
            Ok(found)
        }
    }
}

fn unpack<'a>(
    what: &ObjectRef<'a>,
    depth: usize,
    found: &mut Vec<Inner<'a>>,
) -> Result<(), Malformed> {
    if depth > limits::NESTING {
        return Err(Malformed::TooDeep("object"));
    }
    for one in what.each() {
        match one {
            ObjectRef::Id(id) => found.push(Inner::Id(id)),
            ObjectRef::Embedded(value) => unpack_document(value, depth, found)?,
            ObjectRef::Nothing | ObjectRef::Many(_) => return Err(Malformed::Shape("object")),
        }
        if found.len() > limits::BATCH {
            return Err(Malformed::TooLong {
                field: "object",
                max: limits::BATCH,
            });
        }
    }
    Ok(())
}

fn unpack_document<'a>(
    value: &'a Value,
    depth: usize,
    found: &mut Vec<Inner<'a>>,
) -> Result<(), Malformed> {
    match Shape::of(value) {
        Shape::Collection => {
            let batch = Collection::read(value)?;
            if batch.left_out > 0 {
                return Err(Malformed::Shape("orderedItems"));
            }
            unpack(&ObjectRef::Many(batch.items), depth + 1, found)
        }
        Shape::Activity if type_of(value) == Some("Announce") => {
            let object = ObjectRef::read(value.get("object"), "object", limits::BATCH)?;
            unpack(&object, depth + 1, found)
        }
        Shape::Activity => {
            found.push(Inner::Activity(value));
            Ok(())
        }
        Shape::Object | Shape::Actor | Shape::Unknown => {
            found.push(Inner::Object(value));
            Ok(())
        }
    }
}
