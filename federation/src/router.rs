//! Every route that other servers use: the inboxes here, everything that is read in [`serve`].

use axum::Router;

use crate::{Federation, inbox, serve};

pub(crate) fn router(federation: Federation) -> Router {
    serve::router(federation.clone()).merge(inbox::router(federation))
}
