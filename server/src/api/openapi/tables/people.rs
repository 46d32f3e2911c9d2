//! People and salons.

use super::super::operation::{Operation, delete, get, patch, post, put};
use super::super::shapes::{Familiar, Nothing, Preferences, Suggestion};
use crate::api::entity::{
    Account, CredentialAccount, MutedAccount, Profile, Relationship, Report, Status, Tag,
};

/// What a member may say of themselves.
const SELF: &str = "display_name note locked:boolean bot:boolean discoverable:boolean indexable:boolean \
    hide_collections:boolean fields_attributes[][name] fields_attributes[][value] \
    source[privacy] source[sensitive]:boolean source[language] avatar:file header:file";

#[rustfmt::skip]
pub(super) fn people() -> Vec<Operation> {
    vec![
        get("/api/v1/accounts/verify_credentials", "The member's own account.").needs_to_know().gives::<CredentialAccount>(),
        get("/api/v1/accounts", "Some accounts, in the order that was asked for.").reads("read:accounts").asks("id[]").gives::<Vec<Account>>(),
        get("/api/v1/accounts/lookup", "The account of `name` or `name@host`, if it is known here.").reads("read:accounts").asks("acct!").gives::<Account>(),
        get("/api/v1/accounts/search", "Accounts by the beginning of their name; with `resolve`, a whole address is asked of its host.").needs("read:accounts").asks("q! limit:integer offset:integer resolve:boolean following:boolean").gives::<Vec<Account>>(),
        get("/api/v1/accounts/relationships", "How the member and some accounts stand to each other.").needs("read:follows").asks("id[]").gives::<Vec<Relationship>>(),
        get("/api/v1/accounts/familiar_followers", "Whom the member follows among those who follow some accounts.").needs("read:follows").asks("id[]").gives::<Vec<Familiar>>(),
        get("/api/v1/accounts/{id}", "An account.").reads("read:accounts").gives::<Account>(),
        get("/api/v1/accounts/{id}/statuses", "What somebody has written or passed on; of a salon, its threads as boosts.").reads("read:statuses").asks("exclude_replies:boolean exclude_reblogs:boolean only_media:boolean pinned:boolean tagged").pages().gives::<Vec<Status<'_>>>(),
        get("/api/v1/accounts/{id}/followers", "Who follows an account.").reads("read:accounts").pages().gives::<Vec<Account>>(),
        get("/api/v1/accounts/{id}/following", "Whom an account follows.").reads("read:accounts").pages().gives::<Vec<Account>>(),
        post("/api/v1/accounts/{id}/follow", "Follows an account or a salon.").needs("write:follows").asks("reblogs:boolean notify:boolean").gives::<Relationship>(),
        post("/api/v1/accounts/{id}/unfollow", "Follows it no longer.").needs("write:follows").gives::<Relationship>(),
        post("/api/v1/accounts/{id}/mute", "Mutes an account, for `duration` seconds or for ever.").needs("write:mutes").asks("notifications:boolean duration:integer").gives::<Relationship>(),
        post("/api/v1/accounts/{id}/unmute", "Mutes it no longer.").needs("write:mutes").gives::<Relationship>(),
        post("/api/v1/accounts/{id}/block", "Blocks an account.").needs("write:blocks").gives::<Relationship>(),
        post("/api/v1/accounts/{id}/unblock", "Blocks it no longer.").needs("write:blocks").gives::<Relationship>(),
        post("/api/v1/accounts/{id}/note", "Keeps a note about an account, which nobody else sees.").needs("write:accounts").asks("comment").gives::<Relationship>(),
        post("/api/v1/accounts/{id}/endorse", "Shows an account on one's own page.").needs("write:accounts").gives::<Relationship>(),
        post("/api/v1/accounts/{id}/unendorse", "Shows it no longer.").needs("write:accounts").gives::<Relationship>(),
        post("/api/v1/accounts/{id}/pin", "As `endorse`, which it was called before.").needs("write:accounts").gives::<Relationship>(),
        post("/api/v1/accounts/{id}/unpin", "As `unendorse`, which it was called before.").needs("write:accounts").gives::<Relationship>(),
        get("/api/v1/accounts/{id}/endorsements", "Whom a member of this node shows on their page.").reads("read:accounts").pages().gives::<Vec<Account>>(),
        get("/api/v1/endorsements", "Whom the member shows on their page.").needs("read:accounts").pages().gives::<Vec<Account>>(),
        post("/api/v1/accounts/{id}/remove_from_followers", "Lets somebody follow no longer.").needs("write:follows").gives::<Relationship>(),
        get("/api/v1/follow_requests", "Who waits for an answer.").needs("read:follows").pages().gives::<Vec<Account>>(),
        post("/api/v1/follow_requests/{id}/authorize", "Lets somebody follow.").needs("write:follows").gives::<Relationship>(),
        post("/api/v1/follow_requests/{id}/reject", "Lets them not.").needs("write:follows").gives::<Relationship>(),
        get("/api/v1/mutes", "Whom the member mutes, and until when.").needs("read:mutes").pages().gives::<Vec<MutedAccount>>(),
        get("/api/v1/blocks", "Whom the member blocks.").needs("read:blocks").pages().gives::<Vec<Account>>(),
        post("/api/v1/reports", "Reports somebody, with statuses of theirs, to the moderators.").needs("write:reports").asks("account_id! status_ids[] comment category forward:boolean rule_ids[]").gives::<Report>(),
        get("/api/v1/domain_blocks", "Hosts that the member blocks.").needs("read:blocks").pages().gives::<Vec<String>>(),
        post("/api/v1/domain_blocks", "Blocks a host for oneself.").needs("write:blocks").asks("domain!").gives::<Nothing>(),
        delete("/api/v1/domain_blocks", "Blocks it no longer.").needs("write:blocks").asks("domain!").gives::<Nothing>(),
        get("/api/v1/preferences", "How the member writes and reads.").needs("read:accounts").gives::<Preferences>(),
    ]
}

