//! Reading ahead: what some letters are about is read together, before they are opened one by one.
//! It changes nothing that is decided; it is only fewer questions to the database.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::store::dialect::{evenly, statement, within};
use crate::store::entity::{post, post_like, record, thread};
use crate::{Millis, Result, Tx, forums, peering, people};

/// What some letters will ask for, by `ActivityPub` id. What is missing here is read when it is
/// needed.
#[derive(Debug, Clone, Default)]
pub struct Ahead {
    pub actors: BTreeSet<String>,
    /// Actors that may be forums.
    pub groups: BTreeSet<String>,
    /// Hosts whose people have something to say.
    pub hosts: BTreeSet<String>,
    /// What the letters are about, and what that answers.
    pub objects: BTreeSet<String>,
    /// The activities themselves, with their rids.
    pub activities: BTreeMap<String, [u8; 32]>,
    pub parents: BTreeSet<String>,
    /// Collections of threads.
    pub contexts: BTreeSet<String>,
    /// Contributions that may be new, with their dates.
    pub creates: BTreeMap<String, Millis>,
}

/// So many things of one kind are read together; of more a statement could not name all. They are
/// then read when they are needed.
const MANY: usize = 2_048;

fn together(names: &BTreeSet<String>) -> Vec<String> {
    if names.len() > MANY {
        return Vec::new();
    }
    names.iter().cloned().collect()
}

/// Reads what some letters will ask for. The ledger is held from here on.
pub async fn read_ahead(tx: &mut Tx, ahead: &Ahead) -> Result<()> {
    tx.lock_ledger().await?;
    let (groups, hosts) = (together(&ahead.groups), together(&ahead.hosts));
    if !groups.is_empty() {
        forums::read_ahead(tx, &groups).await?;
    }
    if !hosts.is_empty() {
        peering::read_ahead(tx, &hosts).await?;
    }
    let actors = together(&ahead.actors);
    if !actors.is_empty() {
        people::read_ahead(tx, &actors).await?;
        let actors: Vec<&str> = actors.iter().chain(&groups).map(String::as_str).collect();
        forums::read_followed(tx, &actors).await?;
    }
    let objects = together(&ahead.objects);
    let others = [
        ahead.activities.len(),
        ahead.parents.len(),
        ahead.contexts.len(),
    ];
    if objects.is_empty() || others.iter().any(|some| *some > MANY) {
        return Ok(());
    }
    records(tx, &objects, &ahead.activities).await?;
    let uris: BTreeSet<String> = ahead.objects.union(&ahead.parents).cloned().collect();
    let uris: Vec<String> = uris.into_iter().collect();
    let (places, mut authors) = posts(tx, &uris).await?;
    let new = |uri: &&String| matches!(tx.memo().ledger.posts.get(uri.as_str()), Some(None));
    let fresh: Vec<String> = ahead.creates.keys().filter(new).cloned().collect();
    if !fresh.is_empty() {
        likes(tx, &fresh).await?;
        replies(tx, &fresh).await?;
        ids(tx, &ahead.creates, &fresh).await?;
    }
    let contexts = contexts(tx, ahead);
    authors.append(&mut threads(tx, &places, &contexts).await?);
    people::read_ahead_by_id(tx, &authors).await
}

/// The names that threads are looked for by: those that letters say, and those that a new root's
/// thread may get, from its own address or, at its forum's home, from its number here.
fn contexts(tx: &Tx, ahead: &Ahead) -> Vec<String> {
    let base = tx.core().base();
    let mut contexts = ahead.contexts.clone();
    for uri in ahead.creates.keys() {
        contexts.insert(super::place::own_context(tx, uri));
        contexts.extend(tx.memo().ledger.ids.get(uri).map(|id| base.thread(id)));
    }
    contexts.into_iter().collect()
}

/// What is known of some objects, and which of some activities are new.
async fn records(
    tx: &Tx,
    objects: &[String],
    activities: &BTreeMap<String, [u8; 32]>,
) -> Result<()> {
    let names: Vec<&str> = activities.keys().map(String::as_str).collect();
    let rids: Vec<&[u8]> = activities.values().map(<[u8; 32]>::as_slice).collect();
    let rows = record::Entity::find()
        .filter(
            Condition::any()
                .add_option(within(record::Column::Object, objects))
                .add_option(within(record::Column::ActivityId, &names))
                .add_option(within(record::Column::Rid, &rids)),
        )
        .order_by_asc(record::Column::Rid)
        .all(tx.conn().await?)
        .await?;
    let known = &tx.memo().ledger.records;
    for object in objects {
        known.keep(object.clone(), Vec::new());
    }
    let (unheard, unseen) = (&tx.memo().ledger.unheard, &tx.memo().ledger.unseen);
    for (name, rid) in activities {
        unheard.keep(name.clone(), ());
        unseen.keep(rid.to_vec(), ());
    }
    for row in super::rows::plain::<Vec<_>>(rows)? {
        unheard.forget(&row.activity_id);
        unseen.forget(&row.rid);
        let object = row.object.clone();
        known.change(&object, |rows| rows.push(row));
    }
    Ok(())
}

