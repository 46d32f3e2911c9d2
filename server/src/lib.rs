//! Speaking to people: pages, command line and workers.

pub mod app;
pub mod config;
pub mod http;
pub mod i18n;
pub mod passwords;
pub mod router;
pub mod serving;
pub mod standin;
pub mod web;
