//! What a fragment will cost to parse, known before parsing it.
//!
//! Parsing HTML and writing it are not linear: unclosed formatting elements are made anew in each
//! following paragraph, open elements are searched at every tag, each attribute is compared with
//! those before it, and the writer looks through the rest of a text at each character it escapes.
//! A few hundred kilobytes can ask for gigabytes and minutes. This pass reads every place where a
//! tag could begin, wherever it stands (comment, quoted value, script), so that no trick of the
//! real parser makes it see fewer tags than there are.

use super::TextRefusal;

/// Most attributes in one tag; real documents stay under ten.
const MAX_ATTRIBUTES: usize = 64;
/// Most elements a fragment may make the parser create.
const MAX_ELEMENTS: usize = 400_000;
/// Most bytes the writer may look through: escaped characters times the length of the text.
const MAX_ESCAPING: usize = 1_000_000_000;
/// Formatting elements without attributes that can be waiting to be made anew: three of each of
/// the fourteen kinds (HTML standard, "the list of active formatting elements").
const PLAIN_FORMATTING: usize = 42;
/// Elements that are made anew. `a` is not among those counted: a new one closes the one before.
const FORMATTING: [&[u8]; 12] = [
    b"b", b"big", b"code", b"em", b"font", b"i", b"s", b"small", b"strike", b"strong", b"tt", b"u",
];

/// Refuses a fragment that costs far more than its length.
pub(super) fn affordable(fragment: &str) -> Result<(), TextRefusal> {
    let bytes = fragment.as_bytes();
    // 0xC2 begins the no-break space and its neighbours, where the writer stops too.
    let escapes = bytes.iter().filter(|b| matches!(b, b'&' | 0xC2)).count();
    if escapes.saturating_mul(bytes.len()) > MAX_ESCAPING {
        return Err(TextRefusal::TooTangled);
    }
    let mut tags = 0_usize;
    let mut dressed = 0_usize;
    // Bytes this pass may read: nested beginnings of tags overlap.
    let mut budget = bytes.len().saturating_mul(4).saturating_add(1024);
    for (at, pair) in bytes.windows(2).enumerate() {
        if pair[0] != b'<' || !(pair[1].is_ascii_alphabetic() || pair[1] == b'/') {
            continue;
        }
        tags += 1;
        let tag = Tag::read(&bytes[at + 1..]);
        budget = budget
            .checked_sub(tag.length)
            .ok_or(TextRefusal::TooTangled)?;
        if tag.attributes > MAX_ATTRIBUTES {
            return Err(TextRefusal::TooTangled);
        }
        let formatting = FORMATTING
            .iter()
            .any(|name| tag.name.eq_ignore_ascii_case(name));
        dressed += usize::from(formatting && tag.attributes > 0);
        if tags * (dressed + PLAIN_FORMATTING) > MAX_ELEMENTS {
            return Err(TextRefusal::TooTangled);
        }
    }
    Ok(())
}

/// A tag as the HTML tokenizer would read it from its name on.
struct Tag<'a> {
    name: &'a [u8],
    attributes: usize,
    length: usize,
}

impl<'a> Tag<'a> {
    fn read(bytes: &'a [u8]) -> Self {
        let blank = |b: u8| b.is_ascii_whitespace() || b == b'/';
        let until = |from: usize, stop: &dyn Fn(u8) -> bool| {
            bytes[from..]
                .iter()
                .position(|&b| stop(b))
                .map_or(bytes.len(), |n| from + n)
        };
        // A closing tag's slash is not the end of its name.
        let start = usize::from(bytes.first() == Some(&b'/'));
        let mut at = until(start, &|b| blank(b) || b == b'>');
        let name = &bytes[start..at];
        let mut attributes = 0;
        loop {
            at = until(at, &|b| !blank(b));
            if at >= bytes.len() || bytes[at] == b'>' || attributes > MAX_ATTRIBUTES {
                return Self {
                    name,
                    attributes,
                    length: at,
                };
            }
            attributes += 1;
            // A leading equals sign belongs to the name.
            at = until(at + 1, &|b| blank(b) || b == b'>' || b == b'=');
            let sign = until(at, &|b| !b.is_ascii_whitespace());
            if bytes.get(sign) != Some(&b'=') {
                continue;
            }
            let value = until(sign + 1, &|b| !b.is_ascii_whitespace());
            at = match bytes.get(value) {
                Some(&quote @ (b'"' | b'\'')) => {
                    (until(value + 1, &|b| b == quote) + 1).min(bytes.len())
                }
                _ => until(value, &|b| b.is_ascii_whitespace() || b == b'>'),
            };
        }
    }
}
