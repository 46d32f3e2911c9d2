//! The shapes of what no type in [`entity`](crate::api::entity) stands for, because a handler puts it
//! together where it answers. Nothing is ever made of them: they are read for the document, and every
//! answer in the tests is held to it.
#![expect(dead_code, reason = "the document is made of their types alone")]

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde_json::Value;

use crate::api::entity::{
    Account, AdminDomainBlock, CustomEmoji, MediaAttachment, ScheduledStatus, Status, Tag,
};

/// An object without anything in it.
#[derive(JsonSchema)]
pub(in crate::api) struct Nothing {}

/// Why something was not done.
#[derive(JsonSchema)]
pub(in crate::api) struct Refused {
    /// In words; the code of OAuth 2 where a token was asked for.
    error: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_description: Option<String>,
    /// By field, what is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<BTreeMap<String, Vec<Detail>>>,
    /// What is said of the host already.
    #[serde(skip_serializing_if = "Option::is_none")]
    existing_domain_block: Option<AdminDomainBlock>,
}

#[derive(JsonSchema)]
pub(in crate::api) struct Detail {
    error: String,
    description: String,
}

/// An application.
#[derive(JsonSchema)]
#[schemars(rename = "Application")]
pub(in crate::api) struct ShownApp {
    id: String,
    name: String,
    website: Option<String>,
    scopes: Vec<String>,
    redirect_uri: String,
    redirect_uris: Vec<String>,
    vapid_key: String,
}

/// An application with what it is known by, which is told once.
#[derive(JsonSchema)]
#[schemars(rename = "CredentialApplication")]
pub(in crate::api) struct RegisteredApp {
    #[serde(flatten)]
    shown: ShownApp,
    client_id: String,
    client_secret: String,
    /// Seconds; 0 is never.
    client_secret_expires_at: i64,
}

/// A token.
#[derive(JsonSchema)]
#[schemars(rename = "Token")]
pub(in crate::api) struct OAuthToken {
    access_token: String,
    token_type: String,
    scope: String,
    /// Seconds.
    created_at: i64,
}

/// Who the member is.
#[derive(JsonSchema)]
pub(in crate::api) struct UserInfo {
    iss: String,
    sub: String,
    name: String,
    preferred_username: String,
    profile: Option<String>,
    picture: String,
}

/// Where everything is.
#[derive(JsonSchema)]
#[schemars(rename = "OAuthMetadata")]
pub(in crate::api) struct Metadata {
    issuer: String,
    service_documentation: String,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: String,
    revocation_endpoint: String,
    app_registration_endpoint: String,
    scopes_supported: Vec<String>,
    response_types_supported: Vec<String>,
    response_modes_supported: Vec<String>,
    grant_types_supported: Vec<String>,
    token_endpoint_auth_methods_supported: Vec<String>,
    code_challenge_methods_supported: Vec<String>,
    authorization_response_iss_parameter_supported: bool,
}

/// A name and a value on a profile.
#[derive(JsonSchema)]
pub(in crate::api) struct Field {
    name: String,
    /// HTML in an account, as it was typed in its `source` and in a profile.
    value: String,
    verified_at: Option<String>,
}

/// What a member has typed and chosen.
#[derive(JsonSchema)]
#[expect(clippy::struct_excessive_bools, reason = "the shape is the API's")]
pub(in crate::api) struct AccountSource {
    privacy: String,
    sensitive: bool,
    language: Option<String>,
    note: String,
    fields: Vec<Field>,
    follow_requests_count: u64,
    hide_collections: bool,
    discoverable: bool,
    indexable: bool,
    attribution_domains: Vec<String>,
    quote_policy: String,
}

/// What an account may do.
#[derive(JsonSchema)]
pub(in crate::api) struct Role {
    id: String,
    name: String,
    color: String,
    /// A number of bits.
    permissions: String,
    highlighted: bool,
    collection_limit: u64,
}

/// How a member writes and reads.
#[derive(JsonSchema)]
pub(in crate::api) struct Preferences {
    #[serde(rename = "posting:default:visibility")]
    visibility: String,
    #[serde(rename = "posting:default:sensitive")]
    sensitive: bool,
    #[serde(rename = "posting:default:language")]
    language: Option<String>,
    #[serde(rename = "posting:default:quote_policy")]
    quote_policy: String,
    #[serde(rename = "reading:expand:media")]
    media: String,
    #[serde(rename = "reading:expand:spoilers")]
    spoilers: bool,
    #[serde(rename = "reading:autoplay:gifs")]
    gifs: bool,
}

