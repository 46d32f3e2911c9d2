//! Files of media, wherever they are kept: in the data directory or at a service that is compatible
//! with S3. Their keys are made by this node and are all chance; nothing that anybody types becomes
//! one.

mod local;
mod s3;
#[cfg(test)]
mod tests;

use std::fmt;
use std::fs::File;
use std::ops::Range;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use futures::Stream;
use palabre_core::clock::Clock;

use crate::config::{self, Storage};

/// Endings of keys, and what they are served as. What waits to be made ready is never served.
const ENDINGS: [(&str, &str); 13] = [
    ("jpg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("mp4", "video/mp4"),
    ("mov", "video/quicktime"),
    ("webm", "video/webm"),
    ("ogv", "video/ogg"),
    ("m4a", "audio/mp4"),
    ("ogg", "audio/ogg"),
    ("mp3", "audio/mpeg"),
    ("flac", "audio/flac"),
    ("wav", "audio/wav"),
    ("raw", ""),
];

/// The name of a file: 128 bits of chance in hex, `-s` after those of a small picture, and an ending.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key(String);

impl Key {
    /// A key as a row or an address names it; nothing for any other text.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (name, ending) = text.split_once('.')?;
        let token = name.strip_suffix("-s").unwrap_or(name);
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let sound = token.len() == 32 && token.bytes().all(digit);
        let known = ENDINGS.iter().any(|(one, _)| *one == ending);
        (sound && known).then(|| Self(text.to_owned()))
    }

    /// The key of a file of a media type; nothing for a type that is not served.
    pub(crate) fn of(token: &str, small: bool, mime: &str) -> Option<Self> {
        let (ending, _) = ENDINGS
            .iter()
            .find(|(_, one)| *one == mime && !one.is_empty())?;
        let mark = if small { "-s" } else { "" };
        Self::parse(&format!("{token}{mark}.{ending}"))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// What it is served as; nothing for what is never served.
    pub(crate) fn mime(&self) -> Option<&'static str> {
        let ending = self.0.rsplit('.').next()?;
        let known = ENDINGS.iter().find(|(one, _)| *one == ending);
        known.map(|(_, mime)| *mime).filter(|mime| !mime.is_empty())
    }
}

/// What is to be kept.
#[derive(Debug)]
pub(crate) enum Source {
    Bytes(Bytes),
    /// A file from its beginning, with its length.
    File(File, u64),
}

/// A piece after the other.
pub(crate) type Pieces = Pin<Box<dyn Stream<Item = std::io::Result<Bytes>> + Send>>;

/// A file that is kept, or a part of it.
pub(crate) struct Blob {
    /// Bytes of the whole.
    pub(crate) whole: u64,
    pub(crate) pieces: Pieces,
}

impl fmt::Debug for Blob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Blob")
            .field("whole", &self.whole)
            .finish_non_exhaustive()
    }
}

/// Why files cannot be kept or read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BlobError {
    #[error("the folder of media failed: {0}")]
    Disk(#[from] std::io::Error),
    #[error("the S3 service cannot be reached: {0}")]
    Away(String),
    #[error("the S3 service answers {0}")]
    Answered(u16),
    #[error("the S3 service cannot be used: {0}")]
    Unusable(String),
}

impl From<BlobError> for palabre_core::Error {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::Disk(error) if error.kind() == std::io::ErrorKind::StorageFull => {
                palabre_core::Refusal::DiskFull.into()
            }
            other => palabre_core::Fault::Other(other.to_string()).into(),
        }
    }
}

/// A place where files are kept.
#[async_trait::async_trait]
pub(crate) trait Blobs: Send + Sync + fmt::Debug {
    /// Keeps a file: whole and on disk when this is answered, in place of what was there.
    async fn put(&self, key: &Key, source: Source) -> Result<(), BlobError>;

    /// A file or, of its bytes, those of `range` that it has; nothing where there is none.
    async fn get(&self, key: &Key, range: Option<Range<u64>>) -> Result<Option<Blob>, BlobError>;

    /// Takes a file away; one that is not there is gone already.
    async fn delete(&self, key: &Key) -> Result<(), BlobError>;

    /// The bytes of a file; nothing where there is none.
    async fn exists(&self, key: &Key) -> Result<Option<u64>, BlobError>;
}

/// The place that the configuration names.
pub(crate) fn open(
    config: &config::Config,
    clock: Arc<dyn Clock>,
) -> Result<Arc<dyn Blobs>, BlobError> {
    Ok(match config.media.storage {
        Storage::Local => Arc::new(local::Local::new(&folder(&config.data_dir))),
        Storage::S3 => Arc::new(s3::S3::new(&config.media.s3, clock)?),
    })
}

/// Where files are kept on this machine, and where uploads come in.
pub(crate) fn folder(data: &Path) -> std::path::PathBuf {
    data.join("media")
}
