//! Pictures, sounds and films: those that members upload, and those that posts of other nodes name.
//! Core knows what they are and whose; their files are kept and made elsewhere, under keys that a
//! row names.

mod portraits;
mod read;
mod remote;
#[cfg(test)]
mod tests;
mod verbs;

pub use crate::store::entity::media::Model as Media;
pub use portraits::{Picture, Portrait};
pub(crate) use portraits::{forget_portraits, portray};
pub(crate) use read::AtHand;
pub use read::{by_id, by_post, of_person, of_posts};
pub(crate) use remote::follow_post;
pub use remote::{cached, evict, forget_cached, touch, tried_in_vain};
pub use verbs::{
    Change, Files, New, Small, attach, create, delete, describe, fail, forget_old, hang, let_go,
    ready, settle,
};
pub(crate) use verbs::{forget_of_posts, on_post};

use crate::Millis;
use crate::scribe::Attachment;

/// Media of one post.
pub const PER_POST: usize = 4;
/// Longest description, in characters.
pub const DESCRIPTION: usize = 1_500;
/// What hangs on no post after a day goes.
pub const UNATTACHED: Millis = 86_400_000;
/// A whole in the units of a focus.
pub const FOCUS: i64 = 10_000;

/// What a medium is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Image,
    Gifv,
    Video,
    Audio,
    Unknown,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Gifv => "gifv",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Unknown => "unknown",
        }
    }

    /// What a media type says that it is.
    pub fn of(media_type: &str) -> Self {
        match media_type.split('/').next() {
            Some("image") => Self::Image,
            Some("video") => Self::Video,
            Some("audio") => Self::Audio,
            _ => Self::Unknown,
        }
    }
}

impl Media {
    /// Whether it can be shown, or fetched to be shown.
    pub fn is_ready(&self) -> bool {
        self.state == "ready"
    }

    /// Whether a post of another node names it.
    pub fn is_remote(&self) -> bool {
        self.url.is_some()
    }

    /// The key under which an upload waits to be made ready.
    pub fn waiting_key(&self) -> String {
        format!("{}.raw", self.token)
    }

    /// Every key that may hold something of it. What was interrupted has left files that its row
    /// does not name yet: they are found by its token.
    pub fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = [&self.original, &self.small]
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        if self.state == "processing" {
            let endings = [".raw", ".jpg", ".png", ".gif", "-s.jpg", "-s.png"];
            keys.extend(endings.map(|end| format!("{}{end}", self.token)));
        }
        keys
    }

    /// As it is told to other nodes; `url` is where its original is served.
    pub fn told(&self, url: String) -> Attachment {
        Attachment {
            url,
            media_type: self.mime.clone(),
            name: self.description.clone(),
            size: self.width.zip(self.height),
            blurhash: self.blurhash.clone(),
            focus: Some((self.focus_x, self.focus_y)).filter(|focus| *focus != (0, 0)),
        }
    }
}
