//! What a member keeps for themselves: which posts they want to find again, whom they do not want to
//! read, what they have noted about people, lists of those whom they follow, hashtags, and whom they endorse. Nothing of it
//! leaves the node, but that whoever is blocked is followed no longer and follows no longer.

mod endorsed;
mod featured;
mod lists;
mod marks;
mod others;
mod tags;
#[cfg(test)]
mod tests;

pub use endorsed::{endorse, endorsed};
pub use featured::{FEATURED, Featured, feature_tag, featured_tags, tags_to_feature, unfeature};
pub use lists::{
    Answers, LISTED, List, Listing, change_list, delete_list, list, listed, lists, lists_with,
    make_list, put_on_list, take_off_list,
};
pub use marks::{PINNED, bookmark, bookmarks, boosted_by, favourites, hush, liked_by, pin, pins};
pub use others::{Stand, block, block_host, blocked, blocked_hosts, mute, muted, note, stands};
pub use tags::{TagTie, follow_tag, followed_tags, ties_to_tags};
