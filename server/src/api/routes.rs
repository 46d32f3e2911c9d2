//! Every address that clients ask by themselves; the pages that a member sees meanwhile are pages.

use axum::routing::{MethodRouter, delete, get, post, put};

use super::{
    accounts, admin, announcements, apps, conversations, discovery, filters, instance, lists,
    markers, marks, notifications, openapi, policy, polls, push, quotes, reports, scheduled,
    search, statuses, tags, timelines, writing,
};
use crate::app::App;
use crate::{oauth, streaming};

type Route = (&'static str, MethodRouter<App>);

pub(super) fn all() -> impl Iterator<Item = Route> {
    let parts = [
        letting_in(),
        people(),
        discovered(),
        posts(),
        found(),
        kept(),
        sifted(),
        heard(),
        streams(),
        node(),
        looked_after(),
    ];
    parts.into_iter().flatten()
}

/// How an application is let in, and what it may ask before anybody is.
#[rustfmt::skip]
fn letting_in() -> Vec<Route> {
    vec![
        ("/api/v1/apps", post(apps::register)),
        ("/api/v1/apps/verify_credentials", get(apps::verify)),
        ("/oauth/token", post(oauth::token::give)),
        ("/oauth/revoke", post(oauth::token::revoke)),
        ("/oauth/userinfo", get(oauth::userinfo::tell).post(oauth::userinfo::tell)),
        ("/.well-known/oauth-authorization-server", get(oauth::metadata::tell)),
    ]
}

/// People and salons, and what a member is to them.
#[rustfmt::skip]
fn people() -> Vec<Route> {
    vec![
        ("/api/v1/accounts/verify_credentials", get(accounts::verify)),
        ("/api/v1/accounts", get(accounts::some)),
        ("/api/v1/accounts/lookup", get(accounts::lookup)),
        ("/api/v1/accounts/search", get(accounts::search)),
        ("/api/v1/accounts/relationships", get(accounts::relationships)),
        ("/api/v1/accounts/familiar_followers", get(accounts::familiar)),
        ("/api/v1/accounts/{id}", get(accounts::one)),
        ("/api/v1/accounts/{id}/statuses", get(accounts::statuses)),
        ("/api/v1/accounts/{id}/followers", get(accounts::followers)),
        ("/api/v1/accounts/{id}/following", get(accounts::following)),
        ("/api/v1/accounts/{id}/follow", post(accounts::follow)),
        ("/api/v1/accounts/{id}/unfollow", post(accounts::unfollow)),
        ("/api/v1/accounts/{id}/mute", post(accounts::mute)),
        ("/api/v1/accounts/{id}/unmute", post(accounts::unmute)),
        ("/api/v1/accounts/{id}/block", post(accounts::block::<true>)),
        ("/api/v1/accounts/{id}/unblock", post(accounts::block::<false>)),
        ("/api/v1/accounts/{id}/note", post(accounts::note)),
        ("/api/v1/accounts/{id}/endorse", post(accounts::endorse::<true>)),
        ("/api/v1/accounts/{id}/unendorse", post(accounts::endorse::<false>)),
        ("/api/v1/accounts/{id}/pin", post(accounts::endorse::<true>)),
        ("/api/v1/accounts/{id}/unpin", post(accounts::endorse::<false>)),
        ("/api/v1/accounts/{id}/endorsements", get(accounts::endorsed_by)),
        ("/api/v1/endorsements", get(accounts::endorsed)),
        ("/api/v1/accounts/{id}/remove_from_followers", post(accounts::remove)),
        ("/api/v1/follow_requests", get(accounts::requests)),
        ("/api/v1/follow_requests/{id}/authorize", post(accounts::answer::<true>)),
        ("/api/v1/follow_requests/{id}/reject", post(accounts::answer::<false>)),
        ("/api/v1/mutes", get(accounts::muted)),
        ("/api/v1/blocks", get(accounts::blocked)),
        ("/api/v1/reports", post(reports::make)),
        ("/api/v1/domain_blocks", get(accounts::hosts).post(accounts::block_host::<true>).delete(accounts::block_host::<false>)),
        ("/api/v1/preferences", get(accounts::preferences)),
        ("/api/v1/profile/{which}", delete(accounts::take_down)),
    ]
}

/// Whom to follow and what to read.
#[rustfmt::skip]
fn discovered() -> Vec<Route> {
    vec![
        ("/api/v1/directory", get(discovery::directory)),
        ("/api/v2/suggestions", get(discovery::suggestions)),
        ("/api/v1/suggestions", get(discovery::suggested_accounts)),
        ("/api/v1/suggestions/{id}", delete(discovery::dismiss)),
        ("/api/v1/trends", get(discovery::trending_tags)),
        ("/api/v1/trends/tags", get(discovery::trending_tags)),
        ("/api/v1/trends/statuses", get(discovery::trending_posts)),
    ]
}

/// What is written, and what readers do with it.
#[rustfmt::skip]
fn posts() -> Vec<Route> {
    vec![
        ("/api/v1/bookmarks", get(marks::bookmarks)),
        ("/api/v1/favourites", get(marks::favourites)),
        ("/api/v1/statuses/{id}/favourite", post(marks::favourite::<true>)),
        ("/api/v1/statuses/{id}/unfavourite", post(marks::favourite::<false>)),
        ("/api/v1/statuses/{id}/bookmark", post(marks::bookmark::<true>)),
        ("/api/v1/statuses/{id}/unbookmark", post(marks::bookmark::<false>)),
        ("/api/v1/statuses/{id}/pin", post(marks::pin::<true>)),
        ("/api/v1/statuses/{id}/unpin", post(marks::pin::<false>)),
        ("/api/v1/statuses/{id}/mute", post(marks::mute::<true>)),
        ("/api/v1/statuses/{id}/unmute", post(marks::mute::<false>)),
        ("/api/v1/statuses/{id}/reblog", post(marks::reblog)),
        ("/api/v1/statuses/{id}/unreblog", post(marks::unreblog)),
        ("/api/v1/statuses/{id}/reblogged_by", get(marks::reblogged_by)),
        ("/api/v1/statuses/{id}/favourited_by", get(marks::favourited_by)),
        ("/api/v1/statuses", get(statuses::some).post(writing::write)),
        ("/api/v1/statuses/{id}", get(statuses::one).put(writing::edit).delete(writing::delete)),
        ("/api/v1/statuses/{id}/context", get(statuses::context)),
        ("/api/v1/statuses/{id}/source", get(statuses::source)),
        ("/api/v1/statuses/{id}/history", get(statuses::history)),
        ("/api/v1/statuses/{id}/quotes", get(quotes::list)),
        ("/api/v1/statuses/{id}/quotes/{quoting_status_id}/revoke", post(quotes::revoke)),
        ("/api/v1/statuses/{id}/interaction_policy", put(quotes::choose)),
        ("/api/v1/scheduled_statuses", get(scheduled::list)),
        ("/api/v1/scheduled_statuses/{id}", get(scheduled::one).put(scheduled::change).delete(scheduled::delete)),
        ("/api/v1/polls/{id}", get(polls::one)),
        ("/api/v1/polls/{id}/votes", post(polls::vote)),
    ]
}

/// Lists of what is written, hashtags, and looking for it.
#[rustfmt::skip]
fn found() -> Vec<Route> {
    vec![
        ("/api/v2/search", get(search::all)),
        ("/api/v1/timelines/home", get(timelines::home)),
        ("/api/v1/conversations", get(conversations::list)),
        ("/api/v1/conversations/{id}", delete(conversations::drop)),
        ("/api/v1/conversations/{id}/read", post(conversations::read)),
        ("/api/v1/timelines/public", get(timelines::public)),
        ("/api/v1/timelines/tag/{hashtag}", get(timelines::tag)),
        ("/api/v1/tags/{hashtag}", get(tags::one)),
        ("/api/v1/tags/{hashtag}/follow", post(tags::follow::<true>)),
        ("/api/v1/tags/{hashtag}/unfollow", post(tags::follow::<false>)),
        ("/api/v1/followed_tags", get(tags::followed)),
        ("/api/v1/tags/{hashtag}/feature", post(tags::feature_named::<true>)),
        ("/api/v1/tags/{hashtag}/unfeature", post(tags::feature_named::<false>)),
        ("/api/v1/featured_tags", get(tags::featured).post(tags::feature)),
        ("/api/v1/featured_tags/suggestions", get(tags::to_feature)),
        ("/api/v1/featured_tags/{id}", delete(tags::unfeature)),
        ("/api/v1/accounts/{id}/featured_tags", get(tags::featured_by)),
    ]
}

/// Lists of those whom a member follows.
#[rustfmt::skip]
fn kept() -> Vec<Route> {
    vec![
        ("/api/v1/lists", get(lists::all).post(lists::make)),
        ("/api/v1/lists/{id}", get(lists::one).put(lists::change).delete(lists::delete)),
        ("/api/v1/lists/{id}/accounts", get(lists::accounts).post(lists::put::<true>).delete(lists::put::<false>)),
        ("/api/v1/accounts/{id}/lists", get(lists::with)),
        ("/api/v1/timelines/list/{id}", get(lists::timeline)),
    ]
}

/// What a member does not want to read, or not without being warned.
#[rustfmt::skip]
fn sifted() -> Vec<Route> {
    vec![
        ("/api/v2/filters", get(filters::all).post(filters::make)),
        ("/api/v2/filters/{id}", get(filters::one).put(filters::change).delete(filters::delete)),
        ("/api/v2/filters/{id}/keywords", get(filters::keywords).post(filters::add_keyword)),
        ("/api/v2/filters/keywords/{id}", get(filters::keyword).put(filters::change_keyword).delete(filters::delete_keyword)),
        ("/api/v2/filters/{id}/statuses", get(filters::statuses).post(filters::add_status)),
        ("/api/v2/filters/statuses/{id}", get(filters::status).delete(filters::delete_status)),
        ("/api/v1/filters", get(filters::old_all).post(filters::old_make)),
        ("/api/v1/filters/{id}", get(filters::old_one).put(filters::old_change).delete(filters::old_delete)),
    ]
}

/// What a member hears of, and how far they have read.
#[rustfmt::skip]
fn heard() -> Vec<Route> {
    vec![
        ("/api/v1/notifications", get(notifications::list)),
        ("/api/v1/notifications/clear", post(notifications::clear)),
        ("/api/v1/notifications/unread_count", get(notifications::unread)),
        ("/api/v2/notifications/policy", get(policy::one).patch(policy::change).put(policy::change)),
        ("/api/v1/notifications/requests", get(policy::requests)),
        ("/api/v1/notifications/requests/merged", get(policy::merged)),
        ("/api/v1/notifications/requests/accept", post(policy::answer_all::<true>)),
        ("/api/v1/notifications/requests/dismiss", post(policy::answer_all::<false>)),
        ("/api/v1/notifications/requests/{id}", get(policy::request)),
        ("/api/v1/notifications/requests/{id}/accept", post(policy::answer::<true>)),
        ("/api/v1/notifications/requests/{id}/dismiss", post(policy::answer::<false>)),
        ("/api/v1/notifications/{id}", get(notifications::one)),
        ("/api/v1/notifications/{id}/dismiss", post(notifications::dismiss)),
        ("/api/v2/notifications", get(notifications::grouped)),
        ("/api/v2/notifications/unread_count", get(notifications::unread_groups)),
        ("/api/v2/notifications/{group_key}", get(notifications::group)),
        ("/api/v2/notifications/{group_key}/accounts", get(notifications::group_accounts)),
        ("/api/v2/notifications/{group_key}/dismiss", post(notifications::dismiss_group)),
        ("/api/v1/push/subscription", get(push::one).post(push::subscribe).put(push::change).delete(push::unsubscribe)),
        ("/api/v1/markers", get(markers::some).post(markers::set)),
    ]
}

/// What happens, as it happens.
#[rustfmt::skip]
fn streams() -> Vec<Route> {
    vec![
        ("/api/v1/streaming", get(streaming::socket)),
        ("/api/v1/streaming/health", get(streaming::health)),
        ("/api/v1/streaming/user", get(streaming::stream)),
        ("/api/v1/streaming/user/notification", get(streaming::stream)),
        ("/api/v1/streaming/public", get(streaming::stream)),
        ("/api/v1/streaming/public/local", get(streaming::stream)),
        ("/api/v1/streaming/public/remote", get(streaming::stream)),
        ("/api/v1/streaming/hashtag", get(streaming::stream)),
        ("/api/v1/streaming/hashtag/local", get(streaming::stream)),
        ("/api/v1/streaming/list", get(streaming::stream)),
        ("/api/v1/streaming/direct", get(streaming::stream)),
    ]
}

/// The node itself.
#[rustfmt::skip]
fn node() -> Vec<Route> {
    vec![
        (openapi::ADDRESS, openapi::route()),
        ("/api/v1/instance", get(instance::one)),
        ("/api/v2/instance", get(instance::two)),
        ("/api/v1/instance/rules", get(instance::rules)),
        ("/api/v1/instance/peers", get(instance::peers)),
        ("/api/v1/instance/domain_blocks", get(instance::blocked)),
        ("/api/v1/custom_emojis", get(instance::emojis)),
        ("/api/v1/announcements", get(announcements::list)),
        ("/api/v1/announcements/{id}/dismiss", post(announcements::dismiss)),
        ("/api/v1/announcements/{id}/reactions/{name}", put(announcements::react::<true>).delete(announcements::react::<false>)),
    ]
}

/// What administrators and moderators look after.
#[rustfmt::skip]
fn looked_after() -> Vec<Route> {
    vec![
        ("/api/v1/admin/accounts", get(admin::accounts::list_old)),
        ("/api/v2/admin/accounts", get(admin::accounts::list)),
        ("/api/v1/admin/accounts/{id}", get(admin::accounts::one).delete(admin::accounts::erase)),
        ("/api/v1/admin/accounts/{id}/action", post(admin::accounts::action)),
        ("/api/v1/admin/accounts/{id}/approve", post(admin::accounts::approve)),
        ("/api/v1/admin/accounts/{id}/reject", post(admin::accounts::reject)),
        ("/api/v1/admin/accounts/{id}/enable", post(admin::accounts::enable)),
        ("/api/v1/admin/accounts/{id}/unsensitive", post(admin::accounts::unsensitive)),
        ("/api/v1/admin/accounts/{id}/unsilence", post(admin::accounts::unsilence)),
        ("/api/v1/admin/accounts/{id}/unsuspend", post(admin::accounts::unsuspend)),
        ("/api/v1/admin/reports", get(admin::reports::list)),
        ("/api/v1/admin/reports/{id}", get(admin::reports::one).put(admin::reports::change)),
        ("/api/v1/admin/reports/{id}/assign_to_self", post(admin::reports::assign::<true>)),
        ("/api/v1/admin/reports/{id}/unassign", post(admin::reports::assign::<false>)),
        ("/api/v1/admin/reports/{id}/resolve", post(admin::reports::resolve)),
        ("/api/v1/admin/reports/{id}/reopen", post(admin::reports::reopen)),
        ("/api/v1/admin/domain_blocks", get(admin::domains::blocks).post(admin::domains::block)),
        ("/api/v1/admin/domain_blocks/{id}", get(admin::domains::one_block).put(admin::domains::change).delete(admin::domains::unblock)),
        ("/api/v1/admin/domain_allows", get(admin::domains::allows).post(admin::domains::allow)),
        ("/api/v1/admin/domain_allows/{id}", get(admin::domains::one_allow).delete(admin::domains::disallow)),
    ]
}
