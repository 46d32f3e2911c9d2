//! One file a table. Only Models leave core, under the name of their noun.

pub mod account;
pub mod actor_key;
pub mod dispatch;
pub mod failed_login;
pub mod follow;
pub mod forum;
pub mod job;
pub mod lane;
pub mod letter;
pub mod moderator;
pub mod name;
pub mod once;
pub mod peer;
pub mod person;
pub mod post;
pub mod post_like;
pub mod post_tag;
pub mod record;
pub mod report;
pub mod session;
pub mod site;
pub mod thread;
pub mod token;
