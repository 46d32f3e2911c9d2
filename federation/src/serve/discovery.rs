//! How this node is found: `WebFinger` (RFC 7033), `NodeInfo` 2.1 and host-meta (RFC 6415). All of it
//! is readable by everybody, from everywhere.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use http::{HeaderMap, HeaderName, StatusCode, header};
use palabre_core::threads::serving;
use palabre_core::{Core, Result, forums, people};
use serde_json::{Value, json};

use super::answer::{self, Unserved};
use crate::Federation;
use crate::wire::compose::{self, NodeInfo, NodeInfoDoc, WebfingerDoc};
use crate::wire::ids::{self, LocalId, Owner};

const JRD: &str = "application/jrd+json";

#[derive(Clone)]
struct Office {
    federation: Federation,
}

pub(super) fn router(federation: Federation) -> Router {
    let asked: [(_, MethodRouter<Office>); 6] = [
        ("/.well-known/webfinger", get(webfinger)),
        ("/.well-known/nodeinfo", get(nodeinfo_index)),
        (
            "/nodeinfo/2.0",
            get(|office| nodeinfo(office, NodeInfo::V2_0)),
        ),
        (
            "/nodeinfo/2.1",
            get(|office| nodeinfo(office, NodeInfo::V2_1)),
        ),
        ("/.well-known/host-meta", get(host_meta)),
        ("/.well-known/host-meta.json", get(host_meta_json)),
    ];
    let mut router = Router::new();
    for (path, answer) in asked {
        router = router.route(path, answer.options(preflight));
    }
    router.with_state(Office { federation })
}

fn open(kind: &str, body: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::CACHE_CONTROL, "max-age=600"),
    ];
    (StatusCode::OK, headers, body).into_response()
}

fn closed(unserved: &Unserved) -> Response {
    let mut response = answer::problem(unserved);
    let everybody = http::HeaderValue::from_static("*");
    response
        .headers_mut()
        .insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, everybody);
    response
}

/// A page of any origin may ask here, with whatever headers its client sends (Fetch, "CORS-preflight").
async fn preflight() -> (StatusCode, [(HeaderName, &'static str); 4]) {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "*"),
        (header::ACCESS_CONTROL_MAX_AGE, "7200"),
    ];
    (StatusCode::NO_CONTENT, headers)
}

async fn webfinger(State(office): State<Office>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let resource = url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, value)| name == "resource" && !value.is_empty());
    let Some((_, resource)) = resource else {
        return closed(&Unserved::Unreadable);
    };
    match account(office.federation.core(), &resource).await {
        Ok(Some(jrd)) => open(JRD, jrd.to_string()),
        Ok(None) => closed(&Unserved::Unknown),
        Err(error) => closed(&Unserved::from(error)),
    }
}

/// The account of a resource: `acct:name@host`, or the address of an actor or of its page.
async fn account(core: &Core, resource: &str) -> Result<Option<Value>> {
    let base = core.base();
    let address = resource.strip_suffix('/').unwrap_or(resource);
    if address == base.origin() {
        return Ok(Some(node(core)));
    }
    match ids::local(base, address) {
        Some(LocalId::Actor(Owner::Node)) => return Ok(Some(node(core))),
        Some(LocalId::Actor(Owner::Person(name)) | LocalId::PersonPage(name)) => {
            return person(core, name).await;
        }
        Some(LocalId::Actor(Owner::Forum(slug)) | LocalId::ForumPage(slug)) => {
            return forum(core, slug).await;
        }
        _ => {}
    }
    let handle = resource.strip_prefix("acct:").unwrap_or(resource);
    let handle = handle.strip_prefix('@').unwrap_or(handle);
    let Some((name, host)) = handle.rsplit_once('@') else {
        return Ok(None);
    };
    if !host.eq_ignore_ascii_case(base.host()) {
        return Ok(None);
    }
    if name.eq_ignore_ascii_case(base.host()) {
        return Ok(Some(node(core)));
    }
    let name = name.to_ascii_lowercase();
    match person(core, &name).await? {
        Some(found) => Ok(Some(found)),
        None => forum(core, &name).await,
    }
}

fn node(core: &Core) -> Value {
    let base = core.base();
    compose::webfinger(&WebfingerDoc {
        name: base.host(),
        host: base.host(),
        actor: &base.actor(),
        page: &format!("{}/", base.origin()),
    })
}

async fn person(core: &Core, name: &str) -> Result<Option<Value>> {
    let base = core.base();
    let found = people::by_uri(core, &base.person(name)).await?;
    Ok(found
        .filter(|person| person.local && person.state == "active")
        .map(|person| {
            compose::webfinger(&WebfingerDoc {
                name: &person.name,
                host: base.host(),
                actor: &person.uri,
                page: &base.person_page(&person.name),
            })
        }))
}

async fn forum(core: &Core, slug: &str) -> Result<Option<Value>> {
    let base = core.base();
    let found = forums::by_uri(core, &base.forum(slug)).await?;
    Ok(found.filter(|forum| forum.local).map(|forum| {
        compose::webfinger(&WebfingerDoc {
            name: &forum.slug,
            host: base.host(),
            actor: &forum.uri,
            page: &base.forum_page(&forum.slug),
        })
    }))
}

async fn nodeinfo_index(State(office): State<Office>) -> Response {
    let index = compose::nodeinfo_index(office.federation.core().base());
    open("application/json", index.to_string())
}

async fn nodeinfo(State(office): State<Office>, version: NodeInfo) -> Response {
    let usage = match serving::recent_usage(office.federation.core()).await {
        Ok(usage) => usage,
        Err(error) => return closed(&Unserved::from(error)),
    };
    let info = &office.federation.options().node;
    let doc = NodeInfoDoc {
        version: &info.version,
        repository: None,
        name: &info.name,
        description: Some(info.description.as_str()).filter(|text| !text.is_empty()),
        open_registrations: info.open_registrations,
        users: usage.people,
        active_month: usage.month,
        active_half_year: usage.half_year,
        posts: usage.threads,
        comments: usage.replies,
    };
    let kind = format!("application/json; profile=\"{}#\"", version.schema());
    open(&kind, compose::nodeinfo(&doc, version).to_string())
}

async fn host_meta(State(office): State<Office>, headers: HeaderMap) -> Response {
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    if accept
        .is_some_and(|accept| accept.starts_with("application/json") || accept.starts_with(JRD))
    {
        return host_meta_json(State(office)).await;
    }
    let body = compose::host_meta(office.federation.core().base());
    open("application/xrd+xml; charset=utf-8", body)
}

async fn host_meta_json(State(office): State<Office>) -> Response {
    let origin = office.federation.core().base().origin();
    let template = format!("{origin}/.well-known/webfinger?resource={{uri}}");
    let body = json!({"links": [{"rel": "lrdd", "template": template}]});
    open(JRD, body.to_string())
}
