//! Speaking to servers: ActivityPub in and out, signatures, thread completeness.
//!
//! [`proof`] and [`wire`] are pure: no IO, no database, no clock.

mod door;
mod keys;
mod outbox;
pub mod proof;
mod scribe;
mod serve;
pub mod wire;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use palabre_core::peering::Mode;
use palabre_core::{Core, people};

pub use keys::make_keys;
pub use scribe::scribe;
pub use serve::{activity_address, activity_redirect, page_redirect, wants_activity};

/// How a node speaks to others.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whom it speaks to.
    pub mode: Mode,
    /// Networks that count as reachable although they are not global.
    pub allow_private: Vec<ipnet::IpNet>,
    pub connect_timeout: Duration,
    /// One whole request.
    pub timeout: Duration,
    /// Where some hosts are, for tests: host with port, to address.
    pub overrides: HashMap<String, SocketAddr>,
    pub node: NodeInfo,
    /// Letters that one host may send: (burst, per second).
    pub letters: Option<(u32, u32)>,
}

/// What `NodeInfo` and the node's actor say.
#[derive(Debug, Clone, Default)]
pub struct NodeInfo {
    pub name: String,
    pub description: String,
    pub open_registrations: bool,
    pub version: String,
}

/// The handle on everything that speaks to other servers. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Federation(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    core: Core,
    options: Options,
}

impl Federation {
    /// Makes the node's own actor at the first start.
    pub async fn start(core: Core, options: Options) -> palabre_core::Result<Self> {
        let actor = core.base().actor();
        if people::by_uri(&core, &actor).await?.is_none() {
            let keys = make_keys().await;
            let host = core.base().host().to_owned();
            let tx = core.begin().await?;
            let name = &options.node.name;
            people::create_local(&tx, &host, &actor, name, "Application", &keys).await?;
            tx.commit().await?;
        }
        Ok(Self(Arc::new(Inner { core, options })))
    }

    pub fn core(&self) -> &Core {
        &self.0.core
    }

    pub fn options(&self) -> &Options {
        &self.0.options
    }

    /// Every route that other servers use.
    pub fn router(&self) -> axum::Router {
        serve::router(self.clone())
    }
}
