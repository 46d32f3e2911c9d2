//! What a forum is: people, forums, threads, their rules, and the ledger that a network agrees on.
//!
//! The crate knows no HTTP, no `ActivityPub` and no pages. Writes take `&mut Tx`, reads take `&Core`;
//! that is the whole calling convention. Raw activities are bytes here and are never parsed: the
//! [`Scribe`] reads and composes them.
//!
//! Slices, lower to higher: [`site`] [`people`] [`peering`] [`access`] [`bulletin`] [`push`] [`media`] [`filters`]
//! [`notifications`] [`scheduled`] [`conversations`] [`forums`] [`ledger`] [`notes`] [`polls`] [`quotes`] [`threads`] [`moderation`] [`timelines`]
//! [`search`] [`circle`] [`discovery`] [`profiles`]. They import downward only.

pub mod access;
pub mod address;
mod audience;
pub mod bulletin;
pub mod circle;
pub mod clock;
pub mod conversations;
pub mod crash;
pub mod discovery;
pub mod error;
mod event;
pub mod filters;
pub mod forums;
pub mod id;
pub mod job;
pub mod ledger;
pub mod media;
pub mod moderation;
pub mod naming;
pub mod notes;
pub mod notifications;
pub mod page;
pub mod peering;
pub mod people;
pub mod polls;
pub mod profiles;
pub mod push;
pub mod quotes;
pub mod scheduled;
pub mod scribe;
pub mod search;
pub mod site;
mod store;
pub mod text;
pub mod threads;
pub mod timelines;

pub use audience::Audience;
pub use clock::{Clock, SystemClock};
pub use error::{BadFilter, Error, Fault, Kind, Refusal, Result, UnfitProfile};
pub use event::Event;
pub use job::{Body, CALLS, Job, PUBLISHED};
pub use scribe::{Content, Deed, Scribe, Signer};
pub use store::gather::{Gather, Incoming};
pub use store::letters;
#[cfg(any(test, feature = "testing"))]
pub use store::probe;
pub use store::queue;

pub use store::tx::Tx;
pub use store::wake::Wake;
pub use store::{Backend, Core, Env, Limits, OpenError, StoreOptions};

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;
