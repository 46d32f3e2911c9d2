//! The parts of an object that have shapes of their own.

use palabre_core::address::is_address;
use serde_json::{Map, Value};

use super::{Attachment, Mention, Poll, bounded, date_of, limits, one_or_many, short, type_of};

fn entries<'a>(map: &'a Map<String, Value>, field: &str) -> impl Iterator<Item = &'a Value> {
    map.get(field)
        .map_or(&[][..], one_or_many)
        .iter()
        .take(limits::ENTRIES)
}

/// Mentions and hashtags of `tag`.
pub(super) fn tags(map: &Map<String, Value>) -> (Vec<Mention<'_>>, Vec<String>) {
    let mut mentions: Vec<Mention<'_>> = Vec::new();
    let mut hashtags: Vec<String> = Vec::new();
    for entry in entries(map, "tag") {
        let Some(tag) = entry.as_object() else {
            continue;
        };
        match type_of(entry) {
            Some("Mention") if mentions.len() < limits::MENTIONS => {
                let Some(href) = http(tag.get("href")) else {
                    continue;
                };
                if mentions.iter().all(|known| known.href != href) {
                    mentions.push(Mention {
                        href,
                        name: short(tag, "name", limits::NAME_CHARS),
                    });
                }
            }
            Some("Hashtag") if hashtags.len() < limits::HASHTAGS => {
                let name = tag.get("name").and_then(Value::as_str).and_then(hashtag);
                if let Some(name) = name.filter(|name| !hashtags.contains(name)) {
                    hashtags.push(name);
                }
            }
            _ => {}
        }
    }
    (mentions, hashtags)
}

fn hashtag(name: &str) -> Option<String> {
    let name = name.trim();
    let name = name.strip_prefix('#').unwrap_or(name);
    if name.is_empty() || name.chars().nth(limits::HASHTAG_CHARS).is_some() {
        return None;
    }
    Some(name.to_lowercase())
}

/// What hangs on the object: entries with an address of their own or a link to one.
pub(super) fn attachments(map: &Map<String, Value>) -> Vec<Attachment<'_>> {
    entries(map, "attachment")
        .filter_map(|entry| {
            let attachment = entry.as_object()?;
            Some(Attachment {
                kind: type_of(entry),
                url: link(attachment.get("url")).or_else(|| http(attachment.get("href")))?,
                media_type: bounded(attachment, "mediaType", limits::MEDIA_TYPE_BYTES),
                name: short(attachment, "name", limits::ALT_CHARS)
                    .or_else(|| short(attachment, "summary", limits::ALT_CHARS)),
                size: side(attachment, "width").zip(side(attachment, "height")),
                blurhash: bounded(attachment, "blurhash", limits::BLURHASH_BYTES),
                focus: focus(attachment),
            })
        })
        .take(limits::ATTACHMENTS)
        .collect()
}

/// The poll of a `Question`: `oneOf`, or `anyOf` where more than one may be chosen.
pub(super) fn poll(map: &Map<String, Value>) -> Option<Poll<'_>> {
    let several = map.get("anyOf").and_then(Value::as_array);
    let listed = several.or_else(|| map.get("oneOf").and_then(Value::as_array))?;
    if !(1..=limits::OPTIONS).contains(&listed.len()) {
        return None;
    }
    let options = listed.iter().map(option).collect::<Option<Vec<_>>>()?;
    // `closed` is a date, or only says that it is.
    let closed = date_of(map, "closed");
    let is_closed = map.get("closed").and_then(Value::as_bool) == Some(true);
    let at = ["endTime", "updated", "published"];
    let since = at.iter().find_map(|field| date_of(map, field));
    let ends_ms = closed.or_else(|| since.filter(|_| is_closed));
    Some(Poll {
        options,
        multiple: several.is_some(),
        ends_ms: ends_ms.or_else(|| date_of(map, "endTime")),
        voters: map.get("votersCount").and_then(count),
    })
}

/// An option with its votes. A vote names it word for word.
fn option(entry: &Value) -> Option<(&str, i64)> {
    let entry = entry.as_object()?;
    let said = |field| entry.get(field).and_then(Value::as_str);
    let name = said("name").filter(|name| !name.trim().is_empty());
    let name = name.or_else(|| said("content"))?;
    let sound = !name.trim().is_empty()
        && !name.contains('\0')
        && name.chars().nth(limits::OPTION_CHARS).is_none();
    let votes = entry.get("replies").and_then(|one| one.get("totalItems"));
    sound.then(|| (name, votes.and_then(count).unwrap_or_default()))
}

