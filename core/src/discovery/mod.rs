//! Whom to follow and what to read: the directory of those who are known here, whom a member may want to
//! follow, and trends.

mod directory;
mod suggestions;
#[cfg(test)]
mod tests;
mod trends;

use crate::peering::Level;
use crate::timelines::sql::Piece;

pub use directory::{Order, Which, directory};
pub use suggestions::{Suggested, Why, dismiss, suggestions};
pub(crate) use trends::Trends;
pub use trends::{trending_posts, trending_tags};

/// Of candidates so many are looked at.
const CANDIDATES: usize = 1_000;

/// Who may be shown to people that do not know them: a salon, and whoever says that they may and has written
/// for everybody, who is neither limited nor suspended, and of no host that is blocked. `p` is who is looked at; nothing else decides it.
fn listed() -> Piece {
    let words = "p.state = 'active' AND p.limited_at IS NULL AND p.suspended_at IS NULL AND NOT EXISTS (SELECT 1 FROM peer h WHERE h.host = p.host \
        AND h.level = ?) AND (EXISTS (SELECT 1 FROM forum s WHERE s.uri = p.uri) \
        OR p.discoverable IS TRUE AND EXISTS (SELECT 1 FROM post q WHERE q.author_id = p.id \
        AND q.state = 'live' AND q.visibility = 'public'))";
    Piece::new(words, [Level::Block.as_str().into()])
}
