//! Speaking to people: pages, command line and workers. [`Server::start`] wires the parts; the
//! binary and the tests both start it.

mod api;
pub mod app;
mod blobs;
pub mod cli;
pub mod config;
pub mod control;
mod emoji;
pub mod http;
pub mod i18n;
mod indexing;
mod media;
mod oauth;
pub mod passwords;
mod push;
pub mod router;
pub mod serving;
mod streaming;
pub mod web;
mod worker;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use palabre_core::clock::{Chance, Clock, SystemChance, SystemClock};
use palabre_core::naming::Base;
use palabre_core::{Core, Env, Limits, OpenError, StoreOptions, peering};
use palabre_federation::{Federation, LetterRate, NodeInfo, Options};
use tokio::net::TcpListener;
use tokio::sync::{Notify, oneshot, watch};

use crate::media::Workshop;
use app::App;
use config::{Config, ConfigError, FederationMode, Registration};
use push::Vapid;
use worker::Worker;

/// A tenth less of CPU for letters and deliveries than with the system's own, at 2 MB more of
/// memory (docs/operating/performance.md). Without huge pages: they take 15 MB more.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What a node is given from outside its configuration.
#[derive(Debug, Clone)]
pub struct Given {
    pub clock: Arc<dyn Clock>,
    pub chance: Arc<dyn Chance>,
    /// Where some hosts are, for tests.
    pub overrides: HashMap<String, SocketAddr>,
    /// Whether this process works the queue by itself.
    pub workers: bool,
    /// Whether this process answers requests.
    pub pages: bool,
}

impl Given {
    /// The machine's clock and chance, with workers.
    pub fn real() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            chance: Arc::new(SystemChance),
            overrides: HashMap::new(),
            workers: true,
            pages: true,
        }
    }
}

/// Why a node does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Federation(#[from] palabre_federation::Error),
    #[error("media cannot be kept: {0}")]
    Media(String),
    #[error("the key towards push services cannot be kept: {0}")]
    Push(String),
    #[error("the address cannot be listened on: {0}")]
    Listen(#[from] std::io::Error),
}

/// A running node.
#[derive(Debug)]
pub struct Server {
    core: Core,
    federation: Federation,
    addr: SocketAddr,
    worker: Arc<Worker>,
    stop: watch::Sender<bool>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

impl Server {
    /// Opens the store, makes the node's actor at the first start, serves and works.
    pub async fn start(
        config: Config,
        given: Given,
        listener: TcpListener,
    ) -> Result<Self, StartError> {
        let addr = listener.local_addr()?;
        let core = open(&config, &given).await?;
        let federation = federation(&core, &config, &given).await?;
        let (stop, stopped) = watch::channel(false);
        let workshop = Workshop::open(core.clone(), &config)
            .map_err(|error| StartError::Media(error.to_string()))?;
        let vapid = Vapid::of(&core).await;
        let vapid = vapid.map_err(|error| StartError::Push(error.to_string()))?;
        let app = App::new(
            core.clone(),
            federation.clone(),
            workshop,
            vapid,
            Arc::new(config),
        );
        let worker = Arc::new(Worker::new(app.clone()));
        let mut tasks = Vec::new();
        if given.pages {
            let hub = app.hub.clone();
            let hub = hub.run(app.clone(), core.events(), stopped.clone());
            tasks.push(tokio::spawn(hub));
            let router = router::router(app);
            tasks.push(tokio::spawn(serve(listener, router, stopped.clone())));
        }
        let (begun, listens) = oneshot::channel();
        tasks.push(tokio::spawn(listen(core.clone(), stopped.clone(), begun)));
        // Nothing that happens from now on is missed.
        let _ = listens.await;
        if given.workers {
            tasks.push(tokio::spawn(indexing::run(core.clone(), stopped.clone())));
            tasks.push(tokio::spawn(worker.clone().run(stopped)));
            if let Err(error) = federation.arrive().await {
                tracing::warn!(%error, "the other nodes could not be told that this one is back");
            }
        }
        Ok(Self {
            core,
            federation,
            addr,
            worker,
            stop,
            tasks,
        })
    }

    pub fn core(&self) -> &Core {
        &self.core
    }

    pub fn federation(&self) -> &Federation {
        &self.federation
    }

    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Rings each time a lane has been worked, for whoever waits for the queue to be empty.
    pub fn settled(&self) -> Arc<Notify> {
        self.worker.settled()
    }

    /// Works every lane that is due until none is left, and indexes all there is; answers how many lanes
    /// it worked.
    pub async fn settle(&self) -> usize {
        self.worker.settle().await
    }

    /// Stops answering and working, finishing what is under way.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        for task in self.tasks {
            let _ = task.await;
        }
        self.core.close().await;
    }
}

async fn listen(core: Core, mut stopped: watch::Receiver<bool>, begun: oneshot::Sender<()>) {
    let begun = || {
        let _ = begun.send(());
    };
    tokio::select! {
        // Answers at once where there is nobody to listen to.
        () = core.listen(begun) => {}
        _ = stopped.wait_for(|stop| *stop) => {}
    }
}

/// Opens the store of a configuration: what the commands use beside a running server.
pub async fn open(config: &Config, given: &Given) -> Result<Core, StartError> {
    let host = config.host()?;
    let env = Env {
        clock: given.clock.clone(),
        chance: given.chance.clone(),
        scribe: palabre_federation::scribe(),
    };
    let store = StoreOptions {
        url: config.database.url.expose().to_owned(),
        base: Base::new(host.scheme(), &host.to_string()),
        limits: Limits {
            words: usize::try_from(config.limits.max_words).unwrap_or(usize::MAX),
            ..Limits::default()
        },
    };
    Ok(Core::open(store, env).await?)
}

/// Starts speaking to other servers.
async fn federation(core: &Core, config: &Config, given: &Given) -> Result<Federation, StartError> {
    Ok(Federation::start(core.clone(), options(config, given)).await?)
}

fn options(config: &Config, given: &Given) -> Options {
    Options {
        mode: match config.federation.mode {
            FederationMode::Open => peering::Mode::Open,
            FederationMode::Allowlist => peering::Mode::Allowlist,
        },
        allow_private: config.federation.allow_private.clone(),
        connect_timeout: Duration::from_secs(config.federation.connect_timeout_s.into()),
        timeout: Duration::from_secs(config.federation.timeout_s.into()),
        overrides: given.overrides.clone(),
        node: NodeInfo {
            name: config.node.name.clone(),
            description: config.node.description.clone(),
            open_registrations: config.node.registration == Registration::Open,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        letters: Some(LetterRate {
            count: config.limits.rates.letters.count,
            per: config.limits.rates.letters.per,
        }),
    }
}

async fn serve(listener: TcpListener, router: axum::Router, mut stopped: watch::Receiver<bool>) {
    let until = async move {
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    serving::serve(listener, router, until).await;
}
