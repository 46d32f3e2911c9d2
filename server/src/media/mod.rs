//! The workshop: where uploads become what is shown. What a file is, is said by its bytes; pictures
//! are decoded within limits and made anew, a few at a time and never inside a write; sounds and
//! films are kept as they are, where they are whole.

mod container;
pub(crate) mod picture;
mod portrait;
mod remote;
pub(crate) mod serve;
pub(crate) mod sniff;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod unfit;
mod upload;
mod whole;

use std::io::{self, Read as _, Seek as _};
use std::path::PathBuf;
use std::sync::Arc;

use palabre_core::media::{self, Files};
use palabre_core::{Core, Error, Fault, Job, Result};
use tokio::sync::{Mutex, Semaphore};

use crate::blobs::{self, BlobError, Blobs, Key, Source};
use crate::config;
use sniff::{HEAD, Picture, Sniffed};
use unfit::Unfit;
pub(crate) use upload::Upload;

/// Pictures decoded at the same time.
const BENCHES: usize = 2;
/// Files fetched from other nodes at the same time.
const ERRANDS: usize = 8;
/// Doors before which those wait who want the same file of another node.
const DOORS: usize = 64;
/// Pixels that a picture may have to be made ready while its member waits.
const AT_ONCE: u64 = 4_000_000;

/// Where uploads become what is shown. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Workshop(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    core: Core,
    blobs: Arc<dyn Blobs>,
    limits: config::Media,
    /// Where files come in.
    folder: PathBuf,
    benches: Semaphore,
    errands: Semaphore,
    doors: Vec<Mutex<()>>,
}

/// Why a file was not taken: for who sent it, or for the log.
#[derive(Debug)]
pub(crate) enum Trouble {
    Unfit(Unfit),
    Broke(Error),
}

impl From<Unfit> for Trouble {
    fn from(unfit: Unfit) -> Self {
        Self::Unfit(unfit)
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Broke(error)
    }
}

impl From<BlobError> for Trouble {
    fn from(error: BlobError) -> Self {
        Self::Broke(error.into())
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        BlobError::Disk(error).into()
    }
}

impl Workshop {
    /// Opens the place where files are kept.
    pub(crate) fn open(core: Core, config: &config::Config) -> Result<Self, BlobError> {
        let blobs = blobs::open(config, core.env().clock.clone())?;
        Ok(Self(Arc::new(Inner {
            core,
            blobs,
            limits: config.media.clone(),
            folder: blobs::folder(&config.data_dir),
            benches: Semaphore::new(BENCHES),
            errands: Semaphore::new(ERRANDS),
            doors: (0..DOORS).map(|_| Mutex::default()).collect(),
        })))
    }

    pub(crate) fn limits(&self) -> &config::Media {
        &self.0.limits
    }

    pub(crate) fn blobs(&self) -> &dyn Blobs {
        &*self.0.blobs
    }

    fn core(&self) -> &Core {
        &self.0.core
    }

    /// A file without a name for something that comes in: it goes with who holds it.
    pub(crate) fn incoming(&self) -> io::Result<std::fs::File> {
        std::fs::create_dir_all(&self.0.folder)?;
        tempfile::tempfile_in(&self.0.folder)
    }

    /// Does a job of the lane of media.
    pub(crate) async fn work(&self, job: Job) -> Result<()> {
        match job {
            Job::Process { media } => self.process(media).await,
            Job::Discard { keys } => {
                for key in keys.iter().filter_map(|key| Key::parse(key)) {
                    self.blobs().delete(&key).await?;
                }
                Ok(())
            }
            other => Err(Fault::Other(format!("a job in the wrong lane: {other:?}")).into()),
        }
    }

    /// Makes an upload ready that was too much work for the request that brought it.
    async fn process(&self, id: i64) -> Result<()> {
        let Some(row) = media::by_id(self.core(), id).await? else {
            return Ok(());
        };
        let waiting = Key::parse(&row.waiting_key());
        let Some(waiting) = waiting.filter(|_| row.state == "processing") else {
            return Ok(());
        };
        let made = match self.fetched(&waiting).await? {
            Some((file, size)) => self.make(&row.token, file, size).await,
            None => Err(Unfit::Broken.into()),
        };
        let mut tx = self.core().begin().await?;
        match made {
            Ok(files) => {
                let keys = keys_of(&files);
                if !media::ready(&mut tx, id, files).await? {
                    tx.enqueue(Job::Discard { keys });
                }
            }
            Err(Trouble::Unfit(unfit)) => media::fail(&mut tx, id, &unfit.written()).await?,
            Err(Trouble::Broke(error)) => return Err(error),
        }
        tx.commit().await
    }

