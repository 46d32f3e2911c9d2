//! What hangs on a post.

use palabre_core::media::Media;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::api::openapi::shapes;
use crate::app::App;

/// `MediaAttachment`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct MediaAttachment {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    /// Nothing while it is being made ready.
    url: Option<String>,
    preview_url: Option<String>,
    remote_url: Option<String>,
    preview_remote_url: Option<String>,
    text_url: Option<String>,
    #[schemars(with = "shapes::Meta")]
    meta: Value,
    description: Option<String>,
    blurhash: Option<String>,
}

impl MediaAttachment {
    /// As its owner sees it, or whoever may read its post.
    pub(crate) fn of(app: &App, media: &Media) -> Self {
        let (url, preview_url) = addresses(app, media);
        Self {
            id: media.id.to_string(),
            kind: media.kind.clone(),
            url,
            preview_url,
            remote_url: media.url.clone(),
            preview_remote_url: None,
            text_url: None,
            meta: meta(media),
            description: Some(media.description.clone()).filter(|text| !text.is_empty()),
            blurhash: media.blurhash.clone(),
        }
    }

    /// The same with other words for what it shows.
    pub(crate) fn described(app: &App, media: &Media, words: &str) -> Self {
        Self {
            description: Some(words.to_owned()).filter(|text| !text.is_empty()),
            ..Self::of(app, media)
        }
    }
}

/// Where the whole and the small one are shown: from here, also what another node has, which is
/// fetched when somebody looks at it.
pub(crate) fn addresses(app: &App, media: &Media) -> (Option<String>, Option<String>) {
    let base = app.core.base();
    let Some(origin) = &media.url else {
        let address = |key: &Option<String>| key.as_deref().map(|key| base.media(key));
        return (address(&media.original), address(&media.small));
    };
    if media.kind == "unknown" || app.config.media.cache_bytes == 0 {
        return (Some(origin.clone()), None);
    }
    let whole = base.media(&format!("remote/{}/{}", media.id, media.token));
    let small = (media.kind == "image").then(|| format!("{whole}/small"));
    (Some(whole), small)
}

fn meta(media: &Media) -> Value {
    let mut meta = Map::new();
    let original = media.width.zip(media.height);
    if let Some(size) = original {
        meta.insert("original".to_owned(), sides(size));
    }
    if let Some(size) = media.small_width.zip(media.small_height) {
        meta.insert("small".to_owned(), sides(size));
    }
    if let Some(duration) = media.duration {
        let seconds = part(duration, 1_000.0);
        meta.entry("original").or_insert_with(|| json!({}))["duration"] = json!(seconds);
    }
    if media.kind == "image" || (media.focus_x, media.focus_y) != (0, 0) {
        let (x, y) = (part(media.focus_x, 10_000.0), part(media.focus_y, 10_000.0));
        meta.insert("focus".to_owned(), json!({ "x": x, "y": y }));
    }
    Value::Object(meta)
}

fn sides((width, height): (i64, i64)) -> Value {
    let aspect = part(width, 1.0) / part(height.max(1), 1.0);
    json!({
        "width": width,
        "height": height,
        "size": format!("{width}x{height}"),
        "aspect": aspect,
    })
}

fn part(units: i64, whole: f64) -> f64 {
    f64::from(i32::try_from(units).unwrap_or(i32::MAX)) / whole
}
