//! A list of those whom a member follows.

use palabre_core::circle;
use schemars::JsonSchema;
use serde::Serialize;

/// A list of those whom a member follows.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct List {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) replies_policy: String,
    pub(crate) exclusive: bool,
}

impl From<circle::List> for List {
    fn from(list: circle::List) -> Self {
        Self {
            id: list.id.to_string(),
            title: list.title,
            replies_policy: list.answers,
            exclusive: list.exclusive,
        }
    }
}
