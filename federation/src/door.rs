//! Who stands at the door.

use axum::response::Response;
use http::request::Parts;

use crate::Federation;

/// A request whose signature was verified.
#[derive(Debug, Clone)]
pub(crate) struct Signed;

/// Whether a reader may have an `/ap/` document.
pub(crate) async fn admit(_: &Federation, _: &Parts) -> Result<Option<Signed>, Response> {
    Ok(None)
}
