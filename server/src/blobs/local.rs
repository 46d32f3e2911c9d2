//! Files in the data directory, in folders by the first letters of their keys.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::{Blob, BlobError, Blobs, Key, Source};

/// Bytes read at once.
const PIECE: usize = 64 * 1024;

/// A folder of files.
#[derive(Debug)]
pub(super) struct Local {
    folder: PathBuf,
}

impl Local {
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    fn path(&self, key: &Key) -> PathBuf {
        let name = key.as_str();
        let (one, rest) = name.split_at(2);
        self.folder.join(one).join(&rest[..2]).join(name)
    }
}

#[async_trait::async_trait]
impl Blobs for Local {
    async fn put(&self, key: &Key, source: Source) -> Result<(), BlobError> {
        let path = self.path(key);
        aside(move || keep(&path, source)).await
    }

    async fn get(&self, key: &Key, range: Option<Range<u64>>) -> Result<Option<Blob>, BlobError> {
        let path = self.path(key);
        let opened = aside(move || {
            let Some(mut file) = there(File::open(&path))? else {
                return Ok(None);
            };
            let whole = file.metadata()?.len();
            let range = range.unwrap_or(0..whole);
            file.seek(SeekFrom::Start(range.start))?;
            let left = range.end.min(whole).saturating_sub(range.start);
            Ok(Some((file, whole, left)))
        });
        let Some((file, whole, left)) = opened.await? else {
            return Ok(None);
        };
        let pieces = futures::stream::try_unfold((file, left), |(file, left)| async move {
            if left == 0 {
                return Ok(None);
            }
            let (file, piece) = tokio::task::spawn_blocking(move || read(file, left))
                .await
                .map_err(io::Error::other)??;
            if piece.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let left = left - piece.len() as u64;
            Ok(Some((piece, (file, left))))
        });
        let pieces = Box::pin(pieces);
        Ok(Some(Blob { whole, pieces }))
    }

    async fn delete(&self, key: &Key) -> Result<(), BlobError> {
        let path = self.path(key);
        aside(move || there(fs::remove_file(&path)).map(drop)).await
    }

    async fn exists(&self, key: &Key) -> Result<Option<u64>, BlobError> {
        let path = self.path(key);
        aside(move || Ok(there(fs::metadata(&path))?.map(|known| known.len()))).await
    }
}

/// Work on files, which waits for the disk.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, BlobError> {
    let done = tokio::task::spawn_blocking(work).await;
    Ok(done.map_err(io::Error::other)??)
}

/// Writes beside the place, and puts what is whole and on disk into it: after a power cut there is
/// the old file, the new one or none, and never half of one.
fn keep(path: &Path, source: Source) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    fs::create_dir_all(folder)?;
    let mut beside = tempfile::NamedTempFile::new_in(folder)?;
    match source {
        Source::Bytes(bytes) => beside.write_all(&bytes)?,
        Source::File(mut file, _) => {
            file.rewind()?;
            io::copy(&mut file, &mut beside)?;
        }
    }
    beside.as_file().sync_all()?;
    beside.persist(path).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}

fn read(mut file: File, left: u64) -> io::Result<(File, Bytes)> {
    let size = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
    let mut piece = Vec::with_capacity(size);
    (&mut file).take(size as u64).read_to_end(&mut piece)?;
    Ok((file, piece.into()))
}

fn there<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Ok(one) => Ok(Some(one)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
