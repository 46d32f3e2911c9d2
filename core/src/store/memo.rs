//! What one write has read and will read again. Sixty-four letters of one host are opened in one
//! commit: their forum, their authors and the trust in their host are looked up once for all.
//!
//! Only rows that are there are remembered, and whoever changes one inside the write forgets it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::entity::{forum, peer, person};

/// Rows by what they are asked for with.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    people: Mutex<HashMap<String, person::Model>>,
    forums: Mutex<HashMap<i64, forum::Model>>,
    peers: Mutex<HashMap<String, Option<peer::Model>>>,
}

impl Memo {
    pub(crate) fn person(&self, uri: &str) -> Option<person::Model> {
        of(&self.people).get(uri).cloned()
    }

    pub(crate) fn keep_person(&self, row: &person::Model) {
        of(&self.people).insert(row.uri.clone(), row.clone());
    }

    pub(crate) fn forget_people(&self) {
        of(&self.people).clear();
    }

    pub(crate) fn forum(&self, id: i64) -> Option<forum::Model> {
        of(&self.forums).get(&id).cloned()
    }

    pub(crate) fn forum_named(&self, uri: &str) -> Option<forum::Model> {
        let forums = of(&self.forums);
        forums.values().find(|forum| forum.uri == uri).cloned()
    }

    pub(crate) fn keep_forum(&self, row: &forum::Model) {
        of(&self.forums).insert(row.id, row.clone());
    }

    pub(crate) fn forget_forums(&self) {
        of(&self.forums).clear();
    }

    /// What is known of a host; inside, nothing when it is known to have no row.
    #[expect(
        clippy::option_option,
        reason = "that a host has no row is worth remembering too"
    )]
    pub(crate) fn peer(&self, host: &str) -> Option<Option<peer::Model>> {
        of(&self.peers).get(host).cloned()
    }

    pub(crate) fn keep_peer(&self, host: &str, row: Option<&peer::Model>) {
        of(&self.peers).insert(host.to_owned(), row.cloned());
    }

    pub(crate) fn forget_peers(&self) {
        of(&self.peers).clear();
    }
}

fn of<T>(one: &Mutex<T>) -> MutexGuard<'_, T> {
    one.lock().unwrap_or_else(PoisonError::into_inner)
}
