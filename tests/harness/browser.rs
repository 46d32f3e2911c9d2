//! A browser without scripts, as far as forms go.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use reqwest::{Client, Response, redirect::Policy};

/// What came back.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) location: String,
    pub(crate) text: String,
}

impl Page {
    /// The value of the first hidden field of a name.
    fn field(&self, name: &str) -> String {
        let (_, rest) = self.part(&format!("name=\"{name}\" value=\""));
        rest.split('"').next().unwrap_or_default().to_owned()
    }

    /// The number that follows some words for the first time.
    pub(crate) fn number_after(&self, words: &str) -> String {
        let (_, rest) = self.part(words);
        rest.chars().take_while(char::is_ascii_digit).collect()
    }

    fn part(&self, words: &str) -> (&str, &str) {
        let split = self.text.split_once(words);
        split.unwrap_or_else(|| panic!("no {words} in {}", self.text))
    }
}

/// A browser that visits one node.
#[derive(Debug)]
pub(crate) struct Browser {
    client: Client,
    host: String,
    at: SocketAddr,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(crate) fn new(host: &str, at: SocketAddr) -> Self {
        let client = Client::builder().redirect(Policy::none()).no_proxy();
        Self {
            client: client.build().expect("a client"),
            host: host.to_owned(),
            at,
            cookies: BTreeMap::new(),
        }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Page {
        let request = self.client.get(format!("http://{}{path}", self.at));
        let request = request.header("host", &self.host);
        let response = request.header("cookie", self.cookie()).send().await;
        self.page(response.expect("the node answers")).await
    }

    /// Sends the form of a page, with its tokens.
    pub(crate) async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.sends(path, path, fields).await
    }

    /// Sends a form of a page to `path`, with the page's tokens.
    pub(crate) async fn sends(&mut self, page: &str, path: &str, fields: &[(&str, &str)]) -> Page {
        let form = self.get(page).await;
        let (csrf, once) = (form.field("csrf"), form.field("once"));
        let tokens = [("csrf", csrf.as_str()), ("once", once.as_str())];
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(tokens.iter().chain(fields))
            .finish();
        let request = self.client.post(format!("http://{}{path}", self.at));
        let request = request
            .header("host", &self.host)
            .header("origin", format!("http://{}", self.host))
            .header("content-type", "application/x-www-form-urlencoded");
        let response = request.header("cookie", self.cookie()).body(body).send();
        self.page(response.await.expect("the node answers")).await
    }

    fn cookie(&self) -> String {
        let pairs = self.cookies.iter();
        let pairs: Vec<_> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    async fn page(&mut self, response: Response) -> Page {
        for line in response.headers().get_all("set-cookie") {
            let line = line.to_str().expect("a cookie is text");
            let pair = line.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let location = response.headers().get("location");
        let location = location.and_then(|at| at.to_str().ok()).unwrap_or_default();
        Page {
            status: response.status().as_u16(),
            location: location.to_owned(),
            text: response.text().await.expect("a page is text"),
        }
    }
}
