//! The node itself, in the two shapes that clients ask for.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Account, NodeRule};
use crate::api::openapi::shapes;
use crate::app::App;
use crate::config::{FederationMode, Registration};
use crate::web::view::assets;

/// The API that this one resembles: three numbers first, since clients read them.
const LIKE: &str = "4.5.0";
/// Characters that an address counts for, whatever its length.
const ADDRESS: u32 = 23;
/// Characters of a French word with its space: the limit of a contribution is in words.
const WORD: u64 = 6;

/// What is read of the node besides its configuration.
#[derive(Debug, Clone)]
pub(crate) struct Portrait {
    pub(crate) people: u64,
    /// People who wrote in the last 30 days.
    pub(crate) month: u64,
    pub(crate) posts: u64,
    /// Hosts known.
    pub(crate) hosts: u64,
    /// Who answers for the node.
    pub(crate) contact: Option<Account>,
    pub(crate) rules: Vec<NodeRule>,
}

/// `GET /api/v1/instance`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "InstanceV1")]
pub(crate) struct InstanceOne {
    uri: String,
    title: String,
    short_description: String,
    description: String,
    email: String,
    version: String,
    #[schemars(with = "shapes::StreamingUrl")]
    urls: Value,
    #[schemars(with = "shapes::Stats")]
    stats: Value,
    thumbnail: String,
    languages: Vec<String>,
    registrations: bool,
    approval_required: bool,
    invites_enabled: bool,
    #[schemars(with = "shapes::Limits")]
    configuration: Value,
    contact_account: Option<Account>,
    rules: Vec<NodeRule>,
}

impl InstanceOne {
    pub(crate) fn new(app: &App, portrait: Portrait) -> Self {
        let node = &app.config.node;
        Self {
            uri: app.core.base().host().to_owned(),
            title: node.name.clone(),
            short_description: node.description.clone(),
            description: node.description.clone(),
            email: node.contact.clone(),
            version: version(),
            urls: json!({ "streaming_api": streaming(app) }),
            stats: json!({
                "user_count": portrait.people,
                "status_count": portrait.posts,
                "domain_count": portrait.hosts,
            }),
            thumbnail: thumbnail(app),
            languages: node.languages.clone(),
            registrations: node.registration != Registration::Closed,
            approval_required: node.registration == Registration::Approval,
            invites_enabled: false,
            configuration: limits(app),
            contact_account: portrait.contact,
            rules: portrait.rules,
        }
    }
}

/// `GET /api/v2/instance`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Instance")]
pub(crate) struct InstanceTwo {
    domain: String,
    title: String,
    version: String,
    source_url: String,
    description: String,
    #[schemars(with = "shapes::Usage")]
    usage: Value,
    #[schemars(with = "shapes::Thumbnail")]
    thumbnail: Value,
    #[schemars(with = "Vec<shapes::Icon>")]
    icon: Vec<Value>,
    languages: Vec<String>,
    #[schemars(with = "shapes::Configuration")]
    configuration: Value,
    #[schemars(with = "shapes::Registrations")]
    registrations: Value,
    #[schemars(with = "shapes::Contact")]
    contact: Value,
    rules: Vec<NodeRule>,
    /// Newer clients ask for more where this is higher: what they would ask for must be there.
    api_versions: Value,
}

/// Who may read what is for everybody: everybody.
fn access() -> Value {
    let all = json!({ "local": "public", "remote": "public" });
    json!({ "live_feeds": all, "hashtag_feeds": all })
}

impl InstanceTwo {
    pub(crate) fn new(app: &App, portrait: Portrait) -> Self {
        let node = &app.config.node;
        let origin = app.core.base().origin();
        let mut configuration = limits(app);
        configuration["urls"] = json!({ "streaming": streaming(app) });
        configuration["vapid"] = json!({ "public_key": app.vapid.public_key() });
        configuration["translation"] = json!({ "enabled": false });
        configuration["timelines_access"] = access();
        configuration["limited_federation"] =
            json!(app.config.federation.mode == FederationMode::Allowlist);
        Self {
            domain: app.core.base().host().to_owned(),
            title: node.name.clone(),
            version: version(),
            source_url: format!("{origin}/source"),
            description: node.description.clone(),
            usage: json!({ "users": { "active_month": portrait.month } }),
            thumbnail: json!({
                "url": thumbnail(app),
                "blurhash": null,
                "versions": {},
                "description": null,
            }),
            icon: vec![json!({
                "src": assets::avatar().address(origin),
                "size": "192x192",
            })],
            languages: node.languages.clone(),
            configuration,
            registrations: json!({
                "enabled": node.registration != Registration::Closed,
                "approval_required": node.registration == Registration::Approval,
                "reason_required": false,
                "message": null,
                "min_age": null,
                "url": format!("{origin}/inscription"),
            }),
            contact: json!({
                "email": node.contact,
                "account": portrait.contact,
            }),
            rules: portrait.rules,
            api_versions: json!({ "mastodon": 7 }),
        }
    }
}

/// As semantic versioning writes what a build adds: clients compare the numbers before it, and some of
/// them cannot read `4.5.0 (compatible; …)`.
fn version() -> String {
    format!("{LIKE}+palabre.{}", env!("CARGO_PKG_VERSION"))
}

/// Where events are streamed: the node itself, by the scheme `wss`.
fn streaming(app: &App) -> String {
    app.core.base().origin().replacen("http", "ws", 1)
}

fn thumbnail(app: &App) -> String {
    assets::header().address(app.core.base().origin())
}

/// What a client must not exceed.
fn limits(app: &App) -> Value {
    let words: u64 = app.config.limits.max_words.into();
    let media = &app.config.media;
    json!({
        "accounts": {
            "max_featured_tags": palabre_core::circle::FEATURED,
            "max_pinned_statuses": palabre_core::circle::PINNED,
            "max_display_name_length": palabre_core::people::DISPLAY,
            "max_note_length": palabre_core::profiles::NOTE,
            "max_profile_fields": palabre_core::people::FIELDS,
            "profile_field_name_limit": palabre_core::people::FIELD,
            "profile_field_value_limit": palabre_core::people::FIELD,
        },
        "statuses": {
            "max_characters": words * WORD,
            "max_media_attachments": palabre_core::media::PER_POST,
            "characters_reserved_per_url": ADDRESS,
            "supported_mime_types": ["text/markdown"],
        },
        "media_attachments": {
            "description_limit": palabre_core::media::DESCRIPTION,
            "supported_mime_types": crate::media::sniff::TAKEN,
            "image_size_limit": media.image_bytes,
            "image_matrix_limit": media.image_pixels,
            "video_size_limit": media.video_bytes,
            // Films are kept as they are.
            "video_frame_rate_limit": 120,
            "video_matrix_limit": 33_177_600,
        },
        "polls": {
            "max_options": palabre_core::polls::MOST,
            "max_characters_per_option": palabre_core::polls::OPTION,
            "min_expiration": palabre_core::polls::SHORTEST,
            "max_expiration": palabre_core::polls::LONGEST,
        },
    })
}
