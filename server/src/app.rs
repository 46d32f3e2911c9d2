//! What every handler is given.

use std::sync::Arc;

use palabre_core::Core;
use palabre_core::people::Person;

use crate::config::Config;
use crate::http::throttle::Throttle;
use crate::media::Workshop;
use crate::passwords::PasswordGate;
use crate::push::Vapid;
use crate::streaming::Hub;
use palabre_federation::Federation;

/// The parts of a running node. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    pub core: Core,
    pub federation: Federation,
    pub config: Arc<Config>,
    pub limiter: Arc<Throttle>,
    pub gate: Arc<PasswordGate>,
    pub(crate) workshop: Workshop,
    pub(crate) hub: Hub,
    pub(crate) vapid: Arc<Vapid>,
}

impl App {
    /// Puts the parts together.
    pub(crate) fn new(
        core: Core,
        federation: Federation,
        workshop: Workshop,
        vapid: Vapid,
        config: Arc<Config>,
    ) -> Self {
        let limiter = Arc::new(Throttle::new(&config.limits));
        Self {
            core,
            federation,
            config,
            limiter,
            gate: Arc::new(PasswordGate::default()),
            workshop,
            hub: Hub::default(),
            vapid: Arc::new(vapid),
        }
    }

    /// Whether the node is reached over TLS: cookies are bound to it then.
    pub(crate) fn secure(&self) -> bool {
        self.core.base().origin().starts_with("https://")
    }

    /// A fresh token that names one rendering of a form.
    pub(crate) fn once(&self) -> String {
        let mut bytes = [0; 12];
        self.core.env().chance.fill(&mut bytes);
        hex::encode(bytes)
    }

    /// `slug` for a salon of this node, `slug@host` for one of another.
    pub(crate) fn salon(forum: &palabre_core::forums::Forum) -> String {
        if forum.local {
            forum.slug.clone()
        } else {
            format!("{}@{}", forum.slug, forum.host)
        }
    }

    /// `name` for a person of this node, `name@host` for one of another.
    pub(crate) fn handle(person: &Person) -> String {
        person.handle().trim_start_matches('@').to_owned()
    }
}
