//! The pictures that members show of themselves: cut to their shape, never larger than they are shown.

use palabre_core::Job;
use palabre_core::media::{Files, Portrait};
use palabre_core::profiles::Change;

use super::sniff::Sniffed;
use super::unfit::Unfit;
use super::{Trouble, Workshop, keys_of, picture};

impl Workshop {
    /// Makes a member's picture: answers the token that its files are named after, and the files.
    pub(crate) async fn portrait(
        &self,
        which: Portrait,
        (file, size): (std::fs::File, u64),
    ) -> Result<(String, Files), Trouble> {
        let Sniffed::Picture(kind) = self.sniff(&file, size).await? else {
            return Err(Unfit::Unknown.into());
        };
        let (whole, small) = match which {
            Portrait::Avatar => ((400, 400), (160, 160)),
            Portrait::Header => ((1_500, 500), (750, 250)),
        };
        let shape = move |kind, bytes: &[u8], most| picture::cut(kind, bytes, most, whole, small);
        let made = self.at_a_bench(kind, file, size, shape).await?;
        let token = self.token();
        let files = self.keep(&token, made).await?;
        Ok((token, files))
    }

    /// Makes a picture for a word between colons: whole, and never larger than it is shown.
    pub(crate) async fn emoji(&self, file: std::fs::File, size: u64) -> Result<Files, Trouble> {
        let Sniffed::Picture(kind) = self.sniff(&file, size).await? else {
            return Err(Unfit::Unknown.into());
        };
        let fit = |kind, bytes: &[u8], most| picture::fitted(kind, bytes, most, (128, 64));
        let made = self.at_a_bench(kind, file, size, fit).await?;
        self.keep(&self.token(), made).await
    }

    /// Takes files away of which nobody knows.
    pub(crate) async fn discard(&self, files: &Files) -> palabre_core::Result<()> {
        self.work(Job::Discard {
            keys: keys_of(files),
        })
        .await
    }

    /// Takes the pictures of a change away that is not made: nobody would know of their files.
    pub(crate) async fn drop_portraits(&self, change: &Change) -> palabre_core::Result<()> {
        let made = [&change.avatar, &change.header]
            .into_iter()
            .flatten()
            .flatten();
        let keys: Vec<String> = made.flat_map(|(_, files)| keys_of(files)).collect();
        if keys.is_empty() {
            return Ok(());
        }
        self.work(Job::Discard { keys }).await
    }
}
