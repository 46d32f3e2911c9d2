//! The stage on which the specification is played: several real nodes, each with its own host name
//! and database, a network between them that can be cut, a clock that only the play moves, and
//! hand-made foreign servers.
//!
//! Nothing here sleeps, polls or tries again: [`World::settle`] works every lane until nothing is
//! due, and fails where something goes wrong that the play has not asked for.

pub mod backend;
pub mod chance;
pub mod keys;
pub mod network;
pub mod node;
pub mod person;
pub mod thread;
pub mod world;

pub use backend::Backend;
pub use node::Node;
pub use person::Person;
pub use thread::{Forum, Post, Thread};
pub use world::World;

/// Milliseconds in some seconds.
pub const fn seconds(count: i64) -> i64 {
    count * 1_000
}

/// Milliseconds in some minutes.
pub const fn minutes(count: i64) -> i64 {
    seconds(count * 60)
}

/// Milliseconds in some hours.
pub const fn hours(count: i64) -> i64 {
    minutes(count * 60)
}

/// Milliseconds in some days.
pub const fn days(count: i64) -> i64 {
    hours(count * 24)
}

/// A sentence of the specification, played on SQLite and on PostgreSQL.
macro_rules! spec {
    ($(#[$meta:meta])* async fn $name:ident($world:ident) $body:block) => {
        $(#[$meta])*
        mod $name {
            use super::*;

            async fn play($world: $crate::harness::World) $body

            #[tokio::test]
            async fn sqlite() {
                $crate::harness::World::play($crate::harness::Backend::Sqlite, play).await;
            }

            #[tokio::test]
            async fn postgres() {
                $crate::harness::World::play($crate::harness::Backend::Postgres, play).await;
            }
        }
    };
}

pub(crate) use spec;
