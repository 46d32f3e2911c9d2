//! What a person types to name a post or a thread: a local id, the address of its page, or its
//! ActivityPub id, on this node or on another.

use palabre_core::threads::{self, Post, Thread};
use palabre_core::{Core, Refusal};
use url::Url;

use super::Stop;

/// A name as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// A local id.
    Id(i64),
    /// An address: the ActivityPub id that it stands for.
    Uri(String),
}

/// Reads a name, or says that it is none.
pub(super) fn read(text: &str) -> Result<Named, Stop> {
    let text = text.trim();
    let wrong = || Stop::said("cli-not-a-name", &[("text", text)]);
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().map(Named::Id).map_err(|_| wrong());
    }
    let mut url = Url::parse(text).map_err(|_| wrong())?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(wrong());
    }
    url.set_fragment(None);
    // The page of a thread or of a contribution stands for its ActivityPub id, on every Palabre.
    let id_of = |path: &str, page: &str, id: &str| {
        let rest = path.strip_prefix(page)?;
        let digits = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| format!("{id}{rest}"))
    };
    let path = url.path().trim_end_matches('/').to_owned();
    if let Some(id) = id_of(&path, "/f/", "/ap/t/").or_else(|| id_of(&path, "/c/", "/ap/p/")) {
        url.set_path(&id);
        url.set_query(None);
    }
    Ok(Named::Uri(url.to_string()))
}

/// The post of a name; of a thread, its root.
pub(super) async fn post(core: &Core, text: &str) -> Result<Post, Stop> {
    let found = match read(text)? {
        Named::Id(id) => threads::post(core, id).await?,
        Named::Uri(uri) => match core.base().post_id(&uri).or(core.base().thread_id(&uri)) {
            Some(id) => threads::post(core, id).await?,
            None => match threads::post_by_uri(core, &uri).await? {
                Some(post) => Some(post),
                None => match threads::thread_by_uri(core, &uri).await? {
                    Some(thread) => threads::post(core, thread.id).await?,
                    None => None,
                },
            },
        },
    };
    found.ok_or_else(|| Refusal::NoSuchPost.into())
}

/// The thread of a name; of a contribution, the thread that it stands in.
pub(super) async fn thread(core: &Core, text: &str) -> Result<Thread, Stop> {
    let named = read(text)?;
    let local = match &named {
        Named::Id(id) => Some(*id),
        Named::Uri(uri) => core.base().thread_id(uri),
    };
    let found = match (&named, local) {
        (_, Some(id)) => threads::thread(core, id).await?,
        (Named::Uri(uri), None) => threads::thread_by_uri(core, uri).await?,
        (Named::Id(_), None) => None,
    };
    if let Some(thread) = found {
        return Ok(thread);
    }
    let post = post(core, text)
        .await
        .map_err(|_| Stop::from(Refusal::NoSuchThread))?;
    let id = post.thread_id.ok_or(Refusal::NoSuchThread)?;
    threads::thread(core, id)
        .await?
        .ok_or_else(|| Refusal::NoSuchThread.into())
}
