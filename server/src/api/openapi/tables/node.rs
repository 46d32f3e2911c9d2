//! The node itself, how it lets applications in, and its streams.

use serde_json::Value;

use super::super::operation::{Operation, delete, get, post, put};
use super::super::shapes::{Metadata, Nothing, OAuthToken, RegisteredApp, ShownApp, UserInfo};
use crate::api::entity::{
    Announcement, CustomEmoji, DomainBlock, InstanceOne, InstanceTwo, NodeRule,
};

const CLIENT: &str = "client_id client_secret";
const APP: &str = "client_name! redirect_uris[]! scopes website";
const TOKEN: &str = "grant_type! code code_verifier redirect_uri scope";

#[rustfmt::skip]
pub(super) fn letting_in() -> Vec<Operation> {
    vec![
        post("/api/v1/apps", "Introduces an application.").asks(APP).gives::<RegisteredApp>(),
        get("/api/v1/apps/verify_credentials", "The application that the token is for.").needs_token().gives::<ShownApp>(),
        post("/oauth/token", "Makes a token of a code, or of an application's own words.").asks(TOKEN).asks(CLIENT).gives::<OAuthToken>(),
        post("/oauth/revoke", "Ends a token.").asks("token!").asks(CLIENT).gives::<Nothing>(),
        get("/oauth/userinfo", "Who the member is (OpenID Connect).").needs_to_know().gives::<UserInfo>(),
        post("/oauth/userinfo", "As `GET`.").needs_to_know().gives::<UserInfo>(),
        get("/.well-known/oauth-authorization-server", "Where everything is (RFC 8414).").gives::<Metadata>(),
    ]
}

#[rustfmt::skip]
pub(super) fn streams() -> Vec<Operation> {
    vec![
        get("/api/v1/streaming", "A WebSocket on which streams are asked for; without one, the events of `stream`.").needs_token().asks("stream access_token tag list only_media:boolean").opens_a_socket(),
        get("/api/v1/streaming/health", "Whether there are streams."),
        get("/api/v1/streaming/user", "What comes to the member's home, and what they hear of.").needs("read:statuses").asks("access_token").streams(),
        get("/api/v1/streaming/user/notification", "What the member hears of.").needs("read:notifications").asks("access_token").streams(),
        get("/api/v1/streaming/public", "What is for everybody.").needs("read:statuses").asks("access_token only_media:boolean").streams(),
        get("/api/v1/streaming/public/local", "What is for everybody, of this node.").needs("read:statuses").asks("access_token only_media:boolean").streams(),
        get("/api/v1/streaming/public/remote", "What is for everybody, of other nodes.").needs("read:statuses").asks("access_token only_media:boolean").streams(),
        get("/api/v1/streaming/hashtag", "What names a hashtag.").needs("read:statuses").asks("access_token tag!").streams(),
        get("/api/v1/streaming/hashtag/local", "What names a hashtag, of this node.").needs("read:statuses").asks("access_token tag!").streams(),
        get("/api/v1/streaming/list", "What those on a list write.").needs("read:statuses").asks("access_token list!").streams(),
        get("/api/v1/streaming/direct", "What is said to a few alone.").needs("read:statuses").asks("access_token").streams(),
    ]
}

#[rustfmt::skip]
pub(super) fn node() -> Vec<Operation> {
    vec![
        get(super::super::ADDRESS, "This document.").gives::<Value>(),
        get("/api/v1/instance", "The node, as clients asked for it first.").gives::<InstanceOne>(),
        get("/api/v2/instance", "The node.").gives::<InstanceTwo>(),
        get("/api/v1/instance/rules", "Its rules.").gives::<Vec<NodeRule>>(),
        get("/api/v1/instance/peers", "Hosts that it exchanges with.").gives::<Vec<String>>(),
        get("/api/v1/instance/domain_blocks", "Hosts that it does not exchange with, or not freely.").gives::<Vec<DomainBlock>>(),
        get("/api/v1/custom_emojis", "Its own emojis.").gives::<Vec<CustomEmoji>>(),
        get("/api/v1/announcements", "What it says to its members.").needs_to_know().asks("with_dismissed:boolean").gives::<Vec<Announcement>>(),
        post("/api/v1/announcements/{id}/dismiss", "Has read an announcement.").needs("write:accounts").gives::<Nothing>(),
        put("/api/v1/announcements/{id}/reactions/{name}", "Answers to an announcement with an emoji, or one of the node's by its shortcode.").needs("write:favourites").gives::<Nothing>(),
        delete("/api/v1/announcements/{id}/reactions/{name}", "Takes the answer back.").needs("write:favourites").gives::<Nothing>(),
    ]
}
