//! Speaking to people: pages, command line and workers.

pub mod cli;
pub mod config;
pub mod control;
pub mod i18n;
pub mod web {
    //! The pages of a node.

    pub mod view;
}
