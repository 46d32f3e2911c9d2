//! `palabre demo`: three chapters on one machine.

use super::args::{Common, Demo};
use super::{Done, Out};

pub(super) async fn run(_common: &Common, _demo: &Demo, _out: Out) -> Done {
    Ok(())
}
