//! Who uses a client: the bearer of a token, or nobody.

use std::borrow::Cow;
use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use palabre_core::access::{self, Bearer, Member};
use palabre_core::people::Person;
use palabre_core::threads::read::Viewer;

use super::error::ApiError;
use crate::app::App;
use crate::i18n::Lang;
use crate::streaming;

/// Who makes a request of the API. Put into it by the door, taken out by handlers.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    bearer: Option<Bearer>,
    pub(crate) client: IpAddr,
    /// What refusals are said in.
    pub(crate) lang: Lang,
}

impl Caller {
    /// Looks the token of a request up. One that does not hold is as good as none: what needs one
    /// says so.
    pub(super) async fn of(
        app: &App,
        headers: &HeaderMap,
        uri: &Uri,
        client: IpAddr,
        lang: Lang,
    ) -> palabre_core::Result<Self> {
        let elsewhere = || streaming::token(headers, uri);
        let bearer = match token(headers).map(Cow::Borrowed).or_else(elsewhere) {
            Some(token) => access::bearer(&app.core, &token).await?,
            None => None,
        };
        let spoken = bearer
            .as_ref()
            .and_then(|bearer| bearer.member.as_ref())
            .and_then(|member| Lang::parse(&member.lang));
        Ok(Self {
            bearer,
            client,
            lang: spoken.unwrap_or(lang),
        })
    }

    /// The member, who must have allowed `scope`.
    ///
    /// # Errors
    /// 401 without a token that holds, 403 outside its scopes, 422 for an app's own token.
    pub(crate) fn member(&self, scope: &str) -> Result<&Member, ApiError> {
        let bearer = self.bearer_of(scope)?;
        bearer.member.as_ref().ok_or_else(ApiError::nobody)
    }

    /// The member, who must have allowed to be known: with `read:accounts`, or the narrow `profile`.
    ///
    /// # Errors
    /// As [`Self::member`].
    pub(crate) fn known(&self) -> Result<&Member, ApiError> {
        self.member("profile")
            .or_else(|_| self.member("read:accounts"))
    }

    /// The administrator, who must have allowed `scope`. Whoever is one no longer has lost it with that.
    ///
    /// # Errors
    /// As [`Self::member`], and 403 for whoever is no administrator.
    pub(crate) fn admin(&self, scope: &str) -> Result<&Member, ApiError> {
        let member = self.member(scope)?;
        if member.role == "admin" {
            Ok(member)
        } else {
            Err(ApiError::forbidden())
        }
    }

    /// Whoever reads: a member, whose token must allow `scope`, or anybody.
    ///
    /// # Errors
    /// 403 outside the scopes of a token that is shown.
    pub(crate) fn reader(&self, scope: &str) -> Result<Viewer, ApiError> {
        if self.bearer.is_none() {
            return Ok(Viewer::guest());
        }
        let member = self.bearer_of(scope)?.member.as_ref();
        Ok(member.map_or_else(Viewer::guest, Viewer::from))
    }

    /// The member as a person and as a reader, who must have allowed `scope`.
    ///
    /// # Errors
    /// As [`Self::member`].
    pub(crate) fn acting(&self, scope: &str) -> Result<(&Person, Viewer), ApiError> {
        let member = self.member(scope)?;
        Ok((&member.person, self.reader(scope)?))
    }

    /// Whoever shows a token that allows `scope`: a member or an app.
    ///
    /// # Errors
    /// 401 without a token that holds, 403 outside its scopes.
    pub(crate) fn bearer_of(&self, scope: &str) -> Result<&Bearer, ApiError> {
        let bearer = self.bearer()?;
        if bearer.scopes.cover(scope) {
            Ok(bearer)
        } else {
            Err(ApiError::out_of_scope())
        }
    }

    /// Whoever shows a token, whatever it allows.
    ///
    /// # Errors
    /// 401 without a token that holds.
    pub(crate) fn bearer(&self) -> Result<&Bearer, ApiError> {
        self.bearer.as_ref().ok_or_else(ApiError::unknown)
    }

    /// What its requests are counted by.
    pub(super) fn account(&self) -> Option<i64> {
        let member = self.bearer.as_ref()?.member.as_ref()?;
        Some(member.person.id)
    }
}

pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim())
        .filter(|token| !token.is_empty())
}

impl FromRequestParts<App> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            palabre_core::Fault::Other("a client stands outside the door".to_owned()).into()
        })
    }
}
