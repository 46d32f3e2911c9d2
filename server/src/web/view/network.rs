//! `/reseau`: with whom this node exchanges, by which policy, and how well.

use askama::Template;

use super::Shell;

/// Who may exchange with this node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// Everyone who is not blocked.
    #[default]
    Open,
    /// Only hosts that were allowed.
    Allowlist,
}

/// What a host may do here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PeerLevel {
    /// Everything.
    #[default]
    Allow,
    /// Contributions of its people are held.
    Limit,
    /// Nothing.
    Block,
    /// A chapter with which both sides agreed.
    Twinned,
    /// No decision was made; the policy holds.
    Known,
}

impl PeerLevel {
    /// The message that names the level.
    pub fn key(self) -> &'static str {
        match self {
            Self::Allow => "level-allow",
            Self::Limit => "level-limit",
            Self::Block => "level-block",
            Self::Twinned => "level-twinned",
            Self::Known => "level-known",
        }
    }
}

/// One host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeerRow {
    /// Host, with its port if it has one.
    pub host: String,
    /// What it may do here.
    pub level: PeerLevel,
    /// Why, in words of this node's keeper.
    pub reason: Option<String>,
    /// Software it says it runs.
    pub software: Option<String>,
    /// Last verified letter from it, milliseconds UTC.
    pub last_in: Option<i64>,
    /// Last letter it accepted, milliseconds UTC.
    pub last_out: Option<i64>,
    /// Letters waiting for it.
    pub queue: u32,
    /// Its own words, or those of the network, when an exchange failed last.
    pub words: Option<String>,
    /// Its own words when it refused something for good last.
    pub refusal: Option<String>,
    /// Seconds by which its clock is ahead of ours, when that was seen to matter.
    pub clock: Option<i64>,
}

impl PeerRow {
    /// The message that says how its clock stands, and by how many seconds.
    pub fn clock_words(&self) -> Option<(&'static str, i64)> {
        let seconds = self.clock?;
        let key = if seconds < 0 {
            "clock-behind"
        } else {
            "clock-ahead"
        };
        Some((key, seconds.saturating_abs()))
    }
}

/// `/reseau`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "network.html")]
pub struct NetworkPage {
    /// What surrounds the page.
    pub shell: Shell,
    /// Who may exchange with this node.
    pub policy: Policy,
    /// Hosts, by name.
    pub peers: Vec<PeerRow>,
}
