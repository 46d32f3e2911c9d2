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
            nodeinfo_link(base, NodeInfo::V2_1),
            nodeinfo_link(base, NodeInfo::V2_0),
            {
                "rel": "https://www.w3.org/ns/activitystreams#Application",
                "href": base.actor()
            }
        ]
    })
}

fn nodeinfo_link(base: &Base, version: NodeInfo) -> Value {
    json!({
        "rel": version.schema(),
        "href": format!("{}/nodeinfo/{}", base.origin(), version.as_str())
    })
}

/// The versions of `NodeInfo` that are offered: some readers know the older one alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeInfo {
    V2_0,
    V2_1,
}

impl NodeInfo {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V2_0 => "2.0",
            Self::V2_1 => "2.1",
        }
    }

    /// The address that names the schema.
    pub fn schema(self) -> &'static str {
        match self {
            Self::V2_0 => "http://nodeinfo.diaspora.software/ns/schema/2.0",
            Self::V2_1 => "http://nodeinfo.diaspora.software/ns/schema/2.1",
        }
    }
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

/// The document of `NodeInfo`. Version 2.0 has no place for the source. `upstream` names whose client API
/// is spoken: clients made with megalodon know no other way to tell of a server that is new to them.
pub fn nodeinfo(node: &NodeInfoDoc<'_>, version: NodeInfo) -> Value {
    let repository = node.repository.filter(|_| version == NodeInfo::V2_1);
    let software = Doc::inner()
        .set("name", "palabre")
        .set("version", node.version)
        .set_some("repository", repository);
    let metadata = Doc::inner()
        .set("nodeName", node.name)
        .set_some("nodeDescription", node.description)
        .set("upstream", json!({"name": "mastodon"}));
    json!({
        "version": version.as_str(),
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
