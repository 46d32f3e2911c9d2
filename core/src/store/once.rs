//! Requests that come twice: a form that is sent again, a client that asks again.

use crate::{Core, Error, Result, Tx};

impl Core {
    /// Does a deed once for each name that its `owner` gives to a request, also where the request comes
    /// twice at once; answers the id that it has made, now or before. Without a name it is done.
    pub async fn once(
        &self,
        owner: &str,
        key: Option<&str>,
        deed: impl AsyncFnOnce(&mut Tx) -> Result<i64>,
    ) -> Result<i64> {
        let mut tx = self.begin().await?;
        let Some(key) = key else {
            let made = deed(&mut tx).await?;
            tx.commit().await?;
            return Ok(made);
        };
        if let Some(made) = tx.seen(owner, key).await? {
            tx.abandon().await?;
            return Ok(made);
        }
        let done = async {
            let made = deed(&mut tx).await?;
            tx.remember(owner, key, made).await?;
            tx.commit().await?;
            Ok(made)
        };
        match done.await {
            // It may have broken on what the same request has written meanwhile.
            Err(Error::Fault(fault)) => {
                let tx = self.begin().await?;
                let made = tx.seen(owner, key).await?;
                tx.abandon().await?;
                made.ok_or_else(|| fault.into())
            }
            done => done,
        }
    }
}
