//! A host that the node does not exchange with, or not freely.

use palabre_core::peering::Peer;
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// A host that the node does not exchange with, or not freely.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct DomainBlock {
    domain: String,
    /// SHA-256 of the name, hex.
    digest: String,
    severity: &'static str,
    comment: Option<String>,
}

impl DomainBlock {
    /// What is said of a host; nothing where it is let in.
    pub(crate) fn of(peer: &Peer) -> Option<Self> {
        let severity = super::severity(peer.trust())?;
        Some(Self {
            domain: peer.host.clone(),
            digest: hex::encode(Sha256::digest(&peer.host)),
            severity,
            comment: peer.reason.clone(),
        })
    }
}
