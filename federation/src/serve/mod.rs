//! Everything that other servers read from this node, and the way between a document and its page.
//!
//! Nothing is served but what everybody may see: what is live, public and accepted. Whatever a
//! handler does not know to be so is not there.

mod activities;
mod actors;
mod answer;
mod collections;
mod discovery;
mod negotiate;
mod posts;
#[cfg(test)]
mod tests;
mod threads;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::get;
use palabre_core::Core;

use crate::wire::ids::{self, LocalId, Owner};
use crate::{Federation, door};
pub(crate) use actors::document as person_document;
use answer::{Page, Served, Unserved};

pub use negotiate::{activity_address, activity_redirect, page_redirect, wants_activity};

/// The paths of all documents; [`ids::parse`] says what each of them is.
const DOCUMENTS: [&str; 26] = [
    "/ap/actor",
    "/ap/actor/outbox",
    "/ap/actor/followers",
    "/ap/actor/a/{id}",
    "/ap/u/{name}",
    "/ap/u/{name}/outbox",
    "/ap/u/{name}/followers",
    "/ap/u/{name}/a/{id}",
    "/ap/f/{slug}",
    "/ap/f/{slug}/outbox",
    "/ap/f/{slug}/followers",
    "/ap/f/{slug}/moderators",
    "/ap/f/{slug}/featured",
    "/ap/f/{slug}/threads",
    "/ap/f/{slug}/a/{rid}",
    "/ap/f/{slug}/r/{rid}",
    "/ap/f/{slug}/d/{id}",
    "/ap/p/{id}",
    "/ap/p/{id}/create",
    "/ap/p/{id}/update/{rev}",
    "/ap/p/{id}/delete",
    "/ap/p/{id}/replies",
    "/ap/p/{id}/likes",
    "/ap/p/{id}/quotes/{number}",
    "/ap/t/{id}",
    "/ap/t/{id}/history",
];

/// Every route that is read.
pub(crate) fn router(federation: Federation) -> Router {
    let documents = DOCUMENTS.into_iter().fold(Router::new(), |router, path| {
        router.route(path, get(document))
    });
    documents
        .with_state(federation.clone())
        .merge(discovery::router(federation))
}

/// Answers one document: the page for people to who prefers that, else what the address names.
async fn document(State(federation): State<Federation>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let base = federation.core().base();
    let Some(id) = ids::parse(parts.uri.path()) else {
        return answer::problem(&Unserved::Unknown);
    };
    if negotiate::prefers_page(&parts.headers)
        && let Some(page) = negotiate::page_of(base, &id)
    {
        return page_redirect(&page);
    }
    // The node's own actor is how the others learn the key that our signed requests are made
    // with: it must be readable by who knows nobody yet (ledger §9).
    if id != LocalId::Actor(Owner::Node)
        && let Err(refused) = door::admit(&federation, &parts).await
    {
        return refused;
    }
    match find(&federation, id, Page::of(&parts.uri)).await {
        Ok(served) => answer::answer(&parts.headers, served),
        Err(unserved) => answer::problem(&unserved),
    }
}

async fn find(fed: &Federation, id: LocalId<'_>, page: Page) -> Result<Served, Unserved> {
    let core: &Core = fed.core();
    match id {
        LocalId::Actor(Owner::Node) => actors::node(fed).await,
        LocalId::Actor(Owner::Person(name)) => actors::person(core, name).await,
        LocalId::Actor(Owner::Forum(slug)) => actors::forum(core, slug).await,
        LocalId::Outbox(owner) => collections::outbox(core, owner, page).await,
        LocalId::Followers(owner) => collections::followers(core, owner, page).await,
        LocalId::Moderators(slug) => collections::moderators(core, slug).await,
        LocalId::Featured(slug) => collections::featured(core, slug).await,
        LocalId::Threads(slug) => collections::threads(core, slug, page).await,
        LocalId::Post(id) => posts::post(core, id).await,
        LocalId::Replies(id) => posts::replies(core, id, page).await,
        LocalId::Likes(id) => posts::likes(core, id).await,
        LocalId::Approval(id, number) => posts::approval(core, id, number).await,
        LocalId::Create(id) => activities::of_post(core, &core.base().create(id)).await,
        LocalId::Update(id, rev) => {
            let rev = i64::try_from(rev).map_err(|_| Unserved::Unknown)?;
            activities::of_post(core, &core.base().update(id, rev)).await
        }
        LocalId::Delete(id) => activities::of_post(core, &core.base().delete(id)).await,
        LocalId::Thread(id) => threads::context(core, id, page).await,
        LocalId::ThreadHistory(id) => threads::history(core, id, page).await,
        LocalId::Activity(owner, id) => activities::of_owner(core, owner, id).await,
        LocalId::Announce(slug, rid) => activities::announce(core, slug, rid).await,
        LocalId::AnnounceRoot(slug, rid) => activities::announce_root(core, slug, rid).await,
        LocalId::Inbox(_)
        | LocalId::MainKey(_)
        | LocalId::Ed25519Key(_)
        | LocalId::ThreadPage(_)
        | LocalId::PostPage(_)
        | LocalId::ForumPage(_)
        | LocalId::PersonPage(_)
        | LocalId::TagPage(_) => Err(Unserved::Unknown),
    }
}
