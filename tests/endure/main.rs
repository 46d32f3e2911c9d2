//! What a node endures: power cuts at every commit boundary, kills, a locked database, a full disk,
//! a second process beside it. Here nodes are real processes: this program starts itself again as
//! one, and the two speak in lines (see [`process`]).

mod crash;
mod database;
mod full_disk;
mod kill;
mod locked;
mod node;
mod process;
mod shared;
mod stage;
mod writer;

#[path = "../harness/browser.rs"]
mod browser;
#[path = "../harness/keys.rs"]
mod keys;
