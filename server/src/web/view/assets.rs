//! The files that pages and clients need, named after their content so that they may be kept for ever.

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
    pub body: &'static [u8],
}

impl Asset {
    fn new(body: &'static [u8], extension: &str, media_type: &'static str) -> Self {
        let hash = hex::encode(Sha256::digest(body));
        Self {
            path: format!("/assets/{}.{extension}", &hash[..8]),
            media_type,
            body,
        }
    }
}

impl Asset {
    /// Its whole address at a node.
    pub(crate) fn address(&self, origin: &str) -> String {
        format!("{origin}{}", self.path)
    }
}

static STYLESHEET: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        include_bytes!("../../../assets/palabre.css"),
        "css",
        "text/css; charset=utf-8",
    )
});
static ICON: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        include_bytes!("../../../assets/palabre.svg"),
        "svg",
        "image/svg+xml",
    )
});

static AVATAR: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        include_bytes!("../../../assets/avatar.png"),
        "png",
        "image/png",
    )
});
static HEADER: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        include_bytes!("../../../assets/header.png"),
        "png",
        "image/png",
    )
});

/// The picture of whoever has given none: clients show no account without one.
pub fn avatar() -> &'static Asset {
    &AVATAR
}

/// The banner of whoever has given none, and of the node.
pub fn header() -> &'static Asset {
    &HEADER
}

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
    [stylesheet(), icon(), avatar(), header()]
        .into_iter()
        .find(|asset| asset.path == path)
}
