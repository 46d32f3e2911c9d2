//! One file a table. Only Models leave core, under the name of their noun.

pub(crate) mod account;
pub(crate) mod actor_key;
pub(crate) mod compared_forum;
pub(crate) mod compared_thread;
pub(crate) mod dispatch;
pub(crate) mod failed_login;
pub(crate) mod follow;
pub(crate) mod forum;
pub(crate) mod job;
pub(crate) mod lane;
pub(crate) mod letter;
pub(crate) mod moderator;
pub(crate) mod name;
pub(crate) mod once;
pub(crate) mod peer;
pub(crate) mod person;
pub(crate) mod post;
pub(crate) mod post_like;
pub(crate) mod post_tag;
pub(crate) mod record;
pub(crate) mod report;
pub(crate) mod session;
pub(crate) mod site;
pub(crate) mod thread;
pub(crate) mod token;
