//! Who visits: their session, language, address, and the token that their forms carry.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Uri};
use palabre_core::access::{self, Session};
use palabre_core::people::Person;
use palabre_core::threads::read::Viewer;
use palabre_core::{Refusal, Result};

use super::answer::Failure;
use crate::app::App;
use crate::i18n::Lang;

/// Cookies live a year at most; sessions end by themselves after 30 days without use.
const YEAR: u32 = 365 * 86_400;

/// Who makes a request. Put into it by the door, taken out by handlers.
#[derive(Debug, Clone)]
pub struct Visitor {
    pub session: Option<Session>,
    pub lang: Lang,
    pub client: IpAddr,
    /// Path and query.
    pub path: String,
    /// What forms carry and must come back with: the session's, or the one in a guest's cookie.
    pub csrf: String,
    /// The session's cookie.
    pub(crate) cookie: Option<String>,
    /// Whether a guest's token is new, so that a page with a form sets its cookie.
    fresh: bool,
    /// A language that was asked for in the address, to be remembered.
    asked: Option<Lang>,
}

impl Visitor {
    /// What is known without the database.
    pub(crate) fn guest(app: &App, headers: &HeaderMap, uri: &Uri, client: IpAddr) -> Self {
        let asked = asked(uri);
        let kept = cookie(headers, guest_cookie(app.secure()))
            .filter(|token| token.len() == 64 && token.bytes().all(|b| b.is_ascii_hexdigit()));
        Self {
            session: None,
            lang: language(app, asked, headers),
            client,
            path: uri
                .path_and_query()
                .map_or("/", |path| path.as_str())
                .to_owned(),
            fresh: kept.is_none(),
            csrf: kept.unwrap_or_else(|| app.core.env().chance.token()),
            cookie: cookie(headers, session_cookie(app.secure())),
            asked,
        }
    }

    /// Looks the session up.
    pub(crate) async fn recognise(&mut self, app: &App) -> Result<()> {
        let Some(cookie) = self.cookie.as_deref() else {
            return Ok(());
        };
        let Some(session) = access::session(&app.core, cookie).await? else {
            return Ok(());
        };
        if app.limiter.first_today(cookie) {
            // A database that cannot be written just now keeps nobody from reading.
            if let Err(error) = kept_alive(app, cookie).await {
                tracing::warn!(%error, "a session could not be kept alive");
            }
        }
        self.csrf.clone_from(&session.csrf);
        self.fresh = false;
        self.session = Some(session);
        Ok(())
    }

    /// Who is signed in.
    pub fn person(&self) -> Option<&Person> {
        self.session.as_ref().map(|session| &session.person)
    }

    /// Who is signed in, or the refusal to sign in first.
    ///
    /// # Errors
    /// [`Refusal::SignInFirst`].
    pub fn member(&self) -> Result<&Person, Refusal> {
        self.person().ok_or(Refusal::SignInFirst)
    }

    /// Whether an administrator is signed in.
    pub fn admin(&self) -> bool {
        self.session
            .as_ref()
            .is_some_and(|session| session.role == "admin")
    }

    /// The reader as core's predicate of visibility knows them.
    pub(crate) fn viewer(&self) -> Viewer {
        Viewer {
            person: self.person().cloned(),
            admin: self.admin(),
        }
    }

    /// The path of this page without its query.
    pub(crate) fn bare_path(&self) -> &str {
        self.path
            .split_once('?')
            .map_or(&self.path, |(path, _)| path)
    }

    /// The cookie of a guest's forms, when the browser does not have it yet.
    pub(crate) fn guest_token(&self, app: &App) -> Option<HeaderValue> {
        let name = guest_cookie(app.secure());
        self.fresh
            .then(|| set(app.secure(), name, &self.csrf, None, true))
            .flatten()
    }

    /// The cookie that remembers a language that was asked for.
    pub(crate) fn language_token(&self, app: &App) -> Option<HeaderValue> {
        let lang = self.asked?;
        set(app.secure(), "lang", lang.tag(), Some(YEAR), false)
    }
}

async fn kept_alive(app: &App, cookie: &str) -> Result<()> {
    let tx = app.core.begin().await?;
    access::touch(&tx, cookie).await?;
    tx.commit().await
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Failure::fault("a page stands outside the door"))
    }
}

/// The header that signs a browser in.
pub(crate) fn signed_in(app: &App, cookie: &str) -> Option<HeaderValue> {
    set(
        app.secure(),
        session_cookie(app.secure()),
        cookie,
        Some(YEAR),
        true,
    )
}

/// The header that signs a browser out.
pub(crate) fn signed_out(app: &App) -> Option<HeaderValue> {
    set(
        app.secure(),
        session_cookie(app.secure()),
        "",
        Some(0),
        true,
    )
}

/// Adds a cookie to an answer.
pub(crate) fn add_cookie(headers: &mut HeaderMap, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        headers.append(SET_COOKIE, cookie);
    }
}

/// Whether a method changes nothing.
pub(crate) fn reads_only(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

/// A parameter of the query.
pub(crate) fn query(uri: &Uri, name: &str) -> Option<String> {
    url::form_urlencoded::parse(uri.query()?.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// The language that a request is answered in.
pub(crate) fn spoken(app: &App, headers: &HeaderMap, uri: &Uri) -> Lang {
    language(app, asked(uri), headers)
}

fn asked(uri: &Uri) -> Option<Lang> {
    query(uri, "lang").and_then(|tag| Lang::parse(&tag))
}

fn language(app: &App, asked: Option<Lang>, headers: &HeaderMap) -> Lang {
    let spoken = &app.config.node.languages;
    let first = spoken.first().map_or("fr", String::as_str);
    let header = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    // The node's first language is what somebody gets who prefers none of ours.
    let header = format!("{}, {first};q=0.001", header.unwrap_or_default());
    let kept = cookie(headers, "lang");
    Lang::choose(asked.map(Lang::tag), kept.as_deref(), Some(&header))
}

fn session_cookie(secure: bool) -> &'static str {
    if secure { "__Host-session" } else { "session" }
}

fn guest_cookie(secure: bool) -> &'static str {
    if secure { "__Host-form" } else { "form" }
}

fn set(
    secure: bool,
    name: &str,
    value: &str,
    seconds: Option<u32>,
    hidden: bool,
) -> Option<HeaderValue> {
    let mut text = format!("{name}={value}; Path=/; SameSite=Lax");
    if let Some(seconds) = seconds {
        text.push_str("; Max-Age=");
        text.push_str(&seconds.to_string());
    }
    if hidden {
        text.push_str("; HttpOnly");
    }
    if secure {
        text.push_str("; Secure");
    }
    HeaderValue::try_from(text).ok()
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
        .filter(|value| !value.is_empty())
}
