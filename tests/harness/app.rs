//! A member's own client: it introduces itself, is let in through the member's browser, and asks the
//! API. Every answer is held to the document of [`openapi`] and to that of the node
//! itself, [`own`].

use palabre_core::access::{self, scopes::Scopes};
use reqwest::Method;
use serde_json::Value;

use super::browser::Browser;
use super::{Node, Person, openapi, own};

/// What clients of members ask for.
pub(crate) const ALL: &str = "read write follow push";
const STATUS: &str = "/api/v1/statuses/{id}";
/// Where its codes are sent.
const BACK: &str = "https://client.test/back";

/// What an address answered.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) status: u16,
    pub(crate) value: Value,
    /// The header that leads to the pages beside, empty where there is none.
    pub(crate) link: String,
}

/// The client of a new member.
pub(crate) async fn client(node: &Node, name: &str) -> App {
    member(node, name).await.1
}

/// A new member, and their client.
pub(crate) async fn member(node: &Node, name: &str) -> (Person, App) {
    let person = node.member(name).await;
    let client = App::by(&person, ALL).await;
    (person, client)
}

/// An id as a client is told it.
pub(crate) fn text(id: &Value) -> &str {
    id.as_str().unwrap_or_else(|| panic!("no text: {id}"))
}

/// What a list holds.
pub(crate) fn list(value: &Value) -> &[Value] {
    value
        .as_array()
        .unwrap_or_else(|| panic!("no list: {value}"))
}

/// A client of one node.
#[derive(Debug)]
pub(crate) struct App {
    node: Node,
    id: String,
    secret: String,
    token: Option<String>,
}

impl App {
    /// Introduces itself.
    pub(crate) async fn new(node: &Node, scopes: &str) -> Self {
        let mut made = Self {
            node: node.clone(),
            id: String::new(),
            secret: String::new(),
            token: None,
        };
        let fields = [
            ("client_name", "Client"),
            ("redirect_uris", BACK),
            ("scopes", scopes),
        ];
        let told = made.posts("/api/v1/apps", &fields).await;
        assert_eq!(told.status, 200, "{}", told.value);
        let text = |name: &str| told.value[name].as_str().expect(name).to_owned();
        (made.id, made.secret) = (text("client_id"), text("client_secret"));
        made
    }

    /// The client of a member, let in by them for all that it asks.
    pub(crate) async fn by(person: &Person, scopes: &str) -> Self {
        let made = Self::new(person.node(), scopes).await;
        made.let_in_by(person, scopes).await
    }

    /// A client with a token that was made by command.
    pub(crate) async fn given(person: &Person, scopes: &str) -> Self {
        let node = person.node();
        let scopes = Scopes::parse(scopes).expect("scopes");
        let tx = node.core().begin().await.expect("a write begins");
        let token = access::create_token(&tx, person.name(), &scopes).await;
        tx.commit().await.expect("the token is kept");
        Self {
            node: node.clone(),
            id: String::new(),
            secret: String::new(),
            token: Some(token.expect("a token")),
        }
    }

