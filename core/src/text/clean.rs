//! The only door through which HTML and names from outside reach a page (security d).

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use ammonia::{Builder, UrlRelative};
use unicode_normalization::UnicodeNormalization;

use super::{TextRefusal, language, measure, settled};

/// Longest fragment taken and given back, in bytes.
pub const MAX_HTML_BYTES: usize = 256 * 1024;

/// What every link of a contribution says of itself.
pub(super) const LINK_REL: &str = "nofollow noopener noreferrer ugc";

/// Repairs tried before a fragment is shown as plain text.
const MAX_PASSES: usize = 8;

/// Tags a page may show. `div` and the headings are here to be renamed by [`rewrite`]: they end a
/// line for their author, and a contribution's headings must not disturb the page's own.
const TAGS: [&str; 22] = [
    "p",
    "br",
    "a",
    "span",
    "em",
    "strong",
    "b",
    "i",
    "del",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "div",
];

/// Tags whose content is not text for a reader.
const DROPPED: [&str; 14] = [
    "script", "style", "template", "noscript", "noembed", "noframes", "iframe", "svg", "math",
    "object", "title", "textarea", "select", "xmp",
];

/// Classes by which clients recognise mentions, hashtags and shortened links.
const CLASSES: [&str; 6] = [
    "mention",
    "hashtag",
    "ellipsis",
    "invisible",
    "u-url",
    "h-card",
];

/// The safe form of an HTML fragment: only the tags, attributes and link schemes of the house.
///
/// The answer is a fixed point: cleaning it again gives the same text. A fragment that does not
/// settle is given as its plain text in one paragraph.
///
/// # Errors
/// [`TextRefusal::TooLong`] over [`MAX_HTML_BYTES`] before or after cleaning (nothing is cut: half
/// a contribution would be shown as if it were whole), [`TextRefusal::TooTangled`] when parsing
/// would cost far more than the length. What was once accepted is always accepted again.
pub fn html(fragment: &str) -> Result<String, TextRefusal> {
    if fragment.len() > MAX_HTML_BYTES {
        return Err(TextRefusal::TooLong {
            limit: MAX_HTML_BYTES,
        });
    }
    let mut current = Cow::Borrowed(fragment);
    for _ in 0..=MAX_PASSES {
        if settled::is_settled(&current) {
            return Ok(current.into_owned());
        }
        let next = pass(&current)?;
        if next == current {
            return Ok(next);
        }
        current = Cow::Owned(next);
    }
    pass(&format!(
        "<p>{}</p>",
        escape(&super::excerpt::flatten(&current))
    ))
}

pub(super) fn pass(fragment: &str) -> Result<String, TextRefusal> {
    measure::affordable(fragment)?;
    let cleaned = rewrite(&sieve().clean(fragment).to_string());
    if cleaned.len() > MAX_HTML_BYTES {
        return Err(TextRefusal::TooLong {
            limit: MAX_HTML_BYTES,
        });
    }
    Ok(cleaned)
}

fn sieve() -> &'static Builder<'static> {
    static SIEVE: OnceLock<Builder<'static>> = OnceLock::new();
    SIEVE.get_or_init(|| {
        let classes: HashSet<_> = CLASSES.into();
        let mut sieve = Builder::empty();
        sieve
            .tags(TAGS.into())
            .clean_content_tags(DROPPED.into())
            .tag_attributes(HashMap::from([
                ("a", ["href"].into()),
                ("ol", ["start", "reversed"].into()),
                ("li", ["value"].into()),
            ]))
            .generic_attributes(["lang", "dir"].into())
            .allowed_classes(HashMap::from([("a", classes.clone()), ("span", classes)]))
            .attribute_filter(attribute)
            .url_schemes(["http", "https"].into())
            .url_relative(UrlRelative::Deny)
            .link_rel(Some(LINK_REL))
            .id_prefix(None)
            .strip_comments(true);
        sieve
    })
}

/// Keeps an attribute whose value is of its kind.
fn attribute<'v>(_tag: &str, name: &str, value: &'v str) -> Option<Cow<'v, str>> {
    match name {
        "dir" => ["ltr", "rtl", "auto"]
            .contains(&value)
            .then_some(Cow::Borrowed(value)),
        "lang" => language::valid_language(value).map(Cow::Owned),
        "start" | "value" => value.parse::<i32>().ok().map(|n| Cow::Owned(n.to_string())),
        "reversed" => Some(Cow::Borrowed("")),
        "class" if value.is_empty() => None,
        _ => Some(Cow::Borrowed(value)),
    }
}

