//! What posts of other nodes carry, as a cache: fetched when somebody first wants to see it, made anew
//! like an upload, and gone again when it was not seen for longest and room is needed. Only what a
//! row names is fetched: nobody can make this node fetch an address.

use palabre_core::address::host_of_uri;
use palabre_core::media::{self, Media};
use palabre_core::peering::{self, Level};
use palabre_core::{Job, Millis, Result, people, threads};
use palabre_federation::Federation;

use super::unfit::Unfit;
use super::{Trouble, Workshop, keys_of};

/// What could not be had is not asked for again for an hour.
const PAUSE: Millis = 3_600_000;

impl Workshop {
    /// A medium of another node with its files in the cache; nothing where they cannot be had. Those
    /// who want the same at the same time wait for one fetch.
    pub(crate) async fn cached(
        &self,
        fed: &Federation,
        id: i64,
        token: &str,
    ) -> Result<Option<Media>> {
        let Some(row) = self.known(id, token).await? else {
            return Ok(None);
        };
        if row.is_ready() {
            media::touch(self.core(), &row).await?;
            return Ok(Some(row));
        }
        let (workshop, fed, token) = (self.clone(), fed.clone(), token.to_owned());
        // Who has asked may go away; who comes next finds what was fetched.
        let fetched = tokio::spawn(async move { workshop.fetch(&fed, id, &token).await });
        fetched
            .await
            .map_err(|error| palabre_core::Fault::Other(error.to_string()))?
    }

    async fn known(&self, id: i64, token: &str) -> Result<Option<Media>> {
        let row = media::by_id(self.core(), id).await?;
        Ok(row.filter(|row| row.is_remote() && row.token == token))
    }

    async fn fetch(&self, fed: &Federation, id: i64, token: &str) -> Result<Option<Media>> {
        let doors = self.0.doors.len().max(1);
        let door = usize::try_from(id).unwrap_or_default() % doors;
        let _turn = self.0.doors[door].lock().await;
        let Some(row) = self.known(id, token).await? else {
            return Ok(None);
        };
        if row.is_ready() {
            return Ok(Some(row));
        }
        let now = self.core().now();
        let lately = row.tried_at.is_some_and(|tried| now - tried < PAUSE);
        let off = self.limits().cache_bytes == 0;
        if lately || off || !self.may_fetch(fed, &row).await? {
            return Ok(None);
        }
        match self.had(fed, &row).await {
            Ok(files) => {
                let keys = keys_of(&files);
                let mut tx = self.core().begin().await?;
                if media::cached(&tx, id, files).await? {
                    let most = i64::try_from(self.limits().cache_bytes).unwrap_or(i64::MAX);
                    media::evict(&mut tx, most).await?;
                } else {
                    tx.enqueue(Job::Discard { keys });
                }
                tx.commit().await?;
                let row = self.known(id, token).await?;
                Ok(row.filter(Media::is_ready))
            }
            Err(Trouble::Broke(error)) => Err(error),
            Err(Trouble::Unfit(unfit)) => {
                let tx = self.core().begin().await?;
                media::tried_in_vain(&tx, id, &unfit.written()).await?;
                tx.commit().await?;
                Ok(None)
            }
        }
    }

    /// Neither the node of the post or the person nor the host that has the file may be blocked.
    async fn may_fetch(&self, fed: &Federation, row: &Media) -> Result<bool> {
        let named = match (row.post_id, row.portrait_of) {
            (Some(post), _) => {
                let post = threads::post(self.core(), post).await?;
                post.map(|post| post.uri)
            }
            (None, Some(person)) => {
                let person = people::by_id(self.core(), person).await?;
                person.map(|person| person.uri)
            }
            (None, None) => None,
        };
        let Some(named) = named else {
            return Ok(false);
        };
        let author = peering::level(self.core(), &host_of_uri(&named)).await?;
        let url = row.url.as_deref().unwrap_or_default();
        let holder = peering::level(self.core(), &host_of_uri(url)).await?;
        Ok(peering::admits(fed.options().mode, author) && holder != Level::Block)
    }

    async fn had(
        &self,
        fed: &Federation,
        row: &Media,
    ) -> Result<palabre_core::media::Files, Trouble> {
        let _errand = self
            .0
            .errands
            .acquire()
            .await
            .map_err(std::io::Error::other)?;
        let limits = self.limits();
        let most = u64::from(limits.video_bytes.max(limits.image_bytes));
        // What the cache cannot hold would be fetched again each time.
        let most = most.min(limits.cache_bytes);
        let file = self.incoming()?;
        let url = row.url.as_deref().unwrap_or_default();
        let fetched = fed.download(url, most, file.try_clone()?).await;
        match fetched {
            // Under another token each time: the files of an earlier fetch may still wait to be
            // taken away.
            Ok(size) => self.make(&self.token(), file, size).await,
            Err(error) => {
                tracing::info!(url, %error, "a file of another node could not be had");
                Err(Unfit::Broken.into())
            }
        }
    }
}
