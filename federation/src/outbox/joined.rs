//! placeholder
use palabre_core::{Core, Result, ledger::Entry};
pub(crate) async fn announce_bytes(_: &Core, _: &Entry) -> Result<Option<Vec<u8>>> {
    Ok(None)
}
pub(crate) async fn announce_root_bytes(_: &Core, _: &Entry) -> Result<Option<Vec<u8>>> {
    Ok(None)
}
