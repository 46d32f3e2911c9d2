//! Single posts: what somebody has passed on, and what somebody here asks for by its address.

use palabre_core::address::host_of_uri;
use palabre_core::threads::{self, Announce, Post};
use palabre_core::{Fault, Refusal, Result, forums, people};
use serde_json::Value;

use super::thread::{around, speaks_for_itself};
use super::{document, failed, find_forum};
use crate::Federation;
use crate::client::FetchError;
use crate::door;
use crate::wire::read::{Activity, Object, group_of, id_of};

/// Fetches a post that somebody has passed on, and keeps that they did.
pub(crate) async fn boosted(
    fed: &Federation,
    uri: &str,
    by: &str,
    announce: Announce<'_>,
) -> Result<()> {
    if threads::post_by_uri(fed.core(), uri).await?.is_none() {
        let document = document(fed, uri).await.map_err(failed)?;
        Box::pin(fetch(fed, uri, &document)).await?;
    }
    let mut tx = fed.core().begin().await?;
    let Some(person) = people::get(&tx, by).await? else {
        return Ok(());
    };
    // The follow may have ended meanwhile.
    let followed = forums::is_followed_here(fed.core(), by).await?;
    if followed && threads::get_by_uri(&tx, uri).await?.is_some() {
        threads::receive_boost(&mut tx, &person, uri, &announce).await?;
    }
    tx.commit().await
}

/// A post by the address of its document or of its page; fetched with its thread if it is not known.
pub(crate) async fn find_post(fed: &Federation, address: &str) -> Result<Post> {
    let absent = || Refusal::NothingThere(address.to_owned());
    if let Some(post) = threads::post_by_uri(fed.core(), address).await? {
        return Ok(post);
    }
    if fed.core().base().is_ours(address) {
        return Err(absent().into());
    }
    door::policy(fed, &host_of_uri(address))
        .await
        .map_err(|_| Refusal::HostBlocked(host_of_uri(address)))?;
    let document = match document(fed, address).await {
        // Its page at another node, which leads to where it was written.
        Err(FetchError::Ours(uri)) => {
            let known = threads::post_by_uri(fed.core(), &uri).await?;
            return known.ok_or_else(|| absent().into());
        }
        other => other.map_err(failed)?,
    };
    let id = id_of(&document).ok_or_else(absent)?;
    if threads::post_by_uri(fed.core(), id).await?.is_none() {
        Box::pin(fetch(fed, id, &document)).await?;
    }
    let found = threads::post_by_uri(fed.core(), id).await?;
    found.ok_or_else(|| absent().into())
}

/// Fetches what stands around a post whose document was just read, from the home of its forum where it
/// names one.
async fn fetch(fed: &Federation, uri: &str, document: &Value) -> Result<()> {
    let Ok(object) = Object::read(document) else {
        return Err(Refusal::NothingThere(uri.to_owned()).into());
    };
    let activity: Option<&Activity<'_>> = None;
    let groups: Vec<String> = group_of(activity, Some(&object))
        .into_iter()
        .map(str::to_owned)
        .collect();
    if let Some(author) = object.attributed_to
        && people::by_uri(fed.core(), author).await?.is_none()
    {
        let known = crate::object::fetch_actor(fed.library(), author).await;
        if let Err(error) = known {
            return Err(Fault::Other(error.to_string()).into());
        }
    }
    let mut forum = None;
    for group in groups.iter().filter(|group| group.contains("://")) {
        if let Some(known) = forums::by_uri(fed.core(), group).await? {
            forum = Some(known);
        } else if object.audience.contains(&group.as_str()) {
            forum = find_forum(fed, group).await.ok();
        }
        if forum.is_some() {
            break;
        }
    }
    let forum = forum.map(|forum| forum.uri);
    if fed.dead().holds(uri, fed.core().now()) || !speaks_for_itself(fed, forum.as_deref()).await? {
        return Ok(());
    }
    around(fed, uri, document, forum.as_deref()).await
}
