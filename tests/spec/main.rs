//! The specification, told by nodes through their public doors.

#[path = "../harness/mod.rs"]
mod harness;

mod admin;
mod bulletin;
mod client_api;
mod commands;
mod compared;
mod conversations;
mod delivery;
mod discovery;
mod filters;
mod floors;
mod found;
mod hostile;
mod interop;
mod ledger;
mod lists;
mod media;
mod notes;
mod notifications;
mod openapi;
mod parts;
mod peering;
mod policy;
mod polls;
mod profiles;
mod push;
mod quotes;
mod reports;
mod requests;
mod rights;
mod scheduled;
mod search;
mod signatures;
mod streaming;
mod tags;
mod thread_sync;
mod twice;
mod unseen;
