//! Documents as another server reads them, from a real store.

mod discovery;
mod documents;
mod hidden;
mod negotiation;
mod node;
mod threads;
