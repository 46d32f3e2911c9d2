//! The pages of a node: each handler is a paragraph that reads what core knows, fills the plain
//! data of [`view`] and renders it.

pub(crate) mod account;
pub(crate) mod follow;
pub(crate) mod forums;
pub(crate) mod gestures;
pub(crate) mod moderation;
pub(crate) mod network;
pub(crate) mod people;
pub(crate) mod place;
pub(crate) mod profile;
pub(crate) mod reports;
pub(crate) mod requests;
pub(crate) mod rules;
mod show;
pub(crate) mod source;
pub(crate) mod statics;
pub(crate) mod threads;
pub mod view;
pub(crate) mod write;

#[cfg(test)]
pub(crate) mod tests;

use askama::Template;
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};

use crate::app::App;
use crate::http::answer::{Answer, Failure};
use crate::http::visitor::{Visitor, add_cookie};
use crate::i18n::{Lang, Zone};
use view::{FieldError, FormPage, Notice, NoticeKind, Shell, with_back};

/// What surrounds a page.
pub(crate) fn shell(app: &App, visitor: &Visitor, title: &str) -> Shell {
    let config = &app.config.node;
    let signed_in = visitor.person().is_some();
    let base = app.core.base();
    Shell {
        lang: visitor.lang,
        zone: Zone::named(config.zone.name()).unwrap_or_default(),
        node: config.name.clone(),
        host: base.host().to_owned(),
        title: title.to_owned(),
        path: visitor.path.clone(),
        canonical: Some(format!("{}{}", base.origin(), visitor.bare_path())),
        visitor: visitor.person().map(|person| view::Visitor {
            name: person.display.clone(),
            handle: person.name.clone(),
        }),
        // A guest's page has no form, and without tokens it is the same for every guest.
        csrf: if signed_in {
            visitor.csrf.clone()
        } else {
            String::new()
        },
        once: if signed_in { app.once() } else { String::new() },
        notices: waiting_notice(visitor).into_iter().collect(),
        registration: config.registration != crate::config::Registration::Closed,
        source: config.source_url.clone(),
        ..Shell::default()
    }
}

/// The same for a page with a form that guests may send; `once` is kept when a form comes back,
/// so that what is sent again is the same deed.
pub(crate) fn form_shell(app: &App, visitor: &Visitor, once: Option<&str>) -> Shell {
    let mut shell = shell(app, visitor, "");
    shell.csrf.clone_from(&visitor.csrf);
    shell.once = once.map_or_else(|| app.once(), str::to_owned);
    // After a refused form the address is that of the deed, which is its form's address too.
    shell.canonical = None;
    shell
}

/// A page as an answer.
pub(crate) fn render(page: &impl Template) -> Answer {
    let html = page
        .render()
        .map_err(|error| Failure::fault(error.to_string()))?;
    Ok(Html(html).into_response())
}

/// A page that is one form, never kept by a cache.
pub(crate) fn form(app: &App, visitor: &Visitor, page: &FormPage) -> Answer {
    personal(app, visitor, page)
}

/// A page with a form that guests may send, never kept by a cache.
pub(crate) fn personal(app: &App, visitor: &Visitor, page: &impl Template) -> Answer {
    let mut response = render(page)?;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    add_cookie(headers, visitor.guest_token(app));
    Ok(response)
}

/// A form that comes back with its text, the sentence linked to its field, and the status of the
/// refusal.
pub(crate) fn again(app: &App, visitor: &Visitor, failure: &Failure, page: &FormPage) -> Answer {
    let mut response = form(app, visitor, page)?;
    failure.dress(&mut response);
    Ok(response)
}

/// What is wrong with a form.
pub(crate) fn errors(failure: &Failure, lang: Lang) -> Vec<FieldError> {
    vec![failure.field_error(lang)]
}

/// Sends a browser to another page after a deed.
pub(crate) fn see_other(path: &str) -> Response {
    redirect(StatusCode::SEE_OTHER, path)
}

/// Sends a browser to the address that a page has for good.
pub(crate) fn moved(path: &str) -> Response {
    redirect(StatusCode::PERMANENT_REDIRECT, path)
}

fn redirect(status: StatusCode, path: &str) -> Response {
    match HeaderValue::try_from(encoded(path)) {
        Ok(location) => (status, [(LOCATION, location)]).into_response(),
        Err(_) => Failure::absent().into_response(),
    }
}

/// Sends a browser to an address outside, which somebody else has chosen and we have examined.
pub(crate) fn leave_for(address: &str) -> Response {
    redirect(StatusCode::FOUND, address)
}

/// A path as a header can carry it.
fn encoded(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_graphic() {
            text.push(char::from(byte));
        } else {
            text.extend(url::form_urlencoded::byte_serialize(&[byte]));
        }
    }
    text
}

/// Sends a guest to sign in, and back.
pub(crate) fn sign_in_first(visitor: &Visitor) -> Response {
    see_other(&with_back("/connexion", &visitor.path))
}

/// A path of this node to go back to, and nothing else.
pub(crate) fn safe_back(path: &str) -> Option<&str> {
    let inside = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(['\\', '\r', '\n', '\t', '\0']);
    inside.then_some(path)
}

fn waiting_notice(visitor: &Visitor) -> Option<Notice> {
    let person = visitor.person().filter(|person| person.state == "held")?;
    (!person.name.is_empty()).then(|| Notice {
        kind: NoticeKind::Warning,
        text: crate::i18n::t(visitor.lang, "account-waits").to_owned(),
    })
}
