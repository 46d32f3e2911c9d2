//! The specification, told by nodes through their public doors.

#[path = "../harness/mod.rs"]
mod harness;

mod delivery;
mod floors;
