//! The wire against captured documents, documents of our own making, itself, and chance.

mod captured;
mod chance;
mod composed;
mod fixtures;
mod made;
mod names;
mod polls;
mod published;
mod quotes;
mod shapes;

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Malformed;
use super::read::{Activity, ActorDoc, Collection, Inner, Object, ObjectRef, Shape, group_of};

/// What is told of a document: `Announce(Create(Note))`, who is behind it, which forums it
/// may be for, and whether the object in it opens a thread.
#[derive(Debug, PartialEq)]
struct Told {
    kind: String,
    author: String,
    groups: Vec<String>,
    root: Option<bool>,
}

/// Reads a document of any family.
fn tell(value: &Value) -> Result<Told, Malformed> {
    match Shape::of(value) {
        Shape::Activity => tell_activity(&Activity::read(value)?),
        Shape::Actor => {
            let actor = ActorDoc::read(value)?;
            Ok(told(
                format!("{:?}", actor.kind),
                Some(actor.id),
                actor.moderators.as_slice(),
                None,
            ))
        }
        Shape::Collection => {
            let list = Collection::read(value)?;
            Ok(told(
                format!("{:?}", list.kind),
                list.id,
                list.attributed_to.as_slice(),
                None,
            ))
        }
        Shape::Object | Shape::Unknown => {
            let object = Object::read(value)?;
            let groups = group_of(None, Some(&object));
            let kind = format!("{:?}", object.kind);
            Ok(told(
                kind,
                object.attributed_to,
                &groups,
                Some(object.is_root()),
            ))
        }
    }
}

fn tell_activity(activity: &Activity<'_>) -> Result<Told, Malformed> {
    let name = activity.kind.name();
    if name == "Announce" {
        let inner = match Inner::of(activity)?.as_slice() {
            [Inner::Id(id)] => told("id".to_owned(), Some(activity.actor), &[*id], None),
            [Inner::Object(value) | Inner::Activity(value)] => tell(value)?,
            many => told(
                format!("{} things", many.len()),
                Some(activity.actor),
                &[],
                None,
            ),
        };
        return Ok(Told {
            kind: format!("Announce({})", inner.kind),
            ..inner
        });
    }
    let object = activity
        .object
        .embedded()
        .filter(|v| Shape::of(v) == Shape::Object);
    let object = object.map(Object::read).transpose()?;
    let inside = match (&activity.object, &object) {
        (_, Some(object)) => format!("({:?})", object.kind),
        (ObjectRef::Nothing, _) => String::new(),
        (ObjectRef::Id(_), _) => "(id)".to_owned(),
        (ObjectRef::Embedded(value), _) => {
            format!("({})", value["type"].as_str().unwrap_or_default())
        }
        (ObjectRef::Many(list), _) => format!("({} things)", list.len()),
    };
    if let Some(author) = object
        .as_ref()
        .and_then(|o| o.attributed_to)
        .filter(|_| name == "Create")
    {
        assert_eq!(author, activity.actor, "who creates is the author");
    }
    let groups = group_of(Some(activity), object.as_ref());
    let root = object.as_ref().map(Object::is_root);
    Ok(told(
        format!("{name}{inside}"),
        Some(activity.actor),
        &groups,
        root,
    ))
}

fn told(kind: String, author: Option<&str>, groups: &[&str], root: Option<bool>) -> Told {
    let author = author.unwrap_or_default().to_owned();
    Told {
        kind,
        author,
        groups: groups.iter().map(|id| (*id).to_owned()).collect(),
        root,
    }
}

/// All JSON documents under a folder, by path relative to it, in order.
fn documents(folder: &Path) -> Vec<(String, Value)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("the folder is readable") {
            let path = entry.expect("the entry is readable").path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|end| end == "json") {
                found.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    walk(folder, &mut paths);
    paths.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read(&path).expect("the document is readable");
        let value = serde_json::from_slice(&text)
            .unwrap_or_else(|e| panic!("{} is not JSON: {e}", path.display()));
        let name = path.strip_prefix(folder).expect("it lies in the folder");
        (name.to_string_lossy().into_owned(), value)
    };
    paths.into_iter().map(read).collect()
}

/// The workspace's folder.
fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("a crate lies in a workspace")
        .into()
}
