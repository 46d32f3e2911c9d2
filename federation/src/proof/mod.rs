//! Who said this, and is it what they said? Keys, digests, HTTP signatures, canonical JSON and
//! document proofs.
//!
//! Nothing here reads a clock, a network or a database: time is an argument, a key is an argument,
//! and an answer is a value. That is what makes every refusal below testable in a line.
//!
//! The order of work for a letter: [`http_signature::read`] makes every check that needs no key,
//! the caller finds the key that [`http_signature::Claim::key_id`] names and proves that it
//! belongs to the actor, [`http_signature::Claim::verify`] ends it. [`jcs::parse_strict`] then
//! reads the body, and [`integrity::claim`] its document proof.

pub mod digest;
pub mod http_signature;
pub mod integrity;
pub mod jcs;
pub mod keys;

#[cfg(test)]
mod test_support;
