//! What members keep for themselves.

use super::super::operation::{Operation, delete, get, patch, post, put};
use super::super::shapes::{Markers, Merged, Nothing, Subscription, Unread};
use crate::api::entity::{
    Account, Filed, Filter, Grouped, Keyword, List, Notification, NotificationPolicy,
    NotificationRequest, OldFilter, Status,
};

const LIST: &str = "title replies_policy exclusive:boolean";
const FILTER: &str = "title context[] filter_action expires_in:integer keywords_attributes[][id] \
    keywords_attributes[][keyword] keywords_attributes[][whole_word]:boolean keywords_attributes[][_destroy]:boolean";
const OLD: &str = "phrase context[] irreversible:boolean whole_word:boolean expires_in:integer";
const KINDS: &str = "types[] exclude_types[] account_id";
const GROUPS: &str = "types[] exclude_types[] account_id grouped_types[]";
const POLICY: &str = "for_not_following for_not_followers for_new_accounts \
    for_private_mentions for_limited_accounts";
const PLACE: &str = "subscription[endpoint]! subscription[keys][p256dh]! subscription[keys][auth]! subscription[standard]:boolean";
const WANTED: &str = "policy data[policy] data[alerts][mention]:boolean data[alerts][status]:boolean data[alerts][reblog]:boolean \
    data[alerts][follow]:boolean data[alerts][follow_request]:boolean data[alerts][favourite]:boolean data[alerts][poll]:boolean \
    data[alerts][update]:boolean data[alerts][quote]:boolean data[alerts][admin.sign_up]:boolean data[alerts][admin.report]:boolean";

#[rustfmt::skip]
pub(super) fn lists() -> Vec<Operation> {
    vec![
        get("/api/v1/lists", "The member's lists.").needs("read:lists").gives::<Vec<List>>(),
        post("/api/v1/lists", "Makes a list.").needs("write:lists").asks(LIST).gives::<List>(),
        get("/api/v1/lists/{id}", "A list.").needs("read:lists").gives::<List>(),
        put("/api/v1/lists/{id}", "Changes a list.").needs("write:lists").asks(LIST).gives::<List>(),
        delete("/api/v1/lists/{id}", "Deletes a list.").needs("write:lists").gives::<Nothing>(),
        get("/api/v1/lists/{id}/accounts", "Who is on a list; with `limit=0`, everybody.").needs("read:lists").pages().gives::<Vec<Account>>(),
        post("/api/v1/lists/{id}/accounts", "Puts some on a list.").needs("write:lists").asks("account_ids[]").gives::<Nothing>(),
        delete("/api/v1/lists/{id}/accounts", "Takes some off a list.").needs("write:lists").asks("account_ids[]").gives::<Nothing>(),
        get("/api/v1/accounts/{id}/lists", "The lists that somebody is on.").needs("read:lists").gives::<Vec<List>>(),
        get("/api/v1/timelines/list/{id}", "What those on a list write.").needs("read:lists").pages().gives::<Vec<Status<'_>>>(),
    ]
}

#[rustfmt::skip]
pub(super) fn filters() -> Vec<Operation> {
    vec![
        get("/api/v2/filters", "The member's filters.").needs("read:filters").gives::<Vec<Filter>>(),
        post("/api/v2/filters", "Makes a filter.").needs("write:filters").asks(FILTER).gives::<Filter>(),
        get("/api/v2/filters/{id}", "A filter.").needs("read:filters").gives::<Filter>(),
        put("/api/v2/filters/{id}", "Changes a filter.").needs("write:filters").asks(FILTER).gives::<Filter>(),
        delete("/api/v2/filters/{id}", "Deletes a filter.").needs("write:filters").gives::<Nothing>(),
        get("/api/v2/filters/{id}/keywords", "The keywords of a filter.").needs("read:filters").gives::<Vec<Keyword>>(),
        post("/api/v2/filters/{id}/keywords", "Adds a keyword to a filter.").needs("write:filters").asks("keyword! whole_word:boolean").gives::<Keyword>(),
        get("/api/v2/filters/keywords/{id}", "A keyword.").needs("read:filters").gives::<Keyword>(),
        put("/api/v2/filters/keywords/{id}", "Changes a keyword.").needs("write:filters").asks("keyword whole_word:boolean").gives::<Keyword>(),
        delete("/api/v2/filters/keywords/{id}", "Takes a keyword out of its filter.").needs("write:filters").gives::<Nothing>(),
        get("/api/v2/filters/{id}/statuses", "The statuses in a filter.").needs("read:filters").gives::<Vec<Filed>>(),
        post("/api/v2/filters/{id}/statuses", "Adds a status to a filter.").needs("write:filters").asks("status_id!").gives::<Filed>(),
        get("/api/v2/filters/statuses/{id}", "A status in a filter.").needs("read:filters").gives::<Filed>(),
        delete("/api/v2/filters/statuses/{id}", "Takes a status out of its filter; answers what it was.").needs("write:filters").gives::<Filed>(),
        get("/api/v1/filters", "Each keyword of a filter as a filter of its own.").needs("read:filters").gives::<Vec<OldFilter>>(),
        post("/api/v1/filters", "Makes a filter of one keyword.").needs("write:filters").asks(OLD).gives::<OldFilter>(),
        get("/api/v1/filters/{id}", "A keyword as a filter.").needs("read:filters").gives::<OldFilter>(),
        put("/api/v1/filters/{id}", "Changes it.").needs("write:filters").asks(OLD).gives::<OldFilter>(),
        delete("/api/v1/filters/{id}", "Deletes it; with its last keyword a filter goes.").needs("write:filters").gives::<Nothing>(),
    ]
}

