//! What only administrators and moderators are told: people with what is private about them, reports, and
//! what is said of hosts.

use palabre_core::access::Dossier;
use palabre_core::id;
use palabre_core::moderation;
use palabre_core::peering::{Level, Peer};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::account::role_of;
use super::{Account, NodeRule, Status};
use crate::api::dates;
use crate::api::openapi::shapes;

/// Somebody as administrators know them.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(clippy::struct_excessive_bools, reason = "the shape is the API's")]
pub(crate) struct AdminAccount {
    id: String,
    username: String,
    domain: Option<String>,
    created_at: String,
    /// Of members, and for administrators alone.
    email: Option<String>,
    /// A node keeps no addresses of those who sign in.
    ip: Option<String>,
    /// Nothing for people of other nodes.
    #[schemars(with = "Option<shapes::Role>")]
    role: Option<Value>,
    confirmed: bool,
    suspended: bool,
    silenced: bool,
    sensitized: bool,
    disabled: bool,
    approved: bool,
    locale: Option<String>,
    invite_request: Option<String>,
    ips: Vec<Value>,
    account: Account,
}

impl AdminAccount {
    /// Somebody; `whole` says that an administrator reads it, who alone is told what is private.
    pub(crate) fn of(dossier: Dossier, account: Account, whole: bool) -> Self {
        let Dossier {
            person,
            login,
            role,
        } = dossier;
        let shown = login.as_ref().filter(|_| whole);
        Self {
            id: person.id.to_string(),
            username: person.name,
            domain: (!person.local).then_some(person.host),
            created_at: dates::full(person.created_at),
            email: shown.map(|login| login.email.clone()),
            ip: None,
            role: login.as_ref().map(|_| role_of(role)),
            confirmed: login.as_ref().is_none_or(|login| login.confirmed),
            suspended: person.suspended_at.is_some(),
            silenced: person.limited_at.is_some(),
            sensitized: person.sensitized_at.is_some(),
            disabled: login.as_ref().is_some_and(|login| login.disabled),
            approved: login.as_ref().is_none_or(|login| login.approved),
            locale: shown.map(|login| login.lang.clone()),
            invite_request: shown.and_then(|login| login.motive.clone()),
            ips: Vec::new(),
            account,
        }
    }
}

/// A report as those know it who deal with it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AdminReport<'a> {
    id: String,
    action_taken: bool,
    action_taken_at: Option<String>,
    category: String,
    comment: String,
    forwarded: bool,
    created_at: String,
    updated_at: String,
    /// Nothing where this node does not know who it was.
    account: Option<AdminAccount>,
    target_account: Option<AdminAccount>,
    assigned_account: Option<AdminAccount>,
    action_taken_by_account: Option<AdminAccount>,
    statuses: Vec<Status<'a>>,
    rules: Vec<NodeRule>,
}

/// Those whom a report names.
#[derive(Debug, Default)]
pub(crate) struct Involved {
    pub(crate) reporter: Option<AdminAccount>,
    pub(crate) target: Option<AdminAccount>,
    pub(crate) assigned: Option<AdminAccount>,
    pub(crate) closer: Option<AdminAccount>,
}

impl<'a> AdminReport<'a> {
    /// A report about some statuses.
    pub(crate) fn of(
        report: &moderation::Report,
        involved: Involved,
        statuses: Vec<Status<'a>>,
        rules: Vec<NodeRule>,
    ) -> Self {
        let changed = report.changed_at.or(report.closed_at);
        Self {
            id: report.id.to_string(),
            action_taken: report.closed_at.is_some(),
            action_taken_at: report.closed_at.map(dates::full),
            category: report.category.clone(),
            comment: report.reason.clone(),
            forwarded: report.forwarded,
            created_at: dates::full(report.received_at),
            updated_at: dates::full(changed.unwrap_or(report.received_at)),
            account: involved.reporter,
            target_account: involved.target,
            assigned_account: involved.assigned,
            action_taken_by_account: involved.closer,
            statuses,
            rules,
        }
    }
}

/// The word of the API for a level that keeps a host out, or holds what it sends.
pub(crate) fn severity(level: Level) -> Option<&'static str> {
    match level {
        Level::Block => Some("suspend"),
        Level::Limit => Some("silence"),
        Level::None | Level::Allow => None,
    }
}

/// A host that this node does not exchange with, or not freely.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct AdminDomainBlock {
    id: String,
    domain: String,
    /// SHA-256 of the name, hex.
    digest: String,
    created_at: String,
    severity: &'static str,
    /// Of a blocked host nothing is taken, so neither media nor reports.
    reject_media: bool,
    reject_reports: bool,
    private_comment: Option<String>,
    public_comment: Option<String>,
    obfuscate: bool,
}

impl AdminDomainBlock {
    /// What is said of a host; nothing where it is let in.
    pub(crate) fn of(peer: &Peer) -> Option<Self> {
        let severity = severity(peer.trust())?;
        let blocked = peer.trust() == Level::Block;
        Some(Self {
            id: peer.ruling.unwrap_or_default().to_string(),
            domain: peer.host.clone(),
            digest: hex::encode(Sha256::digest(&peer.host)),
            created_at: ruled_at(peer),
            severity,
            reject_media: blocked,
            reject_reports: blocked,
            private_comment: peer.remark.clone(),
            public_comment: peer.reason.clone(),
            obfuscate: false,
        })
    }
}

/// A host that is let in by name.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct AdminDomainAllow {
    id: String,
    domain: String,
    created_at: String,
}

impl AdminDomainAllow {
    /// What is said of a host; nothing where it is not allowed by name.
    pub(crate) fn of(peer: &Peer) -> Option<Self> {
        (peer.trust() == Level::Allow).then(|| Self {
            id: peer.ruling.unwrap_or_default().to_string(),
            domain: peer.host.clone(),
            created_at: ruled_at(peer),
        })
    }
}

fn ruled_at(peer: &Peer) -> String {
    dates::full(peer.ruling.map_or(peer.created_at, id::moment))
}
