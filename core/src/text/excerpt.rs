//! Plain text of HTML: for titles, lists, mails, search and counts.

use super::clean;

/// Longest title made from a text, in characters.
pub const MAX_TITLE_CHARS: usize = 120;

/// The text of an HTML fragment: a line end for `<br>` and list items, an empty line between
/// paragraphs, entities decoded, no tags. A fragment that [`clean::html`] refuses has no text.
pub fn plain(html: &str) -> String {
    clean::html(html)
        .map(|safe| flatten(&safe))
        .unwrap_or_default()
}

/// The beginning of a fragment's text on one line, at most `max` characters, cut between words
/// and then closed with `…`.
pub fn short(html: &str, max: usize) -> String {
    cut(&fold(&plain(html)), max)
}

/// How many words a reader of the fragment reads: runs without white space that hold a letter or
/// a digit.
pub fn words(html: &str) -> usize {
    let text = plain(html);
    text.split_whitespace()
        .filter(|word| word.contains(char::is_alphanumeric))
        .count()
}

/// Whether a reader of the fragment sees nothing. A mark or an emoji is something.
pub fn is_blank(html: &str) -> bool {
    !plain(html).chars().any(clean::is_seen)
}

/// Whether a reader of the fragment reads at most `limit` words.
pub fn has_at_most(html: &str, limit: usize) -> bool {
    // A tag and an entity may part words too.
    let marks = html.bytes().filter(|byte| matches!(byte, b'<' | b'&'));
    html.split_whitespace().count() + marks.count() <= limit || words(html) <= limit
}

/// A title for a thread whose root has none: the first line with words in it, without the
/// mentions it opens with, at most [`MAX_TITLE_CHARS`] characters; where no line has a word, the first
/// with anything on it. Empty when there is none.
pub fn title_of(html: &str) -> String {
    let text = plain(html);
    let mut lines = text.lines().map(without_mentions);
    let worded = lines
        .clone()
        .find(|line| line.contains(char::is_alphanumeric));
    let title = worded.or_else(|| lines.find(|line| !line.is_empty()));
    cut(
        &clean::name(title.unwrap_or_default(), MAX_TITLE_CHARS * 8),
        MAX_TITLE_CHARS,
    )
}

fn without_mentions(line: &str) -> &str {
    let mut rest = line.trim();
    while rest.starts_with('@') {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        rest = rest[end..].trim_start();
    }
    rest
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Cuts a line at a word so that it holds at most `max` characters, the ellipsis among them.
fn cut(line: &str, max: usize) -> String {
    if line.chars().count() <= max {
        return line.to_owned();
    }
    let room = max.saturating_sub(1);
    let end = line
        .char_indices()
        .nth(room)
        .map_or(line.len(), |(at, _)| at);
    let head = &line[..end];
    let at_word = line[end..].starts_with(' ');
    // A word longer than half the room is cut inside: nothing else would be left.
    let head = match head.rfind(' ') {
        Some(space) if !at_word && space * 2 >= end => &head[..space],
        _ => head,
    };
    let head = head.trim_end_matches(|c: char| c.is_whitespace() || ",;:–—-".contains(c));
    if max == 0 {
        String::new()
    } else {
        format!("{head}…")
    }
}

/// The text of a fragment that [`clean`] has serialised.
pub fn flatten(safe: &str) -> String {
    let mut out = String::with_capacity(safe.len());
    let mut rest = safe;
    let mut preformatted = 0_usize;
    while let Some(at) = rest.find('<') {
        push_text(&mut out, &rest[..at], preformatted > 0);
        let end = rest[at..].find('>').map_or(rest.len(), |n| at + n + 1);
        let tag = &rest[at..end];
        rest = &rest[end..];
        let closing = clean::is_closing(tag);
        match clean::name_of(tag) {
            "br" => out.push('\n'),
            "li" => break_line(&mut out, 1),
            "pre" => {
                preformatted = if closing {
                    preformatted.saturating_sub(1)
                } else {
                    preformatted + 1
                };
                break_line(&mut out, 2);
            }
            "p" | "blockquote" | "ul" | "ol" => break_line(&mut out, 2),
            _ => {}
        }
    }
    push_text(&mut out, rest, preformatted > 0);
    out.trim().to_owned()
}

/// Adds decoded text; outside `<pre>` runs of white space are one space.
fn push_text(out: &mut String, text: &str, preformatted: bool) {
    let decoded = decode(text);
    if preformatted {
        out.push_str(&decoded);
        return;
    }
    for c in decoded.chars() {
        let blank = matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}');
        if !blank {
            out.push(c);
        } else if !out.ends_with([' ', '\n']) && !out.is_empty() {
            out.push(' ');
        }
    }
}

/// Ends the current line and leaves `lines` line ends, unless nothing has been written.
fn break_line(out: &mut String, lines: usize) {
    let bare = out.trim_end_matches([' ', '\n']).len();
    // Line ends asked for by `<br>` or by an outer block are kept when they are more.
    let present = out[bare..].matches('\n').count();
    out.truncate(bare);
    if bare > 0 {
        out.extend(std::iter::repeat_n('\n', lines.max(present.min(2))));
    }
}

/// Decodes the entities that the serialiser writes.
fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = [
            ("&amp;", '&'),
            ("&lt;", '<'),
            ("&gt;", '>'),
            ("&nbsp;", '\u{a0}'),
            ("&quot;", '"'),
        ];
        let (length, c) = known
            .iter()
            .find(|(entity, _)| rest.starts_with(entity))
            .map_or((1, '&'), |(entity, c)| (entity.len(), *c));
        out.push(c);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}