#[rustfmt::skip]
pub(super) fn heard() -> Vec<Operation> {
    vec![
        get("/api/v1/notifications", "What the member hears of.").needs("read:notifications").asks(KINDS).asks("include_filtered:boolean").pages().gives::<Vec<Notification<'_>>>(),
        post("/api/v1/notifications/clear", "Puts all away.").needs("write:notifications").gives::<Nothing>(),
        get("/api/v1/notifications/unread_count", "How many came after the marker.").needs("read:notifications").asks(KINDS).asks("limit:integer include_filtered:boolean").gives::<Unread>(),
        get("/api/v2/notifications/policy", "Of whom the member hears at once, when they look, or never.").needs("read:notifications").gives::<NotificationPolicy>(),
        patch("/api/v2/notifications/policy", "Chooses it: `accept`, `filter` or `drop`.").needs("write:notifications").asks(POLICY).gives::<NotificationPolicy>(),
        put("/api/v2/notifications/policy", "The same.").needs("write:notifications").asks(POLICY).gives::<NotificationPolicy>(),
        get("/api/v1/notifications/requests", "Those whose deeds wait.").needs("read:notifications").pages().gives::<Vec<NotificationRequest<'_>>>(),
        get("/api/v1/notifications/requests/merged", "Whether whoever was accepted is heard of already.").needs("read:notifications").gives::<Merged>(),
        post("/api/v1/notifications/requests/accept", "Hears of some from now on.").needs("write:notifications").asks("id[]!").gives::<Nothing>(),
        post("/api/v1/notifications/requests/dismiss", "Lets go what some have done.").needs("write:notifications").asks("id[]!").gives::<Nothing>(),
        get("/api/v1/notifications/requests/{id}", "Somebody whose deeds wait.").needs("read:notifications").gives::<NotificationRequest<'_>>(),
        post("/api/v1/notifications/requests/{id}/accept", "Hears of them from now on.").needs("write:notifications").gives::<Nothing>(),
        post("/api/v1/notifications/requests/{id}/dismiss", "Lets go what they have done.").needs("write:notifications").gives::<Nothing>(),
        get("/api/v1/notifications/{id}", "A notification.").needs("read:notifications").gives::<Notification<'_>>(),
        post("/api/v1/notifications/{id}/dismiss", "Puts one away.").needs("write:notifications").gives::<Nothing>(),
        get("/api/v2/notifications", "What the member hears of, what is alike together.").needs("read:notifications").asks(GROUPS).asks("expand_accounts include_filtered:boolean").pages().gives::<Grouped<'_>>(),
        get("/api/v2/notifications/unread_count", "How many groups came after the marker.").needs("read:notifications").asks(GROUPS).asks("limit:integer include_filtered:boolean").gives::<Unread>(),
        get("/api/v2/notifications/{group_key}", "A group.").needs("read:notifications").asks("limit:integer max_id since_id min_id").gives::<Grouped<'_>>(),
        get("/api/v2/notifications/{group_key}/accounts", "Who is in a group.").needs("read:notifications").pages().gives::<Vec<Account>>(),
        post("/api/v2/notifications/{group_key}/dismiss", "Puts a group away.").needs("write:notifications").gives::<Nothing>(),
        get("/api/v1/push/subscription", "Where the client is called.").needs("push").gives::<Subscription>(),
        post("/api/v1/push/subscription", "Calls the client there from now on.").needs("push").asks(PLACE).asks(WANTED).gives::<Subscription>(),
        put("/api/v1/push/subscription", "Calls it for other things.").needs("push").asks(WANTED).gives::<Subscription>(),
        delete("/api/v1/push/subscription", "Calls it no longer.").needs("push").gives::<Nothing>(),
        get("/api/v1/markers", "How far the member has read.").needs("read:statuses").asks("timeline[]").gives::<Markers>(),
        post("/api/v1/markers", "Has read so far; with a `version`, only where it is still the latest.").needs("write:statuses").asks("home[last_read_id] home[version]:integer notifications[last_read_id] notifications[version]:integer").gives::<Markers>(),
    ]
}
