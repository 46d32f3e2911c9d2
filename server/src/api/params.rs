//! What a client has sent: the query and the body, whichever of the three encodings it chose, with
//! the names of Rails (`media_ids[]`, `media_ids[0]`, `source[privacy]`, `poll[options][]`). A value
//! that is unknown is ignored; one that cannot be read is named.

use std::str::FromStr;

use axum::body::Bytes;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};

use super::error::{Answer, ApiError};
use super::openapi::Told;
use crate::app::App;
use crate::http::sent::SLOWEST;

/// Bytes of a body without files.
pub(super) const BODY: usize = 256 * 1024;
/// Names in one request.
const NAMES: usize = 1_000;
/// Levels of one name.
const DEPTH: usize = 5;

/// What a client has sent, as one tree; the body comes before the query. What stands there in another
/// shape than it is asked for is refused by its name: what a member said is never taken for nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Params {
    tree: Value,
    told: Told,
    /// The name under which it was sent, empty at the top.
    under: String,
}

impl Params {
    /// What was read elsewhere.
    pub(crate) fn of(tree: Map<String, Value>) -> Self {
        Self::asked(tree, Told::default())
    }

    fn asked(tree: Map<String, Value>, told: Told) -> Self {
        let tree = Value::Object(tree);
        let under = String::new();
        Self { tree, told, under }
    }

    /// What stands under a name, which the document must know; null is nothing.
    fn get(&self, name: &str) -> Option<&Value> {
        self.told.holds(name);
        self.tree.get(name).filter(|value| !value.is_null())
    }

    /// That something stands there in another shape.
    fn wrong(&self, name: &str, why: &'static str) -> ApiError {
        ApiError::field(self.whole(name), why)
    }

    /// A name as it was sent.
    fn whole(&self, name: &str) -> String {
        if self.under.is_empty() {
            return name.to_owned();
        }
        format!("{}[{name}]", self.under)
    }

    fn inner(tree: Value, under: String) -> Self {
        let told = Told::default();
        Self { tree, told, under }
    }

    /// A text; a number or a truth is read as it is written.
    ///
    /// # Errors
    /// 422 with the name, as of all that follow.
    pub(crate) fn text(&self, name: &str) -> Answer<Option<String>> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let text = text_of(value);
        text.map(Some)
            .ok_or_else(|| self.wrong(name, "is not a text"))
    }

    /// A text that is not empty.
    pub(crate) fn some(&self, name: &str) -> Answer<Option<String>> {
        Ok(self.text(name)?.filter(|text| !text.is_empty()))
    }

    /// Some texts, in their order; one alone counts as a list of one.
    pub(crate) fn list(&self, name: &str) -> Answer<Vec<String>> {
        let wrong = || self.wrong(name, "is not a list of texts");
        match self.get(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(some)) => {
                let some = some.iter().filter(|one| !one.is_null());
                let texts: Option<Vec<String>> = some.map(text_of).collect();
                texts.ok_or_else(wrong)
            }
            Some(one) => Ok(vec![text_of(one).ok_or_else(wrong)?]),
        }
    }

    /// A number, where one is said.
    pub(crate) fn number<N: FromStr>(&self, name: &str) -> Answer<Option<N>> {
        let read = |text: String| {
            text.parse()
                .map_err(|_| self.wrong(name, "is not a number"))
        };
        self.some(name)?.map(read).transpose()
    }

    /// A truth, where one is said.
    pub(crate) fn truth(&self, name: &str) -> Answer<Option<bool>> {
        Ok(self.text(name)?.and_then(|text| truth(&text)))
    }

    /// Whether a truth is said and is yes.
    pub(crate) fn is(&self, name: &str) -> Answer<bool> {
        Ok(self.truth(name)? == Some(true))
    }

    /// What stands below a name; an empty text is nothing.
    pub(crate) fn below(&self, name: &str) -> Answer<Self> {
        let tree = match self.get(name) {
            None => Value::Null,
            Some(Value::String(text)) if text.is_empty() => Value::Null,
            Some(tree @ Value::Object(_)) => tree.clone(),
            Some(_) => return Err(self.wrong(name, "is not a list of names with values")),
        };
        Ok(Self::inner(tree, self.whole(name)))
    }

    /// What stands at the places of a list, in their order, however its places are written.
    pub(crate) fn each(&self, name: &str) -> Answer<Option<Vec<Self>>> {
        let one = |value: &Value| {
            let under = format!("{}[]", self.whole(name));
            if value.is_object() {
                Ok(Self::inner(value.clone(), under))
            } else {
                Err(ApiError::field(under, "is not a list of names with values"))
            }
        };
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let all: Answer<Vec<Self>> = match value {
            Value::String(text) if text.is_empty() => Ok(Vec::new()),
            Value::Array(some) => some.iter().filter(|one| !one.is_null()).map(one).collect(),
            Value::Object(places) => {
                let place = |name: &str| name.parse::<u32>().unwrap_or(u32::MAX);
                let mut some: Vec<_> = places.iter().collect();
                some.sort_by_key(|(name, _)| place(name));
                some.into_iter().map(|(_, value)| one(value)).collect()
            }
            _ => Err(self.wrong(name, "is not a list")),
        };
        all.map(Some)
    }

    /// As it was sent, but for one text.
    pub(crate) fn with(&self, name: &str, text: &str) -> Self {
        let mut tree = self.tree.as_object().cloned().unwrap_or_default();
        tree.insert(name.to_owned(), text.into());
        Self::of(tree)
    }

    /// Whether something stands there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Whether anything is said of it, be it nothing.
    pub(super) fn says(&self, name: &str) -> bool {
        self.told.holds(name);
        self.tree.get(name).is_some()
    }
}

