//! Whether a quote from elsewhere is agreed to: the post says where, and there the author of what it
//! quotes says so.

use palabre_core::quotes::{self, Quote};
use palabre_core::threads::{self, Post, serving};
use palabre_core::{Error, Result, people};
use serde_json::Value;

use super::{document, failed, find_post};
use crate::Federation;
use crate::wire::read::{Object, id_of};

/// Finds out whether a quote that is pending is agreed to. What its post says now counts, and what it
/// quotes is fetched where it is not known.
pub(crate) async fn quote(fed: &Federation, post: i64) -> Result<()> {
    let core = fed.core();
    let Some(row) = quotes::of_post(core, post).await? else {
        return Ok(());
    };
    let Some(post) = threads::post(core, post).await? else {
        return Ok(());
    };
    // Of what is ours we were asked ourselves.
    if row.state != quotes::PENDING
        || core.base().is_ours(&row.quoted)
        || core.base().is_ours(&row.uri)
    {
        return Ok(());
    }
    let quoted = match find_post(fed, &row.quoted).await {
        Ok(quoted) => quoted,
        Err(Error::Refused(refusal)) => {
            tracing::info!(%refusal, quoted = row.quoted, "what is quoted is not found");
            return Ok(());
        }
        Err(fault) => return Err(fault),
    };
    let author = people::by_id(core, quoted.author_id).await?;
    let Some(author) = author else { return Ok(()) };
    let found = if author.uri == row.actor {
        None
    } else {
        let Some(address) = said_to_be_at(fed, &row, &post).await? else {
            return Ok(());
        };
        let document = document(fed, &address).await.map_err(failed)?;
        if !agrees(&document, &row, &author.uri) {
            return Ok(());
        }
        // Its own name, should the address that was said be another one of it.
        id_of(&document).map(str::to_owned).or(Some(address))
    };
    let mut tx = core.begin().await?;
    quotes::confirm(&mut tx, post.id, &author.uri, found.as_deref()).await?;
    tx.commit().await
}

/// Where the consent is, as the post said when it came, or says at its own address now.
async fn said_to_be_at(fed: &Federation, row: &Quote, post: &Post) -> Result<Option<String>> {
    if row.approval.is_some() || !serving::is_open(post) {
        return Ok(row.approval.clone());
    }
    let document = document(fed, &row.uri).await.map_err(failed)?;
    let Ok(object) = Object::read(&document) else {
        return Ok(None);
    };
    let own = object.id == row.uri && object.attributed_to == Some(row.actor.as_str());
    let said = object.quote.filter(|said| own && said.href == row.quoted);
    Ok(said.and_then(|said| said.approval).map(str::to_owned))
}

/// Whether a document says that somebody agrees to a quote.
fn agrees(document: &Value, row: &Quote, author: &str) -> bool {
    let says = |field: &str, what: &str| document.get(field).and_then(id_of) == Some(what);
    document.get("type").and_then(Value::as_str) == Some("QuoteAuthorization")
        && says("attributedTo", author)
        && says("interactingObject", &row.uri)
        && says("interactionTarget", &row.quoted)
}
