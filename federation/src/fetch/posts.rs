//! A thread of a home that keeps no history: posts one by one from their origins, with their
//! parents and replies. Loops have bounds and a seen-set.

use std::collections::{HashSet, VecDeque};

use palabre_core::address::same_origin;
use palabre_core::forums::Forum;
use palabre_core::ledger::{Standing, Vouch};
use palabre_core::{Result, threads};
use serde_json::{Value, json};

use super::thread::{Told, apply, items_of};
use super::told_of;
use crate::Federation;
use crate::inbox::record::{self, Made, NoRecord};
use crate::pinned;
use crate::wire::read::{Activity, Object, id_of};

/// Documents that one thread may cost.
const FETCHES: usize = 100;

/// Fetches posts, then what they answer and what answers them. `start` is what the forum's home has
/// listed, when there is one.
pub(super) async fn fetch(
    fed: &Federation,
    start: Vec<String>,
    forum: Option<&Forum>,
    context: Option<&str>,
) -> Result<()> {
    let listed: HashSet<String> = if context.is_some() {
        start.iter().cloned().collect()
    } else {
        HashSet::new()
    };
    let mut seen: HashSet<String> = HashSet::new();
    let mut waiting: VecDeque<String> = start.into();
    while let Some(uri) = waiting.pop_front() {
        if seen.len() >= FETCHES || !seen.insert(uri.clone()) {
            continue;
        }
        if threads::post_by_uri(fed.core(), &uri).await?.is_some() {
            continue;
        }
        let document = match told_of(fed, &uri).await {
            Ok(document) => document,
            Err(error) => {
                tracing::info!(%error, "a post of a thread cannot be fetched");
                continue;
            }
        };
        let standing = standing(forum, listed.contains(&uri));
        if !keep(fed, &document, forum, context, standing).await? {
            fed.dead().note(&uri, fed.core().now());
        }
        let room = FETCHES.saturating_sub(seen.len() + waiting.len());
        waiting.extend(neighbours(fed, &document).await.into_iter().take(room));
    }
    Ok(())
}

/// What a fetched post counts: outside forums it stands for itself; in a forum of another home it
/// counts when that home has listed it; in a forum of ours a moderator decides.
fn standing(forum: Option<&Forum>, listed: bool) -> Standing {
    match forum {
        None => Standing::Accepted,
        Some(forum) if forum.local => Standing::Held,
        Some(_) if listed => Standing::Accepted,
        Some(_) => Standing::Pending,
    }
}

/// Keeps a fetched post; answers whether it is of use, now or later.
async fn keep(
    fed: &Federation,
    document: &Value,
    forum: Option<&Forum>,
    context: Option<&str>,
    standing: Standing,
) -> Result<bool> {
    let Ok(object) = Object::read(document) else {
        return Ok(false);
    };
    let Some(author) = object.attributed_to else {
        return Ok(false);
    };
    if !same_origin(object.id, author) || !object.is_public() {
        return Ok(false);
    }
    // Outside forums nobody looks at what somebody says whose keys have changed.
    if forum.is_none() && pinned::is_changed(fed.core(), author).await? {
        return Ok(true);
    }
    // A post that came without its Create is kept under one of its own making.
    let create = json!({
        "@context": ["https://www.w3.org/ns/activitystreams"],
        "id": format!("{}#create", object.id),
        "type": "Create",
        "actor": author,
        "object": document,
        "to": document.get("to"),
        "cc": document.get("cc"),
    });
    let Ok(activity) = Activity::read(&create) else {
        return Ok(false);
    };
    let made = record::make(fed.core(), &activity, &create, Vouch::Origin).await;
    let Made {
        mut record,
        summary,
        groups,
        ..
    } = match made {
        Ok(made) => made,
        Err(why) => return Ok(matches!(why, NoRecord::Store)),
    };
    record.forum = forum.map(|forum| forum.uri.clone());
    record.context = context.map(str::to_owned);
    record.standing = standing;
    let told = Told {
        record,
        summary,
        withheld: false,
        groups,
    };
    let mut tx = fed.core().begin().await?;
    apply(&mut tx, told).await?;
    tx.commit().await?;
    Ok(true)
}

/// What a post answers, and what answers it.
async fn neighbours(fed: &Federation, post: &Value) -> Vec<String> {
    let Ok(object) = Object::read(post) else {
        return Vec::new();
    };
    let mut next: Vec<String> = object.in_reply_to.map(str::to_owned).into_iter().collect();
    if let Some(replies) = object.replies
        && let Ok(replies) = told_of(fed, replies).await
    {
        next.extend(
            items_of(&replies)
                .0
                .iter()
                .filter_map(|item| id_of(item).or(item.as_str()).map(str::to_owned)),
        );
    }
    next
}