/// Renames and tidies tags of a serialised fragment, in which `<` and `>` are always a tag's.
fn rewrite(cleaned: &str) -> String {
    let mut out = String::with_capacity(cleaned.len());
    let mut rest = cleaned;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |n| at + n + 1);
        let tag = &rest[at..end];
        rest = &rest[end..];
        match name_of(tag) {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                out.push_str(if is_closing(tag) {
                    "</strong></p>"
                } else {
                    "<p><strong>"
                });
            }
            // An empty paragraph shows nothing; nested blocks leave many.
            "div" | "p" if is_closing(tag) => match out.strip_suffix("<p>") {
                Some(before) => out.truncate(before.len()),
                None => out.push_str("</p>"),
            },
            "div" => {
                out.push_str("<p");
                out.push_str(&tag["<div".len()..]);
            }
            "a" if is_hashtag(tag) => {
                out.push_str(&tag.replace(" rel=\"nofollow", " rel=\"tag nofollow"));
            }
            // The parser drops one line end after `<pre>` at every reading.
            "pre" if !is_closing(tag) => {
                out.push_str(tag);
                rest = rest.trim_start_matches('\n');
            }
            _ => out.push_str(&tag.replace(" class=\"\"", "")),
        }
    }
    out.push_str(rest);
    out
}

/// The name in a serialised tag.
pub(super) fn name_of(tag: &str) -> &str {
    let name = tag.trim_start_matches(['<', '/']);
    name.split([' ', '>']).next().unwrap_or_default()
}

/// Whether a serialised tag closes an element.
pub(super) fn is_closing(tag: &str) -> bool {
    tag.starts_with("</")
}

/// Whether a serialised tag says that it leads to a hashtag.
pub fn is_hashtag(tag: &str) -> bool {
    has_class(tag, "hashtag")
}

fn has_class(tag: &str, name: &str) -> bool {
    let class = tag
        .split(" class=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    class.is_some_and(|class| class.split(' ').any(|word| word == name))
}

/// Whether a fragment that [`html`] has let through leads elsewhere: to neither a person nor a hashtag.
pub(crate) fn has_link(safe: &str) -> bool {
    let tags = safe.split("<a ").skip(1);
    let mut tags = tags.filter_map(|rest| rest.split('>').next());
    // Split where it began, a tag has lost what stood before its first attribute.
    tags.any(|tag| {
        let tag = format!(" {tag}");
        !has_class(&tag, "mention") && !has_class(&tag, "hashtag")
    })
}

/// Text as it stands inside an element or a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

/// A plain one-line string from outside (display name, forum title, alt text): NFC, without
/// control characters and invisible marks of direction, white space folded to single spaces, at
/// most `max` characters. Escaping is the template's work.
pub fn name(text: &str, max: usize) -> String {
    // Folding works on a bounded part: a megabyte of a name is not worth normalising.
    let bounded = text.chars().take(max.saturating_mul(16));
    let kept: String = bounded
        .filter(|&c| !is_deceptive(c))
        .map(|c| {
            if c.is_whitespace() || c.is_control() {
                ' '
            } else {
                c
            }
        })
        .nfc()
        .collect();
    let mut out = String::with_capacity(kept.len());
    let mut length = 0;
    for word in kept.split_whitespace() {
        if length > 0 && length < max {
            out.push(' ');
            length += 1;
        }
        for c in word.chars().take(max - length) {
            out.push(c);
            length += 1;
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Whether a character by itself shows anything: no space, and nothing that only changes its neighbours.
pub fn is_seen(c: char) -> bool {
    let joins = matches!(
        c,
        '\u{034F}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{200C}'
            | '\u{200D}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FFA0}'
    );
    !(joins || c.is_whitespace() || c.is_control() || is_deceptive(c))
}

/// Marks that turn or hide text without being seen. The joiners U+200C and U+200D stay: Persian
/// and Indic spelling needs them.
fn is_deceptive(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
            | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}'
    )
}
