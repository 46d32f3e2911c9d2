//! The stage on which the specification is played: several real nodes, each with its own host name
//! and database, a network between them that can be cut, a clock that only the play moves, and
//! hand-made foreign servers.
//!
//! Nothing here sleeps, polls or tries again: [`World::settle`] works every lane until nothing is
//! due, and fails where something goes wrong that the play has not asked for.

pub(crate) mod actor;
pub(crate) mod app;
pub(crate) mod backend;
pub(crate) mod browser;
pub(crate) mod chance;
pub(crate) mod command;
pub(crate) mod keys;
pub(crate) mod listener;
pub(crate) mod network;
pub(crate) mod node;
pub(crate) mod openapi;
pub(crate) mod own;
pub(crate) mod peer;
pub(crate) mod person;
pub(crate) mod push;
pub(crate) mod thread;
pub(crate) mod world;

pub(crate) use actor::Actor;
pub(crate) use backend::Backend;
pub(crate) use node::Node;
pub(crate) use peer::Peer;
pub(crate) use person::Person;
pub(crate) use thread::{Forum, Post, Thread};
pub(crate) use world::World;

/// Milliseconds in some seconds.
pub(crate) const fn seconds(count: i64) -> i64 {
    count * 1_000
}

/// Milliseconds in some minutes.
pub(crate) const fn minutes(count: i64) -> i64 {
    seconds(count * 60)
}

/// Milliseconds in some hours.
pub(crate) const fn hours(count: i64) -> i64 {
    minutes(count * 60)
}

/// Milliseconds in some days.
pub(crate) const fn days(count: i64) -> i64 {
    hours(count * 24)
}

/// A sentence of the specification, played on SQLite and on PostgreSQL.
macro_rules! spec {
    ($(#[$meta:meta])* async fn $name:ident($world:ident) $body:block) => {
        $(#[$meta])*
        async fn $name($world: $crate::harness::World) $body

        mod $name {
            use $crate::harness::{Backend, World};

            #[tokio::test]
            async fn sqlite() {
                World::play(Backend::Sqlite, super::$name).await;
            }

            #[tokio::test]
            async fn postgres() {
                World::play(Backend::Postgres, super::$name).await;
            }
        }
    };
}

pub(crate) use spec;
