//! Why an upload is not taken: in words, in the member's language.

use axum::http::StatusCode;

use crate::http::answer::Failure;

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// Nothing of the kinds that are taken: a text, a page, an archive, a document.
    Unknown,
    /// A drawing that may hold a program.
    Drawing,
    /// A picture of a kind that is not taken.
    Photo,
    /// Cut off, or not what its first bytes say.
    Broken,
    /// More pixels than are decoded.
    Pixels(u64),
    /// More frames, or more pixels in all of them.
    Frames,
    /// Moves, and is no GIF.
    Moving,
    /// More bytes than its kind may have: so many mebibytes.
    Bytes(u64),
    /// Not the only one in its field.
    Twice,
}

/// Every reason by the name of its message, but for its number.
const NAMES: [(&str, Unfit); 9] = [
    ("media-unknown", Unfit::Unknown),
    ("media-drawing", Unfit::Drawing),
    ("media-photo", Unfit::Photo),
    ("media-broken", Unfit::Broken),
    ("media-pixels", Unfit::Pixels(0)),
    ("media-frames", Unfit::Frames),
    ("media-moving", Unfit::Moving),
    ("media-bytes", Unfit::Bytes(0)),
    ("media-twice", Unfit::Twice),
];

impl Unfit {
    /// Its name and its number, as a row keeps it.
    pub(crate) fn written(self) -> String {
        let same =
            |one: &&(&str, Self)| std::mem::discriminant(&one.1) == std::mem::discriminant(&self);
        let name = NAMES
            .iter()
            .find(same)
            .map_or("media-broken", |(name, _)| *name);
        match self {
            Self::Pixels(limit) | Self::Bytes(limit) => format!("{name} {limit}"),
            _ => name.to_owned(),
        }
    }

    /// What a row has kept.
    pub(crate) fn read(text: &str) -> Self {
        let (name, number) = text.split_once(' ').unwrap_or((text, "0"));
        let number = number.parse().unwrap_or_default();
        let known = NAMES.iter().find(|(known, _)| *known == name);
        match known.map_or(Self::Broken, |(_, one)| *one) {
            Self::Pixels(_) => Self::Pixels(number),
            Self::Bytes(_) => Self::Bytes(number),
            other => other,
        }
    }

    /// In words: 413 for what is too large, 422 for the rest.
    pub(crate) fn failure(self) -> Failure {
        let status = match self {
            Self::Bytes(_) => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let (name, limit) = self.words();
        Failure::media(status, name, limit)
    }

    /// The name of the message, and the number in it.
    pub(crate) fn words(self) -> (&'static str, Option<u64>) {
        match self {
            Self::Unknown => ("media-unknown", None),
            Self::Drawing => ("media-drawing", None),
            Self::Photo => ("media-photo", None),
            Self::Broken => ("media-broken", None),
            // In millions.
            Self::Pixels(limit) => ("media-pixels", Some(limit / 1_000_000)),
            Self::Frames => ("media-frames", None),
            Self::Moving => ("media-moving", None),
            Self::Bytes(limit) => ("media-bytes", Some(limit >> 20)),
            Self::Twice => ("media-twice", None),
        }
    }
}
