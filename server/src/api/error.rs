//! Why a client's request was not done: always JSON, `{"error": …}`, with the words that clients
//! know by heart where Mastodon has some, and else a sentence in the member's language.

use std::borrow::Cow;

use axum::Json;
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use palabre_core::{BadFilter, Error, Fault, Kind, Refusal, UnfitProfile};
use serde_json::{Value, json};

use crate::http::answer::{Failure, carry, is_bare};
use crate::i18n::Lang;

/// What a handler of the API answers.
pub(crate) type Answer<T = Response> = Result<T, ApiError>;

/// No, because; or: it broke. As a response it has no body yet: [`put_in_words`] gives it one.
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    status: StatusCode,
    said: Said,
    /// Seconds until it is worth trying again.
    retry: Option<i64>,
}

#[derive(Debug, Clone)]
enum Said {
    /// Words that clients know.
    Known(&'static str),
    /// A field and what is wrong with it.
    Field(Cow<'static, str>, &'static str),
    /// A field, and what is wrong with it in the member's language.
    Wrong(Cow<'static, str>, Box<Failure>),
    /// The errors of OAuth 2 (RFC 6749 §5.2).
    Grant(&'static str, &'static str),
    /// What a page would say.
    Page(Box<Failure>),
}

impl ApiError {
    fn known(status: StatusCode, words: &'static str) -> Self {
        Self {
            status,
            said: Said::Known(words),
            retry: None,
        }
    }

    /// The words of a status.
    pub(crate) fn status(status: StatusCode) -> Self {
        let words = match status.as_u16() {
            401 => "The access token is invalid",
            403 => "This action is not allowed",
            404 => "Record not found",
            405 => "Method not allowed",
            408 => "The request came in too slowly",
            409 => "Conflict during update, please try again",
            413 => "Request entity too large",
            415 => "This media type is not supported",
            422 => "Validation failed",
            429 => "Too many requests",
            400..=499 => "The request cannot be understood",
            502..=504 => "The service is not available",
            _ => "An unexpected error occurred",
        };
        Self::known(status, words)
    }

    /// There is no such thing, or none that the caller may see.
    pub(crate) fn absent() -> Self {
        Self::status(StatusCode::NOT_FOUND)
    }

    /// No token, or one that does not hold.
    pub(crate) fn unknown() -> Self {
        Self::status(StatusCode::UNAUTHORIZED)
    }

    /// The token allows other things.
    pub(crate) fn out_of_scope() -> Self {
        Self::known(
            StatusCode::FORBIDDEN,
            "This action is outside the authorized scopes",
        )
    }

    /// What nobody may do.
    pub(crate) fn forbidden() -> Self {
        Self::status(StatusCode::FORBIDDEN)
    }

    /// An app's own token where a member is needed.
    pub(crate) fn nobody() -> Self {
        Self::known(
            StatusCode::UNPROCESSABLE_ENTITY,
            "This method requires an authenticated user",
        )
    }

    /// A body that is none.
    pub(crate) fn malformed() -> Self {
        Self::status(StatusCode::BAD_REQUEST)
    }

    /// A field with a wrong value.
    pub(crate) fn field(name: impl Into<Cow<'static, str>>, wrong: &'static str) -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            said: Said::Field(name.into(), wrong),
            retry: None,
        }
    }

    /// A field with a wrong value, in words.
    pub(crate) fn wrong(name: impl Into<Cow<'static, str>>, failure: Failure) -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            said: Said::Wrong(name.into(), Box::new(failure)),
            retry: None,
        }
    }

    /// The same, with a field as this address calls it.
    pub(crate) fn called(mut self, usual: &str, here: &'static str) -> Self {
        if let Said::Wrong(name, _) | Said::Field(name, _) = &mut self.said
            && *name == usual
        {
            *name = here.into();
        }
        self
    }

    /// An error of OAuth 2: its code and a sentence.
    pub(crate) fn grant(status: StatusCode, code: &'static str, words: &'static str) -> Self {
        Self {
            status,
            said: Said::Grant(code, words),
            retry: None,
        }
    }

    /// Too much, for so many seconds.
    pub(crate) fn too_many(seconds: i64) -> Self {
        Self {
            retry: Some(seconds),
            ..Self::status(StatusCode::TOO_MANY_REQUESTS)
        }
    }

    /// Whether it broke, and may go well another time.
    pub(crate) fn is_fault(&self) -> bool {
        self.status.is_server_error()
    }

    /// Why, in words.
    pub(crate) fn sentence(&self, lang: Lang) -> String {
        let body = self.body(lang);
        body["error"].as_str().unwrap_or_default().to_owned()
    }

    fn body(&self, lang: Lang) -> Value {
        match &self.said {
            Said::Known(words) => json!({ "error": words }),
            Said::Field(name, wrong) => json!({
                "error": format!("Validation failed: {name} {wrong}"),
                "details": { &**name: [{ "error": code(*wrong == BLANK), "description": wrong }] },
            }),
            Said::Wrong(name, failure) => {
                let sentence = failure.sentence(lang);
                let code = code(failure.is_blank());
                json!({
                    "error": sentence,
                    "details": { &**name: [{ "error": code, "description": sentence }] },
                })
            }
            Said::Grant(code, words) => json!({ "error": code, "error_description": words }),
            Said::Page(failure) => json!({ "error": failure.sentence(lang) }),
        }
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            Error::Fault(fault) => fault.into(),
        }
    }
}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        Failure::from(fault).into()
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        if let Some(field) = field_of(&refusal) {
            return Self::wrong(field, refusal.into());
        }
        match (&refusal, refusal.kind()) {
            (Refusal::SignInFirst, _) => Self::unknown(),
            (Refusal::TooManyAttempts { seconds }, _) => Self::too_many(*seconds),
            (_, Kind::Absent) => Self::absent(),
            // What stands against a deed is said in words; clients show the words of 422.
            (Refusal::ThreadLocked | Refusal::HostBlocked(_), _)
            | (_, Kind::Invalid | Kind::Conflict) => Self {
                status: StatusCode::UNPROCESSABLE_ENTITY,
                ..Failure::from(refusal).into()
            },
            _ => Failure::from(refusal).into(),
        }
    }
}