/// Answers the threads that the posts are in, and their authors.
async fn posts(tx: &Tx, uris: &[String]) -> Result<(BTreeSet<i64>, BTreeSet<i64>)> {
    let rows = post::Entity::find()
        .filter(post::Column::Uri.is_in(evenly(uris)))
        .all(tx.conn().await?)
        .await?;
    let known = &tx.memo().ledger.posts;
    for uri in uris {
        known.keep(uri.clone(), None);
    }
    let (mut places, mut authors) = (BTreeSet::new(), BTreeSet::new());
    for row in rows {
        places.extend(row.thread_id);
        authors.insert(row.author_id);
        known.keep(row.uri.clone(), Some(row));
    }
    Ok((places, authors))
}

/// Answers the authors of the threads.
async fn threads(tx: &Tx, ids: &BTreeSet<i64>, contexts: &[String]) -> Result<BTreeSet<i64>> {
    let ids: Vec<i64> = ids.iter().copied().collect();
    if ids.is_empty() && contexts.is_empty() {
        return Ok(BTreeSet::new());
    }
    let rows = thread::Entity::find()
        .filter(
            Condition::any()
                .add_option(within(thread::Column::Id, &ids))
                .add_option(within(thread::Column::Context, contexts)),
        )
        .all(tx.conn().await?)
        .await?;
    for context in contexts {
        tx.memo().ledger.contexts.keep(context.clone(), None);
    }
    for row in &rows {
        tx.memo().ledger.keep_thread(row);
    }
    Ok(rows.iter().filter_map(|row| row.author_id).collect())
}

/// A Like may have come before what it likes.
async fn likes(tx: &Tx, objects: &[String]) -> Result<()> {
    let counted: Vec<(String, i64)> = post_like::Entity::find()
        .select_only()
        .column(post_like::Column::Object)
        .column_as(post_like::Column::Actor.count(), "likes")
        .filter(post_like::Column::Object.is_in(evenly(objects)))
        .filter(post_like::Column::Active.eq(true))
        .group_by(post_like::Column::Object)
        .into_tuple()
        .all(tx.conn().await?)
        .await?;
    let known = &tx.memo().ledger.likes;
    for object in objects {
        known.keep(object.clone(), 0);
    }
    for (object, likes) in counted {
        known.keep(object, likes);
    }
    Ok(())
}

/// A reply may have come before what it answers.
async fn replies(tx: &Tx, objects: &[String]) -> Result<()> {
    let waited_for: Vec<Option<String>> = post::Entity::find()
        .select_only()
        .column(post::Column::Parent)
        .filter(post::Column::Parent.is_in(evenly(objects)))
        .filter(post::Column::ThreadId.is_null())
        .into_tuple()
        .all(tx.conn().await?)
        .await?;
    for object in objects {
        if !waited_for.iter().flatten().any(|parent| parent == object) {
            tx.memo().ledger.childless.keep(object.clone(), ());
        }
    }
    Ok(())
}

/// Local ids for what is new, all seen to be free by one question.
async fn ids(tx: &Tx, dates: &BTreeMap<String, Millis>, fresh: &[String]) -> Result<()> {
    let mut drawn: Vec<(String, i64)> = Vec::with_capacity(fresh.len());
    for uri in fresh {
        let id = tx.id(dates.get(uri).copied().unwrap_or(tx.now()));
        if drawn.iter().all(|(_, known)| *known != id) {
            drawn.push((uri.clone(), id));
        }
    }
    let numbers: Vec<i64> = drawn.iter().map(|(_, id)| *id).collect();
    let asked: Vec<sea_orm::Value> = evenly(&numbers).map(sea_orm::Value::from).collect();
    let marks = vec!["?"; asked.len()].join(", ");
    let words = format!(
        "SELECT id FROM post WHERE id IN ({marks}) UNION ALL \
         SELECT id FROM thread WHERE id IN ({marks})"
    );
    let twice = asked.iter().chain(&asked).cloned().collect();
    let rows = tx
        .conn()
        .await?
        .query_all_raw(statement(tx.core().backend(), &words, twice))
        .await?;
    let mut taken = Vec::with_capacity(rows.len());
    for row in rows {
        taken.push(row.try_get_by_index::<i64>(0)?);
    }
    for (uri, id) in drawn.into_iter().filter(|(_, id)| !taken.contains(id)) {
        tx.memo().ledger.free.keep(id, ());
        tx.memo().ledger.ids.keep(uri, id);
    }
    Ok(())
}
