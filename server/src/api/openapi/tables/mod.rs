//! What no type says of an address: who may ask, what may be said, and what is answered, a line for
//! each method, by area as the routes.

mod member;
mod node;
mod office;
mod people;
mod posts;

use super::operation::Operation;

/// Some operations that belong together.
#[derive(Debug)]
pub(in crate::api) struct Area {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(in crate::api) operations: Vec<Operation>,
}

/// A line for each area.
#[rustfmt::skip]
pub(in crate::api) fn all() -> [Area; 13] {
    [
        area("apps", "How an application is let in, and what it may ask before anybody is.", node::letting_in()),
        area("accounts", "People and salons, and what a member is to them.", people::people()),
        area("profile", "What a member says of themselves.", people::profile()),
        area("discovery", "Whom to follow and what to read.", people::discovered()),
        area("statuses", "What is written, and what readers do with it.", posts::posts()),
        area("media", "Pictures, sounds and films, before they hang on a status.", posts::media()),
        area("timelines", "Lists of what is written, hashtags, and looking for it.", posts::found()),
        area("lists", "Lists of those whom a member follows.", member::lists()),
        area("filters", "What a member does not want to read, or not without being warned.", member::filters()),
        area("notifications", "What a member hears of, and how far they have read.", member::heard()),
        area("streaming", "What happens, as it happens.", node::streams()),
        area("admin", "What administrators and moderators look after.", office::looked_after()),
        area("instance", "The node itself.", node::node()),
    ]
}

fn area(name: &'static str, about: &'static str, operations: Vec<Operation>) -> Area {
    Area {
        name,
        about,
        operations,
    }
}
