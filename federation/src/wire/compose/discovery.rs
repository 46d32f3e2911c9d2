//! How a node is found: `WebFinger` (RFC 7033), host-meta (RFC 6415) and `NodeInfo` 2.1.

use palabre_core::naming::Base;
use serde_json::{Value, json};

use super::Doc;

/// An account, for `WebFinger`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebfingerDoc<'a> {
    /// The name before the host.
    pub name: &'a str,
    /// The host with its port where it has one of its own.
    pub host: &'a str,
    /// The actor's address.
    pub actor: &'a str,
    /// The page for people.
    pub page: &'a str,
}

/// The JRD of an account.
pub fn webfinger(account: &WebfingerDoc<'_>) -> Value {
    json!({
        "subject": format!("acct:{}@{}", account.name, account.host),
        "aliases": [account.actor, account.page],
        "links": [
            {
                "rel": "self",
                "type": "application/activity+json",
                "href": account.actor
            },
            {
                "rel": "http://webfinger.net/rel/profile-page",
                "type": "text/html",
                "href": account.page
            }
        ]
    })
}

/// The XRD that says where `WebFinger` is.
pub fn host_meta(base: &Base) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <XRD xmlns=\"http://docs.oasis-open.org/ns/xri/xrd-1.0\">\n\
         \x20 <Link rel=\"lrdd\" template=\"{}/.well-known/webfinger?resource={{uri}}\"/>\n\
         </XRD>\n",
        base.origin()
    )
}

/// Where `NodeInfo` is, and who the node's actor is (FEP-2677).
pub fn nodeinfo_index(base: &Base) -> Value {
    json!({
        "links": [
            {
                "rel": "http://nodeinfo.diaspora.software/ns/schema/2.1",
                "href": format!("{}/nodeinfo/2.1", base.origin())
            },
            {
                "rel": "https://www.w3.org/ns/activitystreams#Application",
                "href": base.actor()
            }
        ]
    })
}

/// What a node says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeInfoDoc<'a> {
    /// The version of the software.
    pub version: &'a str,
    /// Where the source lies.
    pub repository: Option<&'a str>,
    /// The node's title.
    pub name: &'a str,
    /// What it is, in plain text.
    pub description: Option<&'a str>,
    /// Whether anybody may register.
    pub open_registrations: bool,
    /// Accounts.
    pub users: u64,
    /// Accounts seen in the last 30 days.
    pub active_month: u64,
    /// Accounts seen in the last 180 days.
    pub active_half_year: u64,
    /// Threads opened here.
    pub posts: u64,
    /// Answers written here.
    pub comments: u64,
}

/// The document of `NodeInfo` 2.1.
pub fn nodeinfo_2_1(node: &NodeInfoDoc<'_>) -> Value {
    let software = Doc::inner()
        .set("name", "palabre")
        .set("version", node.version)
        .set_some("repository", node.repository);
    let metadata = Doc::inner()
        .set("nodeName", node.name)
        .set_some("nodeDescription", node.description);
    json!({
        "version": "2.1",
        "software": software.done(),
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": []},
        "openRegistrations": node.open_registrations,
        "usage": {
            "users": {
                "total": node.users,
                "activeMonth": node.active_month,
                "activeHalfyear": node.active_half_year
            },
            "localPosts": node.posts,
            "localComments": node.comments
        },
        "metadata": metadata.done()
    })
}
