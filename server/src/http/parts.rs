//! A body with files: read as it comes in, each file into one without a name on the disk, and no
//! further than its limit. Fields may stand before and after the files.

use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use tokio::io::AsyncWriteExt as _;

use super::answer::{Answer, Failure};
use super::sent::SLOWEST;
use crate::app::App;
use crate::media::unfit::Unfit;

/// Parts of one body.
const PARTS: usize = 1_000;

/// A file as it came in, with its size.
pub(crate) type Came = (std::fs::File, u64);

/// What is taken of a body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taken {
    /// Names of fields that are files.
    pub(crate) files: &'static [&'static str],
    /// Bytes of one of them.
    pub(crate) most: u64,
    /// Bytes of it that are read all the same, so that what came with it is known.
    pub(crate) patience: u64,
    /// Bytes of all other fields together, and of all names.
    pub(crate) texts: usize,
}

/// What came in.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    pub(crate) texts: Vec<(String, String)>,
    pub(crate) files: Vec<(&'static str, Came)>,
    /// The file that was too large.
    pub(crate) over: Option<&'static str>,
    /// The field with a second file, behind which nothing was read.
    pub(crate) twice: Option<&'static str>,
}

impl Parts {
    /// Reads a body.
    ///
    /// # Errors
    /// 413 for what is too large, 408 for what stops coming in, 400 for what ends early and for no body in
    /// parts.
    pub(crate) async fn read(app: &App, request: Request, taken: Taken) -> Answer<Self> {
        let mut parts = Multipart::from_request(request, &())
            .await
            .map_err(|_| malformed())?;
        let mut came = Self::default();
        let (mut read, mut count) = (0, 0);
        while let Some(mut part) = in_time(parts.next_field()).await? {
            // What nobody counts could come without end.
            count += 1;
            let name = part.name().map(str::to_owned);
            read += name.as_ref().map_or(0, String::len);
            if count > PARTS || read > taken.texts {
                return Err(Failure::status(StatusCode::PAYLOAD_TOO_LARGE));
            }
            let Some(name) = name else {
                continue;
            };
            if let Some(place) = taken.files.iter().find(|place| **place == name) {
                if came.over == Some(place) || came.files.iter().any(|(known, _)| known == place) {
                    came.twice = Some(place);
                    break;
                }
                let (file, size) = file(app, &mut part, taken).await?;
                if size > taken.most {
                    came.over = Some(place);
                } else {
                    came.files.push((place, (file, size)));
                }
                continue;
            }
            if part.file_name().is_some() {
                // Nobody asks for it: it goes by, and keeps nothing.
                let mut size = 0;
                while let Some(piece) = in_time(part.chunk()).await? {
                    size += piece.len() as u64;
                    if size > taken.patience {
                        return Err(Failure::status(StatusCode::PAYLOAD_TOO_LARGE));
                    }
                }
                continue;
            }
            let text = field(&mut part, &mut read, taken.texts).await?;
            came.texts.push((name, text));
        }
        Ok(came)
    }

    /// Takes a file out that was chosen: forms send one without bytes where none was.
    pub(crate) fn chosen(&mut self, name: &str) -> Option<Came> {
        self.file(name).filter(|(_, size)| *size > 0)
    }

    /// Takes a file out.
    pub(crate) fn file(&mut self, name: &str) -> Option<Came> {
        let at = self.files.iter().position(|(place, _)| *place == name)?;
        Some(self.files.swap_remove(at).1)
    }
}

async fn file(app: &App, part: &mut Field<'_>, taken: Taken) -> Answer<Came> {
    let broke = |error: std::io::Error| -> Failure {
        let error: palabre_core::Error = crate::blobs::BlobError::from(error).into();
        error.into()
    };
    let made = app.workshop.incoming().map_err(broke)?;
    let mut made = tokio::fs::File::from_std(made);
    let mut size = 0;
    while let Some(piece) = in_time(part.chunk()).await? {
        size += piece.len() as u64;
        if size > taken.most {
            if size > taken.patience {
                return Err(Unfit::Bytes(taken.most).failure());
            }
            continue;
        }
        made.write_all(&piece).await.map_err(broke)?;
    }
    made.flush().await.map_err(broke)?;
    Ok((made.into_std().await, size))
}

async fn field(part: &mut Field<'_>, read: &mut usize, most: usize) -> Answer<String> {
    let mut bytes = Vec::new();
    while let Some(piece) = in_time(part.chunk()).await? {
        *read += piece.len();
        if *read > most {
            return Err(Failure::status(StatusCode::PAYLOAD_TOO_LARGE));
        }
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| malformed())
}

/// A file may take as long as it takes on a bad line, as long as something comes in.
async fn in_time<T>(coming: impl Future<Output = Result<T, MultipartError>>) -> Answer<T> {
    match tokio::time::timeout(SLOWEST, coming).await {
        Ok(Ok(come)) => Ok(come),
        Ok(Err(error)) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            Err(Failure::status(StatusCode::PAYLOAD_TOO_LARGE))
        }
        Ok(Err(error)) if is_cut(&error) => Err(Failure::cut()),
        Ok(Err(_)) => Err(malformed()),
        Err(_) => Err(Failure::status(StatusCode::REQUEST_TIMEOUT)),
    }
}

/// Whether a body ended before its last mark, or what brought it broke.
fn is_cut(error: &MultipartError) -> bool {
    use multer::Error;
    let source = std::error::Error::source(error);
    let why = source.and_then(|source| source.downcast_ref::<Error>());
    matches!(
        why,
        Some(
            Error::IncompleteStream
                | Error::IncompleteHeaders
                | Error::IncompleteFieldData { .. }
                | Error::StreamReadFailed(_)
        )
    )
}

fn malformed() -> Failure {
    Failure::status(StatusCode::BAD_REQUEST)
}
