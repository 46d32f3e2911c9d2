//! What a form has sent: its fields, and whether it is one of ours.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use http_body_util::BodyExt;
use palabre_core::people::Person;

use super::answer::{Answer, Failure};
use super::csrf;
use super::visitor::Visitor;
use crate::app::App;

/// What a form may hold at least, in bytes of its decoded fields.
const FORM: usize = 64 * 1024;
/// Bytes of a long word, in a script whose letters take two.
const WORD: usize = 24;
/// What is kept of a form on the wire, where a byte outside ASCII takes three: one that holds more
/// than it may, and no more than this, is refused and comes back with its text.
const WIRE: usize = 1024 * 1024;
/// What is read of a form that is far too large, so that the browser hears the answer.
const PATIENCE: usize = 4 * 1024 * 1024;
/// How long a body may take to come in: less than the whole request may take, so that the answer says
/// what was slow.
pub(crate) const SLOWEST: Duration = Duration::from_secs(25);
/// The longest name of a rendering.
const ONCE: usize = 64;

/// The fields of a form.
#[derive(Debug)]
pub(crate) struct Sent {
    fields: Vec<(String, String)>,
    genuine: bool,
    /// What it may hold, in kibibytes, where it holds more.
    over: Option<usize>,
}

impl Sent {
    /// What was typed into a field; empty when it is not there.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.field(name).unwrap_or_default()
    }

    /// What was typed into a field, if the form has it.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Everything that was chosen under one name.
    pub(crate) fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        let chosen = self.fields.iter().filter(move |(key, _)| key == name);
        chosen.map(|(_, value)| value.as_str())
    }

    /// A text of several lines, as it was typed and not as HTTP carries it.
    pub(crate) fn text(&self, name: &str) -> String {
        self.get(name).replace("\r\n", "\n")
    }

    /// Refuses a form that is not one of ours, or that holds too much.
    pub(crate) fn genuine(&self) -> Answer<()> {
        if !self.genuine {
            Err(Failure::stale())
        } else if let Some(limit) = self.over {
            Err(Failure::too_large(limit))
        } else {
            Ok(())
        }
    }

    /// Who is signed in and has sent this form of ours.
    pub(crate) fn member<'v>(&self, visitor: &'v Visitor) -> Answer<&'v Person> {
        let person = visitor.member()?;
        self.genuine()?;
        Ok(person)
    }

    /// The name of the rendering that was sent: the same name twice is the same deed.
    pub(crate) fn once(&self) -> Option<&str> {
        self.field("once")
            .filter(|once| !once.is_empty() && once.len() <= ONCE)
    }
}

impl FromRequest<App> for Sent {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        let visitor = parts
            .extensions
            .get::<Visitor>()
            .ok_or_else(|| Failure::fault("a form stands outside the door"))?;
        let fields = read(&parts.headers, body).await?;
        Ok(Self::of(app, visitor, &parts.headers, fields))
    }
}

impl Sent {
    /// What a form that came in parts has sent beside its files.
    pub(crate) fn of(
        app: &App,
        visitor: &Visitor,
        headers: &HeaderMap,
        fields: Vec<(String, String)>,
    ) -> Self {
        let token = fields
            .iter()
            .find(|(key, _)| key == "csrf")
            .map_or("", |(_, token)| token);
        let origin = app.core.base().origin();
        let genuine = csrf::holds(headers, origin, &visitor.csrf, token);
        let most = most(app);
        let over = (size(&fields) > most).then_some(most / 1024);
        Self {
            fields,
            genuine,
            over,
        }
    }
}

/// The text of a form that is refused before anybody reads it.
pub(crate) async fn text_of(request: Request) -> String {
    let (parts, body) = request.into_parts();
    let fields = read(&parts.headers, body).await.unwrap_or_default();
    longest(&fields)
}

async fn read(headers: &HeaderMap, body: Body) -> Answer<Vec<(String, String)>> {
    let kind = headers
        .get(CONTENT_TYPE)
        .map_or(&b""[..], |kind| kind.as_bytes());
    if !kind
        .to_ascii_lowercase()
        .starts_with(b"application/x-www-form-urlencoded")
    {
        return Err(Failure::status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let bytes = collect(body).await?;
    // U+0000 is no text, and not every database can keep it.
    let text = |text: std::borrow::Cow<'_, str>| text.replace('\0', "");
    Ok(url::form_urlencoded::parse(&bytes)
        .map(|(key, value)| (text(key), text(value)))
        .take(64)
        .collect())
}

/// What a form may hold: a text of as many words as a contribution may have always fits.
fn most(app: &App) -> usize {
    let words = usize::try_from(app.config.limits.max_words).unwrap_or(usize::MAX);
    words.saturating_mul(WORD).clamp(FORM, WIRE / 3)
}

/// Bytes of the decoded fields.
fn size(fields: &[(String, String)]) -> usize {
    fields
        .iter()
        .map(|(key, value)| key.len() + value.len())
        .sum()
}

fn longest(fields: &[(String, String)]) -> String {
    let texts = fields
        .iter()
        .filter(|(key, _)| key == "text" || key == "reason");
    texts
        .map(|(_, value)| value.clone())
        .next()
        .unwrap_or_default()
}

async fn collect(body: Body) -> Answer<Vec<u8>> {
    tokio::time::timeout(SLOWEST, received(body))
        .await
        .unwrap_or_else(|_| Err(Failure::slow(SLOWEST.as_secs())))
}

async fn received(mut body: Body) -> Answer<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut seen = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Failure::status(StatusCode::BAD_REQUEST))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        seen += data.len();
        if seen > PATIENCE {
            break;
        }
        if seen <= WIRE {
            bytes.extend_from_slice(&data);
        }
    }
    if seen > WIRE {
        Err(Failure::far_too_large(WIRE / 1024))
    } else {
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // pages.21
    #[tokio::test(start_paused = true)]
    async fn a_form_that_comes_too_slowly_is_a_request_timeout() {
        let endless = futures::stream::pending::<Result<Vec<u8>, std::io::Error>>();
        let refused = collect(Body::from_stream(endless)).await;
        let refused = refused.expect_err("no form");
        assert_eq!(refused.status, StatusCode::REQUEST_TIMEOUT);
    }
}
