//! What a member says of themselves, as they have typed it.

use palabre_core::access::Member;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::account::{pictured, told};
use crate::api::openapi::shapes;
use crate::app::App;

/// `Profile`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(clippy::struct_excessive_bools, reason = "the shape is the API's")]
pub(crate) struct Profile {
    id: String,
    display_name: String,
    /// As it was typed.
    note: String,
    #[schemars(with = "Vec<shapes::Field>")]
    fields: Vec<Value>,
    /// Nothing where they show none.
    avatar: Option<String>,
    avatar_static: Option<String>,
    avatar_description: String,
    header: Option<String>,
    header_static: Option<String>,
    header_description: String,
    locked: bool,
    bot: bool,
    hide_collections: bool,
    discoverable: bool,
    indexable: bool,
    show_media: bool,
    show_media_replies: bool,
    show_featured: bool,
    attribution_domains: Vec<Value>,
    featured_tags: Vec<Value>,
}

impl Profile {
    pub(crate) fn of(app: &App, member: &Member) -> Self {
        let person = &member.person;
        let picture = |kept: &Option<String>| {
            let served = pictured(app, person, kept.as_deref());
            served.map(|(whole, _)| whole)
        };
        let (avatar, header) = (picture(&person.avatar), picture(&person.header));
        Self {
            id: person.id.to_string(),
            display_name: person.display.clone(),
            note: member.choices.note.clone(),
            fields: person.fields().iter().map(told).collect(),
            avatar_static: avatar.clone(),
            avatar,
            avatar_description: String::new(),
            header_static: header.clone(),
            header,
            header_description: String::new(),
            locked: person.is_locked(),
            bot: person.is_bot(),
            hide_collections: person.hides_follows.unwrap_or_default(),
            discoverable: person.discoverable.unwrap_or_default(),
            indexable: person.indexable.unwrap_or_default(),
            show_media: true,
            show_media_replies: true,
            show_featured: true,
            attribution_domains: Vec::new(),
            featured_tags: Vec::new(),
        }
    }
}
