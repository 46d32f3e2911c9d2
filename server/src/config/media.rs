//! Where pictures, sounds and films are kept, and how large they may be.

use std::path::PathBuf;

use serde::Deserialize;

use super::error::ConfigError;
use super::value::{self, Secret};

/// Where pictures, sounds and films are kept, and how large they may be.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Media {
    pub storage: Storage,
    /// The largest picture, in bytes.
    pub image_bytes: u32,
    /// The largest picture, in pixels: what its head says, before it is decoded.
    pub image_pixels: u32,
    /// The largest sound or film, in bytes.
    pub video_bytes: u32,
    /// What is kept of other nodes' media at most, in bytes; nothing is fetched where it is 0.
    pub cache_bytes: u64,
    pub s3: S3,
}

/// Where files are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Storage {
    /// In the data directory.
    #[default]
    Local,
    /// At a service that is compatible with S3.
    S3,
}

/// A service that is compatible with S3.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct S3 {
    #[serde(deserialize_with = "value::web_address")]
    pub endpoint: String,
    pub region: String,
    pub bucket: String,
    /// The public half of the key.
    pub key: String,
    pub secret: Secret,
    /// A file that holds the secret half.
    pub secret_file: Option<PathBuf>,
    /// Whether the bucket stands in the path of an address rather than in its host.
    pub path_style: bool,
}

impl Media {
    /// Reads the secret from its file, and refuses a service that is not named whole.
    pub(super) fn resolve(&mut self) -> Result<(), ConfigError> {
        if self.storage != Storage::S3 {
            return Ok(());
        }
        let s3 = &mut self.s3;
        let named = [
            (&s3.endpoint, "media.s3.endpoint"),
            (&s3.bucket, "media.s3.bucket"),
            (&s3.key, "media.s3.key"),
        ];
        let with = "media.storage = \"s3\"";
        for (value, key) in named {
            if value.is_empty() {
                return Err(ConfigError::Missing { key, with });
            }
        }
        let key = "media.s3.secret";
        if let Some(path) = &s3.secret_file {
            if !s3.secret.is_empty() {
                return Err(ConfigError::Twice { key });
            }
            let path = path.clone();
            let text = match std::fs::read_to_string(&path) {
                Ok(text) => text,
                Err(error) => {
                    let source = Some(error);
                    return Err(ConfigError::Secret { key, path, source });
                }
            };
            s3.secret = Secret::new(text.trim().to_owned());
            if s3.secret.is_empty() {
                let source = None;
                return Err(ConfigError::Secret { key, path, source });
            }
        }
        if s3.secret.is_empty() {
            return Err(ConfigError::Missing { key, with });
        }
        Ok(())
    }
}

impl Default for Media {
    fn default() -> Self {
        Self {
            storage: Storage::default(),
            image_bytes: 16 * 1024 * 1024,
            image_pixels: 33_177_600,
            video_bytes: 40 * 1024 * 1024,
            cache_bytes: 1024 * 1024 * 1024,
            s3: S3::default(),
        }
    }
}

impl Default for S3 {
    fn default() -> Self {
        Self {
            endpoint: String::new(),
            region: "us-east-1".to_owned(),
            bucket: String::new(),
            key: String::new(),
            secret: Secret::default(),
            secret_file: None,
            path_style: true,
        }
    }
}
