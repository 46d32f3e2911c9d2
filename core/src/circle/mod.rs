//! What a member keeps for themselves: which posts they want to find again, whom they do not want to
//! read, and what they have noted about people. Nothing of it leaves the node, but that whoever is
//! blocked is followed no longer and follows no longer.

mod marks;
mod others;
#[cfg(test)]
mod tests;

pub use marks::{bookmark, bookmarks, boosted_by, favourites, hush, liked_by, pin, pins};
pub use others::{Stand, block, block_host, blocked, blocked_hosts, mute, muted, note, stands};
