//! What a text is found by: its words, folded so that neither accents nor case nor the ways to write an
//! Arabic letter part them, and their stems. Pure; the databases are given what is made here and know
//! nothing of languages, so that both find the same.

use std::collections::BTreeSet;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::text::extract::tag_key;
use crate::text::language::stands_alone;

/// So many letters of a word count.
const LONGEST: usize = 60;
/// So many bytes of a word count, its marks included; `PostgreSQL` refuses words of 2 047.
const WIDEST: usize = 240;
/// So many bytes of a text's words count: `PostgreSQL` refuses lists of a mebibyte.
const ALL: usize = 256 * 1024;
/// So many words of a text count. `PostgreSQL` knows no more than 16 383 places.
const MOST: usize = 10_000;

/// What stands before a stem, and before what is not said by a text: no text has it.
const STEM: char = '\u{E000}';
const MARK: char = '\u{E001}';
/// Between the parts of a text, over which no phrase goes.
const PART: &str = "\u{E002}";

/// The languages whose words are led back to stems, by the first letters of their tags.
const STEMMED: [(&str, Script, Algorithm); 9] = [
    ("fr", Script::Latin, Algorithm::French),
    ("en", Script::Latin, Algorithm::English),
    ("es", Script::Latin, Algorithm::Spanish),
    ("pt", Script::Latin, Algorithm::Portuguese),
    ("de", Script::Latin, Algorithm::German),
    ("it", Script::Latin, Algorithm::Italian),
    ("nl", Script::Latin, Algorithm::Dutch),
    ("ar", Script::Arabic, Algorithm::Arabic),
    ("ru", Script::Cyrillic, Algorithm::Russian),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Arabic,
    Cyrillic,
}

impl Script {
    fn of(word: &str) -> Option<Self> {
        match word.chars().next()? {
            'a'..='z' | 'à'..='ɏ' | 'ḁ'..='ỿ' => Some(Self::Latin),
            '\u{620}'..='\u{6D3}' => Some(Self::Arabic),
            'а'..='ӿ' => Some(Self::Cyrillic),
            _ => None,
        }
    }
}

/// Everything that a post is found by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// What it says, in its order.
    pub(super) said: Vec<String>,
    /// Stems and marks.
    pub(super) beside: BTreeSet<String>,
    bytes: usize,
}

impl Words {
    /// Adds a part of a text in a language; where none is said it is taken for French.
    pub(super) fn say(&mut self, text: &str, lang: &str) {
        let lang = lang.split('-').next().unwrap_or_default();
        let lang = if lang.is_empty() { "fr" } else { lang };
        for run in runs(text) {
            if self.said.len() >= MOST || self.bytes >= ALL {
                return;
            }
            let (units, stems) = (units(run), stems(run, Some(lang)));
            let bytes = units.iter().chain(&stems).map(String::len);
            self.bytes += bytes.sum::<usize>();
            self.said.extend(units);
            self.beside.extend(stems);
        }
        self.said.push(PART.to_owned());
    }

    pub(super) fn mark(&mut self, mark: &str) {
        self.beside.insert(marked(mark));
    }
}

/// What is searched where a mark is: something that a post is, and does not say.
pub(super) fn marked(mark: &str) -> String {
    let plain = mark.chars().filter(char::is_ascii_alphanumeric);
    let plain: String = plain.map(|c| c.to_ascii_lowercase()).collect();
    format!("{MARK}{plain}")
}

/// The words of a text as they are written: runs of letters and digits with their marks.
pub(super) fn runs(text: &str) -> impl Iterator<Item = &str> {
    let runs = text.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c));
    runs.filter(|run| run.contains(char::is_alphanumeric))
}

/// A run as it is kept: folded; where words are written without spaces, each letter by itself, so that
/// what is searched is a phrase of letters.
pub(super) fn units(run: &str) -> Vec<String> {
    let folded = fold(run);
    let mut units: Vec<String> = Vec::new();
    let mut letters = 0;
    for c in folded.chars() {
        let alone = stands_alone(c);
        let goes_on = letters > 0 && !alone || is_combining_mark(c);
        match units.last_mut().filter(|_| goes_on) {
            Some(unit) if letters >= LONGEST || unit.len() + c.len_utf8() > WIDEST => {}
            Some(unit) => {
                unit.push(c);
                letters += usize::from(letters > 0);
            }
            None => {
                units.push(c.to_string());
                letters = usize::from(!alone);
            }
        }
    }
    units
}

/// The stems of a run in its language, or in each that is written so: of the word as it is, which the
/// rules of a language know with its accents, of the word as it is typed without them, and of an Arabic
/// one without its article, which the rules leave on some.
pub(super) fn stems(run: &str, lang: Option<&str>) -> BTreeSet<String> {
    let word = run.nfc().flat_map(char::to_lowercase);
    let word: String = word.take(LONGEST).collect();
    let mut stems = BTreeSet::new();
    let Some(script) = Script::of(&word) else {
        return stems;
    };
    let bare = fold(&word);
    let forms: BTreeSet<&str> = [word.as_str(), bare.as_str()]
        .into_iter()
        .chain(bare.strip_prefix("ال"))
        .collect();
    for (name, written, algorithm) in STEMMED {
        if written == script && lang.is_none_or(|lang| lang == name) {
            let stemmer = Stemmer::create(algorithm);
            let found = forms.iter().map(|form| fold(&stemmer.stem(form)));
            let found = found.filter(|stem| !stem.is_empty());
            stems.extend(found.map(|stem| format!("{STEM}{name}{stem}")));
        }
    }
    stems
}

/// A word without accents and in lower case; in Arabic without vowel signs, one way to write each letter.
fn fold(word: &str) -> String {
    if word.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return word.to_ascii_lowercase();
    }
    let letters = tag_key(word);
    let letters = letters.nfd().filter_map(|c| match c {
        '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}' => None,
        'ٱ' => Some('ا'),
        'ى' | 'ی' => Some('ي'),
        'ة' => Some('ه'),
        'ک' => Some('ك'),
        'ŋ' => Some('n'),
        'ı' => Some('i'),
        c => (c.is_alphanumeric() || is_combining_mark(c)).then_some(c),
    });
    letters.nfc().collect()
}