    /// A file that is kept, as one without a name.
    async fn fetched(&self, key: &Key) -> Result<Option<(std::fs::File, u64)>> {
        let Some(blob) = self.blobs().get(key, None).await? else {
            return Ok(None);
        };
        let mut file = tokio::fs::File::from_std(self.incoming().map_err(BlobError::Disk)?);
        let mut pieces = blob.pieces;
        while let Some(piece) = futures::StreamExt::next(&mut pieces).await {
            let piece = piece.map_err(BlobError::Disk)?;
            tokio::io::AsyncWriteExt::write_all(&mut file, &piece)
                .await
                .map_err(BlobError::Disk)?;
        }
        tokio::io::AsyncWriteExt::flush(&mut file)
            .await
            .map_err(BlobError::Disk)?;
        Ok(Some((file.into_std().await, blob.whole)))
    }

    /// What a file is, by its bytes, and whether it is small enough for what it is.
    async fn sniff(&self, file: &std::fs::File, size: u64) -> Result<Sniffed, Trouble> {
        let mut file = file.try_clone()?;
        let head = tokio::task::spawn_blocking(move || {
            let mut head = Vec::with_capacity(HEAD);
            file.rewind()?;
            file.take(HEAD as u64).read_to_end(&mut head)?;
            io::Result::Ok(head)
        });
        let head = head.await.map_err(io::Error::other)??;
        let sniffed = sniff::sniff(&head)?;
        let most = match sniffed {
            Sniffed::Picture(_) => self.limits().image_bytes,
            Sniffed::Clip(_) => self.limits().video_bytes,
        };
        if size > most.into() {
            return Err(Unfit::Bytes(most.into()).into());
        }
        Ok(sniffed)
    }

    /// Makes what is shown of a file, and keeps it under its token.
    async fn make(&self, token: &str, file: std::fs::File, size: u64) -> Result<Files, Trouble> {
        match self.sniff(&file, size).await? {
            Sniffed::Picture(kind) => {
                let made = self.made(kind, file, size).await?;
                self.keep(token, made).await
            }
            Sniffed::Clip(mime) => {
                let looked = file.try_clone()?;
                let look = move || container::is_whole(mime, looked, size);
                let whole = tokio::task::spawn_blocking(look).await;
                if !whole.map_err(io::Error::other)?? {
                    return Err(Unfit::Broken.into());
                }
                let key = Key::of(token, false, mime).ok_or(Unfit::Unknown)?;
                self.blobs().put(&key, Source::File(file, size)).await?;
                Ok(Files {
                    mime: mime.to_owned(),
                    original: key.as_str().to_owned(),
                    bytes: i64::try_from(size).unwrap_or(i64::MAX),
                    ..Files::default()
                })
            }
        }
    }

    /// A picture made anew, at one of the benches.
    async fn made(
        &self,
        kind: Picture,
        file: std::fs::File,
        size: u64,
    ) -> Result<picture::Made, Trouble> {
        self.at_a_bench(kind, file, size, picture::make).await
    }

    /// Makes a picture anew by `work`, of at most so many pixels.
    async fn at_a_bench(
        &self,
        kind: Picture,
        file: std::fs::File,
        size: u64,
        work: impl FnOnce(Picture, &[u8], u64) -> Result<picture::Made, Unfit> + Send + 'static,
    ) -> Result<picture::Made, Trouble> {
        let _bench = self.0.benches.acquire().await.map_err(io::Error::other)?;
        let most = self.limits().image_pixels.into();
        let turn = move || {
            let bytes = read(file, size)?;
            if kind == Picture::Jpeg && !whole::jpeg(&bytes) {
                return Err(Unfit::Broken.into());
            }
            Ok(work(kind, &bytes, most)?)
        };
        let made = tokio::task::spawn_blocking(turn).await;
        // A picture on which a decoder stumbles is a broken one.
        made.unwrap_or_else(|_| Err(Unfit::Broken.into()))
    }

    async fn keep(&self, token: &str, made: picture::Made) -> Result<Files, Trouble> {
        let original = Key::of(token, false, made.original.mime).ok_or(Unfit::Unknown)?;
        let small = Key::of(token, true, made.small.mime).ok_or(Unfit::Unknown)?;
        let bytes = made.original.bytes.len() + made.small.bytes.len();
        let size = |file: &picture::File| Some((file.width.into(), file.height.into()));
        let files = Files {
            mime: made.original.mime.to_owned(),
            original: original.as_str().to_owned(),
            small: Some(small.as_str().to_owned()),
            bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
            size: size(&made.original),
            small_size: size(&made.small),
            duration: None,
            blurhash: Some(made.blurhash),
        };
        let put = |key, bytes: Vec<u8>| async move {
            self.blobs().put(key, Source::Bytes(bytes.into())).await
        };
        put(&original, made.original.bytes).await?;
        put(&small, made.small.bytes).await?;
        Ok(files)
    }

    /// 128 bits of chance, hex.
    fn token(&self) -> String {
        let mut bytes = [0; 16];
        self.core().env().chance.fill(&mut bytes);
        hex::encode(bytes)
    }
}

fn keys_of(files: &Files) -> Vec<String> {
    let small = files.small.iter().cloned();
    std::iter::once(files.original.clone())
        .chain(small)
        .collect()
}

fn read(mut file: std::fs::File, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}