/// What Mastodon says of a field with nothing in it.
pub(super) const BLANK: &str = "can't be blank";

/// The word for what is wrong with a field.
fn code(blank: bool) -> &'static str {
    if blank { "ERR_BLANK" } else { "ERR_INVALID" }
}

/// The field whose value is refused, as clients name it; none where what stands against a deed is not
/// in what was said.
fn field_of(refusal: &Refusal) -> Option<&'static str> {
    Some(match refusal {
        Refusal::TextEmpty
        | Refusal::TextTooLong { .. }
        | Refusal::TooManyMentions { .. }
        | Refusal::TooManyHashtags { .. } => "status",
        Refusal::TitleEmpty
        | Refusal::TitleTooLong { .. }
        | Refusal::ListTitleEmpty
        | Refusal::TooManyLists { .. }
        | Refusal::Filter(BadFilter::FilterTitleEmpty | BadFilter::TooManyFilters { .. }) => {
            "title"
        }
        Refusal::TooManyListed { .. } => "account_ids",
        Refusal::TooManyTags { .. } => "name",
        Refusal::HostInvalid(_) => "domain",
        Refusal::WarningTooLong { .. } => "spoiler_text",
        Refusal::LanguageUnknown(_) => "language",
        Refusal::SalonIsForAll => "visibility",
        Refusal::TooManyMedia { .. } | Refusal::MediaAttached | Refusal::MediaUnready => {
            "media_ids"
        }
        Refusal::DescriptionTooLong { .. } => "description",
        Refusal::PollOptions { .. } | Refusal::OptionTooLong { .. } | Refusal::OptionTwice => {
            "poll[options]"
        }
        Refusal::PollTime => "poll[expires_in]",
        Refusal::PollWithMedia => "poll",
        Refusal::NoSuchOption | Refusal::OneOption => "choices",
        Refusal::ScheduleTime | Refusal::TooManyScheduled { .. } => "scheduled_at",
        Refusal::NotQuotable | Refusal::QuoteOfAFew => "quoted_status_id",
        Refusal::Filter(BadFilter::FilterContext) => "context",
        Refusal::Filter(
            BadFilter::KeywordEmpty
            | BadFilter::KeywordTooLong { .. }
            | BadFilter::TooManyKeywords { .. },
        ) => "keyword",
        Refusal::Filter(BadFilter::TooManyFiltered { .. }) => "status_id",
        Refusal::NoteTooLong { .. } | Refusal::ReasonTooLong { .. } => "comment",
        Refusal::UnfitProfile(UnfitProfile::DisplayTooLong { .. }) => "display_name",
        Refusal::UnfitProfile(UnfitProfile::BioTooLong { .. }) => "note",
        Refusal::UnfitProfile(_) => "fields_attributes",
        _ => return None,
    })
}

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> Self {
        Self {
            status: failure.status,
            retry: failure.retry(),
            said: Said::Page(Box::new(failure)),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives a body to every failure, and to the bare refusals of routing, time-outs and panics.
pub(crate) fn put_in_words(lang: Lang, number: &str, mut response: Response) -> Response {
    let error = match response.extensions_mut().remove::<ApiError>() {
        Some(error) => error,
        None if is_bare(&response) => ApiError::status(response.status()),
        None => return response,
    };
    if let Said::Page(failure) = &error.said
        && let Some(fault) = failure.broken()
    {
        tracing::error!(number, fault, "it broke");
    }
    let mut told = (error.status, Json(error.body(lang))).into_response();
    if let Some(seconds) = error.retry {
        told.headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    if error.status == StatusCode::UNAUTHORIZED {
        let asked = HeaderValue::from_static("Bearer realm=\"Palabre\"");
        told.headers_mut().insert(WWW_AUTHENTICATE, asked);
    }
    carry(&response, &mut told);
    told
}
