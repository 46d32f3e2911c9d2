//! One thing has two addresses: its document under `/ap/` and its page. Who asks at one for the
//! other is sent there by a 303 with an absolute address.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use palabre_core::naming::Base;
use palabre_core::threads::serving;
use palabre_core::{Core, Result, forums, people, threads};

use crate::wire::ids::{self, LocalId, Owner};

/// Whether a request at a page asks for the document: it names a media type of `ActivityPub` and
/// does not like HTML better. Browsers name none.
pub fn wants_activity(headers: &HeaderMap) -> bool {
    let wishes = Wishes::read(headers);
    wishes.named_activity && wishes.activity > 0 && wishes.activity >= wishes.html
}

/// Whether a request at a document would rather have the page.
pub(super) fn prefers_page(headers: &HeaderMap) -> bool {
    let wishes = Wishes::read(headers);
    wishes.html > wishes.activity
}

/// Sends a reader from a document to its page, by the page's absolute address.
pub fn page_redirect(page: &str) -> Response {
    see_other(page)
}

/// Sends a server from a page to the document: the thing's own id, on whichever host it is.
pub fn activity_redirect(id: &str) -> Response {
    see_other(id)
}

fn see_other(address: &str) -> Response {
    let headers = [(header::LOCATION, address), (header::VARY, "Accept")];
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// The id of what a page of this node shows, by the page's path: `/f/{id}` and `/c/{id}` answer
/// the post's own id, wherever it is from. Nothing for what not everybody may see.
///
/// # Errors
/// A fault of the store.
pub async fn activity_address(core: &Core, path: &str) -> Result<Option<String>> {
    match ids::parse(path) {
        Some(LocalId::ThreadPage(id)) => {
            let root = threads::thread(core, id)
                .await?
                .and_then(|thread| thread.root);
            let Some(root) = root else { return Ok(None) };
            let post = threads::post_by_uri(core, &root).await?;
            Ok(post.filter(serving::is_open).map(|post| post.uri))
        }
        Some(LocalId::PostPage(id)) => {
            let post = threads::post(core, id).await?;
            Ok(post.filter(serving::is_open).map(|post| post.uri))
        }
        Some(LocalId::ForumPage(slug)) => Ok(forums::by_slug(core, slug, None)
            .await?
            .map(|forum| forum.uri)),
        Some(LocalId::PersonPage(name)) => {
            let person = people::by_name(core, name, None).await?;
            Ok(person
                .filter(|one| one.state == "active" && one.local)
                .map(|one| one.uri))
        }
        _ => Ok(None),
    }
}

/// The page of a document, for people.
pub(super) fn page_of(base: &Base, id: &LocalId<'_>) -> Option<String> {
    match *id {
        LocalId::Actor(Owner::Node) => Some(format!("{}/", base.origin())),
        LocalId::Actor(Owner::Person(name)) => Some(base.person_page(name)),
        LocalId::Actor(Owner::Forum(slug)) => Some(base.forum_page(slug)),
        LocalId::Post(id) | LocalId::Create(id) | LocalId::Update(id, _) | LocalId::Delete(id) => {
            Some(base.post_page(id))
        }
        LocalId::Thread(id) => Some(base.thread_page(id)),
        _ => None,
    }
}

/// What `Accept` says of the two, in thousandths (RFC 9110 §12.5.1).
#[derive(Debug, Default, PartialEq, Eq)]
struct Wishes {
    html: u16,
    activity: u16,
    /// Whether a type of `ActivityPub` is named, and not only met by a wildcard.
    named_activity: bool,
}

impl Wishes {
    fn read(headers: &HeaderMap) -> Self {
        let ranges: Vec<(String, u16)> = headers
            .get_all(header::ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(range)
            .collect();
        let named = |wanted: &str| {
            ranges
                .iter()
                .filter(|(name, _)| name == wanted)
                .map(|(_, weight)| *weight)
                .max()
        };
        let any = |family: &str| named(family).or_else(|| named("*/*")).unwrap_or_default();
        let documents = ["application/activity+json", "application/ld+json"];
        let documents = documents.into_iter().filter_map(named).max();
        Self {
            html: named("text/html").unwrap_or_else(|| any("text/*")),
            activity: documents.unwrap_or_else(|| any("application/*")),
            named_activity: documents.is_some(),
        }
    }
}

/// A media range without its parameters, and its weight.
fn range(text: &str) -> (String, u16) {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default().to_ascii_lowercase();
    let weight = parts
        .filter_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
        .find_map(|weight| weight.trim().parse::<f32>().ok())
        .unwrap_or(1.0);
    (name, thousandths(weight))
}

/// A weight from 0 to 1 in thousandths.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped before"
)]
fn thousandths(weight: f32) -> u16 {
    (weight.clamp(0.0, 1.0) * 1_000.0) as u16
}
