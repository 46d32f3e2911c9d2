//! Notifications, one by one and together, and markers.

use std::collections::{BTreeMap, BTreeSet};

use palabre_core::notifications::{Kind, Marker, Notice};
use palabre_core::text::excerpt::short;
use palabre_core::timelines::Place;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::account::Named;
use super::{Account, Report, Status, Statuses};
use crate::api::dates;
use crate::i18n::{Lang, t_args};

/// People of a group who are named with it.
const SAMPLE: usize = 8;

/// A notification by itself.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Notification<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    created_at: String,
    group_key: String,
    #[schemars(with = "Account")]
    account: Named<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<&'a Report>,
}

/// What those who look after the node hear of beside others, as far as they still do.
#[derive(Debug, Default)]
pub(crate) struct Office {
    pub(crate) admin: bool,
    /// Those that are the reader's to judge, by their ids.
    pub(crate) reports: BTreeMap<i64, Report>,
}

impl Office {
    /// Whether the reader may hear of something.
    fn tells(&self, notice: &Notice) -> bool {
        match notice.kind {
            Kind::SignUp => self.admin,
            Kind::Report => self.report(notice).is_some(),
            _ => true,
        }
    }

    fn report(&self, notice: &Notice) -> Option<&Report> {
        self.reports.get(&notice.report?)
    }
}

impl<'a> Notification<'a> {
    /// Nothing where the reader may not see what it is about any more.
    pub(crate) fn of(told: &Statuses<'a>, office: &'a Office, notice: &Notice) -> Option<Self> {
        if !office.tells(notice) {
            return None;
        }
        let status = match notice.post {
            Some(post) => Some(told.post(post)?),
            None => None,
        };
        Some(Self {
            id: notice.id.to_string(),
            kind: notice.kind.as_str(),
            created_at: dates::full(notice.made_at),
            group_key: notice.key(),
            account: Named(told.accounts.get(&notice.actor)?),
            status,
            report: office.report(notice),
        })
    }
}

/// Characters of a text that a client is called with.
const CALL: usize = 300;

impl Notification<'_> {
    /// Whether the reader wants to hear nothing of it.
    pub(crate) fn is_hushed(&self) -> bool {
        let mut filtered = self.status.iter().flat_map(|status| &status.filtered);
        filtered.any(|one| one.hushes)
    }

    /// What a client is called with: who did what, and the beginning of what it is about. The number is
    /// its id.
    pub(crate) fn call(&self, number: i64, lang: Lang) -> Value {
        let name = [&self.account.display_name, &self.account.acct];
        let name = name.into_iter().find(|name| !name.is_empty());
        let name = name.cloned().unwrap_or_default();
        let key = match self.kind {
            "mention" => "call-mention",
            "favourite" => "call-favourite",
            "reblog" => "call-reblog",
            "follow" => "call-follow",
            "follow_request" => "call-follow-request",
            "poll" => "call-poll",
            "admin.sign_up" => "call-sign-up",
            "admin.report" => "call-report",
            "update" | "quoted_update" => "call-update",
            "quote" => "call-quote",
            _ => "call-status",
        };
        let body = self.status.as_ref();
        let body = body.map(|status| status.covered().unwrap_or_else(|| status.beginning()));
        json!({
            "notification_id": number,
            "notification_type": self.kind,
            "icon": self.account.avatar,
            "title": t_args(lang, key, &[("name", name.into())]),
            "body": body.map(|text| short(&text, CALL)).unwrap_or_default(),
        })
    }
}

/// Notifications that are shown together.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "NotificationGroup")]
struct Group<'a> {
    #[serde(rename = "group_key")]
    key: String,
    notifications_count: usize,
    #[serde(rename = "type")]
    kind: &'static str,
    /// A number: some clients read no other.
    most_recent_notification_id: i64,
    page_min_id: String,
    page_max_id: String,
    latest_page_notification_at: String,
    sample_account_ids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<&'a Report>,
}

