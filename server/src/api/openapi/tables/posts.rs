//! What is written, and where it is found.

use super::super::operation::{Operation, delete, get, post, put};
use super::super::shapes::{Context, Edit, Found, Nothing, Source, Written};
use crate::api::entity::{
    Account, Conversation, FeaturedTag, MediaAttachment, Poll, ScheduledStatus, Status, Tag,
};

/// What may be said of a status.
const STATUS: &str = "status title friendica[title] in_reply_to_id media_ids[] spoiler_text sensitive:boolean \
    visibility language quoted_status_id quote_approval_policy \
    poll[options][] poll[expires_in]:integer poll[multiple]:boolean poll[hide_totals]:boolean";

/// A lot of hashtags.
const TAGS: &str = "any[] all[] none[] local:boolean remote:boolean only_media:boolean";

#[rustfmt::skip]
pub(super) fn posts() -> Vec<Operation> {
    vec![
        get("/api/v1/bookmarks", "What the member has bookmarked.").needs("read:bookmarks").pages().gives::<Vec<Status<'_>>>(),
        get("/api/v1/favourites", "What the member supports.").needs("read:favourites").pages().gives::<Vec<Status<'_>>>(),
        post("/api/v1/statuses/{id}/favourite", "Supports a status.").needs("write:favourites").gives::<Status<'_>>(),
        post("/api/v1/statuses/{id}/unfavourite", "Supports it no longer.").needs("write:favourites").gives::<Status<'_>>(),
        post("/api/v1/statuses/{id}/bookmark", "Bookmarks a status.").needs("write:bookmarks").gives::<Status<'_>>(),
        post("/api/v1/statuses/{id}/unbookmark", "Bookmarks it no longer.").needs("write:bookmarks").gives::<Status<'_>>(),
        post("/api/v1/statuses/{id}/pin", "Puts a status on top of one's own page.").needs("write:accounts").gives::<Status<'_>>(),
        post("/api/v1/statuses/{id}/unpin", "Takes it off there.").needs("write:accounts").gives::<Status<'_>>(),
        post("/api/v1/statuses/{id}/mute", "Hears no more of a discussion.").needs("write:mutes").gives::<Status<'_>>(),
        post("/api/v1/statuses/{id}/unmute", "Hears of it again.").needs("write:mutes").gives::<Status<'_>>(),
        post("/api/v1/statuses/{id}/reblog", "Passes a status on; answers the boost.").needs("write:statuses").asks("visibility").gives::<Status<'_>>(),
        post("/api/v1/statuses/{id}/unreblog", "Passes it on no longer; answers the status.").needs("write:statuses").gives::<Status<'_>>(),
        get("/api/v1/statuses/{id}/reblogged_by", "Who passes a status on.").reads("read:statuses").pages().gives::<Vec<Account>>(),
        get("/api/v1/statuses/{id}/favourited_by", "Who supports a status.").reads("read:statuses").pages().gives::<Vec<Account>>(),
        get("/api/v1/statuses", "Some statuses, in the order that was asked for.").reads("read:statuses").asks("id[]").gives::<Vec<Status<'_>>>(),
        post("/api/v1/statuses", "Writes a status; one that names a salon and answers nobody opens a thread there. With `scheduled_at`, later.").needs("write:statuses").asks(STATUS).asks("scheduled_at").gives::<Written<'_>>(),
        get("/api/v1/statuses/{id}", "A status.").reads("read:statuses").gives::<Status<'_>>(),
        put("/api/v1/statuses/{id}", "Writes a status of one's own anew.").needs("write:statuses").asks(STATUS).asks("media_attributes[][id] media_attributes[][description] media_attributes[][focus]").gives::<Status<'_>>(),
        delete("/api/v1/statuses/{id}", "Deletes a status of one's own; answers what it was. What hung on it may hang on another for a day, but with `delete_media`.").needs("write:statuses").asks("delete_media:boolean").gives::<Status<'_>>(),
        get("/api/v1/statuses/{id}/context", "The whole discussion, and how complete it is here.").reads("read:statuses").gives::<Context<'_>>(),
        get("/api/v1/statuses/{id}/quotes", "What quotes a status with its author's consent.").reads("read:statuses").pages().gives::<Vec<Status<'_>>>(),
        post("/api/v1/statuses/{id}/quotes/{quoting_status_id}/revoke", "Agrees to a quote no longer; answers the status that quotes.").needs("write:statuses").gives::<Status<'_>>(),
        put("/api/v1/statuses/{id}/interaction_policy", "Says who may quote a status of one's own.").needs("write:statuses").asks("quote_approval_policy!").gives::<Status<'_>>(),
        get("/api/v1/statuses/{id}/source", "What its author has typed.").needs("read:statuses").gives::<Source>(),
        get("/api/v1/statuses/{id}/history", "Every version of a status, the first one first.").reads("read:statuses").gives::<Vec<Edit>>(),
        get("/api/v1/scheduled_statuses", "What is to be published later.").needs("read:statuses").pages().gives::<Vec<ScheduledStatus>>(),
        get("/api/v1/scheduled_statuses/{id}", "Something that is to be published later.").needs("read:statuses").gives::<ScheduledStatus>(),
        put("/api/v1/scheduled_statuses/{id}", "Publishes it at another time.").needs("write:statuses").asks("scheduled_at").gives::<ScheduledStatus>(),
        delete("/api/v1/scheduled_statuses/{id}", "Publishes it never.").needs("write:statuses").gives::<Nothing>(),
        get("/api/v1/polls/{id}", "A poll.").reads("read:statuses").gives::<Poll>(),
        post("/api/v1/polls/{id}/votes", "Votes.").needs("write:statuses").asks("choices[]:integer").gives::<Poll>(),
    ]
}

