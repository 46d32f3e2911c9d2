//! The consent: a member reads who asks for what, and lets them or not.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use palabre_core::access;
use palabre_core::access::apps::{self, App as Client, Consent};
use palabre_core::access::scopes::Scopes;

use super::{OUT_OF_BAND, redirect};
use crate::api::truth;
use crate::app::App;
use crate::http::answer::{Answer, Failure};
use crate::http::headers;
use crate::http::sent::Sent;
use crate::http::visitor::{Visitor, query};
use crate::web::view::consent::{CodePage, ConsentPage};
use crate::web::{form_shell, leave_for, personal, see_other};

/// What a client asks for, as it stands in the address and comes back in the form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    client_id: String,
    redirect_uri: String,
    response_type: String,
    scope: String,
    state: String,
    code_challenge: String,
    code_challenge_method: String,
    force_login: bool,
}

impl Asked {
    fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name: &str| get(name).unwrap_or_default();
        Self {
            client_id: text("client_id"),
            redirect_uri: text("redirect_uri"),
            response_type: text("response_type"),
            scope: text("scope"),
            state: text("state"),
            code_challenge: text("code_challenge"),
            code_challenge_method: text("code_challenge_method"),
            force_login: truth(&text("force_login")).unwrap_or(false),
        }
    }

    /// What the form has to bring back.
    fn fields(&self) -> Vec<(&'static str, String)> {
        [
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect_uri),
            ("response_type", &self.response_type),
            ("scope", &self.scope),
            ("state", &self.state),
            ("code_challenge", &self.code_challenge),
            ("code_challenge_method", &self.code_challenge_method),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name, value.clone()))
        .collect()
    }
}

/// A request that may be put before a member.
struct Examined {
    client: Client,
    redirect: String,
    consent: Consent,
}

/// `GET /oauth/authorize`.
pub(crate) async fn ask(State(app): State<App>, visitor: Visitor, uri: Uri) -> Answer {
    let asked = Asked::read(|name| query(&uri, name));
    let Some(person) = visitor.person().filter(|_| !asked.force_login) else {
        return Ok(signed_in_anew(&visitor));
    };
    let examined = examine(&app, &asked).await?;
    let page = ConsentPage {
        shell: form_shell(&app, &visitor, None),
        app: examined.client.name.clone(),
        website: examined.client.website.clone(),
        name: person.display.clone(),
        address: format!("@{}@{}", person.name, app.core.base().host()),
        scopes: ConsentPage::words(visitor.lang, examined.consent.scopes.each()),
        fields: asked.fields(),
        target: target(&examined.redirect),
    };
    let mut response = personal(&app, &visitor, &page.titled())?;
    if let Some(source) = redirect::source(&examined.redirect) {
        headers::form_leads_to(&mut response, &source);
    }
    Ok(response)
}

/// `POST /oauth/authorize`: the member's answer.
pub(crate) async fn answer(State(app): State<App>, visitor: Visitor, sent: Sent) -> Answer {
    let person = sent.member(&visitor)?;
    let asked = Asked::read(|name| sent.field(name).map(str::to_owned));
    let examined = examine(&app, &asked).await?;
    if sent.get("answer") != "yes" {
        return refused(&app, &asked, &examined.redirect);
    }
    let tx = app.core.begin().await?;
    // A password that was changed meanwhile has ended this session.
    let cookie = visitor.cookie.as_deref().unwrap_or_default();
    if !access::is_open(&tx, cookie).await? {
        return Err(Failure::stale());
    }
    let code = apps::consent(&tx, &examined.client, person, &examined.consent).await?;
    tx.commit().await?;
    if examined.redirect == OUT_OF_BAND {
        let page = CodePage {
            shell: form_shell(&app, &visitor, None),
            app: examined.client.name,
            code,
        };
        return personal(&app, &visitor, &page.titled());
    }
    Ok(told(&app, &asked, &examined.redirect, ("code", &code)))
}

/// What is wrong stays on a page of ours: who has made an app may be anybody, and so may be whoever
/// has sent the member here.
async fn examine(app: &App, asked: &Asked) -> Result<Examined, Failure> {
    let client = apps::app(&app.core, &asked.client_id).await?;
    let client = client.ok_or_else(|| Failure::client("client-unknown"))?;
    let redirect = if asked.redirect_uri.is_empty() && client.redirects.len() == 1 {
        client.redirects.concat()
    } else {
        asked.redirect_uri.clone()
    };
    if !client.redirects.contains(&redirect) {
        return Err(Failure::client("redirect-unknown"));
    }
    let challenged = !asked.code_challenge.is_empty();
    // Without a name the method would be `plain` (RFC 7636 §4.3), which protects nothing.
    let s256 = asked.code_challenge_method == "S256" && asked.code_challenge.len() == 43;
    let understood = asked.response_type == "code"
        && challenged == s256
        && (challenged || asked.code_challenge_method.is_empty());
    let scope = if asked.scope.is_empty() {
        "read"
    } else {
        &asked.scope
    };
    let scopes = Scopes::parse(scope)
        .ok()
        .filter(|scopes| understood && client.scopes.cover_all(scopes))
        .ok_or_else(|| Failure::client("client-request"))?;
    let challenge = challenged.then(|| asked.code_challenge.clone());
    Ok(Examined {
        client,
        consent: Consent {
            scopes,
            redirect: redirect.clone(),
            challenge,
        },
        redirect,
    })
}

/// The member says no: the client hears of it.
fn refused(app: &App, asked: &Asked, redirect: &str) -> Answer {
    if redirect == OUT_OF_BAND {
        return Err(Failure::client("consent-denied"));
    }
    Ok(told(app, asked, redirect, ("error", "access_denied")))
}

/// Sends the browser back to the client, with its `state` and with who answers (RFC 9207).
fn told(app: &App, asked: &Asked, address: &str, what: (&str, &str)) -> Response {
    let issuer = format!("{}/", app.core.base().origin());
    let mut all = vec![what];
    if !asked.state.is_empty() {
        all.push(("state", &asked.state));
    }
    all.push(("iss", &issuer));
    leave_for(&redirect::with(address, &all))
}

/// The sign-in page, also where somebody is signed in; then back here without asking so again.
fn signed_in_anew(visitor: &Visitor) -> Response {
    let (path, rest) = visitor.path.split_once('?').unwrap_or((&visitor.path, ""));
    let kept: Vec<(String, String)> = url::form_urlencoded::parse(rest.as_bytes())
        .filter(|(name, _)| name != "force_login")
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let rest: String = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept)
        .finish();
    let back = format!("{path}?{rest}");
    let back: String = url::form_urlencoded::byte_serialize(back.as_bytes()).collect();
    see_other(&format!("/connexion?force=1&back={back}"))
}

/// What the member reads of where the answer goes.
fn target(redirect: &str) -> String {
    if redirect == OUT_OF_BAND {
        return String::new();
    }
    redirect::source(redirect).unwrap_or_default()
}
