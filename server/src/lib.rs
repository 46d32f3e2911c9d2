//! Speaking to people: pages, command line and workers.

pub mod config;
pub mod i18n;
pub mod web;