/// A number of things; more than anybody counts is as good as the most.
fn count(number: &Value) -> Option<i64> {
    let number = number.as_u64()?;
    Some(i64::try_from(number).unwrap_or(i64::MAX))
}

/// A side of a picture, in pixels.
fn side(attachment: &Map<String, Value>, field: &str) -> Option<i64> {
    let side = attachment.get(field)?.as_i64()?;
    (1..=limits::SIDE).contains(&side).then_some(side)
}

/// `focalPoint`, two numbers from -1 to 1, in ten-thousandths.
fn focus(attachment: &Map<String, Value>) -> Option<(i64, i64)> {
    let [x, y] = attachment.get("focalPoint")?.as_array()?.as_slice() else {
        return None;
    };
    let units = |part: &Value| {
        let part = part.as_f64().filter(|part| part.abs() <= 1.0)?;
        #[expect(clippy::cast_possible_truncation, reason = "at most ten thousand")]
        let units = (part * 10_000.0).round() as i64;
        Some(units)
    };
    units(x).zip(units(y))
}

/// The page for people: the HTML link of a list where there is one, else the first.
pub(super) fn page(map: &Map<String, Value>) -> Option<&str> {
    let html = |entry: &&Value| entry.get("mediaType").and_then(Value::as_str) == Some("text/html");
    entries(map, "url")
        .find(html)
        .and_then(one_link)
        .or_else(|| link(map.get("url")))
}

/// The first address of a text, a Link or a list of them.
pub(super) fn link(value: Option<&Value>) -> Option<&str> {
    one_or_many(value?)
        .iter()
        .take(limits::ENTRIES)
        .find_map(one_link)
}

fn one_link(value: &Value) -> Option<&str> {
    match value {
        Value::Object(map) => http(map.get("href")),
        other => http(Some(other)),
    }
}

fn http(value: Option<&Value>) -> Option<&str> {
    value?.as_str().filter(|address| is_address(address))
}

/// The Markdown of `source`.
pub(super) fn source(map: &Map<String, Value>) -> Option<&str> {
    let source = map.get("source")?.as_object()?;
    let media_type = source.get("mediaType").and_then(Value::as_str)?;
    let essence = media_type.split(';').next().unwrap_or(media_type).trim();
    if essence != "text/markdown" {
        return None;
    }
    bounded(source, "content", limits::CONTENT_BYTES)
}

/// `contentMap` in the document's order, save that the entry equal to `content` comes first: that
/// one is the original.
pub(super) fn translations<'a>(
    map: &'a Map<String, Value>,
    content: Option<&str>,
) -> Vec<(&'a str, &'a str)> {
    let Some(by_language) = map.get("contentMap").and_then(Value::as_object) else {
        return Vec::new();
    };
    let mut found: Vec<(&str, &str)> = by_language
        .iter()
        .filter_map(|(language, text)| Some((tag(language)?, text.as_str()?)))
        .filter(|(_, text)| !text.is_empty() && text.len() <= limits::CONTENT_BYTES)
        .take(limits::TRANSLATIONS)
        .collect();
    if let Some(original) = found.iter().position(|(_, text)| Some(*text) == content) {
        found[..=original].rotate_right(1);
    }
    found
}

/// The language of the text: Lemmy's `{identifier, name}` or a tag, else the original's in
/// `contentMap`, else Mobilizon's `inLanguage`.
pub(super) fn language<'a>(
    map: &'a Map<String, Value>,
    content: Option<&str>,
    translations: &[(&'a str, &'a str)],
) -> Option<&'a str> {
    let said = map.get("language").and_then(|language| match language {
        Value::Object(language) => language.get("identifier")?.as_str(),
        other => other.as_str(),
    });
    let original = translations
        .first()
        .filter(|(_, text)| Some(*text) == content || translations.len() == 1)
        .map(|(language, _)| *language);
    said.and_then(tag)
        .or(original)
        .or_else(|| map.get("inLanguage").and_then(Value::as_str).and_then(tag))
}

/// A language tag in its usual alphabet; `und` says nothing and counts as none.
fn tag(text: &str) -> Option<&str> {
    let sound = !text.is_empty()
        && text.len() <= limits::LANGUAGE_BYTES
        && text != "und"
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    sound.then_some(text)
}
