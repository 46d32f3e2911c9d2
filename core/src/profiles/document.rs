//! A member as other servers read them.

use crate::naming::Base;
use crate::people::{Field, Key, Person};
use crate::scribe::ActorDoc;

/// The document of a member, for the scribe and for whoever asks for it.
pub fn document(base: &Base, person: &Person, keys: Vec<Key>) -> ActorDoc {
    let picture = |served: &Option<String>| {
        let (whole, _) = served.as_deref()?.split_once(' ')?;
        let kind = if whole.rsplit('.').next() == Some("png") {
            "image/png"
        } else {
            "image/jpeg"
        };
        Some((base.media(whole), kind))
    };
    let pair = |field: Field| (field.name, field.value);
    ActorDoc {
        node: base.actor(),
        shared_inbox: base.shared_inbox(),
        page: base.person_page(&person.name),
        avatar: picture(&person.avatar),
        header: picture(&person.header),
        fields: person.shown_fields().into_iter().map(pair).collect(),
        person: person.clone(),
        keys,
    }
}
