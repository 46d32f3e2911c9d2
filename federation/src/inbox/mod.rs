//! Letters in. [`letter`] accepts one before it is read: shape, host policy, digest, signature,
//! then it is kept on disk and answered 202. [`open`] reads it, at the door where
//! nobody has to be asked, else later, in the lane of its host; the [`opener`] opens many together, and
//! [`settle`] does what each says.

mod authority;
mod contribution;
mod doubt;
mod letter;
mod open;
mod opener;
mod outside;
mod polls;
mod private;
mod quotes;
pub(crate) mod record;
mod settle;

pub(crate) use authority::{Proved, prove};
pub(crate) use contribution::{belongs, by_group};
pub(crate) use letter::router;
pub(crate) use open::open_all;
pub(crate) use opener::Opener;
