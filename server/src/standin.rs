//! Holds the place of the federation's handle.

use palabre_core::forums::{self, Forum};
use palabre_core::{Core, Refusal, Result};

/// Speaks to nobody.
#[derive(Clone)]
pub struct Federation(Core);

impl Federation {
    pub fn new(core: Core) -> Self {
        Self(core)
    }

    pub fn router(&self) -> axum::Router {
        axum::Router::new()
    }

    pub async fn find_forum(&self, address: &str) -> Result<Forum> {
        let slug = address.trim_start_matches('@').split('@').next().unwrap_or_default();
        let found = forums::by_slug(&self.0, slug, None).await?;
        found.ok_or_else(|| Refusal::NoSuchForum(address.to_owned()).into())
    }
}

/// Makes no keys.
pub async fn make_keys() -> palabre_core::people::LocalKeys {
    std::future::pending().await
}