#[rustfmt::skip]
pub(super) fn profile() -> Vec<Operation> {
    vec![
        patch("/api/v1/accounts/update_credentials", "Changes what is said.").needs("write:accounts").asks(SELF).gives::<CredentialAccount>(),
        get("/api/v1/profile", "The member's profile, as it was typed.").needs_to_know().gives::<Profile>(),
        patch("/api/v1/profile", "Changes what is said.").needs("write:accounts").asks(SELF).gives::<Profile>(),
        put("/api/v1/profile", "As `PATCH`.").needs("write:accounts").asks(SELF).gives::<Profile>(),
        delete("/api/v1/profile/{which}", "Takes a picture down: `avatar` or `header`.").needs("write:accounts").gives::<CredentialAccount>(),
    ]
}

#[rustfmt::skip]
pub(super) fn discovered() -> Vec<Operation> {
    vec![
        get("/api/v1/directory", "People and salons that wish to be found.").reads("read:accounts").asks("order local:boolean offset:integer limit:integer").gives::<Vec<Account>>(),
        get("/api/v2/suggestions", "Whom to follow, and why.").needs("read").asks("limit:integer").gives::<Vec<Suggestion>>(),
        get("/api/v1/suggestions", "Whom to follow.").needs("read").asks("limit:integer").gives::<Vec<Account>>(),
        delete("/api/v1/suggestions/{id}", "Suggests somebody no more.").needs("write").gives::<Nothing>(),
        get("/api/v1/trends", "As `trends/tags`, which it was called before.").reads("read:statuses").asks("offset:integer limit:integer").gives::<Vec<Tag>>(),
        get("/api/v1/trends/tags", "Hashtags that are used much.").reads("read:statuses").asks("offset:integer limit:integer").gives::<Vec<Tag>>(),
        get("/api/v1/trends/statuses", "Threads and notes that are talked about.").reads("read:statuses").asks("offset:integer limit:integer").gives::<Vec<Status<'_>>>(),
    ]
}
