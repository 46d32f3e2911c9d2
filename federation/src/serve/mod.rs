//! placeholder
pub(crate) fn router(_: crate::Federation) -> axum::Router {
    axum::Router::new()
}
pub fn activity_redirect() {}
pub fn page_redirect() {}
pub fn wants_activity() {}
