//! An account: a person, or a salon.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use palabre_core::Audience;
use palabre_core::access::{Choices, Member, Role};
use palabre_core::bulletin::Emoji;
use palabre_core::people::{Field, Person};
use palabre_core::text::clean::escape;
use palabre_core::threads::read::Actor;
use palabre_core::timelines::Tally;
use schemars::JsonSchema;
use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use super::CustomEmoji;
use super::status::{Accounts, visibility};
use crate::api::dates;
use crate::api::openapi::shapes;
use crate::app::App;
use crate::emoji;
use crate::web::view::assets;

/// An account as everybody sees it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(clippy::struct_excessive_bools, reason = "the shape is the API's")]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) username: String,
    /// `name` for our own people, `name@host` for others.
    pub(crate) acct: String,
    pub(crate) display_name: String,
    pub(crate) locked: bool,
    pub(crate) bot: bool,
    pub(crate) discoverable: bool,
    pub(crate) indexable: bool,
    pub(crate) group: bool,
    pub(crate) created_at: String,
    /// Safe HTML.
    pub(crate) note: String,
    /// Their page.
    pub(crate) url: String,
    /// Their `ActivityPub` id.
    pub(crate) uri: String,
    pub(crate) avatar: String,
    pub(crate) avatar_static: String,
    pub(crate) avatar_description: String,
    pub(crate) header: String,
    pub(crate) header_static: String,
    pub(crate) header_description: String,
    pub(crate) followers_count: u64,
    pub(crate) following_count: u64,
    pub(crate) statuses_count: u64,
    pub(crate) last_status_at: Option<String>,
    pub(crate) hide_collections: bool,
    pub(crate) noindex: bool,
    pub(crate) emojis: Vec<CustomEmoji>,
    #[schemars(with = "Vec<shapes::Role>")]
    pub(crate) roles: Vec<Value>,
    #[schemars(with = "Vec<shapes::Field>")]
    pub(crate) fields: Vec<Value>,
    /// Nothing of theirs is read here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) suspended: Option<bool>,
    /// They are shown to nobody who does not know them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) limited: Option<bool>,
    /// Its JSON, once it has been told: an answer says the same account many times.
    #[serde(skip)]
    pub(super) told: OnceLock<Box<RawValue>>,
}

impl Account {
    /// A person or a salon.
    pub(crate) fn of(app: &App, actor: &Actor, tally: Tally) -> Self {
        let account = Self::person(app, &actor.person, tally);
        let Some(forum) = &actor.forum else {
            return account;
        };
        Self {
            display_name: forum.title.clone(),
            group: true,
            discoverable: true,
            note: paragraph(&forum.summary),
            ..account
        }
    }

    /// A person of this node or of another.
    pub(crate) fn person(app: &App, person: &Person, tally: Tally) -> Self {
        let origin = app.core.base().origin();
        let bare = person.suspended_at.map(|_| bare(person));
        let suspended = bare.as_ref().map(|_| true);
        let person = bare.as_ref().unwrap_or(person);
        let avatar = avatar(app, person);
        let header = pictured(app, person, person.header.as_deref());
        let header = header.map(|(whole, _)| whole);
        let header = header.unwrap_or_else(|| assets::header().address(origin));
        let indexable = person.indexable.unwrap_or_default();
        Self {
            id: person.id.to_string(),
            username: person.name.clone(),
            acct: App::handle(person),
            display_name: person.display.clone(),
            locked: person.is_locked(),
            bot: person.is_bot(),
            discoverable: person.discoverable.unwrap_or_default(),
            indexable,
            group: person.kind == "Group",
            // Clients show a day; the hour is nobody's business.
            created_at: format!("{}T00:00:00.000Z", dates::day(person.created_at)),
            note: person.summary.clone(),
            url: person.url.clone().unwrap_or_else(|| person.uri.clone()),
            uri: person.uri.clone(),
            avatar_static: avatar.clone(),
            avatar,
            avatar_description: String::new(),
            header_static: header.clone(),
            header,
            header_description: String::new(),
            followers_count: tally.followers,
            following_count: tally.following,
            statuses_count: tally.statuses,
            last_status_at: tally.last.map(dates::day),
            hide_collections: person.hides_follows.unwrap_or_default(),
            noindex: !indexable,
            emojis: Vec::new(),
            roles: Vec::new(),
            fields: person.shown_fields().iter().map(told).collect(),
            suspended,
            limited: person.limited_at.map(|_| true),
            told: OnceLock::new(),
        }
    }
}

impl Account {
    /// Whether an emoji stands in its name or in what it says of itself.
    pub(super) fn says(&self, emoji: &Emoji) -> bool {
        let fields = self.fields.iter().flat_map(|field| {
            let parts = [&field["name"], &field["value"]];
            parts.into_iter().filter_map(Value::as_str)
        });
        let mut said = fields.chain([self.display_name.as_str(), &self.note]);
        said.any(|text| crate::emoji::stands_in(emoji, text))
    }
}

/// An account that an answer names again and again: its words are made once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named<'a>(pub(super) &'a Account);

impl Deref for Named<'_> {
    type Target = Account;

    fn deref(&self) -> &Account {
        self.0
    }
}

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(told) = self.told.get() {
            return told.serialize(serializer);
        }
        let told = to_raw_value(self.0).map_err(S::Error::custom)?;
        self.told.get_or_init(|| told).serialize(serializer)
    }
}

