//! What the node says for itself: announcements, rules, and emoji of its own.

use palabre_core::bulletin::{Announced, Emoji, Reaction, Rule};
use palabre_core::text::excerpt;
use palabre_core::text::extract::hashtags;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::content::with_hashtags;
use super::status::StatusTag;
use crate::api::dates;
use crate::app::App;

/// An announcement as a member sees it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Announcement {
    pub(crate) id: String,
    /// Safe HTML.
    content: String,
    starts_at: Option<String>,
    ends_at: Option<String>,
    all_day: bool,
    published_at: String,
    updated_at: String,
    read: bool,
    mentions: Vec<Value>,
    statuses: Vec<Value>,
    tags: Vec<StatusTag<'static>>,
    emojis: Vec<CustomEmoji>,
    reactions: Vec<AnnouncementReaction>,
}

impl Announcement {
    /// `emoji` are those of the node that stand in it or are answered to it.
    pub(crate) fn of(app: &App, seen: &Announced, emoji: &[Emoji]) -> Self {
        let said = &seen.announcement;
        let in_text = emoji.iter().filter(|one| {
            let name = format!(":{}:", one.shortcode);
            said.html.contains(&name)
        });
        let reactions = seen.reactions.iter();
        let tags = hashtags(&excerpt::plain(&said.html));
        Self {
            id: said.id.to_string(),
            content: with_hashtags(app, &said.html, |tag| tags.contains(tag)).into_owned(),
            starts_at: said.starts_at.map(dates::full),
            ends_at: said.ends_at.map(dates::full),
            all_day: said.all_day,
            published_at: dates::full(said.made_at),
            updated_at: dates::full(said.made_at),
            read: seen.read,
            mentions: Vec::new(),
            statuses: Vec::new(),
            tags: tags
                .into_iter()
                .map(|key| StatusTag::of(app, key))
                .collect(),
            emojis: in_text.map(|one| CustomEmoji::of(app, one)).collect(),
            reactions: reactions
                .map(|one| AnnouncementReaction::of(app, one, emoji))
                .collect(),
        }
    }
}

/// What some members answer to an announcement.
#[derive(Debug, Serialize, JsonSchema)]
struct AnnouncementReaction {
    name: String,
    count: u64,
    me: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    static_url: Option<String>,
}

impl AnnouncementReaction {
    fn of(app: &App, reaction: &Reaction, emoji: &[Emoji]) -> Self {
        let own = emoji.iter().find(|one| one.shortcode == reaction.name);
        let own = own.map(|one| CustomEmoji::of(app, one));
        Self {
            name: reaction.name.clone(),
            count: reaction.count,
            me: reaction.me,
            url: own.as_ref().map(|one| one.url.clone()),
            static_url: own.map(|one| one.static_url),
        }
    }
}

/// An emoji of this node.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct CustomEmoji {
    shortcode: String,
    url: String,
    static_url: String,
    visible_in_picker: bool,
    category: Option<String>,
}

impl CustomEmoji {
    pub(crate) fn of(app: &App, emoji: &Emoji) -> Self {
        let url = emoji_address(app, emoji);
        Self {
            shortcode: emoji.shortcode.clone(),
            // Pictures do not move.
            static_url: url.clone(),
            url,
            visible_in_picker: true,
            category: emoji.category.clone(),
        }
    }
}

/// Where the picture of an emoji is served.
pub(crate) fn emoji_address(app: &App, emoji: &Emoji) -> String {
    let origin = app.core.base().origin();
    format!("{origin}/media/{}", emoji.file)
}

/// A rule of the node.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct NodeRule {
    id: String,
    text: String,
    hint: String,
}

impl From<&Rule> for NodeRule {
    fn from(rule: &Rule) -> Self {
        Self {
            id: rule.id.to_string(),
            text: rule.text.clone(),
            hint: rule.hint.clone(),
        }
    }
}
