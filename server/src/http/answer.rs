//! Why a request was not done, and how that is told: a page in the reader's language, or a JSON
//! problem (RFC 9457) for whoever asked for JSON.

use axum::Json;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use palabre_core::{Error, Fault, Kind, Refusal};

use super::visitor::Visitor;
use crate::app::App;
use crate::i18n::{Lang, Value};
use crate::web;
use crate::web::view::{FieldError, RefusedPage, refusal};

/// What a handler answers.
pub type Answer<T = Response> = Result<T, Failure>;

/// No, because; or: it broke. As a response it has no body yet: `put_in_words` gives it one.
#[derive(Debug, Clone)]
pub struct Failure {
    pub(crate) status: StatusCode,
    /// Name of the message, without `refusal-`; empty for the words of the status.
    pub(crate) name: &'static str,
    args: Vec<(&'static str, String)>,
    /// Seconds until it is worth trying again.
    retry: Option<i64>,
    /// What was typed and must not be lost.
    text: Option<String>,
    /// What broke, for the log only.
    fault: Option<String>,
}

impl Failure {
    fn of(status: StatusCode, name: &'static str) -> Self {
        Self {
            status,
            name,
            args: Vec::new(),
            retry: None,
            text: None,
            fault: None,
        }
    }

    /// There is nothing at this address.
    pub(crate) fn absent() -> Self {
        Self::of(StatusCode::NOT_FOUND, "")
    }

    /// The address takes a form, and has no page.
    pub(crate) fn form_only() -> Self {
        Self::of(StatusCode::METHOD_NOT_ALLOWED, "form-only")
    }

    /// An account that is no more.
    pub(crate) fn person_gone() -> Self {
        Self::of(StatusCode::GONE, "person-gone")
    }

    /// A form that was not sent from a page of ours, or too late.
    pub(crate) fn stale() -> Self {
        Self::of(StatusCode::FORBIDDEN, "form-stale")
    }

    /// More was sent than a form may hold: `limit` in kibibytes. The form comes back.
    pub(crate) fn too_large(limit: usize) -> Self {
        Self {
            args: vec![("limit", limit.to_string())],
            ..Self::of(StatusCode::PAYLOAD_TOO_LARGE, "too-large")
        }
    }

    /// So much was sent that it was not read: `limit` in kibibytes.
    pub(crate) fn far_too_large(limit: usize) -> Self {
        Self {
            args: vec![("limit", limit.to_string())],
            ..Self::of(StatusCode::PAYLOAD_TOO_LARGE, "far-too-large")
        }
    }

    /// A form that did not come in whole within so many `seconds`.
    pub(crate) fn slow(seconds: u64) -> Self {
        Self {
            args: vec![("seconds", seconds.to_string())],
            ..Self::of(StatusCode::REQUEST_TIMEOUT, "form-slow")
        }
    }

    /// A client has asked for the consent in a way that cannot be put before a member.
    pub(crate) fn client(name: &'static str) -> Self {
        Self::of(StatusCode::BAD_REQUEST, name)
    }

    /// A file that is not taken, with the limit that it passes.
    pub(crate) fn media(status: StatusCode, name: &'static str, limit: Option<u64>) -> Self {
        let limit = limit.map(|limit| ("limit", limit.to_string()));
        Self {
            args: limit.into_iter().collect(),
            ..Self::of(status, name)
        }
    }

    /// A body with files ended before its end.
    pub(crate) fn cut() -> Self {
        Self::of(StatusCode::BAD_REQUEST, "media-cut")
    }

    /// Another node does not answer.
    pub(crate) fn unreachable() -> Self {
        Self {
            retry: Some(60),
            ..Self::of(StatusCode::BAD_GATEWAY, "host-silent")
        }
    }

    /// Something broke.
    pub(crate) fn fault(words: impl Into<String>) -> Self {
        let fault = Some(words.into());
        Self {
            fault,
            ..Self::of(StatusCode::INTERNAL_SERVER_ERROR, "")
        }
    }

    /// The words of a status.
    pub(crate) fn status(status: StatusCode) -> Self {
        let retry = (status == StatusCode::SERVICE_UNAVAILABLE).then_some(30);
        Self {
            retry,
            ..Self::of(status, "")
        }
    }

    /// The same, with what was typed.
    #[must_use]
    pub(crate) fn keeping(mut self, text: &str) -> Self {
        if !text.is_empty() {
            self.text = Some(text.to_owned());
        }
        self
    }

    /// Whether something broke, rather than being refused.
    pub(crate) fn broke(&self) -> bool {
        self.fault.is_some()
    }

    /// Whether a form can come back with this: it says what to do otherwise. What is absent has
    /// no form, and what broke is not the writer's to mend.
    pub(crate) fn is_about_the_form(&self) -> bool {
        self.fault.is_none()
            && !matches!(self.status, StatusCode::NOT_FOUND | StatusCode::GONE)
            && self.name != "registration-closed"
    }

    /// Whether something is missing that must be said.
    pub(crate) fn is_blank(&self) -> bool {
        self.name.ends_with("-empty")
    }

    /// The sentence, linked to the field that it is about.
    pub(crate) fn field_error(&self, lang: Lang) -> FieldError {
        FieldError {
            field: self.field(),
            text: self.sentence(lang),
        }
    }

