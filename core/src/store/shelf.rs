//! What was read and still holds. Where this process alone writes, nothing that it has read changes until
//! it writes: what many readers ask for lies at hand until then, and is read anew after every commit,
//! whatever that wrote. On `PostgreSQL` other processes write, and nothing is kept.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::{Backend, Core, Millis, Result};

/// How long anything is kept at most, milliseconds: what depends on the time, and what somebody writes
/// into the database with a program of their own, is seen after that.
const FRESH: Millis = 10_000;
/// How much one shelf holds; then it is cleared.
const MOST: usize = 4_096;

/// Until when something holds: taken before it is read, since a commit may come in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Since {
    /// Commits so far.
    writes: u64,
    now: Millis,
}

/// A shelf of values by their keys.
#[derive(Debug)]
pub(crate) struct Shelf<K, V>(Mutex<Kept<K, V>>);

#[derive(Debug)]
struct Kept<K, V> {
    since: Option<Since>,
    all: HashMap<K, Arc<V>>,
}

/// What lies at hand of what is asked for, and what has to be read.
#[derive(Debug)]
pub(crate) struct Looked<K, V> {
    pub(crate) found: HashMap<K, Arc<V>>,
    /// Each once, in their order.
    pub(crate) missing: Vec<K>,
    since: Option<Since>,
}

impl<K, V> Default for Shelf<K, V> {
    fn default() -> Self {
        Self(Mutex::new(Kept {
            since: None,
            all: HashMap::new(),
        }))
    }
}

impl Core {
    /// From when on something that is read now holds; nothing where others write too.
    fn since(&self) -> Option<Since> {
        (self.backend() == Backend::Sqlite).then(|| Since {
            writes: self.writes(),
            now: self.now(),
        })
    }
}

impl<K: Hash + Eq + Clone, V> Shelf<K, V> {
    /// Looks for some values.
    pub(crate) fn look(&self, core: &Core, keys: impl IntoIterator<Item = K>) -> Looked<K, V> {
        let since = core.since();
        let kept = since.map(|since| self.open(since));
        let mut looked = Looked {
            found: HashMap::new(),
            missing: Vec::new(),
            since,
        };
        for key in keys {
            if looked.found.contains_key(&key) || looked.missing.contains(&key) {
                continue;
            }
            match kept.as_ref().and_then(|kept| kept.all.get(&key)) {
                Some(value) => {
                    looked.found.insert(key, Arc::clone(value));
                }
                None => looked.missing.push(key),
            }
        }
        looked
    }

    /// One value: as it lies at hand, or as it is read and kept.
    pub(crate) async fn one(
        &self,
        core: &Core,
        key: K,
        read: impl AsyncFnOnce() -> Result<V>,
    ) -> Result<Arc<V>> {
        let mut looked = self.look(core, [key.clone()]);
        if let Some(value) = looked.found.remove(&key) {
            return Ok(value);
        }
        let value = Arc::new(read().await?);
        Self::put(&mut self.kept(looked.since), key, &value);
        Ok(value)
    }

    /// Keeps what was missing and has been read, where nothing was written since. Answers with all that
    /// was asked for.
    pub(crate) fn keep(
        &self,
        looked: Looked<K, V>,
        read: impl IntoIterator<Item = (K, V)>,
    ) -> HashMap<K, Arc<V>> {
        let mut found = looked.found;
        let mut kept = self.kept(looked.since);
        for (key, value) in read {
            let value = Arc::new(value);
            Self::put(&mut kept, key.clone(), &value);
            found.insert(key, value);
        }
        found
    }

    /// The shelf, where nothing was written since.
    fn kept(&self, since: Option<Since>) -> Option<MutexGuard<'_, Kept<K, V>>> {
        let since = since?;
        let kept = self.lock();
        let holds = kept.since.is_some_and(|has| has.writes == since.writes);
        holds.then_some(kept)
    }

    fn put(kept: &mut Option<MutexGuard<'_, Kept<K, V>>>, key: K, value: &Arc<V>) {
        if let Some(kept) = kept {
            if kept.all.len() >= MOST {
                kept.all.clear();
            }
            kept.all.insert(key, Arc::clone(value));
        }
    }

    /// The shelf as of a moment: empty where something was written since, or time has passed.
    fn open(&self, since: Since) -> MutexGuard<'_, Kept<K, V>> {
        let mut kept = self.lock();
        let holds = kept.since.is_some_and(|has| {
            has.writes == since.writes && (0..FRESH).contains(&(since.now - has.now))
        });
        if !holds {
            kept.all.clear();
            kept.since = Some(since);
        }
        kept
    }

    fn lock(&self) -> MutexGuard<'_, Kept<K, V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{each_store, member};

    fn read(shelf: &Shelf<i64, &'static str>, core: &Core, word: &'static str) -> &'static str {
        let looked = shelf.look(core, [1, 1]);
        let missing: Vec<_> = looked.missing.iter().map(|key| (*key, word)).collect();
        *shelf.keep(looked, missing)[&1]
    }

    // client_api.35
    #[tokio::test]
    async fn what_was_read_holds_until_something_is_written() {
        let test = each_store(async |core, clock| {
            let alone = core.backend() == Backend::Sqlite;
            let shelf = Shelf::default();
            assert_eq!(read(&shelf, &core, "first"), "first");
            let still = if alone { "first" } else { "second" };
            assert_eq!(read(&shelf, &core, "second"), still);
            member(&core, "ana", true).await;
            assert_eq!(
                read(&shelf, &core, "third"),
                "third",
                "somebody has written"
            );
            let still = if alone { "third" } else { "fourth" };
            clock.advance(FRESH / 2);
            assert_eq!(read(&shelf, &core, "fourth"), still);
            clock.advance(FRESH / 2);
            assert_eq!(read(&shelf, &core, "fifth"), "fifth", "time has passed");
            core.heard_outside();
            assert_eq!(
                read(&shelf, &core, "sixth"),
                "sixth",
                "a command has written"
            );

            let looked = shelf.look(&core, [2]);
            member(&core, "bob", true).await;
            shelf.keep(looked, [(2, "stale")]);
            let looked = shelf.look(&core, [2]);
            assert_eq!(looked.missing, [2], "written while it was read");
        });
        Box::pin(test).await;
    }
}