/// Some notifications together, with everybody and everything that is named, each once.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "GroupedNotifications")]
pub(crate) struct Grouped<'a> {
    accounts: Vec<&'a Account>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partial_accounts: Option<Vec<Value>>,
    statuses: Vec<Status<'a>>,
    notification_groups: Vec<Group<'a>>,
}

impl<'a> Grouped<'a> {
    /// Puts what has one key together, in the order of the newest of each; `together` are the kinds
    /// that may be. With `partial`, only the first of each group is told whole.
    pub(crate) fn of(
        told: &Statuses<'a>,
        office: &'a Office,
        notices: &[Notice],
        together: &[Kind],
        partial: bool,
    ) -> Self {
        let seen = notices.iter().filter(|one| {
            let shown = one.post.is_none_or(|post| told.post(post).is_some());
            shown && office.tells(one) && told.accounts.contains_key(&one.actor)
        });
        let mut groups: Vec<(String, Vec<&Notice>)> = Vec::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for notice in seen {
            let key = key(notice, together);
            let at = *places.entry(key.clone()).or_insert(groups.len());
            if at == groups.len() {
                groups.push((key, Vec::new()));
            }
            if let Some((_, some)) = groups.get_mut(at) {
                some.push(notice);
            }
        }
        let whole: BTreeSet<i64> = groups
            .iter()
            .flat_map(|(_, some)| some.iter().take(if partial { 1 } else { SAMPLE }))
            .map(|one| one.actor)
            .collect();
        let rest: BTreeSet<i64> = groups
            .iter()
            .flat_map(|(_, some)| some.iter().take(SAMPLE))
            .map(|one| one.actor)
            .filter(|actor| !whole.contains(actor))
            .collect();
        let posts: BTreeSet<i64> = groups
            .iter()
            .flat_map(|(_, some)| some.iter().filter_map(|one| one.post))
            .collect();
        let account = |id: &i64| told.accounts.get(id);
        Self {
            accounts: whole.iter().filter_map(account).collect(),
            partial_accounts: partial
                .then(|| rest.iter().filter_map(account).map(in_part).collect()),
            statuses: posts.iter().rev().filter_map(|id| told.post(*id)).collect(),
            notification_groups: groups
                .into_iter()
                .filter_map(|(key, some)| group(key, office, &some))
                .collect(),
        }
    }
}

/// What a notification is shown under, where `together` are the kinds that are shown together.
pub(crate) fn key(notice: &Notice, together: &[Kind]) -> String {
    if together.contains(&notice.kind) {
        notice.key()
    } else {
        notice.own_key()
    }
}

/// The newest comes first in `some`.
fn group<'a>(key: String, office: &'a Office, some: &[&Notice]) -> Option<Group<'a>> {
    let (first, last) = (some.first()?, some.last()?);
    let people = some.iter().take(SAMPLE);
    Some(Group {
        key,
        notifications_count: some.len(),
        kind: first.kind.as_str(),
        most_recent_notification_id: first.id,
        page_min_id: last.id.to_string(),
        page_max_id: first.id.to_string(),
        latest_page_notification_at: dates::full(first.made_at),
        sample_account_ids: people.map(|one| one.actor.to_string()).collect(),
        status_id: first.post.map(|post| Place::post(post).to_string()),
        report: office.report(first),
    })
}

/// As much of an account as a small picture needs.
fn in_part(account: &Account) -> Value {
    json!({
        "id": account.id,
        "acct": account.acct,
        "url": account.url,
        "avatar": account.avatar,
        "avatar_static": account.avatar_static,
        "locked": account.locked,
        "bot": account.bot,
    })
}

/// How far a list is read.
pub(crate) fn marker(marker: &Marker) -> Value {
    json!({
        "last_read_id": marker.last_read_id,
        "version": marker.version,
        "updated_at": dates::full(marker.updated_at),
    })
}
