//! What clients are answered, in the shapes of the Mastodon API: every key is always there, ids are
//! decimal digits in strings.

mod account;
mod instance;

pub(crate) use account::{Account, CredentialAccount, Standing};
pub(crate) use instance::{InstanceOne, InstanceTwo, Portrait};
