//! What a member has written to be published later.

use palabre_core::polls;
use palabre_core::quotes::Policy;
use palabre_core::scheduled::Scheduled;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::MediaAttachment;
use super::status::visibility;
use crate::api::dates;
use crate::api::wish::{Wish, audience_named};

/// What is to be published, as it is kept, and as clients read it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ScheduledWords")]
pub(crate) struct Said {
    text: String,
    visibility: String,
    spoiler_text: Option<String>,
    sensitive: bool,
    language: String,
    /// Told as a number, as Mastodon does.
    #[schemars(with = "Option<i64>")]
    in_reply_to_id: Option<String>,
    media_ids: Option<Vec<String>>,
    poll: Option<Poll>,
    title: Option<String>,
    #[serde(default)]
    quoted_status_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quote_approval_policy: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ScheduledPoll")]
struct Poll {
    options: Vec<String>,
    expires_in: i64,
    multiple: bool,
    hide_totals: bool,
}

/// What a member has written to be published later.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct ScheduledStatus {
    id: String,
    scheduled_at: String,
    params: Params,
    media_attachments: Vec<MediaAttachment>,
    /// Why it could not be published when it was due.
    error: Option<String>,
}

/// What Mastodon tells beside what is said: nothing of it is needed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "ScheduledParams")]
struct Params {
    #[serde(flatten)]
    #[schemars(with = "Said")]
    said: Value,
    application_id: i64,
    idempotency: Option<String>,
    scheduled_at: Option<String>,
    with_rate_limit: bool,
}

impl Said {
    /// What a member would say.
    pub(crate) fn of(wish: &Wish) -> Self {
        let poll = match &wish.poll {
            polls::Wish::Poll(new) => Some(Poll {
                options: new.options.clone(),
                expires_in: new.open_for,
                multiple: new.multiple,
                hide_totals: new.hides_totals,
            }),
            polls::Wish::AsBefore | polls::Wish::Nothing => None,
        };
        let words = wish.warning.clone().filter(|words| !words.is_empty());
        Self {
            text: wish.text.clone(),
            visibility: visibility(wish.audience.as_str()).to_owned(),
            spoiler_text: words,
            sensitive: wish.warning.is_some(),
            language: wish.lang.clone(),
            in_reply_to_id: wish.parent.clone(),
            media_ids: wish.media.clone(),
            poll,
            title: wish.title.clone(),
            quoted_status_id: wish.quoted.clone(),
            quote_approval_policy: wish.quotable.map(|policy| policy.as_str().to_owned()),
        }
    }

    /// What is to be published, from how it was kept.
    pub(crate) fn read(kept: &str) -> Option<Self> {
        serde_json::from_str(kept).ok()
    }

    /// The same to be published now.
    pub(crate) fn wish(self) -> Wish {
        let warning = self.spoiler_text.or(self.sensitive.then(String::new));
        let poll = self.poll.map_or(polls::Wish::AsBefore, |poll| {
            polls::Wish::Poll(polls::New {
                options: poll.options,
                multiple: poll.multiple,
                open_for: poll.expires_in,
                hides_totals: poll.hide_totals,
            })
        });
        Wish {
            text: self.text,
            title: self.title,
            lang: self.language,
            audience: audience_named(&self.visibility).unwrap_or_default(),
            warning,
            media: self.media_ids,
            poll,
            parent: self.in_reply_to_id,
            quoted: self.quoted_status_id,
            quotable: self
                .quote_approval_policy
                .as_deref()
                .and_then(Policy::named),
        }
    }
}

impl ScheduledStatus {
    /// A row with the uploads that hang on it.
    pub(crate) fn of(row: &Scheduled, media_attachments: Vec<MediaAttachment>) -> Self {
        let mut said: Value = serde_json::from_str(&row.said).unwrap_or_default();
        // Mastodon tells a number here.
        if let Some(parent) = said.get_mut("in_reply_to_id") {
            let number: Option<i64> = parent.as_str().and_then(|id| id.parse().ok());
            *parent = number.into();
        }
        Self {
            id: row.id.to_string(),
            scheduled_at: dates::full(row.due),
            params: Params {
                said,
                application_id: 0,
                idempotency: None,
                scheduled_at: None,
                with_rate_limit: false,
            },
            media_attachments,
            error: row.refused.clone(),
        }
    }
}
