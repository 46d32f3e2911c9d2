//! The two files that pages need, named after their content so that they may be kept for ever.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// A file served beside the pages, with `Cache-Control: immutable`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// `/assets/{first 8 hex of SHA-256}.{extension}`.
    pub path: String,
    /// Media type.
    pub media_type: &'static str,
    /// The bytes to send.
    pub body: &'static str,
}

impl Asset {
    fn new(body: &'static str, extension: &str, media_type: &'static str) -> Self {
        let hash = hex::encode(Sha256::digest(body));
        Self {
            path: format!("/assets/{}.{extension}", &hash[..8]),
            media_type,
            body,
        }
    }
}

static STYLESHEET: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        include_str!("../../../assets/palabre.css"),
        "css",
        "text/css; charset=utf-8",
    )
});
static ICON: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        include_str!("../../../assets/palabre.svg"),
        "svg",
        "image/svg+xml",
    )
});

/// The one style sheet.
pub fn stylesheet() -> &'static Asset {
    &STYLESHEET
}

/// The tree, as icon of the site.
pub fn icon() -> &'static Asset {
    &ICON
}

/// The asset served at `path`, for the handler of `/assets/{name}`.
pub fn at(path: &str) -> Option<&'static Asset> {
    [stylesheet(), icon()]
        .into_iter()
        .find(|asset| asset.path == path)
}
