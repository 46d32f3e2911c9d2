//! What one write has read and will read again. Sixty-four letters are opened in one commit: their
//! forum, their authors, what they are about and what they answer are read once for all, before the
//! first of them ([`crate::ledger::read_ahead`]).
//!
//! Nothing waits here to be written: whoever changes a row changes what is remembered too, or
//! forgets it.

use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::entity::{forum, peer, person, post, record, thread};
use crate::{Content, Event};

/// Rows by what they are asked for with; where the row is an `Option`, that there is none is
/// remembered too.
#[derive(Debug)]
pub(crate) struct Shelf<K, V>(Mutex<HashMap<K, V>>);

impl<K, V> Default for Shelf<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Shelf<K, V> {
    pub(crate) fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.open().get(key).cloned()
    }

    pub(crate) fn has<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.open().contains_key(key)
    }

    pub(crate) fn keep(&self, key: K, value: V) {
        self.open().insert(key, value);
    }

    /// Changes what is remembered; what is not remembered stays so.
    pub(crate) fn change<Q: Eq + Hash + ?Sized>(&self, key: &Q, change: impl FnOnce(&mut V))
    where
        K: Borrow<Q>,
    {
        if let Some(value) = self.open().get_mut(key) {
            change(value);
        }
    }

    /// Answers whether it was remembered.
    pub(crate) fn forget<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.open().remove(key).is_some()
    }

    pub(crate) fn retain(&self, keep: impl Fn(&V) -> bool) {
        self.open().retain(|_, value| keep(value));
    }

    pub(crate) fn clear(&self) {
        self.open().clear();
    }

    fn open(&self) -> MutexGuard<'_, HashMap<K, V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// More events of one write are told as one.
const EVENTS: usize = 4_096;

/// What one write remembers.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    pub(crate) people: Shelf<String, Option<person::Model>>,
    pub(crate) people_by_id: Shelf<i64, person::Model>,
    pub(crate) forums: Shelf<String, Option<forum::Model>>,
    pub(crate) forums_by_id: Shelf<i64, forum::Model>,
    pub(crate) peers: Shelf<String, Option<peer::Model>>,
    /// Whether an actor is followed from this node.
    pub(crate) followed: Shelf<String, bool>,
    /// Whether somebody here wants to hear of everything that an actor opens.
    pub(crate) heeded: Shelf<String, bool>,
    /// Inboxes elsewhere of an actor's followers.
    pub(crate) inboxes: Shelf<String, Vec<String>>,
    /// By forum.
    pub(crate) moderators: Shelf<i64, Arc<HashSet<String>>>,
    pub(crate) ledger: Ledger,
    /// Whether this write changes how far hosts are trusted.
    trust_changes: AtomicBool,
    /// What is told to whoever listens once this is on disk.
    events: Mutex<Vec<Event>>,
}

impl Memo {
    pub(crate) fn keep_person(&self, uri: &str, row: Option<&person::Model>) {
        if let Some(row) = row {
            self.people_by_id.keep(row.id, row.clone());
        }
        self.people.keep(uri.to_owned(), row.cloned());
    }

    pub(crate) fn forget_people(&self) {
        self.people.clear();
        self.people_by_id.clear();
    }

    pub(crate) fn keep_forum(&self, uri: &str, row: Option<&forum::Model>) {
        if let Some(row) = row {
            self.forums_by_id.keep(row.id, row.clone());
        }
        self.forums.keep(uri.to_owned(), row.cloned());
    }

    pub(crate) fn forget_forums(&self) {
        self.forums.clear();
        self.forums_by_id.clear();
    }

    pub(crate) fn change_trust(&self) {
        self.peers.clear();
        self.trust_changes.store(true, Ordering::Relaxed);
    }

    pub(crate) fn trust_changes(&self) -> bool {
        self.trust_changes.load(Ordering::Relaxed)
    }

    pub(crate) fn happens(&self, event: Event) {
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        if events.len() == EVENTS {
            *events = vec![Event::Lost];
        }
        if events.first() != Some(&Event::Lost) && !events.contains(&event) {
            events.push(event);
        }
    }

    pub(crate) fn take_events(&self) -> Vec<Event> {
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *events)
    }

    pub(crate) fn forget_follows(&self) {
        self.followed.clear();
        self.heeded.clear();
        self.inboxes.clear();
    }
}

/// What the ledger remembers of its own tables.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// Every record about an object, by rid.
    pub(crate) records: Shelf<String, Vec<record::Model>>,
    pub(crate) posts: Shelf<String, Option<post::Model>>,
    pub(crate) threads: Shelf<i64, thread::Model>,
    /// Threads by the id of their collection.
    pub(crate) contexts: Shelf<String, Option<i64>>,
    /// How many people support an object.
    pub(crate) likes: Shelf<String, i64>,
    /// Objects that no reply without a thread waits for.
    pub(crate) childless: Shelf<String, ()>,
    /// Local ids for objects that are to come, seen to be free.
    pub(crate) ids: Shelf<String, i64>,
    pub(crate) free: Shelf<i64, ()>,
    /// Activities that no record is of, and rids that no record has.
    pub(crate) unheard: Shelf<String, ()>,
    pub(crate) unseen: Shelf<Vec<u8>, ()>,
    /// What records say, by rid.
    pub(crate) contents: Shelf<Vec<u8>, Content>,
}

impl Ledger {
    pub(crate) fn keep_thread(&self, row: &thread::Model) {
        self.contexts.keep(row.context.clone(), Some(row.id));
        self.threads.keep(row.id, row.clone());
    }

    /// Whether a record is known to be new, whatever else the database holds; from here on it is
    /// not.
    pub(crate) fn hear(&self, activity_id: &str, rid: &[u8]) -> bool {
        let unheard = self.unheard.forget(activity_id);
        let unseen = self.unseen.forget(rid);
        unheard && unseen
    }

    /// A post without a thread may be what another one waits to take in.
    pub(crate) fn keep_post(&self, row: &post::Model) {
        if let (None, Some(parent)) = (row.thread_id, &row.parent) {
            self.childless.forget(parent);
        }
        self.free.forget(&row.id);
        self.posts.keep(row.uri.clone(), Some(row.clone()));
    }

    /// Threads were renamed, merged or counted by a statement of their own.
    pub(crate) fn forget_threads(&self) {
        self.threads.clear();
        self.contexts.clear();
    }

    pub(crate) fn forget_record(&self, rid: &[u8]) {
        self.records
            .retain(|rows| rows.iter().all(|row| row.rid != rid));
    }

    /// A statement has changed more than can be followed here.
    pub(crate) fn forget(&self) {
        self.records.clear();
        self.posts.clear();
        self.forget_threads();
        self.likes.clear();
        self.childless.clear();
        self.unheard.clear();
        self.unseen.clear();
    }
}
