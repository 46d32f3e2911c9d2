//! Pages of lists: which part is asked for, and where the next ones are.

use axum::http::header::LINK;
use axum::http::{HeaderMap, HeaderValue, Uri};
use palabre_core::timelines::{Bound, Page};

use super::error::ApiError;
use super::params::Params;
use crate::app::App;

/// How many entries a list has if nothing is said, and at most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    usual: u64,
    most: u64,
}

pub(super) const STATUSES: Limits = Limits {
    usual: 20,
    most: 40,
};
pub(super) const ACCOUNTS: Limits = Limits {
    usual: 40,
    most: 80,
};

pub(super) const NOTIFICATIONS: Limits = Limits {
    usual: 40,
    most: 80,
};

/// What administrators look through.
pub(super) const ADMIN: Limits = NAMES;

/// What is counted, if nothing is said and at most.
pub(super) const UNREAD: Limits = Limits {
    usual: 100,
    most: 1_000,
};

/// Hashtags that are used most.
pub(super) const TRENDS: Limits = Limits {
    usual: 10,
    most: 20,
};

/// Hosts and hashtags.
pub(super) const NAMES: Limits = Limits {
    usual: 100,
    most: 200,
};

impl Limits {
    /// As many as may be, unless less is asked for.
    pub(super) const fn all(most: u64) -> Self {
        Self { usual: most, most }
    }

    /// What is asked for, without its sign and cut to what may be, as Mastodon reads it.
    pub(super) fn of(self, params: &Params) -> Result<u64, ApiError> {
        let Some(text) = params.some("limit")? else {
            return Ok(self.usual);
        };
        let digits = unsigned(&text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ApiError::field("limit", "is not a number"));
        }
        // What is longer than any number is more than any limit.
        let asked: u64 = digits.parse().unwrap_or(u64::MAX);
        Ok(asked.clamp(1, self.most))
    }
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix('-').unwrap_or(text)
}

/// Which part of a list is asked for.
pub(super) fn page(params: &Params, limits: Limits) -> Result<Page, ApiError> {
    Ok(Page {
        limit: limits.of(params)?,
        max: bound(params, "max_id")?,
        since: bound(params, "since_id")?,
        min: bound(params, "min_id")?,
    })
}

/// What is newer than a place, the newest first; everything where none is known.
pub(super) fn after(place: Option<&str>, limit: u64) -> Page {
    Page {
        since: place.and_then(|place| place.parse().ok()),
        ..Page::first(limit)
    }
}

fn bound(params: &Params, name: &'static str) -> Result<Option<Bound>, ApiError> {
    let Some(text) = params.some(name)? else {
        return Ok(None);
    };
    let bound = text
        .parse()
        .map_err(|_| ApiError::field(name, "is not an id"))?;
    Ok(Some(bound))
}

/// The header that leads to the pages beside one of these items, each of which has a place in its list.
/// What else was asked for stays; the next page comes first, since some clients read only so far.
pub(super) fn links<T, P: ToString>(
    app: &App,
    uri: &Uri,
    items: &[T],
    place: impl Fn(&T) -> P,
) -> HeaderMap {
    let mut told = HeaderMap::new();
    let Some((first, last)) = items.first().zip(items.last()) else {
        return told;
    };
    let next = address(app, uri, "max_id", &place(last).to_string());
    let previous = address(app, uri, "min_id", &place(first).to_string());
    let links = format!("<{next}>; rel=\"next\", <{previous}>; rel=\"prev\"");
    if let Ok(links) = HeaderValue::try_from(links) {
        told.insert(LINK, links);
    }
    told
}

fn address(app: &App, uri: &Uri, name: &str, id: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        if !matches!(name.as_ref(), "max_id" | "since_id" | "min_id") {
            let is_limit = name == "limit";
            query.append_pair(&name, if is_limit { unsigned(&value) } else { &value });
        }
    }
    query.append_pair(name, id);
    let origin = app.core.base().origin();
    format!("{origin}{}?{}", uri.path(), query.finish())
}
