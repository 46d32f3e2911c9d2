//! What speaks to people: pages, client API, command line and workers.

pub mod i18n;
pub mod web {
    //! The pages of a node.

    pub mod view;
}
