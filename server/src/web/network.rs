//! `/reseau`: with whom this node exchanges, and how well.

use std::collections::{BTreeMap, HashMap};

use axum::extract::State;
use palabre_core::peering::{self, Level, Peer};
use palabre_core::queue::{self, LaneStatus};

use super::view::{NetworkPage, PeerLevel, PeerRow, Policy};
use super::{render, shell, show};
use crate::app::App;
use crate::config::FederationMode;
use crate::http::answer::Answer;
use crate::http::visitor::Visitor;
use crate::i18n;

/// A clock that is wrong by less is not worth a word.
const OFFSET: i64 = 60;
/// Characters of a peer's words.
const WORDS: usize = 300;

pub(crate) async fn page(State(app): State<App>, visitor: Visitor) -> Answer {
    let lanes: HashMap<String, LaneStatus> = queue::status(&app.core)
        .await?
        .into_iter()
        .filter_map(|lane| Some((lane.lane.strip_prefix("peer:")?.to_owned(), lane)))
        .collect();
    let mut rows: BTreeMap<String, PeerRow> = peering::list(&app.core)
        .await?
        .into_iter()
        .map(|peer| (peer.host.clone(), row(peer)))
        .collect();
    for (host, lane) in lanes {
        let row = rows.entry(host.clone()).or_insert_with(|| PeerRow {
            host,
            level: PeerLevel::Known,
            ..PeerRow::default()
        });
        row.queue = show::small(lane.ready);
        row.words = lane.words.map(|words| words.chars().take(WORDS).collect());
    }
    for (lane, words) in queue::last_refusals(&app.core).await? {
        let Some(host) = lane.strip_prefix("peer:") else {
            continue;
        };
        if let Some(row) = rows.get_mut(host) {
            row.refusal = Some(words.chars().take(WORDS).collect());
        }
    }
    render(&NetworkPage {
        shell: shell(&app, &visitor, i18n::t(visitor.lang, "network-title")),
        policy: match app.config.federation.mode {
            FederationMode::Open => Policy::Open,
            FederationMode::Allowlist => Policy::Allowlist,
        },
        peers: rows.into_values().collect(),
    })
}

fn row(peer: Peer) -> PeerRow {
    let level = match peer.trust() {
        Level::None => PeerLevel::Known,
        Level::Allow => PeerLevel::Allow,
        Level::Limit => PeerLevel::Limit,
        Level::Block => PeerLevel::Block,
    };
    PeerRow {
        level,
        reason: peer.reason,
        software: peer.software,
        last_in: peer.last_in,
        last_out: peer.last_out,
        clock: peer.clock_offset_s.filter(|offset| offset.abs() >= OFFSET),
        host: peer.host,
        ..PeerRow::default()
    }
}
