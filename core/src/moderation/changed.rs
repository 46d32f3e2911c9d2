//! People whose keys have changed after a long silence: nothing that they do counts by itself until
//! a key that was known before has spoken, or a moderator has looked (docs/decisions/0009).

use std::collections::HashMap;

use crate::forums;
use crate::ledger::{self, Kind, Record, Standing};
use crate::people::{self, Person};
use crate::threads::read::Shown;
use crate::{Core, Job, Millis, Result, Tx, threads};

/// Somebody was heard from at `at`, with a key that is believed. What stands in doubt beside that key
/// is vouched for by it. To be written once a day, not for every letter.
pub async fn heard(core: &Core, key: &str, at: Millis) -> Result<()> {
    let mut tx = core.begin().await?;
    if let Some(owner) = people::keys::heard(&tx, key, at).await?
        && let Some(person) = people::get(&tx, &owner).await?
    {
        let since_then = person.changed_at.is_some_and(|since| since < at);
        if since_then || people::keys::doubted_before(&tx, &owner, at).await? {
            trust(&mut tx, &person).await?;
        }
    }
    tx.commit().await
}

/// A key that stood in doubt was used; answers whether it still does. Its owner counts as changed from
/// now on.
pub async fn doubted(core: &Core, key: &str) -> Result<bool> {
    let kept = people::keys::by_uri(core, key).await?;
    let Some(kept) = kept.filter(|kept| kept.doubted) else {
        return Ok(false);
    };
    let owner = people::by_uri(core, &kept.key.owner).await?;
    if owner.is_some_and(|person| person.changed_at.is_none()) {
        let tx = core.begin().await?;
        people::set_changed(&tx, &kept.key.owner).await?;
        tx.commit().await?;
    }
    Ok(true)
}

/// Somebody has looked: this is who it was. Their keys are believed, what they have deleted meanwhile
/// goes, and of a forum what was refused meanwhile is fetched. What is held stays to be judged by
/// itself.
pub async fn trust(tx: &mut Tx, person: &Person) -> Result<()> {
    people::believe(tx, &person.uri).await?;
    for record in ledger::doubted_deletions(tx, &person.uri, None).await? {
        count(tx, person, record).await?;
    }
    if let Some(forum) = forums::get(tx, &person.uri).await?
        && !forum.local
    {
        tx.enqueue(Job::FetchForum {
            host: forum.host,
            forum: forum.uri,
        });
    }
    Ok(())
}

/// Trusts all changed people of a host; answers who they are.
pub async fn trust_host(tx: &mut Tx, host: &str) -> Result<Vec<Person>> {
    let changed = people::changed(tx.core(), Some(host)).await?;
    for person in &changed {
        trust(tx, person).await?;
    }
    Ok(changed)
}

/// A deletion that waited in doubt stands as it would have stood.
pub(super) async fn count(tx: &mut Tx, author: &Person, mut record: Record) -> Result<()> {
    let forum = match record.forum.as_deref() {
        Some(uri) => forums::get(tx, uri).await?,
        None => None,
    };
    record.standing = match &forum {
        Some(forum) if !forum.local => Standing::Pending,
        _ => Standing::Accepted,
    };
    ledger::set_standing(tx, &record.rid, record.standing, None).await?;
    if record.kind == Kind::DeleteActor {
        for forum in threads::read::forums_of(tx, author.id).await? {
            if forum.local {
                threads::publish(tx, None, &forum, &record, &[]).await?;
            }
        }
    } else if let Some(forum) = forum.filter(|forum| forum.local) {
        threads::publish(tx, None, &forum, &record, &[]).await?;
    }
    Ok(())
}

/// Why something waits for a moderator, beside the rules of its forum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Its author's keys have changed.
    Changed,
    /// Its author's keys have changed, and the author wants it erased.
    Erasure,
}

/// Why some of the contributions that wait do so, by their ids.
pub async fn why(core: &Core, held: &[Shown]) -> Result<HashMap<i64, Why>> {
    let authors: Vec<i64> = held.iter().map(|shown| shown.post.author_id).collect();
    let changed: Vec<i64> = people::by_ids(core, &authors)
        .await?
        .into_iter()
        .filter(|person| person.changed_at.is_some())
        .map(|person| person.id)
        .collect();
    let asked = ledger::asked_to_go(core).await?;
    Ok(held
        .iter()
        .filter(|shown| changed.contains(&shown.post.author_id))
        .map(|shown| {
            let erasure = asked.contains(&shown.post.uri) || asked.contains(&shown.author_uri);
            let why = if erasure { Why::Erasure } else { Why::Changed };
            (shown.post.id, why)
        })
        .collect())
}
