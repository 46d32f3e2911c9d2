//! What clients are answered, in the shapes of the Mastodon API: every key is always there, ids are
//! decimal digits in strings.

mod account;
mod admin;
mod announcement;
mod content;
mod conversation;
mod domain_block;
mod filter;
mod instance;
mod list;
mod media;
mod notification;
mod policy;
mod poll;
mod profile;
mod quote;
mod relationship;
mod report;
mod scheduled;
mod status;
mod tag;

pub(crate) use account::{
    Account, CredentialAccount, MutedAccount, accounts, avatar, chosen, counted, pictured, role_id,
};
pub(crate) use admin::{
    AdminAccount, AdminDomainAllow, AdminDomainBlock, AdminReport, Involved, severity,
};
pub(crate) use announcement::{Announcement, CustomEmoji, NodeRule};
pub(crate) use conversation::Conversation;
pub(crate) use domain_block::DomainBlock;
pub(crate) use filter::{Filed, Filter, Filtered, Keyword, OldFilter};
pub(crate) use instance::{InstanceOne, InstanceTwo, Portrait};
pub(crate) use list::List;
pub(crate) use media::{MediaAttachment, addresses};
pub(crate) use notification::{Grouped, Notification, Office, key as group_key_of, marker};
pub(crate) use policy::{NotificationPolicy, NotificationRequest};
pub(crate) use poll::Poll;
pub(crate) use profile::Profile;
pub(crate) use relationship::Relationship;
pub(crate) use report::Report;
pub(crate) use scheduled::{Said, ScheduledStatus};
pub(crate) use status::{Status, Statuses};
pub(crate) use tag::{FeaturedTag, Tag};
