//! Of whom a member wants to hear, and whose deeds wait.

use palabre_core::notifications::{Policy, Request, Waiting};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Account, Status, Statuses};
use crate::api::dates;

/// What a member does with notifications of people whom they may not know.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct NotificationPolicy {
    for_not_following: &'static str,
    for_not_followers: &'static str,
    for_new_accounts: &'static str,
    for_private_mentions: &'static str,
    for_limited_accounts: &'static str,
    summary: Summary,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Summary {
    pending_requests_count: i64,
    pending_notifications_count: i64,
}

impl NotificationPolicy {
    pub(crate) fn of(policy: Policy, waiting: Waiting) -> Self {
        Self {
            for_not_following: policy.strangers.as_str(),
            for_not_followers: policy.not_followers.as_str(),
            for_new_accounts: policy.newcomers.as_str(),
            for_private_mentions: policy.private.as_str(),
            for_limited_accounts: policy.limited.as_str(),
            summary: Summary {
                pending_requests_count: waiting.people,
                pending_notifications_count: waiting.notices,
            },
        }
    }
}

/// Somebody whose deeds wait until a member looks at them.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct NotificationRequest<'a> {
    id: String,
    created_at: String,
    updated_at: String,
    account: &'a Account,
    notifications_count: String,
    last_status: Option<Status<'a>>,
}

impl<'a> NotificationRequest<'a> {
    pub(crate) fn of(told: &Statuses<'a>, request: &Request) -> Option<Self> {
        Some(Self {
            id: request.id.to_string(),
            created_at: dates::full(request.made_at),
            updated_at: dates::full(request.updated_at),
            account: told.accounts.get(&request.actor)?,
            notifications_count: request.count.to_string(),
            last_status: request.last.and_then(|post| told.post(post)),
        })
    }
}
