//! Who hears of what is folded. Most letters concern nobody of this node, which is seen by the names in
//! them, without a question to the database.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::refold::{Beside, find};
use crate::people::{self, Person};
use crate::store::entity::{mention, post, post_like};
use crate::{Audience, Event, Result, Tx, forums, notifications};

/// People of this node whom a post names and did not name before; nobody while it is not shown.
/// Asked before the post is written.
pub(crate) async fn named_anew(
    tx: &Tx,
    row: &post::Model,
    old: Option<&post::Model>,
    beside: &Beside,
) -> Result<Vec<String>> {
    if row.state != "live" || tx.is_quiet() {
        return Ok(Vec::new());
    }
    let people = tx.core().base().person("");
    let named = beside.mentions.iter();
    let mut named: Vec<String> = named
        .filter(|uri| uri.starts_with(&people))
        .cloned()
        .collect();
    if let Some(old) = old.filter(|old| was_shown(old))
        && !named.is_empty()
    {
        let before: Vec<String> = mention::Entity::find()
            .select_only()
            .column(mention::Column::Uri)
            .filter(mention::Column::PostId.eq(old.id))
            .into_tuple()
            .all(tx.conn().await?)
            .await?;
        named.retain(|uri| !before.contains(uri));
    }
    Ok(named)
}

/// A post is written: who is named in it hears of it, and once it is shown whoever it answers and
/// those who want to hear of everything that is opened there. What is deleted nobody hears of.
pub(crate) async fn post(
    tx: &Tx,
    row: &post::Model,
    old: Option<&post::Model>,
    author: &Person,
    mut named: Vec<String>,
) -> Result<()> {
    happened(tx, row, old);
    if row.state == "deleted" && old.is_some_and(was_shown) {
        return notifications::forget_post(tx, row.id).await;
    }
    if row.state != "live" || tx.is_quiet() {
        return Ok(());
    }
    if let Some(old) = old.filter(|old| was_shown(old)) {
        edited(tx, row, old).await?;
    }
    if !old.is_some_and(was_shown) {
        let answered = answered(tx, row, author).await?;
        named.extend(answered.filter(|uri| !named.contains(uri)));
    }
    notifications::of_naming(tx, row, &named).await?;
    let opens = row.parent.is_none() && row.visibility != Audience::Direct.as_str();
    if !opens || old.is_some_and(was_shown) {
        return Ok(());
    }
    if let Some(forum) = row.forum_id
        && let Some(forum) = forums::get_by_id(tx, forum).await?
        && forums::is_heeded(tx, &forum.uri).await?
        && let Some(group) = people::get(tx, &forum.uri).await?
    {
        notifications::of_opening(tx, row, &group).await?;
    }
    if forums::is_heeded(tx, &author.uri).await? {
        notifications::of_opening(tx, row, author).await?;
    }
    Ok(())
}

/// Those who have passed a post on or quote it hear that it says something else.
pub(crate) async fn edited(tx: &Tx, row: &post::Model, old: &post::Model) -> Result<()> {
    let anew = row.state == "live" && (row.updated, row.rev) != (old.updated, old.rev);
    if anew && old.state == "live" && !tx.is_quiet() {
        notifications::of_edit(tx, row).await?;
    }
    Ok(())
}

/// Tells whoever listens what has become of a post. What was said before and only comes here now is
/// nothing new.
pub(crate) fn happened(tx: &Tx, row: &post::Model, old: Option<&post::Model>) {
    let is_shown = |row: &&post::Model| row.state == "live";
    let event = match old.filter(is_shown) {
        None if row.state == "live" && !tx.is_quiet() => Event::Written(row.id),
        Some(_) if row.state != "live" => Event::Gone(row.id),
        Some(old) if says_something_else(row, old) => Event::Changed(row.id),
        _ => return,
    };
    tx.happens(event);
}

fn says_something_else(row: &post::Model, old: &post::Model) -> bool {
    (row.updated, row.rev) != (old.updated, old.rev)
        || row.html != old.html
        || row.title != old.title
        || row.warning != old.warning
}

/// Whether a post was to be read before, so that nobody hears of it again.
fn was_shown(old: &post::Model) -> bool {
    matches!(
        old.state.as_str(),
        "live" | "removed" | "withheld" | "deleted"
    )
}

/// The member whom a post answers, where they may read it.
async fn answered(tx: &Tx, row: &post::Model, author: &Person) -> Result<Option<String>> {
    let base = tx.core().base();
    let Some(parent) = row.parent.as_deref().filter(|uri| base.is_ours(uri)) else {
        return Ok(None);
    };
    let Some(parent) = find(tx, parent).await? else {
        return Ok(None);
    };
    let Some(person) = people::get_by_id(tx, parent.author_id).await? else {
        return Ok(None);
    };
    let reads = match Audience::from_column(&row.visibility) {
        // Whoever it is for is named in it.
        Audience::Direct => false,
        Audience::Followers => forums::follows(tx, &person.uri, &author.uri).await?,
        _ => true,
    };
    Ok(reads.then_some(person.uri))
}

/// Whether somebody supports a post of this node already; of others nobody hears.
pub(super) async fn likes_already(tx: &Tx, object: &str, actor: &str) -> Result<bool> {
    if tx.is_quiet() || !tx.core().base().is_ours(object) {
        return Ok(false);
    }
    let key = (object.to_owned(), actor.to_owned());
    let row = post_like::Entity::find_by_id(key)
        .one(tx.conn().await?)
        .await?;
    Ok(row.is_some_and(|row| row.active))
}

/// The author of a post of this node hears that somebody supports it, and no more of it once that is
/// taken back.
pub(crate) async fn like(tx: &Tx, object: &str, actor: &str, active: bool) -> Result<()> {
    if (active && tx.is_quiet()) || !tx.core().base().is_ours(object) {
        return Ok(());
    }
    let Some(post) = find(tx, object).await? else {
        return Ok(());
    };
    let Some(actor) = people::get(tx, actor).await? else {
        return Ok(());
    };
    if active {
        notifications::of_like(tx, &actor, &post).await
    } else {
        notifications::no_like(tx, &actor, &post).await
    }
}
