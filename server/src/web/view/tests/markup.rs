//! A reader of our own markup, strict where a browser forgives: every element is closed in order,
//! every attribute is quoted.

use std::collections::BTreeMap;

/// One opening tag with its attributes.
#[derive(Debug)]
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) attributes: BTreeMap<String, String>,
    /// Places, in the list of all tags, of the elements around this one, outermost first.
    pub(super) inside: Vec<usize>,
}

impl Tag {
    pub(super) fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.get(attribute).map(String::as_str)
    }

    pub(super) fn has(&self, attribute: &str) -> bool {
        self.attributes.contains_key(attribute)
    }
}

const VOID: [&str; 5] = ["meta", "link", "input", "br", "img"];
/// Text is only text inside these, so that what looks like a tag there is none.
const RAW: [&str; 2] = ["textarea", "title"];

/// All opening tags in order. Panics with the place where the markup is not well formed.
pub(super) fn tags(html: &str) -> Vec<Tag> {
    let mut rest = html
        .strip_prefix("<!doctype html>")
        .expect("a page says what it is");
    let mut tags: Vec<Tag> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let end = rest.find('>').expect("a tag ends");
        let (inner, after) = (&rest[..end], &rest[end + 1..]);
        rest = after;
        if let Some(name) = inner.strip_prefix('/') {
            let last = open.pop().map(|place| tags[place].name.as_str());
            assert_eq!(last, Some(name), "closed out of order before {rest:.60}");
            continue;
        }
        let (name, attributes) = inner.split_once(' ').unwrap_or((inner, ""));
        assert!(
            name.chars().all(|c| c.is_ascii_alphanumeric()),
            "a tag named {name}"
        );
        let attributes = attributes_of(attributes);
        tags.push(Tag {
            name: name.to_owned(),
            attributes,
            inside: open.clone(),
        });
        if !VOID.contains(&name) {
            open.push(tags.len() - 1);
        }
        if RAW.contains(&name) {
            rest = &rest[rest.find(&format!("</{name}>")).expect("raw text ends")..];
        }
    }
    assert!(open.is_empty(), "left open: {:?}", tags[open[0]]);
    tags
}

fn attributes_of(text: &str) -> BTreeMap<String, String> {
    let mut attributes = BTreeMap::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| c == '=' || c.is_whitespace())
            .unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix('=') {
            let quoted = quoted.strip_prefix('"').expect("attributes are quoted");
            let (inner, after) = quoted.split_once('"').expect("quotes end");
            inner.clone_into(&mut value);
            rest = after;
        }
        rest = rest.trim_start();
        assert_eq!(
            attributes.insert(name.clone(), value),
            None,
            "{name} stands twice"
        );
    }
    attributes
}
