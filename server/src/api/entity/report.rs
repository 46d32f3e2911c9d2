//! A report, as it is told to whoever made it.

use palabre_core::moderation;
use palabre_core::threads::Post;
use palabre_core::timelines::Place;
use schemars::JsonSchema;
use serde::Serialize;

use super::Account;
use crate::api::dates;

/// A report, as it is told to whoever made it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Report {
    id: String,
    action_taken: bool,
    action_taken_at: Option<String>,
    category: String,
    comment: String,
    forwarded: bool,
    created_at: String,
    status_ids: Vec<String>,
    rule_ids: Vec<String>,
    target_account: Account,
}

impl Report {
    /// A report about `posts` of an account.
    pub(crate) fn new(report: &moderation::Report, target: Account, posts: &[Post]) -> Self {
        let ids = posts.iter().map(|post| Place::post(post.id).to_string());
        Self {
            id: report.id.to_string(),
            action_taken: report.closed_at.is_some(),
            action_taken_at: report.closed_at.map(dates::full),
            category: report.category.clone(),
            comment: report.reason.clone(),
            forwarded: report.forwarded,
            created_at: dates::full(report.received_at),
            status_ids: ids.collect(),
            rule_ids: report.rules().map(|id| id.to_string()).collect(),
            target_account: target,
        }
    }
}