/// Whom the member follows among those who follow an account.
#[derive(JsonSchema)]
#[schemars(rename = "FamiliarFollowers")]
pub(in crate::api) struct Familiar {
    id: String,
    accounts: Vec<Account>,
}

/// Somebody to follow, and why.
#[derive(JsonSchema)]
pub(in crate::api) struct Suggestion {
    source: String,
    sources: Vec<String>,
    account: Account,
}

/// A status, or what is to be published later.
#[derive(JsonSchema)]
#[serde(untagged)]
pub(in crate::api) enum Written<'a> {
    Now(Box<Status<'a>>),
    Later(Box<ScheduledStatus>),
}

/// The discussion around a status.
#[derive(JsonSchema)]
pub(in crate::api) struct Context<'a> {
    ancestors: Vec<Status<'a>>,
    descendants: Vec<Status<'a>>,
    /// Of a thread in a salon.
    completeness: Option<Completeness>,
}

/// How much of a thread is here.
#[derive(JsonSchema)]
pub(in crate::api) struct Completeness {
    complete: bool,
    /// The addresses of what is known of and not here.
    missing: Vec<String>,
    pending: u64,
    withheld: u64,
    /// `palabre-thread-1` and a digest, which is the same on every node that has the whole thread.
    digest: String,
}

/// What its author has typed.
#[derive(JsonSchema)]
#[schemars(rename = "StatusSource")]
pub(in crate::api) struct Source {
    id: String,
    text: String,
    spoiler_text: String,
}

/// A version of a status.
#[derive(JsonSchema)]
#[schemars(rename = "StatusEdit")]
pub(in crate::api) struct Edit {
    content: String,
    spoiler_text: String,
    sensitive: bool,
    created_at: String,
    account: Account,
    poll: Option<AskedThen>,
    quote: Option<Value>,
    media_attachments: Vec<MediaAttachment>,
    emojis: Vec<CustomEmoji>,
}

/// What a version asked.
#[derive(JsonSchema)]
#[schemars(rename = "StatusEditPoll")]
pub(in crate::api) struct AskedThen {
    options: Vec<OptionThen>,
}

#[derive(JsonSchema)]
#[schemars(rename = "StatusEditOption")]
pub(in crate::api) struct OptionThen {
    title: String,
}

/// What was found.
#[derive(JsonSchema)]
#[schemars(rename = "Search")]
pub(in crate::api) struct Found<'a> {
    accounts: Vec<Account>,
    statuses: Vec<Status<'a>>,
    hashtags: Vec<Tag>,
}

/// How many are unread.
#[derive(JsonSchema)]
#[schemars(rename = "UnreadCount")]
pub(in crate::api) struct Unread {
    count: u64,
}

/// How far lists are read.
#[derive(JsonSchema)]
pub(in crate::api) struct Markers {
    #[serde(skip_serializing_if = "Option::is_none")]
    home: Option<Marker>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notifications: Option<Marker>,
}

/// How far a list is read.
#[derive(JsonSchema)]
pub(in crate::api) struct Marker {
    last_read_id: String,
    version: i64,
    updated_at: String,
}

/// Where a client is called, and for what.
#[derive(JsonSchema)]
#[schemars(rename = "WebPushSubscription")]
pub(in crate::api) struct Subscription {
    id: i64,
    endpoint: String,
    standard: bool,
    alerts: BTreeMap<String, bool>,
    policy: String,
    server_key: String,
}

/// What is known of a file.
#[derive(JsonSchema)]
#[schemars(rename = "MediaMeta")]
pub(in crate::api) struct Meta {
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<Extent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    small: Option<Extent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    focus: Option<Focus>,
}

/// Points, and seconds.
#[derive(JsonSchema)]
#[schemars(rename = "MediaSize")]
pub(in crate::api) struct Extent {
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aspect: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<f64>,
}

/// What a picture is cut around, each from -1 to 1.
#[derive(JsonSchema)]
#[schemars(rename = "MediaFocus")]
pub(in crate::api) struct Focus {
    x: f64,
    y: f64,
}

/// Where events are streamed.
#[derive(JsonSchema)]
#[schemars(rename = "InstanceUrls")]
pub(in crate::api) struct StreamingUrl {
    streaming_api: String,
}

