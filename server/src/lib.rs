//! Speaking to people: pages, command line and workers.

pub mod config;
