//! Files at a service that is compatible with S3. Requests are signed in their address (`SigV4`), which
//! every such service takes; nothing in the bucket needs to be public.

use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use futures::TryStreamExt as _;
use http::StatusCode;
use http::header::{CONTENT_LENGTH, CONTENT_RANGE, RANGE};
use palabre_core::clock::Clock;
use reqwest::{Body, Client, Response};
use rusty_s3::{Bucket, Credentials, S3Action, UrlStyle};
use url::Url;

use super::{Blob, BlobError, Blobs, Key, Source};
use crate::config;

/// How long a signature holds: as long as a request may wait before it is sent.
const HOLDS: Duration = Duration::from_mins(5);
/// Seconds until a connection must stand, and that a service may be silent.
const CONNECT: Duration = Duration::from_secs(5);
const SILENCE: Duration = Duration::from_secs(30);

/// A bucket.
pub(super) struct S3 {
    bucket: Bucket,
    credentials: Credentials,
    client: Client,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for S3 {
    /// Says nothing of the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("S3")
            .field("bucket", &self.bucket)
            .finish_non_exhaustive()
    }
}

impl S3 {
    pub(super) fn new(config: &config::S3, clock: Arc<dyn Clock>) -> Result<Self, BlobError> {
        let unusable = |error: &dyn std::error::Error| BlobError::Unusable(error.to_string());
        let endpoint: Url = config.endpoint.parse().map_err(|error| unusable(&error))?;
        let style = if config.path_style {
            UrlStyle::Path
        } else {
            UrlStyle::VirtualHost
        };
        let bucket = Bucket::new(
            endpoint,
            style,
            config.bucket.clone(),
            config.region.clone(),
        )
        .map_err(|error| unusable(&error))?;
        // Whoever runs the node has named the address: it may be one of a private network.
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .no_proxy()
            .build()
            .map_err(|error| unusable(&error))?;
        Ok(Self {
            bucket,
            credentials: Credentials::new(config.key.clone(), config.secret.expose()),
            client,
            clock,
        })
    }

    fn sign<'a>(&self, action: &impl S3Action<'a>) -> Result<Url, BlobError> {
        let now = jiff::Timestamp::from_millisecond(self.clock.now())
            .map_err(|error| BlobError::Unusable(error.to_string()))?;
        Ok(action.sign_with_time(HOLDS, &now))
    }
}

#[async_trait::async_trait]
impl Blobs for S3 {
    async fn put(&self, key: &Key, source: Source) -> Result<(), BlobError> {
        let address = self.sign(
            &self
                .bucket
                .put_object(Some(&self.credentials), key.as_str()),
        )?;
        let (body, length) = match source {
            Source::Bytes(bytes) => {
                let length = bytes.len() as u64;
                (Body::from(bytes), length)
            }
            Source::File(mut file, length) => {
                io::Seek::rewind(&mut file)?;
                (Body::from(tokio::fs::File::from_std(file)), length)
            }
        };
        let request = self.client.put(address).header(CONTENT_LENGTH, length);
        let answer = request
            .body(body)
            .send()
            .await
            .map_err(|error| away(&error))?;
        well(&answer)
    }

    async fn get(&self, key: &Key, range: Option<Range<u64>>) -> Result<Option<Blob>, BlobError> {
        let address = self.sign(
            &self
                .bucket
                .get_object(Some(&self.credentials), key.as_str()),
        )?;
        let mut request = self.client.get(address);
        if let Some(range) = &range {
            let last = range.end.saturating_sub(1);
            request = request.header(RANGE, format!("bytes={}-{last}", range.start));
        }
        let answer = request.send().await.map_err(|error| away(&error))?;
        if answer.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        well(&answer)?;
        let whole = whole(&answer).ok_or(BlobError::Answered(answer.status().as_u16()))?;
        let pieces = Box::pin(answer.bytes_stream().map_err(io::Error::other));
        Ok(Some(Blob { whole, pieces }))
    }

    async fn delete(&self, key: &Key) -> Result<(), BlobError> {
        let address = self.sign(
            &self
                .bucket
                .delete_object(Some(&self.credentials), key.as_str()),
        )?;
        let sent = self.client.delete(address).send().await;
        let answer = sent.map_err(|error| away(&error))?;
        if answer.status() == StatusCode::NOT_FOUND {
            return Ok(());
        }
        well(&answer)
    }

    async fn exists(&self, key: &Key) -> Result<Option<u64>, BlobError> {
        let address = self.sign(
            &self
                .bucket
                .head_object(Some(&self.credentials), key.as_str()),
        )?;
        let sent = self.client.head(address).send().await;
        let answer = sent.map_err(|error| away(&error))?;
        if answer.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        well(&answer)?;
        Ok(whole(&answer))
    }
}

fn well(answer: &Response) -> Result<(), BlobError> {
    let status = answer.status();
    if status.is_success() {
        Ok(())
    } else {
        Err(BlobError::Answered(status.as_u16()))
    }
}

/// The bytes of the whole file, which the answer to a part of it says after the slash.
fn whole(answer: &Response) -> Option<u64> {
    let headers = answer.headers();
    let text = match headers.get(CONTENT_RANGE) {
        Some(range) => range.to_str().ok()?.rsplit('/').next()?,
        None => headers.get(CONTENT_LENGTH)?.to_str().ok()?,
    };
    text.parse().ok()
}

/// Why a service was not reached: without its address, which holds a signature.
fn away(error: &reqwest::Error) -> BlobError {
    let mut deepest: &dyn std::error::Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    BlobError::Away(deepest.to_string())
}
