//! What the tests of every floor ask of a store.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sea_orm::{ConnectionTrait, Database};

use crate::Core;
use crate::clock::{Chance, SystemChance};

/// Counts the queries of a store's readers from now on.
///
/// # Panics
/// Nobody else may hold the store yet.
pub fn count_reads(core: &mut Core) -> Arc<AtomicUsize> {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    let inner = Arc::get_mut(&mut core.0).expect("nobody else holds the store");
    inner.reader.set_metric_callback(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
    });
    count
}

/// The address of a database without tables on a `PostgreSQL` server.
///
/// # Panics
/// The server must be there.
pub async fn fresh_database(server: &str) -> String {
    let mut number = [0; 8];
    SystemChance.fill(&mut number);
    let name = format!("core_{}", hex::encode(number));
    let admin = Database::connect(server).await.expect("the server");
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .expect("a database");
    admin.close().await.expect("closed");
    let (head, _) = server.rsplit_once('/').expect("an address with a database");
    format!("{head}/{name}")
}