    /// Is let in by a member, in their browser.
    pub(crate) async fn let_in_by(mut self, person: &Person, scopes: &str) -> Self {
        let mut browser = Browser::new(self.node.host(), self.node.address());
        let fields = [("name", person.name()), ("password", Node::PASSWORD)];
        let page = browser.submit("/connexion", &fields).await;
        assert_eq!(page.status, 303, "{}", page.text);
        let query = [
            ("response_type", "code"),
            ("client_id", self.id.as_str()),
            ("redirect_uri", BACK),
            ("scope", scopes),
        ];
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(query)
            .finish();
        let path = format!("/oauth/authorize?{query}");
        let fields = [
            ("response_type", "code"),
            ("client_id", self.id.as_str()),
            ("redirect_uri", BACK),
            ("scope", scopes),
            ("answer", "yes"),
        ];
        let page = browser.submit(&path, &fields).await;
        assert_eq!(page.status, 302, "{}", page.text);
        let address = url::Url::parse(&page.location).expect("an address");
        let mut pairs = address.query_pairs();
        let code = pairs.find(|(name, _)| name == "code").expect("a code").1;
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", self.id.as_str()),
            ("client_secret", self.secret.as_str()),
            ("redirect_uri", BACK),
            ("code", &code),
        ];
        let told = self.posts("/oauth/token", &fields).await;
        assert_eq!(told.status, 200, "{}", told.value);
        let token = told.value["access_token"].as_str().expect("a token");
        self.token = Some(token.to_owned());
        self
    }

    pub(crate) fn token(&self) -> &str {
        self.token.as_deref().expect("it is let in")
    }

    /// The id of the member.
    pub(crate) async fn own_id(&self) -> Value {
        let told = self.reads("/api/v1/accounts/verify_credentials").await;
        told.value["id"].clone()
    }

    /// The id of somebody by their address.
    pub(crate) async fn finds(&self, address: &str) -> Value {
        let path = format!("/api/v1/accounts/search?resolve=true&q={address}");
        self.reads(&path).await.value[0]["id"].clone()
    }

    /// Follows somebody by their address: answers their id.
    pub(crate) async fn follows(&self, address: &str) -> Value {
        let id = self.finds(address).await;
        self.does("/api/v1/accounts/{id}/follow", &id).await;
        id
    }

    /// Changes a status.
    pub(crate) async fn edits(&self, id: &Value, fields: &[(&str, &str)]) -> Value {
        let told = self.calls(Method::PUT, STATUS, &[text(id)], fields).await;
        assert_eq!(told.status, 200, "{}", told.value);
        told.value
    }

    /// Deletes a status.
    pub(crate) async fn deletes(&self, id: &Value) {
        let told = self.calls(Method::DELETE, STATUS, &[text(id)], &[]).await;
        assert_eq!(told.status, 200, "{}", told.value);
    }

    /// Ends its token.
    pub(crate) async fn signs_out(&self) -> Told {
        let token = self.token.as_deref().unwrap_or_default();
        let fields = [
            ("client_id", self.id.as_str()),
            ("client_secret", self.secret.as_str()),
            ("token", token),
        ];
        self.posts("/oauth/revoke", &fields).await
    }

    /// Reads an address that the document has under the same name.
    pub(crate) async fn reads(&self, path: &str) -> Told {
        let pattern = path.split('?').next().unwrap_or(path);
        self.asks(Method::GET, (pattern, path), None).await
    }

    /// Asks an address whose `{…}` the document leaves open: they are filled with `ids`, in order.
    pub(crate) async fn calls(
        &self,
        method: Method,
        pattern: &str,
        ids: &[&str],
        fields: &[(&str, &str)],
    ) -> Told {
        let mut ids = ids.iter();
        let parts = pattern.split('/').map(|part| match part.strip_prefix('{') {
            Some(_) => *ids.next().expect("an id"),
            None => part,
        });
        let path = parts.collect::<Vec<_>>().join("/");
        let pairs = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        if method == Method::GET {
            let path = format!("{path}?{pairs}");
            return self.asks(method, (pattern, &path), None).await;
        }
        self.asks(method, (pattern, &path), Some(pairs)).await
    }

    /// What a member says, as the status that it becomes.
    pub(crate) async fn says(&self, fields: &[(&str, &str)]) -> Value {
        let told = self
            .calls(Method::POST, "/api/v1/statuses", &[], fields)
            .await;
        assert_eq!(told.status, 200, "{}", told.value);
        told.value
    }

    /// What one thing of a kind is: `of("/api/v1/statuses/{id}", id)`.
    pub(crate) async fn of(&self, pattern: &str, id: &Value) -> Value {
        let told = self.calls(Method::GET, pattern, &[text(id)], &[]).await;
        assert_eq!(told.status, 200, "{pattern}: {}", told.value);
        told.value
    }

    /// As [`Self::of`], for a deed.
    pub(crate) async fn does(&self, pattern: &str, id: &Value) -> Value {
        let told = self.calls(Method::POST, pattern, &[text(id)], &[]).await;
        assert_eq!(told.status, 200, "{pattern}: {}", told.value);
        told.value
    }

    /// Sends a file and what it shows, in a body of parts.
    pub(crate) async fn uploads(&self, path: &str, alt: &str, file: &[u8]) -> Told {
        let fields = [("description", alt)];
        self.sends_parts(Method::POST, path, &fields, &[("file", file)])
            .await
    }

    /// Sends fields, then files, in a body of parts.
    pub(crate) async fn sends_parts(
        &self,
        method: Method,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &[u8])],
    ) -> Told {
        let part = |name: &str, more: &str, bytes: &[u8]| {
            let head =
                format!("--m\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n");
            [head.as_bytes(), bytes, b"\r\n"].concat()
        };
        let fields = fields
            .iter()
            .map(|(name, value)| part(name, "", value.as_bytes()));
        let files = files
            .iter()
            .map(|(name, file)| part(name, "; filename=\"a\"", file));
        let mut body: Vec<u8> = fields.chain(files).flatten().collect();
        body.extend_from_slice(b"--m--\r\n");
        let body = Some(("multipart/form-data; boundary=m", body));
        self.sends(method, path, path, body).await
    }

    async fn posts(&self, path: &str, fields: &[(&str, &str)]) -> Told {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.asks(Method::POST, (path, path), Some(body)).await
    }

    async fn asks(
        &self,
        method: Method,
        (pattern, path): (&str, &str),
        body: Option<String>,
    ) -> Told {
        let form = "application/x-www-form-urlencoded";
        let body = body.map(|body| (form, body.into_bytes()));
        self.sends(method, path, pattern, body).await
    }

    async fn sends(
        &self,
        method: Method,
        path: &str,
        pattern: &str,
        body: Option<(&str, Vec<u8>)>,
    ) -> Told {
        let address = format!("http://{}{path}", self.node.address());
        let client = self.node.world().client();
        let mut request = client.request(method.clone(), address);
        request = request.header("host", self.node.host());
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some((kind, body)) = body {
            request = request.header("content-type", kind).body(body);
        }
        let response = request.send().await.expect("the node answers");
        let status = response.status().as_u16();
        let link = response.headers().get("link");
        let link = link.and_then(|link| link.to_str().ok());
        let link = link.unwrap_or_default().to_owned();
        let text = response.text().await.expect("the answer is text");
        let value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("JSON: {text}"));
        let method = method.as_str().to_lowercase();
        openapi::hold(&method, pattern, status, &value);
        own::hold(&self.node, &method, pattern, status, &value).await;
        Told {
            status,
            value,
            link,
        }
    }
}
