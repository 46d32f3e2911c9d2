//! A conversation, as a member keeps it.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Account, Status};

/// A conversation, as a member keeps it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Conversation<'s> {
    pub(crate) id: String,
    pub(crate) unread: bool,
    /// Those whom the member talks with.
    pub(crate) accounts: Vec<Account>,
    /// What was said last.
    pub(crate) last_status: Option<Status<'s>>,
}
