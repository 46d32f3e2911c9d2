//! Speaking to servers: ActivityPub in and out, signatures, thread completeness.
//!
//! [`proof`] and [`wire`] are pure: no IO, no database, no clock. [`Federation`] is the handle that
//! a server holds: it offers the routes, resolves addresses, and does the work of the lanes.

mod client;
mod door;
mod fetch;
mod inbox;
mod keyring;
mod keys;
mod lanes;
mod network;
mod object;
mod outbox;
mod pinned;
pub mod proof;
mod rate;
mod router;
mod scribe;
mod serve;
#[cfg(test)]
mod testing;
pub mod wire;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use palabre_core::peering::Mode;
use palabre_core::queue::{After, Clerk, Work};
use palabre_core::{Core, Gather, people};

pub use keys::make_keys;
pub use lanes::Deed;
pub use network::is_global;
pub use scribe::scribe;
pub use serve::{activity_address, activity_redirect, page_redirect, wants_activity};

use client::{Client, FetchError};
use keyring::Keyring;
use outbox::Envelopes;

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
    /// Letters that one host may send; nothing sets no limit.
    pub letters: Option<LetterRate>,
}

/// So many letters at once, given back evenly over a period.
#[derive(Debug, Clone, Copy)]
pub struct LetterRate {
    pub count: NonZeroU32,
    pub per: Duration,
}

/// Put among a request's extensions when its address is exempt from limits.
#[derive(Debug, Clone, Copy)]
pub struct Exempt;

/// What NodeInfo and the node's actor say.
#[derive(Debug, Clone, Default)]
pub struct NodeInfo {
    pub name: String,
    pub description: String,
    pub open_registrations: bool,
    pub version: String,
}

/// Why federation does not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the node's own actor cannot be made: {0}")]
    Actor(palabre_core::Error),
    #[error("the HTTP client cannot be made: {0}")]
    Client(String),
}

/// The handle on everything that speaks to other servers. Cheap to clone.
#[derive(Clone)]
pub struct Federation(Arc<Inner>);

struct Inner {
    core: Core,
    options: Options,
    client: Client,
    keyring: Keyring,
    gather: Gather,
    clerk: Clerk,
    opener: inbox::Opener,
    envelopes: Envelopes,
    library: object::Library,
    rate: Option<rate::Rate>,
    dead: fetch::Dead,
}

impl std::fmt::Debug for Federation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Federation")
            .field("base", self.0.core.base())
            .finish_non_exhaustive()
    }
}

impl Federation {
    /// Makes the node's own actor at the first start, and everything that letters need.
    pub async fn start(core: Core, options: Options) -> Result<Self, Error> {
        ensure_actor(&core, &options).await?;
        let client = Client::new(&core, &options).await.map_err(Error::Client)?;
        let library = object::library(&core, &options, &client)
            .await
            .map_err(Error::Client)?;
        Ok(Self(Arc::new(Inner {
            gather: Gather::start(core.clone()),
            clerk: Clerk::start(core.clone()),
            opener: inbox::Opener::start(core.clone()),
            keyring: Keyring::default(),
            rate: options.letters.map(rate::Rate::new),
            envelopes: Envelopes::default(),
            dead: fetch::Dead::default(),
            core,
            options,
            client,
            library,
        })))
    }

    pub fn core(&self) -> &Core {
        &self.0.core
    }

    pub fn options(&self) -> &Options {
        &self.0.options
    }

    /// Every route that other servers use.
    pub fn router(&self) -> axum::Router {
        router::router(self.clone())
    }

    /// Does everything that is due in a lane, in its order, then lets go of it; answers what is known
    /// of it then. `due`: what [`Self::first_due`] has read of it.
    pub async fn work(&self, lane: &str, due: Option<Vec<Work>>) -> After {
        lanes::work(self, lane, due).await
    }

    /// Does everything that is due in a lane that is no concern of other servers, one after the other
    /// and each by `deed`, then lets go of it.
    pub async fn work_by(&self, lane: &str, deed: &Deed<'_>) -> After {
        lanes::work_by(self, lane, deed).await
    }

