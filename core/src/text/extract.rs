//! Finds web addresses, mentions and hashtags in a run of plain text.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use url::Url;

use crate::address::{Handle, Host, MAX_URL_BYTES};

/// Longest hashtag, in characters.
const MAX_HASHTAG_CHARS: usize = 100;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Nothing special.
    Text(&'t str),
    /// An http or https address, as written.
    Url(&'t str),
    /// `@name` or `@name@host`: as written, and understood.
    Mention(&'t str, Handle),
    /// A hashtag without its `#`, as written.
    Hashtag(&'t str),
}

/// Cuts `text` into pieces that, joined, are the text again (a hashtag with its `#`). A sign at
/// one of the byte positions `literal` (ascending; escaped by its author) opens nothing.
pub fn pieces<'t>(text: &'t str, literal: &[usize]) -> Vec<Piece<'t>> {
    let mut out = Vec::new();
    let mut plain_from = 0;
    let mut at = 0;
    let mut before = None;
    while let Some(c) = text[at..].chars().next() {
        let found = if literal.binary_search(&at).is_ok() {
            None
        } else {
            piece_at(&text[at..], c, before)
        };
        let Some((length, piece)) = found else {
            before = Some(c);
            at += c.len_utf8();
            continue;
        };
        if plain_from < at {
            out.push(Piece::Text(&text[plain_from..at]));
        }
        out.push(piece);
        at += length;
        plain_from = at;
        before = text[..at].chars().next_back();
    }
    if plain_from < text.len() {
        out.push(Piece::Text(&text[plain_from..]));
    }
    out
}

/// The piece that `rest` begins with, and its length in bytes.
fn piece_at(rest: &str, first: char, before: Option<char>) -> Option<(usize, Piece<'_>)> {
    let glued = |signs: &str| before.is_some_and(|c| is_word(c) || signs.contains(c));
    match first {
        'h' | 'H' if !glued("") => url_at(rest).map(|url| (url.len(), Piece::Url(url))),
        '@' if !glued("@/.-+") => {
            mention_at(rest).map(|(n, who)| (n, Piece::Mention(&rest[..n], who)))
        }
        '#' if !glued("#&/") => hashtag_at(rest).map(|tag| (1 + tag.len(), Piece::Hashtag(tag))),
        _ => None,
    }
}

/// A character of a word in any script: a letter, a digit, a mark on one of them, `_`.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || is_combining_mark(c)
}

fn url_at(rest: &str) -> Option<&str> {
    let scheme = ["https://", "http://"].iter().find(|scheme| {
        rest.get(..scheme.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(scheme))
    })?;
    let stops = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || "<>\"`«»“”„\\".contains(c)
            || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    let end = rest
        .char_indices()
        .find(|&(at, c)| at > MAX_URL_BYTES || stops(c))
        .map_or(rest.len(), |(at, _)| at);
    let run = &rest[..end];
    // A longer run is no address; reading it to its end at each `http` in it would not be linear.
    if run.len() > MAX_URL_BYTES {
        return None;
    }
    let url = without_punctuation(run);
    if url.len() <= scheme.len() {
        return None;
    }
    is_web_address(url).then_some(url)
}

/// Whether a link may be made to `url`: http or https, a host, no user name or password.
pub fn is_web_address(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
    })
}

/// An address at the end of a sentence or in brackets does not own what follows it.
fn without_punctuation(run: &str) -> &str {
    let mut url = run;
    while let Some(last) = url.chars().next_back() {
        let opening = match last {
            ')' => Some('('),
            ']' => Some('['),
            '}' => Some('{'),
            _ => None,
        };
        let foreign = match opening {
            Some(opening) => url.matches(last).count() > url.matches(opening).count(),
            None => ".,;:!?'*_~…’،؛؟".contains(last),
        };
        if !foreign {
            break;
        }
        url = &url[..url.len() - last.len_utf8()];
    }
    url
}

/// Length and meaning of the mention that `rest`, which begins with `@`, begins with.
fn mention_at(rest: &str) -> Option<(usize, Handle)> {
    let given = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    let run = &rest[1..];
    let name = run[..run.find(|c| !given(c)).unwrap_or(run.len())].trim_end_matches(['.', '-']);
    if name.is_empty() || name.starts_with(['.', '-']) {
        return None;
    }
    let length = 1 + name.len();
    let after = &rest[length..];
    if let Some(run) = after.strip_prefix('@') {
        let host = host_at(run)?;
        let tail = &run[host.len()..];
        if tail.starts_with('@') {
            return None;
        }
        let host_name = Host::parse(host).ok()?;
        let handle = Handle {
            name: name.to_owned(),
            host: Some(host_name),
        };
        return Some((length + 1 + host.len(), handle));
    }
    // `@scope/package` and `@été` are no names of this node.
    if after.starts_with(|c: char| is_word(c) || c == '/') {
        return None;
    }
    Some((
        length,
        Handle {
            name: name.to_ascii_lowercase(),
            host: None,
        },
    ))
}

/// A host name with an optional port at the beginning of `run`.
fn host_at(run: &str) -> Option<&str> {
    let fits = |c: char| c.is_alphanumeric() || is_combining_mark(c) || ".-_".contains(c);
    let name = run[..run.find(|c| !fits(c)).unwrap_or(run.len())].trim_end_matches(['.', '-', '_']);
    if name.is_empty() {
        return None;
    }
    let digits = run[name.len()..].strip_prefix(':').map_or(0, |rest| {
        rest.find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len())
    });
    let port = if digits > 0 { digits + 1 } else { 0 };
    Some(&run[..name.len() + port])
}

/// The hashtag after the `#` that `rest` begins with: letters, digits, marks and `_` of any
/// script, at least one letter among them.
fn hashtag_at(rest: &str) -> Option<&str> {
    let run = &rest[1..];
    // A zero-width non-joiner stands inside Persian words.
    let part = |c: char| is_word(c) || c == '\u{200C}';
    let tag = run[..run.find(|c| !part(c)).unwrap_or(run.len())].trim_end_matches('\u{200C}');
    let lettered = tag.chars().any(char::is_alphabetic);
    (lettered && tag.chars().count() <= MAX_HASHTAG_CHARS).then_some(tag)
}

/// The hashtags of a text by their keys, each once, in its order.
pub fn hashtags(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for piece in pieces(text, &[]) {
        if let Piece::Hashtag(tag) = piece {
            let key = tag_key(tag);
            if !found.contains(&key) {
                found.push(key);
            }
        }
    }
    found
}

/// The key of what is one whole hashtag, with its `#` or without it.
pub fn key_of(text: &str) -> Option<String> {
    let tag = text.strip_prefix('#').unwrap_or(text);
    let whole = format!("#{tag}");
    (hashtag_at(&whole) == Some(tag)).then(|| tag_key(tag))
}

/// The key under which a hashtag is filed: lower case, Latin accents and ligatures folded, so that
/// `#Éducation` and `#education` meet. Marks of other scripts carry meaning and stay.
pub fn tag_key(tag: &str) -> String {
    let mut out = String::with_capacity(tag.len());
    for c in tag.nfkd().filter(|c| !matches!(c, '\u{300}'..='\u{36F}')) {
        for c in c.to_lowercase() {
            match c {
                'œ' => out.push_str("oe"),
                'æ' => out.push_str("ae"),
                'ß' => out.push_str("ss"),
                'ø' => out.push('o'),
                'ł' => out.push('l'),
                'đ' => out.push('d'),
                // Lower-casing may add a mark of its own (`İ`).
                '\u{300}'..='\u{36F}' => {}
                c => out.push(c),
            }
        }
    }
    out.nfc().collect()
}