/// How large a node is.
#[derive(JsonSchema)]
#[schemars(rename = "InstanceStats")]
#[expect(clippy::struct_field_names, reason = "the shape is the API's")]
pub(in crate::api) struct Stats {
    user_count: u64,
    status_count: u64,
    domain_count: u64,
}

/// Who uses a node.
#[derive(JsonSchema)]
#[schemars(rename = "InstanceUsage")]
pub(in crate::api) struct Usage {
    users: Users,
}

#[derive(JsonSchema)]
#[schemars(rename = "InstanceUsers")]
pub(in crate::api) struct Users {
    active_month: u64,
}

/// A picture of a node.
#[derive(JsonSchema)]
#[schemars(rename = "InstanceThumbnail")]
pub(in crate::api) struct Thumbnail {
    url: String,
    blurhash: Option<String>,
    versions: BTreeMap<String, String>,
    description: Option<String>,
}

/// A small picture of a node.
#[derive(JsonSchema)]
#[schemars(rename = "InstanceIcon")]
pub(in crate::api) struct Icon {
    src: String,
    size: String,
}

/// Whether accounts can be made.
#[derive(JsonSchema)]
#[schemars(rename = "InstanceRegistrations")]
pub(in crate::api) struct Registrations {
    enabled: bool,
    approval_required: bool,
    reason_required: bool,
    message: Option<String>,
    min_age: Option<u64>,
    /// The page where they are made.
    url: String,
}

/// Who answers for a node.
#[derive(JsonSchema)]
#[schemars(rename = "InstanceContact")]
pub(in crate::api) struct Contact {
    email: String,
    account: Option<Account>,
}

/// What a client must not exceed.
#[derive(JsonSchema)]
#[schemars(rename = "InstanceLimits")]
pub(in crate::api) struct Limits {
    accounts: BTreeMap<String, u64>,
    statuses: StatusLimits,
    media_attachments: MediaLimits,
    polls: BTreeMap<String, i64>,
}

#[derive(JsonSchema)]
#[schemars(rename = "InstanceStatusLimits")]
pub(in crate::api) struct StatusLimits {
    max_characters: u64,
    max_media_attachments: u64,
    characters_reserved_per_url: u64,
    supported_mime_types: Vec<String>,
}

#[derive(JsonSchema)]
#[schemars(rename = "InstanceMediaLimits")]
pub(in crate::api) struct MediaLimits {
    description_limit: u64,
    supported_mime_types: Vec<String>,
    image_size_limit: u64,
    image_matrix_limit: u64,
    video_size_limit: u64,
    video_frame_rate_limit: u64,
    video_matrix_limit: u64,
}

/// What a client must not exceed, and what else there is.
#[derive(JsonSchema)]
#[schemars(rename = "InstanceConfiguration")]
pub(in crate::api) struct Configuration {
    #[serde(flatten)]
    limits: Limits,
    urls: Urls,
    vapid: Vapid,
    translation: Translation,
    timelines_access: TimelinesAccess,
    limited_federation: bool,
}

/// Who may read lists that are for everybody: `public`, `authenticated` or `disabled`.
#[derive(JsonSchema)]
#[schemars(rename = "InstanceTimelinesAccess")]
pub(in crate::api) struct TimelinesAccess {
    live_feeds: FeedAccess,
    hashtag_feeds: FeedAccess,
}

#[derive(JsonSchema)]
#[schemars(rename = "InstanceFeedAccess")]
pub(in crate::api) struct FeedAccess {
    local: String,
    remote: String,
}

#[derive(JsonSchema)]
#[schemars(rename = "InstanceStreaming")]
pub(in crate::api) struct Urls {
    streaming: String,
}

#[derive(JsonSchema)]
#[schemars(rename = "InstanceVapid")]
pub(in crate::api) struct Vapid {
    public_key: String,
}

#[derive(JsonSchema)]
#[schemars(rename = "InstanceTranslation")]
pub(in crate::api) struct Translation {
    enabled: bool,
}

/// What a status quotes: whole, or by its id within a quote.
#[derive(JsonSchema)]
pub(in crate::api) struct Quote {
    state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    quoted_status: Option<Box<Status<'static>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quoted_status_id: Option<String>,
}

/// Who may quote a status, and whether its reader may.
#[derive(JsonSchema)]
pub(in crate::api) struct QuoteApproval {
    automatic: Vec<String>,
    manual: Vec<String>,
    current_user: String,
}

/// Whether whoever was accepted is heard of already.
#[derive(JsonSchema)]
pub(in crate::api) struct Merged {
    merged: bool,
}