/// Somebody who is suspended: a name, and nothing that they say or show.
fn bare(person: &Person) -> Person {
    Person {
        display: String::new(),
        summary: String::new(),
        fields: None,
        avatar: None,
        header: None,
        ..person.clone()
    }
}

/// A description without markup, as HTML.
fn paragraph(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("<p>{}</p>", escape(text))
}

/// An account as its owner sees it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct CredentialAccount {
    #[serde(flatten)]
    pub(crate) account: Account,
    #[schemars(with = "shapes::AccountSource")]
    pub(crate) source: Value,
    #[schemars(with = "shapes::Role")]
    pub(crate) role: Value,
}

impl CredentialAccount {
    /// Somebody with an account here; so many wait for their answer.
    pub(crate) fn new(account: Account, member: &Member, requests: u64, role: Role) -> Self {
        let choices = &member.choices;
        let fields = member.person.fields();
        let source = json!({
            "privacy": chosen(choices),
            "sensitive": choices.sensitive,
            "language": choices.lang.as_ref().unwrap_or(&member.lang),
            "note": choices.note,
            "fields": fields.iter().map(told).collect::<Vec<_>>(),
            "follow_requests_count": requests,
            "hide_collections": account.hide_collections,
            "discoverable": account.discoverable,
            "indexable": account.indexable,
            "attribution_domains": [],
            "quote_policy": choices.quotes.unwrap_or_default().as_str(),
        });
        Self {
            account,
            source,
            role: role_of(role),
        }
    }
}

/// Somebody whom a member mutes.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct MutedAccount {
    #[serde(flatten)]
    pub(crate) account: Account,
    /// When they are heard again by themselves; nothing where that is never.
    pub(crate) mute_expires_at: Option<String>,
}

/// The visibility of a status that says none.
pub(crate) fn chosen(choices: &Choices) -> &'static str {
    let audience = choices.audience.unwrap_or(Audience::Public);
    visibility(audience.as_str())
}

/// A name and a value as clients know them.
pub(super) fn told(field: &Field) -> Value {
    json!({
        "name": field.name,
        "value": field.value,
        "verified_at": field.verified_at.map(dates::full),
    })
}

/// Everybody beside some posts, as accounts.
pub(crate) async fn accounts(
    app: &App,
    actors: &HashMap<i64, Arc<Actor>>,
) -> palabre_core::Result<Accounts> {
    let tallies = palabre_core::timelines::recent_tallies(&app.core, actors.values()).await?;
    counted(app, actors, &tallies).await
}

/// Accounts with these numbers, and the emoji in what they say.
pub(crate) async fn counted(
    app: &App,
    actors: &HashMap<i64, Arc<Actor>>,
    tallies: &HashMap<i64, Tally>,
) -> palabre_core::Result<Accounts> {
    let ours = actors.values().filter(|actor| actor.person.local);
    let texts = ours.flat_map(|actor| {
        let fields = actor.person.fields.as_deref();
        [
            actor.person.display.as_str(),
            &actor.person.summary,
            fields.unwrap_or_default(),
        ]
    });
    let emoji = emoji::in_texts(&app.core, texts).await?;
    let account = |(id, actor): (&i64, &Arc<Actor>)| {
        let tally = tallies.get(id).copied().unwrap_or_default();
        let mut account = Account::of(app, actor, tally);
        if actor.person.local {
            let all = emoji.iter().filter(|one| account.says(one));
            account.emojis = all.map(|one| CustomEmoji::of(app, one)).collect();
        }
        (*id, account)
    };
    Ok(actors.iter().map(account).collect())
}

/// Where a picture of somebody is served; nothing where they show none, or it is nowhere to be had.
pub(crate) fn pictured(
    app: &App,
    person: &Person,
    picture: Option<&str>,
) -> Option<(String, String)> {
    let to_be_had = person.local || app.config.media.cache_bytes > 0;
    let (whole, small) = picture.filter(|_| to_be_had)?.split_once(' ')?;
    let base = app.core.base();
    Some((base.media(whole), base.media(small)))
}

/// The picture of somebody, or that of whoever has none.
pub(crate) fn avatar(app: &App, person: &Person) -> String {
    let shown = pictured(app, person, person.avatar.as_deref());
    // What another node shows may be of any size.
    let shown = shown.map(|(whole, small)| if person.local { whole } else { small });
    shown.unwrap_or_else(|| assets::avatar().address(app.core.base().origin()))
}

/// The id of a role.
pub(crate) fn role_id(role: Role) -> &'static str {
    match role {
        Role::Admin => "1",
        Role::Moderator => "2",
        Role::Member => "-99",
    }
}

/// The role of an account: what it may do is a number of bits, of which the first is an administrator's,
/// and the fifth says that reports are dealt with.
pub(super) fn role_of(role: Role) -> Value {
    let (name, permissions) = match role {
        Role::Admin => ("Administration", "1"),
        Role::Moderator => ("Modération", "16"),
        Role::Member => ("", "0"),
    };
    json!({
        "id": role_id(role),
        "name": name,
        "color": "",
        "permissions": permissions,
        "highlighted": role == Role::Admin,
        "collection_limit": 0,
    })
}
