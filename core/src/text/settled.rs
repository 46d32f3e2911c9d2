//! HTML that [`super::clean`] would give back as it is, known in one look instead of a parse.
//!
//! Most of what comes is text in paragraphs with a little emphasis and links that were cleaned
//! before. The parser takes tens of microseconds to say that nothing is to be done; this takes one.
//! It knows a small language in which every element stands where the parser leaves it, and says
//! nothing about the rest.

use url::Url;

use super::clean::LINK_REL;

/// Longest fragment looked at, in bytes; what is longer is parsed.
const LONGEST: usize = 16 * 1024;
/// Deepest nesting looked at.
const DEEPEST: usize = 16;
/// Elements inside a line of text; none of them stands in another of its kind.
const INLINE: [&str; 7] = ["em", "strong", "b", "i", "del", "code", "a"];

/// True when cleaning the fragment gives the fragment; false when that has to be tried.
pub(super) fn is_settled(fragment: &str) -> bool {
    fragment.len() <= LONGEST && read(fragment).is_some()
}

/// Reads a fragment to its end; nothing where it leaves the language.
fn read(fragment: &str) -> Option<()> {
    let mut open: Vec<&str> = Vec::with_capacity(DEEPEST);
    let mut rest = fragment;
    while let Some(at) = rest.find('<') {
        text(&rest[..at], &open)?;
        let end = at + rest[at..].find('>')?;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        match tag.strip_prefix('/') {
            Some(name) => {
                // An empty paragraph is taken away.
                let empty =
                    name == "p" && fragment[..fragment.len() - rest.len()].ends_with("<p></p>");
                if open.pop() != Some(name) || empty {
                    return None;
                }
            }
            None if tag == "br" => may_hold_text(&open).then_some(())?,
            None => open.push(opened(tag, &open)?),
        }
    }
    text(rest, &open)?;
    open.is_empty().then_some(())
}

/// The name of an element that may begin here.
fn opened<'a>(tag: &'a str, open: &[&str]) -> Option<&'a str> {
    let parent = open.last().copied();
    let name = if tag.starts_with("a ") {
        link(tag)?
    } else {
        tag
    };
    let fits = match name {
        "p" | "blockquote" | "ul" | "ol" => matches!(parent, None | Some("blockquote" | "li")),
        "li" => matches!(parent, Some("ul" | "ol")),
        "a" if name == tag => false,
        _ => INLINE.contains(&name) && may_hold_text(open) && !open.contains(&name),
    };
    (fits && open.len() < DEEPEST).then_some(name)
}

/// A link as cleaning writes it, without a class.
fn link(tag: &str) -> Option<&str> {
    let (address, rel) = tag.strip_prefix("a href=\"")?.split_once('"')?;
    let rel = rel.strip_prefix(" rel=\"")?.strip_suffix('"')?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b":/?=#._~%+-@,".contains(&byte);
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    let sound = is_web && address.bytes().all(plain) && Url::parse(address).is_ok();
    (rel == LINK_REL && sound).then(|| &tag[..1])
}

fn may_hold_text(open: &[&str]) -> bool {
    !matches!(open.last(), Some(&("ul" | "ol")))
}

/// Text that is written as it was read.
fn text(text: &str, open: &[&str]) -> Option<()> {
    if !may_hold_text(open) && !text.bytes().all(|byte| matches!(byte, b' ' | b'\n')) {
        return None;
    }
    let written = |c: char| match c {
        '\n' | '\t' => true,
        // The writer turns the no-break space into its entity; the mark at a text's beginning goes.
        '>' | '\u{a0}' | '\u{feff}' => false,
        _ => !c.is_control(),
    };
    if !text.chars().all(written) {
        return None;
    }
    let mut entities = text.split('&').skip(1);
    let kept = |rest: &str| {
        ["amp;", "lt;", "gt;", "nbsp;"]
            .iter()
            .any(|name| rest.starts_with(name))
    };
    entities.all(kept).then_some(())
}
