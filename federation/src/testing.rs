//! What the tests of this crate begin with: a store in a folder of its own, and a node on it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use palabre_core::clock::{StillClock, SystemChance};
use palabre_core::naming::Base;
use palabre_core::peering::Mode;
use palabre_core::{Core, Env, Limits, StoreOptions};

use crate::{NodeInfo, Options};

/// When the tests play.
const NOW: i64 = 1_795_255_200_000;

/// The store of quebec.test.
pub(crate) async fn core(folder: &Path) -> Core {
    core_of("quebec.test", folder, &Arc::new(StillClock::at(NOW))).await
}

/// The store of a host, and its clock.
pub(crate) async fn core_of(host: &str, folder: &Path, clock: &Arc<StillClock>) -> Core {
    let env = Env {
        clock: clock.clone(),
        chance: Arc::new(SystemChance),
        scribe: crate::scribe(),
    };
    let options = StoreOptions {
        url: format!("sqlite://{}", folder.join("palabre.db").display()),
        base: Base::new("https", host),
        limits: Limits::default(),
    };
    Core::open(options, env).await.expect("the store opens")
}

/// An open node that reaches global addresses only, and does not wait long for them.
pub(crate) fn options() -> Options {
    Options {
        mode: Mode::Open,
        allow_private: Vec::new(),
        connect_timeout: Duration::from_secs(1),
        timeout: Duration::from_secs(1),
        overrides: HashMap::new(),
        node: NodeInfo {
            name: "Québec".to_owned(),
            description: String::new(),
            open_registrations: false,
            version: "0.1.0".to_owned(),
        },
        letters: None,
    }
}
