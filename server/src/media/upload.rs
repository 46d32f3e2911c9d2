//! What a member sends: looked at, made ready at once where that is little work, and else left to a
//! job that outlives a restart.

use palabre_core::media::{self, Change, Kind, Media, New, Small};
use palabre_core::people::Person;
use palabre_core::{Job, Refusal};

use super::sniff::Sniffed;
use super::unfit::Unfit;
use super::{AT_ONCE, Trouble, Workshop, keys_of, picture, read};
use crate::blobs::{Key, Source};

/// What a member has sent.
#[derive(Debug)]
pub(crate) struct Upload {
    pub(crate) file: std::fs::File,
    pub(crate) size: u64,
    pub(crate) description: String,
    /// In ten-thousandths.
    pub(crate) focus: (i64, i64),
    /// A small picture of the member's own, which is kept already.
    pub(crate) small: Option<Small>,
}

impl Workshop {
    /// Takes an upload. Where `waits`, it is ready when this is answered; else one that is much work
    /// is made ready by a job.
    pub(crate) async fn take(
        &self,
        owner: &Person,
        upload: Upload,
        waits: bool,
    ) -> Result<Media, Trouble> {
        let key = upload.small.as_ref().map(|(key, ..)| key.clone());
        let taken = self.taken(owner, upload, waits).await;
        // Nobody will know of the small picture.
        if let (Err(_), Some(key)) = (&taken, key) {
            self.work(Job::Discard { keys: vec![key] }).await?;
        }
        taken
    }

    async fn taken(&self, owner: &Person, upload: Upload, waits: bool) -> Result<Media, Trouble> {
        let chars = upload.description.chars().count();
        if chars > media::DESCRIPTION {
            let limit = media::DESCRIPTION;
            return Err(
                palabre_core::Error::from(Refusal::DescriptionTooLong { chars, limit }).into(),
            );
        }
        let token = self.token();
        let sniffed = self.sniff(&upload.file, upload.size).await?;
        let later = !waits && self.is_much(sniffed, &upload).await?;
        let (mime, files) = if later {
            let waiting = Key::parse(&format!("{token}.raw")).ok_or(Unfit::Unknown)?;
            let source = Source::File(upload.file, upload.size);
            self.blobs().put(&waiting, source).await?;
            (String::new(), None)
        } else {
            let files = self.make(&token, upload.file, upload.size).await?;
            (files.mime.clone(), Some(files))
        };
        let kind = match sniffed {
            Sniffed::Picture(_) => Kind::Image,
            Sniffed::Clip(mime) => Kind::of(mime),
        };
        let written = files.as_ref().map(keys_of);
        let new = New {
            token: token.clone(),
            kind,
            mime,
            description: upload.description,
            focus: upload.focus,
            files,
        };
        let made = self.write(owner, new).await;
        if made.is_err() {
            // Nobody will know of these files.
            let keys = written.unwrap_or_else(|| vec![format!("{token}.raw")]);
            self.work(Job::Discard { keys }).await?;
        }
        let made = made?;
        if upload.small.is_none() {
            return Ok(made);
        }
        let change = Change {
            small: upload.small,
            ..Change::default()
        };
        Ok(self.change(owner, made.id, change).await?)
    }

    async fn write(&self, owner: &Person, new: New) -> palabre_core::Result<Media> {
        let mut tx = self.core().begin().await?;
        let made = media::create(&mut tx, owner, new).await?;
        tx.commit().await?;
        Ok(made)
    }

    /// Says anew what an upload shows.
    pub(crate) async fn change(
        &self,
        owner: &Person,
        id: i64,
        change: Change,
    ) -> palabre_core::Result<Media> {
        let mut tx = self.core().begin().await?;
        let made = media::describe(&mut tx, owner, id, change).await?;
        tx.commit().await?;
        Ok(made)
    }

    /// A small picture that a member has chosen: its key, its size and its bytes.
    pub(crate) async fn small(&self, (file, size): (std::fs::File, u64)) -> Result<Small, Trouble> {
        let Sniffed::Picture(kind) = self.sniff(&file, size).await? else {
            return Err(Unfit::Unknown.into());
        };
        let made = self.made(kind, file, size).await?.small;
        let key = Key::of(&self.token(), true, made.mime).ok_or(Unfit::Unknown)?;
        let bytes = i64::try_from(made.bytes.len()).unwrap_or(i64::MAX);
        self.blobs()
            .put(&key, Source::Bytes(made.bytes.into()))
            .await?;
        let size = (made.width.into(), made.height.into());
        Ok((key.as_str().to_owned(), size, bytes))
    }

    /// Whether a file is more work than a request should wait for. What its head refuses is refused
    /// at once.
    async fn is_much(&self, sniffed: Sniffed, upload: &Upload) -> Result<bool, Trouble> {
        let Sniffed::Picture(kind) = sniffed else {
            return Ok(false);
        };
        let (file, size) = (upload.file.try_clone()?, upload.size);
        let most = self.limits().image_pixels.into();
        let look = move || -> Result<u64, Trouble> {
            let bytes = read(file, size)?;
            Ok(picture::look(kind, &bytes, most)?)
        };
        let looked = tokio::task::spawn_blocking(look).await;
        let pixels = looked.unwrap_or_else(|_| Err(Unfit::Broken.into()))?;
        // How many frames a GIF has is not known before they are unpacked.
        let moving = kind == super::Picture::Gif && size > AT_ONCE / 16;
        Ok(moving || pixels > AT_ONCE)
    }
}
