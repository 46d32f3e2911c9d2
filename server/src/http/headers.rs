//! What every answer says about itself to browsers (security d).

use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_SECURITY_POLICY, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::app::App;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; media-src 'self'; font-src 'self'; connect-src 'self'; \
    form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; \
    require-trusted-types-for 'script'";
const FORMS: &str = "form-action 'self'";
const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

const FIXED: [(HeaderName, &str); 7] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "same-origin"),
    (OPENER, "same-origin"),
    (RESOURCE, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=()",
    ),
];

/// Whether clients open this address in a window of its own and wait for its end: the consent, and the
/// sign-in before it. Every answer counts, redirections too: one that isolates itself cuts the
/// window off for good.
fn in_popup(path: &str) -> bool {
    matches!(
        path,
        "/connexion" | "/oauth/authorize" | "/oauth/authorize/"
    )
}

/// How long browsers come back by https only.
pub(crate) fn a_year() -> HeaderValue {
    HeaderValue::from_static("max-age=31536000")
}

/// Lets pages of others show this file.
pub(crate) fn for_others(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(RESOURCE, HeaderValue::from_static("cross-origin"));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
}

/// Lets the forms of this page lead to one more origin or scheme: browsers hold the redirection that
/// answers a form against the policy of its page.
pub(crate) fn form_leads_to(response: &mut Response, source: &str) {
    let policy = POLICY.replace(FORMS, &format!("{FORMS} {source}"));
    if let Ok(policy) = HeaderValue::try_from(policy) {
        let headers = response.headers_mut();
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
}

/// Adds the headers to the answer, but for those that its page has chosen.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let popup = in_popup(request.uri().path());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if popup {
        headers.insert(OPENER, HeaderValue::from_static("unsafe-none"));
    }
    for (name, value) in FIXED {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    if app.secure() {
        headers.insert(STRICT_TRANSPORT_SECURITY, a_year());
    }
    response
}