    /// Writes a file of another server into `into`, of at most so many bytes: answers how many it has.
    ///
    /// # Errors
    /// Why it cannot be had, in words for the log.
    pub async fn download(&self, url: &str, most: u64, into: std::fs::File) -> Result<u64, String> {
        let downloaded = self.client().download(url, most, into).await;
        downloaded.map_err(|error| error.to_string())
    }

    /// Leaves something at an address of another server, as it is: answers its status; none where the
    /// node may not go there.
    ///
    /// # Errors
    /// The server does not answer.
    pub async fn post(
        &self,
        url: url::Url,
        headers: http::HeaderMap,
        body: bytes::Bytes,
    ) -> palabre_core::Result<Option<http::StatusCode>> {
        match self.client().post(url, headers, body).await {
            Ok(response) => Ok(Some(response.status())),
            Err(FetchError::Unusable(place, why)) => {
                tracing::warn!(place, why, "the node does not go there");
                Ok(None)
            }
            Err(error) => Err(palabre_core::Fault::Other(error.to_string()).into()),
        }
    }

    /// What is due in the lanes of peers among some that were just taken, read by one question. What
    /// is missing in the answer is read by [`Self::work`].
    pub async fn first_due(&self, lanes: &[String]) -> HashMap<String, Vec<Work>> {
        outbox::first_due(self, lanes).await
    }

    /// A forum by `@salon@host`, `salon@host` or address; fetched and kept if it is not known.
    pub async fn find_forum(
        &self,
        address: &str,
    ) -> palabre_core::Result<palabre_core::forums::Forum> {
        fetch::find_forum(self, address).await
    }

    /// A person by `@name@host` or address; fetched and kept if not known.
    pub async fn find_person(&self, address: &str) -> palabre_core::Result<people::Person> {
        fetch::find_person(self, address).await
    }

    /// A post by its address or that of its page; fetched with its thread if not known.
    pub async fn find_post(
        &self,
        address: &str,
    ) -> palabre_core::Result<palabre_core::threads::Post> {
        Box::pin(fetch::find_post(self, address)).await
    }

    /// Tells every host that we know from follows that this node is back, so that they stop
    /// waiting (federation §4.2), and sees to it that every forum that is followed here is compared
    /// with its home once a day.
    pub async fn arrive(&self) -> palabre_core::Result<()> {
        outbox::arrive(self, None).await?;
        fetch::compare::every_day(self).await
    }

    pub(crate) fn client(&self) -> &Client {
        &self.0.client
    }

    pub(crate) fn keyring(&self) -> &Keyring {
        &self.0.keyring
    }

    pub(crate) fn gather(&self) -> &Gather {
        &self.0.gather
    }

    pub(crate) fn clerk(&self) -> &Clerk {
        &self.0.clerk
    }

    pub(crate) fn opener(&self) -> &inbox::Opener {
        &self.0.opener
    }

    pub(crate) fn envelopes(&self) -> &Envelopes {
        &self.0.envelopes
    }

    pub(crate) fn rate(&self) -> Option<&rate::Rate> {
        self.0.rate.as_ref()
    }

    pub(crate) fn dead(&self) -> &fetch::Dead {
        &self.0.dead
    }

    pub(crate) fn library(&self) -> &object::Library {
        &self.0.library
    }
}

async fn ensure_actor(core: &Core, options: &Options) -> Result<(), Error> {
    let uri = core.base().actor();
    if people::by_uri(core, &uri)
        .await
        .map_err(Error::Actor)?
        .is_some()
    {
        return Ok(());
    }
    let keys = make_keys().await;
    let made = async {
        let tx = core.begin().await?;
        let host = core.base().host().to_owned();
        people::create_local(&tx, &host, &uri, &options.node.name, "Application", &keys).await?;
        tx.commit().await
    };
    made.await.map_err(Error::Actor)
}