/// The number of something in an address; what is no number is the number of nothing.
pub(super) fn number(text: &str) -> Result<i64, ApiError> {
    text.parse().map_err(|_| ApiError::absent())
}

/// A truth, as Rails reads it: what is not one of a few words for "no" is "yes", and nothing is neither.
pub(crate) fn truth(text: &str) -> Option<bool> {
    const NO: [&str; 9] = [
        "0", "f", "F", "false", "False", "FALSE", "off", "Off", "OFF",
    ];
    (!text.is_empty()).then(|| !NO.contains(&text))
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        // U+0000 is no text, and not every database can keep it.
        Value::String(text) => Some(text.replace('\0', "")),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// What the body alone has: secrets have no place in an address, which proxies write down.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sealed(pub(crate) Params);

impl FromRequest<App> for Sealed {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &App) -> Result<Self, ApiError> {
        let told = Told::of(&request);
        let body = in_time(request).await?;
        Ok(Self(Params::asked(body, told)))
    }
}

impl FromRequest<App> for Params {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &App) -> Result<Self, ApiError> {
        let told = Told::of(&request);
        let query = request.uri().query().unwrap_or_default().to_owned();
        let mut tree = Tree::default();
        tree.form(query.as_bytes())?;
        let body = in_time(request).await?;
        let Value::Object(mut all) = tree.whole() else {
            return Err(ApiError::malformed());
        };
        all.extend(body);
        Ok(Self::asked(all, told))
    }
}

async fn in_time(request: Request) -> Result<Map<String, Value>, ApiError> {
    let read = tokio::time::timeout(SLOWEST, body(request)).await;
    read.map_err(|_| ApiError::status(StatusCode::REQUEST_TIMEOUT))?
}

async fn body(request: Request) -> Result<Map<String, Value>, ApiError> {
    let kind = kind(request.headers());
    if kind == "multipart/form-data" {
        return parts(request).await;
    }
    let (_, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, BODY)
        .await
        .map_err(|_| too_much())?;
    match kind.as_str() {
        _ if bytes.is_empty() => Ok(Map::new()),
        "application/json" => json(&bytes),
        "application/x-www-form-urlencoded" | "" => {
            let mut tree = Tree::default();
            tree.form(&bytes)?;
            tree.object()
        }
        _ => Err(ApiError::status(StatusCode::UNSUPPORTED_MEDIA_TYPE)),
    }
}

/// The media type without what follows it.
pub(super) fn kind(headers: &HeaderMap) -> String {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().split(';').next();
    kind.unwrap_or_default().trim().to_ascii_lowercase()
}

fn json(bytes: &Bytes) -> Result<Map<String, Value>, ApiError> {
    let map: Map<String, Value> = serde_json::from_slice(bytes).map_err(|error| {
        // The reader itself stops at 128 levels, and says so in words alone.
        if error.to_string().starts_with("recursion limit") {
            return too_much();
        }
        ApiError::malformed()
    })?;
    if names(map.values(), DEPTH - 1) > NAMES {
        return Err(too_much());
    }
    Ok(map)
}

/// More bytes, names or levels than a request has.
fn too_much() -> ApiError {
    ApiError::status(StatusCode::PAYLOAD_TOO_LARGE)
}

/// The names and places of some values and of what stands below them, in so many levels at most; too
/// many where there are more levels.
fn names<'v>(values: impl Iterator<Item = &'v Value>, below: usize) -> usize {
    let each = values.map(|value| {
        let inner = match value {
            Value::Array(_) | Value::Object(_) if below == 0 => usize::MAX,
            Value::Array(list) => names(list.iter(), below - 1),
            Value::Object(map) => names(map.values(), below - 1),
            _ => 0,
        };
        inner.saturating_add(1)
    });
    each.fold(0, usize::saturating_add)
}

