//! A browser without windows: cookies, forms and their hidden fields, no script.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Response, StatusCode};

use super::super::Stop;
use super::network::Chapter;
use super::reading;

/// Longest wait for a page.
const PATIENCE: Duration = Duration::from_mins(1);

/// One person's browser on one node.
#[derive(Debug)]
pub(super) struct Browser {
    client: Client,
    origin: String,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    /// A browser that knows where the chapter is.
    pub(super) fn new(chapter: &Chapter) -> Result<Self, Stop> {
        let name = format!("{}.localhost", chapter.name);
        let client = Client::builder()
            .resolve(&name, SocketAddr::from(([127, 0, 0, 1], chapter.port)))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            // A node that was killed in between has forgotten its connections.
            .pool_max_idle_per_host(0)
            .timeout(PATIENCE)
            .build();
        let origin = chapter.origin();
        match client {
            Ok(client) => Ok(Self {
                client,
                origin,
                cookies: BTreeMap::new(),
            }),
            Err(error) => Err(failed(&origin, &error.to_string())),
        }
    }

    /// The page at a path; anything but 200 is a failure.
    pub(super) async fn page(&mut self, path: &str) -> Result<String, Stop> {
        match self.look(path).await? {
            (StatusCode::OK, html) => Ok(html),
            (status, html) => Err(self.refused(path, status, &html)),
        }
    }

    /// The page at a path, nothing where there is none; anything else is a failure.
    pub(super) async fn page_if_any(&mut self, path: &str) -> Result<Option<String>, Stop> {
        match self.look(path).await? {
            (StatusCode::OK, html) => Ok(Some(html)),
            (StatusCode::NOT_FOUND, _) => Ok(None),
            (status, html) => Err(self.refused(path, status, &html)),
        }
    }

    /// The page at a path, with its status.
    pub(super) async fn look(&mut self, path: &str) -> Result<(StatusCode, String), Stop> {
        let request = self
            .client
            .get(self.address(path))
            .header(ACCEPT, "text/html");
        let response = self.send(path, request).await?;
        let status = response.status();
        let html = response
            .text()
            .await
            .map_err(|error| failed(path, &error.to_string()))?;
        Ok((status, html))
    }

    /// A document for other servers.
    pub(super) async fn document(&mut self, path: &str) -> Result<serde_json::Value, Stop> {
        let request = self
            .client
            .get(self.address(path))
            .header(ACCEPT, "application/activity+json");
        let response = self.send(path, request).await?;
        let status = response.status();
        let text = response
            .text()
            .await
            .map_err(|error| failed(path, &error.to_string()))?;
        if status != StatusCode::OK {
            return Err(self.refused(path, status, &text));
        }
        serde_json::from_str(&text).map_err(|error| failed(path, &error.to_string()))
    }

    /// Opens the page with a form, fills it in and sends it to `action`: where that leads. `once`
    /// names the deed, so that one which is done again after a sudden stop is done once.
    pub(super) async fn fill(
        &mut self,
        page: &str,
        action: &str,
        fields: &[(&str, &str)],
        once: &str,
    ) -> Result<String, Stop> {
        let html = self.page(page).await?;
        let csrf = reading::hidden(&html, "csrf")
            .ok_or_else(|| self.refused(page, StatusCode::OK, &html))?;
        let body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf", &csrf)
            .append_pair("once", once)
            .extend_pairs(fields)
            .finish();
        let request = self
            .client
            .post(self.address(action))
            .header(ACCEPT, "text/html")
            .header("origin", &self.origin)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body);
        let response = self.send(action, request).await?;
        let status = response.status();
        let leads = response
            .headers()
            .get(LOCATION)
            .and_then(|to| to.to_str().ok());
        match leads.map(str::to_owned) {
            Some(to) if status == StatusCode::SEE_OTHER => {
                Ok(to.strip_prefix(&self.origin).unwrap_or(&to).to_owned())
            }
            _ => {
                let html = response.text().await.unwrap_or_default();
                Err(self.refused(action, status, &html))
            }
        }
    }

    async fn send(&mut self, path: &str, request: RequestBuilder) -> Result<Response, Stop> {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = request
            .header(ACCEPT_LANGUAGE, "fr")
            .header(COOKIE, cookies.join("; "));
        let response = request
            .send()
            .await
            .map_err(|error| failed(path, &error.to_string()))?;
        for set in response.headers().get_all(SET_COOKIE) {
            let Some((name, rest)) = set.to_str().ok().and_then(|set| set.split_once('=')) else {
                continue;
            };
            let value = rest.split(';').next().unwrap_or_default();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        Ok(response)
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    fn refused(&self, path: &str, status: StatusCode, html: &str) -> Stop {
        failed(
            &self.address(path),
            &format!("{status} {}", reading::refusal(html)),
        )
    }
}

fn failed(address: &str, words: &str) -> Stop {
    let words: String = words.chars().take(600).collect();
    Stop::said(
        "cli-demo-page",
        &[("address", address.to_owned()), ("words", words)],
    )
}
