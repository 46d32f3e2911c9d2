//! How the reader and an account stand to each other.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// How the reader stands to an account.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
#[expect(clippy::struct_excessive_bools, reason = "the shape is the API's")]
pub(crate) struct Relationship {
    pub(crate) id: String,
    pub(crate) following: bool,
    pub(crate) showing_reblogs: bool,
    pub(crate) notifying: bool,
    #[schemars(with = "Option<Vec<String>>")]
    pub(crate) languages: Option<Vec<Value>>,
    pub(crate) followed_by: bool,
    pub(crate) blocking: bool,
    pub(crate) blocked_by: bool,
    pub(crate) muting: bool,
    pub(crate) muting_notifications: bool,
    pub(crate) muting_expires_at: Option<String>,
    pub(crate) requested: bool,
    pub(crate) requested_by: bool,
    pub(crate) domain_blocking: bool,
    pub(crate) endorsed: bool,
    pub(crate) note: String,
}