    fn field(&self) -> &'static str {
        match self.name {
            "text-empty" | "text-too-long" | "too-large" | "too-many-mentions"
            | "too-many-hashtags" => "text",
            "title-empty" | "forum-title-empty" | "title-too-long" => "title",
            "language-unknown" => "lang",
            "name-taken" | "name-invalid" | "wrong-password" => "name",
            "display-too-long" => "display",
            "bio-too-long" => "note",
            "too-many-fields" | "field-too-long" | "field-unnamed" => "name1",
            "email-invalid" | "email-taken" => "email",
            "password-length" => "password",
            "reason-missing" => "reason",
            "address-invalid" | "host-invalid" | "host-blocked" | "host-silent"
            | "no-such-forum" => "address",
            _ => "",
        }
    }

    /// Seconds until it is worth trying again.
    pub(crate) fn retry(&self) -> Option<i64> {
        self.retry
    }

    /// What broke, for the log.
    pub(crate) fn broken(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    /// What it is, in a sentence.
    pub(crate) fn sentence(&self, lang: Lang) -> String {
        refusal::sentence(lang, self.name, &self.values()).unwrap_or_else(|| {
            let page = RefusedPage::new(
                web::view::Shell {
                    lang,
                    ..Default::default()
                },
                self.status.as_u16(),
                self.name,
                &[],
            );
            page.explanation
        })
    }

    fn values(&self) -> Vec<(&'static str, Value<'static>)> {
        // Numbers choose plural forms, so they are passed as numbers.
        let value = |text: &String| match text.parse::<i64>() {
            Ok(number) => Value::from(number),
            Err(_) => Value::from(text.clone()),
        };
        self.args
            .iter()
            .map(|(name, text)| (*name, value(text)))
            .collect()
    }

    /// Adds what every answer of this kind carries.
    pub(crate) fn dress(&self, response: &mut Response) {
        *response.status_mut() = self.status;
        if let Some(seconds) = self.retry {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            Error::Fault(fault) => fault.into(),
        }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::fault(fault.to_string())
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let status = match (refusal.kind(), &refusal) {
            (_, Refusal::Gone) => StatusCode::GONE,
            (_, Refusal::DiskFull) => StatusCode::INSUFFICIENT_STORAGE,
            (Kind::Absent, _) => StatusCode::NOT_FOUND,
            (Kind::Forbidden, _) => StatusCode::FORBIDDEN,
            (Kind::Invalid, _) => StatusCode::UNPROCESSABLE_ENTITY,
            (Kind::Conflict, _) => StatusCode::CONFLICT,
            (Kind::TooMany, _) => StatusCode::TOO_MANY_REQUESTS,
            (Kind::Unready, _) => StatusCode::SERVICE_UNAVAILABLE,
        };
        let retry = match &refusal {
            Refusal::TooManyAttempts { seconds } => Some(*seconds),
            Refusal::DiskFull => Some(300),
            _ if refusal.kind() == Kind::Unready => Some(10),
            _ => None,
        };
        let name = refusal.key().trim_start_matches("refusal-");
        Self {
            args: refusal.args(),
            retry,
            ..Self::of(status, name)
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        self.dress(&mut response);
        response.extensions_mut().insert(self);
        response
    }
}

/// What a refusal's page has to know of the request.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Whether JSON was asked for.
    pub(crate) json: bool,
    /// Number of the request, for the log and for the reader.
    pub(crate) number: String,
}

/// Gives a body to every failure, and to the bare refusals of routing, time-outs and panics.
pub(crate) fn put_in_words(
    app: &App,
    visitor: &Visitor,
    asked: &Asked,
    mut response: Response,
) -> Response {
    let failure = match response.extensions_mut().remove::<Failure>() {
        Some(failure) => failure,
        None if is_bare(&response) => Failure::status(response.status()),
        None => return response,
    };
    if let Some(fault) = &failure.fault {
        tracing::error!(
            number = asked.number,
            path = visitor.bare_path(),
            fault,
            "it broke"
        );
    }
    let mut told = if asked.json {
        problem(&failure, visitor.lang)
    } else {
        page(app, visitor, &failure, &asked.number)
    };
    failure.dress(&mut told);
    carry(&response, &mut told);
    told
}

/// Keeps what was said beside a body that is replaced.
pub(crate) fn carry(bare: &Response, told: &mut Response) {
    for (name, value) in bare.headers() {
        if !told.headers().contains_key(name) && name != "content-length" {
            told.headers_mut().insert(name.clone(), value.clone());
        }
    }
}

/// Whether an answer is a refusal without words of ours.
pub(crate) fn is_bare(response: &Response) -> bool {
    let status = response.status();
    let failed = status.is_client_error() || status.is_server_error();
    let html = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain"));
    failed && !html
}

fn problem(failure: &Failure, lang: Lang) -> Response {
    let body = serde_json::json!({
        "type": "about:blank",
        "title": failure.status.canonical_reason().unwrap_or("Error"),
        "status": failure.status.as_u16(),
        "detail": failure.sentence(lang),
    });
    let kind = [(
        CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    )];
    (failure.status, kind, Json(body).into_response().into_body()).into_response()
}

fn page(app: &App, visitor: &Visitor, failure: &Failure, number: &str) -> Response {
    let shell = web::shell(app, visitor, "");
    let status = failure.status.as_u16();
    let mut page = RefusedPage::new(shell, status, failure.name, &failure.values());
    page.reference = failure.fault.is_some().then(|| number.to_owned());
    page.text.clone_from(&failure.text);
    let mut response =
        web::render(&page).unwrap_or_else(|broken| broken.status.to_string().into_response());
    let none = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, none);
    response
}
