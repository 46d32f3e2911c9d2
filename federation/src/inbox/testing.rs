//! A store for the tests of letters.

use std::path::Path;
use std::sync::Arc;

use palabre_core::clock::{StillClock, SystemChance};
use palabre_core::naming::Base;
use palabre_core::{Core, Env, Limits, StoreOptions};

/// When the tests play.
const NOW: i64 = 1_795_255_200_000;

/// The store of quebec.test, in a folder of its own.
pub(super) async fn core(folder: &Path) -> Core {
    let env = Env {
        clock: Arc::new(StillClock::at(NOW)),
        chance: Arc::new(SystemChance),
        scribe: crate::scribe(),
    };
    let options = StoreOptions {
        url: format!("sqlite://{}", folder.join("palabre.db").display()),
        base: Base::new("https", "quebec.test"),
        limits: Limits::default(),
    };
    Core::open(options, env).await.expect("the store opens")
}