/// The fields of a body in parts. Files are read by those who take them.
async fn parts(request: Request) -> Result<Map<String, Value>, ApiError> {
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|_| ApiError::malformed())?;
    let mut tree = Tree::default();
    let mut read = 0;
    while let Some(part) = parts.next_field().await.map_err(|error| cut(&error))? {
        let Some(name) = part.name().map(str::to_owned) else {
            continue;
        };
        let is_file = part.file_name().is_some();
        let bytes = part.bytes().await.map_err(|error| cut(&error))?;
        read += bytes.len();
        if read > BODY {
            return Err(too_much());
        }
        if !is_file {
            let text = String::from_utf8(bytes.to_vec()).map_err(|_| ApiError::malformed())?;
            tree.put(&name, text)?;
        }
    }
    tree.object()
}

fn cut(error: &MultipartError) -> ApiError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_much(),
        _ => ApiError::malformed(),
    }
}

/// A branch or a leaf while names are read. What stands under one name keeps its order.
#[derive(Debug)]
enum Node {
    Leaf(String),
    List(Vec<Node>),
    Branch(Vec<(String, Node)>),
}

#[derive(Debug, Default)]
pub(super) struct Tree {
    all: Vec<(String, Node)>,
    names: usize,
}

impl Tree {
    fn form(&mut self, bytes: &[u8]) -> Result<(), ApiError> {
        for (name, value) in url::form_urlencoded::parse(bytes) {
            self.put(&name, value.into_owned())?;
        }
        Ok(())
    }

    pub(super) fn put(&mut self, name: &str, value: String) -> Result<(), ApiError> {
        self.names += 1;
        let path = path(name);
        if self.names > NAMES || path.len() > DEPTH {
            return Err(too_much());
        }
        put(&mut self.all, &path, value);
        Ok(())
    }

    pub(super) fn object(self) -> Result<Map<String, Value>, ApiError> {
        match self.whole() {
            Value::Object(map) => Ok(map),
            _ => Err(ApiError::malformed()),
        }
    }

    fn whole(self) -> Value {
        let pairs = self.all.into_iter();
        Value::Object(pairs.map(|(name, node)| (name, grown(node))).collect())
    }
}

/// `poll[options][]` is `poll`, `options` and an empty name.
fn path(name: &str) -> Vec<&str> {
    let Some((first, rest)) = name.split_once('[') else {
        return vec![name];
    };
    let Some(inner) = rest.strip_suffix(']').filter(|_| !first.is_empty()) else {
        return vec![name];
    };
    std::iter::once(first).chain(inner.split("][")).collect()
}

fn put(branch: &mut Vec<(String, Node)>, path: &[&str], value: String) {
    let Some((name, rest)) = path.split_first() else {
        return;
    };
    let at = branch.iter().position(|(known, _)| known == name);
    let Some(at) = at else {
        branch.push(((*name).to_owned(), fresh(rest, value)));
        return;
    };
    let Some((_, node)) = branch.get_mut(at) else {
        return;
    };
    match (node, rest) {
        (Node::List(list), [""]) => list.push(Node::Leaf(value)),
        (Node::List(list), ["", inner @ ..]) => join(list, inner, value),
        (Node::Branch(inner), [_, ..]) => put(inner, rest, value),
        // The same name twice, or once so and once so: the last one holds.
        (node, _) => *node = fresh(rest, value),
    }
}

/// `fields[][name]` begins another entry when it has a name that the last one has already.
fn join(list: &mut Vec<Node>, path: &[&str], value: String) {
    if let Some(Node::Branch(last)) = list.last_mut()
        && !has(last, path)
    {
        put(last, path, value);
        return;
    }
    list.push(fresh(path, value));
}

fn has(branch: &[(String, Node)], path: &[&str]) -> bool {
    let Some((name, rest)) = path.split_first() else {
        return true;
    };
    let known = branch.iter().find(|(known, _)| known == name);
    match known {
        Some((_, Node::Branch(inner))) if !rest.is_empty() => has(inner, rest),
        Some((_, Node::List(_))) if !rest.is_empty() => false,
        Some(_) => true,
        None => false,
    }
}

fn fresh(path: &[&str], value: String) -> Node {
    match path {
        [] => Node::Leaf(value),
        ["", inner @ ..] => Node::List(vec![fresh(inner, value)]),
        _ => {
            let mut branch = Vec::new();
            put(&mut branch, path, value);
            Node::Branch(branch)
        }
    }
}

/// A branch whose names are all numbers is a list that was written with its places.
fn grown(node: Node) -> Value {
    match node {
        Node::Leaf(text) => Value::String(text),
        Node::List(list) => list.into_iter().map(grown).collect(),
        Node::Branch(mut branch) => {
            let place = |name: &str| name.parse::<u32>().ok();
            if branch.iter().all(|(name, _)| place(name).is_some()) {
                branch.sort_by_key(|(name, _)| place(name));
                return branch.into_iter().map(|(_, node)| grown(node)).collect();
            }
            let pairs = branch.into_iter();
            Value::Object(pairs.map(|(name, node)| (name, grown(node))).collect())
        }
    }
}

#[cfg(test)]
mod tests;
