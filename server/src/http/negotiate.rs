//! Pages are for people: whoever asks for ActivityPub is sent to the id of the thing (303,
//! absolute), and caches are told that the answer depends on `Accept`.

use axum::http::header::{ACCEPT, LOCATION, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// The redirection to `id`, if that is what was asked for.
pub(crate) fn activity(headers: &HeaderMap, id: &str) -> Option<Response> {
    if !wants_activity(headers) {
        return None;
    }
    let location = HeaderValue::try_from(id).ok()?;
    let vary = HeaderValue::from_static("Accept");
    Some((StatusCode::SEE_OTHER, [(LOCATION, location), (VARY, vary)]).into_response())
}

/// Whether an ActivityPub document is asked for rather than a page: it is named, and no page is
/// named with a higher weight or, at the same weight, before it.
pub(crate) fn wants_activity(headers: &HeaderMap) -> bool {
    let (mut activity, mut page) = (0.0_f32, 0.0_f32);
    for range in ranges(headers) {
        match range.kind.as_str() {
            "application/activity+json" | "application/ld+json" if range.weight > page => {
                activity = activity.max(range.weight);
            }
            "text/html" | "application/xhtml+xml" => page = page.max(range.weight),
            _ => {}
        }
    }
    activity > 0.0 && activity >= page
}

/// Whether a refusal is better told as JSON.
pub(crate) fn wants_json(headers: &HeaderMap) -> bool {
    let mut json = false;
    for range in ranges(headers) {
        match range.kind.as_str() {
            "text/html" | "application/xhtml+xml" => return false,
            "application/json"
            | "application/problem+json"
            | "application/activity+json"
            | "application/ld+json" => json = true,
            _ => {}
        }
    }
    json
}

struct Range {
    kind: String,
    weight: f32,
}

fn ranges(headers: &HeaderMap) -> impl Iterator<Item = Range> {
    headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .take(64)
        .map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
            let weight = parts
                .find_map(|part| part.strip_prefix("q="))
                .map_or(1.0, |weight| weight.parse::<f32>().unwrap_or(0.0));
            Range { kind, weight }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(accept: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, accept.parse().expect("a header"));
        wants_activity(&headers)
    }

    #[test]
    fn servers_get_documents_and_browsers_get_pages() {
        assert!(asks("application/activity+json"));
        assert!(asks("application/activity+json, application/ld+json"));
        let profile = "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";
        assert!(asks(profile));
        assert!(asks("application/activity+json, text/html;q=0.1"));
        assert!(!asks(
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        ));
        assert!(!asks("text/html, application/activity+json"));
        assert!(!asks("text/html, application/activity+json;q=0.5"));
        assert!(!asks("application/activity+json;q=0"));
        assert!(!asks("*/*"));
        assert!(!wants_activity(&HeaderMap::new()));
    }
}
