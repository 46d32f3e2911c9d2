//! Pages and forms as a browser without scripts meets them, on a node with a database of its own.

mod accounts;
pub(crate) mod browser;
mod guards;
mod moderating;
mod polls;
mod profile;
mod reading;
mod reporting;
mod writing;