#[rustfmt::skip]
pub(super) fn media() -> Vec<Operation> {
    vec![
        post("/api/v1/media", "Uploads a file; answered once it is ready.").needs("write:media").asks("file!:file thumbnail:file description focus").gives::<MediaAttachment>().or(202),
        post("/api/v2/media", "Uploads a file.").needs("write:media").asks("file!:file thumbnail:file description focus").gives::<MediaAttachment>().or(202),
        get("/api/v1/media/{id}", "A file of one's own.").needs("write:media").gives::<MediaAttachment>().or(206),
        put("/api/v1/media/{id}", "Changes what is said of a file that hangs on nothing.").needs("write:media").asks("thumbnail:file description focus").gives::<MediaAttachment>().or(206),
        delete("/api/v1/media/{id}", "Deletes a file that hangs on nothing.").needs("write:media").gives::<Nothing>(),
    ]
}

#[rustfmt::skip]
pub(super) fn found() -> Vec<Operation> {
    vec![
        get("/api/v2/search", "People and hashtags by their beginning, statuses by their words, anything by its address.").needs("read:search").asks("q! type resolve:boolean following:boolean account_id offset:integer").pages().gives::<Found<'_>>(),
        get("/api/v1/timelines/home", "What those write whom the member follows.").needs("read:statuses").pages().gives::<Vec<Status<'_>>>(),
        get("/api/v1/timelines/public", "What is for everybody.").reads("read:statuses").asks("local:boolean remote:boolean only_media:boolean").pages().gives::<Vec<Status<'_>>>(),
        get("/api/v1/timelines/tag/{hashtag}", "What names a hashtag, one of `any` beside it, all of `all` and none of `none`.").reads("read:statuses").asks(TAGS).pages().gives::<Vec<Status<'_>>>(),
        get("/api/v1/conversations", "What is said to a few alone.").needs("read:statuses").pages().gives::<Vec<Conversation<'_>>>(),
        delete("/api/v1/conversations/{id}", "Keeps a conversation no longer; what was said stays.").needs("write:conversations").gives::<Nothing>(),
        post("/api/v1/conversations/{id}/read", "Has read a conversation.").needs("write:conversations").gives::<Conversation<'_>>(),
        get("/api/v1/tags/{hashtag}", "A hashtag, whether it was used or not.").reads("read:statuses").gives::<Tag>(),
        post("/api/v1/tags/{hashtag}/follow", "Follows a hashtag.").needs("write:follows").gives::<Tag>(),
        post("/api/v1/tags/{hashtag}/unfollow", "Follows it no longer.").needs("write:follows").gives::<Tag>(),
        get("/api/v1/followed_tags", "Hashtags that the member follows.").needs("read:follows").pages().gives::<Vec<Tag>>(),
        post("/api/v1/tags/{hashtag}/feature", "Shows a hashtag on one's own page.").needs("write:accounts").gives::<Tag>(),
        post("/api/v1/tags/{hashtag}/unfeature", "Shows it no longer.").needs("write:accounts").gives::<Tag>(),
        get("/api/v1/featured_tags", "Hashtags on the member's page.").needs("read:accounts").gives::<Vec<FeaturedTag>>(),
        post("/api/v1/featured_tags", "Shows a hashtag on one's own page.").needs("write:accounts").asks("name!").gives::<FeaturedTag>(),
        get("/api/v1/featured_tags/suggestions", "Hashtags that the member uses most.").needs("read:accounts").gives::<Vec<Tag>>(),
        delete("/api/v1/featured_tags/{id}", "Shows a hashtag no longer.").needs("write:accounts").gives::<Nothing>(),
        get("/api/v1/accounts/{id}/featured_tags", "Hashtags on the page of a member of this node.").reads("read:accounts").gives::<Vec<FeaturedTag>>(),
    ]
}
