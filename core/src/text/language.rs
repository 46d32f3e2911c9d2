//! Language tags (BCP 47) and the direction in which a language is written (product §3.3).

/// Longest tag kept, in bytes.
const MAX_TAG_BYTES: usize = 35;

/// Languages whose usual script runs from right to left.
const RTL_LANGUAGES: [&str; 26] = [
    "ar", "arc", "ary", "arz", "azb", "bal", "bqi", "ckb", "dv", "fa", "glk", "he", "iw", "ji",
    "khw", "lrc", "mzn", "nqo", "pnb", "ps", "sd", "skr", "syr", "ug", "ur", "yi",
];

/// Scripts that run from right to left.
const RTL_SCRIPTS: [&str; 11] = [
    "Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa",
];

/// The value of the `dir` attribute for a contribution in `lang`: `rtl` or `ltr` when the tag
/// tells, `auto` when the language is unknown, undetermined or several.
pub fn dir_of(lang: &str) -> &'static str {
    let Some(tag) = valid_language(lang) else {
        return "auto";
    };
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    // A script stands before the region; one after a single letter is another thing.
    let script = parts
        .take_while(|part| part.len() > 1)
        .find(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphabetic()));
    match script {
        Some(script) if RTL_SCRIPTS.contains(&script) => "rtl",
        None if ["und", "mul", "zxx", "mis"].contains(&language) => "auto",
        None if RTL_LANGUAGES.contains(&language) => "rtl",
        _ => "ltr",
    }
}

/// The tag in canonical case (`fr`, `ff-Adlm-GN`, `zh-Hant-TW`) when it has the shape of BCP 47
/// (RFC 5646 §2.1: language, script, region, variants, extensions) and at most 35 characters.
/// Subtags are not looked up: a language nobody registered here is still someone's.
pub fn valid_language(tag: &str) -> Option<String> {
    if tag.len() > MAX_TAG_BYTES || !tag.is_ascii() {
        return None;
    }
    let lower = tag.to_ascii_lowercase();
    let mut parts = lower.split('-').peekable();
    let language = parts
        .next()
        .filter(|p| (2..=3).contains(&p.len()) && alphabetic(p))?;
    let mut out = language.to_owned();
    let mut push = |part: &str| {
        out.push('-');
        out.push_str(part);
    };
    if let Some(extended) = parts.next_if(|p| p.len() == 3 && alphabetic(p)) {
        push(extended);
    }
    if let Some(script) = parts.next_if(|p| p.len() == 4 && alphabetic(p)) {
        push(&format!(
            "{}{}",
            script[..1].to_ascii_uppercase(),
            &script[1..]
        ));
    }
    let region = |p: &&str| (p.len() == 2 && alphabetic(p)) || (p.len() == 3 && numeric(p));
    if let Some(region) = parts.next_if(region) {
        push(&region.to_ascii_uppercase());
    }
    while let Some(variant) = parts.next_if(|p| is_variant(p)) {
        push(variant);
    }
    while let Some(singleton) = parts.next() {
        if singleton.len() != 1 || !alphanumeric(singleton) {
            return None;
        }
        push(singleton);
        let shortest = if singleton == "x" { 1 } else { 2 };
        let mut count = 0;
        let fits = |p: &&str| {
            (shortest..=8).contains(&p.len())
                && alphanumeric(p)
                && (singleton == "x" || p.len() > 1)
        };
        while let Some(part) = parts.next_if(fits) {
            push(part);
            count += 1;
        }
        if count == 0 {
            return None;
        }
    }
    Some(out)
}

fn alphabetic(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_alphabetic())
}

fn numeric(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_digit())
}

fn alphanumeric(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn is_variant(part: &str) -> bool {
    let dated = part.len() == 4 && part.as_bytes()[0].is_ascii_digit();
    alphanumeric(part) && ((5..=8).contains(&part.len()) || dated)
}

/// Letters of scripts that put no spaces between words: Han, Kana, Thai, Lao, Burmese, Khmer.
pub(crate) fn stands_alone(c: char) -> bool {
    matches!(
        c,
        '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}'
            | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '\u{E00}'..='\u{EFF}'
            | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
    )
}
