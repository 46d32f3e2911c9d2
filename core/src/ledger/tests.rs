//! The rules of the ledger, sentence by sentence (docs/spec/ledger.md).

mod build;
mod entering;
mod erasure;
mod folding;
mod placing;
mod shuffled;
