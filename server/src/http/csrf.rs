//! Whether a form was really sent from a page of ours: `Sec-Fetch-Site` and `Origin` where the
//! browser says them, and always the token of the session.

use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, HeaderValue};
use subtle::ConstantTimeEq;

/// Whether a form is ours.
pub(crate) fn holds(headers: &HeaderMap, origin: &str, expected: &str, sent: &str) -> bool {
    from_here(headers, origin) && bool::from(expected.as_bytes().ct_eq(sent.as_bytes()))
}

fn from_here(headers: &HeaderMap, origin: &str) -> bool {
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if site.is_some_and(|site| site != b"same-origin" && site != b"none") {
        return false;
    }
    headers
        .get(ORIGIN)
        .is_none_or(|sent| sent.as_bytes() == origin.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = "https://quebec.test";

    fn asked(fields: &[(&'static str, &'static str)], sent: &str) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.insert(*name, value.parse().expect("a header"));
        }
        holds(&headers, HERE, "token", sent)
    }

    // accounts.10
    #[test]
    fn a_form_needs_the_token_and_must_not_come_from_elsewhere() {
        assert!(asked(&[], "token"));
        assert!(asked(
            &[("origin", HERE), ("sec-fetch-site", "same-origin")],
            "token"
        ));
        assert!(!asked(&[("origin", HERE)], "tokem"));
        assert!(!asked(&[], ""));
        assert!(!asked(&[("origin", "https://evil.test")], "token"));
        assert!(!asked(&[("origin", "null")], "token"));
        assert!(!asked(&[("sec-fetch-site", "cross-site")], "token"));
        assert!(!asked(&[("sec-fetch-site", "same-site")], "token"));
    }
}
